import {
  type JanuaryFebruary,
  januaryFebruaryOf,
  monthSpan,
  type Period,
  type PeriodKind,
  periodKind,
  periodYear,
  previousPeriod,
  sameLastYear,
} from '#base/period.ts'
import type { Shift } from '#pack/formula/node.ts'

/** A stretch of stored periods, both ends included, as ordinals of `toOrdinal`. */
export type Range = { readonly from: number; readonly to: number }

/** One question to the mirror: disjoint stretches, each answered as a sum under the ordinal it begins with. */
export type Pass = {
  readonly ranges: readonly Range[]
  /** Every stretch begins at a multiple of this and is as long; 0 when they are of different shapes. */
  readonly step: number
}

/** How values of several stored periods become one. */
export type OverTime = 'sum' | 'last' | 'mean' | 'none'

/** What a figure of a leaf is asked for. */
export type AskedPeriod = { readonly period: Period; readonly span: 'this' | 'cumulative' }

/** How the values of an indicator are kept. */
export type StoredPeriods = {
  readonly kind: PeriodKind
  readonly overTime: OverTime
  /** Together: there is no January, and what stands at February is of both. */
  readonly januaryFebruary: JanuaryFebruary
  /** The last stored period that has any value: the value at the end of an unfinished period is that of `latest`. */
  readonly latest: number
}

/** The period a shifted leaf looks at, and whether it adds up the year so far. */
export function shifted(asked: AskedPeriod, shifts: readonly Shift[], januaryFebruary: JanuaryFebruary): AskedPeriod {
  let at = asked
  for (const shift of shifts) {
    if (shift === 'cumulative') at = { ...at, span: 'cumulative' }
    if (shift === 'previous') at = { ...at, period: joined(previousPeriod(at.period), januaryFebruary) }
    if (shift === 'last_year') at = { ...at, period: sameLastYear(at.period) }
  }
  return at
}

/** February stands for both months where January and February are reported together. */
export function joined(period: Period, januaryFebruary: JanuaryFebruary): Period {
  return januaryFebruary === 'together' && period.endsWith('-02') ? januaryFebruaryOf(periodYear(period)) : period
}

/**
 * The stored periods that a figure is made of; null when it cannot be made of them: the stored ones are longer, or one of two months
 * that are reported together is asked for by itself.
 */
export function rangeOf(asked: AskedPeriod, stored: StoredPeriods): Range | null {
  if (widthOf(stored.kind) > widthOf(periodKind(asked.period))) return null
  const together = isTogether(stored)
  if (together && isHalf(asked)) return null
  const { first, last } = monthSpan(asked.period)
  const width = widthOf(stored.kind)
  const from = Math.floor((asked.span === 'cumulative' ? first - (first % 12) : first) / width)
  const to = Math.floor(last / width)
  if (stored.overTime !== 'last')
    return together && isJanuary(from) && to === from + 1 ? { from: to, to } : { from, to }
  const end = Math.min(to, Math.max(stored.latest, from))
  return together && isJanuary(end) ? { from: end + 1, to: end + 1 } : { from: end, to: end }
}

/** How many stored periods a stretch holds. */
export function periodsWithin({ from, to }: Range, stored: Pick<StoredPeriods, 'kind' | 'januaryFebruary'>): number {
  if (to < from) return 0
  return to - from + 1 - (isTogether(stored) ? Math.floor(to / 12) - Math.floor((from - 1) / 12) : 0)
}

function isTogether({ kind, januaryFebruary }: Pick<StoredPeriods, 'kind' | 'januaryFebruary'>): boolean {
  return kind === 'month' && januaryFebruary === 'together'
}

function isJanuary(ordinal: number): boolean {
  return ordinal % 12 === 0
}

/** January, or February without January; the year up to February is both. */
function isHalf({ period, span }: AskedPeriod): boolean {
  return period.endsWith('-01') || (period.endsWith('-02') && span === 'this')
}

const months: Record<PeriodKind, number> = { month: 1, quarter: 3, half_year: 6, year: 12 }

function widthOf(kind: PeriodKind): number {
  return months[kind]
}

const fewStretches = 4

/**
 * Stretches gathered into as few questions as keep them disjoint: a few of any shape in one, else even ones together, for they are
 * the cheapest to ask.
 */
export function passesOf(ranges: readonly Range[]): Pass[] {
  const distinct = [...new Map(ranges.map((range) => [`${range.from}:${range.to}`, range])).values()]
  distinct.sort((a, b) => a.from - b.from || a.to - b.to)
  const even = new Map<number, Range[]>()
  const odd: Range[][] = []
  for (const range of distinct) {
    const length = range.to - range.from + 1
    if (range.from % length === 0) {
      even.set(length, [...(even.get(length) ?? []), range])
      continue
    }
    const free = odd.find((pass) => (pass.at(-1)?.to ?? -1) < range.from)
    if (free) free.push(range)
    else odd.push([range])
  }
  const several = even.size + odd.length > 1
  if (several && distinct.length <= fewStretches && areDisjoint(distinct)) return [{ step: 0, ranges: distinct }]
  return [
    ...[...even].map(([step, each]) => ({ step, ranges: each })),
    ...odd.map((each) => ({ step: 0, ranges: each })),
  ]
}

/** Whether stretches in order of their beginning share no period. */
function areDisjoint(inOrder: readonly Range[]): boolean {
  return inOrder.every((range, i) => i === 0 || range.from > (inOrder[i - 1]?.to ?? -1))
}
