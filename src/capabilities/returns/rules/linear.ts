import { conversion, parseUnit } from '#base/unit.ts'
import { evaluateCondition } from '#pack/formula/evaluate.ts'
import { type Dependency, isShift } from '#pack/formula/dependencies.ts'
import type { CallNode, CompareNode, Comparison, Node, Shift } from '#pack/formula/node.ts'
import {
  divided,
  isZero,
  negated,
  plus,
  type Ratio,
  ratioOf,
  ratioOfFactor,
  reduced,
  times,
  zero,
} from '#pack/formula/ratio.ts'
import type { ModelCondition } from './form-model.ts'

/** A sum of cells, each times a number, plus a number. */
export type Linear = { readonly terms: ReadonlyMap<string, Ratio>; readonly constant: Ratio }

/** What a condition demands of a linear sum: at most 0, less than 0, or exactly 0. */
export type Demand = Linear & { readonly is: 'at_most' | 'less' | 'zero' }

/** A condition as alternatives, each a list of demands that must all be met; undefined where it is not linear. */
export type Alternatives = readonly (readonly Demand[])[] | undefined

/** What a translation needs of a condition: its tree, what its names mean, and how its parts stand now. */
export type Translated = Pick<ModelCondition, 'tree' | 'means' | 'given'>

type Amount = { readonly linear: Linear; readonly unit: string; readonly isBareZero: boolean }

const mostAlternatives = 32

/** A condition as demands on cells. */
export function demandsOf(condition: Translated): Alternatives {
  return alternatives(condition.tree, true, condition)
}

/** An amount in a unit as a linear sum of cells; undefined where it is none. */
export function linearIn(condition: Translated, unit: string): Linear | undefined {
  const amount = amountOf(condition.tree, condition)
  return amount === undefined ? undefined : inUnit(amount, unit)
}

/** `a − b` */
export function difference(a: Linear, b: Linear): Linear {
  return combine(a, scaled(b, { over: -1n, under: 1n }))
}

export function combine(a: Linear, b: Linear): Linear {
  const terms = new Map(a.terms)
  for (const [key, by] of b.terms) {
    const sum = reduced(plus(terms.get(key) ?? zero, by))
    if (isZero(sum)) terms.delete(key)
    else terms.set(key, sum)
  }
  return { terms, constant: reduced(plus(a.constant, b.constant)) }
}

export function scaled(a: Linear, by: Ratio): Linear {
  return {
    terms: new Map([...a.terms].map(([key, factor]) => [key, reduced(times(factor, by))])),
    constant: reduced(times(a.constant, by)),
  }
}

function alternatives(node: Node, isWanted: boolean, condition: Translated): Alternatives {
  switch (node.kind) {
    case 'not':
      return alternatives(node.of, !isWanted, condition)
    case 'logic': {
      const left = alternatives(node.left, isWanted, condition)
      const right = alternatives(node.right, isWanted, condition)
      const isBoth = (node.operator === 'and') === isWanted
      if (isBoth) return left === undefined || right === undefined ? undefined : crossed([left, right])
      if (left === undefined || right === undefined) return undefined
      return [...left, ...right]
    }
    case 'compare':
      return compared(node, isWanted, condition)
    default: {
      const { answer } = evaluateCondition({ text: '', tree: node }, condition.given)
      if (answer === 'unknown') return undefined
      return (answer === 'yes') === isWanted ? [[]] : []
    }
  }
}

const inverse: Readonly<Record<Comparison, Comparison>> = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
}
const mirrored: Readonly<Record<Comparison, Comparison>> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

function compared(node: CompareNode, isWanted: boolean, condition: Translated): Alternatives {
  const operator = isWanted ? node.operator : inverse[node.operator]
  const { left, right } = node
  if (left.kind === 'call' && isExtreme(left)) return extreme(left, { operator, other: right }, condition)
  if (right.kind === 'call' && isExtreme(right))
    return extreme(right, { operator: mirrored[operator], other: left }, condition)
  const [a, b] = [amountOf(left, condition), amountOf(right, condition)]
  if (a === undefined || b === undefined) return undefined
  return demanded(a, operator, b)
}

