import { Decimal, toDecimalText } from '#base/decimal.ts'
import { areaText, measureShape } from '#base/geo/area.ts'
import { type AreaShape, type Bounds, edgesOf, type Position, shapeHolds } from '#base/geo/geometry.ts'
import { sharedGround } from '#kit/server/geometry.ts'
import type { MapTotals } from '../contract.ts'
import type { ParcelSeen } from '../rules/parcel.ts'

export type ParcelTotals = Omit<MapTotals, 'carriers'>

export type ShapeInTotals = { readonly seen: ParcelSeen; readonly geometry: AreaShape; readonly bounds: Bounds }

/** Counts and measures the parcels within a shape; of those that its line cuts, the part within. */
export function totalsOf(drawn: AreaShape, shapes: readonly ShapeInTotals[]): ParcelTotals {
  const edges = edgesOf(drawn)
  const held: { seen: ParcelSeen; area: Decimal }[] = []
  let [inside, cut, unmeasured] = [0, 0, 0]
  for (const { seen, geometry, bounds } of shapes) {
    const crossed = edges.some((edge) => crossesBox(edge, bounds))
    if (!crossed && !shapeHolds(drawn, [bounds[0], bounds[1]])) continue
    const part = crossed ? partWithin(drawn, geometry) : { whole: true, area: measureShape(geometry).area }
    if (part === undefined) continue
    if (part === 'unmeasured') {
      unmeasured += 1
      continue
    }
    if (part.whole) inside += 1
    else cut += 1
    held.push({ seen, area: seen.approximate ? new Decimal(0) : new Decimal(areaText(part.area)) })
  }
  return {
    drawn: areaText(measureShape(drawn).area),
    inside,
    cut,
    area: toDecimalText(sumOf(held)),
    approximate: held.filter(({ seen }) => seen.approximate).length,
    unmeasured,
    byReadiness: shares(held, 'readiness'),
    byUse: shares(held, 'use'),
    synthetic: held.some(({ seen }) => seen.synthetic),
    schematic: held.some(({ seen }) => seen.schematic),
  }
}

type Held = { readonly seen: ParcelSeen; readonly area: Decimal }

const sumOf = (held: readonly Held[]): Decimal => held.reduce((sum, { area }) => sum.plus(area), new Decimal(0))

function shares(held: readonly Held[], by: 'readiness' | 'use'): MapTotals['byUse'] {
  const groups = new Map<string | null, Held[]>()
  for (const one of held) {
    const members = groups.get(one.seen[by])
    if (members === undefined) groups.set(one.seen[by], [one])
    else members.push(one)
  }
  return [...groups]
    .map(([id, members]) => ({ id, parcels: members.length, area: toDecimalText(sumOf(members)) }))
    .sort((a, b) => (a.id ?? '\uffff').localeCompare(b.id ?? '\uffff'))
}

/** The part of a parcel in the shape; undefined for none, also when they only touch. */
function partWithin(drawn: AreaShape, parcel: AreaShape): { whole: boolean; area: number } | 'unmeasured' | undefined {
  const whole = measureShape(parcel).area
  let shared: AreaShape | undefined
  try {
    shared = sharedGround(drawn, parcel)
  } catch {
    return 'unmeasured'
  }
  if (shared === undefined) return undefined
  const { area } = measureShape(shared)
  if (area < 0.01) return undefined
  return whole - area < Math.max(0.01, whole * 1e-9) ? { whole: true, area: whole } : { whole: false, area }
}

/** Whether an edge may touch a box: their boxes meet, and the corners of the box do not all lie on one side of it. */
function crossesBox([[ax, ay], [bx, by]]: readonly [Position, Position], [west, south, east, north]: Bounds): boolean {
  if (Math.max(ax, bx) < west || Math.min(ax, bx) > east || Math.max(ay, by) < south || Math.min(ay, by) > north)
    return false
  const side = (x: number, y: number): number => (bx - ax) * (y - ay) - (by - ay) * (x - ax)
  const sides = [side(west, south), side(west, north), side(east, south), side(east, north)]
  return Math.min(...sides) <= 0 && Math.max(...sides) >= 0
}
