import type { ProblemIssue } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import { dependenciesOf } from '#pack/formula/dependencies.ts'
import { evaluateCondition } from '#pack/formula/evaluate.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'
import { attributesOf, type Respondent } from './respondents.ts'
import { type ReturnWorld, spanOf } from './world.ts'

/** Everything a check may look at. */
export type CheckWorld = ReturnWorld & { readonly programme: Programme; readonly respondent: Respondent }

/** What a check found, the same on the page, in the workbook and at submission. */
export type CheckFinding = {
  readonly id: string
  readonly severity: 'hard' | 'soft'
  readonly outcome: 'holds' | 'fails' | 'unknown'
  readonly message: Text
  readonly condition: string
  readonly missing: string[]
  readonly cells: string[]
  readonly reason?: string
}

/** Judges every check of a form. What cannot be decided because something is missing is unknown and refuses nothing. */
export function checkReturn(form: ProgrammeForm, world: CheckWorld): CheckFinding[] {
  const given = {
    ...attributesOf(world.programme, world.respondent),
    valueOf: ({ name, shifts }: { name: string; shifts: readonly string[] }) => {
      const value = world.valueOf(name, shifts)
      const unit = world.programme.indicators[name]?.unit
      return value === undefined || unit === undefined ? ({ blank: 'not_reported' } as const) : { value, unit }
    },
  }
  return form.checks.map((check) => {
    const { answer, because } = evaluateCondition(check.require, given)
    return {
      id: check.id,
      severity: check.severity,
      outcome: answer === 'yes' ? 'holds' : answer === 'no' ? 'fails' : 'unknown',
      message: check.message,
      condition: check.require.text,
      missing: because.map((missing) => missing.name),
      cells: cellsOf(form, check.require.tree),
    }
  })
}

/** What stands in the way of submission: hard checks that fail, soft ones that fail without a reason. */
export function refusals(findings: readonly CheckFinding[], answers: ReadonlyMap<string, string>): ProblemIssue[] {
  return findings.flatMap((finding): ProblemIssue[] => {
    if (finding.outcome !== 'fails') return []
    const where = finding.cells[0] ?? finding.id
    const details = { check: finding.id, zh: finding.message.zh, en: finding.message.en, condition: finding.condition }
    if (finding.severity === 'hard') return [{ text: 'returns.check_fails', where, details }]
    return answers.has(finding.id) ? [] : [{ text: 'returns.soft_unanswered', where, details }]
  })
}

/** The cells of the form that a condition looks at. */
function cellsOf(form: ProgrammeForm, tree: Parameters<typeof dependenciesOf>[0]): string[] {
  const has = (indicator: string, span: string) =>
    form.sections.some(
      (section) =>
        section.columns.some((column) => column === span) && section.rows.some((row) => row.indicator === indicator),
    )
  const cells = dependenciesOf(tree).flatMap(({ name, shifts }) => {
    const span = spanOf(shifts)
    return span !== undefined && has(name, span) ? [`${name}:${span}`] : has(name, 'this') ? [`${name}:this`] : []
  })
  return [...new Set(cells)]
}
