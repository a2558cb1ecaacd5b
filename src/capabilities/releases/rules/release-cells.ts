import type { Direction, Model, TableCell } from './model.ts'
import { protect } from './protect.ts'
import {
  type Contributions,
  contributionsOf,
  joined,
  nobody,
  type Parameters,
  sensitivityOf,
  type SuppressionReason,
} from './sensitivity.ts'
import type { Tables } from './structure.ts'

/** What one respondent reported, in the smallest unit of its indicator, so that sums are exact. */
export type Contribution = { readonly atom: number; readonly amount: number }

/** How a cell stands. `kept_back` is shown with the value of an earlier edition. */
export type ReleaseCell = {
  readonly name: string
  readonly sum: number
  readonly units: number
  readonly reason: SuppressionReason | null
}

export type ReleaseQuestion = {
  readonly structure: Tables
  readonly contributions: readonly Contribution[]
  readonly parameters: Parameters
  /** Decisions that stand, by name of the cell; what is not named is open. */
  readonly decided: ReadonlyMap<string, 'published' | 'suppressed'>
  /** Cells that were suppressed in the period before, to protect others. */
  readonly habits?: ReadonlySet<string>
  /** What was learned of this indicator in other periods; it is added to. */
  readonly directions?: Direction[]
}

/** All cells that somebody reports in, protected together; those that nobody sees are left out. */
export function releaseCells(question: ReleaseQuestion): ReleaseCell[] {
  const { structure, parameters } = question
  const { model, sums } = modelOf(question)
  const { reasons } = protect(model, parameters, question.directions)
  return structure.cells.flatMap(({ name, isShadow }, i): ReleaseCell[] => {
    const { units } = (model.cells[i] as TableCell).contributions
    return isShadow || units === 0 ? [] : [{ name, sum: sums[i] as number, units, reason: reasons[i] ?? null }]
  })
}

type Amounts = { readonly plus: number[]; readonly minus: number[] }

function modelOf(question: ReleaseQuestion): { model: Model; sums: number[] } {
  const { structure, contributions, parameters, decided, habits } = question
  const by: (Amounts | undefined)[] = []
  for (const { atom, amount } of contributions) {
    const own = by[atom] ?? { plus: [], minus: [] }
    by[atom] = own
    if (amount < 0) own.minus.push(-amount)
    else own.plus.push(amount)
  }
  const atoms: Model['atoms'][number][] = []
  const places: number[][] = []
  const each: (Contributions | undefined)[] = []
  by.forEach((own, atom) => {
    if (own === undefined) return
    places[atom] = ([1, -1] as const).flatMap((sign) => {
      const amounts = sign === 1 ? own.plus : own.minus
      return amounts.length === 0
        ? []
        : [atoms.push({ amount: amounts.reduce((a, b) => a + b, 0), sign, id: 2 * atom + (sign < 0 ? 1 : 0) }) - 1]
    })
    each[atom] = contributionsOf([...own.plus, ...own.minus], parameters)
  })
  const cells = structure.cells.map(({ name, isShadow, level, atoms: made }): TableCell => {
    const own = joined(
      made.map((atom) => each[atom] ?? nobody).filter(({ units }) => units > 0),
      parameters,
    )
    const state = isShadow
      ? sensitivityOf(own, parameters) === null
        ? 'published'
        : 'suppressed'
      : (decided.get(name) ?? 'open')
    return {
      atoms: made.flatMap((atom) => places[atom] ?? []),
      contributions: own,
      level,
      state,
      isHabit: habits?.has(name) ?? false,
    }
  })
  const model = { atoms, cells, relations: inhabited(structure, cells) }
  return { model, sums: cells.map((cell) => cell.atoms.reduce((sum, atom) => sum + valueAt(model, atom), 0)) }
}

function valueAt({ atoms }: Pick<Model, 'atoms'>, at: number): number {
  const { amount, sign } = atoms[at] as Model['atoms'][number]
  return sign * amount
}

/** Cells that nobody reports in add nothing. */
function inhabited({ relations }: Tables, cells: readonly TableCell[]): Model['relations'] {
  const isUsed = (cell: number) => (cells[cell] as TableCell).contributions.units > 0
  return relations.flatMap(({ parent, children }) =>
    isUsed(parent) ? [{ parent, children: children.filter(isUsed) }] : [],
  )
}
