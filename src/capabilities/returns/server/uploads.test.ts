import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, system } from '#base/decision.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { startMirror } from '#capabilities/observations/server/service.ts'
import { listActs } from '#kit/server/acts.ts'
import { cellName, type ReadCell, readWorkbook, type WriteCell, writeWorkbook } from '#kit/server/workbook.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { returnsContract, type ReturnDetail } from '../contract.ts'
import type { Upload, UploadRow } from '../contract/uploads.ts'
import { returnsReacts } from './reacts.ts'
import { returnsPlainRoutes, returnsRoutes } from './routes.ts'

let house: TestHouse
let ask: TestApp['ask']
const names = ['云渚灯彩厂', '云渚光源厂', '云渚机电厂', '云渚器材厂']
let firms: string[] = []
const may = [
  'returns.see',
  'returns.fill',
  'returns.submit',
  'workflows.see',
  'enterprises.see',
  'observations.see_micro',
]
const inTown = (place: string, id: string): Actor =>
  testActor(
    may.map((permission) => ({ permission, scope: 'place' as const, place })),
    { id },
  )
const clerk = inTown('flute', 'clerk-of-flute')
const colleague = inTown('flute', 'colleague')
const elsewhere = inTown('kite', 'clerk-of-kite')

beforeAll(async () => {
  house = await openTestHouse()
  ask = openTestApp(house, [
    {
      name: 'returns',
      contract: returnsContract,
      routes: returnsRoutes,
      plainRoutes: returnsPlainRoutes,
      reacts: returnsReacts,
    },
  ]).ask
  const one = { industry: '1011', aboveScaleSince: '2020-01-01', openedOn: '2015-01-01', synthetic: false }
  firms = await house.record.withActor(system, (tx) =>
    createEnterprisesInBulk(tx, house.programme(), [
      ...names.map((name) => ({ ...one, name, town: 'flute' })),
      { ...one, name: '云渚风筝厂', town: 'kite' },
      { ...one, name: '云渚小作坊', town: 'flute', aboveScaleSince: null },
    ]),
  )
  await startMirror(house)
  await house.start()
})
afterAll(() => house.close())

