import { Decimal } from '#base/decimal.ts'

/** Places after the point that are worth reading: few where thousands stand before it. */
export function readableScale(scale: number, values: Iterable<string | null | undefined>): number {
  let largest = new Decimal(0)
  for (const value of values)
    if (value !== null && value !== undefined) largest = Decimal.max(largest, new Decimal(value).abs())
  if (largest.greaterThanOrEqualTo(100_000)) return 0
  return largest.greaterThanOrEqualTo(1000) ? Math.min(scale, 1) : Math.min(scale, 2)
}
