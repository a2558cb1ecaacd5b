import { Decimal, roundTo } from '#base/decimal.ts'
import type { Text } from '#base/text.ts'
import type { Programme } from '#pack/programme.ts'

/** The factor that makes a median absolute deviation comparable with a standard deviation (Iglewicz and Hoaglin 1993). */
export const robustFactor = '0.6745'

/** What programmes use that do not say otherwise (Iglewicz and Hoaglin 1993). */
const usual = { threshold: 3.5, fewestPeers: 8 }

export const robustMethod: Text = {
  zh: '与同类企业比较：修正得分 = 0.6745 ×（数值 − 同类中位数）÷ 同类绝对离差中位数，绝对值超过阈值者列出（Iglewicz 与 Hoaglin，1993）',
  en: 'Compared with its peers: modified score = 0.6745 × (value − median of the peers) ÷ median absolute deviation of the peers; listed above the threshold (Iglewicz and Hoaglin 1993)',
}

/** From which score on a value is far from its peers, and how many of them it takes to say so. */
export function outlierRule({ outliers }: Pick<Programme, 'outliers'>): { threshold: number; fewestPeers: number } {
  return outliers === undefined
    ? usual
    : { threshold: Number(outliers.threshold), fewestPeers: Number(outliers.fewest_peers) }
}

/** The three points that part the values of enterprises into four equal parts. */
export const quarters = { quartile1: 0.25, median: 0.5, quartile3: 0.75 } as const
export type Quarter = keyof typeof quarters

export function isQuarter(measure: string): measure is Quarter {
  return Object.hasOwn(quarters, measure)
}

/**
 * The value below which a part of all values lies, exactly: between two of them in proportion (type 7 of Hyndman and Fan, as
 * spreadsheets and databases do).
 * @param sorted in ascending order, at least one
 */
export function quantile(sorted: readonly Decimal[], part: number): Decimal {
  const place = new Decimal(part).times(sorted.length - 1)
  const below = place.floor().toNumber()
  const low = sorted[below] as Decimal
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as Decimal
  return low.plus(high.minus(low).times(place.minus(below)))
}

export function inOrder(values: readonly Decimal[]): Decimal[] {
  return [...values].sort((a, b) => a.comparedTo(b))
}

/** Median and median absolute deviation of some values. */
export function spreadOf(values: readonly Decimal[]): { median: Decimal; deviation: Decimal } {
  const median = quantile(inOrder(values), 0.5)
  return { median, deviation: quantile(inOrder(values.map((value) => value.minus(median).abs())), 0.5) }
}

/** How far a value lies from its peers, with two digits; the deviation must not be zero. */
export function modifiedScore(value: Decimal, median: Decimal, deviation: Decimal): Decimal {
  return roundTo(value.minus(median).times(robustFactor).div(deviation), 2)
}
