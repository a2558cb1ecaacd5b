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

/** Periods of one kind that are over, newest first; `soFar` is the year that is not. */
export type Offered = { kind: PeriodKind; periods: string[]; soFar?: string }

/** The periods that the selector offers, by kind: those that were over with the newest month, some years back, and the year so far. */
export function offeredPeriods(newest: string): Offered[] {
  if (!isPeriod(newest)) return []
  return kinds.map((kind) => {
    const until = endOf(parsePeriod(newest))
    const current = periodContaining(kind, until)
    const over = endOf(current) <= until
    const last = over ? current : previousPeriod(current)
    const perYear = { year: 1, half_year: 2, quarter: 4, month: 12 }[kind]
    const first = periodContaining(kind, startOf(previousPeriod(periodContaining('year', until), yearsBack)))
    return {
      kind,
      periods: periodRange(first, last)
        .slice(-perYear * (yearsBack + 1))
        .reverse(),
      ...(kind === 'year' && !over ? { soFar: current } : {}),
    }
  })
}
