import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anonymous } from '#base/decision.ts'
import { listOffers } from '#capabilities/land/server/service.ts'
import { shapeHolds, piecesOf } from '#base/geo/geometry.ts'
import { createParcelsInBulk, eachParcelOnGround, eachShape } from '#capabilities/parcels/server/service.ts'
import { findRelations } from '#kit/server/geometry.ts'
import { openTestHouse, type TestHouse } from '#kit/server/testing.ts'
import { populateLand } from './populate.ts'

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
    expect(made).toEqual({ parcels: 300, left: 0 })
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
})
