import Flatbush from 'flatbush'
import { country } from './crs.ts'
import type { FaultCode } from './fault-codes.ts'
import { decimalsKept, type Pieces, type Position, type RingOfPositions, roundPosition } from './geometry.ts'

/** What is wrong with a shape, and where; pieces, rings and points are counted from 1, the outer ring is ring 1. */
export type ShapeFault = {
  readonly code: FaultCode
  readonly piece: number
  readonly ring: number
  readonly point?: number
  readonly at?: Position
  /** The other ring in it. */
  readonly other?: { readonly piece: number; readonly ring: number }
}

export type FaultLimits = {
  /** Positions of one shape. */
  readonly vertices: number
  /** Comparisons of two edges or of a point with an edge, so that no shape can hold up the house. */
  readonly comparisons: number
  /** Faults that are listed. */
  readonly faults: number
}

export const faultLimits: FaultLimits = { vertices: 100_000, comparisons: 20_000_000, faults: 20 }

type Point = readonly [number, number]
type RingAt = { readonly piece: number; readonly ring: number; readonly points: readonly Point[] }
type Edge = { readonly at: RingAt; readonly index: number; readonly a: Point; readonly b: Point }
type Search = { readonly faults: ShapeFault[]; readonly limits: FaultLimits; comparisons: number }

const grid = 10 ** decimalsKept
/** Two millimetres: a needle thinner than this is a spike. */
const needle = 2

const isSame = (a: readonly number[], b: readonly number[]) => a[0] === b[0] && a[1] === b[1]

/** Rings without a position that repeats the one before it: a repeated point says nothing, and how many there were is told. */
export function withoutRepeats(pieces: Pieces): { readonly pieces: Position[][][]; readonly dropped: number } {
  let dropped = 0
  const clean = pieces.map((rings) =>
    rings.map((ring) =>
      ring.map(roundPosition).filter((at, index, all) => {
        const repeats = index > 0 && isSame(at, all[index - 1] as Position)
        if (repeats) dropped += 1
        return !repeats
      }),
    ),
  )
  return { pieces: clean, dropped }
}

/**
 * Everything that keeps these rings from being ground, with the place of each fault; none when they are in order. Positions are compared
 * on a grid of a millimetre, in whole numbers, so that touching is touching. Outer ring first in each piece; closed rings.
 */
export function findFaults(pieces: Pieces, limits: FaultLimits = faultLimits): ShapeFault[] {
  const search: Search = { faults: [], limits, comparisons: 0 }
  let count = 0
  for (const rings of pieces) for (const ring of rings) count += ring.length
  if (count > limits.vertices) return [{ code: 'too_many_vertices', piece: 1, ring: 1 }]
  const rings: RingAt[] = []
  pieces.forEach((each, piece) =>
    each.forEach((ring, index) => {
      if (checkRing(search, { piece: piece + 1, ring: index + 1 }, ring))
        rings.push({ piece: piece + 1, ring: index + 1, points: ring.map(onGrid) })
    }),
  )
  if (search.faults.length > 0 || rings.length === 0) return search.faults
  findCrossings(search, rings)
  if (search.faults.length === 0) findNesting(search, rings)
  return search.faults
}

const onGrid = ([x, y]: Position): Point => [Math.round(x * grid), Math.round(y * grid)]
const toPosition = ([x, y]: Point): Position => roundPosition([x / grid, y / grid])

function note(search: Search, fault: ShapeFault): void {
  if (search.faults.length < search.limits.faults) search.faults.push(fault)
}

type Place = { readonly piece: number; readonly ring: number }

