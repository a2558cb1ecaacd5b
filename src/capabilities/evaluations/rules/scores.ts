import { blankReasons } from '#base/blank.ts'
import { namesOf } from '#pack/formula/dependencies.ts'
import type { SchemeCriterion } from '#pack/schema/scheme.ts'
import { numbersOf, type Table } from './columns.ts'
import { type Line, type Lines, linesOf } from './lines.ts'
import { type BaselineShown, type GivenBaselines, type ScoreReason, scoreReasons } from './model.ts'
import {
  type Bounded,
  boundedInPlace,
  chosen,
  compareWith,
  knownIn,
  markOf,
  type Numbers,
  type Rounding,
  rounded,
  sumOf,
} from './numbers.ts'
import type { Population } from './population.ts'
import { compareRatios, divided, epsilon, nearOf, none, plus, type Ratio, ratioOf, times } from './ratios.ts'

/** One criterion over all units that some group weighs it for. */
export type Judged = {
  readonly criterion: SchemeCriterion
  readonly value: Numbers
  /** The share of the weight after cap and floor; blank where the criterion is excluded. */
  readonly share: Numbers
  /** Place in `scoreReasons`. */
  readonly reason: Uint8Array
  /** Before cap and floor; undefined where no value was measured. */
  rawShare(unit: number): Ratio | undefined
  /** The share that another value would bring a unit, all others and the baselines as they are; undefined where that cannot be said. */
  shareIf(unit: number, value: Ratio): Ratio | undefined
  /** What the value of a unit was measured against. */
  baselineOf(unit: number): Ratio | undefined
  /** By group. */
  readonly baselines: readonly (readonly BaselineShown[])[]
}

/** What all criteria of a scheme are judged with. */
export type Judging = {
  readonly table: Table
  readonly population: Population
  readonly given: GivenBaselines
  /** Units that declared a zero nobody verified, by input. */
  readonly unverified: ReadonlyMap<string, Uint8Array>
}

export function roundingOf({ scheme }: Table, step: string): Rounding | undefined {
  return scheme.rounding?.find((one) => one.step === step)
}

export const reasonCodes = Object.fromEntries(scoreReasons.map((reason, at) => [reason, at])) as Record<
  ScoreReason,
  number
>

/** Values and shares of one criterion. @throws Problem refused_by_rule where a baseline cannot be divided by */
export function judge(criterion: SchemeCriterion, judging: Judging): Judged {
  const { table, population, given } = judging
  const { scheme, size } = table
  const value = rounded(numbersOf(table, criterion.is, criterion.unit), roundingOf(table, 'value'))
  const weighing = scheme.groups.map(({ weights }) => criterion.id in weights)
  const work: Work = {
    criterion,
    value,
    weighing,
    ...judging,
    lines: [],
    line: new Int32Array(size).fill(-1),
    reason: new Uint8Array(size),
  }
  const baselines = scheme.groups.map((_, group) => {
    const members = population.members[group] as Uint32Array
    if (!weighing[group] || members.every((unit) => value.blank[unit])) return []
    const rounding = roundingOf(table, 'baseline')
    const found = linesOf({ table, criterion, value, population, group, given, rounding })
    draw(work, members, found)
    return found.shown
  })
  const share = fillBlanks(work, held(work))
  return {
    criterion,
    value,
    share,
    reason: work.reason,
    rawShare: (unit) => (value.blank[unit] || (work.line[unit] as number) < 0 ? undefined : lineAt(work, unit)),
    shareIf: (unit, other) => shareIf(work, unit, other),
    baselineOf: (unit) => work.lines[work.line[unit] as number]?.baseline,
    baselines,
  }
}

type Work = Judging & {
  readonly criterion: SchemeCriterion
  readonly value: Numbers
  /** By group, whether it weighs the criterion. */
  readonly weighing: readonly boolean[]
  readonly lines: Line[]
  /** By unit the place of its line, or -1. */
  readonly line: Int32Array
  readonly reason: Uint8Array
}

/** Every unit with a value gets its line. */
function draw({ criterion, value, lines, line, reason }: Work, members: Uint32Array, found: Lines): void {
  const start = lines.length
  lines.push(...found.lines)
  const lowest = criterion.score.kind === 'step' ? found.lines.length - 1 : -1
  for (const unit of members) {
    if (value.blank[unit]) continue
    const own = found.lineOf(unit)
    line[unit] = start + own
    if (found.allEqual) reason[unit] = reasonCodes.all_equal
    else if (own === lowest) reason[unit] = reasonCodes.below_all_steps
  }
}

function lineAt({ lines, line, value }: Work, unit: number): Ratio {
  const { offset, slope } = lines[line[unit] as number] as Line
  return slope.over === 0n ? offset : plus(offset, times(slope, value.exact(unit)))
}

function shareIf(work: Work, unit: number, value: Ratio): Ratio | undefined {
  const { criterion, lines, line } = work
  const { score, better, negative } = criterion
  if (work.value.blank[unit] || score.kind === 'rank') return undefined
  if (negative === 'zero' && value.over < 0n) return none
  if (score.kind === 'step') {
    const sign = better === 'higher' ? 1 : -1
    const reached = score.steps.find(({ reach }) => sign * compareRatios(value, ratioOf(reach)) >= 0)
    return heldBetween(criterion, divided(ratioOf(reached?.share ?? score.otherwise), ratioOf('100')))
  }
  const { offset, slope } = lines[line[unit] as number] as Line
  return heldBetween(criterion, plus(offset, times(slope, value)))
}

