import { cellCodes } from './cells.ts'
import type { LiveCell } from './chain.ts'
import { mirrorColumnTypes, type MirrorTable } from './mirror.ts'

/** How a subject was classified in a period, as the mirror shows it. */
export type Dimensions = {
  readonly town: string | null
  readonly base: string | null
  readonly industry: string | null
  readonly size: string | null
  readonly ownership: string | null
}

export type MirrorRowHead = {
  readonly subject: string
  /** `toOrdinal` of base. */
  readonly period: number
  readonly knownAt: Date
  readonly sign: 1 | -1
  readonly batch: string
  readonly dimensions: Dimensions
}

export type MirrorValue = string | number | Date | null

/** The names of all columns of a table, in order. */
export function mirrorColumnNames(table: MirrorTable): string[] {
  return mirrorColumnTypes(table).map((column) => column.name)
}

/**
 * A row of the mirror in the order of the columns; undefined when none of its cells is in the table or all are withdrawn.
 * Sign -1 takes exactly these cells out of every sum and every count.
 */
export function mirrorRow(
  table: MirrorTable,
  head: MirrorRowHead,
  cells: ReadonlyMap<string, Pick<LiveCell, 'amount' | 'code'>>,
): MirrorValue[] | undefined {
  const { town, base, industry, size, ownership } = head.dimensions
  const row: MirrorValue[] = [
    head.subject,
    head.period,
    head.knownAt,
    head.sign,
    head.batch,
    town,
    base,
    industry,
    size,
    ownership,
  ]
  let carried = 0
  for (const column of table.cells) {
    const cell = cells.get(`${column.indicator}:${column.span}`)
    if (cell === undefined || cell.code === cellCodes.withdrawn) {
      row.push(null, null, null)
      continue
    }
    carried += 1
    if (cell.amount === null) row.push(null, 0, cell.code)
    else row.push(head.sign === 1 ? cell.amount : negated(cell.amount), head.sign, cell.code)
  }
  return carried === 0 ? undefined : row
}

function negated(amount: string): string {
  if (amount.startsWith('-')) return amount.slice(1)
  return /^0(\.0*)?$/.test(amount) ? amount : `-${amount}`
}
