import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Quantity, quantity } from '#base/quantity.ts'
import { dependencyKey } from './dependencies.ts'
import { evaluateCondition, type Given } from './evaluate.ts'
import { nearMiss, type NearMiss } from './near-miss.ts'
import { parseFormula } from './parse.ts'

const held: Record<string, Quantity> = {
  tax: quantity('600', 'CNY_10k'),
  land: quantity('40', 'mu'),
  sales: quantity('9000', 'CNY_1k'),
  'last_year(sales)': quantity('8000', 'CNY_1k'),
}

function givenOf(values: Record<string, Quantity>): Given {
  return {
    valueOf: (dependency) => values[dependencyKey(dependency)] ?? { blank: 'not_reported' },
    isIn: (_attribute, classes) => classes.includes('trades/10'),
    holds: () => false,
  }
}

function said(miss: NearMiss): string {
  if (miss.kind === 'all' || miss.kind === 'one_of') return `${miss.kind}[${miss.of.map(said).join('; ')}]`
  if (miss.kind !== 'change') return miss.kind
  return miss.one_of
    .map((change) => {
      if (change.kind === 'value') return `${change.name} ${change.must} ${change.to.value} ${change.to.unit}`
      if (change.kind === 'missing') return `missing ${change.missing.map((one) => one.name).join(', ')}`
      return `${change.attribute} ${change.not ? 'not ' : ''}${String(change.be)}`
    })
    .join(' | ')
}

describe('what would have to change for a condition to become true', () => {
  it.each([
    ['tax / land >= 15 CNY_10k/mu', 'holds'],
    ['tax / land >= 20 CNY_10k/mu', 'tax at_least 800 CNY_10k | land at_most 30 mu'],
    ['tax / land > 20 CNY_10k/mu', 'tax above 800 CNY_10k | land below 30 mu'],
    ['not (tax / land < 20 CNY_10k/mu)', 'tax at_least 800 CNY_10k | land at_most 30 mu'],
    ['tax / land >= 17 CNY_10k/mu', 'tax at_least 680 CNY_10k | land at_most 35.294117 mu'],
    ['sales / last_year(sales) - 1 >= 20 percent', 'sales at_least 9600 CNY_1k | last_year(sales) at_most 7500 CNY_1k'],
    ['land >= 30000 m2', 'land at_least 45 mu'],
    ['tax = 700 CNY_10k', 'tax exactly 700 CNY_10k'],
    ['tax > 1000 CNY_10k and land > 50 mu', 'all[tax above 1000 CNY_10k; land above 50 mu]'],
    ['tax > 1000 CNY_10k or land > 50 mu', 'one_of[tax above 1000 CNY_10k; land above 50 mu]'],
    ['tax > 1000 CNY_10k or land > 5 mu', 'holds'],
    ['not (tax > 500 CNY_10k or land > 5 mu)', 'all[tax at_most 500 CNY_10k; land at_most 5 mu]'],
    ['profit > 0', 'missing profit'],
    ['profit > 0 and tax > 700 CNY_10k', 'all[missing profit; tax above 700 CNY_10k]'],
    ['industry in trades/20', 'industry trades/20'],
    ['not industry in trades/10', 'industry not trades/10'],
    ['above_scale', 'above_scale true'],
    ['tax * land < 0', 'tax below 0 CNY_10k | land below 0 mu'],
    ['1 > 2', 'out_of_reach'],
    ['abs(tax) > 700 CNY_10k', 'out_of_reach'],
  ])('%s: %s', (text, expected) => {
    expect(said(nearMiss(parseFormula(text), givenOf(held)))).toBe(expected)
  })

  it('a change that is suggested really suffices', () => {
    const money = fc.constantFrom('tax', 'sales', '3 * tax - sales', 'tax / land * land', '(tax + sales) / 7')
    const rate = fc.constantFrom('tax / land', 'sales / (land + 3 mu)', '(tax - sales) / land')
    const condition = fc.oneof(
      fc
        .tuple(money, fc.constantFrom('<', '<=', '>', '>='), fc.integer({ min: -900, max: 900 }))
        .map(([a, operator, b]) => `${a} ${operator} ${b < 0 ? '-' : ''}${Math.abs(b)} CNY_10k`),
      fc
        .tuple(rate, fc.constantFrom('<', '<=', '>', '>='), fc.integer({ min: 0, max: 900 }))
        .map(([a, operator, b]) => `${a} ${operator} ${b} CNY_10k/mu`),
    )
    const amount = fc.integer({ min: 1, max: 2000 })
    fc.assert(
      fc.property(condition, amount, amount, amount, (text, tax, land, sales) => {
        const values = { tax: quantity(tax, 'CNY_10k'), land: quantity(land, 'mu'), sales: quantity(sales, 'CNY_1k') }
        const formula = parseFormula(text)
        const miss = nearMiss(formula, givenOf(values))
        const changes = miss.kind === 'change' ? miss.one_of : []
        for (const change of changes) {
          if (change.kind !== 'value') continue
          const nudge = change.must === 'above' ? 0.000001 : change.must === 'below' ? -0.000001 : 0
          const to = quantity((Number(change.to.value) + nudge).toFixed(6), change.to.unit)
          expect(
            evaluateCondition(formula, givenOf({ ...values, [change.name]: to })).answer,
            `${text} ${JSON.stringify(change)}`,
          ).toBe('yes')
        }
      }),
      { numRuns: 500 },
    )
  })
})
