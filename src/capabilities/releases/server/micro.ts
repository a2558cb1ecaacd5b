import { sql } from 'kysely'
import type { PeriodKind } from '#base/period.ts'
import { mirrorCaughtUp, mirrorTableName } from '#capabilities/observations/server/service.ts'
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

/** What is known up to a batch of values, and since when; null where nothing is. */
export type Knowledge = { readonly batch: bigint; readonly asOf: Date }

/**
 * Everything that is known now. Writers who have begun are waited for, so that no batch before the last comes later; then the mirror
 * has them all.
 */
export async function presentKnowledge(house: House, kind: PeriodKind): Promise<Knowledge | null> {
  const batch = await house.record.owner.transaction().execute(async (tx) => {
    await sql`lock table observation_batch in share mode`.execute(tx)
    const { rows } = await sql<{ last: string | null }>`select max(id) as last from observation_batch`.execute(tx)
    return BigInt(rows[0]?.last ?? 0)
  })
  await mirrorCaughtUp(house)
  const [row] = await house.facts.query<{ known: string | null }>(
    `select max(known_at) as known from ${mirrorTableName('enterprise', kind)} where batch <= ${batch}`,
  )
  return row?.known ? { batch, asOf: new Date(row.known) } : null
}

type ReportsAsked = {
  readonly kind: PeriodKind
  readonly periods: readonly number[]
  readonly indicators: readonly ReleasedIndicator[]
  /** The last batch that counts. */
  readonly batch: bigint
}

/** The reports behind a publication as they were known then. */
export async function reportsOf(house: House, { kind, periods, indicators, batch }: ReportsAsked): Promise<Report[]> {
  if (periods.length === 0 || indicators.length === 0) return []
  const dimensions = 'town, base, industry, size, ownership'
  const sums = indicators.flatMap(({ cell }, i) => [`sum(${cell.value}) as v${i}`, `sum(${cell.count}) as c${i}`])
  const rows = await house.facts.query<FactsRow>(
    `select subject, period, ${dimensions}, ${sums.join(', ')} from ${mirrorTableName('enterprise', kind)}
     where period in (${periods.map(Number).join(', ')}) and batch <= ${batch}
     group by subject, period, ${dimensions}`,
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
