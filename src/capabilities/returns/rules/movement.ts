import { Decimal, quotient } from '#base/decimal.ts'
import { isBlank } from '#base/blank.ts'

/** Sums over the firms of one class that reported an indicator, as simply reported, in both of two periods. */
export type Matched = {
  readonly industry: string | null
  readonly indicator: string
  readonly before: string
  readonly now: string
  readonly firms: number
}

/** How an indicator moved in a class between two periods, over the same firms in both. */
export type Movement = {
  readonly factor: Decimal
  readonly firms: number
  /** The class it was taken over; `*` for all. */
  readonly of: string
}

/** Fewer firms than these say nothing of their class; the class above is asked. */
export const fewestFirms = 5
/** A movement beyond these, or from or to nothing, is no growth to go by: the value is carried as it was. */
const smallest = new Decimal('0.25')
const largest = new Decimal(4)
const factorScale = 6

/** The movement of a class: its own where enough firms are matched, else that of the nearest class above, else that of all. */
export function createMovements(
  matched: readonly Matched[],
  parentOf: (industry: string) => string | undefined,
): (industry: string | null, indicator: string) => Movement {
  type Sum = { before: Decimal; now: Decimal; firms: number }
  const sums = new Map<string, Sum>()
  const add = (key: string, one: Matched): void => {
    const sum = sums.get(key) ?? { before: new Decimal(0), now: new Decimal(0), firms: 0 }
    sums.set(key, { before: sum.before.plus(one.before), now: sum.now.plus(one.now), firms: sum.firms + one.firms })
  }
  for (const one of matched) {
    for (const of of ['*', ...aboveOf(one.industry, parentOf)]) add(`${of} ${one.indicator}`, one)
  }
  return (industry, indicator) => {
    for (const of of [...aboveOf(industry, parentOf), '*']) {
      const sum = sums.get(`${of} ${indicator}`)
      if (sum === undefined || (sum.firms < fewestFirms && of !== '*')) continue
      return { factor: factorOf(sum), firms: sum.firms, of }
    }
    return { factor: new Decimal(1), firms: 0, of: '*' }
  }
}

function aboveOf(industry: string | null, parentOf: (industry: string) => string | undefined): string[] {
  const above: string[] = []
  for (let at = industry ?? undefined; at !== undefined && !above.includes(at); at = parentOf(at)) above.push(at)
  return above
}

function factorOf({ before, now }: { before: Decimal; now: Decimal }): Decimal {
  if (before.lte(0) || now.lte(0)) return new Decimal(1)
  const factor = quotient(now, before, factorScale)
  if (isBlank(factor) || factor.lt(smallest) || factor.gt(largest)) return new Decimal(1)
  return factor
}

/** How much a value moves the published total from where it was expected: weight × |reported − expected| ÷ total. */
export function scoreOf(
  reported: number,
  { expected, total, weight = 1 }: { readonly expected: number; readonly total: number; readonly weight?: number },
): number {
  return total === 0 ? 0 : (weight * Math.abs(reported - expected)) / Math.abs(total)
}
