import { deflateRawSync } from 'node:zlib'
import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProblemBody } from '#base/problem.ts'
import { writeWorkbook } from '#kit/server/workbook.ts'
import { countRows, faultOf, holderOfEverything, type ListeningHouse, openListeningHouse } from './testing.ts'

let doors: ListeningHouse
let returnId = ''
const mebibyte = 2 ** 20

beforeAll(async () => {
  doors = await openListeningHouse()
  doors.actor = holderOfEverything(doors.house)
  const body = JSON.stringify({ form: 'monthly', subject: doors.firms[0], period: '2025-07' })
  const opened = await fetch(`${doors.url}/api/returns`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  returnId = ((await opened.json()) as { id: string }).id
})
afterAll(() => doors.close())

type Answer = { status: number; body: ProblemBody & Preview }
type Preview = {
  run: { id: string; counts: Record<string, number> }
  digest: string
  fileId: string
  fileName: string
  fileProblems: { code: string; where: string; expected?: string }[]
  lines: {
    line: number
    outcome: string
    problems: { code: string; where: string; found?: string; expected?: string }[]
  }[]
}

/** Sends bytes and demands an answer in our form. */
async function send(path: string, bytes: Uint8Array | string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${doors.url}${path}`, { method: 'POST', body: bytes as RequestInit['body'], headers })
  const text = await response.text()
  const fault = faultOf(response.status, text)
  if (fault !== undefined) throw new Error(`${path}: ${fault}`)
  return { status: response.status, body: JSON.parse(text) as Answer['body'] }
}

const registers = { enterprises: '/api/enterprises', parcels: '/api/parcels', observations: '/api/observations' }
type Register = keyof typeof registers

/** Uploads a file and asks what it would do. */
async function preview(register: Register, bytes: Uint8Array | string, name = 'file.csv'): Promise<Answer> {
  const stored = await send(`${registers[register]}/imports/files`, bytes, { 'x-file-name': encodeURIComponent(name) })
  if (stored.status !== 200) return stored
  const kind = register === 'parcels' ? { kind: 'parcels' } : {}
  const asked = JSON.stringify({ fileId: stored.body.fileId, fileName: name, ...kind })
  return send(`${registers[register]}/imports`, asked, { 'content-type': 'application/json' })
}

/** Rows of the tables of the registers: a preview leaves them as they are. */
async function registerRows(): Promise<string> {
  const rows = (await countRows(doors.house)).split('\n')
  return rows.filter((line) => /^(enterprise|parcel|observation|return)_/.test(line)).join('\n')
}

/** A ZIP archive of one entry; the sizes that it announces may be other than the true ones. */
function zipOf(name: string, content: Uint8Array, lie?: number): Uint8Array {
  const packed = deflateRawSync(content, { level: 9 })
  const announced = lie ?? content.length
  const nameBytes = Buffer.from(name)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(20, 4)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(packed.length, 18)
  local.writeUInt32LE(announced, 22)
  local.writeUInt16LE(nameBytes.length, 26)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(20, 6)
  entry.writeUInt16LE(8, 10)
  entry.writeUInt32LE(packed.length, 20)
  entry.writeUInt32LE(announced, 24)
  entry.writeUInt16LE(nameBytes.length, 28)
  const end = Buffer.alloc(22)
  const at = local.length + nameBytes.length + packed.length
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(entry.length + nameBytes.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([local, nameBytes, packed, entry, nameBytes, end])
}

describe('files that are too much', () => {
  test('a file of more than 50 MB is refused and leaves nothing in the data folder', async () => {
    const before = await countRows(doors.house)
    const { status, body } = await send('/api/enterprises/imports/files', new Uint8Array(51 * mebibyte), {
      'x-file-name': 'big.csv',
    })
    expect([status, body.code]).toEqual([413, 'too_large'])
    expect(await countRows(doors.house)).toBe(before)
    const left = await readdir(doors.house.settings.dataDir, { recursive: true, withFileTypes: true })
    expect(left.filter((entry) => entry.isFile() && entry.name.endsWith('.part'))).toEqual([])
  })

  test('a body that does not say how long it is ends at the bound', async () => {
    const before = await countRows(doors.house)
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += mebibyte
        if (sent > 80 * mebibyte) controller.close()
        else controller.enqueue(new Uint8Array(mebibyte).fill(0x61))
      },
    })
    const asked = {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { 'x-file-name': 'endless.csv' },
    } as RequestInit
    const status = await fetch(`${doors.url}/api/enterprises/imports/files`, asked).then(
      (response) => response.status,
      () => 413,
    )
    expect(status).toBe(413)
    expect(await countRows(doors.house)).toBe(before)
  })

  test('a table of two million lines is refused by its number of lines', async () => {
    const { status, body } = await preview('enterprises', `name,town\n${'a,b\n'.repeat(2_000_000)}`)
    expect([status, body.code]).toEqual([429, 'too_many'])
  }, 60_000)

  test.each([
    ['that says what it unpacks to', zipOf('xl/workbook.xml', Buffer.alloc(300 * mebibyte))],
    ['that lies about it', zipOf('xl/workbook.xml', Buffer.alloc(300 * mebibyte), 1_000)],
    ['that says nothing', zipOf('xl/workbook.xml', Buffer.alloc(8 * mebibyte), 0)],
  ])(
    'a bomb of a workbook %s is refused, everywhere where workbooks are taken',
    async (_name, bomb) => {
      const rows = await registerRows()
      const used = process.memoryUsage().rss
      for (const register of ['enterprises', 'parcels', 'observations'] as const) {
        const { status, body } = await preview(register, bomb, 'bomb.xlsx')
        expect([400, 413, 415]).toContain(status)
        expect(['too_large', 'unreadable_file', 'unsupported_file']).toContain(body.code)
      }
      for (const door of ['workbook', 'workbook/marked']) {
        const { status } = await send(`/api/returns/${returnId}/${door}?revision=1`, bomb)
        expect([400, 413, 415]).toContain(status)
      }
      expect(process.memoryUsage().rss - used).toBeLessThan(600 * mebibyte)
      expect(await registerRows()).toBe(rows)
    },
    60_000,
  )
})

describe('files that are no tables', () => {
  const odd: [string, Uint8Array | string, RegExp][] = [
    ['nothing at all', new Uint8Array(0), /unreadable_file|invalid_input/],
    ['only a byte order mark', new Uint8Array([0xef, 0xbb, 0xbf]), /unreadable_file/],
    ['zero bytes', new Uint8Array(64), /unreadable_file/],
    ['a zero byte in a name', 'name,town\nab\u0000c,kite\n', /unreadable_file/],
    [
      'bytes that are no characters',
      new Uint8Array([...Buffer.from('name,town\n'), 0xff, 0xff, 0x2c, 0xfe, 0x0a]),
      /unreadable_file/,
    ],
    ['a quotation that never ends', `name,town\n"${'x'.repeat(100)},kite\n`, /unreadable_file/],
    ['one cell of three million characters', `name,town\n${'x'.repeat(3_000_000)},kite\n`, /unreadable_file|too_large/],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]), /unsupported_file/],
    ['a document', '%PDF-1.7\n1 0 obj', /unsupported_file/],
    [
      'a workbook of thirty years ago',
      new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      /unsupported_file/,
    ],
    ['an archive that holds no workbook', zipOf('readme.txt', Buffer.from('hello')), /unsupported_file/],
    [
      'half a workbook',
      zipOf('xl/workbook.xml', Buffer.from('<workbook')).slice(0, 60),
      /unreadable_file|unsupported_file/,
    ],
    [
      'a workbook of broken XML',
      zipOf('xl/workbook.xml', Buffer.from('<workbook><sheets><sheet')),
      /unreadable_file|unsupported_file/,
    ],
    [
      'a workbook whose names are defined by names',
      zipOf(
        'xl/workbook.xml',
        Buffer.from(
          `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "${'&a;'.repeat(10)}">]><workbook>&b;</workbook>`,
        ),
      ),
      /unreadable_file|unsupported_file/,
    ],
  ]

  test.each(odd)('%s is refused and nothing is stored', async (_name, bytes, code) => {
    const rows = await registerRows()
    for (const register of ['enterprises', 'parcels', 'observations'] as const) {
      const { status, body } = await preview(register, bytes)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(body.code).toMatch(code)
    }
    const upload = await send(`/api/returns/${returnId}/workbook?revision=1`, bytes)
    expect(upload.status).toBeGreaterThanOrEqual(400)
    expect(await registerRows()).toBe(rows)
  })

  test.each([
    '../../../etc/passwd',
    '..\\..\\windows\\win.ini',
    '/etc/passwd',
    '\u0000',
    'a\r\nset-cookie: x=1',
    '.',
    '..',
    'x'.repeat(5_000),
    '云'.repeat(900),
    '%2e%2e%2f%2e%2e%2f',
  ])('a file named %j is kept under a name without a path', async (name) => {
    const { body } = await send('/api/enterprises/imports/files', 'name,town\n', {
      'x-file-name': encodeURIComponent(name).slice(0, 8_000),
    })
    expect(body.fileName).not.toMatch(/[/\\\r\n\0]|^\.{1,2}$/)
    expect(body.fileName.length).toBeLessThanOrEqual(200)
  })
})

