/** Where a square stands in the schematic map. */
export type Square = { readonly place: string; readonly column: number; readonly row: number }

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** The next square in the direction of an arrow key: the nearest one that lies that way, rather straight on than aside; undefined at the border. */
export function squareToward(squares: readonly Square[], from: string, key: string): string | undefined {
  const direction = directions[key]
  const here = squares.find(({ place }) => place === from)
  if (direction === undefined || here === undefined) return undefined
  const [right, down] = direction
  const ways = squares.flatMap(({ place, column, row }) => {
    const along = (column - here.column) * right + (row - here.row) * down
    const aside = Math.abs((column - here.column) * down) + Math.abs((row - here.row) * right)
    return along > 0 && aside <= along ? [{ place, length: along + 3 * aside }] : []
  })
  return ways.toSorted((a, b) => a.length - b.length)[0]?.place
}
