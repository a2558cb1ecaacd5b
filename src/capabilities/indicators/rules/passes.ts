import {
  cumulativeTo,
  type Period,
  type PeriodKind,
  periodKind,
  previousPeriod,
  sameLastYear,
  startOf,
  toOrdinal,
  periodContaining,
  endOf,
} from '#base/period.ts'
import type { Shift } from './expression.ts'

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

/** The period a shifted leaf looks at, and whether it adds up the year so far. */
export function shifted(period: Period, span: 'this' | 'cumulative', shifts: readonly Shift[]): { period: Period; span: 'this' | 'cumulative' } {
  let at = { period, span }
  for (const shift of shifts) {
    if (shift === 'cumulative') at = { ...at, span: 'cumulative' }
    if (shift === 'previous') at = { ...at, period: previousPeriod(at.period) }
    if (shift === 'last_year') at = { ...at, period: sameLastYear(at.period) }
  }
  return at
}

/**
 * The stored periods that a figure of `period` is made of; null when the stored ones are longer than what is asked.
 * @param latest the last stored period that has any value: the value at the end of an unfinished period is that of `latest`
 */
export function rangeOf(
  asked: { readonly period: Period; readonly span: 'this' | 'cumulative' },
  stored: { readonly kind: PeriodKind; readonly overTime: OverTime; readonly latest: number },
): Range | null {
  const wide = widthOf(periodKind(asked.period))
  if (widthOf(stored.kind) > wide) return null
  const first = asked.span === 'cumulative' ? startOf(firstOfYear(asked.period)) : startOf(asked.period)
  const from = toOrdinal(periodContaining(stored.kind, first))
  const to = toOrdinal(periodContaining(stored.kind, endOf(asked.period)))
  if (stored.overTime !== 'last') return { from, to }
  const end = Math.min(to, Math.max(stored.latest, from))
  return { from: end, to: end }
}

function firstOfYear(period: Period): Period {
  return cumulativeTo(period)[0] ?? period
}

const months: Record<PeriodKind, number> = { month: 1, quarter: 3, half_year: 6, year: 12 }

function widthOf(kind: PeriodKind): number {
  return months[kind]
}

/** Stretches gathered into as few questions as keep them disjoint; even ones first, for they are the cheapest to ask. */
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
  return [...[...even].map(([step, each]) => ({ step, ranges: each })), ...odd.map((each) => ({ step: 0, ranges: each }))]
}

