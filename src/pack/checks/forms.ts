import { dependenciesOf, dependencyKey, namesOf } from '../formula/dependencies.ts'
import { type Checked, duplicatesOf } from './context.ts'
import { type Compiling, conditionKey } from './compiling.ts'
import { checkRange } from './dates.ts'
import { checkLayout, worldOfForm } from './form-derived.ts'
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
    checkLayout(form, compiling)
    compileChecks(form, compiling)
    compilePeers(form, compiling)
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
  if (subject === 'return') checkActs(form, context)
  for (const { at, key } of duplicatesOf(sections, (section) => section.id)) {
    context.report(form, ['sections', at, 'id'], { text: 'pack.duplicate_id', found: key })
  }
  if (respondents.where !== undefined)
    keepExpression(form, ['respondents', 'where'], respondents.where, { ...compiling, expects: 'condition' })
}

/** Acts without which no return of the form would ever come in, or ever be in a figure. */
const neededActs = ['submit', 'approve'] as const

function checkActs(form: Checked<'forms'>, context: Compiling['context']): void {
  const acts = context.find('workflows', form.content.workflow)?.content.acts ?? []
  for (const needed of neededActs) {
    if (acts.some((act) => act.id === needed)) continue
    const found = acts.map((act) => act.id).join(', ')
    context.report(form, ['workflow'], { text: 'form.workflow_without_act', found, expected: needed })
  }
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
  const { checks = [], peers = [], sections } = form.content
  const onForm = namesOnForm(form)
  for (const { at, key } of duplicatesOf([...checks, ...peers], (check) => check.id)) {
    const path = at < checks.length ? ['checks', at, 'id'] : ['peers', at - checks.length, 'id']
    context.report(form, path, { text: 'pack.duplicate_id', found: key })
  }
  for (const [at, check] of checks.entries()) {
    const path = ['checks', at, 'require']
    const names = keepExpression(form, path, check.require, { ...compiling, expects: 'condition' })
    for (const name of names) {
      const reason = onForm.has(name) ? undefined : whyNotElsewhere(form, name, compiling)
      if (reason !== undefined)
        context.report(form, path, { text: reason, found: name, expected: [...onForm].join(', ') })
    }
    const section = sections.find((one) => one.id === check.each)
    if (check.each !== undefined && section?.matrix === undefined) {
      const expected = sections.flatMap((one) => (one.matrix === undefined ? [] : [one.id])).join(', ')
      context.report(form, ['checks', at, 'each'], { text: 'form.each_without_matrix', found: check.each, expected })
    }
  }
}

/** Fewer than that, and the median would tell of single respondents. */
const leastPeers = 5

function compilePeers(form: Checked<'forms'>, compiling: Compiling): void {
  const { context } = compiling
  const onForm = namesOnForm(form)
  for (const [at, one] of (form.content.peers ?? []).entries()) {
    const path = ['peers', at, 'of']
    for (const name of keepExpression(form, path, one.of, { ...compiling, expects: 'formula' })) {
      if (!onForm.has(name))
        context.report(form, path, { text: 'form.check_outside', found: name, expected: [...onForm].join(', ') })
    }
    const tree = compiling.conditions.get(conditionKey('forms', form.id, path))?.tree
    const shifted = tree === undefined ? undefined : dependenciesOf(tree).find(({ shifts }) => shifts.length > 0)
    if (shifted !== undefined)
      context.report(form, path, { text: 'form.peers_of_other_period', found: dependencyKey(shifted) })
    if (one.least < leastPeers)
      context.report(form, ['peers', at, 'least'], {
        text: 'form.too_few_peers',
        found: String(one.least),
        expected: String(leastPeers),
      })
    if (Number(one.within) <= 0)
      context.report(form, ['peers', at, 'within'], { text: 'form.peers_without_room', found: one.within })
  }
}

function namesOnForm({ content }: Checked<'forms'>): ReadonlySet<string> {
  return new Set(
    content.sections.flatMap(({ rows, computed = [] }) => [
      ...rows.map((row) => row.indicator),
      ...computed.map((line) => line.id),
    ]),
  )
}

/** Why a check may not read what another form asks; undefined where it may: same subject, period and domain. */
function whyNotElsewhere(form: Checked<'forms'>, name: string, { context }: Compiling): string | undefined {
  const { respondents, period, domain } = form.content
  const others = context
    .list('forms')
    .filter(
      ({ id, content }) =>
        id !== form.id && content.sections.some((one) => one.rows.some((row) => row.indicator === name)),
    )
    .map(({ content }) => content)
    .filter((other) => other.respondents.subject === respondents.subject && other.period === period)
  if (others.length === 0) return 'form.check_outside'
  return others.some((other) => other.domain === domain) ? undefined : 'form.check_of_other_domain'
}

/** Parses a condition or formula, keeps it for the programme, and answers which indicators it reads. */
function keepExpression(
  form: Checked<'forms'>,
  path: readonly (string | number)[],
  text: string,
  compiling: Compiling & { readonly expects: 'condition' | 'formula' },
): string[] {
  const compiled = compileExpression(
    text,
    { document: form, path, expects: compiling.expects },
    worldOfForm(compiling.world, form.content),
    compiling.context,
  )
  if (compiled === undefined) return []
  compiling.conditions.set(conditionKey('forms', form.id, path), compiled.formula)
  return namesOf(compiled.formula.tree)
}
