import { Decimal, toDecimalText } from '#base/decimal.ts'
import { type AreaShape, type Bounds, boundsAround, boundsOf, piecesOf, type Position } from '#base/geo/geometry.ts'
import type { ParcelSeen } from './parcel.ts'

/** Parcels that lie close together, as one. */
export type Block = {
  readonly geometry: AreaShape
  readonly bounds: Bounds
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

export type InBlock = { readonly seen: ParcelSeen; readonly geometry: AreaShape; readonly cell: string }

const urgency = ['overdue', 'near', 'on_schedule', 'done']

/** Makes one block of the parcels of each cell: counted, added up exactly, and drawn as the line around them. */
export function blocksOf(parcels: Iterable<InBlock>): Block[] {
  const cells = new Map<string, InBlock[]>()
  for (const each of parcels) {
    const cell = cells.get(each.cell)
    if (cell === undefined) cells.set(each.cell, [each])
    else cell.push(each)
  }
  return [...cells.values()].map(blockOf)
}

function blockOf(members: readonly InBlock[]): Block {
  const seen = members.map((member) => member.seen)
  const area = sumOfAreas(seen.map((each) => each.area))
  const lights = new Set(seen.map((each) => each.light))
  const geometry = around(members.map((member) => member.geometry))
  return {
    geometry,
    bounds: boundsOf(geometry),
    properties: {
      parcels: members.length,
      area_m2: area,
      offered: seen.filter((each) => each.offered).length,
      supervised: seen.filter((each) => each.light !== null).length,
      readiness: mostGround(seen, 'readiness'),
      use: mostGround(seen, 'use'),
      light: urgency.find((light) => lights.has(light)) ?? null,
      approximate: seen.some((each) => each.approximate),
      schematic: seen.some((each) => each.schematic),
      synthetic: seen.some((each) => each.synthetic),
    },
  }
}

/** Areas are kept to four decimals at most: they are added in whole ten-thousandths, which is exact and fast. */
export function sumOfAreas(areas: readonly string[]): string {
  let sum = 0n
  for (const area of areas) {
    const [whole = '0', part = ''] = area.split('.')
    sum += BigInt(whole + part.slice(0, 4).padEnd(4, '0'))
  }
  return toDecimalText(new Decimal(sum.toString()).div(10_000))
}

function mostGround(seen: readonly ParcelSeen[], of: 'readiness' | 'use'): string | null {
  const ground = new Map<string, number>()
  for (const each of seen) {
    const word = each[of]
    if (word !== null) ground.set(word, (ground.get(word) ?? 0) + Number(each.area))
  }
  let most: string | null = null
  for (const [word, area] of ground) if (most === null || area > (ground.get(most) ?? 0)) most = word
  return most
}

/** The shortest line around shapes (Andrew 1979). One shape stays as it is. */
function around(shapes: readonly AreaShape[]): AreaShape {
  const [only] = shapes
  if (shapes.length === 1 && only !== undefined) return only
  const points = shapes.flatMap((shape) => piecesOf(shape).flatMap(([outer]) => outer ?? []))
  points.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const half = (ordered: readonly Position[]): Position[] => {
    const line: Position[] = []
    for (const point of ordered) {
      while (line.length > 1 && !turnsLeft(line.at(-2) as Position, line.at(-1) as Position, point)) line.pop()
      line.push(point)
    }
    return line.slice(0, -1)
  }
  const ring = [...half(points), ...half(points.reverse())]
  const [first] = ring
  if (first === undefined || ring.length < 3) return only as AreaShape
  return { type: 'Polygon', coordinates: [[...ring, first]] }
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
