import { type Blank, isBlank } from '#base/blank.ts'
import { Decimal, quotient } from '#base/decimal.ts'
import type { Factor } from '#base/unit.ts'

/** An exact fraction; `under` is never negative, and zero only where something was divided by zero. */
export type Ratio = { readonly over: bigint; readonly under: bigint }

export const zero: Ratio = { over: 0n, under: 1n }

/** The fraction a decimal text says: `12.50` is 1250 over 100. The text must be a decimal. */
export function ratioOf(text: string): Ratio {
  if (!text.includes('.')) return { over: BigInt(text), under: 1n }
  const [whole = '0', digits = ''] = text.split('.')
  return { over: BigInt(whole + digits), under: 10n ** BigInt(digits.length) }
}

export function ratioOfFactor({ numerator, denominator }: Factor): Ratio {
  return divided(ratioOf(numerator.toFixed()), ratioOf(denominator.toFixed()))
}

export function plus(a: Ratio, b: Ratio): Ratio {
  if (a.under === b.under) return { over: a.over + b.over, under: a.under }
  return { over: a.over * b.under + b.over * a.under, under: a.under * b.under }
}

export function negated(a: Ratio): Ratio {
  return { over: -a.over, under: a.under }
}

export function minus(a: Ratio, b: Ratio): Ratio {
  return plus(a, negated(b))
}

export function times(a: Ratio, b: Ratio): Ratio {
  return { over: a.over * b.over, under: a.under * b.under }
}

/** The quotient; `b` must not be zero. */
export function divided(a: Ratio, b: Ratio): Ratio {
  const sign = b.over < 0n ? -1n : 1n
  return { over: sign * a.over * b.under, under: sign * a.under * b.over }
}

export function isZero(a: Ratio): boolean {
  return a.over === 0n
}

/** Negative, zero or positive. */
export function signOf(a: Ratio): -1 | 0 | 1 {
  return a.over === 0n ? 0 : a.over < 0n ? -1 : 1
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareRatios(a: Ratio, b: Ratio): -1 | 0 | 1 {
  return signOf(minus(a, b))
}

/** The decimal at `scale` places, rounded once, in the one place of the house where quotients are rounded. */
export function toDecimal({ over, under }: Ratio, scale: number): Decimal {
  const result: Decimal | Blank = quotient(new Decimal(over.toString()), new Decimal(under.toString()), scale)
  return isBlank(result) ? new Decimal(0) : result
}

/** The fraction in lowest terms. */
export function reduced({ over, under }: Ratio): Ratio {
  let [a, b] = [over < 0n ? -over : over, under]
  while (b !== 0n) [a, b] = [b, a % b]
  return a <= 1n ? { over, under } : { over: over / a, under: under / a }
}

/** How many places after the point the fraction has; undefined when it has no end. */
export function placesOf(ratio: Ratio): number | undefined {
  let { under } = reduced(ratio)
  let [twos, fives] = [0, 0]
  for (; under % 2n === 0n; under /= 2n) twos += 1
  for (; under % 5n === 0n; under /= 5n) fives += 1
  return under === 1n ? Math.max(twos, fives) : undefined
}
