import {
  endOf,
  isPeriod,
  type JanuaryFebruary,
  januaryFebruaryOf,
  type Period,
  type PeriodKind,
  periodContaining,
  periodKind,
  periodRange,
  periodYear,
  previousPeriod,
} from '#base/period.ts'

/** The kinds of periods that figures are browsed by. */
export const browsedKinds = ['month', 'quarter', 'year'] as const satisfies readonly PeriodKind[]
export type BrowsedKind = (typeof browsedKinds)[number]

export type Known = {
  /** Last period with values, by kind of period. */
  readonly latest: Readonly<Record<string, string>>
  readonly januaryFebruary: JanuaryFebruary
}

/** Which kind a page shows: the one chosen, else that of the period of the address, else months. */
export function kindShown(chosen: string | undefined, asked: string | undefined): BrowsedKind {
  const kind = chosen ?? (asked !== undefined && isPeriod(asked) ? periodKind(asked) : 'month')
  return browsedKinds.find((each) => each === kind) ?? 'month'
}

/**
 * Which period a page shows: the one asked for in the chosen kind, else the last that is over and has values.
 * Undefined when nothing is known at all.
 */
export function periodShown(kind: BrowsedKind, asked: string | undefined, known: Known): Period | undefined {
  if (asked !== undefined && isPeriod(asked)) return joined(periodContaining(kind, endOf(asked)), known.januaryFebruary)
  const own = known.latest[kind]
  if (own !== undefined && isPeriod(own) && (kind === 'month' || known.latest.month === undefined))
    return joined(own, known.januaryFebruary)
  const month = known.latest.month
  if (month === undefined || !isPeriod(month)) return undefined
  const containing = periodContaining(kind, endOf(month))
  return endOf(containing) === endOf(month) ? containing : previousPeriod(containing)
}

const howMany: Readonly<Record<BrowsedKind, number>> = { month: 25, quarter: 17, year: 9 }

/** The periods of a chart that ends with this one, oldest first: two years of months, four of quarters, nine years. */
export function seriesPeriods(until: Period, januaryFebruary: JanuaryFebruary): Period[] {
  const kind = periodKind(until)
  const count = howMany[browsedKinds.find((each) => each === kind) ?? 'year']
  const from = previousPeriod(until, count - 1)
  if (kind !== 'month' || januaryFebruary === 'separate') return periodRange(from, until)
  return [...new Set(periodRange(from, until).map((period) => joined(period, januaryFebruary)))]
}

function joined(period: Period, januaryFebruary: JanuaryFebruary): Period {
  const early = periodKind(period) === 'month' && /-0[12]$/.test(period)
  return januaryFebruary === 'together' && early ? januaryFebruaryOf(periodYear(period)) : period
}

/** Whether an amount in this unit is a ratio: groups have no share of it, and it does not add up. */
export function isRatio(unit: string): boolean {
  return unit === 'percent' || unit === 'permille' || unit === 'one' || unit.includes('/')
}
