import type { PeriodKind } from '#base/period.ts'

/** The ordinal of the period that a day lies in, as `toOrdinal` of base counts them. */
export function ordinalSql(kind: PeriodKind, day: string): string {
  const part = (name: string) => `cast(extract(${name} from ${day}) as integer)`
  if (kind === 'month') return `(${part('year')} * 12 + ${part('month')} - 1)`
  if (kind === 'quarter') return `(${part('year')} * 4 + ${part('quarter')} - 1)`
  if (kind === 'half_year') return `(${part('year')} * 2 + case when ${part('month')} > 6 then 1 else 0 end)`
  return part('year')
}
