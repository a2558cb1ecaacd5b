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

/** A group of the answer: its keys, and the same in one text. */
export type Group = { readonly keys: readonly string[]; readonly key: string }

/** One column in one period, for any group. */
export type Shown = {
  cell(group: Group): FigureCell
  knownAt(group: Group): string | null
  isKnown(group: Group): boolean
}

export type Showing = {
  readonly query: Pick<FigureQuery, 'span'>
  readonly expressions: Expressions
  readonly told: Told
  readonly own: Computing
  readonly whole: Computing | null
  previous(expression: Expression, period: Period): Period
}

/** How a column shows its figures in a period. */
export function shownOf(showing: Showing, column: AskedColumn, period: Period): Shown {
  const now = showing.own.figure(column.indicator, period)
  if (isSameSample(column.measure)) return ofSameSample(showing, column, now)
  if (isQuarter(column.measure)) return ofQuarter(showing, { ...column, quarter: column.measure, period, now })
  if (column.measure === 'target' || column.measure === 'target_gap') return ofTarget(showing, column, now)
  return compared(showing, column, now)
}

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
  readonly #figures = new Map<string, Figure>()
  readonly #done = new Map<string, Computed[]>()

  constructor({ query, expressions }: Pick<Showing, 'query' | 'expressions'>, answers: Answers) {
    this.#expressions = expressions
    this.#span = query.span
    this.#answers = answers
  }

  figure(indicator: string, period: Period): Figure {
    const key = `${indicator}|${period}`
    const known = this.#figures.get(key)
    if (known !== undefined) return known
    const expression = this.#expressions.of(indicator, period)
    const need = { period, span: this.#span }
    const slots = expression.leaves.map((leaf) => this.#answers.slot(leaf.key, need))
    const made = { period, expression, slots, at: this.#figures.size }
    this.#figures.set(key, made)
    return made
  }

  at(group: string, { expression, slots, at }: Figure): Computed {
    let done = this.#done.get(group)
    if (done === undefined) {
      done = []
      this.#done.set(group, done)
    }
    const known = done[at]
    if (known !== undefined) return known
    const answers = slots.map((slot) => this.#answers.at(group, slot))
    const computed = computeFigure(expression, answers)
    done[at] = computed
    return computed
  }

  isKnown(group: string, { slots }: Figure): boolean {
    return slots.some((slot) => this.#answers.has(group, slot))
  }
}

/** The value, and what it is compared with in time and with the whole. */
function compared(
  { expressions, previous, own, whole }: Showing,
  { indicator, measure }: AskedColumn,
  now: Figure,
): Shown {
  const { period } = now
  const past = pastOf(measure, period, () => previous(expressions.of(indicator, period), period))
  const before = past === null ? now : own.figure(indicator, past)
  const total = whole?.figure(indicator, measure === 'contribution' ? before.period : period) ?? null
  const ofWhole = (itself: Computed): string | Blank =>
    whole === null || total === null ? itself.value : whole.at('', total).value
  const value = (current: Computed, then: Computed): string | Blank => {
    if (measure === 'share') return percentOf(current.value, ofWhole(current))
    if (measure === 'contribution') return percentOf(current.value, ofWhole(then), then.value)
    return percentOf(current.value, then.value, then.value)
  }
  return {
    cell: ({ key }) => {
      if (measure === 'value') {
        const current = own.at(key, now)
        return toCell(current, current.value)
      }
      const then = own.at(key, before)
      if (measure === 'last_year' || measure === 'previous') return toCell(then, then.value)
      const current = own.at(key, now)
      return toCell(current, value(current, then))
    },
    knownAt: ({ key }) => {
      const { knownAt } = own.at(key, now)
      return before === now ? knownAt : later(knownAt, own.at(key, before).knownAt)
    },
    isKnown: ({ key }) => own.isKnown(key, now),
  }
}

/** The later of two moments of knowledge. */
export function later(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b > a) ? b : a
}

/** Growth of those who reported in both periods: `reported` of the cell is how many reports match. */
function ofSameSample({ query, told, own }: Showing, { measure }: AskedColumn, now: Figure): Shown {
  const pair = (answers: MatchedAnswers | null, key: string): { now: Computed; before: Computed } | Blank => {
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
    cell: ({ key }) => {
      const { expected } = own.at(key, now)
      const mine = pair(told.matched, key)
      if (isBlank(mine)) return [null, mine.blank, 0, expected, null]
      if (measure === 'same_sample_value' || measure === 'same_sample_last_year') {
        const { value, reported } = measure === 'same_sample_value' ? mine.now : mine.before
        return isBlank(value) ? [null, value.blank, reported, expected, null] : [value, null, reported, expected, null]
      }
      const all =
        measure === 'same_sample_contribution'
          ? pair(told.matchedTotal ?? told.matched, told.matchedTotal === null ? key : '')
          : mine
      const whole = isBlank(all) ? all : all.before.value
      const value = percentOf(mine.now.value, whole, mine.before.value)
      const { reported } = mine.now
      return isBlank(value) ? [null, value.blank, reported, expected, null] : [value, null, reported, expected, null]
    },
    knownAt: ({ key }) => {
      const mine = pair(told.matched, key)
      return isBlank(mine) ? null : mine.now.knownAt
    },
    isKnown: ({ key }) => own.isKnown(key, now),
  }
}

type QuarterColumn = AskedColumn & { readonly quarter: Quarter; readonly period: Period; readonly now: Figure }

/** Medians and quartiles over the enterprises: `reported` of the cell is how many enterprises. Nobody without sight of them is told. */
function ofQuarter({ query, told, own }: Showing, { indicator, quarter, period, now }: QuarterColumn): Shown {
  const spread = (key: string) =>
    told.quarters === null
      ? blank(told.answers.isReleased ? 'not_released' : 'suppressed')
      : (told.quarters.get(`${indicator}|${period}`)?.at(key, { period, span: query.span }) ?? blank('not_reported'))
  const [slot] = now.slots
  const reports = slot === undefined || isBlank(slot) ? 1 : slot.reports
  return {
    cell: ({ key }) => {
      const found = spread(key)
      const expected = Math.ceil(own.at(key, now).expected / reports)
      return isBlank(found)
        ? [null, found.blank, 0, expected, null]
        : [found.of[quarter], null, found.units, Math.max(expected, found.units), null]
    },
    knownAt: ({ key }) => {
      const found = spread(key)
      return isBlank(found) ? null : found.knownAt
    },
    isKnown: ({ key }) => own.isKnown(key, now),
  }
}

/** What a plan requires, or what is missing to it. */
function ofTarget({ told, own }: Showing, { indicator, measure }: AskedColumn, now: Figure): Shown {
  const { scale } = now.expression.indicator
  return {
    cell: ({ keys, key }) => {
      const required = told.required(indicator, keys, now.period)
      const current = own.at(key, now)
      if (required === null) return toCell(current, blank('not_applicable'))
      if (measure === 'target') return toCell(current, required.value.toFixed(scale))
      const { value } = current
      return toCell(current, isBlank(value) ? value : new Decimal(value).minus(required.value).toFixed(scale))
    },
    knownAt: ({ key }) => (measure === 'target' ? null : own.at(key, now).knownAt),
    isKnown: ({ key }) => own.isKnown(key, now),
  }
}
