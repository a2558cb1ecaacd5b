import { nearest } from '#base/nearest.ts'
import type { Span } from '#base/period.ts'
import type { ProblemIssue } from '#base/problem.ts'
import { languages, type Text } from '#base/text.ts'
import { unitName } from '#base/unit.ts'
import type { CellDefinition } from '../form-cells.ts'

/** A cell of a sheet as it was read; the same as the reader of workbooks gives. */
export type SheetCell =
  | { readonly kind: 'empty' }
  | { readonly kind: 'text' | 'number' | 'date' | 'error'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }

export type SheetRow = {
  /** From 1. */
  readonly number: number
  readonly cells: readonly SheetCell[]
  readonly formulas: readonly number[]
}

/** The heads of the columns of values. */
export const spanHeads: Readonly<Record<Span, Text>> = {
  this: { zh: '本期', en: 'This period' },
  cumulative: { zh: '累计', en: 'Cumulative' },
  last_year: { zh: '上年同期', en: 'Same period last year' },
  cumulative_last_year: { zh: '上年累计', en: 'Cumulative last year' },
}

/** The columns that say who a row is about, in their order; what stands in the row of codes tells them apart. */
export const identityColumns = [
  { code: 'enterprise', name: { zh: '单位标识', en: 'Id' }, width: 4 },
  { code: 'number', name: { zh: '序号', en: 'No.' }, width: 6 },
  { code: 'name', name: { zh: '单位名称', en: 'Respondent' }, width: 32 },
  { code: 'credit_code', name: { zh: '统一社会信用代码', en: 'Credit code' }, width: 21 },
  { code: 'town', name: { zh: '镇街', en: 'Town' }, width: 14 },
] as const satisfies readonly { code: string; name: Text; width: number }[]

/** Rows above those of the respondents: title, form and period, note, section, indicator, unit, code. */
export const headRows = 7
const searchedRows = 30

/** The unit as the workbook prints it: name and code, such as 万元 CNY_10k. */
export function unitText(unit: string, language: 'zh' | 'en'): string {
  return `${unitName(unit, language)} ${unit}`
}

/** The cells that have a column: all but those that are not to be filled in. */
export function wideCells(cells: readonly CellDefinition[]): CellDefinition[] {
  return cells.filter((cell) => cell.grey !== true)
}

/** Where the columns of a sheet lie. */
export type WideHead = {
  readonly sheet: string
  readonly id: number | undefined
  readonly creditCode: number | undefined
  readonly name: number | undefined
  readonly columns: ReadonlyMap<number, CellDefinition>
  readonly issues: readonly ProblemIssue[]
}

/** Finds the row of codes among the first rows of a sheet. Undefined: not among them. */
export function findWideHead(
  sheet: string,
  rows: readonly SheetRow[],
  cells: readonly CellDefinition[],
): WideHead | undefined {
  const keys = new Set(cells.map((cell) => cell.key))
  const enough = Math.min(2, keys.size)
  const at = rows.findIndex(
    (row) => row.number <= searchedRows && row.cells.filter((cell) => keys.has(textOf(cell))).length >= enough,
  )
  const row = rows[at]
  if (row === undefined) return undefined
  const units = rows[at - 1]?.number === row.number - 1 ? rows[at - 1] : undefined
  return readHead({ sheet, row, units, cells })
}

type HeadGiven = {
  readonly sheet: string
  readonly row: SheetRow
  readonly units: SheetRow | undefined
  readonly cells: readonly CellDefinition[]
}

function readHead({ sheet, row, units, cells }: HeadGiven): WideHead {
  const byKey = new Map(cells.map((cell) => [cell.key, cell]))
  const identity = new Set<string>(identityColumns.map((column) => column.code))
  const columns = new Map<number, CellDefinition>()
  const places = new Map<string, number>()
  const issues: ProblemIssue[] = []
  row.cells.forEach((read, column) => {
    const code = textOf(read)
    if (code === '') return
    const where = cellAt(sheet, row.number, column)
    if (places.has(code)) issues.push({ text: 'returns.workbook_column_twice', where, found: code.slice(0, 60) })
    const cell = byKey.get(code)
    if (cell === undefined && !identity.has(code) && !code.startsWith('check:')) {
      const like = nearest(code, [...byKey.keys()])
      const more = like === undefined ? {} : { nearest: like }
      issues.push({ text: 'returns.workbook_unknown_column', where, found: code.slice(0, 60), ...more })
    }
    if (places.has(code)) return
    places.set(code, column)
    if (cell === undefined) return
    columns.set(column, cell)
    const wrong = units === undefined ? undefined : wrongUnit(units.cells[column], cell)
    if (wrong !== undefined) issues.push({ ...wrong, where: cellAt(sheet, row.number - 1, column) })
  })
  for (const cell of cells) {
    if (!places.has(cell.key))
      issues.push({ text: 'returns.workbook_missing_column', where: sheet, expected: cell.key })
  }
  const [id, creditCode, name] = ['enterprise', 'credit_code', 'name'].map((code) => places.get(code))
  if (id === undefined && creditCode === undefined) {
    issues.push({ text: 'returns.workbook_no_identity', where: cellAt(sheet, row.number, 0), expected: 'credit_code' })
  }
  return { sheet, id, creditCode, name, columns, issues }
}

