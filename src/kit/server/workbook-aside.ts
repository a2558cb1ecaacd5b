import { Problem } from '#base/problem.ts'
import { openThread } from './threads.ts'
import { guardWorkbook, workbookLimits, type WorkbookLimits } from './workbook-guard.ts'
import { readWorkbook, type ReadSheet } from './workbook.ts'

/** What unpacks to less than this is read in some hundredths of a second; starting a thread would take longer. */
const readAtOnce = 2 * 2 ** 20
const threadMemoryMb = 512

/**
 * Reads a workbook whole without holding up anybody else: one that is large in a thread of its own. Problems: those of `readWorkbook`,
 * and `too_large` where it needs more memory than a thread has.
 */
export async function readWorkbookAside(bytes: Uint8Array, limits: WorkbookLimits = {}): Promise<readonly ReadSheet[]> {
  const entries = guardWorkbook(bytes, { ...workbookLimits, ...limits })
  const unpacked = [...entries.values()].reduce((sum, entry) => sum + entry.unpacked, 0)
  if (unpacked <= readAtOnce) return readWorkbook(bytes, limits)
  const data = { bytes, limits }
  const thread = openThread<readonly ReadSheet[]>({
    name: 'workbook-thread',
    from: import.meta.url,
    data,
    memoryMb: threadMemoryMb,
  })
  try {
    for await (const sheets of thread.said) return sheets
    throw new Problem('unavailable', { details: { reason: 'thread.ended' } })
  } finally {
    await thread.close()
  }
}
