import type { Evaluation } from './evaluate.ts'
import { insideOf, stepsOf } from './grades.ts'
import type { Numbers } from './numbers.ts'
import { compareRatios, minus, none, plus, type Ratio, ratioOf, ratioText, roundedRatio, times } from './ratios.ts'
import { shownPlaces } from './model.ts'
import { type Judged, roundingOf } from './scores.ts'

/** The smallest change of one criterion alone that reaches the next grade; `to` is null where none does. */
export type Way = { readonly criterion: string; readonly from: string; readonly to: string | null }

/** What would bring a unit the next better grade, everything else as it is: other units, baselines, bonuses, vetoes. */
export type Reach = {
  /** Null: there is none, or what holds the unit back is no total. */
  readonly grade: string | null
  /** The total of the unit that stands at its last place, or the least total; who has as much is decided by the tie rule. */
  readonly needed: string | null
  readonly ways: readonly Way[]
}

const nothing: Reach = { grade: null, needed: null, ways: [] }

/** What it would take for one unit. Values are sought in steps of `shownPlaces` digits; what is reached is checked exactly. */
export function reachOf(evaluation: Evaluation, unit: number): Reach {
  const goal = goalOf(evaluation, unit)
  if (goal === undefined) return nothing
  const ways = evaluation.judged.flatMap((judged, at): Way[] => {
    const { value, criterion } = judged
    if (evaluation.totals.weightOf(unit, at) === undefined || value.blank[unit]) return []
    const own = value.exact(unit)
    const to = smallestValue(evaluation, { unit, at, judged, goal, own })
    return [{ criterion: criterion.id, from: ratioText(own, shownPlaces), to }]
  })
  return { grade: goal.grade, needed: goal.needed, ways }
}

/** The next grade, and whether a total (with another value of one criterion) would bring it. */
type Goal = {
  readonly grade: string
  readonly needed: string
  isReached(total: Ratio, changed: { readonly at: number; readonly value: Ratio }): boolean
}

function goalOf(evaluation: Evaluation, unit: number): Goal | undefined {
  const { table, totals, overrides, quotaGrade, grade, rank } = evaluation
  const { scheme } = table
  const inside = insideOf(scheme)
  const quota = inside.findIndex((one) => one === scheme.grades[quotaGrade[unit] as number])
  const final = inside.findIndex((one) => one === scheme.grades[grade[unit] as number])
  if (!rank[unit] || final <= 0 || quota < 0) return undefined
  const { least } = stepsOf(scheme, overrides, totals.total)(unit, quota)
  const wanted = Math.min(least, final) - 1
  if (wanted < Math.max(0, overrides.ceiling[unit] as number)) return undefined
  const last = wanted < quota ? lastOf(evaluation, unit, wanted + 1) : undefined
  if (wanted < quota && last === undefined) return undefined
  const leastTotal = ratioOf(inside[wanted]?.at_least ?? '0')
  const border = last === undefined ? leastTotal : totals.total.exact(last)
  const isBorderHigher = compareRatios(border, leastTotal) >= 0 || inside[wanted]?.at_least === undefined
  return {
    grade: inside[wanted]?.id ?? '',
    needed: ratioText(isBorderHigher ? border : leastTotal, shownPlaces),
    isReached(total, changed) {
      if (inside[wanted]?.at_least !== undefined && compareRatios(total, leastTotal) < 0) return false
      if (last === undefined) return true
      const order = compareRatios(total, border)
      return order > 0 || (order === 0 && winsTie(evaluation, unit, last, changed))
    },
  }
}

/** The lowest unit of the ranking that takes a place of one of the best `count` grades. */
function lastOf(
  { table, quotaGrade, overrides, rankings, population }: Evaluation,
  unit: number,
  count: number,
): number | undefined {
  const { scheme } = table
  const best = insideOf(scheme).slice(0, count)
  const { counted, back_fill } = scheme.quota ?? {}
  // The places of the grades from the bottom go by rank alone; only above them a veto leaves places free.
  const isFilled = back_fill === true && !best.some(({ rest }) => rest)
  return rankings[population.group[unit] as number]?.order.findLast((other) => {
    const at = best.findIndex((one) => one === scheme.grades[quotaGrade[other] as number])
    const ceiling = overrides.ceiling[other] as number
    const takes = ceiling < 0 || (counted !== 'not_vetoed' && (!isFilled || ceiling <= at))
    return at >= 0 && takes
  })
}

