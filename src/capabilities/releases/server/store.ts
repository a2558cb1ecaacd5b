import { type ColumnType, type Generated, type Kysely, sql } from 'kysely'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { ReleaseCell } from '../rules/release-cells.ts'
import { type Parameters, type SuppressionReason, suppressionReasons } from '../rules/sensitivity.ts'

type ReleaseTables = {
  release_edition: {
    id: Generated<string>
    release: string
    period: string
    number: number
    as_of: Date
    last_batch: ColumnType<string, string, never>
    published_at: Generated<Date>
    published_by: Generated<string>
    pack: string
    parameters: ColumnType<Parameters, string, never>
    shown: number
    suppressed: number
  }
  release_figure: {
    edition: string
    indicator: string
    cells: string[]
    amounts: (string | null)[]
    units: (number | null)[]
    reasons: string[]
  }
}

const tables = (tx: Transaction) => tx.withTables<ReleaseTables>() as unknown as Kysely<ReleaseTables>

/** One publication of a release for a period. */
export type StoredEdition = {
  readonly id: string
  readonly release: string
  readonly period: string
  readonly number: number
  readonly asOf: Date
  /** The last batch of values that it rests on. */
  readonly batch: bigint
  readonly publishedAt: Date
  readonly publishedBy: string
  readonly parameters: Parameters
  readonly shown: number
  readonly suppressed: number
}

/** A cell as it was published: the amount in the unit of its indicator, null where it is suppressed. */
export type StoredCell = {
  readonly name: string
  readonly amount: string | null
  readonly units: number | null
  readonly reason: SuppressionReason | null
}

export type StoredFigure = { readonly indicator: string; readonly cells: readonly StoredCell[] }

/** Every edition there is, in the order of their publication. */
export async function listEditions(tx: Transaction): Promise<StoredEdition[]> {
  const rows = await tables(tx)
    .selectFrom('release_edition')
    .selectAll()
    .orderBy('published_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    release: row.release,
    period: row.period,
    number: row.number,
    asOf: row.as_of,
    batch: BigInt(row.last_batch),
    publishedAt: row.published_at,
    publishedBy: row.published_by,
    parameters: row.parameters,
    shown: row.shown,
    suppressed: row.suppressed,
  }))
}

/** How far the list of editions is: a text that changes with each. */
export async function editionsPosition(tx: Transaction): Promise<string> {
  const row = await tables(tx)
    .selectFrom('release_edition')
    .select((eb) => [eb.fn.countAll<string>().as('n'), eb.fn.max('published_at').as('last')])
    .executeTakeFirstOrThrow()
  return `${row.n} ${row.last instanceof Date ? row.last.toISOString() : ''}`
}

/** The figures of editions, by edition. */
export async function figuresOf(tx: Transaction, editions: readonly string[]): Promise<Map<string, StoredFigure[]>> {
  const found = new Map<string, StoredFigure[]>()
  if (editions.length === 0) return found
  const rows = await tables(tx)
    .selectFrom('release_figure')
    .selectAll()
    .where('edition', 'in', [...editions])
    .execute()
  for (const row of rows) {
    const cells = row.cells.map((name, i): StoredCell => {
      const reason = suppressionReasons.find((each) => each === row.reasons[i]) ?? null
      return { name, amount: row.amounts[i] ?? null, units: row.units[i] ?? null, reason }
    })
    found.set(row.edition, [...(found.get(row.edition) ?? []), { indicator: row.indicator, cells }])
  }
  return found
}

export type NewStored = {
  readonly release: string
  readonly period: string
  readonly number: number
  readonly asOf: Date
  readonly batch: bigint
  readonly pack: string
  readonly parameters: Parameters
  readonly figures: readonly StoredFigure[]
}

/** Keeps an edition for good. @throws Problem stale when somebody published the same one first */
export async function keepEdition(tx: Transaction, edition: NewStored): Promise<string> {
  const { release, period, number, pack, figures, parameters } = edition
  const all = figures.flatMap(({ cells }) => cells)
  const shown = all.filter(({ amount }) => amount !== null).length
  const row = await tables(tx)
    .insertInto('release_edition')
    .values({
      release,
      period,
      number,
      as_of: edition.asOf,
      last_batch: String(edition.batch),
      pack,
      parameters: JSON.stringify(parameters),
      shown,
      suppressed: all.length - shown,
    })
    .onConflict((conflict) => conflict.columns(['release', 'period', 'number']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row === undefined) throw new Problem('stale', { details: { release, period } })
  for (const { indicator, cells } of figures) {
    await tables(tx)
      .insertInto('release_figure')
      .values({
        edition: row.id,
        indicator,
        cells: cells.map(({ name }) => name),
        amounts: cells.map(({ amount }) => amount),
        units: cells.map(({ units }) => units),
        reasons: cells.map(({ reason }) => reason ?? ''),
      })
      .execute()
  }
  return row.id
}

/** One publication at a time: each has to see all that were before it. */
export async function publishAlone(tx: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('releases'))`.execute(tx)
}

/** What of a cell may be kept: nothing of the amount of a suppressed one. */
export function toStored(cell: ReleaseCell, amountOf: (sum: number) => string): StoredCell {
  const isShown = cell.reason === null || cell.reason === 'kept_back'
  return {
    name: cell.name,
    amount: isShown ? amountOf(cell.sum) : null,
    units: isShown ? cell.units : null,
    reason: cell.reason,
  }
}
