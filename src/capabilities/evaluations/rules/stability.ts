import type { Evaluation } from './evaluate.ts'
import { gradeGroup, insideOf, stepsOf } from './grades.ts'
import type { Numbers } from './numbers.ts'
import type { Ranking } from './ranking.ts'
import type { Ratio } from './ratios.ts'

/** How firmly a unit stands in its grade when weights vary: by unit and grade (in the order of the scheme) the number of draws that gave it. */
export type Stability = {
  readonly draws: number
  readonly grades: readonly string[]
  readonly counts: Uint32Array
}

export type Draws = {
  readonly draws: number
  readonly seed: number /** 0.25: weights vary by a quarter up and down. */
  readonly spread: number
}

/**
 * Draws weights around those of the scheme (each alike within the spread, then grown to the declared total), ranks and grades again.
 * Baselines, bonuses, penalties, vetoes and protections stay. A look at sensitivity in floating point, never a result.
 */
export function stabilityOf(evaluation: Evaluation, { draws, seed, spread }: Draws): Stability {
  const { table, population } = evaluation
  const { scheme, size } = table
  const random = randomOf(seed)
  const counts = new Uint32Array(size * scheme.grades.length)
  population.members.forEach((members, group) => {
    const ranked = evaluation.rankings[group]?.order ?? new Uint32Array(0)
    countFixed(evaluation, members, counts, draws)
    const weights = weightsOf(evaluation, group)
    const work = workOf(evaluation, group, ranked)
    for (let draw = 0; draw < draws; draw++) {
      const drawn = weights.map((weight) => weight * (1 + spread * (2 * random() - 1)))
      gradeDraw(evaluation, work, drawn, counts)
    }
  })
  return { draws, grades: scheme.grades.map(({ id }) => id), counts }
}

/** Who is not ranked has the same grade in every draw. */
function countFixed(
  { table, rank, grade }: Evaluation,
  members: Uint32Array,
  counts: Uint32Array,
  draws: number,
): void {
  for (const unit of members) {
    const at = grade[unit] as number
    if (!rank[unit] && at >= 0) counts[unit * table.scheme.grades.length + at] = draws
  }
}

function weightsOf({ table, judged }: Evaluation, group: number): number[] {
  const weights = table.scheme.groups[group]?.weights ?? {}
  return judged.map(({ criterion }) => Number(weights[criterion.id] ?? '0'))
}

type Work = {
  /** Ranked units, and for each of them the shares of all criteria: NaN where excluded. */
  readonly units: Uint32Array
  readonly shares: Float64Array
  /** Bonus less penalty. */
  readonly points: Float64Array
  readonly counted: number
  readonly totals: Float64Array
  readonly keys: Float64Array
  readonly order: Uint32Array
  readonly blocks: readonly number[]
  readonly quota: Int8Array
  readonly rank: Uint32Array
  readonly places: readonly number[]
  /** By unit and grade by rank the final grade; undefined where that depends on the total of the draw. */
  readonly finals: Int8Array | undefined
}

function workOf(evaluation: Evaluation, group: number, units: Uint32Array): Work {
  const { table, judged, totals, rankings, places } = evaluation
  const width = judged.length
  const shares = new Float64Array(units.length * width)
  const points = new Float64Array(units.length)
  units.forEach((unit, row) => {
    judged.forEach(({ share }, at) => {
      shares[row * width + at] = share.blank[unit] ? Number.NaN : (share.near[unit] as number)
    })
    points[row] = (totals.bonus.sum.near[unit] ?? 0) - (totals.penalty.sum.near[unit] ?? 0)
  })
  const { scheme, size } = table
  return {
    units,
    shares,
    points,
    counted: (places[group]?.counted ?? 0) - (rankings[group]?.order.length ?? 0),
    totals: new Float64Array(size),
    keys: new Float64Array(units.length),
    order: new Uint32Array(units.length),
    blocks: Array.from(units, (_, at) => at),
    quota: new Int8Array(size),
    rank: new Uint32Array(size),
    places: insideOf(scheme).map((one) => scheme.grades.indexOf(one)),
    finals: finalsOf(evaluation, units),
  }
}

function finalsOf({ table, overrides, totals }: Evaluation, units: Uint32Array): Int8Array | undefined {
  const inside = insideOf(table.scheme)
  if (inside.some(({ at_least: least }) => least !== undefined)) return undefined
  const steps = stepsOf(table.scheme, overrides, totals.total)
  const finals = new Int8Array(table.size * inside.length)
  for (const unit of units)
    for (let quota = 0; quota < inside.length; quota++) finals[unit * inside.length + quota] = steps(unit, quota).final
  return finals
}

function gradeDraw(
  { table, overrides }: Evaluation,
  work: Work,
  weights: readonly number[],
  counts: Uint32Array,
): void {
  const { scheme } = table
  const { units, totals, quota, rank, places, counted, order, blocks, finals } = work
  scoreDraw(scheme, work, weights)
  orderDraw(work)
  const ranking: Ranking = { order, blocks, decidedBy: new Map() }
  const total = floating(totals)
  gradeGroup(scheme, ranking, overrides, { total, counted: Math.max(0, counted), quota, rank })
  const steps = stepsOf(scheme, overrides, total)
  const width = scheme.grades.length
  for (const unit of units) {
    const byRank = quota[unit] as number
    const final = finals === undefined ? steps(unit, byRank).final : (finals[unit * places.length + byRank] as number)
    const at = unit * width + (places[final] as number)
    counts[at] = (counts[at] as number) + 1
  }
}

/** Totals with other weights; where criteria are excluded the others grow to the total. */
function scoreDraw(
  { total: whole, totals: bounds }: Evaluation['table']['scheme'],
  { units, shares, points, totals }: Work,
  weights: readonly number[],
): void {
  const width = weights.length
  const declared = Number(whole)
  const [least, most] = [Number(bounds?.least ?? '-Infinity'), Number(bounds?.most ?? 'Infinity')]
  for (let row = 0; row < units.length; row++) {
    let sum = 0
    let weight = 0
    for (let at = 0; at < width; at++) {
      const share = shares[row * width + at] as number
      const own = weights[at] as number
      if (own === 0 || Number.isNaN(share)) continue
      sum += share * own
      weight += own
    }
    const total = (weight === 0 ? 0 : (sum * declared) / weight) + (points[row] as number)
    totals[units[row] as number] = Math.min(most, Math.max(least, total))
  }
}

/** The best first: totals cut into very many steps are sorted together with the place of their unit. */
function orderDraw({ units, totals, keys, order }: Work): void {
  const room = 2 ** Math.ceil(Math.log2(units.length + 1))
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const unit of units) {
    const total = totals[unit] as number
    if (total < low) low = total
    if (total > high) high = total
  }
  const steps = 2 ** 50 / room / Math.max(high - low, 1e-9)
  for (let row = 0; row < units.length; row++)
    keys[row] = Math.floor((high - (totals[units[row] as number] as number)) * steps) * room + row
  keys.sort()
  for (let at = 0; at < keys.length; at++) order[at] = units[(keys[at] as number) % room] as number
}

/** Floating point taken for exact: near enough for a look at sensitivity. */
function floating(near: Float64Array): Numbers {
  const part = 2 ** 30
  const exact = (unit: number): Ratio => ({
    over: BigInt(Math.round((near[unit] as number) * part)),
    under: BigInt(part),
  })
  return { near, within: new Float64Array(near.length), blank: new Uint8Array(near.length), exact }
}

/** Numbers from 0 to 1, the same for the same seed on every machine. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
