import { dayOfWeek, parsePlainDate } from '#base/plain-date.ts'
import { type Checked, type CheckContext, duplicatesOf } from './context.ts'

/** Years follow one another; holidays lie in their year; worked days are weekend days that are no holidays. */
export function checkCalendars(context: CheckContext): void {
  for (const calendar of context.list('calendars')) {
    const { years } = calendar.content
    for (const { at, key } of duplicatesOf(years, (one) => String(one.year))) {
      context.report(calendar, ['years', at, 'year'], { text: 'pack.duplicate_id', found: key })
    }
    for (const [at, year] of years.entries()) {
      const before = years[at - 1]?.year
      if (before !== undefined && year.year > before + 1) {
        context.report(calendar, ['years', at, 'year'], {
          text: 'calendar.year_missing',
          found: String(year.year),
          expected: String(before + 1),
        })
      }
      checkYear(calendar, at, context)
    }
  }
}

function checkYear(calendar: Checked<'calendars'>, at: number, context: CheckContext): void {
  const year = calendar.content.years[at]
  if (year === undefined) return
  const path = ['years', at]
  for (const [index, holiday] of year.holidays.entries()) {
    const place = [...path, 'holidays', index]
    if (holiday.to < holiday.from) {
      context.report(calendar, [...place, 'to'], {
        text: 'pack.ends_before_it_begins',
        found: holiday.to,
        expected: holiday.from,
      })
    }
    // A holiday at the turn of the year may reach into the neighbouring one.
    if (!holiday.from.startsWith(String(year.year)) && !holiday.to.startsWith(String(year.year))) {
      context.report(calendar, [...place, 'from'], {
        text: 'calendar.other_year',
        found: holiday.from,
        expected: String(year.year),
      })
    }
  }
  for (const [index, day] of year.workdays.entries()) {
    const place = [...path, 'workdays', index]
    const weekday = dayOfWeek(parsePlainDate(day)) < 6
    if (weekday) context.report(calendar, place, { text: 'calendar.workday_is_weekday', found: day })
    if (year.holidays.some((holiday) => holiday.from <= day && day <= holiday.to)) {
      context.report(calendar, place, { text: 'calendar.workday_is_holiday', found: day })
    }
  }
}
