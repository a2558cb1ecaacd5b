import { allowed, type Decision, refused } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'

/** A class of readiness as the programme has it. */
export type Readiness = {
  readonly id: string
  readonly within?: { readonly from?: number | undefined; readonly to: number } | undefined
  readonly existing?: true | undefined
}

/** What is known of the ground when somebody wants to supply it. */
export type GroundToSupply = {
  readonly hasShape: boolean
  readonly readiness: string | null
  /** Days, as 2026-11-22. */
  readonly usableOn: string | null
  readonly suppliedOn: string | null
  /** A supply of it that is not over. */
  readonly open: string | null
}

/** The classes whose ground can be supplied now: usable within no year, or where the programme states none, its first class of ground. */
export function readyNow(classes: readonly Readiness[]): string[] {
  const ground = classes.filter(({ existing }) => existing !== true)
  return ground.filter(({ within }, at) => (within === undefined ? at === 0 : within.to === 0)).map(({ id }) => id)
}

/** Whether a supply may begin: nothing of it may be open or done, it has a shape, and it can be used now. */
export function decideSupply(ground: GroundToSupply, classes: readonly Readiness[], today: PlainDate): Decision {
  const { open, suppliedOn, hasShape, readiness, usableOn } = ground
  if (open !== null) return refused('supply.open_already')
  if (suppliedOn !== null) return refused('supply.supplied_already', { on: suppliedOn })
  if (!hasShape) return refused('supply.no_shape')
  if (readiness === null) return refused('supply.not_classified')
  if (!readyNow(classes).includes(readiness)) return refused('supply.not_ready', { readiness })
  if (usableOn !== null && usableOn > today) return refused('supply.usable_later', { on: usableOn })
  return allowed
}

/** Whether an industry may be elected: only one whose indicators are set for the parcel. */
export function decideElection(elected: string, set: readonly string[]): Decision {
  return set.includes(elected) ? allowed : refused('supply.industry_without_indicators', { found: elected })
}
