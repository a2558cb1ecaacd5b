import { type Actor, type Decision, type Grant, allowed, refused, type StandIn } from '#base/decision.ts'
import { addDays, type PlainDate } from '#base/plain-date.ts'
import type { ProblemIssue } from '#base/problem.ts'
import type { Programme } from '#pack/programme.ts'
import { administratorOn } from './administrators.ts'
import { grantsOf, type HeldRole, isEnterprise, isInForce, type KnownPerson } from '../rules.ts'

/** Nobody is stood in for longer than so many days at once: by then somebody else holds the role. */
export const longestSubstitutionDays = 366

/** Somebody absent, with the roles that are theirs: never what they hold in the place of others. */
export type Absent = {
  readonly person: KnownPerson
  readonly roles: readonly HeldRole[]
  readonly until: PlainDate
}

export type Days = { readonly from: PlainDate; readonly to: PlainDate }

/** Rooms whose things every case is about: whoever decides must be able to read them. */
const roomsOfEveryCase = ['workflows', 'places', 'enterprises', 'parcels']

/**
 * Which permissions are passed on to a substitute: those of acts on cases, and of reading in the rooms of these acts. Never those of
 * people, never administration, imports or publishing.
 */
export function passedOn(programme: Programme): (permission: string) => boolean {
  const acts = new Set([
    'workflows.see',
    'workflows.extend',
    'workflows.assign',
    ...Object.values(programme.workflows).flatMap(permissionsOf),
  ])
  const rooms = new Set([...roomsOfEveryCase, ...[...acts].map(roomOf)])
  return (permission) => {
    const room = roomOf(permission)
    if (room === 'people') return false
    return acts.has(permission) || (rooms.has(room) && /\.see(_[a-z_]+)?$/.test(permission))
  }
}

function permissionsOf(workflow: Programme['workflows'][string]): string[] {
  return [
    ...workflow.acts.map((act) => act.may),
    ...workflow.states.flatMap((state) => (state.branches ?? []).map((branch) => branch.may)),
    ...(workflow.clocks ?? []).flatMap((clock) => clock.extends?.may ?? []),
  ]
}

function roomOf(permission: string): string {
  return permission.slice(0, permission.indexOf('.'))
}

/** The actor with what they hold in the place of the absent; nothing while their own first password is unchanged. */
export function withStandIns(programme: Programme, actor: Actor, absent: readonly Absent[], today: PlainDate): Actor {
  const passes = passedOn(programme)
  const standsInFor: StandIn[] = []
  const grants: Grant[] = []
  for (const { person, roles, until } of absent) {
    if (person.mustChangePassword || person.id === actor.id) continue
    const [first] = roles.filter((held) => isInForce(held, today))
    const organisation = first?.organisation
    standsInFor.push({
      id: person.id,
      name: person.name,
      until,
      ...(organisation === undefined ? {} : { organisation }),
    })
    for (const grant of grantsOf(programme, roles, today))
      if (passes(grant.permission)) grants.push({ ...grant, for: person.id })
  }
  return standsInFor.length === 0 ? actor : { ...actor, standsInFor, grants: [...actor.grants, ...grants] }
}

/** What is wrong with the days of a substitution. */
export function checkDays({ from, to }: Days, today: PlainDate): ProblemIssue[] {
  if (from < today) return [{ text: 'people.substitute_past', where: 'body.from', found: from, expected: today }]
  if (to < from) return [{ text: 'people.ends_before_it_begins', where: 'body.to', found: to, expected: from }]
  const last = addDays(from, longestSubstitutionDays - 1)
  return to > last ? [{ text: 'people.substitute_too_long', where: 'body.to', found: to, expected: last }] : []
}

/**
 * Whether one person can stand in for another. Nobody of an enterprise stands in for an office, nor the other way round: whoever reports
 * would decide on reports. None of the three administrators is stood in for or stands in. Beyond their own unit only whoever manages people sends a substitute.
 */
export function mayStandIn(
  absent: readonly HeldRole[],
  substitute: readonly HeldRole[],
  asked: { readonly programme: Programme; readonly today: PlainDate; readonly manages: boolean },
): Decision {
  const inForce = (held: HeldRole) => isInForce(held, asked.today)
  const theirs = new Set(absent.filter(inForce).map((held) => held.organisation))
  const own = new Set(substitute.filter(inForce).map((held) => held.organisation))
  if (own.size === 0) return refused('people.substitute_has_no_role')
  if ([absent, substitute].some((roles) => administratorOn(asked.programme, roles, asked.today) !== undefined))
    return refused('people.substitute_administrator')
  const enterprises = (ids: Set<string>) => [...ids].filter(isEnterprise).sort().join(' ')
  if (enterprises(theirs) !== enterprises(own)) return refused('people.substitute_other_house')
  const together = [...own].some((organisation) => theirs.has(organisation))
  return together || asked.manages ? allowed : refused('people.substitute_elsewhere')
}
