import { Problem } from '#base/problem.ts'
import type { SchemeCriterion } from '#pack/schema/scheme.ts'
import { quotientOf, type Table } from './columns.ts'
import type { BaselineShown, GivenBaselines } from './model.ts'
import { compareUnits, compareWith, extreme, knownIn, markOf, type Numbers, type Rounding, sumOf } from './numbers.ts'
import type { Population } from './population.ts'
import {
  divided,
  minus,
  none,
  one,
  plus,
  type Ratio,
  ratioOf,
  ratioText,
  roundedRatio,
  signOf,
  times,
} from './ratios.ts'
import { shownPlaces } from './model.ts'

/** A share of the weight as a straight line over the value: `offset + slope × value`. A fixed share has no slope. */
export type Line = { readonly offset: Ratio; readonly slope: Ratio; readonly baseline?: Ratio }

/** How the values of one criterion become shares of its weight in one group: by unit, one of the lines. */
export type Lines = {
  readonly lines: readonly Line[]
  lineOf(unit: number): number
  readonly shown: readonly BaselineShown[]
  readonly allEqual?: true
}

/** One criterion in one group: its values, and who is in it. */
export type Scene = {
  readonly table: Table
  readonly criterion: SchemeCriterion
  readonly value: Numbers
  readonly population: Population
  readonly group: number
  readonly given: GivenBaselines
  readonly rounding?: Rounding | undefined
}

/** The lines of a criterion in a group that has units. @throws Problem refused_by_rule where a baseline cannot be divided by */
export function linesOf(scene: Scene): Lines {
  const { score } = scene.criterion
  switch (score.kind) {
    case 'ratio':
    case 'inverse':
      return againstBaselines(scene, score.kind)
    case 'min_max':
      return betweenExtremes(scene, score)
    case 'rank':
      return byRank(scene)
    case 'step':
      return bySteps(scene, score)
  }
}

function fixed(share: Ratio): Line {
  return { offset: share, slope: none }
}

function againstBaselines(scene: Scene, kind: 'ratio' | 'inverse'): Lines {
  const found = baselinesOf(scene)
  const lines = found.map(({ ratio }): Line => {
    const slope = divided(kind === 'ratio' ? one : negatedHalf, ratio)
    return { offset: kind === 'ratio' ? none : one, slope, baseline: ratio }
  })
  const byIndustry = new Map(
    found.flatMap(({ shown }, at) => (shown.industry === undefined ? [] : [[shown.industry, at]])),
  )
  const { industry } = scene.table.units
  return {
    lines,
    lineOf: (unit) => (byIndustry.size === 0 ? 0 : (byIndustry.get(industry?.[unit] ?? '') ?? 0)),
    shown: found.map(({ shown }) => shown),
  }
}

const negatedHalf: Ratio = { over: -1n, under: 2n }

type Found = { readonly ratio: Ratio; readonly shown: BaselineShown }

/** The baseline of the group, and after it those of industries that have enough units. */
function baselinesOf(scene: Scene): Found[] {
  const { criterion, population, group, table } = scene
  const { baseline } = criterion
  if (baseline === undefined) return []
  if (baseline.kind === 'fixed' || baseline.kind === 'given') return [finished(scene, statedBaseline(scene))]
  const over = baseline.over === 'population' ? population.all : (population.members[group] as Uint32Array)
  const whole = knownIn(scene.value, over)
  const first = finished(scene, taken(scene, whole))
  if (baseline.over !== 'industry') return [first]
  const least = baseline.kind === 'mean' ? (baseline.least ?? 1) : 1
  const byIndustry = new Map<string, number[]>()
  for (const unit of whole) {
    const industry = table.units.industry?.[unit]
    if (industry === undefined) continue
    const others = byIndustry.get(industry)
    if (others === undefined) byIndustry.set(industry, [unit])
    else others.push(unit)
  }
  const industries = [...byIndustry].filter(([, units]) => units.length >= least).sort(([a], [b]) => (a < b ? -1 : 1))
  return [
    first,
    ...industries.map(([industry, units]) => finished(scene, { ...taken(scene, Uint32Array.from(units)), industry })),
  ]
}

type Taken = {
  readonly ratio: Ratio
  readonly units: number
  readonly sums?: BaselineShown['sums']
  readonly industry?: string
}

function statedBaseline({ table, criterion, group, given }: Scene): Taken {
  const { baseline } = criterion
  const id = table.scheme.groups[group]?.id ?? ''
  const stated = given[criterion.id]
  const text =
    baseline?.kind === 'fixed'
      ? (baseline.value ?? baseline.by_group?.[id])
      : typeof stated === 'string'
        ? stated
        : stated?.[id]
  if (text === undefined) throw refused(table, 'evaluations.baseline_not_given', criterion.id, id)
  return { ratio: ratioOf(text), units: 0 }
}

