import { z } from 'zod'
import { daysInMonth, monthOf, type PlainDate, plainDate, yearOf } from './plain-date.ts'
import { Problem } from './problem.ts'

export const periodKinds = ['month', 'quarter', 'half_year', 'year'] as const
export const PeriodKind = z.enum(periodKinds).describe('How long a period is')
export type PeriodKind = z.infer<typeof PeriodKind>

/** Which column of a form: this period, the year up to its end, and both of them a year ago. */
export const spans = ['this', 'cumulative', 'last_year', 'cumulative_last_year'] as const
export const Span = z.enum(spans).describe('This period, the year up to its end, or either of them a year ago')
export type Span = z.infer<typeof Span>

/** Whether the first two months of a year are reported as one period. */
export const JanuaryFebruary = z.enum(['together', 'separate'])
export type JanuaryFebruary = z.infer<typeof JanuaryFebruary>

/** A stretch of the calendar: `2024`, `2024-H1`, `2024-Q3`, `2024-07`, and `2024-01~02`, two months reported as one. */
export const Period = z
  .string()
  .refine(isPeriod, { error: 'value.not_a_period' })
  .brand<'Period'>()
  .meta({ description: 'A year, half-year, quarter, month, or January and February together', examples: ['2024-Q3'] })
export type Period = string & z.$brand<'Period'>

const shape = /^([1-9]\d{3})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])|(01~02)))?$/
const perYear: Record<PeriodKind, number> = { month: 12, quarter: 4, half_year: 2, year: 1 }

/** `first` and `index` count from 1 within the year; they differ only for January–February. */
type Parts = { kind: PeriodKind; year: number; first: number; index: number }

export function isPeriod(text: string): text is Period {
  return shape.test(text)
}

/** @throws Problem invalid_period */
export function parsePeriod(text: string): Period {
  if (!isPeriod(text)) throw new Problem('invalid_period', { details: { found: text.slice(0, 40) } })
  return text
}

/** The `index`-th period of its kind in the year, counted from 1. @throws Problem invalid_period */
export function periodOf(kind: PeriodKind, year: number, index: number): Period {
  const ending = {
    month: `-${String(index).padStart(2, '0')}`,
    quarter: `-Q${index}`,
    half_year: `-H${index}`,
    year: index === 1 ? '' : `-${index}`,
  }
  return parsePeriod(`${year}${ending[kind]}`)
}

/** January and February of the year, reported together. */
export function januaryFebruaryOf(year: number): Period {
  return parsePeriod(`${year}-01~02`)
}

export function isJanuaryFebruary(period: Period): boolean {
  return period.endsWith('~02')
}

export function periodKind(period: Period): PeriodKind {
  return partsOf(period).kind
}

export function periodYear(period: Period): number {
  return partsOf(period).year
}

/** Which one in its year, from 1; January–February counts as the second month. */
export function periodIndex(period: Period): number {
  return partsOf(period).index
}

/** Its first day. */
export function startOf(period: Period): PlainDate {
  const { kind, year, first } = partsOf(period)
  return plainDate(year, ((first - 1) * 12) / perYear[kind] + 1, 1)
}

/** Its last day. */
export function endOf(period: Period): PlainDate {
  const { kind, year, index } = partsOf(period)
  const month = (index * 12) / perYear[kind]
  return plainDate(year, month, daysInMonth(year, month))
}

/** Its first and last month as ordinals of months. */
export function monthSpan(period: Period): { readonly first: number; readonly last: number } {
  const { kind, year, first, index } = partsOf(period)
  const months = 12 / perYear[kind]
  return { first: year * 12 + (first - 1) * months, last: year * 12 + index * months - 1 }
}

/** The next of its kind; after January–February comes March. */
export function nextPeriod(period: Period, n = 1): Period {
  return fromOrdinal(periodKind(period), toOrdinal(period) + n)
}

/** The one before, of its kind; before January–February comes December. Use `reportingPeriods` where two months are one. */
export function previousPeriod(period: Period, n = 1): Period {
  return fromOrdinal(periodKind(period), firstOrdinal(period) - n)
}

