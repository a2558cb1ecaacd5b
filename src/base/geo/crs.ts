import { invariant } from '../invariant.ts'
import type { Text } from '../text.ts'
import { fromGcj02 } from './gcj02.ts'
import { fromPlane, type Plane, toPlane } from './gauss-kruger.ts'
import type { Bounds, Position } from './geometry.ts'

/**
 * A way to write coordinates. WGS 84 is taken for CGCS2000: both agree within centimetres. `prefix` says that the number of the zone stands
 * before the easting: 38,500,000 instead of 500,000.
 */
export type Crs =
  | { readonly kind: 'geographic'; readonly datum: 'cgcs2000' | 'wgs84' }
  | { readonly kind: 'gauss_kruger'; readonly width: 3 | 6; readonly zone: number; readonly prefix: boolean }
  | { readonly kind: 'gcj02' }

/** Which number comes first: easting or longitude, as in GIS; or northing or latitude, as land surveyors write X and Y. */
export type AxisOrder = 'east_first' | 'north_first'

/** Zones of the country: 3° zones 25–45 and 6° zones 13–23. */
export const zones = { 3: { first: 25, last: 45 }, 6: { first: 13, last: 23 } } as const

/** The box in which ground of the country lies; beyond it something is wrong with the coordinates. */
export const country: Bounds = [73, 3, 136, 54]

const falseEasting = 500_000
const million = 1_000_000

/** The central meridian of a zone, in degrees. */
export function meridianOf({ width, zone }: { readonly width: 3 | 6; readonly zone: number }): number {
  return width === 3 ? zone * 3 : zone * 6 - 3
}

/** The zone of a width that has this central meridian; undefined when none of the country's has. */
export function findZone(width: 3 | 6, meridian: number): number | undefined {
  const zone = width === 3 ? meridian / 3 : (meridian + 3) / 6
  return Number.isInteger(zone) && zone >= zones[width].first && zone <= zones[width].last ? zone : undefined
}

/** The zone in which a longitude lies. */
export function zoneAt(width: 3 | 6, lon: number): number {
  return width === 3 ? Math.round(lon / 3) : Math.floor(lon / 6) + 1
}

/** The code by which everybody knows it: EPSG:4490, EPSG:4526, GCJ-02. */
export function crsCode(crs: Crs): string {
  if (crs.kind === 'gcj02') return 'GCJ-02'
  if (crs.kind === 'geographic') return crs.datum === 'cgcs2000' ? 'EPSG:4490' : 'EPSG:4326'
  const first = crs.width === 3 ? (crs.prefix ? 4513 : 4534) : crs.prefix ? 4491 : 4502
  return `EPSG:${first + crs.zone - zones[crs.width].first}`
}

const byCode = new Map<string, Crs>(allCrs().map((crs) => [crsCode(crs), crs]))

/** Every reference system that is read. */
export function allCrs(): Crs[] {
  const all: Crs[] = [
    { kind: 'geographic', datum: 'cgcs2000' },
    { kind: 'geographic', datum: 'wgs84' },
    { kind: 'gcj02' },
  ]
  for (const width of [3, 6] as const)
    for (let zone: number = zones[width].first; zone <= zones[width].last; zone += 1)
      for (const prefix of [true, false]) all.push({ kind: 'gauss_kruger', width, zone, prefix })
  return all
}

/** By its code in any of the ways it is written: EPSG:4490, urn:ogc:def:crs:EPSG::4490, CRS84, GCJ-02. */
export function findCrs(code: string): Crs | undefined {
  const plain = code.trim().toUpperCase()
  if (/(^|:)CRS84$/.test(plain)) return { kind: 'geographic', datum: 'wgs84' }
  if (/^GCJ-?02$/.test(plain)) return { kind: 'gcj02' }
  const number =
    /^(?:URN:OGC:DEF:CRS:|HTTPS?:\/\/WWW\.OPENGIS\.NET\/DEF\/CRS\/)?EPSG[:/](?:[\d.]*[:/])?(\d{4,5})$/.exec(plain)?.[1]
  return number === undefined ? undefined : byCode.get(`EPSG:${number}`)
}

