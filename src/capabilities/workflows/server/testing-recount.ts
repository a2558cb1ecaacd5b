import { addDays, dayOfWeek, type PlainDate } from '#base/plain-date.ts'
import type { WorkingDayCalendar } from '#base/working-days.ts'
import { type HistoryAct, type HistoryCase, isOfClock, type Release, type Start } from './testing-clocks.ts'

// What must have happened to permits and checks, counted day by day and by hand from the list of acts; it shares nothing with the rules.

type Op =
  | { readonly kind: 'start'; readonly day: PlainDate }
  | { readonly kind: 'pause'; readonly from: PlainDate; readonly to: PlainDate }
  | { readonly kind: 'extend'; readonly due: PlainDate }

type Declared = {
  readonly days: number
  readonly working: boolean
  readonly steps: readonly { readonly step: string; readonly days: number | 'after'; readonly does: string }[]
}

/** One run of a clock, by hand. */
type Run = {
  readonly clock: string
  readonly declared: Declared
  readonly ops: Op[]
  due: PlainDate
  provisional: boolean
  setOn: PlainDate
  pausedOn?: PlainDate
}

const reply: Declared = {
  days: 10,
  working: true,
  steps: [
    { step: '-3:notify', days: -3, does: 'notify' },
    { step: 'due', days: 'after', does: 'notify' },
    { step: '5:refuse', days: 5, does: 'refuse' },
  ],
}
const comment: Declared = { days: 3, working: true, steps: [{ step: 'due', days: 'after', does: 'comment.agree' }] }
const visit: Declared = { days: 5, working: false, steps: [{ step: 'due', days: 'after', does: 'end' }] }

function isWorked({ holidays, workdays }: WorkingDayCalendar, day: PlainDate): boolean {
  return workdays.includes(day) || (dayOfWeek(day) <= 5 && !holidays.includes(day))
}

/** So many days after a day, or before it, counted one by one. */
function later(calendar: WorkingDayCalendar, from: PlainDate, { days, working }: { days: number; working: boolean }) {
  let day = from
  for (let left = Math.abs(days); left > 0; ) {
    day = addDays(day, days < 0 ? -1 : 1)
    if (!working || isWorked(calendar, day)) left -= 1
  }
  return { due: day, provisional: working && day > calendar.publishedThrough }
}

function workedBetween(calendar: WorkingDayCalendar, from: PlainDate, to: PlainDate): number {
  let count = 0
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorked(calendar, day)) count += 1
  return count
}

/** A run as it would be if this calendar had been known from the beginning. */
function afresh({ ops, declared }: Run, calendar: WorkingDayCalendar): { due: PlainDate; provisional: boolean } {
  let at = { due: '' as PlainDate, provisional: false }
  for (const op of ops) {
    if (op.kind === 'start') at = later(calendar, op.day, declared)
    else if (op.kind === 'extend') at = { due: op.due, provisional: false }
    else {
      const days = workedBetween(calendar, op.from, op.to)
      if (days > 0) at = later(calendar, at.due, { days, working: true })
    }
  }
  return at
}

type Scene = {
  readonly calendarAt: (at: Date) => WorkingDayCalendar
  readonly starts: readonly Start[]
  readonly releases: readonly Release[]
}

/** What the record lacks, has twice or on a wrong day. `lastDay`: the last day that was lived to its end. */
export function recount(
  history: readonly HistoryCase[],
  { starts, releases, lastDay }: { starts: readonly Start[]; releases: readonly Release[]; lastDay: PlainDate },
): { faults: string[]; counted: number } {
  const calendarAt = (at: Date) => {
    const start = starts.findLast((each) => each.at <= at) ?? starts[0]
    return (releases[start?.release ?? 0] as Release).calendar
  }
  const results = history.map((one) => new Recount(one, { calendarAt, starts, releases }).through(lastDay))
  return {
    faults: results.flatMap(({ faults }) => faults),
    counted: results.reduce((sum, { counted }) => sum + counted, 0),
  }
}

