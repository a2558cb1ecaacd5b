import {
  type AreaShape,
  asKept,
  type Bounds,
  boundsAround,
  boundsOf,
  edgesOf,
  type Position,
  shapeHolds,
} from '#base/geo/geometry.ts'
import { cgcs2000 } from '#base/geo/gauss-kruger.ts'
import type { Random } from '#base/random.ts'

/** Ground for made-up parcels: within all of these outlines and outside of those. */
export type Region = { readonly inside: readonly AreaShape[]; readonly outside: readonly AreaShape[] }

type Ground = Region & { readonly edges: readonly (readonly [Position, Position])[] }

/** Metres. An estate is a window of streets; rows of plots lie back to back, with a street beyond every second row. */
const tract = { width: 1600, height: 1200, verge: 30, gap: 3 }
/** So many plots at least before another estate is begun. */
const leastInEstate = 24
const street = 18
const plotsBetweenStreets = 7
/** How much wider than deep a plot is, and how deep at least and at most. */
const plot = { ratio: 1.4, least: 35, most: 420 }

const degree = Math.PI / 180

/** Metres to a degree of longitude and latitude on the ellipsoid, at a latitude. */
function metresAt(latitude: number): readonly [number, number] {
  const { a, f } = cgcs2000
  const e2 = f * (2 - f)
  const sine = Math.sin(latitude * degree)
  const w = Math.sqrt(1 - e2 * sine ** 2)
  return [(a / w) * Math.cos(latitude * degree) * degree, ((a * (1 - e2)) / w ** 3) * degree]
}

/**
 * Lays out plots of given areas (m2) as rectangles in a region, none upon another, in the order given; undefined for those that find no room.
 * Within a region nothing is laid twice when everything is laid out in one call.
 */
export function layOut(region: Region, areas: readonly number[], random: Random): (AreaShape | undefined)[] {
  const estates = windowsOf(region, random).map((bounds): Estate => ({ bounds, rows: 0 }))
  const ground = { ...region, edges: [...region.inside, ...region.outside].flatMap(edgesOf) }
  const laid: (AreaShape | undefined)[] = areas.map(() => undefined)
  const order = inChunks(areas)
  const perEstate = Math.max(leastInEstate, Math.ceil((2 * areas.length) / Math.max(1, estates.length)))
  let at = 0
  // First some in each, so that they lie in several estates; then whatever room is left.
  for (const most of [perEstate, Number.POSITIVE_INFINITY])
    for (const one of estates) {
      if (at >= order.length) return laid
      at = fillEstate(ground, one, { areas, order, at, laid, until: at + most })
    }
  return laid
}

/** Plots of like size come together, forty at a time, so that rows are not ragged and estates are mixed. */
function inChunks(areas: readonly number[]): number[] {
  const order = areas.map((_, index) => index)
  const chunks: number[] = []
  for (let from = 0; from < order.length; from += 40)
    chunks.push(...order.slice(from, from + 40).sort((a, b) => (areas[b] ?? 0) - (areas[a] ?? 0)))
  return chunks
}

/** Windows of the size of an estate over a region, mixed. */
function windowsOf({ inside }: Region, random: Random): Bounds[] {
  const box = boundsAround(inside.map(boundsOf))
  if (box === undefined) return []
  const [kx, ky] = metresAt((box[1] + box[3]) / 2)
  const [width, height] = [tract.width / kx, tract.height / ky]
  const windows: { bounds: Bounds; key: number }[] = []
  for (let x = box[0]; x < box[2]; x += width)
    for (let y = box[1]; y < box[3]; y += height)
      windows.push({ bounds: [x, y, x + width, y + height], key: random.next() })
  return windows.sort((a, b) => a.key - b.key).map(({ bounds }) => bounds)
}

/** A window with the latitude up to which it is filled, and in how many rows. */
type Estate = { readonly bounds: Bounds; filled?: number; rows: number }

