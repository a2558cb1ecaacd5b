import { Decimal as DecimalJs } from 'decimal.js'
import { z } from 'zod'
import { type Blank, blank } from './blank.ts'
import { Problem } from './problem.ts'

/** Exact decimal numbers: sums and products to 60 digits, ties away from zero, never written with an exponent. */
export const Decimal = DecimalJs.clone({
  precision: 60,
  rounding: DecimalJs.ROUND_HALF_UP,
  toExpNeg: -9e15,
  toExpPos: 9e15,
})
export type Decimal = DecimalJs

const written = /^-?\d+(\.\d+)?$/
const mostCharacters = 120

/** An exact decimal as text: `-12.50`. No exponent, no thousands separator. */
export const DecimalText = z
  .string()
  .max(mostCharacters)
  .regex(written, { error: 'value.not_a_number' })
  .meta({ description: 'An exact decimal number as text', examples: ['1250.5'] })
export type DecimalText = z.infer<typeof DecimalText>

export function isDecimalText(text: string): boolean {
  return text.length <= mostCharacters && written.test(text)
}

/** @throws Problem invalid_number */
export function parseDecimal(text: string): Decimal {
  if (!isDecimalText(text)) throw new Problem('invalid_number', { details: { found: text.slice(0, mostCharacters) } })
  return new Decimal(text)
}

/** The shortest exact text: no exponent, no trailing zeros, no minus before zero. */
export function toDecimalText(value: Decimal): DecimalText {
  return value.isZero() ? '0' : value.toFixed()
}

/** Rounded to `scale` places after the point, ties away from zero. */
export function roundTo(value: Decimal, scale: number): Decimal {
  return value.toDecimalPlaces(scale, Decimal.ROUND_HALF_UP)
}

/**
 * `numerator` ÷ `denominator` at `scale` places, ties away from zero. The one place of the house where quotients are rounded:
 * computed in whole numbers, so it is rounded once and never twice.
 */
export function quotient(numerator: Decimal, denominator: Decimal, scale: number): Decimal | Blank {
  if (denominator.isZero()) return blank('zero_denominator')
  const places = Math.max(numerator.decimalPlaces(), denominator.decimalPlaces())
  const over = whole(numerator, places) * 10n ** BigInt(scale)
  const under = whole(denominator, places)
  const negative = over < 0n !== under < 0n
  const size = (2n * magnitude(over) + magnitude(under)) / (2n * magnitude(under))
  return new Decimal(`${negative ? -size : size}e-${scale}`)
}

function whole(value: Decimal, places: number): bigint {
  return BigInt(value.toFixed(places).replace('.', ''))
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}
