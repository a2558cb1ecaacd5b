import { expect, test } from 'vitest'
import { formatInstant, formatPeriod } from './dates.ts'
import { columnUnit, formatNumber, formatQuantity, formatValue } from './numbers.ts'

test.each([
  ['1234567.891', { scale: 2 }, '1,234,567.89'],
  ['-0.5', { scale: 0 }, '−1'],
  ['-0.04', { scale: 1 }, '0.0'],
  ['12.5', { sign: true }, '+12.5'],
  ['0', { sign: true }, '0'],
  ['100', {}, '100'],
  ['999', { scale: 0 }, '999'],
  ['123456789012345678901234567890.12', { scale: 2 }, '123,456,789,012,345,678,901,234,567,890.12'],
])('%s with %j is written %s', (value, style, written) => {
  expect(formatNumber(value, style)).toBe(written)
})

test('money takes the magnitude of its column, judged by the largest value', () => {
  const column = (...values: string[]) =>
    columnUnit(
      values.map((value) => ({ value, unit: 'CNY_10k' })),
      'CNY_10k',
    )
  expect(column('12', '5000000')).toBe('CNY_100M')
  expect(column('12', '5000')).toBe('CNY_10k')
  expect(column('0.01', '0.02')).toBe('CNY')
  expect(column()).toBe('CNY_10k')
})

test('money per mu and land keep their unit', () => {
  expect(columnUnit([{ value: '900000', unit: 'CNY_10k/mu' }], 'CNY_10k/mu')).toBe('CNY_10k/mu')
  expect(columnUnit([{ value: '900000', unit: 'mu' }], 'mu')).toBe('mu')
})

test('a quantity is shown in the unit that was asked for', () => {
  expect(formatQuantity({ value: '123456', unit: 'CNY_10k' }, 'zh', { unit: 'CNY_100M', scale: 2 })).toBe('12.35 亿元')
  expect(formatQuantity({ value: '8.25', unit: 'percent' }, 'en', { scale: 1 })).toBe('8.3%')
})

test('a blank shows its word and never a zero', () => {
  expect(formatValue({ blank: 'not_reported' }, 'zh')).toBe('未报')
  expect(formatValue({ blank: 'suppressed' }, 'en')).toBe('suppressed')
})

test('an instant is shown in the time zone of the programme', () => {
  expect(formatInstant('2026-11-22T16:05:00Z', 'Asia/Shanghai')).toBe('2026-11-23 00:05')
})

test('what is no period stays as it is', () => {
  expect(formatPeriod('2026-Q3', 'zh')).toBe('2026 年第三季度')
  expect(formatPeriod('later', 'en')).toBe('later')
})
