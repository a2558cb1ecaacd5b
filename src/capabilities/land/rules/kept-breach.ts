import type { Text } from '#base/text.ts'
import type { IdleRule } from './idle-land.ts'

/** What follows from a breach and from idle land, as it is kept with an agreement: whatever the programme says later, this was signed. */
export type KeptBreach = {
  /** The formula over the price of the land and the shortfall; null: none was stated. */
  readonly penalty: string | null
  /** Months to put a shortfall right; null: not stated. */
  readonly months: number | null
  readonly idle: readonly IdleRule[]
  readonly source: string | null
  /** The document and the clause in words. */
  readonly cited: Text | null
}