function isExtreme({ name }: CallNode): boolean {
  return name === 'abs' || name === 'min' || name === 'max'
}

/** `abs(x) <= y` asks for both sides, `abs(x) >= y` for one of them; the same of `max` and `min`. */
function extreme(
  call: CallNode,
  { operator, other }: { readonly operator: Comparison; readonly other: Node },
  condition: Translated,
): Alternatives {
  const bound = amountOf(other, condition)
  const args = call.args.map((arg) => amountOf(arg, condition))
  if (bound === undefined || args.some((arg) => arg === undefined)) return undefined
  const [first] = args as Amount[]
  const sides =
    call.name === 'abs' && first !== undefined
      ? [first, { ...first, linear: scaled(first.linear, { over: -1n, under: 1n }) }]
      : (args as Amount[])
  const isBelow = operator === '<' || operator === '<='
  const isAbove = operator === '>' || operator === '>='
  if (!isBelow && !isAbove) return undefined
  const each = sides.map((side) => demanded(side, operator, bound))
  if (each.some((one) => one === undefined)) return undefined
  const needsAll = call.name === 'min' ? isAbove : isBelow
  return needsAll ? crossed(each as NonNullable<Alternatives>[]) : each.flatMap((one) => one ?? [])
}

function demanded(a: Amount, operator: Comparison, b: Amount): Alternatives {
  const unit = a.isBareZero ? b.unit : a.unit
  const [left, right] = [inUnit(a, unit), inUnit(b, unit)]
  if (left === undefined || right === undefined) return undefined
  const below = difference(left, right)
  const above = difference(right, left)
  switch (operator) {
    case '<':
      return [[{ ...below, is: 'less' }]]
    case '<=':
      return [[{ ...below, is: 'at_most' }]]
    case '>':
      return [[{ ...above, is: 'less' }]]
    case '>=':
      return [[{ ...above, is: 'at_most' }]]
    case '=':
      return [[{ ...below, is: 'zero' }]]
    case '!=':
      return [[{ ...below, is: 'less' }], [{ ...above, is: 'less' }]]
  }
}

/** Every way to take one alternative of each; undefined where that would be too many. */
function crossed(lists: readonly NonNullable<Alternatives>[]): Alternatives {
  let ways: (readonly Demand[])[] = [[]]
  for (const list of lists) {
    ways = ways.flatMap((way) => list.map((one) => [...way, ...one]))
    if (ways.length > mostAlternatives) return undefined
  }
  return ways
}

function inUnit({ linear, unit, isBareZero }: Amount, wanted: string): Linear | undefined {
  if (unit === wanted || isBareZero) return linear
  return scaled(linear, ratioOfFactor(conversion(parseUnit(unit), parseUnit(wanted))))
}

function amountOf(node: Node, condition: Translated): Amount | undefined {
  switch (node.kind) {
    case 'number': {
      const constant = ratioOf(node.value)
      return {
        linear: { terms: new Map(), constant },
        unit: node.unit ?? 'one',
        isBareZero: node.unit === undefined && isZero(constant),
      }
    }
    case 'name':
      return nameAmount({ name: node.name, shifts: [] }, condition)
    case 'negate': {
      const of = amountOf(node.of, condition)
      return of && { ...of, linear: scaled(of.linear, { over: -1n, under: 1n }) }
    }
    case 'arithmetic':
      return arithmetic(node.operator, amountOf(node.left, condition), amountOf(node.right, condition))
    case 'call':
      return callAmount(node, condition)
    default:
      return undefined
  }
}

function nameAmount(dependency: Dependency, { means }: Translated): Amount | undefined {
  const meaning = means(dependency)
  if (meaning === undefined) return undefined
  const { cell, amount } = meaning
  const unit = cell?.indicator.unit ?? amount?.unit ?? 'one'
  const terms = new Map<string, Ratio>(cell === undefined ? [] : [[cell.key, { over: 1n, under: 1n }]])
  return { linear: { terms, constant: amount === undefined ? zero : ratioOf(amount.value) }, unit, isBareZero: false }
}

