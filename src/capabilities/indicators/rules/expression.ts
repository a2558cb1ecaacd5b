import { type Blank, blank, isBlank } from '#base/blank.ts'
import { Decimal, quotient, roundTo, toDecimalText } from '#base/decimal.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Quantity } from '#base/quantity.ts'
import { type Factor, parseUnit } from '#base/unit.ts'
import type { CallNode, Formula, Node, Shift } from '#pack/formula/node.ts'
import { evaluateSplit, type Leaf as SplitLeaf, splitIndicator, type SplitFormula } from '#pack/formula/split.ts'
import { formulaOn, getDoc } from '#pack/lookup.ts'
import type { Programme, ProgrammeFormula, ProgrammeIndicator } from '#pack/programme.ts'

/** What the mirror has to add up: one reported indicator, or how many report it, over the subjects that every condition chooses. */
export type Leaf = {
  readonly key: string
  readonly indicator: string
  readonly counts: boolean
  readonly unit: string
  readonly where: readonly Formula[]
  /** Shifts of time around it, innermost first. */
  readonly shifts: readonly Shift[]
}

/** An exact fraction; nothing is rounded before the end. */
type Fraction = { readonly over: Decimal; readonly under: Decimal }

type Term =
  | { readonly kind: 'leaf'; readonly index: number; readonly factor: Factor }
  | { readonly kind: 'constant'; readonly value: Fraction }
  | { readonly kind: 'operation'; readonly operator: '+' | '-' | '*' | '/'; readonly left: Term; readonly right: Term }

/** An indicator ready to be computed: the sums it needs and how they combine. */
export type Expression = {
  readonly indicator: ProgrammeIndicator
  readonly formula: ProgrammeFormula | null
  readonly leaves: readonly Leaf[]
  readonly split: SplitFormula
  /** The arithmetic between the leaves, laid out for thousands of figures; null where the formula has more than arithmetic. */
  readonly term: Term | null
  readonly result: Factor
  /** The sum of one leaf as it is stored, which nothing is left to do to. */
  readonly plain: boolean
}

/** What the mirror answers for a leaf: the exact sum, how many values are in it, and over how many periods it is averaged. */
export type LeafValue = { readonly sum: string; readonly reported: number; readonly periods: number }

/**
 * An indicator as sums over reported ones, as its formula of that day says; formulas of formulas are opened.
 * @throws Problem not_found, or refused_by_rule for an indicator that is only stated by documents or cannot be added up
 */
export function expressionOf(programme: Programme, id: string, day: PlainDate): Expression {
  const indicator = getDoc(programme, 'indicators', id)
  const formula = formulaOn(indicator, day) ?? indicator.formulas[0] ?? null
  const split = splitIndicator(programme, id, day)
  const leaves = split.leaves.map(leafOf)
  const result = parseUnit(indicator.unit).factor
  const term = termOf(split.outer.tree, leaves)
  return { indicator, formula, leaves, split, term, result, plain: isPlain(term, result) }
}

/** The mirror keeps sums and counts of reported indicators; anything else over the subjects is refused by name. */
function leafOf({ key, aggregate, of, isCondition, where, shifts, unit }: SplitLeaf): Leaf {
  const { tree } = of
  if (tree.kind !== 'name' || isCondition || (aggregate !== 'sum' && aggregate !== 'count')) {
    throw new Problem('refused_by_rule', {
      details: { what: 'figures.not_additive', found: `${aggregate}(${of.text})` },
    })
  }
  return { key, indicator: tree.name, counts: aggregate === 'count', unit, where, shifts }
}

function isPlain(term: Term | null, result: Factor): boolean {
  return (
    term?.kind === 'leaf' &&
    term.factor.numerator.equals(result.numerator) &&
    term.factor.denominator.equals(result.denominator)
  )
}

/** Whether the house can compute an indicator from what is reported, or only repeat what documents state. */
export function isComputable(programme: Programme, id: string, day: PlainDate): boolean {
  try {
    return expressionOf(programme, id, day).leaves.length > 0
  } catch (error) {
    if (error instanceof Problem && error.code === 'refused_by_rule') return false
    throw error
  }
}

