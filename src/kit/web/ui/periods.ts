import {
  endOf,
  isPeriod,
  parsePeriod,
  periodContaining,
  type PeriodKind,
  periodRange,
  previousPeriod,
  startOf,
} from '#base/period.ts'

const kinds: readonly PeriodKind[] = ['year', 'half_year', 'quarter', 'month']
const yearsBack = 8

/** The periods that the selector offers, newest first, by kind: up to the newest month and some years back. */
export function offeredPeriods(newest: string): { kind: PeriodKind; periods: string[] }[] {
  if (!isPeriod(newest)) return []
  return kinds.map((kind) => {
    const last = periodContaining(kind, endOf(parsePeriod(newest)))
    const perYear = { year: 1, half_year: 2, quarter: 4, month: 12 }[kind]
    const first = periodContaining(kind, startOf(previousPeriod(periodContaining('year', endOf(last)), yearsBack)))
    return {
      kind,
      periods: periodRange(first, last)
        .slice(-perYear * (yearsBack + 1))
        .reverse(),
    }
  })
}
