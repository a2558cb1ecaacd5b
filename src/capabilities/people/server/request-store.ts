import { sql } from 'kysely'
import type { PlainDate } from '#base/plain-date.ts'
import type { PeopleDb } from './store.ts'

type DbRequest = {
  id: string
  person: string
  what: 'role' | 'second_factor'
  role: string | null
  organisation: string | null
  place: string | null
  from_date: string | null
  to_date: string | null
  asked_by: string
  asked_at: Date
  decided_by: string | null
  decided_at: Date | null
  approved: boolean | null
  reason: string | null
}

/** The role that is asked for. */
export type RoleAsked = {
  readonly role: string
  readonly organisation: string
  readonly place?: string
  readonly from: PlainDate
  readonly to?: PlainDate
}

export type Request = {
  readonly id: string
  readonly person: string
  readonly asked: { readonly what: 'second_factor' } | ({ readonly what: 'role' } & RoleAsked)
  readonly askedBy: string
  readonly askedAt: Date
  readonly decided?: { readonly by: string; readonly at: Date; readonly approved: boolean; readonly reason?: string }
}

const tables = (db: PeopleDb) => db.withTables<{ people_request: DbRequest }>()
const shownAtMost = 100

const requests = (db: PeopleDb) =>
  tables(db)
    .selectFrom('people_request')
    .select([
      'id',
      'person',
      'what',
      'role',
      'organisation',
      'place',
      'asked_by',
      'asked_at',
      'decided_by',
      'decided_at',
    ])
    .select(['approved', 'reason'])
    .select(sql<PlainDate | null>`to_char(from_date, 'YYYY-MM-DD')`.as('from'))
    .select(sql<PlainDate | null>`to_char(to_date, 'YYYY-MM-DD')`.as('to'))

type Row = Awaited<ReturnType<ReturnType<typeof requests>['executeTakeFirstOrThrow']>>

function toRequest(row: Row): Request {
  const { role, organisation, from } = row
  return {
    id: row.id,
    person: row.person,
    asked:
      role === null || organisation === null || from === null
        ? { what: 'second_factor' }
        : {
            what: 'role',
            role,
            organisation,
            from,
            ...(row.place === null ? {} : { place: row.place }),
            ...(row.to === null ? {} : { to: row.to }),
          },
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    ...(row.decided_by === null || row.decided_at === null
      ? {}
      : {
          decided: {
            by: row.decided_by,
            at: row.decided_at,
            approved: row.approved === true,
            ...(row.reason === null ? {} : { reason: row.reason }),
          },
        }),
  }
}

/** The latest, those that are open first. */
export async function listRequests(db: PeopleDb): Promise<Request[]> {
  const rows = await requests(db)
    .orderBy(sql`decided_at is not null`)
    .orderBy('asked_at', 'desc')
    .limit(shownAtMost)
    .execute()
  return rows.map(toRequest)
}

export async function findRequest(db: PeopleDb, id: string): Promise<Request | undefined> {
  const row = await requests(db).where('id', '=', id).forUpdate().executeTakeFirst()
  return row === undefined ? undefined : toRequest(row)
}

export async function isAsked(db: PeopleDb, person: string, what: Request['asked']['what']): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('people_request')
    .select('id')
    .where('person', '=', person)
    .where('what', '=', what)
    .where('decided_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

export async function insertRequest(
  db: PeopleDb,
  request: Pick<Request, 'id' | 'person' | 'asked' | 'askedBy' | 'askedAt'>,
): Promise<void> {
  const { asked } = request
  const role = asked.what === 'role' ? asked : undefined
  await tables(db)
    .insertInto('people_request')
    .values({
      id: request.id,
      person: request.person,
      what: asked.what,
      role: role?.role ?? null,
      organisation: role?.organisation ?? null,
      place: role?.place ?? null,
      from_date: role?.from ?? null,
      to_date: role?.to ?? null,
      asked_by: request.askedBy,
      asked_at: request.askedAt,
      decided_by: null,
      decided_at: null,
      approved: null,
      reason: null,
    })
    .execute()
}

export async function decideRequestRow(
  db: PeopleDb,
  id: string,
  by: { actor: string; now: Date; approved: boolean; reason: string | undefined },
): Promise<void> {
  await tables(db)
    .updateTable('people_request')
    .set({ decided_by: by.actor, decided_at: by.now, approved: by.approved, reason: by.reason ?? null })
    .where('id', '=', id)
    .where('decided_at', 'is', null)
    .execute()
}
