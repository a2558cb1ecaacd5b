import { describe, expect, it } from 'vitest'
import { Figure } from '#base/figure.ts'
import { type FigureAddress, type FigureRow, FigureTable } from '../contract.ts'
import { addressOf, figureOf, formatFigureAddress, parseFigureAddress } from './figure-cells.ts'

const columns = [
  { indicator: 'output', measure: 'value', name: { zh: '产值', en: 'Output' }, unit: 'CNY_10k', scale: 0 },
  { indicator: 'output', measure: 'growth', name: { zh: '产值', en: 'Output' }, unit: 'percent', scale: 2 },
]

function tableOf(query: Record<string, unknown>, rows: FigureRow[], more: Record<string, unknown> = {}): FigureTable {
  return FigureTable.parse({
    query: { indicators: ['output'], periods: ['2026-07'], ...query },
    asOf: '2026-08-20T02:00:00.000Z',
    synthetic: false,
    columns,
    remarks: [],
    released: null,
    names: {},
    rows,
    ...more,
  })
}

const july = (cells: FigureRow['cells'], keys: string[] = []): FigureRow => ({
  keys,
  period: '2026-07',
  knownAt: '2026-08-12T02:00:00.000Z',
  cells,
})

function only(row: FigureRow, table = tableOf({}, [row])): Figure {
  return figureOf(table, table.rows[0] ?? row, 0)
}

describe('a cell of a table as a figure', () => {
  it('has its value in the unit of its column, its coverage, and when it was known', () => {
    const figure = only(july([['1250', null, 98, 100, { not_reported: 2 }]]))
    expect(figure.value).toEqual({ value: '1250', unit: 'CNY_10k' })
    expect(figure.marks).toEqual([])
    expect(figure.explanation).toEqual({
      coverage: { reported: 98, expected: 100 },
      blanks: { not_reported: 2 },
      knownAt: '2026-08-12T02:00:00.000Z',
      lineage: '/indicators/output/figure?at=2026-07',
    })
    expect(Figure.safeParse(figure).error).toBeUndefined()
  })

  it.each([
    ['nine of ten reported: no mark', ['5', null, 90, 100, null], []],
    ['fewer than nine of ten reported', ['5', null, 899, 1000, null], ['low_coverage']],
    ['nobody had to report', ['5', null, 3, 0, null], []],
    ['some values are estimates', ['5', null, 10, 10, { estimated: 1 }], ['estimated']],
    ['a filled-in value is an estimate too', ['5', null, 10, 10, { imputed: 2 }], ['estimated']],
    ['some values are provisional', ['5', null, 10, 10, { provisional: 4 }], ['provisional']],
    ['a blank stands on nothing that could be weak', [null, 'suppressed', 1, 10, { estimated: 1 }], []],
  ] as const)('marks: %s', (_what, cell, marks) => {
    expect(only(july([[...cell] as FigureRow['cells'][number]])).marks).toEqual(marks)
  })

  it('is marked when the population is made up', () => {
    const row = july([['5', null, 1, 1, null]])
    expect(only(row, tableOf({}, [row], { synthetic: true })).marks).toEqual(['synthetic'])
  })

  it('keeps the reason of a blank, never a zero', () => {
    expect(only(july([[null, 'zero_denominator', 3, 3, null]])).value).toEqual({ blank: 'zero_denominator' })
    expect(only(july([])).value).toEqual({ blank: 'not_reported' })
  })

  it('counts blanks by reason and leaves out statuses of values', () => {
    const figure = only(july([['5', null, 90, 100, { not_reported: 7, suppressed: 3, estimated: 12 }]]))
    expect(figure.explanation.blanks).toEqual({ not_reported: 7, suppressed: 3 })
  })

  it('tells the formula of its column with its date', () => {
    const row = july([['5', null, 1, 1, null]])
    const formula = { id: 'output', text: 'sum(sales)', from: '2018-01-01', source: 'plan 3' }
    expect(only(row, tableOf({}, [row], { columns: [{ ...columns[0], formula }] })).explanation.formula).toEqual(
      formula,
    )
  })

  it('without an instant of its own was known when the table was asked for', () => {
    expect(only({ ...july([['5', null, 1, 1, null]]), knownAt: null }).explanation.knownAt).toBe(
      '2026-08-20T02:00:00.000Z',
    )
  })
})

describe('which figure a cell is', () => {
  const address = (query: Record<string, unknown>, keys: string[], column = 0) => {
    const table = tableOf(query, [july([], keys)])
    return addressOf(table, table.rows[0] as FigureRow, column)
  }

  it('names its group: place, class, size, ownership, enterprise', () => {
    expect(address({ by: ['place:town', 'taxonomy:fields'] }, ['east', 'new-it']).where).toEqual({
      place: 'east',
      industry: 'fields/new-it',
    })
    expect(address({ by: ['taxonomy:gb:leaf'] }, ['3911']).where).toEqual({ industry: 'gb/3911' })
    expect(address({ by: ['size', 'ownership'] }, ['large', '110']).where).toEqual({ size: 'large', ownership: '110' })
  })

  it('a rung of a ladder; with another rung chosen, both', () => {
    expect(address({ by: ['ladder:growth'] }, ['gazelle']).where).toEqual({ rung: 'growth/gazelle' })
    const where = { rung: 'growth/high-tech' }
    expect(address({ by: ['ladder:growth'], where }, ['gazelle']).where).toEqual({
      rung: 'growth/gazelle',
      rungs: ['growth/high-tech'],
    })
    expect(address({ by: ['ladder:growth'], where }, ['high-tech']).where).toEqual(where)
  })

  it('a town within a base is the town and the base, since bases and towns overlap', () => {
    expect(address({ by: ['place:town'], where: { place: 'base-1' } }, ['east']).where).toEqual({
      place: 'east',
      within: 'base-1',
    })
    expect(address({ by: ['place:base'], where: { place: 'base-1' } }, ['base-1']).where).toEqual({ place: 'base-1' })
  })

  it('keeps what else was chosen: span, comparison, moment of knowledge', () => {
    const asOf = '2026-08-01T00:00:00Z'
    expect(address({ span: 'cumulative', asOf, where: { size: 'large' } }, [], 1)).toEqual({
      indicator: 'output',
      period: '2026-07',
      span: 'cumulative',
      measure: 'growth',
      where: { size: 'large' },
      asOf,
    })
  })

  it('the address of a figure leads back to the same figure', () => {
    const whole: FigureAddress = {
      indicator: 'tax_per_mu',
      period: '2026-01~02',
      span: 'cumulative',
      measure: 'growth',
      where: {
        place: 'east',
        within: 'base-1',
        industry: 'gb/39',
        size: 'large',
        ownership: '110',
        rung: 'growth/gazelle',
        rungs: ['growth/high-tech', 'growth/doubling'],
        enterprise: '0b1f6c1e-8a44-4f1e-9a8e-2f7a5f0c9d11',
      },
      asOf: '2026-08-01T00:00:00.000Z',
    }
    const bare: FigureAddress = { indicator: 'output', period: '2026', span: 'this', measure: 'value', where: {} }
    for (const each of [whole, bare]) expect(parseFigureAddress(formatFigureAddress(each))).toEqual(each)
    expect(formatFigureAddress(bare)).toBe('/indicators/output/figure?at=2026')
  })

  it.each([
    '',
    '/plan',
    '/indicators/output/figure',
    '/indicators/output/figure?in=east',
    '/indicators/output/figure?at=2026&span=never',
  ])('an address that names no figure is none: %s', (text) => expect(parseFigureAddress(text)).toBeUndefined())
})
