import { sql } from 'kysely'
import { Problem } from '#base/problem.ts'
import type { FactsSession } from '#kit/server/facts.ts'
import type { DataDomain } from '../contract.ts'
import { type CellKey, cellKey } from '../rules/cells.ts'
import { mirrorBookDdl, mirrorDdl, type MirrorTable, mirrorTables } from '../rules/mirror.ts'
import { internLayout } from './layouts.ts'
import { mirrorFeed } from './mirror-feed.ts'
import type { MirrorHouse } from './mirror-rows.ts'
import { nextName, swapTables } from './mirror-swap.ts'
import { tablesOf } from './store.ts'

/** All rows of one period of one table, made by one statement in the mirror itself. */
export type GeneratedPiece = {
  readonly table: MirrorTable
  readonly domain: DataDomain
  readonly cells: readonly CellKey[]
  /** `toOrdinal` of base. */
  readonly period: number
  readonly knownAt: Date
  /** The statement that adds the rows to a table of this name; `batch` and `knownAt` stand in each row as they are. */
  insert(into: string, batch: string): string
}

export type GeneratedLoad = {
  readonly pieces: readonly GeneratedPiece[]
  /** Makes what the statements read, on the connection on which they will run. */
  prepare(session: FactsSession): Promise<void>
  readonly actor: string
}

/**
 * Fills an empty mirror with rows that the record does not hold, for populations of measuring size. They are made beside the tables
 * that stand and swapped in at the end: whoever is interrupted begins anew. The record keeps only which batches they are.
 * Answers the rows of each piece.
 * @throws Problem refused_by_rule when the mirror is not DuckDB or values are recorded already
 */
export async function generateIntoMirror(
  house: MirrorHouse,
  load: GeneratedLoad,
  progress: (done: number, total: number) => void,
): Promise<number[]> {
  await refuseGenerating(house)
  return mirrorFeed(house).apart(async () => {
    const { facts } = house
    const tables = mirrorTables(house.programme())
    for (const statement of mirrorBookDdl()) await facts.exec(statement)
    for (const table of tables) {
      await facts.exec(`drop table if exists ${nextName(table)}`)
      await facts.exec(mirrorDdl(table, facts.engine, nextName(table))[0] as string)
    }
    await facts.transaction(load.prepare)
    const batches = await reserveBatches(house, load.pieces.length)
    for (const [done, piece] of load.pieces.entries()) {
      progress(done, load.pieces.length)
      await facts.exec(piece.insert(nextName(piece.table), batches[done] as string))
    }
    progress(load.pieces.length, load.pieces.length)
    const lines = await countLines(facts, tables.map(nextName))
    await swapTables(facts, tables, batches)
    await facts.checkpoint()
    await writeDown(house, load, batches, lines)
    return batches.map((batch) => lines.get(batch) ?? 0)
  })
}

/** @throws Problem refused_by_rule where rows cannot be made in the mirror alone */
export async function refuseGenerating(house: MirrorHouse): Promise<void> {
  const refuse = (text: string, found: string): never => {
    throw new Problem('refused_by_rule', { issues: [{ text, where: 'mirror', found }] })
  }
  if (house.facts.engine !== 'duckdb') refuse('observations.generated_elsewhere', house.facts.engine)
  const row = await house.record.owner
    .withTables<{ observation_batch: { id: string } }>()
    .selectFrom('observation_batch')
    .select('id')
    .limit(1)
    .executeTakeFirst()
  if (row !== undefined) refuse('observations.generated_beside', row.id)
}

async function reserveBatches({ record }: MirrorHouse, count: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select nextval(pg_get_serial_sequence('observation_batch', 'id')) as id from generate_series(1, ${count})`.execute(
    record.owner,
  )
  return rows.map(({ id }) => String(id))
}

async function countLines(facts: FactsSession, names: readonly string[]): Promise<Map<string, number>> {
  const lines = new Map<string, number>()
  for (const name of names) {
    const rows = await facts.query<{ batch: string | number; n: string | number }>(
      `select batch, count(*) as n from ${name} group by batch`,
    )
    for (const { batch, n } of rows) lines.set(String(batch), Number(n))
  }
  return lines
}

async function writeDown(
  house: MirrorHouse,
  { pieces, actor }: GeneratedLoad,
  batches: readonly string[],
  lines: ReadonlyMap<string, number>,
): Promise<void> {
  await house.record.asSystem(async (tx) => {
    for (const [i, { table, domain, cells, period, knownAt }] of pieces.entries()) {
      const { subjectKind, periodKind } = table
      const layout = await internLayout(tx, { subjectKind, periodKind, cells: cells.map(cellKey) })
      const batch = batches[i] as string
      const n = lines.get(batch) ?? 0
      await sql`insert into observation_batch (id, kind, domain, layout, pack, actor, known_at, lines) overriding system value
        values (${batch}, 'generated', ${domain}, ${layout}, ${house.programme().hash}, ${actor}, ${knownAt}, ${n})`.execute(
        tx,
      )
      await tablesOf(tx)
        .insertInto('observation_generated')
        .values({ batch, subject_kind: subjectKind, period_kind: periodKind, period, lines: String(n) })
        .execute()
    }
  })
}
