import { writeXlsx } from 'hucre/xlsx'
import type { Cell, CellStyle, CellValue, DataValidation, MergeRange, WriteSheet as HucreSheet } from 'hucre'
import { Decimal } from '#base/decimal.ts'
import { Problem } from '#base/problem.ts'
import type { WorkbookLimits } from './workbook-guard.ts'
import { openWorkbook } from './workbook-stream.ts'
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
  /** Names of the cells whose value is that of a formula, when there are any. */
  readonly formulas?: readonly string[]
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
  /** A formula, without the sign of equality; spreadsheets compute it when they open the file. */
  readonly formula?: string
  /** Where a click leads, in the same workbook: Sheet!F9. */
  readonly link?: string
}

export type WriteSheet = {
  readonly name: string
  /** Width of each column in characters. */
  readonly widths?: readonly number[]
  /** How the cells of each column look that do not say otherwise. */
  readonly columnLooks?: readonly (CellLook | undefined)[]
  /** Columns that are not shown, from 0. */
  readonly hiddenColumns?: readonly number[]
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
const mostEmptyRows = 100_000

/** Reads an .xlsx file whole; long ones are read row by row with `openWorkbook`. Problems: `too_large` (zip bombs too), `unsupported_file`, `unreadable_file`. */
export async function readWorkbook(bytes: Uint8Array, limits: WorkbookLimits = {}): Promise<ReadSheet[]> {
  const read: ReadSheet[] = []
  for (const sheet of await openWorkbook(bytes, limits)) {
    const rows: (readonly ReadCell[])[] = []
    const formulas: string[] = []
    for await (const { number, cells, formulas: columns } of sheet.rows()) {
      formulas.push(...columns.map((column) => cellName(number - 1, column)))
      if (number - rows.length > mostEmptyRows) throw tooFarDown(sheet.name, number)
      while (rows.length < number - 1) rows.push([])
      rows.push(withoutEmptyEnd(cells))
    }
    while (rows.at(-1)?.length === 0) rows.pop()
    read.push({ name: sheet.name, hidden: sheet.hidden, rows, ...(formulas.length === 0 ? {} : { formulas }) })
  }
  return read
}

function withoutEmptyEnd(cells: readonly ReadCell[]): readonly ReadCell[] {
  let end = cells.length
  while (end > 0 && cells[end - 1]?.kind === 'empty') end -= 1
  return end === cells.length ? cells : cells.slice(0, end)
}

function tooFarDown(sheet: string, row: number): Problem {
  return new Problem('unreadable_file', {
    issues: [{ text: 'file.row_far_below', where: `${sheet}!${row}`, found: String(row) }],
  })
}

/** Writes an .xlsx file; the title goes into its properties, and so does `mark`, who takes it out and when, which also stands at the foot of what is printed. */
export async function writeWorkbook(sheets: readonly WriteSheet[], title?: string, mark?: string): Promise<Uint8Array> {
  const names = sheetNames(sheets.map((sheet) => sheet.name))
  const lists: string[][] = []
  const written = sheets.map((sheet, index) => toHucre(sheet, names[index] ?? '', lists))
  if (lists.length > 0) written.push({ name: listSheet, rows: columnsToRows(lists), hidden: true })
  if (mark !== undefined) for (const sheet of written) sheet.headerFooter = { oddFooter: footOf(mark) }
  const properties = { title, creator: 'Jidi', description: mark }
  return writeXlsx({ sheets: written, properties, defaultFont: { name: '等线', size: 11 } })
}

/** Excel holds 255 characters; a sign of its own is written twice. */
function footOf(mark: string): string {
  return `&L${mark.slice(0, 100).replaceAll('&', '&&')}&R&P/&N`
}

function toHucre(sheet: WriteSheet, name: string, lists: string[][]): HucreSheet {
  const cells = new Map<string, Partial<Cell>>()
  const rows = sheet.rows.map((row, at) =>
    row.map((given, column) => {
      const cell = typeof given === 'object' && given !== null ? given : { value: given }
      const value = valueOf(cell)
      const style = styleOf(cell.look, cell.format)
      if (style || cell.note || cell.formula || cell.link) cells.set(`${at},${column}`, detailOf(cell, value, style))
      return cell.formula === undefined ? value : null
    }),
  )
  return {
    name,
    rows,
    cells,
    columns: columnsOf(sheet),
    hidden: sheet.hidden,
    freezePane: sheet.freeze,
    merges: (sheet.merges ?? []).map(parseRange),
    dataValidations: (sheet.rules ?? []).map((rule) => toValidation(rule, lists)),
    ...(sheet.protect ? { protection: { sheet: true, formatColumns: true, formatRows: true } } : {}),
    ...(sheet.filter ? { autoFilter: { range: sheet.filter } } : {}),
  }
}

function columnsOf({ widths = [], columnLooks = [], hiddenColumns = [] }: WriteSheet): HucreSheet['columns'] {
  const count = Math.max(widths.length, columnLooks.length)
  return Array.from({ length: count }, (_, column) => {
    const [width, style] = [widths[column], styleOf(columnLooks[column], undefined)]
    const hidden = hiddenColumns.includes(column)
    return {
      ...(width === undefined ? {} : { width }),
      ...(style === undefined ? {} : { style }),
      ...(hidden ? { hidden } : {}),
    }
  })
}

function valueOf(cell: WriteCell): CellValue {
  if (cell.decimal === undefined) return cell.value
  const decimal = new Decimal(cell.decimal)
  const isExact = decimal.toSignificantDigits(significantDigits).equals(decimal)
  return isExact ? decimal.toNumber() : cell.decimal
}

function detailOf({ note, formula, link }: WriteCell, value: CellValue, style: CellStyle | undefined): Partial<Cell> {
  const type =
    value === null ? 'empty' : typeof value === 'object' ? 'date' : (typeof value as 'string' | 'number' | 'boolean')
  return {
    value: formula === undefined ? value : null,
    type: formula === undefined ? type : 'formula',
    ...(style ? { style } : {}),
    ...(note ? { comment: { author: 'Jidi', text: note } } : {}),
    ...(formula === undefined ? {} : { formula }),
    ...(link === undefined ? {} : { hyperlink: { target: '', location: locationOf(link) } }),
  }
}

/** 'Sheet'!F9 as links are written; names of sheets may hold blanks. */
function locationOf(place: string): string {
  const at = place.lastIndexOf('!')
  return `'${place.slice(0, at).replaceAll("'", "''")}'!${place.slice(at + 1)}`
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
