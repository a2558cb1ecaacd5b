import { Decimal, parseDecimal } from '#base/decimal.ts'
import type { AssignProblem, Pair } from './assign.ts'
import { type MatchTable, rulesIn } from './many.ts'
import { type Need, type OfferTerms, type Rule, rules } from './model.ts'
import { takenOf } from './one.ts'

type Wanting = {
  /** A rule that is left aside. */
  readonly without?: Rule
  /** Only pairs about which nothing is open. */
  readonly certain?: boolean
}

/** Areas are told to the solver in hundredths of a m², rounded up where they are finer, so that nothing overflows. */
const perSquareMetre = 100

/** The problem of assigning all needs over all offers, by the answers of a table. */
export function problemOf(table: MatchTable, { without, certain = false }: Wanting = {}): AssignProblem {
  const { needs, offers, no, unknown, score } = table
  const pairs: Pair[] = []
  for (const [need, one] of needs.entries()) {
    for (const [offer, terms] of offers.entries()) {
      const at = need * offers.length + offer
      const refusals = no[at] as number
      if (refusals !== 0 && !(without !== undefined && isOnly(refusals, without))) continue
      if (certain && unknown[at] !== 0) continue
      pairs.push({ need, offer, weight: Math.max(1, score[at] as number), takes: takes(one, terms) })
    }
  }
  return { needs: needs.length, capacities: offers.map(capacity), pairs }
}

function isOnly(refusals: number, rule: Rule): boolean {
  return refusals === 1 << rules.indexOf(rule)
}

function takes(need: Need, offer: OfferTerms): number {
  return offer.least === null ? 1 : Math.max(1, takenOf(need, offer).times(perSquareMetre).ceil().toNumber())
}

function capacity({ area, least }: OfferTerms): number | null {
  return least === null ? null : parseDecimal(area).times(perSquareMetre).floor().toNumber()
}

/** The rules that alone keep some need from some offer; only those have a price. */
export function decidingRules({ no }: MatchTable): Rule[] {
  let seen = 0
  for (const bits of no) if (bits !== 0 && (bits & (bits - 1)) === 0) seen |= bits
  return rulesIn(seen)
}

/** The area that the chosen pairs take, in m². */
export function areaOf(table: Pick<MatchTable, 'needs' | 'offers'>, chosen: readonly Pair[]): Decimal {
  return chosen.reduce(
    (sum, { need, offer }) => sum.plus(takenOf(table.needs[need] as Need, table.offers[offer] as OfferTerms)),
    new Decimal(0),
  )
}
