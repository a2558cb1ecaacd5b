import type { ProblemIssue } from '#base/problem.ts'
import { countShapes, type Pair, type RawFeature, type RawFile, type ShapesLimits, unreadable } from './shapes-raw.ts'

const deepest = 64
const longestFeature = 16 * 2 ** 20
const longestMember = 64 * 1024
const mostAttributes = 255
const longestAttribute = 2_000

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type JsonObject = { readonly [key: string]: Json }
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a
const comma = 0x2c

/** A piece of the file between two places of its bytes: a member of the outermost object, or one feature. */
type Piece = { readonly key: string; readonly from: number; readonly to: number; readonly isFeature: boolean }

/**
 * Walks over the bytes of an object and names the members of the outermost level, the elements of `features` one by one; nothing is
 * parsed that is larger than one feature.
 */
function* walk(bytes: Uint8Array): Generator<Piece> {
  const decoder = new TextDecoder()
  let [depth, inString, key, last] = [0, false, '', '']
  let [stringFrom, valueFrom] = [0, -1]
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number
    if (inString) {
      if (byte === backslash) at += 1
      else if (byte === quote) {
        inString = false
        if (depth === 1 && at - stringFrom < 200) last = decoder.decode(bytes.subarray(stringFrom, at))
      }
      continue
    }
    const features = key === 'features' && depth >= 2
    if (byte === quote) {
      inString = true
      stringFrom = at + 1
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1
      if (depth > deepest) throw unreadable('geo.too_deep', { where: `byte ${at + 1}` })
      if (depth === 3 && features) valueFrom = at
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1
      if (depth < 0) throw unreadable('geo.broken_json', { where: `byte ${at + 1}` })
      if (depth === 2 && features && valueFrom >= 0) {
        yield { key, from: valueFrom, to: at + 1, isFeature: true }
        valueFrom = -1
      } else if (depth === 0 && key !== '' && key !== 'features')
        yield { key, from: valueFrom, to: at, isFeature: false }
    } else if (byte === colon && depth === 1) {
      key = last
      valueFrom = key === 'features' ? -1 : at + 1
    } else if (byte === comma && depth === 1 && key !== '') {
      if (key !== 'features') yield { key, from: valueFrom, to: at, isFeature: false }
      key = ''
    }
  }
  if (depth !== 0 || inString) throw unreadable('geo.truncated', { where: `byte ${bytes.length}` })
}

function parse(bytes: Uint8Array, where: string): Json {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Json
  } catch {
    throw unreadable('geo.broken_json', { where })
  }
}

/** The bytes as UTF-8; a file in GB18030 is written anew, as brackets hide in its second bytes. */
function inUtf8(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly encoding: string } {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
      return { bytes: encoding === 'utf-8' ? bytes : new TextEncoder().encode(text), encoding }
    } catch {
      // Not in this encoding.
    }
  }
  throw unreadable('file.unknown_encoding')
}

/** Opens GeoJSON: a collection of features, one feature, or one geometry; features are read as they are asked for. */
export function openGeoJson(given: Uint8Array, limits: ShapesLimits): RawFile {
  const { bytes, encoding } = inUtf8(given)
  const members = new Map<string, Json>()
  const attributes = new Set<string>()
  const issues: ProblemIssue[] = []
  let pieces = 0
  for (const { key, from, to, isFeature } of walk(bytes)) {
    if (isFeature) pieces += 1
    else if (members.has(key)) throw unreadable('geo.member_twice', { where: key.slice(0, 40) })
    else if (to - from <= (pieces === 0 ? longestFeature : longestMember))
      members.set(key, parse(bytes.subarray(from, to), key.slice(0, 40)))
    else throw unreadable('geo.part_too_large', { where: key.slice(0, 40), expected: String(longestMember) })
  }
  const type = members.get('type')
  const single = type === 'Feature' || type === 'Polygon' || type === 'MultiPolygon'
  if (type !== 'FeatureCollection' && !single)
    throw unreadable('geo.not_geojson', {
      where: 'type',
      found: String(type ?? '').slice(0, 60),
      expected: 'FeatureCollection',
    })
  const crs = crsText(members.get('crs'))
  const whole = () =>
    type === 'Feature' ? Object.fromEntries(members) : { type: 'Feature', geometry: Object.fromEntries(members) }
  return {
    format: 'geojson',
    get attributes() {
      return [...attributes]
    },
    encoding,
    ...(crs === undefined ? {} : { declared: { text: crs, where: 'crs' } }),
    issues,
    features: readFeatures(single ? [whole()] : parsed(bytes), { limits, attributes, crs }),
  }
}

