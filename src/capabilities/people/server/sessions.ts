import { type Actor, anonymous } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'
import type { House } from '#kit/server/house.ts'
import type { Sessions } from '#kit/server/session.ts'
import { toActor } from '../rules.ts'
import { type Absent, withStandIns } from '../rules/substitution.ts'
import { findSession } from './accounts.ts'
import { findPerson, listMemberships } from './store.ts'
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

/** Forgets all kept actors: somebody's rights or session changed. */
export function forgetActors(house: Pick<House, 'record'>): void {
  keptOf(house).clear()
}

/** Who is asking, by the session cookie. The seam of `kit/server/session.ts`. */
export function createSessions(house: SessionsHouse): Sessions {
  return { actorOf: (request) => actorOfHeaders(house, request.headers) }
}

async function actorOfHeaders(house: SessionsHouse, headers: Headers): Promise<Actor> {
  const cookie = headers.get('cookie')
  if (cookie === null || !cookie.includes('jidi.session_token=')) return anonymous
  const kept = keptOf(house)
  const now = house.clock.now().getTime()
  const known = kept.get(cookie)
  if (known !== undefined && known.until > now) return known.actor
  const session = await findSession(house, headers)
  if (session === undefined) return anonymous
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
  const actor = toActor(programme, person, { roles, today })
  return person.mustChangePassword ? actor : withStandIns(programme, actor, await absentOf(house, id, today), today)
}

/** Whom a person stands in for today, each with their own roles alone: what the absent hold as substitutes is not passed on. */
async function absentOf(house: SessionsHouse, substitute: string, today: PlainDate): Promise<Absent[]> {
  const { owner } = house.record
  const absent: Absent[] = []
  for (const { person: id, until } of await listStoodInFor(owner, substitute, today)) {
    const person = await findPerson(owner, id)
    if (person === undefined || person.disabledAt !== undefined) continue
    absent.push({ person, until, roles: await listMemberships(owner, [id]) })
  }
  return absent
}
