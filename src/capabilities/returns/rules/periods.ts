import { endOf, type Period, periodContaining, periodYear, reportingPeriods } from '#base/period.ts'
import { addDays, type PlainDate } from '#base/plain-date.ts'
import type { ProblemIssue } from '#base/problem.ts'
import { addWorkingDays, type WorkingDayCalendar } from '#base/working-days.ts'
import type { ProgrammeForm } from '#pack/programme.ts'

type FormPeriods = Pick<ProgrammeForm, 'period' | 'january_february' | 'due' | 'from' | 'to' | 'approval'>

/** The day by whose end a form is due for a period. */
export function dueOn(form: Pick<FormPeriods, 'due'>, period: Period, calendar: WorkingDayCalendar): PlainDate {
  const { days, count } = form.due
  return count === 'working' ? addWorkingDays(calendar, endOf(period), days).date : addDays(endOf(period), days)
}

/** Periods for which a form is collected that have ended by a day, latest first, at most `n`. */
export function endedPeriods(form: FormPeriods, today: PlainDate, n: number): Period[] {
  const found: Period[] = []
  for (let year = periodYear(periodContaining('year', today)); found.length < n && year > 1900; year -= 1) {
    const ofYear = reportingPeriods(form.period, year, form.january_february ?? 'separate')
    found.push(...ofYear.filter((period) => endOf(period) < today && isCollected(form, period)).reverse())
    if (form.from !== undefined && `${year}-01-01` <= form.from) break
  }
  return found.slice(0, n)
}

/** What is wrong with asking for a form in a period; undefined when nothing. */
export function checkPeriod(form: FormPeriods, period: Period, today: PlainDate): ProblemIssue | undefined {
  const year = periodYear(period)
  const collected = reportingPeriods(form.period, year, form.january_february ?? 'separate')
  const where = 'body.period'
  if (!collected.includes(period)) {
    return {
      text: 'returns.not_collected_for',
      where,
      found: period,
      expected: `${collected[0]} … ${collected.at(-1)}`,
    }
  }
  if (!inForce(form, period)) return { text: 'returns.form_not_in_force', where, found: period }
  const { approval } = form
  if (approval !== undefined && !isApproved(form, period)) {
    const details = { number: approval.number, from: approval.from, to: approval.to ?? '' }
    return {
      text: 'returns.form_expired',
      where,
      found: period,
      expected: `${approval.from} … ${approval.to ?? ''}`,
      details,
    }
  }
  if (endOf(period) >= today) return { text: 'returns.period_not_over', where, found: period, expected: endOf(period) }
  return undefined
}

/** The period collected before this one. */
export function periodBefore(form: FormPeriods, period: Period): Period {
  const year = periodYear(period)
  const list = [year - 1, year].flatMap((each) =>
    reportingPeriods(form.period, each, form.january_february ?? 'separate'),
  )
  return list[list.indexOf(period) - 1] ?? (list[0] as Period)
}

/** Whether the form is in force and its approval number is valid at the end of the period. */
function isCollected(form: FormPeriods, period: Period): boolean {
  return inForce(form, period) && isApproved(form, period)
}

function isApproved({ approval }: Pick<FormPeriods, 'approval'>, period: Period): boolean {
  const end = endOf(period)
  return approval === undefined || (approval.from <= end && (approval.to === undefined || end <= approval.to))
}

function inForce(form: Pick<FormPeriods, 'from' | 'to'>, period: Period): boolean {
  const end = endOf(period)
  return (form.from === undefined || form.from <= end) && (form.to === undefined || end <= form.to)
}
