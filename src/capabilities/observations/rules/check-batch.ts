import { isDecimalText } from '#base/decimal.ts'
import type { Period, PeriodKind } from '#base/period.ts'
import { isPeriod, periodKind } from '#base/period.ts'
import type { ProblemIssue } from '#base/problem.ts'
import type { Programme, ProgrammeIndicator } from '#pack/programme.ts'
import { type CellContent, type CellKey, cellKey } from './cells.ts'
import { findMirrorCell, type MirrorTable } from './mirror.ts'

/** What a batch says, as far as the programme can judge it. */
export type BatchToCheck = {
  readonly kind: string
  readonly domain: string
  readonly subjectKind: string
  readonly periodKind: PeriodKind
  readonly cells: readonly CellKey[]
  readonly rows: readonly {
    readonly subject: string
    readonly period: Period
    readonly contents: readonly CellContent[]
  }[]
}

/**
 * Everything in a batch that the programme does not allow: unknown indicators, another domain or subject, a source that is not the
 * indicator's, values that are no decimals, have more places than the indicator declares or do not fit. Units are settled before.
 */
export function checkBatch(programme: Programme, tables: readonly MirrorTable[], batch: BatchToCheck): ProblemIssue[] {
  const issues = batch.cells.flatMap((cell) => checkCell(programme, tables, batch, cell))
  if (issues.length > 0) return issues
  const scales = batch.cells.map((cell) => programme.indicators[cell.indicator]?.scale ?? 0)
  const seen = new Set<string>()
  batch.rows.forEach((row, line) => {
    const where = `rows.${line}`
    if (!isPeriod(row.period) || periodKind(row.period) !== batch.periodKind) {
      issues.push({ text: 'observations.other_period_kind', where, found: row.period, expected: batch.periodKind })
    }
    const key = `${row.subject} ${row.period}`
    if (seen.has(key)) issues.push({ text: 'observations.twice', where, found: key })
    seen.add(key)
    if (row.contents.length !== batch.cells.length) {
      issues.push({
        text: 'observations.other_length',
        where,
        found: String(row.contents.length),
        expected: String(batch.cells.length),
      })
      return
    }
    row.contents.forEach((content, i) => {
      if (!('value' in content)) return
      const issue = checkValue(content.value, scales[i] ?? 0, `${where}.${cellKey(batch.cells[i] as CellKey)}`)
      if (issue !== undefined) issues.push(issue)
    })
  })
  return issues
}

/** What is wrong with a value of an indicator with that many places; undefined when nothing. */
export function checkValue(value: string, scale: number, where: string): ProblemIssue | undefined {
  if (!isDecimalText(value)) return { text: 'value.not_a_number', where, found: value.slice(0, 40) }
  const [whole = '', places = ''] = value.replace('-', '').split('.')
  if (places.replace(/0+$/, '').length > scale) {
    return { text: 'observations.too_many_places', where, found: value.slice(0, 40), expected: String(scale) }
  }
  if (whole.replace(/^0+/, '').length > 18 - scale) {
    return { text: 'observations.too_big', where, found: value.slice(0, 40), expected: String(18 - scale) }
  }
  return undefined
}

function checkCell(
  programme: Programme,
  tables: readonly MirrorTable[],
  batch: BatchToCheck,
  cell: CellKey,
): ProblemIssue[] {
  const where = `cells.${cellKey(cell)}`
  const indicator: ProgrammeIndicator | undefined = Object.hasOwn(programme.indicators, cell.indicator)
    ? programme.indicators[cell.indicator]
    : undefined
  if (indicator === undefined) return [{ text: 'observations.unknown_indicator', where, found: cell.indicator }]
  const issues: ProblemIssue[] = []
  const must = (text: string, found: string, expected: string): void => {
    if (found !== expected) issues.push({ text, where, found, expected })
  }
  must('observations.not_reported_indicator', indicator.kind, 'reported')
  must('observations.other_domain', batch.domain, indicator.domain)
  must('observations.other_subject', batch.subjectKind, indicator.subject)
  if ((batch.kind === 'return' || batch.kind === 'file') && indicator.source_kind !== undefined) {
    must('observations.other_source', batch.kind, indicator.source_kind)
  }
  const wanted = { subjectKind: batch.subjectKind, periodKind: batch.periodKind, ...cell }
  if (issues.length === 0 && findMirrorCell(tables, wanted) === undefined) {
    issues.push({ text: 'observations.not_collected', where, found: `${batch.periodKind} ${cell.span}` })
  }
  return issues
}
