import type { ProblemIssue } from '#base/problem.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'
import { formCells, formParts } from './form-cells.ts'
import { type CheckFinding, createFormModel, type FormModel, type FormSource, type ModelCheck } from './form-model.ts'
import { type Known, outsideOf } from './world.ts'

export type { CheckFinding } from './form-model.ts'

/** Everything that a return of a form is computed and judged by. */
export function formSource(form: ProgrammeForm, known: Known): FormSource {
  const cells = formCells(known.programme, form)
  return {
    cells,
    checks: checksOf(form, known),
    peers: form.peers.map(({ id, of, within, message }) => ({ id, of, within, message })),
    outside: outsideOf(form, cells, known),
  }
}

/** A return as it was typed, computed and judged. What cannot be decided because something is missing is unknown and refuses nothing. */
export function judgeReturn(form: ProgrammeForm, texts: Readonly<Record<string, string>>, known: Known): FormModel {
  return createFormModel(formSource(form, known), texts)
}

/** The cells of a return with what is computed from them, unjudged. */
export function computeCells(
  programme: Programme,
  form: ProgrammeForm,
  texts: Readonly<Record<string, string>>,
): FormModel {
  const outside = { values: {}, register: {}, peers: {} }
  return createFormModel({ cells: formCells(programme, form), checks: [], peers: [], outside }, texts)
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

/** The checks of a form; one `each` section is judged for every class of its matrix. */
function checksOf(form: ProgrammeForm, { programme }: Known): ModelCheck[] {
  const parts = formParts(programme, form)
  return form.checks.flatMap(({ id, severity, require, message, each }): ModelCheck[] => {
    if (each === undefined) return [{ id, severity, require, message }]
    const classes = parts.find((part) => part.id === each)?.matrix?.classes ?? []
    return classes.map((one) => ({
      id: `${id}.${one.id}`,
      severity,
      require,
      message: { zh: `${one.name.zh}：${message.zh}`, en: `${one.name.en}: ${message.en}` },
      matrix: { section: each, class: one.id },
    }))
  })
}
