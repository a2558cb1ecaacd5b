import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, compare, convert, divide, multiply, type Quantity, quantity, subtract, sum } from './quantity.ts'
import { unitCodes, parseUnit, sameDimension } from './unit.ts'

const read = (text: string): Quantity => {
  const [value = '', unit = ''] = text.split(' ')
  return quantity(value, unit)
}
const say = (q: Quantity): string => `${q.value} ${q.unit}`
const amounts = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map((n) => (n / 100).toFixed(2))

describe('converting', () => {
  it.each([
    ['600 CNY_10k/mu', 'CNY/m2', '9000 CNY/m2'],
    ['600 CNY_10k/mu', 'CNY_10k/hectare', '9000 CNY_10k/hectare'],
    ['7878 CNY/m2', 'CNY_10k/mu', '525.2 CNY_10k/mu'],
    ['3000 mu', 'km2', '2 km2'],
    ['1 hectare', 'mu', '15 mu'],
    ['263636.32 m2', 'mu', '395.45448 mu'],
    ['12.5 percent', 'permille', '125 permille'],
    ['0.0302 one', 'percent', '3.02 percent'],
    ['1 CNY_100M', 'CNY_1k', '100000 CNY_1k'],
    ['2 year', 'month', '24 month'],
    ['1 mu', 'm2', '666.666666666666666666666667 m2'],
  ])('%s in %s is %s', (from, unit, to) => {
    expect(say(convert(read(from), unit))).toBe(to)
  })

  it('gives the same amount after going there and back, whatever the units', () => {
    const pairs = unitCodes.flatMap((from) =>
      unitCodes.filter((to) => sameDimension(parseUnit(from), parseUnit(to))).map((to) => [from, to] as const),
    )
    fc.assert(
      fc.property(amounts, fc.constantFrom(...pairs), (value, [from, to]) => {
        const start = quantity(value, from)
        expect(convert(convert(start, to), from)).toEqual(start)
      }),
      { numRuns: 500 },
    )
  })

  it('refuses land for money and says which units met', () => {
    expect(() => convert(read('1 mu'), 'CNY')).toThrow(
      expect.objectContaining({ code: 'units_do_not_mix', details: { left: 'mu', right: 'CNY' } }),
    )
  })
})

describe('calculating', () => {
  it.each([
    ['1 hectare', '15 mu', '2 hectare'],
    ['0.1 CNY_10k', '1 CNY', '0.1001 CNY_10k'],
  ])('%s and %s is %s', (a, b, total) => {
    expect(say(add(read(a), read(b)))).toBe(total)
  })

  it('refuses to add persons to enterprises', () => {
    expect(() => add(read('1 person'), read('1 enterprise'))).toThrow(
      expect.objectContaining({ code: 'units_do_not_mix' }),
    )
    expect(() => compare(read('1 tce'), read('1 t'))).toThrow(expect.objectContaining({ code: 'units_do_not_mix' }))
  })

  it.each([
    ['8000 CNY_10k', '50 mu', 2, '160 CNY_10k/mu'],
    ['8000 CNY_10k', '3200 tce', 3, '2.5 CNY_10k/tce'],
    ['700 CNY_10k', '30000 CNY_10k', 4, '0.0233 one'],
    ['7000 CNY_1k', '30000 CNY_10k', 4, '0.0233 one'],
    ['1 mu', '3 m2', 2, '222.22 one'],
    ['24 CNY_100M', '263636.32 m2', 6, '0.000091 CNY_100M/m2'],
  ])('%s divided by %s at %i places is %s', (a, b, scale, expected) => {
    expect(divide(read(a), read(b), scale)).toEqual(read(expected))
  })

  it('divided by nothing is a blank and says so', () => {
    expect(divide(read('8000 CNY_10k'), read('0 mu'), 2)).toEqual({ blank: 'zero_denominator' })
  })

  it('gives money back when money per land meets land', () => {
    expect(say(multiply(read('600 CNY_10k/mu'), read('80 mu')))).toBe('48000 CNY_10k')
  })

  it('compares exactly where no decimal is exact: 3 mu are 2000 m²', () => {
    expect(compare(read('3 mu'), read('2000 m2'))).toBe(0)
    expect(compare(read('3 mu'), read('2000.0000000000000000000001 m2'))).toBeLessThan(0)
    expect(compare(read('1 CNY_100M'), read('9999.99 CNY_10k'))).toBeGreaterThan(0)
  })

  it('the sum of nothing is zero of its unit, which is a value and not a blank', () => {
    expect(say(sum([], 'mu'))).toBe('0 mu')
    expect(say(sum([read('1 hectare'), read('1 mu')], 'mu'))).toBe('16 mu')
  })

  it('takes away what it added, in whatever unit that came', () => {
    const money = fc.constantFrom('CNY', 'CNY_1k', 'CNY_10k', 'CNY_100M')
    fc.assert(
      fc.property(amounts, money, amounts, money, (a, unitA, b, unitB) => {
        const [first, second] = [quantity(a, unitA), quantity(b, unitB)]
        expect(subtract(add(first, second), second)).toEqual(first)
        expect(compare(add(first, second), add(second, first))).toBe(0)
      }),
    )
  })

  it('refuses what is no number or no unit', () => {
    expect(() => quantity('1,000', 'mu')).toThrow(expect.objectContaining({ code: 'invalid_number' }))
    expect(() => quantity('1', 'acre')).toThrow(expect.objectContaining({ code: 'unknown_unit' }))
  })
})
