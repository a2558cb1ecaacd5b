import type { PlainDate } from '#base/plain-date.ts'
import type { AgreementDays, DueCheck } from './due-checks.ts'

/** How a check stands: judged; open, it can be judged; late; later, it cannot be yet; waiting for a day that nobody knows. */
type CheckStatus = 'judged' | 'open' | 'late' | 'later' | 'waiting'

/** What was recorded of a check: the answers of its rows, the last ones. */
export type Recorded = { readonly answers: ReadonlyMap<string, string> }

/** What the case says has happened. */
export type Happened = Readonly<Record<'start' | 'completion' | 'production', PlainDate | null>>

export function statusOf(
  check: DueCheck,
  recorded: Recorded | undefined,
  given: { readonly happened: Happened; readonly today: PlainDate },
): CheckStatus {
  if (isJudged(check, recorded, given.happened)) return 'judged'
  if (check.opens === null) return 'waiting'
  if (given.today < check.opens) return 'later'
  return check.due !== null && given.today > check.due ? 'late' : 'open'
}

/**
 * Judged is what was recorded with an answer for every row of its own. Start, completion and production have to have happened as well: one
 * that was missed is looked at again.
 */
function isJudged({ point, own }: DueCheck, recorded: Recorded | undefined, happened: Happened): boolean {
  const isAnswered = recorded !== undefined && own.every((row) => recorded.answers.get(row) !== 'unknown')
  if (point !== 'start' && point !== 'completion' && point !== 'production') return isAnswered
  return happened[point] !== null && (own.length === 0 || isAnswered)
}

/** The check that comes next: late ones first, then by their days. */
export function nextCheck(
  checks: readonly { readonly check: DueCheck; readonly status: CheckStatus }[],
): DueCheck | undefined {
  const open = checks.flatMap(({ check, status }) => (status === 'judged' || status === 'waiting' ? [] : [check]))
  const [first] = open
  return open.reduce((next, check) => (isBefore(check.due, next?.due ?? null) ? check : next), first)
}

/** A check without a day comes after all that have one. */
const isBefore = (day: PlainDate | null, other: PlainDate | null) => day !== null && (other === null || day < other)

/** The earliest day: of the clocks that run, and of a check that was not made. */
export function earliestDue(clock: PlainDate | null, check: DueCheck | undefined): PlainDate | null {
  const due = check?.due ?? null
  if (clock === null || due === null) return clock ?? due
  return clock < due ? clock : due
}

/** Years of production count from the day it began; without a date of the case nothing is counted. */
export function daysOf(row: {
  readonly land_right_on: PlainDate
  readonly producing_since: PlainDate | null
  readonly due_start: PlainDate | null
  readonly due_completion: PlainDate | null
  readonly due_production: PlainDate | null
}): AgreementDays {
  return {
    landRight: row.land_right_on,
    production: row.producing_since,
    clocks: { start: row.due_start, completion: row.due_completion, production: row.due_production },
  }
}
