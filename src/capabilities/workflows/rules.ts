import { type Actor, allowed, can, type Decision, type Resource, refused } from '#base/decision.ts'
import { addDays, daysBetween, type PlainDate, toPlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { addWorkingDays, type WorkingDayCalendar } from '#base/working-days.ts'
import type { Formula } from '#pack/formula/node.ts'
import type { ProgrammeAct, ProgrammeWorkflow } from '#pack/programme.ts'
import type { WorkflowClock } from '#pack/schema/workflow.ts'
import type { Clock, Light } from './contract.ts'

/** The first act of every case. The dot keeps it apart from the acts of a pack. */
export const openingAct = 'workflow.open'

/** The act that gives a clock a new due date and leaves the state as it is. */
export const extendingAct = 'workflow.extend'

/** Within so many calendar days of its due date a clock is near. */
export const nearDays = 3

/** One act of a case, as far as the rules need it. */
export type CaseAct = {
  readonly act: string
  /** The state after it, as stored with the act. */
  readonly to?: string
  readonly at: Date
  readonly actor: string
  readonly reason?: string
  /** Of an extension: which clock, and its new due date. */
  readonly clock?: string
  readonly due?: PlainDate
}

/** Whether a requirement holds; unknown because of what is missing. */
export type Truth = boolean | { readonly unknown: readonly string[] }

/** What the rules must know of the case besides its state. */
export type CaseFacts = {
  readonly resource?: Resource
  /** Answers a condition of the workflow; without it every requirement is unknown. */
  readonly holds?: (condition: Formula) => Truth
}

export type OfferedAct = { readonly act: ProgrammeAct; readonly decision: Decision }

/** What clocks are computed with. Days end at 24:00 in the time zone. */
export type ClockFrame = {
  readonly calendar: WorkingDayCalendar
  readonly timeZone: string
  readonly today: PlainDate
  /** The due date of the case, for clocks that start there. */
  readonly due?: PlainDate
}

/** The state after one act. Throws `wrong_state` when the workflow does not know the act or it does not start here. */
export function stateAfter(workflow: ProgrammeWorkflow, state: string, act: string): string {
  if (act === extendingAct) return state
  const known = findAct(workflow, act)
  if (known === undefined)
    throw new Problem('wrong_state', { details: { act, state, reason: 'workflows.unknown_act' } })
  if (!known.from.includes(state)) {
    throw new Problem('wrong_state', { details: { act, state, from: known.from, reason: 'workflows.not_from_here' } })
  }
  return known.to
}

/** The state of a case, replayed from all its acts. Throws `wrong_state` where the list cannot have happened. */
export function stateOf(workflow: ProgrammeWorkflow, acts: readonly CaseAct[]): string {
  const [first, ...others] = acts
  if (first?.act !== openingAct)
    throw new Problem('wrong_state', { details: { act: first?.act ?? '', reason: 'workflows.not_opened' } })
  return others.reduce((state, { act }) => stateAfter(workflow, state, act), workflow.initial)
}

/** The shortest list of acts that leads from the initial state to another; undefined where no way leads there. */
export function wayTo(workflow: ProgrammeWorkflow, state: string): string[] | undefined {
  const ways = new Map<string, string[]>([[workflow.initial, []]])
  // A map grows while it is walked: states found later are walked too.
  for (const [from, way] of ways) {
    for (const act of workflow.acts) {
      if (act.from.includes(from) && !ways.has(act.to)) ways.set(act.to, [...way, act.id])
    }
  }
  return ways.get(state)
}

/** Whether nothing more can happen by rule of the workflow. */
export function isFinal(workflow: ProgrammeWorkflow, state: string): boolean {
  return workflow.states.some((known) => known.id === state && known.final === true)
}

/** Every act that starts in this state, each with the decision for this actor: the page shows it, the server enforces it. */
export function availableActs(
  workflow: ProgrammeWorkflow,
  state: string,
  actor: Actor,
  facts: CaseFacts = {},
): OfferedAct[] {
  return workflow.acts
    .filter((act) => act.from.includes(state))
    .map((act) => ({ act, decision: decideAct(act, actor, facts) }))
}

function decideAct(act: ProgrammeAct, actor: Actor, facts: CaseFacts): Decision {
  const permitted = can(actor, act.may, facts.resource)
  if (!permitted.allowed) return permitted
  for (const condition of act.requires) {
    const truth = facts.holds === undefined ? { unknown: [] } : facts.holds(condition)
    if (truth === false) return refused('workflows.requirement_fails', { condition: condition.text })
    if (truth !== true)
      return refused('workflows.requirement_unknown', { condition: condition.text, missing: truth.unknown.join(', ') })
  }
  return allowed
}

/** All runs of all clocks of a case, in the order in which they began. A clock that is running is not started again. */
export function clocksOf(workflow: ProgrammeWorkflow, acts: readonly CaseAct[], frame: ClockFrame): Clock[] {
  return (workflow.clocks ?? [])
    .flatMap((clock) => runsOf(workflow, clock, acts, frame))
    .sort((a, b) => (a.startedOn < b.startedOn ? -1 : a.startedOn > b.startedOn ? 1 : 0))
}

/** The earliest due date of the running clocks. */
export function nextDue(clocks: readonly Clock[]): PlainDate | undefined {
  const [first] = clocks
    .filter((clock) => clock.stoppedOn === undefined)
    .map((clock) => clock.due)
    .sort()
  return first as PlainDate | undefined
}

/** The light of a due date: a shape and a word beside the colour come from the page. */
export function lightOf(due: PlainDate | undefined, today: PlainDate): Light {
  if (due === undefined) return 'on_schedule'
  if (today > due) return 'overdue'
  return daysBetween(today, due) <= nearDays ? 'near' : 'on_schedule'
}

type Run = { -readonly [Key in keyof Clock]: Clock[Key] }

function runsOf(
  workflow: ProgrammeWorkflow,
  clock: WorkflowClock,
  acts: readonly CaseAct[],
  frame: ClockFrame,
): Clock[] {
  const runs: Run[] = []
  let running: Run | undefined
  let state = workflow.initial
  for (const act of acts) {
    const day = toPlainDate(act.at, frame.timeZone)
    const next = act.to ?? (act.act === openingAct ? state : stateAfter(workflow, state, act.act))
    if (running !== undefined && act.act === extendingAct && act.clock === clock.id) rebase(running, act)
    if (running !== undefined && stopsIn(workflow, clock, next)) {
      running.stoppedOn = day
      running = undefined
    } else if (
      running === undefined &&
      startsWith(clock, act, { before: state, next }) &&
      !stopsIn(workflow, clock, next)
    ) {
      running = newRun(clock, day, frame)
      if (running !== undefined) runs.push(running)
    }
    state = next
  }
  for (const run of runs) run.light = run.stoppedOn !== undefined ? 'done' : lightOf(run.due as PlainDate, frame.today)
  return runs
}

function startsWith(clock: WorkflowClock, act: CaseAct, { before, next }: { before: string; next: string }): boolean {
  const opening = act.act === openingAct
  if ('due' in clock.starts) return opening || before !== next
  if ('act' in clock.starts) return act.act === clock.starts.act
  return next === clock.starts.state && (opening || before !== next)
}

function stopsIn(workflow: ProgrammeWorkflow, clock: WorkflowClock, state: string): boolean {
  return clock.stops === undefined ? isFinal(workflow, state) : clock.stops.includes(state)
}

function newRun(clock: WorkflowClock, day: PlainDate, frame: ClockFrame): Run | undefined {
  const startedOn = 'due' in clock.starts ? frame.due : day
  if (startedOn === undefined) return undefined
  const { date, provisional } =
    clock.count === 'working'
      ? addWorkingDays(frame.calendar, startedOn, clock.days)
      : { date: addDays(startedOn, clock.days), provisional: false }
  return {
    id: clock.id,
    name: clock.name,
    startedOn,
    originalDue: date,
    due: date,
    rebased: [],
    provisional,
    light: 'on_schedule',
  }
}

function rebase(run: Run, act: CaseAct): void {
  if (act.due === undefined) return
  const entry = { due: act.due, at: act.at.toISOString(), actor: act.actor }
  run.rebased = [...run.rebased, act.reason === undefined ? entry : { ...entry, reason: act.reason }]
  run.due = act.due
  run.provisional = false
}

function findAct(workflow: ProgrammeWorkflow, id: string): ProgrammeAct | undefined {
  return workflow.acts.find((act) => act.id === id)
}
