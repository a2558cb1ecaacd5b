import fc from 'fast-check'
import proj4 from 'proj4'
import { describe, expect, it } from 'vitest'
import { areaText, measureLine, measureRing, measureShape } from './area.ts'
import {
  allCrs,
  beyondZone,
  crsCode,
  crsName,
  findCrs,
  findZone,
  lookOf,
  meridianOf,
  readPosition,
  resolveCrs,
  toGeographic,
  toZone,
  zoneAt,
} from './crs.ts'
import { fromPlane, toPlane, wgs84 } from './gauss-kruger.ts'
import { fromGcj02, toGcj02 } from './gcj02.ts'
import {
  AreaShape,
  areaShape,
  asKept,
  boundsAround,
  boundsOf,
  labelPoint,
  piecesOf,
  planeTwiceArea,
  type Position,
  shapeHolds,
  vertexCount,
} from './geometry.ts'

const runs = Number(process.env.RANDOM_RUNS ?? 200)
const seed = process.env.RANDOM_SEED === undefined ? {} : { seed: Number(process.env.RANDOM_SEED) }
const property = <T>(tested: fc.IProperty<T>) => fc.assert(tested, { numRuns: runs, ...seed })
const lon = fc.double({ min: 73.6, max: 134.9, noNaN: true })
const lat = fc.double({ min: 3.5, max: 53.5, noNaN: true })
const zonesGk = allCrs().filter((crs) => crs.kind === 'gauss_kruger')
const metresPerDegree = 111_320
/** Positions from latitude and longitude, as geodesists write them. */
const around = (...points: [number, number][]) => points.map(([y, x]): Position => [x, y])
const box = (west: number, south: number, size: number): Position[] =>
  around([south, west], [south, west + size], [south + size, west + size], [south + size, west], [south, west])

describe('Gauss–Krüger', () => {
  it('agrees with proj4 to a millimetre in every zone, there and back', () => {
    property(
      fc.property(fc.constantFrom(...zonesGk), fc.double({ min: -3.5, max: 3.5, noNaN: true }), lat, (crs, away, y) => {
        const meridian = meridianOf(crs)
        const x = meridian + away
        const definition = `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=${500_000 + (crs.prefix ? crs.zone * 1e6 : 0)} +y_0=0 +ellps=GRS80 +units=m +no_defs`
        const [east, north] = proj4('+proj=longlat +ellps=GRS80 +no_defs', definition, [x, y])
        const ours = toZone(crs, [x, y])
        expect(Math.hypot(ours.east - east, ours.north - north)).toBeLessThan(0.001)
        const [backX, backY] = toGeographic(crs, [ours.east, ours.north])
        expect(Math.hypot(backX - x, backY - y) * metresPerDegree).toBeLessThan(1e-6)
      }),
    )
  })

  it('gives the meridian arc of the ellipsoid on its central meridian', () => {
    // Half the meridian of CGCS2000 from the equator to 45°: 4,984,944.378 m (GRS80).
    expect(toPlane([114, 45], 114).north).toBeCloseTo(4_984_944.378, 2)
    expect(fromPlane({ east: 0, north: 4_984_944.377_857_8 }, 114)[1]).toBeCloseTo(45, 9)
  })

  it('WGS 84 and CGCS2000 are the same within a centimetre', () => {
    property(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), lat, (x, y) => {
        const [one, other] = [toPlane([x, y], 0), toPlane([x, y], 0, wgs84)]
        expect(Math.hypot(one.east - other.east, one.north - other.north)).toBeLessThan(0.01)
      }),
    )
  })

  it('knows its zones by number, meridian and code', () => {
    expect(zonesGk).toHaveLength(2 * (21 + 11))
    expect([meridianOf({ width: 3, zone: 38 }), meridianOf({ width: 6, zone: 20 })]).toEqual([114, 117])
    expect([findZone(3, 114), findZone(6, 114), findZone(3, 113)]).toEqual([38, undefined, undefined])
    expect([zoneAt(3, 113.6), zoneAt(6, 113.6)]).toEqual([38, 19])
    for (const crs of allCrs()) expect(findCrs(crsCode(crs))).toEqual(crs)
    expect(findCrs('urn:ogc:def:crs:EPSG::4526')).toEqual({ kind: 'gauss_kruger', width: 3, zone: 38, prefix: true })
    expect(findCrs('EPSG:4547')).toEqual({ kind: 'gauss_kruger', width: 3, zone: 38, prefix: false })
    expect(findCrs('urn:ogc:def:crs:OGC:1.3:CRS84')).toEqual({ kind: 'geographic', datum: 'wgs84' })
    expect(findCrs('EPSG:3857')).toBeUndefined()
    expect(new Set(allCrs().map((crs) => crsName(crs).zh)).size).toBe(allCrs().length)
  })
})

