import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  comparePeriods,
  contains,
  cumulativeTo,
  endOf,
  fromOrdinal,
  isPeriod,
  type Period,
  monthsIn,
  nextPeriod,
  parsePeriod,
  periodContaining,
  periodKind,
  periodKinds,
  periodOf,
  periodRange,
  periodsIn,
  previousPeriod,
  reportingPeriods,
  sameLastYear,
  startOf,
  toOrdinal,
} from './period.ts'
import { addDays, parsePlainDate } from './plain-date.ts'

const period = parsePeriod
const anyKind = fc.constantFrom(...periodKinds)
const anyPeriod = fc.tuple(anyKind, fc.integer({ min: 4500, max: 9000 })).map(([kind, n]) => {
  const perYear = { month: 12, quarter: 4, half_year: 2, year: 1 }[kind]
  return fromOrdinal(kind, Math.round((n / 3) * perYear))
})
const anyDay = fc.integer({ min: 0, max: 60_000 }).map((days) => addDays(parsePlainDate('1950-01-01'), days))

describe('a period', () => {
  it.each([
    ['2024', 'year', '2024-01-01', '2024-12-31'],
    ['2024-H1', 'half_year', '2024-01-01', '2024-06-30'],
    ['2024-H2', 'half_year', '2024-07-01', '2024-12-31'],
    ['2024-Q1', 'quarter', '2024-01-01', '2024-03-31'],
    ['2024-Q3', 'quarter', '2024-07-01', '2024-09-30'],
    ['2024-02', 'month', '2024-02-01', '2024-02-29'],
    ['2023-02', 'month', '2023-02-01', '2023-02-28'],
    ['2024-12', 'month', '2024-12-01', '2024-12-31'],
    ['2024-01~02', 'month', '2024-01-01', '2024-02-29'],
  ])('%s is a %s from %s to %s', (text, kind, from, to) => {
    expect([periodKind(period(text)), startOf(period(text)), endOf(period(text))]).toEqual([kind, from, to])
  })

  it.each([
    '2024-13',
    '2024-00',
    '2024-Q5',
    '2024-H3',
    '2024-02~03',
    '2024-1',
    '24',
    '2024-',
    '2024-Q',
    '',
    '2024-01~',
    '0999',
  ])('"%s" is none', (text) => {
    expect(isPeriod(text)).toBe(false)
    expect(() => period(text)).toThrow(expect.objectContaining({ code: 'invalid_period', details: { found: text } }))
  })

  it('cannot be the thirteenth month or the second year of a year', () => {
    expect(() => periodOf('month', 2024, 13)).toThrow()
    expect(() => periodOf('year', 2024, 2)).toThrow()
    expect(() => periodOf('quarter', 2024, 0)).toThrow()
  })

  it.each([
    ['2024-12', '2025-01'],
    ['2024-Q4', '2025-Q1'],
    ['2024-H2', '2025-H1'],
    ['2024', '2025'],
    ['2024-01~02', '2024-03'],
  ])('after %s comes %s', (earlier, later) => {
    expect(nextPeriod(period(earlier))).toBe(later)
  })

  it.each([
    ['2024-01', 1, '2023-12'],
    ['2024-01~02', 1, '2023-12'],
    ['2024-01~02', 2, '2023-11'],
    ['2024-Q1', 5, '2022-Q4'],
    ['2024', 7, '2017'],
  ])('%s less %i is %s', (later, n, earlier) => {
    expect(previousPeriod(period(later), n)).toBe(earlier)
  })

  it.each([
    ['2024-01~02', '2023-01~02'],
    ['2024-02', '2023-02'],
    ['2024-Q3', '2023-Q3'],
    ['2024', '2023'],
  ])('a year before %s is %s', (now, then) => {
    expect(sameLastYear(period(now))).toBe(then)
  })
})

