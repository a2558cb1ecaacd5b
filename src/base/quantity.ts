import { z } from 'zod'
import { type Blank, isBlank } from './blank.ts'
import { Decimal, DecimalText, parseDecimal, quotient, toDecimalText } from './decimal.ts'
import { invariant } from './invariant.ts'
import { conversion, parseUnit, type Unit, unitProduct, unitQuotient } from './unit.ts'

/** An exact amount and its unit. Amounts of different things refuse to be added or compared. */
export const Quantity = z
  .object({ value: DecimalText, unit: z.string().describe('A unit code such as CNY_10k/mu') })
  .describe('An exact amount and its unit')
export type Quantity = z.infer<typeof Quantity>

/** Places at which conversions are rounded: where a decimal can say them exactly, and where none can, as a mu in m². */
const scales = { exact: 18, endless: 24 }

/** @throws Problem invalid_number, unknown_unit */
export function quantity(value: string | number | Decimal, unit: string): Quantity {
  const exact = typeof value === 'object' ? value : parseDecimal(String(value))
  return { value: toDecimalText(exact), unit: parseUnit(unit).code }
}

/** The sum, in the unit of the first. @throws Problem units_do_not_mix */
export function add(a: Quantity, b: Quantity): Quantity {
  return quantity(amount(a).plus(amount(convert(b, a.unit))), a.unit)
}

/** The difference, in the unit of the first. @throws Problem units_do_not_mix */
export function subtract(a: Quantity, b: Quantity): Quantity {
  return quantity(amount(a).minus(amount(convert(b, a.unit))), a.unit)
}

/** The sum of all, in that unit; of none, zero. @throws Problem units_do_not_mix */
export function sum(quantities: Iterable<Quantity>, unit: string): Quantity {
  let total = quantity('0', unit)
  for (const each of quantities) total = add(total, each)
  return total
}

/** The product, in the product of the units: 万元/亩 times 亩 is 万元. */
export function multiply(a: Quantity, b: Quantity): Quantity {
  return quantity(amount(a).times(amount(b)), unitProduct(a.unit, b.unit).code)
}

/**
 * The quotient at `scale` places, in the quotient of the units; of two amounts of the same thing, a plain number (`one`).
 * Division by zero is a blank.
 */
export function divide(a: Quantity, b: Quantity, scale: number): Quantity | Blank {
  const unit = unitQuotient(a.unit, b.unit)
  const plain = Object.keys(unit.dimension).length === 0
  const factor = plain ? unit.factor : unity
  const result = quotient(amount(a).times(factor.numerator), amount(b).times(factor.denominator), scale)
  return isBlank(result) ? result : quantity(result, plain ? 'one' : unit.code)
}

/**
 * The same amount in another unit of the same dimension, at `scale` places when one is asked for; otherwise there and back
 * again gives the amount one started with. @throws Problem units_do_not_mix
 */
export function convert(q: Quantity, unit: string, scale?: number): Quantity {
  if (q.unit === unit && scale === undefined) return q
  const { numerator, denominator } = conversion(parseUnit(q.unit), parseUnit(unit))
  const result = quotient(amount(q).times(numerator), denominator, scale ?? losslessScale(denominator))
  invariant(!isBlank(result), `the factor from ${q.unit} to ${unit} is zero`)
  return quantity(result, unit)
}

/** Negative, zero or positive, exactly. @throws Problem units_do_not_mix */
export function compare(a: Quantity, b: Quantity): number {
  const { numerator, denominator } = conversion(parseUnit(a.unit), parseUnit(b.unit))
  return amount(a).times(numerator).cmp(amount(b).times(denominator))
}

/** The number alone. @throws Problem invalid_number */
export function amount(q: Quantity): Decimal {
  return parseDecimal(q.value)
}

/** Endless one way is exact the other way, and the fewer places there take away what the first rounding left. */
function losslessScale(denominator: Decimal): number {
  return new Decimal('1e40').mod(denominator).isZero() ? scales.exact : scales.endless
}

const unity: Unit['factor'] = { numerator: new Decimal(1), denominator: new Decimal(1) }
