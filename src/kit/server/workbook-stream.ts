import { Decimal } from '#base/decimal.ts'
import { Problem } from '#base/problem.ts'
import { type ArchiveEntry, broken, guardWorkbook, workbookLimits, type WorkbookLimits } from './workbook-guard.ts'
import { attributeOf, plainText, textOfEntry, wholeText } from './workbook-parts.ts'
import type { ReadCell } from './workbook.ts'

/** One row as it stands in the file. */
export type StreamRow = {
  /** As the sheet numbers it, from 1. */
  readonly number: number
  /** From column A; shorter rows end early. */
  readonly cells: readonly ReadCell[]
  /** Columns (from 0) whose value is that of a formula. */
  readonly formulas: readonly number[]
}

export type StreamSheet = {
  readonly name: string
  readonly hidden: boolean
  /** The rows that hold something, read as they are asked for; once. */
  rows(): AsyncGenerator<StreamRow>
  /** The joined cells, such as A1:B2; known when the rows have been read to their end. */
  readonly merges: readonly string[]
}

type Words = { readonly strings: readonly string[]; readonly dates: ReadonlySet<number>; readonly from1904: boolean }
type Book = {
  readonly bytes: Uint8Array
  readonly entries: ReadonlyMap<string, ArchiveEntry>
  readonly words: Words
  readonly count: { left: number; readonly limit: number }
}

const mostColumns = 16_384
const mostRows = 1_048_576
const longestRow = 8 * 2 ** 20
const mostTextLength = 96 * 2 ** 20
const mostMerges = 10_000
const significantDigits = 15
const empty: ReadCell = { kind: 'empty' }

/**
 * Opens an .xlsx file whose sheets are read row by row: never more than one row and the shared texts in memory beside the file.
 * Problems: `too_large` (bombs too), `unsupported_file`, `unreadable_file`.
 */
export async function openWorkbook(bytes: Uint8Array, limits: WorkbookLimits = {}): Promise<StreamSheet[]> {
  const bounds = { ...workbookLimits, ...limits }
  const entries = guardWorkbook(bytes, bounds)
  const workbook = await wholeText(bytes, entries.get('xl/workbook.xml'))
  const targets = await targetsOf(bytes, entries.get('xl/_rels/workbook.xml.rels'))
  const words: Words = {
    strings: await sharedStrings(bytes, entries.get(targets.strings ?? 'xl/sharedStrings.xml')),
    dates: dateStyles(await wholeText(bytes, entries.get(targets.styles ?? 'xl/styles.xml'))),
    from1904: /<(?:\w+:)?workbookPr\b[^>]*\bdate1904="(1|true)"/.test(workbook),
  }
  const book: Book = { bytes, entries, words, count: { left: bounds.cells, limit: bounds.cells } }
  const sheets = [...workbook.matchAll(/<(?:\w+:)?sheet\s([^>]*)>/g)].flatMap(([, tag = '']) => {
    const entry = entries.get(targets.byId.get(attributeOf(tag, 'id') ?? '') ?? '')
    if (entry === undefined) return []
    const state = attributeOf(tag, 'state') ?? 'visible'
    return [sheetOf(book, { name: attributeOf(tag, 'name') ?? '', hidden: state !== 'visible', entry })]
  })
  if (sheets.length === 0) throw broken()
  return sheets
}

