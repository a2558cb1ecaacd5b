import { type Blank, blank } from '#base/blank.ts'
import { Decimal, parseDecimal, quotient, toDecimalText } from '#base/decimal.ts'
import { type Quantity, quantity } from '#base/quantity.ts'
import { namesOf } from '#pack/formula/dependencies.ts'
import { parseFormula } from '#pack/formula/parse.ts'
import type { KeptStandardRow } from '../contract/indicators.ts'

/** An amount of a measure, of a calendar year or of none. */
type AmountOfYear = {
  readonly measure: string
  readonly year: number | null
  readonly value: string
  readonly unit: string
}

const places = 12

/**
 * What a measure comes to at a check: the amount of its year; for a mean the mean of all its years, so that a ratio is the ratio of the sums.
 * A year that nobody reported leaves the whole unknown.
 */
export function amountAt(
  amounts: readonly AmountOfYear[],
  measure: string,
  years: readonly number[],
): Quantity | Blank {
  const own = amounts.filter((one) => one.measure === measure)
  const lasting = own.find(({ year }) => year === null)
  if (lasting !== undefined) return quantity(lasting.value, lasting.unit)
  const found = years.map((year) => own.find((one) => one.year === year))
  const known = found.filter((one) => one !== undefined)
  const [first] = known
  if (first === undefined || known.length < years.length) return blank('not_reported')
  const total = known.reduce((sum, { value }) => sum.plus(parseDecimal(value)), new Decimal(0))
  const mean = quotient(total, new Decimal(years.length), places)
  return mean instanceof Decimal ? quantity(toDecimalText(mean), first.unit) : mean
}

/** The names that the formulas of a row speak of. */
export function namesOfRow(row: KeptStandardRow): string[] {
  const { measure, where, amount, eases = [] } = row
  const formula = amount !== undefined && 'formula' in amount ? amount.formula : undefined
  const texts = [measure, where, formula, ...eases.map(({ when }) => when)].filter((text) => text !== undefined)
  return [...new Set(texts.flatMap((text) => namesOf(parseFormula(text).tree)))]
}
