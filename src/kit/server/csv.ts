import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { isMarkLine, markSign } from '#base/export-mark.ts'
import { Problem } from '#base/problem.ts'
import { tooLarge } from './too-large.ts'

export type CsvRow = {
  /** The line of the file on which the row begins, counted from 1. */
  readonly line: number
  /** As many values as the header has columns. */
  readonly values: readonly string[]
}

export type CsvTable = {
  readonly header: readonly string[]
  readonly rows: readonly CsvRow[]
  readonly encoding: 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be'
  readonly delimiter: ',' | ';' | '\t'
}

/** Bytes (default 50 MB) and rows (default 1,000,000) at most. */
export type CsvLimits = { readonly bytes?: number; readonly rows?: number }

const defaults = { bytes: 50 * 2 ** 20, rows: 1_000_000 }
const issuesListed = 100
const sliceLength = 64 * 1024
const longestRecord = 2 ** 20

/**
 * Reads a CSV file with a header line, in UTF-8, GB18030 or UTF-16, parted by commas, semicolons or tabs. Empty lines
 * and the mark of who exported it are skipped, line breaks inside values become \n. Problems: `too_large`, `too_many`, `unreadable_file` (binary, broken quotes), `invalid_input` naming each
 * line that has more values than the header.
 */
export async function readCsv(bytes: Uint8Array, limits: CsvLimits = {}): Promise<CsvTable> {
  const { bytes: mostBytes, rows: mostRows } = { ...defaults, ...limits }
  if (bytes.length > mostBytes) throw tooLarge(mostBytes)
  const { text, encoding } = decode(bytes)
  const delimiter = delimiterOf(text)
  const records = await readRecords(text, delimiter, mostRows)
  const header = (records.shift()?.values ?? []).map((name) => name.trim())
  while (header.at(-1) === '') header.pop()
  if (header.length === 0) throw unreadable({ text: 'file.no_header', where: 'line 1' })
  const tooLong = records.filter(({ values }) => values.slice(header.length).some((value) => value.trim() !== ''))
  if (tooLong.length > 0) {
    const issues = tooLong.slice(0, issuesListed).map(({ line, values }) => {
      return {
        text: 'file.too_many_values',
        where: `line ${line}`,
        found: String(values.length),
        expected: String(header.length),
      }
    })
    throw new Problem('invalid_input', { issues, details: { lines: tooLong.length } })
  }
  const rows = records.map(({ line, values }) => ({ line, values: header.map((_, index) => values[index] ?? '') }))
  return { header, rows, encoding, delimiter }
}

function unreadable(issue: { text: string; where: string; found?: string }, cause?: unknown): Problem {
  return new Problem('unreadable_file', { issues: [issue], cause })
}

function decode(bytes: Uint8Array): { text: string; encoding: CsvTable['encoding'] } {
  const [first, second] = bytes
  const marked =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined
  const candidates: readonly CsvTable['encoding'][] = marked ? [marked] : ['utf-8', 'gb18030']
  for (const encoding of candidates) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
      if (!text.includes('\0')) return { text: text.replace(/\r\n?/g, '\n'), encoding }
    } catch {
      // not in this encoding
    }
  }
  throw unreadable({ text: 'file.unknown_encoding', where: 'line 1' })
}

/** The mark that occurs most often in the header line outside quotes. */
function delimiterOf(text: string): CsvTable['delimiter'] {
  const [line = ''] = text.replace(/"[^"]*"/g, '').split(/\r?\n/, 1)
  const count = (mark: string): number => line.split(mark).length
  const marks = [',', ';', '\t'] as const
  return marks.reduce((best, mark) => (count(mark) > count(best) ? mark : best), ',')
}

type Records = { line: number; values: string[] }[]

/** Rows are noted as they are parsed, so that a fault later in the file still knows the line it began on. */
async function readRecords(text: string, delimiter: string, mostRows: number): Promise<Records> {
  const records: Records = []
  let line = 1
  const note = (values: string[], { lines }: { lines: number }): null => {
    if (values.some((value) => value.trim() !== '') && !isMarkLine(values)) records.push({ line, values })
    line = lines + 1
    if (records.length > mostRows + 1) throw new Problem('too_many', { details: { limit: mostRows } })
    return null
  }
  const parser = parse({ delimiter, relax_column_count: true, max_record_size: longestRecord, on_record: note })
  try {
    for await (const nothing of Readable.from(slicesOf(text)).pipe(parser)) void nothing
    return records
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw unreadable({ text: 'file.broken_quotes', where: `line ${line}`, found: error.code }, error)
  }
}

function* slicesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += sliceLength) yield text.slice(at, at + sliceLength)
}

const number = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i

/** Writes CSV for Excel: UTF-8 with BOM, CRLF; texts that a spreadsheet would take for formulas get an apostrophe. `mark` says who takes it out. */
export function writeCsv(
  header: readonly string[],
  rows: Iterable<readonly (string | number | boolean | null)[]>,
  mark?: string,
): string {
  let text = `\ufeff${header.map(csvCell).join(',')}\r\n`
  for (const row of rows) text += `${row.map(csvCell).join(',')}\r\n`
  return mark === undefined ? text : `${text}${csvCell(markSign + mark)}\r\n`
}

function csvCell(value: string | number | boolean | null): string {
  if (value === null) return ''
  const text = String(value)
  const safe = /^[=+\-@\t\r]/.test(text) && !number.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