/** What one ring shows by itself; false when it is not worth looking at further. */
function checkRing(search: Search, place: Place, ring: RingOfPositions): boolean {
  const odd = ring.findIndex(([x, y]) => !Number.isFinite(x) || !Number.isFinite(y))
  if (odd >= 0) {
    note(search, { code: 'not_a_number', ...place, point: odd + 1 })
    return false
  }
  const [west, south, east, north] = country
  const away = ring.findIndex(([x, y]) => x < west || x > east || y < south || y > north)
  if (away >= 0) {
    const at = ring[away] as Position
    note(search, { code: 'outside_country', ...place, point: away + 1, at: roundPosition(at) })
    return false
  }
  const [first] = ring
  const last = ring.at(-1)
  if (ring.length < 4 || first === undefined || last === undefined) {
    note(search, { code: 'too_few_points', ...place, ...(first === undefined ? {} : { at: first }) })
    return false
  }
  if (!isSame(first, last)) {
    note(search, { code: 'not_closed', ...place, point: ring.length, at: last })
    return false
  }
  const points = ring.map(onGrid)
  if (area(points) === 0) {
    note(search, { code: 'zero_area', ...place, at: first })
    return false
  }
  const spike = points.findIndex((at, index) => index > 0 && isSpike(points, index, at))
  if (spike >= 0) note(search, { code: 'spike', ...place, point: spike + 1, at: ring[spike] as Position })
  return spike < 0
}

function area(points: readonly Point[]): number {
  const [x0, y0] = points[0] as Point
  return points.slice(1).reduce((sum, [bx, by], index) => {
    const [ax, ay] = points[index] as Point
    return sum + (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
  }, 0)
}

/** Whether the ring turns back on itself at a point: out and home along the same line. */
function isSpike(points: readonly Point[], index: number, at: Point): boolean {
  const before = points[index - 1] as Point
  const after = points[index === points.length - 1 ? 1 : index + 1] as Point
  const [ux, uy] = [before[0] - at[0], before[1] - at[1]]
  const [vx, vy] = [after[0] - at[0], after[1] - at[1]]
  if (ux * vx + uy * vy <= 0) return false
  const longer = Math.max(Math.hypot(ux, uy), Math.hypot(vx, vy))
  return Math.abs(ux * vy - uy * vx) / longer <= needle && Math.min(Math.hypot(ux, uy), Math.hypot(vx, vy)) > needle
}

function findCrossings(search: Search, rings: readonly RingAt[]): void {
  const edges = rings.flatMap((at) =>
    at.points.slice(1).map((b, index): Edge => ({ at, index, a: at.points[index] as Point, b })),
  )
  const tree = new Flatbush(edges.length)
  for (const { a, b } of edges)
    tree.add(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]))
  tree.finish()
  for (let index = 0; index < edges.length; index += 1) {
    const edge = edges[index] as Edge
    const { a, b } = edge
    const box = [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])] as const
    // Boxes that meet are met within the index: nothing is gathered of a shape that is nothing but tangle.
    tree.search(...box, (other) => {
      search.comparisons += 1
      if (other > index && !isOver(search)) compare(search, edge, edges[other] as Edge)
      return false
    })
    if (search.comparisons > search.limits.comparisons)
      return note(search, { code: 'too_tangled', piece: edge.at.piece, ring: edge.at.ring, at: toPosition(a) })
    if (search.faults.length >= search.limits.faults) return
  }
}

const isOver = ({ comparisons, faults, limits }: Search) =>
  comparisons > limits.comparisons || faults.length >= limits.faults

function compare(search: Search, one: Edge, other: Edge): void {
  const same = one.at === other.at
  const length = one.at.points.length - 1
  if (same && (other.index - one.index === 1 || other.index - one.index === length - 1)) return
  const met = meeting(one, other)
  if (met === undefined) return
  const { piece, ring } = one.at
  const at = toPosition(met.at)
  const between = { piece, ring, point: one.index + 1, at }
  if (same) {
    const code = met.kind === 'touch' ? 'self_touching' : 'self_crossing'
    if (!search.faults.some((fault) => fault.at !== undefined && isSame(fault.at, at)))
      note(search, { code, ...between })
  } else if (met.kind !== 'touch') {
    note(search, { code: 'rings_cross', ...between, other: { piece: other.at.piece, ring: other.at.ring } })
  }
}

const cross = (a: Point, b: Point, c: Point) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
const onEdge = (a: Point, b: Point, c: Point) =>
  Math.min(a[0], b[0]) <= c[0] &&
  c[0] <= Math.max(a[0], b[0]) &&
  Math.min(a[1], b[1]) <= c[1] &&
  c[1] <= Math.max(a[1], b[1])

