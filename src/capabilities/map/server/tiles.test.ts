import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#base/decision.ts'
import type { AreaShape } from '#base/geo/geometry.ts'
import { parcelsContract } from '#capabilities/parcels/contract.ts'
import { parcelsRoutes } from '#capabilities/parcels/server/routes.ts'
import {
  createOccupationsInBulk,
  createParcelsInBulk,
  createShapesInBulk,
  listParcelsById,
} from '#capabilities/parcels/server/service.ts'
import { createEnterprisesInBulk, organisationOf } from '#capabilities/enterprises/server/service.ts'
import { boundsOfTile, tileAt, tilesAround } from '#kit/server/tiles.ts'
import { openTestApp, openTestHouse, testActor, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { readTile } from '#kit/server/testing-tiles.ts'
import { mapContract } from '../contract.ts'
import { stockOf } from './map-stock.ts'
import { mapReacts } from './reacts.ts'
import { mapPlainRoutes, mapRoutes } from './routes.ts'

const rooms = [
  { name: 'parcels', contract: parcelsContract, routes: parcelsRoutes },
  { name: 'map', contract: mapContract, routes: mapRoutes, plainRoutes: mapPlainRoutes, reacts: mapReacts },
]
const towns = ['kite', 'firefly', 'flute', 'stardust']
const [west, south] = [124, 29]
const side = 0.001

function square(column: number, row: number, size = side * 0.8): AreaShape {
  const [x, y] = [west + column * side, south + row * side]
  return {
    type: 'Polygon',
    coordinates: [
      [
        [x, y],
        [x + size, y],
        [x + size, y + size],
        [x, y + size],
        [x, y],
      ],
    ],
  }
}

describe('tiles hold what the record lets their reader see', () => {
  let house: TestHouse
  let app: TestApp
  let ids: string[]
  let enterprise: string
  const analyst = testActor(['parcels.see', 'land.see'])
  const ofPlace = (...places: string[]) =>
    testActor(places.map((place) => ({ permission: 'parcels.see', scope: 'place' as const, place })))

  beforeAll(async () => {
    house = await openTestHouse()
    app = openTestApp(house, rooms)
    await house.record.asSystem(async (tx) => {
      const programme = house.programme()
      ids = await createParcelsInBulk(
        tx,
        programme,
        Array.from({ length: 200 }, (_, i) => ({
          code: `T-${String(i).padStart(3, '0')}`,
          place: towns[i % 4] as string,
          base: i % 8 === 0 ? 'lantern-base' : null,
          area: `${7000 + i}.25`,
          synthetic: true,
        })),
      )
      await createShapesInBulk(
        tx,
        ids.slice(0, 190).map((parcel, i) => ({ parcel, geometry: square(i % 14, Math.floor(i / 14)) })),
      )
    })
    enterprise = await house.record.asSystem(async (tx) => {
      const [made = ''] = await createEnterprisesInBulk(tx, house.programme(), [
        { name: 'Kite Works', town: 'kite', synthetic: true },
      ])
      return made
    })
    await house.record.asSystem((tx) =>
      createOccupationsInBulk(
        tx,
        [0, 5, 9].map((i) => ({ parcel: ids[i] as string, enterprise, from: '2025-01-01', synthetic: true })),
      ),
    )
    await house.start()
  }, 120_000)
  afterAll(() => house.close())

  const around = (z: number) => tilesAround(z, [west, south, west + 14 * side, south + 14 * side])
  const ask = (actor: Actor, { z, x, y }: { z: number; x: number; y: number }, headers = {}) =>
    app.ask(actor, `/api/map/tiles/parcels/${z}/${x}/${y}`, { headers })
  const tileOf = async (actor: Actor, address: { z: number; x: number; y: number }) => {
    const answer = await ask(actor, address)
    expect([200, 204]).toContain(answer.status)
    return answer.status === 204 ? {} : readTile(new Uint8Array(await answer.arrayBuffer()))
  }
  const parcelsIn = async (actor: Actor, z: number) => {
    const found = new Set<string>()
    for (const address of around(z))
      for (const { properties } of (await tileOf(actor, address)).parcels ?? []) found.add(String(properties.id))
    return [...found].sort()
  }
  const counted = async (actor: Actor, z: number) => {
    let [parcels, area] = [0, 0]
    const [address] = around(z)
    for (const { properties } of (await tileOf(actor, address as never)).blocks ?? []) {
      parcels += Number(properties.parcels)
      area += Number(properties.area_m2)
    }
    return { parcels, area }
  }
  /** What row-level security lets this actor read, as far as it has a shape. */
  const readable = async (actor: Actor) => {
    const known = await house.record.withActor(actor, (tx) => listParcelsById(tx, ids.slice(0, 190)))
    return [...known.keys()].sort()
  }

  it('an analyst sees every parcel that has a shape, with its area, at each zoom', async () => {
    for (const z of [13, 14, 16]) expect(await parcelsIn(analyst, z)).toEqual(await readable(analyst))
    const [address] = around(13)
    const [first] = (await tileOf(analyst, address as never)).parcels ?? []
    expect(first?.properties).toMatchObject({ synthetic: true, schematic: false, approximate: false, offered: false })
    expect(first?.properties.area_m2).toMatch(/^7\d{3}\.25$/)
  })

  it('officers of towns and of a base see what the policies of the record let them read, and no more', async () => {
    for (const actor of [ofPlace('kite'), ofPlace('firefly', 'flute'), ofPlace('lantern-base')]) {
      const may = await readable(actor)
      expect(may.length).toBeGreaterThan(10)
      expect(may.length).toBeLessThan(190)
      expect(await parcelsIn(actor, 13)).toEqual(may)
      expect((await counted(actor, 10)).parcels).toBe(may.length)
    }
  })

  it('an enterprise sees the parcels it is on, and is not told who else is there', async () => {
    const clerk = testActor([
      { permission: 'parcels.see', scope: 'organisation', organisation: organisationOf(enterprise) },
    ])
    expect(await readable(clerk)).toEqual([ids[0], ids[5], ids[9]].sort())
    expect(await parcelsIn(clerk, 14)).toEqual(await readable(clerk))
    expect(await counted(clerk, 9)).toMatchObject({ parcels: 3 })
    const [address] = around(13)
    const [own] = (await tileOf(clerk, address as never)).parcels ?? []
    expect(own?.properties).not.toHaveProperty('occupied')
  })

  it('blocks far out count every parcel once and add their areas exactly', async () => {
    for (const z of [8, 10, 12]) {
      const { parcels, area } = await counted(analyst, z)
      expect(parcels).toBe(190)
      expect(area).toBeCloseTo(190 * 7000.25 + (189 * 190) / 2, 2)
    }
  })

  it('says 204 where there is nothing, 304 for what is known, and refuses what is no tile', async () => {
    expect((await ask(analyst, { z: 13, x: 0, y: 0 })).status).toBe(204)
    expect((await ask(analyst, { z: 5, x: 0, y: 0 })).status).toBe(204)
    const [address] = around(13)
    const first = await ask(analyst, address as never, { 'accept-encoding': 'gzip' })
    expect(first.headers.get('content-encoding')).toBe('gzip')
    const again = await ask(analyst, address as never, { 'if-none-match': first.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
    expect((await ask(analyst, { z: 3, x: 8, y: 0 })).status).toBe(400)
    expect((await ask(testActor([]), address as never)).status).toBe(403)
  })

  it('a new shape is on the map soon after, and on no tile it does not touch', async () => {
    const stock = stockOf(house)
    const parcel = ids[195] as string
    const [address] = around(16)
    const before = await ask(analyst, address as never)
    const officer = testActor(['parcels.see', 'parcels.edit'])
    const answer = await app.ask(officer, `/api/parcels/${parcel}/shapes`, {
      method: 'PUT',
      body: { version: 0, geometry: square(13, 13.5, side * 0.4) },
    })
    expect(answer.status).toBe(200)
    await house.acts.settled()
    await stock.settled()
    expect(await parcelsIn(analyst, 13)).toContain(parcel)
    expect((await ask(analyst, address as never)).headers.get('etag')).toBe(before.headers.get('etag'))
  })

  it('finds parcels by words, area, place and box, and adds up what it found', async () => {
    const list = async (query: string, actor = analyst) =>
      (await (await app.ask(actor, `/api/map/parcels?${query}`)).json()) as {
        total: number
        area: string
        rows: { code: string; occupied: boolean | null }[]
      }
    expect(await list('q=t-00&pageSize=3')).toMatchObject({ total: 10, rows: [{ code: 'T-000' }, {}, {}] })
    expect(await list('least=7198&sort=-area')).toMatchObject({
      total: 2,
      area: '14397.5',
      rows: [{ code: 'T-199' }, {}],
    })
    expect(await list('place=kite')).toMatchObject({ total: 50 })
    expect(await list('occupied=yes')).toMatchObject({ total: 3 })
    expect(await list(`bounds=${west},${south},${west + side / 2},${south + side / 2}`)).toMatchObject({ total: 1 })
    expect(await list('place=kite', ofPlace('flute'))).toMatchObject({ total: 0 })
  })

  it('adds up what lies in a drawn shape, and of what its line cuts the part within', async () => {
    const total = async (geometry: AreaShape, actor = analyst) => {
      const answer = await app.ask(actor, '/api/map/totals', { body: { geometry } })
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    }
    const one = await total(square(0.9, 0.9, side))
    expect(one.body).toMatchObject({ inside: 1, cut: 0 })
    const half = await total(square(0.9, 0.9, side * 0.5))
    expect(half.body).toMatchObject({ inside: 0, cut: 1 })
    expect(Number(half.body.area) / Number(one.body.area)).toBeCloseTo(0.25, 3)
    expect((await total(square(0, 0, side * 40))).body).toMatchObject({ inside: 191, cut: 0, unmeasured: 0 })
    const crossing = square(0, 0) as { coordinates: [number, number][][] }
    const [ring = []] = crossing.coordinates
    const bow = { type: 'Polygon', coordinates: [[ring[0], ring[2], ring[1], ring[3], ring[0]]] } as AreaShape
    expect((await total(bow)).status).toBe(400)
    expect((await total(square(0, 0, 4))).status).toBe(413)
  })
})

describe('addresses of tiles', () => {
  it('a position lies in the box of its tile', () => {
    for (const z of [8, 13, 16]) {
      const [w, s, e, n] = boundsOfTile(tileAt(z, [124.3, 29.7]))
      expect(w < 124.3 && 124.3 < e && s < 29.7 && 29.7 < n).toBe(true)
    }
  })
})