/** The unit of a column is stated and must be the form's: a value in another unit is refused, never converted in silence. */
function wrongUnit(read: SheetCell | undefined, cell: CellDefinition): ProblemIssue | undefined {
  const { unit } = cell.indicator
  const found = textOf(read)
  const names = new Set([
    unit,
    ...languages.flatMap((language) => [unitName(unit, language), ...unitName(unit, language).split(/\s+/)]),
  ])
  const words = found.split(/\s+/).filter((word) => word !== '')
  if (words.length > 0 && (names.has(found) || words.every((word) => names.has(word)))) return undefined
  return { text: 'returns.workbook_wrong_unit', where: '', found: found.slice(0, 60), expected: unitText(unit, 'zh') }
}

/** One respondent as the sheet names it, and what stands in its cells. */
export type WideRow = {
  readonly number: number
  readonly id: string
  readonly creditCode: string
  readonly name: string
  readonly texts: Readonly<Record<string, string>>
  /** What is no text and no number, by key of the cell. */
  readonly issues: readonly (ProblemIssue & { readonly cell: string })[]
}

/** Reads a row behind the head; undefined where nothing stands in it. */
export function readWideRow(head: WideHead, row: SheetRow): WideRow | undefined {
  const at = (column: number | undefined) => (column === undefined ? '' : textOf(row.cells[column]).slice(0, 200))
  const texts: Record<string, string> = {}
  const issues: (ProblemIssue & { cell: string })[] = []
  let holds = false
  for (const [column, cell] of head.columns) {
    // What is computed is computed again here, whatever the sheet makes of it.
    if (cell.derived !== undefined) continue
    const read = row.cells[column]
    const text = textOf(read)
    texts[cell.key] = text
    const isFormula = row.formulas.includes(column)
    holds ||= text !== '' || isFormula
    const wrong = isFormula ? 'returns.workbook_formula' : wrongKind(read)
    if (wrong === undefined) continue
    const where = cellAt(head.sheet, row.number, column)
    issues.push({ text: wrong, where, cell: cell.key, found: text.slice(0, 60), expected: cell.indicator.unit })
  }
  const one = { number: row.number, id: at(head.id), creditCode: at(head.creditCode), name: at(head.name) }
  return holds || one.id !== '' || one.creditCode !== '' || one.name !== '' ? { ...one, texts, issues } : undefined
}

function wrongKind(read: SheetCell | undefined): string | undefined {
  switch (read?.kind) {
    case 'date':
      return 'returns.workbook_date'
    case 'error':
      return 'returns.workbook_error'
    case 'boolean':
      return 'returns.workbook_cell_kind'
    default:
      return undefined
  }
}

/** The joined cells that reach into the rows of respondents. */
export function mergesBelow(head: WideHead, codeRow: number, merges: readonly string[]): ProblemIssue[] {
  return merges.flatMap((range) => {
    const last = Number(/(\d+)$/.exec(range)?.[1] ?? '0')
    return last > codeRow ? [{ text: 'returns.workbook_merged', where: `${head.sheet}!${range}`, found: range }] : []
  })
}

/** The column of each cell of the form, by key. */
export function columnsByKey(head: Pick<WideHead, 'columns'>): Map<string, number> {
  return new Map([...head.columns].map(([column, cell]) => [cell.key, column]))
}

/** 'Sheet!F9'; the row counted from 1, the column from 0. */
export function cellAt(sheet: string, row: number, column: number): string {
  return `${sheet}!${columnLetters(column)}${row}`
}

export function columnLetters(column: number): string {
  const rest = Math.floor(column / 26)
  return `${rest > 0 ? columnLetters(rest - 1) : ''}${String.fromCharCode(65 + (column % 26))}`
}

export function textOf(cell: SheetCell | undefined): string {
  if (cell === undefined || cell.kind === 'empty') return ''
  return cell.kind === 'boolean' ? String(cell.value) : cell.text.trim()
}