/** How two edges meet: at a point, through each other, or along each other. */
function meeting({ a, b }: Edge, { a: c, b: d }: Edge): { kind: 'touch' | 'through' | 'along'; at: Point } | undefined {
  const [abc, abd, cda, cdb] = [cross(a, b, c), cross(a, b, d), cross(c, d, a), cross(c, d, b)]
  if (abc === 0 && abd === 0) {
    const shared = [c, d].filter((at) => onEdge(a, b, at)).concat([a, b].filter((at) => onEdge(c, d, at)))
    const [first] = shared
    if (first === undefined) return undefined
    return { kind: shared.some((at) => !isSame(at, first)) ? 'along' : 'touch', at: first }
  }
  if (abc * abd < 0 && cda * cdb < 0) {
    const t = cda / (cda - cdb)
    return { kind: 'through', at: [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])] }
  }
  const touching =
    (abc === 0 && onEdge(a, b, c) && c) ||
    (abd === 0 && onEdge(a, b, d) && d) ||
    (cda === 0 && onEdge(c, d, a) && a) ||
    (cdb === 0 && onEdge(c, d, b) && b)
  return touching === false ? undefined : { kind: 'touch', at: touching }
}

type Side = 'in' | 'on' | 'out'

function sideOf(search: Search, points: readonly Point[], [x, y]: Point): Side {
  let inside = false
  search.comparisons += points.length
  for (let i = 1; i < points.length; i += 1) {
    const a = points[i - 1] as Point
    const b = points[i] as Point
    const turn = cross(a, b, [x, y])
    if (turn === 0 && onEdge(a, b, [x, y])) return 'on'
    if (a[1] > y !== b[1] > y && turn < 0 === b[1] < a[1]) inside = !inside
  }
  return inside ? 'in' : 'out'
}

/** Where a ring that crosses no other lies: by its first point, or middle of an edge, that is not on the edge of the other. */
function ringSide(search: Search, outer: RingAt, inner: RingAt): Side {
  for (let i = 1; i < inner.points.length; i += 1) {
    const b = inner.points[i] as Point
    const a = inner.points[i - 1] as Point
    for (const at of [b, [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] as const]) {
      const side = sideOf(search, outer.points, at)
      if (side !== 'on') return side
    }
    if (search.comparisons > search.limits.comparisons) return 'on'
  }
  return 'on'
}

function boxOf({ points }: RingAt): readonly [number, number, number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of points) {
    west = Math.min(west, x)
    south = Math.min(south, y)
    east = Math.max(east, x)
    north = Math.max(north, y)
  }
  return [west, south, east, north]
}

/** Holes outside their ground or in each other, and pieces in each other; the rings cross nowhere. */
function findNesting(search: Search, rings: readonly RingAt[]): void {
  if (rings.length < 2) return
  const boxes = rings.map(boxOf)
  const tree = new Flatbush(rings.length)
  for (const box of boxes) tree.add(...box)
  tree.finish()
  const outers = new Map(rings.filter(({ ring }) => ring === 1).map((each) => [each.piece, each]))
  rings.forEach((inner, index) => {
    const at = toPosition(inner.points[0] as Point)
    const place = { piece: inner.piece, ring: inner.ring, at }
    const outer = outers.get(inner.piece)
    if (inner.ring > 1 && outer !== undefined && ringSide(search, outer, inner) === 'out')
      note(search, { code: 'hole_outside', ...place })
    for (const other of tree.search(...(boxes[index] as (typeof boxes)[number]))) {
      const around = rings[other] as RingAt
      if (other === index || isOver(search)) continue
      const holes = inner.ring > 1 && around.ring > 1 && inner.piece === around.piece
      const outsides = inner.ring === 1 && around.ring === 1
      if ((!holes && !outsides) || ringSide(search, around, inner) !== 'in') continue
      const code = holes ? 'hole_in_hole' : 'pieces_overlap'
      if (outsides && liesInHole(search, rings, { around, inner })) continue
      note(search, { code, ...place, other: { piece: around.piece, ring: around.ring } })
    }
  })
  if (search.comparisons > search.limits.comparisons) note(search, { code: 'too_tangled', piece: 1, ring: 1 })
}

/** An island in a lake is no overlap. */
function liesInHole(
  search: Search,
  rings: readonly RingAt[],
  { around, inner }: { around: RingAt; inner: RingAt },
): boolean {
  return rings.some((hole) => hole.piece === around.piece && hole.ring > 1 && ringSide(search, hole, inner) === 'in')
}