/** Whether a unit with an equal total comes before the other, or shares its grade. */
function winsTie(
  { table, judged }: Evaluation,
  unit: number,
  other: number,
  changed: { readonly at: number; readonly value: Ratio },
): boolean {
  const { ties, still_tied: rest } = table.scheme.ranking
  for (const id of ties) {
    const at = judged.findIndex(({ criterion }) => criterion.id === id)
    const key = judged[at]
    if (key === undefined) continue
    const [own, others] = [at === changed.at ? changed.value : valueOf(key.value, unit), valueOf(key.value, other)]
    if (own === undefined || others === undefined) {
      if (own !== others) return others === undefined
      continue
    }
    const order = compareRatios(own, others) * (key.criterion.better === 'higher' ? 1 : -1)
    if (order !== 0) return order > 0
  }
  if (rest === 'by_id') return (table.units.ids[unit] as string) < (table.units.ids[other] as string)
  return rest === 'better'
}

function valueOf(value: Numbers, unit: number): Ratio | undefined {
  return value.blank[unit] ? undefined : value.exact(unit)
}

type Search = {
  readonly unit: number
  readonly at: number
  readonly judged: Judged
  readonly goal: Goal
  readonly own: Ratio
}

const mostDoublings = 90

/** In steps of the last shown digit: doubles until the goal is reached, then halves back to the smallest step that reaches it. */
function smallestValue(evaluation: Evaluation, search: Search): string | null {
  const { goal, judged, own, at } = search
  const sign = judged.criterion.better === 'higher' ? 1n : -1n
  const under = 10n ** BigInt(shownPlaces)
  const start = roundedRatio(own, shownPlaces, sign > 0n ? 'ceil' : 'floor').over
  const valueAt = (steps: bigint): Ratio => ({ over: start + sign * steps, under })
  const isReached = (steps: bigint): boolean => {
    const value = valueAt(steps)
    const rounding = roundingOf(evaluation.table, 'value')
    const counted = rounding === undefined ? value : roundedRatio(value, rounding.places, rounding.mode)
    const total = totalIf(evaluation, search, counted)
    return total !== undefined && goal.isReached(total, { at, value: counted })
  }
  const isPossible = (steps: bigint) => sign > 0n || own.over < 0n || valueAt(steps).over >= 0n
  let high = 1n
  for (let doubled = 0; !isReached(high); doubled++, high *= 2n) {
    if (doubled > mostDoublings) return null
    if (isPossible(high)) continue
    if (!isReached(start)) return null
    high = start
    break
  }
  let low = 0n
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (isReached(middle)) high = middle
    else low = middle
  }
  const reached = isPossible(high) ? valueAt(high) : undefined
  return reached === undefined ? null : ratioText(reached, shownPlaces)
}

/** The total of a unit with another value of one criterion, by every step of the rule. */
function totalIf({ table, totals }: Evaluation, { unit, at, judged: own }: Search, value: Ratio): Ratio | undefined {
  const share = own.shareIf(unit, value)
  const weight = totals.weightOf(unit, at)
  if (share === undefined || weight === undefined) return undefined
  const score = rounded(times(share, weight), roundingOf(table, 'score'))
  const others = totals.scores.reduce<Ratio>(
    (sum, numbers, other) => (other === at || numbers.blank[unit] ? sum : plus(sum, numbers.exact(unit))),
    none,
  )
  const points = (sum: Numbers) => (sum.near.length === 0 ? none : sum.exact(unit))
  const all = minus(plus(plus(others, score), points(totals.bonus.sum)), points(totals.penalty.sum))
  const { least, most } = table.scheme.totals ?? {}
  const held =
    most !== undefined && compareRatios(all, ratioOf(most)) > 0
      ? ratioOf(most)
      : least !== undefined && compareRatios(all, ratioOf(least)) < 0
        ? ratioOf(least)
        : all
  return rounded(held, roundingOf(table, 'total'))
}

function rounded(ratio: Ratio, rounding: ReturnType<typeof roundingOf>): Ratio {
  return rounding === undefined ? ratio : roundedRatio(ratio, rounding.places, rounding.mode)
}
