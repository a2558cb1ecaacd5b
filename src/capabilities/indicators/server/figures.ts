import { type Actor, can } from '#base/decision.ts'
import type { Period } from '#base/period.ts'
import { isSynthetic } from '#capabilities/people/server/service.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import type { FigureQuery, FigureTable, Selection } from '../contract.ts'
import {
  type AskedColumn,
  columnHead,
  columnsOf,
  type Expressions,
  expressionsOf,
  type Need,
  parsePeriods,
} from '../rules/asked.ts'
import type { Expression } from '../rules/expression.ts'
import { narrowedBy } from '../rules/figure-cells.ts'
import { isOfWhole, isSameSample, pastOf, previousOf } from '../rules/measures.ts'
import { requiredFigure, targetOf, targetSelection } from '../rules/required-figure.ts'
import { isQuarter } from '../rules/robust.ts'
import { type Asked, rowsOf } from './figure-rows.ts'
import { Groups } from './groups.ts'
import { LeafAnswers, type Top } from './leaf-answers.ts'
import { type LeafRequest, needKey } from './leaf-places.ts'
import { MatchedAnswers } from './matched-answers.ts'
import { namesOf } from './names.ts'
import { citedReleases, ReleasedAnswers } from './released-answers.ts'
import { Quarters } from './quarters.ts'
import { remarksOf } from './remarks.ts'
import type { Told } from './shown.ts'

/** Answers a question of figures. @throws Problem not_found, refused_by_rule, invalid_period with the place */
export async function askFigures(house: House, actor: Actor, query: FigureQuery): Promise<FigureTable> {
  return askFiguresOf(house, actor, query, undefined)
}

/**
 * The same, with shares and contributions taken of a whole that is named.
 * @param whole by default the selection of the question where it is grouped, and the figure itself where it is not
 */
export async function askFiguresOf(
  house: House,
  actor: Actor,
  query: FigureQuery,
  whole: Selection | undefined,
): Promise<FigureTable> {
  const programme = house.programme()
  const asked: Asked = {
    query,
    columns: columnsOf(query),
    periods: parsePeriods(query.periods),
    expressions: expressionsOf(programme),
  }
  const groups = new Groups(programme, query)
  const all =
    whole !== undefined
      ? new Groups(programme, { by: [], where: whole })
      : query.by.length > 0
        ? groups.ungrouped()
        : null
  const sees = can(actor, 'observations.see_micro', { places: groups.scope }).allowed
  const told = await tell(house, asked, { groups, whole: all, sees })
  const rows = rowsOf(programme, asked, groups, told)
  const first = asked.periods[0] as Period
  return {
    query,
    asOf: query.asOf ?? house.clock.now().toISOString(),
    synthetic: await isSynthetic(house),
    columns: asked.columns.map((column) => columnHead(asked.expressions.of(column.indicator, first), column)),
    names: await namesOf(house, actor, groups, rows),
    remarks: remarksOf(programme, asked, rows),
    released: citedReleases(house, told.answers),
    rows,
  }
}

type Asking = { readonly groups: Groups; readonly whole: Groups | null; readonly sees: boolean }

/** Everything the columns look at, asked at once. */
async function tell(house: House, asked: Asked, { groups, whole, sees }: Asking): Promise<Told> {
  const programme = house.programme()
  const { query, columns } = asked
  const has = (test: (measure: AskedColumn['measure']) => boolean) => columns.some(({ measure }) => test(measure))
  const ofWhole = whole !== null && has((measure) => isOfWhole(measure) && !isSameSample(measure))
  const ofMatchedWhole = whole !== null && has((measure) => isOfWhole(measure) && isSameSample(measure))
  const needs = needsOf(programme, asked)
  const matching = has(isSameSample) ? needsOf(programme, { ...asked, columns: [] }) : []
  if (!sees) return tellReleased(house, asked, { needs, groups, whole: ofWhole ? whole : null })
  const known = { asOf: query.asOf ?? null, units: false }
  const top = topOf(asked)
  const [answers, total, matched, matchedTotal, quarters] = await Promise.all([
    LeafAnswers.ask(house, { ...known, needs, groups, expected: true, top }),
    ofWhole ? LeafAnswers.ask(house, { ...known, needs, groups: whole, expected: false }) : null,
    has(isSameSample) ? MatchedAnswers.ask(house, { ...known, needs: matching, groups }) : null,
    ofMatchedWhole ? MatchedAnswers.ask(house, { ...known, needs: matching, groups: whole }) : null,
    has(isQuarter) ? quartersOf(house, asked, groups) : null,
  ])
  return { answers, total, matched, matchedTotal, quarters, required: requiredBy(programme, asked) }
}

