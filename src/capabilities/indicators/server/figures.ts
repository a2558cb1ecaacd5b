import { type Actor, can } from '#base/decision.ts'
import { Decimal } from '#base/decimal.ts'
import type { Period } from '#base/period.ts'
import { isSynthetic } from '#capabilities/people/server/service.ts'
import type { House } from '#kit/server/house.ts'
import type { FigureCell, FigureColumn, FigureQuery, FigureRow, FigureTable } from '../contract.ts'
import {
  type AskedColumn,
  columnHead,
  columnsOf,
  computeFigure,
  type Computed,
  type Expressions,
  expressionsOf,
  parsePeriods,
  percentOf,
  periodsOfColumn,
  toCell,
} from '../rules/asked.ts'
import { type Expression, leafKey } from '../rules/expression.ts'
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
    columns: asked.columns.map((column) => headOf(asked, column, 0)),
    names: await namesOf(house, actor, groups, rows),
    rows,
  }
}

function headOf({ expressions, periods }: Asked, column: AskedColumn, period: number): FigureColumn {
  return columnHead(expressions.of(column.indicator, periods[period] as Period), column)
}

/** Which sums have to be asked for, each leaf with the periods that any column looks at. */
function needsOf({ query, columns, periods, expressions }: Asked): LeafRequest[] {
  const requests = new Map<
    string,
    {
      key: string
      leaf: Expression['leaves'][number]
      needs: Map<string, { period: Period; span: FigureQuery['span'] }>
    }
  >()
  const looked = new Set<string>()
  for (const column of columns) {
    for (const period of periods.flatMap((each) => periodsOfColumn(column, each))) {
      if (looked.has(`${column.indicator}|${period}`)) continue
      looked.add(`${column.indicator}|${period}`)
      const need = { period, span: query.span }
      for (const leaf of expressions.of(column.indicator, period).leaves) {
        const key = leafKey(leaf)
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
  return { key: leafKey(leaf), descending: order.descending, rows }
}

type Answers = { readonly answers: LeafAnswers; readonly total: LeafAnswers | null }

/** The rows of the table: each group in each period, in order, as many as wanted. */
function rowsOf(asked: Asked, groups: Groups, { answers, total }: Answers): FigureRow[] {
  const { query, columns, periods } = asked
  const own = new Computing(asked, answers)
  const whole = total === null ? own : new Computing(asked, total)
  const measures = columns.map((column) => periods.map((_, period) => measureOf(asked, column, period)))
  const cellAt = (key: string, column: number, period: number): FigureCell => {
    const measure = measures[column]?.[period] as Measure
    return measure({ of: (each) => own.at(key, each), whole: (each) => whole.at(total === null ? key : '', each) })
  }
  const places = groups.rowKeys(answers.keys()).flatMap((keys) => {
    const key = groups.join(keys)
    return periods.flatMap((period, at) =>
      answers.isCut && !own.has(key, columns[0] as AskedColumn, period) ? [] : [{ keys, key, period, at }],
    )
  })
  const deciding = query.order?.column ?? 0
  const shown = ({ key, at }: (typeof places)[number]) =>
    deciding < columns.length ? cellAt(key, deciding, at)[0] : null
  return firstOf(query, places, shown).map(({ keys, key, period, at }) => ({
    keys,
    period,
    knownAt: own.knownAt(key, columns, period),
    cells: columns.map((_, column) => cellAt(key, column, at)),
  }))
}

type Figure = { readonly indicator: string; readonly period: Period }

/** Figures of one question, each computed once for a group; where its sums stand is found once for all groups. */
class Computing {
  readonly #asked: Asked
  readonly #answers: LeafAnswers
  readonly #slots = new Map<
    string,
    { readonly expression: Expression; readonly slots: ReturnType<LeafAnswers['slot']>[]; readonly at: number }
  >()
  readonly #done = new Map<string, Computed[]>()

  constructor(asked: Asked, answers: LeafAnswers) {
    this.#asked = asked
    this.#answers = answers
  }

  at(group: string, figure: Figure): Computed {
    const { expression, slots, at } = this.#slotsOf(figure)
    const done = this.#done.get(group) ?? []
    this.#done.set(group, done)
    const known = done[at]
    if (known !== undefined) return known
    const computed = computeFigure(
      expression,
      slots.map((slot) => this.#answers.at(group, slot)),
    )
    done[at] = computed
    return computed
  }

  has(group: string, { indicator }: AskedColumn, period: Period): boolean {
    return this.#slotsOf({ indicator, period }).slots.some((slot) => this.#answers.has(group, slot))
  }

  /** When the last of the values of a row came to be known. */
  knownAt(group: string, columns: readonly AskedColumn[], period: Period): string | null {
    let last: string | null = null
    for (const { indicator } of columns) {
      const { knownAt } = this.at(group, { indicator, period })
      if (knownAt !== null && (last === null || knownAt > last)) last = knownAt
    }
    return last
  }

  #slotsOf({ indicator, period }: Figure) {
    const key = `${indicator}|${period}`
    const known = this.#slots.get(key)
    if (known !== undefined) return known
    const expression = this.#asked.expressions.of(indicator, period)
    const need = { period, span: this.#asked.query.span }
    const made = {
      expression,
      slots: expression.leaves.map((leaf) => this.#answers.slot(leafKey(leaf), need)),
      at: this.#slots.size,
    }
    this.#slots.set(key, made)
    return made
  }
}

type Figures = { of(figure: Figure): Computed; whole(figure: Figure): Computed }
type Measure = (figures: Figures) => FigureCell

/** How a column shows the figures of a period. */
function measureOf(asked: Asked, column: AskedColumn, at: number): Measure {
  const { scale } = headOf(asked, column, at)
  const [present, past] = periodsOfColumn(column, asked.periods[at] as Period).map(
    (period): Figure => ({ indicator: column.indicator, period }),
  )
  const [now, before] = [present as Figure, (past ?? present) as Figure]
  switch (column.measure) {
    case 'value':
      return ({ of }) => toCell(of(now), of(now).value, scale)
    case 'last_year':
      return ({ of }) => toCell(of(before), of(before).value, scale)
    case 'share':
      return ({ of, whole }) => toCell(of(now), percentOf(of(now).value, whole(now).value), scale)
    case 'growth':
      return ({ of }) => toCell(of(now), percentOf(of(now).value, of(before).value, of(before).value), scale)
    case 'contribution':
      return ({ of, whole }) => toCell(of(now), percentOf(of(now).value, whole(before).value, of(before).value), scale)
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
