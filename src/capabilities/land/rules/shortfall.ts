import { isBlank } from '#base/blank.ts'
import { Decimal, parseDecimal, quotient, toDecimalText } from '#base/decimal.ts'
import { compare, type Quantity, quantity } from '#base/quantity.ts'
import type { RowAnswer, RowOutcome } from '#pack/standards.ts'

const whole = '100'
const places = 4

/**
 * How much of what a row asks is missing, in percent of what it asks, at most all of it; too much of what there may be at most counts the
 * same. Undefined where the row is met, is words alone, or nobody can say.
 */
export function shareMissing({ answer, value, asked, shortfall }: RowOutcome): Quantity | undefined {
  if (answer !== 'unmet' || shortfall === undefined || isBlank(value) || isBlank(asked)) return undefined
  const isBelow = asked.low !== undefined && compare(value, asked.low) < 0
  const end = isBelow ? asked.low : asked.high
  if (end === undefined) return undefined
  const share = quotient(parseDecimal(shortfall.value).times(100), parseDecimal(end.value).abs(), places)
  if (!(share instanceof Decimal)) return quantity(whole, 'percent')
  return quantity(share.greaterThan(whole) ? whole : toDecimalText(share), 'percent')
}

export type Worst = { readonly row: string; readonly share: Quantity }

/** The shortfall of a check: that of the normative row that is missed most. Recommended rows owe nothing. */
export function worstOf(outcomes: readonly RowOutcome[]): Worst | undefined {
  let worst: Worst | undefined
  for (const outcome of outcomes) {
    const share = outcome.row.nature === 'normative' ? shareMissing(outcome) : undefined
    if (share === undefined) continue
    if (worst === undefined || compare(share, worst.share) > 0) worst = { row: outcome.row.id, share }
  }
  return worst
}

const open: readonly RowAnswer[] = ['unknown', 'not_stated']

/** Whether what binds is kept: no as soon as one row is not, unknown as long as one cannot be judged. */
export function answerOf(outcomes: readonly RowOutcome[]): 'yes' | 'no' | 'unknown' {
  const binding = outcomes.filter(({ row }) => row.nature === 'normative')
  if (binding.some(({ answer }) => answer === 'unmet')) return 'no'
  return binding.some(({ answer }) => open.includes(answer)) ? 'unknown' : 'yes'
}
