import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toZone } from '#base/geo/crs.ts'
import type { AreaShape, Position } from '#base/geo/geometry.ts'
import type { ProblemBody } from '#base/problem.ts'
import type { ImportPreview, ImportRun } from '#capabilities/enterprises/contract.ts'
import { openTestApp, openTestHouse, type TestApp, type TestHouse, testActor } from '#kit/server/testing.ts'
import { inGbk, prjOfZone, shapefileOf, type ShapeFixture } from '#kit/server/testing-shapes.ts'
import { type Parcel, type ParcelShapes, parcelsContract, type ShapesOfImport } from '../contract.ts'
import { parcelsPlainRoutes, parcelsRoutes } from './routes.ts'
import { createShapesInBulk, eachShape, listShapes, listShapesWithin } from './service.ts'

let house: TestHouse
let app: TestApp
beforeAll(async () => {
  house = await openTestHouse()
  app = openTestApp(house, [
    { name: 'parcels', contract: parcelsContract, routes: parcelsRoutes, plainRoutes: parcelsPlainRoutes },
  ])
})
afterAll(() => house.close())

const permissions = ['parcels.see', 'parcels.edit', 'parcels.import']
const all = testActor(permissions, { id: 'surveyor' })
const fluteClerk = testActor(
  permissions.map((permission) => ({ permission, scope: 'place' as const, place: 'flute' })),
  { id: 'clerk-flute' },
)
const json = async <T>(answer: Response): Promise<T> => (await answer.json()) as T
const problemOf = async (answer: Response) => ({ status: answer.status, ...(await json<ProblemBody>(answer)) })
const create = async (code: string, area = '11352') =>
  json<Parcel>(
    await app.ask(all, '/api/parcels', {
      body: { fields: { code, name: null, place: 'kite', base: null, area, landUse: null } },
    }),
  )

const square = (x: number, y: number, size = 0.001): Position[] => [
  [x, y],
  [x, y + size],
  [x + size, y + size],
  [x + size, y],
  [x, y],
]
const ground = (...ring: Position[]): AreaShape => ({ type: 'Polygon', coordinates: [ring] })
const zone38 = { kind: 'gauss_kruger', width: 3, zone: 38, prefix: true } as const
const metres = (ring: readonly Position[]) =>
  ring.map((at): [number, number] => {
    const { east, north } = toZone(zone38, at)
    return [east, north]
  })
const fileOf = (shapes: Record<string, Position[]>, more: Partial<ShapeFixture> = {}) =>
  shapefileOf({
    records: Object.values(shapes).map((ring) => [metres(ring)]),
    attributes: Object.keys(shapes).map((code) => ({ 宗地编号: code })),
    encode: inGbk,
    cpg: 'GBK',
    prj: prjOfZone(38),
    ...more,
  })
const upload = async (bytes: Uint8Array, answers: Record<string, string> = {}, actor = all) => {
  const headers = { 'x-file-name': 'parcels.zip' }
  const stored = await json<{ fileId: string; fileName: string }>(
    await app.ask(actor, '/api/parcels/imports/files', { method: 'POST', body: bytes, headers }),
  )
  return app.ask(actor, '/api/parcels/imports', { body: { kind: 'shapes', ...stored, answers } })
}
const confirm = ({ run, digest }: ImportPreview) =>
  app.ask(all, `/api/parcels/imports/${run.id}/confirm`, { body: { digest } })
const shapesOf = async (id: string) => json<ParcelShapes>(await app.ask(all, `/api/parcels/${id}/shapes`))
const countShapes = () =>
  house.record.asSystem(async (tx) => {
    let count = 0
    for await (const portion of eachShape(tx, 2)) count += portion.length
    return count
  })

