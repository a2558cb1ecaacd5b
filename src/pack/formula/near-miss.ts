import { isBlank } from '#base/blank.ts'
import { toDecimalText } from '#base/decimal.ts'
import type { Quantity } from '#base/quantity.ts'
import { parseUnit } from '#base/unit.ts'
import { type AttributeName, findAttribute } from './attributes.ts'
import { type Dependency, dependencyKey, dependenciesOf, isShift } from './dependencies.ts'
import { type Amount, evaluateCondition, evaluateNode, type Given, type Missing, type Scene } from './evaluate.ts'
import type { CompareNode, Comparison, Formula, Node, Shift } from './node.ts'
import {
  compareRatios,
  divided,
  isZero,
  minus,
  negated,
  placesOf,
  plus,
  type Ratio,
  ratioOf,
  ratioOfFactor,
  signOf,
  times,
  toDecimal,
  zero,
} from './ratio.ts'

/** One change that would make a part of a condition true, everything else staying as it is. */
export type Change =
  /** The value would have to be at least, at most, above, below or exactly `to`; rounded so that it suffices. */
  | {
      readonly kind: 'value'
      readonly name: string
      readonly must: 'at_least' | 'at_most' | 'above' | 'below' | 'exactly'
      readonly from: Quantity
      readonly to: Quantity
    }
  | {
      readonly kind: 'attribute'
      readonly attribute: AttributeName
      readonly be: readonly string[] | boolean
      readonly not?: true
    }
  | { readonly kind: 'missing'; readonly missing: readonly Missing[] }

/** What is between a condition and its truth: nothing, all of these, one of these, or no single change that would do. */
export type NearMiss =
  | { readonly kind: 'holds' }
  | { readonly kind: 'change'; readonly one_of: readonly Change[] }
  | { readonly kind: 'all'; readonly of: readonly NearMiss[] }
  | { readonly kind: 'one_of'; readonly of: readonly NearMiss[] }
  | { readonly kind: 'out_of_reach' }

const holdsAlready: NearMiss = { kind: 'holds' }
const outOfReach: NearMiss = { kind: 'out_of_reach' }

/** How many digits a suggested value may have beyond the point. */
const finestScale = 6

/** What would have to change for the condition to become true. @throws Problem units_do_not_mix */
export function nearMiss(formula: Formula, given: Given): NearMiss {
  return missOf(formula.tree, { wanted: true, scene: { formula, given, shifts: [] } })
}

type Aim = { readonly wanted: boolean; readonly scene: Scene }

function missOf(node: Node, aim: Aim): NearMiss {
  const { scene, wanted } = aim
  const outcome = evaluateCondition({ text: scene.formula.text, tree: node }, scene.given)
  if (outcome.answer === (wanted ? 'yes' : 'no')) return holdsAlready
  if (node.kind === 'not') return missOf(node.of, { ...aim, wanted: !wanted })
  if (node.kind === 'logic') {
    const both = (node.operator === 'and') === wanted
    const sides = [missOf(node.left, aim), missOf(node.right, aim)]
    return both ? allOf(sides) : oneOf(sides)
  }
  if (outcome.answer === 'unknown') return { kind: 'change', one_of: [{ kind: 'missing', missing: outcome.because }] }
  if (node.kind === 'compare') return compareMiss(node, aim)
  if (node.kind === 'in') return memberMiss(node, wanted)
  const flag = node.kind === 'name' ? findAttribute(node.name) : undefined
  return flag === undefined
    ? outOfReach
    : { kind: 'change', one_of: [{ kind: 'attribute', attribute: flag, be: wanted }] }
}

function allOf(sides: readonly NearMiss[]): NearMiss {
  const open = sides.filter((side) => side.kind !== 'holds')
  if (open.some((side) => side.kind === 'out_of_reach')) return outOfReach
  const flat = open.flatMap((side) => (side.kind === 'all' ? side.of : [side]))
  return flat.length === 1 && flat[0] !== undefined
    ? flat[0]
    : flat.length === 0
      ? holdsAlready
      : { kind: 'all', of: flat }
}

