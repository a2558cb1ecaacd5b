import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anonymous } from '#base/decision.ts'
import { openTestApp, openTestHouse, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { mapContract } from '../contract.ts'
import { mapRoutes } from './routes.ts'

type Settings = { tiles: string; approvalNumber: string | null }
type Layer = { features: { properties: { id: string; schematic: boolean } }[] }
const room = { name: 'map', contract: mapContract, routes: mapRoutes }

describe('what a stranger may know of the map', () => {
  let house: TestHouse
  let app: TestApp
  beforeAll(async () => {
    house = await openTestHouse()
    app = openTestApp(house, [room])
  }, 120_000)
  afterAll(() => house.close())

  it('begins where the programme says, with its background and approval number', async () => {
    const settings = (await (await app.ask(anonymous, '/api/map/settings')).json()) as Settings
    expect(settings).toMatchObject({ centre: [124, 29], zoom: 11, parcelZooms: [13, 16], blockZooms: [8, 12] })
    expect(settings.tiles).toContain('{z}')
    expect(settings.approvalNumber).not.toBeNull()
  })

  it('draws outlines, says which are schematic, and leaves out what lies outside a box', async () => {
    const all = (await (await app.ask(anonymous, '/api/map/layers/places')).json()) as Layer
    expect(all.features.length).toBeGreaterThan(3)
    expect(all.features[0]?.properties).toMatchObject({ id: house.programme().rootPlace, schematic: true })
    const none = (await (await app.ask(anonymous, '/api/map/layers/places?bounds=1,1,2,2')).json()) as Layer
    expect(none.features).toEqual([])
    const turned = await app.ask(anonymous, '/api/map/layers/places?bounds=2,1,1,2')
    expect(turned.status).toBe(400)
  })
})
