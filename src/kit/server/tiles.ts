import type { AreaShape, Bounds, Position } from '#base/geo/geometry.ts'
import { piecesOf } from '#base/geo/geometry.ts'
import { type Tags, TileLayer } from './tile-layer.ts'

/** A tile of the web's square map (EPSG:3857): zoom, column from the west, row from the north. */
export type TileAddress = { readonly z: number; readonly x: number; readonly y: number }

const extent = 4096
const buffer = 64
/** Corners that stand out of the line between others by less than this, in units of a tile, are left out. */
const tolerance = 0.5

/** Where a position lies on the square map of the web, each from 0 to 1. */
function onSquare([longitude, latitude]: readonly [number, number]): [number, number] {
  const sine = Math.sin((latitude * Math.PI) / 180)
  return [longitude / 360 + 0.5, 0.5 - (0.25 * Math.log((1 + sine) / (1 - sine))) / Math.PI]
}

function fromSquare([u, v]: readonly [number, number]): Position {
  return [(u - 0.5) * 360, (Math.atan(Math.sinh(Math.PI * (1 - 2 * v))) * 180) / Math.PI]
}

/** The tile of a zoom in which a position lies. */
export function tileAt(z: number, position: readonly [number, number]): TileAddress {
  const [u, v] = onSquare(position)
  const count = 2 ** z
  const step = (part: number): number => Math.min(count - 1, Math.max(0, Math.floor(part * count)))
  return { z, x: step(u), y: step(v) }
}

/** The ground of a tile in degrees, its margin included. */
export function boundsOfTile({ z, x, y }: TileAddress): Bounds {
  const count = 2 ** z
  const margin = buffer / extent
  const [west, north] = fromSquare([(x - margin) / count, Math.max(0, (y - margin) / count)])
  const [east, south] = fromSquare([(x + 1 + margin) / count, Math.min(1, (y + 1 + margin) / count)])
  return [west, south, east, north]
}

/** The tiles of a zoom that a box touches. */
export function tilesAround(z: number, [west, south, east, north]: Bounds): TileAddress[] {
  const [first, last] = [tileAt(z, [west, north]), tileAt(z, [east, south])]
  const found: TileAddress[] = []
  for (let x = first.x; x <= last.x; x += 1) for (let y = first.y; y <= last.y; y += 1) found.push({ z, x, y })
  return found
}

type Ring = {
  readonly isHole: boolean
  /** Of each corner where it lies on the square map, and the square of how far it stands out; without the closing corner. */
  readonly corners: Float64Array
}

/** A shape on the square map, ready to be cut into any tile. */
export type Outline = {
  readonly rings: readonly Ring[]
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Prepares a shape for being cut: projected, wound as tiles want it, and measured for leaving out corners (Douglas and Peucker 1973). */
export function outlineOf(shape: AreaShape): Outline {
  const rings = piecesOf(shape).flatMap((piece) => piece.map((ring, at) => ringOf(ring, at > 0)))
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { corners } of rings)
    for (let i = 0; i < corners.length; i += 3) {
      const [u, v] = [corners[i] as number, corners[i + 1] as number]
      left = Math.min(left, u)
      right = Math.max(right, u)
      top = Math.min(top, v)
      bottom = Math.max(bottom, v)
    }
  return { rings, left, top, right, bottom }
}

function ringOf(ring: readonly Position[], isHole: boolean): Ring {
  const points = ring.slice(0, -1).map((position) => onSquare([position[0], position[1]]))
  // The outer line runs clockwise on the screen, where rows grow downwards; a hole the other way.
  let twice = 0
  points.forEach(([u, v], i) => {
    const [nextU, nextV] = points[(i + 1) % points.length] as [number, number]
    twice += u * nextV - nextU * v
  })
  if (twice > 0 === isHole) points.reverse()
  const corners = new Float64Array(points.length * 3)
  points.forEach(([u, v], i) => {
    corners[3 * i] = u
    corners[3 * i + 1] = v
  })
  weigh(corners)
  return { isHole, corners }
}

/** The first corner and the one farthest from it always stay. */
function weigh(corners: Float64Array): void {
  const count = corners.length / 3
  if (count === 0) return
  let far = 0
  let most = -1
  for (let i = 1; i < count; i += 1) {
    const away = awayFrom(corners, i, [0, 0])
    if (away > most) [far, most] = [i, away]
  }
  corners[2] = Infinity
  corners[3 * far + 2] = Infinity
  const open: [number, number][] = [
    [0, far],
    [far, count],
  ]
  for (let stretch = open.pop(); stretch !== undefined; stretch = open.pop()) {
    const [from, to] = stretch
    let [middle, away] = [-1, -1]
    for (let i = from + 1; i < to; i += 1) {
      const here = awayFrom(corners, i, [from, to % count])
      if (here > away) [middle, away] = [i, here]
    }
    if (middle < 0) continue
    corners[3 * middle + 2] = away
    open.push([from, middle], [middle, to])
  }
}

