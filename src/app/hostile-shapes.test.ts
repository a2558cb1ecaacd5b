import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toZone } from '#base/geo/crs.ts'
import type { Position } from '#base/geo/geometry.ts'
import { createParcelsInBulk } from '#capabilities/parcels/server/service.ts'
import { inGbk, prjOfZone, shapefileOf, shpOf, zipOf } from '#kit/server/testing-shapes.ts'
import { countTried } from './testing-malformed.ts'
import { countRows, faultOf, holderOfEverything, type ListeningHouse, openListeningHouse } from './testing.ts'

const runs = Math.max(30, Math.floor(Number(process.env.RANDOM_RUNS ?? 500) / 10))
const seed = process.env.RANDOM_SEED === undefined ? {} : { seed: Number(process.env.RANDOM_SEED) }

let doors: ListeningHouse
beforeAll(async () => {
  doors = await openListeningHouse()
  doors.actor = holderOfEverything(doors.house)
  const programme = doors.house.programme()
  const rows = ['P-1', 'P-2', 'P-3'].map((code) => ({ code, place: 'kite', area: '11352', synthetic: true }))
  await doors.house.record.asSystem((tx) => createParcelsInBulk(tx, programme, rows))
})
afterAll(() => doors.close())

type Preview = {
  code?: string
  issues?: { text: string; where: string }[]
  run?: { id: string; counts: Record<string, number> }
  digest?: string
  fileProblems?: { code: string; where: string }[]
  lines?: { problems: { code: string; where: string }[] }[]
}

async function send(path: string, body: Uint8Array | string, headers: Record<string, string>) {
  const response = await fetch(`${doors.url}${path}`, { method: 'POST', body: body as RequestInit['body'], headers })
  const text = await response.text()
  const fault = faultOf(response.status, text)
  if (fault !== undefined) throw new Error(`${path}: ${fault}`)
  return { status: response.status, body: JSON.parse(text) as Preview & { fileId?: string; fileName?: string } }
}

async function preview(bytes: Uint8Array, answers: Record<string, string> = {}) {
  const stored = await send('/api/parcels/imports/files', bytes, { 'x-file-name': 'shapes.zip' })
  if (stored.status !== 200) return stored
  const { fileId, fileName } = stored.body
  const asked = JSON.stringify({ kind: 'shapes', fileId, fileName, answers })
  return send('/api/parcels/imports', asked, { 'content-type': 'application/json' })
}

const shapeRows = async () =>
  (await countRows(doors.house))
    .split('\n')
    .filter((line) => line.startsWith('parcel_'))
    .join('\n')

/** What is wrong, in whatever form it is told. */
const wordsOf = ({ issues = [], fileProblems = [], lines = [] }: Preview): string[] => [
  ...issues.map(({ text }) => text),
  ...fileProblems.map(({ code }) => code),
  ...lines.flatMap(({ problems }) => problems.map(({ code }) => code)),
]

const square = (x: number, y: number, size = 0.001): Position[] =>
  [
    [x, y],
    [x, y + size],
    [x + size, y + size],
    [x + size, y],
    [x, y],
  ].map(([a = 0, b = 0]): Position => [a, b])
const metres = (ring: readonly Position[]) =>
  ring.map((at): [number, number] => {
    const { east, north } = toZone({ kind: 'gauss_kruger', width: 3, zone: 38, prefix: true }, at)
    return [east, north]
  })
const rings = [square(113.5, 23.5), square(113.51, 23.5), square(113.52, 23.5)]
const shapefile = shapefileOf({
  records: rings.map((ring) => [metres(ring)]),
  attributes: ['P-1', 'P-2', 'P-3'].map((code) => ({ 宗地编号: code })),
  encode: inGbk,
  cpg: 'GBK',
  prj: prjOfZone(38),
})
const geojson = Buffer.from(
  JSON.stringify({
    type: 'FeatureCollection',
    features: rings.map((ring, i) => ({
      type: 'Feature',
      properties: { code: `P-${i + 1}` },
      geometry: { type: 'Polygon', coordinates: [ring] },
    })),
  }),
)
const table = Buffer.from(
  ['code,X,Y', ...rings.flatMap((ring, i) => metres(ring).map(([east, north]) => `P-${i + 1},${north},${east}`))].join(
    '\n',
  ),
)

