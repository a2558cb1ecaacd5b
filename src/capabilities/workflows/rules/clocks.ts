import { type Actor, allowed, can, type Decision, decideAs, type Resource, refused } from '#base/decision.ts'
import { daysBetween, type PlainDate } from '#base/plain-date.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import { type CaseAct, type CaseClock, type ClockFrame, type Light, nearDays, type StoredDue } from './model.ts'
import { dayAfter, daysOfKind, lastSpan, type Run, runsOf } from './runs.ts'

/** All runs of all clocks of a case, in the order in which they began. A clock that is running is not started again. */
export function clocksOf(workflow: ProgrammeWorkflow, acts: readonly CaseAct[], frame: ClockFrame): CaseClock[] {
  return runsOf(workflow, acts, frame)
    .map((run) => toClock(run, frame.today))
    .sort((a, b) => (a.startedOn < b.startedOn ? -1 : a.startedOn > b.startedOn ? 1 : 0))
}

/** The clocks that have not stopped; paused ones too. */
export function runningClocks<Clock extends Pick<CaseClock, 'stoppedOn'>>(clocks: readonly Clock[]): Clock[] {
  return clocks.filter(({ stoppedOn }) => stoppedOn === undefined)
}

/** The earliest due date of the clocks that run and are not paused. */
export function nextDue(
  clocks: readonly { readonly due: string; readonly stoppedOn?: string; readonly pausedOn?: string }[],
): PlainDate | undefined {
  const [first] = clocks
    .filter(({ stoppedOn, pausedOn }) => stoppedOn === undefined && pausedOn === undefined)
    .map(({ due }) => due)
    .sort()
  return first as PlainDate | undefined
}

/** The light of a due date: a shape and a word beside the colour come from the page. */
export function lightOf(due: PlainDate | undefined, today: PlainDate): Light {
  if (due === undefined) return 'on_schedule'
  if (today > due) return 'overdue'
  return daysBetween(today, due) <= nearDays ? 'near' : 'on_schedule'
}

/** The due dates that the last act set, to be stored with it. */
export function duesSetBy(workflow: ProgrammeWorkflow, acts: readonly CaseAct[], frame: ClockFrame): StoredDue[] {
  return runsOf(workflow, acts, frame).flatMap((run) => {
    const { due, provisional, setWith } = lastSpan(run)
    return setWith === acts.length ? [{ clock: run.timer.id, due, provisional }] : []
  })
}

/**
 * What the calendar of the frame makes of due dates that lay beyond the last published one: those of running clocks that change, for the
 * act `workflow.redate`. Due dates that were certain, and those of clocks that have stopped, stay.
 */
export function redatedDues(workflow: ProgrammeWorkflow, acts: readonly CaseAct[], frame: ClockFrame): StoredDue[] {
  const fresh = runsOf(workflow, acts.map(withoutDues), frame)
  return runsOf(workflow, acts, frame).flatMap((run) => {
    const was = lastSpan(run)
    const now = fresh.find(({ timer, startedWith }) => timer.id === run.timer.id && startedWith === run.startedWith)
    if (run.stoppedOn !== undefined || !was.provisional || now === undefined) return []
    const { due, provisional } = lastSpan(now)
    return due === was.due && provisional ? [] : [{ clock: run.timer.id, due, provisional }]
  })
}

/** Whether a running clock may be given this due date: later than the one in force, and within what the workflow allows. */
export function decideExtension(
  workflow: ProgrammeWorkflow,
  clocks: readonly CaseClock[],
  wanted: {
    readonly clock: string
    readonly due: PlainDate
    readonly actor: Actor
    readonly resource?: Resource
    readonly frame: ClockFrame
  },
): Decision & { readonly onBehalfOf?: string } {
  const running = runningClocks(clocks).find(({ id }) => id === wanted.clock)
  if (running === undefined) return refused('workflows.clock_not_running', { clock: wanted.clock })
  const limits = limitsOf(workflow, running)
  const { decision, onBehalfOf } = decideAs(wanted.actor, (face) =>
    can(face, limits?.may ?? 'workflows.extend', wanted.resource),
  )
  if (!decision.allowed) return decision
  if (wanted.due <= running.due) return refused('workflows.due_not_later', { expected: running.due })
  const room = extensionRoom(workflow, running, wanted.frame)
  if (room.times === 0) return refused('workflows.extended_too_often', { expected: String(limits?.times ?? 0) })
  if (room.latest !== undefined && wanted.due > room.latest)
    return refused('workflows.extended_too_far', { found: wanted.due, expected: room.latest })
  return onBehalfOf === undefined ? allowed : { ...allowed, onBehalfOf }
}

/** How often a clock may still be extended, and until which day at the latest; left out where the workflow sets no limit. */
export function extensionRoom(
  workflow: ProgrammeWorkflow,
  clock: CaseClock,
  frame: Pick<ClockFrame, 'calendar'>,
): { readonly times?: number; readonly latest?: PlainDate } {
  const limits = limitsOf(workflow, clock)
  const declared = workflow.clocks?.find(({ id }) => id === clock.id)
  if (limits === undefined || declared === undefined) return {}
  const extensions = clock.rebased.filter(({ by }) => by === 'extension')
  const used = clock.rebased.reduce((sum, { due, by }, at) => {
    const from = at === 0 ? clock.originalDue : (clock.rebased[at - 1]?.due ?? clock.originalDue)
    return by === 'extension' ? sum + daysOfKind(declared, { from, to: due, frame }) : sum
  }, 0)
  const days = limits.at_most_days === undefined ? undefined : Math.max(0, limits.at_most_days - used)
  return {
    ...(limits.times === undefined ? {} : { times: Math.max(0, limits.times - extensions.length) }),
    ...(days === undefined
      ? {}
      : { latest: days === 0 ? clock.due : dayAfter(declared, clock.due, { days, frame }).due }),
  }
}

function limitsOf(workflow: ProgrammeWorkflow, clock: Pick<CaseClock, 'id'>) {
  return workflow.clocks?.find(({ id }) => id === clock.id)?.extends
}

function withoutDues({ dues: _dues, ...act }: CaseAct): CaseAct {
  return act
}

function toClock(run: Run, today: PlainDate): CaseClock {
  const { timer, startedWith, startedOn, spans, rebased, pausedOn, stoppedOn, lateSince } = run
  const { due, provisional } = lastSpan(run)
  return {
    id: timer.id,
    name: timer.name,
    ...(timer.branch === undefined ? {} : { branch: timer.branch }),
    ...(timer.unit === undefined ? {} : { unit: timer.unit }),
    startedWith,
    startedOn,
    originalDue: spans[0]?.due ?? due,
    due,
    rebased,
    provisional,
    ...(pausedOn === undefined ? {} : { pausedOn }),
    ...(stoppedOn === undefined ? {} : { stoppedOn }),
    ...(lateSince === undefined ? {} : { lateSince }),
    light: lightOfRun(run, due, today),
  }
}

function lightOfRun({ stoppedOn, pausedOn, lateSince }: Run, due: PlainDate, today: PlainDate): Light {
  if (stoppedOn !== undefined) return 'done'
  if (pausedOn === undefined) return lightOf(due, today)
  return lateSince !== undefined && pausedOn > due ? 'overdue' : 'on_schedule'
}
