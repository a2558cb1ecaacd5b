import { conversion, parseUnit, unitProduct, unitQuotient } from '#base/unit.ts'
import { type AttributeName, findAttribute } from './attributes.ts'
import { isShift } from './dependencies.ts'
import type { CallNode, CompareNode, Formula, Node, NumberNode, Shift } from './node.ts'
import { placesOf, type Ratio, ratioOf, ratioOfFactor, reduced } from './ratio.ts'
import { formulaProblem } from './scanner.ts'

/** How the names of a formula are written in SQL; the caller knows the tables. Texts go into the query as they are. */
export type SqlNames = {
  /** An exact number, null where there is no value; and the unit it is stored in. */
  value(name: string, shifts: readonly Shift[]): { readonly sql: string; readonly unit: string }
  /** A yes or no, null where the attribute is not known. */
  member(attribute: AttributeName, classes: readonly string[]): string
  flag(attribute: AttributeName): string
}

/** An amount as a fraction of two SQL numbers: quotients are never taken in SQL. */
type SqlAmount = { readonly over: string; readonly under?: string; readonly unit: string; readonly bareZero?: true }
type Walk = { readonly names: SqlNames; readonly formula: Formula; readonly shifts: readonly Shift[] }

/**
 * The condition as SQL that DuckDB and PostgreSQL read alike: true, false, or null where something is missing.
 * Quotients are compared without dividing, by multiplying both sides.
 * @throws Problem invalid_formula for parts that need the values of several rows
 */
export function conditionToSql(formula: Formula, names: SqlNames): string {
  return conditionSql(formula.tree, { names, formula, shifts: [] })
}

/** The amount of one row as SQL, in `unit`. @throws Problem invalid_formula when a quotient would have to be taken */
export function amountToSql(formula: Formula, names: SqlNames, unit: string): string {
  const walk: Walk = { names, formula, shifts: [] }
  const amount = inUnit(amountSql(formula.tree, walk), unit, formula.tree, walk)
  if (amount.under !== undefined) throw notInSql(formula.tree, walk)
  return amount.over
}

/** Whether a row has the amount, as SQL. @throws Problem invalid_formula */
export function knownToSql(formula: Formula, names: SqlNames): string {
  return knownSql(formula.tree, { names, formula, shifts: [] })
}

function notInSql(node: Node, { formula }: Walk): Error {
  return formulaProblem('not_in_sql', node.at, { found: formula.text.slice(node.at[0], node.at[1]) })
}

function conditionSql(node: Node, walk: Walk): string {
  switch (node.kind) {
    case 'logic':
      return `(${conditionSql(node.left, walk)} ${node.operator} ${conditionSql(node.right, walk)})`
    case 'not':
      return `(not ${conditionSql(node.of, walk)})`
    case 'compare':
      return compareSql(node, walk)
    case 'in': {
      const attribute = findAttribute(node.attribute)
      if (attribute === undefined) throw notInSql(node, walk)
      return `(${walk.names.member(attribute, node.classes)})`
    }
    case 'name': {
      const attribute = findAttribute(node.name)
      if (attribute === undefined) throw notInSql(node, walk)
      return `(${walk.names.flag(attribute)})`
    }
    case 'call':
      if (node.name === 'known') return knownSql(argument(node, 0, walk), walk)
      throw notInSql(node, walk)
    default:
      throw notInSql(node, walk)
  }
}

function knownSql(node: Node, walk: Walk): string {
  const { over, under } = amountSql(node, walk)
  return under === undefined ? `(${over} is not null)` : `(${over} is not null and coalesce(${under} <> 0, false))`
}

function argument(node: CallNode, at: number, walk: Walk): Node {
  const found = node.args[at]
  if (found === undefined) throw notInSql(node, walk)
  return found
}

/** a/b < c/d is a·d < c·b where b·d is positive, and the other way round where it is negative. */
function compareSql(node: CompareNode, walk: Walk): string {
  const left = amountSql(node.left, walk)
  const right = amountSql(node.right, walk)
  const unit = left.bareZero === true ? right.unit : left.unit
  const a = inUnit(left, unit, node, walk)
  const b = inUnit(right, unit, node, walk)
  const operator = node.operator === '!=' ? '<>' : node.operator
  if (a.under === undefined && b.under === undefined) return `(${a.over} ${operator} ${b.over})`
  const [x, y] = [product(a.over, b.under), product(b.over, a.under)]
  const below = product(a.under ?? '1', b.under)
  return `(case when ${below} > 0 then ${x} ${operator} ${y} when ${below} < 0 then ${y} ${operator} ${x} end)`
}

function product(a: string, b: string | undefined): string {
  return b === undefined ? a : `(${a} * ${b})`
}

function amountSql(node: Node, walk: Walk): SqlAmount {
  switch (node.kind) {
    case 'number':
      return numberSql(node)
    case 'name': {
      const { sql, unit } = walk.names.value(node.name, walk.shifts)
      return { over: sql, unit }
    }
    case 'negate': {
      const of = amountSql(node.of, walk)
      return { ...of, over: `(-${of.over})` }
    }
    case 'arithmetic':
      return arithmeticSql(node, walk)
    case 'call':
      return callSql(node, walk)
    default:
      throw notInSql(node, walk)
  }
}

