import { parseDecimal, toDecimalText, roundTo } from '#base/decimal.ts'
import { addMonths, type PlainDate } from '#base/plain-date.ts'
import type { Land } from '#pack/schema/land.ts'

/** What the programme says follows for land that lies idle. */
export type IdleRule = NonNullable<NonNullable<Land['breach']>['idle']>[number]

/** How far building has come, and until when it had to. */
export type Building = {
  readonly dueStart: PlainDate | null
  readonly dueCompletion: PlainDate | null
  readonly startedOn: PlainDate | null
  readonly completedOn: PlainDate | null
  /** The price of the land in 10,000 yuan, exact; null: not known. */
  readonly price: string | null
}

export type IdleFinding = {
  readonly since: 'start' | 'completion'
  /** The day on which it should have been done. */
  readonly due: PlainDate
  /** The day on which the rule was reached. */
  readonly reachedOn: PlainDate
  readonly rule: IdleRule
  /** The fee in 10,000 yuan; null where the rule asks none or the price is not known. */
  readonly fee: string | null
}

/** The day since which land lies idle: that of the start while nobody has begun, that of the completion once somebody has; null: it does not. */
export function idleSince(building: Building, today: PlainDate): Pick<IdleFinding, 'since' | 'due'> | null {
  const { dueStart, dueCompletion, startedOn, completedOn } = building
  if (completedOn !== null) return null
  const since = startedOn === null ? 'start' : 'completion'
  const due = startedOn === null ? dueStart : dueCompletion
  return due === null || today <= due ? null : { since, due }
}

/** Every rule of idle land that was reached by today, the earliest first. Extensions move the day that is counted from. */
export function idleFindings(building: Building, rules: readonly IdleRule[], today: PlainDate): IdleFinding[] {
  const idle = idleSince(building, today)
  if (idle === null) return []
  return rules
    .map((rule) => ({ rule, reachedOn: addMonths(idle.due, rule.after_months) }))
    .filter(({ reachedOn }) => reachedOn <= today)
    .map(({ rule, reachedOn }) => ({ ...idle, reachedOn, rule, fee: feeOf(rule, building.price) }))
}

/** A share of the price, in 10,000 yuan to the fen. */
function feeOf({ does, share }: IdleRule, price: string | null): string | null {
  if (does !== 'fee' || share === undefined || price === null) return null
  return toDecimalText(roundTo(parseDecimal(price).times(parseDecimal(share)).dividedBy(100), 6))
}
