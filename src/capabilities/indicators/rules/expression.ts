import { type Blank, blank, isBlank } from '#base/blank.ts'
import { Decimal, quotient, roundTo } from '#base/decimal.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { type Factor, parseUnit } from '#base/unit.ts'
import type { CallNode, Formula, Node } from '#pack/formula/node.ts'
import type { Programme, ProgrammeFormula, ProgrammeIndicator } from '#pack/programme.ts'

/** Shifts of time within a formula that a leaf remembers, outermost last. */
export type Shift = 'previous' | 'last_year' | 'cumulative'

/** What the mirror has to add up: one reported indicator over the subjects that every condition chooses. */
export type Leaf = {
  readonly indicator: string
  readonly counts: boolean
  readonly where: readonly Formula[]
  readonly shifts: readonly Shift[]
}

/** An exact fraction; nothing is rounded before the end. */
type Fraction = { readonly over: Decimal; readonly under: Decimal }

type Term =
  | { readonly kind: 'leaf'; readonly index: number; readonly factor: Factor; readonly mean: boolean }
  | { readonly kind: 'constant'; readonly value: Fraction }
  | { readonly kind: 'operation'; readonly operator: '+' | '-' | '*' | '/'; readonly left: Term; readonly right: Term }

/** An indicator ready to be computed: the sums it needs and how they combine. */
export type Expression = {
  readonly indicator: ProgrammeIndicator
  readonly formula: ProgrammeFormula | null
  readonly leaves: readonly Leaf[]
  readonly term: Term
  readonly result: Factor
  /** The sum of one leaf as it is stored, which nothing is left to do to. */
  readonly plain: boolean
}

/** What the mirror answers for a leaf: the exact sum, how many values are in it, and over how many periods it is averaged. */
export type LeafValue = { readonly sum: Decimal; readonly reported: number; readonly periods: number }

const one: Fraction = { over: new Decimal(1), under: new Decimal(1) }

/** @throws Problem not_found when the programme has no such indicator */
export function getIndicator(programme: Programme, id: string): ProgrammeIndicator {
  const found = Object.hasOwn(programme.indicators, id) ? programme.indicators[id] : undefined
  if (!found) throw new Problem('not_found', { details: { what: 'indicator', id } })
  return found
}

/** The formula in force on a day: the latest that began by then, or the first one when none had begun yet. */
export function formulaOn(indicator: ProgrammeIndicator, day: PlainDate): ProgrammeFormula | null {
  const inOrder = [...indicator.formulas].sort((a, b) => (a.from < b.from ? -1 : 1))
  return inOrder.findLast((formula) => formula.from <= day) ?? inOrder[0] ?? null
}

/**
 * An indicator as sums over reported ones, as its formula of that day says; formulas of formulas are opened.
 * @throws Problem refused_by_rule for an indicator that is only stated by documents
 */
export function expressionOf(programme: Programme, id: string, day: PlainDate): Expression {
  const indicator = getIndicator(programme, id)
  if (indicator.kind === 'stated')
    throw new Problem('refused_by_rule', { details: { what: 'figures.stated_only', id } })
  const leaves: Leaf[] = []
  const open = new Opening(programme, day, leaves)
  const term = open.indicator(id, { where: [], shifts: [], mean: false })
  const result = parseUnit(indicator.unit).factor
  return { indicator, formula: formulaOn(indicator, day), leaves, term, result, plain: isPlain(term, result) }
}

function isPlain(term: Term, result: Factor): boolean {
  return (
    term.kind === 'leaf' &&
    !term.mean &&
    term.factor.numerator.equals(result.numerator) &&
    term.factor.denominator.equals(result.denominator)
  )
}

/** Whether the house can compute an indicator from what is reported, or only repeat what documents state. */
export function isComputable(programme: Programme, id: string, day: PlainDate): boolean {
  const indicator = getIndicator(programme, id)
  if (indicator.kind !== 'formula') return indicator.kind === 'reported'
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
  const [only] = values
  if (expression.plain && only !== undefined && !isBlank(only) && only.periods === 1)
    return roundTo(only.sum, expression.indicator.scale)
  const value = compute(expression.term, values)
  if (isBlank(value)) return value
  const { numerator, denominator } = expression.result
  return quotient(value.over.times(denominator), value.under.times(numerator), expression.indicator.scale)
}

