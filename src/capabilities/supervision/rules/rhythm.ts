import { endOf, nextPeriod, type Period, periodContaining, type PeriodKind, startOf } from '#base/period.ts'
import { addDays, type PlainDate } from '#base/plain-date.ts'
import { addWorkingDays, type CountedDay, isWorkingDay, type WorkingDayCalendar } from '#base/working-days.ts'
import type { meetingRhythms } from '#pack/schema/meeting.ts'

export type Rhythm = (typeof meetingRhythms)[number] | 'not_stated'

const kinds: Readonly<Record<Exclude<Rhythm, 'as_needed' | 'not_stated'>, PeriodKind>> = {
  month: 'month',
  quarter: 'quarter',
  half_year: 'half_year',
  year: 'year',
}

/** A day on which a series meets for a period of its rhythm. */
export type MeetingDay = { readonly period: Period; readonly date: PlainDate; readonly provisional: boolean }

/** The days of the periods that end in a span: their last working days. A rhythm says how often, not when; until then it has met. */
export function meetingDays(
  rhythm: Rhythm,
  { from, to }: { readonly from: PlainDate; readonly to: PlainDate },
  calendar: WorkingDayCalendar,
): MeetingDay[] {
  if (rhythm === 'as_needed' || rhythm === 'not_stated') return []
  const days: MeetingDay[] = []
  for (let period = periodContaining(kinds[rhythm], from); startOf(period) <= to; period = nextPeriod(period)) {
    const { date, provisional } = lastWorkingDay(endOf(period), calendar)
    if (date >= from && date <= to) days.push({ period, date, provisional })
  }
  return days
}

/** The working day itself, or the one before. */
function lastWorkingDay(day: PlainDate, calendar: WorkingDayCalendar): CountedDay {
  if (isWorkingDay(calendar, day)) return { date: day, provisional: day > calendar.publishedThrough }
  return { date: addWorkingDays(calendar, day, -1).date, provisional: day > calendar.publishedThrough }
}

/** The next days of a series after today. */
export function nextMeetingDays(
  rhythm: Rhythm,
  { after, count }: { readonly after: PlainDate; readonly count: number },
  calendar: WorkingDayCalendar,
): MeetingDay[] {
  const span = { from: addDays(after, 1), to: addDays(after, 366 * (count + 1)) }
  return meetingDays(rhythm, span, calendar).slice(0, count)
}

export type DueRule = { readonly days: number; readonly count: 'working' | 'calendar' }

/** A report of the last period that was over on a day: of which period, and until when. Undefined where it is not due by a rhythm. */
export function reportDue(
  rhythm: Rhythm,
  rule: DueRule,
  { today, calendar }: { readonly today: PlainDate; readonly calendar: WorkingDayCalendar },
): { readonly period: Period; readonly due: PlainDate; readonly provisional: boolean } | undefined {
  if (rhythm === 'as_needed' || rhythm === 'not_stated') return undefined
  const current = periodContaining(kinds[rhythm], today)
  const period = nextPeriod(current, -1)
  const end = endOf(period)
  if (rule.count === 'calendar') return { period, due: addDays(end, rule.days), provisional: false }
  const { date, provisional } = addWorkingDays(calendar, end, rule.days)
  return { period, due: date, provisional }
}
