import { Decimal } from '#base/decimal.ts'
import type { Period } from '#base/period.ts'
import type { Programme } from '#pack/programme.ts'
import type { FigureCell, FigureQuery, FigureRow } from '../contract.ts'
import type { AskedColumn, Expressions } from '../rules/asked.ts'
import { previousOf } from '../rules/measures.ts'
import type { Groups } from './groups.ts'
import { Computing, later, type Place, type Showing, shownOf, type Told } from './shown.ts'

/** A question with its columns and periods read. */
export type Asked = {
  readonly query: FigureQuery
  readonly columns: readonly AskedColumn[]
  readonly periods: readonly Period[]
  readonly expressions: Expressions
}

/** The rows of the table: each group in each period, in order, as many as wanted. */
export function rowsOf(programme: Programme, asked: Asked, groups: Groups, told: Told): FigureRow[] {
  const { query, periods } = asked
  const showing: Showing = {
    ...asked,
    told,
    own: new Computing(asked, told.answers),
    whole: told.total === null ? null : new Computing(asked, told.total),
    previous: (expression, period) => previousOf(programme, expression, period),
  }
  const columns = asked.columns.map((column) => shownOf(showing, column))
  const places = groups.rowKeys(told.answers.keys()).flatMap((keys) => {
    const key = groups.join(keys)
    const all = periods.map((_, period): Place => ({ keys, key, period }))
    return told.answers.isCut ? all.filter((place) => columns[0]?.isKnown(place)) : all
  })
  const deciding = query.order?.column ?? 0
  const chosen = firstOf(query, places, (place) => columns[deciding]?.cell(place)[0] ?? null)
  return chosen.map((place) => {
    let knownAt: string | null = null
    const cells = columns.map((shown): FigureCell => {
      knownAt = later(knownAt, shown.knownAt(place))
      return shown.cell(place)
    })
    return { keys: [...place.keys], period: periods[place.period] as Period, knownAt, cells }
  })
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
