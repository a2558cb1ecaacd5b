import { Decimal, parseDecimal, quotient, toDecimalText } from '#base/decimal.ts'
import { isBlank } from '#base/blank.ts'
import { endOf, parsePeriod, startOf } from '#base/period.ts'
import type { PlainDate } from '#base/plain-date.ts'
import type { Text } from '#base/text.ts'
import type { BoardRow, BurnUpQuarter, Rate } from '../contract/boards.ts'
import type { Light } from '../contract/words.ts'
import type { Scheduled } from './lights.ts'

/** One task, as boards count it. */
export type CountedTask = {
  readonly light: Light
  readonly doneOn: PlainDate | null
  readonly originalDue: PlainDate | null
  readonly due: PlainDate | null
  readonly openSlips: number
}

const scale = 6

function rate(top: number, bottom: number): Rate {
  const share = quotient(new Decimal(top), new Decimal(bottom), scale)
  return { share: isBlank(share) ? null : toDecimalText(share), top, bottom }
}

/**
 * Tasks by light. On time: done by the original deadline ÷ all done that had one; a second time by the deadline in force. Sums over sums,
 * never a mean of ratios; what has no deadline is in neither.
 */
export function countTasks(id: string, name: Text, tasks: readonly CountedTask[]): BoardRow {
  const counted = tasks.filter(({ light }) => light !== 'none')
  const of = (light: Light) => counted.filter((task) => task.light === light).length
  const done = counted.filter(({ light, originalDue }) => light === 'done' && originalDue !== null)
  const onTime = done.filter(({ doneOn, originalDue }) => (doneOn ?? '') <= (originalDue ?? ''))
  const rebased = done.filter(({ doneOn, due }) => (doneOn ?? '') <= (due ?? ''))
  return {
    id,
    name,
    tasks: counted.length,
    done: of('done'),
    on_schedule: of('on_schedule'),
    near: of('near'),
    behind: of('behind'),
    overdue: of('overdue'),
    doneLate: done.length - onTime.length,
    onTime: rate(onTime.length, done.length),
    onTimeRebased: rate(rebased.length, done.length),
    openSlips: counted.reduce((sum, { openSlips }) => sum + openSlips, 0),
  }
}

/** One task, as the burn-up counts it. */
export type BurningTask = {
  readonly schedule: readonly Scheduled[]
  /** The share that was known at the end of a day; null: not known then. */
  readonly shareOn: (day: PlainDate) => string | null
}

/** Planned against actual by quarter, in tasks, both over those that state a schedule; what nobody knows is blank. The current quarter counts what is there today; later ones lie ahead. */
export function burnUp(tasks: readonly BurningTask[], quarters: readonly string[], today: PlainDate): BurnUpQuarter[] {
  return quarters.map((quarter) => {
    const end = endOf(parsePeriod(quarter))
    const start = startOf(parsePeriod(quarter))
    const planned = tasks.flatMap(({ schedule }) => stated(schedule, end))
    const isAhead = today < start
    const day = end < today ? end : today
    const withSchedule = tasks.filter(({ schedule }) => schedule.some(({ share }) => share !== null))
    const known = isAhead ? [] : withSchedule.flatMap(({ shareOn }) => shareOn(day) ?? [])
    return {
      quarter,
      scheduled: planned.length === 0 ? null : sum(planned),
      done: known.length === 0 ? null : sum(known),
      stated: planned.length,
      known: known.length,
      tasks: tasks.length,
    }
  })
}

/** The last share that a schedule states by a day; none where it states none at all, 0 before the first. */
function stated(schedule: readonly Scheduled[], day: PlainDate): string[] {
  const shares = schedule.flatMap(({ until, share }) =>
    share === null ? [] : [{ ends: endOf(parsePeriod(until)), share }],
  )
  if (shares.length === 0) return []
  const due = shares.filter(({ ends }) => ends <= day).sort((a, b) => (a.ends < b.ends ? -1 : 1))
  return [due.at(-1)?.share ?? '0']
}

function sum(shares: readonly string[]): string {
  return toDecimalText(shares.reduce((total, share) => total.plus(parseDecimal(share)), new Decimal(0)))
}
