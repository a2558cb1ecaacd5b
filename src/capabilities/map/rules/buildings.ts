import { asKept, type AreaShape, boundsOf, type Position } from '#base/geo/geometry.ts'
import { measureShape } from '#base/geo/area.ts'
import type { Random } from '#base/random.ts'

/** Of the length and the depth of its ground a building takes so much at least, and so much more at most. */
const share = { least: 0.45, more: 0.2 }
const floorsMost = 6

export type PlannedBuilding = {
  readonly geometry: AreaShape
  /** m2 of one floor, a whole number. */
  readonly perFloor: number
  /** For each floor how its area is divided into units. */
  readonly floors: readonly (readonly number[])[]
}

/** Draws `count` buildings side by side within a ground that is a rectangle, none upon another, none over its edge. */
export function drawBuildings(ground: AreaShape, count: number, random: Random): PlannedBuilding[] {
  const [west, south, east, north] = boundsOf(ground)
  const width = (east - west) / count
  return Array.from({ length: count }, (_, at) => {
    const [wide, deep] = [share.least + share.more * random.next(), share.least + share.more * random.next()]
    const left = west + width * (at + (1 - wide) / 2)
    const [right, low] = [left + width * wide, south + ((north - south) * (1 - deep)) / 2]
    const high = low + (north - south) * deep
    const ring: Position[] = [
      [left, low],
      [right, low],
      [right, high],
      [left, high],
      [left, low],
    ]
    const geometry = asKept({ type: 'Polygon', coordinates: [ring] })
    const perFloor = Math.max(60, Math.floor(measureShape(geometry).area))
    const floors = Array.from({ length: 1 + Math.floor(random.next() ** 1.3 * floorsMost) }, () =>
      unitsOf(perFloor, random),
    )
    return { geometry, perFloor, floors }
  })
}

/** A large floor is let in two or three units. */
function unitsOf(area: number, random: Random): number[] {
  if (area < 1200 || random.next() < 0.4) return [area]
  const first = Math.round(area * (0.3 + 0.3 * random.next()))
  if (area < 4000 || random.next() < 0.5) return [first, area - first]
  const second = Math.round((area - first) * 0.5)
  return [first, second, area - first - second]
}
