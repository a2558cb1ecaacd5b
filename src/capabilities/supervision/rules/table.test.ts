import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameOfCell, readTable, type TableCell } from './table.ts'
import { tableColumns } from './table-heads.ts'

const names = {
  organisations: new Map([
    ['市商务局', 'commerce'],
    ['市财政局', 'finance'],
  ]),
  places: new Map([['松湖基地', 'lake']]),
}
const head = tableColumns.map(({ zh: text }): TableCell => ({ kind: 'text', text }))
const text = (value: string): TableCell => (value === '' ? { kind: 'empty' } : { kind: 'text', text: value })
const rowOf = (values: Partial<Record<(typeof tableColumns)[number]['id'], TableCell | string>>): TableCell[] =>
  tableColumns.map(({ id }) => {
    const value = values[id] ?? ''
    return typeof value === 'string' ? text(value) : value
  })
const read = (...rows: TableCell[][]) => readTable([head, ...rows], { year: 2026, names })

describe('a table of tasks', () => {
  it('is read by its heads, wherever they stand and however they are worded', () => {
    const heads = ['工作内容', '牵头单位', '第一季度', '完成期限'].map(text)
    const rows = [[text('2026 年任务')], heads, ['招商', '市商务局', '25%', '11月底'].map(text)]
    const { rows: found, issues } = readTable(rows, { year: 2026, names })
    expect(issues).toEqual([])
    expect(found).toMatchObject([
      {
        row: 3,
        title: '招商',
        lead: ['commerce'],
        due: '2026-11-30',
        schedule: [{ quarter: '2026-Q1', share: '0.25' }],
      },
    ])
  })

  it('takes a share from words, from percent and from numbers', () => {
    const { rows } = read(
      rowOf({
        title: 'x',
        lead: '市商务局',
        q1: '完成方案（20%）',
        q2: '45.5%',
        q3: { kind: 'number', text: '0.7' },
        q4: { kind: 'number', text: '100' },
      }),
    )
    expect(rows[0]?.schedule.map(({ share, words }) => [share, words])).toEqual([
      ['0.2', '完成方案（20%）'],
      ['0.455', null],
      ['0.7', null],
      ['1', null],
    ])
  })

  it('leaves what is only said in words without a share', () => {
    const { rows } = read(rowOf({ title: 'x', lead: '市商务局', q1: '完成方案' }))
    expect(rows[0]?.schedule).toEqual([{ quarter: '2026-Q1', words: '完成方案', share: null }])
  })

  it('reads days as people write them', () => {
    const days = ['2026-11-30', '2026/11/30', '2026年11月30日', '11月底', '11月30日前', '', '2月末']
    const { rows, issues } = read(...days.map((due) => rowOf({ title: 'x', lead: '市商务局', due })))
    expect(issues).toEqual([])
    expect(rows.map(({ due }) => due)).toEqual([
      ...Array.from({ length: 5 }, () => '2026-11-30'),
      '2026-12-31',
      '2026-02-28',
    ])
  })

  it('does not let a unit both lead and assist', () => {
    const { rows } = read(rowOf({ title: 'x', lead: '市商务局', assist: '市商务局、市财政局' }))
    expect(rows[0]?.assist).toEqual(['finance'])
  })

  it('names the row that a number stands in already', () => {
    const one = { number: '3', title: 'x', lead: '市商务局' }
    expect(read(rowOf(one), rowOf(one)).issues).toEqual([
      { cell: 'A3', text: 'supervision.number_twice', found: '3', expected: '2' },
    ])
  })

  it('whatever stands in it, is read to its end: each fault in a cell of the table, each wrong row with a fault', () => {
    const cell: fc.Arbitrary<TableCell> = fc.oneof(
      fc.constant<TableCell>({ kind: 'empty' }),
      fc.string({ maxLength: 12 }).map((value): TableCell => ({ kind: 'text', text: value })),
      fc.constantFrom('市商务局', '市商务局、市财政局', '150%', '2026-02-30', '13月', '25%').map(text),
      fc
        .double({ min: -1e6, max: 1e6, noNaN: true })
        .map((value): TableCell => ({ kind: 'number', text: String(value) })),
      fc.constant<TableCell>({ kind: 'error', text: '#N/A' }),
      fc.boolean().map((value): TableCell => ({ kind: 'boolean', value })),
    )
    const rows = fc.array(fc.array(cell, { minLength: 0, maxLength: tableColumns.length }), { maxLength: 6 })
    fc.assert(
      fc.property(rows, (given) => {
        const { rows: found, issues } = readTable([head, ...given], { year: 2026, names })
        const cells = new Set(
          Array.from({ length: given.length + 2 }, (_, row) =>
            tableColumns.map((__, column) => nameOfCell(row, column)),
          ).flat(),
        )
        expect(issues.every((issue) => cells.has(issue.cell))).toBe(true)
        for (const { wrong, row } of found) {
          if (wrong) expect(issues.some((issue) => issue.cell.replace(/[A-Z]+/, '') === String(row))).toBe(true)
        }
        for (const { schedule } of found) {
          const shares = schedule.flatMap(({ share }) => (share === null ? [] : [Number(share)]))
          expect(shares).toEqual([...shares].sort((a, b) => a - b))
        }
      }),
      { numRuns: 500 },
    )
  })
})
