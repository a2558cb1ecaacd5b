import { deflateRawSync } from 'node:zlib'
import { readXlsx } from 'hucre/xlsx'
import { describe, expect, test } from 'vitest'
import { Problem } from '#base/problem.ts'
import { cellName, readWorkbook, writeWorkbook } from './workbook.ts'

const codeOf = async (reading: Promise<unknown>): Promise<string> => {
  try {
    await reading
    return 'read'
  } catch (error) {
    return error instanceof Problem ? error.code : `not a problem: ${String(error)}`
  }
}

describe('a workbook', () => {
  test('comes back with texts, exact numbers, dates and blanks where they were', async () => {
    const bytes = await writeWorkbook([
      {
        name: '产值/月报',
        widths: [20, 12],
        rows: [
          [{ value: '工业总产值', look: 'title' }],
          ['e1', { value: null, decimal: '1234567.89', look: 'input', note: '千元' }, null, 0.1],
          [],
          [null, { value: null, decimal: '12345678901234567.89' }, { value: true }, '=1+1'],
        ],
        freeze: { rows: 1 },
        protect: true,
        merges: ['A1:D1'],
      },
      { name: '产值 月报', rows: [['second']], hidden: true },
    ])
    const [first, second] = await readWorkbook(bytes)
    expect(first).toEqual({
      name: '产值 月报',
      hidden: false,
      rows: [
        [{ kind: 'text', text: '工业总产值' }],
        [
          { kind: 'text', text: 'e1' },
          { kind: 'number', text: '1234567.89' },
          { kind: 'empty' },
          { kind: 'number', text: '0.1' },
        ],
        [],
        [
          { kind: 'empty' },
          { kind: 'text', text: '12345678901234567.89' },
          { kind: 'boolean', value: true },
          { kind: 'text', text: '=1+1' },
        ],
      ],
    })
    expect(second).toMatchObject({ name: '产值 月报 2', hidden: true })
  })

  test('locks what is not an input, and offers choices, long lists too', async () => {
    const towns = Array.from({ length: 40 }, (_, index) => `北部第${index}镇街道办事处`)
    const bytes = await writeWorkbook([
      {
        name: 'Form',
        rows: [['a', { value: null, look: 'input' }]],
        protect: true,
        rules: [
          { range: 'A2:A9', allow: { values: ['甲', '乙'] }, message: { title: '选项', text: '请从列表中选择' } },
          { range: 'B2:B9', allow: { values: towns } },
          { range: 'C2:C9', allow: { number: { min: '0', whole: true } } },
        ],
      },
    ])
    const { sheets } = await readXlsx(bytes, { readStyles: true })
    expect(sheets[0]?.protection?.sheet).toBe(true)
    expect(sheets[0]?.cells?.get('0,1')?.style?.protection?.locked).toBe(false)
    expect(sheets[0]?.dataValidations).toMatchObject([
      { type: 'list', values: ['甲', '乙'], errorMessage: '请从列表中选择' },
      { type: 'list', formula1: '_lists!$A$1:$A$40' },
      { type: 'whole', formula1: '0' },
    ])
    expect(sheets[1]).toMatchObject({ name: '_lists', hidden: true })
    expect(sheets[1]?.rows[39]).toEqual(['北部第39镇街道办事处'])
  })

  test('says who takes it out in its properties and at the foot of what is printed, and in no cell', async () => {
    const rows = [['a'], ['1']]
    const bytes = await writeWorkbook(
      [
        { name: 'One', rows },
        { name: 'Two', rows },
      ],
      'T',
      '导出 Exported: R&D 2026-03-02',
    )
    const book = await readXlsx(bytes)
    expect(book.properties?.description).toBe('导出 Exported: R&D 2026-03-02')
    const foot = '&L导出 Exported: R&&D 2026-03-02&R&P/&N'
    expect(book.sheets.map(({ headerFooter }) => headerFooter?.oddFooter)).toEqual([foot, foot])
    expect((await readWorkbook(bytes)).map((sheet) => sheet.rows.length)).toEqual([2, 2])
  })

  test('of twenty thousand lines is written and read in seconds', async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => Array.from({ length: 20 }, (_, column) => row * column))
    const read = await readWorkbook(await writeWorkbook([{ name: 'a', rows }]))
    expect(read[0]?.rows[19_999]?.[19]).toEqual({ kind: 'number', text: '379981' })
  })

  test('names its cells as people do', () => {
    expect([cellName(6, 1), cellName(0, 26), cellName(99, 701), cellName(0, 702)]).toEqual([
      'B7',
      'AA1',
      'ZZ100',
      'AAA1',
    ])
  })
})

