import type { Actor } from '#base/decision.ts'
import { Decimal } from '#base/decimal.ts'
import { fromOrdinal, type JanuaryFebruary, type Period, periodOf, reportingPeriods } from '#base/period.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme, ProgrammeIndicator, ProgrammeTarget } from '#pack/programme.ts'
import type { FigureTable, TargetForecast, TargetParts, TargetPoint } from '../contract.ts'
import { percentOf } from '../rules/asked.ts'
import { januaryFebruaryOf } from '../rules/catalogue.ts'
import { forecastOfMonths, forecastOfYears, methodWords, type MonthlySeries, type Tried } from '../rules/forecast.ts'
import { lightAt } from '../rules/plan-view.ts'
import { toTargetUnit } from '../rules/plan.ts'
import { askFigures } from './figures.ts'
import type { Latest } from './latest.ts'

// Where targets go, and which parts bring them there.

/** A target of which forecasts and parts are wanted: a level that the house computes. */
export type Followed = { readonly target: ProgrammeTarget; readonly indicator: ProgrammeIndicator }

/** The monthly values of some indicators of a place, from the first whole year on. */
export type Months = { readonly table: FigureTable; readonly firstYear: number; readonly perYear: number }

/** Amounts that add up over time and are reported by the month can be forecast by the month. */
export function isMonthly({ indicator }: Followed): boolean {
  return indicator.over_time === 'sum' && indicator.periods.includes('month')
}

/** The months of all places at once; none where nothing is reported by the month. */
export async function monthsOf(
  house: House,
  actor: Actor,
  { followed, latest }: { followed: readonly Followed[]; latest: Latest },
): Promise<Map<string, Months>> {
  const { firstMonth, lastMonth } = latest
  const monthly = followed.filter(isMonthly)
  if (firstMonth === null || lastMonth === null || monthly.length === 0) return new Map()
  const programme = house.programme()
  const together = januaryFebruaryOf(programme)
  const firstYear = Math.ceil(firstMonth / 12)
  const periods = monthsBetween(firstYear, lastMonth, together)
  if (periods.length === 0) return new Map()
  const places = [...new Set(monthly.map(({ target }) => target.subject))]
  const each = await Promise.all(
    places.map(async (place) => {
      const mine = monthly.filter(({ target }) => target.subject === place)
      const indicators = [...new Set(mine.map(({ indicator }) => indicator.id))]
      const query = { indicators, periods, span: 'this' as const, by: [], where: { place }, compare: [] }
      const table = await askFigures(house, actor, query)
      return [place, { table, firstYear, perYear: reportingPeriods('month', firstYear, together).length }] as const
    }),
  )
  return new Map(each)
}

function monthsBetween(firstYear: number, lastMonth: number, together: JanuaryFebruary): Period[] {
  const lastYear = Math.floor(lastMonth / 12)
  const last = fromOrdinal('month', lastMonth)
  const years = Array.from({ length: lastYear - firstYear + 1 }, (_, i) => firstYear + i)
  const all = years.flatMap((year) => reportingPeriods('month', year, together))
  return all.filter((period) => period.slice(0, 4) < String(lastYear) || endsBy(period, last))
}

function endsBy(period: Period, last: Period): boolean {
  return period.slice(-2) <= last.slice(-2)
}

export type AheadAsked = {
  readonly followed: Followed
  readonly months: Months | undefined
  readonly points: readonly TargetPoint[]
  readonly scale: number
}

/** Where a target will be at its next milestone, or at the end of the running year where none is left; null where nothing can be said. */
export function forecastOf(asked: AheadAsked): TargetForecast | null {
  const { followed, points } = asked
  const series = seriesOf(asked)
  if (series === null) return null
  const next = followed.target.milestones.find(
    ({ period, value, not_stated: open }) =>
      /^\d{4}$/.test(period) && (value !== undefined || open) && Number(period) > series.lastFull,
  )
  const year = next === undefined ? series.lastFull + 1 : Number(next.period)
  const tried = series.forecast(year)
  const [best, ...others] = tried ?? []
  if (best === undefined || !Number.isFinite(best.value)) return null
  const inUnit = (value: number) => inTargetUnit(asked, value)
  const value = inUnit(best.value)
  const margin = best.percent === null ? 0 : best.percent / 100
  const stated = next?.value ?? null
  const required = points.find(({ period }) => period === String(year))?.required ?? null
  const gap = required === null || stated === null ? null : new Decimal(value).minus(required).toFixed(asked.scale)
  const light = lightAt(followed.target.direction, gap)
  return {
    period: String(year),
    value,
    low: inUnit(best.value * (1 - margin)),
    high: inUnit(best.value * (1 + margin)),
    stated,
    gap,
    reaches: light === 'unknown' ? null : light === 'ahead',
    method: { id: best.method, ...methodWords[best.method] },
    basis: series.basis,
    error:
      best.percent === null
        ? null
        : { percent: best.percent.toFixed(2), tests: best.tests, horizon: series.horizon(year) },
    others: others.map((each) => ({
      id: each.method,
      name: methodWords[each.method].name,
      value: inUnit(each.value),
      percent: each.percent === null ? null : each.percent.toFixed(2),
    })),
  }
}

function inTargetUnit({ followed, scale }: AheadAsked, value: number): string {
  const { target, indicator } = followed
  const exact = new Decimal(value.toFixed(6))
  return toTargetUnit(exact, indicator.unit, { unit: target.unit, scale }).toFixed(scale)
}

type Ahead = {
  readonly lastFull: number
  readonly basis: TargetForecast['basis']
  horizon(year: number): string
  forecast(year: number): Tried[] | null
}

