import { type Contributions, joined, type Parameters } from './sensitivity.ts'

/** What cannot be divided: the units that fall into exactly the same cells. `sign` is -1 where an amount is taken off. */
export type Atom = {
  readonly amount: number
  readonly sign: 1 | -1
  /** The same for the same atom of another period. */
  readonly id?: number
}

/** A sum that somebody may see: some atoms, who contributes, and what was decided of it before. */
export type TableCell = {
  readonly atoms: readonly number[]
  readonly contributions: Contributions
  /** How many groupings it adds over: the more, the more it is worth to readers. */
  readonly level: number
  /** `published` and `suppressed` are earlier decisions that stand. */
  readonly state: 'open' | 'published' | 'suppressed'
  /** It was suppressed to protect others in another month: it is again. */
  readonly isHabit?: boolean
}

/** A cell that other cells add up to without overlap. */
export type Relation = { readonly parent: number; readonly children: readonly number[] }

/** How amounts can move without anything that is published changing: by id of the atom. */
export type Direction = ReadonlyMap<number, number>

/** Everything that is or was published of one amount, as sums of atoms. */
export type Model = {
  readonly atoms: readonly Atom[]
  readonly cells: readonly TableCell[]
  readonly relations: readonly Relation[]
}

/** The true value of a cell. */
export function valueOf({ atoms }: Pick<Model, 'atoms'>, cell: Pick<TableCell, 'atoms'>): number {
  let sum = 0
  for (const each of cell.atoms) {
    const { amount, sign } = atoms[each] as Atom
    sum += sign * amount
  }
  return sum
}

/** The contributions to several cells that share no unit. */
export function unionOf(model: Model, cells: readonly number[], parameters: Parameters): Contributions {
  return joined(
    cells.map((each) => (model.cells[each] as TableCell).contributions),
    parameters,
  )
}

/** The cells that each atom is in. */
export function cellsByAtom({ atoms, cells }: Model): number[][] {
  const by = atoms.map((): number[] => [])
  cells.forEach((cell, i) => {
    for (const atom of cell.atoms) (by[atom] as number[]).push(i)
  })
  return by
}
