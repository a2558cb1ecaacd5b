import { type Model, type TableCell, valueOf } from './model.ts'
import { type Equation, Polytope } from './polytope.ts'

/** What anybody can work out of a sum from all that is published. */
export type Bounds = { readonly lower: number; readonly upper: number }

/** A part of a sum that lies in one component, with how far it is known to be able to go. */
type Part = {
  readonly component: Component
  readonly sum: ReadonlyMap<number, number>
  readonly truth: number
  lower: number
  upper: number
  isLowest: boolean
  isHighest: boolean
  readonly proof: Set<number>
}

type Component = {
  readonly equations: Equation[]
  /** The published cell behind each equation. */
  readonly cells: number[]
  readonly variables: number[]
  readonly parts: Part[]
  polytope: Polytope | null
}

/** Of the largest sum of all: less is taken for an error of the machine. */
const slack = 1e-8

/**
 * The hole that suppressed cells leave: atoms outside of them count as known, the others satisfy what is published over them. Whoever
 * knows no more than that can work out less; so what is safe here is safe.
 */
export class Gap {
  readonly #model: Model
  readonly #isSuppressed: readonly boolean[]
  readonly #place: Int32Array
  readonly #components: Component[] = []
  readonly #componentOf: Int32Array
  readonly #parts = new Map<number, Part[]>()

  constructor(model: Model, isSuppressed: readonly boolean[]) {
    this.#model = model
    this.#isSuppressed = isSuppressed
    this.#place = new Int32Array(model.atoms.length).fill(-1)
    this.#componentOf = new Int32Array(model.atoms.length).fill(-1)
    const equations = this.#equations()
    this.#split(equations)
    model.cells.forEach((cell, i) => {
      if (isSuppressed[i]) this.#parts.set(i, this.#partsOf(cell))
    })
  }

  /** Whether a suppressed sum stays in the dark by so much; if not, which published cells prove it. */
  isWide(
    cell: number,
    width: number,
  ): { readonly is: true } | { readonly is: false; readonly proof: readonly number[] } {
    const parts = this.#parts.get(cell) ?? []
    const wide = () => parts.reduce((sum, { lower, upper }) => sum + upper - lower, 0) > width
    for (const side of ['highest', 'lowest'] as const) {
      for (const part of parts) {
        if (wide()) return { is: true }
        this.#ask(part, side)
      }
    }
    if (wide()) return { is: true }
    return { is: false, proof: [...new Set(parts.flatMap(({ proof }) => [...proof]))] }
  }

