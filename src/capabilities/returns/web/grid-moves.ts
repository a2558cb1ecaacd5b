/** A cell of the grid by row and column, counted from 0 over all parts of the form. */
export type GridPlace = { readonly row: number; readonly column: number }

/** From one corner to the other, both within. */
export type GridRange = { readonly from: GridPlace; readonly to: GridPlace }

/** What moves ask of a grid. Rows may have different lengths. */
export type GridShape = {
  readonly rows: number
  columns(row: number): number
  /** The cursor may stand there: not on grey cells. */
  stands(place: GridPlace): boolean
  /** Something can be typed there. */
  fills(place: GridPlace): boolean
  /** Something is in it. */
  holds(place: GridPlace): boolean
}

type Key = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>

/**
 * Where the cursor of a cell is: `move`, nothing was typed since it was entered; `type`, what is typed replaces; `edit`, the text is edited and
 * the arrows move within it.
 */
export type GridMode = 'move' | 'type' | 'edit'

export type GridMove = { readonly to: GridPlace; readonly extends: boolean }

const pageRows = 10
const arrows: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** Where a key leads from a cell; undefined when the key belongs to the text in it, or leads out of the grid. */
export function moveInGrid(key: Key, from: GridPlace, mode: GridMode, shape: GridShape): GridMove | undefined {
  if (key.altKey) return undefined
  const isJump = key.ctrlKey || key.metaKey
  const arrow = arrows[key.key]
  if (arrow !== undefined) {
    const [rows] = arrow
    if (mode === 'edit' && (rows === 0 || isJump)) return undefined
    if (mode === 'type' && isJump) return undefined
    return moved(isJump ? edge(from, arrow, shape) : step(from, arrow, shape), key.shiftKey && mode === 'move')
  }
  if (key.key === 'Enter') return isJump ? undefined : moved(step(from, [key.shiftKey ? -1 : 1, 0], shape), false)
  if (key.key === 'Tab') return isJump ? undefined : moved(nextToFill(from, key.shiftKey ? -1 : 1, shape), false)
  if (mode !== 'move') return undefined
  if (key.key === 'PageUp' || key.key === 'PageDown') {
    const rows = key.key === 'PageUp' ? -pageRows : pageRows
    return moved(page(from, rows, shape), key.shiftKey)
  }
  if (key.key === 'Home' || key.key === 'End')
    return moved(end(key.key === 'End', isJump, { from, shape }), key.shiftKey)
  return undefined
}

function moved(to: GridPlace | undefined, isExtended: boolean): GridMove | undefined {
  return to === undefined ? undefined : { to, extends: isExtended }
}

/** The next cell in a direction where the cursor may stand. */
function step(from: GridPlace, [rows, columns]: readonly [number, number], shape: GridShape): GridPlace | undefined {
  let { row, column } = from
  for (;;) {
    row += rows
    column += columns
    if (row < 0 || row >= shape.rows || column < 0) return undefined
    const length = shape.columns(row)
    if (columns !== 0 && column >= length) return undefined
    const place = { row, column: Math.min(column, length - 1) }
    if (length > 0 && shape.stands(place)) return place
  }
}

/** As spreadsheets jump: to the last of the filled cells at hand, else to the next filled one, else to the border. */
function edge(from: GridPlace, direction: readonly [number, number], shape: GridShape): GridPlace | undefined {
  let at = step(from, direction, shape)
  if (at === undefined) return undefined
  const isRun = shape.holds(from) && shape.holds(at)
  for (;;) {
    const next: GridPlace | undefined = step(at, direction, shape)
    if (next === undefined) return at
    if (isRun ? !shape.holds(next) : shape.holds(at)) return at
    at = next
  }
}

function nextToFill(from: GridPlace, by: 1 | -1, shape: GridShape): GridPlace | undefined {
  let { row, column } = from
  for (;;) {
    column += by
    if (column < 0 || column >= shape.columns(row)) {
      row += by
      if (row < 0 || row >= shape.rows) return undefined
      column = by === 1 ? 0 : shape.columns(row) - 1
      if (column < 0) continue
    }
    if (shape.fills({ row, column })) return { row, column }
  }
}

function page(from: GridPlace, rows: number, shape: GridShape): GridPlace | undefined {
  let at: GridPlace | undefined
  const by: readonly [number, number] = [Math.sign(rows), 0]
  for (let left = Math.abs(rows); left > 0; left -= 1) at = step(at ?? from, by, shape) ?? at
  return at
}

function end(
  isLast: boolean,
  isWhole: boolean,
  { from, shape }: { readonly from: GridPlace; readonly shape: GridShape },
): GridPlace | undefined {
  const row = isWhole ? (isLast ? shape.rows - 1 : 0) : from.row
  const place = { row, column: isLast ? shape.columns(row) : -1 }
  return step(place, [0, isLast ? -1 : 1], shape)
}

/** The corners of a range in reading order. */
export function ordered({ from, to }: GridRange): GridRange {
  return {
    from: { row: Math.min(from.row, to.row), column: Math.min(from.column, to.column) },
    to: { row: Math.max(from.row, to.row), column: Math.max(from.column, to.column) },
  }
}

export function isWithin({ row, column }: GridPlace, range: GridRange): boolean {
  const { from, to } = ordered(range)
  return row >= from.row && row <= to.row && column >= from.column && column <= to.column
}
