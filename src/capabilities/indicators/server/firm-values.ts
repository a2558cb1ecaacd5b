import { type Blank, isBlank } from '#base/blank.ts'
import { Decimal } from '#base/decimal.ts'
import type { House } from '#kit/server/house.ts'
import type { Need } from '../rules/asked.ts'
import { computeFigure } from '../rules/asked.ts'
import type { Expression } from '../rules/expression.ts'
import type { Question, Sum } from './facts.sql.ts'
import type { Groups } from './groups.ts'
import type { Pass } from '../rules/passes.ts'
import { latestOf } from './latest.ts'
import { LeafAnswers, placesFor, sumOf } from './leaf-answers.ts'
import { type LeafRequest, needKey, type Slot } from './leaf-places.ts'

// Values of single enterprises, for medians and outliers: in the mirror where a value is one stored sum, else computed one by one.

/** One indicator asked of each enterprise of a group. */
export type FirmsAsked = {
  readonly expression: Expression
  readonly groups: Groups
  readonly needs: readonly Need[]
  readonly asOf: string | null
}

/** Where the mirror can answer by itself, because the value of an enterprise is one stored sum. */
export type FirmPlaces = {
  readonly sum: Sum
  readonly scale: number
  /** Where a need stands, or why it has no values. */
  readonly slots: ReadonlyMap<string, Slot | Blank>
  over(pass: Pass): Question
}

export function requestsOf(expression: Expression, needs: readonly Need[]): LeafRequest[] {
  const byKey = new Map(needs.map((need) => [needKey(need), need]))
  return expression.leaves.map((leaf) => ({ key: leaf.key, leaf, needs: byKey }))
}

/** Null where the value of an enterprise is more than one stored sum. */
export async function firmPlaces(
  house: House,
  { expression, groups, needs, asOf }: FirmsAsked,
): Promise<FirmPlaces | null> {
  const [leaf] = expression.leaves
  if (!expression.plain || leaf === undefined || leaf.counts) return null
  const places = await placesFor(house, requestsOf(expression, needs))
  const [placed] = places.placed
  if (placed === undefined || placed.stored.overTime === 'mean') return null
  const table = placed.stored.table.name
  const latest = await latestOf(house, [table])
  const sum = sumOf(house, placed)
  const { filters, keys } = groups
  const known = asOf === null ? null : '$1'
  return {
    sum,
    scale: placed.stored.cell.scale,
    slots: new Map(needs.map((need) => [needKey(need), places.slot(leaf.key, need, latest)])),
    over: (pass) => ({ table, pass, keys, sums: [sum], filters, asOf: known, top: null }),
  }
}

/** A value of one enterprise, with the group it is in. */
export type FirmValue = {
  readonly enterprise: string
  readonly group: string
  readonly value: Decimal
  readonly knownAt: string | null
}

/** The values of all enterprises for one need, computed by the formula of the indicator one by one. Ratios are those of each enterprise. */
export async function firmValues(house: House, asked: FirmsAsked, need: Need): Promise<FirmValue[]> {
  const { expression, groups, asOf } = asked
  const each = groups.withEnterprise()
  const needs = requestsOf(expression, [need])
  const answers = await LeafAnswers.ask(house, { groups: each, needs, asOf, units: false, expected: false })
  return [...answers.keys()].flatMap((key) => {
    const found = expression.leaves.map((leaf) => answers.of(key, leaf.key, need))
    const { value, knownAt } = computeFigure(expression, found)
    const keys = each.split(key)
    const enterprise = keys.at(-1) ?? ''
    return isBlank(value) || enterprise === ''
      ? []
      : [{ enterprise, group: each.join(keys.slice(0, -1)), value: new Decimal(value), knownAt }]
  })
}
