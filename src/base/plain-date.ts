import { z } from 'zod'
import { invariant } from './invariant.ts'
import { Problem } from './problem.ts'

const shape = /^([1-9]\d{3})-(\d{2})-(\d{2})$/
const dayInMilliseconds = 86_400_000

/** A day of the calendar, without clock or time zone: `2026-11-22`. Dates are ordered as their texts are. */
export const PlainDate = z
  .string()
  .refine(isPlainDate, { error: 'value.not_a_date' })
  .brand<'PlainDate'>()
  .meta({ description: 'A day of the calendar', format: 'date', examples: ['2026-11-22'] })
export type PlainDate = string & z.$brand<'PlainDate'>

/** Whether the text is a day that exists, in the years 1000 to 9999. */
export function isPlainDate(text: string): text is PlainDate {
  const [, year, month, day] = shape.exec(text)?.map(Number) ?? []
  if (year === undefined || month === undefined || day === undefined) return false
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

/** @throws Problem invalid_date */
export function parsePlainDate(text: string): PlainDate {
  if (!isPlainDate(text)) throw new Problem('invalid_date', { details: { found: text.slice(0, 40) } })
  return text
}

/** @throws Problem invalid_date when there is no such day, as 30 February */
export function plainDate(year: number, month: number, day: number): PlainDate {
  return parsePlainDate(`${year}-${twoDigits(month)}-${twoDigits(day)}`)
}

export function yearOf(date: PlainDate): number {
  return Number(date.slice(0, 4))
}

/** 1 to 12. */
export function monthOf(date: PlainDate): number {
  return Number(date.slice(5, 7))
}

/** 1 to 31. */
export function dayOf(date: PlainDate): number {
  return Number(date.slice(8, 10))
}

/** 1 is Monday, 7 is Sunday. */
export function dayOfWeek(date: PlainDate): number {
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1
}

/** @throws Problem invalid_date when the result lies outside the years 1000 to 9999 */
export function addDays(date: PlainDate, days: number): PlainDate {
  return parsePlainDate(fromDayNumber(dayNumber(date) + days))
}

/** The same day some months later; the last of the month when that month is shorter: 31 January and a month is 28 or 29 February. */
export function addMonths(date: PlainDate, months: number): PlainDate {
  const month = yearOf(date) * 12 + monthOf(date) - 1 + months
  const year = Math.floor(month / 12)
  const inYear = month - year * 12 + 1
  return plainDate(year, inYear, Math.min(dayOf(date), daysInMonth(year, inYear)))
}

/** How many days later `to` is; negative when it is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return dayNumber(to) - dayNumber(from)
}

export function daysInMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

/** Which day it is at this instant in that time zone. */
export function toPlainDate(instant: Date, timeZone: string): PlainDate {
  const { year, month, day } = wallClock(instant, timeZone)
  return plainDate(year, month, day)
}

/** The instant at which the day is over there: its 24:00. What happens before it happens in time. */
export function endOfDay(date: PlainDate, timeZone: string): Date {
  return startOfDay(addDays(date, 1), timeZone)
}

/** The first instant of the day there; where a clock change skips midnight, the first that exists. */
export function startOfDay(date: PlainDate, timeZone: string): Date {
  const midnight = dayNumber(date) * dayInMilliseconds
  const first = [-1, 1]
    .map((side) => midnight - offset(new Date(midnight + side * dayInMilliseconds), timeZone))
    .sort((a, b) => a - b)
    .find((instant) => toPlainDate(new Date(instant), timeZone) >= date)
  invariant(first !== undefined, `${date} never begins in ${timeZone}`)
  return new Date(first)
}

function dayNumber(text: string): number {
  const [, year, month, day] = shape.exec(text) ?? []
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / dayInMilliseconds
}

function fromDayNumber(days: number): string {
  const date = new Date(days * dayInMilliseconds)
  if (Number.isNaN(date.getTime())) return 'no date'
  return date.toISOString().slice(0, -'T00:00:00.000Z'.length)
}

type WallClock = { year: number; month: number; day: number; hour: number; minute: number; second: number }

const formats = new Map<string, Intl.DateTimeFormat>()

function wallClock(instant: Date, timeZone: string): WallClock {
  const parts = format(timeZone).formatToParts(instant)
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value)
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
  }
}

function format(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, made)
  return made
}

/** How far the clocks there are ahead of UTC, in milliseconds. */
function offset(instant: Date, timeZone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(instant, timeZone)
  const whole = Math.floor(instant.getTime() / 1000) * 1000
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
