import { type Crs, findZone } from './crs.ts'

/** What the text of a .prj says: a reference system that is read, or why not. */
export type PrjReading =
  | { readonly name: string; readonly crs: Crs }
  | { readonly name: string; readonly refusal: PrjRefusal; readonly found: string }

/** `old_datum`: Beijing 1954, Xi'an 1980; `contradicts_itself`: its name, meridian, prefix or ellipsoid do not fit each other. */
export const prjRefusals = [
  'unreadable',
  'unknown_datum',
  'old_datum',
  'unknown_projection',
  'contradicts_itself',
] as const
export type PrjRefusal = (typeof prjRefusals)[number]

type Node = { readonly word: string; readonly parts: readonly (Node | string | number)[] }

const longest = 20_000
const deepest = 20

/** Reads well-known text in either of its editions; undefined for what is none. */
function parseText(text: string): Node | undefined {
  if (text.length > longest) return undefined
  const tokens =
    text.match(/"(?:[^"]|"")*"|[A-Za-z_][A-Za-z0-9_]*|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[[\](),]/g) ?? []
  let at = 0
  const read = (depth: number): Node | string | number | undefined => {
    const token = tokens[at]
    at += 1
    if (token === undefined || depth > deepest) return undefined
    if (token.startsWith('"')) return token.slice(1, -1).replaceAll('""', '"')
    if (/^[-+.\d]/.test(token)) return Number(token)
    if (!/^[A-Za-z_]/.test(token)) return undefined
    if (tokens[at] !== '[' && tokens[at] !== '(') return token
    at += 1
    const parts: (Node | string | number)[] = []
    for (;;) {
      const part = read(depth + 1)
      if (part === undefined) return undefined
      parts.push(part)
      const next = tokens[at]
      at += 1
      if (next === ']' || next === ')') return { word: token.toUpperCase(), parts }
      if (next !== ',') return undefined
    }
  }
  const root = read(0)
  return typeof root === 'object' ? root : undefined
}

