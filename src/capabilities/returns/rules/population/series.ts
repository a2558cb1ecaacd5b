import { conversion, parseUnit } from '#base/unit.ts'
import type { MadeEnterprise } from './enterprises.ts'
import type { Drawn, PopulationPlan } from './plan.ts'
import { type Random, randomFrom } from '#base/random.ts'

/** The months of a population: where it begins in the year, and how many there are. */
export type MadeMonths = { readonly firstYear: number; readonly firstMonth: number; readonly months: number }

/** Monthly values by indicator, one number a month; NaN where the enterprise does not report. */
export type MadeSeries = ReadonlyMap<string, Float64Array>

/** Output of every enterprise by month in the unit of the lead indicator, so that the totals of each group and year are met. */
export class Outputs {
  readonly #raw: Float64Array
  readonly #factors: readonly ReadonlyMap<number, number>[]
  readonly #span: MadeMonths
  readonly #plan: PopulationPlan

  constructor(plan: PopulationPlan, enterprises: readonly MadeEnterprise[], span: MadeMonths, leadUnit: string) {
    this.#plan = plan
    this.#span = span
    this.#raw = rawOutputs(plan, enterprises, span)
    this.#factors = this.#calibrate(enterprises, leadUnit)
  }

  /** Output in a month, 0 where it does not report. */
  at(enterprise: MadeEnterprise, month: number): number {
    const year = yearAt(this.#span, month)
    return (
      (this.#raw[enterprise.index * this.#span.months + month] ?? 0) * (this.#factors[enterprise.group]?.get(year) ?? 0)
    )
  }

  #calibrate(enterprises: readonly MadeEnterprise[], leadUnit: string): Map<number, number>[] {
    const groups = this.#plan.totals.map(({ unit, years }) => ({ years, unit: rate(unit, leadUnit) }))
    const sums = groups.map(() => new Map<number, number>())
    const wanted = groups.map(() => new Map<number, number>())
    for (let month = 0; month < this.#span.months; month += 1) {
      const year = yearAt(this.#span, month)
      const weight = (this.#plan.season[monthAt(this.#span, month) - 1] ?? 1) / wholeSeason(this.#plan)
      groups.forEach((group, i) =>
        wanted[i]?.set(year, (wanted[i]?.get(year) ?? 0) + totalIn(group.years, year) * weight * group.unit),
      )
      for (const enterprise of enterprises) {
        const sum = sums[enterprise.group]
        sum?.set(year, (sum.get(year) ?? 0) + (this.#raw[enterprise.index * this.#span.months + month] ?? 0))
      }
    }
    return sums.map(
      (sum, i) =>
        new Map([...sum].map(([year, value]) => [year, value === 0 ? 0 : (wanted[i]?.get(year) ?? 0) / value])),
    )
  }
}

/** The total of a year: as given; between two, in equal steps of growth; beyond, with the growth of the end it lies at. */
export function totalIn(years: Readonly<Record<string, number>>, year: number): number {
  const known = Object.entries(years)
    .map(([text, value]) => ({ year: Number(text), value }))
    .sort((a, b) => a.year - b.year)
  const given = known.find((each) => each.year === year)
  if (given) return given.value
  const after = known.findIndex((each) => each.year > year)
  const to = after < 0 ? known.length - 1 : Math.max(1, after)
  const [a, b] = [known[to - 1], known[to]]
  if (!a || !b) return known[0]?.value ?? 0
  const growth = (b.value / a.value) ** (1 / (b.year - a.year))
  return a.value * growth ** (year - a.year)
}

export function yearAt({ firstYear, firstMonth }: MadeMonths, month: number): number {
  return firstYear + Math.floor((firstMonth - 1 + month) / 12)
}

export function monthAt({ firstMonth }: MadeMonths, month: number): number {
  return ((firstMonth - 1 + month) % 12) + 1
}

function wholeSeason(plan: PopulationPlan): number {
  return plan.season.reduce((a, b) => a + b, 0)
}

const yearlyGrowthSpread = 0.18
const monthlySpread = 0.07

function rawOutputs(plan: PopulationPlan, enterprises: readonly MadeEnterprise[], span: MadeMonths): Float64Array {
  const raw = new Float64Array(enterprises.length * span.months)
  for (const enterprise of enterprises) {
    const random = randomFrom(plan.seed, 'output', enterprise.index)
    let path = enterprise.weight
    for (let month = 0; month < span.months; month += 1) {
      if (month > 0 && monthAt(span, month) === 1) path *= Math.exp(yearlyGrowthSpread * random.normal())
      const noise = Math.exp(monthlySpread * random.normal())
      const reports = month >= enterprise.from && month < enterprise.until
      raw[enterprise.index * span.months + month] = reports
        ? path * noise * (plan.season[monthAt(span, month) - 1] ?? 1)
        : 0
    }
  }
  return raw
}

/** How one indicator follows from others, drawn once for an enterprise. */
type Derived = {
  readonly indicator: string
  readonly scale: number
  at(values: ReadonlyMap<string, number>, steady: number): number
}

export type SeriesWorld = {
  readonly outputs: Outputs
  readonly span: MadeMonths
  /** Whether the values of an indicator add up over time; others stand at the end of a period. */
  readonly addsUp: (indicator: string) => boolean
}

/** What an enterprise reports each month, at the scale of each indicator. */
export function seriesOf(plan: PopulationPlan, enterprise: MadeEnterprise, { outputs, span }: SeriesWorld): MadeSeries {
  const random = randomFrom(plan.seed, 'cells', enterprise.index)
  const derived = derivations(plan, random)
  const series = new Map(
    [plan.lead, ...derived.map((each) => each.indicator)].map((id) => [
      id,
      new Float64Array(span.months).fill(Number.NaN),
    ]),
  )
  for (let month = enterprise.from; month < enterprise.until; month += 1) {
    const values = new Map([[plan.lead, Math.round(outputs.at(enterprise, month))]])
    const steady = steadyOutput(enterprise, month, outputs)
    for (const each of derived) values.set(each.indicator, rounded(each.at(values, steady), each.scale))
    for (const [id, value] of values) {
      const of = series.get(id)
      if (of) of[month] = value
    }
  }
  return series
}

/** Output at the pace of the last twelve months, free of the season. */
function steadyOutput(enterprise: MadeEnterprise, month: number, outputs: Outputs): number {
  const months = Math.min(12, month - enterprise.from + 1)
  let sum = 0
  for (let back = 0; back < months; back += 1) sum += outputs.at(enterprise, month - back)
  return sum / months
}

/** A number at so many digits after the point. */
export function rounded(value: number, scale: number): number {
  return scale === 0 ? Math.round(value) : Number(value.toFixed(scale))
}

/** In an order in which what follows from a value stands after it. */
function derivations(plan: PopulationPlan, random: Random): Derived[] {
  const made = Object.entries(plan.values).map(([indicator, rule]) => {
    if ('of' in rule) return { needs: rule.steady ? [] : [rule.of], derived: drawn(indicator, rule, random) }
    const { plus, minus } = rule
    const total = (ids: readonly string[], values: ReadonlyMap<string, number>) =>
      ids.reduce((sum, id) => sum + (values.get(id) ?? 0), 0)
    return {
      needs: [...plus, ...minus],
      derived: {
        indicator,
        scale: 0,
        at: (values: ReadonlyMap<string, number>) => total(plus, values) - total(minus, values),
      },
    }
  })
  const done = new Set([plan.lead])
  const ordered: Derived[] = []
  for (let left = made; left.length > 0; ) {
    const ready = left.filter((each) => each.needs.every((need) => done.has(need)))
    if (ready.length === 0) return ordered
    for (const { derived } of ready) done.add(derived.indicator)
    ordered.push(...ready.map((each) => each.derived))
    left = left.filter((each) => !done.has(each.derived.indicator))
  }
  return ordered
}

function drawn(indicator: string, { of, ratio: [low, high], zero, steady, scale }: Drawn, random: Random): Derived {
  const none = random.next() < zero
  const own = low + (high - low) * random.next()
  const wobble = () => Math.min(high, Math.max(low, own * (1 + 0.02 * random.normal())))
  if (none) return { indicator, scale, at: () => 0 }
  if (steady) return { indicator, scale, at: (_, output) => Math.max(1, output * own) }
  return { indicator, scale, at: (values) => (values.get(of) ?? 0) * wobble() }
}

/** What bureaus state of each whole year of the enterprise, in the unit of each indicator. */
export function yearlyOf(
  plan: PopulationPlan,
  enterprise: MadeEnterprise,
  series: MadeSeries,
  { span }: SeriesWorld,
): Map<number, Map<string, number>> {
  const random = randomFrom(plan.seed, 'yearly', enterprise.index)
  const rules = Object.entries(plan.yearly).map(([indicator, rule]) => ({
    indicator,
    rule,
    own: drawnShare(rule, random),
  }))
  const kept = new Map<string, number>()
  const years = new Map<number, Map<string, number>>()
  for (let year = yearAt(span, span.months - 1); year >= span.firstYear; year -= 1) {
    const values = new Map<string, number>()
    for (const { indicator, rule, own } of rules) {
      const sum = yearSum(series.get(rule.of), year, span)
      if (sum === undefined) continue
      const value = kept.get(indicator) ?? rounded(sum * own, rule.scale)
      if (rule.constant) kept.set(indicator, value)
      values.set(indicator, value)
    }
    if (values.size > 0) years.set(year, values)
  }
  return years
}

function drawnShare({ ratio: [low, high], zero }: Drawn, random: Random): number {
  const own = low + (high - low) * random.next()
  return random.next() < zero ? 0 : own
}

function yearSum(values: Float64Array | undefined, year: number, span: MadeMonths): number | undefined {
  let sum = 0
  let count = 0
  for (let month = 0; month < span.months; month += 1) {
    const value = values?.[month] ?? Number.NaN
    if (yearAt(span, month) !== year || Number.isNaN(value)) continue
    sum += value
    count += 1
  }
  return count === 0 ? undefined : sum
}

/** How many of the second unit one of the first is. */
function rate(from: string, to: string): number {
  const { numerator, denominator } = conversion(parseUnit(from), parseUnit(to))
  return numerator.div(denominator).toNumber()
}
