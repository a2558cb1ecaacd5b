import type { BlankReason } from '#base/blank.ts'
import type { Quantity } from '#base/quantity.ts'
import { conversion, parseUnit, unitProduct, unitQuotient } from '#base/unit.ts'
import { type AttributeName, findAttribute } from '#pack/formula/attributes.ts'
import { evaluateNode, type Given, inUnit } from '#pack/formula/evaluate.ts'
import type { CompareNode, Comparison, Formula, Node } from '#pack/formula/node.ts'
import { ratioOfFactor } from '#pack/formula/ratio.ts'
import type { CheckedScheme, FactColumn, Units } from './model.ts'
import {
  blankOf,
  combined,
  compareWith,
  constant,
  fromRatios,
  markOf,
  negative,
  type Numbers,
  readNumbers,
  scaled,
} from './numbers.ts'
import { none, type Ratio, ratioOf, ratioText } from './ratios.ts'

/** A yes (1), no (0) or not known (-1) of every unit. */
export type Truths = Int8Array

/** The units as the rules read them: every input as numbers, every fact as truths. */
export type Table = {
  readonly scheme: CheckedScheme
  readonly units: Units
  readonly size: number
  readonly inputs: Readonly<Record<string, Numbers>>
  readonly facts: Readonly<Record<string, Truths>>
}

export function readTable(scheme: CheckedScheme, units: Units): Table {
  const size = units.ids.length
  const inputs = Object.fromEntries(scheme.inputs.map(({ id }) => [id, inputOf(units, id)]))
  const given = Object.entries(units.facts ?? {})
  const named = (scheme.facts ?? []).filter(({ id }) => units.facts?.[id] === undefined)
  const facts = Object.fromEntries([
    ...named.map(({ id }): [string, Truths] => [id, new Int8Array(size).fill(-1)]),
    ...given.map(([id, column]): [string, Truths] => [id, readFacts(column)]),
  ])
  return { scheme, units, size, inputs, facts }
}

function readFacts(column: FactColumn): Truths {
  const truths = new Int8Array(column.length)
  for (let i = 0; i < column.length; i++) truths[i] = column[i] === undefined ? -1 : column[i] ? 1 : 0
  return truths
}

function inputOf(units: Units, id: string): Numbers {
  const column = units.inputs[id]
  return column !== undefined && 'near' in column ? column : readNumbers(column, units.ids.length)
}

/** The truths of a condition of the scheme; of none, everywhere yes. */
export function truthsOf(table: Table, text: string | undefined): Truths {
  if (text === undefined) return new Int8Array(table.size).fill(1)
  return truthsOfNode(formulaOf(table, text).tree, { table, formula: formulaOf(table, text) })
}

/** The numbers of a formula of the scheme, in that unit. */
export function numbersOf(table: Table, text: string, unit: string): Numbers {
  const formula = formulaOf(table, text)
  return amountIn(amountOfNode(formula.tree, { table, formula }), unit)
}

/** The two sides of a formula that is a quotient, each in its own unit, and what their quotient is multiplied with to be in `unit`. */
export function quotientOf(
  table: Table,
  text: string,
  unit: string,
): { over: Numbers; under: Numbers; factor: Ratio; overUnit: string; underUnit: string } | undefined {
  const formula = formulaOf(table, text)
  if (formula.tree.kind !== 'arithmetic' || formula.tree.operator !== '/') return undefined
  const over = amountOfNode(formula.tree.left, { table, formula })
  const under = amountOfNode(formula.tree.right, { table, formula })
  const factor = factorOf(unitQuotient(over.unit, under.unit).code, unit)
  return { over: over.numbers, under: under.numbers, factor, overUnit: over.unit, underUnit: under.unit }
}

function formulaOf({ scheme }: Table, text: string): Formula {
  return scheme.formulas[text] as Formula
}

type Scene = { readonly table: Table; readonly formula: Formula }
type Amounts = { readonly numbers: Numbers; readonly unit: string; readonly bareZero?: true }

function amountOfNode(node: Node, scene: Scene): Amounts {
  const { table } = scene
  switch (node.kind) {
    case 'number': {
      const ratio = ratioOf(node.value)
      const numbers = constant(ratio, table.size)
      const unit = node.unit ?? 'one'
      return node.unit === undefined && ratio.over === 0n ? { numbers, unit, bareZero: true } : { numbers, unit }
    }
    case 'name':
      return { numbers: table.inputs[node.name] as Numbers, unit: unitOf(table, node.name) }
    case 'negate': {
      const of = amountOfNode(node.of, scene)
      return { ...of, numbers: negative(of.numbers) }
    }
    case 'arithmetic': {
      const left = amountOfNode(node.left, scene)
      const right = amountOfNode(node.right, scene)
      const { operator } = node
      if (operator === '*' || operator === '/') {
        const unit = (operator === '*' ? unitProduct : unitQuotient)(left.unit, right.unit).code
        return { numbers: combined(left.numbers, operator, right.numbers), unit }
      }
      const [a, b] = inOneUnit(left, right)
      return { numbers: combined(a.numbers, operator, b.numbers), unit: a.unit }
    }
    default:
      return slowly(node, scene)
  }
}

