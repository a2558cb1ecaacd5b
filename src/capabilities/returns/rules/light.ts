import { daysBetween, type PlainDate } from '#base/plain-date.ts'
import type { ReturnSummary } from '../contract.ts'

/** Three days before it is due a return turns yellow, as every clock of the house. */
const nearDays = 3

/** The light of something due by the end of a day. */
export function lightOf(
  due: PlainDate,
  { today, done }: { readonly today: PlainDate; readonly done: boolean },
): ReturnSummary['light'] {
  if (done) return 'done'
  const left = daysBetween(today, due)
  if (left < 0) return 'overdue'
  return left <= nearDays ? 'near' : 'on_schedule'
}
