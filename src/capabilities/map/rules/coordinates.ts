import type { Position } from '#base/geo/geometry.ts'

/** What was typed as coordinates: positions, or the line that is none. */
export type TypedPositions = { readonly positions: Position[] } | { readonly wrongLine: number; readonly found: string }

/**
 * Reads positions typed one a line, longitude before latitude, in degrees: `113.885 22.9` or `113.885，22.9`.
 * Empty lines are passed over.
 */
export function readPositions(text: string): TypedPositions {
  const positions: Position[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const plain = line.normalize('NFKC').trim()
    if (plain === '') continue
    const parts = plain.split(/[\s,;°]+/).filter((part) => part !== '')
    const [lon, lat] = parts.map(Number)
    const isPosition =
      parts.length === 2 && lon !== undefined && lat !== undefined && Math.abs(lon) <= 180 && Math.abs(lat) <= 90
    if (!isPosition) return { wrongLine: index + 1, found: plain.slice(0, 60) }
    positions.push([lon, lat])
  }
  return { positions }
}

/** Positions as they are typed: one a line, six decimals. */
export function writePositions(positions: readonly Position[]): string {
  return positions.map(([lon, lat]) => `${lon.toFixed(6)} ${lat.toFixed(6)}`).join('\n')
}

/** A place under the pointer, in degrees with its hemisphere: `113.88500° E 22.90000° N`. */
export function degreesText([lon, lat]: readonly [number, number]): string {
  const one = (value: number, [plus, minus]: readonly [string, string]) =>
    `${Math.abs(value).toFixed(5)}° ${value < 0 ? minus : plus}`
  return `${one(lon, ['E', 'W'])} ${one(lat, ['N', 'S'])}`
}
