import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { House } from '#kit/server/house.ts'
import { beginSession, endSession } from './accounts.ts'
import { countWrong, refuseLocked } from './attempts.ts'
import { hasFactor } from './factor-store.ts'
import { isRightCode } from './second-factor.ts'
import { deleteSession, deleteToken, findSession, raiseSession, stampSession } from './session-store.ts'
import { actorOfPerson, forgetActors } from './sessions.ts'
import { findPerson, findPersonByLogin, type Person, updatePerson } from './store.ts'

/** A session that was begun; where a code is still awaited nobody is signed in yet. */
export type SignedIn = { readonly cookies: readonly string[]; readonly awaitsCode: boolean }

/**
 * Signs in with a password; answers the cookies to set. Throws `not_signed_in` when login and password do not fit or the account is
 * closed (without saying which), `locked` with the instant after too many wrong ones, for a login that nobody has as well.
 */
export async function signIn(
  house: House,
  given: { login: string; password: string },
  headers: Headers,
): Promise<SignedIn> {
  const { owner } = house.record
  const login = given.login.trim()
  const person = await findPersonByLogin(owner, login)
  await refuseLocked(house, login, person)
  const begun = await beginSession(house, { ...given, login }, headers)
  if (begun === undefined || person === undefined || person.disabledAt !== undefined) {
    if (begun !== undefined) await deleteToken(owner, begun.token)
    await countWrong(house, login, person)
    throw new Problem('not_signed_in', { details: { reason: 'people.wrong_password' } })
  }
  await stampSession(house, begun.token, { method: 'password', factors: 1 })
  const awaitsCode = await hasFactor(owner, person.id)
  if (!awaitsCode) await noteSignIn(house, person, 'password')
  return { cookies: begun.cookies, awaitsCode }
}

/**
 * The second step: a code of the app, or a recovery code. Throws `not_signed_in` when it is wrong, was used before, or there is no
 * session that waits for one; `locked` after too many, which ends the session.
 */
export async function enterCode(house: House, code: string, headers: Headers): Promise<void> {
  const { owner } = house.record
  const session = await findSession(house, headers)
  const person = session === undefined ? undefined : await findPerson(owner, session.person)
  if (session === undefined || person === undefined || !session.awaitsCode)
    throw new Problem('not_signed_in', { details: { reason: 'people.no_code_awaited' } })
  await refuseLocked(house, person.login, person)
  if (!(await isRightCode(house, owner, { person: person.id, code }))) {
    await countWrong(house, person.login, person).catch(async (locked: unknown) => {
      await deleteSession(owner, session.id)
      throw locked
    })
    throw new Problem('not_signed_in', { details: { reason: 'people.wrong_code' } })
  }
  await raiseSession(owner, session.id)
  forgetActors(house)
  await noteSignIn(house, person, session.method)
}

/** Somebody is in: wrong passwords are forgotten, the act says how they came. */
export async function noteSignIn(house: House, person: Person, method: 'password' | 'provider'): Promise<void> {
  const change = { failed_sign_ins: 0, locked_until: null, last_sign_in: house.clock.now() }
  await updatePerson(house.record.owner, person.id, change)
  const actor = await actorOfPerson(house, person.id)
  await house.record.withActor(actor, (tx) =>
    recordAct(tx, { name: 'people.signed_in', subject: { kind: 'person', id: person.id }, detail: { method } }),
  )
}

/** Ends the session of these headers, if there is one; answers the cookies to clear. */
export async function signOut(house: House, headers: Headers): Promise<readonly string[]> {
  const session = await findSession(house, headers)
  const cookies = await endSession(house, headers)
  forgetActors(house)
  if (session !== undefined && !session.awaitsCode) {
    const actor = await actorOfPerson(house, session.person)
    await house.record.withActor(actor, (tx) =>
      recordAct(tx, { name: 'people.signed_out', subject: { kind: 'person', id: session.person } }),
    )
  }
  return cookies
}
