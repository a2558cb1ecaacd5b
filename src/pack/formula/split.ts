import { type Blank, blank } from '#base/blank.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Quantity } from '#base/quantity.ts'
import { formulaOn, getDoc } from '../lookup.ts'
import type { Programme, ProgrammeIndicator } from '../programme.ts'
import { dependencyKey, isShift, namesOf } from './dependencies.ts'
import { evaluateFormula, type FormulaResult } from './evaluate.ts'
import type { CallNode, Formula, NameNode, Node, Shift } from './node.ts'
import { amountToSql, conditionToSql, knownToSql, type SqlNames } from './to-sql.ts'
import { checkUnits, type FormulaWorld } from './units.ts'
import { createProgrammeWorld } from './world.ts'

/**
 * One number that SQL takes over the rows: a sum, how many rows have a value or meet a condition, or a least or greatest one.
 * Sums and counts are additive: a correction may append the old row negated.
 */
export type Leaf = {
  readonly key: string
  readonly aggregate: 'sum' | 'count' | 'min' | 'max'
  readonly additive: boolean
  /** What is taken of each row: an amount, or for a count also a condition. */
  readonly of: Formula
  readonly isCondition: boolean
  /** Conditions that choose the rows, all of which must hold. */
  readonly where: readonly Formula[]
  readonly shifts: readonly Shift[]
  /** The unit of the result; amounts of rows are in it too. */
  readonly unit: string
  /** The indicators it reads, all reported. */
  readonly reads: readonly string[]
}

/** An indicator as numbers that SQL takes and the arithmetic around them. */
export type SplitFormula = {
  readonly indicator: ProgrammeIndicator
  /** The day from which the formula holds; undefined for a reported indicator. */
  readonly from?: PlainDate
  readonly leaves: readonly Leaf[]
  readonly outer: Formula
}

type Split = {
  readonly programme: Programme
  readonly world: FormulaWorld
  readonly day: PlainDate
  readonly leaves: Map<string, Leaf>
  readonly formula: Formula
  readonly where: readonly Formula[]
  readonly shifts: readonly Shift[]
}

/**
 * Splits an indicator, by its formula of that day, into the numbers that rows add up to and the arithmetic between them.
 * Formulas of formulas are opened; the values are taken over the subjects as each reported indicator declares.
 * @throws Problem not_found, or refused_by_rule for an indicator that documents only state
 */
export function splitIndicator(programme: Programme, id: string, day: PlainDate): SplitFormula {
  const indicator = getDoc(programme, 'indicators', id)
  const leaves = new Map<string, Leaf>()
  const name: NameNode = { kind: 'name', name: id, at: [0, id.length] }
  const tree = nameSplit(name, {
    programme,
    world: createProgrammeWorld(programme),
    day,
    leaves,
    formula: { text: id, tree: name },
    where: [],
    shifts: [],
  })
  const from = formulaOn(indicator, day)?.from
  const split = { indicator, leaves: [...leaves.values()], outer: { text: id, tree } }
  return from === undefined ? split : { ...split, from }
}

/** The value of a split indicator, rounded once, from what SQL gave for its leaves; a leaf without a value makes it blank. */
export function evaluateSplit(split: SplitFormula, values: Readonly<Record<string, Quantity | Blank>>): FormulaResult {
  const given = {
    valueOf: ({ name }: { name: string }) =>
      (Object.hasOwn(values, name) ? values[name] : undefined) ?? blank('not_reported'),
  }
  return evaluateFormula(split.outer, given, split.indicator)
}

/** How a leaf's rows are found in SQL besides the names of its formulas. */
export type LeafSql = SqlNames & {
  /** +1 for a row that counts, −1 for one that takes an earlier row back; `1` where rows are never taken back. */
  readonly sign: string
}

/** The leaf as one aggregate of SQL, for DuckDB and PostgreSQL alike. `value` must give amounts as they were reported, without sign. */
export function leafToSql(leaf: Leaf, tables: LeafSql): string {
  const value: LeafSql['value'] = (name, inner) => tables.value(name, [...inner, ...leaf.shifts])
  const names: LeafSql = { ...tables, value }
  const conditions = leaf.where.map((one) => conditionToSql(one, names))
  const counted = leaf.isCondition ? conditionToSql(leaf.of, names) : knownToSql(leaf.of, names)
  if (leaf.aggregate === 'count')
    return `coalesce(sum(case when ${[...conditions, counted].join(' and ')} then ${names.sign} else 0 end), 0)`
  const amount = amountToSql(leaf.of, names, leaf.unit)
  const signed = leaf.aggregate === 'sum' && names.sign !== '1' ? `${names.sign} * ${amount}` : amount
  const chosen = conditions.length === 0 ? signed : `case when ${conditions.join(' and ')} then ${signed} end`
  return `${leaf.aggregate}(${chosen})`
}

