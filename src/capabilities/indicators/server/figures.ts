import type { Blank } from '#base/blank.ts'
import { type Actor, can } from '#base/decision.ts'
import { Decimal } from '#base/decimal.ts'
import { type Period, sameLastYear } from '#base/period.ts'
import { isSynthetic } from '#capabilities/people/server/service.ts'
import type { House } from '#kit/server/house.ts'
import type { FigureCell, FigureQuery, FigureRow, FigureTable } from '../contract.ts'
import {
  type AskedColumn,
  columnHead,
  columnsOf,
  computeFigure,
  type Computed,
  type Expressions,
  expressionsOf,
  looksAtLastYear,
  type Need,
  parsePeriods,
  percentOf,
  scaleOf,
  toCell,
} from '../rules/asked.ts'
import type { Expression } from '../rules/expression.ts'
import { Groups } from './groups.ts'
import { LeafAnswers, type Top } from './leaf-answers.ts'
import { type LeafRequest, needKey } from './leaf-places.ts'
import { namesOf } from './names.ts'

type Asked = {
  readonly query: FigureQuery
  readonly columns: readonly AskedColumn[]
  readonly periods: readonly Period[]
  readonly expressions: Expressions
}

/** Answers a question of figures. @throws Problem not_found, refused_by_rule, invalid_period with the place */
export async function askFigures(house: House, actor: Actor, query: FigureQuery): Promise<FigureTable> {
  const programme = house.programme()
  const asked: Asked = {
    query,
    columns: columnsOf(query),
    periods: parsePeriods(query.periods),
    expressions: expressionsOf(programme),
  }
  const groups = new Groups(programme, query)
  const needs = needsOf(asked)
  const sees = can(actor, 'observations.see_micro', { places: groups.scope }).allowed
  const top = sees ? topOf(asked) : undefined
  const ask = (keys: Groups) =>
    LeafAnswers.ask(house, {
      groups: keys,
      needs,
      asOf: query.asOf ?? null,
      units: !sees,
      top: keys === groups ? top : undefined,
    })
  const whole = query.compare.some((each) => each === 'share' || each === 'contribution')
  const [answers, total] = await Promise.all([
    ask(groups),
    whole && query.by.length > 0 ? ask(groups.ungrouped()) : null,
  ])
  const rows = rowsOf(asked, groups, { answers, total })
  return {
    query,
    asOf: query.asOf ?? house.clock.now().toISOString(),
    synthetic: await isSynthetic(house),
    columns: asked.columns.map((column) =>
      columnHead(asked.expressions.of(column.indicator, asked.periods[0] as Period), column),
    ),
    names: await namesOf(house, actor, groups, rows),
    rows,
  }
}

/** Which sums have to be asked for, each leaf with the periods that any column looks at. */
function needsOf({ query, columns, periods, expressions }: Asked): LeafRequest[] {
  const requests = new Map<string, { key: string; leaf: Expression['leaves'][number]; needs: Map<string, Need> }>()
  const needs = periods.map((period) => ({
    period,
    needed: [period, sameLastYear(period)].map((each): Need => ({ period: each, span: query.span })),
  }))
  for (const indicator of query.indicators) {
    const looksBack = columns.some((column) => column.indicator === indicator && looksAtLastYear(column))
    for (const need of needs.flatMap(({ needed }) => (looksBack ? needed : needed.slice(0, 1)))) {
      for (const leaf of expressions.of(indicator, need.period).leaves) {
        const key = leaf.key
        const request = requests.get(key) ?? { key, leaf, needs: new Map() }
        request.needs.set(needKey(need), need)
        requests.set(key, request)
      }
    }
  }
  return [...requests.values()]
}

/** Where only the first rows by a plain sum are wanted, the mirror need not tell the others. */
function topOf({ query, columns, periods, expressions }: Asked): Top | undefined {
  const { order, top: rows } = query
  const column = order === undefined ? undefined : columns[order.column]
  if (order === undefined || rows === undefined || column === undefined || columns.length !== 1) return undefined
  const each = new Set(periods.map((period) => expressions.of(column.indicator, period)))
  const [only] = each
  const [leaf] = only?.leaves ?? []
  if (each.size !== 1 || only?.plain !== true || leaf === undefined || leaf.counts) return undefined
  return { key: leaf.key, descending: order.descending, rows }
}

