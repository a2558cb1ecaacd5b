import type { Text } from '#base/text.ts'
import type { ReturnDetail } from '../../contract.ts'

export type Part = ReturnDetail['parts'][number]
export type Line = Part['lines'][number]
export type Cell = Line['cells'][number]

/** A cell as it is drawn: what it says and the line it belongs to. */
export type GridCell = Cell & { readonly line: Line }

/** A row as it is drawn; in a matrix with classes as columns, all lines of a row of the form stand in one. */
export type GridRow = {
  readonly line: Line
  readonly cells: readonly GridCell[]
  /** What is in it of a class above it, such as the classes under their total. */
  readonly isOf: boolean
}

export type GridHead = { readonly span: Cell['span']; readonly of?: Text; readonly isTotal: boolean }

export type GridPart = {
  readonly part: Part
  readonly heads: readonly GridHead[]
  readonly rows: readonly GridRow[]
  /** The number of its first row in the whole grid. */
  readonly first: number
  /** The values of the period before stand in a column of their own. */
  readonly hasLast: boolean
}

/** The parts of a form as they are drawn, rows numbered through. */
export function gridParts(parts: readonly Part[]): GridPart[] {
  let first = 0
  return parts.map((part) => {
    const made = part.matrix?.across === 'columns' ? acrossColumns(part) : plainRows(part)
    const grid = { part, ...made, first }
    first += made.rows.length
    return grid
  })
}

function plainRows(part: Part): Pick<GridPart, 'heads' | 'rows' | 'hasLast'> {
  return {
    heads: part.columns.map((span) => ({ span, isTotal: false })),
    rows: part.lines.map((line) => ({ line, cells: cellsOf([line]), isOf: line.class !== undefined })),
    hasLast: true,
  }
}

function acrossColumns(part: Part): Pick<GridPart, 'heads' | 'rows' | 'hasLast'> {
  const classes = part.matrix?.classes ?? []
  const heads = [undefined, ...classes].flatMap((one) =>
    part.columns.map((span) => ({
      span,
      isTotal: one === undefined,
      ...(one === undefined ? {} : { of: one.name }),
    })),
  )
  const rows = part.lines.filter((line) => line.class === undefined)
  return {
    heads,
    rows: rows.map((line) => ({
      line,
      cells: cellsOf(part.lines.filter((one) => one.row === line.row)),
      isOf: false,
    })),
    hasLast: false,
  }
}

function cellsOf(lines: readonly Line[]): GridCell[] {
  return lines.flatMap((line) => line.cells.map((cell) => ({ ...cell, line })))
}
