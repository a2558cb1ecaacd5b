/** A cell of the grid by row and column, counted from 0 over all parts of the form. */
export type GridPlace = { readonly row: number; readonly column: number }

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>
type Caret = { readonly atStart: boolean; readonly atEnd: boolean }

/** Where a key leads from a cell; undefined when the key belongs to the text in it. Rows may have different lengths. */
export function moveInGrid(key: Key, from: GridPlace, caret: Caret, lengths: readonly number[]): GridPlace | undefined {
  if (key.ctrlKey || key.altKey || key.metaKey) return undefined
  const step = stepOf(key, caret)
  if (step === undefined) return undefined
  const row = from.row + step.rows
  const length = lengths[row]
  if (length === undefined) return undefined
  if (step.rows !== 0) return { row, column: Math.min(from.column, length - 1) }
  const column = from.column + step.columns
  return column < 0 || column >= length ? undefined : { row, column }
}

function stepOf({ key, shiftKey }: Key, { atStart, atEnd }: Caret): { rows: number; columns: number } | undefined {
  switch (key) {
    case 'Enter':
      return { rows: shiftKey ? -1 : 1, columns: 0 }
    case 'ArrowDown':
      return { rows: 1, columns: 0 }
    case 'ArrowUp':
      return { rows: -1, columns: 0 }
    case 'ArrowLeft':
      return atStart && !shiftKey ? { rows: 0, columns: -1 } : undefined
    case 'ArrowRight':
      return atEnd && !shiftKey ? { rows: 0, columns: 1 } : undefined
    default:
      return undefined
  }
}

/** A block from a spreadsheet as cells from a place on, right and down; undefined for a single value. */
export function pasteInGrid(
  text: string,
  from: GridPlace,
  keys: readonly (readonly string[])[],
): Record<string, string> | undefined {
  const lines = text
    .replaceAll('\r\n', '\n')
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('\t'))
  if (lines.length === 1 && lines[0]?.length === 1) return undefined
  const cells: Record<string, string> = {}
  lines.forEach((line, down) => {
    line.forEach((value, right) => {
      const key = keys[from.row + down]?.[from.column + right]
      if (key !== undefined) cells[key] = value.trim().slice(0, 60)
    })
  })
  return cells
}
