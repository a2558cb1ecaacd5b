import { type Generated, type Kysely, sql } from 'kysely'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Language, Text } from '#base/text.ts'
import type { Database } from '#kit/server/db.ts'
import type { HeldRole } from '../rules.ts'

type DbUser = { id: string; name: string; email: string; username: string; created_at: Date; updated_at: Date }

type DbAccount = {
  id: string
  account_id: string
  provider_id: string
  user_id: string
  password: string | null
  created_at: Date
  updated_at: Date
}

type DbPerson = {
  id: string
  language: Language
  must_change_password: boolean
  demo: boolean
  disabled_at: Date | null
  erased_at: Generated<Date | null>
  failed_sign_ins: number
  locked_until: Date | null
  last_sign_in: Date | null
  created_at: Date
  mail: string | null
  service: boolean
}

type DbOrganisation = { id: string; name_zh: string; name_en: string; place: string | null }

type DbMembership = {
  id: string
  person: string
  role: string
  organisation: string
  place: string | null
  from_date: string
  to_date: string | null
  granted_by: string
  granted_at: Date
  revoked_by: string | null
  revoked_at: Date | null
  revoked_reason: string | null
  administrator: 'system' | 'security' | 'audit' | null
}

type PeopleTables = {
  people_user: DbUser
  people_account: DbAccount
  people_person: DbPerson
  people_organisation: DbOrganisation
  people_membership: DbMembership
}

/** The record as owner or inside a transaction: no policy covers these tables. */
export type PeopleDb = Kysely<Database>

export type Person = {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly language: Language
  readonly mustChangePassword: boolean
  readonly demo: boolean
  /** A program: it has no password and acts by keys only. */
  readonly service: boolean
  readonly disabledAt?: Date
  readonly erasedAt?: Date
  readonly wrongPasswords: number
  readonly lockedUntil?: Date
  readonly lastSignIn?: Date
}

export type HeldMembership = HeldRole & { readonly id: string; readonly person: string }

export type NewPerson = {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly language: Language
  /** Absent for a service. */
  readonly passwordHash?: string
  readonly mustChangePassword: boolean
  readonly demo: boolean
}

const tables = (db: PeopleDb) => db.withTables<PeopleTables>()

function persons(db: PeopleDb) {
  return tables(db)
    .selectFrom('people_person as p')
    .innerJoin('people_user as u', 'u.id', 'p.id')
    .select([
      'p.id',
      'u.username',
      'u.name',
      'p.language',
      'p.must_change_password',
      'p.demo',
      'p.disabled_at',
      'p.erased_at',
      'p.failed_sign_ins',
      'p.locked_until',
      'p.last_sign_in',
      'p.service',
    ])
}

type PersonRow = Awaited<ReturnType<ReturnType<typeof persons>['executeTakeFirstOrThrow']>>

function toPerson(row: PersonRow): Person {
  return {
    id: row.id,
    login: row.username,
    name: row.name,
    language: row.language,
    mustChangePassword: row.must_change_password,
    demo: row.demo,
    service: row.service,
    ...(row.disabled_at === null ? {} : { disabledAt: row.disabled_at }),
    ...(row.erased_at === null ? {} : { erasedAt: row.erased_at }),
    wrongPasswords: row.failed_sign_ins,
    ...(row.locked_until === null ? {} : { lockedUntil: row.locked_until }),
    ...(row.last_sign_in === null ? {} : { lastSignIn: row.last_sign_in }),
  }
}

