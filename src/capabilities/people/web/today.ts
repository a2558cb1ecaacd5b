import { useState } from 'react'
import { type PlainDate, toPlainDate } from '#base/plain-date.ts'
import { useSession } from '#kit/web/session.tsx'

/** The day it was, in the time zone of the programme, when the page was opened. */
export function useToday(): PlainDate {
  const { timeZone } = useSession().programme
  const [today] = useState(() => toPlainDate(new Date(), timeZone))
  return today
}
