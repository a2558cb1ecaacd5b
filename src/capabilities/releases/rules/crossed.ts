import { Decimal } from '#base/decimal.ts'
import { type Bounds, Gap } from './bounds.ts'
import type { Atom, Model, Relation, TableCell } from './model.ts'
import { protect } from './protect.ts'
import { contributionsOf, type Parameters, type SuppressionReason } from './sensitivity.ts'

/** One unit: the class it has in each grouping, and its amount. */
export type Unit = { readonly keys: readonly string[]; readonly amount: string }

/** Stands for all classes of a grouping. */
export const margin = '*'

/** A cell of the safe table; without a value where it would give units away, with what anybody can still work out of it. */
export type CrossedCell = {
  readonly keys: readonly string[]
  readonly value: string | null
  readonly reason: SuppressionReason | null
  /** Null where there is no bound. */
  readonly lower: string | null
  readonly upper: string | null
}

type Cell = { readonly keys: readonly string[]; readonly units: number[]; readonly level: number }

/**
 * The table of units by all their groupings with every margin, safe to hand out. Amounts below 0 are protected by their size, as if
 * everybody knew whose they are.
 */
export function crossedTable(units: readonly Unit[], groupings: number, parameters: Parameters): CrossedCell[] {
  const cells = cellsOf(units, groupings)
  const model = modelOf(units, cells, parameters)
  const { reasons } = protect(model, parameters)
  const gap = new Gap(
    model,
    reasons.map((reason) => reason !== null),
  )
  return cells.map((cell, i) => {
    const reason = reasons[i] ?? null
    const sum = cell.units.reduce((total, each) => total.plus(units[each]?.amount ?? 0), new Decimal(0)).toFixed()
    if (reason === null) return { keys: cell.keys, value: sum, reason, lower: sum, upper: sum }
    return { keys: cell.keys, value: null, reason, ...shown(gap.boundsOf(i)) }
  })
}

function shown({ lower, upper }: Bounds): { lower: string | null; upper: string | null } {
  const text = (bound: number) => (Number.isFinite(bound) ? new Decimal(bound).toSignificantDigits(12).toFixed() : null)
  return { lower: text(lower), upper: text(upper) }
}

/** The cells of the table and all its margins, those of most groupings first. */
function cellsOf(units: readonly Unit[], groupings: number): Cell[] {
  const found = new Map<string, Cell>()
  for (let chosen = 2 ** groupings - 1; chosen >= 0; chosen--) {
    const level = groupings - bitsIn(chosen)
    units.forEach(({ keys }, i) => {
      const own = keys.map((key, at) => (chosen & (1 << at) ? key : margin))
      const name = nameOf(own)
      const cell = found.get(name)
      if (cell) cell.units.push(i)
      else found.set(name, { keys: own, units: [i], level })
    })
  }
  return [...found.values()]
}

function bitsIn(number: number): number {
  return number === 0 ? 0 : (number & 1) + bitsIn(number >> 1)
}

function nameOf(keys: readonly string[]): string {
  return JSON.stringify(keys)
}

function modelOf(units: readonly Unit[], cells: readonly Cell[], parameters: Parameters): Model {
  const amounts = units.map(({ amount }) => Number(amount))
  const atoms: { amount: number; sign: Atom['sign'] }[] = []
  const places = new Map<string, number>()
  const atomOf = units.map(({ keys }, i) => {
    const amount = amounts[i] as number
    const sign = amount < 0 ? -1 : 1
    const name = `${sign}${nameOf(keys)}`
    const at = places.get(name) ?? atoms.push({ amount: 0, sign }) - 1
    places.set(name, at)
    const atom = atoms[at] as { amount: number }
    atom.amount += Math.abs(amount)
    return at
  })
  const table = cells.map(
    (cell): TableCell => ({
      atoms: [...new Set(cell.units.map((each) => atomOf[each] as number))].sort((a, b) => a - b),
      contributions: contributionsOf(
        cell.units.map((each) => amounts[each] as number),
        parameters,
      ),
      level: cell.level,
      state: 'open',
    }),
  )
  return { atoms, cells: table, relations: relationsOf(cells) }
}

/** Every margin is the sum of the cells that divide it by one more grouping. */
function relationsOf(cells: readonly Cell[]): Relation[] {
  const at = new Map(cells.map(({ keys }, i) => [nameOf(keys), i]))
  const children = new Map<string, { parent: number; children: number[] }>()
  cells.forEach(({ keys }, child) => {
    keys.forEach((key, grouping) => {
      if (key === margin) return
      const above = nameOf(keys.map((each, i) => (i === grouping ? margin : each)))
      const relation = children.get(`${grouping}${above}`) ?? { parent: at.get(above) as number, children: [] }
      relation.children.push(child)
      children.set(`${grouping}${above}`, relation)
    })
  })
  return [...children.values()]
}
