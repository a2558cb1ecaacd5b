import { nearest } from '#base/nearest.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { parseUnit, sameDimension, unitProduct, unitQuotient } from '#base/unit.ts'
import { attributes, findAttribute } from './attributes.ts'
import { isShift, namesOf } from './dependencies.ts'
import type { ArithmeticNode, CallNode, CompareNode, MemberNode, NameNode, Node, NumberNode, Span } from './node.ts'

/** What a formula may speak of: the units of its names, the classes and places of the programme. */
export type FormulaWorld = {
  /** The unit of an indicator; undefined when there is none of that name. */
  unitOf(name: string): string | undefined
  /** Whether a name is a yes or no that is known of each subject, such as a fact of a scheme. */
  isFact?(name: string): boolean
  /** What is said of a name that is not there; that there is no such indicator when left out. */
  readonly unknownName?: string
  /** All names that may be written, for the nearest right word. */
  names(): readonly string[]
  /** Whether `taxonomy/class` exists. */
  hasClass(ref: string): boolean
  hasPlace(id: string): boolean
  /** Classes or places most like that word. */
  nearestClass(ref: string): string | undefined
  /** The unit that `count` counts in when it looks at these names, such as `enterprise`. */
  countUnitOf(names: readonly string[]): string
}

/** What a part of a formula yields. `wrong`: a problem was already reported below it. */
export type Yield =
  | { readonly is: 'amount'; readonly unit: string; readonly zero?: true }
  | { readonly is: 'condition' }
  | { readonly is: 'wrong' }

export type FormulaIssue = Omit<ProblemIssue, 'where'> & { readonly at: Span }

type Check = { readonly world: FormulaWorld; readonly issues: FormulaIssue[] }

const wrong: Yield = { is: 'wrong' }
const condition: Yield = { is: 'condition' }

/** The kind and unit a formula yields, and every problem of names and units in it. */
export function checkUnits(tree: Node, world: FormulaWorld): { yields: Yield; issues: FormulaIssue[] } {
  const check: Check = { world, issues: [] }
  return { yields: yieldOf(tree, check), issues: check.issues }
}

function yieldOf(node: Node, check: Check): Yield {
  switch (node.kind) {
    case 'number':
      return numberYield(node, check)
    case 'name':
      return nameYield(node, check)
    case 'negate':
      return amountOf(node.of, check)
    case 'not':
      return conditionOf(node.of, check)
    case 'arithmetic':
      return arithmeticYield(node, check)
    case 'compare':
      return compareYield(node, check)
    case 'logic': {
      const sides = [conditionOf(node.left, check), conditionOf(node.right, check)]
      return sides.some((side) => side.is === 'wrong') ? wrong : condition
    }
    case 'in':
      return memberYield(node, check)
    case 'call':
      return callYield(node, check)
  }
}

function refuse(check: Check, at: Span, issue: Omit<FormulaIssue, 'at'>): Yield {
  check.issues.push({ ...issue, at })
  return wrong
}

function amountOf(node: Node, check: Check): Yield {
  const yields = yieldOf(node, check)
  return yields.is === 'condition' ? refuse(check, node.at, { text: 'formula.amount_expected' }) : yields
}

function conditionOf(node: Node, check: Check): Yield {
  const yields = yieldOf(node, check)
  return yields.is === 'amount' ? refuse(check, node.at, { text: 'formula.condition_expected' }) : yields
}

function numberYield(node: NumberNode, check: Check): Yield {
  const unit = node.unit ?? 'one'
  try {
    parseUnit(unit)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const near = error.details.nearest
    return refuse(check, node.at, {
      text: 'formula.unknown_unit',
      found: unit,
      ...(typeof near === 'string' ? { nearest: near } : {}),
    })
  }
  return Number(node.value) === 0 && node.unit === undefined
    ? { is: 'amount', unit, zero: true }
    : { is: 'amount', unit }
}

function nameYield(node: NameNode, check: Check): Yield {
  const unit = check.world.unitOf(node.name)
  if (unit !== undefined) return { is: 'amount', unit }
  if (check.world.isFact?.(node.name)) return condition
  const attribute = findAttribute(node.name)
  if (attribute !== undefined && attributes[attribute].over === 'flag') return condition
  if (attribute !== undefined) return refuse(check, node.at, { text: 'formula.attribute_needs_in', found: node.name })
  const text = check.world.unknownName ?? 'formula.unknown_name'
  return refuse(check, node.at, unknown(text, node.name, nearest(node.name, check.world.names())))
}