export function sameLastYear(period: Period): Period {
  return parsePeriod(`${periodYear(period) - 1}${period.slice(4)}`)
}

/** Its months, each on its own, January and February too. */
export function monthsIn(period: Period): Period[] {
  return periodsIn(period, 'month')
}

/** The periods of a kind that lie wholly in it: none when the kind is longer. */
export function periodsIn(period: Period, kind: PeriodKind): Period[] {
  const from = startOf(period)
  const to = endOf(period)
  const candidates = ordinals(toOrdinal(periodContaining(kind, from)), toOrdinal(periodContaining(kind, to)))
  return candidates.map((n) => fromOrdinal(kind, n)).filter((inner) => startOf(inner) >= from && endOf(inner) <= to)
}

/**
 * From one period to another of its kind, both included; none when `to` comes first.
 * Where either end is January–February, every year's first two months are together.
 * @throws Problem invalid_period when the kinds differ
 */
export function periodRange(from: Period, to: Period): Period[] {
  const kind = periodKind(from)
  if (periodKind(to) !== kind) throw new Problem('invalid_period', { details: { found: to, expected: kind } })
  const together = isJanuaryFebruary(from) || isJanuaryFebruary(to)
  const separate = ordinals(firstOrdinal(from), toOrdinal(to)).map((n) => fromOrdinal(kind, n))
  return together ? separate.flatMap(joinJanuaryFebruary) : separate
}

/** From the first of its kind in the year up to and including it. */
export function cumulativeTo(period: Period, januaryFebruary: JanuaryFebruary = 'separate'): Period[] {
  return reportingPeriods(periodKind(period), periodYear(period), januaryFebruary).filter(
    (each) => endOf(each) <= endOf(period),
  )
}

/** The periods of a kind for which a year is reported. */
export function reportingPeriods(kind: PeriodKind, year: number, januaryFebruary: JanuaryFebruary): Period[] {
  const separate = ordinals(1, perYear[kind]).map((index) => periodOf(kind, year, index))
  return kind === 'month' && januaryFebruary === 'together' ? separate.flatMap(joinJanuaryFebruary) : separate
}

export function periodContaining(kind: PeriodKind, date: PlainDate): Period {
  return periodOf(kind, yearOf(date), Math.ceil((monthOf(date) * perYear[kind]) / 12))
}

/** Whether the day lies in it. */
export function contains(period: Period, date: PlainDate): boolean {
  return startOf(period) <= date && date <= endOf(period)
}

/** Order by where they end, then the shorter first. Negative, zero or positive. */
export function comparePeriods(a: Period, b: Period): number {
  const byEnd = compareText(endOf(a), endOf(b))
  return byEnd === 0 ? compareText(startOf(b), startOf(a)) : byEnd
}

/** A whole number that grows by one from period to period of a kind. January–February has that of February. */
export function toOrdinal(period: Period): number {
  const { kind, year, index } = partsOf(period)
  return year * perYear[kind] + index - 1
}

/** The period of that number; a month is always one month. @throws Problem invalid_period */
export function fromOrdinal(kind: PeriodKind, ordinal: number): Period {
  const year = Math.floor(ordinal / perYear[kind])
  return periodOf(kind, year, ordinal - year * perYear[kind] + 1)
}

function partsOf(period: Period): Parts {
  const [, year, half, quarter, month, together] = shape.exec(period) ?? shape.exec(parsePeriod(period)) ?? []
  const part = (kind: PeriodKind, index: number, first = index) => ({ kind, year: Number(year), first, index })
  if (half !== undefined) return part('half_year', Number(half))
  if (quarter !== undefined) return part('quarter', Number(quarter))
  if (month !== undefined) return part('month', Number(month))
  return together === undefined ? part('year', 1) : part('month', 2, 1)
}

function firstOrdinal(period: Period): number {
  return isJanuaryFebruary(period) ? toOrdinal(period) - 1 : toOrdinal(period)
}

function joinJanuaryFebruary(month: Period): Period[] {
  if (month.endsWith('-01')) return []
  return month.endsWith('-02') ? [januaryFebruaryOf(periodYear(month))] : [month]
}

function ordinals(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, step) => from + step)
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
