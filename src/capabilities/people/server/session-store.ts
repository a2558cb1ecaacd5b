import type { House } from '#kit/server/house.ts'
import { findRequestScope } from '#kit/server/request-scope.ts'
import { isSessionOver } from '../rules/accounts.ts'
import { findToken } from './accounts.ts'
import type { PeopleDb } from './store.ts'

type DbSession = {
  id: string
  user_id: string
  token: string
  ip_address: string | null
  user_agent: string | null
  began_at: Date | null
  last_seen_at: Date | null
  factors: number
  method: 'password' | 'provider'
}

type SessionTables = {
  people_session: DbSession
  people_factor: { person: string; confirmed_at: Date | null }
}

/** A session that has not ended. */
export type OpenSession = {
  readonly id: string
  readonly person: string
  readonly token: string
  readonly beganAt: Date
  readonly lastSeenAt: Date
  readonly method: 'password' | 'provider'
  readonly address?: string
  readonly browser?: string
  /** The person has a second factor, and its code has not been given yet: nobody is signed in. */
  readonly awaitsCode: boolean
}

type SessionsHouse = Pick<House, 'record' | 'settings' | 'clock'>

const tables = (db: PeopleDb) => db.withTables<SessionTables>()
/** How exactly the last use is known: to the minute, so that reading writes little. */
const stampMilliseconds = 60_000

const sessions = (db: PeopleDb) =>
  tables(db)
    .selectFrom('people_session as s')
    .leftJoin('people_factor as f', (join) =>
      join.onRef('f.person', '=', 's.user_id').on('f.confirmed_at', 'is not', null),
    )
    .select(['s.id', 's.user_id', 's.token', 's.ip_address', 's.user_agent', 's.began_at', 's.last_seen_at'])
    .select(['s.factors', 's.method', 'f.person as enrolled'])

type SessionRow = Awaited<ReturnType<ReturnType<typeof sessions>['executeTakeFirstOrThrow']>>

function toOpen(house: SessionsHouse, row: SessionRow): OpenSession | undefined {
  const { began_at: beganAt, last_seen_at: lastSeenAt } = row
  if (isSessionOver({ beganAt, lastSeenAt }, house.settings.session, house.clock.now())) return undefined
  if (beganAt === null || lastSeenAt === null) return undefined
  return {
    id: row.id,
    person: row.user_id,
    token: row.token,
    beganAt,
    lastSeenAt,
    method: row.method,
    ...(row.ip_address === null ? {} : { address: row.ip_address }),
    ...(row.user_agent === null ? {} : { browser: row.user_agent }),
    awaitsCode: row.enrolled !== null && row.factors < 2,
  }
}

/** Notes how a session began; until then it is none. */
export async function stampSession(
  house: SessionsHouse,
  token: string,
  { method, factors }: { method: 'password' | 'provider'; factors: 1 | 2 },
): Promise<void> {
  const now = house.clock.now()
  await tables(house.record.owner)
    .updateTable('people_session')
    .set({ began_at: now, last_seen_at: now, method, factors, ip_address: findRequestScope()?.address ?? null })
    .where('token', '=', token)
    .execute()
}

/** The session of these headers, or undefined: no cookie, a forged one, a session that has ended. Its use is noted. */
export async function findSession(house: SessionsHouse, headers: Headers): Promise<OpenSession | undefined> {
  const named = await findToken(house, headers)
  if (named === undefined) return undefined
  const { owner } = house.record
  const row = await sessions(owner).where('s.token', '=', named.token).executeTakeFirst()
  if (row === undefined) return undefined
  const session = toOpen(house, row)
  if (session === undefined) {
    await deleteSession(owner, row.id)
    return undefined
  }
  const now = house.clock.now()
  if (now.getTime() - session.lastSeenAt.getTime() >= stampMilliseconds) {
    await tables(owner).updateTable('people_session').set({ last_seen_at: now }).where('id', '=', row.id).execute()
  }
  return session
}

/** Sessions of a person that have not ended, the latest used first. */
export async function listSessions(house: SessionsHouse, db: PeopleDb, person: string): Promise<OpenSession[]> {
  const rows = await sessions(db).where('s.user_id', '=', person).orderBy('s.last_seen_at', 'desc').execute()
  return rows.map((row) => toOpen(house, row)).filter((one) => one !== undefined)
}

/** The code was given: from here on the session is a signed-in one. */
export async function raiseSession(db: PeopleDb, id: string): Promise<void> {
  await tables(db).updateTable('people_session').set({ factors: 2 }).where('id', '=', id).execute()
}

export async function deleteSession(db: PeopleDb, id: string): Promise<void> {
  await tables(db).deleteFrom('people_session').where('id', '=', id).execute()
}

/** Takes back a session that was begun by its library before the house refused it. */
export async function deleteToken(db: PeopleDb, token: string): Promise<void> {
  await tables(db).deleteFrom('people_session').where('token', '=', token).execute()
}

/** Ends the sessions of a person, but for one where it is named. Answers how many. */
export async function deleteSessions(db: PeopleDb, person: string, but?: string): Promise<number> {
  const query = tables(db).deleteFrom('people_session').where('user_id', '=', person)
  const { numDeletedRows } = await (but === undefined ? query : query.where('id', '<>', but)).executeTakeFirst()
  return Number(numDeletedRows)
}