class Recount {
  readonly faults: string[] = []
  private readonly one: HistoryCase
  private readonly scene: Scene
  private readonly runs = new Map<string, Run>()
  private readonly must = new Map<string, { day: PlainDate; does: string }>()
  private readonly may = new Set<string>()
  /** Units of the branches of the present stay in the state, with whether they have said something. */
  private branches = new Map<string, boolean>()
  private assist: readonly string[] = []
  private state = ''
  private pending = new Map<string, { due: PlainDate; provisional: boolean }>()

  constructor(one: HistoryCase, scene: Scene) {
    this.one = one
    this.scene = scene
  }

  through(lastDay: PlainDate): { faults: string[]; counted: number } {
    const { acts } = this.one
    const first = acts[0]
    if (first === undefined) return { faults: [`${this.one.id} has no act`], counted: 0 }
    let next = 0
    let start = this.scene.starts.findIndex(({ at }) => at > first.at)
    for (let day = first.day; day <= lastDay; day = addDays(day, 1)) {
      this.fire(day, 'morning')
      for (let act = acts[next]; act !== undefined && act.day === day; act = acts[next]) {
        for (
          let at = this.scene.starts[start];
          start >= 0 && at !== undefined && at.at <= act.at;
          at = this.scene.starts[start]
        ) {
          this.expectRedate(at)
          start += 1
        }
        this.apply(act)
        next += 1
      }
      this.fire(day, 'evening')
    }
    this.compare()
    return { faults: this.faults, counted: this.must.size }
  }

  private fault(what: string): void {
    this.faults.push(`case ${this.one.id} (${this.one.workflow}): ${what}`)
  }

  /** Whatever is running and has come by now must be done today. What was set today is looked at in the evening. */
  private fire(day: PlainDate, when: 'morning' | 'evening'): void {
    const calendar = this.scene.calendarAt(new Date(`${day}T23:59:00+08:00`))
    for (const run of this.runs.values()) {
      if (run.pausedOn !== undefined || (when === 'morning' && run.setOn >= day)) continue
      for (const key of this.comeBy(run, day, calendar))
        if (!this.must.has(key.key)) this.must.set(key.key, { day, does: key.does })
    }
  }

  private comeBy(run: Run, day: PlainDate, calendar: WorkingDayCalendar): { key: string; does: string }[] {
    return run.declared.steps.flatMap(({ step, days, does }) => {
      const on =
        days === 'after' ? addDays(run.due, 1) : later(calendar, run.due, { days, working: run.declared.working }).due
      const isPast = typeof days === 'number' && days < 0 && on < run.setOn
      return on <= day && !isPast ? [{ key: `${run.clock} ${run.due} ${step}`, does }] : []
    })
  }

  /** A due date ends: what would have come on that very day may or may not have been done. */
  private leave(run: Run, act: HistoryAct): void {
    for (const { key } of this.comeBy(run, act.day, this.scene.calendarAt(act.at))) this.may.add(key)
  }

  private apply(act: HistoryAct): void {
    if (act.act === 'workflow.redate') return this.redated(act)
    if (this.pending.size > 0) {
      this.fault(`was not dated anew before ${act.act} of ${act.day}: ${[...this.pending.keys()].join(', ')}`)
      this.pending.clear()
    }
    const entered = act.to !== this.state
    if (act.assist !== null) this.assist = act.assist
    this.extended(act)
    this.clocks(act, entered)
    this.branchClocks(act, entered)
    this.state = act.to
    for (const { clock, due } of act.dues) {
      const run = this.runs.get(clock)
      if (run === undefined || run.due !== due)
        this.fault(`${act.act} of ${act.day} says ${clock} ${due}, not ${run?.due ?? 'nothing'}`)
    }
  }

  private extended(act: HistoryAct): void {
    const run = act.act === 'workflow.extend' ? this.runs.get(act.clock ?? '') : undefined
    if (run === undefined || act.due === null) return
    if (run.pausedOn === undefined) this.leave(run, act)
    run.ops.push({ kind: 'extend', due: act.due })
    Object.assign(run, { due: act.due, provisional: false, setOn: act.day })
  }

