import { sql } from 'kysely'
import { loadChunks } from '#kit/server/facts-load.ts'
import { cellCodes } from '../rules/cells.ts'
import {
  mirrorBookDdl,
  mirrorDdl,
  mirrorTableName,
  type MirrorTable,
  mirrorTables,
  periodOrdinalSql,
} from '../rules/mirror.ts'
import { mirrorColumnNames } from '../rules/mirror-row.ts'
import { carryGenerated } from './generated.ts'
import { classificationsById, layoutsById, type Layout } from './layouts.ts'
import { type MirrorHouse, negations } from './mirror-rows.ts'
import { nextName, swapTables } from './mirror-swap.ts'
import { chainKey, readChains } from './record.ts'
import { tablesOf } from './store.ts'

/** How far a rebuild is, in rows of the record. */
export type RebuildProgress = (done: number, total: number, note: string) => void

export type RebuildResult = {
  readonly rows: number
  /** Rows that the record does not hold, taken over from the mirror as they were. */
  readonly carried: number
  readonly batches: number
  readonly milliseconds: number
}

type Piece = { readonly layout: Layout; readonly table: MirrorTable; readonly year: string; readonly rows: number }

/** The batches that a rebuild covers: everything committed when it began. */
type Extent = { readonly newest: string; readonly missing: readonly string[]; readonly batches: number }

/**
 * Builds every table of the mirror from the record beside the old ones and swaps them in one transaction of the mirror. Killed at any
 * point, the old mirror stands as it was. Batches that come meanwhile stay in the outbox.
 */
export async function rebuildTables(
  house: MirrorHouse,
  progress: RebuildProgress = () => undefined,
): Promise<RebuildResult> {
  const started = Date.now()
  const tables = mirrorTables(house.programme())
  const extent = await readExtent(house)
  const pieces = await listPieces(house, tables, extent)
  const total = pieces.reduce((sum, piece) => sum + piece.rows, 0)
  for (const statement of mirrorBookDdl()) await house.facts.exec(statement)
  for (const table of tables) {
    await house.facts.exec(`drop table if exists ${nextName(table)}`)
    const [create] = mirrorDdl(table, house.facts.engine, nextName(table))
    await house.facts.exec(create as string)
  }
  const carried = await carryGenerated(house, tables)
  let done = 0
  progress(done, total, 'mirror.copying')
  for (const piece of pieces) {
    await loadPiece(house, piece, extent)
    done += piece.rows
    progress(done, total, 'mirror.copying')
  }
  await loadNegations(house, tables, extent)
  progress(total, total, 'mirror.swapping')
  await swapTables(house.facts, tables, await batchesOf(house, extent))
  await house.facts.checkpoint()
  return { rows: total, carried, batches: extent.batches, milliseconds: Date.now() - started }
}

async function readExtent(house: MirrorHouse): Promise<Extent> {
  return house.record.asSystem(async (tx) => {
    const { rows } = await sql<{
      newest: string | null
      n: string
    }>`select max(id) as newest, count(*) as n from observation_batch`.execute(tx)
    const newest = rows[0]?.newest ?? '0'
    const gaps = await sql<{ id: string }>`
      select g as id from generate_series(greatest(${newest}::bigint - 10000, 1), ${newest}::bigint) g
      where not exists (select 1 from observation_batch b where b.id = g)`.execute(tx)
    return { newest, batches: Number(rows[0]?.n ?? 0), missing: gaps.rows.map((row) => row.id) }
  })
}

/** A condition on a batch column, true for the batches of the extent. The ids are numbers of our own. */
function within(extent: Extent, column: string): string {
  const missing =
    extent.missing.length === 0 ? '' : ` and ${column} not in (${extent.missing.map((id) => BigInt(id)).join(', ')})`
  return `${column} <= ${BigInt(extent.newest)}${missing}`
}

async function listPieces(house: MirrorHouse, tables: readonly MirrorTable[], extent: Extent): Promise<Piece[]> {
  return house.record.asSystem(async (tx) => {
    const found = await sql<{ layout: number; year: string; n: string }>`
      select layout, left(period, 4) as year, count(*) as n from observation_observation
      where ${sql.raw(within(extent, 'batch'))} group by layout, left(period, 4) order by 2, 1`.execute(tx)
    const layouts = await layoutsById(
      tx,
      found.rows.map((row) => row.layout),
    )
    return found.rows.flatMap((row) => {
      const layout = layouts.get(row.layout)
      const table = tables.find(
        (each) => layout !== undefined && each.name === mirrorTableName(layout.subjectKind, layout.periodKind),
      )
      return layout === undefined || table === undefined ? [] : [{ layout, table, year: row.year, rows: Number(row.n) }]
    })
  })
}

