import { columnLetters, plainWord } from '#base/import-sheet.ts'
import type { ProblemIssue } from '#base/problem.ts'
import { readCsv } from './csv.ts'
import {
  countShapes,
  type Pair,
  type PairRing,
  type RawFeature,
  type RawFile,
  type ShapesLimits,
  unreadable,
} from './shapes-raw.ts'
import { isArchive } from './workbook-guard.ts'
import type { ReadCell } from './workbook.ts'
import { openWorkbook } from './workbook-stream.ts'

/** The heads by which the columns of a table of corner points are known; `code` is the thing whose corners they are. */
export type ShapeHeads = {
  readonly code: readonly string[]
  readonly ring: readonly string[]
  readonly point: readonly string[]
  /** X and Y: which of them points north is seen from the numbers. */
  readonly x: readonly string[]
  readonly y: readonly string[]
  readonly east: readonly string[]
  readonly north: readonly string[]
  /** The whole shape in one cell as well-known text. */
  readonly text: readonly string[]
}

type Row = { readonly line: number; readonly cells: readonly string[] }
type Sheet = { readonly kind: 'workbook' | 'text'; readonly rows: AsyncIterable<Row> }
type Columns = Readonly<Record<'code' | 'ring' | 'first' | 'second' | 'text', number>>

const headWithin = 10
const mostAttributes = 255

function cellText(cell: ReadCell): string {
  if (cell.kind === 'empty' || cell.kind === 'error') return ''
  return cell.kind === 'boolean' ? String(cell.value) : cell.text.trim()
}

async function openSheet(bytes: Uint8Array): Promise<Sheet> {
  if (!isArchive(bytes)) {
    const { header, rows } = await readCsv(bytes)
    async function* lines(): AsyncGenerator<Row> {
      yield { line: 1, cells: header }
      for (const { line, values } of rows) yield { line, cells: values.map((value) => value.trim()) }
    }
    return { kind: 'text', rows: lines() }
  }
  const sheet = (await openWorkbook(bytes)).find(({ hidden }) => !hidden)
  if (sheet === undefined) throw unreadable('import.empty_workbook', { where: 'A1' })
  async function* lines(): AsyncGenerator<Row> {
    if (sheet !== undefined)
      for await (const { number, cells } of sheet.rows()) yield { line: number, cells: cells.map(cellText) }
  }
  return { kind: 'workbook', rows: lines() }
}

/** Opens a table of corner points, or of shapes as well-known text, from CSV or XLSX. */
export async function openShapeTable(
  bytes: Uint8Array,
  { heads, limits }: { heads: ShapeHeads; limits: ShapesLimits },
): Promise<RawFile> {
  const sheet = await openSheet(bytes)
  const rows = sheet.rows[Symbol.asyncIterator]()
  const before: Row[] = []
  for (;;) {
    const next = await rows.next()
    if (next.done === true || before.length >= headWithin) throw headless(before, heads)
    before.push(next.value)
    const found = findColumns(next.value.cells, heads)
    if (found === undefined) continue
    const { columns, order } = found
    const names = next.value.cells.slice(0, mostAttributes)
    const rest = { [Symbol.asyncIterator]: () => rows } as AsyncIterable<Row>
    const context = { kind: sheet.kind, columns, names, count: countShapes(limits), limits }
    return {
      format: 'table',
      attributes: names.filter((name) => name !== ''),
      ...(order === undefined ? {} : { order }),
      issues: [],
      features: columns.text >= 0 ? readTexts(rest, context) : readCorners(rest, context),
    }
  }
}

function headless(rows: readonly Row[], heads: ShapeHeads) {
  const found = rows
    .flatMap(({ cells }) => cells)
    .filter((cell) => cell !== '')
    .slice(0, 8)
    .join(', ')
    .slice(0, 200)
  const expected = [heads.code[0], heads.x[0], heads.y[0]].join(', ')
  return unreadable('geo.no_heads', {
    where: `line ${rows[0]?.line ?? 1}`,
    found,
    expected: `${expected} / ${heads.text[0] ?? ''}`,
  })
}