function unitOf({ scheme }: Table, name: string): string {
  return scheme.inputs.find(({ id }) => id === name)?.unit ?? 'one'
}

function factorOf(from: string, to: string): Ratio {
  return ratioOfFactor(conversion(parseUnit(from), parseUnit(to)))
}

function amountIn({ numbers, unit, bareZero }: Amounts, wanted: string): Numbers {
  return bareZero || unit === wanted ? numbers : scaled(numbers, factorOf(unit, wanted))
}

function inOneUnit(left: Amounts, right: Amounts): [Amounts, Amounts] {
  const unit = left.bareZero ? right.unit : left.unit
  return [
    { numbers: amountIn(left, unit), unit },
    { numbers: amountIn(right, unit), unit },
  ]
}

const comparisons: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

function truthsOfNode(node: Node, scene: Scene): Truths {
  const { table } = scene
  switch (node.kind) {
    case 'name':
      return table.facts[findAttribute(node.name) ?? node.name] ?? new Int8Array(table.size).fill(-1)
    case 'not':
      return truthsOfNode(node.of, scene).map((holds) => (holds < 0 ? -1 : 1 - holds))
    case 'logic': {
      const right = truthsOfNode(node.right, scene)
      const deciding = node.operator === 'or' ? 1 : 0
      return truthsOfNode(node.left, scene).map((left, i) => {
        const other = right[i] as number
        if (left === deciding || other === deciding) return deciding
        return left < 0 || other < 0 ? -1 : 1 - deciding
      })
    }
    case 'compare':
      return compared(node, scene)
    case 'in':
      return Int8Array.from({ length: table.size }, (_, i) => {
        const isIn = isUnitIn(table, i, findAttribute(node.attribute) as AttributeName, node.classes)
        return isIn === undefined ? -1 : isIn ? 1 : 0
      })
    default:
      return Int8Array.from({ length: table.size }, (_, i) => {
        const outcome = evaluateNode(node, { formula: scene.formula, given: givenOf(table, i), shifts: [] })
        return outcome.is === 'truth' ? (outcome.holds ? 1 : 0) : -1
      })
  }
}

function compared(node: CompareNode, scene: Scene): Truths {
  const [left, right] = inOneUnit(amountOfNode(node.left, scene), amountOfNode(node.right, scene))
  const apart = combined(left.numbers, '-', right.numbers)
  const holds = comparisons[node.operator]
  const zero = markOf(none)
  return Int8Array.from(apart.near, (_, i) => (apart.blank[i] ? -1 : holds(compareWith(apart, i, zero)) ? 1 : 0))
}

/** What the columns have no short way for is asked unit by unit, as everywhere else in the house. */
function slowly(node: Node, scene: Scene): Amounts {
  const { table, formula } = scene
  const outcomes = Array.from({ length: table.size }, (_, i) =>
    evaluateNode(node, { formula, given: givenOf(table, i), shifts: [] }),
  )
  const unit = outcomes.find((outcome) => outcome.is === 'amount' && !outcome.bareZero)
  const code = unit?.is === 'amount' ? unit.unit : 'one'
  const ratios = outcomes.map((outcome): Ratio | BlankReason =>
    outcome.is === 'amount'
      ? inUnit(outcome, code)
      : outcome.is === 'unknown'
        ? (outcome.missing[0]?.reason ?? 'not_reported')
        : 'not_applicable',
  )
  return { numbers: fromRatios(ratios), unit: code }
}

const fullPlaces = 60

/** What is known of one unit, as formulas ask for it. */
export function givenOf(table: Table, unit: number): Given {
  return {
    valueOf({ name, shifts }) {
      const numbers = table.inputs[name]
      if (numbers === undefined || shifts.length > 0) return { blank: 'not_reported' }
      const blank = blankOf(numbers, unit)
      if (blank !== undefined) return { blank }
      return { value: ratioText(numbers.exact(unit), fullPlaces), unit: unitOf(table, name) } satisfies Quantity
    },
    isIn: (attribute, classes) => isUnitIn(table, unit, attribute, classes),
    factOf: (name) => (table.facts[name] === undefined ? undefined : { holds: heldBy(table.facts[name], unit) }),
    holds: (attribute) => heldBy(table.facts[attribute], unit),
  }
}

function heldBy(truths: Truths | undefined, unit: number): boolean | undefined {
  const holds = truths?.[unit] ?? -1
  return holds < 0 ? undefined : holds === 1
}

function isUnitIn(
  { units }: Table,
  unit: number,
  attribute: AttributeName,
  classes: readonly string[],
): boolean | undefined {
  const held = units.classes?.[attribute]?.[unit]
  return held === undefined ? undefined : classes.some((one) => held.includes(one))
}
