import type { Actor } from '#base/decision.ts'
import { periodContaining, previousPeriod, type Period } from '#base/period.ts'
import { can } from '#base/decision.ts'
import type { Text } from '#base/text.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import type { Duty, Membership, Organisation, PersonSummary, Role, Session } from '../contract.ts'
import { findIn, organisationName, placesWithin } from '../rules.ts'
import { kindsOfCase, sourceTitle } from './duties.ts'
import { listEnrolled } from './factor-store.ts'
import type { PeopleHouse } from './persons.ts'
import { populationOf } from './population.ts'
import { findSession } from './session-store.ts'
import { lacksFactor } from './sessions.ts'
import {
  findPerson,
  hasDemoAccounts,
  type HeldMembership,
  listMemberships,
  listOrganisationNames,
  type PeopleDb,
  type Person,
} from './store.ts'

/** What a page needs to know before it draws anything. */
export async function sessionView(house: House, actor: Actor, headers: Headers): Promise<Session> {
  const programme = house.programme()
  const owner = house.record.owner
  const person = actor.kind === 'person' ? await findPerson(owner, actor.id) : undefined
  const mustEnrol =
    person !== undefined && (await lacksFactor(house, person, await listMemberships(owner, [person.id])))
  const population = await populationOf(house)
  const names = await listOrganisationNames(owner, actor.organisation === undefined ? [] : [actor.organisation])
  return {
    actor: { ...actor, roles: [...actor.roles], grants: [...actor.grants] },
    ...(person === undefined ? {} : { person: personOfSession(programme, person, { actor, names, mustEnrol }) }),
    ...(await howToSignIn(house, actor, headers)),
    programme: {
      id: programme.id,
      name: programme.name,
      hash: programme.hash,
      languages: [...programme.languages],
      timeZone: programme.timeZone,
      rootPlace: programme.rootPlace,
    },
    synthetic: population.synthetic,
    demo: await hasDemoAccounts(owner),
    places: Object.values(programme.places).map(({ id, kind, name, parent }) => ({
      id,
      kind,
      name,
      ...(parent === undefined ? {} : { parent }),
    })),
    defaultPeriod: population.lastMonth ?? lastMonth(house),
  }
}

/** What the page of signing in shows: a code that is awaited, the provider of the office. */
async function howToSignIn(house: House, actor: Actor, headers: Headers): Promise<Partial<Session>> {
  if (actor.kind !== 'anonymous') return {}
  const session = await findSession(house, headers)
  return { awaitsCode: session?.awaitsCode === true, provider: house.settings.oidc !== undefined }
}

function personOfSession(
  programme: Programme,
  person: Person,
  { actor, names, mustEnrol }: { actor: Actor; names: Map<string, Text>; mustEnrol: boolean },
) {
  const { organisation } = actor
  return {
    login: person.login,
    language: person.language,
    mustChangePassword: person.mustChangePassword,
    mustEnrol,
    ...(organisation === undefined
      ? {}
      : { organisationName: organisationName(programme, organisation, names.get(organisation)) }),
    roleNames: actor.roles.map((role) => findIn(programme.roles, role)?.name ?? { zh: role, en: role }),
  }
}

/** The month before this one, where no population says how far its values go. */
function lastMonth(house: House): Period {
  const { timeZone } = house.programme()
  return previousPeriod(periodContaining('month', house.clock.today(timeZone)))
}

/** People as lists show them, each with all their memberships. */
export async function personSummaries(
  house: PeopleHouse,
  db: PeopleDb,
  people: readonly Person[],
): Promise<PersonSummary[]> {
  const programme = house.programme()
  const now = house.clock.now()
  const held = await listMemberships(
    db,
    people.map((person) => person.id),
  )
  const names = await listOrganisationNames(db, [...new Set(held.map((one) => one.organisation))])
  const enrolled = await listEnrolled(
    db,
    people.map((person) => person.id),
  )
  return people.map((person) => ({
    id: person.id,
    login: person.login,
    name: person.name,
    language: person.language,
    disabled: person.disabledAt !== undefined,
    erased: person.erasedAt !== undefined,
    demo: person.demo,
    mustChangePassword: person.mustChangePassword,
    locked: person.lockedUntil !== undefined && person.lockedUntil > now,
    service: person.service,
    secondFactor: enrolled.has(person.id),
    ...(person.lastSignIn === undefined ? {} : { lastSignIn: person.lastSignIn.toISOString() }),
    memberships: held.filter((one) => one.person === person.id).map((one) => toMembershipView(programme, one, names)),
  }))
}

