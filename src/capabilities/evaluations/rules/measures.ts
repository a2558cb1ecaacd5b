import { isBlank } from '#base/blank.ts'
import { Decimal } from '#base/decimal.ts'
import type { Quantity } from '#base/quantity.ts'
import { parseUnit, sameDimension, unitProduct } from '#base/unit.ts'
import { evaluateFormula, evaluateNode, type Given } from '#pack/formula/evaluate.ts'
import { toDecimal } from '#pack/formula/ratio.ts'
import type { SchemeMeasure } from '#pack/schema/scheme.ts'
import type { CheckedScheme } from './model.ts'

/** A grade, and for how many years in a row it was given, this one included. */
export type Standing = { readonly grade: string; readonly years: number }

/** One measure that a standing brings, or that is borne anyway. */
export type MeasureItem = {
  readonly measure: string
  readonly value: string
  readonly because: 'grade' | 'already'
  /** Years in the grade from which this step counts; null for what is borne anyway. */
  readonly years: number | null
  /** False for what gives way to a higher one of the same lever. */
  readonly counts: boolean
}

/** What one lever comes to for one unit. */
export type LeverShown = {
  readonly lever: string
  readonly unit: string
  readonly value: string
  readonly items: readonly MeasureItem[]
  /** The value times what it is taken of, such as the electricity of the year; a share of it is in its unit. Null where it is not known. */
  readonly amount?: Quantity | null
}

const exactPlaces = 18

/**
 * What the grade of a unit leads to, by lever: the step for its years in the grade, and what it bears of the lever anyway,
 * taken together as the scheme says. Whether measures are applied at all (`enabled`) is for the caller to ask.
 */
export function measuresOf(scheme: CheckedScheme, standing: Standing, given: Given): LeverShown[] {
  const { items = [], together } = scheme.measures ?? {}
  const levers = [...new Set(items.map(({ lever }) => lever))]
  return levers.flatMap((lever): LeverShown[] => {
    const own = items.filter((one) => one.lever === lever)
    const found = own.flatMap((measure) => itemsOf(scheme, measure, { standing, given }))
    const [first] = own
    if (first === undefined || !found.some(({ because }) => because === 'grade')) return []
    const values = found.map(({ value }) => new Decimal(value))
    const value = together === 'sum' ? Decimal.sum(...values) : Decimal.max(...values)
    const decisive = values.findIndex((one) => one.eq(value))
    const shown = found.map((item, at) => ({ ...item, counts: together === 'sum' || at === decisive }))
    const amount = amountOf(scheme, first, { value, given })
    const result = { lever, unit: first.unit, value: value.toFixed(), items: shown }
    return [amount === undefined ? result : { ...result, amount }]
  })
}

type Case = { readonly standing: Standing; readonly given: Given }

function itemsOf(
  scheme: CheckedScheme,
  { id, steps, already, unit }: SchemeMeasure,
  { standing, given }: Case,
): Omit<MeasureItem, 'counts'>[] {
  const [step] = steps
    .filter(({ grade, years }) => grade === standing.grade && years <= standing.years)
    .sort((a, b) => b.years - a.years)
  const borne = already === undefined ? undefined : quantityOf(scheme, already, { unit, given })
  return [
    ...(step === undefined ? [] : [{ measure: id, value: step.value, because: 'grade' as const, years: step.years }]),
    ...(borne === undefined || new Decimal(borne.value).isZero()
      ? []
      : [{ measure: id, value: borne.value, because: 'already' as const, years: null }]),
  ]
}

/** Undefined where a value is missing. */
function quantityOf(
  scheme: CheckedScheme,
  text: string,
  { unit, given }: { unit: string; given: Given },
): Quantity | undefined {
  const formula = scheme.formulas[text]
  if (formula === undefined) return undefined
  const { value } = evaluateFormula(formula, given, { unit, scale: exactPlaces })
  return isBlank(value) ? undefined : { ...value, value: new Decimal(value.value).toFixed() }
}

function amountOf(
  scheme: CheckedScheme,
  { of, unit }: SchemeMeasure,
  { value, given }: { value: Decimal; given: Given },
): Quantity | null | undefined {
  const formula = of === undefined ? undefined : scheme.formulas[of]
  if (formula === undefined) return undefined
  const base = evaluateNode(formula.tree, { formula, given, shifts: [] })
  if (base.is !== 'amount') return null
  const taken = value.times(toDecimal(base.ratio, exactPlaces))
  if (!sameDimension(parseUnit(unit), parseUnit('one')))
    return { value: taken.toFixed(), unit: unitProduct(unit, base.unit).code }
  const { numerator, denominator } = parseUnit(unit).factor
  return { value: taken.times(numerator).div(denominator).toFixed(), unit: base.unit }
}
