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
  const size = rounded(
    digitsOf(numerator.toFixed(places)) * 10n ** BigInt(scale),
    digitsOf(denominator.toFixed(places)),
  )
  return new Decimal(`${size}e-${scale}`)
}

/**
 * (`value` − `less`) ÷ `whole` in percent with two digits, as text; the same as by `quotient`, for thousands of figures.
 * @param whole its size counts, not its sign
 */
export function percentText(value: DecimalText, whole: DecimalText, less: DecimalText = '0'): DecimalText | Blank {
  const places = Math.max(placesOf(value), placesOf(whole), placesOf(less))
  const at = (text: DecimalText) => digitsOf(text) * 10n ** BigInt(places - placesOf(text))
  const under = at(whole)
  if (under === 0n) return blank('zero_denominator')
  const hundredths = rounded((at(value) - at(less)) * 10_000n, magnitude(under))
  const digits = String(magnitude(hundredths)).padStart(3, '0')
  return `${hundredths < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** The quotient of whole numbers as a whole number, ties away from zero. */
function rounded(over: bigint, under: bigint): bigint {
  const size = (2n * magnitude(over) + magnitude(under)) / (2n * magnitude(under))
  return over < 0n !== under < 0n ? -size : size
}

/** All digits of a text as one whole number. */
function digitsOf(text: DecimalText): bigint {
  return BigInt(text.replace('.', ''))
}

function placesOf(text: DecimalText): number {
  const point = text.indexOf('.')
  return point < 0 ? 0 : text.length - point - 1
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}
