import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeWorkbook } from '#kit/server/workbook.ts'
import { holderOfEverything, type ListeningHouse, openListeningHouse } from './testing.ts'
import {
  contentHash,
  faultIn,
  limitOf,
  lopsided,
  mutatedText,
  portionsOf,
  type Runs,
  runsOf,
  type Tally,
  wordings,
} from './testing-malformed.ts'
import { applied, change, filled, turned, unpack, withText } from './testing-workbooks.ts'

let doors: ListeningHouse
let hasWords: (key: string) => boolean
let returnId = ''
let template: Uint8Array
let content = ''
let tally: Tally = { taken: 0, refused: 0 }

beforeAll(async () => {
  hasWords = await wordings()
})
beforeEach(async () => {
  tally = { taken: 0, refused: 0 }
  await openDoors()
})
afterEach(() => doors.close())

async function openDoors(): Promise<void> {
  doors = await openListeningHouse()
  doors.actor = holderOfEverything(doors.house)
  const asked = { form: 'monthly', subject: doors.firms[0], period: '2025-07' }
  const opened = await post('/api/returns', JSON.stringify(asked), json)
  returnId = (JSON.parse(opened.text) as { id: string }).id
  template = new Uint8Array(await (await fetch(`${doors.url}/api/returns/${returnId}/workbook`)).arrayBuffer())
  content = await contentHash(doors.house)
}

/** Tries a property in one house after another. */
async function tryIn(runs: Runs, property: (runs: Runs) => Promise<void>): Promise<void> {
  for (const [at, portion] of portionsOf(runs).entries()) {
    if (at > 0) {
      await doors.close()
      await openDoors()
    }
    await property(portion)
  }
}

const json = { 'content-type': 'application/json' }

