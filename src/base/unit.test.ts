import { describe, expect, it } from 'vitest'
import { conversion, isUnit, parseUnit, sameDimension, unitCodes, unitName, unitProduct, unitQuotient } from './unit.ts'

describe('a unit', () => {
  it.each([
    ['mu', { area: 1 }, '2000/3'],
    ['CNY_10k/mu', { money: 1, area: -1 }, '15/1'],
    ['CNY_10k/person/year', { money: 1, persons: -1, months: -1 }, '2500/3'],
    ['percent', {}, '1/100'],
    ['mu/hectare', {}, '1/15'],
    ['m*m', { length: 2 }, '1/1'],
    ['one/person', { persons: -1 }, '1/1'],
  ])('%s measures %j, %s of the plain units', (code, dimension, factor) => {
    const unit = parseUnit(code)
    expect(unit.dimension).toEqual(dimension)
    expect(`${unit.factor.numerator}/${unit.factor.denominator}`).toBe(factor)
  })

  it.each([
    ['CNY_10k*mu/mu', 'CNY_10k'],
    ['CNY_10k*one', 'CNY_10k'],
    ['mu/mu', 'one'],
    ['one/mu/mu', 'one/mu/mu'],
  ])('%s is the same as %s', (long, short) => {
    expect(parseUnit(long).code).toBe(short)
  })

  it.each([
    ['mus', 'mus', 'mu'],
    ['CNY_10K', 'CNY_10K', 'CNY_10k'],
    ['CNY_10k/hectar', 'hectar', 'hectare'],
    ['persn', 'persn', 'person'],
  ])('%s is unknown: %s may be meant as %s', (code, found, nearest) => {
    expect(isUnit(code)).toBe(false)
    expect(() => parseUnit(code)).toThrow(
      expect.objectContaining({ code: 'unknown_unit', details: { found, nearest } }),
    )
  })

  it.each(['', '/mu', 'mu/', 'mu//m2', '__proto__', 'constructor', 'm2 ', 'mu/'.repeat(50)])(
    '"%s" is no unit',
    (code) => {
      expect(() => parseUnit(code)).toThrow(expect.objectContaining({ code: 'unknown_unit' }))
    },
  )

  it('keeps persons, enterprises and pieces apart', () => {
    expect(sameDimension(parseUnit('person'), parseUnit('enterprise'))).toBe(false)
    expect(sameDimension(parseUnit('person'), parseUnit('person_10k'))).toBe(true)
    expect(() => conversion(parseUnit('tce'), parseUnit('kWh'))).toThrow(
      expect.objectContaining({ code: 'units_do_not_mix', details: { left: 'tce', right: 'kWh' } }),
    )
  })

  it.each([
    ['CNY_10k/mu', 'mu', 'CNY_10k', 'CNY_10k/mu/mu'],
    ['CNY_10k', 'person', 'CNY_10k*person', 'CNY_10k/person'],
    ['CNY_10k', 'CNY_10k', 'CNY_10k*CNY_10k', 'one'],
  ])('%s and %s give %s and %s', (a, b, product, quotient) => {
    expect([unitProduct(a, b).code, unitQuotient(a, b).code]).toEqual([product, quotient])
  })

  it.each([
    ['CNY_10k/mu', '万元/亩', 'CNY 10,000 per mu'],
    ['CNY_10k/person/year', '万元/(人·年)', 'CNY 10,000 per person per year'],
    ['percent', '%', '%'],
    ['one', '', ''],
    ['one/person', '1/人', '1 per person'],
  ])('%s is called %s, %s', (code, zh, en) => {
    expect([unitName(code, 'zh'), unitName(code, 'en')]).toEqual([zh, en])
  })

  it('is its own name in a formula, whichever it is', () => {
    for (const code of unitCodes) expect(parseUnit(code).code).toBe(code)
  })
})
