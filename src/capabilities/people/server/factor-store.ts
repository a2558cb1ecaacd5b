import { createHash } from 'node:crypto'
import type { House } from '#kit/server/house.ts'
import { openText, sealText } from './seal.ts'
import { randomPassword } from './secret.ts'
import type { PeopleDb } from './store.ts'

type FactorTables = {
  people_factor: {
    person: string
    secret: string
    made_at: Date
    confirmed_at: Date | null
    last_step: string | number
  }
  people_recovery: { person: string; hash: string; made_at: Date; used_at: Date | null }
}

/** The second factor of a person. */
export type Factor = {
  /** Undefined where the key that opens it is not here: after a restore on another machine only recovery codes work. */
  readonly secret: Buffer | undefined
  readonly confirmedAt?: Date
  readonly lastStep: number
}

const tables = (db: PeopleDb) => db.withTables<FactorTables>()
const purpose = 'second factors'
const recoveryCodes = 10

export async function findFactor(
  house: Pick<House, 'settings'>,
  db: PeopleDb,
  person: string,
): Promise<Factor | undefined> {
  const row = await tables(db).selectFrom('people_factor').selectAll().where('person', '=', person).executeTakeFirst()
  if (row === undefined) return undefined
  const opened = await openText(house.settings.dataDir, purpose, row.secret)
  return {
    secret: opened === undefined ? undefined : Buffer.from(opened, 'base64url'),
    lastStep: Number(row.last_step),
    ...(row.confirmed_at === null ? {} : { confirmedAt: row.confirmed_at }),
  }
}

/** Whether somebody's second factor is asked for when they sign in. */
export async function hasFactor(db: PeopleDb, person: string): Promise<boolean> {
  return (await listEnrolled(db, [person])).has(person)
}

/** Those of the people whose second factor is asked for. */
export async function listEnrolled(db: PeopleDb, people: readonly string[]): Promise<Set<string>> {
  if (people.length === 0) return new Set()
  const rows = await tables(db)
    .selectFrom('people_factor')
    .select('person')
    .where('person', 'in', people)
    .where('confirmed_at', 'is not', null)
    .execute()
  return new Set(rows.map(({ person }) => person))
}

/** Keeps a new secret in place of one that was never confirmed. */
export async function insertFactor(
  house: Pick<House, 'settings' | 'clock'>,
  db: PeopleDb,
  { person, secret }: { person: string; secret: Buffer },
): Promise<void> {
  await tables(db).deleteFrom('people_factor').where('person', '=', person).where('confirmed_at', 'is', null).execute()
  const sealed = await sealText(house.settings.dataDir, purpose, secret.toString('base64url'))
  await tables(db)
    .insertInto('people_factor')
    .values({ person, secret: sealed, made_at: house.clock.now(), confirmed_at: null, last_step: 0 })
    .execute()
}

export async function confirmFactor(db: PeopleDb, person: string, now: Date): Promise<void> {
  await tables(db).updateTable('people_factor').set({ confirmed_at: now }).where('person', '=', person).execute()
}

/** Takes the code of a period once; false when it, or a later one, was taken already, also at the same moment. */
export async function takeStep(db: PeopleDb, person: string, step: number): Promise<boolean> {
  const taken = await tables(db)
    .updateTable('people_factor')
    .set({ last_step: step })
    .where('person', '=', person)
    .where('last_step', '<', step)
    .executeTakeFirst()
  return taken.numUpdatedRows > 0n
}

/** Takes a recovery code once. */
export async function takeRecovery(
  db: PeopleDb,
  person: string,
  { code, now }: { code: string; now: Date },
): Promise<boolean> {
  const taken = await tables(db)
    .updateTable('people_recovery')
    .set({ used_at: now })
    .where('person', '=', person)
    .where('hash', '=', hashOf(code))
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return taken.numUpdatedRows > 0n
}

/** New recovery codes in place of the old ones; answered once, kept as hashes. */
export async function renewRecovery(db: PeopleDb, person: string, now: Date): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodes }, randomPassword)
  await tables(db).deleteFrom('people_recovery').where('person', '=', person).execute()
  await tables(db)
    .insertInto('people_recovery')
    .values(codes.map((code) => ({ person, hash: hashOf(code), made_at: now, used_at: null })))
    .execute()
  return codes
}

export async function countRecovery(db: PeopleDb, person: string): Promise<number> {
  const rows = await tables(db)
    .selectFrom('people_recovery')
    .select('hash')
    .where('person', '=', person)
    .where('used_at', 'is', null)
    .execute()
  return rows.length
}

export async function deleteFactor(db: PeopleDb, person: string): Promise<void> {
  await tables(db).deleteFrom('people_recovery').where('person', '=', person).execute()
  await tables(db).deleteFrom('people_factor').where('person', '=', person).execute()
}

/** A code has 79 random bits: a plain hash of it cannot be guessed back. */
function hashOf(code: string): string {
  return createHash('sha256').update(code.replaceAll(/[\s-]/g, '').toLowerCase()).digest('hex')
}
