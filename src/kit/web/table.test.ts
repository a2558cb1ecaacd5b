import { expect, test } from 'vitest'
import { type Column, compareCells, plainCell, shownColumns } from './ui/table/columns.ts'
import { sheetToCsv, toSheet } from './ui/table/export.ts'
import { readTableState, seenRows } from './ui/table/state.ts'
import { moveCursor } from './ui/table/TableBody.tsx'

type Town = { name: string; kind: string; output: { value: string; unit: string } | { blank: 'not_reported' } }

const towns: Town[] = [
  { name: 'East', kind: 'town', output: { value: '300000', unit: 'CNY_10k' } },
  { name: 'West', kind: 'zone', output: { blank: 'not_reported' } },
  { name: 'South', kind: 'town', output: { value: '-20000', unit: 'CNY_10k' } },
  { name: '=1+1', kind: 'town', output: { value: '0', unit: 'CNY_10k' } },
]
const columns: Column<Town>[] = [
  { id: 'name', title: 'Town', value: (town) => town.name },
  {
    id: 'kind',
    title: 'Kind',
    value: (town) => town.kind,
    choices: [
      { value: 'town', label: 'Town' },
      { value: 'zone', label: 'Zone' },
    ],
  },
  { id: 'output', title: 'Output', value: (town) => town.output, unit: 'CNY_10k' },
]
const shown = shownColumns(columns, towns)
const names = (address: Record<string, string>): string[] =>
  seenRows(towns, shown, readTableState(address, ''), 'en').map((town) => town.name)

test('the whole column is shown in one magnitude', () => {
  expect(shown[2]?.shownUnit).toBe('CNY_100M')
  expect(towns.map((town) => plainCell(shown[2]!, town.output, 'en').word)).toEqual([
    '30.00',
    'not reported',
    '−2.00',
    '0.00',
  ])
})

test('blanks go last in both directions', () => {
  expect(names({ sort: 'output' })).toEqual(['South', '=1+1', 'East', 'West'])
  expect(names({ sort: '-output' })).toEqual(['East', '=1+1', 'South', 'West'])
})

test('filters of the address choose rows: kinds, ranges in the unit shown, words', () => {
  expect(names({ 'f.kind': 'zone' })).toEqual(['West'])
  expect(names({ 'f.output': '0..' })).toEqual(['East', '=1+1'])
  expect(names({ 'f.output': '..-1' })).toEqual(['South'])
  expect(names({ q: 'st' })).toEqual(['East', 'West'])
})

test('a second table on a page keeps its state under its own names', () => {
  expect(readTableState({ sort: 'a', 'b.sort': '-c', 'b.f.kind': 'x' }, 'b.')).toMatchObject({
    sort: { column: 'c', descending: true },
    filters: { kind: 'x' },
  })
})

test('an export says what is seen, marks made-up data in each row and disarms formulas', () => {
  const sheet = toSheet({
    title: 'Towns',
    columns: shown,
    rows: towns,
    totals: { output: { value: '280000', unit: 'CNY_10k' } },
    totalsLabel: 'Total',
    language: 'en',
    synthetic: true,
    notes: [],
    mark: '导出 Exported: Zhang Wei 2026-03-02 10:00',
  })
  expect(sheetToCsv(sheet).split('\r\n')).toEqual([
    '\uFEFFTown,Kind,Output (CNY 100 million),nature of data',
    'East,Town,30.00,synthetic',
    'West,Zone,not reported,synthetic',
    'South,Town,-2.00,synthetic',
    "'=1+1,Town,0.00,synthetic",
    'Total,,28.00,synthetic',
    '#jidi 导出 Exported: Zhang Wei 2026-03-02 10:00',
    '',
  ])
})

test('words in Chinese are sorted by pinyin', () => {
  const words = ['中心城区', '北岭镇', '东湖镇'].map((word) => ({ word }))
  expect(words.sort((a, b) => compareCells(a, b, false, 'zh')).map(({ word }) => word)).toEqual([
    '北岭镇',
    '东湖镇',
    '中心城区',
  ])
})

test.each([
  ['ArrowDown', { row: 0, column: 1 }, { row: 1, column: 1 }],
  ['ArrowUp', { row: 0, column: 1 }, { row: 0, column: 1 }],
  ['End', { row: 5, column: 1 }, { row: 5, column: 3 }],
  ['PageDown', { row: 5, column: 1 }, { row: 9, column: 1 }],
  ['a', { row: 5, column: 1 }, undefined],
])('%s from %j leads to %j', (key, from, to) => {
  const event = { key, ctrlKey: false, metaKey: false, altKey: false }
  expect(moveCursor(event, from, { rows: 10, columns: 4, page: 8 })).toEqual(to)
})
