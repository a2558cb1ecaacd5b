import { system } from '#base/decision.ts'
import { parseDecimal, toDecimalText } from '#base/decimal.ts'
import { parsePlainDate, startOfDay } from '#base/plain-date.ts'
import { act, fieldsFor, wayTo } from '#capabilities/workflows/server/service.ts'
import { inReachOfHouse, type Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { citedSource } from '#pack/citation.ts'
import type { ProgrammeDoc } from '#pack/programme.ts'
import { workflowOf } from './engine.ts'
import { doneState } from './follow-task.ts'
import { getRow, tables } from './store.ts'

/**
 * What sources say was reached by today becomes the first reports of a task, each on the day the source names; one of which a source says
 * that it is done ends on that day. Parts before what they are parts of.
 */
export async function enterReached(
  house: House,
  tx: Transaction,
  { id, stated }: { readonly id: string; readonly stated: ProgrammeDoc<'tasks'> },
): Promise<void> {
  const programme = house.programme()
  const reached = (stated.reached ?? []).filter(({ on }) => on <= todayOf(house))
  for (const [at, { on, words, share, source }] of reached.entries()) {
    await tables(tx)
      .insertInto('supervision_progress')
      .values({
        task: id,
        number: at + 1,
        share: shareOf(share),
        words: words.zh,
        evidence: citedSource(programme, source, 'zh'),
        act: 1,
        at: startOfDay(parsePlainDate(on), programme.timeZone),
      })
      .execute()
  }
  const share = shareOf(reached.findLast((one) => one.share !== undefined)?.share)
  if (share !== null) await tables(tx).updateTable('supervision_task').set({ share }).where('id', '=', id).execute()
  const done = reached.find((one) => one.done === true)
  if (done === undefined) return
  await inReachOfHouse(tx, () => finish(house, tx, { id, words: done.words.zh }))
  await tables(tx)
    .updateTable('supervision_task')
    .set({ done_on: parsePlainDate(done.on), completion: done.words.zh })
    .where('id', '=', id)
    .where('is_done', '=', true)
    .execute()
}

function shareOf(percent: string | undefined): string | null {
  return percent === undefined ? null : toDecimalText(parseDecimal(percent).dividedBy(100))
}

/** Takes a task the shortest way to its end. */
async function finish(house: House, tx: Transaction, { id, words }: { readonly id: string; readonly words: string }) {
  const workflow = workflowOf(house.programme(), 'task')
  for (const name of wayTo(workflow, doneState) ?? []) {
    const row = await getRow(tx, 'supervision_task', id)
    const open = await tables(tx)
      .selectFrom('supervision_task')
      .select('id')
      .where('parent', '=', id)
      .where('is_final', '=', false)
      .execute()
    if (open.length > 0) return
    await act(house, tx, {
      caseId: row.case_id,
      act: name,
      actor: system,
      expectedVersion: row.revision,
      reason: words,
      fields: fieldsFor(workflow, name, { words }),
    })
  }
}
