import { Decimal } from '#base/decimal.ts'
import { Problem } from '#base/problem.ts'

/** A share from 0 to 1 as exact text, from percent as a person types it. @throws invalid_number when it is none or beyond 100 */
export function shareOf(percent: string): string {
  const share = new Decimal(percent).div(100)
  if (share.isNegative() || share.gt(1)) throw new Problem('invalid_number', { details: { found: percent } })
  return share.toFixed()
}
