import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { agreementsOf, createLotsInBulk } from '#capabilities/land/server/service.ts'
import { groundAt, openLandApp, uuid } from '#capabilities/land/server/testing.ts'
import { createParcelsInBulk, createShapesInBulk } from '#capabilities/parcels/server/service.ts'
import { todayOf } from '#kit/server/house.ts'
import { readTile } from '#kit/server/testing-tiles.ts'
import { openTestHouse, testActor, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { tileAt } from '#kit/server/tiles.ts'
import { mapContract } from '../contract.ts'
import { stockOf } from './map-stock.ts'
import { mapReacts } from './reacts.ts'
import { mapPlainRoutes, mapRoutes } from './routes.ts'

const [touched, other] = [uuid(101), uuid(102)]
const verbs = ['land.see', 'land.plan', 'land.set', 'land.supply', 'land.supervise', 'parcels.see', 'workflows.see']
const officer = testActor(verbs, { id: uuid(1), organisation: 'land-office' })

describe('what happens to land is on the map soon after', () => {
  let house: TestHouse
  let app: TestApp
  beforeAll(async () => {
    house = await openTestHouse({ now: new Date('2026-03-02T02:00:00Z') })
    app = openLandApp(house, [
      { name: 'map', contract: mapContract, routes: mapRoutes, plainRoutes: mapPlainRoutes, reacts: mapReacts },
    ])
    await house.record.asSystem(async (tx) => {
      const plot = { place: 'kite', base: 'lantern-base', area: '20000', synthetic: false }
      await createParcelsInBulk(tx, house.programme(), [
        { ...plot, id: touched, code: 'K-1' },
        { ...plot, id: other, code: 'K-2' },
      ])
      await createShapesInBulk(tx, [
        { parcel: touched, geometry: groundAt(124) },
        { parcel: other, geometry: groundAt(124.2) },
      ])
      const lot = { base: 'lantern-base', use: 'industry', readiness: 'usable' }
      await createLotsInBulk(house, tx, {
        reason: '收储计划',
        rows: [
          { ...lot, parcel: touched },
          { ...lot, parcel: other },
        ],
      })
    })
    await house.start()
  }, 120_000)
  afterAll(() => house.close())

  const tile = async (z: number, x: number) => {
    const address = tileAt(z, [x + 0.001, 29.0005])
    return app.ask(officer, `/api/map/tiles/parcels/${address.z}/${address.x}/${address.y}`)
  }
  const onMap = async () => {
    await house.acts.settled()
    await stockOf(house).settled()
    const { parcels = [] } = readTile(new Uint8Array(await (await tile(14, 124)).arrayBuffer()))
    return parcels.find(({ properties }) => properties.id === touched)?.properties
  }
  const blockOnMap = async (z: number) => {
    const { blocks = [] } = readTile(new Uint8Array(await (await tile(z, 124)).arrayBuffer()))
    return blocks.map(({ properties }) => properties)
  }
  const ask = async <Answer>(path: string, body?: object, method?: string): Promise<Answer> => {
    const answer = await app.ask(officer, `/api/land/${path}`, { body, ...(method === undefined ? {} : { method }) })
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text.slice(0, 500)}`)
    return JSON.parse(text) as Answer
  }

  it('what is not touched keeps its tiles, near and far', async () => {
    expect(await onMap()).toMatchObject({ readiness: 'usable', offered: false })
    const before = await Promise.all([12, 14].map((z) => tile(z, 124.2)))
    const { revision } = await ask<{ revision: number }>(
      `lots/${touched}`,
      { revision: 1, changes: { readiness: 'renewal' }, reason: '收储计划' },
      'PUT',
    )
    expect(await onMap()).toMatchObject({ readiness: 'renewal' })
    expect(await blockOnMap(12)).toMatchObject([{ parcels: 1, readiness: 'renewal' }])
    const after = await Promise.all([12, 14].map((z) => tile(z, 124.2)))
    expect(after.map(({ headers }) => headers.get('etag'))).toEqual(before.map(({ headers }) => headers.get('etag')))
    await ask(`lots/${touched}`, { revision, changes: { readiness: 'usable' }, reason: '收储计划' }, 'PUT')
    expect(await onMap()).toMatchObject({ readiness: 'usable' })
  })

  it('an offer, and that it was taken back', async () => {
    const terms = { tenures: ['sale'], price: '110.5', rent: null, least: null, from: '2026-03-01', until: null }
    const offer = await ask<{ id: string; revision: number }>('offers', {
      kind: 'parcel',
      of: touched,
      expectedRevision: 0,
      terms: { ...terms, stage: 'on_offer', documents: [], phone: null },
    })
    expect(await onMap()).toMatchObject({ offered: true })
    expect(await blockOnMap(11)).toMatchObject([{ offered: 1 }])
    await ask(`offers/${offer.id}/withdraw`, { expectedRevision: offer.revision, reason: '规划调整' })
    expect(await onMap()).toMatchObject({ offered: false })
    expect(await blockOnMap(11)).toMatchObject([{ offered: 0 }])
  })

  it('each step of its supply', async () => {
    const parties = { lead: ['land-office'], assist: ['kite-government'], decide: ['county-government'] }
    const { id } = await ask<{ id: string }>('supplies', { parcel: touched, use: 'industry', ...parties })
    expect(await onMap()).toMatchObject({ stage: 'proposed' })
    const { revision } = await ask<{ revision: number }>(`supplies/${id}`)
    const { state } = await ask<{ state: string }>(`supplies/${id}/acts`, {
      act: 'send_out',
      expectedVersion: revision,
    })
    expect(state).not.toBe('proposed')
    expect(await onMap()).toMatchObject({ stage: state })
  })

  it('what was agreed, and each check of it', async () => {
    const lightOf = () =>
      house.record.asSystem(async (tx) => {
        const found = await agreementsOf(tx, { parcels: [touched], today: todayOf(house) })
        return found.get(touched)?.light
      })
    const { id } = await ask<{ id: string }>('agreements', {
      parcel: touched,
      landRightOn: '2024-12-02',
      holderName: '云灯光电',
      lead: ['land-office'],
      decide: ['county-government'],
    })
    const begun = await lightOf()
    expect(await onMap()).toMatchObject({ light: begun })
    const { version } = await ask<{ version: number }>(`agreements/${id}`)
    const started = { key: 'start', act: 'verify_start', fields: { started_on: '2025-03-02' } }
    await ask(`agreements/${id}/checks`, { expectedVersion: version, ...started })
    expect(await lightOf()).not.toBe(begun)
    expect(await onMap()).toMatchObject({ light: await lightOf() })
  })
})