describe('what the numbers say', () => {
  const at = (a: number, b: number): [number, number, number, number] => [a, b, a, b]

  it('degrees, and a zone before the easting, are recognised in either order', () => {
    expect(lookOf(at(113.75, 23.02))).toEqual({ kind: 'degrees', order: 'east_first' })
    expect(lookOf(at(23.02, 113.75))).toEqual({ kind: 'degrees', order: 'north_first' })
    expect(lookOf(at(38_474_000, 2_547_000))).toEqual({ kind: 'zone', width: 3, zone: 38, order: 'east_first' })
    expect(lookOf(at(2_547_000, 20_474_000))).toEqual({ kind: 'zone', width: 6, zone: 20, order: 'north_first' })
    expect(lookOf(at(2_547_000, 474_000))).toEqual({ kind: 'metres', order: 'north_first' })
    expect(lookOf(at(12_662_000, 2_634_000)).kind).toBe('unknown')
    expect(lookOf(at(Number.NaN, 1)).kind).toBe('unknown')
  })

  it('metres without a zone are asked, not guessed', () => {
    const asked = resolveCrs(lookOf(at(2_547_000, 474_000)), {})
    expect(asked).toMatchObject({ outcome: 'ask', why: 'zone' })
    expect(asked.outcome === 'ask' && asked.choices).toHaveLength(21)
    expect(resolveCrs(lookOf(at(400_000, 474_000)), { declared: findCrs('EPSG:4547') })).toMatchObject({
      why: 'order',
    })
  })

  it('a declaration that contradicts the numbers is asked; an answer stands above it', () => {
    const look = lookOf(at(38_474_000, 2_547_000))
    const wrong = findCrs('EPSG:4527')
    expect(resolveCrs(look, { declared: wrong })).toMatchObject({ outcome: 'ask', why: 'contradiction' })
    expect(resolveCrs(look, { declared: wrong, answered: findCrs('EPSG:4526') })).toMatchObject({
      outcome: 'known',
      how: 'answered',
    })
    expect(resolveCrs(look, { answered: wrong })).toEqual({ outcome: 'unknown' })
  })

  it('every position of a zone with prefix is recognised and comes back', () => {
    property(
      fc.property(fc.constantFrom(3 as const, 6 as const), lon, lat, fc.boolean(), (width, x, y, northFirst) => {
        const crs = { kind: 'gauss_kruger', width, zone: zoneAt(width, x), prefix: true } as const
        const { east, north } = toZone(crs, [x, y])
        const numbers: [number, number] = northFirst ? [north, east] : [east, north]
        const resolved = resolveCrs(lookOf(at(...numbers)), {})
        expect(resolved).toMatchObject({ outcome: 'known', reading: { crs } })
        if (resolved.outcome !== 'known') return
        const [backX, backY] = readPosition(resolved.reading, numbers)
        expect(Math.hypot(backX - x, backY - y)).toBeLessThan(1e-9)
        expect(beyondZone(crs, backX)).toBe(0)
      }),
    )
  })

  it('ground far beyond its zone is told', () => {
    expect(beyondZone({ kind: 'gauss_kruger', width: 3, zone: 38, prefix: true }, 117)).toBe(1)
  })
})

describe('GCJ-02', () => {
  it('is taken back to where it came from, within a millimetre of its own formula', () => {
    property(
      fc.property(lon, lat, (x, y) => {
        const shown = toGcj02([x, y])
        expect(Math.hypot(shown[0] - x, shown[1] - y) * metresPerDegree).toBeLessThan(1500)
        const [backX, backY] = fromGcj02(shown)
        expect(Math.hypot(backX - x, backY - y) * metresPerDegree).toBeLessThan(0.001)
      }),
    )
  })
})

