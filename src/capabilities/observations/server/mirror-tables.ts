import { sql } from 'kysely'
import type { FactsSession } from '#kit/server/facts.ts'
import {
  compareLayout,
  mirrorBookDdl,
  mirrorColumnTypes,
  mirrorDdl,
  mirrorIndexName,
  type MirrorTable,
  mirrorTables,
} from '../rules/mirror.ts'
import type { MirrorHouse } from './mirror-rows.ts'
import { tablesOf } from './store.ts'

/**
 * Makes the tables of the mirror those of the programme. New columns are added where the record holds nothing for them; otherwise,
 * and when the mirror does not belong to this record (another one was restored, the file was lost), the answer is 'rebuild'.
 */
export async function prepareTables(house: MirrorHouse): Promise<'ready' | 'rebuild'> {
  for (const statement of mirrorBookDdl()) await house.facts.exec(statement)
  const tables = mirrorTables(house.programme())
  const difference = compareLayout(await readLayout(house.facts), tables)
  if (!difference.onlyAdded) return 'rebuild'
  if (!difference.same) {
    if (await recordHolds(house, difference.added)) return 'rebuild'
    await addColumns(house, difference.added, tables)
  }
  return (await belongsToRecord(house)) ? 'ready' : 'rebuild'
}

/** Writes down which columns the mirror has. */
export async function writeLayout(session: FactsSession, tables: readonly MirrorTable[]): Promise<void> {
  await session.exec('delete from mirror_layout')
  const rows = tables.flatMap((table) =>
    mirrorColumnTypes(table).map((column) => [table.name, column.name, column.type]),
  )
  await session.append('mirror_layout', ['table_name', 'column_name', 'column_type'], rows)
}

type Added = ReturnType<typeof compareLayout>['added']

async function readLayout(session: FactsSession): Promise<{ table: string; column: string; type: string }[]> {
  return session.query(
    'select table_name as "table", column_name as "column", column_type as "type" from mirror_layout',
  )
}

/**
 * DuckDB 1.5 ends the process when columns and an index of a stored table are committed together, so every step is its own; whatever
 * is interrupted is done again at the next start, because the layout is written last.
 */
async function addColumns({ facts }: MirrorHouse, added: Added, tables: readonly MirrorTable[]): Promise<void> {
  const before = new Set((await readLayout(facts)).map((column) => column.table))
  for (const { table, columns } of added) {
    const [create = '', ...indexes] = mirrorDdl(table, facts.engine)
    if (!before.has(table.name)) {
      await facts.exec(`drop table if exists ${table.name}`)
      for (const statement of [create, ...indexes]) await facts.exec(statement)
      continue
    }
    const anew = facts.engine === 'duckdb' ? indexes : []
    if (anew.length > 0) await facts.exec(`drop index if exists ${mirrorIndexName(table)}`)
    for (const column of columns)
      await facts.exec(`alter table ${table.name} add column if not exists ${column.name} ${column.type}`)
    for (const index of anew) await facts.exec(index)
  }
  await facts.transaction((session) => writeLayout(session, tables))
}

/** Whether the record already holds values of cells that the mirror has no column for. */
async function recordHolds(house: MirrorHouse, added: Added): Promise<boolean> {
  const layouts = await house.record.asSystem((tx) =>
    tablesOf(tx).selectFrom('observation_layout').selectAll().execute(),
  )
  return added.some(({ table, columns }) => {
    const names = new Set(columns.map((column) => column.name))
    const keys = new Set(
      table.cells.filter((cell) => names.has(cell.value)).map((cell) => `${cell.indicator}:${cell.span}`),
    )
    return layouts.some(
      (layout) =>
        layout.subject_kind === table.subjectKind &&
        layout.period_kind === table.periodKind &&
        layout.cells.some((key) => keys.has(key)),
    )
  })
}

/** Whether the mirror holds exactly the batches of this record, save those that still wait. */
async function belongsToRecord(house: MirrorHouse): Promise<boolean> {
  const record = await house.record.asSystem(async (tx) => {
    const { rows } = await sql<{ n: string; newest: string | null }>`
      select count(*) as n, max(id) as newest from observation_batch b
      where not exists (select 1 from observation_outbox o where o.batch = b.id)`.execute(tx)
    const waiting = await tablesOf(tx).selectFrom('observation_outbox').select('batch').execute()
    return { n: rows[0]?.n ?? '0', newest: rows[0]?.newest ?? null, waiting: waiting.map((row) => row.batch) }
  })
  const but =
    record.waiting.length === 0
      ? ''
      : ` where batch not in (${record.waiting.map((id) => BigInt(id).toString()).join(', ')})`
  const [mirror] = await house.facts.query<{ n: string | number; newest: string | number | null }>(
    `select count(*) as n, max(batch) as newest from mirror_applied${but}`,
  )
  return String(mirror?.n ?? 0) === record.n && String(mirror?.newest ?? null) === String(record.newest)
}
