import { Decimal, roundTo } from '#base/decimal.ts'

/** A point that a plan states: a year and an exact value. */
export type PathPoint = { readonly year: number; readonly value: Decimal }

/** How the values between two milestones are required to move. */
export type PathShape = 'geometric' | 'linear'

/**
 * What should have been reached in `year` to keep to the milestones: geometric from each milestone to the next (linear for shares
 * and where a milestone is not positive), the milestone itself in its year, the last one after it; null before the first.
 *
 * One growth rate over the whole plan would miss a milestone that asks for a faster first phase.
 *
 * @param points in the order of their years, each year once
 * @param scale digits after the point, half-up
 */
export function requiredPath(
  points: readonly PathPoint[],
  year: number,
  shape: PathShape,
  scale: number,
): Decimal | null {
  const before = points.findLast((point) => point.year <= year)
  const after = points.find((point) => point.year > year)
  if (!before) return null
  if (!after || before.year === year) return roundTo(before.value, scale)
  const passed = new Decimal(year - before.year).div(after.year - before.year)
  const straight =
    shape === 'linear' || !before.value.isPositive() || before.value.isZero() || !after.value.isPositive()
  const value = straight
    ? before.value.plus(after.value.minus(before.value).times(passed))
    : before.value.times(after.value.div(before.value).pow(passed))
  return roundTo(value, scale)
}

/**
 * Average growth a year, in percent, that leads from `first` to `last`; null when it cannot be said (a value that is not positive).
 * @param scale digits after the point, half-up
 */
export function averageGrowth(first: PathPoint, last: PathPoint, scale: number): Decimal | null {
  const years = last.year - first.year
  if (years <= 0 || !first.value.isPositive() || first.value.isZero() || !last.value.isPositive()) return null
  const yearly = last.value.div(first.value).pow(new Decimal(1).div(years))
  return roundTo(yearly.minus(1).times(100), scale)
}