function taken(scene: Scene, units: Uint32Array): Taken {
  const { table, criterion, value } = scene
  const { baseline } = criterion
  if (baseline?.kind === 'best') {
    const best = extreme(value, units, criterion.better === 'higher' ? 'most' : 'least')
    return { ratio: best === undefined ? none : value.exact(best), units: units.length }
  }
  if (baseline?.kind === 'mean' && baseline.of === 'ratio_of_sums') {
    const sides = quotientOf(table, criterion.is, criterion.unit)
    if (sides !== undefined) {
      const [over, under] = [sumOf(sides.over, units), sumOf(sides.under, units)]
      const sums = { over: ratioText(over, shownPlaces), under: ratioText(under, shownPlaces) }
      return {
        ratio: signOf(under) === 0 ? none : times(divided(over, under), sides.factor),
        units: units.length,
        sums,
      }
    }
  }
  const count = { over: BigInt(units.length), under: 1n }
  return { ratio: units.length === 0 ? none : divided(sumOf(value, units), count), units: units.length }
}

/** Multiplied and rounded as the scheme says, and fit to be divided by. */
function finished({ table, criterion, group, rounding }: Scene, { ratio, units, sums, industry }: Taken): Found {
  const { baseline } = criterion
  const multiplied = baseline?.times === undefined ? ratio : times(ratio, ratioOf(baseline.times))
  const value = rounding === undefined ? multiplied : roundedRatio(multiplied, rounding.places, rounding.mode)
  if (signOf(value) <= 0)
    throw refused(table, 'evaluations.baseline_not_above_zero', criterion.id, table.scheme.groups[group]?.id ?? '')
  return {
    ratio: value,
    shown: {
      criterion: criterion.id,
      kind: baseline?.kind ?? 'fixed',
      value: ratioText(value, shownPlaces),
      units,
      ...(industry === undefined ? {} : { industry }),
      ...(sums === undefined ? {} : { sums }),
      ...(baseline?.times === undefined ? {} : { times: baseline.times }),
    },
  }
}

function refused({ scheme }: Table, text: string, criterion: string, group: string): Problem {
  return new Problem('refused_by_rule', {
    issues: [{ text, where: `schemes/${scheme.id}.yaml`, found: criterion, details: { group } }],
  })
}

function betweenExtremes(scene: Scene, score: Extract<SchemeCriterion['score'], { kind: 'min_max' }>): Lines {
  const { criterion, value, population, group } = scene
  const over = knownIn(value, score.over === 'population' ? population.all : (population.members[group] as Uint32Array))
  const [low, high] = [extreme(value, over, 'least'), extreme(value, over, 'most')]
  if (low === undefined || high === undefined) return { lines: [], lineOf: () => 0, shown: [] }
  const [least, most] = [value.exact(low), value.exact(high)]
  const range = { least: ratioText(least, shownPlaces), most: ratioText(most, shownPlaces) }
  const shown: BaselineShown[] = [{ criterion: criterion.id, kind: 'range', value: null, range, units: over.length }]
  const floor = divided(ratioOf(score.least), ratioOf('100'))
  if (compareUnits(value, low, high) === 0) {
    const shares = { full: one, least: floor, zero: none }
    return { lines: [fixed(shares[score.when_equal])], lineOf: () => 0, shown, allEqual: true }
  }
  const spread = minus(most, least)
  const room = minus(one, floor)
  const rising = divided(room, spread)
  const line: Line =
    criterion.better === 'higher'
      ? { offset: minus(floor, times(rising, least)), slope: rising }
      : { offset: plus(floor, times(rising, most)), slope: minus(none, rising) }
  return { lines: [line], lineOf: () => 0, shown }
}

/** The best gets the whole weight, the last of n gets one nth; equal values share the better place. */
function byRank({ criterion, value, population, group }: Scene): Lines {
  const members = knownIn(value, population.members[group] as Uint32Array)
  const sign = criterion.better === 'higher' ? -1 : 1
  const order = members.slice().sort((a, b) => sign * compareUnits(value, a, b))
  const places = new Map<number, number>()
  const count = BigInt(order.length)
  const lines: Line[] = []
  for (const [at, unit] of order.entries()) {
    const before = order[at - 1]
    const isEqual = before !== undefined && compareUnits(value, unit, before) === 0
    if (!isEqual) lines.push(fixed({ over: count - BigInt(at), under: count }))
    places.set(unit, lines.length - 1)
  }
  return { lines, lineOf: (unit) => places.get(unit) ?? 0, shown: [] }
}

function bySteps(scene: Scene, score: Extract<SchemeCriterion['score'], { kind: 'step' }>): Lines {
  const { criterion, value } = scene
  const marks = score.steps.map(({ reach }) => markOf(ratioOf(reach)))
  const sign = criterion.better === 'higher' ? 1 : -1
  const share = (text: string) => fixed(divided(ratioOf(text), ratioOf('100')))
  return {
    lines: [...score.steps.map((step) => share(step.share)), share(score.otherwise)],
    lineOf(unit) {
      const reached = marks.findIndex((mark) => sign * compareWith(value, unit, mark) >= 0)
      return reached < 0 ? marks.length : reached
    },
    shown: [],
  }
}
