import { type Blank, type BlankReason, isBlank } from '#base/blank.ts'
import { Decimal, parseDecimal, roundTo } from '#base/decimal.ts'
import type { Figure } from '#base/figure.ts'
import { convert, type Quantity } from '#base/quantity.ts'
import type { Language } from '#base/text.ts'
import { sentence } from '#base/texts/problems.ts'
import { unitName } from '#base/unit.ts'

/** The small word that stands where a value is missing. */
export function blankWord(reason: BlankReason, language: Language): string {
  return sentence(`blank.${reason}`, language)
}

export type NumberStyle = {
  /** Places after the point; without it the number keeps its own, four at most. */
  scale?: number | undefined
  /** Writes + before what is above zero: growth and gaps. */
  sign?: boolean | undefined
}

/** A number for people: thousands apart, a real minus sign, rounded half up. */
export function formatNumber(value: string | number, { scale, sign }: NumberStyle = {}): string {
  const exact = typeof value === 'number' ? new Decimal(value) : parseDecimal(value)
  const places = scale ?? Math.min(exact.decimalPlaces(), 4)
  const rounded = roundTo(exact, places)
  const [whole = '0', fraction] = rounded.abs().toFixed(places).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const mark = rounded.isZero() ? '' : rounded.isNegative() ? '−' : sign === true ? '+' : ''
  return fraction === undefined ? `${mark}${grouped}` : `${mark}${grouped}.${fraction}`
}

/** The number of a quantity in another unit of the same kind, as exact text. */
export function inUnit(quantity: Quantity, unit: string | undefined): string {
  return unit === undefined || unit === quantity.unit ? quantity.value : convert(quantity, unit).value
}

/** A quantity with its unit: `12,350.5 亿元`. */
export function formatQuantity(
  quantity: Quantity,
  language: Language,
  style: NumberStyle & { unit?: string | undefined } = {},
): string {
  const unit = style.unit ?? quantity.unit
  const name = unitName(unit, language)
  const number = formatNumber(inUnit(quantity, unit), style)
  if (unit === 'percent' || unit === 'permille') return `${number}${name}`
  return name === '' ? number : `${number} ${name}`
}

/** A value or the word of its blank. */
export function formatValue(
  value: Quantity | Blank,
  language: Language,
  style: NumberStyle & { unit?: string | undefined } = {},
): string {
  return isBlank(value) ? blankWord(value.blank, language) : formatQuantity(value, language, style)
}

const moneyUnits = ['CNY_100M', 'CNY_10k', 'CNY'] as const

/** The unit in which a column of money reads best (亿元, 万元, 元), judged by its largest value; other units stay. */
export function columnUnit(values: Iterable<Quantity | Blank | Figure | undefined>, unit: string): string {
  if (!unit.startsWith('CNY') || unit.includes('/') || unit.includes('*')) return unit
  let largest = new Decimal(0)
  for (const entry of values) {
    if (entry === undefined) continue
    const value = 'explanation' in entry ? entry.value : entry
    if (isBlank(value)) continue
    largest = Decimal.max(largest, parseDecimal(inUnit(value, 'CNY')).abs())
  }
  return moneyUnits.find((candidate) => largest.gte(inUnit({ value: '10', unit: candidate }, 'CNY'))) ?? 'CNY_10k'
}

/** How many places after the point a column shows when nothing was said: few, and the same in each row. */
export function columnScale(unit: string): number {
  if (unit === 'CNY_100M') return 2
  if (unit === 'percent' || unit === 'permille') return 1
  if (/^(person|enterprise|piece|project|place|times|year|month|day)$/.test(unit)) return 0
  return unit.includes('/') ? 2 : 1
}