describe('a hostile file', () => {
  const sheetXml = (cells: string): string =>
    `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${cells}</sheetData></worksheet>`
  const book = (sheet: string | Buffer, announce: { unpacked?: number } = {}): Uint8Array =>
    zip([
      [
        '[Content_Types].xml',
        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
      ],
      [
        '_rels/.rels',
        `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ],
      [
        'xl/workbook.xml',
        `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ],
      [
        'xl/_rels/workbook.xml.rels',
        `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
      ],
      ['xl/worksheets/sheet1.xml', sheet, announce.unpacked],
    ])

  test('that is none is read: errors of formulas are errors', async () => {
    const cells =
      '<row r="1"><c r="A1" t="e"><v>#DIV/0!</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C1" t="str"><f>"a"</f><v>a</v></c><c r="D1"><v>0.30000000000000004</v></c></row>'
    const [sheet] = await readWorkbook(book(sheetXml(cells)))
    expect(sheet?.rows[0]).toEqual([
      { kind: 'error', text: '#DIV/0!' },
      { kind: 'error', text: '#DIV/0!' },
      { kind: 'text', text: 'a' },
      { kind: 'number', text: '0.3' },
    ])
  })

  test('is refused in a moment with what is wrong', async () => {
    const bomb = Buffer.alloc(300 * 2 ** 20, ' ')
    const started = performance.now()
    const files: [string, Uint8Array, string][] = [
      ['a zip bomb', book(bomb), 'too_large'],
      ['a bomb that announces little', book(Buffer.alloc(50 * 2 ** 20, ' '), { unpacked: 1000 }), 'unreadable_file'],
      ['a bomb that announces nothing', book(Buffer.alloc(50 * 2 ** 20, ' '), { unpacked: 0 }), 'unreadable_file'],
      [
        'a sheet with one cell in the last corner',
        book(sheetXml('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        'unreadable_file',
      ],
      ['an archive of something else', zip([['readme.txt', 'hello']]), 'unsupported_file'],
      ['an old workbook', Buffer.from('d0cf11e0a1b11ae1'.padEnd(100, '0'), 'hex'), 'unsupported_file'],
      ['a picture', Buffer.from('89504e470d0a1a0a'.padEnd(100, '0'), 'hex'), 'unsupported_file'],
      ['nothing', new Uint8Array(0), 'unsupported_file'],
      ['a file cut in half', book(sheetXml('')).subarray(0, 700), 'unreadable_file'],
      ['broken XML', book('<worksheet><sheetData><row'), 'unreadable_file'],
    ]
    for (const [what, bytes, code] of files) expect([what, await codeOf(readWorkbook(bytes))]).toEqual([what, code])
    expect(performance.now() - started).toBeLessThan(15_000)
    expect(await codeOf(readWorkbook(book(sheetXml('')), { bytes: 100 }))).toBe('too_large')
  })

  test('with entities that multiply stays small', async () => {
    const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`
    const cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;&b;</t></is></c></row>'
    const reading = readWorkbook(book(sheetXml(cells).replace('?>', `?>${laughs}`)))
    const text = JSON.stringify(await reading.catch((error: unknown) => error))
    expect(text).not.toContain('haha')
  })
})

/** A ZIP archive; `unpacked` lets its table of contents lie about a size. */
function zip(
  files: readonly (readonly [name: string, content: string | Buffer, unpacked?: number | undefined])[],
): Uint8Array {
  const locals: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const [name, content, unpacked] of files) {
    const bytes = Buffer.from(content)
    const packed = deflateRawSync(bytes)
    const header = Buffer.alloc(26)
    header.writeUInt16LE(20, 0)
    header.writeUInt16LE(8, 4)
    header.writeUInt32LE(packed.length, 14)
    header.writeUInt32LE(unpacked ?? bytes.length, 18)
    header.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), header, Buffer.from(name), packed])
    const entry = Buffer.alloc(16)
    entry.writeUInt32LE(offset, 12)
    entries.push(
      Buffer.concat([Buffer.from('504b01021400', 'hex'), header.subarray(0, 26), entry.subarray(2), Buffer.from(name)]),
    )
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}
