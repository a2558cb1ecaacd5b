import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { OwnSession } from '../contract-accounts.ts'
import { endOfSession } from '../rules/accounts.ts'
import { deleteSession, deleteSessions, findSession, listSessions, type OpenSession } from './session-store.ts'
import { forgetActors } from './sessions.ts'

/** The session that asks. Throws `not_signed_in` where it ended meanwhile. */
export async function currentSession(house: House, headers: Headers): Promise<OpenSession> {
  const session = await findSession(house, headers)
  if (session === undefined) throw new Problem('not_signed_in')
  return session
}

/** Where a person is signed in, the latest used first. */
export async function ownSessions(
  house: House,
  tx: Transaction,
  { actor, current }: { actor: Actor; current?: string | undefined },
): Promise<OwnSession[]> {
  return (await listSessions(house, tx, actor.id))
    .filter((one) => !one.awaitsCode)
    .map(({ id, beganAt, lastSeenAt, method, address, browser }) => ({
      id,
      current: id === current,
      beganAt: beganAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      endsAt: endOfSession(beganAt, house.settings.session).toISOString(),
      method,
      ...(address === undefined ? {} : { address }),
      ...(browser === undefined ? {} : { browser: browser.slice(0, 300) }),
    }))
}

/** Ends one of a person's own sessions. Throws `not_found` for every other. */
export async function endOwnSession(
  house: House,
  tx: Transaction,
  { actor, id }: { actor: Actor; id: string },
): Promise<void> {
  const own = (await listSessions(house, tx, actor.id)).find((one) => one.id === id)
  if (own === undefined) throw new Problem('not_found', { details: { kind: 'session', id } })
  await deleteSession(tx, id)
  await noteEnded(house, tx, { person: actor.id, count: 1 })
}

/** Ends all sessions of a person but the one that asks. */
export async function endOtherSessions(
  house: House,
  tx: Transaction,
  { actor, current }: { actor: Actor; current: string },
): Promise<number> {
  const count = await deleteSessions(tx, actor.id, current)
  if (count > 0) await noteEnded(house, tx, { person: actor.id, count })
  return count
}

async function noteEnded(
  house: House,
  tx: Transaction,
  { person, count }: { person: string; count: number },
): Promise<void> {
  await recordAct(tx, { name: 'people.sessions_ended', subject: { kind: 'person', id: person }, detail: { count } })
  forgetActors(house)
}