describe('shapes of parcels from a file', () => {
  it('a Gauss–Krüger shapefile in GBK becomes shapes with their area beside that of the register; undone, they are gone', async () => {
    const [one, two] = [await create('风-1'), await create('风-2', '20000')]
    const file = fileOf({ '风-1': square(113.5, 23.5), '风-2': square(113.51, 23.5) })
    const preview = await json<ImportPreview>(await upload(file))
    expect(preview).toMatchObject({ fileProblems: [], run: { kind: 'shapes', counts: { created: 2, refused: 0 } } })
    expect(preview.lines[1]?.problems).toMatchObject([{ code: 'geo.area_differs', expected: '20000 m2' }])
    const told = await json<ShapesOfImport>(await app.ask(all, `/api/parcels/imports/${preview.run.id}/shapes`))
    expect(told).toMatchObject({
      format: 'shapefile',
      crs: { code: 'EPSG:4526', how: 'declared' },
      code: '宗地编号',
      question: null,
      left: 0,
    })
    expect(told.drawn).toMatchObject([
      { line: 1, good: true },
      { line: 2, good: true },
    ])
    expect(await countShapes()).toBe(0)
    expect((await confirm(preview)).status).toBe(200)
    const { current, geometry, registerArea } = await shapesOf(one.id)
    expect(geometry?.coordinates[0]?.[0]).toEqual([113.5, 23.5])
    expect(current).toMatchObject({ version: 1, crs: 'EPSG:4526', approximate: false, fromImport: preview.run.id })
    expect(Number(current?.difference)).toBeCloseTo(Number(current?.area) - Number(registerArea), 2)
    expect((await shapesOf(two.id)).current?.share).toMatch(/^-0\.43/)
    expect(await json<ImportPreview>(await upload(file))).toMatchObject({ run: { counts: { unchanged: 2 } } })
    const undo = await app.ask(all, `/api/parcels/imports/${preview.run.id}/undo`, { body: { reason: 'wrong file' } })
    expect((await json<ImportRun>(undo)).status).toBe('undone')
    expect(await countShapes()).toBe(0)
    expect((await shapesOf(one.id)).versions).toMatchObject([
      { version: 1, isCurrent: false, withdrawnAt: expect.any(String) },
    ])
  })

  it('without a reference system asks, keeps the answer, and takes the file by it', async () => {
    await create('Q-1')
    const bare = fileOf(
      { 'Q-1': square(113.6, 23.5) },
      { prj: undefined, records: [[metres(square(113.6, 23.5)).map(([e, n]): [number, number] => [e - 38e6, n])]] },
    )
    const asked = await json<ImportPreview>(await upload(bare))
    expect(asked.fileProblems).toMatchObject([{ code: 'geo.ask_zone' }])
    expect((await confirm(asked)).status).toBe(422)
    const told = await json<ShapesOfImport>(await app.ask(all, `/api/parcels/imports/${asked.run.id}/shapes`))
    expect(told.question?.choices).toHaveLength(21)
    // The county of the demo lies at 124° east, so zone 41 (123°) is offered first.
    expect(told.question?.choices[0]?.crs).toBe('EPSG:4550')
    const answered = await json<ImportPreview>(await upload(bare, { crs: 'EPSG:4547' }))
    const seen = await json<ShapesOfImport>(await app.ask(all, `/api/parcels/imports/${answered.run.id}/shapes`))
    expect(seen.notes.map(({ code }) => code)).toContain('geo.far_away')
    expect(answered.run).toMatchObject({ answers: { crs: 'EPSG:4547' }, counts: { created: 1 } })
    expect((await confirm(answered)).status).toBe(200)
  })

  it('each fault stands with its place, and nothing of it is stored', async () => {
    for (const code of ['F-1', 'F-2', 'F-3', 'F-4', 'F-5']) await create(code)
    const bow: Position[] = [
      [113.7, 23.5],
      [113.701, 23.5012],
      [113.701, 23.5],
      [113.7, 23.501],
      [113.7, 23.5],
    ]
    const before = await countShapes()
    const preview = await json<ImportPreview>(
      await upload(
        fileOf({
          'F-1': bow,
          'F-2': square(113.71, 23.5),
          'F-3': square(113.7105, 23.5),
          'F-4': square(113.72, 23.5),
          'F-5': square(113.72, 23.5),
          'F-6': square(113.73, 23.5),
        }),
      ),
    )
    expect(preview.run.counts).toEqual({ created: 0, changed: 0, unchanged: 0, refused: 6 })
    expect(preview.lines.map(({ problems }) => problems.map(({ code, where, found }) => [code, where, found]))).toEqual(
      [
        [['geo.fault.self_crossing', 'record 1', expect.stringMatching(/^113\.70\d+, 23\.50\d+$/)]],
        [['geo.overlap', 'record 2', 'F-3 (record 3)']],
        [['geo.overlap', 'record 3', 'F-2 (record 2)']],
        [['geo.duplicate', 'record 4', 'F-5 (record 5)']],
        [['geo.duplicate', 'record 5', 'F-4 (record 4)']],
        [['import.unknown_parcel', 'record 6', 'F-6']],
      ],
    )
    const told = await json<ShapesOfImport>(await app.ask(all, `/api/parcels/imports/${preview.run.id}/shapes`))
    expect(told.faults).toMatchObject([{ line: 1, code: 'self_crossing' }])
    expect(told.drawn.map(({ good }) => good)).toEqual(Array.from({ length: 6 }, () => false))
    expect((await confirm(preview)).status).toBe(422)
    expect(await countShapes()).toBe(before)
  })

  it('ground that another parcel has already is refused by its code, and parcels out of reach are', async () => {
    const [first] = [await create('R-1'), await create('R-2')]
    expect(
      (await confirm(await json<ImportPreview>(await upload(fileOf({ 'R-1': square(113.8, 23.5) }))))).status,
    ).toBe(200)
    const over = await json<ImportPreview>(await upload(fileOf({ 'R-2': square(113.8002, 23.5) })))
    expect(over.lines[0]?.problems).toMatchObject([{ code: 'geo.overlap', found: 'R-1' }])
    const elsewhere = await json<ImportPreview>(await upload(fileOf({ 'R-1': square(113.8, 23.5) }), {}, fluteClerk))
    expect(elsewhere.lines[0]?.problems).toMatchObject([{ code: 'import.out_of_reach' }])
    const again = await json<ImportPreview>(await upload(fileOf({ 'R-1': square(113.8, 23.5, 0.0011) })))
    expect(again.lines[0]).toMatchObject({ outcome: 'changed' })
    expect((await confirm(again)).status).toBe(200)
    expect((await shapesOf(first.id)).versions.map(({ version, isCurrent }) => [version, isCurrent])).toEqual([
      [2, true],
      [1, false],
    ])
    const undone = await app.ask(all, `/api/parcels/imports/${again.run.id}/undo`, { body: { reason: 'too large' } })
    expect(undone.status).toBe(200)
    expect((await shapesOf(first.id)).current?.version).toBe(1)
  })

  it('a file of a column that nobody knows asks for the code, and the answer names it', async () => {
    await create('C-1')
    const file = fileOf({}, { records: [[metres(square(113.9, 23.5))]], attributes: [{ number: 'C-1' }] })
    expect((await json<ImportPreview>(await upload(file))).fileProblems).toMatchObject([
      { code: 'geo.no_code_column', found: 'number' },
    ])
    expect((await json<ImportPreview>(await upload(file, { code: 'number' }))).run.counts).toMatchObject({ created: 1 })
  })
})

