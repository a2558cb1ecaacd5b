import { type Kysely, sql } from 'kysely'
import type { Actor } from '#base/decision.ts'
import type { Language } from '#base/text.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Database } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { readTablePages, type TablePage } from '#kit/server/retention/table-pages.ts'
import type { PersonData } from '../contract-privacy.ts'
import { getPerson } from './persons.ts'

type DataHouse = Pick<House, 'record' | 'settings' | 'clock'>
type Owner = Kysely<Database>
type Trace = PersonData['traces'][number]

/** Everything that is kept of a person, gathered for them or for whoever inspects. The act says that it was taken. */
export async function takePersonData(
  house: DataHouse,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<PersonData> {
  await house.record.withActor(actor, async (tx) => {
    await getPerson(tx, id)
    await recordAct(tx, { name: 'people.data_taken', subject: { kind: 'person', id } })
  })
  const { owner } = house.record
  return {
    takenAt: house.clock.now().toISOString(),
    person: await accountOf(owner, id),
    memberships: await membershipsOf(owner, id),
    sessions: await sessionsOf(owner, id),
    acts: await doneBy(owner, { table: 'act', column: 'actor', word: 'name', id }),
    looks: await doneBy(owner, { table: 'kit_look', column: 'person', word: 'what', id }),
    lookedAt: await looksAt(owner, id),
    traces: await tracesOf(owner, await readTablePages(house.settings.migrationsDir), id),
  }
}

const iso = (at: Date | null) => at?.toISOString() ?? null

type DbAccount = {
  login: string
  name: string
  language: Language
  mail: string | null
  created_at: Date
  last_sign_in: Date | null
  disabled_at: Date | null
  erased_at: Date | null
}

async function accountOf(owner: Owner, id: string): Promise<PersonData['person']> {
  const { rows } = await sql<DbAccount>`
    select u.username as login, u.name, p.language, p.mail, p.created_at, p.last_sign_in, p.disabled_at, p.erased_at
    from people_person p join people_user u on u.id = p.id where p.id = ${id}`.execute(owner)
  const { login, name, language, mail, ...at } = rows[0] as DbAccount
  return {
    id,
    login,
    name,
    language,
    mail,
    createdAt: at.created_at.toISOString(),
    lastSignIn: iso(at.last_sign_in),
    closedAt: iso(at.disabled_at),
    erasedAt: iso(at.erased_at),
  }
}

type DbMembership = {
  role: string
  organisation: string
  place: string | null
  from: PlainDate
  to: PlainDate | null
  at: Date | null
  reason: string | null
}

async function membershipsOf(owner: Owner, id: string): Promise<PersonData['memberships']> {
  const { rows } = await sql<DbMembership>`
    select role, organisation, place, from_date::text as "from", to_date::text as "to", revoked_at as at, revoked_reason as reason
    from people_membership where person = ${id} order by granted_at`.execute(owner)
  return rows.map(({ at, ...one }) => ({ ...one, takenBackAt: iso(at) }))
}

async function sessionsOf(owner: Owner, id: string): Promise<PersonData['sessions']> {
  const { rows } = await sql<{ began: Date; ends: Date; address: string | null; browser: string | null }>`
    select created_at as began, expires_at as ends, ip_address as address, user_agent as browser
    from people_session where user_id = ${id} order by created_at`.execute(owner)
  return rows.map(({ began, ends, ...one }) => ({ ...one, beganAt: began.toISOString(), endsAt: ends.toISOString() }))
}

type Counted = { readonly table: string; readonly column: string; readonly word: string; readonly id: string }

async function doneBy(owner: Owner, { table, column, word, id }: Counted): Promise<PersonData['acts']> {
  const { rows } = await sql<{ name: string; times: number; first: Date; last: Date }>`
    select ${sql.ref(word)} as name, count(*)::integer as times, min(at) as first, max(at) as last
    from ${sql.table(table)} where ${sql.ref(column)} = ${id} group by 1 order by 1`.execute(owner)
  return rows.map(({ first, last, ...one }) => ({ ...one, first: first.toISOString(), last: last.toISOString() }))
}

async function looksAt(owner: Owner, id: string): Promise<PersonData['lookedAt']> {
  const { rows } = await sql<{ at: Date; roles: string[]; what: string }>`
    select at, roles, what from kit_look where subject = ${id} order by id desc limit 200`.execute(owner)
  return rows.map(({ at, ...one }) => ({ ...one, at: at.toISOString() }))
}

/** The pages of the tables say which columns name people; counted one table after another. */
async function tracesOf(owner: Owner, pages: readonly TablePage[], id: string): Promise<Trace[]> {
  const lists = await columnsThatAreLists(owner)
  const traces: Trace[] = []
  for (const { table, persons, columns } of pages) {
    for (const [column, onErasure] of Object.entries(persons)) {
      const name = sql.ref(column)
      const is = lists.has(`${table}.${column}`) ? sql`${id} = any(${name})` : sql`${name} = ${id}`
      const { rows } = await sql<{
        n: number
      }>`select count(*)::integer as n from ${sql.table(table)} where ${is}`.execute(owner)
      const n = rows[0]?.n ?? 0
      if (n > 0) traces.push({ table, column, meaning: String(columns[column]), rows: n, onErasure })
    }
  }
  return traces
}

async function columnsThatAreLists(owner: Owner): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = current_schema() and data_type = 'ARRAY'`.execute(owner)
  return new Set(rows.map(({ name }) => name))
}
