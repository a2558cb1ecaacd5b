import { describe, expect, it } from 'vitest'
import { isBlank } from '#base/blank.ts'
import { type Quantity, quantity } from '#base/quantity.ts'
import { dependencyKey } from './dependencies.ts'
import { evaluateCondition, evaluateFormula, type Given } from './evaluate.ts'
import { parseFormula } from './parse.ts'

const values: Record<string, Quantity | { blank: 'not_reported' | 'not_applicable' | 'suppressed' }> = {
  tax: quantity('600', 'CNY_10k'),
  land: quantity('40', 'mu'),
  no_land: quantity('0', 'mu'),
  staff: quantity('7', 'person'),
  output: quantity('1080', 'CNY_1k'),
  'last_year(output)': quantity('1000', 'CNY_1k'),
  'last_year(cumulative(output))': quantity('2000', 'CNY_1k'),
  loss: quantity('-2.5', 'CNY_10k'),
  profit: { blank: 'not_reported' },
  exports: { blank: 'not_applicable' },
}

const given: Given = {
  valueOf: (dependency) => values[dependencyKey(dependency)] ?? { blank: 'not_reported' },
  isIn: (attribute, classes) => (attribute === 'industry' ? classes.includes('trades/10') : undefined),
  holds: (attribute) => (attribute === 'above_scale' ? true : undefined),
}

const value = (text: string, unit: string, scale = 2) => {
  const result = evaluateFormula(parseFormula(text), given, { unit, scale })
  return isBlank(result.value)
    ? `${result.value.blank}: ${result.missing.map((one) => one.name).join(', ')}`
    : result.value.value
}
const answer = (text: string) => {
  const { answer: said, because } = evaluateCondition(parseFormula(text), given)
  return because.length === 0 ? said : `${said}: ${because.map((one) => `${one.name} ${one.reason}`).join(', ')}`
}

describe('the value of a formula', () => {
  it.each([
    ['tax / land', 'CNY_10k/mu', '15'],
    ['tax / land', 'CNY/m2', '225'],
    ['tax / staff', 'CNY_10k/person', '85.71'],
    ['tax / staff * staff', 'CNY_10k', '600'],
    ['output / last_year(output) - 1', 'percent', '8'],
    ['last_year(cumulative(output)) - last_year(output)', 'CNY_1k', '1000'],
    ['tax + output', 'CNY_10k', '708'],
    ['0 - loss', 'CNY_10k', '2.5'],
    ['abs(loss) + max(loss, 0)', 'CNY_10k', '2.5'],
    ['min(tax, output, loss)', 'CNY_10k', '-2.5'],
    ['mean(tax, output)', 'CNY_10k', '354'],
    ['sum(tax, output, loss)', 'CNY_10k', '705.5'],
    ['round(tax / staff, 1)', 'CNY_10k/person', '85.7'],
    ['round(loss, 0)', 'CNY_10k', '-3'],
    ['if(loss < 0, 0, profit)', 'CNY_10k', '0'],
    ['if(known(profit), profit, tax)', 'CNY_10k', '600'],
    ['count(tax > 1 CNY_100M) + count(loss < 0)', 'enterprise', '1'],
    ['3000 mu', 'km2', '2'],
    ['1 mu * 3 / 2000', 'm2', '1'],
  ])('%s in %s is %s', (text, unit, expected) => {
    expect(value(text, unit)).toBe(expected)
  })

  it.each([
    ['tax / no_land', 'zero_denominator: no_land'],
    ['tax / (land - 40 mu)', 'zero_denominator: land - 40 mu'],
    ['tax + profit', 'not_reported: profit'],
    ['tax + exports + profit', 'not_applicable: exports, profit'],
    ['last_year(tax) / land', 'not_reported: last_year(tax)'],
    ['if(profit > 0, tax, loss)', 'not_reported: profit'],
    ['sum(tax, profit)', 'not_reported: profit'],
  ])('%s has no value and says why: %s', (text, expected) => {
    expect(value(text, 'CNY_10k')).toBe(expected)
  })

  it('what is given in a unit of something else is refused', () => {
    expect(() => value('tax + land', 'CNY_10k')).toThrow('units_do_not_mix')
  })

  it('is rounded once, at the end, halves away from zero', () => {
    expect([value('9 / 8', 'one', 2), value('-(9 / 8)', 'one', 2), value('1 / 3 * 3', 'one', 20)]).toEqual([
      '1.13',
      '-1.13',
      '1',
    ])
  })
})

describe('yes, no, or unknown because something is missing', () => {
  it.each([
    ['tax > 500 CNY_10k', 'yes'],
    ['tax = 0.06 CNY_100M', 'yes'],
    ['tax != 6000 CNY_1k', 'no'],
    ['land >= 26666 m2 and land <= 26667 m2', 'yes'],
    ['profit > 0', 'unknown: profit not_reported'],
    ['profit > 0 and tax < 0', 'no'],
    ['profit > 0 or tax > 0', 'yes'],
    ['profit > 0 or tax < 0', 'unknown: profit not_reported'],
    ['not (profit > 0)', 'unknown: profit not_reported'],
    ['known(profit)', 'no'],
    ['not known(profit) or profit > 0', 'yes'],
    ['tax / no_land > 3 CNY_10k/mu', 'unknown: no_land zero_denominator'],
    ['industry in trades/10', 'yes'],
    ['industry in trades/20 or above_scale', 'yes'],
    ['size in sizes/large', 'unknown: size not_reported'],
  ])('%s: %s', (text, expected) => {
    expect(answer(text)).toBe(expected)
  })
})