type AskingReleased = { readonly needs: LeafRequest[]; readonly groups: Groups; readonly whole: Groups | null }

/** Readers without sight of single values are told what was published, and nothing else. */
async function tellReleased(house: House, asked: Asked, { needs, groups, whole }: AskingReleased): Promise<Told> {
  const { query } = asked
  const known = { needs, asOf: query.asOf ?? null }
  const [answers, total] = await Promise.all([
    ReleasedAnswers.ask(house, { ...known, groups, expected: true }),
    whole === null ? null : ReleasedAnswers.ask(house, { ...known, groups: whole, expected: false }),
  ])
  const required = requiredBy(house.programme(), asked)
  return { answers, total, matched: null, matchedTotal: null, quarters: null, required }
}

async function quartersOf(
  house: House,
  { query, periods, expressions }: Asked,
  groups: Groups,
): Promise<Map<string, Quarters>> {
  const each = query.indicators.flatMap((indicator) =>
    [...byExpression(expressions, indicator, needsByKey(periods, query.span))].map(async ([expression, needs]) => {
      const own = [...needs.values()]
      const found = await Quarters.ask(house, { expression, groups, needs: own, asOf: query.asOf ?? null })
      return own.map(({ period }) => [`${indicator}|${period}`, found] as const)
    }),
  )
  return new Map((await Promise.all(each)).flat())
}

/** What the plans require of each group: looked up once for each indicator and group. */
function requiredBy(programme: Programme, { query, expressions }: Asked): Told['required'] {
  const targets = new Map<string, ReturnType<typeof targetOf>>()
  return (id, keys, period) => {
    const { indicator } = expressions.of(id, period)
    const at = `${id}|${keys.join()}`
    if (!targets.has(at)) {
      const selection = targetSelection(narrowedBy(query, keys), programme.rootPlace)
      targets.set(at, selection === undefined ? undefined : targetOf(programme, { indicator, ...selection }))
    }
    const target = targets.get(at)
    return target === undefined || query.span !== 'this' ? null : requiredFigure(indicator, target, period)
  }
}

type Needs = ReadonlyMap<string, Need>

/** Which sums have to be asked for, each leaf with the periods that any column looks at. */
function needsOf(programme: Programme, { query, columns, periods, expressions }: Asked): LeafRequest[] {
  const own = needsByKey(periods, query.span)
  const requests = new Map<string, LeafRequest>()
  const wider = new Map<string, Needs>()
  for (const indicator of query.indicators) {
    const pasts = columns
      .filter((column) => column.indicator === indicator)
      .flatMap(({ measure }) =>
        periods.flatMap(
          (period) =>
            pastOf(measure, period, () => previousOf(programme, expressions.of(indicator, period), period)) ?? [],
        ),
      )
    const looked = pasts.length === 0 ? own : shared(wider, needsByKey([...periods, ...pasts], query.span))
    for (const [expression, needs] of byExpression(expressions, indicator, looked)) {
      for (const leaf of expression.leaves) {
        const known = requests.get(leaf.key)?.needs ?? needs
        requests.set(leaf.key, { key: leaf.key, leaf, needs: known === needs ? needs : new Map([...known, ...needs]) })
      }
    }
  }
  return [...requests.values()]
}

/** The same map for the same periods, so that leaves are known to look at the same. */
function shared(known: Map<string, Needs>, needs: Needs): Needs {
  const name = [...needs.keys()].join()
  const found = known.get(name) ?? needs
  known.set(name, found)
  return found
}

function needsByKey(periods: readonly Period[], span: FigureQuery['span']): Needs {
  return new Map(periods.map((period) => [needKey({ period, span }), { period, span }]))
}

/** The needs of an indicator by the expression that holds in their period: mostly one for all. */
function byExpression(expressions: Expressions, indicator: string, needs: Needs): Map<Expression, Needs> {
  const [first] = needs.values()
  if (first === undefined) return new Map()
  const one = expressions.of(indicator, first.period)
  const each = [...needs]
  if (each.every(([, { period }]) => expressions.of(indicator, period) === one)) return new Map([[one, needs]])
  const by = new Map<Expression, Map<string, Need>>()
  for (const [key, need] of each) {
    const expression = expressions.of(indicator, need.period)
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
