import { readXlsx, writeXlsx } from 'hucre/xlsx'
import type { Cell, CellStyle, CellValue, DataValidation, MergeRange, Sheet, WriteSheet as HucreSheet } from 'hucre'
import { Decimal } from '#base/decimal.ts'
import { Problem } from '#base/problem.ts'
import { guardWorkbook, workbookLimits } from './workbook-guard.ts'
import type { WorkbookLimits } from './workbook-guard.ts'
import { sheetNames, styleOf } from './workbook-style.ts'
import type { CellLook } from './workbook-style.ts'

/** One cell as read. Numbers are exact text with the 15 digits a spreadsheet keeps; dates are 'YYYY-MM-DD[THH:MM:SS]'. */
export type ReadCell =
  | { readonly kind: 'empty' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'date'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string }

export type ReadSheet = {
  readonly name: string
  readonly hidden: boolean
  /** Rows and columns from A1; shorter rows end early. */
  readonly rows: readonly (readonly ReadCell[])[]
}

export type WriteCell = {
  readonly value: string | number | boolean | null
  /** Written as a number although it comes as exact text; more than 15 digits stay text, so that none is lost. */
  readonly decimal?: string
  readonly look?: CellLook
  /** An Excel number format such as '#,##0.00'. */
  readonly format?: string
  /** A note that appears beside the cell. */
  readonly note?: string
}

export type WriteSheet = {
  readonly name: string
  /** Width of each column in characters. */
  readonly widths?: readonly number[]
  readonly rows: readonly (readonly (WriteCell | string | number | null)[])[]
  readonly freeze?: { readonly rows?: number; readonly columns?: number }
  /** Locks every cell that is not an input. */
  readonly protect?: boolean
  readonly hidden?: boolean
  /** e.g. 'A1:C1' */
  readonly merges?: readonly string[]
  readonly rules?: readonly SheetRule[]
  /** The range whose first row gets filter buttons. */
  readonly filter?: string
}

/** What may be typed into a range: one of some texts, one of the texts in another range, or a number. */
export type SheetRule = {
  /** e.g. 'B3:B200' */
  readonly range: string
  readonly allow:
    | { readonly values: readonly string[] }
    | { readonly from: string }
    | { readonly number: { readonly min?: string; readonly max?: string; readonly whole?: boolean } }
  /** Shown when something else is typed. */
  readonly message?: { readonly title: string; readonly text: string }
}

const significantDigits = 15
const errorValue = /^#(DIV\/0!|N\/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA)$/
const empty: ReadCell = { kind: 'empty' }

/** Reads an .xlsx file. Problems: `too_large` (zip bombs too), `unsupported_file`, `unreadable_file`. */
export async function readWorkbook(bytes: Uint8Array, limits: WorkbookLimits = {}): Promise<ReadSheet[]> {
  const bounds = { ...workbookLimits, ...limits }
  guardWorkbook(bytes, bounds)
  const { sheets } = await readXlsx(bytes, { readStyles: true }).catch((error: unknown) => {
    throw new Problem('unreadable_file', {
      issues: [{ text: 'file.broken_workbook', where: 'file', found: (error as Error).message.slice(0, 200) }],
      cause: error,
    })
  })
  const cells = sheets.reduce((sum, sheet) => sum + sheet.rows.reduce((rows, row) => rows + row.length, 0), 0)
  if (cells > bounds.cells) throw new Problem('too_large', { details: { limit: bounds.cells, found: cells } })
  return sheets.map(toSheet)
}

function toSheet(sheet: Sheet): ReadSheet {
  const rows = sheet.rows.map((row, at) => {
    const cells = row.map((value, column) => toCell(value, sheet.cells?.get(`${at},${column}`)))
    while (cells.at(-1)?.kind === 'empty') cells.pop()
    return cells
  })
  while (rows.at(-1)?.length === 0) rows.pop()
  return { name: sheet.name, hidden: sheet.hidden === true || sheet.veryHidden === true, rows }
}

function toCell(value: CellValue, cell: Cell | undefined): ReadCell {
  if (value === null || value === '') return empty
  if (typeof value === 'boolean') return { kind: 'boolean', value }
  if (value instanceof Date) return { kind: 'date', text: dateText(value) }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return { kind: 'error', text: '#NUM!' }
    return { kind: 'number', text: new Decimal(value).toSignificantDigits(significantDigits).toFixed() }
  }
  const isError = cell?.type === 'error' || (cell?.type === 'formula' && errorValue.test(value))
  return { kind: isError ? 'error' : 'text', text: value }
}

function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return ''
  // Serial numbers carry seconds as fractions of a day: rounded to the second, they are what was typed.
  const iso = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString()
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19)
}

