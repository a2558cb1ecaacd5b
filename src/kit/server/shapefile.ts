import { Problem, type ProblemIssue } from '#base/problem.ts'
import { type DbfTable, readDbf, type TableEncoding } from './dbf.ts'
import { countShapes, type Pair, type RawFeature, type RawFile, type ShapesLimits, unreadable } from './shapes-raw.ts'
import { type ArchiveEntry, readArchive } from './workbook-guard.ts'
import { bytesOfEntry } from './workbook-parts.ts'

const headBytes = 100
const recordHead = 8
const polygonTypes = new Set([5, 15, 25])
const typeNames: Readonly<Record<number, string>> = {
  1: 'point',
  3: 'line',
  8: 'points',
  11: 'point',
  13: 'line',
  18: 'points',
  21: 'point',
  23: 'line',
  28: 'points',
  31: 'patches',
}
const mostAttributeBytes = 100 * 2 ** 20
const mostWords = 64 * 1024

type Parts = Readonly<Record<'shp' | 'dbf' | 'prj' | 'cpg' | 'shx', ArchiveEntry | undefined>>

/** The parts of the one layer of the archive. Names are only looked at: nothing is ever written by them. */
function partsOf(entries: ReadonlyMap<string, ArchiveEntry>): Parts {
  const all = [...entries.keys()]
  const bad = all.find((name) => /^([/\\]|[a-z]:)|(^|[/\\])\.\.([/\\]|$)|\0/i.test(name))
  if (bad !== undefined) throw unreadable('geo.path_in_archive', { found: bad.replaceAll('\0', '').slice(0, 80) })
  const names = all.filter((name) => !/(^|\/)(__MACOSX\/|\.)/.test(name))
  const layers = names.filter((name) => /\.shp$/i.test(name))
  const [layer] = layers
  if (layer === undefined) throw unreadable('geo.missing_part', { expected: '.shp' })
  if (layers.length > 1) throw unreadable('geo.several_layers', { found: layers.slice(0, 5).join(', ').slice(0, 200) })
  const stem = layer.slice(0, -4).toLowerCase()
  const part = (ending: string) => {
    const name = names.find((each) => each.toLowerCase() === `${stem}.${ending}`)
    return name === undefined ? undefined : entries.get(name)
  }
  const parts = { shp: entries.get(layer), dbf: part('dbf'), prj: part('prj'), cpg: part('cpg'), shx: part('shx') }
  const missing = (['dbf', 'shx'] as const).filter((ending) => parts[ending] === undefined)
  if (missing.length > 0)
    throw unreadable('geo.missing_part', { expected: missing.map((ending) => `.${ending}`).join(' ') })
  return parts
}

