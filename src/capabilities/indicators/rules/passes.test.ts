import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePeriod, toOrdinal } from '#base/period.ts'
import { passesOf, periodsWithin, type Range, rangeOf, shifted } from './passes.ts'

const month = (text: string) => toOrdinal(parsePeriod(text))
const asked = (text: string, span: 'this' | 'cumulative' = 'this') => ({ period: parsePeriod(text), span })
const monthly = { kind: 'month', overTime: 'sum', januaryFebruary: 'separate', latest: month('2026-10') } as const
const together = { ...monthly, januaryFebruary: 'together' } as const

describe('the stored periods a figure is made of', () => {
  it.each([
    ['a month is itself', asked('2026-03'), ['2026-03', '2026-03']],
    ['a quarter is three months', asked('2026-Q2'), ['2026-04', '2026-06']],
    ['a year is twelve months', asked('2025'), ['2025-01', '2025-12']],
    ['January and February together are both months', asked('2026-01~02'), ['2026-01', '2026-02']],
    ['cumulated to a month is the year up to it', asked('2026-05', 'cumulative'), ['2026-01', '2026-05']],
    ['cumulated to a quarter is the year up to its end', asked('2026-Q3', 'cumulative'), ['2026-01', '2026-09']],
  ])('%s', (_, question, [from, to]) => {
    expect(rangeOf(question, monthly)).toEqual({ from: month(from ?? ''), to: month(to ?? '') })
  })

  it('the value at the end of an unfinished year is that of the last month reported', () => {
    expect(rangeOf(asked('2026'), { ...monthly, overTime: 'last' })).toEqual({
      from: month('2026-10'),
      to: month('2026-10'),
    })
  })

  it('a month cannot be had of yearly values', () => {
    expect(rangeOf(asked('2026-03'), { ...together, kind: 'year', latest: 2025 })).toBeNull()
  })

  it('a leaf of last year and the year so far looks at that year so far', () => {
    expect(shifted(asked('2026-05'), ['cumulative', 'last_year'], 'separate')).toEqual(asked('2025-05', 'cumulative'))
  })
})

describe('where January and February are reported as one', () => {
  it.each([
    ['both are what stands at February', asked('2026-01~02'), ['2026-02', '2026-02']],
    ['the year up to February is both', asked('2026-02', 'cumulative'), ['2026-02', '2026-02']],
    ['the first quarter holds them', asked('2026-Q1'), ['2026-01', '2026-03']],
    ['other months are as ever', asked('2026-03'), ['2026-03', '2026-03']],
  ])('%s', (_, question, [from, to]) => {
    expect(rangeOf(question, together)).toEqual({ from: month(from ?? ''), to: month(to ?? '') })
  })

  it.each([asked('2026-01'), asked('2026-02'), asked('2026-01', 'cumulative')])(
    'neither can be had alone: $period $span',
    (question) => {
      expect(rangeOf(question, together)).toBeNull()
      expect(rangeOf(question, monthly)).not.toBeNull()
    },
  )

  it('a year has eleven reports, its first quarter two; reported one by one, twelve and three', () => {
    const counts = (text: string, stored: typeof together | typeof monthly) => {
      const range = rangeOf(asked(text), stored)
      return range === null ? 0 : periodsWithin(range, stored)
    }
    expect(['2025', '2025-Q1', '2025-01~02', '2025-Q2'].map((text) => counts(text, together))).toEqual([11, 2, 1, 3])
    expect(['2025', '2025-Q1', '2025-01~02', '2025-Q2'].map((text) => counts(text, monthly))).toEqual([12, 3, 2, 3])
  })

  it('the value at the end of a quarter of which only January has passed is not there yet', () => {
    const early = { ...together, overTime: 'last', latest: month('2026-01') } as const
    expect(rangeOf(asked('2026-Q1'), early)).toEqual({ from: month('2026-02'), to: month('2026-02') })
  })

  it('before March comes January–February, and before that December', () => {
    expect(shifted(asked('2026-03'), ['previous'], 'together')).toEqual(asked('2026-01~02'))
    expect(shifted(asked('2026-03'), ['previous', 'previous'], 'together')).toEqual(asked('2025-12'))
    expect(shifted(asked('2026-03'), ['previous'], 'separate')).toEqual(asked('2026-02'))
  })
})

describe('questions to the mirror', () => {
  const range = fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 14 }))
    .map(([from, length]): Range => ({ from, to: from + length }))

  it('every stretch is asked for exactly once, and no two of one question overlap', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 30 }), (ranges) => {
        const passes = passesOf(ranges)
        const key = ({ from, to }: Range) => `${from}:${to}`
        const asked = passes.flatMap((pass) => pass.ranges.map(key)).sort()
        expect(asked).toEqual([...new Set(ranges.map(key))].sort())
        for (const { ranges: each, step } of passes) {
          const inOrder = [...each].sort((a, b) => a.from - b.from)
          inOrder.slice(1).forEach((next, i) => expect(next.from).toBeGreaterThan(inOrder[i]?.to ?? 0))
          if (step > 0) for (const { from, to } of each) expect([from % step, to - from + 1]).toEqual([0, step])
        }
      }),
    )
  })

  it('twelve months and the years around them are two questions', () => {
    const months = Array.from({ length: 12 }, (_, i) => ({ from: month('2025-11') + i, to: month('2025-11') + i }))
    const years = [2024, 2025].map((year) => ({ from: month(`${year}-01`), to: month(`${year}-12`) }))
    expect(
      passesOf([...months, ...years])
        .map((pass) => pass.step)
        .sort((a, b) => a - b),
    ).toEqual([1, 12])
  })
})