function compute(term: Term, values: readonly (LeafValue | Blank)[]): Fraction | Blank {
  if (term.kind === 'constant') return term.value
  if (term.kind === 'leaf') {
    const value = values[term.index] ?? blank('not_reported')
    if (isBlank(value)) return value
    const count = term.mean ? value.reported : value.periods
    if (count === 0) return blank('zero_denominator')
    return { over: value.sum.times(term.factor.numerator), under: term.factor.denominator.times(count) }
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

type Context = { readonly where: readonly Formula[]; readonly shifts: readonly Shift[]; readonly mean: boolean }

/** Opens formulas down to the reported indicators they rest on, collecting each distinct leaf once. */
class Opening {
  readonly #programme: Programme
  readonly #day: PlainDate
  readonly #leaves: Leaf[]

  constructor(programme: Programme, day: PlainDate, leaves: Leaf[]) {
    this.#programme = programme
    this.#day = day
    this.#leaves = leaves
  }

  indicator(id: string, context: Context): Term {
    const indicator = getIndicator(this.#programme, id)
    if (indicator.kind === 'reported') {
      const mean = context.mean || indicator.over_subjects === 'mean'
      return this.#leaf(
        { indicator: id, counts: false, where: context.where, shifts: context.shifts },
        indicator.unit,
        mean,
      )
    }
    const formula = formulaOn(indicator, this.#day)
    if (!formula) throw new Problem('refused_by_rule', { details: { what: 'figures.stated_only', id } })
    const where = formula.where ? [...context.where, formula.where] : context.where
    return this.#open(formula.is.tree, { ...context, where })
  }

  #leaf(leaf: Leaf, unit: string, mean: boolean): Term {
    const key = leafKey(leaf)
    let index = this.#leaves.findIndex((each) => leafKey(each) === key)
    if (index < 0) index = this.#leaves.push(leaf) - 1
    return { kind: 'leaf', index, factor: parseUnit(unit).factor, mean }
  }

  #open(node: Node, context: Context): Term {
    switch (node.kind) {
      case 'number':
        return { kind: 'constant', value: constant(node.value, node.unit) }
      case 'name':
        return this.indicator(node.name, context)
      case 'negate':
        return {
          kind: 'operation',
          operator: '-',
          left: { kind: 'constant', value: { over: new Decimal(0), under: one.under } },
          right: this.#open(node.of, context),
        }
      case 'arithmetic':
        return {
          kind: 'operation',
          operator: node.operator,
          left: this.#open(node.left, context),
          right: this.#open(node.right, context),
        }
      case 'call':
        return this.#call(node, context)
      default:
        throw notAFigure(node)
    }
  }

  #call(node: CallNode, context: Context): Term {
    const first = node.args[0]
    if (!first) throw notAFigure(node)
    switch (node.name) {
      case 'previous':
      case 'last_year':
      case 'cumulative':
        return this.#open(first, { ...context, shifts: [...context.shifts, node.name] })
      case 'mean':
        if (node.args.length > 1) throw notAFigure(node)
        return this.#open(first, { ...context, mean: true })
      case 'last':
        return this.#open(first, context)
      case 'sum':
        return node.args
          .slice(1)
          .reduce<Term>(
            (left, each) => ({ kind: 'operation', operator: '+', left, right: this.#open(each, context) }),
            this.#open(first, context),
          )
      case 'count':
        if (first.kind !== 'name') throw notAFigure(node)
        return this.#leaf(
          { indicator: first.name, counts: true, where: context.where, shifts: context.shifts },
          'one',
          false,
        )
      default:
        throw notAFigure(node)
    }
  }
}

function constant(value: string, unit: string | undefined): Fraction {
  if (unit === undefined) return { over: new Decimal(value), under: one.under }
  const { numerator, denominator } = parseUnit(unit).factor
  return { over: new Decimal(value).times(numerator), under: denominator }
}

function notAFigure(node: Node): Problem {
  const found = node.kind === 'call' ? node.name : node.kind
  return new Problem('refused_by_rule', { details: { what: 'figures.not_additive', found } })
}

/** Two leaves with the same key are the same sum. */
export function leafKey(leaf: Leaf): string {
  return [
    leaf.indicator,
    leaf.counts ? 'count' : '',
    leaf.shifts.join('.'),
    ...leaf.where.map((each) => each.text),
  ].join('|')
}
