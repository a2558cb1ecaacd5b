import { randomUUID } from 'node:crypto'
import { type Actor, can, ownSelf } from '#base/decision.ts'
import { parsePlainDate, type PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import { afterCommit } from '#kit/server/commit-scope.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Substitution } from '../contract.ts'
import { isEnterprise, isInForce, mayManageRole, organisationName } from '../rules.ts'
import { checkDays, mayStandIn } from '../rules/substitution.ts'
import { getPerson, maySee, type PeopleHouse } from './persons.ts'
import { forgetActors } from './sessions.ts'
import { listMemberships, listNames, listOrganisationNames, listPersons } from './store.ts'
import {
  type DbSubstitution,
  endSubstitutionRow,
  findSubstitution,
  insertSubstitution,
  listAbsences,
  listSubstitutionsOf,
  lockPeople,
} from './substitution-store.ts'
import { reachOf } from './view.ts'

export type SubstitutionToMake = {
  readonly person?: string | undefined
  readonly substitute: string
  readonly from: string
  readonly to: string
  readonly reason: string
}

type By = { readonly actor: Actor }

/**
 * Makes somebody the substitute of a person for some days. Throws `invalid_input` naming the field, `forbidden`, `refused_by_rule`,
 * `conflict` where somebody stands in on these days already, `not_found`.
 */
export async function makeSubstitution(
  house: PeopleHouse,
  tx: Transaction,
  { actor, substitute, reason, ...asked }: SubstitutionToMake & By,
): Promise<Substitution> {
  const person = asked.person ?? actor.id
  const today = todayOf(house)
  const days = { from: parsePlainDate(asked.from), to: parsePlainDate(asked.to) }
  if (person === substitute) throw wrong('people.substitute_oneself', 'body.substitute')
  const issues = checkDays(days, today)
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  await getPerson(tx, person)
  const manages = await managesPerson(house, tx, { person, actor })
  if (person !== actor.id && !manages)
    throw new Problem('forbidden', { details: { reason: 'people.substitute_of_others' } })
  await refuseUnfit(house, tx, { person, substitute, manages })
  await lockPeople(tx, [person, substitute])
  const [taken] = await listAbsences(tx, person, days)
  if (taken !== undefined)
    throw new Problem('conflict', {
      details: { reason: 'people.substitute_overlaps', from: taken.from_date, to: taken.to_date },
    })
  const [away] = await listAbsences(tx, substitute, days)
  if (away !== undefined)
    throw new Problem('refused_by_rule', {
      details: { reason: 'people.substitute_absent', from: away.from_date, to: away.to_date },
    })
  const id = randomUUID()
  await insertSubstitution(tx, {
    id,
    person,
    substitute,
    from_date: days.from,
    to_date: days.to,
    reason,
    made_by: actor.id,
    made_at: house.clock.now(),
  })
  const subject = { kind: 'person', id: person }
  await recordAct(tx, { name: 'people.substitution_made', subject, detail: { substitution: id, substitute, ...days } })
  return changed(house, tx, id, actor)
}

/** Ends a substitution before its last day. Throws `not_found`, `forbidden`, `wrong_state`. */
export async function endSubstitution(
  house: PeopleHouse,
  tx: Transaction,
  { id, reason, actor }: { readonly id: string; readonly reason: string } & By,
): Promise<Substitution> {
  const row = await findSubstitution(tx, id)
  const manages = row !== undefined && (await managesPerson(house, tx, { person: row.person, actor }))
  if (row === undefined || !(manages || [row.person, row.substitute].includes(actor.id)))
    throw new Problem('not_found', { details: { kind: 'substitution', id } })
  if (!manages && row.person !== actor.id)
    throw new Problem('forbidden', { details: { reason: 'people.substitute_of_others' } })
  const over = row.to_date < todayOf(house)
  if (over || !(await endSubstitutionRow(tx, id, { actor: actor.id, now: house.clock.now(), reason })))
    throw new Problem('wrong_state', { details: { kind: 'substitution', id, reason: 'people.substitute_ended' } })
  const subject = { kind: 'person', id: row.person }
  await recordAct(tx, {
    name: 'people.substitution_ended',
    subject,
    detail: { substitution: id, substitute: row.substitute },
  })
  return changed(house, tx, id, actor)
}

/** Substitutions that concern somebody, on either side. Those of others are seen by whoever sees these people. */
export async function substitutionsOf(
  house: PeopleHouse,
  tx: Transaction,
  { person, past, actor }: { readonly person?: string | undefined; readonly past: boolean } & By,
): Promise<Substitution[]> {
  const id = person ?? actor.id
  if (!isPersonId(id)) return []
  if (id !== actor.id && !maySee(house, ownSelf(actor), await listMemberships(tx, [id])))
    throw new Problem('not_found', { details: { kind: 'person', id } })
  return toViews(house, tx, await listSubstitutionsOf(tx, id, { today: todayOf(house), past }), actor)
}

/** Who could stand in for somebody: people of the same unit, or anybody in reach for those who manage people. */
export async function substituteChoices(
  house: PeopleHouse,
  tx: Transaction,
  { actor, search, ...asked }: { readonly person?: string | undefined; readonly search?: string | undefined } & By,
) {
  const person = asked.person ?? actor.id
  if (!isPersonId(person)) return []
  const today = todayOf(house)
  await getPerson(tx, person)
  const manages = await managesPerson(house, tx, { person, actor })
  if (person !== actor.id && !manages)
    throw new Problem('forbidden', { details: { reason: 'people.substitute_of_others' } })
  const programme = house.programme()
  const roles = await listMemberships(tx, [person])
  const organisations = roles.filter((held) => isInForce(held, today)).map((held) => held.organisation)
  const everywhere = manages && !organisations.some(isEnterprise)
  const reach = everywhere ? reachOf(programme, ownSelf(actor)) : { places: [], organisations }
  const { people } = await listPersons(tx, { search, reach, offset: 0, limit: 200 })
  const held = await listMemberships(
    tx,
    people.map(({ id }) => id),
  )
  const names = await listOrganisationNames(tx, [...new Set(held.map((one) => one.organisation))])
  return people
    .flatMap(({ id, name, disabledAt }) => {
      const own = held.filter((one) => one.person === id)
      const fits =
        id !== person && disabledAt === undefined && mayStandIn(roles, own, { programme, today, manages }).allowed
      const at = own.find((one) => isInForce(one, today))?.organisation ?? ''
      return fits ? [{ id, name, organisationName: organisationName(programme, at, names.get(at)) }] : []
    })
    .slice(0, 50)
}

async function refuseUnfit(
  house: PeopleHouse,
  tx: Transaction,
  { person, substitute, manages }: { person: string; substitute: string; manages: boolean },
): Promise<void> {
  const known = await getPerson(tx, substitute)
  const [theirs, own] = [await listMemberships(tx, [person]), await listMemberships(tx, [substitute])]
  const decision =
    known.disabledAt === undefined
      ? mayStandIn(theirs, own, { programme: house.programme(), today: todayOf(house), manages })
      : ({ allowed: false, reason: 'people.substitute_has_no_role' } as const)
  if (!decision.allowed) throw wrong(decision.reason, 'body.substitute')
}

/** Whether the actor manages this person, in their own right. */
async function managesPerson(
  house: PeopleHouse,
  tx: Transaction,
  { person, actor }: { person: string } & By,
): Promise<boolean> {
  const self = ownSelf(actor)
  if (can(self, 'people.manage', {}).allowed) return true
  const today = todayOf(house)
  const held = (await listMemberships(tx, [person])).filter((one) => isInForce(one, today))
  return held.length > 0 && held.every((one) => mayManageRole(house.programme(), self, one).allowed)
}

async function changed(house: PeopleHouse, tx: Transaction, id: string, actor: Actor): Promise<Substitution> {
  afterCommit('people.forget_actors', () => forgetActors(house))
  const row = await findSubstitution(tx, id)
  const [view] = await toViews(house, tx, row === undefined ? [] : [row], actor)
  return view as Substitution
}

async function toViews(
  house: PeopleHouse,
  tx: Transaction,
  rows: readonly DbSubstitution[],
  actor: Actor,
): Promise<Substitution[]> {
  const today = todayOf(house)
  const names = await listNames(tx, [...new Set(rows.flatMap((row) => [row.person, row.substitute]))])
  const named = (id: string) => ({ id, name: names.get(id) ?? id })
  const views: Substitution[] = []
  for (const row of rows) {
    const state = stateOf(row, today)
    const running = state === 'planned' || state === 'in_force'
    views.push({
      id: row.id,
      person: named(row.person),
      substitute: named(row.substitute),
      from: row.from_date,
      to: row.to_date,
      reason: row.reason,
      state,
      mayEnd: running && (row.person === actor.id || (await managesPerson(house, tx, { person: row.person, actor }))),
      ...(row.ended_at === null ? {} : { endedAt: row.ended_at.toISOString() }),
      ...(row.ended_reason === null ? {} : { endedReason: row.ended_reason }),
    })
  }
  return views
}

function stateOf(row: DbSubstitution, today: PlainDate): Substitution['state'] {
  if (row.ended_at !== null) return 'ended'
  if (row.to_date < today) return 'over'
  return row.from_date > today ? 'planned' : 'in_force'
}

function todayOf(house: PeopleHouse): PlainDate {
  return house.clock.today(house.programme().timeZone)
}

function isPersonId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
}

function wrong(text: string, where: string): Problem {
  return new Problem('invalid_input', { issues: [{ text, where }] })
}