function oneOf(sides: readonly NearMiss[]): NearMiss {
  if (sides.some((side) => side.kind === 'holds')) return holdsAlready
  const ways = sides
    .filter((side) => side.kind !== 'out_of_reach')
    .flatMap((side) => (side.kind === 'one_of' ? side.of : [side]))
  return ways.length === 1 && ways[0] !== undefined
    ? ways[0]
    : ways.length === 0
      ? outOfReach
      : { kind: 'one_of', of: ways }
}

function memberMiss(node: Extract<Node, { kind: 'in' }>, wanted: boolean): NearMiss {
  const attribute = findAttribute(node.attribute)
  if (attribute === undefined) return outOfReach
  const change = { kind: 'attribute', attribute, be: node.classes } as const
  return { kind: 'change', one_of: [wanted ? change : { ...change, not: true }] }
}

const opposites: Readonly<Record<Comparison, Comparison>> = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
}

/** For each value the comparison reads, what it alone would have to be. */
function compareMiss(node: CompareNode, { scene, wanted }: Aim): NearMiss {
  const operator = wanted ? node.operator : opposites[node.operator]
  const aimed: CompareNode = { ...node, operator }
  const changes = dependenciesOf(node).flatMap((dependency): Change[] => {
    const change = solved(aimed, dependency, scene)
    return change === undefined ? [] : [change]
  })
  return changes.length === 0 ? outOfReach : { kind: 'change', one_of: changes }
}

/** (a + b·x) / (c + d·x): what an expression is in one value x, everything else being fixed. */
type Fraction = { readonly a: Ratio; readonly b: Ratio; readonly c: Ratio; readonly d: Ratio }
type Unknown = { readonly key: string; readonly scene: Scene }

const one: Ratio = ratioOf('1')

function solved(node: CompareNode, dependency: Dependency, scene: Scene): Change | undefined {
  const key = dependencyKey(dependency)
  const from = scene.given.valueOf(dependency)
  if (isBlank(from)) return undefined
  const unknown: Unknown = { key, scene }
  const left = fractionOf(node.left, unknown, [])
  const right = fractionOf(node.right, unknown, [])
  if (left === undefined || right === undefined) return undefined
  const difference = subtracted(left, right)
  if (difference === undefined) return undefined
  const { a, b, c, d } = difference
  if (isZero(b)) return undefined
  const root = negated(divided(a, b))
  const now = baseRatio(from)
  const side = signOf(plus(c, times(d, now)))
  if (side === 0 || signOf(plus(c, times(d, root))) !== side) return undefined
  const rising = signOf(minus(times(b, c), times(a, d))) > 0
  return changeTo(root, { name: key, from, must: directionOf(node.operator, rising) })
}

function directionOf(operator: Comparison, rising: boolean): Extract<Change, { kind: 'value' }>['must'] {
  if (operator === '=') return 'exactly'
  if (operator === '!=') return rising ? 'above' : 'below'
  const up = (operator === '>' || operator === '>=') === rising
  const strict = operator === '<' || operator === '>'
  return strict ? (up ? 'above' : 'below') : up ? 'at_least' : 'at_most'
}

/** The change in the unit of the value as it is, rounded towards the side where it suffices. */
function changeTo(
  root: Ratio,
  change: { name: string; from: Quantity; must: Extract<Change, { kind: 'value' }>['must'] },
): Change | undefined {
  const { from, must } = change
  const exact = divided(root, unitRatio(from.unit))
  const scale = Math.min(placesOf(exact) ?? finestScale, finestScale)
  const rounded = ratioOf(toDecimal(exact, scale).toFixed())
  const step: Ratio = { over: 1n, under: 10n ** BigInt(scale) }
  const upwards = must === 'at_least' || must === 'above'
  const short = compareRatios(rounded, exact)
  if (must === 'exactly' && short !== 0) return undefined
  const enough = upwards && short < 0 ? plus(rounded, step) : !upwards && short > 0 ? minus(rounded, step) : rounded
  return { kind: 'value', ...change, to: { value: toDecimalText(toDecimal(enough, scale)), unit: from.unit } }
}

function baseRatio({ value, unit }: Quantity): Ratio {
  return times(ratioOf(value), unitRatio(unit))
}

/** What an amount in a unit is multiplied with to be in the plain units its dimension is made of. */
function unitRatio(unit: string): Ratio {
  return ratioOfFactor(parseUnit(unit).factor)
}

