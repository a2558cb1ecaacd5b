import { nearest } from '#base/nearest.ts'
import { isUnit, parseUnit, sameDimension } from '#base/unit.ts'
import type { LayerDocument } from '../layers.ts'
import { type PackHead, supervisedKinds } from '../schema/pack.ts'
import { slipAmounts, slipFacts } from '../schema/slip.ts'
import { type Compiling, conditionKey } from './compiling.ts'
import { type Checked, type CheckContext, duplicatesOf, findCycle } from './context.ts'
import { checkRange } from './dates.ts'
import { compileExpression } from './formulas.ts'
import { missing } from './scheme-refuse.ts'
import { checkNamed, checkTasks } from './tasks.ts'

/** Everything that supervision stands on: works, tasks, slips, meetings, checklists, and how they move. */
export function compileSupervision(compiling: Compiling, heads: readonly LayerDocument[]): void {
  const { context } = compiling
  checkTasks(context)
  checkWorks(context)
  checkMeetings(context)
  checkChecklists(context)
  checkCases(context)
  for (const slips of context.list('slips')) compileSlips(slips, compiling)
  for (const head of heads) checkHead(head, context)
}

function checkWorks(context: CheckContext): void {
  for (const work of context.list('works')) {
    const { content } = work
    checkRange(work, [], content, context)
    checkNamed(work, 'milestones', content.milestones, context)
    checkNamed(work, 'evidence', content.evidence, context)
    const { need = [], money = [] } = content
    for (const [key, list] of Object.entries({ need, money })) {
      for (const [at, { amount }] of list.entries()) {
        if ('unit' in amount && isUnit(amount.unit) && !sameDimension(parseUnit(amount.unit), parseUnit('CNY')))
          context.report(work, [key, at, 'amount', 'unit'], {
            text: 'pack.wrong_dimension',
            found: amount.unit,
            expected: 'CNY',
          })
      }
    }
    for (const { at, key } of duplicatesOf(money, (one) => `${one.from} ${one.period ?? ''}`))
      context.report(work, ['money', at, 'from'], { text: 'work.money_twice', found: key.trim() })
  }
}

/** Meetings lead upwards only; every matter is decided by one series of a body, and reports have a name of their own. */
function checkMeetings(context: CheckContext): void {
  for (const meeting of context.list('meetings')) {
    const { content } = meeting
    checkRange(meeting, [], content, context)
    const above = findCycle(meeting.id, (id) =>
      [context.find('meetings', id)?.content.passes_to].filter((up) => up !== undefined),
    )
    if (above !== undefined) context.report(meeting, ['passes_to'], { text: 'pack.cycle', found: above.join(' → ') })
    checkNamed(meeting, 'decides', content.decides, context)
    checkNamed(meeting, 'reports', content.reports, context)
    if (content.decides.length === 0 && content.passes_to === undefined)
      context.report(meeting, ['decides'], { text: 'meeting.decides_nothing', expected: 'passes_to' })
  }
}

function checkChecklists(context: CheckContext): void {
  for (const checklist of context.list('checklists')) {
    const { items, places, standing } = checklist.content
    checkNamed(checklist, 'items', items, context)
    for (const { at, key } of duplicatesOf(places, (one) => one))
      context.report(checklist, ['places', at], { text: 'pack.duplicate_id', found: key })
    const ids = items.map((one) => one.id)
    for (const [at, { item, place }] of standing.entries()) {
      if (!ids.includes(item))
        context.report(checklist, ['standing', at, 'item'], { text: 'checklist.unknown_item', ...missing(item, ids) })
      if (!places.includes(place))
        context.report(checklist, ['standing', at, 'place'], {
          text: 'checklist.other_place',
          ...missing(place, places),
        })
    }
    for (const { at, key } of duplicatesOf(standing, (one) => `${one.place} ${one.item}`))
      context.report(checklist, ['standing', at, 'item'], { text: 'checklist.said_twice', found: key })
  }
}

