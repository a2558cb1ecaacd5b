import { describe, expect, it } from 'vitest'
import { Problem } from '#base/problem.ts'
import { readUnits } from './read-units.ts'
import { criterion, schemeOf, smallScheme } from './testing.ts'

const scheme = schemeOf(
  smallScheme({
    inputs:
      '[{ id: x, name: { zh: x, en: x }, unit: one, domain: administrative }, { id: y, name: { zh: y, en: y }, unit: one, domain: administrative }]',
    facts: '[{ id: unsafe, name: { zh: u, en: u } }, { id: star, name: { zh: s, en: s } }]',
    criteria: `[${criterion({})}]`,
    vetoes: '[{ id: unsafe, name: { zh: u, en: u }, where: unsafe, ceiling: B }]',
  }),
)

const table = (text: string) => {
  const [header = [], ...rows] = text.split('\n').map((line) => line.split(','))
  return { header, rows: rows.map((values, at) => ({ line: at + 2, values })) }
}

const issuesOf = (text: string) => {
  try {
    readUnits(scheme, table(text))
  } catch (error) {
    if (error instanceof Problem)
      return error.issues.map(({ where, text: said, found }) => `${where}: ${said} ${found ?? ''}`.trim())
  }
  return []
}

describe('a table of units', () => {
  it('has amounts, reasons of blanks and facts by column; what is left out is assumed and said', () => {
    const { units, assumed, ignored } = readUnits(
      scheme,
      table('firm,x,unsafe,remark\na,12.50,是,old\nb,,no,\nc,not_applicable,,'),
    )
    expect(units.ids).toEqual(['a', 'b', 'c'])
    expect(units.inputs).toEqual({ x: ['12.50', 'not_reported', 'not_applicable'] })
    expect(units.facts).toEqual({ unsafe: [true, false, undefined], star: [false, false, false] })
    expect(assumed).toEqual([
      { name: 'y', as: 'not_reported' },
      { name: 'star', as: 'no' },
    ])
    expect(ignored).toEqual(['remark'])
  })

  it('names line and column of what cannot be read', () => {
    expect(issuesOf('id,x,unsafe\na,1e5,no\nb,12 万,maybe\na,3,no\n,4,no')).toEqual([
      'line 4: evaluations.unit_twice a',
      'line 5: evaluations.unit_without_id',
      'line 2, x: evaluations.not_a_number 1e5',
      'line 3, x: evaluations.not_a_number 12 万',
      'line 3, unsafe: evaluations.not_yes_or_no maybe',
    ])
  })

  it('must have a column for what criteria read, once', () => {
    expect(issuesOf('id,xx\na,1')).toEqual(['line 1: evaluations.no_column x'])
    expect(issuesOf('id,x,x\na,1,2')).toEqual(['line 1: evaluations.column_twice x'])
    expect(issuesOf('id,x')).toEqual(['line 1: evaluations.no_units'])
  })
})
