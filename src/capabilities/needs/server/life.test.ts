import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, anonymous, type Grant, system } from '#base/decision.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { createOffersInBulk } from '#capabilities/land/server/service.ts'
import { createPerson } from '#capabilities/people/server/service.ts'
import { workflowsContract } from '#capabilities/workflows/contract.ts'
import { workflowsReacts } from '#capabilities/workflows/server/reacts.ts'
import { workflowsRoutes } from '#capabilities/workflows/server/routes.ts'
import { eraseDue } from '#kit/server/retention/sweep.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import {
  type Matched,
  needsContract,
  type NeedDetail,
  type Receipt,
  type RunResult,
  type RunSummary,
} from '../contract.ts'
import { needsReacts } from './reacts.ts'
import { needsRoutes } from './routes.ts'
import { lightAt300, offerOf, spaceOf } from './testing.ts'

let house: TestHouse
let app: TestApp
const officer = testActor(['land.match', 'land.see', 'workflows.see'], { organisation: 'land-office' })
const clerk = testActor(
  ['land.request', 'workflows.see'].map(
    (permission): Grant => ({ permission, scope: 'organisation', organisation: 'enterprise:lumen' }),
  ),
  { id: '00000000-0000-4000-8000-000000000777', organisation: 'enterprise:lumen' },
)
const who = { company: '萤火光电', contact: '李工', phone: '0769-1234567' }

beforeAll(async () => {
  house = await openTestHouse()
  app = openTestApp(house, [
    { name: 'workflows', contract: workflowsContract, routes: workflowsRoutes, reacts: workflowsReacts },
    { name: 'needs', contract: needsContract, routes: needsRoutes, reacts: needsReacts },
  ])
  await house.record.asSystem((tx) =>
    createOffersInBulk(tx, house.programme(), [
      offerOf('P-1', { industries: lightAt300 }),
      offerOf('P-2', { area: '9000', price: { value: '120', unit: 'CNY_10k/mu' } }),
      spaceOf('S-1'),
      spaceOf('S-2', { powerKw: null, from: parsePlainDate('2027-01-01') }),
    ]),
  )
  await house.start()
})
afterAll(() => house.close())

