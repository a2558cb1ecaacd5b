import { Problem } from '#base/problem.ts'
import type { Node } from '#pack/formula/node.ts'
import { findAttribute } from '#pack/formula/attributes.ts'
import type { Programme } from '#pack/programme.ts'
import { membersOf } from '../rules/classes.ts'
import type { Leaf } from '../rules/expression.ts'
import { isIn, literal } from './facts.sql.ts'
import { membersFor, townsOf } from './groups.ts'

/** The conditions of a leaf over the dimensions of a row `f`, all of which must hold; null when there are none. */
export function whereSql(programme: Programme, { indicator, where }: Pick<Leaf, 'indicator' | 'where'>): { sql: string | null; columns: string[] } {
  const columns = new Set<string>()
  const told = where.flatMap((condition) => conjuncts(condition.tree)).filter((node) => !isAskedOfAll(programme, indicator, node))
  const each = told.map((node) => `(${conditionSql(programme, node, columns)})`)
  return { sql: each.length === 0 ? null : each.join(' and '), columns: [...columns] }
}

/** What must all hold for a condition to hold. */
function conjuncts(node: Node): Node[] {
  return node.kind === 'logic' && node.operator === 'and' ? [...conjuncts(node.left), ...conjuncts(node.right)] : [node]
}

/** A flag that every form with this indicator asks of its respondents holds for all that is reported. */
function isAskedOfAll(programme: Programme, indicator: string, node: Node): boolean {
  const flag = node.kind === 'name' ? findAttribute(node.name) : undefined
  if (flag === undefined) return false
  const forms = Object.values(programme.forms).filter((form) => form.sections.some((section) => section.rows.some((row) => row.indicator === indicator)))
  return forms.length > 0 && forms.every((form) => form.respondents.where !== undefined && demands(form.respondents.where.tree, flag))
}

function demands(node: Node, flag: string): boolean {
  if (node.kind === 'name') return findAttribute(node.name) === flag
  return node.kind === 'logic' && node.operator === 'and' && (demands(node.left, flag) || demands(node.right, flag))
}

function conditionSql(programme: Programme, node: Node, columns: Set<string>): string {
  const inner = (each: Node) => conditionSql(programme, each, columns)
  switch (node.kind) {
    case 'in':
      return memberSql(programme, node.attribute, node.classes, columns)
    case 'logic':
      return `(${inner(node.left)} ${node.operator} ${inner(node.right)})`
    case 'not':
      return `not (${inner(node.of)})`
    default:
      throw new Problem('refused_by_rule', { details: { what: 'figures.condition', found: node.kind } })
  }
}

function memberSql(programme: Programme, name: string, classes: readonly string[], columns: Set<string>): string {
  const attribute = findAttribute(name)
  if (attribute === 'industry') {
    columns.add('industry')
    return isIn('f.industry', [...new Set(classes.flatMap((each) => membersOf(membersFor(programme), programme, each)))])
  }
  if (attribute === 'size' || attribute === 'ownership') {
    columns.add(attribute)
    return isIn(`f.${attribute}`, classes.map((each) => each.slice(each.indexOf('/') + 1)))
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
