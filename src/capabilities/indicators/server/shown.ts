import { type Blank, blank, isBlank } from '#base/blank.ts'
import { Decimal } from '#base/decimal.ts'
import type { Period } from '#base/period.ts'
import type { FigureCell, FigureQuery } from '../contract.ts'
import {
  type AskedColumn,
  type Computed,
  computeFigure,
  type Expressions,
  type LeafAnswer,
  percentOf,
  toCell,
} from '../rules/asked.ts'
import type { Expression } from '../rules/expression.ts'
import { isSameSample, pastOf } from '../rules/measures.ts'
import type { RequiredFigure } from '../rules/required-figure.ts'
import { isQuarter, type Quarter } from '../rules/robust.ts'
import type { Answers } from './answers.ts'
import type { MatchedAnswers } from './matched-answers.ts'
import type { Quarters } from './quarters.ts'

/** What the mirror and the plans told, by group; what nobody asked for is null. */
export type Told = {
  readonly answers: Answers
  /** Without groups, where shares of the whole are asked for. */
  readonly total: Answers | null
  readonly matched: MatchedAnswers | null
  readonly matchedTotal: MatchedAnswers | null
  /** By indicator and period; null for readers without sight of single values. */
  readonly quarters: ReadonlyMap<string, Quarters> | null
  required(indicator: string, keys: readonly string[], period: Period): RequiredFigure | null
}

/** A row of the answer: the keys of its group, the same in one text, and which of the periods. */
export type Place = { readonly keys: readonly string[]; readonly key: string; readonly period: number }

/** One column, for any row. */
export type Shown = {
  cell(place: Place): FigureCell
  knownAt(place: Place): string | null
  isKnown(place: Place): boolean
}

export type Showing = {
  readonly query: Pick<FigureQuery, 'span'>
  readonly periods: readonly Period[]
  readonly expressions: Expressions
  readonly told: Told
  readonly own: Computing
  readonly whole: Computing | null
  previous(expression: Expression, period: Period): Period
}

/** How a column shows its figures. */
export function shownOf(showing: Showing, column: AskedColumn): Shown {
  const now = showing.periods.map((period) => showing.own.figure(column.indicator, period))
  const at = (place: Place) => now[place.period] as Figure
  if (isSameSample(column.measure)) return ofSameSample(showing, column, at)
  if (isQuarter(column.measure)) return ofQuarter(showing, { ...column, quarter: column.measure }, at)
  if (column.measure === 'target' || column.measure === 'target_gap') return ofTarget(showing, column, at)
  return compared(showing, column, now)
}

/** The figure that a row is about. */
type FigureAt = (place: Place) => Figure

/** A figure of one indicator and period: the sums it needs, found once for all groups. */
export type Figure = {
  readonly period: Period
  readonly expression: Expression
  readonly slots: ReturnType<Answers['slot']>[]
  readonly at: number
}

/** Figures of one question, each computed once for a group. */
export class Computing {
  readonly #answers: Answers
  readonly #expressions: Expressions
  readonly #span: FigureQuery['span']
  readonly #figures = new Map<string, Map<Period, Figure>>()
  readonly #done = new Map<string, Computed[]>()
  #count = 0
  /** The group that was asked about last: cells of one row come one after another. */
  #last: { readonly group: string; readonly done: Computed[] } | null = null

  constructor({ query, expressions }: Pick<Showing, 'query' | 'expressions'>, answers: Answers) {
    this.#expressions = expressions
    this.#span = query.span
    this.#answers = answers
  }

