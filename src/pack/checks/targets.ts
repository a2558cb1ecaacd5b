import { comparePeriods, parsePeriod } from '#base/period.ts'
import { isUnit, parseUnit, sameDimension } from '#base/unit.ts'
import type { Target } from '../schema/target.ts'
import { type Checked, type CheckContext, duplicatesOf } from './context.ts'

const plain = parseUnit('one')

/** Targets, statements and contradictions say what they mean: an amount, words, or plainly that none is stated. */
export function checkTargets(context: CheckContext): void {
  for (const target of context.list('targets')) {
    checkKind(target, context)
    checkMilestones(target, context)
    checkUnit(target, context)
  }
  for (const statement of context.list('statements')) checkStatement(statement, context)
  for (const contradiction of context.list('contradictions')) {
    const ids = contradiction.content.statements.filter((one) => typeof one === 'string')
    for (const { at, key } of duplicatesOf(ids, (one) => one)) {
      context.report(contradiction, ['statements', at], { text: 'pack.duplicate_id', found: key })
    }
  }
}

/** What each kind of target cannot do without. */
const needs: Readonly<Record<Target['kind'], readonly (keyof Target)[]>> = {
  level: ['indicator', 'unit'],
  average_growth: ['indicator', 'unit'],
  cumulative_growth: ['indicator', 'unit'],
  relative: ['indicator', 'unit', 'reference'],
  count_by_tier: ['unit', 'tier'],
  cohort_rate: ['unit', 'cohort'],
  stage: [],
}

function checkKind(target: Checked<'targets'>, context: CheckContext): void {
  const { content } = target
  for (const key of needs[content.kind]) {
    if (content[key] === undefined)
      context.report(target, ['kind'], { text: 'target.kind_needs', found: content.kind, expected: key })
  }
  const growth = content.kind === 'average_growth' || content.kind === 'cumulative_growth'
  if (growth && content.from === undefined && !content.milestones.some((one) => one.role === 'baseline')) {
    context.report(target, ['kind'], { text: 'target.growth_needs_beginning', found: content.kind, expected: 'from' })
  }
  for (const [at, growthRow] of (content.stated_growth ?? []).entries()) {
    if (comparePeriods(parsePeriod(growthRow.from), parsePeriod(growthRow.to)) >= 0) {
      context.report(target, ['stated_growth', at, 'to'], {
        text: 'pack.ends_before_it_begins',
        found: growthRow.to,
        expected: growthRow.from,
      })
    }
    if ((growthRow.value === undefined) === (growthRow.not_stated === undefined)) {
      context.report(target, ['stated_growth', at], { text: 'target.one_of', expected: 'value, not_stated' })
    }
  }
}

function checkMilestones(target: Checked<'targets'>, context: CheckContext): void {
  const { milestones, kind } = target.content
  for (const [at, milestone] of milestones.entries()) {
    const said = [milestone.value, milestone.not_stated, milestone.text].filter((one) => one !== undefined)
    if (said.length !== 1)
      context.report(target, ['milestones', at], { text: 'target.one_of', expected: 'value, not_stated, text' })
    if (kind === 'stage' && milestone.value !== undefined) {
      context.report(target, ['milestones', at, 'value'], {
        text: 'target.stage_has_words',
        found: milestone.value,
        expected: 'text',
      })
    }
  }
  for (const { at, key } of duplicatesOf(milestones, (one) => `${one.period} ${one.role}`)) {
    context.report(target, ['milestones', at, 'period'], { text: 'target.period_twice', found: key })
  }
  if (!milestones.some((one) => one.role !== 'baseline'))
    context.report(target, ['milestones'], { text: 'target.promises_nothing', expected: 'milestone, goal' })
}

/** A level is measured in what its indicator measures; a growth or rate is a share. */
function checkUnit(target: Checked<'targets'>, context: CheckContext): void {
  const { kind, unit, indicator } = target.content
  if (unit === undefined || !isUnit(unit)) return
  const own = parseUnit(unit)
  const measured = indicator === undefined ? undefined : context.find('indicators', indicator)?.content.unit
  const share = sameDimension(own, plain)
  if (kind === 'average_growth' || kind === 'cumulative_growth' || kind === 'cohort_rate') {
    if (!share) context.report(target, ['unit'], { text: 'pack.wrong_dimension', found: unit, expected: 'percent' })
    return
  }
  if (measured === undefined || !isUnit(measured) || kind === 'count_by_tier' || kind === 'stage') return
  if (sameDimension(own, parseUnit(measured)) || (kind === 'relative' && share)) return
  context.report(target, ['unit'], { text: 'pack.wrong_dimension', found: unit, expected: measured })
}

function checkStatement(statement: Checked<'statements'>, context: CheckContext): void {
  const { value, not_stated, text, unit, indicator } = statement.content
  const said = [value, not_stated, text].filter((one) => one !== undefined)
  if (said.length !== 1) context.report(statement, [], { text: 'target.one_of', expected: 'value, not_stated, text' })
  if (value !== undefined && unit === undefined)
    context.report(statement, ['value'], { text: 'statement.unit_missing', found: value, expected: 'unit' })
  const measured = indicator === undefined ? undefined : context.find('indicators', indicator)?.content.unit
  if (unit === undefined || measured === undefined || !isUnit(unit) || !isUnit(measured)) return
  const own = parseUnit(unit)
  // A source may state how much an indicator grew instead of how much there was.
  if (sameDimension(own, parseUnit(measured)) || sameDimension(own, plain)) return
  context.report(statement, ['unit'], { text: 'pack.wrong_dimension', found: unit, expected: measured })
}
