import type { Transaction } from '#kit/server/db.ts'
import type { ReturnChanges } from '../contract/life.ts'
import { type CellReading, readCells } from '../rules/cell-text.ts'
import type { Content } from './content.ts'
import type { Judgement } from './lifecycle.ts'
import { listAnswers, type Return } from './store.ts'

/** What a version says otherwise than the one that was submitted before it; undefined where none was. */
export async function changesOf(
  tx: Transaction,
  one: Return,
  { content, judged }: { readonly content: Content; readonly judged: Judgement },
): Promise<ReturnChanges | undefined> {
  const before = content.versions.findLast((each) => each.version < content.version && each.submittedAt !== undefined)
  if (before === undefined) return undefined
  const readBefore = readCells(judged.definitions, before.cells)
  const cells = judged.definitions.flatMap(({ key }) => {
    const [old, now] = [before.cells[key] ?? '', content.cells[key] ?? '']
    const same = old === now || isSame(readBefore.get(key), judged.readings.get(key))
    return same ? [] : [{ key, before: old, after: now }]
  })
  const answered = await listAnswers(tx, { id: one.id, version: before.version })
  const answers = judged.form.checks.flatMap(({ id, message }) => {
    const old = answered.get(id)
    const now = judged.findings.find((finding) => finding.id === id)?.reason
    if (old === now) return []
    return [
      {
        check: id,
        message,
        ...(old === undefined ? {} : { before: old }),
        ...(now === undefined ? {} : { after: now }),
      },
    ]
  })
  return { since: before.version, cells, answers }
}

/** `1,200` and `1200.0` say the same. */
function isSame(one: CellReading | undefined, other: CellReading | undefined): boolean {
  if (one === undefined || other === undefined || 'issue' in one || 'issue' in other) return false
  if ('value' in one) return 'value' in other && one.value === other.value
  return 'blank' in other && one.blank === other.blank
}