describe('tables with wrong words in them', () => {
  const wrongLines: [Register, string, string, RegExp][] = [
    ['enterprises', 'a town that does not exist', 'name,town\n云灯厂,Nowhere\n', /line 2/],
    ['enterprises', 'an industry that does not exist', 'name,town,industry\n云灯厂,kite,9z99\n', /line 2/],
    [
      'enterprises',
      'a credit code that a spreadsheet made a number of',
      'name,credit code,town\n云灯厂,9.14401E+17,kite\n',
      /line 2/,
    ],
    ['enterprises', 'a day that does not exist', 'name,town,opened on\n云灯厂,kite,2026-02-30\n', /line 2/],
    [
      'enterprises',
      'the same enterprise twice',
      'name,credit code,town\n云灯厂,91440101MA59A1B2X0,kite\n云灯厂,91440101MA59A1B2X0,kite\n',
      /line [23]/,
    ],
    ['enterprises', 'a name of a thousand letters', `name,town\n${'灯'.repeat(1000)},kite\n`, /line 2/],
    ['parcels', 'an area with a unit in it', 'parcel code,place,area (m2)\nP-1,kite,12亩\n', /line 2/],
    ['parcels', 'an area below nothing', 'parcel code,place,area (m2)\nP-1,kite,-5\n', /line 2/],
    ['parcels', 'an area that no machine holds', 'parcel code,place,area (m2)\nP-1,kite,1e400\n', /line 2/],
    ['parcels', 'an area in floating words', 'parcel code,place,area (m2)\nP-1,kite,NaN\n', /line 2/],
  ]

  test.each(wrongLines)(
    '%s: %s is refused with its line, what was found and what was expected',
    async (register, _name, text, where) => {
      const rows = await registerRows()
      const { status, body } = await preview(register, text)
      expect(status).toBe(200)
      const problems = [...body.fileProblems, ...body.lines.flatMap((line) => line.problems)]
      expect(problems.filter((problem) => where.test(problem.where))).not.toEqual([])
      expect(body.run.counts.refused).toBeGreaterThan(0)
      const confirm = JSON.stringify({ digest: body.digest, leaveOutRefused: false })
      const { status: refused } = await send(`${registers[register]}/imports/${body.run.id}/confirm`, confirm, {
        'content-type': 'application/json',
      })
      expect(refused).toBe(422)
      expect(await registerRows()).toBe(rows)
    },
  )

  const wrongHeads: [Register, string, string][] = [
    ['parcels', 'an area without a unit', 'parcel code,place,area\nP-1,kite,5\n'],
    ['enterprises', 'the same head twice', 'name,name,town\na,b,kite\n'],
    ['enterprises', 'no head that is known', 'x,y,z\n1,2,3\n'],
    [
      'observations',
      'a unit that is not that of the indicator',
      '企业名称,报告期,tax_paid (CNY_100M)\n云渚灯彩厂,2025,5\n',
    ],
    ['observations', 'an indicator without its unit', '企业名称,报告期,tax_paid\n云渚灯彩厂,2025,5\n'],
  ]

  test.each(wrongHeads)('%s: a file with %s is refused as a whole', async (register, _name, text) => {
    const rows = await registerRows()
    const { body } = await preview(register, text)
    expect(body.fileProblems).not.toEqual([])
    const confirm = JSON.stringify({ digest: body.digest, leaveOutRefused: true })
    expect(
      (
        await send(`${registers[register]}/imports/${body.run.id}/confirm`, confirm, {
          'content-type': 'application/json',
        })
      ).status,
    ).toBe(422)
    expect(await registerRows()).toBe(rows)
  })

  const wrongValues = [
    '1e400',
    '1E5',
    '12 万元',
    '=1+1',
    '#DIV/0!',
    'NaN',
    '--5',
    '1,2,3',
    '999999999999999999999999',
    '0.123456789',
  ]
  test.each(wrongValues)('a value written as %j is refused with its line', async (value) => {
    const text = `企业名称,报告期,tax_paid (CNY_10k)\n云渚灯彩厂,2025,"${value}"\n`
    const { body } = await preview('observations', text)
    expect(body.fileProblems).toEqual([])
    expect(body.lines.flatMap(({ problems }) => problems).map(({ where }) => where)).toEqual(
      expect.arrayContaining(['line 2']),
    )
  })

  test('formulas and errors in a workbook are named by their cell', async () => {
    const book = await writeWorkbook([
      {
        name: 'data',
        rows: [
          ['name', 'town', 'opened on'],
          ['云灯厂', 'Nowhere', '2026-13-45'],
          ['=HYPERLINK("http://x","y")', 'kite', '2026-01-01'],
        ],
      },
    ])
    const { body } = await preview('enterprises', book, 'book.xlsx')
    const places = body.lines.flatMap(({ problems }) => problems.map(({ where }) => where))
    expect(places).toEqual(expect.arrayContaining(['B2', 'C2']))
  })
})
