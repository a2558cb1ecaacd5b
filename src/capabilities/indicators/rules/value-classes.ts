import { Decimal } from '#base/decimal.ts'

/** Borders of the classes of a map, rising; a value belongs to the class above every border that it reaches. */
export type ValueClasses = { readonly breaks: readonly Decimal[]; readonly diverging: boolean }

/** Five classes with about as many places in each; changes that go both ways have zero as a border and two classes on each side. */
export function valueClasses(values: readonly Decimal[], isSigned: boolean): ValueClasses {
  const sorted = values.toSorted((a, b) => a.cmp(b))
  const below = sorted.filter((value) => value.isNegative() && !value.isZero())
  const above = sorted.filter((value) => value.greaterThan(0))
  if (isSigned && below.length > 0 && above.length > 0) {
    const breaks = [...quantiles(below, 2), new Decimal(0), ...quantiles(above, 2)]
    return { breaks: distinct(breaks), diverging: true }
  }
  return { breaks: distinct(quantiles(sorted, 5)), diverging: false }
}

/** Which class a value is in, from 0. */
export function classOf(value: Decimal, { breaks }: ValueClasses): number {
  return breaks.filter((border) => value.greaterThanOrEqualTo(border)).length
}

/** The share of a colour scale that a class takes, from 0 to 1; with zero as a border below it is under one half, above over it. */
export function shadeOf(index: number, { breaks, diverging }: ValueClasses): number {
  if (!diverging) return breaks.length === 0 ? 0.5 : index / breaks.length
  const zero = breaks.findIndex((border) => border.isZero())
  if (index <= zero) return zero === 0 ? 0.2 : (0.4 * index) / zero
  const upper = breaks.length - zero - 1
  return upper === 0 ? 0.8 : 0.6 + (0.4 * (index - zero - 1)) / upper
}

/** Places among all, the largest first; equal values share a place. */
export function ranksOf(values: ReadonlyMap<string, Decimal>): Map<string, number> {
  const sorted = [...values.values()].toSorted((a, b) => b.cmp(a))
  return new Map([...values].map(([id, value]) => [id, sorted.findIndex((other) => other.equals(value)) + 1]))
}

function quantiles(sorted: readonly Decimal[], parts: number): Decimal[] {
  return Array.from({ length: parts - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / parts)]).filter(
    (value) => value !== undefined,
  )
}

function distinct(sorted: readonly Decimal[]): Decimal[] {
  return sorted.filter((value, i) => i === 0 || sorted[i - 1]?.equals(value) !== true)
}
