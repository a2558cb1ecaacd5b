import { nearest } from '#base/nearest.ts'
import type { Span } from '#base/period.ts'
import type { ProblemIssue } from '#base/problem.ts'
import { languages } from '#base/text.ts'
import { unitName } from '#base/unit.ts'
import { cellName, type ReadCell, type ReadSheet } from '#kit/server/workbook.ts'
import { readCell } from '../rules/cell-text.ts'
import type { CellDefinition } from '../rules/form-cells.ts'
import { spanHeads } from '../rules/workbook/wide-sheet.ts'
import { belongs, layoutOf, markSheet, readMark } from './upload-mark.ts'
import { lineHeads } from './workbook-sheet.ts'

/** What a workbook says: the text of each cell of the form, and everything that is wrong with it, by cell of the sheet. */
export type WorkbookReading = {
  readonly cells: Readonly<Record<string, string>>
  readonly issues: ProblemIssue[]
  /** The sheet's name of each cell of the form, e.g. E9. */
  readonly placeOf: ReadonlyMap<string, string>
}

export type Wanted = {
  readonly return: string
  readonly form: string
  readonly period: string
  readonly cells: readonly CellDefinition[]
  /** Somebody else wrote into it after this revision. */
  readonly changedSince: (revision: number) => boolean
}

type Table = { readonly indicatorAt: number; readonly unitAt: number; readonly spans: ReadonlyMap<number, Span> }

/** Reads a filled workbook: lines are found by their code, columns by their head, and the unit of each line must be the form's. */
export function readReturnSheet(sheets: readonly ReadSheet[], wanted: Wanted): WorkbookReading {
  const sheet = sheets.find((each) => !each.hidden && each.rows.some((row) => isHead(row)))
  if (sheet === undefined)
    return {
      cells: {},
      issues: [{ text: 'returns.workbook_no_sheet', where: sheets[0]?.name || 'A1' }],
      placeOf: new Map(),
    }
  const issues = [...checkMark(sheets, wanted), ...checkBelonging(sheet, wanted)]
  const formulas = new Set(sheet.formulas ?? [])
  const cells: Record<string, string> = {}
  const placeOf = new Map<string, string>()
  const byKey = new Map(wanted.cells.map((cell) => [cell.key, cell]))
  const lines = new Set(wanted.cells.map((cell) => cell.indicator.id))
  const columns = [...new Set(wanted.cells.map((cell) => cell.span))]
  let table: Table | undefined
  sheet.rows.forEach((row, at) => {
    if (isHead(row)) {
      table = readHead(row, at, columns, issues)
      return
    }
    const id = table === undefined ? '' : textOf(row[table.indicatorAt]).trim()
    if (table === undefined || id === '') return
    if (!lines.has(id)) {
      const like = nearest(id, [...lines])
      issues.push({
        text: 'returns.workbook_unknown_line',
        where: cellName(at, table.indicatorAt),
        found: id.slice(0, 60),
        ...(like === undefined ? {} : { nearest: like }),
      })
      return
    }
    checkUnit(row, { at, table, cell: wanted.cells.find((cell) => cell.indicator.id === id) as CellDefinition, issues })
    for (const [column, span] of table.spans) {
      const cell = byKey.get(`${id}:${span}`)
      if (cell === undefined) continue
      const where = cellName(at, column)
      if (placeOf.has(cell.key)) {
        issues.push({ text: 'returns.workbook_line_twice', where: cellName(at, table.indicatorAt), found: id })
        break
      }
      placeOf.set(cell.key, where)
      if (cell.derived !== undefined) continue
      takeCell(row[column], { where, cell, cells, issues, isFormula: formulas.has(where) })
    }
  })
  for (const cell of wanted.cells) {
    if (
      cell.grey === true ||
      cell.derived !== undefined ||
      placeOf.has(cell.key) ||
      issues.some((issue) => issue.expected === cell.indicator.id)
    )
      continue
    issues.push({ text: 'returns.workbook_missing_line', where: sheet.name, expected: cell.indicator.id })
  }
  return { cells, issues, placeOf }
}

type Taking = {
  readonly where: string
  readonly cell: CellDefinition
  readonly cells: Record<string, string>
  readonly issues: ProblemIssue[]
  readonly isFormula: boolean
}

/** The hidden sheet, when it is there: another return, an older form, or written into by somebody else since. */
function checkMark(sheets: readonly ReadSheet[], wanted: Wanted): ProblemIssue[] {
  const sheet = sheets.find((each) => each.name === markSheet)
  if (sheet === undefined) return []
  const read = readMark(sheet.rows)
  if ('issue' in read) return [read.issue]
  const { mark } = read
  const issues = belongs(mark, { ...wanted, layout: layoutOf(wanted.cells) })
  const [, id = '', revision = 0] = mark.rows[0] ?? []
  const where = `${markSheet}!B8`
  if (id !== wanted.return) {
    issues.push({ text: 'returns.workbook_other_return', where, found: id.slice(0, 60), expected: wanted.return })
  } else if (wanted.changedSince(revision)) issues.push({ text: 'returns.workbook_stale', where })
  return issues
}