/** The share within cap and floor; between extremes no value is better than the best. */
function heldBetween(criterion: SchemeCriterion, share: Ratio): Ratio {
  const most = criterion.cap ?? (criterion.score.kind === 'min_max' ? '1' : undefined)
  const least = leastShare(criterion)
  if (most !== undefined && compareRatios(share, ratioOf(most)) > 0) return ratioOf(most)
  return least !== undefined && compareRatios(share, ratioOf(least)) < 0 ? ratioOf(least) : share
}

/** An inverse score is never below 0. */
function leastShare({ score, floor }: SchemeCriterion): string | undefined {
  return score.kind === 'inverse' && (floor === undefined || floor.startsWith('-')) ? '0' : floor
}

/** The shares that lines give, near enough. */
function measured(work: Work): Numbers {
  const { lines, line, value } = work
  const near = new Float64Array(line.length)
  const within = new Float64Array(line.length)
  const blank = new Uint8Array(line.length)
  const offsets = Float64Array.from(lines, ({ offset }) => nearOf(offset))
  const slopes = Float64Array.from(lines, ({ slope }) => nearOf(slope))
  for (let i = 0; i < line.length; i++) {
    const at = line[i] as number
    if (at < 0) {
      blank[i] = 1
      continue
    }
    const offset = offsets[at] as number
    const slope = slopes[at] as number
    const rise = slope === 0 ? 0 : slope * (value.near[i] as number)
    near[i] = offset + rise
    const size = Math.abs(offset) + Math.abs(rise) + Math.abs(near[i] as number)
    within[i] = (slope === 0 ? 0 : Math.abs(slope) * (value.within[i] as number)) * 1.01 + size * 2 * epsilon
  }
  return { near, within, blank, exact: (unit) => lineAt(work, unit) }
}

/** Shares and what holds them: 1 the cap, 2 the floor, 3 nothing at all. */
type Held = Bounded
const nothing = 3

/** The shares within cap and floor; what is below 0 or was not verified is worth nothing, where the scheme says so. */
function held(work: Work): Held {
  const { criterion, value, reason } = work
  const { cap, negative } = criterion
  const least = leastShare(criterion)
  const shares = boundedInPlace(measured(work), {
    ...(cap === undefined ? {} : { most: markOf(ratioOf(cap)) }),
    ...(least === undefined ? {} : { least: markOf(ratioOf(least)) }),
  })
  const zero = markOf(none)
  const unverified = unverifiedIn(work)
  for (let unit = 0; unit < reason.length; unit++) {
    const how = shares.held[unit]
    if (how !== 0) reason[unit] = how === 1 ? reasonCodes.capped : reasonCodes.floored
    if (negative === 'zero' && !shares.blank[unit] && compareWith(value, unit, zero) < 0)
      set(work, shares, unit, 'negative_is_zero')
  }
  for (const zeros of unverified) {
    zeros.forEach((isZero, unit) => {
      if (isZero) set(work, shares, unit, 'unverified_zero')
    })
  }
  const { exact } = shares
  return { ...shares, exact: (unit) => (shares.held[unit] === nothing ? none : exact(unit)) }
}

/** No share of the weight, and why. */
function set({ reason }: Work, { near, within, blank, held: how }: Held, unit: number, why: ScoreReason): void {
  near[unit] = 0
  within[unit] = 0
  blank[unit] = 0
  how[unit] = nothing
  reason[unit] = reasonCodes[why]
}

/** Unverified zeros of inputs that the criterion reads, where they take its score away. */
function unverifiedIn({ table, criterion, unverified, population, weighing }: Work): Uint8Array[] {
  const formula = table.scheme.formulas[criterion.is]
  const read = formula === undefined ? [] : namesOf(formula.tree)
  return table.scheme.inputs.flatMap(({ id, declared_zero: rule }) => {
    const zeros = rule?.otherwise === 'zero' && read.includes(id) ? unverified.get(id) : undefined
    return zeros === undefined
      ? []
      : [zeros.map((isZero, unit) => (weighing[population.group[unit] as number] ? isZero : 0))]
  })
}

/** Digits at which the mean share of a group is taken. */
const meanRounding: Rounding = { places: 12, mode: 'half_up' }

/** Where there is no value the scheme says what counts instead; what it excludes stays blank. */
function fillBlanks(work: Work, shares: Held): Numbers {
  const { criterion, value, population, weighing, lines, line, reason } = work
  let digits: Numbers | undefined
  population.members.forEach((members, group) => {
    const known = knownIn(shares, members)
    if (!weighing[group] || known.length === members.length) return
    const empty = chosen(members, (unit) => shares.blank[unit] !== 0)
    let mean: Line | undefined
    for (const unit of empty) {
      const rule = blankRuleOf(criterion, value.blank[unit] as number)
      if (rule === 'zero') set(work, shares, unit, 'blank_is_zero')
      else if (rule === 'exclude' || known.length === 0) reason[unit] = reasonCodes.excluded_and_reweighted
      else {
        digits ??= rounded({ ...shares, blank: shares.blank.slice() }, meanRounding)
        mean ??= { offset: divided(sumOf(digits, known), { over: BigInt(known.length), under: 1n }), slope: none }
        if (lines.at(-1) !== mean) lines.push(mean)
        line[unit] = lines.length - 1
        shares.near[unit] = nearOf(mean.offset)
        shares.within[unit] = Math.abs(shares.near[unit] as number) * epsilon
        shares.blank[unit] = 0
        reason[unit] = reasonCodes.group_mean
      }
    }
  })
  return shares
}

function blankRuleOf({ blank }: SchemeCriterion, code: number): 'exclude' | 'group_mean' | 'zero' {
  const reason = blankReasons[code - 1]
  if (reason === 'not_applicable') return blank.not_applicable ?? blank.missing
  if (reason === 'zero_denominator') return blank.zero_denominator ?? blank.missing
  return blank.missing
}
