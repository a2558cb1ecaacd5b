import { parseDecimal, toDecimalText } from '#base/decimal.ts'
import { endOf, parsePeriod } from '#base/period.ts'
import { addDays, daysBetween, type PlainDate, yearOf } from '#base/plain-date.ts'
import { addWorkingDays, type WorkingDayCalendar } from '#base/working-days.ts'
import type { Progress } from '../contract/tasks.ts'
import type { LightShown } from '../contract/words.ts'
import { lightSentence } from './sentences.ts'

/** When a light turns yellow, as the programme says. */
export type LightRule = {
  readonly near: { readonly days: number; readonly count: 'working' | 'calendar' }
  /** So many points of percent behind the schedule. */
  readonly behind: string
}

export const usualLightRule: LightRule = { near: { days: 7, count: 'calendar' }, behind: '0' }

/** What has to be done by the end of a period, as a share of the whole. */
export type Scheduled = { readonly until: string; readonly share: string | null }

export type LitTask = {
  /** The year whose task it is. */
  readonly year: number
  readonly isDone: boolean
  /** Ended without being done. */
  readonly isOut: boolean
  readonly doneOn: PlainDate | null
  readonly originalDue: PlainDate | null
  readonly due: PlainDate | null
  readonly schedule: readonly Scheduled[]
  readonly progress: Pick<Progress, 'share' | 'atLeast'>
}

export type LightFrame = { readonly today: PlainDate; readonly calendar: WorkingDayCalendar; readonly rule: LightRule }

/** What was due by the last period that is over and states a share; undefined where none does. */
export function scheduledBy(
  schedule: readonly Scheduled[],
  today: PlainDate,
): { readonly until: string; readonly share: string } | undefined {
  const over = schedule
    .flatMap(({ until, share }) => (share === null ? [] : [{ until, share, ends: endOf(parsePeriod(until)) }]))
    .filter(({ ends }) => ends < today)
    .sort((a, b) => (a.ends < b.ends ? -1 : a.ends > b.ends ? 1 : 0))
  return over.at(-1)
}

/**
 * The light of a task with its reason. Red as soon as the deadline in force is over, whatever the progress; then yellow near it, then
 * yellow behind the schedule, or where no deadline is stated and the year of the task is over; done is blue, and stays marked where it
 * was late by the original deadline.
 */
export function lightOf(task: LitTask, { today, calendar, rule }: LightFrame): LightShown {
  const { due, originalDue } = task
  if (task.isOut) return shown('none', 'cancelled', {})
  const until = task.isDone ? (task.doneOn ?? today) : today
  const late = originalDue !== null && until > originalDue ? daysBetween(originalDue, until) : 0
  const show = (light: LightShown['light'], key: string, details: Record<string, string>): LightShown => ({
    ...shown(light, key, details),
    isLate: late > 0,
    daysLate: late,
  })
  if (task.isDone) {
    const on = { on: until, due: originalDue ?? '', days: String(late) }
    return late > 0 ? show('done', 'done_late', on) : show('done', 'done', on)
  }
  if (due !== null && today > due) return show('overdue', 'overdue', { due, days: String(daysBetween(due, today)) })
  const from = due === null ? null : nearFrom(due, { calendar, rule })
  if (due !== null && from !== null && today >= from) {
    return show('near', 'near', { due, days: String(daysBetween(today, due)), share: percent(task.progress.atLeast) })
  }
  const gap = behind(task, today, rule)
  if (gap !== undefined) return show('behind', gap.key, gap.details)
  if (due !== null) return show('on_schedule', 'on_schedule', { due })
  return yearOf(today) > task.year
    ? show('behind', 'year_over', { year: String(task.year) })
    : show('on_schedule', 'no_due', {})
}

/** The first day that is near the due date. */
export function nearFrom(due: PlainDate, { calendar, rule }: Pick<LightFrame, 'calendar' | 'rule'>): PlainDate {
  const { days, count } = rule.near
  if (count === 'calendar' || days === 0) return addDays(due, -days)
  return addWorkingDays(calendar, due, -days).date
}

function behind(task: LitTask, today: PlainDate, rule: LightRule) {
  const scheduled = scheduledBy(task.schedule, today)
  if (scheduled === undefined) return undefined
  const { share, atLeast } = task.progress
  const gap = parseDecimal(scheduled.share).minus(share ?? atLeast)
  if (gap.lte(0) || gap.times(100).lt(rule.behind)) return undefined
  const details = { until: scheduled.until, scheduled: percent(scheduled.share), share: percent(share ?? atLeast) }
  return { key: share === null ? 'behind_unknown' : 'behind', details }
}

function shown(light: LightShown['light'], key: string, details: Record<string, string>): LightShown {
  return { light, reason: { key, details }, sentence: lightSentence(key, details), isLate: false, daysLate: 0 }
}

/** 0.125 as 12.5. */
export function percent(share: string): string {
  return toDecimalText(parseDecimal(share).times(100).toDecimalPlaces(2))
}