/** Kinds of case: workflows, what moves through them, and the matters that meetings decide. */
function checkCases(context: CheckContext): void {
  const workflows = context.list('workflows')
  const known = [
    ...workflows.map((one) => one.id),
    ...workflows.map((one) => one.content.subject),
    ...context.list('meetings').flatMap((one) => one.content.decides.map(({ id }) => id)),
  ]
  for (const duty of context.list('duties')) {
    const { cases = [] } = duty.content
    for (const [at, kind] of cases.entries()) {
      if (known.includes(kind)) continue
      const near = nearest(kind, known)
      const issue = { text: 'duty.unknown_case', found: kind }
      context.report(duty, ['cases', at], near === undefined ? issue : { ...issue, nearest: near })
    }
    for (const { at, key } of duplicatesOf(cases, (one) => one))
      context.report(duty, ['cases', at], { text: 'duty.twice', found: key })
  }
}

/** Levels have ids and conditions over what is known of a task; only a level before it can be unmet. */
function compileSlips(slips: Checked<'slips'>, compiling: Compiling): void {
  const { context } = compiling
  const { levels } = slips.content
  checkNamed(slips, 'levels', levels, context)
  for (const [at, level] of levels.entries()) {
    if (context.permissions !== undefined && !context.permissions.has(level.may)) {
      const near = nearest(level.may, context.permissions)
      const issue = { text: 'role.unknown_permission', found: level.may }
      context.report(slips, ['levels', at, 'may'], near === undefined ? issue : { ...issue, nearest: near })
    }
    if (level.issued_when === undefined && level.by_hand === undefined)
      context.report(slips, ['levels', at], {
        text: 'slip.never_issued',
        found: level.id,
        expected: 'issued_when / by_hand',
      })
    for (const { at: second, key } of duplicatesOf(level.to, (one) => one))
      context.report(slips, ['levels', at, 'to', second], { text: 'duty.twice', found: key })
    if (level.issued_when === undefined) continue
    const path = ['levels', at, 'issued_when']
    const unmet = levels.slice(0, at).map((one) => `unmet_${one.id}`)
    const compiled = compileExpression(
      level.issued_when,
      { document: slips, path, expects: 'condition' },
      slipWorld(compiling, unmet),
      context,
    )
    if (compiled !== undefined) compiling.conditions.set(conditionKey('slips', slips.id, path), compiled.formula)
  }
}

/** What conditions of slips speak of: nothing but what the house knows of the task by itself. */
function slipWorld({ world }: Compiling, unmet: readonly string[]): Compiling['world'] {
  const facts: readonly string[] = [...slipFacts, ...unmet]
  const amounts: Readonly<Record<string, string>> = slipAmounts
  return {
    ...world,
    unitOf: (name) => (Object.hasOwn(amounts, name) ? amounts[name] : undefined),
    isFact: (name) => facts.includes(name),
    unknownName: 'slip.unknown_fact',
    names: () => [...Object.keys(amounts), ...facts],
  }
}

/** Each workflow that the programme supervises by is about what it is named for. */
function checkHead(document: LayerDocument, context: CheckContext): void {
  const { supervision, work_kinds: kinds = [] } = document.content as PackHead
  for (const { at, key } of duplicatesOf(kinds, (one) => one.id))
    context.report(document, ['work_kinds', at, 'id'], { text: 'pack.duplicate_id', found: key })
  if (supervision === undefined) return
  const known = (word: 'workflows' | 'slips', id: string, path: string[]) => {
    if (context.find(word, id) !== undefined || context.broken.has(`${word}/${id}`)) return
    context.report(document, path, {
      text: 'pack.unknown_reference',
      ...missing(id, context.idsOf(word)),
      expected: word,
    })
  }
  known('slips', supervision.slips, ['supervision', 'slips'])
  for (const kind of supervisedKinds) {
    const path = ['supervision', 'workflows', kind]
    const id = supervision.workflows[kind]
    known('workflows', id, path)
    const subject = context.find('workflows', id)?.content.subject
    if (subject !== undefined && subject !== kind)
      context.report(document, path, { text: 'form.workflow_of_other_subject', found: subject, expected: kind })
  }
}
