import { allowed, type Decision, refused } from '#base/decision.ts'
import { type Decimal, parseDecimal, toDecimalText } from '#base/decimal.ts'
import type { ProblemIssue } from '#base/problem.ts'
import type { Given } from '#pack/formula/evaluate.ts'
import { quotaAnswers } from '#pack/land-rules.ts'
import type { ProgrammeQuota } from '#pack/programme.ts'
import { issueOf, type RuleWords } from './renewals.ts'

const entryKinds = ['given', 'taken_back', 'reserved', 'used', 'given_back'] as const
export type EntryKind = (typeof entryKinds)[number]

/** One amount of the ledger of a quota, of one place and year. */
export type Entry = {
  readonly what: EntryKind
  readonly amount: string
  /** The clause of the programme that gives it; null for what was booked by hand or for a request. */
  readonly stated: string | null
  readonly request: string | null
}

/** Where a quota of one place and year stands. Given is null while nobody has given anything, which is not nothing. */
export type Account = {
  readonly given: string | null
  readonly reserved: string
  readonly used: string
  readonly left: string | null
}

/** What the programme gives to a place in a year, if it states an amount. */
export type StatedAmount = { readonly amount: string; readonly source: string }

/** The entries as they count: what the programme states stands first, also before anybody has booked on it. */
export function withStated(entries: readonly Entry[], stated: StatedAmount | undefined): readonly Entry[] {
  if (stated === undefined || entries.some((entry) => entry.stated !== null)) return entries
  return [{ what: 'given', amount: stated.amount, stated: stated.source, request: null }, ...entries]
}

/** What was given, is reserved now, was used, is left. */
export function accountOf(entries: readonly Entry[]): Account {
  const of = (what: EntryKind): Decimal =>
    entries
      .filter((entry) => entry.what === what)
      .reduce((sum, entry) => sum.plus(parseDecimal(entry.amount)), parseDecimal('0'))
  const isGiven = entries.some(({ what }) => what === 'given')
  const given = of('given').minus(of('taken_back'))
  const used = of('used')
  const reserved = of('reserved').minus(used).minus(of('given_back'))
  return {
    given: isGiven ? toDecimalText(given) : null,
    reserved: toDecimalText(reserved),
    used: toDecimalText(used),
    left: isGiven ? toDecimalText(given.minus(reserved).minus(used)) : null,
  }
}

/** The entries of each kind that make up a figure of an account. */
export const partsOf = {
  given: ['given', 'taken_back'],
  reserved: ['reserved', 'used', 'given_back'],
  used: ['used'],
  left: ['given', 'taken_back', 'reserved', 'given_back'],
} as const satisfies Record<keyof Account, readonly EntryKind[]>

/** Whether an amount may be booked: what is left never falls below nothing, and nothing is used that was not reserved. */
export function bookingAnswer(entries: readonly Entry[], booking: Omit<Entry, 'stated'>): Decision {
  const { what, amount, request } = booking
  if (what === 'given') return allowed
  if (what === 'used' || what === 'given_back') {
    const own = accountOf(entries.filter((entry) => entry.request === request))
    return parseDecimal(own.reserved).equals(parseDecimal(amount))
      ? allowed
      : refused('quota.not_reserved', { asked: amount, reserved: own.reserved })
  }
  const { left } = accountOf(entries)
  if (left === null) return refused('quota.nothing_given')
  return parseDecimal(amount).greaterThan(parseDecimal(left))
    ? refused('quota.not_enough', { asked: amount, left })
    : allowed
}

/** What keeps a request from being granted: each rule that refuses it, or of which nobody can say. */
export function grantFaults(quota: ProgrammeQuota, given: Given, words: RuleWords): readonly ProblemIssue[] {
  return quotaAnswers(quota, given).flatMap((one) =>
    one.rule.does !== 'refuse' || one.answer === 'no' ? [] : [issueOf(one, `quota.refuses_${one.answer}`, words)],
  )
}