  private clocks(act: HistoryAct, entered: boolean): void {
    const calendar = this.scene.calendarAt(act.at)
    if (this.one.workflow === 'checks') {
      if (entered && act.to === 'open') this.start('visit', visit, act)
      if (act.to === 'ended') this.stop('visit', act)
      return
    }
    const run = this.runs.get('reply')
    if (run === undefined) {
      if (entered && act.to === 'consulting') this.start('reply', reply, act)
      return
    }
    if (act.to === 'granted' || act.to === 'refused') return this.stop('reply', act)
    if (act.to === 'waiting' && run.pausedOn === undefined) {
      this.leave(run, act)
      run.pausedOn = act.day
    } else if (act.to !== 'waiting' && run.pausedOn !== undefined) {
      run.ops.push({ kind: 'pause', from: run.pausedOn, to: act.day })
      const days = workedBetween(calendar, run.pausedOn, act.day)
      delete run.pausedOn
      if (days > 0) Object.assign(run, later(calendar, run.due, { days, working: true }))
      run.setOn = act.day
    }
  }

  /** One clock for each assisting unit that has not spoken, as long as the case is being consulted about. */
  private branchClocks(act: HistoryAct, entered: boolean): void {
    if (this.one.workflow !== 'permits') return
    if (act.to !== 'consulting') {
      for (const unit of this.branches.keys()) this.stop(`comment@${unit}`, act)
      this.branches.clear()
      return
    }
    if (entered) this.branches = new Map()
    if (act.act.startsWith('comment.') && act.unit !== null) {
      this.branches.set(act.unit, true)
      this.stop(`comment@${act.unit}`, act)
    }
    for (const unit of this.branches.keys()) {
      if (this.assist.includes(unit)) continue
      this.stop(`comment@${unit}`, act)
      this.branches.delete(unit)
    }
    for (const unit of this.assist) {
      if (this.branches.has(unit)) continue
      this.branches.set(unit, false)
      this.start(`comment@${unit}`, comment, act)
    }
  }

  private start(clock: string, declared: Declared, act: HistoryAct): void {
    const first = later(this.scene.calendarAt(act.at), act.day, declared)
    this.runs.set(clock, { clock, declared, ops: [{ kind: 'start', day: act.day }], ...first, setOn: act.day })
  }

  private stop(clock: string, act: HistoryAct): void {
    const run = this.runs.get(clock)
    if (run === undefined) return
    if (run.pausedOn === undefined) this.leave(run, act)
    this.runs.delete(clock)
  }

  private expectRedate({ release }: Start): void {
    const { calendar } = this.scene.releases[release] as Release
    this.pending.clear()
    for (const run of this.runs.values()) {
      const now = afresh(run, calendar)
      if (run.provisional && !(now.due === run.due && now.provisional)) this.pending.set(run.clock, now)
    }
  }

  private redated(act: HistoryAct): void {
    for (const { clock, due, provisional } of act.dues) {
      const run = this.runs.get(clock)
      const wanted = this.pending.get(clock)
      if (run === undefined || wanted?.due !== due || wanted.provisional !== provisional) {
        this.fault(
          `was dated anew on ${act.day}: ${clock} ${due}, where ${wanted?.due ?? 'nothing'} was to be expected`,
        )
        continue
      }
      if (run.pausedOn === undefined) this.leave(run, act)
      Object.assign(run, { due, provisional, setOn: act.day })
    }
    if (act.dues.length !== this.pending.size) this.fault(`was dated anew on ${act.day} in part`)
    this.pending.clear()
  }

  private compare(): void {
    const { done, acts } = this.one
    for (const [key, { day, does }] of this.must) {
      const found = done.get(key)
      if (found === undefined) this.fault(`${key} was never done, it was to be on ${day}`)
      else if (found.day !== day) this.fault(`${key} was done on ${found.day}, it was to be on ${day}`)
      else if (found.does !== does) this.fault(`${key} did ${found.does}, it was to do ${does}`)
    }
    for (const [key, { does }] of done)
      if (does !== 'nothing' && !this.must.has(key) && !this.may.has(key)) this.fault(`${key} was done for nothing`)
    const wanted = [...this.must.values()]
      .filter(({ does }) => does !== 'notify')
      .map(({ day, does }) => `${does} ${day}`)
    const performed = acts.filter(isOfClock).map(({ act, day }) => `${act} ${day}`)
    if (wanted.sort().join() !== performed.sort().join())
      this.fault(`the house did ${performed.join(', ') || 'nothing'}, it was to do ${wanted.join(', ') || 'nothing'}`)
  }
}