async function answered<Body>(asked: Promise<Response>): Promise<Body> {
  const response = await asked
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${response.status} ${text.slice(0, 600)}`)
  return JSON.parse(text) as Body
}

async function refused(asked: Promise<Response>) {
  const response = await asked
  const body = (await response.json()) as { code: string; issues: { text: string; where: string }[] }
  return { status: response.status, ...body }
}

const match = (need: object, actor: Actor = anonymous) =>
  answered<Matched>(app.ask(actor, '/api/needs/match', { body: { need } }))

const light = { industry: 'plan-fields/light-making', kind: 'parcel', area: { least: '15000', most: '25000' } }

describe('somebody who is not signed in', () => {
  it('sees what fits with every reason, and what is still open', async () => {
    const investment = { value: '9000', unit: 'CNY_10k' }
    const found = await match({ ...light, promises: { investment } })
    expect(found.offers).toBe(4)
    expect(found.matches[0]).toMatchObject({ code: 'P-1', fits: true })
    expect(found.matches[0]?.conditions[0]).toMatchObject({ id: 'investment_intensity', answer: 'yes' })
    const unsaid = await match(light)
    expect(unsaid.matches[0]?.conditions[0]).toMatchObject({ answer: 'unknown', missing: [{ id: 'investment' }] })
    expect(unsaid.open).toBe(1)
  })

  it('sees by how much a promise is short, and the change that would do', async () => {
    const found = await match({ ...light, promises: { investment: { value: '60', unit: 'CNY_1M' } } }).catch(
      () => undefined,
    )
    expect(found).toBeUndefined()
    const short = await match({ ...light, promises: { investment: { value: '8000', unit: 'CNY_10k' } } })
    const near = short.matches.find(({ code }) => code === 'P-1')?.relaxation
    expect(near?.changes).toEqual([
      expect.objectContaining({ what: 'promise', name: 'investment', from: '8000', to: '9000', unit: 'CNY_10k' }),
    ])
    const again = await match(near?.need ?? {})
    expect(again.matches[0]).toMatchObject({ code: 'P-1', fits: true })
  })

  it('is told what is wrong with a need, place by place', async () => {
    const asked = {
      industry: 'plan-fields/none',
      area: { least: '10', most: '5' },
      promises: { wishes: { value: '1', unit: 'm2' } },
    }
    const { status, issues } = await refused(app.ask(anonymous, '/api/needs/match', { body: { need: asked } }))
    expect(status).toBe(400)
    expect(issues.map(({ text, where }) => `${where} ${text}`)).toEqual([
      'body.need.industry needs.unknown_industry',
      'body.need.area.most needs.most_below_least',
      'body.need.promises.wishes needs.unknown_measure',
    ])
    const huge = {
      promises: Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`m${at}`, { value: '1', unit: 'm2' }])),
    }
    expect((await refused(app.ask(anonymous, '/api/needs/match', { body: { need: huge } }))).status).toBe(400)
  })

  it('sends the need with name and phone, and reads the answer by the receipt alone', async () => {
    const { issues } = await refused(app.ask(anonymous, '/api/needs', { body: { need: light } }))
    expect(issues.map(({ where }) => where)).toEqual(['body.company', 'body.contact', 'body.phone'])
    const sent = await answered<{ id: null; receipt: string }>(
      app.ask(anonymous, '/api/needs', { body: { need: light, ...who } }),
    )
    expect(sent.id).toBeNull()
    const seen = await answered<Receipt>(app.ask(anonymous, `/api/needs/receipts/${sent.receipt.toLowerCase()}`))
    expect(seen).toMatchObject({ state: 'stated', offers: [] })
    expect(JSON.stringify(seen)).not.toContain(who.phone)
    expect((await refused(app.ask(anonymous, '/api/needs/receipts/ABC'))).status).toBe(404)
    const kept = await house.record.asSystem((tx) =>
      sql<{ text: string }>`select n::text as text from need_need n`.execute(tx),
    )
    expect(kept.rows.map(({ text }) => text).join()).not.toContain(sent.receipt)
  })

  it('sees no list of needs, and cannot send sixty an hour and one more', async () => {
    expect((await refused(app.ask(anonymous, '/api/needs'))).status).toBe(401)
    for (let sent = 1; sent < 60; sent += 1) {
      await answered(app.ask(anonymous, '/api/needs', { body: { need: light, ...who } }))
    }
    const { code } = await refused(app.ask(anonymous, '/api/needs', { body: { need: light, ...who } }))
    expect(code).toBe('too_many')
  })
})

describe('the contact of a stranger', () => {
  const theirs = async () => {
    const { items } = await answered<{ items: NeedDetail[] }>(app.ask(officer, '/api/needs'))
    return items.find(({ stranger }) => stranger)?.id ?? ''
  }

  it('is masked until the office asks for it; that it asked is an act and a look', async () => {
    const id = await theirs()
    const seen = await answered<NeedDetail>(app.ask(officer, `/api/needs/${id}`))
    expect(seen).toMatchObject({ company: who.company, contact: '李**', phone: '076*******67', erased: false })
    expect((await refused(app.ask(clerk, `/api/needs/${id}/contact`, { method: 'POST' }))).status).toBe(403)
    const shown = await answered(app.ask(officer, `/api/needs/${id}/contact`, { method: 'POST' }))
    expect(shown).toEqual({ name: who.contact, phone: who.phone })
    const { rows: acts } = await sql`select from act where name = 'needs.contact_shown' and subject_id = ${id}`.execute(
      house.record.owner,
    )
    const { rows: looks } =
      await sql`select from kit_look where what = 'needs.needContact' and subject = ${id}`.execute(house.record.owner)
    expect([acts.length, looks.length]).toEqual([1, 1])
  })

  it('goes two years after the need has ended, with company and words, also from what the case is called; the need stays', async () => {
    const id = await theirs()
    const ended = (years: number) =>
      sql`update need_need set ended_at = ${house.clock.now().toISOString()}::timestamptz - make_interval(years => ${years}::integer, days => 1)
        where id = ${id}`.execute(house.record.owner)
    await ended(1)
    expect(await eraseDue(house)).toEqual({})
    await ended(2)
    expect(await eraseDue(house)).toEqual({ need_need: 1 })
    const seen = await answered<NeedDetail>(app.ask(officer, `/api/needs/${id}`))
    expect(seen).toMatchObject({ company: '', contact: null, phone: null, words: null, erased: true })
    expect(seen.asked.kind).toBe('parcel')
    const { rows } = await sql<{
      title: string
    }>`select title::text as title from workflow_case where id = ${seen.case}`.execute(house.record.owner)
    expect(rows[0]?.title).toContain('—')
    expect(rows[0]?.title).not.toContain(who.company)
    expect(await eraseDue(house)).toEqual({})
  })
})

describe('an enterprise and the office', () => {
  let id: string
  const need = () => answered<NeedDetail>(app.ask(officer, `/api/needs/${id}`))
  const act = async (actor: Actor, name: string, more: object = {}) => {
    const { version } = await need()
    return app.ask(actor, `/api/needs/${id}/acts/${name}`, { body: { expectedVersion: version, ...more } })
  }

  it('the enterprise states a need in its own name and sees it', async () => {
    await nameOffice()
    const space = {
      kind: 'space',
      industry: 'plan-fields/light-making',
      area: { least: '800' },
      rentMost: '15',
      byDate: '2026-06-01',
    }
    const sent = await answered<{ id: string; receipt: null; units: { id: string }[] }>(
      app.ask(clerk, '/api/needs', { body: { need: space } }),
    )
    id = sent.id
    expect(sent.receipt).toBeNull()
    expect(sent.units.map((unit) => unit.id)).toEqual(['land-office'])
    const list = await answered<{ items: { id: string }[] }>(app.ask(clerk, '/api/needs'))
    expect(list.items.map((one) => one.id)).toEqual([id])
  })

  it('the office sees what fits best, and which change comes nearest', async () => {
    const found = await answered<Matched>(app.ask(officer, `/api/needs/${id}/matches`))
    expect(found.fit).toBe(0)
    expect(found.cheapest).toMatchObject({ code: 'S-1', changes: [{ what: 'rent', from: '15', to: '18' }] })
  })

  it('only what is on offer can be offered; what was offered stays with its reasons', async () => {
    expect((await act(officer, 'take_up')).status).toBe(200)
    const wrong = await refused(act(officer, 'offer', { fields: { offers: 'the green one' } }))
    expect(wrong).toMatchObject({ code: 'invalid_input', issues: [{ text: 'needs.offers_by_id' }] })
    const best = (await answered<Matched>(app.ask(officer, `/api/needs/${id}/matches`))).matches[0]?.offer
    expect((await act(officer, 'offer', { fields: { offers: best } })).status).toBe(200)
    expect(await need()).toMatchObject({ state: 'offered', offers: [{ code: 'S-1', fits: false, number: 1 }] })
  })

  it('the enterprise accepts, and the need is settled', async () => {
    expect((await act(clerk, 'accept')).status).toBe(200)
    expect(await need()).toMatchObject({ state: 'settled', final: true })
  })

  it('all open needs are assigned at once: one takes the parcel, and the prices say what is scarce', async () => {
    const { id: run } = await answered<{ id: string }>(app.ask(officer, '/api/needs/matchings', { body: {} }))
    const shown = () =>
      answered<RunSummary & { result: RunResult | null }>(app.ask(officer, `/api/needs/matchings/${run}`))
    await expect.poll(async () => (await shown()).state, { timeout: 30_000 }).toBe('done')
    const { result } = await shown()
    expect(result?.placed).toMatchObject([{ code: 'P-1', takes: '20000' }])
    expect(result?.bound).toBe(result?.weight)
    expect(result?.unplaced).toHaveLength(59)
    expect(result?.scarce[0]).toMatchObject({ code: 'P-1' })
    expect(result?.rules.find(({ rule }) => rule === 'area')?.more).toBe(1)
    expect((await refused(app.ask(clerk, '/api/needs/matchings'))).status).toBe(403)
  })
})

async function nameOffice(): Promise<void> {
  await house.record.asSystem((tx) =>
    createPerson(house, tx, {
      actor: system,
      login: 'office',
      name: '用地科',
      language: 'zh',
      membership: { organisation: 'land-office', role: 'bureau_officer' },
    }),
  )
}