type Work = {
  readonly areas: readonly number[]
  readonly order: readonly number[]
  at: number
  readonly laid: (AreaShape | undefined)[]
  /** No row is begun from here on in the order. */
  readonly until: number
}

/** Fills one window on row by row; answers how far in the order it came. */
function fillEstate(region: Ground, estate: Estate, work: Work): number {
  const [west, south, east, north] = estate.bounds
  let { at } = work
  const [, ky] = metresAt((south + north) / 2)
  let y = estate.filled ?? south + tract.verge / ky
  const top = north - tract.verge / ky
  while (at < Math.min(work.until, work.order.length)) {
    const next = work.areas[work.order[at] as number] ?? 0
    const depth = Math.min(plot.most, Math.max(plot.least, Math.sqrt(next / plot.ratio)))
    const end = y + depth / ky
    if (end > top) return at
    const [kx] = metresAt((y + end) / 2)
    const free = freeOf(region, {
      west: west + tract.verge / kx,
      east: east - tract.verge / kx,
      south: y,
      north: end,
    })
    const gap = tract.gap / kx
    for (const [from, to] of free)
      at = fillRow(work, { from: from + gap, to: to - gap, south: y, north: end, depth, kx, at })
    y = end + (estate.rows % 2 === 1 ? street / ky : 0)
    estate.filled = y
    estate.rows += 1
  }
  return at
}

type Row = {
  readonly from: number
  readonly to: number
  readonly south: number
  readonly north: number
  readonly depth: number
  readonly kx: number
  readonly at: number
}

function fillRow({ areas, order, laid }: Work, { from, to, south, north, depth, kx, at: first }: Row): number {
  let [x, at, since] = [from, first, 0]
  while (at < order.length) {
    const index = order[at] as number
    const width = (areas[index] ?? 0) / depth
    // Much smaller than the row is deep: it begins a row of its own.
    if (width < depth * 0.45) return at
    if (since === plotsBetweenStreets) {
      x += street / kx
      since = 0
    }
    const end = x + width / kx
    if (end > to) return at
    const ring: Position[] = [
      [x, south],
      [end, south],
      [end, north],
      [x, north],
      [x, south],
    ]
    laid[index] = asKept({ type: 'Polygon', coordinates: [ring] })
    x = end
    since += 1
    at += 1
  }
  return at
}

type Band = { readonly west: number; readonly east: number; readonly south: number; readonly north: number }

/** The stretches of a band that lie wholly in the region: cut at every edge that enters it, each piece in or out as its middle is. */
function freeOf({ inside, outside, edges }: Ground, { west, east, south, north }: Band): [number, number][] {
  const closed = edges.flatMap(([a, b]) => {
    const span = spanWithin(a, b, { south, north })
    return span !== undefined && span[1] >= west && span[0] <= east ? [span] : []
  })
  closed.sort((a, b) => a[0] - b[0])
  const free: [number, number][] = []
  let from = west
  for (const [start, end] of [...closed, [east, east] as const]) {
    const to = Math.min(start, east)
    if (to > from) free.push([from, to])
    from = Math.max(from, end)
  }
  const middle = (south + north) / 2
  return free.filter(([a, b]) => {
    const at: Position = [(a + b) / 2, middle]
    return inside.every((shape) => shapeHolds(shape, at)) && !outside.some((shape) => shapeHolds(shape, at))
  })
}

/** From where to where an edge runs within a band; undefined when it does not enter it. */
function spanWithin(
  a: Position,
  b: Position,
  { south, north }: { south: number; north: number },
): [number, number] | undefined {
  const [low, high] = a[1] <= b[1] ? [a, b] : [b, a]
  if (high[1] < south || low[1] > north) return undefined
  const at = (y: number): number =>
    high[1] === low[1] ? low[0] : low[0] + ((y - low[1]) / (high[1] - low[1])) * (high[0] - low[0])
  const [first, last] =
    high[1] === low[1] ? [low[0], high[0]] : [at(Math.max(south, low[1])), at(Math.min(north, high[1]))]
  return [Math.min(first, last), Math.max(first, last)]
}
