import loadHighs from 'highs'
import type { Solve, Solved } from '../rules/assign.ts'

/** HiGHS as far as it is used here. */
type Highs = {
  solve(
    program: string,
    options: Readonly<Record<string, boolean | number>>,
  ): {
    readonly Status: string
    readonly ObjectiveValue: number
    readonly Columns: Readonly<Record<string, { readonly Primal?: number }>>
    readonly Rows: readonly { readonly Name: string; readonly Dual?: number }[]
  }
}

/** One thread and one seed: the same program has the same answer each time. */
const options = { output_flag: false, mip_abs_gap: 0, threads: 1, random_seed: 0 }

// The types of the package are those of its other form.
const load = loadHighs as unknown as () => Promise<Highs>

/** Linear and whole-number programs by HiGHS. A solution holds up its thread until it is there. */
export async function openSolver(): Promise<Solve> {
  const highs = await load()
  return (program, within): Solved => {
    const { Status, ObjectiveValue, Columns, Rows } = highs.solve(program, { ...options, mip_rel_gap: within })
    return {
      status: Status,
      objective: ObjectiveValue,
      columns: Object.fromEntries(Object.entries(Columns).map(([name, { Primal = 0 }]) => [name, Primal])),
      prices: Object.fromEntries(Rows.map(({ Name, Dual = 0 }) => [Name, Dual])),
    }
  }
}