function findColumns(
  cells: readonly string[],
  heads: ShapeHeads,
): { columns: Columns; order?: RawFile['order'] } | undefined {
  const words = cells.map((cell) => plainWord(cell).replace(/[（(](m|米|°|度)[)）]$/, ''))
  const place = (names: readonly string[]) => words.findIndex((word) => names.some((name) => plainWord(name) === word))
  const [code, ring, text] = [place(heads.code), place(heads.ring), place(heads.text)]
  const [x, y, east, north] = [place(heads.x), place(heads.y), place(heads.east), place(heads.north)]
  if (text >= 0) return { columns: { code, ring, text, first: -1, second: -1 } }
  if (code < 0) return undefined
  if (east >= 0 && north >= 0) return { columns: { code, ring, text, first: east, second: north }, order: 'east_first' }
  return x >= 0 && y >= 0 ? { columns: { code, ring, text, first: x, second: y } } : undefined
}

type Context = {
  readonly kind: 'workbook' | 'text'
  readonly columns: Columns
  readonly names: readonly string[]
  readonly count: ReturnType<typeof countShapes>
  readonly limits: ShapesLimits
}

function attributesOf({ cells }: Row, { names, columns }: Context): Record<string, string> {
  const said: Record<string, string> = {}
  names.forEach((name, index) => {
    if (name !== '' && index !== columns.text) said[name] = (cells[index] ?? '').slice(0, 2_000)
  })
  return said
}

const cellWhere = ({ kind }: Context, line: number, column: number) =>
  kind === 'workbook' && column >= 0 ? `${columnLetters(column)}${line}` : `line ${line}`

function numberIn(text: string): number {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s,](?=\d{3}(\D|$))/g, '')
    .replace(/[°度]$/, '')
  return /^[-+]?\d{1,12}(\.\d{1,15})?$/.test(plain) ? Number(plain) : Number.NaN
}

type Group = {
  readonly row: Row
  readonly code: string
  readonly rings: Pair[][]
  ringName: string
  closed: number
  issue?: ProblemIssue
  size: number
}

const isSame = (a: Pair | undefined, b: Pair | undefined) =>
  a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1]

/** Corner points line by line; an empty code goes on with the one above, a ring ends where its first corner comes again. */
async function* readCorners(rows: AsyncIterable<Row>, context: Context): AsyncGenerator<RawFeature> {
  const { columns, count, limits } = context
  const seen = new Set<string>()
  let group: Group | undefined
  for await (const row of rows) {
    const [first = '', second = ''] = [row.cells[columns.first], row.cells[columns.second]]
    const code = (row.cells[columns.code] ?? '').trim()
    if (first === '' && second === '' && code === '') continue
    if (group === undefined || (code !== '' && code !== group.code)) {
      if (group !== undefined) yield finish(group, context)
      count.feature()
      group = { row, code, rings: [[]], ringName: row.cells[columns.ring] ?? '', closed: 0, size: 0 }
      if (seen.has(code))
        group.issue = { text: 'geo.rows_scattered', where: cellWhere(context, row.line, columns.code), found: code }
      seen.add(code)
    }
    addCorner(group, { row, pair: [numberIn(first), numberIn(second)], found: [first, second], context, limits })
    count.vertices(1)
  }
  if (group !== undefined) yield finish(group, context)
}

type Corner = {
  readonly row: Row
  readonly pair: Pair
  readonly found: readonly [string, string]
  readonly context: Context
  readonly limits: ShapesLimits
}

