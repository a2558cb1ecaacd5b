import { addDays, type PlainDate, toPlainDate } from '#base/plain-date.ts'
import { addWorkingDays, type WorkingDayCalendar } from '#base/working-days.ts'
import type { Scheme } from '#pack/schema/scheme.ts'

/** A time in which the public may see and object: from the day after it was shown, through its last day. */
export type Window = {
  readonly of: 'inputs' | 'results'
  readonly from: PlainDate
  readonly until: PlainDate
  readonly isOpen: boolean
  readonly isProvisional: boolean
  readonly days: number
  readonly count: 'working' | 'calendar'
  readonly shows: readonly string[]
}

export type WindowFrame = {
  readonly calendar: WorkingDayCalendar
  readonly timeZone: string
  readonly today: PlainDate
}

/** The windows that the scheme asks for, of what was shown. The day of showing does not count; the last day ends at 24:00. */
export function windowsOf(
  scheme: Scheme,
  shown: { readonly inputs: Date | null; readonly results: Date | null },
  frame: WindowFrame,
): Window[] {
  return (scheme.publicity ?? []).flatMap(({ of, days, count, shows }): Window[] => {
    const at = shown[of]
    if (at === null) return []
    const from = toPlainDate(at, frame.timeZone)
    const { date: until, provisional } =
      count === 'working'
        ? addWorkingDays(frame.calendar, from, days)
        : { date: addDays(from, days), provisional: false }
    const isOpen = from <= frame.today && frame.today <= until
    return [{ of, from, until, isOpen, isProvisional: provisional, days, count, shows: shows ?? [] }]
  })
}
