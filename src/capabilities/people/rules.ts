import { type Actor, allowed, can, type Decision, type Grant, refused, type Resource } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'
import type { ProblemIssue } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import type { Programme } from '#pack/programme.ts'

/** After so many wrong passwords in a row an account is locked for `lockMinutes`. */
export const wrongPasswordsAllowed = 5
export const lockMinutes = 15

/** A role held for an organisation, as far as the rules need it. */
export type HeldRole = {
  readonly role: string
  readonly organisation: string
  readonly place?: string
  readonly from: PlainDate
  readonly to?: PlainDate
  readonly revoked?: boolean
}

export type KnownPerson = { readonly id: string; readonly name: string; readonly mustChangePassword: boolean }

const enterprisePattern = /^enterprise:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether the organisation is an enterprise: `enterprise:<uuid>`. */
export function isEnterprise(organisation: string): boolean {
  return enterprisePattern.test(organisation)
}

export function isInForce(held: HeldRole, today: PlainDate): boolean {
  return held.revoked !== true && held.from <= today && (held.to === undefined || held.to >= today)
}

/** What the roles in force permit, each permission in its scope. A role scoped by place reaches nothing without a place. */
export function grantsOf(programme: Programme, roles: readonly HeldRole[], today: PlainDate): Grant[] {
  const grants = roles.filter((held) => isInForce(held, today)).flatMap((held) => grantsOfRole(programme, held))
  return [...new Map(grants.map((grant) => [JSON.stringify(grant), grant])).values()]
}

function grantsOfRole(programme: Programme, held: HeldRole): Grant[] {
  return (findIn(programme.roles, held.role)?.permissions ?? []).flatMap(({ may, scope }): Grant[] => {
    if (scope === 'all') return [{ permission: may, scope }]
    if (scope === 'organisation') return [{ permission: may, scope, organisation: held.organisation }]
    const place = placeOf(programme, held)
    return place === undefined ? [] : [{ permission: may, scope, place }]
  })
}

/** The place of a held role: its own, otherwise that of its organisation. */
export function placeOf(programme: Programme, held: Pick<HeldRole, 'place' | 'organisation'>): string | undefined {
  return held.place ?? findIn(programme.organisations, held.organisation)?.place
}

/** A person with everything the roles in force permit; nothing at all while the first password is unchanged or a second factor is missing. */
export function toActor(
  programme: Programme,
  person: KnownPerson,
  frame: { roles: readonly HeldRole[]; today: PlainDate; mustEnrol?: boolean },
): Actor {
  const inForce = withoutTwo(
    programme,
    frame.roles.filter((held) => isInForce(held, frame.today)),
  )
  const [first] = inForce
  return {
    id: person.id,
    kind: 'person',
    name: person.name,
    ...(first === undefined ? {} : { organisation: first.organisation }),
    roles: [...new Set(inForce.map((held) => held.role))],
    grants: person.mustChangePassword || frame.mustEnrol === true ? [] : grantsOf(programme, inForce, frame.today),
  }
}

/** Nobody is two of the three administrators: whoever holds two such roles nevertheless, as after a change of pack, is none of them. */
function withoutTwo(programme: Programme, inForce: readonly HeldRole[]): HeldRole[] {
  const kindOf = ({ role }: HeldRole) => findIn(programme.roles, role)?.administrator
  const kinds = new Set(inForce.map(kindOf).filter((kind) => kind !== undefined))
  return inForce.filter((held) => kinds.size < 2 || kindOf(held) === undefined)
}

/** What a held role is about, for decisions: its place with all that contain it, and its organisation. */
export function resourceOfRole(programme: Programme, held: Pick<HeldRole, 'place' | 'organisation'>): Resource {
  const place = placeOf(programme, held)
  return { places: place === undefined ? [] : placesAround(programme, place), organisations: [held.organisation] }
}

/**
 * Whether the actor may give or take this role there. Whoever does not manage people everywhere gives nothing that reaches
 * everywhere unless they hold it themselves.
 */
export function mayManageRole(
  programme: Programme,
  actor: Actor,
  held: Pick<HeldRole, 'role' | 'place' | 'organisation'>,
): Decision {
  const reach = can(actor, 'people.manage', resourceOfRole(programme, held))
  if (!reach.allowed || can(actor, 'people.manage', {}).allowed) return reach
  const permissions = findIn(programme.roles, held.role)?.permissions ?? []
  const beyond = permissions.find(({ may, scope }) => scope === 'all' && !can(actor, may, {}).allowed)
  return beyond === undefined
    ? allowed
    : refused('people.role_reaches_further', { role: held.role, permission: beyond.may })
}

/** Whose people hold a role: those of an enterprise that sees nothing but itself, of one place, or of the office in the middle. */
export function holdersOf(programme: Programme, role: string): 'enterprise' | 'place' | 'office' {
  const permissions = findIn(programme.roles, role)?.permissions ?? []
  if (permissions.some(({ may, scope }) => may === 'enterprises.see' && scope === 'organisation')) return 'enterprise'
  return permissions.some(({ scope }) => scope === 'place') ? 'place' : 'office'
}

/** Everything wrong with a role to be given. */
export function checkRole(programme: Programme, held: HeldRole): ProblemIssue[] {
  const issues: ProblemIssue[] = []
  const role = findIn(programme.roles, held.role)
  if (role === undefined) issues.push({ text: 'people.unknown_role', where: 'body.role', found: held.role })
  if (findIn(programme.organisations, held.organisation) === undefined && !isEnterprise(held.organisation)) {
    issues.push({ text: 'people.unknown_organisation', where: 'body.organisation', found: held.organisation })
  }
  if (held.place !== undefined && findIn(programme.places, held.place) === undefined) {
    issues.push({ text: 'people.unknown_place', where: 'body.place', found: held.place })
  }
  const needsPlace = role?.permissions.some(({ scope }) => scope === 'place') ?? false
  if (needsPlace && placeOf(programme, held) === undefined)
    issues.push({ text: 'people.place_missing', where: 'body.place' })
  if (held.to !== undefined && held.to < held.from) {
    issues.push({ text: 'people.ends_before_it_begins', where: 'body.to', found: held.to, expected: held.from })
  }
  return issues
}

/** Until when an account or an address is locked after so many wrong sign-ins in a row; undefined while it is not. */
export function lockedUntil(wrong: number, now: Date, atMost = wrongPasswordsAllowed): Date | undefined {
  return wrong < atMost ? undefined : new Date(now.getTime() + lockMinutes * 60_000)
}

/** The place and all that contain it, from the inside out. */
export function placesAround(programme: Programme, place: string): string[] {
  const around: string[] = []
  let at: string | undefined = place
  while (at !== undefined && !around.includes(at)) {
    around.push(at)
    at = findIn(programme.places, at)?.parent
  }
  return around
}

/** The place and all that lie in it. */
export function placesWithin(programme: Programme, place: string): string[] {
  return Object.keys(programme.places).filter((id) => placesAround(programme, id).includes(place))
}

/** The organisation's name: from the pack, otherwise the one registered for it, otherwise its id. */
export function organisationName(programme: Programme, id: string, registered?: Text): Text {
  return findIn(programme.organisations, id)?.name ?? registered ?? { zh: id, en: id }
}

/** A document of the programme by an id from outside. */
export function findIn<Content>(index: Readonly<Record<string, Content>>, id: string): Content | undefined {
  return Object.hasOwn(index, id) ? index[id] : undefined
}