function addCorner(group: Group, { row, pair, found, context, limits }: Corner): void {
  const { columns } = context
  group.size += 1
  if (group.issue !== undefined) return
  const odd = pair.findIndex((value) => !Number.isFinite(value))
  if (odd >= 0) {
    const where = cellWhere(context, row.line, odd === 0 ? columns.first : columns.second)
    group.issue = {
      text: 'geo.not_a_coordinate',
      where,
      found: (found[odd] ?? '').slice(0, 80),
      expected: '2547123.456',
    }
    return
  }
  if (group.size > limits.verticesOfOne || group.rings.length > limits.rings) {
    group.issue = { text: 'geo.too_many_vertices', where: `line ${row.line}`, found: String(group.size) }
    return
  }
  const name = row.cells[columns.ring] ?? ''
  let ring = group.rings.at(-1) as Pair[]
  const ended = ring.length > 3 && isSame(ring[0], ring.at(-1))
  if (ended || (name !== '' && name !== group.ringName)) {
    ring = []
    group.rings.push(ring)
  }
  if (name !== '') group.ringName = name
  ring.push(pair)
}

function finish({ row, rings, closed, issue }: Group, context: Context): RawFeature {
  let open = closed
  const shut = rings.map((ring): PairRing => {
    if (ring.length < 3 || isSame(ring[0], ring.at(-1))) return ring
    open += 1
    return [...ring, ring[0] as Pair]
  })
  return {
    position: row.line,
    where: `line ${row.line}`,
    attributes: attributesOf(row, context),
    rings: { kind: 'flat', rings: issue === undefined ? shut : [] },
    closed: open,
    ...(issue === undefined ? {} : { issue }),
  }
}

async function* readTexts(rows: AsyncIterable<Row>, context: Context): AsyncGenerator<RawFeature> {
  const { columns, count, limits } = context
  for await (const row of rows) {
    if (row.cells.every((cell) => cell === '')) continue
    count.feature()
    const where = cellWhere(context, row.line, columns.text)
    const pieces = readWellKnown(row.cells[columns.text] ?? '', limits)
    const issue =
      typeof pieces === 'string'
        ? { text: pieces, where, found: (row.cells[columns.text] ?? '').slice(0, 60) }
        : undefined
    const read = typeof pieces === 'string' ? [] : pieces
    count.vertices(read.reduce((sum, rings) => sum + rings.reduce((all, ring) => all + ring.length, 0), 0))
    yield {
      position: row.line,
      where,
      attributes: attributesOf(row, context),
      rings: { kind: 'pieces', pieces: read },
      closed: 0,
      ...(issue === undefined ? {} : { issue }),
    }
  }
}

/** POLYGON and MULTIPOLYGON, with or without heights; the key of a sentence for what is neither. */
function readWellKnown(text: string, limits: ShapesLimits): Pair[][][] | string {
  const [, type = '', body = ''] = /^\s*(POLYGON|MULTIPOLYGON)\s*(?:ZM|Z|M)?\s*(\([\s\S]*\))\s*$/i.exec(text) ?? []
  if (type === '') return text.trim() === '' ? 'geo.no_shape' : 'geo.not_ground'
  const deep = type.toUpperCase() === 'POLYGON' ? 2 : 3
  const pieces: Pair[][][] = []
  let [depth, size] = [0, 0]
  for (const token of body.match(/[()]|[^()]+/g) ?? []) {
    if (token === '(') {
      depth += 1
      if (depth === deep - 1) pieces.push([])
    } else if (token === ')') depth -= 1
    else if (depth === deep) {
      const ring = token.split(',').map((at): Pair => {
        const [x = '', y = ''] = at.trim().split(/\s+/)
        return [numberIn(x), numberIn(y)]
      })
      size += ring.length
      if (size > limits.verticesOfOne) return 'geo.too_many_vertices'
      pieces.at(-1)?.push(ring)
    } else if (token.replace(/[\s,]/g, '') !== '') return 'geo.not_ground'
    if (depth > deep || depth < 0) return 'geo.not_ground'
  }
  return depth === 0 && pieces.length > 0 && pieces.every((rings) => rings.length > 0) ? pieces : 'geo.no_shape'
}