function numberSql(node: NumberNode): SqlAmount {
  const amount = { over: node.value, unit: node.unit ?? 'one' }
  return node.unit === undefined && Number(node.value) === 0 ? { ...amount, bareZero: true } : amount
}

function arithmeticSql(node: Extract<Node, { kind: 'arithmetic' }>, walk: Walk): SqlAmount {
  const left = amountSql(node.left, walk)
  const right = amountSql(node.right, walk)
  if (node.operator === '*') {
    const unit = unitProduct(left.unit, right.unit).code
    return fraction(product(left.over, right.over), joined(left.under, right.under), unit)
  }
  if (node.operator === '/') {
    const unit = unitQuotient(left.unit, right.unit).code
    const constant =
      right.under === undefined && node.right.kind === 'number' ? inverse(ratioOf(node.right.value)) : undefined
    if (constant !== undefined) return fraction(product(left.over, constant), left.under, unit)
    return fraction(product(left.over, right.under), joined(left.under, right.over), unit)
  }
  const unit = left.bareZero === true ? right.unit : left.unit
  return added(inUnit(left, unit, node, walk), inUnit(right, unit, node, walk), node.operator)
}

function fraction(over: string, under: string | undefined, unit: string): SqlAmount {
  return under === undefined ? { over, unit } : { over, under, unit }
}

function joined(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined ? b : product(a, b)
}

/** 1 over a number as an exact decimal, where it has an end: a division by 8 is a product with 0.125. */
function inverse({ over, under }: Ratio): string | undefined {
  return over > 0n ? decimalOf({ over: under, under: over }) : undefined
}

function decimalOf(ratio: Ratio): string | undefined {
  const places = placesOf(ratio)
  if (places === undefined || places > 12) return undefined
  const { over, under } = reduced(ratio)
  const digits = ((over * 10n ** BigInt(places)) / under).toString().padStart(places + 1, '0')
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
}

function added(a: SqlAmount, b: SqlAmount, operator: '+' | '-'): SqlAmount {
  if (a.under === undefined && b.under === undefined) return { over: `(${a.over} ${operator} ${b.over})`, unit: a.unit }
  const over = `(${product(a.over, b.under)} ${operator} ${product(b.over, a.under)})`
  return fraction(over, joined(a.under, b.under), a.unit)
}

/** The same amount in another unit: by an exact decimal factor, or by two whole numbers where there is none. */
function inUnit(amount: SqlAmount, unit: string, node: Node, walk: Walk): SqlAmount {
  if (amount.unit === unit || amount.bareZero === true) return { ...amount, unit }
  const factor = reduced(ratioOfFactor(conversion(parseUnit(amount.unit), parseUnit(unit))))
  if (factor.over === factor.under) return { ...amount, unit }
  const exact = decimalOf(factor)
  if (exact !== undefined) return fraction(`(${amount.over} * ${exact})`, amount.under, unit)
  if (factor.over <= 0n) throw notInSql(node, walk)
  return fraction(`(${amount.over} * ${factor.over})`, joined(amount.under, factor.under.toString()), unit)
}

function callSql(node: CallNode, walk: Walk): SqlAmount {
  if (isShift(node.name)) {
    return amountSql(argument(node, 0, walk), { ...walk, shifts: [node.name, ...walk.shifts] })
  }
  const plain = (at: number, unit?: string): SqlAmount => {
    const own = argument(node, at, walk)
    const amount = amountSql(own, walk)
    const same = unit === undefined ? amount : inUnit(amount, unit, own, walk)
    if (same.under !== undefined) throw notInSql(own, walk)
    return same
  }
  switch (node.name) {
    case 'abs': {
      const of = amountSql(argument(node, 0, walk), walk)
      return fraction(`abs(${of.over})`, of.under === undefined ? undefined : `abs(${of.under})`, of.unit)
    }
    case 'round': {
      const of = plain(0)
      return { over: `round(${of.over}, ${plain(1).over})`, unit: of.unit }
    }
    case 'if': {
      const then = plain(1)
      const asked = conditionSql(argument(node, 0, walk), walk)
      const unit = then.bareZero === true ? amountSql(argument(node, 2, walk), walk).unit : then.unit
      return { over: `(case when ${asked} then ${then.over} when not ${asked} then ${plain(2, unit).over} end)`, unit }
    }
    case 'min':
    case 'max':
      return extremeSql(node, plain, walk)
    default:
      if (node.args.length < 2 || node.name === 'mean') throw notInSql(node, walk)
      return node.args
        .map((_, at) => amountSql(argument(node, at, walk), walk))
        .reduce((a, b) => added(a, inUnit(b, a.unit, node, walk), '+'))
  }
}

/** Of several values of one row; unknown when one of them is, though the functions of SQL would leave it out. */
function extremeSql(node: CallNode, plain: (at: number, unit?: string) => SqlAmount, walk: Walk): SqlAmount {
  if (node.args.length < 2) throw notInSql(node, walk)
  const { unit } = node.args.map((_, at) => plain(at)).find((one) => one.bareZero !== true) ?? plain(0)
  const values = node.args.map((_, at) => plain(at, unit).over)
  const missing = values.map((value) => `${value} is null`).join(' or ')
  const name = node.name === 'min' ? 'least' : 'greatest'
  return { over: `(case when ${missing} then null else ${name}(${values.join(', ')}) end)`, unit }
}