function subtracted(left: Fraction, right: Fraction): Fraction | undefined {
  return sumOf(left, { ...right, a: negated(right.a), b: negated(right.b) })
}

function sumOf(left: Fraction, right: Fraction): Fraction | undefined {
  if (isZero(left.d) && isZero(right.d)) {
    const under = times(left.c, right.c)
    const over = (x: Ratio, y: Ratio) => plus(times(x, right.c), times(y, left.c))
    return { a: over(left.a, right.a), b: over(left.b, right.b), c: under, d: zero }
  }
  const same = isZero(minus(times(left.c, right.d), times(right.c, left.d)))
  if (same && !isZero(left.d) && !isZero(right.d)) {
    const factor = divided(left.d, right.d)
    return { a: plus(left.a, times(right.a, factor)), b: plus(left.b, times(right.b, factor)), c: left.c, d: left.d }
  }
  const [moving, fixed] = isZero(left.d) ? [right, left] : [left, right]
  if (!isZero(fixed.b) || !isZero(fixed.d)) return undefined
  const constant = divided(fixed.a, fixed.c)
  return {
    a: plus(moving.a, times(constant, moving.c)),
    b: plus(moving.b, times(constant, moving.d)),
    c: moving.c,
    d: moving.d,
  }
}

function productOf(left: Fraction, right: Fraction): Fraction | undefined {
  const fixed = isFixed(left) ? left : isFixed(right) ? right : undefined
  const moving = fixed === left ? right : left
  if (fixed === undefined) return undefined
  const factor = divided(fixed.a, fixed.c)
  return { ...moving, a: times(moving.a, factor), b: times(moving.b, factor) }
}

function isFixed({ b, d }: Fraction): boolean {
  return isZero(b) && isZero(d)
}

/** The expression as a fraction in the unknown value, in plain units; undefined where it is none. */
function fractionOf(node: Node, unknown: Unknown, shifts: readonly Shift[]): Fraction | undefined {
  const reads = dependenciesOf(node).map(({ name, shifts: inner }) =>
    dependencyKey({ name, shifts: [...inner, ...shifts] }),
  )
  if (!reads.includes(unknown.key)) return fixedFraction(node, unknown, shifts)
  switch (node.kind) {
    case 'name':
      return { a: zero, b: one, c: one, d: zero }
    case 'negate': {
      const of = fractionOf(node.of, unknown, shifts)
      return of === undefined ? undefined : { ...of, a: negated(of.a), b: negated(of.b) }
    }
    case 'arithmetic': {
      const left = fractionOf(node.left, unknown, shifts)
      const right = fractionOf(node.right, unknown, shifts)
      if (left === undefined || right === undefined) return undefined
      if (node.operator === '+') return sumOf(left, right)
      if (node.operator === '-') return subtracted(left, right)
      if (node.operator === '*') return productOf(left, right)
      return isZero(right.a) && isZero(right.b)
        ? undefined
        : productOrNone(left, { a: right.c, b: right.d, c: right.a, d: right.b })
    }
    case 'call': {
      const [first] = node.args
      if (first === undefined || node.args.length > 1) return undefined
      if (isShift(node.name)) return fractionOf(first, unknown, [node.name, ...shifts])
      return ['sum', 'mean', 'min', 'max', 'last'].includes(node.name) ? fractionOf(first, unknown, shifts) : undefined
    }
    default:
      return undefined
  }
}

/** A product in which only one side may move; a moving divisor needs a fixed dividend. */
function productOrNone(left: Fraction, inverse: Fraction): Fraction | undefined {
  if (isFixed(inverse)) return productOf(left, inverse)
  if (!isFixed(left)) return undefined
  const factor = divided(left.a, left.c)
  return { ...inverse, a: times(inverse.a, factor), b: times(inverse.b, factor) }
}

function fixedFraction(node: Node, { scene }: Unknown, shifts: readonly Shift[]): Fraction | undefined {
  const outcome = evaluateNode(node, { ...scene, shifts })
  if (outcome.is !== 'amount') return undefined
  return { a: plainRatio(outcome), b: zero, c: one, d: zero }
}

function plainRatio(amount: Amount): Ratio {
  return amount.bareZero === true ? zero : times(amount.ratio, unitRatio(amount.unit))
}