/** Its name for people. */
export function crsName(crs: Crs): Text {
  if (crs.kind === 'gcj02') return { zh: 'GCJ-02（近似）', en: 'GCJ-02 (approximate)' }
  if (crs.kind === 'geographic')
    return crs.datum === 'cgcs2000'
      ? { zh: 'CGCS2000 经纬度', en: 'CGCS2000 longitude and latitude' }
      : { zh: 'WGS 84 经纬度', en: 'WGS 84 longitude and latitude' }
  const meridian = meridianOf(crs)
  return {
    zh: `CGCS2000 高斯－克吕格 ${crs.width} 度带第 ${crs.zone} 带（中央经线 ${meridian}°，${crs.prefix ? '含' : '不含'}带号）`,
    en: `CGCS2000 Gauss–Krüger, ${crs.width}° zone ${crs.zone} (central meridian ${meridian}°, ${crs.prefix ? 'with' : 'without'} zone prefix)`,
  }
}

/** Whether coordinates of it are only approximate, so that nothing is measured with them. */
export const isApproximate = (crs: Crs): boolean => crs.kind === 'gcj02'

/** From numbers in the order easting, northing (or longitude, latitude) to degrees of CGCS2000. */
export function toGeographic(crs: Crs, [x, y]: readonly [number, number]): Position {
  if (crs.kind === 'geographic') return [x, y]
  if (crs.kind === 'gcj02') return fromGcj02([x, y])
  const offset = falseEasting + (crs.prefix ? crs.zone * million : 0)
  return fromPlane({ east: x - offset, north: y }, meridianOf(crs))
}

/** From degrees of CGCS2000 to easting and northing of a zone. */
export function toZone(crs: Extract<Crs, { kind: 'gauss_kruger' }>, at: Position): Plane {
  const { east, north } = toPlane(at, meridianOf(crs))
  return { east: east + falseEasting + (crs.prefix ? crs.zone * million : 0), north }
}

// ── recognised from the numbers ──────────────────────────────────────────────────────────────────────────────────

/** What numbers alone say: degrees, metres with a zone before the easting, metres without, or nothing that is known. */
export type Look =
  | { readonly kind: 'degrees'; readonly order: AxisOrder }
  | { readonly kind: 'zone'; readonly width: 3 | 6; readonly zone: number; readonly order: AxisOrder }
  | { readonly kind: 'metres'; readonly order: AxisOrder | undefined }
  | { readonly kind: 'unknown' }

type Range = readonly [number, number]
const within = ([low, high]: Range, [from, to]: Range) => low >= from && high <= to

const longitudes: Range = [country[0], country[2]]
const latitudes: Range = [country[1], country[3]]
const eastings: Range = [100_000, 900_000]
const northings: Range = [330_000, 6_100_000]
const sureNorthings: Range = [900_000, 6_100_000]

function prefixOf(range: Range): number | undefined {
  const zone = Math.floor(range[0] / million)
  const known = (zone >= zones[6].first && zone <= zones[6].last) || (zone >= zones[3].first && zone <= zones[3].last)
  return known && within([range[0] - zone * million, range[1] - zone * million], eastings) ? zone : undefined
}

/** What the numbers of a shape look like; `box` is the smallest and largest of the first and of the second numbers, as [a, b, a, b]. */
export function lookOf(box: Bounds): Look {
  const first: Range = [box[0], box[2]]
  const second: Range = [box[1], box[3]]
  if (![...first, ...second].every(Number.isFinite)) return { kind: 'unknown' }
  if (within(first, longitudes) && within(second, latitudes)) return { kind: 'degrees', order: 'east_first' }
  if (within(second, longitudes) && within(first, latitudes)) return { kind: 'degrees', order: 'north_first' }
  const zone = prefixOf(first) ?? prefixOf(second)
  if (zone !== undefined) {
    const order: AxisOrder = prefixOf(first) === undefined ? 'north_first' : 'east_first'
    const north = order === 'east_first' ? second : first
    return within(north, northings)
      ? { kind: 'zone', width: zone <= zones[6].last ? 6 : 3, zone, order }
      : { kind: 'unknown' }
  }
  if (within(first, eastings) && within(second, sureNorthings)) return { kind: 'metres', order: 'east_first' }
  if (within(second, eastings) && within(first, sureNorthings)) return { kind: 'metres', order: 'north_first' }
  if (within(first, eastings) && within(second, eastings) && within(second, northings))
    return { kind: 'metres', order: undefined }
  return { kind: 'unknown' }
}