function* parsed(bytes: Uint8Array): Generator<Json> {
  let number = 0
  for (const { from, to, isFeature } of walk(bytes)) {
    if (!isFeature) continue
    number += 1
    if (to - from > longestFeature)
      throw unreadable('geo.part_too_large', { where: `feature ${number}`, expected: String(longestFeature) })
    yield parse(bytes.subarray(from, to), `feature ${number}`)
  }
}

/** The words of the member `crs` of the older edition; undefined where there is none. */
function crsText(crs: Json | undefined): string | undefined {
  if (crs === undefined || crs === null) return undefined
  const name = isObject(crs) && isObject(crs.properties) ? (crs.properties.name ?? crs.properties.href) : crs
  return typeof name === 'string' ? name.slice(0, 200) : JSON.stringify(crs).slice(0, 200)
}

type Reading = { readonly limits: ShapesLimits; readonly attributes: Set<string>; readonly crs: string | undefined }

async function* readFeatures(all: Iterable<Json>, { limits, attributes, crs }: Reading): AsyncGenerator<RawFeature> {
  const count = countShapes(limits)
  let position = 0
  for (const feature of all) {
    position += 1
    count.feature()
    const where = `feature ${position}`
    if (!isObject(feature)) throw unreadable('geo.not_geojson', { where, expected: 'Feature' })
    const own = crsText(feature.crs ?? (isObject(feature.geometry) ? feature.geometry.crs : undefined))
    if (own !== undefined && own !== crs)
      throw unreadable('geo.mixed_crs', { where, found: own, ...(crs === undefined ? {} : { expected: crs }) })
    const said = attributesOf(feature)
    for (const name of Object.keys(said)) if (attributes.size < mostAttributes) attributes.add(name)
    yield {
      position,
      where,
      attributes: said,
      closed: 0,
      ...groundOf(feature.geometry, { where, limits, vertices: count.vertices }),
    }
  }
}

function attributesOf(feature: JsonObject): Record<string, string> {
  const said: Record<string, string> = {}
  const properties = isObject(feature.properties) ? feature.properties : {}
  for (const [name, value] of Object.entries(properties).slice(0, mostAttributes))
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      said[name.slice(0, 100)] = String(value).slice(0, longestAttribute).trim()
  return said
}

type Bound = { readonly where: string; readonly limits: ShapesLimits; readonly vertices: (more: number) => void }

function groundOf(geometry: Json | undefined, { where, limits, vertices }: Bound): Pick<RawFeature, 'rings' | 'issue'> {
  const none = (text: string, more: Partial<ProblemIssue> = {}) => ({
    rings: { kind: 'pieces', pieces: [] } as const,
    issue: { text, where, ...more },
  })
  if (geometry === undefined || geometry === null) return none('geo.no_shape')
  if (!isObject(geometry)) return none('geo.not_geojson')
  const { type, coordinates } = geometry
  if (type !== 'Polygon' && type !== 'MultiPolygon')
    return none('geo.not_ground', { found: String(type ?? '').slice(0, 40) })
  const pieces = (type === 'Polygon' ? [coordinates] : coordinates) as Json
  if (!Array.isArray(pieces) || pieces.length === 0) return none('geo.no_shape')
  let [count, rings] = [0, 0]
  const read: Pair[][][] = []
  for (const piece of pieces as readonly Json[]) {
    if (!Array.isArray(piece)) return none('geo.not_a_number')
    const ringsOfPiece: Pair[][] = []
    for (const ring of piece as readonly Json[]) {
      if (!Array.isArray(ring)) return none('geo.not_a_number')
      rings += 1
      count += ring.length
      if (count > limits.verticesOfOne) return none('geo.too_many_vertices', { found: String(count) })
      if (rings > limits.rings) return none('geo.too_many_rings', { found: String(rings) })
      const pairs = (ring as readonly Json[]).map((at): Pair => {
        const [x, y] = Array.isArray(at) ? (at as readonly Json[]) : []
        return [typeof x === 'number' ? x : Number.NaN, typeof y === 'number' ? y : Number.NaN]
      })
      ringsOfPiece.push(pairs)
    }
    read.push(ringsOfPiece)
  }
  vertices(count)
  return { rings: { kind: 'pieces', pieces: read } }
}