export async function findPerson(db: PeopleDb, id: string): Promise<Person | undefined> {
  const row = await persons(db).where('p.id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toPerson(row)
}

export async function findPersonByLogin(db: PeopleDb, login: string): Promise<Person | undefined> {
  const row = await persons(db).where('u.username', '=', login.toLowerCase()).executeTakeFirst()
  return row === undefined ? undefined : toPerson(row)
}

export type PersonQuery = {
  readonly search?: string | undefined
  readonly role?: string | undefined
  /** Only people with a membership in one of these places or organisations; everybody when absent. */
  readonly reach?: { readonly places: readonly string[]; readonly organisations: readonly string[] } | undefined
  readonly offset: number
  readonly limit: number
}

/** People in the order of their logins, with how many there are in all. */
export async function listPersons(db: PeopleDb, query: PersonQuery): Promise<{ total: number; people: Person[] }> {
  const pattern = `%${(query.search ?? '').replaceAll(/[\\%_]/g, '\\$&')}%`
  const wanted = sql<boolean>`(u.name ilike ${pattern} or u.username ilike ${pattern}) and ${holdsRole(query)} and ${inReach(query)}`
  const { total } = await tables(db)
    .selectFrom('people_person as p')
    .innerJoin('people_user as u', 'u.id', 'p.id')
    .select(sql<number>`count(*)::integer`.as('total'))
    .where(wanted)
    .executeTakeFirstOrThrow()
  const rows = await persons(db).where(wanted).orderBy('u.username').limit(query.limit).offset(query.offset).execute()
  return { total, people: rows.map(toPerson) }
}

function holdsRole({ role }: PersonQuery) {
  if (role === undefined) return sql`true`
  return sql`exists (select 1 from people_membership m where m.person = p.id and m.revoked_at is null and m.role = ${role})`
}

function inReach({ reach }: PersonQuery) {
  if (reach === undefined) return sql`true`
  return sql`exists (select 1 from people_membership m where m.person = p.id
    and (m.place = any(${[...reach.places]}::text[]) or m.organisation = any(${[...reach.organisations]}::text[])))`
}

export async function insertPerson(db: PeopleDb, person: NewPerson, now: Date): Promise<void> {
  const { id, login } = person
  const times = { created_at: now, updated_at: now }
  await tables(db)
    .insertInto('people_user')
    .values({ id, name: person.name, email: `${login}@people.invalid`, username: login, ...times })
    .execute()
  if (person.passwordHash !== undefined) {
    await tables(db)
      .insertInto('people_account')
      .values({ id, account_id: id, provider_id: 'credential', user_id: id, password: person.passwordHash, ...times })
      .execute()
  }
  await tables(db)
    .insertInto('people_person')
    .values({
      id,
      language: person.language,
      must_change_password: person.mustChangePassword,
      demo: person.demo,
      disabled_at: null,
      failed_sign_ins: 0,
      locked_until: null,
      last_sign_in: null,
      created_at: now,
      mail: null,
      service: person.passwordHash === undefined,
    })
    .execute()
}

export type PersonChange = Partial<Omit<DbPerson, 'id' | 'created_at' | 'erased_at'>>

export async function updatePerson(db: PeopleDb, id: string, change: PersonChange): Promise<void> {
  await tables(db).updateTable('people_person').set(change).where('id', '=', id).execute()
}

/** Counts one more wrong password; answers how many in a row that makes. */
export async function addWrongPassword(db: PeopleDb, id: string): Promise<number> {
  const row = await tables(db)
    .updateTable('people_person')
    .set({ failed_sign_ins: sql<number>`failed_sign_ins + 1` })
    .where('id', '=', id)
    .returning('failed_sign_ins')
    .executeTakeFirstOrThrow()
  return row.failed_sign_ins
}

export async function renamePerson(db: PeopleDb, id: string, name: string, now: Date): Promise<void> {
  await tables(db).updateTable('people_user').set({ name, updated_at: now }).where('id', '=', id).execute()
}

export async function findPasswordHash(db: PeopleDb, person: string): Promise<string | undefined> {
  const row = await tables(db)
    .selectFrom('people_account')
    .select('password')
    .where('user_id', '=', person)
    .where('provider_id', '=', 'credential')
    .executeTakeFirst()
  return row?.password ?? undefined
}

export async function updatePasswordHash(db: PeopleDb, person: string, hash: string, now: Date): Promise<void> {
  await tables(db)
    .updateTable('people_account')
    .set({ password: hash, updated_at: now })
    .where('user_id', '=', person)
    .where('provider_id', '=', 'credential')
    .execute()
}

const dateText = (column: 'from_date' | 'to_date') => sql<PlainDate | null>`to_char(${sql.ref(column)}, 'YYYY-MM-DD')`

function memberships(db: PeopleDb) {
  return tables(db)
    .selectFrom('people_membership')
    .select(['id', 'person', 'role', 'organisation', 'place', 'revoked_at'])
    .select([dateText('from_date').as('from'), dateText('to_date').as('to')])
    .orderBy('granted_at')
    .orderBy('id')
}

type MembershipRow = Awaited<ReturnType<ReturnType<typeof memberships>['executeTakeFirstOrThrow']>>

function toMembership(row: MembershipRow): HeldMembership {
  return {
    id: row.id,
    person: row.person,
    role: row.role,
    organisation: row.organisation,
    ...(row.place === null ? {} : { place: row.place }),
    from: row.from as PlainDate,
    ...(row.to === null ? {} : { to: row.to }),
    revoked: row.revoked_at !== null,
  }
}

/** Memberships of people, also those that ended or were taken back. */
export async function listMemberships(db: PeopleDb, people: readonly string[]): Promise<HeldMembership[]> {
  if (people.length === 0) return []
  return (await memberships(db).where('person', 'in', people).execute()).map(toMembership)
}

/** People with an open account who hold, or held, one of these roles. */
export async function listHolders(db: PeopleDb, roles: readonly string[]): Promise<string[]> {
  if (roles.length === 0) return []
  const rows = await tables(db)
    .selectFrom('people_membership as m')
    .innerJoin('people_person as p', 'p.id', 'm.person')
    .select('m.person')
    .distinct()
    .where('m.role', 'in', roles)
    .where('p.disabled_at', 'is', null)
    .execute()
  return rows.map(({ person }) => person)
}

export async function findMembership(db: PeopleDb, id: string): Promise<HeldMembership | undefined> {
  const row = await memberships(db).where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : toMembership(row)
}

/** Enters a membership. Throws `refused_by_rule` where the database finds two of the three administrators in one person. */
export async function insertMembership(
  db: PeopleDb,
  held: HeldMembership & { administrator: DbMembership['administrator'] | undefined },
  by: { actor: string; now: Date },
): Promise<void> {
  await tables(db)
    .insertInto('people_membership')
    .values({
      id: held.id,
      person: held.person,
      role: held.role,
      organisation: held.organisation,
      place: held.place ?? null,
      from_date: held.from,
      to_date: held.to ?? null,
      granted_by: by.actor,
      granted_at: by.now,
      revoked_by: null,
      revoked_at: null,
      revoked_reason: null,
      administrator: held.administrator ?? null,
    })
    .execute()
    .catch((error: unknown) => {
      if ((error as { constraint?: string }).constraint !== 'people_one_administrator') throw error
      throw new Problem('refused_by_rule', { details: { reason: 'people.two_administrators' }, cause: error })
    })
}

export async function revokeMembership(
  db: PeopleDb,
  id: string,
  by: { actor: string; now: Date; reason: string },
): Promise<void> {
  await tables(db)
    .updateTable('people_membership')
    .set({ revoked_by: by.actor, revoked_at: by.now, revoked_reason: by.reason })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}

export async function upsertOrganisation(db: PeopleDb, row: DbOrganisation): Promise<void> {
  await tables(db)
    .insertInto('people_organisation')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ name_zh: row.name_zh, name_en: row.name_en, place: row.place }),
    )
    .execute()
}

