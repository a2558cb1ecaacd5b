import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { House } from '#kit/server/house.ts'
import { lockedUntil } from '../rules.ts'
import { beginSession, endSession, findSession } from './accounts.ts'
import { actorOfPerson, forgetActors } from './sessions.ts'
import { addWrongPassword, findPersonByLogin, type Person, updatePerson } from './store.ts'

/**
 * Signs in; answers the cookies to set. Throws `not_signed_in` when login and password do not fit or the account is closed
 * (without saying which), `locked` with the instant after too many wrong passwords in a row.
 */
export async function signIn(
  house: House,
  login: { login: string; password: string },
  headers: Headers,
): Promise<readonly string[]> {
  const person = await findPersonByLogin(house.record.owner, login.login.trim())
  const now = house.clock.now()
  if (person?.lockedUntil !== undefined && person.lockedUntil > now) throw lockedProblem(person.lockedUntil)
  const begun = await beginSession(house, { ...login, login: login.login.trim() }, headers)
  if (begun === undefined || person === undefined || person.disabledAt !== undefined) {
    if (person !== undefined) await countWrongPassword(house, person)
    throw new Problem('not_signed_in', { details: { reason: 'people.wrong_password' } })
  }
  await updatePerson(house.record.owner, person.id, { failed_sign_ins: 0, locked_until: null, last_sign_in: now })
  const actor = await actorOfPerson(house, person.id)
  await house.record.withActor(actor, (tx) =>
    recordAct(tx, { name: 'people.signed_in', subject: { kind: 'person', id: person.id } }),
  )
  return begun.cookies
}

/** Ends the session of these headers, if there is one; answers the cookies to clear. */
export async function signOut(house: House, headers: Headers): Promise<readonly string[]> {
  const session = await findSession(house, headers)
  const cookies = await endSession(house, headers)
  forgetActors(house)
  if (session !== undefined) {
    const actor = await actorOfPerson(house, session.person)
    await house.record.withActor(actor, (tx) =>
      recordAct(tx, { name: 'people.signed_out', subject: { kind: 'person', id: session.person } }),
    )
  }
  return cookies
}

async function countWrongPassword(house: House, person: Person): Promise<void> {
  const count = await addWrongPassword(house.record.owner, person.id)
  const until = lockedUntil(count, house.clock.now())
  if (until !== undefined)
    await updatePerson(house.record.owner, person.id, { failed_sign_ins: 0, locked_until: until })
  await house.record.asSystem((tx) =>
    recordAct(tx, {
      name: until === undefined ? 'people.sign_in_failed' : 'people.locked',
      subject: { kind: 'person', id: person.id },
      detail: { count },
    }),
  )
  if (until !== undefined) throw lockedProblem(until)
}

function lockedProblem(until: Date): Problem {
  return new Problem('locked', { details: { reason: 'people.locked', until: until.toISOString() } })
}
