import { describe, expect, it } from 'vitest'
import { Decimal } from '#base/decimal.ts'
import { parsePeriod } from '#base/period.ts'
import type { FigureRow, FigureTable } from '../contract.ts'
import { isRatio } from './browse.ts'
import { columnChoices, periodsBack, pivotOf, questionOf, readExploring } from './explore.ts'
import { classOf, ranksOf, shadeOf, valueClasses } from './value-classes.ts'

const row = (keys: string[], period: string, value: string): FigureRow => ({
  keys,
  period,
  knownAt: null,
  cells: [[value, null, 1, 1, null]],
})

const table = (by: FigureTable['query']['by'], rows: FigureRow[]): FigureTable => ({
  query: { indicators: ['output'], periods: ['2025', '2026'], span: 'this', by, where: {}, compare: [] },
  asOf: '2026-11-01T00:00:00Z',
  synthetic: true,
  columns: [{ indicator: 'output', measure: 'value', name: { zh: '产值', en: 'Output' }, unit: 'CNY_100M', scale: 1 }],
  names: {},
  remarks: [],
  released: null,
  rows,
})

describe('an address of the explorer', () => {
  it('says nothing: towns, the last period, growth beside it', () => {
    expect(readExploring({})).toMatchObject({ view: 'table', by: ['place:town'], count: 1, compare: ['growth'] })
  })

  it('keeps three groupings at most and leaves out what it does not understand', () => {
    const { by, view, count, compare } = readExploring({
      by: 'place:town,planet,size,size,taxonomy:fields,ownership',
      view: 'globe',
      n: '-3',
      c: 'share,magic',
    })
    expect(by).toEqual(['place:town', 'size', 'taxonomy:fields'])
    expect([view, count, compare]).toEqual(['table', 1, ['share']])
  })

  it('may ask for no grouping at all', () => {
    expect(readExploring({ by: '' }).by).toEqual([])
  })

  it('becomes one question; a map asks by area for the last period', () => {
    const periods = ['2025', '2026'].map((period) => parsePeriod(period))
    const asked = { indicators: ['output'], periods, span: 'this', place: 'kite' } as const
    const pivot = questionOf(readExploring({ by: 'size', c: '', places: 'a,b', view: 'pivot' }), asked)
    expect(pivot).toMatchObject({
      by: ['size'],
      periods: ['2025', '2026'],
      where: { place: 'kite', places: ['a', 'b'] },
    })
    expect(pivot.compare).toEqual([])
    const ladder = questionOf(readExploring({ by: 'ladder:growth', rung: 'growth/gazelle,growth/doubling' }), asked)
    expect(ladder).toMatchObject({ by: ['ladder:growth'], where: { rungs: ['growth/gazelle', 'growth/doubling'] } })
    const map = questionOf(readExploring({ by: 'size', view: 'map' }), asked)
    expect(map).toMatchObject({ by: ['place:town'], periods: ['2026'] })
  })
})

describe('the last periods', () => {
  it('count January and February as one where they are reported together', () => {
    const until = parsePeriod('2026-04')
    expect(periodsBack(until, 4, 'together')).toEqual(['2025-12', '2026-01~02', '2026-03', '2026-04'])
    expect(periodsBack(until, 4, 'separate')).toEqual(['2026-01', '2026-02', '2026-03', '2026-04'])
    expect(periodsBack(parsePeriod('2026-Q1'), 2, 'together')).toEqual(['2025-Q4', '2026-Q1'])
  })
})

describe('a pivot', () => {
  const rows = [
    row(['kite', 'large'], '2025', '1'),
    row(['kite', 'small'], '2025', '2'),
    row(['kite', 'large'], '2026', '3'),
    row(['flute', 'small'], '2026', '4'),
  ]

  it('puts the periods across', () => {
    const pivot = pivotOf(table(['place:town', 'size'], rows), 'period')
    expect(pivot.across).toEqual(['2025', '2026'])
    expect(pivot.rows.map(({ keys }) => keys.join('/'))).toEqual(['kite/large', 'kite/small', 'flute/small'])
    expect(pivot.rows[0]?.cells.get('2026')?.cells[0]?.[0]).toBe('3')
    expect(pivot.rows[1]?.cells.get('2026')).toBeUndefined()
  })

  it('puts a grouping across, each period in lines of its own', () => {
    const pivot = pivotOf(table(['place:town', 'size'], rows), 'size')
    expect(pivot.across).toEqual(['large', 'small'])
    expect(pivot.down).toEqual([0])
    expect(pivot.rows.map(({ keys, period }) => `${keys[0]} ${period}`)).toEqual([
      'kite 2025',
      'kite 2026',
      'flute 2026',
    ])
  })

  it('shows no share of a ratio', () => {
    const shares: FigureTable = {
      ...table([], []),
      columns: ['value', 'share', 'growth'].map((measure) => ({
        indicator: 'rate',
        measure: measure as 'value',
        name: { zh: '率', en: 'Rate' },
        unit: 'percent',
        scale: 1,
      })),
    }
    expect(columnChoices(shares, isRatio).map(({ id }) => id)).toEqual(['rate.value', 'rate.growth'])
  })
})

describe('classes of a map', () => {
  const numbers = (...texts: (number | string)[]) => texts.map((text) => new Decimal(text))

  it('hold about as many places each', () => {
    const classes = valueClasses(numbers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), false)
    expect(classes.breaks.map(String)).toEqual(['3', '5', '7', '9'])
    expect(numbers(1, 3, 10).map((value) => classOf(value, classes))).toEqual([0, 1, 4])
    expect(shadeOf(4, classes)).toBe(1)
  })

  it('of changes that go both ways have zero as a border', () => {
    const classes = valueClasses(numbers(-8, -2, 1, 5), true)
    expect(classes.breaks.map(String)).toEqual(['-2', '0', '5'])
    expect(numbers(-8, -2, 1, 5).map((value) => shadeOf(classOf(value, classes), classes))).toEqual([0, 0.4, 0.6, 1])
  })

  it('of one value are one class', () => {
    const classes = valueClasses(numbers(7), false)
    expect(classOf(new Decimal(7), classes)).toBeLessThanOrEqual(classes.breaks.length)
    expect(valueClasses([], false).breaks).toEqual([])
  })

  it('rank the largest first, equal values alike', () => {
    const ranks = ranksOf(
      new Map([
        ['a', new Decimal(2)],
        ['b', new Decimal(5)],
        ['c', new Decimal(2)],
      ]),
    )
    expect([...ranks]).toEqual([
      ['a', 2],
      ['b', 1],
      ['c', 2],
    ])
  })
})
