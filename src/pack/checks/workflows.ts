import { type Checked, type CheckContext, duplicatesOf } from './context.ts'
import { checkClocks } from './workflow-clocks.ts'
import { checkFillings } from './workflow-fillings.ts'
import { checkPeople } from './workflow-people.ts'
import { closureOf, type Path, type Shape, shapeOf } from './workflow-shape.ts'
import { checkSubcases } from './workflow-subcases.ts'

/** A workflow can be walked: its acts lead between its states, every state can be reached and left, and every clock runs and ends. */
export function checkWorkflows(context: CheckContext): void {
  for (const workflow of context.list('workflows')) {
    const shape = shapeOf(workflow, context)
    checkNames(workflow, shape)
    checkWays(shape)
    checkBranches(shape)
    checkPeople(shape)
    checkClocks(shape)
    checkFillings(shape)
    checkSubcases(shape)
  }
}

function checkNames(workflow: Checked<'workflows'>, { branches, report }: Shape): void {
  const { states, acts, clocks = [], parties = [] } = workflow.content
  const timed = [
    ...clocks.map(({ id }, at) => ({ id, path: ['clocks', at] as const })),
    ...branches.map(({ branch, path }) => ({ id: branch.id, path })),
  ]
  const lists: readonly (readonly { id: string; path: Path }[])[] = [
    states.map(({ id }, at) => ({ id, path: ['states', at] })),
    acts.map(({ id }, at) => ({ id, path: ['acts', at] })),
    timed,
    ...branches.map(({ branch, path }) =>
      branch.outcomes.map(({ id }, at) => ({ id, path: [...path, 'outcomes', at] as const })),
    ),
  ]
  for (const list of lists) {
    for (const { item, key } of duplicatesOf(list, (one) => one.id))
      report([...item.path, 'id'], { text: 'pack.duplicate_id', found: key })
  }
  for (const { at, key } of duplicatesOf(parties, (one) => one))
    report(['parties', at], { text: 'pack.duplicate_id', found: key })
}

function checkWays(shape: Shape): void {
  const { content, stateIds, finals, reached, report, expect } = shape
  const { initial, states, acts } = content
  const isState = (path: Path, found: string) => expect(path, 'workflow.unknown_state', { found, among: stateIds })
  const known = [
    isState(['initial'], initial),
    ...acts.flatMap((act, at) => [
      isState(['acts', at, 'to'], act.to),
      ...act.from.map((from, index) => isState(['acts', at, 'from', index], from)),
    ]),
  ]
  let isStuck = false
  for (const [at, state] of states.entries()) {
    const path = ['states', at, 'id']
    if (!reached.has(state.id)) report(path, { text: 'workflow.unreachable', found: state.id })
    const hasExit = acts.some((act) => act.from.includes(state.id) && act.to !== state.id)
    if (hasExit || state.final === true) continue
    isStuck = true
    report(path, { text: 'workflow.dead_end', found: state.id })
  }
  if (isStuck || known.includes(false)) return
  if (finals.length === 0) report(['states'], { text: 'workflow.never_ends', expected: 'final: true' })
  for (const [at, state] of states.entries()) {
    const ends = closureOf([state.id], acts)
    if (finals.length > 0 && !finals.some((id) => ends.has(id)))
      report(['states', at, 'id'], { text: 'workflow.no_way_out', found: state.id, expected: finals.join(', ') })
  }
}

function checkBranches({ content, branches, report, expect }: Shape): void {
  for (const { branch, state, path } of branches) {
    const { id, outcomes, days, count, on_expiry: onExpiry, steps = [] } = branch
    if (content.states.some((one) => one.id === state && one.final === true))
      report([...path, 'id'], { text: 'workflow.branch_in_final', found: id, expected: state })
    if (!outcomes.some(({ good }) => good))
      report([...path, 'outcomes'], { text: 'workflow.branch_without_good', found: id, expected: 'good: true' })
    if ((days === undefined) !== (count === undefined))
      report(path, { text: 'workflow.days_and_count', found: id, expected: days === undefined ? 'days' : 'count' })
    if (days === undefined && (onExpiry !== undefined || steps.length > 0))
      report(path, { text: 'workflow.days_and_count', found: id, expected: 'days' })
    const among = ['notify', ...outcomes.map((one) => one.id)]
    if (onExpiry !== undefined) expect([...path, 'on_expiry'], 'workflow.unknown_outcome', { found: onExpiry, among })
    for (const [at, { does }] of steps.entries())
      expect([...path, 'steps', at, 'does'], 'workflow.unknown_outcome', { found: does, among })
  }
}
