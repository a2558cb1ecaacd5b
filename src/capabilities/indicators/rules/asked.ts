import { type Blank, blank, type BlankReason, blankReasons, isBlank } from '#base/blank.ts'
import { percentText } from '#base/decimal.ts'
import { endOf, parsePeriod, type Period } from '#base/period.ts'
import type { Programme } from '#pack/programme.ts'
import type { FigureCell, FigureColumn, FigureQuery } from '../contract.ts'
import { type Expression, evaluate, expressionOf, type LeafValue } from './expression.ts'
import { isRelative, type Measure } from './measures.ts'

/** A column of the answer: which indicator, and the value itself or what it is compared with. */
export type AskedColumn = { readonly indicator: string; readonly measure: Measure }

/** What a leaf is asked for: its sum over a period, or over the year up to its end. */
export type Need = { readonly period: Period; readonly span: 'this' | 'cumulative' }

/** What one group of subjects answers for a need of a leaf. */
export type LeafAnswer = LeafValue & {
  /** Subjects behind it, where the reader may not see few; otherwise null. */
  readonly units: number | null
  readonly expected: number
  readonly blanks: Readonly<Record<string, number>> | null
  readonly knownAt: string | null
}

export type LeafLookup = (leafKey: string, need: Need) => LeafAnswer | Blank

const percentScale = 2

/** How few subjects a figure may rest on before a reader without sight of micro-data is refused it. */
export const fewestUnits = 3

/** The columns of an answer: each indicator with its comparisons after it. */
export function columnsOf(query: FigureQuery): AskedColumn[] {
  return query.indicators.flatMap((indicator) => [
    { indicator, measure: 'value' as const },
    ...query.compare.map((measure) => ({ indicator, measure })),
  ])
}

const expressionsKnown = new WeakMap<Programme, Expressions>()

/** The expressions of a programme, each worked out once. */
export function expressionsOf(programme: Programme): Expressions {
  const known = expressionsKnown.get(programme) ?? new Expressions(programme)
  expressionsKnown.set(programme, known)
  return known
}

/** Formulas change by date: an indicator's expression for each period that is asked for. */
export class Expressions {
  readonly #programme: Programme
  readonly #changes: readonly string[]
  readonly #byEra = new Map<string, Map<string, Expression>>()
  readonly #byPeriod = new Map<Period, Map<string, Expression>>()

  constructor(programme: Programme) {
    this.#programme = programme
    this.#changes = [
      ...new Set(
        Object.values(programme.indicators).flatMap((indicator) => indicator.formulas.map((formula) => formula.from)),
      ),
    ].sort()
  }

  /** @throws Problem not_found, refused_by_rule */
  of(indicator: string, period: Period): Expression {
    const known = this.#in(period)
    const found = known.get(indicator) ?? expressionOf(this.#programme, indicator, endOf(period))
    known.set(indicator, found)
    return found
  }

  /** The expressions that hold in a period: those since the last day by its end on which any formula began. */
  #in(period: Period): Map<string, Expression> {
    const known = this.#byPeriod.get(period)
    if (known !== undefined) return known
    const day = endOf(period)
    const era = this.#changes.findLast((from) => from <= day) ?? ''
    const held = this.#byEra.get(era) ?? new Map<string, Expression>()
    this.#byEra.set(era, held)
    this.#byPeriod.set(period, held)
    return held
  }
}

/** The head of a column of the answer, under the formula of `expression`. */
export function columnHead(expression: Expression, column: AskedColumn): FigureColumn {
  const { indicator, formula } = expression
  return {
    indicator: indicator.id,
    measure: column.measure,
    name: indicator.name,
    unit: isRelative(column.measure) ? 'percent' : indicator.unit,
    scale: scaleOf(expression, column),
    ...(formula
      ? { formula: { id: indicator.id, text: formula.is.text, from: formula.from, source: formula.source } }
      : {}),
  }
}

/** Digits after the point. */
function scaleOf({ indicator }: Expression, column: AskedColumn): number {
  return isRelative(column.measure) ? percentScale : indicator.scale
}