describe('areas on the ellipsoid', () => {
  // GeographicLib's own test set (geodesictest.js, Planimeter0 and 5); it is on WGS 84, which differs in the tenth digit.
  const published: [Position[], number, number][] = [
    [around([89, 0], [89, 90], [89, 180], [89, 270]), 631_819.8745, 24_952_305_678],
    [around([0, -1], [-1, 0], [0, 1], [1, 0]), 627_598.2731, 24_619_419_146],
    [around([90, 0], [0, 0], [0, 90]), 30_022_685, 63_758_202_715_511],
    [around([89, 0.1], [89, 90.1], [89, -179.9]), 539_297, 12_476_152_838.5],
  ]

  it('agree with the published polygons', () => {
    for (const [ring, perimeter, area] of published) {
      const measured = measureRing(ring)
      expect(Math.abs(measured.area) / area).toBeCloseTo(1, 5)
      expect(measured.perimeter / perimeter).toBeCloseTo(1, 5)
    }
  })

  it('a rectangle of one second is what the radii of curvature say', () => {
    const [x, y, d] = [113.75, 23, 1 / 3600]
    const shape = areaShape([[box(x, y, d)]])
    const rad = Math.PI / 180
    const [e2, phi] = [0.006_694_380_022_9, (y + d / 2) * rad]
    const w = Math.sqrt(1 - e2 * Math.sin(phi) ** 2)
    const expected = ((6_378_137 * (1 - e2)) / w ** 3) * (6_378_137 / w) * Math.cos(phi) * (d * rad) ** 2
    expect(measureShape(shape).area / expected).toBeCloseTo(1, 8)
  })

  it('a hole is taken off, pieces are added, and the way a ring runs changes nothing', () => {
    const square = (x: number, size: number) => box(x, 23, size)
    const inner = box(113.002, 23.002, 0.002)
    const whole = measureShape(areaShape([[square(113, 0.01)]])).area
    const hole = measureShape(areaShape([[inner]])).area
    expect(measureShape(areaShape([[square(113, 0.01), inner]])).area).toBeCloseTo(whole - hole, 4)
    expect(measureShape(areaShape([[square(113, 0.01).reverse(), inner]])).area).toBeCloseTo(whole - hole, 4)
    expect(measureShape(areaShape([[square(113, 0.01)], [square(114, 0.01)]])).area).toBeCloseTo(2 * whole, 3)
    expect(areaText(12.345)).toBe('12.35')
    expect(measureLine(around([23, 113], [24, 113]))).toBeCloseTo(110_751.1, 1)
  })
})

describe('shapes as they are kept', () => {
  const star = fc
    .tuple(
      lon,
      lat,
      fc.array(fc.double({ min: 0.001, max: 0.01, noNaN: true }), { minLength: 3, maxLength: 12 }),
      fc.boolean(),
    )
    .map(([x, y, radii, clockwise]) => {
      const ring = radii.map((radius, index): Position => {
        const angle = (index / radii.length) * 2 * Math.PI
        return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]
      })
      if (clockwise) ring.reverse()
      return areaShape([[[...ring, ring[0] as Position]]])
    })

  it('rings are right-handed, rounded to eight decimals, and keeping them again changes nothing', () => {
    property(
      fc.property(star, (shape) => {
        const kept = asKept(shape)
        expect(AreaShape.safeParse(kept).success).toBe(true)
        for (const rings of piecesOf(kept)) for (const ring of rings) expect(planeTwiceArea(ring)).toBeGreaterThan(0)
        expect(asKept(kept)).toEqual(kept)
        expect(JSON.stringify(kept)).not.toMatch(/\.\d{9}/)
        expect(vertexCount(kept)).toBe(vertexCount(shape))
        expect(Math.abs(measureShape(kept).area / measureShape(shape).area - 1)).toBeLessThan(1e-4)
      }),
    )
  })

  it('a label stands on the ground', () => {
    property(
      fc.property(star, (shape) => {
        expect(shapeHolds(shape, labelPoint(shape))).toBe(true)
      }),
    )
    const ring = asKept(areaShape([[box(113, 23, 0.01), box(113.001, 23.001, 0.008)]]))
    expect(shapeHolds(ring, labelPoint(ring))).toBe(true)
    expect(shapeHolds(ring, [113.005, 23.005])).toBe(false)
    expect(boundsOf(ring)).toEqual([113, 23, 113.01, 23.01])
    expect(boundsAround([])).toBeUndefined()
  })
})