/** One layout and year: out of the record as CSV, into a staging table, into the mirror in the order of its zones. */
async function loadPiece(house: MirrorHouse, { layout, table, year }: Piece, extent: Extent): Promise<void> {
  const kept = layout.cells.flatMap((key, i) => {
    const cell = table.cells.find((each) => `${each.indicator}:${each.span}` === key)
    return cell === undefined ? [] : [{ cell, at: i + 1 }]
  })
  if (kept.length === 0) return
  const head = ['subject', 'period', 'known_at', 'batch', 'town', 'base', 'industry', 'size', 'ownership', 'codes']
  const select = `select o.subject, ${periodOrdinalSql(layout.periodKind, 'o.period')} as period,
    to_char(b.known_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as known_at, o.batch,
    c.town, c.base, c.industry, c.size, c.ownership, array_to_string(o.codes, ' ') as codes,
    ${kept.map(({ cell, at }) => `o.amounts[${at}] as ${cell.value}`).join(', ')}
    from observation_observation o join observation_batch b on b.id = o.batch join observation_classification c on c.id = o.classification
    where o.layout = ${layout.id} and o.period >= '${year}' and o.period < '${Number(year) + 1}' and ${within(extent, 'o.batch')}`
  const staging = 'mirror_staging'
  const cells = kept.map(({ cell }) => cell)
  await house.facts.exec(`drop table if exists ${staging}`)
  await house.facts.exec(stagingDdl(staging, cells))
  const columns = [...head, ...cells.map(({ value }) => value)]
  await loadChunks(house, { table: staging, columns }, house.record.copyOut(select))
  await house.facts.exec(insertFromStaging(staging, table, kept))
  await house.facts.exec(`drop table ${staging}`)
}

function stagingDdl(name: string, cells: readonly MirrorTable['cells'][number][]): string {
  const columns = [
    'subject varchar',
    'period integer',
    'known_at timestamp',
    'batch bigint',
    ...['town', 'base', 'industry', 'size', 'ownership'].map((dimension) => `${dimension} varchar`),
    'codes varchar',
    ...cells.map((cell) => `${cell.value} decimal(18, ${cell.scale})`),
  ]
  return `create table ${name} (${columns.join(', ')})`
}

function insertFromStaging(
  staging: string,
  table: MirrorTable,
  kept: readonly { cell: MirrorTable['cells'][number]; at: number }[],
): string {
  const columns = ['subject', 'period', 'known_at', 'sign', 'batch', 'town', 'base', 'industry', 'size', 'ownership']
  const values = ['subject', 'period', 'known_at', '1', 'batch', 'town', 'base', 'industry', 'size', 'ownership']
  for (const { cell, at } of kept) {
    const code = `cast(split_part(codes, ' ', ${at}) as smallint)`
    columns.push(cell.value, cell.count, cell.status)
    values.push(
      cell.value,
      `case when codes is null or ${code} < 10 then 1 when ${code} = ${cellCodes.withdrawn} then null else 0 end`,
      `case when codes is null then 0 else nullif(${code}, ${cellCodes.withdrawn}) end`,
    )
  }
  const carries = kept.map(({ at }) => `split_part(codes, ' ', ${at}) <> '${cellCodes.withdrawn}'`).join(' or ')
  return `insert into ${nextName(table)} (${columns.join(', ')}) select ${values.join(', ')} from ${staging}
    where codes is null or ${carries} order by period, town, subject`
}

/** Rows that took the place of earlier ones are few: they are worked out one by one, exactly as when they came. */
async function loadNegations(house: MirrorHouse, tables: readonly MirrorTable[], extent: Extent): Promise<void> {
  let after = { batch: '0', subject: '', period: '' }
  for (;;) {
    const rows = await house.record.asSystem((tx) => readReplacing(tx, extent, after))
    const last = rows.at(-1)
    if (last === undefined) return
    after = last
    const made = await house.record.asSystem(async (tx) => {
      const chains = await readChains(tx, rows)
      const layouts = await layoutsById(
        tx,
        rows.map((row) => row.layout),
      )
      const classifications = await classificationsById(
        tx,
        [...chains.values()].flat().map((row) => row.classification),
      )
      const byTable = new Map<MirrorTable, ReturnType<typeof negations>>()
      for (const row of rows) {
        const layout = layouts.get(row.layout)
        const table = tables.find(
          (each) => layout !== undefined && each.name === mirrorTableName(layout.subjectKind, layout.periodKind),
        )
        if (layout === undefined || table === undefined) continue
        const list = byTable.get(table) ?? []
        byTable.set(table, list)
        list.push(
          ...negations(table, { ...row, cells: layout.cells }, chains.get(chainKey(row)) ?? [], classifications),
        )
      }
      return byTable
    })
    for (const [table, list] of made) await house.facts.append(nextName(table), mirrorColumnNames(table), list)
  }
}

async function readReplacing(
  tx: Parameters<Parameters<MirrorHouse['record']['asSystem']>[0]>[0],
  extent: Extent,
  after: { batch: string; subject: string; period: string },
) {
  const rows = await tablesOf(tx)
    .selectFrom('observation_observation as o')
    .innerJoin('observation_batch as b', 'b.id', 'o.batch')
    .select([
      'o.subject',
      'o.period',
      'o.seq',
      'o.batch',
      'o.layout',
      'o.classification',
      'o.replaces',
      'o.codes',
      'b.known_at as knownAt',
    ])
    .select(sql<(string | null)[]>`o.amounts::text[]`.as('amounts'))
    .where('o.replaces', '=', true)
    .where(sql<boolean>`${sql.raw(within(extent, 'o.batch'))}`)
    .where(sql<boolean>`(o.batch, o.subject, o.period) > (${after.batch}::bigint, ${after.subject}, ${after.period})`)
    .orderBy('o.batch')
    .orderBy('o.subject')
    .orderBy('o.period')
    .limit(2000)
    .execute()
  return rows
}

async function batchesOf(house: MirrorHouse, extent: Extent): Promise<string[]> {
  const { rows } = await house.record.asSystem((tx) =>
    sql<{ id: string }>`select id from observation_batch where ${sql.raw(within(extent, 'id'))} order by id`.execute(
      tx,
    ),
  )
  return rows.map(({ id }) => id)
}
