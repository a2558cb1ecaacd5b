import { cellCodes } from './cells.ts'

/** One row of the record, with the keys of its cells spelled out. */
export type ChainRow = {
  readonly seq: number
  readonly cells: readonly string[]
  readonly classification: number
  readonly amounts: readonly (string | null)[]
  /** Null when every cell is plainly reported. */
  readonly codes: readonly number[] | null
}

/** A cell as it stands, and under which classification it was counted. */
export type LiveCell = { readonly amount: string | null; readonly code: number; readonly classification: number }

/** The cells a row carries: key → amount and code. */
export function cellsOf(row: ChainRow): Map<string, LiveCell> {
  return new Map(
    row.cells.map((key, i) => [
      key,
      { amount: row.amounts[i] ?? null, code: row.codes?.[i] ?? cellCodes.normal, classification: row.classification },
    ]),
  )
}

/** What stands after all rows of a subject and period, whatever their order in the list: the latest row that carries a cell decides it. */
export function liveCells(rows: readonly ChainRow[]): Map<string, LiveCell> {
  const live = new Map<string, LiveCell>()
  for (const row of [...rows].sort((a, b) => a.seq - b.seq)) {
    for (const [key, cell] of cellsOf(row)) {
      if (cell.code === cellCodes.withdrawn) live.delete(key)
      else live.set(key, cell)
    }
  }
  return live
}

/**
 * The cells that a row takes the place of, by the classification under which they were counted: each group becomes one row of the
 * mirror with sign -1. Empty for a row that only adds.
 */
export function replacedBy(row: ChainRow, earlier: readonly ChainRow[]): Map<number, Map<string, LiveCell>> {
  const live = liveCells(earlier.filter((each) => each.seq < row.seq))
  const groups = new Map<number, Map<string, LiveCell>>()
  for (const key of row.cells) {
    const cell = live.get(key)
    if (cell === undefined) continue
    const group = groups.get(cell.classification) ?? new Map<string, LiveCell>()
    groups.set(cell.classification, group.set(key, cell))
  }
  return groups
}

/** Whether any cell of the row stood before. */
export function replacesAny(cells: readonly string[], earlier: readonly ChainRow[]): boolean {
  if (earlier.length === 0) return false
  const live = liveCells(earlier)
  return cells.some((key) => live.has(key))
}
