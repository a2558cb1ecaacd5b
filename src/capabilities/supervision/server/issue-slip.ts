import { demandOrganisations, organisationsAround } from '#capabilities/people/server/service.ts'
import { act, actTo } from '#capabilities/workflows/server/service.ts'
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type Actor, system } from '#base/decision.ts'
import { parsePlainDate, type PlainDate, yearOf } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import { recordAct } from '#kit/server/acts.ts'
import { inReachOfHouse, type Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import type { ProgrammeSlipLevel } from '#pack/programme.ts'
import { causeOfUnmet, levelAfter } from '../rules/slips.ts'
import { open, workflowOf } from './engine.ts'
import { textOf, written } from '#pack/naming.ts'
import { getLevel, levelsOf } from './slip-levels.ts'
import { replyBy, slipStates } from './slips.ts'
import { findRows, getRow, type SlipRow, tables, type TaskRow } from './store.ts'

export type SlipToStore = {
  readonly task: TaskRow
  readonly level: ProgrammeSlipLevel
  readonly cause: string
  readonly isByRule: boolean
  readonly reason: Text
  readonly demand: Text
  readonly recipient: string
  readonly deadline: PlainDate
  readonly escalatedFrom?: string
  readonly actor: Actor
}

export type IssuedNow = { readonly id: string; readonly number: string }

/** Stores a slip and opens its case. One by rule that stands already for the task, level and cause is not issued again: undefined. */
export async function storeSlip(house: House, tx: Transaction, slip: SlipToStore): Promise<IssuedNow | undefined> {
  const { task, level } = slip
  const programme = house.programme()
  const today = todayOf(house)
  const year = yearOf(today)
  await sql`select pg_advisory_xact_lock(hashtext('supervision slips'))`.execute(tx)
  if (slip.isByRule && (await isIssued(tx, slip))) return undefined
  const { rows } = await sql<{ count: number }>`select supervision_slip_count(${year}, ${level.id}) as count`.execute(
    tx,
  )
  const number = `${year}-${level.id}-${String((rows[0]?.count ?? 0) + 1).padStart(3, '0')}`
  const id = randomUUID()
  const organisations = [...new Set([...task.organisations, ...organisationsAround(programme, [slip.recipient])])]
  const opened = await open(house, tx, {
    kind: 'slip',
    subject: id,
    title: { zh: `${level.name.zh}：${task.title.zh}`, en: `${textOf(level.name).en}: ${task.title.en}` },
    actor: slip.actor,
    place: task.base ?? programme.rootPlace,
    organisations,
    lead: level.to.includes('lead') ? [...new Set([slip.recipient, ...task.lead])] : [slip.recipient],
    assist: level.to.includes('assist') ? task.assist.filter((one) => one !== slip.recipient) : [],
    due: slip.deadline,
  })
  await tables(tx)
    .insertInto('supervision_slip')
    .values({
      id,
      year,
      number,
      level: level.id,
      task: task.id,
      cause: slip.cause,
      is_by_rule: slip.isByRule,
      reason: JSON.stringify(slip.reason),
      demand: JSON.stringify(slip.demand),
      recipient: slip.recipient,
      issued_on: today,
      original_deadline: slip.deadline,
      deadline: slip.deadline,
      case_id: opened.id,
      state: opened.state,
      revision: opened.version,
      replied_at: null,
      replied_by: null,
      reply: null,
      reply_act: null,
      decided_at: null,
      decided_by: null,
      met: null,
      decision: null,
      withdrawn_at: null,
      withdrawn_by: null,
      withdrawn_for: null,
      escalated_from: slip.escalatedFrom ?? null,
      places: [...task.places],
      organisations,
      issued_at: house.clock.now(),
    })
    .execute()
  await recordAct(tx, {
    name: 'supervision.slip_issued',
    subject: { kind: 'slip', id },
    detail: { task: task.id, level: level.id, cause: slip.cause, due: slip.deadline, byRule: slip.isByRule },
  })
  return { id, number }
}

async function isIssued(tx: Transaction, { task, level, cause }: SlipToStore): Promise<boolean> {
  const found = await tables(tx)
    .selectFrom('supervision_slip')
    .select('id')
    .where('task', '=', task.id)
    .where('level', '=', level.id)
    .where('cause', '=', cause)
    .executeTakeFirst()
  return found !== undefined
}

export type IssuingByHand = {
  readonly task: string
  readonly level: string
  readonly recipient?: string | undefined
  readonly deadline?: string | undefined
  readonly reason: string
  readonly demand: string
  readonly actor: Actor
}

/** A slip issued by hand. @throws Problem not_found, forbidden, invalid_input, wrong_state */
export async function issueSlip(house: House, tx: Transaction, asked: IssuingByHand): Promise<IssuedNow> {
  const programme = house.programme()
  const task = await getRow(tx, 'supervision_task', asked.task)
  const level = getLevel(programme, asked.level)
  decide(asked.actor, 'supervision.issue', task)
  decide(asked.actor, level.may, task)
  if (task.is_final)
    throw new Problem('wrong_state', { details: { state: task.state, reason: 'supervision.task_is_over' } })
  const recipient = asked.recipient ?? task.lead[0]
  if (recipient === undefined)
    throw new Problem('invalid_input', { issues: [{ text: 'supervision.no_recipient', where: 'body.recipient' }] })
  demandOrganisations(programme, { 'body.recipient': [recipient] })
  const today = todayOf(house)
  const deadline = asked.deadline === undefined ? replyBy(programme, level, today) : parsePlainDate(asked.deadline)
  if (deadline === undefined || deadline < today) {
    const text = deadline === undefined ? 'supervision.deadline_needed' : 'supervision.deadline_past'
    throw new Problem('invalid_input', {
      issues: [
        { text, where: 'body.deadline', expected: today, ...(deadline === undefined ? {} : { found: deadline }) },
      ],
    })
  }
  const issued = await storeSlip(house, tx, {
    task,
    level,
    cause: `by hand ${randomUUID()}`,
    isByRule: false,
    reason: written(asked.reason),
    demand: written(asked.demand),
    recipient,
    deadline,
    actor: asked.actor,
  })
  return issued ?? { id: '', number: '' }
}

/**
 * The next level after a slip that was not met: issued once, and the slip that was not met ends as escalated. Undefined where there is no
 * further level, nobody to receive it, or the task is over.
 */
export async function escalate(house: House, tx: Transaction, slip: SlipRow): Promise<IssuedNow | undefined> {
  const programme = house.programme()
  const next = levelAfter(levelsOf(programme), slip.level)
  return inReachOfHouse(tx, async () => {
    const [task] = await findRows(tx, 'supervision_task', [slip.task])
    if (next === undefined || task === undefined || task.is_final) return undefined
    const issued = await storeSlip(house, tx, {
      task,
      level: next,
      cause: causeOfUnmet(slip.id),
      isByRule: true,
      reason: { zh: `${slip.number} 未落实`, en: `${slip.number} was not met` },
      demand: slip.demand,
      recipient: slip.recipient,
      deadline: deadlineByRule(house, next),
      escalatedFrom: slip.id,
      actor: system,
    })
    const [now] = await findRows(tx, 'supervision_slip', [slip.id])
    if (now?.state === slipStates.unmet) {
      const workflow = workflowOf(programme, 'slip')
      const name = actTo(workflow, now.state, slipStates.escalated)
      await act(house, tx, { caseId: now.case_id, act: name, actor: system, expectedVersion: now.revision })
    }
    return issued
  })
}

/** Where a level leaves the day to whoever issues it, a slip by rule takes the days of the nearest milder level that has any; else today. */
export function deadlineByRule(house: House, level: ProgrammeSlipLevel): PlainDate {
  const levels = levelsOf(house.programme())
  const at = levels.findIndex(({ id }) => id === level.id)
  const today = todayOf(house)
  for (const each of levels.slice(0, at + 1).toReversed()) {
    const day = replyBy(house.programme(), each, today)
    if (day !== undefined) return day
  }
  return today
}
