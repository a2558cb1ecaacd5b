import { sql } from 'kysely'
import { parsePeriod, toOrdinal } from '#base/period.ts'
import type { House } from '#kit/server/house.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type ChainRow, cellsOf, replacedBy } from '../rules/chain.ts'
import { mirrorTableName, type MirrorTable } from '../rules/mirror.ts'
import { mirrorRow, type MirrorValue } from '../rules/mirror-row.ts'
import { classificationsById, layoutsById, type Layout, type SubjectClassification } from './layouts.ts'
import { chainKey, readChains } from './record.ts'
import { tablesOf } from './store.ts'

/** What the mirror needs of the house. */
export type MirrorHouse = Pick<House, 'programme' | 'record' | 'facts' | 'settings' | 'log'>

/** The rows of the mirror that a batch makes, by table: what it takes out with sign -1, what it brings in with sign +1. */
export async function mirrorRowsOf(
  tx: Transaction,
  tables: readonly MirrorTable[],
  batch: string,
): Promise<Map<MirrorTable, MirrorValue[][]>> {
  const rows = await readBatchRows(tx, batch)
  const replacing = rows.filter((row) => row.replaces)
  const chains = replacing.length === 0 ? new Map<string, ChainRow[]>() : await readChains(tx, replacing)
  const layouts = await layoutsById(
    tx,
    rows.map((row) => row.layout),
  )
  const used = [...rows, ...[...chains.values()].flat()].map((row) => row.classification)
  const classifications = await classificationsById(tx, used)
  const made = new Map<MirrorTable, MirrorValue[][]>()
  for (const row of rows) {
    const layout = layouts.get(row.layout)
    const table = layout === undefined ? undefined : tableOf(tables, layout)
    if (layout === undefined || table === undefined) continue
    const chain = chains.get(chainKey(row)) ?? []
    const own = { ...row, cells: layout.cells }
    const list = made.get(table) ?? []
    made.set(table, list)
    list.push(...negations(table, own, chain, classifications), ...additions(table, own, classifications))
  }
  return made
}

type BatchRow = Omit<ChainRow, 'cells'> & {
  readonly subject: string
  readonly period: string
  readonly batch: string
  readonly layout: number
  readonly replaces: boolean
  readonly knownAt: Date
}

async function readBatchRows(tx: Transaction, batch: string): Promise<BatchRow[]> {
  const rows = await tablesOf(tx)
    .selectFrom('observation_observation as o')
    .innerJoin('observation_batch as b', 'b.id', 'o.batch')
    .select(['o.subject', 'o.period', 'o.seq', 'o.batch', 'o.layout', 'o.classification', 'o.replaces', 'o.codes'])
    .select(['b.known_at', sql<(string | null)[]>`o.amounts::text[]`.as('amounts')])
    .where('o.batch', '=', batch)
    .orderBy('o.period')
    .orderBy('o.subject')
    .execute()
  return rows.map(({ known_at, ...row }) => ({ ...row, knownAt: known_at }))
}

type OwnRow = BatchRow & { readonly cells: readonly string[] }
type Classifications = ReadonlyMap<number, SubjectClassification>

const nowhere: SubjectClassification = {
  town: null,
  base: null,
  industry: null,
  size: null,
  ownership: null,
  places: [],
}

/** The rows that take out what `row` replaces. */
export function negations(
  table: MirrorTable,
  row: OwnRow,
  chain: readonly ChainRow[],
  classifications: Classifications,
): MirrorValue[][] {
  const rows: MirrorValue[][] = []
  for (const [classification, cells] of replacedBy(row, chain)) {
    const made = mirrorRow(
      table,
      { ...headOf(row), sign: -1, dimensions: classifications.get(classification) ?? nowhere },
      cells,
    )
    if (made !== undefined) rows.push(made)
  }
  return rows
}

function additions(table: MirrorTable, row: OwnRow, classifications: Classifications): MirrorValue[][] {
  const made = mirrorRow(
    table,
    { ...headOf(row), sign: 1, dimensions: classifications.get(row.classification) ?? nowhere },
    cellsOf(row),
  )
  return made === undefined ? [] : [made]
}

function headOf(row: BatchRow) {
  return { subject: row.subject, period: toOrdinal(parsePeriod(row.period)), knownAt: row.knownAt, batch: row.batch }
}

function tableOf(tables: readonly MirrorTable[], layout: Layout): MirrorTable | undefined {
  const name = mirrorTableName(layout.subjectKind, layout.periodKind)
  return tables.find((table) => table.name === name)
}
