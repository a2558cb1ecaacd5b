import { Decimal } from '#base/decimal.ts'
import type { FigureRow, FigureTable, TargetPoint, TargetRow } from '../contract.ts'
import { isComputed, type Standing, standingAt, yearsShown } from './plan-view.ts'

/** A target with how it stands, in one line. */
export type TargetInBrief = {
  readonly row: TargetRow
  /** The last full year, or the year asked. */
  readonly full: TargetPoint | undefined
  readonly standing: Standing
}

const urgency: Readonly<Record<Standing, number>> = { missed: 0, behind: 1, ahead: 2, met: 3, unknown: 4 }

/** The targets that the house computes and can judge, the ones behind first; then as the plan lists them. */
export function targetsInBrief(rows: readonly TargetRow[], year: number | undefined): TargetInBrief[] {
  return rows
    .filter((row) => row.kind === 'level' && isComputed(row))
    .map((row) => {
      const { full } = yearsShown(row.points, year)
      return { row, full, standing: standingAt(row, full) }
    })
    .filter(({ full }) => full !== undefined)
    .toSorted((a, b) => urgency[a.standing] - urgency[b.standing])
}

/** The targets of one class of industry, whatever their kind. */
export function targetsOfField(rows: readonly TargetRow[], taxonomy: string, id: string): TargetRow[] {
  return rows.filter(({ field }) => field === `${taxonomy}/${id}`)
}

/** Rows by the value of a column: the largest first, rows without one left out. */
export function ranked(table: FigureTable, column: number): FigureRow[] {
  const sized = table.rows.flatMap((row) => {
    const value = row.cells[column]?.[0]
    return value === null || value === undefined ? [] : [{ row, value: new Decimal(value) }]
  })
  return sized.toSorted((a, b) => b.value.cmp(a.value)).map(({ row }) => row)
}

/** The first and the last of a ranking, without anyone in both. */
export function ends<Item>(items: readonly Item[], each: number): { first: Item[]; last: Item[] } {
  const first = items.slice(0, Math.min(each, Math.ceil(items.length / 2)))
  return { first, last: items.slice(Math.max(first.length, items.length - each)).toReversed() }
}

/** Where a column stands in a table; −1 when it was not asked. */
export function columnAt(table: FigureTable, indicator: string, measure: string): number {
  return table.columns.findIndex((column) => column.indicator === indicator && column.measure === measure)
}

/** The points of a small line in a box of one by one, from the left below; gaps split it. */
export function sparkPoints(values: readonly (string | null)[]): { x: number; y: number }[][] {
  const known = values.flatMap((value) => (value === null ? [] : [Number(value)]))
  const low = Math.min(...known)
  const high = Math.max(...known)
  const height = high === low ? 1 : high - low
  const parts: { x: number; y: number }[][] = [[]]
  for (const [i, value] of values.entries()) {
    if (value === null) parts.push([])
    else
      parts.at(-1)?.push({
        x: values.length < 2 ? 0.5 : i / (values.length - 1),
        y: high === low ? 0.5 : (Number(value) - low) / height,
      })
  }
  return parts.filter((part) => part.length > 0)
}
