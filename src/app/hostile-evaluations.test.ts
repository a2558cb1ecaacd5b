import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { driveRun, enterFirms, ladder, nothingSpecial } from '#capabilities/evaluations/server/testing.ts'
import type { Actor } from '#base/decision.ts'
import { refreshDimensions } from '#capabilities/indicators/server/service.ts'
import { startMirror } from '#capabilities/observations/server/service.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { capabilities } from './capabilities.ts'
import { contractDoors, type Door, faultOf, holderOfEverything } from './testing.ts'
import { goodInput, type Known, mutated } from './testing-inputs.ts'

let house: TestHouse
let app: TestApp
let actor: Actor
let known: Known

beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-03-02T02:00:00Z') })
  app = openTestApp(house, capabilities)
  await house.start()
  await startMirror(house)
  await refreshDimensions(house)
  const everything = holderOfEverything(house)
  actor = testActor([...everything.grants, 'evaluations.decide', 'workflows.see'], { id: everything.id })
  const firms = await enterFirms(
    house,
    ladder(12, () => 'kite'),
    '2025',
  )
  const ids: string[] = []
  for (const way of ['draft', 'computed']) {
    const body = { scheme: 'land-use', period: '2025', given: { emissions: '0.0012' } }
    const { id } = (await (await app.ask(actor, '/api/evaluations', { body })).json()) as { id: string }
    ids.push(id)
    const run = driveRun(app, actor, id)
    const { revision } = await run.show()
    await app.ask(actor, `${run.at}/stated`, { body: { revision, evidence: '名单', rows: nothingSpecial } })
    if (way === 'draft') continue
    await run.act('publish_inputs')
    house.clock.advance(8 * 86_400_000)
    await run.act('freeze')
    await run.compute()
    await run.act('publish')
  }
  known = {
    id: ids,
    run: ids,
    unit: [...firms, '*', 'nobody'],
    scheme: Object.keys(house.programme().schemes),
    act: ['publish_inputs', 'freeze', 'publish', 'finish', 'compute', 'accept', 'give_up'],
    item: ['tax', 'land', 'accident', 'beauty'],
    name: ['patents', 'tax', 'accident', 'beauty'],
    period: ['2025', '2025-Q4', '2026'],
    grade: ['A', 'T', 'Z'],
    number: [1, 2],
    revision: [1, 2, 3, 4, 5, 6],
    text: ['name: { zh: x, en: x }', '{', 'groups: []', '&a [*a]'],
  }
})
afterAll(() => house.close())

/** The address with the fields that stand in it, the rest in the query or the body. */
async function send(door: Door, input: unknown): Promise<void> {
  const fields = { ...(typeof input === 'object' ? input : {}) } as Record<string, unknown>
  const address = door.path.replace(/\{([^}]+)\}/g, (_, field: string) => {
    const value = fields[field]
    delete fields[field]
    return encodeURIComponent(Buffer.from(String(value ?? 'none')).toString()) || 'none'
  })
  const query = Object.entries(fields).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
  const isRead = door.method === 'GET'
  const words = isRead
    ? `?${new URLSearchParams(query.map(([key, value]): [string, string] => [key, String(value)])).toString()}`
    : ''
  const response = await app.ask(actor, `${address}${words}`, {
    method: door.method,
    ...(isRead ? {} : { body: fields }),
  })
  const fault = faultOf(response.status, await response.text())
  if (fault !== undefined) throw new Error(`${door.name} ${address}: ${fault}`)
}

const doors = contractDoors.filter(({ name }) => name.startsWith('evaluations.'))

describe('evaluations that exist', () => {
  test('there are many ways to ask for them', () => {
    expect(doors.length).toBeGreaterThan(40)
  })

  test.each([
    ['as the contract wants it', (door: Door) => goodInput(door, known)],
    ['with values that are wrong, missing, wrapped or added', (door: Door) => mutated(goodInput(door, known))],
  ])(
    'asked %s answer or refuse, and never fail',
    async (_, make) => {
      const asked = fc.constantFrom(...doors).chain((door) => fc.tuple(fc.constant(door), make(door)))
      await fc.assert(
        fc.asyncProperty(asked, ([door, input]) => send(door, input)),
        { numRuns: 400 },
      )
    },
    120_000,
  )
})
