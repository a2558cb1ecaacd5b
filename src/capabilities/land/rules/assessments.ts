import { addDays, addMonths, daysBetween, type PlainDate } from '#base/plain-date.ts'
import type { AssessmentKind } from '#pack/schema/land.ts'
import type { Standing } from '../contract/assessments.ts'

/** So many days before its last valid day the case of an assessment is opened: making a new one takes months. */
export const raisedAhead = 180

export type Validity = {
  readonly approvedOn: PlainDate
  /** Last valid day; null where none is stated. */
  readonly validUntil: PlainDate | null
  /** Last day on which it held, where the one that follows took over earlier. */
  readonly endedOn: PlainDate | null
}

/** Whether an assessment may be drawn on, on a day. */
export function holdsOn({ approvedOn, validUntil, endedOn }: Validity, day: PlainDate): boolean {
  return approvedOn <= day && (validUntil === null || day <= validUntil) && (endedOn === null || day <= endedOn)
}

/** How an assessment stands on a day. */
export function standingOn(validity: Validity, day: PlainDate): Standing {
  const { approvedOn, validUntil, endedOn } = validity
  if (endedOn !== null && day > endedOn) return 'replaced'
  if (validUntil !== null && day > validUntil) return 'lapsed'
  if (day < approvedOn) return 'not_yet'
  return isExpiring(validity, day) ? 'expiring' : 'holds'
}

/** Whether its last day is so near that it should be made anew. */
export function isExpiring({ validUntil, endedOn }: Validity, day: PlainDate): boolean {
  return validUntil !== null && endedOn === null && validUntil <= addDays(day, raisedAhead)
}

/** Days after a day on which it still holds; null where no end is stated. */
export function daysLeft({ validUntil, endedOn }: Validity, day: PlainDate): number | null {
  const last = endedOn ?? validUntil
  return last === null ? null : Math.max(0, daysBetween(day, last))
}

/** The last valid day by the years of its kind, which begin on the day of the approval; null where no years are stated. */
export function proposedUntil(kind: Pick<AssessmentKind, 'valid'>, approvedOn: PlainDate): PlainDate | null {
  if (!('years' in kind.valid)) return null
  return addDays(addMonths(approvedOn, 12 * Number(kind.valid.years)), -1)
}

/** The last day of an assessment whose successor is approved on a day: the day before, or its own last day when that comes first. */
export function endedBy(validity: Validity, approvedOn: PlainDate): PlainDate {
  const before = addDays(approvedOn, -1)
  const last = validity.validUntil !== null && validity.validUntil < before ? validity.validUntil : before
  return last < validity.approvedOn ? validity.approvedOn : last
}
