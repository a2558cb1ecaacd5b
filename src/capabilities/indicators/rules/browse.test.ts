import { describe, expect, it } from 'vitest'
import { parsePeriod } from '#base/period.ts'
import { kindShown, periodShown, seriesPeriods } from './browse.ts'

const together = { latest: { month: '2026-08', year: '2025' }, januaryFebruary: 'together' } as const
const separate = { ...together, januaryFebruary: 'separate' } as const

describe('the period a page of figures shows', () => {
  it.each([
    [undefined, undefined, 'month'],
    [undefined, '2026-Q2', 'quarter'],
    ['year', '2026-Q2', 'year'],
    [undefined, '2026-H1', 'month'],
    ['fortnight', undefined, 'month'],
  ] as const)('chosen %s, address %s: by %s', (chosen, asked, kind) => expect(kindShown(chosen, asked)).toBe(kind))

  it.each([
    ['month', undefined, '2026-08'],
    ['quarter', undefined, '2026-Q2'],
    ['year', undefined, '2025'],
    ['month', '2025-Q3', '2025-09'],
    ['quarter', '2025-05', '2025-Q2'],
    ['year', '2024-07', '2024'],
    ['month', '2026-02', '2026-01~02'],
    ['month', '2026-01', '2026-01~02'],
    ['month', 'nonsense', '2026-08'],
  ] as const)('by %s, address %s: %s', (kind, asked, period) => expect(periodShown(kind, asked, together)).toBe(period))

  it('a quarter that is just over is shown, one that runs is not', () => {
    expect(periodShown('quarter', undefined, { ...together, latest: { month: '2026-09' } })).toBe('2026-Q3')
    expect(periodShown('quarter', undefined, { ...together, latest: { month: '2026-10' } })).toBe('2026-Q3')
  })

  it('where only years are reported it is the last of them; where nothing is, none', () => {
    expect(periodShown('year', undefined, { ...together, latest: { year: '2024' } })).toBe('2024')
    expect(periodShown('month', undefined, { ...together, latest: {} })).toBeUndefined()
  })
})

describe('the periods of a chart', () => {
  it('hold the same month of the year before and of the one before that', () => {
    const months = seriesPeriods(parsePeriod('2026-08'), 'separate')
    expect([months.length, months[0], months.at(-1)]).toEqual([25, '2024-08', '2026-08'])
    expect(periodShown('month', '2026-02', separate)).toBe('2026-02')
  })

  it('have January and February as one where they are reported so', () => {
    const months = seriesPeriods(parsePeriod('2026-03'), 'together')
    expect(months.slice(-3)).toEqual(['2025-12', '2026-01~02', '2026-03'])
    expect(months.filter((month) => month.includes('~'))).toEqual(['2025-01~02', '2026-01~02'])
    expect(months[0]).toBe('2024-03')
    expect(seriesPeriods(parsePeriod('2026-01~02'), 'together').slice(-2)).toEqual(['2025-12', '2026-01~02'])
    expect(new Set(months).size).toBe(months.length)
  })

  it('of quarters reach four years back, of years eight', () => {
    expect(seriesPeriods(parsePeriod('2026-Q2'), 'together')).toHaveLength(17)
    expect(seriesPeriods(parsePeriod('2025'), 'together')[0]).toBe('2017')
  })
})
