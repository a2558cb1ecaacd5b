import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBlank } from './blank.ts'
import { Decimal, isDecimalText, parseDecimal, percentText, quotient, roundTo, toDecimalText } from './decimal.ts'

const cents = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }).map((n) => new Decimal(n.toString()).times('0.01'))

function quotientText(numerator: string, denominator: string, scale: number): string {
  const result = quotient(parseDecimal(numerator), parseDecimal(denominator), scale)
  return isBlank(result) ? result.blank : toDecimalText(result)
}

describe('an exact decimal', () => {
  it.each(['0', '-1', '007', '12.50', '123456789012345678901234567890.123'])('"%s" is one', (text) => {
    expect(isDecimalText(text)).toBe(true)
  })

  it.each(['', '1e5', '1,000', '.5', '5.', '+1', ' 1', 'NaN', 'Infinity', '0x10', '１', '9'.repeat(121)])(
    '"%s" is none',
    (text) => {
      expect(isDecimalText(text)).toBe(false)
      expect(() => parseDecimal(text)).toThrow(expect.objectContaining({ code: 'invalid_number' }))
    },
  )

  it.each([
    ['12.500', '12.5'],
    ['-0.00', '0'],
    ['0.000000000000001', '0.000000000000001'],
    ['1000000000000000000000000000000', '1000000000000000000000000000000'],
  ])('%s is written %s, never with an exponent', (text, written) => {
    expect(toDecimalText(parseDecimal(text))).toBe(written)
  })

  it('adds what floating point cannot: 0.1 and 0.2 is 0.3', () => {
    expect(toDecimalText(parseDecimal('0.1').plus('0.2'))).toBe('0.3')
  })

  it('keeps the sum of a billion billions to the last fen', () => {
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        expect(a.plus(b).minus(b).eq(a)).toBe(true)
      }),
    )
  })

  it('comes back from its text unchanged', () => {
    fc.assert(
      fc.property(cents, (a) => {
        expect(parseDecimal(toDecimalText(a)).eq(a)).toBe(true)
      }),
    )
  })
})

describe('percent of texts', () => {
  const amount = fc.tuple(cents, fc.integer({ min: 0, max: 4 })).map(([value, places]) => value.toFixed(places + 2))

  it('is the quotient, with two digits', () => {
    fc.assert(
      fc.property(amount, amount, fc.option(amount, { nil: undefined }), (value, whole, less) => {
        const exact = quotient(new Decimal(value).minus(less ?? 0).times(100), new Decimal(whole).abs(), 2)
        expect(percentText(value, whole, less)).toEqual(isBlank(exact) ? exact : exact.toFixed(2))
      }),
    )
    expect(percentText('1', '0.00')).toEqual({ blank: 'zero_denominator' })
    expect([percentText('1', '8'), percentText('-1', '3'), percentText('0', '-3'), percentText('1', '800000')]).toEqual(
      ['12.50', '-33.33', '0.00', '0.00'],
    )
    expect(percentText('110', '-100', '-90.5')).toBe('200.50')
  })
})

describe('a quotient', () => {
  it.each([
    ['1', '3', 4, '0.3333'],
    ['2', '3', 4, '0.6667'],
    ['-2', '3', 4, '-0.6667'],
    ['1', '8', 2, '0.13'],
    ['-1', '8', 2, '-0.13'],
    ['0', '7', 2, '0'],
    ['0.0001', '0.00003', 3, '3.333'],
    ['700', '30000', 4, '0.0233'],
    ['5', '2', 0, '3'],
    ['7', '0', 2, 'zero_denominator'],
    ['0', '0', 2, 'zero_denominator'],
  ])('%s ÷ %s at %i places is %s', (numerator, denominator, scale, expected) => {
    expect(quotientText(numerator, denominator, scale)).toBe(expected)
  })

  it('is rounded once: just under a half stays under, however long the nines', () => {
    const half = 5n * 10n ** 79n
    expect(quotientText(`${half - 1n}`, `${10n ** 80n}`, 0)).toBe('0')
    expect(quotientText(`${half}`, `${10n ** 80n}`, 0)).toBe('1')
  })

  it('lies within half a place of the truth', () => {
    fc.assert(
      fc.property(cents, cents, fc.integer({ min: 0, max: 12 }), (a, b, scale) => {
        fc.pre(!b.isZero())
        const q = quotient(a, b, scale) as Decimal
        const twiceTheError = q.times(b).minus(a).abs().times(2)
        expect(twiceTheError.lte(b.abs().times(`1e-${scale}`))).toBe(true)
        expect(q.decimalPlaces()).toBeLessThanOrEqual(scale)
      }),
    )
  })

  it('of a product and one of its factors is the other', () => {
    fc.assert(
      fc.property(cents, fc.integer({ min: 1, max: 1_000_000 }), (a, n) => {
        expect((quotient(a.times(n), new Decimal(n), 2) as Decimal).eq(a)).toBe(true)
      }),
    )
  })
})

describe('rounding', () => {
  it.each([
    ['0.125', 2, '0.13'],
    ['-0.125', 2, '-0.13'],
    ['0.1249999999999999999999', 2, '0.12'],
    ['2.5', 0, '3'],
  ])('%s at %i places is %s', (value, scale, expected) => {
    expect(toDecimalText(roundTo(parseDecimal(value), scale))).toBe(expected)
  })
})
