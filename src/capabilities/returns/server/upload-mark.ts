import { createHash } from 'node:crypto'
import { cellName, type ReadCell } from '#kit/server/workbook.ts'
import type { ProblemIssue } from '#base/problem.ts'
import type { CellDefinition } from '../rules/form-cells.ts'
import type { BookMark } from './upload-words.ts'

/** The hidden sheet by which a workbook is recognised. */
export const markSheet = '_jidi'
const kind = 'jidi-returns-1'
const factRows = 7

/** One hash over what a form asks: its cells and their units. Another form, or the same one changed, has another. */
export function layoutOf(cells: readonly CellDefinition[]): string {
  return hashOf(cells.flatMap((cell) => (cell.derived === undefined ? [`${cell.key} ${cell.indicator.unit}`] : [])))
}

function hashOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 32)
}

const linesOf = ({ form, period, layout, language, madeAt, rows }: BookMark): string[] => [
  kind,
  form,
  period,
  layout,
  language,
  madeAt,
  ...rows.map((row) => row.join(' ')),
]

/** The rows of the hidden sheet: what the workbook is, a hash over it, and each respondent with its return. */
export function markRows(mark: BookMark): (string | null)[][] {
  const facts: [string, string][] = [
    ['workbook', kind],
    ['form', mark.form],
    ['period', mark.period],
    ['layout', mark.layout],
    ['language', mark.language],
    ['made', mark.madeAt],
    ['hash', hashOf(linesOf(mark))],
  ]
  return [...facts, ...mark.rows.map(([subject, id, revision]) => [subject, id, String(revision)])]
}

/** Reads the hidden sheet; an issue where it was written into. */
export function readMark(
  rows: readonly (readonly ReadCell[])[],
): { readonly mark: BookMark } | { readonly issue: ProblemIssue } {
  const textAt = (row: number, column: number): string => {
    const cell = rows[row]?.[column]
    return cell === undefined || cell.kind === 'empty' || cell.kind === 'boolean' ? '' : cell.text
  }
  const language = textAt(4, 1) === 'en' ? 'en' : 'zh'
  const mark: BookMark = {
    form: textAt(1, 1),
    period: textAt(2, 1),
    layout: textAt(3, 1),
    language,
    madeAt: textAt(5, 1),
    rows: rows.slice(factRows).map((_, at) => {
      const row = at + factRows
      return [textAt(row, 0), textAt(row, 1), Number(textAt(row, 2)) || 0] as const
    }),
  }
  const isOurs = textAt(0, 1) === kind && textAt(6, 1) === hashOf(linesOf(mark))
  return isOurs ? { mark } : { issue: { text: 'returns.workbook_altered', where: `${markSheet}!${cellName(6, 1)}` } }
}

/** What is wrong with taking this workbook for a form and period: another one, or an older form. */
export function belongs(
  mark: Pick<BookMark, 'form' | 'period' | 'layout'>,
  wanted: { readonly form: string; readonly period: string; readonly layout: string },
): ProblemIssue[] {
  const issues: ProblemIssue[] = []
  for (const [what, row] of [
    ['form', 1],
    ['period', 2],
  ] as const) {
    if (mark[what] === wanted[what]) continue
    const where = `${markSheet}!${cellName(row, 1)}`
    issues.push({
      text: 'returns.workbook_other_return',
      where,
      found: mark[what].slice(0, 60),
      expected: wanted[what],
    })
  }
  if (issues.length === 0 && mark.layout !== wanted.layout) {
    issues.push({ text: 'returns.workbook_old_form', where: `${markSheet}!${cellName(3, 1)}` })
  }
  return issues
}
