import { type Actor, can } from '#base/decision.ts'
import { type Period, sameLastYear } from '#base/period.ts'
import { isSynthetic } from '#capabilities/people/server/service.ts'
import type { House } from '#kit/server/house.ts'
import type { FigureQuery, FigureTable } from '../contract.ts'
import {
  columnHead,
  columnsOf,
  type Expressions,
  expressionsOf,
  looksAtLastYear,
  type Need,
  parsePeriods,
} from '../rules/asked.ts'
import type { Expression } from '../rules/expression.ts'
import { type Asked, rowsOf } from './figure-rows.ts'
import { Groups } from './groups.ts'
import { LeafAnswers, type Top } from './leaf-answers.ts'
import { type LeafRequest, needKey } from './leaf-places.ts'
import { namesOf } from './names.ts'

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
  const question = { needs, asOf: query.asOf ?? null, units: !sees }
  const whole = query.by.length > 0 && query.compare.some((each) => each === 'share' || each === 'contribution')
  const [answers, total] = await Promise.all([
    LeafAnswers.ask(house, { ...question, groups, expected: true, top }),
    whole ? LeafAnswers.ask(house, { ...question, groups: groups.ungrouped(), expected: false }) : null,
  ])
  const rows = rowsOf(asked, groups, { answers, total })
  const first = asked.periods[0] as Period
  return {
    query,
    asOf: query.asOf ?? house.clock.now().toISOString(),
    synthetic: await isSynthetic(house),
    columns: asked.columns.map((column) => columnHead(asked.expressions.of(column.indicator, first), column)),
    names: await namesOf(house, actor, groups, rows),
    rows,
  }
}

type Needs = ReadonlyMap<string, Need>

/** Which sums have to be asked for, each leaf with the periods that any column looks at. */
function needsOf({ query, columns, periods, expressions }: Asked): LeafRequest[] {
  const own = needsByKey(periods, query.span)
  const both = needsByKey([...periods, ...periods.map(sameLastYear)], query.span)
  const requests = new Map<string, LeafRequest>()
  for (const indicator of query.indicators) {
    const looksBack = columns.some((column) => column.indicator === indicator && looksAtLastYear(column))
    for (const [expression, needs] of byExpression(expressions, indicator, looksBack ? both : own)) {
      for (const leaf of expression.leaves) {
        const known = requests.get(leaf.key)?.needs ?? needs
        requests.set(leaf.key, { key: leaf.key, leaf, needs: known === needs ? needs : new Map([...known, ...needs]) })
      }
    }
  }
  return [...requests.values()]
}

function needsByKey(periods: readonly Period[], span: FigureQuery['span']): Needs {
  return new Map(periods.map((period) => [needKey({ period, span }), { period, span }]))
}

/** The needs of an indicator by the expression that holds in their period: mostly one for all. */
function byExpression(expressions: Expressions, indicator: string, needs: Needs): Map<Expression, Needs> {
  const each = [...needs].map(([key, need]) => ({ key, need, expression: expressions.of(indicator, need.period) }))
  const [first] = each
  if (first === undefined || each.every(({ expression }) => expression === first.expression)) {
    return new Map(first === undefined ? [] : [[first.expression, needs]])
  }
  const by = new Map<Expression, Map<string, Need>>()
  for (const { key, need, expression } of each) {
    by.set(expression, (by.get(expression) ?? new Map<string, Need>()).set(key, need))
  }
  return by
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