/** A figure as it is published, with what stands behind it. */
export type Computed = {
  /** Exact text at the scale of the indicator. */
  readonly value: string | Blank
  readonly reported: number
  readonly expected: number
  /** Blanks by reason and unusual values; null when there are none. */
  readonly blanks: Readonly<Record<string, number>> | null
  readonly knownAt: string | null
}

/** The value of an indicator for one group and period. */
export function computeFigure(expression: Expression, answers: readonly (LeafAnswer | Blank)[]): Computed {
  const [only] = answers
  if (answers.length === 1 && only !== undefined && !isBlank(only)) {
    const { reported, expected, blanks, knownAt } = only
    return { value: valueOf(expression, answers), reported, expected, blanks, knownAt }
  }
  const blanks: Record<string, number> = {}
  let reported = 0
  let expected = 0
  let knownAt: string | null = null
  for (const answer of answers) {
    if (isBlank(answer)) {
      blanks[answer.blank] = (blanks[answer.blank] ?? 0) + 1
      continue
    }
    reported = Math.max(reported, answer.reported)
    expected = Math.max(expected, answer.expected)
    if (answer.knownAt !== null && (knownAt === null || answer.knownAt > knownAt)) knownAt = answer.knownAt
    for (const [reason, count] of Object.entries(answer.blanks ?? {}))
      blanks[reason] = Math.max(blanks[reason] ?? 0, count)
  }
  return { value: valueOf(expression, answers), reported, expected, blanks, knownAt }
}

function valueOf(expression: Expression, answers: readonly (LeafAnswer | Blank)[]): string | Blank {
  if (answers.some((answer) => !isBlank(answer) && restsOnFew(answer))) return blank('suppressed')
  const { scale } = expression.indicator
  const [only] = answers
  if (expression.plain && only !== undefined && !isBlank(only) && only.reported > 0 && only.periods === 1) {
    if (hasScale(only.sum, scale)) return only.sum
  }
  const values = answers.map((answer) => (isBlank(answer) || answer.reported > 0 ? answer : blank(reasonOf(answer))))
  const value = evaluate(expression, values)
  return isBlank(value) ? value : value.toFixed(scale)
}

function restsOnFew({ units }: LeafAnswer): boolean {
  return units !== null && units > 0 && units < fewestUnits
}

/** Whether a sum is written with so many digits after the point, as the mirror mostly writes it. */
function hasScale(text: string, scale: number): boolean {
  const point = text.indexOf('.')
  return point < 0 ? scale === 0 : text.length - point - 1 === scale
}

/** Why nothing was reported: the one reason all who were expected gave, or none. */
function reasonOf({ expected, blanks }: LeafAnswer): BlankReason {
  const given = blankReasons.filter((reason) => (blanks?.[reason] ?? 0) > 0)
  const [only] = given
  return given.length === 1 && only !== undefined && (blanks?.[only] ?? 0) >= expected ? only : 'not_reported'
}

/** Percent that `value` is of `whole`, or by which it exceeds `less` in percent of `whole`; with two digits. */
export function percentOf(
  value: string | Blank,
  whole: string | Blank,
  less: string | Blank | null = null,
): string | Blank {
  if (isBlank(value)) return value
  if (isBlank(whole)) return whole
  if (less !== null && isBlank(less)) return less
  return percentText(value, whole, less ?? '0')
}

/** A figure as it travels, or what it was compared with in its place. */
export function toCell(computed: Computed, value: string | Blank): FigureCell {
  const { reported, expected } = computed
  const counts = withMissing(computed)
  return isBlank(value) ? [null, value.blank, reported, expected, counts] : [value, null, reported, expected, counts]
}

/**
 * The counts of blanks and unusual values, null when there are none; who was expected and left neither value nor blank has not
 * reported.
 */
export function withMissing({ expected, reported, blanks }: Computed): Record<string, number> | null {
  let told = reported
  if (blanks !== null) for (const reason of blankReasons) told += blanks[reason] ?? 0
  if (expected > told) return { ...blanks, not_reported: (blanks?.not_reported ?? 0) + expected - told }
  return blanks === null || Object.keys(blanks).length === 0 ? null : blanks
}

export function parsePeriods(texts: readonly string[]): Period[] {
  return texts.map(parsePeriod)
}
