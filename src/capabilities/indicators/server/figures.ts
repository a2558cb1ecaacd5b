import { type Actor, can } from '#base/decision.ts'
import { Decimal } from '#base/decimal.ts'
import { type Period } from '#base/period.ts'
import { isSynthetic } from '#capabilities/people/server/service.ts'
import type { House } from '#kit/server/house.ts'
import { type FigureCell, type FigureQuery, type FigureRow, type FigureTable } from '../contract.ts'
import {
  type AskedColumn,
  columnHead,
  columnsOf,
  computeFigure,
  type Computed,
  Expressions,
  leavesOf,
  parsePeriods,
  percentOf,
  periodsOfColumn,
  toCell,
} from '../rules/asked.ts'
import { leafKey } from '../rules/expression.ts'
import { Groups } from './groups.ts'
import { LeafAnswers, type LeafRequest } from './leaf-answers.ts'
import { namesOf } from './names.ts'

const wholeKey = ''

/** Answers a question of figures. @throws Problem not_found, refused_by_rule, invalid_period with the place */
export async function askFigures(house: House, actor: Actor, query: FigureQuery): Promise<FigureTable> {
  const programme = house.programme()
  const periods = parsePeriods(query.periods)
  const columns = columnsOf(query)
  const expressions = new Expressions(programme)
  const groups = new Groups(programme, query)
  const needs = needsOf(columns, periods, expressions, query.span)
  const sees = can(actor, 'observations.see_micro', { places: groups.scope }).allowed
  const ask = (keys: Groups) => LeafAnswers.ask(house, { groups: keys, needs, asOf: query.asOf ?? null, units: !sees })
  const whole = query.compare.some((each) => each === 'share' || each === 'contribution')
  const [answers, total] = await Promise.all([ask(groups), whole && query.by.length > 0 ? ask(groups.ungrouped()) : null])
  const compute = memoized((from: LeafAnswers, key: string, indicator: string, period: Period) => {
    const expression = expressions.of(indicator, period)
    return computeFigure(
      expression,
      expression.leaves.map((leaf) => from.of(key, leafKey(leaf), { period, span: query.span })),
    )
  })
  const cellOf = (key: string, column: AskedColumn, period: Period): FigureCell => {
    const figures = {
      of: (each: Period) => compute(answers, key, column.indicator, each),
      whole: (each: Period) => compute(total ?? answers, total ? wholeKey : key, column.indicator, each),
    }
    const { scale } = columnHead(expressions.of(column.indicator, period), column)
    return measure(column, period, figures, scale)
  }
  const rows = groups.rowKeys(answers.keys()).flatMap((keys) =>
    periods.map((period): FigureRow => {
      const key = groups.join(keys)
      const cells = columns.map((column) => cellOf(key, column, period))
      return { keys, period, knownAt: answers.knownAt(key, period), cells }
    }),
  )
  return {
    query,
    asOf: query.asOf ?? house.clock.now().toISOString(),
    synthetic: await isSynthetic(house),
    columns: columns.map((column) => columnHead(expressions.of(column.indicator, periods[0] as Period), column)),
    names: await namesOf(house, actor, groups, rows),
    rows: ordered(rows, query),
  }
}

type Figures = { of(period: Period): Computed; whole(period: Period): Computed }

function measure(column: AskedColumn, period: Period, figures: Figures, scale: number): FigureCell {
  const now = figures.of(period)
  if (column.measure === 'value') return toCell(now, now.value, scale)
  if (column.measure === 'share') return toCell(now, percentOf(now.value, figures.whole(period).value), scale)
  const before = figures.of(periodsOfColumn(column, period)[1] as Period)
  if (column.measure === 'last_year') return toCell(before, before.value, scale)
  const over = column.measure === 'growth' ? before.value : figures.whole(periodsOfColumn(column, period)[1] as Period).value
  return toCell(now, percentOf(now.value, over, before.value), scale)
}

/** Which sums have to be asked for, each leaf with the periods that any column looks at. */
function needsOf(columns: readonly AskedColumn[], periods: readonly Period[], expressions: Expressions, span: 'this' | 'cumulative'): LeafRequest[] {
  const requests = new Map<string, LeafRequest>()
  for (const column of columns) {
    for (const period of periods.flatMap((each) => periodsOfColumn(column, each))) {
      for (const [key, leaf] of leavesOf([expressions.of(column.indicator, period)])) {
        const request = requests.get(key) ?? { key, leaf, needs: new Map() }
        request.needs.set(`${period}|${span}`, { period, span })
        requests.set(key, request)
      }
    }
  }
  return [...requests.values()]
}

function ordered(rows: FigureRow[], query: FigureQuery): FigureRow[] {
  const { order, top } = query
  if (!order) return top === undefined ? rows : rows.slice(0, top)
  const number = (row: FigureRow) => {
    const text = row.cells[order.column]?.[0]
    return text === null || text === undefined ? null : new Decimal(text)
  }
  const sorted = rows
    .map((row) => ({ row, by: number(row) }))
    .sort((a, b) => {
      if (a.by === null || b.by === null) return a.by === b.by ? 0 : a.by === null ? 1 : -1
      return order.descending ? b.by.comparedTo(a.by) : a.by.comparedTo(b.by)
    })
  return (top === undefined ? sorted : sorted.slice(0, top)).map(({ row }) => row)
}

function memoized<Result>(
  work: (from: LeafAnswers, key: string, indicator: string, period: Period) => Result,
): (from: LeafAnswers, key: string, indicator: string, period: Period) => Result {
  const known = new Map<LeafAnswers, Map<string, Result>>()
  return (from, key, indicator, period) => {
    const mine = known.get(from) ?? new Map<string, Result>()
    known.set(from, mine)
    const at = `${key}|${indicator}|${period}`
    const found = mine.get(at)
    if (found !== undefined) return found
    const made = work(from, key, indicator, period)
    mine.set(at, made)
    return made
  }
}
