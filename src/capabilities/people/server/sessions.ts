import { type Actor, anonymous } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'
import type { House } from '#kit/server/house.ts'
import { afterCommit } from '#kit/server/commit-scope.ts'
import { isInForce, toActor } from '../rules.ts'
import { needsSecondFactor } from '../rules/accounts.ts'
import { administratorOf, administratorOn } from '../rules/administrators.ts'
import { type Absent, withStandIns } from '../rules/substitution.ts'
import { hasFactor } from './factor-store.ts'
import { findSession } from './session-store.ts'
import { findPerson, type HeldMembership, listMemberships, type Person } from './store.ts'
import { listStoodInFor } from './substitution-store.ts'

export type SessionsHouse = Pick<House, 'record' | 'settings' | 'programme' | 'clock'>

const keepForMilliseconds = 3000
const mostKept = 5000

type Kept = { readonly actor: Actor; readonly until: number }

/** Actors by cookie, for a few seconds: pages ask several questions at once. Every change of people empties it. */
const keptBy = new WeakMap<object, Map<string, Kept>>()

function keptOf(house: Pick<House, 'record'>): Map<string, Kept> {
  const known = keptBy.get(house.record)
  if (known !== undefined) return known
  const made = new Map<string, Kept>()
  keptBy.set(house.record, made)
  return made
}

/**
 * Forgets all kept actors: somebody's rights or session changed. In a transaction after its commit: before it, who asks at that moment
 * would be kept with the rights of before. Whoever is being looked up meanwhile is kept in a memory that nobody reads any more.
 */
export function forgetActors(house: Pick<House, 'record'>): void {
  afterCommit('people.actors', () => keptBy.delete(house.record))
}

/** Who is asking, by the session cookie. */
export async function actorOfHeaders(house: SessionsHouse, headers: Headers): Promise<Actor> {
  const cookie = headers.get('cookie')
  if (cookie === null || !cookie.includes('jidi.session_token=')) return anonymous
  const kept = keptOf(house)
  const now = house.clock.now().getTime()
  const known = kept.get(cookie)
  // Further ahead than it was ever kept: the clock was set back meanwhile.
  if (known !== undefined && known.until > now && known.until <= now + keepForMilliseconds) return known.actor
  const session = await findSession(house, headers)
  if (session === undefined || session.awaitsCode) return anonymous
  const actor = await actorOfPerson(house, session.person)
  if (kept.size >= mostKept) kept.clear()
  if (actor.kind === 'person') kept.set(cookie, { actor, until: now + keepForMilliseconds })
  return actor
}

/** The actor that a person is today; anonymous for a closed account. */
export async function actorOfPerson(house: SessionsHouse, id: string): Promise<Actor> {
  const person = await findPerson(house.record.owner, id)
  if (person === undefined || person.disabledAt !== undefined) return anonymous
  const roles = await listMemberships(house.record.owner, [id])
  const programme = house.programme()
  const today = house.clock.today(programme.timeZone)
  const mustEnrol = await lacksFactor(house, person, roles)
  const actor = toActor(programme, person, { roles, today, mustEnrol })
  const isAdministrator = administratorOn(programme, roles, today) !== undefined
  return person.mustChangePassword || mustEnrol || isAdministrator
    ? actor
    : withStandIns(programme, actor, await absentOf(house, id, today), today)
}

/**
 * Whether somebody must have a second factor and has none. Accounts of a demonstration, whose passwords were printed for one machine,
 * and services, which have no password, need none.
 */
export async function lacksFactor(
  house: SessionsHouse,
  person: Person,
  roles: readonly HeldMembership[],
): Promise<boolean> {
  if (person.demo || person.service) return false
  const programme = house.programme()
  const today = house.clock.today(programme.timeZone)
  const inForce = roles.filter((held) => isInForce(held, today))
  if (!needsSecondFactor(programme, inForce, house.settings.secondFactor)) return false
  return !(await hasFactor(house.record.owner, person.id))
}

/**
 * Whom a person stands in for today, each with their own roles alone: what the absent hold as substitutes is not passed on, nor is
 * being an administrator. */
async function absentOf(house: SessionsHouse, substitute: string, today: PlainDate): Promise<Absent[]> {
  const { owner } = house.record
  const programme = house.programme()
  const absent: Absent[] = []
  for (const { person: id, until } of await listStoodInFor(owner, substitute, today)) {
    const person = await findPerson(owner, id)
    if (person === undefined || person.disabledAt !== undefined) continue
    const roles = (await listMemberships(owner, [id])).filter(
      (held) => administratorOf(programme, held.role) === undefined,
    )
    absent.push({ person, until, roles })
  }
  return absent
}
