import { beforeAll, describe, expect, it } from 'vitest'
import { parsePeriod, periodKinds, type Span, toOrdinal } from '#base/period.ts'
import { demoProgramme } from '#kit/server/testing.ts'
import type { Programme } from '#pack/programme.ts'
import { cellCodes } from './cells.ts'
import { type ChainRow, liveCells, replacedBy, replacesAny } from './chain.ts'
import {
  compareLayout,
  findMirrorCell,
  mirrorColumns,
  mirrorColumnTypes,
  mirrorDdl,
  mirrorTables,
  periodOrdinalSql,
} from './mirror.ts'
import { mirrorRow } from './mirror-row.ts'

let programme: Programme
beforeAll(async () => {
  programme = await demoProgramme()
})

const row = (seq: number, cells: string[], amounts: (string | null)[], more: Partial<ChainRow> = {}): ChainRow => ({
  seq,
  cells,
  amounts,
  codes: null,
  classification: 1,
  ...more,
})

describe('what stands after several rows', () => {
  it('the latest row that carries a cell decides it, whatever their order in the list', () => {
    const live = liveCells([row(2, ['a:this'], ['2']), row(1, ['a:this', 'b:this'], ['1', '7'])])
    expect([live.get('a:this')?.amount, live.get('b:this')?.amount]).toEqual(['2', '7'])
  })

  it('a withdrawn cell stands no more and can be written anew', () => {
    const withdrawn = row(2, ['a:this'], [null], { codes: [cellCodes.withdrawn] })
    expect(liveCells([row(1, ['a:this'], ['1']), withdrawn]).size).toBe(0)
    expect(liveCells([row(1, ['a:this'], ['1']), withdrawn, row(3, ['a:this'], ['3'])]).get('a:this')?.amount).toBe('3')
  })

  it('a correction takes out only the cells it carries, as they were counted', () => {
    const earlier = [row(1, ['a:this'], ['1'], { classification: 1 }), row(2, ['b:this'], ['5'], { classification: 2 })]
    const groups = replacedBy(row(3, ['a:this', 'b:this', 'c:this'], ['2', '6', '9']), earlier)
    expect([...groups].map(([classification, cells]) => [classification, [...cells.keys()]])).toEqual([
      [1, ['a:this']],
      [2, ['b:this']],
    ])
    expect([replacesAny(['c:this'], earlier), replacesAny(['b:this'], earlier)]).toEqual([false, true])
  })
})

describe('the tables of the mirror', () => {
  it('have value, count and status for each indicator in each span that is collected', () => {
    const tables = mirrorTables(programme)
    const monthly = tables.find((table) => table.name === 'fact_enterprise_month')
    expect(monthly?.cells.filter((cell) => cell.indicator === 'output').map((cell) => cell.span)).toEqual([
      'this',
      'cumulative',
      'last_year',
    ])
    expect(
      findMirrorCell(tables, { subjectKind: 'enterprise', periodKind: 'year', indicator: 'tax_paid', span: 'this' })
        ?.cell,
    ).toMatchObject({ value: 'v_tax_paid', scale: 2 })
    expect(
      findMirrorCell(tables, { subjectKind: 'enterprise', periodKind: 'year', indicator: 'tax_per_mu', span: 'this' }),
    ).toBeUndefined()
  })

  it('are one text for both engines, with exact decimals', () => {
    const [table] = mirrorTables(programme).filter((each) => each.name === 'fact_enterprise_month')
    if (table === undefined) throw new Error('no monthly table')
    expect(mirrorDdl(table, 'duckdb')[0]).toBe(mirrorDdl(table, 'postgres')[0])
    expect(mirrorDdl(table, 'duckdb')[0]).toContain('v_electricity decimal(18, 2)')
  })

  it('have short names, also for long ids, and no two alike', () => {
    const spans: Span[] = ['this', 'cumulative', 'last_year', 'cumulative_last_year']
    const ids = ['a-b', 'x'.repeat(70), `${'x'.repeat(69)}y`]
    const names = ids.flatMap((id) => spans.map((span) => mirrorColumns(id, span).value))
    expect(new Set(names).size).toBe(names.length)
    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(63)
  })

  it('tell what a change of the programme adds and what it orphans', () => {
    const tables = mirrorTables(programme)
    const has = tables.flatMap((table) =>
      mirrorColumnTypes(table).map(({ name, type }) => ({ table: table.name, column: name, type })),
    )
    expect(compareLayout(has, tables)).toMatchObject({ same: true })
    expect(
      compareLayout(
        has.filter((column) => column.column !== 'v_output'),
        tables,
      ),
    ).toMatchObject({ same: false, onlyAdded: true })
    expect(
      compareLayout([...has, { table: 'fact_enterprise_month', column: 'v_gone', type: 'decimal(18, 0)' }], tables),
    ).toMatchObject({ onlyAdded: false })
  })

  it('count periods as base does', () => {
    for (const [kind, period] of [
      ['month', '2024-01~02'],
      ['month', '2024-12'],
      ['quarter', '2024-Q3'],
      ['half_year', '2024-H2'],
      ['year', '2024'],
    ] as const) {
      const text = periodOrdinalSql(kind, `'${period}'`)
      const script = text
        .replaceAll(`left('${period}', 4)::int`, period.slice(0, 4))
        .replace(/right\('[^']+', (\d)\)::int/, (_, n: string) => String(Number(period.slice(-Number(n)))))
      expect([kind, Function(`return ${script}`)()]).toEqual([kind, toOrdinal(parsePeriod(period))])
    }
    expect(periodKinds).toHaveLength(4)
  })

  it('negate a value and its count, and keep the reason of a blank', () => {
    const [table] = mirrorTables(programme).filter((each) => each.name === 'fact_enterprise_year')
    if (table === undefined) throw new Error('no yearly table')
    const dimensions = { town: 'kite', base: null, industry: null, size: null, ownership: null }
    const head = { subject: 's', period: 2024, knownAt: new Date(0), batch: '1', dimensions }
    const cells = new Map([
      ['tax_paid:this', { amount: '-2.50', code: 0 }],
      ['land_in_use:this', { amount: null, code: cellCodes.not_reported }],
    ])
    const names = mirrorColumnTypes(table).map((column) => column.name)
    const out = mirrorRow(table, { ...head, sign: -1 }, cells) ?? []
    const value = (name: string) => out[names.indexOf(name)]
    expect([value('v_tax_paid'), value('c_tax_paid'), value('s_tax_paid')]).toEqual(['2.50', -1, 0])
    expect([value('v_land_in_use'), value('c_land_in_use'), value('s_land_in_use')]).toEqual([null, 0, 11])
    expect(
      mirrorRow(table, { ...head, sign: 1 }, new Map([['tax_paid:this', { amount: null, code: cellCodes.withdrawn }]])),
    ).toBeUndefined()
  })
})
