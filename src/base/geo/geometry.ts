import { z } from 'zod'

/** Longitude and latitude in degrees of CGCS2000 (EPSG:4490), in the order of GeoJSON. */
export const Position = z
  .tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
  .describe('Longitude and latitude in degrees, CGCS2000.')
export type Position = z.infer<typeof Position>

const Ring = z.array(Position).min(4).max(200_000).describe('Closed: the last position is the first again.')
const Rings = z.array(Ring).min(1).max(10_000).describe('The outer ring, then the holes.')

export const PointShape = z.object({ type: z.literal('Point'), coordinates: Position })
export type PointShape = z.infer<typeof PointShape>

export const PolygonShape = z.object({ type: z.literal('Polygon'), coordinates: Rings })
export type PolygonShape = z.infer<typeof PolygonShape>

export const MultiPolygonShape = z.object({
  type: z.literal('MultiPolygon'),
  coordinates: z.array(Rings).min(1).max(10_000),
})
export type MultiPolygonShape = z.infer<typeof MultiPolygonShape>

/** Ground: one piece or several. */
export const AreaShape = z.discriminatedUnion('type', [PolygonShape, MultiPolygonShape])
export type AreaShape = z.infer<typeof AreaShape>

export const Shape = z.discriminatedUnion('type', [PointShape, PolygonShape, MultiPolygonShape])
export type Shape = z.infer<typeof Shape>

/** West, south, east, north in degrees. */
export const Bounds = z.tuple([z.number(), z.number(), z.number(), z.number()]).describe('West, south, east, north.')
export type Bounds = z.infer<typeof Bounds>

export type RingOfPositions = readonly Position[]
export type Pieces = readonly (readonly RingOfPositions[])[]

/** About a millimetre: what is kept of a coordinate. */
export const decimalsKept = 8

/** The pieces of an area, each with its outer ring first. */
export function piecesOf(shape: AreaShape): Position[][][] {
  return shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates
}

/** One piece becomes a Polygon, several a MultiPolygon. */
export function areaShape(pieces: Pieces): AreaShape {
  const plain = pieces.map((rings) => rings.map((ring) => ring.map(([x, y]): Position => [x, y])))
  const [only] = plain
  return plain.length === 1 && only !== undefined
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: plain }
}

/** Every edge of a shape, of outer rings and holes alike. */
export function edgesOf(shape: AreaShape): [Position, Position][] {
  return piecesOf(shape).flatMap((rings) =>
    rings.flatMap((ring) => ring.slice(1).map((end, i): [Position, Position] => [ring[i] as Position, end])),
  )
}

/** Positions in a shape, the repeated last ones included. */
export function vertexCount(shape: AreaShape): number {
  return piecesOf(shape).reduce((sum, rings) => sum + rings.reduce((all, ring) => all + ring.length, 0), 0)
}

const nowhere = (): Bounds => [Infinity, Infinity, -Infinity, -Infinity]

function widen(bounds: Bounds, [x, y]: readonly [number, number]): void {
  if (x < bounds[0]) bounds[0] = x
  if (y < bounds[1]) bounds[1] = y
  if (x > bounds[2]) bounds[2] = x
  if (y > bounds[3]) bounds[3] = y
}

/** The smallest box around a shape. */
export function boundsOf(shape: Shape): Bounds {
  const bounds = nowhere()
  if (shape.type === 'Point') widen(bounds, shape.coordinates)
  else for (const rings of piecesOf(shape)) for (const ring of rings) for (const at of ring) widen(bounds, at)
  return bounds
}

/** The smallest box around boxes; undefined for none. */
export function boundsAround(all: Iterable<Bounds>): Bounds | undefined {
  const bounds = nowhere()
  for (const [west, south, east, north] of all) {
    widen(bounds, [west, south])
    widen(bounds, [east, north])
  }
  return bounds[0] > bounds[2] ? undefined : bounds
}

/** Whether two boxes share a point. */
export function boundsMeet(a: Bounds, b: Bounds): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

const grid = 10 ** decimalsKept
const kept = (value: number): number => Math.round(value * grid) / grid

/** A position as it is kept: eight decimals, about a millimetre. */
export function roundPosition([x, y]: readonly [number, number]): Position {
  return [kept(x), kept(y)]
}

/** Twice the signed area in the plane of the numbers; positive when the ring runs against the clock. */
export function planeTwiceArea(ring: RingOfPositions): number {
  const [x0, y0] = ring[0] ?? [0, 0]
  let sum = 0
  for (let i = 1; i < ring.length; i += 1) {
    const [ax, ay] = ring[i - 1] as Position
    const [bx, by] = ring[i] as Position
    sum += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
  }
  return sum
}

/** Outer rings against the clock, holes with it (RFC 7946), each position rounded as it is kept. */
export function asKept(shape: AreaShape): AreaShape {
  return areaShape(
    piecesOf(shape).map((rings) =>
      rings.map((ring, index) => {
        const rounded = ring.map(roundPosition)
        return planeTwiceArea(rounded) < 0 === (index === 0) ? rounded.reverse() : rounded
      }),
    ),
  )
}

/** Whether a point of the plane lies in a ring; on the edge counts as in. */
export function ringHolds(ring: RingOfPositions, [x, y]: readonly [number, number]): boolean {
  let inside = false
  for (let i = 1; i < ring.length; i += 1) {
    const [ax, ay] = ring[i - 1] as Position
    const [bx, by] = ring[i] as Position
    const side = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
    const between = Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by)
    if (side === 0 && between) return true
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside
  }
  return inside
}

/** Whether a point lies in the ground: in an outer ring and in none of its holes. */
export function shapeHolds(shape: AreaShape, at: readonly [number, number]): boolean {
  return piecesOf(shape).some(([outer, ...holes]) => {
    return outer !== undefined && ringHolds(outer, at) && !holes.some((hole) => ringHolds(hole, at))
  })
}

/** A point in the ground of a shape, for a label: on the middle line of its largest piece, in the widest stretch. */
export function labelPoint(shape: AreaShape): Position {
  const pieces = piecesOf(shape)
  const size = (rings: Position[][]) => Math.abs(planeTwiceArea(rings[0] ?? []))
  const rings = pieces.reduce((largest, each) => (size(each) > size(largest) ? each : largest))
  const [west, south, east, north] = boundsOf({ type: 'Polygon', coordinates: rings })
  let best: Position = [kept((west + east) / 2), kept((south + north) / 2)]
  let widest = -1
  for (const part of [0.5, 0.4, 0.6, 0.3, 0.7]) {
    const y = south + (north - south) * part
    const crossings = rings
      .flatMap((ring) =>
        ring.slice(1).flatMap(([bx, by], i) => {
          const [ax, ay] = ring[i] as Position
          return ay > y === by > y ? [] : [ax + ((y - ay) / (by - ay)) * (bx - ax)]
        }),
      )
      .sort((a, b) => a - b)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const [from, to] = [crossings[i] as number, crossings[i + 1] as number]
      if (to - from > widest * 1.25) {
        widest = to - from
        best = roundPosition([(from + to) / 2, y])
      }
    }
  }
  return best
}
