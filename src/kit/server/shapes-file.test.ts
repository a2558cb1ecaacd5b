import { describe, expect, it } from 'vitest'
import { toZone } from '#base/geo/crs.ts'
import { toGcj02 } from '#base/geo/gcj02.ts'
import { piecesOf, type Position } from '#base/geo/geometry.ts'
import { readShapesAside } from './shapes-aside.ts'
import { readShapes, type ShapesAsked } from './shapes-file.ts'
import { dbfOf, inGbk, prjOfZone, shapefileOf, type ShapeFixture, shpOf, zipOf } from './testing-shapes.ts'
import { writeWorkbook } from './workbook.ts'

const heads: ShapesAsked['heads'] = {
  code: ['宗地编号', 'code'],
  ring: ['圈号', 'ring'],
  point: ['点号', 'point'],
  x: ['X', 'X坐标'],
  y: ['Y', 'Y坐标'],
  east: ['经度', 'lon'],
  north: ['纬度', 'lat'],
  text: ['wkt'],
}
const zone38 = { kind: 'gauss_kruger', width: 3, zone: 38, prefix: true } as const
/** Degrees of a square of 100 m and more, with the clock. */
const square = (x: number, y: number, size = 0.001): Position[] => [
  [x, y],
  [x, y + size],
  [x + size, y + size],
  [x + size, y],
  [x, y],
]
const metres = (ring: readonly Position[], prefix = true): [number, number][] =>
  ring.map((at) => {
    const { east, north } = toZone({ ...zone38, prefix }, at)
    return [east, north]
  })
const fixture = (more: Partial<ShapeFixture> = {}): Uint8Array =>
  shapefileOf({
    records: [
      [metres(square(113.75, 23.02))],
      [metres(square(113.76, 23.02)), metres(square(113.7603, 23.0203, 0.0002)).reverse()],
    ],
    attributes: [{ code: 'P-1' }, { code: 'P-2' }],
    prj: prjOfZone(38),
    ...more,
  })
const read = (bytes: Uint8Array | string, asked: Partial<ShapesAsked> = {}) =>
  readShapes(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, { heads, ...asked })
const json = (value: unknown) => JSON.stringify(value)
const feature = (geometry: unknown, properties: unknown = { code: 'P-1' }) => ({
  type: 'Feature',
  properties,
  geometry,
})
const collection = (features: unknown[], more: object = {}) => json({ type: 'FeatureCollection', ...more, features })
const polygon = (...rings: (readonly (readonly number[])[])[]) => ({ type: 'Polygon', coordinates: rings })

