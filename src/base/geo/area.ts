import geodesic from 'geographiclib-geodesic'
import { type AreaShape, piecesOf, type RingOfPositions } from './geometry.ts'
import { cgcs2000 } from './gauss-kruger.ts'

const earth = new geodesic.Geodesic.Geodesic(cgcs2000.a, cgcs2000.f)

/** Area in m2 and length of all edges in m, on the ellipsoid. */
export type Measure = { readonly area: number; readonly perimeter: number }

/** Signed area in m2 (against the clock positive) and length in m of one ring of geodesics. */
export function measureRing(ring: RingOfPositions): Measure {
  const polygon = earth.Polygon(false)
  const open = ring.length > 1 && isSame(ring[0], ring.at(-1)) ? ring.slice(0, -1) : ring
  for (const [lon, lat] of open) polygon.AddPoint(lat, lon)
  const { area = 0, perimeter } = polygon.Compute(false, true)
  return { area, perimeter }
}

const isSame = (a: readonly number[] | undefined, b: readonly number[] | undefined) =>
  a?.[0] === b?.[0] && a?.[1] === b?.[1]

/**
 * The geodesic area of the ground (outer rings less holes, whichever way they run) and the length of all its edges, on CGCS2000
 * (Karney 2013, Journal of Geodesy 87, 43–55). On WGS 84 both agree to a part in ten thousand millions.
 */
export function measureShape(shape: AreaShape): Measure {
  let [area, perimeter] = [0, 0]
  for (const rings of piecesOf(shape)) {
    rings.forEach((ring, index) => {
      const one = measureRing(ring)
      area += index === 0 ? Math.abs(one.area) : -Math.abs(one.area)
      perimeter += one.perimeter
    })
  }
  return { area: Math.max(area, 0), perimeter }
}

/** Length in m of a line of geodesics. */
export function measureLine(line: RingOfPositions): number {
  return line.slice(1).reduce((sum, [lon, lat], index) => {
    const [lon0, lat0] = line[index] ?? [lon, lat]
    return sum + (earth.Inverse(lat0, lon0, lat, lon).s12 ?? 0)
  }, 0)
}

/** An area as it is kept and shown: m2 with two decimals. */
export function areaText(squareMetres: number): string {
  return squareMetres.toFixed(2)
}
