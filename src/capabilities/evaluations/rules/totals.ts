import type { Adjustment } from '#pack/schema/scheme.ts'
import { numbersOf, type Table, type Truths, truthsOf } from './columns.ts'
import {
  type Bounded,
  bounded,
  boundedInPlace,
  combined,
  compareWith,
  constant,
  type Mark,
  markOf,
  type Numbers,
  rounded,
} from './numbers.ts'
import type { Population } from './population.ts'
import { divided, epsilon, nearOf, none, one, plus, type Ratio, ratioOf, times } from './ratios.ts'
import { type Judged, roundingOf } from './scores.ts'

/** Points of one item beside the criteria, and where it was not known whether they are due. */
export type Adjusted = {
  readonly id: string
  readonly points: Numbers
  readonly truths: Truths
  /** A penalty for a declared zero that nobody verified; `id` is the input. */
  readonly isZero?: true
}

export type Adjustments = { readonly items: readonly Adjusted[]; readonly sum: Bounded }

export type Totals = {
  /** By criterion, in the order of the scheme: points as they go into the total. */
  readonly scores: readonly Numbers[]
  readonly bonus: Adjustments
  readonly penalty: Adjustments
  /** Blank where nothing could be scored. */
  readonly total: Numbers
  /** 1 where the total was too high, 2 too low. */
  readonly held: Uint8Array
  /** The weight that was used for a criterion of a unit; undefined where it was excluded. */
  weightOf(unit: number, criterion: number): Ratio | undefined
}

const zero = markOf(none)

/** Points, bonuses, penalties and the total of every unit in a group. */
export function totalsOf(
  table: Table,
  population: Population,
  judged: readonly Judged[],
  zeros: readonly Adjusted[],
): Totals {
  const { scheme } = table
  const weighing = weightsOf(table, population, judged)
  const rounding = roundingOf(table, 'score')
  const scores = judged.map(({ share }, at) => rounded(weighted(share, weighing, at), rounding))
  const bonus = adjustmentsOf(table, scheme.bonuses, [])
  const penalty = adjustmentsOf(table, scheme.penalties, zeros)
  const sum = summed(scores, table.size, population)
  const withBonus = bonus.items.length === 0 ? sum : combined(sum, '+', bonus.sum)
  const all = penalty.items.length === 0 ? withBonus : combined(withBonus, '-', penalty.sum)
  const { least, most } = scheme.totals ?? {}
  const within = boundedInPlace(all, {
    ...(least === undefined ? {} : { least: markOf(ratioOf(least)) }),
    ...(most === undefined ? {} : { most: markOf(ratioOf(most)) }),
  })
  const total = remembering(rounded(within, roundingOf(table, 'total')))
  return { scores, bonus, penalty, total, held: within.held, weightOf: weighing.weightOf }
}

type Weighing = {
  weightOf(unit: number, criterion: number): Ratio | undefined
  /** The same, near enough: by unit the factor that its weights grow by, by group and criterion the weight. */
  readonly factors: Float64Array
  readonly weights: readonly Float64Array[]
  readonly group: Int16Array
}

/** The weights of every unit: where criteria are excluded the others grow to the total. */
function weightsOf({ scheme, size }: Table, { group, all }: Population, judged: readonly Judged[]): Weighing {
  const exact = scheme.groups.map(({ weights }) =>
    judged.map(({ criterion }) => (criterion.id in weights ? ratioOf(weights[criterion.id] as string) : undefined)),
  )
  const left = new Uint32Array(size)
  for (const [at, { share }] of judged.entries()) {
    for (const unit of all) {
      if (share.blank[unit] && exact[group[unit] as number]?.[at] !== undefined)
        left[unit] = (left[unit] as number) | (1 << at)
    }
  }
  const known = new Map<number, Ratio>()
  const factorOf = (unit: number): Ratio => {
    const excluded = left[unit] as number
    if (excluded === 0) return one
    const key = excluded * scheme.groups.length + (group[unit] as number)
    const found = known.get(key) ?? grownBy(exact[group[unit] as number] ?? [], excluded, scheme.total)
    known.set(key, found)
    return found
  }
  const factors = new Float64Array(size)
  for (let i = 0; i < size; i++) factors[i] = left[i] === 0 ? 1 : nearOf(factorOf(i))
  return {
    weightOf(unit, criterion) {
      const weight = exact[group[unit] as number]?.[criterion]
      return weight === undefined || judged[criterion]?.share.blank[unit] ? undefined : times(weight, factorOf(unit))
    },
    factors,
    weights: exact.map((weights) =>
      Float64Array.from(weights, (weight) => (weight === undefined ? 0 : nearOf(weight))),
    ),
    group,
  }
}

/** The total over the weights that are left; of none, nothing. */
function grownBy(weights: readonly (Ratio | undefined)[], excluded: number, total: string): Ratio {
  const rest = weights.reduce<Ratio>(
    (sum, weight, at) => (weight === undefined || (excluded >>> at) & 1 ? sum : plus(sum, weight)),
    none,
  )
  return rest.over === 0n ? none : divided(ratioOf(total), rest)
}

