import { nearest } from './nearest.ts'
import { isPlainDate } from './plain-date.ts'

/** What is wrong in one cell or line of an imported table, for the person who must repair it. */
export type ImportProblem = {
  /** Key of the sentence. */
  readonly code: string
  /** B7 of a workbook, or line 14 of a text file. */
  readonly where: string
  readonly column?: string | undefined
  readonly found?: string | undefined
  readonly expected?: string | undefined
  /** Key of the sentence that says what to do. */
  readonly remedy: string
}

/** A file as read: heads, and lines as a person counts them. Cells are texts; a date is YYYY-MM-DD, a number exact. */
export type ImportSheet = {
  readonly kind: 'workbook' | 'text'
  /** Line of the head, counted from 1. */
  readonly headLine: number
  readonly header: readonly string[]
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]
}

/** What one cell says: a value, `null` for "none", or what stands in the way. */
export type CellReading = { readonly value: string | null } | { readonly code: string; readonly expected: string }

export type ImportColumn = {
  readonly field: string
  /** Heads that mean this column; the first Chinese and the first English one are those of the template. */
  readonly headers: readonly [string, string, ...string[]]
  /** The file must have this column. */
  readonly required?: boolean
  readonly read: (text: string) => CellReading
}

/** A head that looks right and is not, e.g. an area without a unit: the whole file is refused with what was expected. */
export type WrongHead = {
  readonly headers: readonly string[]
  readonly code: string
  readonly expected: string
  readonly remedy: string
}

export type ImportRow = {
  readonly line: number
  /** Only cells that say something; an empty cell leaves what is known as it is. */
  readonly values: Readonly<Record<string, string | null>>
  readonly problems: ImportProblem[]
  /** Where a field of this line stands: B7, or line 14. */
  readonly where: (field: string) => string
}

export type ReadImport = {
  readonly columns: { readonly header: string; readonly field: string | null }[]
  readonly fileProblems: ImportProblem[]
  readonly rows: ImportRow[]
}

/** Before the text of a cell that holds an error of the workbook instead of a value, such as #REF!. */
export const errorMark = '\u0001'

const clearing = new Set(['无', '空', 'none', '(none)', '（无）'])
const mostShown = 80

/** A number of a column as a spreadsheet names it: 0 → A, 27 → AB. */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last
}

/** Heads and words compare without case, width of letters, spaces and the star of compulsory columns. */
export function plainWord(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s*_﻿​]+/g, '')
}

/** Finds the columns, then reads each cell; problems name cell or line, what was found, what was expected and what to do. */
export function readImport(
  sheet: ImportSheet,
  columns: readonly ImportColumn[],
  wrongHeads: readonly WrongHead[] = [],
): ReadImport {
  const fieldOfHead = new Map(
    columns.flatMap((column) => column.headers.map((head) => [plainWord(head), column.field] as const)),
  )
  const found = sheet.header.map((header) => ({ header, field: fieldOfHead.get(plainWord(header)) ?? null }))
  const place = new Map<string, number>()
  const fileProblems = headProblems(sheet, { columns, found, wrongHeads })
  found.forEach(({ field }, index) => {
    if (field !== null && !place.has(field)) place.set(field, index)
  })
  if (sheet.rows.length === 0)
    fileProblems.push({ code: 'import.no_lines', where: `line ${sheet.headLine}`, remedy: 'import.remedy.add_lines' })
  const present = columns.filter((column) => place.has(column.field))
  const rows =
    fileProblems.length > 0
      ? []
      : sheet.rows
          .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
          .map((row) => readRow(sheet, row, { present, place }))
  return { columns: found, fileProblems, rows }
}

type Heads = { columns: readonly ImportColumn[]; found: ReadImport['columns']; wrongHeads: readonly WrongHead[] }

function headProblems(sheet: ImportSheet, { columns, found, wrongHeads }: Heads): ImportProblem[] {
  const problems: ImportProblem[] = []
  const where = (index: number) =>
    sheet.kind === 'workbook' ? `${columnLetters(index)}${sheet.headLine}` : `line ${sheet.headLine}`
  const known = columns.flatMap((column) => [...column.headers])
  found.forEach(({ header, field }, index) => {
    const wrong = wrongHeads.find((candidate) =>
      candidate.headers.some((head) => plainWord(head) === plainWord(header)),
    )
    if (wrong !== undefined)
      problems.push({
        code: wrong.code,
        where: where(index),
        found: header,
        expected: wrong.expected,
        remedy: wrong.remedy,
      })
    if (field !== null && found.findIndex((other) => other.field === field) < index) {
      problems.push({
        code: 'import.head_twice',
        where: where(index),
        found: header,
        column: field,
        remedy: 'import.remedy.one_column',
      })
    }
  })
  for (const column of columns) {
    if (column.required !== true || found.some(({ field }) => field === column.field)) continue
    const like = found.find(({ header, field }) => field === null && nearest(header, column.headers) !== undefined)
    problems.push({
      code: 'import.missing_column',
      where: `line ${sheet.headLine}`,
      column: column.field,
      ...(like === undefined ? {} : { found: like.header }),
      expected: column.headers.slice(0, 2).join(' / '),
      remedy:
        found.every(({ field }) => field === null) && known.length > 0
          ? 'import.remedy.use_template'
          : 'import.remedy.add_column',
    })
  }
  return problems
}