async function wholeOf(bytes: Uint8Array, entry: ArchiveEntry, most: number): Promise<Uint8Array> {
  if (entry.unpacked > most)
    throw unreadable('geo.part_too_large', { where: entry.name.slice(-4), expected: String(most) })
  const whole = new Uint8Array(entry.unpacked)
  let at = 0
  for await (const piece of bytesOfEntry(bytes, entry)) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

const latin = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** Opens a zipped shapefile of polygons; its records are read as they are asked for. Problems: `unreadable_file`, `too_large`, `too_many`. */
export async function openShapefile(
  bytes: Uint8Array,
  { limits, encoding }: { limits: ShapesLimits; encoding?: TableEncoding | undefined },
): Promise<RawFile> {
  const parts = partsOf(readArchive(bytes, limits))
  const { shp, dbf, prj, cpg } = parts
  if (shp === undefined || dbf === undefined) throw unreadable('geo.missing_part', { expected: '.shp .dbf' })
  const words = cpg === undefined ? undefined : latin(await wholeOf(bytes, cpg, mostWords))
  const { table, contradiction } = readAttributes(await wholeOf(bytes, dbf, mostAttributeBytes), {
    asked: encoding,
    cpg: words,
  })
  const declared =
    prj === undefined ? {} : { declared: { text: latin(await wholeOf(bytes, prj, mostWords)), where: '.prj' } }
  const issues: ProblemIssue[] = prj === undefined ? [{ text: 'geo.no_prj', where: '.prj' }] : []
  return {
    format: 'shapefile',
    attributes: table.fields,
    encoding: table.encoding,
    ...(contradiction === undefined ? {} : { contradiction }),
    ...declared,
    issues,
    features: readRecords(bytesOfEntry(bytes, shp), { table, limits, size: shp.unpacked }),
  }
}

type Read = { readonly table: DbfTable; readonly contradiction?: ProblemIssue }

/** Attributes that are written otherwise than declared are read as they are written, and the contradiction is told. */
function readAttributes(bytes: Uint8Array, declared: Parameters<typeof readDbf>[1]): Read {
  try {
    return { table: readDbf(bytes, declared) }
  } catch (error) {
    const [issue] = error instanceof Problem ? error.issues : []
    const written = issue?.text === 'geo.encoding_contradicts' ? issue.expected : undefined
    if (issue === undefined || (written !== 'utf-8' && written !== 'gb18030')) throw error
    return { table: readDbf(bytes, { asked: written }), contradiction: issue }
  }
}

/** Bytes as they come, of which as many as are needed are looked at together. */
function byteQueue(pieces: AsyncIterator<Uint8Array>) {
  let held: Uint8Array = new Uint8Array(0)
  let from = 0
  const left = () => held.length - from
  const fill = async (count: number): Promise<boolean> => {
    if (left() >= count) return true
    const parts = [held.subarray(from)]
    let size = left()
    while (size < count) {
      const next = await pieces.next()
      if (next.done === true) break
      parts.push(next.value)
      size += next.value.length
    }
    const joined = new Uint8Array(size)
    let at = 0
    for (const part of parts) {
      joined.set(part, at)
      at += part.length
    }
    held = joined
    from = 0
    return size >= count
  }
  return {
    /** The next `count` bytes; undefined when there are not as many. */
    async take(count: number): Promise<DataView | undefined> {
      if (!(await fill(count))) return undefined
      from += count
      return new DataView(held.buffer, held.byteOffset + from - count, count)
    },
    async skip(count: number): Promise<boolean> {
      let rest = count
      while (rest > 0) {
        if (left() === 0 && !(await fill(1))) return false
        const step = Math.min(rest, left())
        from += step
        rest -= step
      }
      return true
    },
    async isEmpty(): Promise<boolean> {
      return left() === 0 && !(await fill(1))
    },
  }
}

type Reading = { readonly table: DbfTable; readonly limits: ShapesLimits; readonly size: number }

async function* readRecords(
  pieces: AsyncGenerator<Uint8Array>,
  { table, limits, size }: Reading,
): AsyncGenerator<RawFeature> {
  const queue = byteQueue(pieces)
  const count = countShapes(limits)
  const head = await queue.take(headBytes)
  if (head === undefined) throw unreadable('geo.truncated', { where: '.shp' })
  const type = head.getInt32(32, true)
  if (head.getInt32(0) !== 9994 || head.getInt32(28, true) !== 1000)
    throw unreadable('geo.broken_part', { where: '.shp' })
  if (!polygonTypes.has(type))
    throw unreadable('geo.not_ground', { where: '.shp', found: typeNames[type] ?? String(type) })
  const announced = head.getInt32(24) * 2
  if (announced !== size)
    throw unreadable('geo.truncated', { where: '.shp', found: String(size), expected: String(announced) })
  for (let index = 0; !(await queue.isEmpty()); index += 1) {
    count.feature()
    const record = await queue.take(recordHead)
    const where = `record ${index + 1}`
    if (record === undefined) throw unreadable('geo.truncated', { where })
    const length = record.getInt32(4) * 2
    if (length < 4 || length > size) throw unreadable('geo.broken_part', { where })
    if (index >= table.count)
      throw unreadable('geo.parts_differ', { where, found: '.shp', expected: `.dbf ${table.count}` })
    const attributes = table.row(index)
    const feature = await readRecord(queue, { index, length, limits, vertices: count.vertices })
    if (attributes !== undefined) yield { ...feature, position: index + 1, where, attributes, closed: 0 }
    if (index + 1 < table.count && (await queue.isEmpty()))
      throw unreadable('geo.parts_differ', { where: '.shp', found: String(index + 1), expected: `.dbf ${table.count}` })
  }
}

type Record_ = {
  readonly index: number
  readonly length: number
  readonly limits: ShapesLimits
  readonly vertices: (more: number) => void
}

async function readRecord(
  queue: ReturnType<typeof byteQueue>,
  { index, length, limits, vertices }: Record_,
): Promise<Pick<RawFeature, 'rings' | 'issue'>> {
  const where = `record ${index + 1}`
  const fixed = Math.min(length, 44)
  const head = await queue.take(fixed)
  if (head === undefined) throw unreadable('geo.truncated', { where })
  const type = head.getInt32(0, true)
  const none = (text: string, found?: string) => ({
    rings: { kind: 'flat', rings: [] } as const,
    issue: { text, where, ...(found === undefined ? {} : { found }) },
  })
  const rest = length - fixed
  const leave = async () => {
    if (!(await queue.skip(rest))) throw unreadable('geo.truncated', { where })
  }
  if (type === 0) {
    await leave()
    return none('geo.no_shape')
  }
  if (!polygonTypes.has(type) || fixed < 44)
    throw unreadable('geo.broken_part', { where, found: typeNames[type] ?? String(type) })
  const [parts, points] = [head.getInt32(36, true), head.getInt32(40, true)]
  const least = 4 * parts + 16 * points
  if (parts < 0 || points < 0 || parts > points || least > rest || rest > least + 16 * points + 32)
    throw unreadable('geo.broken_part', { where })
  vertices(points)
  if (points > limits.verticesOfOne || parts > limits.rings) {
    await leave()
    return none(
      points > limits.verticesOfOne ? 'geo.too_many_vertices' : 'geo.too_many_rings',
      String(Math.max(points, parts)),
    )
  }
  const body = await queue.take(rest)
  if (body === undefined) throw unreadable('geo.truncated', { where })
  const starts = Array.from({ length: parts }, (_, part) => body.getInt32(4 * part, true))
  const orderly = starts.every(
    (start, part) => start >= 0 && start < points && (part === 0 ? start === 0 : start > (starts[part - 1] as number)),
  )
  if (!orderly) throw unreadable('geo.broken_part', { where })
  const rings = starts.map((start, part) => {
    const end = starts[part + 1] ?? points
    return Array.from({ length: end - start }, (_, point): Pair => {
      const at = 4 * parts + 16 * (start + point)
      return [body.getFloat64(at, true), body.getFloat64(at + 8, true)]
    })
  })
  return rings.length === 0 ? none('geo.no_shape') : { rings: { kind: 'flat', rings } }
}
