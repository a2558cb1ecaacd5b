import { sql } from 'kysely'
import type { PlainDate } from '#base/plain-date.ts'
import type { PeopleDb } from './store.ts'

export type DbSubstitution = {
  id: string
  person: string
  substitute: string
  from_date: PlainDate
  to_date: PlainDate
  reason: string
  made_by: string
  made_at: Date
  ended_by: string | null
  ended_at: Date | null
  ended_reason: string | null
}

type Tables = { people_substitution: DbSubstitution }

const tables = (db: PeopleDb) => db.withTables<Tables>()
const dateText = (column: 'from_date' | 'to_date') => sql<PlainDate>`to_char(${sql.ref(column)}, 'YYYY-MM-DD')`

function substitutions(db: PeopleDb) {
  return tables(db)
    .selectFrom('people_substitution')
    .select(['id', 'person', 'substitute', 'reason', 'made_by', 'made_at', 'ended_by', 'ended_at', 'ended_reason'])
    .select([dateText('from_date').as('from_date'), dateText('to_date').as('to_date')])
}

/** For whom a person stands in on a day, with the last day. */
export async function listStoodInFor(
  db: PeopleDb,
  substitute: string,
  today: PlainDate,
): Promise<{ person: string; until: PlainDate }[]> {
  const rows = await substitutions(db)
    .where('substitute', '=', substitute)
    .where('ended_at', 'is', null)
    .where(sql<boolean>`${today}::date between from_date and to_date`)
    .orderBy('made_at')
    .execute()
  return rows.map((row) => ({ person: row.person, until: row.to_date }))
}

/** Who stands in on a day for each of these people. */
export async function listSubstitutes(
  db: PeopleDb,
  people: readonly string[],
  today: PlainDate,
): Promise<{ person: string; substitute: string }[]> {
  if (people.length === 0) return []
  return substitutions(db)
    .where(sql<boolean>`person = any(${[...people]}::uuid[])`)
    .where('ended_at', 'is', null)
    .where(sql<boolean>`${today}::date between from_date and to_date`)
    .execute()
}

/** Those that concern a person on either side, latest first; those that are over only where asked for. */
export async function listSubstitutionsOf(
  db: PeopleDb,
  person: string,
  asked: { readonly today: PlainDate; readonly past: boolean },
): Promise<DbSubstitution[]> {
  const query = substitutions(db)
    .where((where) => where.or([where('person', '=', person), where('substitute', '=', person)]))
    .orderBy('from_date', 'desc')
    .orderBy('id')
    .limit(200)
  if (asked.past) return query.execute()
  return query.where('ended_at', 'is', null).where(sql<boolean>`to_date >= ${asked.today}::date`).execute()
}

/** Those of these people, absent ones, whose days meet the given ones. */
export async function listAbsences(
  db: PeopleDb,
  person: string,
  days: { readonly from: PlainDate; readonly to: PlainDate },
): Promise<DbSubstitution[]> {
  return substitutions(db)
    .where('person', '=', person)
    .where('ended_at', 'is', null)
    .where(sql<boolean>`from_date <= ${days.to}::date and to_date >= ${days.from}::date`)
    .execute()
}

export async function findSubstitution(db: PeopleDb, id: string): Promise<DbSubstitution | undefined> {
  return substitutions(db).where('id', '=', id).executeTakeFirst()
}

/** Substitutions of the same people are made one after another. */
export async function lockPeople(db: PeopleDb, people: readonly string[]): Promise<void> {
  for (const person of [...people].sort())
    await sql`select pg_advisory_xact_lock(hashtextextended(${`jidi.substitution ${person}`}, 0))`.execute(db)
}

export async function insertSubstitution(
  db: PeopleDb,
  row: Omit<DbSubstitution, 'ended_by' | 'ended_at' | 'ended_reason'>,
): Promise<void> {
  await tables(db)
    .insertInto('people_substitution')
    .values({ ...row, ended_by: null, ended_at: null, ended_reason: null })
    .execute()
}

/** Ends one that was not ended; answers whether it was this call. */
export async function endSubstitutionRow(
  db: PeopleDb,
  id: string,
  by: { readonly actor: string; readonly now: Date; readonly reason: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tables(db)
    .updateTable('people_substitution')
    .set({ ended_by: by.actor, ended_at: by.now, ended_reason: by.reason })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
