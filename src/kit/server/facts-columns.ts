import { Problem } from '#base/problem.ts'
import type { FactsValue } from './facts.ts'

/** The answer of a question by columns, for wide ones with many rows. */
export type FactsColumns = {
  readonly rows: number
  /** The values of a column in the order of the rows. */
  of(name: string): readonly FactsValue[]
}
/** The columns of an answer by their names. */
export function columnsOf(names: readonly string[], values: readonly (readonly FactsValue[])[]): FactsColumns {
  const by = new Map(names.map((name, i) => [name, values[i] ?? []]))
  return {
    rows: values[0]?.length ?? 0,
    of(name) {
      const found = by.get(name)
      if (found === undefined) throw new Problem('internal', { details: { column: name } })
      return found
    },
  }
}