/** A word for a look, the same for looks that may stand in one file. */
export function lookKey(look: Look): string {
  if (look.kind === 'zone') return `zone ${look.zone} ${look.order}`
  return look.kind === 'unknown' ? 'unknown' : `${look.kind} ${look.order ?? '?'}`
}

/** How numbers are read. */
export type CrsReading = { readonly crs: Crs; readonly order: AxisOrder }

export type Resolved =
  | { readonly outcome: 'known'; readonly reading: CrsReading; readonly how: 'declared' | 'recognised' | 'answered' }
  /** Which zone, which axis, or which of two statements is right: somebody must say. */
  | {
      readonly outcome: 'ask'
      readonly why: 'zone' | 'order' | 'contradiction'
      readonly choices: readonly CrsReading[]
    }
  | { readonly outcome: 'unknown' }

export type CrsStatements = {
  /** By the .prj, the member `crs` or the head of a column. */
  readonly declared?: Crs | undefined
  /** By the person at the page; it stands above what the file declares. */
  readonly answered?: Crs | undefined
  readonly answeredOrder?: AxisOrder | undefined
}

/** Brings together what is declared, what somebody answered and what the numbers look like. Nothing is guessed: what stays open is asked. */
export function resolveCrs(look: Look, { declared, answered, answeredOrder }: CrsStatements): Resolved {
  if (look.kind === 'unknown') return { outcome: 'unknown' }
  const stated = answered ?? declared
  const order = look.order ?? answeredOrder
  if (look.order !== undefined && answeredOrder !== undefined && answeredOrder !== look.order)
    return { outcome: 'unknown' }
  if (stated !== undefined) {
    if (!agree(stated, look)) {
      return answered === undefined
        ? { outcome: 'ask', why: 'contradiction', choices: choicesOf(look) }
        : { outcome: 'unknown' }
    }
    if (order === undefined) return { outcome: 'ask', why: 'order', choices: bothOrders(stated) }
    return { outcome: 'known', reading: { crs: stated, order }, how: answered === undefined ? 'declared' : 'answered' }
  }
  if (look.kind === 'metres') return { outcome: 'ask', why: 'zone', choices: choicesOf(look) }
  const [reading] = choicesOf(look)
  invariant(reading !== undefined, 'degrees and zones have a reading')
  return { outcome: 'known', reading, how: 'recognised' }
}

const bothOrders = (crs: Crs): CrsReading[] => (['north_first', 'east_first'] as const).map((order) => ({ crs, order }))

function agree(crs: Crs, look: Exclude<Look, { kind: 'unknown' }>): boolean {
  if (crs.kind !== 'gauss_kruger') return look.kind === 'degrees'
  if (look.kind === 'degrees') return false
  return look.kind === 'metres' ? !crs.prefix : crs.prefix && crs.width === look.width && crs.zone === look.zone
}

function choicesOf(look: Exclude<Look, { kind: 'unknown' }>): CrsReading[] {
  if (look.kind === 'degrees') return [{ crs: { kind: 'geographic', datum: 'cgcs2000' }, order: look.order }]
  if (look.kind === 'zone') {
    const { width, zone, order } = look
    return [{ crs: { kind: 'gauss_kruger', width, zone, prefix: true }, order }]
  }
  // A 6° zone shares its meridian, and so its numbers, with a 3° zone.
  const meridians = allCrs().filter((crs) => crs.kind === 'gauss_kruger' && crs.width === 3 && !crs.prefix)
  return meridians.flatMap((crs) => (look.order === undefined ? bothOrders(crs) : [{ crs, order: look.order }]))
}

/** Numbers of a file as a position of CGCS2000. */
export function readPosition({ crs, order }: CrsReading, [a, b]: readonly [number, number]): Position {
  return toGeographic(crs, order === 'east_first' ? [a, b] : [b, a])
}

/** How far beyond its zone a longitude lies, in degrees; 0 within, with half a degree of overlap as is customary. */
export function beyondZone(crs: Crs, lon: number): number {
  if (crs.kind !== 'gauss_kruger') return 0
  return Math.max(0, Math.abs(lon - meridianOf(crs)) - crs.width / 2 - 0.5)
}
