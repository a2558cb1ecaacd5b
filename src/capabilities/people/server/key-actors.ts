import { createHash, timingSafeEqual } from 'node:crypto'
import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { noteKey } from '#kit/server/request-scope.ts'
import { actorOfKey } from '../rules/keys.ts'
import { type DbKey, findKey, stampKey } from './key-store.ts'
import { actorOfPerson, type SessionsHouse } from './sessions.ts'

const form = /^Bearer\s+(jidi_[a-z0-9]{10})_([A-Za-z0-9_-]{43})$/
const stampMilliseconds = 60_000
const windowMilliseconds = 60_000
const mostCounted = 5000

type Window = { readonly until: number; asked: number }

const countedBy = new WeakMap<object, Map<string, Window>>()

/** Hash under which a key is kept: it has 258 random bits, so nothing slower is needed. */
export function hashOfKey(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Whether a request names somebody by `Authorization: Bearer`; then its cookies say nothing. */
export function bearsKey(headers: Headers): boolean {
  return /^Bearer\b/i.test(headers.get('authorization') ?? '')
}

/**
 * The actor of a key: the person with what the key carries. Throws `not_signed_in` for a key that is unknown, expired or revoked, or
 * whose person is gone, without saying which; `too_many` when it asks too often.
 */
export async function actorOfBearer(house: SessionsHouse, headers: Headers): Promise<Actor> {
  const [, prefix, rest] = form.exec(headers.get('authorization') ?? '') ?? []
  const key = prefix === undefined ? undefined : await findKey(house.record.owner, { prefix })
  if (key === undefined || !isSame(key.hash, hashOfKey(`${prefix}_${rest}`)) || !isOpen(key, house.clock.now()))
    throw refusal()
  countUse(house, key.id)
  const actor = await actorOfPerson(house, key.person)
  if (actor.kind !== 'person') throw refusal()
  noteKey(key.id)
  await noteUse(house, key)
  const scope = { permissions: key.permissions, ...(key.places === null ? {} : { places: key.places }) }
  return actorOfKey(house.programme(), actor, { id: key.id, scope })
}

/** Whether a key works now. */
export function isOpen(key: Pick<DbKey, 'revoked_at' | 'expires_at'>, now: Date): boolean {
  return key.revoked_at === null && key.expires_at > now
}

function isSame(kept: string, given: string): boolean {
  return timingSafeEqual(Buffer.from(kept), Buffer.from(given))
}

/** Counts the requests of a key in this minute. */
function countUse(house: SessionsHouse, id: string): void {
  const counted = countedBy.get(house.record) ?? new Map<string, Window>()
  countedBy.set(house.record, counted)
  const now = house.clock.now().getTime()
  const known = counted.get(id)
  if (known === undefined || known.until <= now) {
    if (counted.size >= mostCounted) counted.clear()
    counted.set(id, { until: now + windowMilliseconds, asked: 1 })
    return
  }
  known.asked += 1
  const atMost = house.settings.keyRequestsPerMinute
  if (known.asked > atMost)
    throw new Problem('too_many', { details: { reason: 'people.key_too_often', atMost: String(atMost) } })
}

async function noteUse(house: SessionsHouse, key: DbKey): Promise<void> {
  const now = house.clock.now()
  if (key.last_used_at !== null && now.getTime() - key.last_used_at.getTime() < stampMilliseconds) return
  await stampKey(house.record.owner, key.id, now)
}

function refusal(): Problem {
  return new Problem('not_signed_in', { details: { reason: 'people.key_not_valid' } })
}