/** By months where there are enough, else by whole years. */
function seriesOf(asked: AheadAsked): Ahead | null {
  return byMonths(asked) ?? byYears(asked)
}

function byMonths({ followed, months }: AheadAsked): Ahead | null {
  if (months === undefined) return null
  const { table, firstYear, perYear } = months
  const column = table.columns.findIndex(({ indicator }) => indicator === followed.indicator.id)
  const values = table.rows.map((row) => row.cells[column]?.[0] ?? null)
  if (column < 0 || values.some((value) => value === null)) return null
  const series: MonthlySeries = { firstYear, perYear, values: values.map(Number) }
  const years = Math.floor(values.length / perYear)
  const left = (year: number) => (year - firstYear + 1) * perYear - values.length
  return {
    lastFull: firstYear + years - 1,
    basis: { from: table.rows[0]?.period ?? '', to: table.rows.at(-1)?.period ?? '' },
    horizon: (year) => `${left(year)}/${perYear}`,
    forecast: (year) => forecastOfMonths(series, year),
  }
}

function byYears({ followed, points }: AheadAsked): Ahead | null {
  const known = points.filter(
    ({ actual, partial, actualSource }) => actual !== null && !partial && actualSource === null,
  )
  const last = known.at(-1)
  if (last === undefined) return null
  const run: TargetPoint[] = []
  for (const point of [...known].reverse()) {
    if (run[0] !== undefined && Number(run[0].period) - 1 !== Number(point.period)) break
    run.unshift(point)
  }
  const unit = followed.target.unit ?? followed.indicator.unit
  const byGrowth = !['percent', 'permille', 'one'].includes(unit)
  const firstYear = Number(run[0]?.period)
  // Points are in the unit of the target already; they go back through the unit of the indicator.
  const factor = Number(toTargetUnit(new Decimal(1), followed.indicator.unit, { unit, scale: 18 }))
  const values = run.map(({ actual }) => Number(actual) / factor)
  return {
    lastFull: Number(last.period),
    basis: { from: String(firstYear), to: last.period },
    horizon: (year) => String(year - Number(last.period)),
    forecast: (year) => forecastOfYears({ firstYear, values, byGrowth }, year),
  }
}

const partKind = 'base'

/** The last whole year of each place of a kind beside the year before, for targets of the whole programme. */
export async function partsOf(
  house: House,
  actor: Actor,
  { followed, latest }: { followed: readonly Followed[]; latest: Latest },
): Promise<FigureTable | null> {
  const programme = house.programme()
  const lastFull = lastFullYear(latest)
  const mine = followed.filter((each) => hasParts(programme, each))
  if (lastFull === null || mine.length === 0 || !programme.placeKinds.some(({ id }) => id === partKind)) return null
  return askFigures(house, actor, {
    indicators: [...new Set(mine.map(({ indicator }) => indicator.id))],
    periods: [String(lastFull)],
    span: 'this',
    by: [`place:${partKind}`],
    where: {},
    compare: hasFullYearBefore(latest) ? ['share', 'contribution'] : ['share'],
  })
}

/** Amounts of the whole programme that add up over its places. */
function hasParts(programme: Programme, { target, indicator }: Followed): boolean {
  return target.subject === programme.rootPlace && indicator.over_subjects === 'sum'
}

/** What each base brings to the actual of a target in its unit; null where it has no parts or no actual. */
export function partsIn(
  programme: Programme,
  { followed, scale }: Pick<AheadAsked, 'followed' | 'scale'>,
  { table, actual }: { table: FigureTable | null; actual: string | null },
): TargetParts | null {
  const { target, indicator } = followed
  const column = table?.columns.findIndex((each) => each.indicator === indicator.id) ?? -1
  if (table === null || column < 0 || actual === null || !hasParts(programme, followed)) return null
  const contributes = table.query.compare.includes('contribution')
  const rows = table.rows.map(({ keys, cells }) => {
    const [value, reason, reported, expected] = cells[column] ?? [null, 'not_reported' as const, 0, 0]
    const place = keys[0] ?? ''
    const own =
      value === null
        ? null
        : toTargetUnit(new Decimal(value), indicator.unit, { unit: target.unit, scale }).toFixed(scale)
    return {
      place,
      name: table.names[place] ?? { zh: place, en: place },
      value: own,
      blank: reason,
      share: cells[column + 1]?.[0] ?? null,
      contribution: contributes ? (cells[column + 2]?.[0] ?? null) : null,
      reported,
      expected,
    }
  })
  const hidden = rows.some(({ blank }) => blank === 'suppressed')
  const inside = rows.reduce((sum, { value }) => sum.plus(value ?? 0), new Decimal(0))
  const outside = new Decimal(actual).minus(inside).toFixed(scale)
  const share = percentOf(outside, actual)
  return {
    period: String(table.query.periods[0]),
    kind: partKind,
    total: actual,
    rows,
    outside: hidden ? null : { value: outside, share: typeof share === 'string' ? share : null },
  }
}

/** The last year all of which has been reported; null when there is none. */
export function lastFullYear({ firstMonth, lastMonth }: Latest): number | null {
  if (firstMonth === null || lastMonth === null) return null
  const last = Math.floor((lastMonth + 1) / 12) - 1
  return last * 12 < firstMonth ? null : Number(periodOf('year', last, 1))
}

/** Growth over a year of which only some months were reported would be mostly those months. */
function hasFullYearBefore(latest: Latest): boolean {
  const last = lastFullYear(latest)
  return last !== null && latest.firstMonth !== null && (last - 1) * 12 >= latest.firstMonth
}
