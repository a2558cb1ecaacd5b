import { nearest } from '#base/nearest.ts'
import { type Checked, type CheckContext, duplicatesOf } from './context.ts'

/** A workflow can be walked: its acts lead between its states, every state can be reached and left or is final. */
export function checkWorkflows(context: CheckContext): void {
  for (const workflow of context.list('workflows')) {
    checkNames(workflow, context)
    checkWays(workflow, context)
    checkClocks(workflow, context)
  }
}

function checkNames(workflow: Checked<'workflows'>, context: CheckContext): void {
  const { states, acts, clocks = [] } = workflow.content
  const lists = { states, acts, clocks } as const
  for (const [key, list] of Object.entries(lists)) {
    for (const { at, key: id } of duplicatesOf<{ id: string }>(list, (one) => one.id)) {
      context.report(workflow, [key, at, 'id'], { text: 'pack.duplicate_id', found: id })
    }
  }
  for (const [at, { may }] of acts.entries()) {
    if (context.permissions === undefined || context.permissions.has(may)) continue
    const near = nearest(may, context.permissions)
    const issue = { text: 'role.unknown_permission', found: may }
    context.report(workflow, ['acts', at, 'may'], near === undefined ? issue : { ...issue, nearest: near })
  }
}

function checkState(
  workflow: Checked<'workflows'>,
  path: readonly (string | number)[],
  id: string,
  context: CheckContext,
): void {
  const ids = workflow.content.states.map((state) => state.id)
  if (ids.includes(id)) return
  const near = nearest(id, ids)
  const issue = { text: 'workflow.unknown_state', found: id, expected: ids.join(', ') }
  context.report(workflow, path, near === undefined ? issue : { ...issue, nearest: near })
}

function checkWays(workflow: Checked<'workflows'>, context: CheckContext): void {
  const { initial, states, acts } = workflow.content
  checkState(workflow, ['initial'], initial, context)
  for (const [at, act] of acts.entries()) {
    checkState(workflow, ['acts', at, 'to'], act.to, context)
    for (const [index, from] of act.from.entries()) checkState(workflow, ['acts', at, 'from', index], from, context)
  }
  const reached = reachedFrom(initial, acts)
  for (const [at, state] of states.entries()) {
    if (!reached.has(state.id))
      context.report(workflow, ['states', at, 'id'], { text: 'workflow.unreachable', found: state.id })
    const hasExit = acts.some((act) => act.from.includes(state.id) && act.to !== state.id)
    if (!hasExit && state.final !== true)
      context.report(workflow, ['states', at, 'id'], { text: 'workflow.dead_end', found: state.id })
  }
}

function reachedFrom(initial: string, acts: readonly { from: readonly string[]; to: string }[]): Set<string> {
  const reached = new Set([initial])
  // A set grows while it is walked: states found later are walked too.
  for (const state of reached) {
    for (const act of acts) if (act.from.includes(state)) reached.add(act.to)
  }
  return reached
}

function checkClocks(workflow: Checked<'workflows'>, context: CheckContext): void {
  const { clocks = [], acts } = workflow.content
  for (const [at, clock] of clocks.entries()) {
    if ('state' in clock.starts) checkState(workflow, ['clocks', at, 'starts', 'state'], clock.starts.state, context)
    for (const [index, state] of (clock.stops ?? []).entries())
      checkState(workflow, ['clocks', at, 'stops', index], state, context)
    if (clock.on_expiry === undefined || clock.on_expiry === 'notify') continue
    const ids = [...acts.map((act) => act.id), 'notify']
    if (ids.includes(clock.on_expiry)) continue
    const near = nearest(clock.on_expiry, ids)
    const issue = { text: 'workflow.unknown_act', found: clock.on_expiry, expected: ids.join(', ') }
    context.report(workflow, ['clocks', at, 'on_expiry'], near === undefined ? issue : { ...issue, nearest: near })
  }
}
