import { describe, expect, it } from 'vitest'
import { packIssueSentence } from '../sentences.ts'
import { parseFormula } from './parse.ts'
import { checkUnits } from './units.ts'
import { createWorld } from './world.ts'

const units: Record<string, string> = {
  tax: 'CNY_10k',
  sales: 'CNY_1k',
  land: 'mu',
  site: 'm2',
  staff: 'person',
  share: 'percent',
}

const world = createWorld({
  findIndicator: (id) => (Object.hasOwn(units, id) ? { unit: units[id] ?? '', subject: 'enterprise' } : undefined),
  indicatorIds: () => Object.keys(units),
  classes: new Set(['trades/10', 'trades/20']),
  places: new Set(['kite', 'firefly']),
})

function yields(text: string): string {
  const { yields: result, issues } = checkUnits(parseFormula(text).tree, world)
  if (issues.length > 0) return issues.map((issue) => packIssueSentence({ ...issue, where: '' }, 'en')).join('; ')
  return result.is === 'amount' ? result.unit : result.is
}

describe('what a formula yields', () => {
  it.each([
    ['tax / land', 'CNY_10k/mu'],
    ['tax / land * land', 'CNY_10k'],
    ['tax + sales', 'CNY_10k'],
    ['sales + tax', 'CNY_1k'],
    ['tax / tax', 'one'],
    ['share + 3 permille', 'percent'],
    ['land + site + 2 km2', 'mu'],
    ['max(tax, 0)', 'CNY_10k'],
    ['if(tax > 0, 0, sales)', 'CNY_1k'],
    ['round(tax / staff, 2)', 'CNY_10k/person'],
    ['count(tax > 3 CNY_100M)', 'enterprise'],
    ['last_year(cumulative(tax))', 'CNY_10k'],
    ['tax > 0', 'condition'],
    ['known(tax) and enterprise.above_scale', 'condition'],
    ['industry in trades/10 or town in (kite, firefly)', 'condition'],
  ])('%s: %s', (text, expected) => {
    expect(yields(text)).toBe(expected)
  })

  it.each([
    ['tax + land', '“mu” and “CNY_10k” cannot be added or compared'],
    ['tax > 3', 'The number lacks a unit; expected one like “CNY_10k”'],
    ['tax > 3 mu', 'cannot be added or compared'],
    ['tax > 3 CNY_10K', 'There is no unit “CNY_10K”. Did you mean “CNY_10k”?'],
    ['taxx / land', 'There is no indicator “taxx”. Did you mean “tax”?'],
    ['tax and land', 'Expected a condition, found an amount; Expected a condition, found an amount'],
    ['(tax > 0) + land', 'Expected an amount, found a condition'],
    ['industry + tax', '“industry” is used with in'],
    ['above_scale in trades/10', 'is yes or no and has no classes'],
    ['branch in trades/10', 'There is no attribute “branch”'],
    ['industry in trades/11', 'There is no class “trades/11”'],
    ['town in kites', 'There is no place “kites”. Did you mean “kite”?'],
    ['round(tax, land)', 'The second argument of round is a number of digits'],
    ['previous(3)', 'The number 3 has no other period'],
    ['(tax + land) / (staff + site)', 'cannot be added or compared; “m2” and “person” cannot'],
  ])('%s is refused: %s', (text, words) => {
    expect(yields(text)).toContain(words)
  })
})