/** Names of registered organisations, by id. */
export async function listOrganisationNames(db: PeopleDb, ids: readonly string[]): Promise<Map<string, Text>> {
  if (ids.length === 0) return new Map()
  const rows = await tables(db).selectFrom('people_organisation').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, { zh: row.name_zh, en: row.name_en }]))
}

export async function listNames(db: PeopleDb, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tables(db).selectFrom('people_user').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** What mail to people needs: their address, their language, whether the account is open. */
export async function listMailOf(
  db: PeopleDb,
  people: readonly string[],
): Promise<Map<string, { mail?: string; language: Language; closed: boolean }>> {
  if (people.length === 0) return new Map()
  const rows = await tables(db)
    .selectFrom('people_person')
    .select(['id', 'mail', 'language', 'disabled_at'])
    .where(sql<boolean>`id = any(${[...people]}::uuid[])`)
    .execute()
  return new Map(
    rows.map(({ id, mail, language, disabled_at }) => [
      id,
      { language, closed: disabled_at !== null, ...(mail === null ? {} : { mail }) },
    ]),
  )
}

/** Whether accounts with printed passwords are open. */
export async function hasDemoAccounts(db: PeopleDb): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('people_person')
    .select('id')
    .where('demo', '=', true)
    .where('disabled_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Roles for which a demo account exists. */
export async function listDemoRoles(db: PeopleDb): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('people_membership as m')
    .innerJoin('people_person as p', 'p.id', 'm.person')
    .select('m.role')
    .where('p.demo', '=', true)
    .execute()
  return rows.map((row) => row.role)
}

export async function countPersons(db: PeopleDb): Promise<number> {
  const row = await tables(db)
    .selectFrom('people_person')
    .select(sql<number>`count(*)::integer`.as('n'))
    .executeTakeFirstOrThrow()
  return row.n
}
