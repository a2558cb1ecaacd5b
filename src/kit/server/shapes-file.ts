import { type Measure, measureShape } from '#base/geo/area.ts'
import {
  type AxisOrder,
  beyondZone,
  type Crs,
  crsCode,
  type CrsReading,
  findCrs,
  isApproximate,
  type Look,
  lookKey,
  lookOf,
  readPosition,
  type Resolved,
  resolveCrs,
} from '#base/geo/crs.ts'
import { type ShapeFault, withoutRepeats } from '#base/geo/faults.ts'
import { type AreaShape, areaShape, asKept, type Bounds, piecesOf, type Position } from '#base/geo/geometry.ts'
import { readPrj } from '#base/geo/prj.ts'
import { groupRings } from '#base/geo/rings.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { openGeoJson } from './geojson.ts'
import { shapeFaults } from './geometry.ts'
import { openShapefile } from './shapefile.ts'
import { openShapeTable, type ShapeHeads } from './shape-table.ts'
import { type RawFeature, type RawFile, type ShapesLimits, shapesLimits } from './shapes-raw.ts'
import type { TableEncoding } from './dbf.ts'
import { tooLarge } from './too-large.ts'
import { isArchive, readArchive } from './workbook-guard.ts'

/** What is asked of a file: the heads of its columns, and what a person answered where the file leaves a question open. */
export type ShapesAsked = {
  readonly heads: ShapeHeads
  /** Code of the reference system, as `crsCode` writes it. */
  readonly crs?: string | undefined
  readonly order?: AxisOrder | undefined
  readonly encoding?: TableEncoding | undefined
}

/** One feature as ground in CGCS2000, or what stands in the way. */
export type ReadShape = {
  readonly position: number
  readonly where: string
  readonly attributes: Readonly<Record<string, string>>
  /** Absent when something stands in the way. */
  readonly shape?: AreaShape
  /** In m2 and m on the ellipsoid; absent for approximate positions. */
  readonly area?: number
  readonly perimeter?: number
  /** What can be drawn of a shape with faults. */
  readonly drawn?: Position[][][]
  readonly faults: readonly ShapeFault[]
  readonly issues: readonly ProblemIssue[]
}

/** What remains to be said by a person before anything can be read. */
export type ShapesQuestion = {
  readonly why: Extract<Resolved, { outcome: 'ask' }>['why']
  readonly choices: readonly { readonly crs: string; readonly order: AxisOrder }[]
}

export type ReadShapes = {
  readonly format: RawFile['format']
  readonly attributes: readonly string[]
  readonly encoding?: string
  readonly crs?: {
    readonly code: string
    readonly order: AxisOrder
    readonly how: 'declared' | 'recognised' | 'answered'
    readonly approximate: boolean
  }
  readonly question?: ShapesQuestion
  /** Of the file as a whole: with any of these nothing of it is taken. */
  readonly problems: readonly ProblemIssue[]
  /** What was understood and how, for the person to agree with. */
  readonly notes: readonly ProblemIssue[]
  readonly shapes: readonly ReadShape[]
}