async function targetsOf(bytes: Uint8Array, entry: ArchiveEntry | undefined) {
  const byId = new Map<string, string>()
  let strings: string | undefined
  let styles: string | undefined
  for (const [, tag = ''] of (await wholeText(bytes, entry)).matchAll(/<(?:\w+:)?Relationship\s([^>]*)>/g)) {
    const target = attributeOf(tag, 'Target') ?? ''
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`
    const type = attributeOf(tag, 'Type') ?? ''
    if (type.endsWith('/worksheet')) byId.set(attributeOf(tag, 'Id') ?? '', path)
    if (type.endsWith('/sharedStrings')) strings = path
    if (type.endsWith('/styles')) styles = path
  }
  return { byId, strings, styles }
}

async function sharedStrings(bytes: Uint8Array, entry: ArchiveEntry | undefined): Promise<string[]> {
  const strings: string[] = []
  if (entry === undefined) return strings
  if (entry.unpacked > mostTextLength) throw tooLarge(mostTextLength)
  const item = /<(?:\w+:)?si\s*(?:\/>|>([\s\S]*?)<\/(?:\w+:)?si>)/g
  let rest = ''
  for await (const piece of textOfEntry(bytes, entry)) {
    rest += piece
    let end = 0
    item.lastIndex = 0
    for (let found = item.exec(rest); found !== null; found = item.exec(rest)) {
      strings.push(textsIn(found[1] ?? ''))
      end = item.lastIndex
    }
    rest = rest.slice(end)
    if (rest.length > longestRow) throw broken()
  }
  return strings
}

/** The text of a string that may be parted into runs; readings of characters (phonetic runs) are left out. */
function textsIn(xml: string): string {
  const spoken = xml.includes('rPh') ? xml.replace(/<(?:\w+:)?rPh\b[\s\S]*?<\/(?:\w+:)?rPh>/g, '') : xml
  let text = ''
  for (const [, part = ''] of spoken.matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</g)) text += part
  return plainText(text)
}

/** The numbers of the cell styles that show a date. */
function dateStyles(xml: string): Set<number> {
  const own = new Map<number, string>()
  for (const [, tag = ''] of xml.matchAll(/<(?:\w+:)?numFmt\s([^>]*)>/g)) {
    own.set(Number(attributeOf(tag, 'numFmtId')), attributeOf(tag, 'formatCode') ?? '')
  }
  const isDate = (id: number): boolean => {
    const code = own.get(id)
    if (code === undefined) return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 58)
    return /[ymdhs年月日]/i.test(code.replace(/"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|_.|General/gi, ''))
  }
  const formats = /<(?:\w+:)?cellXfs\b[^>]*>([\s\S]*?)<\/(?:\w+:)?cellXfs>/.exec(xml)?.[1] ?? ''
  const dates = new Set<number>()
  let at = 0
  for (const [, tag = ''] of formats.matchAll(/<(?:\w+:)?xf\s([^>]*)>/g)) {
    if (isDate(Number(attributeOf(tag, 'numFmtId') ?? '0'))) dates.add(at)
    at += 1
  }
  return dates
}

function sheetOf(
  book: Book,
  { name, hidden, entry }: { name: string; hidden: boolean; entry: ArchiveEntry },
): StreamSheet {
  const merges: string[] = []
  return { name, hidden, merges, rows: () => rowsOf(book, entry, merges) }
}

async function* rowsOf(book: Book, entry: ArchiveEntry, merges: string[]): AsyncGenerator<StreamRow> {
  let rest = ''
  let prefix: string | undefined
  let isOver = false
  let last = 0
  for await (const piece of textOfEntry(book.bytes, entry)) {
    rest += piece
    if (prefix === undefined) {
      const head = /<(\w+:)?worksheet\b/.exec(rest)
      if (head === null) {
        if (rest.length > 4096) throw broken()
        continue
      }
      if (/<!(DOCTYPE|ENTITY)/i.test(rest.slice(0, head.index))) throw broken()
      prefix = head[1] ?? ''
    }
    let at = 0
    while (!isOver) {
      const block = nextRow(rest, at, prefix)
      if (block === undefined) break
      if (block === 'over') {
        isOver = true
        break
      }
      at = block.end
      const row = readRow(book, block, last)
      last = row.number
      if (row.cells.length > 0) yield row
    }
    rest = rest.slice(at)
    if (rest.length > longestRow) {
      if (!isOver) throw broken()
      rest = rest.slice(-longestRow)
    }
  }
  if (prefix === undefined || (!isOver && !/<(?:\w+:)?sheetData\s*\/>/.test(rest))) throw broken()
  for (const [, tag = ''] of rest.matchAll(/<(?:\w+:)?mergeCell\s([^>]*)>/g)) {
    if (merges.length < mostMerges) merges.push(attributeOf(tag, 'ref') ?? '')
  }
}

type Block = { readonly tag: string; readonly inner: string; readonly end: number }

/** The next whole row from a place on; undefined while it has not all been read, `over` behind the last one. */
function nextRow(text: string, from: number, prefix: string): Block | 'over' | undefined {
  const open = `<${prefix}row`
  const start = text.indexOf(open, from)
  // Behind the rows other words begin alike, such as rowBreaks.
  const isRow = start >= 0 && ' >/\n\r\t'.includes(text[start + open.length] ?? ' ')
  if (!isRow) return text.includes(`</${prefix}sheetData>`, from) ? 'over' : undefined
  const close = text.indexOf('>', start)
  if (close < 0) return undefined
  const tag = text.slice(start + open.length, close)
  if (tag.endsWith('/')) return { tag, inner: '', end: close + 1 }
  const ending = `</${prefix}row>`
  const end = text.indexOf(ending, close)
  return end < 0 ? undefined : { tag, inner: text.slice(close + 1, end), end: end + ending.length }
}

const cellParts = /<(?:\w+:)?c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c>)/g

function readRow(book: Book, { tag, inner }: Block, last: number): StreamRow {
  const number = Number(/\br="(\d+)"/.exec(tag)?.[1] ?? last + 1)
  if (number > mostRows || number <= last) throw broken()
  const cells: ReadCell[] = []
  const formulas: number[] = []
  let column = -1
  cellParts.lastIndex = 0
  for (let found = cellParts.exec(inner); found !== null; found = cellParts.exec(inner)) {
    const [, attributes = '', content = ''] = found
    column = columnOf(attributes, column + 1)
    const cell = content === '' ? empty : readValue(book.words, attributes, content)
    const isFormula = content.includes('<f') || /<\w+:f\b/.test(content)
    if (isFormula) formulas.push(column)
    if (cell.kind === 'empty' && !isFormula) continue
    takeOne(book.count)
    while (cells.length < column) cells.push(empty)
    cells[column] = cell
  }
  return { number, cells, formulas }
}

function columnOf(attributes: string, next: number): number {
  const letters = /\br="([A-Z]{1,4})\d+"/.exec(attributes)?.[1]
  if (letters === undefined) return next
  let column = 0
  for (let at = 0; at < letters.length; at += 1) column = column * 26 + letters.charCodeAt(at) - 64
  if (column > mostColumns) throw broken()
  return column - 1
}

function takeOne(count: Book['count']): void {
  count.left -= 1
  if (count.left < 0) throw tooLarge(count.limit)
}

function readValue(words: Words, attributes: string, content: string): ReadCell {
  const type = /\bt="(\w+)"/.exec(attributes)?.[1] ?? 'n'
  if (type === 'inlineStr') return textCell(textsIn(content))
  const raw = /<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</.exec(content)?.[1]
  if (raw === undefined) return empty
  switch (type) {
    case 's':
      return textCell(words.strings[Number(raw)] ?? '')
    case 'str':
      return textCell(plainText(raw))
    case 'b':
      return { kind: 'boolean', value: raw.trim() === '1' || raw.trim() === 'true' }
    case 'e':
      return { kind: 'error', text: plainText(raw) }
    case 'd':
      return { kind: 'date', text: raw.trim().replace('T00:00:00', '').slice(0, 19) }
    default:
      return numberCell(words, attributes, raw.trim())
  }
}

function textCell(text: string): ReadCell {
  return text === '' ? empty : { kind: 'text', text }
}

function numberCell(words: Words, attributes: string, raw: string): ReadCell {
  if (raw === '') return empty
  const style = words.dates.size === 0 ? undefined : /\bs="(\d+)"/.exec(attributes)?.[1]
  if (style !== undefined && words.dates.has(Number(style))) return dateCell(raw, words.from1904)
  // What a spreadsheet keeps are 15 digits; only longer texts need rounding.
  if (/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/.test(raw) && raw.length <= significantDigits) return { kind: 'number', text: raw }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(raw)) return { kind: 'error', text: '#NUM!' }
  return { kind: 'number', text: new Decimal(raw).toSignificantDigits(significantDigits).toFixed() }
}

const dayMilliseconds = 86_400_000
const epoch1900 = Date.UTC(1899, 11, 30)
const epoch1904 = Date.UTC(1904, 0, 1)

/** Serial days as they are shown, to the second; what lies outside the calendar of spreadsheets stays a number. */
function dateCell(raw: string, from1904: boolean): ReadCell {
  const serial = Number(raw)
  if (!(serial >= 0 && serial < 2_958_466)) return { kind: 'error', text: '#NUM!' }
  const days = !from1904 && serial < 60 ? serial + 1 : serial
  const instant = (from1904 ? epoch1904 : epoch1900) + Math.round((days * dayMilliseconds) / 1000) * 1000
  const text = new Date(instant).toISOString()
  return { kind: 'date', text: text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19) }
}

function tooLarge(limit: number): Problem {
  return new Problem('too_large', { details: { limit } })
}
