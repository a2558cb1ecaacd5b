import { type Actor, can } from '#base/decision.ts'
import { isPeriod, periodKind } from '#base/period.ts'
import { isPlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { namesOfOrganisations, namesOfPeople } from '#capabilities/people/server/service.ts'
import { placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { findDoc, getDoc } from '#pack/lookup.ts'
import type { ApplicationShown, CallDetail, CallSummary } from '../contract/calls.ts'
import { meanOf } from './applications.ts'
import {
  callTables,
  type DbApplication,
  type DbCall,
  getApplication,
  getCall,
  listApplicationRows,
  listCallRows,
  listMarks,
  type StoredMark,
} from './call-store.ts'
import { createRun, refusal } from './lifecycle.ts'
import { namedClass, namedIn, namedPlace, wordsOf } from './naming.ts'
import { tables } from './store.ts'

function invalid(text: string, where: string, words: { found?: string; expected?: string } = {}): Problem {
  return new Problem('invalid_input', { issues: [{ text, where: `body.${where}`, ...words }] })
}

export type NewCall = {
  readonly scheme: string
  readonly period: string
  readonly title: string
  readonly terms: string
  readonly opensOn: string
  readonly closesOn: string
}

/** Issues a call. @throws Problem not_found, invalid_input */
export async function createCall(house: House, tx: Transaction, asked: NewCall): Promise<{ id: string }> {
  const scheme = getDoc(house.programme(), 'schemes', asked.scheme)
  if (scheme.subject !== 'application')
    throw invalid('evaluations.not_of_applications', 'scheme', { found: asked.scheme })
  if (!isPeriod(asked.period) || periodKind(asked.period) !== scheme.period)
    throw invalid('evaluations.not_a_period', 'period', { found: asked.period, expected: scheme.period })
  const { opensOn, closesOn } = asked
  for (const [where, day] of Object.entries({ opensOn, closesOn }))
    if (!isPlainDate(day)) throw invalid('evaluations.days_in_order', where, { found: day, expected: '' })
  if (closesOn < opensOn) throw invalid('evaluations.days_in_order', 'closesOn', { found: closesOn, expected: opensOn })
  const { id } = await callTables(tx)
    .insertInto('evaluation_call')
    .values({
      scheme: asked.scheme,
      period: asked.period,
      title: asked.title,
      terms: asked.terms,
      opens_on: opensOn,
      closes_on: closesOn,
      created_at: house.clock.now(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await recordAct(tx, {
    name: 'evaluations.called',
    subject: { kind: 'call', id },
    detail: { scheme: asked.scheme, period: asked.period },
  })
  return { id }
}

/** Calls, the latest first. */
export async function listCalls(house: House, tx: Transaction): Promise<CallSummary[]> {
  const items: CallSummary[] = []
  for (const call of await listCallRows(tx)) items.push(await summaryOf(house, tx, call))
  return items
}

async function summaryOf(house: House, tx: Transaction, call: DbCall): Promise<CallSummary> {
  const run = await runOf(tx, call.id)
  const today = house.clock.today(house.programme().timeZone)
  const { applications } = await house.record.asSystem((all) =>
    callTables(all)
      .selectFrom('evaluation_application')
      .select((eb) => eb.fn.countAll<string>().as('applications'))
      .where('call', '=', call.id)
      .where('withdrawn_at', 'is', null)
      .executeTakeFirstOrThrow(),
  )
  const scheme = findDoc(house.programme(), 'schemes', call.scheme)
  return {
    id: call.id,
    scheme: call.scheme,
    schemeName: scheme === undefined ? { zh: call.scheme, en: call.scheme } : wordsOf(scheme.name),
    period: call.period,
    title: call.title,
    opensOn: call.opens_on,
    closesOn: call.closes_on,
    stage: stageOf(call, run?.state, today),
    applications: Number(applications),
    run: run?.id ?? null,
  }
}

function stageOf(
  { opens_on: opens, closes_on: closes }: DbCall,
  state: string | undefined,
  today: string,
): CallSummary['stage'] {
  if (state === 'final') return 'final'
  if (state === 'public') return 'published'
  if (state !== undefined) return 'evaluating'
  return today < opens ? 'announced' : today <= closes ? 'open' : 'closed'
}

function runOf(tx: Transaction, call: string) {
  return tables(tx)
    .selectFrom('evaluation_run')
    .select(['id', 'state'])
    .where('call', '=', call)
    .where('state', '!=', 'given_up')
    .executeTakeFirst()
}

/** One call with the applications that the actor may see. @throws Problem not_found */
export async function showCall(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<CallDetail> {
  const call = await getCall(tx, id)
  const rows = await listApplicationRows(tx, id)
  const marks = await listMarks(tx, id)
  const experts = await callTables(tx).selectFrom('evaluation_expert').selectAll().where('call', '=', id).execute()
  const people = await namesOfPeople(tx, [...experts.map(({ person }) => person), ...marks.map(({ expert }) => expert)])
  const known = [...experts.flatMap(({ conflicts }) => conflicts), ...rows.map(({ organisation }) => organisation)]
  const organisations = await namesOfOrganisations(house, tx, known)
  const scheme = findDoc(house.programme(), 'schemes', call.scheme)
  const named = (one: string) => ({ id: one, name: organisations.get(one) ?? { zh: one, en: one } })
  const items: ApplicationShown[] = []
  for (const row of rows) {
    const own = marks.filter((mark) => mark.application === row.id)
    const mayMark = experts.some(
      ({ person, conflicts }) => person === actor.id && !conflicts.includes(row.organisation),
    )
    items.push({
      ...(await shownOf(house, tx, row)),
      organisationName: named(row.organisation).name,
      marks: own.map(({ at, application: _application, ...mark }) => ({
        ...mark,
        expertName: people.get(mark.expert) ?? null,
        at: at.toISOString(),
      })),
      means: (scheme?.inputs ?? []).map((input) => meanShown(own, input)),
      mayMark: mayMark && row.eligible === true && can(actor, 'evaluations.mark').allowed,
    })
  }
  return {
    ...(await summaryOf(house, tx, call)),
    terms: call.terms,
    inputs: (scheme?.inputs ?? []).map((input) => namedIn([input], input.id)),
    experts: experts.map(({ person, conflicts }) => ({
      person,
      name: people.get(person) ?? null,
      conflicts: conflicts.map(named),
    })),
    items,
    mayRun: can(actor, 'evaluations.run', {}).allowed,
  }
}

function meanShown(marks: readonly StoredMark[], input: { id: string; name: { zh: string; en?: string } }) {
  const found = meanOf(marks, input.id)
  return { input: input.id, name: wordsOf(input.name), experts: found?.experts ?? 0, mean: found?.mean ?? null }
}

async function shownOf(house: House, tx: Transaction, row: DbApplication) {
  const programme = house.programme()
  const rechecks = await callTables(tx)
    .selectFrom('evaluation_recheck')
    .selectAll()
    .where('application', '=', row.id)
    .orderBy('period')
    .execute()
  const people = await namesOfPeople(
    tx,
    rechecks.map(({ by }) => by),
  )
  return {
    id: row.id,
    organisation: row.organisation,
    place: namedPlace(programme, row.place),
    name: row.name,
    industry: row.industry === null ? null : namedClass(programme, 'industry', row.industry),
    statement: row.statement,
    filedAt: row.filed_at.toISOString(),
    withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
    eligible: row.eligible,
    judgedFor: row.judged_for,
    rechecks: rechecks.map(({ period, kept, finding, at, by }) => ({
      period,
      kept,
      finding,
      at: at.toISOString(),
      by: people.get(by) ?? null,
    })),
  }
}

/** @throws Problem refused_by_rule outside the days of the call */
function refuseClosed(house: House, call: DbCall): void {
  const today = house.clock.today(house.programme().timeZone)
  if (today < call.opens_on || today > call.closes_on)
    throw refusal('evaluations.call_not_open', { expected: `${call.opens_on} – ${call.closes_on}` })
}

export type NewApplication = {
  readonly id: string
  readonly organisation: string
  readonly place: string
  readonly name: string
  readonly industry?: string | undefined
  readonly statement: string
  readonly actor: Actor
}

/** Applies while the call is open. @throws Problem not_found, forbidden, invalid_input, refused_by_rule, conflict */
export async function fileApplication(house: House, tx: Transaction, asked: NewApplication): Promise<{ id: string }> {
  const call = await getCall(tx, asked.id)
  const programme = house.programme()
  if (placesOf(programme).find(asked.place) === undefined)
    throw invalid('evaluations.unknown_place', 'place', { found: asked.place })
  const [taxonomy = '', of = ''] = (asked.industry ?? '').split('/')
  const isClass = findDoc(programme, 'taxonomies', taxonomy)?.classes.some(({ id }) => id === of) === true
  if (asked.industry !== undefined && !isClass)
    throw invalid('evaluations.unknown_class', 'industry', { found: asked.industry })
  const places = resourcePlaces(placesOf(programme), asked.place, null)
  const organisations = [asked.organisation]
  decide(asked.actor, 'evaluations.apply', { places, organisations })
  refuseClosed(house, call)
  const row = await callTables(tx)
    .insertInto('evaluation_application')
    .values({
      call: call.id,
      organisation: asked.organisation,
      place: asked.place,
      name: asked.name,
      industry: asked.industry ?? null,
      statement: asked.statement,
      places: [...places],
      organisations,
      filed_at: house.clock.now(),
      withdrawn_at: null,
      eligible: null,
      judged_at: null,
      judged_by: null,
      judged_for: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['call', 'organisation', 'name']).where('withdrawn_at', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  if (row === undefined)
    throw new Problem('conflict', {
      issues: [{ text: 'evaluations.already_applied', where: 'body.name', found: asked.name }],
    })
  await recordAct(tx, {
    name: 'evaluations.applied',
    subject: { kind: 'application', id: row.id },
    detail: { call: call.id, organisation: asked.organisation },
  })
  return row
}

/** @throws Problem not_found, forbidden, refused_by_rule */
export async function withdrawApplication(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<{ id: string }> {
  const row = await getApplication(tx, id)
  decide(actor, 'evaluations.apply', { places: row.places, organisations: row.organisations })
  refuseClosed(house, await getCall(tx, row.call))
  await changeApplication(tx, id, { withdrawn_at: house.clock.now() })
  await recordAct(tx, { name: 'evaluations.application_withdrawn', subject: { kind: 'application', id } })
  return { id }
}

async function changeApplication(tx: Transaction, id: string, change: Partial<DbApplication>): Promise<void> {
  await callTables(tx).updateTable('evaluation_application').set(change).where('id', '=', id).execute()
}

/** Decides eligibility, until the evaluation has begun. @throws Problem not_found, refused_by_rule */
export async function judgeApplication(
  house: House,
  tx: Transaction,
  { id, eligible, reason, actor }: { id: string; eligible: boolean; reason: string; actor: Actor },
): Promise<{ id: string }> {
  const row = await getApplication(tx, id)
  if ((await runOf(tx, row.call)) !== undefined) throw refusal('evaluations.already_run')
  await changeApplication(tx, id, { eligible, judged_for: reason, judged_at: house.clock.now(), judged_by: actor.id })
  await recordAct(tx, {
    name: 'evaluations.application_judged',
    subject: { kind: 'application', id },
    detail: { eligible },
  })
  return { id }
}

/** Appoints an expert or states conflicts anew; marks of an expert in conflict do not count. @throws Problem not_found, invalid_input */
export async function appointExpert(
  house: House,
  tx: Transaction,
  { id, person, conflicts }: { id: string; person: string; conflicts: readonly string[] },
): Promise<{ person: string }> {
  await getCall(tx, id)
  const row = { conflicts: [...new Set(conflicts)], appointed_at: house.clock.now() }
  await callTables(tx)
    .insertInto('evaluation_expert')
    .values({ call: id, person, ...row })
    .onConflict((conflict) => conflict.columns(['call', 'person']).doUpdateSet(row))
    .execute()
  await recordAct(tx, {
    name: 'evaluations.expert_appointed',
    subject: { kind: 'call', id },
    detail: { person, conflicts: row.conflicts.length },
  })
  return { person }
}

export type NewMarks = {
  readonly id: string
  readonly marks: readonly { readonly input: string; readonly points: string; readonly remark: string }[]
  readonly actor: Actor
}

/**
 * Marks of one expert; a changed mark is a further one. An expert with a conflict of interest does not even see the application.
 * @throws Problem not_found, forbidden, invalid_input, refused_by_rule
 */
export async function giveMarks(
  house: House,
  tx: Transaction,
  { id, marks, actor }: NewMarks,
): Promise<{ marked: number }> {
  const row = await getApplication(tx, id)
  const expert = await callTables(tx)
    .selectFrom('evaluation_expert')
    .select('conflicts')
    .where('call', '=', row.call)
    .where('person', '=', actor.id)
    .executeTakeFirst()
  if (expert === undefined) throw new Problem('forbidden', { details: { reason: 'evaluations.no_expert' } })
  if (expert.conflicts.includes(row.organisation))
    throw new Problem('forbidden', { details: { reason: 'evaluations.conflict' } })
  if (row.eligible !== true) throw refusal('evaluations.not_eligible')
  if ((await runOf(tx, row.call)) !== undefined) throw refusal('evaluations.already_run')
  const scheme = getDoc(house.programme(), 'schemes', (await getCall(tx, row.call)).scheme)
  const inputs = scheme.inputs.map((input) => input.id)
  const unknown = marks.findIndex(({ input }) => !inputs.includes(input))
  if (unknown >= 0)
    throw invalid('evaluations.unknown_item', `marks.${unknown}.input`, {
      found: marks[unknown]?.input ?? '',
      expected: inputs.join(', '),
    })
  for (const { input, points, remark } of marks) {
    const { given } = await callTables(tx)
      .selectFrom('evaluation_mark')
      .select((eb) => eb.fn.countAll<string>().as('given'))
      .where('application', '=', id)
      .where('expert', '=', actor.id)
      .where('input', '=', input)
      .executeTakeFirstOrThrow()
    await callTables(tx)
      .insertInto('evaluation_mark')
      .values({ application: id, input, number: Number(given) + 1, points, remark, at: house.clock.now() })
      .execute()
  }
  await recordAct(tx, {
    name: 'evaluations.marked',
    subject: { kind: 'application', id },
    detail: { inputs: marks.map(({ input }) => input) },
  })
  return { marked: marks.length }
}

/** Begins the evaluation of a closed call: its applications are the units. @throws Problem not_found, refused_by_rule */
export async function evaluateCall(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<{ id: string }> {
  const call = await getCall(tx, id)
  const today = house.clock.today(house.programme().timeZone)
  if (today <= call.closes_on) throw refusal('evaluations.call_still_open', { found: call.closes_on })
  if ((await runOf(tx, id)) !== undefined) throw refusal('evaluations.already_run')
  const { scheme, period, title } = call
  return { id: await createRun(house, tx, { scheme, period, given: {}, note: title, call: id, actor }) }
}

/** The look at a chosen applicant in a later period. @throws Problem not_found, conflict, invalid_input */
export async function noteRecheck(
  house: House,
  tx: Transaction,
  { id, period, kept, finding }: { id: string; period: string; kept: boolean; finding: string },
): Promise<{ id: string }> {
  const row = await getApplication(tx, id)
  if (!isPeriod(period)) throw invalid('evaluations.not_a_period', 'period', { found: period, expected: 'year' })
  const found = await callTables(tx)
    .insertInto('evaluation_recheck')
    .values({ application: row.id, period, kept, finding, at: house.clock.now() })
    .onConflict((conflict) => conflict.columns(['application', 'period']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (found === undefined) throw new Problem('conflict', { details: { kind: 'recheck', period } })
  await recordAct(tx, {
    name: 'evaluations.rechecked',
    subject: { kind: 'application', id },
    detail: { period, kept },
  })
  return found
}