describe('files of shapes that are not what they seem', () => {
  test('the good ones are good', async () => {
    for (const bytes of [shapefile, geojson, table]) {
      const { status, body } = await preview(bytes)
      expect([status, wordsOf(body), body.run?.counts.created]).toEqual([200, [], 3])
    }
  })

  const zeros = new Uint8Array(60 * 2 ** 20)
  const bow = [
    [113.5, 23.5],
    [113.501, 23.5012],
    [113.501, 23.5],
    [113.5, 23.501],
    [113.5, 23.5],
  ] as [number, number][]
  const parts = (shp: Uint8Array) =>
    ['shp', 'shx', 'dbf'].map((ending) => ({
      name: `a.${ending}`,
      content: ending === 'shp' ? shp : new Uint8Array(100),
    }))
  test.each([
    [
      'a bomb that says so',
      zipOf([{ name: 'a.shp', content: zeros.subarray(0, 2 ** 20), announced: 2 ** 31 }]),
      /too_large|unpacks/,
    ],
    [
      'a bomb that does not',
      zipOf([
        { name: 'a.shp', content: zeros, announced: 1_000 },
        { name: 'a.shx', content: zeros.subarray(0, 9) },
        { name: 'a.dbf', content: zeros.subarray(0, 9) },
      ]),
      /broken|truncated|damaged/,
    ],
    [
      'ten thousand parts',
      zipOf(Array.from({ length: 10_000 }, (_, i) => ({ name: `${i}.txt`, content: new Uint8Array(1) }))),
      /^$/,
    ],
    ['a path out of itself', zipOf([{ name: '../a.shp', content: zeros.subarray(0, 200) }]), /path/],
    [
      'a .prj of another zone',
      shapefileOf({ records: [[metres(square(113.5, 23.5))]], attributes: [{ code: 'P-1' }], prj: prjOfZone(37) }),
      /contradiction/,
    ],
    [
      'a .prj of nonsense',
      shapefileOf({
        records: [[metres(square(113.5, 23.5))]],
        attributes: [{ code: 'P-1' }],
        prj: `PROJCS["${'['.repeat(5_000)}`,
      }),
      /prj_unreadable/,
    ],
    [
      'a ring through itself',
      shapefileOf({ records: [[metres(bow)]], attributes: [{ code: 'P-1' }], prj: prjOfZone(38) }),
      /self_crossing/,
    ],
    [
      'degrees and metres',
      shapefileOf({
        records: [[metres(square(113.5, 23.5))], [square(113.5, 23.5)]],
        attributes: [{ code: 'P-1' }, { code: 'P-2' }],
        prj: prjOfZone(38),
      }),
      /mixed_crs/,
    ],
    [
      'no number',
      shapefileOf({
        records: [
          [
            [
              [Number.NaN, 1],
              [2, 3],
              [4, Infinity],
              [Number.NaN, 1],
            ],
          ],
        ],
        attributes: [{ code: 'P-1' }],
        prj: prjOfZone(38),
      }),
      /unknown_numbers|not_a_number/,
    ],
    ['zeros', zipOf(parts(zeros.subarray(0, 5_000))), /broken_part|truncated/],
    [
      'a record of a negative length',
      zipOf(
        parts(Buffer.concat([shpOf({ records: [] }).subarray(0, 100), Buffer.from([0, 0, 0, 1, 255, 255, 255, 255])])),
      ),
      /truncated|broken/,
    ],
    [
      'GeoJSON without an end',
      Buffer.from(`{"type":"FeatureCollection","features":[${'{"a":'.repeat(1_000)}`),
      /too_deep|truncated/,
    ],
    [
      'GeoJSON of a million empty rings',
      Buffer.from(`{"type":"Polygon","coordinates":[${'[],'.repeat(1_000_000)}[]]}`),
      /too_many_rings|no_ground/,
    ],
  ] as [string, Uint8Array, RegExp][])(
    '%s: a clear problem, in bounded memory, and nothing is stored',
    async (_name, bytes, words) => {
      const before = await shapeRows()
      const held = process.memoryUsage().rss
      const { status, body } = await preview(bytes)
      expect(body.run?.counts.created ?? 0).toBe(0)
      expect(status === 200 || (status >= 400 && status < 500)).toBe(true)
      expect(`${body.code ?? ''} ${wordsOf(body).join(' ')}`.trim() || body.code).toMatch(
        words.source === '^$' ? /too_large/ : words,
      )
      expect(process.memoryUsage().rss - held).toBeLessThan(400 * 2 ** 20)
      expect(await shapeRows()).toBe(before)
    },
  )

  test('whatever is changed, cut or doubled in them, the answer is in our form, and only what is good can be confirmed', async () => {
    const change = fc.record({
      file: fc.constantFrom(shapefile, Buffer.from(geojson), table),
      cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      bytes: fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), { maxLength: 6 }),
      answers: fc.dictionary(
        fc.constantFrom('crs', 'order', 'encoding', 'code'),
        fc.constantFrom('EPSG:4490', 'EPSG:4526', 'GCJ-02', 'EPSG:0', 'north_first', 'gb18030', 'code', ''),
      ),
    })
    const before = await shapeRows()
    await fc.assert(
      fc.asyncProperty(change, async ({ file, cut, bytes, answers }) => {
        const changed = Uint8Array.from(file)
        for (const [at, byte] of bytes) changed[Math.floor(at * changed.length)] = byte
        const sent = cut === null ? changed : changed.subarray(0, Math.floor(cut * changed.length))
        const { status, body } = await preview(sent, answers)
        expect(status).toBeLessThan(500)
        if (status !== 200) expect(body.code).toBeDefined()
        // A table that ends early is a table; the other two say how long they are.
        else if (file !== table && (body.run?.counts.created ?? 0) < 3) expect(wordsOf(body)).not.toEqual([])
      }),
      { numRuns: runs, ...seed },
    )
    countTried('shapefiles, GeoJSON and tables of points', runs)
    expect(await shapeRows()).toBe(before)
  })
})
