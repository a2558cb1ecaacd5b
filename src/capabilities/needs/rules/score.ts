import type { Decimal } from '#base/decimal.ts'
import { type Part, parts, weights } from './model.ts'

/** A year late, and nothing is left of the part of the day. */
export const daysThatCount = 365

/** The smaller over the larger of two amounts in thousandths, whatever is left over cut off. */
export function nearness(a: Decimal, b: Decimal): number {
  const [small, large] = a.lt(b) ? [a, b] : [b, a]
  return large.isZero() ? 1000 : small.times(1000).divToInt(large).toNumber()
}

/** Up to the limit from 1000 (for nothing) down to 500; beyond it the less, the further. */
export function pricePoints(price: Decimal, most: Decimal): number {
  if (price.lte(most)) return most.isZero() ? 1000 : 500 + most.minus(price).times(500).divToInt(most).toNumber()
  return most.times(500).divToInt(price).toNumber()
}

/** @param late days after the day by which it is needed; 0 in time */
export function datePoints(late: number): number {
  return late >= daysThatCount ? 0 : Math.floor((1000 * (daysThatCount - late)) / daysThatCount)
}

/** @param most the largest weight that is given to a place; 0: no place is wanted more than others */
export function placePoints(weight: number, most: number): number {
  return most === 0 ? 1000 : Math.floor((1000 * weight) / most)
}

export function slackPoints(ample: number, of: number): number {
  return of === 0 ? 1000 : Math.floor((1000 * ample) / of)
}

/** Parts by their weights, 0 to 100 000. */
export function scoreOf(points: Readonly<Record<Part, number>>): number {
  return parts.reduce((sum, part) => sum + weights[part] * points[part], 0)
}
