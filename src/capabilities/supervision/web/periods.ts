import { type Period, periodContaining, periodOf } from '#base/period.ts'
import { type PlainDate, toPlainDate, yearOf } from '#base/plain-date.ts'
import { useSession } from '#kit/web/session.tsx'
import { useState } from 'react'

/** The day it was, in the time zone of the programme, when the page was opened. */
export function useToday(): PlainDate {
  const { timeZone } = useSession().programme
  const [today] = useState(() => toPlainDate(new Date(), timeZone))
  return today
}

/** The year that it is for the programme. */
export function useThisYear(): number {
  return yearOf(useToday())
}

/** The four quarters of a year. */
export function quartersOf(year: number): Period[] {
  return [1, 2, 3, 4].map((index) => periodOf('quarter', year, index))
}

/** The month that holds a day. */
export function monthOfDay(day: PlainDate): Period {
  return periodContaining('month', day)
}