  /** The bounds of a suppressed cell, exactly. */
  boundsOf(cell: number): Bounds {
    const parts = this.#parts.get(cell) ?? []
    const known =
      valueOf(this.#model, this.#model.cells[cell] as TableCell) - parts.reduce((sum, { truth }) => sum + truth, 0)
    for (const part of parts) {
      this.#ask(part, 'highest')
      this.#ask(part, 'lowest')
    }
    return {
      lower: parts.reduce((sum, { lower }) => sum + lower, known),
      upper: parts.reduce((sum, { upper }) => sum + upper, known),
    }
  }

  #equations(): { cell: number; atoms: number[] }[] {
    const { cells } = this.#model
    const free = new Set<number>()
    cells.forEach((cell, i) => {
      if (this.#isSuppressed[i]) for (const atom of cell.atoms) free.add(atom)
    })
    for (const atom of free) this.#place[atom] = 0
    const seen = new Set<string>()
    const found: { cell: number; atoms: number[] }[] = []
    cells.forEach((cell, i) => {
      if (this.#isSuppressed[i]) return
      const atoms = cell.atoms.filter((atom) => free.has(atom))
      const key = atoms.join(',')
      if (atoms.length === 0 || seen.has(key)) return
      seen.add(key)
      found.push({ cell: i, atoms })
    })
    return found
  }

  /** Equations that share no atom have nothing to do with each other. */
  #split(equations: readonly { cell: number; atoms: readonly number[] }[]): void {
    const above = new Int32Array(this.#model.atoms.length).map((_, i) => i)
    const top = (atom: number): number => {
      let at = atom
      while (above[at] !== at) {
        above[at] = above[above[at] as number] as number
        at = above[at] as number
      }
      return at
    }
    for (const { atoms } of equations) for (const atom of atoms) above[top(atom)] = top(atoms[0] as number)
    const byTop = new Map<number, number>()
    this.#model.atoms.forEach((_, atom) => {
      if (this.#place[atom] === -1) return
      const at = top(atom)
      const made = { equations: [], cells: [], variables: [], parts: [], polytope: null }
      const known = byTop.get(at) ?? this.#components.push(made) - 1
      byTop.set(at, known)
      this.#componentOf[atom] = known
      this.#place[atom] = (this.#components[known] as Component).variables.push(atom) - 1
    })
    for (const { cell, atoms } of equations) {
      const component = this.#components[this.#componentOf[atoms[0] as number] as number] as Component
      const of = atoms.map((atom) => ({ variable: this.#place[atom] as number, times: this.#sign(atom) }))
      component.equations.push({ of, is: atoms.reduce((sum, atom) => sum + this.#sign(atom) * this.#amount(atom), 0) })
      component.cells.push(cell)
    }
  }

  #sign(atom: number): number {
    return this.#model.atoms[atom]?.sign ?? 1
  }

  #amount(atom: number): number {
    return this.#model.atoms[atom]?.amount ?? 0
  }

  #partsOf(cell: TableCell): Part[] {
    const sums = new Map<number, Map<number, number>>()
    const truths = new Map<number, number>()
    for (const atom of cell.atoms) {
      const of = this.#componentOf[atom] as number
      const sum = sums.get(of) ?? new Map<number, number>()
      sums.set(of, sum.set(this.#place[atom] as number, this.#sign(atom)))
      truths.set(of, (truths.get(of) ?? 0) + this.#sign(atom) * this.#amount(atom))
    }
    return [...sums].map(([of, sum]) => {
      const component = this.#components[of] as Component
      const truth = truths.get(of) ?? 0
      const known = { truth, lower: truth, upper: truth, isLowest: false, isHighest: false, proof: new Set<number>() }
      const part: Part = { component, sum, ...known }
      component.parts.push(part)
      return part
    })
  }

  /** Solves for one end; the point that reaches it shows of every other sum how far it can go at least. */
  #ask(part: Part, side: 'highest' | 'lowest'): void {
    if (side === 'highest' ? part.isHighest : part.isLowest) return
    const { component } = part
    component.polytope ??= new Polytope(component.variables.length, component.equations)
    const turn = side === 'highest' ? 1 : -1
    const sum = turn === 1 ? part.sum : new Map([...part.sum].map(([variable, times]) => [variable, -times]))
    const { bound, point, proof } = component.polytope.most(sum)
    if (side === 'highest') [part.upper, part.isHighest] = [bound, true]
    else [part.lower, part.isLowest] = [-bound, true]
    for (const each of proof) part.proof.add(component.cells[each] as number)
    if (point === null) return
    for (const other of component.parts) {
      let value = 0
      for (const [variable, times] of other.sum) value += times * (point[variable] as number)
      if (value > other.upper && !other.isHighest) other.upper = value
      if (value < other.lower && !other.isLowest) other.lower = value
    }
  }
}

/** How wide a sum must stay: beyond p percent to both sides together, so that no estimate of it is within p percent of the truth. */
export function widthWanted({ contributions }: TableCell, pPercent: number, whole: number): number {
  return contributions.total * ((2 * pPercent) / 100) * (1 + 1e-6) + slack * whole
}

/** Which open cells touch those of a proof: to take one of them back makes room. */
export function openNear(
  model: Model,
  { proof, isSuppressed, byAtom }: { proof: readonly number[]; isSuppressed: readonly boolean[]; byAtom: number[][] },
): number[] {
  const near = new Set<number>()
  for (const cell of proof) {
    for (const atom of (model.cells[cell] as TableCell).atoms)
      for (const each of byAtom[atom] as number[]) near.add(each)
  }
  return [...near].filter((each) => {
    const { state, contributions } = model.cells[each] as TableCell
    return state === 'open' && !isSuppressed[each] && contributions.units > 0
  })
}
