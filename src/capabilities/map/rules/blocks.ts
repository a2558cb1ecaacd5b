import { Decimal, toDecimalText } from '#base/decimal.ts'
import { type AreaShape, type Bounds, boundsAround, piecesOf, type Position } from '#base/geo/geometry.ts'
import type { ParcelSeen } from './parcel.ts'

/** Parcels that lie close together, as one. */
export type Block = {
  readonly geometry: AreaShape
  readonly properties: {
    readonly parcels: number
    /** Exact sum of the areas of the register. */
    readonly area_m2: string
    readonly offered: number
    readonly supervised: number
    /** Of most of the ground. */
    readonly readiness: string | null
    readonly use: string | null
    /** The most urgent of its lights. */
    readonly light: string | null
    readonly approximate: boolean
    readonly schematic: boolean
    readonly synthetic: boolean
  }
}

/** What parcels come to together, before they are drawn; several sums make one. */
export type Sums = {
  parcels: number
  /** In ten-thousandths. */
  area: bigint
  offered: number
  supervised: number
  readonly readiness: Map<string, number>
  readonly use: Map<string, number>
  readonly lights: Set<string>
  approximate: boolean
  schematic: boolean
  synthetic: boolean
  /** The shape of one alone. */
  only: AreaShape | null
  /** Corners of the line around them. */
  corners: Position[]
}

const urgency = ['overdue', 'near', 'on_schedule', 'done']

/** Counts parcels, adds up their areas and draws the line around them. */
export function sumsOf(members: Iterable<{ readonly seen: ParcelSeen; readonly geometry: AreaShape }>): Sums {
  const sums = noSums()
  const corners: Position[] = []
  for (const { seen, geometry } of members) {
    sums.parcels += 1
    sums.area += tenThousandths(seen.area)
    if (seen.offered) sums.offered += 1
    if (seen.light !== null) {
      sums.supervised += 1
      sums.lights.add(seen.light)
    }
    addGround(sums.readiness, seen.readiness, Number(seen.area))
    addGround(sums.use, seen.use, Number(seen.area))
    sums.approximate ||= seen.approximate
    sums.schematic ||= seen.schematic
    sums.synthetic ||= seen.synthetic
    sums.only = geometry
    for (const [outer] of piecesOf(geometry)) if (outer !== undefined) corners.push(...outer)
  }
  sums.corners = around(corners)
  return sums
}

/** Several sums as one. */
export function together(parts: readonly Sums[]): Sums {
  const [first] = parts
  if (parts.length === 1 && first !== undefined) return first
  const sums = noSums()
  for (const part of parts) {
    sums.parcels += part.parcels
    sums.area += part.area
    sums.offered += part.offered
    sums.supervised += part.supervised
    for (const [word, area] of part.readiness) addGround(sums.readiness, word, area)
    for (const [word, area] of part.use) addGround(sums.use, word, area)
    for (const light of part.lights) sums.lights.add(light)
    sums.approximate ||= part.approximate
    sums.schematic ||= part.schematic
    sums.synthetic ||= part.synthetic
    sums.only = part.only
  }
  sums.corners = around(parts.flatMap(({ corners }) => corners))
  return sums
}

/** One block, drawn as the line around its parcels; one parcel alone stays as it is. */
export function blockOf(sums: Sums): Block {
  const { parcels, area, offered, supervised, readiness, use, lights, approximate, schematic, synthetic } = sums
  const [first] = sums.corners
  const geometry: AreaShape =
    parcels === 1 || first === undefined || sums.corners.length < 3
      ? (sums.only as AreaShape)
      : { type: 'Polygon', coordinates: [[...sums.corners, first]] }
  return {
    geometry,
    properties: {
      parcels,
      area_m2: areaOf(area),
      offered,
      supervised,
      readiness: mostOf(readiness),
      use: mostOf(use),
      light: urgency.find((light) => lights.has(light)) ?? null,
      approximate,
      schematic,
      synthetic,
    },
  }
}

function noSums(): Sums {
  return {
    parcels: 0,
    area: 0n,
    offered: 0,
    supervised: 0,
    readiness: new Map(),
    use: new Map(),
    lights: new Set(),
    approximate: false,
    schematic: false,
    synthetic: false,
    only: null,
    corners: [],
  }
}

function addGround(ground: Map<string, number>, word: string | null, area: number): void {
  if (word !== null) ground.set(word, (ground.get(word) ?? 0) + area)
}

/** Areas are kept to four decimals at most: they are added in whole ten-thousandths, which is exact and fast. */
export function sumOfAreas(areas: readonly string[]): string {
  return areaOf(areas.reduce((sum, area) => sum + tenThousandths(area), 0n))
}

function tenThousandths(area: string): bigint {
  const [whole = '0', part = ''] = area.split('.')
  return BigInt(whole + part.slice(0, 4).padEnd(4, '0'))
}

function areaOf(sum: bigint): string {
  return toDecimalText(new Decimal(sum.toString()).div(10_000))
}

function mostOf(ground: ReadonlyMap<string, number>): string | null {
  let most: string | null = null
  for (const [word, area] of ground) if (most === null || area > (ground.get(most) ?? 0)) most = word
  return most
}

/** The corners of the shortest line around points (Andrew 1979), the first not repeated. */
function around(points: Position[]): Position[] {
  points.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const half = (ordered: readonly Position[]): Position[] => {
    const line: Position[] = []
    for (const point of ordered) {
      while (line.length > 1 && !turnsLeft(line.at(-2) as Position, line.at(-1) as Position, point)) line.pop()
      line.push(point)
    }
    return line.slice(0, -1)
  }
  return [...half(points), ...half(points.reverse())]
}

function turnsLeft(a: Position, b: Position, c: Position): boolean {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0
}

/** The smallest box around those that have one. */
export function boundsOfAll(all: Iterable<{ readonly bounds: Bounds | null }>): Bounds | null {
  const boxes: Bounds[] = []
  for (const { bounds } of all) if (bounds !== null) boxes.push(bounds)
  return boundsAround(boxes) ?? null
}
