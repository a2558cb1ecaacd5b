import { Decimal, parseDecimal, toDecimalText } from '#base/decimal.ts'
import { evaluateFormula, type Given } from '#pack/formula/evaluate.ts'
import type { Formula } from '#pack/formula/node.ts'

/** What is told of the peers: median and median absolute deviation, rounded; never a value of one of them. */
export type PeerFigures = { readonly median: string; readonly mad: string; readonly unit: string }

/** Where a respondent stands among its peers. */
export type PeerFinding = {
  readonly value: string
  readonly median: string
  readonly low: string
  readonly high: string
  readonly unit: string
}

type Judged = {
  readonly outcome: 'holds' | 'fails' | 'unknown'
  readonly missing: string[]
  readonly peers?: PeerFinding
}

/** Makes the median absolute deviation of a normal distribution its standard deviation. */
const normal = '1.4826'
const places = 6
/** Figures of peers are told with so many digits, so that a median of few does not give away one of them. */
const digits = 3

/**
 * Whether a ratio lies within so many robust deviations of the median (Hampel 1974; Leys and others 2013). Nothing is judged where there
 * are too few peers or more than half of them say the same.
 */
export function judgePeers(
  check: { readonly of: Formula; readonly within: string },
  figures: PeerFigures | undefined,
  given: Given,
): Judged {
  if (figures === undefined) return { outcome: 'unknown', missing: ['peers'] }
  const room = parseDecimal(figures.mad).times(normal).times(check.within)
  if (room.isZero()) return { outcome: 'unknown', missing: ['peers'] }
  const { value, missing } = evaluateFormula(check.of, given, { unit: figures.unit, scale: places })
  if ('blank' in value) return { outcome: 'unknown', missing: missing.map(({ name }) => name) }
  const median = parseDecimal(figures.median)
  const own = parseDecimal(value.value)
  return {
    outcome: own.minus(median).abs().lte(room) ? 'holds' : 'fails',
    missing: [],
    peers: {
      value: told(own),
      median: figures.median,
      low: told(median.minus(room)),
      high: told(median.plus(room)),
      unit: figures.unit,
    },
  }
}

/** Median and median absolute deviation; undefined with fewer than `least` peers. */
export function peerFigures(values: readonly number[], least: number, unit: string): PeerFigures | undefined {
  if (values.length < Math.max(least, 1)) return undefined
  const median = medianOf(values)
  const mad = medianOf(values.map((value) => Math.abs(value - median)))
  return { median: told(new Decimal(median)), mad: told(new Decimal(mad)), unit }
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  const upper = sorted[half] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2
}

function told(value: Decimal): string {
  return toDecimalText(value.toSignificantDigits(digits))
}