/** Sends bytes or text; an answer that is no answer of ours is a fault. */
async function post(
  path: string,
  body: Uint8Array | string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${doors.url}${path}`, { method: 'POST', body: body as RequestInit['body'], headers })
  const text = await response.text()
  const fault = faultIn(response.status, text, hasWords)
  if (fault !== undefined) throw new Error(`${path}: ${fault}`)
  return { status: response.status, text }
}

const registers = {
  enterprises: '/api/enterprises',
  parcels: '/api/parcels',
  occupations: '/api/parcels',
  observations: '/api/observations',
} as const
type Register = keyof typeof registers

type Preview = {
  run: { id: string; counts: Record<string, number> }
  digest: string
  fileProblems: { code: string; where: string }[]
  lines: { problems: { code: string; where: string }[] }[]
}

/**
 * Uploads, previews, confirms and takes back: up to the confirmation nothing changes, a refusal changes nothing, and what was done
 * is taken back whole.
 */
async function takeIn(register: Register, bytes: Uint8Array | string, name: string): Promise<void> {
  const before = await registerRows()
  const path = registers[register]
  const stored = await post(`${path}/imports/files`, bytes, { 'x-file-name': name })
  if (stored.status >= 400) return unchanged('after a refused file')
  const { fileId } = JSON.parse(stored.text) as { fileId: string }
  const kind = path === '/api/parcels' ? { kind: register } : {}
  const seen = await post(`${path}/imports`, JSON.stringify({ fileId, fileName: name, ...kind }), json)
  if (seen.status >= 400) return unchanged('after a refused preview')
  const preview = JSON.parse(seen.text) as Preview
  for (const { code, where } of [...preview.fileProblems, ...preview.lines.flatMap(({ problems }) => problems)]) {
    if (where === '') throw new Error(`a problem without a place: ${code}`)
    if (!hasWords(code) && !hasWords(`import.${code}`)) throw new Error(`no words for ${code}`)
  }
  const confirmed = await post(
    `${path}/imports/${preview.run.id}/confirm`,
    JSON.stringify({ digest: preview.digest, leaveOutRefused: true }),
    json,
  )
  tally[confirmed.status < 400 ? 'taken' : 'refused'] += 1
  if (confirmed.status >= 400) return unchanged('by a preview and a refused confirmation')
  await takeBack(path, preview.run.id)
  const rows = await registerRows()
  if (rows !== before) throw new Error(`not taken back whole: ${rows}, before ${before}`)
}

/** How many rows the registers hold; values that are withdrawn stay as rows and are no rows of a register. */
async function registerRows(): Promise<string> {
  const counted = ['enterprise_enterprise', 'parcel_parcel', 'parcel_occupation']
  const counts = counted.map((name) => `(select count(*) from ${name})`).join(` || ' ' || `)
  const { rows } = await sql.raw<{ rows: string }>(`select ${counts} as rows`).execute(doors.house.record.owner)
  return rows[0]?.rows ?? ''
}

async function takeBack(path: string, run: string): Promise<void> {
  const undone = await post(`${path}/imports/${run}/undo`, JSON.stringify({ reason: 'malformed' }), json)
  if (undone.status >= 400) throw new Error(`not taken back: ${undone.text.slice(0, 300)}`)
  content = await contentHash(doors.house)
}

async function unchanged(when: string): Promise<void> {
  const before = new Set(content.split('\n'))
  content = await contentHash(doors.house)
  const changed = content.split('\n').filter((line) => !before.has(line))
  if (changed.length > 0) throw new Error(`something was stored ${when}: ${changed.join(', ')}`)
}

const tables: Record<Register, readonly (readonly string[])[]> = {
  enterprises: [
    ['name', 'credit code', 'town', 'industry', 'size', 'above scale since', 'opened on'],
    ['云灯新厂', '', 'kite', '1011', '', '2020-01-01', '2015-01-01'],
    ['云灯二厂', '91110108551385082Q', 'flute', '1012', '', '', ''],
    ['云渚灯彩厂', '', 'kite', '1011', '', '', ''],
  ],
  parcels: [
    ['parcel code', 'town', 'area (m2)', 'name', 'land use'],
    ['P-1', 'kite', '12000.5', '一号地', ''],
    ['P-2', 'flute', '3000', '', '工业'],
  ],
  occupations: [
    ['parcel code', 'enterprise', 'from', 'to', 'area (mu)'],
    ['P-1', '云渚灯彩厂', '2020-01-01', '', '3'],
    ['P-2', '云渚光源厂', '2020-01-01', '2024-01-01', ''],
  ],
  observations: [
    ['enterprise', 'period', 'tax_paid (CNY_10k)', 'land_in_use (mu)'],
    ['云渚灯彩厂', '2024', '120.5', '33'],
    ['云渚光源厂', '2024', '0', '12.25'],
  ],
}

const csvOf = (rows: readonly (readonly string[])[]) => `${rows.map((row) => row.join(',')).join('\n')}\n`

const pieces = [
  ',',
  ',,,',
  '"',
  '""',
  '\r',
  '\r\n',
  '\n\n',
  '\t',
  ';',
  '\ufeff',
  '=1+1',
  '@SUM(A1)',
  '+8613800000000',
  '2026-02-30',
  '2026/1/1',
  '46000',
  '1e400',
  '-5',
  '1,000',
  '１２',
  'kite',
  'flute',
  '9z99',
  '云渚灯彩厂',
  'name',
  'area',
  '#REF!',
  'NULL',
  '∞',
]

/** Tables in which cells are exchanged, lines doubled, columns lost; then the text itself is broken; then its bytes. */
const csv = fc.constantFrom(...(Object.keys(tables) as Register[])).chain((register) => {
  const good = csvOf(tables[register])
  const broken = mutatedText(fc.constant(good), pieces)
  const bytes: fc.Arbitrary<Uint8Array | string> = fc.oneof(
    { arbitrary: broken, weight: 10 },
    { arbitrary: fc.constant(good), weight: 1 },
    { arbitrary: broken.map((text) => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))), weight: 1 },
    {
      arbitrary: fc
        .tuple(broken, fc.nat(300), fc.nat(255))
        .map(([text, at, byte]) => turned(Buffer.from(text), [[at, byte]])),
      weight: 2,
    },
  )
  return fc.tuple(fc.constant(register), bytes)
})

describe('a table of text that is none', () => {
  test(
    'is refused by name and place, or taken in and taken back whole',
    async () => {
      const property = fc.asyncProperty(csv, ([register, bytes]) => takeIn(register, bytes, 'table.csv'))
      await tryIn(runsOf('csv'), (runs) => fc.assert(property, runs))
      expect(lopsided(tally)).toBeUndefined()
    },
    limitOf('csv'),
  )
})

/** Sends a workbook to both doors of a return: marked, which stores nothing, and taken, which stores all or nothing. */
async function fillIn(bytes: Uint8Array): Promise<void> {
  const revision = await revisionNow()
  await post(`/api/returns/${returnId}/workbook/marked?revision=${revision}`, bytes)
  await unchanged('by marking')
  const taken = await post(`/api/returns/${returnId}/workbook?revision=${revision}`, bytes)
  tally[taken.status < 400 ? 'taken' : 'refused'] += 1
  if (taken.status >= 400) return unchanged('by a refused workbook')
  content = await contentHash(doors.house)
}

async function revisionNow(): Promise<number> {
  const shown = (await (await fetch(`${doors.url}/api/returns/${returnId}`)).json()) as { revision: number }
  return shown.revision
}

describe('a workbook that is none', () => {
  test(
    'sent for a return is refused by name and cell, or taken whole',
    async () => {
      expect(unpack(template).map(({ name }) => name)).toContain('xl/workbook.xml')
      const changes = fc.oneof({ arbitrary: change, weight: 3 }, { arbitrary: filled, weight: 1 })
      const wrong = fc.array(changes, { minLength: 1, maxLength: 3 })
      const property = fc.asyncProperty(wrong, (all) => fillIn(all.reduce(applied, template)))
      await tryIn(runsOf('workbook', 0.5), (runs) => fc.assert(property, runs))
      expect(lopsided(tally)).toBeUndefined()
    },
    limitOf('workbook'),
  )

  test('that is empty and does not say what its sheet is called is refused with a place', async () => {
    const named = await writeWorkbook([{ name: 'data', rows: [] }])
    const bytes = withText(named, 'xl/workbook.xml', (text) => text.replaceAll(/ name="[^"]*"/g, ' name=""'))
    await fillIn(bytes)
    await takeIn('enterprises', bytes, 'table.xlsx')
  })

  test(
    'sent as a table is refused by name and cell, or taken in and taken back whole',
    async () => {
      const books = new Map<Register, Uint8Array>()
      for (const [register, rows] of Object.entries(tables))
        books.set(register as Register, await writeWorkbook([{ name: 'data', rows }]))
      const wrong = fc.tuple(fc.constantFrom(...books.keys()), fc.array(change, { maxLength: 3 }))
      const property = fc.asyncProperty(wrong, ([register, all]) =>
        takeIn(register, all.reduce(applied, books.get(register) ?? new Uint8Array()), 'table.xlsx'),
      )
      await tryIn(runsOf('workbook', 0.5), (runs) => fc.assert(property, runs))
      expect(lopsided(tally)).toBeUndefined()
    },
    limitOf('workbook'),
  )
})