type Answers = { readonly answers: LeafAnswers; readonly total: LeafAnswers | null }

/** The rows of the table: each group in each period, in order, as many as wanted. */
function rowsOf(asked: Asked, groups: Groups, { answers, total }: Answers): FigureRow[] {
  const { query, periods } = asked
  const own = new Computing(asked, answers)
  const whole = total === null ? null : new Computing(asked, total)
  const columns = asked.columns.map((column) => periods.map((period) => shownIn(column, period, { own, whole })))
  const cellAt = (key: string, column: number, at: number): FigureCell => (columns[column]?.[at] as Shown).cell(key)
  const places = groups.rowKeys(answers.keys()).flatMap((keys) => {
    const key = groups.join(keys)
    return periods.flatMap((period, at) =>
      answers.isCut && !(columns[0]?.[at] as Shown).isKnown(key) ? [] : [{ keys, key, period, at }],
    )
  })
  const deciding = query.order?.column ?? 0
  const decides = ({ key, at }: (typeof places)[number]) =>
    deciding < columns.length ? cellAt(key, deciding, at)[0] : null
  return firstOf(query, places, decides).map(({ keys, key, period, at }) => ({
    keys,
    period,
    knownAt: lastOf(columns, ({ [at]: shown }) => shown?.knownAt(key) ?? null),
    cells: columns.map((_, column) => cellAt(key, column, at)),
  }))
}

/** The latest of some instants. */
function lastOf<Item>(items: readonly Item[], instant: (item: Item) => string | null): string | null {
  let last: string | null = null
  for (const item of items) {
    const at = instant(item)
    if (at !== null && (last === null || at > last)) last = at
  }
  return last
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
    const expression = this.#asked.expressions.of(indicator, period)
    const need = { period, span: this.#asked.query.span }
    const made = {
      expression,
      slots: expression.leaves.map((leaf) => this.#answers.slot(leaf.key, need)),
      at: this.#figures.size,
    }
    this.#figures.set(key, made)
    return made
  }

  at(group: string, { expression, slots, at }: Figure): Computed {
    const done = this.#done.get(group) ?? []
    if (done.length === 0) this.#done.set(group, done)
    const known = done[at]
    if (known !== undefined) return known
    const computed = computeFigure(
      expression,
      slots.map((slot) => this.#answers.at(group, slot)),
    )
    done[at] = computed
    return computed
  }

  isKnown(group: string, { slots }: Figure): boolean {
    return slots.some((slot) => this.#answers.has(group, slot))
  }
}

/** A column in one period, for any group. */
type Shown = { cell(group: string): FigureCell; knownAt(group: string): string | null; isKnown(group: string): boolean }

function shownIn(
  column: AskedColumn,
  period: Period,
  { own, whole }: { own: Computing; whole: Computing | null },
): Shown {
  const past = looksAtLastYear(column) ? sameLastYear(period) : period
  const now = own.figure(column.indicator, period)
  const before = past === period ? now : own.figure(column.indicator, past)
  const total = whole?.figure(column.indicator, column.measure === 'contribution' ? past : period)
  const ofWhole = (group: string) =>
    total === undefined
      ? own.at(group, column.measure === 'contribution' ? before : now)
      : (whole as Computing).at('', total)
  const scale = scaleOf(now.expression, column)
  const value = (group: string): Decimal | Blank => {
    switch (column.measure) {
      case 'value':
        return own.at(group, now).value
      case 'last_year':
        return own.at(group, before).value
      case 'share':
        return percentOf(own.at(group, now).value, ofWhole(group).value)
      case 'growth':
        return percentOf(own.at(group, now).value, own.at(group, before).value, own.at(group, before).value)
      case 'contribution':
        return percentOf(own.at(group, now).value, ofWhole(group).value, own.at(group, before).value)
    }
  }
  return {
    cell: (group) => toCell(own.at(group, column.measure === 'last_year' ? before : now), value(group), scale),
    knownAt: (group) => own.at(group, now).knownAt,
    isKnown: (group) => own.isKnown(group, now),
  }
}

/** In the order asked, blanks last, no more than asked; `shown` is the text of the cell that decides. */
function firstOf<Place>(
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
