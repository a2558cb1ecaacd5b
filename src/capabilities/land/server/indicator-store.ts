import { type ColumnType, type Generated, type Kysely, type Selectable, sql } from 'kysely'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { indicatorStates, KeptRow } from '../contract/indicators.ts'

type IndicatorTable = {
  id: Generated<string>
  parcel: string
  industry: string
  version: number
  use: string | null
  stated_on: ColumnType<PlainDate, string, string>
  standards: string[]
  programme: string
  rows: ColumnType<KeptRow[], string, string>
  state: (typeof indicatorStates)[number]
  is_current: boolean
  revision: Generated<number>
  at: Date
  by: Generated<string>
  set_at: Date | null
  set_by: string | null
  frozen_at: Date | null
  frozen_by: string | null
}
export type IndicatorRow = Selectable<IndicatorTable>

const actorId = sql<string>`actor_id()`

const indicatorTables = (tx: Transaction) =>
  tx.withTables<{ land_indicator_set: IndicatorTable }>() as unknown as Kysely<{ land_indicator_set: IndicatorTable }>

/** Every version of a parcel, latest first. */
export async function selectSets(tx: Transaction, parcel: string): Promise<IndicatorRow[]> {
  return indicatorTables(tx)
    .selectFrom('land_indicator_set')
    .selectAll()
    .where('parcel', '=', parcel)
    .orderBy('industry')
    .orderBy('version', 'desc')
    .execute()
}

/** The versions in force of these parcels. */
export async function selectCurrentSets(tx: Transaction, parcels: readonly string[]): Promise<IndicatorRow[]> {
  if (parcels.length === 0) return []
  return indicatorTables(tx)
    .selectFrom('land_indicator_set')
    .selectAll()
    .where('is_current', '=', true)
    .where(sql<boolean>`parcel = any (${sql.val([...parcels])}::uuid[])`)
    .orderBy('industry')
    .execute()
}

/** One version, locked for writing where it is asked. @throws Problem not_found */
export async function getSet(
  tx: Transaction,
  { id, lock = false }: { readonly id: string; readonly lock?: boolean },
): Promise<IndicatorRow> {
  const asked = indicatorTables(tx).selectFrom('land_indicator_set').selectAll().where('id', '=', id)
  const row = await (lock ? asked.forUpdate() : asked).executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'indicator_set', id } })
  return row
}

export type SetToWrite = {
  readonly parcel: string
  readonly industry: string
  readonly use: string | null
  readonly statedOn: string
  readonly standards: readonly string[]
  readonly programme: string
  readonly rows: readonly KeptRow[]
}

/** Begins the next version as a draft. */
export async function insertDraft(tx: Transaction, draft: SetToWrite, at: Date): Promise<IndicatorRow> {
  const { rows } = await sql<IndicatorRow>`
    insert into land_indicator_set (parcel, industry, version, use, stated_on, standards, programme, rows, state, is_current, at)
    select ${draft.parcel}, ${draft.industry}, coalesce(max(version), 0) + 1, ${draft.use}, ${draft.statedOn}::date,
      ${sql.val([...draft.standards])}::text[], ${draft.programme}, ${JSON.stringify(draft.rows)}::jsonb, 'draft', false, ${at}
    from land_indicator_set where parcel = ${draft.parcel} and industry = ${draft.industry} returning *`.execute(tx)
  const [row] = rows
  if (row === undefined) throw new Problem('internal')
  return row
}

/** Writes the rows of a draft. */
export async function updateDraft(tx: Transaction, id: string, rows: readonly KeptRow[]): Promise<IndicatorRow> {
  return indicatorTables(tx)
    .updateTable('land_indicator_set')
    .set({ rows: JSON.stringify(rows), revision: sql`revision + 1` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Puts a draft in force in place of the version before. */
export async function putInForce(tx: Transaction, draft: IndicatorRow, at: Date): Promise<IndicatorRow> {
  await indicatorTables(tx)
    .updateTable('land_indicator_set')
    .set({ is_current: false })
    .where('parcel', '=', draft.parcel)
    .where('industry', '=', draft.industry)
    .where('is_current', '=', true)
    .execute()
  return indicatorTables(tx)
    .updateTable('land_indicator_set')
    .set({ state: 'set', is_current: true, set_at: at, set_by: actorId, revision: sql`revision + 1` })
    .where('id', '=', draft.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function deleteDraft(tx: Transaction, id: string): Promise<void> {
  await indicatorTables(tx).deleteFrom('land_indicator_set').where('id', '=', id).where('state', '=', 'draft').execute()
}

export async function markFrozen(tx: Transaction, id: string, at: Date): Promise<void> {
  await indicatorTables(tx)
    .updateTable('land_indicator_set')
    .set({ state: 'frozen', frozen_at: at, frozen_by: actorId, revision: sql`revision + 1` })
    .where('id', '=', id)
    .where('state', '=', 'set')
    .execute()
}

/** First versions that are in force at once. */
export async function insertSets(tx: Transaction, sets: readonly SetToWrite[], at: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    insert into land_indicator_set (parcel, industry, version, use, stated_on, standards, programme, rows, state, is_current, at, set_at, set_by)
    select t.parcel, t.industry, 1, t.use, t."statedOn", t.standards, t.programme, t.rows, 'set', true, ${at}::timestamptz,
      ${at}::timestamptz, actor_id()
    from jsonb_to_recordset(${JSON.stringify(sets)}::jsonb)
      as t (parcel uuid, industry text, use text, "statedOn" date, standards text[], programme text, rows jsonb)
    returning id`.execute(tx)
  return rows.map(({ id }) => id)
}
