import type { Blank } from '#base/blank.ts'
import { Decimal } from '#base/decimal.ts'
import { type Period, sameLastYear } from '#base/period.ts'
import type { FigureCell, FigureQuery, FigureRow } from '../contract.ts'
import {
  type AskedColumn,
  computeFigure,
  type Computed,
  type Expressions,
  looksAtLastYear,
  percentOf,
  toCell,
} from '../rules/asked.ts'
import type { Expression } from '../rules/expression.ts'
import type { Groups } from './groups.ts'
import type { LeafAnswers } from './leaf-answers.ts'

/** A question with its columns and periods read. */
export type Asked = {
  readonly query: FigureQuery
  readonly columns: readonly AskedColumn[]
  readonly periods: readonly Period[]
  readonly expressions: Expressions
}

/** What the mirror told, by group; `total` without groups, where shares of the whole are asked for. */
export type Told = { readonly answers: LeafAnswers; readonly total: LeafAnswers | null }

type Place = { readonly keys: readonly string[]; readonly key: string; readonly period: number }

/** The rows of the table: each group in each period, in order, as many as wanted. */
export function rowsOf(asked: Asked, groups: Groups, { answers, total }: Told): FigureRow[] {
  const { query, periods } = asked
  const own = new Computing(asked, answers)
  const whole = total === null ? null : new Computing(asked, total)
  const columns = asked.columns.map((column) => periods.map((period) => new Shown(column, period, { own, whole })))
  const shownAt = (column: number, period: number) => columns[column]?.[period]
  const places = groups.rowKeys(answers.keys()).flatMap((keys) => {
    const key = groups.join(keys)
    const all = periods.map((_, period): Place => ({ keys, key, period }))
    return answers.isCut ? all.filter(({ period }) => shownAt(0, period)?.isKnown(key)) : all
  })
  const deciding = query.order?.column ?? 0
  const chosen = firstOf(query, places, ({ key, period }) => shownAt(deciding, period)?.cell(key)[0] ?? null)
  return chosen.map(({ keys, key, period }) => {
    let knownAt: string | null = null
    const cells = columns.map((column): FigureCell => {
      const shown = column[period] as Shown
      knownAt = later(knownAt, shown.knownAt(key))
      return shown.cell(key)
    })
    return { keys: [...keys], period: periods[period] as Period, knownAt, cells }
  })
}

function later(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b > a) ? b : a
}

/** A figure of one indicator and period: the sums it needs, found once for all groups. */
type Figure = {
  readonly expression: Expression
  readonly slots: ReturnType<LeafAnswers['slot']>[]
  readonly at: number
}

/** Figures of one question, each computed once for a group. */
class Computing {
  readonly #asked: Asked
  readonly #answers: LeafAnswers
  readonly #figures = new Map<string, Figure>()
  readonly #done = new Map<string, Computed[]>()

  constructor(asked: Asked, answers: LeafAnswers) {
    this.#asked = asked
    this.#answers = answers
  }

  figure(indicator: string, period: Period): Figure {
    const key = `${indicator}|${period}`
    const known = this.#figures.get(key)
    if (known !== undefined) return known
    const { expressions, query } = this.#asked
    const expression = expressions.of(indicator, period)
    const need = { period, span: query.span }
    const slots = expression.leaves.map((leaf) => this.#answers.slot(leaf.key, need))
    const made = { expression, slots, at: this.#figures.size }
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

/** A column in one period, for any group. */
class Shown {
  readonly #column: AskedColumn
  readonly #own: Computing
  readonly #whole: Computing | null
  readonly #now: Figure
  readonly #before: Figure
  readonly #total: Figure | null

  constructor(column: AskedColumn, period: Period, { own, whole }: { own: Computing; whole: Computing | null }) {
    const past = looksAtLastYear(column) ? sameLastYear(period) : period
    this.#column = column
    this.#own = own
    this.#whole = whole
    this.#now = own.figure(column.indicator, period)
    this.#before = past === period ? this.#now : own.figure(column.indicator, past)
    this.#total = whole?.figure(column.indicator, column.measure === 'contribution' ? past : period) ?? null
  }

  cell(group: string): FigureCell {
    const now = this.#own.at(group, this.#now)
    const { measure } = this.#column
    if (measure === 'value') return toCell(now, now.value)
    const before = this.#own.at(group, this.#before)
    if (measure === 'last_year') return toCell(before, before.value)
    if (measure === 'share') return toCell(now, percentOf(now.value, this.#ofWhole(now)))
    if (measure === 'growth') return toCell(now, percentOf(now.value, before.value, before.value))
    return toCell(now, percentOf(now.value, this.#ofWhole(before), before.value))
  }

  knownAt(group: string): string | null {
    return this.#own.at(group, this.#now).knownAt
  }

  isKnown(group: string): boolean {
    return this.#own.isKnown(group, this.#now)
  }

  /** Where nothing is grouped, the whole is the figure itself. */
  #ofWhole(itself: Computed): string | Blank {
    return this.#whole === null || this.#total === null ? itself.value : this.#whole.at('', this.#total).value
  }
}

/** In the order asked, blanks last, no more than asked; `shown` is the text of the cell that decides. */
function firstOf(
  { order, top }: FigureQuery,
  places: readonly Place[],
  shown: (place: Place) => string | null,
): readonly Place[] {
  if (!order) return top === undefined ? places : places.slice(0, top)
  const numbers = places.map((place) => {
    const text = shown(place)
    return { place, by: text === null ? null : new Decimal(text) }
  })
  numbers.sort((a, b) => {
    if (a.by === null || b.by === null) return a.by === b.by ? 0 : a.by === null ? 1 : -1
    return order.descending ? b.by.comparedTo(a.by) : a.by.comparedTo(b.by)
  })
  return (top === undefined ? numbers : numbers.slice(0, top)).map(({ place }) => place)
}