describe('the shape of one parcel', () => {
  it('is given from the version that was read, refused with its faults and with the parcel it would lie on', async () => {
    const [one, two] = [await create('S-1'), await create('S-2')]
    const save = (id: string, version: number, geometry: AreaShape, actor = all) =>
      app.ask(actor, `/api/parcels/${id}/shapes`, { method: 'PUT', body: { version, geometry } })
    expect(await json(await save(one.id, 0, ground(...square(114, 23.5))))).toMatchObject({
      current: { version: 1, crs: 'EPSG:4490', share: expect.stringMatching(/^-?0\.0/) },
      registerArea: '11352',
    })
    expect(await problemOf(await save(one.id, 0, ground(...square(114, 23.6))))).toMatchObject({
      status: 409,
      code: 'stale',
    })
    expect(await problemOf(await save(two.id, 0, ground(...square(114.0005, 23.5))))).toMatchObject({
      status: 422,
      issues: [{ text: 'geo.overlap', found: 'S-1' }],
    })
    const open = ground(...square(114.1, 23.5).slice(0, 4))
    expect(await problemOf(await save(two.id, 0, open))).toMatchObject({
      status: 400,
      issues: [{ text: 'geo.fault.not_closed' }],
    })
    expect((await save(two.id, 0, ground(...square(114.1, 23.5)), fluteClerk)).status).toBe(404)
    expect((await app.ask(fluteClerk, `/api/parcels/${one.id}/shapes`)).status).toBe(404)
  })

  it('many at once are measured, and found by their box', async () => {
    const parcels = [await create('B-1'), await create('B-2')]
    await house.record.asSystem(async (tx) => {
      await createShapesInBulk(
        tx,
        parcels.map(({ id }, i) => ({ parcel: id, geometry: ground(...square(115 + i, 23.5)), schematic: true })),
      )
      const [found] = await listShapes(tx, [parcels[0]?.id ?? ''])
      expect(found).toMatchObject({ schematic: true, west: 115, version: 1 })
      expect(Number(found?.area)).toBeGreaterThan(11_000)
      expect(
        (await listShapesWithin(tx, { bounds: [114.9, 23, 115.5, 24], most: 10 })).map(({ code }) => code),
      ).toEqual(['B-1'])
    })
    await house.record.withActor(fluteClerk, async (tx) =>
      expect(
        await listShapes(
          tx,
          parcels.map(({ id }) => id),
        ),
      ).toEqual([]),
    )
  })
})
