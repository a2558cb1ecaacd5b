import type { Text } from '#base/text.ts'

// Forecasts are estimates, told with their method and its error: they are reckoned in ordinary numbers and rounded at the end.

export const forecastMethods = ['seasonal_drift', 'damped_trend', 'seasonal_naive', 'drift', 'naive'] as const
export type ForecastMethod = (typeof forecastMethods)[number]

export const methodWords: Readonly<Record<ForecastMethod, { name: Text; text: Text }>> = {
  seasonal_drift: {
    name: { zh: '季节性漂移法', en: 'Seasonal with drift' },
    text: {
      zh: '尚未上报的各月 = 上年同月 × 近十二个月对前十二个月之比',
      en: 'each month to come = the same month a year before × the last twelve months over the twelve before them',
    },
  },
  damped_trend: {
    name: { zh: '阻尼趋势法', en: 'Damped trend' },
    text: {
      zh: '同季节性漂移法，但增速每年按 0.8 衰减',
      en: 'as seasonal with drift, the growth fading by 0.8 each year',
    },
  },
  seasonal_naive: {
    name: { zh: '季节性持平法', en: 'Seasonal, unchanged' },
    text: { zh: '尚未上报的各月 = 上年同月', en: 'each month to come = the same month a year before' },
  },
  drift: {
    name: { zh: '漂移法', en: 'Drift' },
    text: { zh: '每年按历年平均变动递推', en: 'each year moves on by the average change of all years so far' },
  },
  naive: {
    name: { zh: '持平法', en: 'Unchanged' },
    text: { zh: '以后各年 = 最近一年', en: 'each year to come = the last one' },
  },
}

/** A value of one method, and its mean absolute percentage error where it could be tried on the past. */
export type Tried = {
  readonly method: ForecastMethod
  readonly value: number
  readonly percent: number | null
  readonly tests: number
}

const fade = 0.8

/** How much a year to come grows on the one before it; the first is 0. */
const growthOf: Readonly<
  Record<'seasonal_drift' | 'damped_trend' | 'seasonal_naive', (growth: number, year: number) => number>
> = {
  seasonal_drift: (growth) => growth,
  damped_trend: (growth, year) => 1 + (growth - 1) * fade ** year,
  seasonal_naive: () => 1,
}

type MonthlyMethod = keyof typeof growthOf
const monthlyMethods = Object.keys(growthOf) as MonthlyMethod[]

/** Amounts reported several times a year, without a gap, from the first report of a year on. */
export type MonthlySeries = { readonly firstYear: number; readonly perYear: number; readonly values: readonly number[] }

/**
 * What a year will have come to, by each method; the best first by its error on the past: the same number of reports known, the same
 * distance ahead, from every earlier year that allows it. Null where there are not two years to tell a growth from.
 */
export function forecastOfMonths(series: MonthlySeries, year: number): Tried[] | null {
  const { perYear, values, firstYear } = series
  if (values.length < 2 * perYear) return null
  const each = monthlyMethods.map((method): Tried => {
    const value = yearTotal(series, values.length, { method, year })
    const errors: number[] = []
    for (let back = 1; ; back += 1) {
      const known = values.length - back * perYear
      const tried = year - back
      if (known < 2 * perYear) break
      const actual = totalOf(values, (tried - firstYear) * perYear, perYear)
      if ((tried - firstYear + 1) * perYear > values.length || actual === 0) continue
      errors.push(Math.abs(yearTotal(series, known, { method, year: tried }) - actual) / Math.abs(actual))
    }
    return { method, value, ...errorOf(errors) }
  })
  return byError(each)
}

/** The sum of a year when only so many reports are known. */
function yearTotal(
  { firstYear, perYear, values }: MonthlySeries,
  known: number,
  { method, year }: { method: MonthlyMethod; year: number },
): number {
  const growth = totalOf(values, known - perYear, perYear) / totalOf(values, known - 2 * perYear, perYear)
  const run = values.slice(0, known)
  const until = (year - firstYear + 1) * perYear
  for (let at = known; at < until; at += 1) {
    const ahead = Math.floor((at - known) / perYear)
    run.push((run[at - perYear] ?? 0) * growthOf[method](Number.isFinite(growth) ? growth : 1, ahead))
  }
  return totalOf(run, until - perYear, perYear)
}

function totalOf(values: readonly number[], from: number, count: number): number {
  let total = 0
  for (let i = from; i < from + count; i += 1) total += values[i] ?? 0
  return total
}

/** Values of whole years, without a gap. */
export type YearlySeries = {
  readonly firstYear: number
  readonly values: readonly number[]
  readonly byGrowth: boolean
}

/** The same for what is only known by years: amounts move by growth, shares by steps. Null with fewer than three years. */
export function forecastOfYears(series: YearlySeries, year: number): Tried[] | null {
  const { values, firstYear } = series
  const ahead = year - (firstYear + values.length - 1)
  if (values.length < 3 || ahead < 1) return null
  const each = (['drift', 'naive'] as const).map((method): Tried => {
    const errors: number[] = []
    for (let known = 2; known + ahead <= values.length; known += 1) {
      const actual = values[known + ahead - 1] ?? 0
      const told = moved(series, known, { method, ahead })
      if (actual !== 0) errors.push(Math.abs(told - actual) / Math.abs(actual))
    }
    return { method, value: moved(series, values.length, { method, ahead }), ...errorOf(errors) }
  })
  return byError(each)
}

function moved(
  { values, byGrowth }: YearlySeries,
  known: number,
  { method, ahead }: { method: 'drift' | 'naive'; ahead: number },
): number {
  const [first, last] = [values[0] ?? 0, values[known - 1] ?? 0]
  if (method === 'naive' || known < 2) return last
  if (byGrowth && first > 0 && last > 0) return last * (last / first) ** (ahead / (known - 1))
  return last + (ahead * (last - first)) / (known - 1)
}

function errorOf(errors: readonly number[]): Pick<Tried, 'percent' | 'tests'> {
  if (errors.length === 0) return { percent: null, tests: 0 }
  return { percent: (100 * errors.reduce((sum, error) => sum + error, 0)) / errors.length, tests: errors.length }
}

/** Those tried on the past before those that could not be, the smaller error first; else as they are listed. */
function byError(tried: readonly Tried[]): Tried[] {
  return [...tried].sort(
    (a, b) => (a.percent ?? Number.POSITIVE_INFINITY) - (b.percent ?? Number.POSITIVE_INFINITY) || 0,
  )
}