const json = async <T>(response: Response): Promise<T> => {
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${response.status} ${text}`)
  return JSON.parse(text) as T
}
const query = (period: string, more = '') => `form=monthly&period=${period}${more}`
const bytesOf = async (response: Response): Promise<Uint8Array> => {
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
  return new Uint8Array(await response.arrayBuffer())
}

type Line = (string | number | null | WriteCell)[]
type Table = { readonly name: string; readonly rows: Line[]; column(code: string): number; row(name: string): Line }

const plain = (cell: ReadCell): string | null =>
  cell.kind === 'empty' ? null : cell.kind === 'boolean' ? String(cell.value) : cell.text

/** The workbook as an office program has it open. */
async function openBook(
  bytes: Uint8Array,
  at = 0,
): Promise<Table & { others: { name: string; hidden: boolean; rows: Line[] }[] }> {
  const sheets = (await readWorkbook(bytes)).map(({ name, hidden, rows }) => ({
    name,
    hidden,
    rows: rows.map((row): Line => row.map(plain)),
  }))
  const sheet = sheets[at]
  const rows = sheet?.rows ?? []
  const codes = rows.find((row) => row.includes('output:this')) ?? []
  return {
    name: sheet?.name ?? '',
    rows,
    column: (code) => codes.indexOf(code),
    row: (name) => rows.find((row) => row[2] === name) ?? [],
    others: sheets.filter((each) => each !== sheet),
  }
}

async function download(
  period: string,
  actor: Actor = clerk,
  more = '',
): Promise<Awaited<ReturnType<typeof openBook>>> {
  return openBook(await bytesOf(await ask(actor, `/api/returns/workbooks?${query(period, more)}`)))
}

/** Saved again with all its sheets; digits become numbers. */
function save(book: Awaited<ReturnType<typeof openBook>>, more: { merges?: string[] } = {}): Promise<Uint8Array> {
  const cells = (rows: Line[], typed: boolean) =>
    rows.map((row) =>
      row.map((text) =>
        typed && typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text) ? { value: null, decimal: text } : text,
      ),
    )
  return writeWorkbook([
    { name: book.name, rows: cells(book.rows, true), ...more },
    ...book.others.map((sheet) => ({ ...sheet, rows: cells(sheet.rows, false) })),
  ])
}

const good: Record<string, string> = {
  'output:this': '1200',
  'output:cumulative': '1200',
  'output:last_year': '1000',
  'sales:this': '1100',
  'sales:cumulative': '1100',
  'sales:last_year': '990',
  'exports:this': '100',
  'exports:cumulative': '100',
  'exports:last_year': '80',
  'revenue:this': '1150',
  'profit:this': '90',
  'staff:this': '55',
  'electricity:this': '12.5',
}

type Book = Awaited<ReturnType<typeof openBook>>
function fill(book: Book, name: string, cells: Record<string, string | WriteCell> = good): void {
  const row = book.row(name)
  for (const [key, text] of Object.entries(cells)) {
    while (row.length <= book.column(key)) row.push(null)
    row[book.column(key)] = text
  }
}

async function send(period: string, bytes: Uint8Array, actor: Actor = clerk): Promise<Upload> {
  const response = await ask(actor, `/api/returns/uploads?${query(period)}`, {
    method: 'POST',
    body: bytes,
    headers: { 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent('七月.xlsx') },
  })
  return settled(await json<Upload>(response), actor)
}

async function settled(upload: Upload, actor: Actor = clerk): Promise<Upload> {
  let now = upload
  for (let i = 0; i < 600 && (now.state === 'reading' || now.state === 'storing'); i += 1) {
    await sleep(50)
    now = await json<Upload>(await ask(actor, `/api/returns/uploads/${upload.id}`))
  }
  return now
}

const rowsOf = async (id: string, outcome = ''): Promise<UploadRow[]> =>
  (
    await json<{ rows: UploadRow[] }>(
      await ask(clerk, `/api/returns/uploads/${id}/rows?${outcome && `outcome=${outcome}`}`),
    )
  ).rows
const store = async (id: string, reason?: string): Promise<Upload> =>
  settled(
    await json<Upload>(
      await ask(clerk, `/api/returns/uploads/${id}/store`, { body: reason === undefined ? {} : { reason } }),
    ),
  )
const undo = (id: string) => ask(clerk, `/api/returns/uploads/${id}/undo`, { body: { reason: '传错了文件' } })

async function returnOf(name: string, period: string, actor: Actor = clerk): Promise<ReturnDetail | undefined> {
  const subject = firms[names.indexOf(name)]
  const { rows } = await json<{ rows: { id: string }[] }>(
    await ask(actor, `/api/returns?${query(period)}&subject=${subject}`),
  )
  const [one] = rows
  return one === undefined ? undefined : json<ReturnDetail>(await ask(actor, `/api/returns/${one.id}`))
}
const textIn = (one: ReturnDetail | undefined, key: string): string | undefined =>
  one?.parts.flatMap((part) => part.lines.flatMap((line) => line.cells)).find((cell) => cell.key === key)?.text

describe('a workbook for the clerk of a town', () => {
  test('has one row for each enterprise that is asked, with units, codes and a hidden sheet', async () => {
    const book = await download('2025-07')
    expect(book.name).toBe('填报')
    expect(book.rows.slice(7).map((row) => row[2])).toEqual([...names].sort((a, b) => a.localeCompare(b, 'zh-Hans-CN')))
    expect(book.rows[5]?.[book.column('output:this')]).toBe('千元 CNY_1k')
    expect(book.rows[4]?.[book.column('output:cumulative')]).toContain('累计')
    expect(book.others.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['上一期 2025 年 6 月', false],
      ['_jidi', true],
    ])
    const english = await download('2025-07', clerk, '&lang=en')
    expect([english.name, english.rows[5]?.[english.column('staff:this')]]).toEqual([
      'Returns',
      expect.stringContaining('person'),
    ])
  })

  test('comes back filled, is looked at before anything is stored, and becomes drafts by one act', async () => {
    const book = await download('2025-07')
    fill(book, '云渚灯彩厂')
    fill(book, '云渚光源厂', { ...good, 'output:this': '1，200', 'staff:this': '５５', 'receivables:this': '不适用' })
    const read = await send('2025-07', await save(book))
    expect(read).toMatchObject({ state: 'ready', sheet: '填报', fileName: '七月.xlsx' })
    expect(read.counts).toMatchObject({ rows: 4, created: 2, blank: 2, refused: 0, cells: 27 })
    expect(await returnOf('云渚灯彩厂', '2025-07')).toBeUndefined()
    const stored = await store(read.id)
    expect(stored).toMatchObject({ state: 'stored', counts: { stored: 2, leftOut: 0 } })
    const one = await returnOf('云渚光源厂', '2025-07')
    expect([one?.state, one?.editable, textIn(one, 'output:last_year'), one?.due]).toEqual([
      'draft',
      true,
      '1000',
      '2025-08-12',
    ])
    expect(one?.issues).toEqual([])
    const acts = await house.record.withActor(system, (tx) => listActs(tx, { kind: 'return_upload', id: read.id }))
    expect(acts.map(({ name, actor, detail }) => [name, actor, detail.created])).toEqual([
      ['returns.uploaded', clerk.id, 2],
    ])
    const response = await ask(clerk, `/api/returns/${one?.id}/acts/submit`, {
      body: { revision: one?.revision, answers: {} },
    })
    expect((await json<ReturnDetail>(response)).state).toBe('submitted')
  })

  test('shows what is there already, and tells what is changed from what is not', async () => {
    const book = await download('2025-07')
    expect(book.row('云渚灯彩厂')[book.column('output:this')]).toBe('1200')
    fill(book, '云渚灯彩厂', { 'profit:this': '95' })
    fill(book, '云渚光源厂', { 'profit:this': '95' })
    const read = await send('2025-07', await save(book))
    expect(read.counts).toMatchObject({ changed: 1, blank: 2, refused: 1, cells: 1 })
    const [refused] = await rowsOf(read.id, 'refused')
    expect(refused?.issues.map(({ text, where }) => [text, where])).toEqual([
      ['returns.workbook_not_editable', '填报!C9'],
    ])
  })
})

describe('what is wrong in a workbook', () => {
  test('is named by sheet and cell; what passes is stored, what is refused is left out with a reason', async () => {
    const book = await download('2025-08')
    fill(book, '云渚灯彩厂')
    fill(book, '云渚光源厂', {
      ...good,
      'output:this': '一千二',
      'staff:this': { value: null, formula: '50+5' },
      'profit:this': '未掌握',
    })
    fill(book, '云渚机电厂', { ...good, 'exports:this': '5000' })
    fill(book, '云渚器材厂', { ...good, 'output:last_year': '100' })
    const line = book.rows.indexOf(book.row('云渚光源厂')) + 1
    const at = (key: string, row = line) => `填报!${cellName(row - 1, book.column(key))}`
    const read = await send('2025-08', await save(book))
    expect(read.counts).toMatchObject({ created: 2, refused: 2, warned: 1 })
    const refused = new Map((await rowsOf(read.id, 'refused')).map((row) => [row.name, row.issues]))
    const found = (name: string) =>
      refused
        .get(name)
        ?.map(({ text, where, found: said }) => [text, where, said])
        .sort()
    expect(found('云渚光源厂')).toEqual(
      [
        ['returns.not_a_number', at('output:this'), '一千二'],
        ['returns.not_a_number', at('profit:this'), '未掌握'],
        ['returns.workbook_formula', at('staff:this'), ''],
      ].sort(),
    )
    const machines = book.rows.indexOf(book.row('云渚机电厂')) + 1
    expect(found('云渚机电厂')).toEqual([['returns.check_fails', at('exports:this', machines), undefined]])
    const without = await ask(clerk, `/api/returns/uploads/${read.id}/store`, { body: {} })
    expect([without.status, ((await without.json()) as { issues: { where: string }[] }).issues[0]?.where]).toEqual([
      400,
      'body.reason',
    ])
    const stored = await store(read.id, '两家数据待核实，下周补报')
    expect(stored.counts).toMatchObject({ stored: 2, leftOut: 2 })
    expect((await rowsOf(read.id)).map((row) => [row.name, row.fate])).toEqual(
      expect.arrayContaining([
        ['云渚光源厂', 'left_out'],
        ['云渚灯彩厂', 'stored'],
      ]),
    )
    expect(await returnOf('云渚光源厂', '2025-08')).toBeUndefined()
    const [act] = await house.record.withActor(system, (tx) => listActs(tx, { kind: 'return_upload', id: read.id }))
    expect(act?.detail).toMatchObject({ leftOut: 2, reason: '两家数据待核实，下周补报' })
  })

  test('comes back marked in its cells with a list in front that leads there', async () => {
    const book = await download('2025-09')
    fill(book, '云渚光源厂', { ...good, 'output:this': '一千二' })
    fill(book, '云渚灯彩厂')
    const read = await send('2025-09', await save(book))
    const marked = await bytesOf(await ask(clerk, `/api/returns/uploads/${read.id}/marked?lang=zh`))
    const list = await openBook(marked, 0)
    expect(list.name).toBe('问题清单')
    const again = await openBook(marked, 1)
    const line = again.rows.indexOf(again.row('云渚光源厂'))
    const cell = cellName(line, again.column('output:this'))
    expect(list.rows[2]).toEqual([`填报!${cell}`, '云渚光源厂', '总产值 本期', expect.stringContaining('一千二')])
    expect(again.row('云渚光源厂')[again.column('output:this')]).toBe('一千二')
    const corrected = await openBook(marked, 1)
    fill(corrected, '云渚光源厂', { 'output:this': '1200' })
    expect((await send('2025-09', await save(corrected))).counts).toMatchObject({ created: 2, refused: 0 })
    const english = await openBook(await bytesOf(await ask(clerk, `/api/returns/uploads/${read.id}/marked?lang=en`)), 0)
    expect(english.name).toBe('Problems')
  })

  test('dates, errors, truth values, joined cells and strangers are problems, each in words', async () => {
    const book = await download('2025-10')
    fill(book, '云渚灯彩厂', { ...good, 'sales:this': { value: true } })
    const other = firms[4] as string
    const stranger: Line = [...book.row('云渚灯彩厂')]
    stranger[0] = other
    stranger[2] = '云渚风筝厂'
    const workshop: Line = [...stranger]
    workshop[0] = firms[5] as string
    workshop[2] = '云渚小作坊'
    const twice: Line = [...book.row('云渚灯彩厂')]
    book.rows.push(stranger, workshop, twice)
    const read = await send('2025-10', await save(book))
    const texts = (await rowsOf(read.id, 'refused')).map((row) => row.issues[0]?.text)
    expect(texts.sort()).toEqual([
      'returns.not_a_respondent',
      'returns.workbook_cell_kind',
      'returns.workbook_respondent_twice',
      'returns.workbook_unknown_respondent',
    ])
    const joined = await send('2025-10', await save(book, { merges: ['F8:G8'] }))
    expect(joined).toMatchObject({
      state: 'refused',
      issues: [{ text: 'returns.workbook_merged', where: '填报!F8:G8' }],
    })
  })

  test('columns of another form, other units and missing columns refuse the file as a whole', async () => {
    const book = await download('2025-10')
    fill(book, '云渚灯彩厂')
    const [units, codes] = [book.rows[5] as Line, book.rows[6] as Line]
    units[book.column('output:this')] = '万元 CNY_10k'
    codes[book.column('exports:this')] = 'export:this'
    const read = await send('2025-10', await save(book))
    expect(read.state).toBe('refused')
    expect(read.issues.map(({ text, expected, nearest }) => [text, expected ?? nearest])).toEqual([
      ['returns.workbook_wrong_unit', '千元 CNY_1k'],
      ['returns.workbook_unknown_column', 'exports:this'],
      ['returns.workbook_missing_column', 'exports:this'],
    ])
  })
})

describe('the wrong workbook', () => {
  test('of another period, or with its hidden sheet written into, is recognised', async () => {
    const book = await download('2025-11')
    fill(book, '云渚灯彩厂')
    expect((await send('2025-10', await save(book))).issues).toMatchObject([
      { text: 'returns.workbook_other_return', found: '2025-11', expected: '2025-10' },
    ])
    const mark = book.others.find((sheet) => sheet.name === '_jidi')?.rows
    if (mark?.[2] !== undefined) mark[2][1] = '2025-10'
    expect((await send('2025-10', await save(book))).issues).toMatchObject([{ text: 'returns.workbook_altered' }])
  })

  test('a row that somebody else changed after the download is stale; my own changes are not', async () => {
    const first = await download('2025-11')
    fill(first, '云渚灯彩厂')
    fill(first, '云渚光源厂')
    await store((await send('2025-11', await save(first))).id)
    const mine = await download('2025-11')
    const one = (await returnOf('云渚灯彩厂', '2025-11')) as ReturnDetail
    const patch = { method: 'PATCH', body: { revision: one.revision, cells: { 'profit:this': '70' } } }
    await json(await ask(colleague, `/api/returns/${one.id}/cells`, patch))
    fill(mine, '云渚灯彩厂', { 'profit:this': '95' })
    fill(mine, '云渚光源厂', { 'profit:this': '95' })
    const read = await send('2025-11', await save(mine))
    expect(read.counts).toMatchObject({ changed: 1, refused: 1 })
    expect((await rowsOf(read.id, 'refused'))[0]?.issues[0]?.text).toBe('returns.workbook_row_stale')
    const twice = await store(read.id, '以镇街核对为准')
    expect(twice.state).toBe('stored')
  })

  test('files that are none are refused in words, never a failure of ours', async () => {
    for (const [bytes, code] of [
      [Buffer.from('%PDF-1.7 no workbook'), 'unsupported_file'],
      [Buffer.alloc(3000, 'PK\u0003\u0004'), 'unreadable_file'],
      [await writeWorkbook([{ name: 'x', rows: [['a']] }]), undefined],
    ] as const) {
      const read = await send('2025-10', new Uint8Array(bytes))
      expect([read.state, read.problem?.code]).toEqual(['refused', code])
      if (code === undefined) expect(read.issues[0]?.text).toBe('returns.workbook_no_sheet')
    }
  })

  test('a period that is not over is refused before the file is kept', async () => {
    const response = await ask(clerk, `/api/returns/uploads?${query('2026-03')}`, {
      method: 'POST',
      body: new Uint8Array(9),
    })
    expect(response.status).toBe(400)
    expect(
      (await ask(clerk, '/api/returns/uploads?form=none&period=2025-10', { method: 'POST', body: new Uint8Array(9) }))
        .status,
    ).toBe(404)
  })
})

describe('undoing an upload', () => {
  test('puts drafts back as one act and leaves what was changed since', async () => {
    const before = await download('2025-12')
    fill(before, '云渚灯彩厂')
    await store((await send('2025-12', await save(before))).id)
    const book = await download('2025-12')
    fill(book, '云渚灯彩厂', { 'profit:this': '1' })
    fill(book, '云渚光源厂')
    fill(book, '云渚机电厂')
    const read = await send('2025-12', await save(book))
    expect(read.counts).toMatchObject({ created: 2, changed: 1 })
    await store(read.id)
    const one = (await returnOf('云渚机电厂', '2025-12')) as ReturnDetail
    await json(
      await ask(clerk, `/api/returns/${one.id}/acts/submit`, { body: { revision: one.revision, answers: {} } }),
    )
    const undone = await json<Upload>(await undo(read.id))
    expect(undone).toMatchObject({ state: 'undone', undoReason: '传错了文件', counts: { undone: 2, kept: 1 } })
    expect(textIn(await returnOf('云渚灯彩厂', '2025-12'), 'profit:this')).toBe('90')
    expect(textIn(await returnOf('云渚光源厂', '2025-12'), 'output:this')).toBe('')
    expect((await returnOf('云渚机电厂', '2025-12'))?.state).toBe('submitted')
    expect((await undo(read.id)).status).toBe(409)
    const acts = await house.record.withActor(system, (tx) => listActs(tx, { kind: 'return_upload', id: read.id }))
    expect(acts.map(({ name }) => name)).toEqual(['returns.uploaded', 'returns.upload_undone'])
  })

  test('nobody else sees the upload, stores it or undoes it', async () => {
    const { id } = (await json<Upload[]>(await ask(clerk, '/api/returns/uploads')))[0] as Upload
    for (const actor of [colleague, elsewhere]) {
      expect((await ask(actor, `/api/returns/uploads/${id}`)).status).toBe(404)
      expect((await ask(actor, `/api/returns/uploads/${id}/rows`)).status).toBe(404)
      expect((await ask(actor, `/api/returns/uploads/${id}/marked`)).status).toBe(404)
      expect((await ask(actor, `/api/returns/uploads/${id}/undo`, { body: { reason: 'no' } })).status).toBe(404)
    }
    expect(await json(await ask(elsewhere, '/api/returns/uploads'))).toEqual([])
  })
})
