import { monthsIn, type Period, periodIndex, toOrdinal } from '#base/period.ts'
import { type MadeMonths, type MadeSeries, rounded } from './series.ts'

/** Which months of a population one cell of a form gathers in one period, and how. Worked out once for all enterprises. */
export type CellMonths = {
  readonly indicator: string
  /** Counted from the first month of the population, latest first where they stand for the end of the period. */
  readonly months: readonly number[]
  /** The last month of the period: who does not report it, does not report the period. */
  readonly last: number
  readonly overTime: string
  /** Digits after the point. */
  readonly scale: number
}

type Asked = {
  readonly span: MadeMonths
  readonly cells: readonly { readonly indicator: string; readonly span: string }[]
  readonly indicators: Readonly<Record<string, { readonly over_time: string; readonly scale: number } | undefined>>
}

/** The cells of a form in a period. */
export function cellMonths(period: Period, { span, cells, indicators }: Asked): CellMonths[] {
  const start = span.firstYear * 12 + span.firstMonth - 1
  const own = monthsIn(period)
    .map((month) => toOrdinal(month) - start)
    .reverse()
  const last = own[0] ?? 0
  const year = Array.from({ length: periodIndex(period) }, (_, i) => last - i)
  return cells.map((cell) => {
    const shift = cell.span.endsWith('last_year') ? -12 : 0
    const months = (cell.span.startsWith('cumulative') ? year : own).map((month) => month + shift)
    const { over_time: overTime = 'sum', scale = 0 } = indicators[cell.indicator] ?? {}
    return { indicator: cell.indicator, months, last, overTime, scale }
  })
}

/** What an enterprise writes into a cell; null where it had nothing to report. */
export function cellAmount(
  series: MadeSeries | undefined,
  { indicator, months, last, overTime, scale }: CellMonths,
): number | null {
  const values = series?.get(indicator)
  if (values === undefined || isNone(values[last])) return null
  let sum = 0
  let known = 0
  for (const month of months) {
    const value = values[month]
    if (value === undefined || isNone(value)) continue
    if (overTime === 'last') return value
    sum += value
    known += 1
  }
  if (known === 0) return null
  return rounded(overTime === 'mean' ? sum / known : sum, scale)
}

function isNone(value: number | undefined): boolean {
  return value === undefined || Number.isNaN(value)
}
