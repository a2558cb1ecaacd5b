import type { WorkflowClock } from '../schema/workflow.ts'
import { duplicatesOf } from './context.ts'
import { closureOf, type Path, type Shape } from './workflow-shape.ts'

/** Every clock begins somewhere, ends in every way, and what it sets off can be done where it runs. */
export function checkClocks(shape: Shape): void {
  for (const [at, clock] of (shape.content.clocks ?? []).entries()) {
    const path = ['clocks', at]
    if (!checkStates(shape, clock, path)) continue
    const running = runningStates(shape, clock)
    checkBeginning(shape, clock, { path, running })
    if (running.size === 0) continue
    checkEnd(shape, clock, { path, running })
    checkSteps(shape, clock, { path, running })
  }
  checkAnnouncements(shape)
}

type Ran = { readonly path: Path; readonly running: ReadonlySet<string> }

function checkStates({ stateIds, actIds, expect }: Shape, { starts, stops, pauses }: WorkflowClock, path: Path) {
  const isState = (place: Path, found: string) =>
    expect([...path, ...place], 'workflow.unknown_state', { found, among: stateIds })
  return [
    ...('state' in starts ? [isState(['starts', 'state'], starts.state)] : []),
    ...('act' in starts
      ? [expect([...path, 'starts', 'act'], 'workflow.unknown_act', { found: starts.act, among: actIds })]
      : []),
    ...(stops ?? []).map((state, at) => isState(['stops', at], state)),
    ...(pauses ?? []).map((state, at) => isState(['pauses', at], state)),
  ].every(Boolean)
}

/** The states in which a clock may be running. */
function runningStates({ content, reached, finals }: Shape, { starts, stops }: WorkflowClock): Set<string> {
  const walls = new Set(stops ?? finals)
  return closureOf(beginningsOf(content.acts, reached, starts), content.acts, walls)
}

function beginningsOf(
  acts: Shape['content']['acts'],
  reached: ReadonlySet<string>,
  starts: WorkflowClock['starts'],
): string[] {
  if ('due' in starts) return [...reached]
  if ('state' in starts) return reached.has(starts.state) ? [starts.state] : []
  return acts
    .filter((act) => act.id === starts.act && act.from.some((state) => reached.has(state)))
    .map((act) => act.to)
}

function checkBeginning({ content, reached, report }: Shape, clock: WorkflowClock, { path, running }: Ran): void {
  if (running.size > 0) return
  const begins = beginningsOf(content.acts, reached, clock.starts).length > 0
  report([...path, begins ? 'stops' : 'starts'], {
    text: begins ? 'workflow.clock_never_runs' : 'workflow.clock_never_starts',
    found: clock.id,
  })
}

function checkEnd(shape: Shape, { id, stops, pauses }: WorkflowClock, { path, running }: Ran): void {
  const { finals, report } = shape
  const place = stops === undefined ? path : [...path, 'stops']
  const outlived = finals.filter((state) => running.has(state))
  if (outlived.length > 0) report(place, { text: 'workflow.clock_outlives', found: id, expected: outlived.join(', ') })
  for (const [at, state] of (pauses ?? []).entries()) {
    if (!running.has(state))
      report([...path, 'pauses', at], { text: 'workflow.pause_never', found: state, expected: id })
  }
}

function checkSteps(shape: Shape, clock: WorkflowClock, { path, running }: Ran): void {
  const { report } = shape
  const steps = clock.steps ?? []
  for (const { at, key } of duplicatesOf(steps, ({ days, does }) => `${days}:${does}`))
    report([...path, 'steps', at], { text: 'pack.duplicate_id', found: key })
  for (const [at, { days, does }] of steps.entries()) {
    checkDoes(shape, [...path, 'steps', at, 'does'], { does, running })
    if (!('due' in clock.starts) && -days > clock.days)
      report([...path, 'steps', at, 'days'], {
        text: 'workflow.step_before_start',
        found: String(days),
        expected: String(clock.days),
      })
  }
  if (clock.on_expiry !== undefined) checkDoes(shape, [...path, 'on_expiry'], { does: clock.on_expiry, running })
}

/** What the house does by itself starts where the clock runs, and asks nothing that only a person can fill in. */
function checkDoes(
  { content, actIds, report, expect }: Shape,
  path: Path,
  { does, running }: { does: string; running: ReadonlySet<string> },
): void {
  if (!expect(path, 'workflow.unknown_act', { found: does, among: [...actIds, 'notify'] })) return
  const act = content.acts.find(({ id }) => id === does)
  if (act === undefined) return
  if (!act.from.some((state) => running.has(state)))
    report(path, { text: 'workflow.step_not_from_here', found: does, expected: [...running].join(', ') })
  const asks = [...(act.fields ?? []), ...(act.files ?? [])].some(({ required }) => required === true)
  if (asks || act.reason === 'required') report(path, { text: 'workflow.step_needs_a_person', found: does })
}

function checkAnnouncements({ content, stateIds, actIds, branches, expect }: Shape): void {
  const among = [
    ...new Set([
      ...actIds,
      ...stateIds,
      ...(content.clocks ?? []).map(({ id }) => id),
      ...branches.map(({ branch }) => branch.id),
    ]),
  ]
  for (const [at, { on }] of (content.announces ?? []).entries())
    expect(['announces', at, 'on'], 'workflow.unknown_anchor', { found: on, among })
}