function find(node: Node, words: readonly string[]): Node | undefined {
  if (words.includes(node.word)) return node
  for (const part of node.parts) {
    const found = typeof part === 'object' ? find(part, words) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

const nameOf = (node: Node | undefined): string => (typeof node?.parts[0] === 'string' ? node.parts[0] : '')

function numbersOf(node: Node): Map<string, number> {
  const numbers = new Map<string, number>()
  const walk = ({ word, parts }: Node): void => {
    const [name, value] = parts
    if (word === 'PARAMETER' && typeof name === 'string' && typeof value === 'number')
      numbers.set(name.toLowerCase().replace(/[\s_]+/g, ' '), value)
    for (const part of parts) if (typeof part === 'object') walk(part)
  }
  walk(node)
  return numbers
}

type Datum = 'cgcs2000' | 'wgs84' | 'old' | 'unknown' | 'contradiction'

function datumOf(node: Node): Datum {
  const name = `${nameOf(find(node, ['DATUM', 'TRF']))} ${nameOf(find(node, ['GEOGCS', 'GEOGCRS', 'GEODCRS', 'BASEGEOGCRS']))}`
  const [, a, inverse] = find(node, ['SPHEROID', 'ELLIPSOID'])?.parts ?? []
  const near = (value: unknown, other: number, by: number) => typeof value === 'number' && Math.abs(value - other) < by
  const modern = near(a, 6_378_137, 0.01) && near(inverse, 298.25722, 0.0005)
  if (/beijing|xian|xi'an|pulkovo|krasov/i.test(name) || near(a, 6_378_245, 0.5) || near(a, 6_378_140, 0.5))
    return /china.?(geodetic.*)?2000|cgcs/i.test(name) ? 'contradiction' : 'old'
  const named = /china.?2000|china.?geodetic|cgcs.?2000/i.test(name)
    ? 'cgcs2000'
    : /wgs.?(19)?84/i.test(name)
      ? 'wgs84'
      : 'unknown'
  if (named !== 'unknown' && !modern) return 'contradiction'
  return named
}

/** Reads the .prj of a shapefile: geographic, or Gauss–Krüger of one of the country's zones, on CGCS2000 or WGS 84. */
export function readPrj(text: string): PrjReading {
  const root = parseText(text.replace(/^\uFEFF/, '').trim())
  const system =
    root &&
    (find(root, ['PROJCS', 'PROJCRS', 'PROJECTEDCRS']) ?? find(root, ['GEOGCS', 'GEOGCRS', 'GEODCRS', 'GEOGRAPHICCRS']))
  if (system === undefined) return { name: '', refusal: 'unreadable', found: text.trim().slice(0, 60) }
  const name = nameOf(system).slice(0, 120)
  const datum = datumOf(system)
  if (datum === 'contradiction')
    return { name, refusal: 'contradicts_itself', found: nameOf(find(system, ['SPHEROID', 'ELLIPSOID'])) }
  if (datum === 'old') return { name, refusal: 'old_datum', found: nameOf(find(system, ['DATUM'])) || name }
  if (datum === 'unknown') return { name, refusal: 'unknown_datum', found: nameOf(find(system, ['DATUM'])) || name }
  if (!system.word.startsWith('PROJ')) return { name, crs: { kind: 'geographic', datum } }
  return readProjection(system, name)
}

function readProjection(system: Node, name: string): PrjReading {
  const method = nameOf(find(system, ['PROJECTION', 'METHOD']))
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
  const given = numbersOf(system)
  const first = (...words: string[]) => words.map((word) => given.get(word)).find((value) => value !== undefined)
  const meridian = first('central meridian', 'longitude of natural origin', 'longitude of origin')
  const easting = first('false easting')
  const scale = first('scale factor', 'scale factor at natural origin') ?? 1
  const origin = first('latitude of origin', 'latitude of natural origin') ?? 0
  const northing = first('false northing') ?? 0
  const unit = system.parts.find((part): part is Node => typeof part === 'object' && /^(LENGTH)?UNIT$/.test(part.word))
  const metre = unit === undefined || unit.parts[1] === 1
  const fits = /gauss|transverse mercator/.test(method) && scale === 1 && origin === 0 && northing === 0 && metre
  if (!fits || meridian === undefined || easting === undefined)
    return { name, refusal: 'unknown_projection', found: `${method || '?'} ${scale === 1 ? '' : `× ${scale}`}`.trim() }
  const zone = Math.floor(easting / 1_000_000)
  const prefix = zone > 0
  if (easting - zone * 1_000_000 !== 500_000)
    return { name, refusal: 'unknown_projection', found: `false easting ${easting}` }
  const wide = findZone(6, meridian)
  const narrow = findZone(3, meridian)
  const width = prefix
    ? ([3, 6] as const).find((each) => findZone(each, meridian) === zone)
    : widthBy(name, wide, narrow)
  if (width === undefined)
    return {
      name,
      refusal: prefix && narrow !== undefined ? 'contradicts_itself' : 'unknown_projection',
      found: `${meridian}° / ${easting}`,
    }
  const own = width === 3 ? narrow : wide
  if (own === undefined || !nameFits(name, { zone: own, meridian }))
    return { name, refusal: 'contradicts_itself', found: `${name} / ${meridian}°` }
  return { name, crs: { kind: 'gauss_kruger', width, zone: own, prefix } }
}

function widthBy(name: string, wide: number | undefined, narrow: number | undefined): 3 | 6 | undefined {
  if (narrow === undefined) return undefined
  return wide !== undefined && !/3[\s_-]*deg/i.test(name) ? 6 : 3
}

function nameFits(name: string, { zone, meridian }: { zone: number; meridian: number }): boolean {
  const [, saidZone] = /zone[\s_]*(\d{2})(?!\d)/i.exec(name) ?? []
  const [, saidMeridian] = /cm[\s_]*(\d{2,3})(?!\d)/i.exec(name) ?? []
  return (
    (saidZone === undefined || Number(saidZone) === zone) &&
    (saidMeridian === undefined || Number(saidMeridian) === meridian)
  )
}