type Columns = { present: readonly ImportColumn[]; place: ReadonlyMap<string, number> }

function readRow(sheet: ImportSheet, row: ImportSheet['rows'][number], { present, place }: Columns): ImportRow {
  const where = (field: string) => {
    const index = place.get(field)
    return sheet.kind === 'workbook' && index !== undefined ? `${columnLetters(index)}${row.line}` : `line ${row.line}`
  }
  const values: Record<string, string | null> = {}
  const problems: ImportProblem[] = []
  for (const column of present) {
    const text = (row.cells[place.get(column.field) ?? -1] ?? '').trim()
    if (text === '') continue
    if (text.startsWith(errorMark)) {
      problems.push(refusal({ where, found: text.slice(1), code: 'import.cell_error', field: column.field }))
      continue
    }
    const reading = clearing.has(text.toLowerCase()) && column.required !== true ? { value: null } : column.read(text)
    if ('value' in reading) values[column.field] = reading.value
    else
      problems.push(
        refusal({ where, found: text, expected: reading.expected, code: reading.code, field: column.field }),
      )
  }
  return { line: row.line, values, problems, where }
}

export type Refusal = {
  where: (field: string) => string
  field: string
  code: string
  found?: string | null
  expected?: string
  remedy?: string
}

/** A problem of one cell; the remedy is that of the code unless another is given. */
export function refusal({ where, field, code, found, expected, remedy }: Refusal): ImportProblem {
  return {
    code,
    where: where(field),
    column: field,
    ...(found === undefined || found === null ? {} : { found: found.slice(0, mostShown) }),
    ...(expected === undefined ? {} : { expected }),
    remedy: remedy ?? `import.remedy.${code.replace(/^import\./, '')}`,
  }
}

/** Lines that share a key: the line number of the other, by line. */
export function linesTwice(
  rows: readonly ImportRow[],
  keyOf: (row: ImportRow) => string | undefined,
): Map<number, number> {
  const first = new Map<string, number>()
  const twice = new Map<number, number>()
  for (const row of rows) {
    const key = keyOf(row)
    if (key === undefined) continue
    const other = first.get(key)
    if (other === undefined) {
      first.set(key, row.line)
      continue
    }
    twice.set(row.line, other)
    if (!twice.has(other)) twice.set(other, row.line)
  }
  return twice
}

// ── readers of cells ─────────────────────────────────────────────────────────────────────────────────────────────

/** Any text up to a length, control characters refused. The mark that spreadsheets put before a text like +86 is taken off. */
export function readText(most: number): ImportColumn['read'] {
  return (text) => {
    const plain = text.replace(/\s+/g, ' ').replace(/^'(?=[=+\-@])/, '')
    if (plain.length > most) return { code: 'import.too_long', expected: `≤ ${most}` }
    return /\p{Cc}/u.test(plain) ? { code: 'import.control_character', expected: '' } : { value: plain }
  }
}

/** 2026-11-22, 2026/11/22, 2026.11.22, 20261122, 2026年11月22日. */
export function readDate(text: string): CellReading {
  const parts = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))$/.exec(
    text.normalize('NFKC').replace(/[T ]00:00(:00)?.*$/, ''),
  )
  const [, year, m1, d1, m2, d2] = parts ?? []
  const date = `${year}-${(m1 ?? m2 ?? '').padStart(2, '0')}-${(d1 ?? d2 ?? '').padStart(2, '0')}`
  return parts !== null && isPlainDate(date) ? { value: date } : { code: 'import.not_a_date', expected: '2026-11-22' }
}

/** One of a list of words, by any of its names, or by its code with words after it (3912 Parts); the answer is its id. */
export function readOneOf(names: ReadonlyMap<string, string>, code: string, expected: string): ImportColumn['read'] {
  return (text) => {
    const leading = /^[a-z]?\d{2,}(?=\s)/i.exec(text)?.[0]
    const id = names.get(plainWord(text)) ?? (leading === undefined ? undefined : names.get(plainWord(leading)))
    if (id !== undefined) return { value: id }
    const like = nearest(plainWord(text), names.keys())
    return { code, expected: like === undefined ? expected : `${like} ?` }
  }
}
