import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anonymous } from '#base/decision.ts'
import {
  amountsAsked,
  eachOffer,
  listAssessmentsWithin,
  listCarriersWithin,
  listOffers,
  suppliesOf,
} from '#capabilities/land/server/service.ts'
import { type AreaShape, boundsAround, boundsOf, shapeHolds, piecesOf } from '#base/geo/geometry.ts'
import { createParcelsInBulk, eachParcelOnGround, eachShape } from '#capabilities/parcels/server/service.ts'
import { findCaseOf, getWorkflow } from '#capabilities/workflows/server/service.ts'
import { findRelations } from '#kit/server/geometry.ts'
import { openTestApp, openTestHouse, testActor, type TestHouse } from '#kit/server/testing.ts'
import { mapContract } from '../contract.ts'
import { populateCases } from './populate-cases.ts'
import { populateLand } from './populate.ts'
import { mapPlainRoutes, mapRoutes } from './routes.ts'

const map = { name: 'map', contract: mapContract, routes: mapRoutes, plainRoutes: mapPlainRoutes }

describe('the synthetic stock of land', () => {
  let house: TestHouse
  let standing: string[]
  beforeAll(async () => {
    house = await openTestHouse()
    standing = await house.record.asSystem((tx) =>
      createParcelsInBulk(
        tx,
        house.programme(),
        ['kite', 'flute', 'kite'].map((place, i) => ({
          code: `S-${i}`,
          place,
          base: i === 2 ? 'lantern-base' : null,
          area: `${9000 + i}`,
          synthetic: true,
        })),
      ),
    )
  }, 120_000)
  afterAll(() => house.close())

  it('gives ground to the parcels that stand and lays others beside them, none upon another', async () => {
    const made = await populateLand(house, { parcels: 300 })
    expect(made).toMatchObject({ parcels: 300, left: 0 })
    expect(made.carriers).toBe(90)
    const shapes = await house.record.asSystem(async (tx) => {
      const all = []
      for await (const some of eachShape(tx)) all.push(...some)
      return all
    })
    expect(shapes.length).toBe(300)
    expect(shapes.every(({ schematic, approximate }) => schematic && !approximate)).toBe(true)
    expect(shapes.map(({ parcel }) => parcel)).toEqual(expect.arrayContaining(standing))
    const named = shapes.map(({ parcel, geometry, area }) => ({ name: parcel, shape: geometry, area: Number(area) }))
    expect(findRelations(named)).toEqual({ relations: [], uncompared: 0 })
  })

  it('free ones are in preparation, and some of them on offer for everybody', async () => {
    const offers = await house.record.withActor(anonymous, (tx) => listOffers(house, tx, { page: 1, pageSize: 100 }))
    expect(offers.total).toBeGreaterThan(5)
    expect(offers.rows.every(({ synthetic, schematic }) => synthetic && schematic)).toBe(true)
  })

  it('each lies in the outline of its town and base, as large as the register says, and is marked as synthetic', async () => {
    const { outlines } = house.programme()
    await house.record.asSystem(async (tx) => {
      for await (const rows of eachParcelOnGround(tx, { today: house.clock.today('Asia/Shanghai') }))
        for (const row of rows) {
          expect(row.synthetic).toBe(true)
          const [[corner = [0, 0]] = []] = piecesOf(JSON.parse(row.geometry ?? ''))[0] ?? []
          for (const place of [row.place, ...(row.base === null ? [] : [row.base])])
            expect(shapeHolds(outlines[place]?.shape as never, corner as never)).toBe(true)
        }
      for await (const shapes of eachShape(tx))
        for (const { parcel, area } of shapes) if (standing.includes(parcel)) expect(Number(area)).toBeCloseTo(9001, -1)
    })
  })

  it('buildings stand within the ground of one parcel each, none upon another, with floors of which no more is let than there is', async () => {
    const [carriers, shapes, offers] = await house.record.asSystem(async (tx) => {
      const ground = []
      for await (const some of eachShape(tx)) ground.push(...some)
      const on = house.clock.today('Asia/Shanghai')
      return [
        await listCarriersWithin(tx, { on }),
        ground,
        await listOffers(house, tx, { kind: 'space', pageSize: 200 }),
      ]
    })
    expect(carriers.length).toBe(90)
    expect(carriers.every(({ synthetic, schematic }) => synthetic && schematic)).toBe(true)
    expect(
      carriers.every((one) => Number(one.let) <= Number(one.area) && Number(one.area) === Number(one.floorArea)),
    ).toBe(true)
    const built = carriers.map(({ code, geometry }) => ({ name: code, shape: geometry as AreaShape, area: 1 }))
    expect(findRelations(built)).toEqual({ relations: [], uncompared: 0 })
    for (const { shape } of built) {
      const corners = piecesOf(shape)[0]?.[0] ?? []
      const own = shapes.filter(({ geometry }) => corners.every((corner) => shapeHolds(geometry, corner)))
      expect(own.length).toBe(1)
    }
    expect(offers.total).toBeGreaterThan(5)
    for (const { area, least, rent } of offers.rows) {
      expect(Number(area)).toBeGreaterThan(Number(least ?? 0))
      expect(Number(rent?.value)).toBeGreaterThan(0)
    }
  })

  it('says for each industry what is asked of whoever takes a parcel that is on offer', async () => {
    const { rows } = await house.record.asSystem((tx) => listOffers(house, tx, { kind: 'parcel', pageSize: 100 }))
    const asking = rows.filter(({ industries }) => industries.length > 0)
    expect(asking.length).toBeGreaterThan(rows.length / 2)
    for (const { industries } of asking) for (const one of industries) expect(one.rows.length).toBeGreaterThan(0)
  })

  it('is found by what is asked of it, row by row, in the unit of the row', async () => {
    const app = openTestApp(house, [map])
    const found = async (query: string) => {
      const answer = await app.ask(testActor(['parcels.see', 'land.see']), `/api/map/parcels?${query}`)
      return ((await answer.json()) as { total: number }).total
    }
    const asked = await found('row=plot_ratio')
    expect(asked).toBeGreaterThan(5)
    expect(await found('row=plot_ratio&atLeast=1.5&atMost=3')).toBe(asked)
    expect(await found('row=plot_ratio&atLeast=1.6')).toBe(0)
    expect(await found('row=plot_ratio&atMost=2.9')).toBe(0)
    const rows = amountsAsked(house.programme())
    expect(rows).toContainEqual({ id: 'plot_ratio', name: { zh: '容积率', en: 'Plot ratio' }, unit: 'one' })
    expect(rows.map(({ id }) => id)).not.toContain('only_industry')
  })

  it('adds up the buildings in a drawn shape, for those who see the rooms of land', async () => {
    const app = openTestApp(house, [map])
    const on = house.clock.today('Asia/Shanghai')
    const carriers = await house.record.asSystem((tx) => listCarriersWithin(tx, { on }))
    const [west, south, east, north] = boundsAround(
      carriers.flatMap(({ geometry }) => (geometry === null ? [] : [boundsOf(geometry)])),
    ) ?? [0, 0, 0, 0]
    const drawn = (from: number): AreaShape => ({
      type: 'Polygon',
      coordinates: [
        [
          [from, south],
          [east, south],
          [east, north],
          [from, north],
          [from, south],
        ],
      ],
    })
    const totals = async (permissions: string[], geometry: AreaShape) => {
      const answer = await app.ask(testActor(permissions), '/api/map/totals', { body: { geometry } })
      return ((await answer.json()) as { carriers: Record<string, unknown> | null }).carriers
    }
    const sum = (of: (one: (typeof carriers)[number]) => number) =>
      carriers.reduce((all, one) => all + of(one), 0).toFixed(0)
    expect(await totals(['parcels.see', 'land.see'], drawn(west))).toEqual({
      count: 90,
      floorArea: sum(({ floorArea }) => Number(floorArea)),
      free: sum(({ area, let: taken }) => Number(area) - Number(taken)),
      unknown: 0,
    })
    const half = await totals(['parcels.see', 'land.see'], drawn((west + east) / 2))
    expect(half?.count).toBeGreaterThan(0)
    expect(half?.count).toBeLessThan(90)
    expect(await totals(['parcels.see'], drawn(west))).toBeNull()
  })

  it('has assessments of whole areas, some of which end soon, and none of a kind lies upon another', async () => {
    const on = house.clock.today('Asia/Shanghai')
    const found = await house.record.asSystem((tx) => listAssessmentsWithin(tx, { on }))
    expect(found.length).toBeGreaterThan(3)
    expect(found.every(({ synthetic, schematic }) => synthetic && schematic)).toBe(true)
    expect(new Set(found.map(({ kind, place }) => `${kind} ${place}`)).size).toBe(found.length)
  })

  it('opens supplies in different states and needs, once', async () => {
    const made = await populateCases(house)
    expect(made.supplies).toBeGreaterThan(2)
    expect(made.needs).toBeGreaterThan(0)
    expect((await populateCases(house)).supplies).toBe(0)
    const { workflows } = house.programme().land ?? {}
    const supplied = await house.record.asSystem(async (tx) => {
      const parcels: string[] = []
      for await (const offers of eachOffer(house, tx, { kind: 'parcel' })) parcels.push(...offers.map(({ of }) => of))
      const supplies = [...(await suppliesOf(tx, parcels)).values()]
      const { subject } = getWorkflow(house.programme(), workflows?.supply ?? '')
      return Promise.all(supplies.map(({ id }) => findCaseOf(tx, { kind: subject, id })))
    })
    expect(supplied.length).toBe(made.supplies)
    expect(new Set(supplied.map((one) => one?.state)).size).toBeGreaterThan(2)
  })
})