describe('shapefiles', () => {
  it('of a Gauss–Krüger zone come as degrees of CGCS2000, with their area', async () => {
    const { crs, shapes, problems, notes } = await read(fixture())
    expect([problems, notes]).toEqual([[], []])
    expect(crs).toEqual({ code: 'EPSG:4526', order: 'east_first', how: 'declared', approximate: false })
    expect(shapes.map(({ attributes }) => attributes)).toEqual([{ code: 'P-1' }, { code: 'P-2' }])
    expect(shapes[0]?.shape?.coordinates[0]?.[0]).toEqual([113.75, 23.02])
    expect(piecesOf(shapes[1]?.shape as never)[0]).toHaveLength(2)
    expect((shapes[1]?.area ?? 0) / (shapes[0]?.area ?? 1)).toBeCloseTo(0.96, 4)
  })

  it('without a prefix and without .prj ask for the zone, and take the answer', async () => {
    const bare = fixture({
      records: [[metres(square(113.75, 23.02), false)]],
      attributes: [{ code: 'P-1' }],
      prj: undefined,
    })
    const asked = await read(bare)
    expect(asked).toMatchObject({ question: { why: 'zone' }, problems: [{ text: 'geo.ask_zone' }], shapes: [] })
    const answered = await read(bare, { crs: 'EPSG:4547' })
    expect(answered.shapes[0]?.shape?.coordinates[0]?.[0]).toEqual([113.75, 23.02])
    expect(answered.crs?.how).toBe('answered')
  })

  it('whose .prj contradicts the numbers ask which is right; an answer stands above it, and that is told', async () => {
    const wrong = fixture({ prj: prjOfZone(39) })
    expect(await read(wrong)).toMatchObject({
      question: { why: 'contradiction' },
      problems: [{ text: 'geo.ask_contradiction', where: '.prj' }],
    })
    expect(await read(wrong, { crs: 'EPSG:4526' })).toMatchObject({ problems: [], notes: [{ text: 'geo.overruled' }] })
    expect(await read(wrong, { crs: 'EPSG:4490' })).toMatchObject({ problems: [{ text: 'geo.answer_contradicts' }] })
    expect(await read(fixture({ prj: prjOfZone(38, { meridian: 117 }) }))).toMatchObject({
      problems: [{ text: 'geo.prj_contradicts_itself' }],
    })
    expect((await read(fixture({ prj: 'unknown' }))).question?.choices.map(({ crs }) => crs)).toEqual(['EPSG:4526'])
    const old = prjOfZone(38)
      .replaceAll('D_China_2000', 'D_Beijing_1954')
      .replace('6378137.0,298.257222101', '6378245.0,298.3')
    expect(
      await read(fixture({ prj: old.replace('GCS_China_Geodetic_Coordinate_System_2000', 'GCS_Beijing_1954') })),
    ).toMatchObject({
      problems: [{ text: 'geo.prj_old_datum' }],
    })
  })

  it('in GBK are read by the .cpg, the language byte, or because they are no UTF-8', async () => {
    const words = { records: [[metres(square(113.75, 23.02))]], attributes: [{ 宗地编号: '风筝镇-1' }], encode: inGbk }
    for (const more of [{ cpg: 'GBK' }, { driver: 0x4d }, {}]) {
      const { shapes, encoding } = await read(fixture({ ...words, ...more }))
      expect([shapes[0]?.attributes, encoding]).toEqual([{ 宗地编号: '风筝镇-1' }, 'gb18030'])
    }
    expect(await read(fixture({ ...words, cpg: 'UTF-8' }))).toMatchObject({
      attributes: ['宗地编号'],
      problems: [{ text: 'geo.encoding_contradicts', where: '.cpg', found: 'utf-8', expected: 'gb18030' }],
      shapes: [],
    })
    expect((await read(fixture({ ...words, cpg: 'UTF-8' }), { encoding: 'gb18030' })).shapes[0]?.attributes).toEqual({
      宗地编号: '风筝镇-1',
    })
  })

  it.each([
    ['a missing part', fixture({ without: ['dbf'] }), 'geo.missing_part'],
    ['no layer', zipOf([{ name: 'readme.txt', content: Buffer.from('x') }]), 'geo.missing_part'],
    [
      'two layers',
      zipOf(['a.shp', 'b.shp'].map((name) => ({ name, content: Buffer.alloc(100) }))),
      'geo.several_layers',
    ],
    [
      'a path out of the archive',
      zipOf([{ name: '../../etc/a.shp', content: Buffer.alloc(100) }]),
      'geo.path_in_archive',
    ],
    ['a path of another system', zipOf([{ name: 'C:\\a.shp', content: Buffer.alloc(100) }]), 'geo.path_in_archive'],
    ['points', fixture({ type: 1 }), 'geo.not_ground'],
    ['fewer attributes than shapes', fixture({ attributes: [{ code: 'P-1' }] }), 'geo.parts_differ'],
    [
      'more attributes than shapes',
      fixture({ attributes: [{ code: 'P-1' }, { code: 'P-2' }, { code: 'P-3' }] }),
      'geo.parts_differ',
    ],
  ])('with %s are refused with the reason', async (_name, bytes, text) => {
    await expect(read(bytes)).rejects.toMatchObject({ code: 'unreadable_file', issues: [{ text }] })
  })

  it('with ten million corners end at the bound, in bounded memory and time', async () => {
    const head = shpOf({ records: [[[]]] })
    const shp = Buffer.alloc(156 + 160_000_000)
    shp.set(head)
    shp.writeInt32BE(shp.length / 2, 24)
    shp.writeInt32BE((shp.length - 108) / 2, 104)
    shp.writeInt32LE(10_000_000, 148)
    const small = { shx: Buffer.alloc(100), dbf: dbfOf({ attributes: [{ code: 'P-1' }] }) }
    const bytes = zipOf(
      Object.entries({ shp, ...small }).map(([ending, content]) => ({ name: `a.${ending}`, content })),
    )
    const held = process.memoryUsage().rss
    const began = performance.now()
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'too_many',
      issues: [{ text: 'geo.too_many_vertices_in_file' }],
    })
    expect(performance.now() - began).toBeLessThan(5_000)
    expect(process.memoryUsage().rss - held).toBeLessThan(200 * 2 ** 20)
  })

  it('of some size are read in a thread and come back the same', async () => {
    const records = Array.from({ length: 3_000 }, (_, i) => [
      metres(square(113.5 + (i % 60) / 500, 23 + Math.floor(i / 60) / 500)),
    ])
    const bytes = fixture({ records, attributes: records.map((_, i) => ({ code: `P-${i}` })) })
    const { shapes } = await readShapesAside(bytes, { heads })
    expect(shapes).toHaveLength(3_000)
    expect(shapes.filter(({ area }) => area === undefined)).toEqual([])
  })

  it('that say that they unpack to more than is allowed, or unpack to more than they say, are refused unread', async () => {
    const bomb = zipOf([{ name: 'a.shp', content: new Uint8Array(2 ** 20), announced: 2 ** 30 }])
    await expect(read(bomb)).rejects.toMatchObject({ code: 'too_large' })
    const entries = ['shx', 'dbf'].map((ending) => ({ name: `a.${ending}`, content: Buffer.alloc(100, 1) }))
    const liar = zipOf([{ name: 'a.shp', content: new Uint8Array(2 ** 20), announced: 100 }, ...entries])
    await expect(read(liar)).rejects.toMatchObject({ code: 'unreadable_file' })
  })
})

