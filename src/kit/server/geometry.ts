import Flatbush from 'flatbush'
import type Geometry from 'jsts/org/locationtech/jts/geom/Geometry.js'
import GeometryFactory from 'jsts/org/locationtech/jts/geom/GeometryFactory.js'
import GeoJSONReader from 'jsts/org/locationtech/jts/io/GeoJSONReader.js'
import GeoJSONWriter from 'jsts/org/locationtech/jts/io/GeoJSONWriter.js'
import OverlayOp from 'jsts/org/locationtech/jts/operation/overlay/OverlayOp.js'
import SnapIfNeededOverlayOp from 'jsts/org/locationtech/jts/operation/overlay/snap/SnapIfNeededOverlayOp.js'
import IsValidOp from 'jsts/org/locationtech/jts/operation/valid/IsValidOp.js'
import { measureShape } from '#base/geo/area.ts'
import { findFaults, type FaultLimits, faultLimits, type ShapeFault } from '#base/geo/faults.ts'
import {
  type AreaShape,
  AreaShape as AreaShapeSchema,
  areaShape,
  boundsMeet,
  boundsOf,
  piecesOf,
  roundPosition,
  vertexCount,
} from '#base/geo/geometry.ts'

const reader = new GeoJSONReader(new GeometryFactory())
const writer = new GeoJSONWriter()

/**
 * Everything wrong with a shape, and where: our own search first, then the rules of OGC simple features as JTS knows them, for what is
 * left (a hole that cuts its ground in two).
 */
export function shapeFaults(shape: AreaShape, limits: FaultLimits = faultLimits): ShapeFault[] {
  const faults = findFaults(piecesOf(shape), limits)
  if (faults.length > 0) return faults
  const check = new IsValidOp(reader.read(shape))
  if (check.isValid()) return []
  const found = check.getValidationError()?.getCoordinate() as { x: number; y: number } | null | undefined
  const at = found === null || found === undefined ? {} : { at: roundPosition([found.x, found.y]) }
  return [{ code: 'not_valid', piece: 1, ring: 1, ...at }]
}

/** The ground that two shapes share; undefined when they share none, or no more than an edge. Both must be in order. */
export function sharedGround(a: AreaShape, b: AreaShape): AreaShape | undefined {
  if (!boundsMeet(boundsOf(a), boundsOf(b))) return undefined
  const shared = SnapIfNeededOverlayOp.overlayOp(reader.read(a), reader.read(b), OverlayOp.INTERSECTION) as Geometry
  return groundOf(writer.write(shared))
}

/** What remains of a shape outside all of some others; undefined when they cover it. All must be in order. */
export function groundWithout(shape: AreaShape, others: readonly AreaShape[]): AreaShape | undefined {
  let left: AreaShape | undefined = shape
  for (const other of others) {
    if (left === undefined) return undefined
    if (!boundsMeet(boundsOf(left), boundsOf(other))) continue
    const rest = SnapIfNeededOverlayOp.overlayOp(
      reader.read(left),
      reader.read(other),
      OverlayOp.DIFFERENCE,
    ) as Geometry
    left = groundOf(writer.write(rest))
  }
  return left
}

/** The pieces of ground in what an overlay answers; points and lines are none. */
function groundOf(found: unknown): AreaShape | undefined {
  const { type, geometries = [] } = found as { type: string; geometries?: unknown[] }
  if (type === 'GeometryCollection') {
    const pieces = geometries.flatMap((each) => {
      const ground = groundOf(each)
      return ground === undefined ? [] : piecesOf(ground)
    })
    return pieces.length === 0 ? undefined : areaShape(pieces)
  }
  const read = AreaShapeSchema.safeParse(found)
  return read.success ? read.data : undefined
}

/** Area in m2 of the ground that two shapes share. */
export function sharedArea(a: AreaShape, b: AreaShape): number {
  const shared = sharedGround(a, b)
  return shared === undefined ? 0 : measureShape(shared).area
}

export type NamedShape = { readonly name: string; readonly shape: AreaShape; readonly area: number }

/** How two shapes lie: the same ground, ground in common, or a strip so thin that it comes from drawing. */
export type Relation = {
  readonly kind: 'duplicate' | 'overlap' | 'sliver'
  readonly one: string
  readonly other: string
  /** Shared, in m2. */
  readonly area: number
}

export type RelationLimits = {
  /** Pairs whose boxes meet. */
  readonly pairs: number
  /** Positions of the two shapes of a pair together. */
  readonly vertices: number
  readonly milliseconds: number
  readonly relations: number
}

export const relationLimits: RelationLimits = {
  pairs: 200_000,
  vertices: 50_000,
  milliseconds: 20_000,
  relations: 1_000,
}

export type Relations = {
  readonly relations: readonly Relation[]
  /** Pairs that a bound kept from being compared; 0 when all were. */
  readonly uncompared: number
}

/** Strips narrower than this, in metres on average, come from drawing the same edge twice. */
const sliverWidth = 0.05
const sameShare = 0.999

/**
 * How the shapes lie to each other, and to those that are there already; bounded in pairs, size and time, and what the bounds kept
 * from being compared is counted.
 */
export function findRelations(
  shapes: readonly NamedShape[],
  { beside = [], limits = relationLimits }: { beside?: readonly NamedShape[]; limits?: RelationLimits } = {},
): Relations {
  const all = [...shapes, ...beside]
  if (shapes.length === 0 || all.length < 2) return { relations: [], uncompared: 0 }
  const boxes = all.map(({ shape }) => boundsOf(shape))
  const tree = new Flatbush(all.length)
  for (const box of boxes) tree.add(...box)
  tree.finish()
  const relations: Relation[] = []
  const until = performance.now() + limits.milliseconds
  let [compared, uncompared] = [0, 0]
  shapes.forEach((one, index) => {
    const box = boxes[index]
    if (box === undefined) return
    tree.search(...box, (found) => {
      const other = all[found]
      if (other === undefined || found <= index) return false
      const size = vertexCount(one.shape) + vertexCount(other.shape)
      const bounded = compared >= limits.pairs || relations.length >= limits.relations || performance.now() > until
      if (bounded || size > limits.vertices) {
        uncompared += 1
        return false
      }
      compared += 1
      const relation = relate(one, other)
      if (relation === 'uncompared') uncompared += 1
      else if (relation !== undefined) relations.push(relation)
      return false
    })
  })
  return { relations, uncompared }
}

function relate(one: NamedShape, other: NamedShape): Relation | 'uncompared' | undefined {
  let shared: AreaShape | undefined
  try {
    shared = sharedGround(one.shape, other.shape)
  } catch {
    // The overlay gives up on edges that nearly coincide in ways that rounding cannot part.
    return 'uncompared'
  }
  if (shared === undefined) return undefined
  const { area, perimeter } = measureShape(shared)
  if (area < 0.01) return undefined
  const names = { one: one.name, other: other.name, area }
  if (area > sameShare * Math.max(one.area, other.area)) return { kind: 'duplicate', ...names }
  return { kind: (2 * area) / perimeter < sliverWidth ? 'sliver' : 'overlap', ...names }
}