function unknown(text: string, found: string, near: string | undefined): Omit<FormulaIssue, 'at'> {
  return { text, found, ...(near === undefined ? {} : { nearest: near }) }
}

function arithmeticYield(node: ArithmeticNode, check: Check): Yield {
  const left = amountOf(node.left, check)
  const right = amountOf(node.right, check)
  if (left.is !== 'amount' || right.is !== 'amount') return wrong
  if (node.operator === '+' || node.operator === '-') return commonUnit([left, right], node, check)
  try {
    const unit = node.operator === '*' ? unitProduct(left.unit, right.unit) : unitQuotient(left.unit, right.unit)
    parseUnit(unit.code)
    return { is: 'amount', unit: unit.code }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return refuse(check, node.at, { text: 'formula.unit_too_long' })
  }
}

function compareYield(node: CompareNode, check: Check): Yield {
  const left = amountOf(node.left, check)
  const right = amountOf(node.right, check)
  if (left.is !== 'amount' || right.is !== 'amount') return wrong
  return commonUnit([left, right], node, check).is === 'wrong' ? wrong : condition
}

/** The unit of the first that has one; a bare 0 goes with every unit. */
function commonUnit(sides: readonly Yield[], node: Node, check: Check): Yield {
  const amounts = sides.filter((side) => side.is === 'amount')
  const first = amounts.find((side) => side.zero !== true) ?? amounts[0]
  if (first === undefined || amounts.length < sides.length) return wrong
  for (const side of amounts) {
    if (side.zero === true || sameDimension(parseUnit(side.unit), parseUnit(first.unit))) continue
    const bare = [first, side].find((one) => one.unit === 'one')
    const other = bare === first ? side : first
    const text = bare === undefined ? 'formula.units_do_not_mix' : 'formula.unit_missing'
    return refuse(check, node.at, { text, found: side.unit, expected: bare === undefined ? first.unit : other.unit })
  }
  return { is: 'amount', unit: first.unit }
}

function memberYield(node: MemberNode, check: Check): Yield {
  const attribute = findAttribute(node.attribute)
  if (attribute === undefined) {
    return refuse(
      check,
      node.at,
      unknown('formula.unknown_attribute', node.attribute, nearest(node.attribute, Object.keys(attributes))),
    )
  }
  const { over } = attributes[attribute]
  if (over === 'flag') return refuse(check, node.at, { text: 'formula.flag_has_no_classes', found: node.attribute })
  const exists = over === 'class' ? check.world.hasClass : check.world.hasPlace
  const missing = node.classes.filter((one) => !exists(one))
  for (const one of missing) {
    const text = over === 'class' ? 'formula.unknown_class' : 'formula.unknown_place'
    refuse(check, node.at, unknown(text, one, check.world.nearestClass(one)))
  }
  return missing.length > 0 ? wrong : condition
}

function callYield(node: CallNode, check: Check): Yield {
  const [first] = node.args
  if (first === undefined) return wrong
  if (node.name === 'if') return choiceYield(node, check)
  if (node.name === 'count') {
    return yieldOf(first, check).is === 'wrong'
      ? wrong
      : { is: 'amount', unit: check.world.countUnitOf(namesOf(first)) }
  }
  if (node.name === 'known') return amountOf(first, check).is === 'wrong' ? wrong : condition
  if (node.name === 'round') return roundYield(node, check)
  if (isShift(node.name) && first.kind === 'number') {
    return refuse(check, first.at, { text: 'formula.shift_needs_name', found: first.value })
  }
  const args = node.args.map((arg) => amountOf(arg, check))
  return commonUnit(args, node, check)
}

function choiceYield(node: CallNode, check: Check): Yield {
  const [asked, then, otherwise] = node.args
  if (asked === undefined || then === undefined || otherwise === undefined) return wrong
  const question = conditionOf(asked, check)
  const answer = commonUnit([amountOf(then, check), amountOf(otherwise, check)], node, check)
  return question.is === 'wrong' ? wrong : answer
}

function roundYield(node: CallNode, check: Check): Yield {
  const [what, digits] = node.args
  if (what === undefined || digits === undefined) return wrong
  const whole =
    digits.kind === 'number' &&
    digits.unit === undefined &&
    /^\d{1,2}$/.test(digits.value) &&
    Number(digits.value) <= 12
  if (!whole) return refuse(check, digits.at, { text: 'formula.round_needs_digits', expected: '0…12' })
  return amountOf(what, check)
}
