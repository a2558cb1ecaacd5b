import { describe, expect, it } from 'vitest'
import {
  columnLetters,
  errorMark,
  type ImportColumn,
  type ImportSheet,
  readDate,
  readImport,
  readOneOf,
  readText,
} from './import-sheet.ts'

const towns = new Map([
  ['kite', 'kite'],
  ['风筝镇', 'kite'],
  ['3912', 'part'],
])
const columns: ImportColumn[] = [
  { field: 'name', headers: ['企业名称', 'name', '名称'], required: true, read: readText(20) },
  { field: 'town', headers: ['镇街', 'town'], read: readOneOf(towns, 'import.unknown_code', 'a town') },
  { field: 'opened_on', headers: ['开业日期', 'opened on'], read: readDate },
]
const sheet = (header: string[], ...rows: string[][]): ImportSheet => ({
  kind: 'workbook',
  headLine: 1,
  header,
  rows: rows.map((cells, at) => ({ line: at + 2, cells })),
})

describe('a table to be imported', () => {
  it('knows its columns by their Chinese and their English heads, with stars, spaces and wide letters aside', () => {
    const read = readImport(
      sheet(['企业名称*', 'ＴＯＷＮ', ' Opened on ', '备注'], ['灯塔', '风筝镇', '2020/4/1', 'x']),
      columns,
    )
    expect(read.fileProblems).toEqual([])
    expect(read.columns.map((column) => column.field)).toEqual(['name', 'town', 'opened_on', null])
    expect(read.rows[0]?.values).toEqual({ name: '灯塔', town: 'kite', opened_on: '2020-04-01' })
  })

  it('leaves empty cells unsaid and takes "none" as nothing', () => {
    const read = readImport(sheet(['name', 'town', 'opened on'], ['灯塔', '', '无']), columns)
    expect(read.rows[0]?.values).toEqual({ name: '灯塔', opened_on: null })
  })

  it('names the cell, what was found and what was expected', () => {
    const read = readImport(sheet(['name', 'town', 'opened on'], ['灯塔', '风争镇', '2021-02-30']), columns)
    expect(read.rows[0]?.problems).toEqual([
      {
        code: 'import.unknown_code',
        where: 'B2',
        column: 'town',
        found: '风争镇',
        expected: '风筝镇 ?',
        remedy: 'import.remedy.unknown_code',
      },
      {
        code: 'import.not_a_date',
        where: 'C2',
        column: 'opened_on',
        found: '2021-02-30',
        expected: '2026-11-22',
        remedy: 'import.remedy.not_a_date',
      },
    ])
  })

  it('names the line of a text file', () => {
    const read = readImport({ ...sheet(['name', 'town'], ['灯塔', 'nowhere']), kind: 'text' }, columns)
    expect(read.rows[0]?.problems[0]?.where).toBe('line 2')
  })

  it('shows an error of the workbook where it stands', () => {
    const read = readImport(sheet(['name', 'town'], [`${errorMark}#REF!`, 'kite']), columns)
    expect(read.rows[0]?.problems).toEqual([
      { code: 'import.cell_error', where: 'A2', column: 'name', found: '#REF!', remedy: 'import.remedy.cell_error' },
    ])
  })

  it('says which compulsory head is missing, and which column may be meant', () => {
    const read = readImport(sheet(['企业名', 'town'], ['灯塔', 'kite']), columns)
    expect(read.rows).toEqual([])
    expect(read.fileProblems).toEqual([
      {
        code: 'import.missing_column',
        where: 'line 1',
        column: 'name',
        found: '企业名',
        expected: '企业名称 / name',
        remedy: 'import.remedy.add_column',
      },
    ])
  })

  it('refuses one field twice, a file without lines, and a head known to mislead', () => {
    const twice = readImport(sheet(['name', '名称'], ['灯塔', '灯塔']), columns)
    expect(twice.fileProblems.map(({ code, where }) => [code, where])).toEqual([['import.head_twice', 'B1']])
    expect(readImport(sheet(['name']), columns).fileProblems.map(({ code }) => code)).toEqual(['import.no_lines'])
    const wrong = {
      headers: ['面积'],
      code: 'import.area_without_unit',
      expected: 'area (m2)',
      remedy: 'import.remedy.name_the_unit',
    }
    expect(readImport(sheet(['name', '面积'], ['灯塔', '3']), columns, [wrong]).fileProblems[0]).toMatchObject({
      where: 'B1',
      found: '面积',
      expected: 'area (m2)',
    })
  })

  it.each([
    ['2026-11-22', '2026-11-22'],
    ['2026.1.2', '2026-01-02'],
    ['20260102', '2026-01-02'],
    ['2026年1月2日', '2026-01-02'],
    ['２０２６/１/２', '2026-01-02'],
    ['2026-01-02T00:00:00', '2026-01-02'],
  ])('reads %s as the day %s', (text, day) => {
    expect(readDate(text)).toEqual({ value: day })
  })

  it.each(['45678', '2026-13-01', '1/2/2026', 'soon'])('does not take %s for a day', (text) => {
    expect(readDate(text)).toHaveProperty('code', 'import.not_a_date')
  })

  it('takes a class by its code with words after it', () => {
    expect(readOneOf(towns, 'x', 'y')('3912 计算机零部件制造')).toEqual({ value: 'part' })
  })

  it('counts columns as spreadsheets do', () => {
    expect([0, 25, 26, 27, 701, 702].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'AB', 'ZZ', 'AAA'])
  })
})
