import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anonymous } from '#base/decision.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { indicatorsContract } from '../contract.ts'
import type { SavedView } from '../views-contract.ts'
import { indicatorsRoutes } from './routes.ts'

let house: TestHouse
let ask: TestApp['ask']

const person = (n: number, organisation?: string) => ({
  ...testActor(['indicators.see'], { id: `00000000-0000-4000-8000-00000000000${n}` }),
  ...(organisation === undefined ? {} : { organisation }),
})
const mine = person(1, 'industry-bureau')
const colleague = person(2, 'industry-bureau')
const other = person(3, 'tax')

beforeAll(async () => {
  house = await openTestHouse()
  ask = openTestApp(house, [{ name: 'indicators', contract: indicatorsContract, routes: indicatorsRoutes }]).ask
})
afterAll(() => house.close())

const save = async (reach: string, name = 'Output by town') => {
  const body = { name, search: '?by=place%3Atown&i=output', reach }
  const answer = await ask(mine, '/api/figures/views', { method: 'POST', body })
  return { status: answer.status, view: (await answer.json()) as SavedView }
}
const seenBy = async (actor: typeof mine): Promise<string[]> => {
  const { views } = (await (await ask(actor, '/api/figures/views')).json()) as { views: SavedView[] }
  return views.map(({ id }) => id)
}

describe('saved views', () => {
  test('are for those who may see figures, and are addresses with a name', async () => {
    expect((await ask(anonymous, '/api/figures/views')).status).toBe(401)
    expect((await ask(testActor([]), '/api/figures/views')).status).toBe(403)
    const wrong = { name: 'x', search: 'https://elsewhere/', reach: 'own' }
    expect((await ask(mine, '/api/figures/views', { method: 'POST', body: wrong })).status).toBe(400)
    expect((await save('everybody')).status).toBe(400)
    expect((await save('own', ' ')).status).toBe(400)
    expect((await save('own', 'a\u0000b')).status).toBe(400)
  })

  test('are seen by their owner, the organisation of their owner, or everyone', async () => {
    const own = (await save('own')).view
    const ours = (await save('organisation')).view
    const all = (await save('everyone')).view
    expect(await seenBy(mine)).toEqual(expect.arrayContaining([own.id, ours.id, all.id]))
    expect(await seenBy(colleague)).toEqual(expect.arrayContaining([ours.id, all.id]))
    expect(await seenBy(colleague)).not.toContain(own.id)
    expect(await seenBy(other)).toContain(all.id)
    expect(await seenBy(other)).not.toContain(ours.id)
  })

  test('are renamed, shared, removed and brought back by their owner alone', async () => {
    const { id } = (await save('everyone')).view
    const at = `/api/figures/views/${id}`
    for (const method of ['PATCH', 'DELETE']) expect((await ask(other, at, { method, body: {} })).status).toBe(404)
    const renamed = await ask(mine, at, { method: 'PATCH', body: { name: 'Towns', reach: 'own' } })
    expect(await renamed.json()).toMatchObject({ id, name: 'Towns', reach: 'own', mine: true })
    expect(await seenBy(other)).not.toContain(id)

    expect((await ask(mine, at, { method: 'DELETE', body: {} })).status).toBe(200)
    expect(await seenBy(mine)).not.toContain(id)
    expect((await ask(mine, at, { method: 'DELETE', body: {} })).status).toBe(404)
    expect((await ask(other, `${at}/restore`, { method: 'POST', body: {} })).status).toBe(404)
    expect((await ask(mine, `${at}/restore`, { method: 'POST', body: {} })).status).toBe(200)
    expect(await seenBy(mine)).toContain(id)
  })
})

test('the pack says what pages of many figures show, and how towns neighbour each other', async () => {
  const { dashboards, tiles } = (await (await ask(mine, '/api/dashboards')).json()) as {
    dashboards: { use: string; dimensions: { id: string }[] }[]
    tiles: { place: string }[]
  }
  const clusters = dashboards.find(({ use }) => use === 'clusters')
  expect(clusters?.dimensions.map(({ id }) => id)).toEqual(['revenue', 'backbone', 'innovation', 'factors'])
  expect(tiles.map(({ place }) => place)).toEqual(['firefly', 'stardust', 'flute', 'kite'])
})