const otherKinds: readonly (readonly [string, readonly number[]])[] = [
  ['xls', [0xd0, 0xcf, 0x11, 0xe0]],
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['png', [0x89, 0x50, 0x4e, 0x47]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gzip', [0x1f, 0x8b]],
  ['rar', [0x52, 0x61, 0x72, 0x21]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['shp', [0x00, 0x00, 0x27, 0x0a]],
]

async function openFile(bytes: Uint8Array, asked: ShapesAsked, limits: ShapesLimits): Promise<RawFile> {
  if (bytes.length > limits.bytes) throw tooLarge(limits.bytes)
  const other = otherKinds.find(([, first]) => first.every((byte, at) => bytes[at] === byte))
  if (other !== undefined || bytes.length === 0) {
    const issue = {
      text: 'geo.unsupported_file',
      where: 'file',
      found: other?.[0] ?? '0',
      expected: '.zip, .geojson, .xlsx, .csv',
    }
    throw new Problem('unsupported_file', { issues: [issue] })
  }
  const table = () => openShapeTable(bytes, { heads: asked.heads, limits })
  if (isArchive(bytes)) {
    const isBook = readArchive(bytes, limits).has('xl/workbook.xml')
    return isBook ? table() : openShapefile(bytes, { limits, encoding: asked.encoding })
  }
  const first = bytes.subarray(0, 1000).find((byte) => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf)
  return first === 0x7b || first === 0x5b ? openGeoJson(bytes, limits) : table()
}

/**
 * Reads a file of shapes: zipped shapefile, GeoJSON, or a table of corner points. What the file leaves open comes back as a question,
 * what is wrong with a feature stands with it, and what is wrong with the file as a whole in `problems`. Problems thrown: those of a
 * file that cannot be read at all, `too_large` and `too_many`.
 */
export async function readShapes(
  bytes: Uint8Array,
  asked: ShapesAsked,
  limits: ShapesLimits = shapesLimits,
): Promise<ReadShapes> {
  const file = await openFile(bytes, asked, limits)
  if (file.contradiction !== undefined)
    return {
      format: file.format,
      attributes: [...file.attributes],
      problems: [file.contradiction],
      notes: [],
      shapes: [],
    }
  const raw: RawFeature[] = []
  const looks = new Map<string, { look: Look; where: string }>()
  for await (const feature of file.features) {
    raw.push(feature)
    const box = boxOf(feature)
    if (box === undefined) continue
    const look = lookOf(box)
    if (!looks.has(lookKey(look))) looks.set(lookKey(look), { look, where: feature.where })
  }
  const { format, encoding } = file
  const plain = { format, attributes: [...file.attributes], ...(encoding === undefined ? {} : { encoding }) }
  const nothing = { ...plain, shapes: [] }
  const stated = readStatements(file, asked)
  const seen = oneLook([...looks.values()])
  if (stated.problem !== undefined) {
    const question = 'look' in seen ? questionAbout(stated.problem, seen.look) : {}
    return { ...nothing, problems: [stated.problem], notes: stated.notes, ...question }
  }
  if ('problem' in seen) return { ...nothing, problems: [seen.problem], notes: stated.notes }
  const resolved = resolveCrs(seen.look, { ...stated.crs, answeredOrder: asked.order ?? file.order })
  if (resolved.outcome === 'unknown') {
    const text = seen.look.kind === 'unknown' ? 'geo.unknown_numbers' : 'geo.answer_contradicts'
    return { ...nothing, problems: [{ text, where: seen.where, found: lookKey(seen.look) }], notes: stated.notes }
  }
  if (resolved.outcome === 'ask') {
    const choices = resolved.choices.map(({ crs, order }) => ({ crs: crsCode(crs), order }))
    const problem = {
      text: `geo.ask_${resolved.why}`,
      where: file.declared?.where ?? 'file',
      found: lookKey(seen.look),
    }
    return { ...nothing, problems: [problem], notes: stated.notes, question: { why: resolved.why, choices } }
  }
  const { reading, how } = resolved
  const shapes = raw.map((feature) => toShape(feature, { reading, runs: format === 'shapefile' }))
  const approximate = isApproximate(reading.crs)
  const notes = [...stated.notes, ...file.issues, ...notesOn(raw, { reading, how })]
  const crs = { code: crsCode(reading.crs), order: reading.order, how, approximate }
  return { ...plain, crs, problems: [], notes, shapes }
}

/** What cannot be read may be answered by what the numbers look like; what is of another datum may not. */
const answerable = new Set(['geo.prj_unreadable', 'geo.prj_contradicts_itself', 'geo.unknown_crs'])

function questionAbout({ text }: ProblemIssue, look: Look): { readonly question?: ShapesQuestion } {
  const open = resolveCrs(look, {})
  if (!answerable.has(text) || open.outcome === 'unknown') return {}
  const readings = open.outcome === 'ask' ? open.choices : [open.reading]
  return {
    question: { why: 'contradiction', choices: readings.map(({ crs, order }) => ({ crs: crsCode(crs), order })) },
  }
}

type Statements = {
  readonly crs: { declared?: Crs | undefined; answered?: Crs | undefined }
  readonly notes: ProblemIssue[]
  readonly problem?: ProblemIssue
}

/** What the file declares and the person answered; the answer stands above the file, and that is told. */
function readStatements({ declared }: RawFile, asked: ShapesAsked): Statements {
  const answered = asked.crs === undefined ? undefined : findCrs(asked.crs)
  if (asked.crs !== undefined && answered === undefined)
    return {
      crs: {},
      notes: [],
      problem: { text: 'geo.unknown_crs', where: 'crs', found: asked.crs.slice(0, 80), expected: 'EPSG:4490' },
    }
  if (declared === undefined) return { crs: { answered }, notes: [] }
  const { where } = declared
  const prj = where === '.prj' ? readPrj(declared.text) : undefined
  const crs = prj === undefined ? findCrs(declared.text) : 'crs' in prj ? prj.crs : undefined
  if (crs !== undefined) {
    const overruled = answered !== undefined && crsCode(answered) !== crsCode(crs)
    const notes = overruled ? [{ text: 'geo.overruled', where, found: crsCode(crs), expected: crsCode(answered) }] : []
    return { crs: { declared: crs, answered }, notes }
  }
  const refused = prj !== undefined && 'refusal' in prj
  const found = (refused ? prj.found : declared.text).slice(0, 80)
  if (answered !== undefined)
    return { crs: { answered }, notes: [{ text: 'geo.overruled', where, found, expected: crsCode(answered) }] }
  const text = refused ? `geo.prj_${prj.refusal}` : 'geo.unknown_crs'
  return { crs: {}, notes: [], problem: { text, where, found, expected: 'EPSG:4490, EPSG:4513–4554, EPSG:4326' } }
}

function boxOf({ rings }: RawFeature): Bounds | undefined {
  const all = rings.kind === 'flat' ? [rings.rings] : rings.pieces
  const box: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  for (const piece of all)
    for (const ring of piece)
      for (const [a, b] of ring) {
        if (a < box[0]) box[0] = a
        if (b < box[1]) box[1] = b
        if (a > box[2]) box[2] = a
        if (b > box[3]) box[3] = b
      }
  return box[0] > box[2] ? undefined : box
}

/** The one way that the numbers of a file look; two ways in one file are two reference systems. */
function oneLook(
  seen: readonly { look: Look; where: string }[],
): { readonly look: Look; readonly where: string } | { readonly problem: ProblemIssue } {
  const known = seen.filter(({ look }) => look.kind !== 'unknown')
  const sure = known.filter(({ look }) => look.kind !== 'metres' || look.order !== undefined)
  const [first = known[0], second] = sure
  const odd = second ?? known.find(({ look }) => first !== undefined && look.kind !== first.look.kind)
  if (first !== undefined && odd !== undefined) {
    const problem = {
      text: 'geo.mixed_crs',
      where: odd.where,
      found: lookKey(odd.look),
      expected: `${lookKey(first.look)} (${first.where})`,
    }
    return { problem }
  }
  const one = first ?? seen[0]
  return one ?? { problem: { text: 'geo.no_ground_in_file', where: 'file' } }
}

type Given = { readonly reading: CrsReading; readonly runs: boolean }

const mostDrawn = 500

function toShape(feature: RawFeature, { reading, runs }: Given): ReadShape {
  const { position, where, attributes, issue } = feature
  const plain = { position, where, attributes: { ...attributes } }
  if (issue !== undefined) return { ...plain, faults: [], issues: [issue] }
  const place = (ring: readonly (readonly [number, number])[]): Position[] =>
    ring.map((at) =>
      Number.isFinite(at[0]) && Number.isFinite(at[1]) ? readPosition(reading, at) : [Number.NaN, Number.NaN],
    )
  let pieces: Position[][][]
  if (feature.rings.kind === 'pieces') pieces = feature.rings.pieces.map((rings) => rings.map(place))
  else {
    const grouped = groupRings(feature.rings.rings.map(place), runs)
    if ('doubtful' in grouped)
      return { ...plain, faults: [], issues: [{ text: 'geo.ring_runs_wrong', where, found: String(grouped.doubtful) }] }
    pieces = grouped.pieces
  }
  const { pieces: clean } = withoutRepeats(pieces)
  const shape = areaShape(clean)
  const faults = shapeFaults(shape)
  if (faults.length > 0)
    return { ...plain, faults, issues: [], drawn: clean.map((rings) => rings.map((ring) => ring.slice(0, mostDrawn))) }
  const kept = asKept(shape)
  const measures = piecesOf(kept).map((rings) => measureShape({ type: 'Polygon', coordinates: rings }))
  const issues = doubtsAbout(kept, { where, crs: reading.crs, measures })
  if (isApproximate(reading.crs)) return { ...plain, shape: kept, faults, issues }
  const area = measures.reduce((sum, each) => sum + each.area, 0)
  const perimeter = measures.reduce((sum, each) => sum + each.perimeter, 0)
  return { ...plain, shape: kept, area, perimeter, faults, issues }
}

/** Ground thinner than this on average, in metres, is a strip left over from drawing. */
const thinnest = 0.1

type Doubted = { readonly where: string; readonly crs: Crs; readonly measures: readonly Measure[] }

function doubtsAbout(shape: AreaShape, { where, crs, measures }: Doubted): ProblemIssue[] {
  const [[[first] = []] = []] = piecesOf(shape)
  const beyond = first === undefined ? 0 : beyondZone(crs, first[0])
  const wrong =
    beyond > 0 ? [{ text: 'geo.beyond_zone', where, found: `${first?.[0].toFixed(4)}°`, expected: crsCode(crs) }] : []
  const thin = measures.flatMap(({ area, perimeter }, index) =>
    (2 * area) / perimeter < thinnest ? [{ text: 'geo.sliver_piece', where, found: String(index + 1) }] : [],
  )
  return [...wrong, ...thin]
}

function notesOn(raw: readonly RawFeature[], { reading, how }: { reading: CrsReading; how: string }): ProblemIssue[] {
  const notes: ProblemIssue[] = []
  const { crs, order } = reading
  if (how === 'recognised')
    notes.push({
      text: crs.kind === 'geographic' ? 'geo.taken_as_degrees' : 'geo.recognised',
      where: 'file',
      found: crsCode(crs),
    })
  if (crs.kind === 'geographic' && crs.datum === 'wgs84') notes.push({ text: 'geo.wgs84_is_cgcs2000', where: 'file' })
  if (isApproximate(crs)) notes.push({ text: 'geo.approximate', where: 'file' })
  if (order === 'north_first') notes.push({ text: 'geo.north_first', where: 'file' })
  const closed = raw.reduce((sum, feature) => sum + feature.closed, 0)
  if (closed > 0) notes.push({ text: 'geo.closed_by_us', where: 'file', found: String(closed) })
  return notes
}
