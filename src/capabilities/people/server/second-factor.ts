import { randomBytes } from 'node:crypto'
import { verifyPassword } from 'better-auth/crypto'
import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { countWrong, refuseLocked } from './attempts.ts'
import {
  confirmFactor,
  countRecovery,
  deleteFactor,
  type Factor,
  findFactor,
  insertFactor,
  renewRecovery,
  takeRecovery,
  takeStep,
} from './factor-store.ts'
import { getPerson } from './persons.ts'
import { deleteSessions, type OpenSession, raiseSession } from './session-store.ts'
import { forgetActors } from './sessions.ts'
import { findPasswordHash, type PeopleDb } from './store.ts'
import { enrolmentAddress, findStep, toBase32 } from './totp.ts'

const secretBytes = 20

export type SecondFactorState = { readonly confirmedAt?: string; readonly recoveryCodes: number }

/** Whether I have a second factor, and how many recovery codes are left. */
export async function secondFactorState(house: House, tx: Transaction, person: string): Promise<SecondFactorState> {
  const factor = await findFactor(house, tx, person)
  const recoveryCodes = await countRecovery(tx, person)
  return {
    recoveryCodes,
    ...(factor?.confirmedAt === undefined ? {} : { confirmedAt: factor.confirmedAt.toISOString() }),
  }
}

/** Makes a secret for an app; it asks for nothing until its first code was right. The password is asked for anew. */
export async function beginSecondFactor(
  house: House,
  tx: Transaction,
  { actor, password }: { actor: Actor; password: string },
): Promise<{ secret: string; address: string }> {
  const { login } = await getPerson(tx, actor.id)
  await demandPassword(tx, actor.id, password)
  if ((await findFactor(house, tx, actor.id))?.confirmedAt !== undefined) throw alreadyThere()
  const secret = randomBytes(secretBytes)
  await insertFactor(house, tx, { person: actor.id, secret })
  return {
    secret: toBase32(secret),
    address: enrolmentAddress(secret, { issuer: `Jidi ${house.programme().id}`, login }),
  }
}

/** The first code was right: from now on a code is asked for. Answers recovery codes, once; other sessions end. */
export async function confirmSecondFactor(
  house: House,
  tx: Transaction,
  { actor, code, session }: { actor: Actor; code: string; session: OpenSession },
): Promise<string[]> {
  const factor = await findFactor(house, tx, actor.id)
  if (factor === undefined) throw new Problem('wrong_state', { details: { reason: 'people.second_factor_not_begun' } })
  if (factor.confirmedAt !== undefined) throw alreadyThere()
  if (!(await takeCode(house, tx, { person: actor.id, factor, code }))) throw wrongCode()
  const now = house.clock.now()
  await confirmFactor(tx, actor.id, now)
  const codes = await renewRecovery(tx, actor.id, now)
  await raiseSession(tx, session.id)
  await deleteSessions(tx, actor.id, session.id)
  await recordAct(tx, { name: 'people.second_factor_begun', subject: { kind: 'person', id: actor.id } })
  forgetActors(house)
  return codes
}

/** New recovery codes, answered once; the old ones work no more. */
export async function renewRecoveryCodes(
  house: House,
  tx: Transaction,
  { actor, code }: { actor: Actor; code: string },
): Promise<string[]> {
  await demandCode(house, tx, { person: actor.id, code })
  const codes = await renewRecovery(tx, actor.id, house.clock.now())
  await recordAct(tx, { name: 'people.recovery_codes_renewed', subject: { kind: 'person', id: actor.id } })
  return codes
}

/** A person ends their second factor, with a code of it. */
export async function endSecondFactor(
  house: House,
  tx: Transaction,
  { actor, code }: { actor: Actor; code: string },
): Promise<void> {
  await demandCode(house, tx, { person: actor.id, code })
  await dropSecondFactor(house, tx, { person: actor.id, how: 'self' })
}

/** Ends the second factor of somebody, with all their sessions but those of who ends their own. */
export async function dropSecondFactor(
  house: Pick<House, 'record'>,
  tx: Transaction,
  { person, how }: { person: string; how: 'self' | 'office' | 'command' },
): Promise<void> {
  await deleteFactor(tx, person)
  if (how !== 'self') await deleteSessions(tx, person)
  await recordAct(tx, { name: 'people.second_factor_ended', subject: { kind: 'person', id: person }, detail: { how } })
  forgetActors(house)
}

/** Whether this is a code of the person's app, or one of their recovery codes; each is taken once. */
export async function isRightCode(
  house: House,
  db: PeopleDb,
  { person, code }: { person: string; code: string },
): Promise<boolean> {
  const factor = await findFactor(house, db, person)
  if (factor?.confirmedAt === undefined) return false
  if (await takeCode(house, db, { person, factor, code })) return true
  return takeRecovery(db, person, { code, now: house.clock.now() })
}

async function takeCode(
  house: House,
  db: PeopleDb,
  { person, factor, code }: { person: string; factor: Factor; code: string },
): Promise<boolean> {
  if (factor.secret === undefined) return false
  const step = findStep(factor.secret, code.replaceAll(/\s/g, ''), { now: house.clock.now(), after: factor.lastStep })
  return step !== undefined && takeStep(db, person, step)
}

/** Guessing is counted here as at sign-in, and locks the account. */
async function demandCode(house: House, tx: Transaction, asked: { person: string; code: string }): Promise<void> {
  const person = await getPerson(tx, asked.person)
  await refuseLocked(house, person.login, person)
  if (await isRightCode(house, tx, asked)) return
  await countWrong(house, person.login, person)
  throw wrongCode()
}

async function demandPassword(tx: Transaction, person: string, password: string): Promise<void> {
  const hash = await findPasswordHash(tx, person)
  if (hash !== undefined && (await verifyPassword({ hash, password }))) return
  throw new Problem('invalid_input', { issues: [{ text: 'people.wrong_current_password', where: 'body.password' }] })
}

function wrongCode(): Problem {
  return new Problem('invalid_input', { issues: [{ text: 'people.wrong_code', where: 'body.code' }] })
}

function alreadyThere(): Problem {
  return new Problem('wrong_state', { details: { reason: 'people.second_factor_there' } })
}
