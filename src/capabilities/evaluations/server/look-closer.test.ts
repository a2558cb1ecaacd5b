import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOccupationsInBulk, createParcelsInBulk } from '#capabilities/parcels/server/service.ts'
import { openTestApp, openTestHouse, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { evaluationsContract } from '../contract.ts'
import { evaluationsReacts } from './reacts.ts'
import { evaluationsPlainRoutes, evaluationsRoutes } from './routes.ts'
import { analyst, answerOf, clerkOf, driveRun, enterFirms, ladder, nothingSpecial } from './testing.ts'

let house: TestHouse
let app: TestApp

beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-03-02T02:00:00Z') })
  const room = { contract: evaluationsContract, routes: evaluationsRoutes, plainRoutes: evaluationsPlainRoutes }
  app = openTestApp(house, [{ name: 'evaluations', ...room, reacts: evaluationsReacts }])
  await house.start()
})
afterAll(() => house.close())

const begin = async (period: string) => {
  const body = { scheme: 'land-use', period, given: { emissions: '0.0012' } }
  const { id } = await answerOf<{ id: string }>(app.ask(analyst, '/api/evaluations', { body }))
  const run = driveRun(app, analyst, id)
  const { revision } = await run.show()
  await answerOf(app.ask(analyst, `${run.at}/stated`, { body: { revision, evidence: '名单', rows: nothingSpecial } }))
  return run
}

const toResult = async (period: string) => {
  const run = await begin(period)
  await run.act('publish_inputs')
  house.clock.advance(8 * 86_400_000)
  await run.act('freeze')
  await run.compute()
  return run
}

async function done(job: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const state = (
      await house.record.owner.selectFrom('kit_job').select('state').where('id', '=', job).executeTakeFirst()
    )?.state
    if (state === 'done') return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the job did not end')
}

describe('what would it take, how firmly does it stand', () => {
  let run: Awaited<ReturnType<typeof toResult>>
  let firms: string[]
  beforeAll(async () => {
    firms = await enterFirms(
      house,
      ladder(20, () => 'kite'),
      '2024',
    )
    run = await toResult('2024')
    await run.act('publish')
  })

  it('names the smallest change of one criterion that reaches the next grade', async () => {
    const reach = await answerOf<{
      grade: string
      ways: { criterion: string; from: string; to: string | null; sentence: { zh: string } }[]
    }>(app.ask(clerkOf(firms[4] ?? ''), `${run.at}/units/${firms[4]}/reach`))
    expect(reach.grade).toBe('A')
    const possible = reach.ways.filter(({ to }) => to !== null)
    expect(possible.length).toBeGreaterThan(0)
    for (const { from, to, sentence } of possible) {
      expect(to).not.toBe(from)
      expect(sentence.zh).toContain(to)
    }
  })

  it('draws weights and says who keeps the grade; an enterprise sees itself', async () => {
    const { job } = await answerOf<{ job: string }>(app.ask(analyst, `${run.at}/stability`, { body: { draws: 50 } }))
    await done(job)
    const all = await answerOf<{ draws: number; total: number; bands: { units: number }[]; items: { kept: number }[] }>(
      app.ask(analyst, `${run.at}/stability`),
    )
    expect(all).toMatchObject({ draws: 50, total: 20 })
    expect(all.bands.reduce((sum, { units }) => sum + units, 0)).toBe(20)
    expect(all.items.every(({ kept }) => kept > 0 && kept <= 1)).toBe(true)
    const own = await answerOf<{ total: number; bands: object[] }>(
      app.ask(clerkOf(firms[0] ?? ''), `${run.at}/stability`),
    )
    expect(own).toMatchObject({ total: 1, bands: [] })
  })

  it('every reason is a sentence in both languages', async () => {
    const card = await answerOf<{
      scores: { sentence: { zh: string; en: string } }[]
      reasons: { sentence: { zh: string } }[]
    }>(app.ask(analyst, `${run.at}/units/${firms[0]}`))
    expect(card.reasons.some(({ sentence }) => sentence.zh.includes('第 1 名'))).toBe(true)
    expect(card.scores.every(({ sentence }) => sentence.zh !== '' && sentence.en !== '')).toBe(true)
  })
})

describe('tenants of one parcel', () => {
  it('are one unit with the ground of the parcel, and each of them sees its card', async () => {
    const firms = await enterFirms(
      house,
      ladder(6, () => 'flute').map((firm) => ({ ...firm, values: ['100', ...firm.values.slice(1)] })),
      '2023',
    )
    await house.record.asSystem(async (tx) => {
      const [parcel = ''] = await createParcelsInBulk(tx, house.programme(), [
        { code: 'FL-1', place: 'flute', area: '20000', synthetic: false },
      ])
      const stay = { parcel, from: '2015-01-01', synthetic: false }
      await createOccupationsInBulk(tx, [
        { ...stay, enterprise: firms[0] ?? '' },
        { ...stay, enterprise: firms[1] ?? '' },
      ])
    })
    const run = await begin('2023')
    const { items } = await answerOf<{
      items: { unit: string; members: string[]; inputs: { input: string; amount: string; source: string }[] }[]
    }>(app.ask(analyst, `${run.at}/inputs?town=flute`))
    const shared = items.find(({ members }) => members.length === 2)
    expect(shared?.members).toEqual([firms[0], firms[1]].sort())
    expect(shared?.inputs.find(({ input }) => input === 'tax')?.amount).toBe('200')
    expect(shared?.inputs.find(({ input }) => input === 'land')).toMatchObject({ amount: '30', source: 'parcels' })
    await run.act('publish_inputs')
    const own = await answerOf<{ items: { unit: string }[] }>(app.ask(clerkOf(firms[1] ?? ''), `${run.at}/inputs`))
    expect(own.items.map(({ unit }) => unit)).toEqual([shared?.unit])
  })
})

describe('statistical data', () => {
  it('judge nobody: a value that came in as statistical is refused when inputs are gathered', async () => {
    await enterFirms(
      house,
      ladder(1, () => 'kite'),
      '2022',
    )
    await sql`update observation_batch set domain = 'statistical' where lines = 1`.execute(house.record.owner)
    const response = await app.ask(analyst, '/api/evaluations', {
      body: { scheme: 'land-use', period: '2022', given: {} },
    })
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('evaluations.statistical_input')
  })

  it('and a period that has not ended, or is none of the scheme, is refused as such', async () => {
    for (const period of ['2026', '2024-05', 'next year']) {
      const response = await app.ask(analyst, '/api/evaluations', { body: { scheme: 'land-use', period, given: {} } })
      expect([400, 422]).toContain(response.status)
    }
  })
})
