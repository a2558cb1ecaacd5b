import { describe, expect, test } from 'vitest'
import { Problem } from '#base/problem.ts'
import { readCsv, writeCsv } from './csv.ts'

const problemOf = async (reading: Promise<unknown>): Promise<Problem> => {
  const problem: unknown = await reading.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (problem instanceof Problem) return problem
  throw new Error(`no problem: ${String(problem)}`)
}

// 名称,产值 / 北镇,5 in GB18030
const gb18030 = Buffer.from('c3fbb3c62cb2fad6b50ab1b1d5f22c350a', 'hex')

describe('a CSV file', () => {
  test('is read in the encodings that offices write', async () => {
    const text = '名称,产值\n北镇,5\n'
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
    const files = [Buffer.from(text), Buffer.from(`\ufeff${text}`), gb18030, utf16]
    const tables = await Promise.all(files.map((bytes) => readCsv(bytes)))
    for (const table of tables) {
      expect(table).toMatchObject({ header: ['名称', '产值'], rows: [{ line: 2, values: ['北镇', '5'] }] })
    }
    expect(tables.map((table) => table.encoding)).toEqual(['utf-8', 'utf-8', 'gb18030', 'utf-16le'])
  })

  test('tells the line on which each row begins, through line breaks in quotes and empty lines', async () => {
    const { rows, delimiter } = await readCsv(Buffer.from('a;b\r\n1;"x\r\ny"\r\n\r\n;\r\n2;"say ""hi"""\r\n3'))
    expect(delimiter).toBe(';')
    expect(rows).toEqual([
      { line: 2, values: ['1', 'x\ny'] },
      { line: 6, values: ['2', 'say "hi"'] },
      { line: 7, values: ['3', ''] },
    ])
  })

  test('with empty columns at the end is a table of the named ones', async () => {
    expect(await readCsv(Buffer.from('a,b,,\n1,2,,\n'))).toMatchObject({
      header: ['a', 'b'],
      rows: [{ values: ['1', '2'] }],
    })
  })

  test('is refused with the line that is wrong', async () => {
    const long = await problemOf(readCsv(Buffer.from('a,b\n1,2\n1,2,3\n')))
    expect([long.code, long.issues]).toEqual([
      'invalid_input',
      [{ text: 'file.too_many_values', where: 'line 3', found: '3', expected: '2' }],
    ])
    expect(await problemOf(readCsv(Buffer.from('a,b\n1,2\n1,"2\n3,4\n')))).toMatchObject({
      code: 'unreadable_file',
      issues: [{ where: 'line 3' }],
    })
    expect(await problemOf(readCsv(Buffer.from([0x89, 0x50, 0, 0, 1])))).toMatchObject({ code: 'unreadable_file' })
    expect(await problemOf(readCsv(Buffer.from('\n\n')))).toMatchObject({ code: 'unreadable_file' })
    expect(await problemOf(readCsv(Buffer.from('a\n1\n2\n3\n'), { rows: 2 }))).toMatchObject({ code: 'too_many' })
    expect(await problemOf(readCsv(Buffer.from('a\n1\n'), { bytes: 3 }))).toMatchObject({ code: 'too_large' })
  })

  test('of a hundred thousand lines is read in seconds', async () => {
    const text = `a,b,c\n${'1,"north, mill",3\n'.repeat(100_000)}`
    expect((await readCsv(Buffer.from(text))).rows.at(-1)).toEqual({ line: 100_001, values: ['1', 'north, mill', '3'] })
  })
})

test('who takes a table out stands in its last line, which is read as no row', async () => {
  const text = writeCsv(['name', 'town'], [['Mill', 'North']], '导出 Exported: Zhang, Wei 2026-03-02 10:00')
  expect(text.split('\r\n').at(-2)).toBe('"#jidi 导出 Exported: Zhang, Wei 2026-03-02 10:00"')
  expect((await readCsv(Buffer.from(text))).rows).toEqual([{ line: 2, values: ['Mill', 'North'] }])
  const alike = 'name,town\n#jidi is a mill,North\n#7,\n'
  expect((await readCsv(Buffer.from(alike))).rows.map(({ values }) => values[0])).toEqual(['#jidi is a mill', '#7'])
})

test('written CSV opens in a spreadsheet: marked UTF-8, quoted, no text becomes a formula, numbers stay numbers', () => {
  const text = writeCsv(
    ['名称', 'b'],
    [
      ['=1+1', '-5.5'],
      ['a"b,c', null],
      ['@x', true],
      ['-', 1e21],
    ],
  )
  expect(text).toBe(`\ufeff名称,b\r\n'=1+1,-5.5\r\n"a""b,c",\r\n'@x,true\r\n'-,1e+21\r\n`)
})
