import { type Blank, type BlankReason, blank, isBlank } from '#base/blank.ts'
import { toDecimalText } from '#base/decimal.ts'
import type { Quantity } from '#base/quantity.ts'
import { conversion, parseUnit, unitProduct, unitQuotient } from '#base/unit.ts'
import { type AttributeName, findAttribute } from './attributes.ts'
import { type Dependency, dependencyKey, isShift } from './dependencies.ts'
import type {
  ArithmeticNode,
  CallNode,
  CompareNode,
  Comparison,
  Formula,
  LogicNode,
  MemberNode,
  NameNode,
  Node,
  Shift,
} from './node.ts'
import {
  compareRatios,
  divided,
  isZero,
  minus,
  negated,
  plus,
  type Ratio,
  ratioOf,
  ratioOfFactor,
  signOf,
  times,
  toDecimal,
} from './ratio.ts'

/** What is known of the one subject or place a formula is evaluated for. */
export type Given = {
  /** The value of a name, with the shifts of time around it, or why there is none. */
  valueOf(dependency: Dependency): Quantity | Blank
  /** Whether an attribute lies in one of the classes or places; undefined when it is not known. */
  isIn?(attribute: AttributeName, classes: readonly string[]): boolean | undefined
  /** Whether an attribute such as `above_scale` holds; undefined when it is not known. */
  holds?(attribute: AttributeName): boolean | undefined
  /** A name that is a yes or no of its own, such as a fact of a scheme, and whether it holds; undefined for other names. */
  factOf?(name: string): { readonly holds: boolean | undefined } | undefined
  /** The unit that `count` counts in; enterprises when left out. */
  readonly countUnit?: string
}

/** A value that was missing, as it is written in the formula, and why. */
export type Missing = { readonly name: string; readonly reason: BlankReason }

export type Amount = { readonly is: 'amount'; readonly ratio: Ratio; readonly unit: string; readonly bareZero?: true }
export type Truth = { readonly is: 'truth'; readonly holds: boolean }
export type Unknown = { readonly is: 'unknown'; readonly missing: readonly Missing[] }
export type Outcome = Amount | Truth | Unknown

export type FormulaResult = { readonly value: Quantity | Blank; readonly missing: readonly Missing[] }
export type ConditionResult = { readonly answer: 'yes' | 'no' | 'unknown'; readonly because: readonly Missing[] }

/**
 * The value of a formula in `unit` at `scale` places, rounded once; a blank with its reason when something is missing.
 * @throws Problem units_do_not_mix when a value was given in a unit of something else
 */
export function evaluateFormula(
  formula: Formula,
  given: Given,
  result: { unit: string; scale: number },
): FormulaResult {
  const outcome = evaluateNode(formula.tree, { formula, given, shifts: [] })
  if (outcome.is === 'truth') return { value: blank('not_applicable'), missing: [] }
  if (outcome.is === 'unknown')
    return { value: blank(outcome.missing[0]?.reason ?? 'not_reported'), missing: outcome.missing }
  const ratio = inUnit(outcome, result.unit)
  return {
    value: { value: toDecimalText(toDecimal(ratio, result.scale)), unit: parseUnit(result.unit).code },
    missing: [],
  }
}

/** Yes, no, or unknown because of what is missing. @throws Problem units_do_not_mix */
export function evaluateCondition(formula: Formula, given: Given): ConditionResult {
  const outcome = evaluateNode(formula.tree, { formula, given, shifts: [] })
  if (outcome.is === 'unknown') return { answer: 'unknown', because: outcome.missing }
  return { answer: outcome.is === 'truth' && outcome.holds ? 'yes' : 'no', because: [] }
}

/** Where the evaluation stands: the formula, what is given, and the shifts of time around the part at hand. */
export type Scene = { readonly formula: Formula; readonly given: Given; readonly shifts: readonly Shift[] }