function arithmetic(operator: string, a: Amount | undefined, b: Amount | undefined): Amount | undefined {
  if (a === undefined || b === undefined) return undefined
  if (operator === '+' || operator === '-') {
    const unit = a.isBareZero ? b.unit : a.unit
    const [left, right] = [inUnit(a, unit), inUnit(b, unit)]
    if (left === undefined || right === undefined) return undefined
    return { linear: operator === '+' ? combine(left, right) : difference(left, right), unit, isBareZero: false }
  }
  return product(operator, a, b)
}

/** A number without a unit times a sum, or a sum through it; other products are not linear or change the unit. */
function product(operator: string, a: Amount, b: Amount): Amount | undefined {
  const plain = (amount: Amount) => amount.linear.terms.size === 0 && isShare(amount.unit)
  const factor = (amount: Amount) => times(amount.linear.constant, shareFactor(amount.unit))
  if (operator === '/')
    return plain(b) && !isZero(b.linear.constant)
      ? { ...a, linear: scaled(a.linear, divided({ over: 1n, under: 1n }, factor(b))), isBareZero: false }
      : undefined
  if (plain(b)) return { ...a, linear: scaled(a.linear, factor(b)), isBareZero: false }
  if (plain(a)) return { ...b, linear: scaled(b.linear, factor(a)), isBareZero: false }
  return undefined
}

function isShare(unit: string): boolean {
  return unit === 'one' || unit === 'percent' || unit === 'permille'
}

function shareFactor(unit: string): Ratio {
  return unit === 'one' ? { over: 1n, under: 1n } : ratioOfFactor(conversion(parseUnit(unit), parseUnit('one')))
}

function callAmount(node: CallNode, condition: Translated): Amount | undefined {
  if (isShift(node.name)) return shiftedAmount(node, [], condition)
  if (node.name !== 'sum' || node.args.length < 2) return undefined
  const [first, ...more] = node.args.map((arg) => amountOf(arg, condition))
  return more.reduce((sum, amount) => arithmetic('+', sum, amount), first)
}

function shiftedAmount(node: Node, around: readonly Shift[], condition: Translated): Amount | undefined {
  if (node.kind === 'name') return nameAmount({ name: node.name, shifts: around }, condition)
  const [inner] = node.kind === 'call' && isShift(node.name) ? node.args : []
  if (node.kind !== 'call' || !isShift(node.name) || inner === undefined) return undefined
  return shiftedAmount(inner, [node.name, ...around], condition)
}

/** The value of a linear sum where some cells have values; the rest stays. */
export function withValues(linear: Linear, valueOf: (key: string) => Ratio | undefined): Linear {
  const terms = new Map<string, Ratio>()
  let { constant } = linear
  for (const [key, by] of linear.terms) {
    const value = valueOf(key)
    if (value === undefined) terms.set(key, by)
    else constant = reduced(plus(constant, times(by, value)))
  }
  return { terms, constant }
}

/** Whether a demand without cells is met. */
export function isMet({ constant, is }: Demand): boolean {
  if (is === 'zero') return isZero(constant)
  return is === 'less' ? constant.over < 0n : constant.over <= 0n
}

/** `a` with a cell replaced by what an equality says of it. */
export function substituted(a: Demand, key: string, equality: Linear): Demand {
  const by = a.terms.get(key)
  const own = equality.terms.get(key)
  if (by === undefined || own === undefined) return a
  return { ...combine(a, scaled(equality, negated(divided(by, own)))), is: a.is }
}

/** Two demands, one that bounds a cell from above and one from below, without that cell. */
export function eliminated(above: Demand, below: Demand, key: string): Demand {
  const [up, down] = [above.terms.get(key) ?? zero, below.terms.get(key) ?? zero]
  const sum = combine(scaled(above, negated(down)), scaled(below, up))
  return { ...sum, is: above.is === 'less' || below.is === 'less' ? 'less' : 'at_most' }
}
