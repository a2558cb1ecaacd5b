import { once, onceBy } from '#base/once.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Node } from '#pack/formula/node.ts'
import { type AttributeName, findAttribute } from '#pack/formula/attributes.ts'
import { conditionToSql, type SqlNames } from '#pack/formula/to-sql.ts'
import type { Programme } from '#pack/programme.ts'
import { membersOf } from '#pack/class-members.ts'
import { expressionOf, isComputable, type Leaf } from '../rules/expression.ts'
import { isIn, literal } from './facts.sql.ts'
import { membersFor, townsOf } from './groups.ts'

/** What a row `f` is of: a table of values, or the list of who is expected in it, where everybody is above scale. */
export type RowsAsked = { readonly table: string; readonly of: 'values' | 'units' }

/** Conditions over the dimensions of a row `f`, all of which must hold, null when there are none; and the industries they name. */
export type WhereSql = {
  readonly sql: string | null
  readonly columns: readonly string[]
  readonly classes: readonly string[]
}

const written = once((_: Programme) => once((_leaf: Pick<Leaf, 'indicator' | 'where'>) => new Map<string, WhereSql>()))

/** The conditions of a leaf as SQL, written once for each table. */
export function whereSql(programme: Programme, leaf: Pick<Leaf, 'indicator' | 'where'>, rows: RowsAsked): WhereSql {
  const known = written(programme)(leaf)
  const name = `${rows.of} ${rows.table}`
  const found = known.get(name) ?? writeWhere(programme, leaf, rows)
  known.set(name, found)
  return found
}

function writeWhere(
  programme: Programme,
  { indicator, where }: Pick<Leaf, 'indicator' | 'where'>,
  rows: RowsAsked,
): WhereSql {
  const columns = new Set<string>()
  const classes = new Set<string>()
  const told = conditionsOf(programme, { indicator, where })
  const names = dimensionsOf({ programme, rows, columns, classes })
  const each = told.map((tree) => conditionToSql({ text: '', tree }, names))
  return { sql: each.length === 0 ? null : each.join(' and '), columns: [...columns], classes: [...classes] }
}

/** What chooses the subjects of a leaf, besides what is asked of all of them: everything must hold. */
export function conditionsOf(programme: Programme, { indicator, where }: Pick<Leaf, 'indicator' | 'where'>): Node[] {
  return where
    .flatMap((condition) => conjuncts(condition.tree))
    .filter((node) => !isAskedOfAll(programme, indicator, node))
}

/** Whether the mirror can compute an indicator as it is defined on a day: from what is reported, by conditions over its dimensions. */
export function isAnswerable(programme: Programme, id: string, day: PlainDate): boolean {
  return answerable(programme, `${id}@${day}`)
}

const answerable = onceBy((programme: Programme, name) => {
  const [id = '', day = ''] = name.split('@')
  return canAnswer(programme, id, day as PlainDate)
})

function canAnswer(programme: Programme, id: string, day: PlainDate): boolean {
  if (!isComputable(programme, id, day)) return false
  try {
    for (const leaf of expressionOf(programme, id, day).leaves) whereSql(programme, leaf, { table: '', of: 'values' })
    return true
  } catch (error) {
    if (error instanceof Problem && error.code === 'refused_by_rule') return false
    throw error
  }
}

/** What must all hold for a condition to hold. */
function conjuncts(node: Node): Node[] {
  return node.kind === 'logic' && node.operator === 'and' ? [...conjuncts(node.left), ...conjuncts(node.right)] : [node]
}

/** A flag that every form with this indicator asks of its respondents holds for all that is reported. */
function isAskedOfAll(programme: Programme, indicator: string, node: Node): boolean {
  const flag = node.kind === 'name' ? findAttribute(node.name) : undefined
  if (flag === undefined) return false
  const forms = Object.values(programme.forms).filter((form) =>
    form.sections.some((section) => section.rows.some((row) => row.indicator === indicator)),
  )
  return (
    forms.length > 0 &&
    forms.every((form) => form.respondents.where !== undefined && demands(form.respondents.where.tree, flag))
  )
}

function demands(node: Node, flag: string): boolean {
  if (node.kind === 'name') return findAttribute(node.name) === flag
  return node.kind === 'logic' && node.operator === 'and' && (demands(node.left, flag) || demands(node.right, flag))
}

type Frame = {
  readonly programme: Programme
  readonly rows: RowsAsked
  readonly columns: Set<string>
  readonly classes: Set<string>
}

/** A condition of the pack language over the dimensions of a row; values of the row are not there to be asked. */
function dimensionsOf(frame: Frame): SqlNames {
  return {
    member: (attribute, classes) => memberSql(frame, attribute, classes),
    flag: (attribute) => (attribute === 'above_scale' ? aboveScaleSql(frame) : notAsked(attribute)),
    value: (name) => notAsked(name),
  }
}

function notAsked(found: string): never {
  throw new Problem('refused_by_rule', { details: { what: 'figures.condition', found } })
}

/** On the list of those above scale in the period of the row. */
function aboveScaleSql({ rows, columns }: Frame): string {
  if (rows.of === 'units') return 'true'
  columns.add('subject')
  columns.add('period')
  return `exists (select 1 from dim_unit u where u.of_table = ${literal(rows.table)} and u.subject = f.subject and f.period between u.first_period and u.last_period)`
}

/** Which column an attribute stands in, and the ids in it that classes of the pack language mean. */
const dimensions: Partial<
  Record<AttributeName, { column: string; ids(programme: Programme, each: string): readonly string[] }>
> = {
  industry: { column: 'industry', ids: (programme, each) => membersOf(membersFor(programme), programme, each) },
  size: { column: 'size', ids: (_, each) => [bare(each)] },
  ownership: { column: 'ownership', ids: (_, each) => [bare(each)] },
  base: { column: 'base', ids: (_, each) => [each] },
  town: { column: 'town', ids: townsOf },
  place: { column: 'town', ids: townsOf },
}

function bare(address: string): string {
  return address.slice(address.indexOf('/') + 1)
}

function memberSql(
  { programme, columns, classes: named }: Frame,
  attribute: AttributeName,
  classes: readonly string[],
): string {
  if (attribute === 'industry') for (const each of classes) named.add(each)
  const { column, ids } = dimensions[attribute] ?? notAsked(attribute)
  columns.add(column)
  return isIn(`f.${column}`, [...new Set(classes.flatMap((each) => ids(programme, each)))])
}
