import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anonymous } from '#base/decision.ts'
import { openTestApp, openTestHouse, type TestApp, type TestHouse, testActor } from '#kit/server/testing.ts'
import { catalogueContract, type PlatformDetail, type SupplyDetail, type SupplySummary } from '../contract.ts'
import { catalogueRoutes } from './routes.ts'

let house: TestHouse
let app: TestApp
beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2025-10-20T02:00:00Z') })
  app = openTestApp(house, [{ name: 'catalogue', contract: catalogueContract, routes: catalogueRoutes }])
})
afterAll(() => house.close())

const reader = testActor(['catalogue.see'])
const keeper = testActor(['catalogue.see', 'catalogue.record'], { roles: ['analyst'] })
const ownOnly = testActor([
  'catalogue.see',
  { permission: 'catalogue.record', scope: 'organisation', organisation: 'tax' },
])

async function json<Body>(answer: Promise<Response>): Promise<Body> {
  const response = await answer
  expect(response.status).toBe(200)
  return (await response.json()) as Body
}

const show = (id: string, actor = reader) => json<SupplyDetail>(app.ask(actor, `/api/catalogue/${id}`))
const arrival = { organisation: 'lantern-task-force', period: '2025-Q3', arrivedOn: '2025-10-18', note: '第三季度情况' }
const note = (body: object, actor = keeper) => app.ask(actor, '/api/catalogue/base-reports/arrivals', { body })

describe.each([
  '/api/catalogue',
  '/api/catalogue/tax',
  '/api/platforms',
  '/api/platforms/energy-watch',
  '/api/classifications',
])('GET %s', (address) => {
  it('refuses who is not signed in (401) and who may not see the catalogue (403)', async () => {
    expect((await app.ask(anonymous, address)).status).toBe(401)
    expect((await app.ask(testActor(['people.see']), address)).status).toBe(403)
  })
})

describe('the catalogue', () => {
  it('lists every supply of the programme, and those of one unit', async () => {
    const { rows } = await json<{ rows: SupplySummary[] }>(app.ask(reader, '/api/catalogue'))
    expect(rows.map(({ id }) => id)).toEqual(Object.keys(house.programme().supplies))
    const ofTax = await json<{ rows: SupplySummary[] }>(app.ask(reader, '/api/catalogue?unit=tax'))
    expect(ofTax.rows.map(({ id }) => id)).toEqual(['tax'])
  })

  it('says what is not stated instead of leaving it empty', async () => {
    const { basis, retention, due, basisStated } = await show('emissions')
    expect({ basis, retention, due, basisStated }).toEqual({
      basis: undefined,
      retention: undefined,
      due: undefined,
      basisStated: false,
    })
  })

  it('shows a file that never came as missing since its due date', async () => {
    const { arrivals } = await show('tax')
    expect(arrivals[0]).toMatchObject({ period: '2024', standing: 'missing', indicator: { id: 'tax_paid' } })
  })

  it('knows no supply that is not in the pack (404)', async () => {
    expect((await app.ask(reader, '/api/catalogue/constructor')).status).toBe(404)
  })
})

describe('an arrival that is noted by hand', () => {
  it('makes the period late by a day, once', async () => {
    expect((await show('base-reports')).arrivals[0]).toMatchObject({
      period: '2025-Q3',
      standing: 'missing',
      lateDays: 3,
    })
    expect((await note(arrival)).status).toBe(200)
    expect((await note(arrival)).status).toBe(409)
    expect((await show('base-reports')).arrivals[0]).toMatchObject({
      standing: 'late',
      lateDays: 1,
      note: '第三季度情况',
    })
  })

  it('is withdrawn with a reason, and the period is missing again', async () => {
    const [first] = (await show('base-reports')).arrivals
    const address = `/api/catalogue/arrivals/${first?.entry}/withdraw`
    expect((await app.ask(keeper, address, { body: { reason: ' ' } })).status).toBe(400)
    expect((await app.ask(keeper, address, { body: { reason: '登记错误' } })).status).toBe(200)
    expect((await app.ask(keeper, address, { body: { reason: '登记错误' } })).status).toBe(404)
    expect((await show('base-reports')).arrivals[0]).toMatchObject({ standing: 'missing' })
  })

  it.each([
    ['of a unit that does not supply it', { organisation: 'tax' }],
    ['for a period that has not ended', { period: '2025-Q4' }],
    ['for a period of another kind', { period: '2025-09' }],
    ['on a day to come', { arrivedOn: '2025-10-21' }],
    ['on a day that does not exist', { arrivedOn: '2025-02-30' }],
  ])('is refused %s', async (_name, wrong) => {
    const answer = await note({ ...arrival, ...wrong })
    expect(answer.status).toBe(400)
    const { issues } = (await answer.json()) as { issues: { where: string }[] }
    expect(issues.map(({ where }) => where)).toEqual([`body.${Object.keys(wrong)[0]}`])
  })

  it('is refused to who may record for another unit only (403), and where arrivals are seen by themselves (409)', async () => {
    expect((await note(arrival, ownOnly)).status).toBe(403)
    const ofFile = await app.ask(keeper, '/api/catalogue/tax/arrivals', {
      body: { ...arrival, organisation: 'tax', period: '2024' },
    })
    expect(ofFile.status).toBe(409)
  })
})

describe('who uses what a supply brings', () => {
  it('is counted by role and day, never by person', async () => {
    house.uses.note(keeper, { how: 'query', of: ['indicators/tax_per_mu'] })
    house.uses.note(keeper, { how: 'query', of: ['indicators/tax_per_mu'] })
    await house.uses.flush()
    house.uses.note(keeper, { how: 'query', of: ['indicators/tax_per_mu', 'indicators/emissions'] })
    const { uses } = await show('tax')
    expect(uses).toMatchObject([
      { thing: { id: 'tax_per_mu' }, how: 'query', role: { id: 'analyst' }, times: 3, lastOn: '2025-10-20' },
    ])
    expect(JSON.stringify(uses)).not.toContain(keeper.id)
  })
})

describe('platforms that the documents name', () => {
  it('each has an owner or says that none is stated, a state and a disposition', async () => {
    const { rows } = await json<{ rows: PlatformDetail[] }>(app.ask(reader, '/api/platforms'))
    expect(
      rows.map(({ id, owner, state, disposition }) => ({ id, notStated: owner.notStated, state, disposition })),
    ).toEqual([
      { id: 'energy-watch', notStated: true, state: 'planned', disposition: 'tracked' },
      { id: 'enterprise-database', notStated: false, state: 'running', disposition: 'built_here' },
    ])
  })

  it('a state that an officer noted stands above that of the document, which stays', async () => {
    const address = '/api/platforms/energy-watch/states'
    const body = { state: 'building', since: '2025-09-01', reason: '项目已开工' }
    expect((await app.ask(reader, address, { body })).status).toBe(403)
    expect((await app.ask(ownOnly, address, { body })).status).toBe(403)
    expect((await app.ask(keeper, address, { body: { ...body, since: '2026-01-01' } })).status).toBe(400)
    await json(app.ask(keeper, address, { body }))
    const platform = await json<PlatformDetail>(app.ask(reader, '/api/platforms/energy-watch'))
    expect(platform).toMatchObject({ state: 'building', stateSince: '2025-09-01' })
    expect(platform.states.map(({ state }) => state)).toEqual(['building', 'planned'])
    expect(platform.states[1]?.source).toMatchObject({ id: 'plan-2020', clause: 'IV' })
  })
})
