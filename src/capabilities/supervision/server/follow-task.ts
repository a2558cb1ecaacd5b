import { organisationsAround } from '#capabilities/people/server/service.ts'
import { sql } from 'kysely'
import { parseDecimal, toDecimalText } from '#base/decimal.ts'
import { toPlainDate } from '#base/plain-date.ts'
import { recordAct } from '#kit/server/acts.ts'
import { deadlineOf, type Moved as MovedCase, viewOf } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import { workflowOf } from './engine.ts'
import { tables } from './store.ts'

/** The act of the engine that puts other units in charge. */
const assigningAct = 'workflow.assign'

/** The final state in which a task is done; every other final state means that it does not count. */
export const doneState = 'done'

/** Keeps the row of a task in step with its case, and what an act reported as a report of its own. */
export async function followTask(house: House, tx: Transaction, moved: MovedCase): Promise<void> {
  const { after, act, at, fields = {} } = moved
  const id = after.subject.id
  const [known] = await tables(tx)
    .selectFrom('supervision_task')
    .select(['id', 'share', 'is_done', 'organisations'])
    .where('id', '=', id)
    .execute()
  if (known === undefined) return
  const programme = house.programme()
  const view = await viewOf(house, tx, after.id)
  const deadline = deadlineOf(programme, view)
  const today = toPlainDate(at, programme.timeZone)
  const isFinal = workflowOf(programme, 'task').states.some((state) => state.id === after.state && state.final === true)
  const isDone = isFinal && after.state === doneState
  const share = reportedShare(fields.share)
  if (fields.words !== undefined && moved.actor.kind !== 'system') {
    await keepReport(tx, {
      task: id,
      share,
      words: fields.words,
      evidence: fields.evidence ?? null,
      act: after.version,
      at,
    })
  }
  await tables(tx)
    .updateTable('supervision_task')
    .set({
      state: after.state,
      revision: after.version,
      is_final: isFinal,
      is_done: isDone,
      original_due: deadline.original,
      due: deadline.due,
      done_on: isDone ? (deadline.stoppedOn ?? today) : null,
      ended_on: isFinal ? today : null,
      last_act: act,
      ...(act === assigningAct ? partiesOf(programme, after, known.organisations) : {}),
      ...(share === null ? {} : { share }),
      ...(fields.delay_reason === undefined ? {} : { delay_reason: fields.delay_reason }),
      ...(isDone || fields.completion !== undefined ? await completionOf(tx, id, fields) : {}),
    })
    .where('id', '=', id)
    .execute()
  if (isFinal && !known.is_done) {
    const name = isDone ? 'supervision.done' : 'supervision.cancelled'
    await recordAct(tx, { name, subject: { kind: 'task', id }, detail: { state: after.state } })
  }
}

/** Units that were put in charge later; whoever was in charge before still sees the task. */
function partiesOf(programme: Programme, { parties }: MovedCase['after'], before: readonly string[]) {
  const [lead, assist] = [[...parties.lead], [...parties.assist]]
  return {
    lead,
    assist,
    organisations: [...new Set([...before, ...organisationsAround(programme, [...lead, ...assist])])],
  }
}

/** Percent, as a field of a case has it, as a share of the whole. */
function reportedShare(percent: string | undefined): string | null {
  return percent === undefined ? null : toDecimalText(parseDecimal(percent).dividedBy(100))
}

type Report = {
  readonly task: string
  readonly share: string | null
  readonly words: string
  readonly evidence: string | null
  readonly act: number
  readonly at: Date
}

async function keepReport(tx: Transaction, report: Report): Promise<void> {
  const { number } = await tables(tx)
    .selectFrom('supervision_progress')
    .select(sql<number>`coalesce(max(number), 0)::integer + 1`.as('number'))
    .where('task', '=', report.task)
    .executeTakeFirstOrThrow()
  await tables(tx)
    .insertInto('supervision_progress')
    .values({ ...report, number })
    .execute()
}

/** What was reached: said with the act, else the last words that were reported. */
async function completionOf(
  tx: Transaction,
  task: string,
  fields: Readonly<Record<string, string>>,
): Promise<{ completion?: string }> {
  if (fields.completion !== undefined) return { completion: fields.completion }
  const last = await tables(tx)
    .selectFrom('supervision_progress')
    .select('words')
    .where('task', '=', task)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last === undefined ? {} : { completion: last.words }
}
