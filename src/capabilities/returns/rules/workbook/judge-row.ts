import type { Period } from '#base/period.ts'
import type { ProblemIssue } from '#base/problem.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'
import type { RowIssue, RowOutcome } from '../../contract/uploads.ts'
import { readCell } from '../cell-text.ts'
import { formSource } from '../checks.ts'
import { type CellDefinition, formCells } from '../form-cells.ts'
import { createFormModel, type FormModel, type FormSource, type Outside } from '../form-model.ts'
import type { PeerFigures } from '../peers.ts'
import { isExpected, type Respondent } from '../respondents.ts'
import { type Known, outsideOf, type StoodIn } from '../world.ts'
import { cellAt, type WideRow } from './wide-sheet.ts'

/** What the record knows of the respondent of a row. */
export type KnownRespondent = {
  readonly respondent: Respondent
  /** The actor may fill in its returns. */
  readonly mayFill: boolean
  /** What stood in other periods or forms: period, key of the cell, value. */
  readonly stood: readonly (readonly [period: string, key: string, value: string])[]
  readonly peers?: Readonly<Record<string, PeerFigures>>
  /** The return of this form and period, when there is one. */
  readonly existing?: {
    readonly id: string
    readonly revision: number
    readonly cells: Readonly<Record<string, string>>
    readonly editable: boolean
    /** Somebody else wrote into it after the workbook was made. */
    readonly changedSince: boolean
  }
}

export type JudgedRow = {
  readonly number: number
  readonly name: string
  readonly subject?: string
  readonly outcome: RowOutcome
  /** What would be stored, as typed; of a refused row what it says. */
  readonly cells: Readonly<Record<string, string>>
  readonly changes: number
  readonly issues: readonly RowIssue[]
  readonly warnings: number
}

export type JudgeGiven = {
  readonly programme: Programme
  readonly form: ProgrammeForm
  readonly period: Period
  readonly sheet: string
  readonly columns: ReadonlyMap<string, number>
}

export type RowJudge = (row: WideRow, known: KnownRespondent | undefined) => JudgedRow

type Given = JudgeGiven & {
  readonly typed: readonly CellDefinition[]
  readonly modelFor: (known: KnownRespondent, texts: Readonly<Record<string, string>>) => FormModel
}

/**
 * Judges rows cell by cell. Refused: a row that names nobody in reach, cannot be written now, or could not be submitted as it stands
 * (cells, compulsory ones, hard checks). Soft checks that fail are kept as warnings.
 */
export function rowJudge(given: JudgeGiven): RowJudge {
  const cells = formCells(given.programme, given.form)
  const typed = cells.filter((cell) => cell.derived === undefined && cell.grey !== true)
  const all: Given = { ...given, typed, modelFor: reusedModels(given, cells) }
  return (row, known) => judgeRow(all, row, known)
}

function judgeRow(given: Given, row: WideRow, known: KnownRespondent | undefined): JudgedRow {
  const isBlank = Object.values(row.texts).every((text) => text === '') && row.issues.length === 0
  const base = { number: row.number, name: known?.respondent.name ?? row.name, changes: 0, warnings: 0 }
  if (known === undefined) return { ...base, ...unknownRow(given, row, isBlank) }
  const { existing } = known
  const one = { ...base, subject: known.respondent.id }
  const before = existing?.cells ?? {}
  const after: Record<string, string> = { ...before, ...row.texts }
  const changes = given.typed.filter((cell) => differs(cell, before[cell.key] ?? '', after[cell.key] ?? '')).length
  if (changes === 0 && row.issues.length === 0) {
    return { ...one, outcome: isBlank && existing === undefined ? 'blank' : 'unchanged', cells: {}, issues: [] }
  }
  const standing = standingIssue(given, known, row)
  if (standing !== undefined) return { ...one, outcome: 'refused', cells: row.texts, changes, issues: [standing] }
  const model = given.modelFor(known, after)
  const issues: RowIssue[] = [...row.issues, ...contentIssues(given, row, model)]
  const warnings = issues.filter((issue) => issue.soft === true).length
  const outcome = warnings < issues.length ? 'refused' : existing === undefined ? 'created' : 'changed'
  return { ...one, outcome, cells: outcome === 'refused' ? row.texts : model.texts(), changes, issues, warnings }
}

