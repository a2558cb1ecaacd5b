import { Decimal } from '#base/decimal.ts'
import { endOf, parsePeriod, startOf } from '#base/period.ts'
import { isUnit, parseUnit, sameDimension } from '#base/unit.ts'
import { type Checked, type CheckContext, duplicatesOf, findCycle } from './context.ts'

/** A task is broken down without leading back to itself, keeps its year, and its schedule only goes up. Each pack numbers its own. */
export function checkTasks(context: CheckContext): void {
  for (const task of context.list('tasks')) {
    checkFamily(task, context)
    checkUnitsOf(task, context)
    checkSchedule(task, context)
    checkDue(task, context)
    checkMeasure(task, context)
    checkNamed(task, 'evidence', task.content.evidence, context)
  }
  const numbered = context
    .list('tasks')
    .map((task) => ({ task, number: `${task.content.year} ${task.content.number}` }))
  for (const { item } of duplicatesOf(numbered, ({ task, number }) => `${task.layer} ${number}`))
    context.report(item.task, ['number'], { text: 'task.number_taken', found: item.number })
}

function checkFamily(task: Checked<'tasks'>, context: CheckContext): void {
  const { parent: above, year, kind } = task.content
  const cycle = findCycle(task.id, (id) => [context.find('tasks', id)?.content.parent].filter((up) => up !== undefined))
  if (cycle !== undefined) context.report(task, ['parent'], { text: 'pack.cycle', found: cycle.join(' → ') })
  if (kind === 'part' && above === undefined)
    context.report(task, ['kind'], { text: 'task.part_of_nothing', found: kind, expected: 'parent' })
  const parent = above === undefined ? undefined : context.find('tasks', above)?.content
  if (parent !== undefined && parent.year !== year)
    context.report(task, ['year'], { text: 'task.other_year', found: String(year), expected: String(parent.year) })
}

/** Nobody leads and assists at once. */
function checkUnitsOf(task: Checked<'tasks'>, context: CheckContext): void {
  const { lead, assist } = task.content
  const [first, second] = [Array.isArray(lead) ? lead : [], Array.isArray(assist) ? assist : []]
  for (const { at, key } of duplicatesOf([...first, ...second], (one) => one)) {
    const path = at < first.length ? ['lead', at] : ['assist', at - first.length]
    context.report(task, path, { text: 'duty.twice', found: key })
  }
}

function checkSchedule(task: Checked<'tasks'>, context: CheckContext): void {
  const { schedule, due } = task.content
  if (!Array.isArray(schedule)) return
  let before: { end: string; share: Decimal } = { end: '', share: new Decimal(0) }
  for (const [at, entry] of schedule.entries()) {
    const path = ['schedule', at]
    const end = endOf(parsePeriod(entry.period))
    if (end <= before.end)
      context.report(task, [...path, 'period'], {
        text: 'task.schedule_out_of_order',
        found: entry.period,
        expected: before.end,
      })
    if ('by' in due && startOf(parsePeriod(entry.period)) > due.by)
      context.report(task, [...path, 'period'], {
        text: 'task.schedule_after_due',
        found: entry.period,
        expected: due.by,
      })
    const states = [entry.words, entry.share].some((one) => one !== undefined)
    if (states === (entry.not_stated === true))
      context.report(task, path, { text: 'target.one_of', expected: 'words / share, not_stated' })
    const share = entry.share === undefined ? before.share : new Decimal(entry.share)
    if (share.lt(0) || share.gt(100))
      context.report(task, [...path, 'share'], { text: 'scheme.no_share', found: share.toString() })
    if (share.lt(before.share))
      context.report(task, [...path, 'share'], {
        text: 'task.share_falls',
        found: share.toString(),
        expected: before.share.toString(),
      })
    before = { end, share }
  }
}

function checkDue(task: Checked<'tasks'>, context: CheckContext): void {
  const { due, parent, year } = task.content
  if (!('by' in due)) return
  if (Number(due.by.slice(0, 4)) < year)
    context.report(task, ['due', 'by'], { text: 'task.due_before_year', found: due.by, expected: String(year) })
  const above = parent === undefined ? undefined : context.find('tasks', parent)?.content.due
  if (above !== undefined && 'by' in above && due.by > above.by)
    context.report(task, ['due', 'by'], { text: 'task.due_after_parent', found: due.by, expected: above.by })
}

function checkMeasure(task: Checked<'tasks'>, context: CheckContext): void {
  const { measure } = task.content
  if (measure === undefined) return
  if ('target' in measure) {
    const target = context.find('targets', measure.target)?.content
    if (target === undefined) return
    if (target.indicator === undefined)
      context.report(task, ['measure', 'target'], { text: 'task.target_without_indicator', found: measure.target })
    const periods = target.milestones.map((one) => one.period)
    if (measure.period !== undefined && !periods.includes(measure.period))
      context.report(task, ['measure', 'period'], {
        text: 'task.no_such_milestone',
        found: measure.period,
        expected: periods.join(', '),
      })
    return
  }
  const indicator = context.find('indicators', measure.indicator)?.content
  if (indicator === undefined || !isUnit(indicator.unit) || !isUnit(measure.unit)) return
  if (!sameDimension(parseUnit(indicator.unit), parseUnit(measure.unit)))
    context.report(task, ['measure', 'unit'], {
      text: 'pack.wrong_dimension',
      found: measure.unit,
      expected: indicator.unit,
    })
}

/** Ids within one list of a document are its own. */
export function checkNamed(
  document: Checked,
  key: string,
  list: readonly { readonly id: string }[] | undefined,
  context: CheckContext,
): void {
  for (const { at, key: id } of duplicatesOf(list ?? [], (one) => one.id))
    context.report(document, [key, at, 'id'], { text: 'pack.duplicate_id', found: id })
}
