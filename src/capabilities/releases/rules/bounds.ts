import { type Direction, type Model, type TableCell, valueOf } from './model.ts'
import { type Equation, Polytope } from './polytope.ts'

/** What anybody can work out of a sum from all that is published. */
export type Bounds = { readonly lower: number; readonly upper: number }

/** Published cells that together bound a sum, each with how often it is taken. */
export type Proof = ReadonlyMap<number, number>

/** A part of a sum that lies in one component, with how far it is known to be able to go. */
type Part = {
  readonly component: Component
  readonly sum: ReadonlyMap<number, number>
  readonly truth: number
  lower: number
  upper: number
  isLowest: boolean
  isHighest: boolean
  readonly proofs: Proof[]
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
const tiny = 1e-7

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
  #byId: Map<number, number> | undefined

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

  /** The ways to move that were found by solving, for another period to try. */
  readonly found: Direction[] = []

  /** Tries a way to move that was found for another period: where it still leaves everything published as it is, it shows how far sums can go. */
  try(direction: Direction): void {
    const moves = new Map<number, number>()
    for (const [atom, step] of this.#movesOf(direction)) {
      if ((this.#place[atom] ?? -1) === -1) return
      moves.set(atom, step)
    }
    const touched = new Set(
      [...moves.keys()].map((atom) => this.#components[this.#componentOf[atom] as number] as Component),
    )
    for (const component of touched) {
      for (const { of } of component.equations) {
        let change = 0
        for (const { variable, times } of of)
          change += times * (moves.get(component.variables[variable] as number) ?? 0)
        if (Math.abs(change) > tiny) return
      }
    }
    const [forward, back] = [this.#reach(moves, 1), this.#reach(moves, -1)]
    for (const component of touched) {
      for (const part of component.parts) {
        let change = 0
        for (const [variable, times] of part.sum)
          change += times * (moves.get(component.variables[variable] as number) ?? 0)
        if (Math.abs(change) < tiny) continue
        const [up, down] = change > 0 ? [forward, back] : [back, forward]
        if (!part.isHighest) part.upper = Math.max(part.upper, part.truth + up * Math.abs(change))
        if (!part.isLowest) part.lower = Math.min(part.lower, part.truth - down * Math.abs(change))
      }
    }
  }

  #movesOf(direction: Direction): [number, number][] {
    this.#byId ??= new Map(this.#model.atoms.flatMap(({ id }, i) => (id === undefined ? [] : [[id, i] as const])))
    return [...direction].map(([id, step]) => [this.#byId?.get(id) ?? this.#place.length, step])
  }

  /** How far one can go before an amount falls below 0. */
  #reach(moves: ReadonlyMap<number, number>, turn: 1 | -1): number {
    let reach = Number.POSITIVE_INFINITY
    for (const [atom, step] of moves) {
      if (step * turn < 0) reach = Math.min(reach, this.#amount(atom) / Math.abs(step))
    }
    return reach
  }

  /** Whether a suppressed sum stays in the dark by so much; if not, which published cells prove it. */
  isWide(
    cell: number,
    width: number,
  ): { readonly is: true } | { readonly is: false; readonly proofs: readonly Proof[] } {
    const parts = this.#parts.get(cell) ?? []
    const wide = () => parts.reduce((sum, { lower, upper }) => sum + upper - lower, 0) > width
    for (const side of ['highest', 'lowest'] as const) {
      for (const part of parts) {
        if (wide()) return { is: true }
        this.#ask(part, side)
      }
    }
    if (wide()) return { is: true }
    return { is: false, proofs: parts.flatMap((part) => part.proofs) }
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
      const known = { truth, lower: truth, upper: truth, isLowest: false, isHighest: false, proofs: [] }
      const part: Part = { component, sum, ...known }
      component.parts.push(part)
      return part
    })
  }

  #remember({ variables }: Component, point: Float64Array): void {
    const direction = new Map<number, number>()
    let largest = 0
    variables.forEach((atom, i) => {
      const { id } = this.#model.atoms[atom] ?? {}
      const step = (point[i] as number) - this.#amount(atom)
      largest = Math.max(largest, Math.abs(step))
      if (id !== undefined && step !== 0) direction.set(id, step)
    })
    if (direction.size === 0) return
    this.found.push(
      new Map([...direction].flatMap(([id, step]) => (Math.abs(step) < tiny * largest ? [] : [[id, step / largest]]))),
    )
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
    part.proofs.push(new Map([...proof].map(([each, times]) => [component.cells[each] as number, times])))
    if (point === null) return
    this.#remember(component, point)
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

/**
 * Which open cells would make room if they were taken back: those a proof is made of, and those whose atoms the proof would have to
 * count if they were not known.
 */
export function openIn(
  model: Model,
  { proofs, isSuppressed, byAtom }: { proofs: readonly Proof[]; isSuppressed: readonly boolean[]; byAtom: number[][] },
): number[] {
  const near = new Set<number>()
  for (const proof of proofs) {
    const counted = new Map<number, number>()
    for (const [cell, times] of proof) {
      near.add(cell)
      for (const atom of (model.cells[cell] as TableCell).atoms) counted.set(atom, (counted.get(atom) ?? 0) + times)
    }
    for (const [atom, times] of counted) {
      const cells = byAtom[atom] as number[]
      if (Math.abs(times) < tiny || (model.atoms[atom]?.amount ?? 0) === 0) continue
      if (!cells.some((each) => isSuppressed[each])) for (const each of cells) near.add(each)
    }
  }
  return [...near].filter((each) => {
    const { state, contributions } = model.cells[each] as TableCell
    return state === 'open' && !isSuppressed[each] && contributions.units > 0
  })
}