  figure(indicator: string, period: Period): Figure {
    const figures = this.#figures.get(indicator) ?? new Map<Period, Figure>()
    const known = figures.get(period)
    if (known !== undefined) return known
    const expression = this.#expressions.of(indicator, period)
    const need = { period, span: this.#span }
    const slots = expression.leaves.map((leaf) => this.#answers.slot(leaf.key, need))
    const made = { period, expression, slots, at: this.#count }
    this.#count += 1
    this.#figures.set(indicator, figures.set(period, made))
    return made
  }

  at(group: string, { expression, slots, at }: Figure): Computed {
    const done = this.#last?.group === group ? this.#last.done : this.#doneFor(group)
    const known = done[at]
    if (known !== undefined) return known
    const answers = slots.map((slot) => this.#answers.at(group, slot))
    const computed = computeFigure(expression, answers)
    done[at] = computed
    return computed
  }

  #doneFor(group: string): Computed[] {
    const done = this.#done.get(group) ?? Array.from<Computed>({ length: this.#count })
    this.#done.set(group, done)
    this.#last = { group, done }
    return done
  }

  isKnown(group: string, { slots }: Figure): boolean {
    return slots.some((slot) => this.#answers.has(group, slot))
  }
}

/** The value, and what it is compared with in time and with the whole. */
function compared(
  { expressions, previous, own, whole }: Showing,
  { indicator, measure }: AskedColumn,
  figures: readonly Figure[],
): Shown {
  if (measure === 'value') return valueOf(own, figures)
  const each = figures.map((now) => {
    const { period } = now
    const past = pastOf(measure, period, () => previous(expressions.of(indicator, period), period))
    const before = past === null ? now : own.figure(indicator, past)
    const total = whole?.figure(indicator, measure === 'contribution' ? before.period : period) ?? null
    return { now, before, total }
  })
  const ofWhole = (itself: Computed, total: Figure | null): string | Blank =>
    whole === null || total === null ? itself.value : whole.at('', total).value
  const value = (current: Computed, then: Computed, total: Figure | null): string | Blank => {
    if (measure === 'share') return percentOf(current.value, ofWhole(current, total))
    if (measure === 'contribution') return percentOf(current.value, ofWhole(then, total), then.value)
    return percentOf(current.value, then.value, then.value)
  }
  const at = ({ period }: Place) => each[period] as (typeof each)[number]
  return {
    cell: (place) => {
      const { now, before, total } = at(place)
      const then = own.at(place.key, before)
      if (measure === 'last_year' || measure === 'previous') return toCell(then, then.value)
      const current = own.at(place.key, now)
      return toCell(current, value(current, then, total))
    },
    knownAt: (place) => {
      const { now, before } = at(place)
      const { knownAt } = own.at(place.key, now)
      return before === now ? knownAt : later(knownAt, own.at(place.key, before).knownAt)
    },
    isKnown: (place) => own.isKnown(place.key, at(place).now),
  }
}

/** The value itself. */
function valueOf(own: Computing, figures: readonly Figure[]): Shown {
  const at = ({ key, period }: Place) => own.at(key, figures[period] as Figure)
  return {
    cell: (place) => {
      const computed = at(place)
      return toCell(computed, computed.value)
    },
    knownAt: (place) => at(place).knownAt,
    isKnown: ({ key, period }) => own.isKnown(key, figures[period] as Figure),
  }
}

/** The later of two moments of knowledge. */
export function later(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b > a) ? b : a
}

/** Growth of those who reported in both periods: `reported` of the cell is how many reports match. */
function ofSameSample({ query, told, own }: Showing, { measure }: AskedColumn, at: FigureAt): Shown {
  type Pair = { now: Computed; before: Computed }
  const pair = (answers: MatchedAnswers | null, now: Figure, key: string): Pair | Blank => {
    if (answers === null) return blank(told.answers.isReleased ? 'not_released' : 'not_applicable')
    const need = { period: now.period, span: query.span }
    const pairs = now.expression.leaves.map((leaf) =>
      answers.at(key, answers.slot(leaf.key, need, told.answers.latest)),
    )
    const side = (which: 'now' | 'before'): (LeafAnswer | Blank)[] =>
      pairs.map((each) => (isBlank(each) ? each : each[which]))
    return {
      now: computeFigure(now.expression, side('now')),
      before: computeFigure(now.expression, side('before')),
    }
  }
  return {
    cell: (place) => {
      const { key } = place
      const now = at(place)
      const { expected } = own.at(key, now)
      const mine = pair(told.matched, now, key)
      if (isBlank(mine)) return [null, mine.blank, 0, expected, null]
      if (measure === 'same_sample_value' || measure === 'same_sample_last_year') {
        const { value, reported } = measure === 'same_sample_value' ? mine.now : mine.before
        return isBlank(value) ? [null, value.blank, reported, expected, null] : [value, null, reported, expected, null]
      }
      const all =
        measure === 'same_sample_contribution'
          ? pair(told.matchedTotal ?? told.matched, now, told.matchedTotal === null ? key : '')
          : mine
      const whole = isBlank(all) ? all : all.before.value
      const value = percentOf(mine.now.value, whole, mine.before.value)
      const { reported } = mine.now
      return isBlank(value) ? [null, value.blank, reported, expected, null] : [value, null, reported, expected, null]
    },
    knownAt: (place) => {
      const mine = pair(told.matched, at(place), place.key)
      return isBlank(mine) ? null : mine.now.knownAt
    },
    isKnown: (place) => own.isKnown(place.key, at(place)),
  }
}

type QuarterColumn = AskedColumn & { readonly quarter: Quarter }

/** Medians and quartiles over the enterprises: `reported` of the cell is how many enterprises. Nobody without sight of them is told. */
function ofQuarter({ query, told, own }: Showing, { indicator, quarter }: QuarterColumn, at: FigureAt): Shown {
  const spread = (key: string, period: Period) =>
    told.quarters === null
      ? blank(told.answers.isReleased ? 'not_released' : 'suppressed')
      : (told.quarters.get(`${indicator}|${period}`)?.at(key, { period, span: query.span }) ?? blank('not_reported'))
  return {
    cell: (place) => {
      const { key } = place
      const now = at(place)
      const [slot] = now.slots
      const reports = slot === undefined || isBlank(slot) ? 1 : slot.reports
      const found = spread(key, now.period)
      const expected = Math.ceil(own.at(key, now).expected / reports)
      return isBlank(found)
        ? [null, found.blank, 0, expected, null]
        : [found.of[quarter], null, found.units, Math.max(expected, found.units), null]
    },
    knownAt: (place) => {
      const found = spread(place.key, at(place).period)
      return isBlank(found) ? null : found.knownAt
    },
    isKnown: (place) => own.isKnown(place.key, at(place)),
  }
}

/** What a plan requires, or what is missing to it. */
function ofTarget({ told, own }: Showing, { indicator, measure }: AskedColumn, at: FigureAt): Shown {
  return {
    cell: (place) => {
      const { keys, key } = place
      const now = at(place)
      const { scale } = now.expression.indicator
      const required = told.required(indicator, keys, now.period)
      const current = own.at(key, now)
      if (required === null) return toCell(current, blank('not_applicable'))
      if (measure === 'target') return toCell(current, required.value.toFixed(scale))
      const { value } = current
      return toCell(current, isBlank(value) ? value : new Decimal(value).minus(required.value).toFixed(scale))
    },
    knownAt: (place) => (measure === 'target' ? null : own.at(place.key, at(place)).knownAt),
    isKnown: (place) => own.isKnown(place.key, at(place)),
  }
}