function unknownRow(given: Given, row: WideRow, isBlank: boolean): Pick<JudgedRow, 'outcome' | 'cells' | 'issues'> {
  const found = row.creditCode || row.id || row.name
  if (isBlank && found === '') return { outcome: 'blank', cells: {}, issues: [] }
  const issue = { text: 'returns.workbook_unknown_respondent', where: whereOf(given, row), found: found.slice(0, 60) }
  return { outcome: 'refused', cells: row.texts, issues: [issue] }
}

const mostModels = 50

/**
 * Respondents of which the record says the same are judged by one model, edited from one row to the next: the answer is that of a new
 * model, and the form is taken apart once.
 */
function reusedModels({ programme, form, period }: JudgeGiven, cells: readonly CellDefinition[]): Given['modelFor'] {
  let base: Omit<FormSource, 'outside'> | undefined
  let asksRegister = true
  const known = new Map<string, { model: FormModel }>()
  const build = (one: KnownRespondent): Outside => outsideOf(form, cells, toKnown(one))
  const toKnown = ({ respondent, stood, peers }: KnownRespondent): Known => {
    return { programme, period, respondent, stood: stoodOf(stood), ...(peers === undefined ? {} : { peers }) }
  }
  return (one, texts) => {
    if (base === undefined) {
      const { outside, ...rest } = formSource(form, toKnown(one))
      base = rest
      asksRegister = Object.keys(outside.register).length > 0
    }
    const key = JSON.stringify([one.stood, one.peers, asksRegister ? one.respondent : null])
    const found = known.get(key)
    if (found !== undefined) {
      found.model.edit(Object.fromEntries(cells.map((cell) => [cell.key, texts[cell.key] ?? ''])))
      return found.model
    }
    const model = createFormModel({ ...base, outside: build(one) }, texts)
    if (known.size < mostModels) known.set(key, { model })
    return model
  }
}

function stoodOf(stood: KnownRespondent['stood']): StoodIn {
  const values = new Map(stood.map(([period, key, value]) => [`${period} ${key}`, value]))
  return (period, indicator, span) => values.get(`${period} ${indicator}:${span}`)
}

/** Two texts that say the same number are the same: 1,200 and 1200. */
function differs(cell: CellDefinition, before: string, after: string): boolean {
  if (before === after) return false
  if (before === '' || after === '') return true
  const [a, b] = [readCell(before, cell), readCell(after, cell)]
  return 'issue' in a || 'issue' in b || JSON.stringify(a) !== JSON.stringify(b)
}

/** Why this respondent's return cannot be written at all. */
function standingIssue(given: Given, known: KnownRespondent, row: WideRow): RowIssue | undefined {
  const where = whereOf(given, row)
  const found = known.respondent.name.slice(0, 60)
  if (!known.mayFill) return { text: 'returns.workbook_not_yours', where, found }
  if (known.existing === undefined) {
    const isAsked = isExpected(given.programme, given.form, known.respondent) !== false
    return isAsked ? undefined : { text: 'returns.not_a_respondent', where, found }
  }
  if (!known.existing.editable) return { text: 'returns.workbook_not_editable', where, found }
  if (known.existing.changedSince) return { text: 'returns.workbook_row_stale', where, found }
  return undefined
}

function contentIssues(given: Given, row: WideRow, model: FormModel): RowIssue[] {
  const place = (key: string | undefined): string => {
    const column = key === undefined ? undefined : given.columns.get(key)
    return column === undefined ? whereOf(given, row) : cellAt(given.sheet, row.number, column)
  }
  const taken = new Set(row.issues.map((issue) => issue.cell))
  const wrong = model.issues().filter((issue) => !taken.has(issue.where))
  const issues = wrong.map((issue): RowIssue => ({ ...issue, where: place(issue.where), cell: issue.where }))
  for (const finding of model.findings()) {
    if (finding.outcome !== 'fails') continue
    const [cell] = finding.cells
    const soft = finding.severity === 'soft'
    const issue: ProblemIssue = {
      text: soft ? 'returns.soft_unanswered' : 'returns.check_fails',
      where: place(cell),
      details: { check: finding.id, zh: finding.message.zh, en: finding.message.en },
    }
    issues.push({ ...issue, ...(cell === undefined ? {} : { cell }), ...(soft ? { soft } : {}) })
  }
  return issues
}

function whereOf({ sheet }: Pick<JudgeGiven, 'sheet'>, row: Pick<WideRow, 'number'>): string {
  return cellAt(sheet, row.number, 2)
}