function weighted(share: Numbers, { factors, weights, group, weightOf }: Weighing, criterion: number): Numbers {
  const near = new Float64Array(factors.length)
  const within = new Float64Array(factors.length)
  const blank = new Uint8Array(factors.length).fill(1)
  const own = Float64Array.from([0, ...weights.map((inGroup) => inGroup[criterion] ?? 0)])
  for (let i = 0; i < near.length; i++) {
    const weight = own[1 + (group[i] as number)] as number
    if (weight === 0 || share.blank[i]) continue
    blank[i] = 0
    const by = weight * (factors[i] as number)
    near[i] = (share.near[i] as number) * by
    within[i] = (share.within[i] as number) * by * 1.01 + Math.abs(near[i] as number) * 4 * epsilon
  }
  const { exact } = share
  return { near, within, blank, exact: (unit) => times(exact(unit), weightOf(unit, criterion) ?? none) }
}

/** The sum of what is there; blank for who has nothing, or is in no group. */
function summed(scores: readonly Numbers[], size: number, { group }: Population): Numbers {
  const near = new Float64Array(size)
  const within = new Float64Array(size)
  const blank = new Uint8Array(size).fill(1)
  for (const score of scores) {
    for (let i = 0; i < size; i++) {
      if (score.blank[i] || (group[i] as number) < 0) continue
      blank[i] = 0
      const sum = (near[i] as number) + (score.near[i] as number)
      near[i] = sum
      within[i] = ((within[i] as number) + (score.within[i] as number) + Math.abs(sum) * epsilon) * 1.000001
    }
  }
  const exact = (unit: number) =>
    scores.reduce<Ratio>((sum, score) => (score.blank[unit] ? sum : plus(sum, score.exact(unit))), none)
  return { near, within, blank, exact }
}

function adjustmentsOf(
  table: Table,
  rule: { readonly most?: string | undefined; readonly items: readonly Adjustment[] } | undefined,
  more: readonly Adjusted[],
): Adjustments {
  const items = [...(rule?.items ?? []).map((item) => adjustmentOf(table, item)), ...more]
  const [first, ...others] = items.map(({ points }) => points)
  const sum = others.reduce<Numbers>((all, points) => combined(all, '+', points), first ?? constant(none, 0))
  return { items, sum: bounded(sum, rule?.most === undefined ? {} : { most: markOf(ratioOf(rule.most)) }) }
}

/** Points where the condition holds; a formula never takes points the other way, and what is not known gives none. */
function adjustmentOf(table: Table, { id, where, points, per, most }: Adjustment): Adjusted {
  const truths = truthsOf(table, where).slice()
  const bounds: { least: Mark; most?: Mark } = {
    least: zero,
    ...(most === undefined ? {} : { most: markOf(ratioOf(most)) }),
  }
  const amount = bounded(
    per === undefined ? constant(ratioOf(points ?? '0'), table.size) : numbersOf(table, per, 'one'),
    bounds,
  )
  for (let i = 0; i < truths.length; i++) if (amount.blank[i] && truths[i] === 1) truths[i] = -1
  return { id, truths, points: where === undefined && per === undefined ? amount : only(amount, truths) }
}

/** The number where it holds, 0 elsewhere. */
export function only(numbers: Numbers, truths: Truths): Numbers {
  const { exact } = numbers
  return {
    near: numbers.near.map((number, i) => (truths[i] === 1 ? number : 0)),
    within: numbers.within.map((bound, i) => (truths[i] === 1 ? bound : 0)),
    blank: new Uint8Array(truths.length),
    exact: (unit) => (truths[unit] === 1 ? exact(unit) : none),
  }
}

/** An exact total is worked out once, however often it is compared. */
function remembering(numbers: Numbers): Numbers {
  const known = new Map<number, Ratio>()
  const { exact } = numbers
  return {
    ...numbers,
    exact(unit) {
      const found = known.get(unit) ?? exact(unit)
      known.set(unit, found)
      return found
    },
  }
}

/** Units with a declared zero that nobody verified, by input, and the points that this costs. */
export function unverifiedZeros(table: Table): { zeros: Map<string, Uint8Array>; penalties: Adjusted[] } {
  const zeros = new Map<string, Uint8Array>()
  const penalties: Adjusted[] = []
  for (const { id, declared_zero: rule } of table.scheme.inputs) {
    if (rule === undefined) continue
    const input = table.inputs[id] as Numbers
    const verified = table.facts[rule.verified_by] as Truths
    const isZero = Uint8Array.from(verified, (holds, i) =>
      holds !== 1 && !input.blank[i] && compareWith(input, i, zero) === 0 ? 1 : 0,
    )
    zeros.set(id, isZero)
    const points = constant(ratioOf(rule.penalty ?? '0'), table.size)
    const truths = Int8Array.from(isZero)
    if (rule.penalty !== undefined) penalties.push({ id, truths, points: only(points, truths), isZero: true })
  }
  return { zeros, penalties }
}
