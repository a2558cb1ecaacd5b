import loadHighs from 'highs'
import type { Unit } from '../rules/crossed.ts'

/** A cell of a published table as a stranger gets it. */
export type SeenCell = {
  readonly keys: readonly string[]
  readonly value: string | null
  readonly lower: string | null
  readonly upper: string | null
}

/** What an attack found: suppressed cells worked out to within p percent, groups that give units away, bounds that are not as told. */
export type Loot = { readonly cells: number; readonly suppressed: number; readonly faults: readonly string[] }

type Highs = {
  solve(text: string, options: { output_flag: boolean }): { readonly Status: string; readonly ObjectiveValue: number }
}
// The types of the package are those of its other form.
const load = loadHighs as unknown as () => Promise<Highs>
let solver: Promise<Highs> | undefined

/** The linear programs of an attacker, by a solver that has nothing to do with the one that protects. */
export function attackersSolver(): Promise<Highs> {
  solver ??= load()
  return solver
}

/** A sum of variables as the text of a linear program has it. */
export function termsOf(variables: readonly (readonly [name: number, times: number])[]): string {
  return variables.map(([name, times]) => `${times < 0 ? '-' : '+'} ${Math.abs(times)} x${name}`).join('\n ')
}

/** Least and greatest value of a sum under equations over variables that are 0 or more; infinite where there is no end. */
export async function extremesOf(sum: string, equations: readonly string[]): Promise<[number, number]> {
  const highs = await attackersSolver()
  const ends = (['Minimize', 'Maximize'] as const).map((aim) => {
    const text = `${aim}\n goal: ${sum}\nSubject To\n${equations.join('\n')}\nEnd`
    const { Status, ObjectiveValue } = highs.solve(text, { output_flag: false })
    if (Status === 'Optimal') return ObjectiveValue
    if (Status !== 'Unbounded' && Status !== 'Primal infeasible or unbounded')
      throw new Error(`the solver says ${Status}`)
    return aim === 'Minimize' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  })
  return [ends[0] as number, ends[1] as number]
}

/**
 * Attacks a table by groupings with nothing but what it shows: every published cell is an equation over the finest cells, and every
 * suppressed one is bounded. The truth is only looked at afterwards.
 */
export async function attackTable(cells: readonly SeenCell[], units: readonly Unit[], pPercent: number): Promise<Loot> {
  const finest = cells.filter(({ keys }) => !keys.includes('*'))
  const within = (outer: readonly string[], inner: readonly string[]) =>
    outer.every((key, i) => key === '*' || key === inner[i])
  const sumOf = ({ keys }: SeenCell) =>
    termsOf(finest.flatMap((each, i) => (within(keys, each.keys) ? [[i, 1] as const] : [])))
  const equations = cells.flatMap((cell) => (cell.value === null ? [] : [` ${sumOf(cell)} = ${cell.value}`]))
  const faults: string[] = []
  const suppressed = cells.filter(({ value }) => value === null)
  for (const cell of suppressed) {
    const truth = units.reduce((sum, { keys, amount }) => (within(cell.keys, keys) ? sum + Number(amount) : sum), 0)
    const [least, most] = await extremesOf(sumOf(cell), equations)
    const slack = 1e-7 * Math.max(1, Math.abs(truth))
    const near = (Math.abs(truth) * pPercent) / 100 + slack
    const name = cell.keys.join(' × ')
    if (least >= truth - near && most <= truth + near)
      faults.push(`${name} is ${truth}, found between ${least} and ${most}`)
    const told = [
      cell.lower === null ? Number.NEGATIVE_INFINITY : Number(cell.lower),
      cell.upper === null ? Number.POSITIVE_INFINITY : Number(cell.upper),
    ] as const
    const isAsTold = [least, most].every(
      (each, i) => each === told[i] || Math.abs(each - (told[i] as number)) <= 1e-5 * Math.max(1, Math.abs(each)),
    )
    if (!isAsTold) faults.push(`${name} lies between ${least} and ${most}, told was ${told.join(' and ')}`)
  }
  faults.push(...groupsThatTell(cells, units, pPercent))
  return { cells: cells.length, suppressed: suppressed.length, faults }
}

/** What is left of a published margin without its published cells belongs to few enough to estimate one of them. */
function groupsThatTell(cells: readonly SeenCell[], units: readonly Unit[], pPercent: number): string[] {
  return cells
    .filter(({ value, keys }) => value !== null && keys.includes('*'))
    .flatMap(({ keys }) =>
      keys.flatMap((key, grouping) => {
        if (key !== '*') return []
        const children = cells.filter((each) =>
          each.keys.every((own, i) => (i === grouping ? own !== '*' : own === keys[i])),
        )
        const hidden = new Set(children.filter(({ value }) => value === null).map((each) => each.keys[grouping]))
        const left = units.filter(
          (unit) => hidden.has(unit.keys[grouping]) && keys.every((own, i) => own === '*' || own === unit.keys[i]),
        )
        const amounts = left.map(({ amount }) => Math.abs(Number(amount))).sort((a, b) => b - a)
        const rest = amounts.slice(2).reduce((sum, each) => sum + each, 0)
        const isFew = amounts.length > 0 && amounts.length < 3
        const isNear = rest * 100 < pPercent * (amounts[0] ?? 0) * (1 - 1e-9)
        return isFew || isNear ? [`what is left of ${keys.join(' × ')} is of ${amounts.length} units`] : []
      }),
    )
}