function takeCell(read: ReadCell | undefined, { where, cell, cells, issues, isFormula }: Taking): void {
  const text = textOf(read).trim()
  if (isFormula) {
    issues.push({ text: 'returns.workbook_formula', where, found: text.slice(0, 60), expected: cell.indicator.unit })
    return
  }
  if (cell.grey === true) {
    if (text !== '') issues.push({ text: 'returns.grey_cell', where, found: text.slice(0, 60) })
    return
  }
  if (read !== undefined && read.kind !== 'empty' && read.kind !== 'number' && read.kind !== 'text') {
    const kinds: Readonly<Record<string, string>> = { date: 'returns.workbook_date', error: 'returns.workbook_error' }
    issues.push({
      text: kinds[read.kind] ?? 'returns.workbook_cell_kind',
      where,
      found: text.slice(0, 60),
      expected: cell.indicator.unit,
    })
    return
  }
  const reading = readCell(text, cell)
  if ('issue' in reading)
    issues.push({ ...reading.issue, where, details: { ...reading.issue.details, cell: cell.key } })
  cells[cell.key] = 'value' in reading ? reading.value : text
}

function isHead(row: readonly ReadCell[]): boolean {
  return (
    row.some((cell) => isOneOf(textOf(cell), lineHeads.indicator)) &&
    row.some((cell) => isOneOf(textOf(cell), lineHeads.unit))
  )
}

function readHead(row: readonly ReadCell[], at: number, columns: readonly Span[], issues: ProblemIssue[]): Table {
  const find = (head: (typeof lineHeads)[keyof typeof lineHeads]) =>
    row.findIndex((cell) => isOneOf(textOf(cell), head))
  const unitAt = find(lineHeads.unit)
  const spans = new Map<number, Span>()
  row.forEach((cell, column) => {
    const text = textOf(cell).trim()
    if (column <= unitAt || text === '' || isOneOf(text, { zh: '上一期', en: 'Period before' })) return
    const span = columns.find((each) => isOneOf(text, spanHeads[each]))
    const where = cellName(at, column)
    const expected = columns.map((each) => spanHeads[each].zh).join('、')
    if (span === undefined)
      issues.push({ text: 'returns.workbook_wrong_column', where, found: text.slice(0, 60), expected })
    else if ([...spans.values()].includes(span))
      issues.push({ text: 'returns.workbook_column_twice', where, found: text })
    else spans.set(column, span)
  })
  return { indicatorAt: find(lineHeads.indicator), unitAt, spans }
}

type UnitCheck = {
  readonly at: number
  readonly table: Table
  readonly cell: CellDefinition
  readonly issues: ProblemIssue[]
}

/** The unit of a line is stated and must be the form's: a value in another unit is refused, never converted in silence. */
function checkUnit(row: readonly ReadCell[], { at, table, cell, issues }: UnitCheck): void {
  const unit = cell.indicator.unit
  const found = textOf(row[table.unitAt]).trim()
  const words = found.split(/\s+/).filter((word) => word !== '')
  const names = new Set([
    unit,
    ...languages.flatMap((language) => [unitName(unit, language), ...unitName(unit, language).split(/\s+/)]),
  ])
  if (words.length > 0 && (names.has(found) || words.every((word) => names.has(word)))) return
  issues.push({
    text: 'returns.workbook_wrong_unit',
    where: cellName(at, table.unitAt),
    found: found.slice(0, 60),
    expected: `${unitName(unit, 'zh')} ${unit}`,
  })
}

/** The file must be that of this return; a copy without its head lines is taken. */
function checkBelonging(sheet: ReadSheet, wanted: Wanted): ProblemIssue[] {
  const issues: ProblemIssue[] = []
  const labels: readonly [readonly string[], string][] = [
    [['报表编号', 'Return'], wanted.return],
    [['表', 'Form'], wanted.form],
    [['报告期', 'Period'], wanted.period],
  ]
  sheet.rows.slice(0, 6).forEach((row, at) => {
    row.forEach((cell, column) => {
      const label = labels.find(([names]) => names.includes(textOf(cell).trim()))
      const found = textOf(row[column + 1]).trim()
      if (label === undefined || found === '' || found === label[1]) return
      issues.push({
        text: 'returns.workbook_other_return',
        where: cellName(at, column + 1),
        found: found.slice(0, 60),
        expected: label[1],
      })
    })
  })
  return issues
}

function isOneOf(text: string, head: { readonly zh: string; readonly en: string }): boolean {
  const plain = text.trim().toLowerCase()
  return plain === head.zh || plain === head.en.toLowerCase()
}

function textOf(cell: ReadCell | undefined): string {
  if (cell === undefined || cell.kind === 'empty') return ''
  return cell.kind === 'boolean' ? String(cell.value) : cell.text
}
