import { type Actor } from '#base/decision.ts'
import { parseDecimal, toDecimalText } from '#base/decimal.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import {
  act,
  type AskedAct,
  deadlineClock,
  extendClock,
  fieldsFor,
  filesFor,
} from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Moved } from '../contract/words.ts'
import { workflowOf } from './engine.ts'
import { getRow, partsBeneath, tables } from './store.ts'

/** The act of a task that reports progress and leaves it where it is. */
export const reportingAct = 'report'

export type Reporting = {
  readonly id: string
  readonly expectedVersion: number
  readonly share?: string | undefined
  readonly words: string
  readonly evidence?: string | undefined
  readonly files: readonly string[]
  readonly delayReason?: string | undefined
  readonly actor: Actor
}

/**
 * Reports progress with its evidence. A task that an indicator or its parts measure takes words alone.
 * @throws Problem not_found, stale, wrong_state, forbidden, invalid_input
 */
export async function reportTask(house: House, tx: Transaction, asked: Reporting): Promise<Moved> {
  const row = await getRow(tx, 'supervision_task', asked.id)
  const parts = (await partsBeneath(tx, [row.id])).filter(({ is_done, is_final }) => is_done || !is_final)
  const measured = row.measure !== null ? 'indicator' : parts.length > 0 ? 'parts' : undefined
  if (asked.share !== undefined && measured !== undefined) {
    throw new Problem('invalid_input', {
      issues: [{ text: `supervision.measured_by_${measured}`, where: 'body.share', found: asked.share }],
    })
  }
  const workflow = workflowOf(house.programme(), 'task')
  const share = asked.share === undefined ? undefined : toDecimalText(parseDecimal(asked.share).times(100))
  const { words, evidence, delayReason } = asked
  const moved = await act(house, tx, {
    caseId: row.case_id,
    act: reportingAct,
    actor: asked.actor,
    expectedVersion: asked.expectedVersion,
    fields: fieldsFor(workflow, reportingAct, { words, share, evidence, delay_reason: delayReason }),
    files: filesFor(workflow, reportingAct, asked.files),
  })
  await keepWords(tx, row.id, { delayReason })
  await recordAct(tx, {
    name: 'supervision.reported',
    subject: { kind: 'task', id: row.id },
    detail: { version: moved.version, ...(asked.share === undefined ? {} : { share: asked.share }) },
  })
  return { state: moved.state, version: moved.version }
}

export type TaskActing = AskedAct & {
  readonly completion?: string | undefined
  readonly delayReason?: string | undefined
}

/** The next step of a task. @throws Problem as the engine does */
export async function actOnTask(house: House, tx: Transaction, asked: TaskActing): Promise<Moved> {
  const row = await getRow(tx, 'supervision_task', asked.id)
  const moved = await act(house, tx, { ...asked, caseId: row.case_id })
  await keepWords(tx, row.id, asked)
  return { state: moved.state, version: moved.version }
}

async function keepWords(
  tx: Transaction,
  id: string,
  { completion, delayReason }: { readonly completion?: string | undefined; readonly delayReason?: string | undefined },
): Promise<void> {
  if (completion === undefined && delayReason === undefined) return
  await tables(tx)
    .updateTable('supervision_task')
    .set({
      ...(completion === undefined ? {} : { completion }),
      ...(delayReason === undefined ? {} : { delay_reason: delayReason }),
    })
    .where('id', '=', id)
    .execute()
}

/** A later deadline through the engine; the original stays. @throws Problem not_found, stale, wrong_state, forbidden, invalid_input */
export async function extendTask(
  house: House,
  tx: Transaction,
  asked: {
    readonly id: string
    readonly due: string
    readonly reason: string
    readonly expectedVersion: number
    readonly actor: Actor
  },
): Promise<Moved> {
  const row = await getRow(tx, 'supervision_task', asked.id)
  const clock = deadlineClock(house.programme(), workflowOf(house.programme(), 'task').id)
  if (clock === undefined || row.due === null)
    throw new Problem('wrong_state', { details: { state: row.state, reason: 'supervision.no_deadline' } })
  const moved = await extendClock(house, tx, {
    caseId: row.case_id,
    clock,
    due: parsePlainDate(asked.due),
    reason: asked.reason,
    actor: asked.actor,
    expectedVersion: asked.expectedVersion,
  })
  await recordAct(tx, {
    name: 'supervision.extended',
    subject: { kind: 'task', id: row.id },
    detail: { due: asked.due, version: moved.version },
  })
  return { state: moved.state, version: moved.version }
}
