import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anonymous } from '#base/decision.ts'
import { openTestApp, openTestHouse, type TestApp, type TestHouse, testActor } from '#kit/server/testing.ts'
import { placesContract } from '../contract.ts'
import { placesRoutes } from './routes.ts'

let house: TestHouse
let app: TestApp
beforeAll(async () => {
  house = await openTestHouse()
  app = openTestApp(house, [{ name: 'places', contract: placesContract, routes: placesRoutes }])
})
afterAll(() => house.close())

const reader = testActor(['places.see'])

describe.each(['/api/places', '/api/places/kite'])('GET %s', (address) => {
  it('refuses who is not signed in (401) and who may not see places (403)', async () => {
    expect((await app.ask(anonymous, address)).status).toBe(401)
    expect((await app.ask(testActor(['people.see']), address)).status).toBe(403)
  })
})

describe('places over the wire', () => {
  it('refuses a search that is no search (400) and a place that is none (404)', async () => {
    expect((await app.ask(reader, `/api/places?q=${'x'.repeat(101)}`)).status).toBe(400)
    expect((await app.ask(reader, '/api/places/atlantis')).status).toBe(404)
  })

  it('lists places of a kind within a place', async () => {
    const answer = await app.ask(reader, '/api/places?kind=town&within=cloud-islet')
    expect(answer.status).toBe(200)
    const { rows } = (await answer.json()) as { rows: { id: string }[] }
    expect(rows.map((row) => row.id)).toEqual(['kite', 'firefly', 'flute'])
  })

  it('shows one place', async () => {
    const answer = await app.ask(reader, '/api/places/lantern-base')
    expect(await answer.json()).toMatchObject({
      id: 'lantern-base',
      kind: 'base',
      members: [{ id: 'kite' }, { id: 'stardust' }],
    })
  })
})
