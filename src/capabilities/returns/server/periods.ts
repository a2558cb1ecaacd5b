import { sql } from 'kysely'
import { type Actor, can } from '#base/decision.ts'
import type { Period } from '#base/period.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { extendClock, findCaseOf, getWorkflow, listRunningClocks } from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import type { ProgrammeForm } from '#pack/programme.ts'
import type { PeriodAct, PeriodStanding } from '../contract/life.ts'
import { checkPeriod, dueOn } from '../rules/periods.ts'
import { isEditable } from '../rules/review.ts'
import { getForm, type ReturnHouse } from './lifecycle.ts'
import {
  dueIn,
  holdPeriodAlone,
  listPeriodActs,
  lockIn,
  type PeriodActRow,
  type PeriodTables,
  refuseLocked,
} from './locks.ts'
import { tablesOf } from './store.ts'

export type PeriodDoing = {
  readonly form: string
  readonly period: Period
  readonly actor: Actor
  readonly reason?: string | undefined
}

/** Locks a period of a form: from then on no return of it is written, submitted, approved or corrected. @throws Problem forbidden, wrong_state, invalid_input */
export async function lockPeriod(house: ReturnHouse, tx: Transaction, doing: PeriodDoing): Promise<PeriodStanding> {
  const { form, acts } = await begin(house, tx, doing)
  if (lockIn(acts) !== undefined) throw new Problem('wrong_state', { details: { reason: 'returns.already_locked' } })
  await keep(house, tx, { ...doing, form: form.id, act: 'locked' })
  return standingOf(house, tx, doing)
}

/** Opens a locked period again; the reason stays in its history. @throws Problem forbidden, wrong_state, invalid_input */
export async function reopenPeriod(house: ReturnHouse, tx: Transaction, doing: PeriodDoing): Promise<PeriodStanding> {
  const { form, acts } = await begin(house, tx, doing)
  if (lockIn(acts) === undefined) throw new Problem('wrong_state', { details: { reason: 'returns.not_locked' } })
  await keep(house, tx, { ...doing, form: form.id, act: 'reopened', reason: demandReason(doing) })
  return standingOf(house, tx, doing)
}

/** Gives everybody who has not reported yet a later due date; the first one stays in the history. @throws Problem forbidden, locked, invalid_input */
export async function extendPeriod(
  house: ReturnHouse,
  tx: Transaction,
  doing: PeriodDoing & { readonly due: PlainDate },
): Promise<PeriodStanding> {
  const { form, acts } = await begin(house, tx, doing)
  await refuseLocked(tx, doing.form, doing.period)
  const before = dueIn(acts, dueOn(form, doing.period, house.programme().calendar))
  if (doing.due <= before) {
    const issue = { text: 'workflows.due_not_later', where: 'body.due', found: doing.due, expected: before }
    throw new Problem('invalid_input', { issues: [issue] })
  }
  const reason = demandReason(doing)
  await keep(house, tx, { ...doing, form: form.id, act: 'extended', reason })
  await extendBegun(house, tx, { ...doing, form, reason })
  return standingOf(house, tx, doing)
}

type Extending = { form: ProgrammeForm; period: Period; due: PlainDate; reason: string; actor: Actor }

/** Returns that were begun and are not in yet follow the new due date, their clocks too. */
async function extendBegun(
  house: ReturnHouse,
  tx: Transaction,
  { form, period, due, reason, actor }: Extending,
): Promise<void> {
  const workflow = getWorkflow(house.programme(), form.workflow)
  const editable = workflow.states.map((state) => state.id).filter((id) => isEditable(workflow, id))
  const begun = await tablesOf(tx)
    .updateTable('return_return')
    .set({ due })
    .where('form', '=', form.id)
    .where('period', '=', period)
    .where('state', '=', sql<string>`any(${editable}::text[])`)
    .returning(['id', 'case_id'])
    .execute()
  const ofDue = new Set((workflow.clocks ?? []).filter((clock) => 'due' in clock.starts).map((clock) => clock.id))
  for (const { id, case_id } of begun) {
    if (case_id === null) continue
    for (const clock of await listRunningClocks(house, tx, case_id)) {
      const current = await findCaseOf(tx, { kind: 'return', id })
      if (!ofDue.has(clock.id) || clock.due >= due || current === undefined) continue
      await extendClock(house, tx, {
        caseId: case_id,
        clock: clock.id,
        due,
        reason,
        actor,
        expectedVersion: current.version,
      })
    }
  }
}

/** How a period of a form stands, with everything that was done with it. */
export async function standingOf(
  house: ReturnHouse,
  tx: Transaction,
  asked: { readonly form: string; readonly period: Period; readonly actor: Actor },
): Promise<PeriodStanding> {
  const programme = house.programme()
  const form = getForm(programme, asked.form)
  const acts = await listPeriodActs(tx, form.id, asked.period)
  const shown = await showActs(tx, acts)
  const original = dueOn(form, asked.period, programme.calendar)
  const locked = lockIn(acts) !== undefined
  return {
    form: form.id,
    period: asked.period,
    due: dueIn(acts, original),
    originalDue: original,
    locked,
    acts: shown,
    mayLock: can(asked.actor, 'returns.lock').allowed,
  }
}

export async function showActs(tx: Transaction, acts: readonly PeriodActRow[]): Promise<PeriodAct[]> {
  const names = await namesOfPeople(
    tx,
    acts.map((each) => each.by),
  )
  return acts.map(({ act, due, reason, at, by }) => ({
    act,
    ...(due === undefined ? {} : { due }),
    ...(reason === undefined ? {} : { reason }),
    at: at.toISOString(),
    by,
    byName: names.get(by) ?? by,
  }))
}

async function begin(house: ReturnHouse, tx: Transaction, doing: PeriodDoing) {
  const programme = house.programme()
  const form = getForm(programme, doing.form)
  decide(doing.actor, 'returns.lock', {})
  const wrong = checkPeriod(form, doing.period, house.clock.today(programme.timeZone))
  if (wrong !== undefined && wrong.text !== 'returns.form_expired')
    throw new Problem('invalid_input', { issues: [wrong] })
  await holdPeriodAlone(tx, form.id, doing.period)
  return { form, acts: await listPeriodActs(tx, form.id, doing.period) }
}

function demandReason({ reason }: PeriodDoing): string {
  if (reason !== undefined && reason.trim() !== '') return reason.trim()
  throw new Problem('invalid_input', { issues: [{ text: 'workflows.reason_missing', where: 'body.reason' }] })
}

type Kept = Omit<PeriodDoing, 'period'> & {
  readonly period: string
  readonly act: PeriodActRow['act']
  readonly due?: PlainDate
}

async function keep(
  house: ReturnHouse,
  tx: Transaction,
  { form, period, act, due, reason, actor }: Kept,
): Promise<void> {
  await tx
    .withTables<PeriodTables>()
    .insertInto('return_period_act')
    .values({ form, period, act, due: due ?? null, reason: reason ?? null, at: house.clock.now(), by: actor.id })
    .execute()
  await recordAct(tx, {
    name: `returns.period_${act}`,
    subject: { kind: 'return_period', id: `${form} ${period}` },
    detail: { form, period, ...(due === undefined ? {} : { due }) },
  })
}
