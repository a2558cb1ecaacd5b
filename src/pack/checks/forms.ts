import { namesOf } from '../formula/dependencies.ts'
import { type Checked, duplicatesOf } from './context.ts'
import { type Compiling, conditionKey } from './compiling.ts'
import { checkRange } from './dates.ts'
import { compileExpression } from './formulas.ts'

/** Forms ask for what their respondents report, once, and check only what stands on them. */
export function compileForms(compiling: Compiling): void {
  const { context } = compiling
  for (const form of context.list('forms')) {
    const { content } = form
    checkRange(form, [], content, context)
    if (content.approval !== undefined) checkRange(form, ['approval'], content.approval, context)
    checkHead(form, compiling)
    checkRows(form, compiling)
    compileChecks(form, compiling)
  }
}

function checkHead(form: Checked<'forms'>, compiling: Compiling): void {
  const { context } = compiling
  const { period, january_february, workflow, respondents, sections, due } = form.content
  if (january_february === 'together' && period !== 'month') {
    context.report(form, ['january_february'], { text: 'form.together_needs_months', found: period, expected: 'month' })
  }
  if (period === 'month' && january_february === undefined) {
    context.report(form, ['period'], { text: 'form.january_february_missing', expected: 'january_february' })
  }
  if (due.days === 0) context.report(form, ['due', 'days'], { text: 'form.no_days', found: '0' })
  const subject = context.find('workflows', workflow)?.content.subject
  if (subject !== undefined && subject !== 'return') {
    context.report(form, ['workflow'], { text: 'form.workflow_of_other_subject', found: subject, expected: 'return' })
  }
  for (const { at, key } of duplicatesOf(sections, (section) => section.id)) {
    context.report(form, ['sections', at, 'id'], { text: 'pack.duplicate_id', found: key })
  }
  if (respondents.where !== undefined) keepCondition(form, ['respondents', 'where'], respondents.where, compiling)
}

function checkRows(form: Checked<'forms'>, { context }: Compiling): void {
  const rows = form.content.sections.flatMap((section, at) =>
    section.rows.map((row, index) => ({ row, section, path: ['sections', at, 'rows', index, 'indicator'] as const })),
  )
  for (const { item, key } of duplicatesOf(rows, ({ row }) => row.indicator)) {
    context.report(form, item.path, { text: 'form.indicator_twice', found: key })
  }
  for (const [at, section] of form.content.sections.entries()) {
    for (const { at: index, key } of duplicatesOf(section.columns, (column) => column)) {
      context.report(form, ['sections', at, 'columns', index], { text: 'pack.duplicate_id', found: key })
    }
  }
  for (const { row, path } of rows) {
    const indicator = context.find('indicators', row.indicator)?.content
    if (indicator === undefined) continue
    const wanted = {
      kind: 'reported',
      source_kind: 'return',
      domain: form.content.domain,
      subject: form.content.respondents.subject,
    } as const
    for (const [key, expected] of Object.entries(wanted)) {
      const found = indicator[key as keyof typeof wanted]
      if (found !== expected)
        context.report(form, path, {
          text: `form.row_of_other_${key}`,
          found: `${row.indicator}: ${found ?? ''}`,
          expected,
        })
    }
    if (!indicator.periods.includes(form.content.period)) {
      context.report(form, path, {
        text: 'form.row_of_other_period',
        found: `${row.indicator}: ${indicator.periods.join(', ')}`,
        expected: form.content.period,
      })
    }
  }
}

function compileChecks(form: Checked<'forms'>, compiling: Compiling): void {
  const { context } = compiling
  const { checks = [], sections } = form.content
  const onForm = new Set(sections.flatMap((section) => section.rows.map((row) => row.indicator)))
  for (const { at, key } of duplicatesOf(checks, (check) => check.id)) {
    context.report(form, ['checks', at, 'id'], { text: 'pack.duplicate_id', found: key })
  }
  for (const [at, check] of checks.entries()) {
    const path = ['checks', at, 'require']
    for (const name of keepCondition(form, path, check.require, compiling)) {
      if (!onForm.has(name))
        context.report(form, path, { text: 'form.check_outside', found: name, expected: [...onForm].join(', ') })
    }
  }
}

/** Parses a condition, keeps it for the programme, and answers which indicators it reads. */
function keepCondition(
  form: Checked<'forms'>,
  path: readonly (string | number)[],
  text: string,
  compiling: Compiling,
): string[] {
  const compiled = compileExpression(
    text,
    { document: form, path, expects: 'condition' },
    compiling.world,
    compiling.context,
  )
  if (compiled === undefined) return []
  compiling.conditions.set(conditionKey('forms', form.id, path), compiled.formula)
  return namesOf(compiled.formula.tree)
}
