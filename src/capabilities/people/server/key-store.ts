import type { PeopleDb } from './store.ts'

export type DbKey = {
  id: string
  person: string
  name: string
  prefix: string
  hash: string
  permissions: string[]
  places: string[] | null
  made_by?: string
  made_at: Date
  expires_at: Date
  last_used_at: Date | null
  revoked_at: Date | null
  revoked_by: string | null
  revoked_reason: string | null
}

const tables = (db: PeopleDb) => db.withTables<{ people_key: DbKey }>()

export async function insertKey(db: PeopleDb, key: DbKey): Promise<void> {
  await tables(db).insertInto('people_key').values(key).execute()
}

export function listKeys(db: PeopleDb, person: string): Promise<DbKey[]> {
  return tables(db)
    .selectFrom('people_key')
    .selectAll()
    .where('person', '=', person)
    .orderBy('made_at', 'desc')
    .orderBy('id')
    .execute()
}

export function findKey(db: PeopleDb, by: { id: string } | { prefix: string }): Promise<DbKey | undefined> {
  const query = tables(db).selectFrom('people_key').selectAll()
  return ('id' in by ? query.where('id', '=', by.id) : query.where('prefix', '=', by.prefix)).executeTakeFirst()
}

export async function stampKey(db: PeopleDb, id: string, now: Date): Promise<void> {
  await tables(db).updateTable('people_key').set({ last_used_at: now }).where('id', '=', id).execute()
}

export async function revokeKeyRow(
  db: PeopleDb,
  id: string,
  by: { actor: string; now: Date; reason: string },
): Promise<void> {
  await tables(db)
    .updateTable('people_key')
    .set({ revoked_at: by.now, revoked_by: by.actor, revoked_reason: by.reason })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}
