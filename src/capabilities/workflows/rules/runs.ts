import { addDays, daysBetween, type PlainDate, toPlainDate } from '#base/plain-date.ts'
import { addWorkingDays, workingDaysBetween } from '#base/working-days.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import type { ClockStep, WorkflowBranch, WorkflowClock } from '#pack/schema/workflow.ts'
import {
  type CaseAct,
  type CaseState,
  type ClockFrame,
  extendingAct,
  openingAct,
  type Rebased,
  type RebasedBy,
  redatingAct,
  type StoredDue,
} from './model.ts'
import { follow, isFinal } from './state.ts'

/** A due date while it was in force. */
export type Span = {
  readonly due: PlainDate
  readonly provisional: boolean
  /** Number of the act that set it, from 1. */
  readonly setWith: number
  readonly setOn: PlainDate
  /** The day on which it ended: stopped, paused, or in its place another. */
  readonly endedOn?: PlainDate
}

/** What runs: a clock of the workflow, or the time of one branch. */
export type Timer = {
  readonly id: string
  readonly name: { readonly zh: string; readonly en: string }
  readonly days: number
  readonly count: 'working' | 'calendar'
  readonly onExpiry?: string
  readonly steps: readonly ClockStep[]
  readonly branch?: string
  readonly unit?: string
  starts(moment: Moment): boolean
  stops(moment: Moment): boolean
  pauses(moment: Moment): boolean
  /** Starts at the due date of the case instead of the day of the act. */
  readonly atDue: boolean
}

/** One run of a timer with all that happened to it. */
export type Run = {
  readonly timer: Timer
  readonly startedWith: number
  readonly startedOn: PlainDate
  readonly spans: readonly Span[]
  readonly rebased: readonly Rebased[]
  readonly pausedOn?: PlainDate
  readonly stoppedOn?: PlainDate
  readonly lateSince?: PlainDate
}

/** An act with the case before and after it. */
export type Moment = {
  readonly act: CaseAct
  readonly number: number
  readonly day: PlainDate
  readonly before: CaseState | undefined
  readonly after: CaseState
}

/** All runs of all clocks and branches of a case, clocks first. */
export function runsOf(workflow: ProgrammeWorkflow, acts: readonly CaseAct[], frame: ClockFrame): Run[] {
  const moments = momentsOf(workflow, acts, frame)
  const timers = [
    ...(workflow.clocks ?? []).map((clock) => timerOfClock(workflow, clock)),
    ...workflow.states.flatMap(({ branches = [] }) => branches.flatMap((branch) => timersOfBranch(branch, moments))),
  ]
  return timers.flatMap((timer) => runsOfTimer(timer, moments, frame))
}

function momentsOf(workflow: ProgrammeWorkflow, acts: readonly CaseAct[], frame: ClockFrame): Moment[] {
  const moments: Moment[] = []
  let before: CaseState | undefined
  for (const [at, act] of acts.entries()) {
    const after = follow(workflow, before, act)
    moments.push({ act, number: at + 1, day: toPlainDate(act.at, frame.timeZone), before, after })
    before = after
  }
  return moments
}

function timerOfClock(workflow: ProgrammeWorkflow, clock: WorkflowClock): Timer {
  const { id, name, days, count, starts, stops, pauses = [], on_expiry: onExpiry, steps = [] } = clock
  return {
    id,
    name,
    days,
    count,
    steps,
    ...(onExpiry === undefined ? {} : { onExpiry }),
    atDue: 'due' in starts,
    starts({ act, before, after }) {
      if ('act' in starts) return act.act === starts.act
      const entered = act.act === openingAct || before?.state !== after.state
      return entered && ('due' in starts || starts.state === after.state)
    },
    stops: ({ after }) => (stops === undefined ? isFinal(workflow, after.state) : stops.includes(after.state)),
    pauses: ({ after }) => pauses.includes(after.state),
  }
}

/** One timer for each instance that the branch ever had. */
function timersOfBranch(branch: WorkflowBranch, moments: readonly Moment[]): Timer[] {
  const { days, count, name, on_expiry: onExpiry, steps = [] } = branch
  if (days === undefined || count === undefined) return []
  const named = (does: string) => (does === 'notify' ? does : `${branch.id}.${does}`)
  const units = new Map(
    moments.flatMap(({ after }) =>
      after.branches.filter((one) => one.branch === branch.id).map(({ key, unit }) => [key, unit] as const),
    ),
  )
  return [...units].map(([key, unit]) => {
    const openIn = (state: CaseState | undefined) =>
      state?.branches.some((one) => one.key === key && one.outcome === undefined) === true
    return {
      id: key,
      name,
      days,
      count,
      steps: steps.map((step) => ({ ...step, does: named(step.does) })),
      ...(onExpiry === undefined ? {} : { onExpiry: named(onExpiry) }),
      branch: branch.id,
      ...(unit === undefined ? {} : { unit }),
      atDue: false,
      starts: ({ before, after }) => openIn(after) && !openIn(before),
      stops: ({ after }) => !openIn(after),
      pauses: () => false,
    }
  })
}

type Open = { -readonly [Key in keyof Run]: Run[Key] }