/** The outcome of one part of a formula. */
export function evaluateNode(node: Node, scene: Scene): Outcome {
  switch (node.kind) {
    case 'number': {
      const amount: Amount = { is: 'amount', ratio: ratioOf(node.value), unit: node.unit ?? 'one' }
      return node.unit === undefined && isZero(amount.ratio) ? { ...amount, bareZero: true } : amount
    }
    case 'name':
      return nameOutcome(node, scene)
    case 'in':
      return memberOutcome(node, scene)
    case 'negate': {
      const of = evaluateNode(node.of, scene)
      return of.is === 'amount' ? { ...of, ratio: negated(of.ratio) } : of
    }
    case 'not': {
      const of = evaluateNode(node.of, scene)
      return of.is === 'truth' ? { is: 'truth', holds: !of.holds } : of
    }
    case 'arithmetic':
      return arithmeticOutcome(node, scene)
    case 'compare':
      return compareOutcome(node, scene)
    case 'logic':
      return logicOutcome(node, scene)
    case 'call':
      return callOutcome(node, scene)
  }
}

function nameOutcome(node: NameNode, { given, shifts }: Scene): Outcome {
  const fact = given.factOf?.(node.name)
  if (fact !== undefined) return truthOf(fact.holds, node.name)
  const attribute = findAttribute(node.name)
  if (attribute !== undefined) return truthOf(given.holds?.(attribute), node.name)
  const dependency: Dependency = { name: node.name, shifts }
  const value = given.valueOf(dependency)
  if (isBlank(value)) return unknownBecause(dependencyKey(dependency), value.blank)
  return { is: 'amount', ratio: ratioOf(value.value), unit: value.unit }
}

function memberOutcome(node: MemberNode, { given }: Scene): Outcome {
  const attribute = findAttribute(node.attribute)
  return truthOf(attribute === undefined ? undefined : given.isIn?.(attribute, node.classes), node.attribute)
}

function truthOf(holds: boolean | undefined, name: string): Outcome {
  return holds === undefined ? unknownBecause(name, 'not_reported') : { is: 'truth', holds }
}

function unknownBecause(name: string, reason: BlankReason): Unknown {
  return { is: 'unknown', missing: [{ name, reason }] }
}

function arithmeticOutcome(node: ArithmeticNode, scene: Scene): Outcome {
  const left = evaluateNode(node.left, scene)
  const right = evaluateNode(node.right, scene)
  if (left.is !== 'amount' || right.is !== 'amount') return bothMissing([left, right])
  if (node.operator === '*')
    return { is: 'amount', ratio: times(left.ratio, right.ratio), unit: unitProduct(left.unit, right.unit).code }
  if (node.operator === '/') {
    if (isZero(right.ratio)) return unknownBecause(textOf(node.right, scene), 'zero_denominator')
    return { is: 'amount', ratio: divided(left.ratio, right.ratio), unit: unitQuotient(left.unit, right.unit).code }
  }
  const [a, b] = inOneUnit(left, right)
  return { ...a, ratio: node.operator === '+' ? plus(a.ratio, b.ratio) : minus(a.ratio, b.ratio) }
}

/** Everything that is missing on any side, each once. */
function bothMissing(outcomes: readonly Outcome[]): Unknown {
  const missing = new Map(
    outcomes.flatMap((one) => (one.is === 'unknown' ? one.missing : [])).map((one) => [one.name, one]),
  )
  return { is: 'unknown', missing: [...missing.values()] }
}

function textOf(node: Node, { formula }: Scene): string {
  return formula.text.slice(node.at[0], node.at[1])
}

/** Both amounts in the unit of the first, or of the second where the first is a bare 0. */
function inOneUnit(left: Amount, right: Amount): [Amount, Amount] {
  if (left.bareZero === true) return [right.bareZero === true ? left : withUnit(left.ratio, right.unit), right]
  return [left, withUnit(inUnit(right, left.unit), left.unit)]
}

function withUnit(ratio: Ratio, unit: string): Amount {
  return { is: 'amount', ratio, unit }
}

/** The exact fraction of an amount in another unit. @throws Problem units_do_not_mix */
export function inUnit(amount: Amount, unit: string): Ratio {
  if (amount.unit === unit || amount.bareZero === true) return amount.ratio
  return times(amount.ratio, ratioOfFactor(conversion(parseUnit(amount.unit), parseUnit(unit))))
}

