import { sql } from 'kysely'
import type { PlainDate } from '#base/plain-date.ts'
import type { Text } from '#base/text.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { CaseAct } from '../rules.ts'

export type DbCase = {
  id: string
  workflow: string
  pack: string
  subject_kind: string
  subject: string
  title: Text
  place: string | null
  places: string[]
  organisation: string | null
  organisations: string[]
  state: string
  version: number
  due: PlainDate | null
  next_due: PlainDate | null
  opened_at: Date
  opened_by: string
  moved_at: Date
  closed_at: Date | null
}

export type DbCaseAct = {
  case_id: string
  number: number
  act: string
  from_state: string | null
  to_state: string
  at: Date
  actor: string
  reason: string | null
  clock: string | null
  clock_due: PlainDate | null
}

type CaseTables = {
  workflow_case: DbCase
  workflow_act: DbCaseAct
  workflow_expiry: { case_id: string; clock: string; due: PlainDate; does: string; at: Date }
}

/** A case as it stands after its last act. */
export type Case = {
  readonly id: string
  readonly workflow: string
  /** Hash of the programme under which it was opened. */
  readonly pack: string
  readonly subject: { readonly kind: string; readonly id: string }
  readonly title: Text
  readonly place?: string
  /** The place and all that contain it. */
  readonly places: readonly string[]
  readonly organisation?: string
  readonly organisations: readonly string[]
  readonly state: string
  /** The number of the last act; a writer names the one it saw. */
  readonly version: number
  readonly due?: PlainDate
  readonly nextDue?: PlainDate
  readonly openedAt: Date
  readonly openedBy: string
  readonly movedAt: Date
  readonly closedAt?: Date
}

export function toCase(row: DbCase): Case {
  return {
    id: row.id,
    workflow: row.workflow,
    pack: row.pack,
    subject: { kind: row.subject_kind, id: row.subject },
    title: row.title,
    ...(row.place === null ? {} : { place: row.place }),
    places: row.places,
    ...(row.organisation === null ? {} : { organisation: row.organisation }),
    organisations: row.organisations,
    state: row.state,
    version: row.version,
    ...(row.due === null ? {} : { due: row.due }),
    ...(row.next_due === null ? {} : { nextDue: row.next_due }),
    openedAt: row.opened_at,
    openedBy: row.opened_by,
    movedAt: row.moved_at,
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at }),
  }
}

export function toCaseAct(
  row: DbCaseAct,
): CaseAct & { readonly number: number; readonly from?: string; readonly to: string } {
  return {
    number: row.number,
    act: row.act,
    ...(row.from_state === null ? {} : { from: row.from_state }),
    to: row.to_state,
    at: row.at,
    actor: row.actor,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.clock === null ? {} : { clock: row.clock }),
    ...(row.clock_due === null ? {} : { due: row.clock_due }),
  }
}

/** Columns of a case with its dates as text: a date has no time zone and must not get one on the way. */
const caseColumns = [
  'id',
  'workflow',
  'pack',
  'subject_kind',
  'subject',
  'title',
  'place',
  'places',
  'organisation',
  'organisations',
  'state',
  'version',
  'opened_at',
  'opened_by',
  'moved_at',
  'closed_at',
] as const

const dateText = (column: string) => sql<PlainDate | null>`to_char(${sql.ref(column)}, 'YYYY-MM-DD')`

function casesOf(tx: Transaction) {
  return tx
    .withTables<CaseTables>()
    .selectFrom('workflow_case')
    .select(caseColumns)
    .select([dateText('due').as('due'), dateText('next_due').as('next_due')])
}

export async function findCaseRow(
  tx: Transaction,
  id: string,
  options: { lock: boolean },
): Promise<DbCase | undefined> {
  const query = casesOf(tx).where('id', '=', id)
  return (options.lock ? query.forUpdate() : query).executeTakeFirst()
}

export async function findCaseRowBySubject(tx: Transaction, subject: { kind: string; id: string }, workflow?: string) {
  const query = casesOf(tx).where('subject_kind', '=', subject.kind).where('subject', '=', subject.id)
  const rows = await (workflow === undefined ? query : query.where('workflow', '=', workflow)).limit(1).execute()
  return rows[0]
}

export type StoredCaseAct = ReturnType<typeof toCaseAct>

export async function listCaseActs(tx: Transaction, id: string): Promise<StoredCaseAct[]> {
  return (await listActsOfCases(tx, [id])).get(id) ?? []
}

