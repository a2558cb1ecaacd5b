import type { PeriodKind } from '#base/period.ts'
import { mirrorTableName } from '#capabilities/observations/server/service.ts'
import type { FactsRow } from '#kit/server/facts.ts'
import type { House } from '#kit/server/house.ts'
import type { Dimensions } from '../rules/groupings.ts'
import type { ReleasedIndicator } from './declared.ts'

/** What one respondent reported in one period, each indicator in the smallest unit of its scale; null where it did not. */
export type Report = {
  readonly subject: string
  readonly period: number
  readonly of: Dimensions
  readonly amounts: readonly (number | null)[]
}

/** Which stored periods have values, the latest first. */
export async function periodsWithValues(house: House, kind: PeriodKind): Promise<number[]> {
  const table = mirrorTableName('enterprise', kind)
  const rows = await house.facts.query<{ period: number }>(
    `select period from ${table} group by period having sum(sign) > 0 order by period desc`,
  )
  return rows.map(({ period }) => Number(period))
}

/** The last moment at which anything came to be known, to the next millisecond; null where nothing is. */
export async function lastKnown(house: House, kind: PeriodKind): Promise<Date | null> {
  const table = mirrorTableName('enterprise', kind)
  const [row] = await house.facts.query<{ known: string | null }>(`select max(known_at) as known from ${table}`)
  return row?.known ? new Date(new Date(row.known).getTime() + 1) : null
}

type ReportsAsked = {
  readonly kind: PeriodKind
  readonly periods: readonly number[]
  readonly indicators: readonly ReleasedIndicator[]
  readonly asOf: Date
}

/** The reports behind a publication as they were known at a moment. */
export async function reportsOf(house: House, { kind, periods, indicators, asOf }: ReportsAsked): Promise<Report[]> {
  if (periods.length === 0 || indicators.length === 0) return []
  const dimensions = 'town, base, industry, size, ownership'
  const sums = indicators.flatMap(({ cell }, i) => [`sum(${cell.value}) as v${i}`, `sum(${cell.count}) as c${i}`])
  const rows = await house.facts.query<FactsRow>(
    `select subject, period, ${dimensions}, ${sums.join(', ')} from ${mirrorTableName('enterprise', kind)}
     where period in (${periods.map(Number).join(', ')}) and known_at <= $1
     group by subject, period, ${dimensions}`,
    [asOf],
  )
  const scales = indicators.map(({ scale }) => 10 ** scale)
  return rows.flatMap((row): Report[] => {
    const amounts = indicators.map((_, i) => {
      if (Number(row[`c${i}`] ?? 0) < 1) return null
      return Math.round(Number(row[`v${i}`] ?? 0) * (scales[i] as number))
    })
    if (amounts.every((amount) => amount === null)) return []
    const text = (name: string) => (row[name] === null || row[name] === undefined ? null : String(row[name]))
    const of = {
      town: text('town'),
      base: text('base'),
      industry: text('industry'),
      size: text('size'),
      ownership: text('ownership'),
    }
    return [{ subject: String(row.subject), period: Number(row.period), of, amounts }]
  })
}
