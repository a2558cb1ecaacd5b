import { Decimal } from '#base/decimal.ts'
import { givenOf } from './columns.ts'
import { type Evaluation, evaluate } from './evaluate.ts'
import { measuresOf } from './measures.ts'
import type { CheckedScheme, GivenBaselines, Units } from './model.ts'
import type { Graded, MovedUnit } from './moves.ts'
import { unitShower } from './shown.ts'

/** The frozen inputs of a run by column, as they are sent to whoever may simulate with them. */
export type FrozenColumns = {
  readonly scheme: CheckedScheme
  readonly given: GivenBaselines
  readonly units: {
    readonly ids: readonly string[]
    readonly inputs: Readonly<Record<string, readonly string[]>>
    readonly facts: Readonly<Record<string, readonly (boolean | null)[]>>
    readonly classes: Readonly<Record<string, readonly (readonly string[] | null)[]>>
    readonly industry: readonly (string | null)[]
  }
  readonly names: readonly string[]
  /** The grades of the latest result. */
  readonly grades: readonly (string | null)[]
}

/** Columns read once, evaluated once by the scheme in force, and simulated upon many times. */
export type Ground = {
  readonly scheme: CheckedScheme
  readonly units: Units
  readonly given: GivenBaselines
  readonly names: readonly string[]
  readonly before: Evaluation
  /** How many units come out with another grade than the kept result has; 0 unless something is wrong. */
  readonly differing: number
  /** By lever, what the measures of the scheme in force come to. */
  readonly measures: ReadonlyMap<string, { unit: string; units: number; amount: Decimal }>
}

/** Reads the columns and evaluates them by the scheme in force. */
export function groundOf({ scheme, given, units: sent, names, grades }: FrozenColumns): Ground {
  const orUndefined = <Value>(column: readonly (Value | null)[]) => column.map((one) => one ?? undefined)
  const units: Units = {
    ids: sent.ids,
    inputs: sent.inputs,
    facts: Object.fromEntries(Object.entries(sent.facts).map(([name, column]) => [name, orUndefined(column)])),
    classes: Object.fromEntries(Object.entries(sent.classes).map(([name, column]) => [name, orUndefined(column)])),
    industry: orUndefined(sent.industry),
  }
  const before = evaluate(scheme, units, given)
  const read: Units = { ...units, inputs: { ...sent.inputs, ...before.table.inputs } }
  const differing = sent.ids.filter((_, unit) => gradeIn(before, unit) !== (grades[unit] ?? null)).length
  return { scheme, units: read, given, names, before, differing, measures: measuresIn(before) }
}

/** What measures would come to over all units in the first period of the grade. */
export type MeasureSum = {
  readonly lever: string
  readonly unit: string
  readonly units: number
  readonly amount: string
}

export type Simulated = {
  /** Everybody who is evaluated before or after; totals only of those who move. */
  readonly units: readonly MovedUnit[]
  readonly before: readonly MeasureSum[]
  readonly after: readonly MeasureSum[]
}

/** The same inputs by a draft: where everybody stands before and after. Never a result. @throws Problem refused_by_rule */
export function simulate(ground: Ground, draft: CheckedScheme): Simulated {
  const { before, units, given, names } = ground
  const after = evaluate(draft, units, given)
  const [showBefore, showAfter] = [unitShower(before), unitShower(after)]
  const first = (attribute: string, unit: number) => units.classes?.[attribute]?.[unit]?.[0] ?? null
  const found: MovedUnit[] = []
  const moved: number[] = []
  for (let unit = 0; unit < units.ids.length; unit++) {
    const moves = gradeIn(before, unit) !== gradeIn(after, unit)
    if (moves) moved.push(unit)
    const group = groupIn(after, unit) ?? groupIn(before, unit)
    if (group === null) continue
    const graded = (one: Evaluation, show: typeof showBefore): Graded => ({
      total: moves ? show(unit).total : null,
      rank: one.rank[unit] || null,
      grade: gradeIn(one, unit),
    })
    found.push({
      unit: units.ids[unit] as string,
      name: names[unit] ?? '',
      group,
      town: first('town', unit),
      size: first('size', unit),
      industry: first('industry', unit),
      before: graded(before, showBefore),
      after: graded(after, showAfter),
    })
  }
  return { units: found, before: shown(new Map(ground.measures)), after: shown(measuresAfter(ground, after, moved)) }
}

function gradeIn({ table, grade }: Evaluation, unit: number): string | null {
  return table.scheme.grades[grade[unit] as number]?.id ?? null
}

function groupIn({ table, population }: Evaluation, unit: number): string | null {
  return table.scheme.groups[population.group[unit] as number]?.id ?? null
}

type Sums = Map<string, { unit: string; units: number; amount: Decimal }>

/** What measures come to for everybody; nothing where the scheme has none. */
function measuresIn(evaluation: Evaluation): Sums {
  const sums: Sums = new Map()
  if (evaluation.table.scheme.measures === undefined) return sums
  for (let unit = 0; unit < evaluation.table.size; unit++) countMeasures(sums, evaluation, unit, 1)
  return sums
}

/** Adds what one unit bears or gets, or takes it away again. */
function countMeasures(sums: Sums, evaluation: Evaluation, unit: number, sign: 1 | -1): void {
  const { scheme } = evaluation.table
  const grade = gradeIn(evaluation, unit)
  const has = scheme.measures?.items.some(({ steps }) => steps.some((step) => step.grade === grade)) === true
  if (grade === null || !has) return
  const levers = measuresOf(scheme, { grade, years: 1 }, givenOf(evaluation.table, unit))
  for (const { lever, unit: code, value, amount } of levers) {
    const sum = sums.get(lever) ?? { unit: amount?.unit ?? code, units: 0, amount: new Decimal(0) }
    const added = new Decimal(amount?.value ?? (amount === undefined ? value : '0')).times(sign)
    sums.set(lever, { ...sum, units: sum.units + sign, amount: sum.amount.plus(added) })
  }
}

/** Of a draft that leaves the measures as they are, only those who move are counted anew. */
function measuresAfter({ before, measures }: Ground, after: Evaluation, moved: readonly number[]): Sums {
  const [old, draft] = [before.table.scheme.measures, after.table.scheme.measures]
  if (JSON.stringify(old) !== JSON.stringify(draft)) return measuresIn(after)
  const sums: Sums = new Map(measures)
  for (const unit of moved) {
    countMeasures(sums, before, unit, -1)
    countMeasures(sums, after, unit, 1)
  }
  return sums
}

function shown(sums: Sums): MeasureSum[] {
  return [...sums].map(([lever, { amount, ...sum }]) => ({ lever, ...sum, amount: amount.toFixed() }))
}

/** How many go from each grade to each grade, those who stay included. */
export function matrixOf(units: readonly MovedUnit[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { before, after } of units) {
    const key = cellOf(before.grade, after.grade)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

export function cellOf(from: string | null, to: string | null): string {
  return `${from ?? 'none'} ${to ?? 'none'}`
}
