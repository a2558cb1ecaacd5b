import { type Contributions, joined, type Parameters } from './sensitivity.ts'

/** What cannot be divided: the units that fall into exactly the same cells. `sign` is -1 where an amount is taken off. */
export type Atom = { readonly amount: number; readonly sign: 1 | -1 }

/** A sum that somebody may see: some atoms, who contributes, and what was decided of it before. */
export type TableCell = {
  readonly atoms: readonly number[]
  readonly contributions: Contributions
  /** How many groupings it adds over: the more, the more it is worth to readers. */
  readonly level: number
  /** `published` and `suppressed` are earlier decisions that stand. */
  readonly state: 'open' | 'published' | 'suppressed'
  /** Better suppressed than another, since it was in another month. */
  readonly preferred?: boolean
}

/** A cell that other cells add up to without overlap. */
export type Relation = { readonly parent: number; readonly children: readonly number[] }

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

/** Atoms of the same sign that are in the same cells are made one. */
export function compacted(model: Model): Model {
  const by = cellsByAtom(model)
  const places = new Map<string, number>()
  const atoms: { amount: number; sign: 1 | -1 }[] = []
  const to = model.atoms.map(({ amount, sign }, i) => {
    const key = `${sign}|${(by[i] as number[]).join(',')}`
    const known = places.get(key) ?? atoms.push({ amount: 0, sign }) - 1
    places.set(key, known)
    const atom = atoms[known] as { amount: number }
    atom.amount += amount
    return known
  })
  const cells = model.cells.map((cell) => ({
    ...cell,
    atoms: [...new Set(cell.atoms.map((each) => to[each] as number))].sort((a, b) => a - b),
  }))
  return { atoms, cells, relations: model.relations }
}