/**
 * The value of an expression at the scale of its indicator, rounded once.
 * A leaf that nobody reported makes it blank: what is missing is never taken for zero.
 */
export function evaluate(expression: Expression, values: readonly (LeafValue | Blank)[]): Decimal | Blank {
  const { indicator, plain, term, result } = expression
  const [only] = values
  if (plain && only !== undefined && !isBlank(only) && only.periods === 1)
    return roundTo(new Decimal(only.sum), indicator.scale)
  if (term === null) return evaluateWhole(expression, values)
  const value = compute(term, values)
  if (isBlank(value)) return value
  return quotient(value.over.times(result.denominator), value.under.times(result.numerator), indicator.scale)
}

const wideScale = 18

/** By the pack language itself, for formulas with more than arithmetic between their sums. */
function evaluateWhole({ split, leaves }: Expression, values: readonly (LeafValue | Blank)[]): Decimal | Blank {
  const given: Record<string, Quantity | Blank> = {}
  leaves.forEach(({ key, unit }, i) => {
    const value = values[i] ?? blank('not_reported')
    given[key] = isBlank(value)
      ? value
      : { value: toDecimalText(roundTo(new Decimal(value.sum).div(value.periods), wideScale)), unit }
  })
  const { value } = evaluateSplit(split, given)
  return isBlank(value) ? value : new Decimal(value.value)
}

function compute(term: Term, values: readonly (LeafValue | Blank)[]): Fraction | Blank {
  if (term.kind === 'constant') return term.value
  if (term.kind === 'leaf') {
    const value = values[term.index] ?? blank('not_reported')
    if (isBlank(value)) return value
    return {
      over: new Decimal(value.sum).times(term.factor.numerator),
      under: term.factor.denominator.times(value.periods),
    }
  }
  const left = compute(term.left, values)
  if (isBlank(left)) return left
  const right = compute(term.right, values)
  return isBlank(right) ? right : operate(term.operator, left, right)
}

function operate(operator: '+' | '-' | '*' | '/', a: Fraction, b: Fraction): Fraction | Blank {
  if (operator === '*') return { over: a.over.times(b.over), under: a.under.times(b.under) }
  if (operator === '/') {
    if (b.over.isZero()) return blank('zero_denominator')
    return { over: a.over.times(b.under), under: a.under.times(b.over) }
  }
  const right = b.over.times(a.under)
  const left = a.over.times(b.under)
  return { over: operator === '+' ? left.plus(right) : left.minus(right), under: a.under.times(b.under) }
}

/** The arithmetic of a split formula; null for anything that is not arithmetic. */
function termOf(node: Node, leaves: readonly Leaf[]): Term | null {
  switch (node.kind) {
    case 'number':
      return { kind: 'constant', value: constant(node.value, node.unit) }
    case 'name': {
      const index = leaves.findIndex((leaf) => leaf.key === node.name)
      return { kind: 'leaf', index, factor: parseUnit(leaves[index]?.unit ?? 'one').factor }
    }
    case 'negate':
      return operation('-', { kind: 'constant', value: constant('0', undefined) }, termOf(node.of, leaves))
    case 'arithmetic':
      return operation(node.operator, termOf(node.left, leaves), termOf(node.right, leaves))
    case 'call':
      return sumTerm(node, leaves)
    default:
      return null
  }
}

function sumTerm({ name, args }: CallNode, leaves: readonly Leaf[]): Term | null {
  if (name !== 'sum') return null
  const terms = args.map((arg) => termOf(arg, leaves))
  return terms.slice(1).reduce<Term | null>((left, right) => operation('+', left, right), terms[0] ?? null)
}

function operation(operator: '+' | '-' | '*' | '/', left: Term | null, right: Term | null): Term | null {
  return left === null || right === null ? null : { kind: 'operation', operator, left, right }
}

function constant(value: string, unit: string | undefined): Fraction {
  const { numerator, denominator } = parseUnit(unit ?? 'one').factor
  return { over: new Decimal(value).times(numerator), under: denominator }
}