describe('periods within periods', () => {
  it.each([
    ['2024-Q1', ['2024-01', '2024-02', '2024-03']],
    ['2024-01~02', ['2024-01', '2024-02']],
    ['2024-07', ['2024-07']],
  ])('%s has the months %j', (text, months) => {
    expect(monthsIn(period(text))).toEqual(months)
  })

  it('a half-year has two quarters, and a month has none', () => {
    expect(periodsIn(period('2024-H2'), 'quarter')).toEqual(['2024-Q3', '2024-Q4'])
    expect(periodsIn(period('2024-07'), 'quarter')).toEqual([])
    expect(periodsIn(period('2024-01~02'), 'quarter')).toEqual([])
  })

  it('a year reported with January and February together has eleven months', () => {
    expect(reportingPeriods('month', 2024, 'together').slice(0, 3)).toEqual(['2024-01~02', '2024-03', '2024-04'])
    expect(reportingPeriods('month', 2024, 'together')).toHaveLength(11)
    expect(reportingPeriods('month', 2024, 'separate')).toHaveLength(12)
    expect(reportingPeriods('quarter', 2024, 'together')).toHaveLength(4)
  })

  it.each<[string, 'together' | 'separate', string[]]>([
    ['2024-03', 'separate', ['2024-01', '2024-02', '2024-03']],
    ['2024-03', 'together', ['2024-01~02', '2024-03']],
    ['2024-01~02', 'together', ['2024-01~02']],
    ['2024-Q2', 'separate', ['2024-Q1', '2024-Q2']],
    ['2024', 'together', ['2024']],
  ])('the year up to %s, first two months %s, is %j', (text, januaryFebruary, expected) => {
    expect(cumulativeTo(period(text), januaryFebruary)).toEqual(expected)
  })

  it.each([
    ['2023-12', '2024-02', ['2023-12', '2024-01', '2024-02']],
    ['2023-12', '2024-01~02', ['2023-12', '2024-01~02']],
    ['2024-01~02', '2024-04', ['2024-01~02', '2024-03', '2024-04']],
    ['2023-Q4', '2024-Q1', ['2023-Q4', '2024-Q1']],
    ['2024', '2023', []],
  ])('from %s to %s go %j', (from, to, expected) => {
    expect(periodRange(period(from), period(to))).toEqual(expected)
  })

  it('there is no way from a month to a quarter', () => {
    expect(() => periodRange(period('2024-01'), period('2024-Q2'))).toThrow(
      expect.objectContaining({ code: 'invalid_period' }),
    )
  })
})

describe('the arithmetic of periods', () => {
  it('goes and comes back, one number at a time', () => {
    fc.assert(
      fc.property(anyPeriod, fc.integer({ min: -60, max: 60 }), (p, n) => {
        expect(previousPeriod(nextPeriod(p, n), n)).toBe(p)
        expect(toOrdinal(nextPeriod(p, n))).toBe(toOrdinal(p) + n)
        expect(fromOrdinal(periodKind(p), toOrdinal(p))).toBe(p)
      }),
    )
  })

  it('leaves no day between a period and the next', () => {
    fc.assert(
      fc.property(anyPeriod, (p) => {
        expect(startOf(nextPeriod(p))).toBe(addDays(endOf(p), 1))
      }),
    )
  })

  it('puts each day into exactly one period of a kind', () => {
    fc.assert(
      fc.property(anyKind, anyDay, (kind, date) => {
        const p = periodContaining(kind, date)
        expect(contains(p, date)).toBe(true)
        expect(contains(nextPeriod(p), date) || contains(previousPeriod(p), date)).toBe(false)
      }),
    )
  })

  it('makes a period of its months and of nothing else', () => {
    fc.assert(
      fc.property(anyPeriod, (p) => {
        const months = monthsIn(p)
        expect([startOf(months[0] as Period), endOf(months.at(-1) as Period)]).toEqual([startOf(p), endOf(p)])
        expect(periodRange(months[0] as Period, months.at(-1) as Period)).toEqual(months)
      }),
    )
  })

  it('sorts by where periods end, the shorter first', () => {
    const shuffled = ['2024', '2024-Q1', '2024-12', '2024-01~02', '2024-02', '2024-H2', '2023'].map(period)
    expect(shuffled.sort(comparePeriods)).toEqual([
      '2023',
      '2024-02',
      '2024-01~02',
      '2024-Q1',
      '2024-12',
      '2024-H2',
      '2024',
    ])
  })
})
