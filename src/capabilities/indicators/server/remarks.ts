import { once } from '#base/once.ts'
import type { Text } from '#base/text.ts'
import { findDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { FigureQuery, FigureRemark, FigureRow } from '../contract.ts'
import { columnsOf, expressionsOf, parsePeriods } from '../rules/asked.ts'
import { type ClassMembers, leftOutOf } from '#pack/class-members.ts'
import { narrowedBy } from '../rules/figure-cells.ts'
import { isOfTarget } from '../rules/measures.ts'
import { targetOf, targetSelection } from '../rules/required-figure.ts'
import type { Asked } from './figure-rows.ts'
import { membersFor } from './groups.ts'
import { classNames } from './names.ts'
import { whereSql } from './where-sql.ts'

const separator = '/'

/** What has to be known beside the figures: classes that are short of a part, targets that columns are of. */
export function remarksOf(programme: Programme, asked: Asked, rows: readonly FigureRow[]): FigureRemark[] {
  return [
    ...ofGroups(programme, asked.query, rows),
    ...ofLadders(asked.query),
    ...ofFormulas(programme, asked),
    ...ofTargets(programme, asked, rows),
  ]
}

/** The same for figures that are not grouped. */
export function remarksOn(programme: Programme, query: FigureQuery): FigureRemark[] {
  const asked = {
    query,
    columns: columnsOf(query),
    periods: parsePeriods(query.periods),
    expressions: expressionsOf(programme),
  }
  return remarksOf(programme, asked, [])
}

/** The class that a figure is grouped or selected by may hold only parts of others. */
function ofGroups(programme: Programme, { by, where }: FigureQuery, rows: readonly FigureRow[]): FigureRemark[] {
  const grouped = by.flatMap((each, i) => {
    const [what, taxonomy = ''] = each.split(':')
    if (what !== 'taxonomy') return []
    const ids = [...new Set(rows.map((row) => row.keys[i] ?? ''))]
    return ids.flatMap((id) => partialRemark(programme, [`${taxonomy}${separator}${id}`], { key: id, indicator: null }))
  })
  const selected = [...(where.industry === undefined ? [] : [where.industry]), ...(where.industries ?? [])]
  return [...grouped, ...partialRemark(programme, selected, { key: null, indicator: null })]
}

/** Rungs are no classes: they overlap, and one stands on them from a day on. */
function ofLadders({ by, where }: FigureQuery): FigureRemark[] {
  const asked = where.rung !== undefined || where.rungs !== undefined || by.some((each) => each.startsWith('ladder:'))
  if (!asked) return []
  const note = {
    zh: '梯队按各期最后一天在库的企业汇总，入库之前、移出之后的各期不计；一户可同时在几级，各级之和不是合计。同比是两期各自在库企业之比；只看同一批企业用同口径。',
    en: 'A rung counts who stood on it on the last day of each reported period, not before entry nor after leaving; an enterprise may stand on several, so rungs do not add up to the whole. Growth is between those who stood there in each of the two periods; the same sample keeps to the same enterprises.',
  }
  return [{ kind: 'ladder', key: null, indicator: null, target: null, count: 0, note }]
}

/** A formula may choose its subjects by such a class. */
function ofFormulas(programme: Programme, { query, periods, expressions }: Asked): FigureRemark[] {
  return query.indicators.flatMap((indicator) => {
    const leaves = new Set(periods.map((period) => expressions.of(indicator, period))).values()
    const classes = [...leaves].flatMap((expression) =>
      expression.leaves.flatMap((leaf) => whereSql(programme, leaf, { table: '', of: 'units' }).classes),
    )
    return partialRemark(programme, [...new Set(classes)], { key: null, indicator })
  })
}

function partialRemark(
  programme: Programme,
  classes: readonly string[],
  about: Pick<FigureRemark, 'key' | 'indicator'>,
): FigureRemark[] {
  const known = partsLeftOut(membersFor(programme))
  const leftOut = [...new Set(classes.flatMap((each) => known.get(each) ?? []))]
  if (leftOut.length === 0) return []
  return [
    { kind: 'partial_class', ...about, target: null, count: leftOut.length, note: partialNote(programme, leftOut) },
  ]
}

/** What each class that is short of something leaves out. */
const partsLeftOut = once(
  (members: ClassMembers) => new Map([...members.partial.keys()].map((each) => [each, leftOutOf(members, each)])),
)

const mostNamed = 5

function partialNote(programme: Programme, leftOut: readonly string[]): Text {
  const names = leftOut.slice(0, mostNamed).map((address) => nameOf(programme, address))
  const more = leftOut.length > mostNamed
  const count = leftOut.length
  return {
    zh: `不含只有一部分属于此类的 ${count} 个行业：${names.map(({ zh }) => zh).join('、')}${more ? '等' : ''}。`,
    en: `Without ${count} ${count === 1 ? 'class' : 'classes'} of which only a part belongs here: ${names.map(({ en }) => en).join(', ')}${more ? ' …' : ''}.`,
  }
}

function nameOf(programme: Programme, address: string): Text {
  const [taxonomy = '', id = ''] = address.split(separator)
  const found = findDoc(programme, 'taxonomies', taxonomy)
  const name = found === undefined ? undefined : classNames(found).get(id)
  return { zh: `${id} ${name?.zh ?? ''}`.trim(), en: `${id} ${name?.en ?? ''}`.trim() }
}

/** Which target each column of a plan is of, by the place of its rows. */
function ofTargets(
  programme: Programme,
  { query, columns, periods, expressions }: Asked,
  rows: readonly FigureRow[],
): FigureRemark[] {
  const [first] = periods
  if (first === undefined || !columns.some(({ measure }) => isOfTarget(measure))) return []
  const keys = [...new Map(rows.map((row) => [row.keys.join(), row.keys])).values()]
  return query.indicators.flatMap((id) =>
    keys.flatMap((key): FigureRemark[] => {
      const selection = targetSelection(narrowedBy(query, key), programme.rootPlace)
      if (selection === undefined) return []
      const target = targetOf(programme, { indicator: expressions.of(id, first).indicator, ...selection })
      if (target === undefined) return []
      const at = { key: key[0] ?? null, indicator: id, target: target.id }
      return [{ kind: 'target', ...at, count: 0, note: target.name }]
    }),
  )
}
