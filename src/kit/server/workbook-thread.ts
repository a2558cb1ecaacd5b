// Runs in a thread of its own: reads one workbook whole.
import { runThread } from './threads.ts'
import { readWorkbook, type ReadSheet } from './workbook.ts'
import type { WorkbookLimits } from './workbook-guard.ts'

runThread<{ readonly bytes: Uint8Array; readonly limits: WorkbookLimits }, readonly ReadSheet[]>(
  async ({ data, say }) => {
    say(await readWorkbook(data.bytes, data.limits))
  },
)