function runsOfTimer(timer: Timer, moments: readonly Moment[], frame: ClockFrame): Run[] {
  const runs: Open[] = []
  let running: Open | undefined
  for (const moment of moments) {
    if (running !== undefined) {
      noteLateness(running, moment.day)
      rebase(running, moment)
      if (timer.stops(moment)) {
        running.stoppedOn = moment.day
        endSpan(running, moment.day)
        delete running.pausedOn
        running = undefined
      } else pauseOrResume(running, moment, frame)
    } else if (timer.starts(moment) && !timer.stops(moment)) {
      running = newRun(timer, moment, { frame, before: runs.at(-1) })
      if (running !== undefined) runs.push(running)
    }
  }
  if (running !== undefined) noteLateness(running, frame.today)
  return runs
}

function newRun(
  timer: Timer,
  moment: Moment,
  { frame, before }: { frame: ClockFrame; before: Open | undefined },
): Open | undefined {
  const startedOn = timer.atDue ? frame.due : moment.day
  if (startedOn === undefined) return undefined
  const { number, day } = moment
  const stored = storedDue(timer, moment)
  const counted = () => dayAfter(timer, startedOn, { days: timer.days, frame })
  const { due, provisional } = stored ?? (timer.atDue ? before && lastSpan(before) : undefined) ?? counted()
  const span: Span = { due, provisional, setWith: number, setOn: day }
  const run: Open = { timer, startedWith: number, startedOn, spans: [span], rebased: [] }
  if (timer.atDue && before !== undefined) goOn(run, before)
  if (timer.pauses(moment)) pause(run, day)
  return run
}

/** The due date of a case is one, however often its clock stops and begins again: what was extended or late stays so. */
function goOn(run: Open, before: Open): void {
  const [first] = before.spans
  if (first !== undefined && before.rebased.length > 0) {
    const { setOn } = lastSpan(run)
    run.spans = [{ ...first, endedOn: first.endedOn ?? setOn }, ...run.spans]
    run.rebased = before.rebased
  }
  if (before.lateSince !== undefined) run.lateSince = before.lateSince
}

/** The due date of a timer that an act carries. */
function storedDue(timer: Timer, { act }: Moment): StoredDue | undefined {
  return act.dues?.find(({ clock }) => clock === timer.id)
}

/** So many days of the timer's kind after a day, or before it. */
export function dayAfter(
  { count }: Pick<Timer, 'count'>,
  from: PlainDate,
  { days, frame }: { days: number; frame: Pick<ClockFrame, 'calendar'> },
): { due: PlainDate; provisional: boolean } {
  if (count === 'calendar') return { due: addDays(from, days), provisional: false }
  const { date, provisional } = addWorkingDays(frame.calendar, from, days)
  return { due: date, provisional }
}

/** Days of the timer's kind from one day to another. */
export function daysOfKind(
  { count }: Pick<Timer, 'count'>,
  { from, to, frame }: { from: PlainDate; to: PlainDate; frame: Pick<ClockFrame, 'calendar'> },
): number {
  return count === 'calendar' ? daysBetween(from, to) : workingDaysBetween(frame.calendar, from, to)
}

function noteLateness(run: Open, day: PlainDate): void {
  const { due } = lastSpan(run)
  if (run.lateSince === undefined && run.pausedOn === undefined && day > due) run.lateSince = addDays(due, 1)
}

/** A new due date by an extension, or by a calendar that was published since. */
function rebase(run: Open, moment: Moment): void {
  const { act } = moment
  const stored = storedDue(run.timer, moment)
  if (act.act === extendingAct && act.clock === run.timer.id && act.due !== undefined) {
    const due = stored ?? { due: act.due, provisional: false }
    setDue(run, { ...due, moment, by: 'extension' })
  } else if (act.act === redatingAct && stored !== undefined) setDue(run, { ...stored, moment, by: 'calendar' })
}

function pauseOrResume(run: Open, moment: Moment, frame: ClockFrame): void {
  const isPaused = run.timer.pauses(moment)
  if (isPaused && run.pausedOn === undefined) return pause(run, moment.day)
  const { pausedOn } = run
  if (isPaused || pausedOn === undefined) return
  delete run.pausedOn
  const { due, provisional } = lastSpan(run)
  const days = daysOfKind(run.timer, { from: pausedOn, to: moment.day, frame })
  const shifted = days > 0 ? dayAfter(run.timer, due, { days, frame }) : { due, provisional }
  const kept = moment.act.dues === undefined ? shifted : { due, provisional }
  setDue(run, { ...(storedDue(run.timer, moment) ?? kept), moment, by: 'pause' })
}

function pause(run: Open, day: PlainDate): void {
  run.pausedOn = day
  endSpan(run, day)
}

type NewDue = { due: PlainDate; provisional: boolean; moment: Moment; by: RebasedBy }

function setDue(run: Open, { due, provisional, moment, by }: NewDue): void {
  const before = lastSpan(run)
  endSpan(run, moment.day)
  const span: Span = { due, provisional, setWith: moment.number, setOn: moment.day }
  run.spans = [...run.spans, run.pausedOn === undefined ? span : { ...span, endedOn: moment.day }]
  if (due === before.due) return
  const { at, actor, reason } = moment.act
  run.rebased = [...run.rebased, { due, at: at.toISOString(), actor, by, ...(reason === undefined ? {} : { reason }) }]
}

function endSpan(run: Open, day: PlainDate): void {
  run.spans = run.spans.map((span) => (span.endedOn === undefined ? { ...span, endedOn: day } : span))
}

/** The due date in force, or the last that was. */
export function lastSpan(run: Pick<Run, 'spans'>): Span {
  return run.spans.at(-1) as Span
}
