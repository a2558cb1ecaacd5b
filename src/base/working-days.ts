import { addDays, dayOfWeek, type PlainDate } from './plain-date.ts'
import { Problem } from './problem.ts'

/** What the state announced: days off, weekend days that are worked in exchange, and up to which day all is announced. */
export type WorkingDayCalendar = {
  readonly holidays: readonly PlainDate[]
  readonly workdays: readonly PlainDate[]
  readonly publishedThrough: PlainDate
}

/** `provisional`: the day lies beyond what is announced, so that only weekends were left out there. */
export type CountedDay = { readonly date: PlainDate; readonly provisional: boolean }

const mostDays = 5000

/** Monday to Friday but for the holidays, and the weekend days that are worked. */
export function isWorkingDay(calendar: WorkingDayCalendar, date: PlainDate): boolean {
  const { holidays, workdays } = indexed(calendar)
  if (workdays.has(date)) return true
  return dayOfWeek(date) <= 5 && !holidays.has(date)
}

/**
 * The `n`-th working day after the date, which itself does not count; before it when `n` is negative.
 * For `n` = 0 the date itself, or the first working day after it.
 * @throws Problem invalid_input when `n` is not a whole number between -5000 and 5000
 */
export function addWorkingDays(calendar: WorkingDayCalendar, date: PlainDate, n: number): CountedDay {
  if (!Number.isInteger(n) || Math.abs(n) > mostDays) {
    throw new Problem('invalid_input', { details: { found: String(n), expected: `-${mostDays}…${mostDays}` } })
  }
  const step = n < 0 ? -1 : 1
  let day = n === 0 ? addDays(date, -1) : date
  for (let left = Math.max(1, Math.abs(n)); left > 0; ) {
    day = addDays(day, step)
    if (isWorkingDay(calendar, day)) left--
  }
  return { date: day, provisional: day > calendar.publishedThrough }
}

/** How many working days to go: those after `from` up to and including `to`. Negative when `to` comes first. */
export function workingDaysBetween(calendar: WorkingDayCalendar, from: PlainDate, to: PlainDate): number {
  const step = to < from ? -1 : 1
  let count = 0
  for (let day = from; day !== to; ) {
    day = addDays(day, step)
    if (isWorkingDay(calendar, day)) count += step
  }
  return count
}

type Index = { holidays: ReadonlySet<string>; workdays: ReadonlySet<string> }

const indexes = new WeakMap<WorkingDayCalendar, Index>()

function indexed(calendar: WorkingDayCalendar): Index {
  const made = indexes.get(calendar)
  if (made !== undefined) return made
  const index = { holidays: new Set<string>(calendar.holidays), workdays: new Set<string>(calendar.workdays) }
  indexes.set(calendar, index)
  return index
}
