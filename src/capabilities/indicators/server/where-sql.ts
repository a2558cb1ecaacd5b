import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Node } from '#pack/formula/node.ts'
import { findAttribute } from '#pack/formula/attributes.ts'
import type { Programme } from '#pack/programme.ts'
import { membersOf } from '../rules/classes.ts'
import { expressionOf, isComputable, type Leaf } from '../rules/expression.ts'
import { isIn, literal } from './facts.sql.ts'
import { membersFor, townsOf } from './groups.ts'

/** What a row `f` is of: a table of values, or the list of who is expected in it, where everybody is above scale. */
export type RowsAsked = { readonly table: string; readonly of: 'values' | 'units' }

/** The conditions of a leaf over the dimensions of a row `f`, all of which must hold; null when there are none. */
export function whereSql(
  programme: Programme,
  { indicator, where }: Pick<Leaf, 'indicator' | 'where'>,
  rows: RowsAsked,
): { sql: string | null; columns: string[] } {
  const columns = new Set<string>()
  const told = where
    .flatMap((condition) => conjuncts(condition.tree))
    .filter((node) => !isAskedOfAll(programme, indicator, node))
  const each = told.map((node) => `(${conditionSql({ programme, rows, columns }, node)})`)
  return { sql: each.length === 0 ? null : each.join(' and '), columns: [...columns] }
}

/** Whether the mirror can compute an indicator as it is defined on a day: from what is reported, by conditions over its dimensions. */
export function isAnswerable(programme: Programme, id: string, day: PlainDate): boolean {
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

type Frame = { readonly programme: Programme; readonly rows: RowsAsked; readonly columns: Set<string> }

function conditionSql(frame: Frame, node: Node): string {
  switch (node.kind) {
    case 'in':
      return memberSql(frame, node.attribute, node.classes)
    case 'logic':
      return `(${conditionSql(frame, node.left)} ${node.operator} ${conditionSql(frame, node.right)})`
    case 'not':
      return `not (${conditionSql(frame, node.of)})`
    case 'name':
      if (findAttribute(node.name) === 'above_scale') return aboveScaleSql(frame)
  }
  throw new Problem('refused_by_rule', { details: { what: 'figures.condition', found: node.kind } })
}

/** On the list of those above scale in the period of the row. */
function aboveScaleSql({ rows, columns }: Frame): string {
  if (rows.of === 'units') return 'true'
  columns.add('subject')
  columns.add('period')
  return `exists (select 1 from dim_unit u where u.of_table = ${literal(rows.table)} and u.subject = f.subject and f.period between u.first_period and u.last_period)`
}

function memberSql({ programme, columns }: Frame, name: string, classes: readonly string[]): string {
  const attribute = findAttribute(name)
  if (attribute === 'industry') {
    columns.add('industry')
    return isIn('f.industry', [
      ...new Set(classes.flatMap((each) => membersOf(membersFor(programme), programme, each))),
    ])
  }
  if (attribute === 'size' || attribute === 'ownership') {
    columns.add(attribute)
    return isIn(
      `f.${attribute}`,
      classes.map((each) => each.slice(each.indexOf('/') + 1)),
    )
  }
  if (attribute === 'base') {
    columns.add('base')
    return isIn('f.base', classes)
  }
  if (attribute === 'town' || attribute === 'place') {
    columns.add('town')
    return isIn('f.town', [...new Set(classes.flatMap((each) => townsOf(programme, each)))])
  }
  throw new Problem('refused_by_rule', { details: { what: 'figures.condition', found: literal(name) } })
}