/** Writes an .xlsx file; the title goes into its properties. */
export async function writeWorkbook(sheets: readonly WriteSheet[], title?: string): Promise<Uint8Array> {
  const names = sheetNames(sheets.map((sheet) => sheet.name))
  const lists: string[][] = []
  const written = sheets.map((sheet, index) => toHucre(sheet, names[index] ?? '', lists))
  if (lists.length > 0) written.push({ name: listSheet, rows: columnsToRows(lists), hidden: true })
  return writeXlsx({ sheets: written, properties: { title, creator: 'Jidi' }, defaultFont: { name: '等线', size: 11 } })
}

function toHucre(sheet: WriteSheet, name: string, lists: string[][]): HucreSheet {
  const cells = new Map<string, Partial<Cell>>()
  const rows = sheet.rows.map((row, at) =>
    row.map((given, column) => {
      const cell = typeof given === 'object' && given !== null ? given : { value: given }
      const value = valueOf(cell)
      const style = styleOf(cell.look, cell.format)
      if (style || cell.note) cells.set(`${at},${column}`, detailOf(value, style, cell.note))
      return value
    }),
  )
  return {
    name,
    rows,
    cells,
    columns: (sheet.widths ?? []).map((width) => ({ width })),
    hidden: sheet.hidden,
    freezePane: sheet.freeze,
    merges: (sheet.merges ?? []).map(parseRange),
    dataValidations: (sheet.rules ?? []).map((rule) => toValidation(rule, lists)),
    ...(sheet.protect ? { protection: { sheet: true } } : {}),
    ...(sheet.filter ? { autoFilter: { range: sheet.filter } } : {}),
  }
}

function valueOf(cell: WriteCell): CellValue {
  if (cell.decimal === undefined) return cell.value
  const decimal = new Decimal(cell.decimal)
  const isExact = decimal.toSignificantDigits(significantDigits).equals(decimal)
  return isExact ? decimal.toNumber() : cell.decimal
}

function detailOf(value: CellValue, style: CellStyle | undefined, note: string | undefined): Partial<Cell> {
  const type =
    value === null ? 'empty' : typeof value === 'object' ? 'date' : (typeof value as 'string' | 'number' | 'boolean')
  return { value, type, ...(style ? { style } : {}), ...(note ? { comment: { author: 'Jidi', text: note } } : {}) }
}

const listSheet = '_lists'
const longestInlineList = 250
const anyNumber = '9.99E+307'

function toValidation({ range, allow, message }: SheetRule, lists: string[][]): DataValidation {
  const shown = {
    range,
    allowBlank: true,
    showErrorMessage: true,
    errorTitle: message?.title,
    errorMessage: message?.text,
  }
  if ('from' in allow) return { ...shown, type: 'list', formula1: allow.from }
  if ('values' in allow) {
    const isShort =
      allow.values.join(',').length <= longestInlineList && !allow.values.some((value) => /[",]/.test(value))
    if (isShort) return { ...shown, type: 'list', values: [...allow.values] }
    // Excel holds 255 characters of choices in the rule itself: longer lists stand on a hidden sheet.
    lists.push([...allow.values])
    const column = columnName(lists.length - 1)
    return { ...shown, type: 'list', formula1: `${listSheet}!$${column}$1:$${column}$${allow.values.length}` }
  }
  const { min = `-${anyNumber}`, max = anyNumber, whole } = allow.number
  return { ...shown, type: whole ? 'whole' : 'decimal', operator: 'between', formula1: min, formula2: max }
}

function columnsToRows(columns: readonly (readonly string[])[]): CellValue[][] {
  const height = Math.max(...columns.map((column) => column.length))
  return Array.from({ length: height }, (_, row) => columns.map((column) => column[row] ?? null))
}

/** 'B7' of row 6, column 1 (both counted from 0). */
export function cellName(row: number, column: number): string {
  return `${columnName(column)}${row + 1}`
}

function columnName(column: number): string {
  const rest = Math.floor(column / 26)
  return `${rest > 0 ? columnName(rest - 1) : ''}${String.fromCharCode(65 + (column % 26))}`
}

function parseRange(range: string): MergeRange {
  const [from = '', to = from] = range.split(':')
  const [start, end] = [parseCell(from), parseCell(to)]
  return { startRow: start.row, startCol: start.column, endRow: end.row, endCol: end.column }
}

function parseCell(name: string): { row: number; column: number } {
  const [, letters = 'A', digits = '1'] = /^\$?([A-Z]+)\$?(\d+)$/.exec(name) ?? []
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
  return { row: Number(digits) - 1, column }
}