function splitNode(node: Node, split: Split): Node {
  switch (node.kind) {
    case 'number':
      return node
    case 'name':
      return nameSplit(node, split)
    case 'in':
      throw new Problem('invalid_formula', { details: { what: 'formula.not_in_sql' } })
    case 'negate':
    case 'not':
      return { ...node, of: splitNode(node.of, split) }
    case 'call':
      return callSplit(node, split)
    default:
      return { ...node, left: splitNode(node.left, split), right: splitNode(node.right, split) }
  }
}

function callSplit(node: CallNode, split: Split): Node {
  const [first] = node.args
  if (first === undefined) return node
  if (isShift(node.name)) return splitNode(first, { ...split, shifts: [node.name, ...split.shifts] })
  if (node.args.length > 1 || ['abs', 'round', 'if', 'known'].includes(node.name)) {
    return { ...node, args: node.args.map((arg) => splitNode(arg, split)) }
  }
  if (node.name === 'count') return leafNode('count', first, split)
  if (node.name === 'min' || node.name === 'max') return leafNode(node.name, first, split)
  // The last value within a period is a matter of time, which the caller knows from the indicator; over subjects it is their sum.
  if (node.name === 'last') return first.kind === 'name' ? nameSplit(first, split) : opened(first, split, 'sum')
  if (node.name === 'sum') return opened(first, split, 'sum')
  if (node.name === 'mean') return opened(first, split, 'mean')
  return node
}

/** The aggregate of a name that is itself a formula is the aggregate of what it reads. */
function opened(node: Node, split: Split, aggregate: 'sum' | 'mean'): Node {
  const id = node.kind === 'name' ? node.name : undefined
  const isFormula = id !== undefined && getDoc(split.programme, 'indicators', id).kind === 'formula'
  if (isFormula) return splitNode(node, split)
  return aggregate === 'sum' ? leafNode('sum', node, split) : meanNode(node, split)
}

function meanNode(node: Node, split: Split): Node {
  const over = leafNode('sum', node, split)
  const under = leafNode('count', node, split)
  // A count has a unit of its own; the mean has that of the values.
  const { at } = node
  const one: Node = { kind: 'number', value: '1', unit: split.world.countUnitOf(namesOf(node)), at }
  const plain: Node = { kind: 'arithmetic', operator: '/', left: under, right: one, at }
  return { kind: 'arithmetic', operator: '/', left: over, right: plain, at }
}

function nameSplit(node: NameNode, split: Split): Node {
  const indicator = getDoc(split.programme, 'indicators', node.name)
  if (indicator.kind === 'stated') throw new Problem('refused_by_rule', { details: { what: 'stated', id: node.name } })
  if (indicator.kind === 'reported')
    return indicator.over_subjects === 'mean' ? meanNode(node, split) : leafNode('sum', node, split)
  const formula = formulaOn(indicator, split.day) ?? indicator.formulas[0]
  if (formula === undefined) throw new Problem('not_found', { details: { what: 'formula', id: node.name } })
  const where = formula.where === undefined ? split.where : [...split.where, formula.where]
  return splitNode(formula.is.tree, { ...split, formula: formula.is, where })
}

function leafNode(aggregate: Leaf['aggregate'], node: Node, split: Split): NameNode {
  const { formula, where, shifts, world, leaves } = split
  const text = node.kind === 'name' ? node.name : formula.text.slice(node.at[0], node.at[1])
  const chosen = where.length === 0 ? '' : ` where ${where.map((one) => one.text).join(' and ')}`
  const key = dependencyKey({ name: `${aggregate}(${text})${chosen}`, shifts })
  if (!leaves.has(key)) {
    const reads = namesOf(node)
    const { yields } = checkUnits(node, world)
    const isCondition = yields.is === 'condition'
    const own = yields.is === 'amount' ? yields.unit : 'one'
    const unit = aggregate === 'count' ? world.countUnitOf(reads) : own
    const of: Formula = node.kind === 'name' ? { text, tree: node } : { text: formula.text, tree: node }
    const additive = aggregate === 'sum' || aggregate === 'count'
    leaves.set(key, { key, aggregate, additive, of, isCondition, where, shifts, unit, reads })
  }
  return { kind: 'name', name: key, at: node.at }
}