/** The square of the distance of a corner from the line between two others. */
function awayFrom(corners: Float64Array, corner: number, [from, to]: readonly [number, number]): number {
  const at = (index: number): number => corners[index] as number
  const [ax, ay] = [at(3 * from), at(3 * from + 1)]
  const [dx, dy] = [at(3 * to) - ax, at(3 * to + 1) - ay]
  const [px, py] = [at(3 * corner) - ax, at(3 * corner + 1) - ay]
  const length = dx * dx + dy * dy
  const part = length === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length))
  return (px - part * dx) ** 2 + (py - part * dy) ** 2
}

/** Cuts outlines into a tile and writes it as a vector tile of one layer (version 2); undefined when none of them touches it. */
export function writeTile(
  address: TileAddress,
  layer: string,
  features: Iterable<{ readonly outline: Outline; readonly tags: Tags }>,
): Uint8Array | undefined {
  const written = new TileLayer(layer, extent)
  for (const { outline, tags } of features) {
    const rings = cut(outline, address)
    if (rings.length > 0) written.add(rings, tags)
  }
  return written.size === 0 ? undefined : written.bytes()
}

/** Whether an outline may reach into a tile or its margin. */
export function reaches({ left, top, right, bottom }: Outline, { z, x, y }: TileAddress): boolean {
  const count = 2 ** z
  const margin = buffer / extent
  return (
    left * count <= x + 1 + margin &&
    right * count >= x - margin &&
    top * count <= y + 1 + margin &&
    bottom * count >= y - margin
  )
}

/** The rings of an outline within a tile and its margin, in whole units of the tile: x, y, x, y … */
function cut(outline: Outline, { z, x, y }: TileAddress): number[][] {
  if (!reaches(outline, { z, x, y })) return []
  const scale = extent * 2 ** z
  const [fromX, fromY] = [x * extent, y * extent]
  const least = (tolerance / scale) ** 2
  const [near, far] = [-buffer, extent + buffer]
  const within =
    outline.left * scale - fromX >= near &&
    outline.right * scale - fromX <= far &&
    outline.top * scale - fromY >= near &&
    outline.bottom * scale - fromY <= far
  const found: number[][] = []
  let isOuterGone = false
  for (const { isHole, corners } of outline.rings) {
    if (isHole && isOuterGone) continue
    let ring: number[] = []
    for (let i = 0; i < corners.length; i += 3)
      if ((corners[i + 2] as number) > least)
        ring.push((corners[i] as number) * scale - fromX, (corners[i + 1] as number) * scale - fromY)
    if (!within) ring = clipped(ring)
    const whole = rounded(ring)
    if (!isHole) isOuterGone = whole.length < 6
    if (whole.length >= 6) found.push(whole)
  }
  return found
}

/** In whole units, without corners that fall together. */
function rounded(ring: readonly number[]): number[] {
  const whole: number[] = []
  for (let i = 0; i < ring.length; i += 2) {
    const [x, y] = [Math.round(ring[i] as number), Math.round(ring[i + 1] as number)]
    if (whole.length === 0 || whole.at(-2) !== x || whole.at(-1) !== y) whole.push(x, y)
  }
  if (whole.length > 2 && whole[0] === whole.at(-2) && whole[1] === whole.at(-1)) whole.length -= 2
  return whole
}

/** What of a ring lies within the tile and its margin (Sutherland and Hodgman 1974), one side after another. */
function clipped(ring: readonly number[]): number[] {
  const [near, far] = [-buffer, extent + buffer]
  const west = clippedAt(ring, { axis: 0, limit: near, sign: 1 })
  const east = clippedAt(west, { axis: 0, limit: far, sign: -1 })
  const north = clippedAt(east, { axis: 1, limit: near, sign: 1 })
  return clippedAt(north, { axis: 1, limit: far, sign: -1 })
}

type Side = { readonly axis: 0 | 1; readonly limit: number; readonly sign: 1 | -1 }

function clippedAt(ring: readonly number[], { axis, limit, sign }: Side): number[] {
  const kept: number[] = []
  for (let i = 0; i < ring.length; i += 2) {
    const before = (i + ring.length - 2) % ring.length
    const [a, b] = [ring[before + axis] as number, ring[i + axis] as number]
    const isIn = (b - limit) * sign >= 0
    if ((a - limit) * sign >= 0 !== isIn) {
      const [c, d] = [ring[before + 1 - axis] as number, ring[i + 1 - axis] as number]
      const crossing = c + ((d - c) * (limit - a)) / (b - a)
      kept.push(...(axis === 0 ? [limit, crossing] : [crossing, limit]))
    }
    if (isIn) kept.push(ring[i] as number, ring[i + 1] as number)
  }
  return kept
}