function toMembershipView(programme: Programme, held: HeldMembership, names: ReadonlyMap<string, Text>): Membership {
  const place = held.place === undefined ? undefined : findIn(programme.places, held.place)
  return {
    id: held.id,
    person: held.person,
    role: held.role,
    organisation: held.organisation,
    ...(held.place === undefined ? {} : { place: held.place }),
    from: held.from,
    ...(held.to === undefined ? {} : { to: held.to }),
    revoked: held.revoked === true,
    roleName: findIn(programme.roles, held.role)?.name ?? { zh: held.role, en: held.role },
    organisationName: organisationName(programme, held.organisation, names.get(held.organisation)),
    ...(place === undefined ? {} : { placeName: place.name }),
  }
}

/** Places and organisations within which an actor sees people; undefined where that is everybody. */
export function reachOf(programme: Programme, actor: Actor): { places: string[]; organisations: string[] } | undefined {
  if (can(actor, 'people.see', {}).allowed) return undefined
  const grants = actor.grants.filter((grant) => grant.permission === 'people.see')
  const places = [
    ...new Set(grants.flatMap((grant) => (grant.place === undefined ? [] : placesWithin(programme, grant.place)))),
  ]
  const inside = Object.values(programme.organisations).filter(
    (one) => one.place !== undefined && places.includes(one.place),
  )
  const named = grants.flatMap((grant) => (grant.organisation === undefined ? [] : [grant.organisation]))
  return { places, organisations: [...new Set([...named, ...inside.map((one) => one.id)])] }
}

export function roleViews(programme: Programme): Role[] {
  return Object.values(programme.roles).map(({ id, name, administrator, permissions }) => ({
    id,
    name,
    ...(administrator === undefined ? {} : { administrator }),
    permissions: permissions.map((one) => ({ ...one })),
  }))
}

export function organisationViews(programme: Programme): Organisation[] {
  return Object.values(programme.organisations).map((one) => ({
    id: one.id,
    name: one.name,
    kind: one.kind,
    ...(one.place === undefined ? {} : { place: one.place }),
    ...(one.from === undefined ? {} : { from: one.from }),
    ...(one.to === undefined ? {} : { to: one.to }),
    successors: (one.successors ?? []).map(({ organisation, from, source }) => ({
      organisation,
      name: organisationName(programme, organisation),
      from,
      source,
    })),
    source: one.source,
  }))
}

export function dutyViews(
  programme: Programme,
  { on, organisation }: { on?: string | undefined; organisation?: string | undefined },
): Duty[] {
  const named = (ids: readonly string[]) => ids.map((id) => ({ id, name: organisationName(programme, id) }))
  const kinds = new Map(kindsOfCase(programme).map(({ id, name }) => [id, name]))
  return Object.values(programme.duties)
    .filter((duty) => on === undefined || (duty.from <= on && (duty.to === undefined || duty.to >= on)))
    .filter(
      (duty) =>
        organisation === undefined ||
        [...duty.lead, ...(duty.assist ?? []), ...(duty.decide ?? [])].includes(organisation),
    )
    .map((duty) => ({
      id: duty.id,
      matter: duty.matter,
      ...(duty.field === undefined ? {} : { field: duty.field, fieldName: classNameOf(programme, duty.field) }),
      ...(duty.place === undefined ? {} : { place: duty.place, placeName: placeNameOf(programme, duty.place) }),
      cases: (duty.cases ?? []).map((id) => ({ id, name: kinds.get(id) ?? { zh: id, en: id } })),
      lead: named(duty.lead),
      assist: named(duty.assist ?? []),
      decide: named(duty.decide ?? []),
      from: duty.from,
      ...(duty.to === undefined ? {} : { to: duty.to }),
      ...(duty.note === undefined ? {} : { note: duty.note }),
      source: duty.source,
      sourceTitle: sourceTitle(programme, duty.source),
    }))
}

function placeNameOf(programme: Programme, id: string): Text {
  return findIn(programme.places, id)?.name ?? { zh: id, en: id }
}

function classNameOf(programme: Programme, ref: string): Text {
  const [taxonomy = '', id] = ref.split('/')
  const name = findIn(programme.taxonomies, taxonomy)?.classes.find((one) => one.id === id)?.name
  return { zh: name?.zh ?? ref, en: name?.en ?? name?.zh ?? ref }
}