/** The acts of several cases, in order, by case. */
export async function listActsOfCases(tx: Transaction, ids: readonly string[]): Promise<Map<string, StoredCaseAct[]>> {
  const acts = new Map<string, StoredCaseAct[]>(ids.map((id) => [id, []]))
  if (ids.length === 0) return acts
  const rows = await tx
    .withTables<CaseTables>()
    .selectFrom('workflow_act')
    .select(['case_id', 'number', 'act', 'from_state', 'to_state', 'at', 'actor', 'reason', 'clock'])
    .select(dateText('clock_due').as('clock_due'))
    .where('case_id', 'in', ids)
    .orderBy('number')
    .execute()
  for (const row of rows) acts.get(row.case_id)?.push(toCaseAct(row))
  return acts
}

/** Open cases with a clock that has run out, in order of their ids. */
export async function listOverdueCases(
  tx: Transaction,
  asked: { readonly today: PlainDate; readonly after: string; readonly limit: number },
): Promise<DbCase[]> {
  const query = casesOf(tx)
    .where('closed_at', 'is', null)
    .where(sql<boolean>`next_due < ${asked.today}::date`)
    .orderBy('id')
    .limit(asked.limit)
  return (asked.after === '' ? query : query.where('id', '>', asked.after)).execute()
}

/** The runs of clocks that have already expired, as `clock due`, by case. */
export async function listExpiries(tx: Transaction, ids: readonly string[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>()
  if (ids.length === 0) return found
  const rows = await tx
    .withTables<CaseTables>()
    .selectFrom('workflow_expiry')
    .select(['case_id', 'clock', dateText('due').as('due')])
    .where('case_id', 'in', ids)
    .execute()
  for (const row of rows) found.set(row.case_id, (found.get(row.case_id) ?? new Set()).add(`${row.clock} ${row.due}`))
  return found
}

/** Inserts cases with their opening acts, a few statements for any number. */
export async function insertCases(
  tx: Transaction,
  cases: readonly DbCase[],
  acts: readonly DbCaseAct[],
): Promise<void> {
  const db = tx.withTables<CaseTables>()
  for (let at = 0; at < cases.length; at += 1000) {
    const rows = cases
      .slice(at, at + 1000)
      .map((row) => ({ ...row, title: sql<Text>`${JSON.stringify(row.title)}::jsonb` }))
    await db.insertInto('workflow_case').values(rows).execute()
  }
  for (let at = 0; at < acts.length; at += 1000)
    await db
      .insertInto('workflow_act')
      .values(acts.slice(at, at + 1000))
      .execute()
}

export async function insertCaseAct(tx: Transaction, act: DbCaseAct): Promise<void> {
  await tx.withTables<CaseTables>().insertInto('workflow_act').values(act).execute()
}

export type CaseMove = Pick<DbCase, 'state' | 'version' | 'next_due' | 'moved_at' | 'closed_at'>

export async function updateCase(tx: Transaction, id: string, move: CaseMove): Promise<void> {
  await tx.withTables<CaseTables>().updateTable('workflow_case').set(move).where('id', '=', id).execute()
}

/** One way in which a case can wait for an actor: a workflow, a state, and the permission of an act that starts there. */
export type Waiting = { readonly workflow: string; readonly state: string; readonly permission: string }

export type DeskQuery = {
  readonly waiting: readonly Waiting[]
  readonly today: PlainDate
  readonly place?: string
  readonly workflow?: string
  readonly offset: number
  readonly limit: number
}

/** As `may()`, with the grants read once per query. */
function inReachOf(permission: string) {
  return sql`((select may_everywhere(${permission})) or places && (select may_places(${permission}))
    or organisations && (select may_organisations(${permission})))`
}

/** Open cases that wait in one of the given ways inside the reach of the actor of this transaction, earliest due first. */
export async function listWaitingCases(
  tx: Transaction,
  query: DeskQuery,
): Promise<{ total: number; overdue: number; rows: DbCase[] }> {
  if (query.waiting.length === 0) return { total: 0, overdue: 0, rows: [] }
  const waits = sql.join(
    query.waiting.map(
      (way) => sql`(workflow = ${way.workflow} and state = ${way.state} and ${inReachOf(way.permission)})`,
    ),
    sql` or `,
  )
  const place = query.place === undefined ? sql`true` : sql`places @> array[${query.place}]::text[]`
  const workflow = query.workflow === undefined ? sql`true` : sql`workflow = ${query.workflow}`
  const where = sql<boolean>`closed_at is null and (${waits}) and ${place} and ${workflow}`
  const counted = await tx
    .withTables<CaseTables>()
    .selectFrom('workflow_case')
    .select([
      sql<number>`count(*)::integer`.as('total'),
      sql<number>`(count(*) filter (where next_due < ${query.today}::date))::integer`.as('overdue'),
    ])
    .where(where)
    .executeTakeFirstOrThrow()
  const rows = await casesOf(tx)
    .where(where)
    .orderBy('next_due', (order) => order.asc().nullsLast())
    .orderBy('moved_at')
    .orderBy('id')
    .limit(query.limit)
    .offset(query.offset)
    .execute()
  return { ...counted, rows }
}