describe('GeoJSON', () => {
  it('in degrees needs no words about them', async () => {
    const { crs, shapes, notes } = await read(collection([feature(polygon(square(113.75, 23.02)))]))
    expect(crs).toMatchObject({ code: 'EPSG:4490', how: 'recognised' })
    expect(notes).toMatchObject([{ text: 'geo.taken_as_degrees' }])
    expect(shapes[0]?.area).toBeGreaterThan(11_000)
    for (const whole of [feature(polygon(square(113.75, 23.02))), polygon(square(113.75, 23.02))])
      expect((await read(json(whole))).shapes).toHaveLength(1)
  })

  it('with a declared zone is read by it; an unknown one, or one for a single feature, is refused', async () => {
    const crs = (name: string) => ({ crs: { type: 'name', properties: { name } } })
    const ground = feature(polygon(metres(square(113.75, 23.02))))
    expect(
      (await read(collection([ground], crs('urn:ogc:def:crs:EPSG::4526')))).shapes[0]?.shape?.coordinates[0]?.[0],
    ).toEqual([113.75, 23.02])
    expect(await read(collection([ground], crs('EPSG:3857')))).toMatchObject({
      problems: [{ text: 'geo.unknown_crs' }],
    })
    await expect(read(collection([{ ...ground, ...crs('EPSG:4527') }]))).rejects.toMatchObject({
      issues: [{ text: 'geo.mixed_crs', where: 'feature 1' }],
    })
  })

  it('with degrees and metres in one file is refused with the feature at which it changes', async () => {
    const mixed = collection([feature(polygon(square(113.75, 23.02))), feature(polygon(metres(square(113.75, 23.02))))])
    expect(await read(mixed)).toMatchObject({ problems: [{ text: 'geo.mixed_crs', where: 'feature 2' }], shapes: [] })
  })

  it('declared as GCJ-02 is taken back, marked approximate and not measured', async () => {
    const shown = square(113.75, 23.02).map(toGcj02)
    const { crs, shapes, notes } = await read(collection([feature(polygon(shown))]), { crs: 'GCJ-02' })
    expect(crs?.approximate).toBe(true)
    expect(notes).toMatchObject([{ text: 'geo.approximate' }])
    expect(shapes[0]).not.toHaveProperty('area')
    expect(shapes[0]?.shape?.coordinates[0]?.[0]).toEqual([113.75, 23.02])
  })

  it('faults stand with their feature, and where', async () => {
    const bow = [
      [113, 23],
      [113.01, 23.012],
      [113.01, 23],
      [113, 23.01],
      [113, 23],
    ]
    const { shapes } = await read(
      collection([
        feature(polygon(bow)),
        feature(polygon(square(113.75, 23.02).slice(0, 4))),
        feature({ type: 'Point', coordinates: [113, 23] }),
        feature(null),
        feature(
          polygon([
            [113, 23],
            ['x', 23],
            [114, 23],
            [113, 23],
          ] as never),
        ),
      ]),
    )
    expect(shapes.map(({ where, faults, issues }) => [where, faults[0]?.code ?? issues[0]?.text])).toEqual([
      ['feature 1', 'self_crossing'],
      ['feature 2', 'not_closed'],
      ['feature 3', 'geo.not_ground'],
      ['feature 4', 'geo.no_shape'],
      ['feature 5', 'not_a_number'],
    ])
    expect(shapes[0]?.faults[0]?.at).toBeDefined()
  })

  it.each([
    ['cut off', collection([feature(polygon(square(113.75, 23.02)))]).slice(0, -30), 'geo.truncated'],
    ['deep', `{"type":"FeatureCollection","features":[{"a":${'['.repeat(500)}${']'.repeat(500)}}]}`, 'geo.too_deep'],
    ['of another kind', json({ type: 'Topology', objects: {} }), 'geo.not_geojson'],
    ['a bare list', '[1,2,3]', 'geo.not_geojson'],
    ['broken inside a feature', '{"type":"FeatureCollection","features":[{"type":tru}]}', 'geo.broken_json'],
  ])('%s is refused with the place', async (_name, text, expected) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'unreadable_file', issues: [{ text: expected }] })
  })
})

