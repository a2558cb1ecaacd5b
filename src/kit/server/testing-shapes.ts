import { deflateRawSync } from 'node:zlib'

/** Files of shapes for tests: good ones, and such as somebody else's program, or somebody else, might send. */
export type ShapeFixture = {
  /** Rings of one record each, in the numbers of the file; ground with the clock. */
  readonly records: readonly (readonly (readonly (readonly [number, number])[])[])[]
  readonly attributes: readonly Readonly<Record<string, string>>[]
  readonly prj?: string | undefined
  readonly cpg?: string | undefined
  /** How the attributes are written; default UTF-8. `gb18030` takes bytes from the table given. */
  readonly encode?: (text: string) => Uint8Array
  readonly driver?: number
  readonly type?: number
  readonly name?: string
  readonly without?: readonly string[]
}

export type ZipEntry = { readonly name: string; readonly content: Uint8Array; readonly announced?: number }

/** A ZIP archive; the sizes that it announces may be other than the true ones. */
export function zipOf(entries: readonly ZipEntry[]): Uint8Array {
  const locals: Buffer[] = []
  const table: Buffer[] = []
  let at = 0
  for (const { name, content, announced = content.length } of entries) {
    const packed = deflateRawSync(content, { level: 9 })
    const label = Buffer.from(name)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(packed.length, 18)
    local.writeUInt32LE(announced, 22)
    local.writeUInt16LE(label.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(announced, 24)
    entry.writeUInt16LE(label.length, 28)
    entry.writeUInt32LE(at, 42)
    locals.push(local, label, packed)
    table.push(entry, label)
    at += local.length + label.length + packed.length
  }
  const end = Buffer.alloc(22)
  const list = Buffer.concat(table)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, list, end])
}

/** The .shp of polygons. */
export function shpOf({ records, type = 5 }: Pick<ShapeFixture, 'records' | 'type'>): Uint8Array {
  const bodies = records.map((rings, index) => {
    const points = rings.flat()
    const body = Buffer.alloc(8 + 44 + 4 * rings.length + 16 * points.length)
    body.writeInt32BE(index + 1, 0)
    body.writeInt32BE((body.length - 8) / 2, 4)
    body.writeInt32LE(type, 8)
    body.writeInt32LE(rings.length, 44)
    body.writeInt32LE(points.length, 48)
    let start = 0
    rings.forEach((ring, part) => {
      body.writeInt32LE(start, 52 + 4 * part)
      start += ring.length
    })
    points.forEach(([x, y], point) => {
      body.writeDoubleLE(x, 52 + 4 * rings.length + 16 * point)
      body.writeDoubleLE(y, 60 + 4 * rings.length + 16 * point)
    })
    return body
  })
  const head = Buffer.alloc(100)
  head.writeInt32BE(9994, 0)
  head.writeInt32BE((100 + bodies.reduce((sum, body) => sum + body.length, 0)) / 2, 24)
  head.writeInt32LE(1000, 28)
  head.writeInt32LE(type, 32)
  return Buffer.concat([head, ...bodies])
}

const fieldLength = 60

/** The .dbf of their attributes. */
export function dbfOf({
  attributes,
  encode = (text) => Buffer.from(text),
  driver = 0,
}: Pick<ShapeFixture, 'attributes' | 'encode' | 'driver'>): Uint8Array {
  const names = [...new Set(attributes.flatMap((row) => Object.keys(row)))]
  const head = Buffer.alloc(32 + 32 * names.length + 1)
  const length = 1 + fieldLength * names.length
  head[0] = 3
  head.writeUInt32LE(attributes.length, 4)
  head.writeUInt16LE(head.length, 8)
  head.writeUInt16LE(length, 10)
  head[29] = driver
  names.forEach((name, index) => {
    Buffer.from(encode(name)).copy(head, 32 + 32 * index, 0, 10)
    head[32 + 32 * index + 11] = 0x43
    head[32 + 32 * index + 16] = fieldLength
  })
  head[head.length - 1] = 0x0d
  const rows = attributes.map((row) => {
    const record = Buffer.alloc(length, 0x20)
    names.forEach((name, index) =>
      Buffer.from(encode(row[name] ?? '')).copy(record, 1 + fieldLength * index, 0, fieldLength),
    )
    return record
  })
  return Buffer.concat([head, ...rows])
}

/** A shapefile as people send it: its parts in one archive. */
export function shapefileOf(fixture: ShapeFixture): Uint8Array {
  const { name = 'parcels', prj, cpg, without = [] } = fixture
  const parts: [string, Uint8Array | undefined][] = [
    ['shp', shpOf(fixture)],
    ['shx', Buffer.alloc(100)],
    ['dbf', dbfOf(fixture)],
    ['prj', prj === undefined ? undefined : Buffer.from(prj)],
    ['cpg', cpg === undefined ? undefined : Buffer.from(cpg)],
  ]
  return zipOf(
    parts.flatMap(([ending, content]) =>
      content === undefined || without.includes(ending) ? [] : [{ name: `${name}.${ending}`, content }],
    ),
  )
}

/** Well-known text of a 3° zone, as ArcGIS writes it. */
export function prjOfZone(zone: number, { prefix = true, meridian = zone * 3 } = {}): string {
  return `PROJCS["CGCS2000_3_Degree_GK_${prefix ? `Zone_${zone}` : `CM_${meridian}E`}",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",${prefix ? zone * 1_000_000 + 500_000 : 500_000}.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",${meridian}.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
}

/** A few words in GBK, which Node writes in no other way. */
export function inGbk(text: string): Uint8Array {
  return Buffer.concat([...text].map((letter) => Buffer.from(gbk[letter] ?? Buffer.from(letter))))
}

const gbk: Readonly<Record<string, readonly number[]>> = {
  宗: [0xd7, 0xda],
  地: [0xb5, 0xd8],
  编: [0xb1, 0xe0],
  号: [0xba, 0xc5],
  风: [0xb7, 0xe7],
  筝: [0xf3, 0xdd],
  镇: [0xd5, 0xf2],
}