const comparisons: Readonly<Record<Comparison, (sign: number) => boolean>> = {
  '=': (sign) => sign === 0,
  '!=': (sign) => sign !== 0,
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
}

function compareOutcome(node: CompareNode, scene: Scene): Outcome {
  const left = evaluateNode(node.left, scene)
  const right = evaluateNode(node.right, scene)
  if (left.is !== 'amount' || right.is !== 'amount') return bothMissing([left, right])
  const [a, b] = inOneUnit(left, right)
  return { is: 'truth', holds: comparisons[node.operator](compareRatios(a.ratio, b.ratio)) }
}

/** One side can decide alone: no `and`, yes `or`, whatever the other may be. */
function logicOutcome(node: LogicNode, scene: Scene): Outcome {
  const left = evaluateNode(node.left, scene)
  const right = evaluateNode(node.right, scene)
  const deciding = node.operator === 'or'
  if ([left, right].some((side) => side.is === 'truth' && side.holds === deciding))
    return { is: 'truth', holds: deciding }
  if (left.is === 'truth' && right.is === 'truth') return { is: 'truth', holds: !deciding }
  return bothMissing([left, right])
}

function callOutcome(node: CallNode, scene: Scene): Outcome {
  const { name, args } = node
  const [first] = args
  if (first === undefined) return bothMissing([])
  if (isShift(name)) return evaluateNode(first, { ...scene, shifts: [name, ...scene.shifts] })
  if (name === 'if') return choiceOutcome(node, scene)
  const outcomes = args.map((arg) => evaluateNode(arg, scene))
  const [outcome] = outcomes
  if (outcome === undefined) return bothMissing([])
  if (name === 'known') return { is: 'truth', holds: outcome.is !== 'unknown' }
  if (name === 'count') return countOutcome(outcome, scene)
  const amounts = outcomes.filter((one) => one.is === 'amount')
  const [start, ...more] = amounts
  if (start === undefined || amounts.length < outcomes.length) return bothMissing(outcomes)
  return ofAmounts(name, start, more)
}

type ManyName = Exclude<CallNode['name'], Shift | 'if' | 'known' | 'count'>

/** For one subject a sum, mean, minimum, maximum or last value over subjects is the value itself. */
function ofAmounts(name: ManyName, first: Amount, more: readonly Amount[]): Amount {
  switch (name) {
    case 'abs':
      return signOf(first.ratio) < 0 ? { ...first, ratio: negated(first.ratio) } : first
    case 'round': {
      const digits = Number((more[0]?.ratio ?? ratioOf('0')).over)
      return { ...first, ratio: ratioOf(toDecimal(first.ratio, digits).toFixed()) }
    }
    case 'last':
      return first
    case 'min':
    case 'max': {
      const wanted = name === 'min' ? -1 : 1
      return more.reduce((best, one) => {
        const [a, b] = inOneUnit(best, one)
        return compareRatios(b.ratio, a.ratio) === wanted ? b : a
      }, first)
    }
    case 'sum':
    case 'mean': {
      const total = more.reduce((sum, one) => {
        const [a, b] = inOneUnit(sum, one)
        return { ...a, ratio: plus(a.ratio, b.ratio) }
      }, first)
      return name === 'sum' ? total : { ...total, ratio: divided(total.ratio, ratioOf(String(more.length + 1))) }
    }
  }
}

/** One subject counts when it has the value, or is known to meet the condition. */
function countOutcome(outcome: Outcome, { given }: Scene): Amount {
  const counted = outcome.is === 'amount' || (outcome.is === 'truth' && outcome.holds)
  return { is: 'amount', ratio: ratioOf(counted ? '1' : '0'), unit: given.countUnit ?? 'enterprise' }
}

function choiceOutcome(node: CallNode, scene: Scene): Outcome {
  const [asked, then, otherwise] = node.args
  if (asked === undefined || then === undefined || otherwise === undefined) return bothMissing([])
  const answer = evaluateNode(asked, scene)
  if (answer.is !== 'truth') return answer
  return evaluateNode(answer.holds ? then : otherwise, scene)
}