describe('tables of corner points', () => {
  const rows = (ring: readonly Position[], code: string) =>
    metres(ring)
      .slice(0, 4)
      .map(([east, north], i) => [i === 0 ? code : '', `J${i + 1}`, north.toFixed(4), east.toFixed(4)])
  const lines = [
    ['宗地编号', '点号', 'X坐标', 'Y坐标'],
    ...rows(square(113.75, 23.02), 'P-1'),
    ...rows(square(113.76, 23.02), 'P-2'),
  ]

  it('with X to the north are recognised, said, and closed by us', async () => {
    const { shapes, crs, notes } = await read(lines.map((line) => line.join(',')).join('\n'))
    expect(crs).toMatchObject({ code: 'EPSG:4526', order: 'north_first', how: 'recognised' })
    expect(notes.map(({ text, found }) => `${text} ${found ?? ''}`.trim())).toEqual([
      'geo.recognised EPSG:4526',
      'geo.north_first',
      'geo.closed_by_us 2',
    ])
    expect(shapes.map(({ where, attributes }) => [where, attributes.宗地编号])).toEqual([
      ['line 2', 'P-1'],
      ['line 6', 'P-2'],
    ])
    expect(shapes[0]?.area).toBeCloseTo(11_352.07, 1)
  })

  it('in a workbook name the cell that is no number', async () => {
    const book = await writeWorkbook([
      { name: '界址点', rows: lines.map((line, i) => (i === 3 ? [...line.slice(0, 3), '二百'] : line)) },
    ])
    const { shapes } = await read(book)
    expect(shapes[0]?.issues).toEqual([
      { text: 'geo.not_a_coordinate', where: 'D4', found: '二百', expected: '2547123.456' },
    ])
    expect(shapes[1]?.issues).toEqual([])
  })

  it('as well-known text, and in degrees by their heads', async () => {
    const text =
      'code,wkt\nP-1,"POLYGON((113.75 23.02,113.751 23.02,113.751 23.021,113.75 23.021,113.75 23.02))"\nP-2,POINT(1 2)\n'
    const { shapes } = await read(text)
    expect(shapes.map(({ area, issues }) => area !== undefined || issues[0]?.text)).toEqual([true, 'geo.not_ground'])
    const degrees = `code,lon,lat\n${square(113.75, 23.02)
      .map(([x, y]) => `P-1,${x},${y}`)
      .join('\n')}`
    expect((await read(degrees)).shapes[0]?.area).toBeGreaterThan(11_000)
  })

  it('with the lines of one parcel apart from each other, or no heads, are refused', async () => {
    const apart = [...lines, ...rows(square(113.77, 23.02), 'P-1')].map((line) => line.join(',')).join('\n')
    const { shapes } = await read(apart)
    expect(shapes[2]?.issues).toMatchObject([{ text: 'geo.rows_scattered', where: 'line 10' }])
    await expect(read('a,b,c\n1,2,3\n')).rejects.toMatchObject({ issues: [{ text: 'geo.no_heads' }] })
    await expect(read(Buffer.from('%PDF-1.4'))).rejects.toMatchObject({ code: 'unsupported_file' })
  })
})
