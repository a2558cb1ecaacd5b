import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, anonymous, system } from '#base/decision.ts'
import { createParcelsInBulk, createShapesInBulk } from '#capabilities/parcels/server/service.ts'
import { expireClocks } from '#capabilities/workflows/server/service.ts'
import { openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import type { Offer } from '../contract/offers.ts'
import type { AgreementDetail } from '../contract/agreements.ts'
import type { SupplyDetail, SupplyProposal, SupplySummary } from '../contract/supplies.ts'
import { beginAgreement, createIndicatorSetsInBulk, createLotsInBulk, listLots, suppliesOf } from './service.ts'
import { answer, groundAt, openLandApp, refusal, uuid } from './testing.ts'

let house: TestHouse
let app: TestApp
beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-03-02T02:00:00Z') })
  app = openLandApp(house)
  await house.record.asSystem(async (tx) => {
    await createParcelsInBulk(tx, house.programme(), [
      { ...parcel, id: lantern, code: 'K-1', name: '灯彩一号地' },
      { ...parcel, id: later, code: 'K-2' },
      { ...parcel, id: shapeless, code: 'K-3' },
      { ...parcel, id: bare, code: 'K-4' },
    ])
    await createShapesInBulk(
      tx,
      [lantern, later, bare].map((one, at) => ({ parcel: one, geometry: groundAt(124 + at / 100) })),
    )
    await createLotsInBulk(house, tx, {
      reason: '收储计划',
      rows: [
        { parcel: lantern, base: 'lantern-base', use: 'industry', readiness: 'usable' },
        { parcel: later, base: 'lantern-base', use: 'industry', readiness: 'plan-change' },
        { parcel: shapeless, base: 'lantern-base', use: 'industry', readiness: 'usable' },
        { parcel: bare, base: 'lantern-base', use: 'industry', readiness: 'usable' },
      ],
    })
    await createIndicatorSetsInBulk(house, tx, [{ parcel: lantern, industry, place: 'kite', base: 'lantern-base' }])
  })
})
afterAll(() => house.close())

const [lantern, later, shapeless, bare] = [uuid(101), uuid(102), uuid(103), uuid(104)]
const industry = 'plan-fields/light-making'
const parcel = { place: 'kite', base: 'lantern-base', area: '20000', landUse: null, synthetic: false }

const verbs = ['land.see', 'land.plan', 'land.set', 'land.supply', 'parcels.see', 'workflows.see']
const officer = testActor(verbs, { id: uuid(1), organisation: 'land-office' })
const unit = (organisation: string, n: number, more: readonly string[] = []): Actor =>
  testActor(
    ['land.see', 'land.supply', 'workflows.see', ...more].map((permission) => ({
      permission,
      scope: 'organisation' as const,
      organisation,
    })),
    { id: uuid(n), organisation },
  )
const ecology = unit('ecology', 2)
const industryBureau = unit('industry-bureau', 3)
const leader = testActor(['land.see', 'land.decide', 'workflows.see'], {
  id: uuid(4),
  organisation: 'county-government',
})
const fluteClerk = testActor(
  verbs.map((permission) => ({ permission, scope: 'place' as const, place: 'flute' })),
  { id: uuid(5), organisation: 'flute-government' },
)

const on = (day: string) => house.clock.set(new Date(`${day}T02:00:00Z`))

const parties = { lead: ['land-office'], assist: ['kite-government'], decide: ['county-government'] }
const begin = (actor: Actor, of: string) =>
  app.ask(actor, '/api/land/supplies', { body: { parcel: of, use: 'industry', ...parties } })
const show = (id: string, actor = officer) => answer<SupplyDetail>(app.ask(actor, `/api/land/supplies/${id}`))
const asked = async (actor: Actor, id: string, act: string, more: Record<string, unknown> = {}) => {
  const { revision } = await show(id)
  return app.ask(actor, `/api/land/supplies/${id}/acts`, { body: { act, expectedVersion: revision, ...more } })
}
const perform = (actor: Actor, id: string, act: string, more: Record<string, unknown> = {}) =>
  answer<{ state: string }>(asked(actor, id, act, more))
async function file(actor: Actor, id: string, act: string, ask: string): Promise<string> {
  const { case: of } = await show(id)
  const sent = app.ask(actor, `/api/cases/${of}/files?act=${act}&ask=${ask}`, {
    body: new TextEncoder().encode(`%PDF-1.4\n${ask}\n%%EOF`),
    headers: { 'x-file-name': `${ask}.pdf`, 'content-type': 'application/octet-stream' },
  })
  return (await answer<{ id: string }>(sent)).id
}
/** Somebody who took other land and did not keep to the agreement. */
async function inDefault(holderName: string): Promise<void> {
  await house.record.asSystem(async (tx) => {
    const given = { parcel: bare, holder: null, holderName, industry: null, price: null, area: '20000', actor: system }
    const { id } = await beginAgreement(house, tx, { ...given, landRightOn: '2024-01-01' })
    await sql`insert into land_credit (agreement, holder_name, what, happened_on, at)
      values (${id}, ${holderName}, '逾期未开工', '2025-06-01', now())`.execute(tx)
  })
}
const offers = () => answer<{ rows: Offer[]; total: number }>(app.ask(anonymous, '/api/land/offers'))

describe('a parcel cannot be supplied', () => {
  it.each([
    ['while its plan must be changed first', later, 'supply.not_ready'],
    ['without a shape', shapeless, 'supply.no_shape'],
  ])('%s', async (_why, of, reason) => {
    expect(await refusal(begin(officer, of))).toMatchObject({ code: 'refused_by_rule', details: { reason } })
    const proposal = await answer<SupplyProposal>(app.ask(officer, `/api/land/parcels/${of}/supplies/proposal`))
    expect(proposal.decision).toMatchObject({ allowed: false, reason })
  })

  it('by somebody whose land lies elsewhere', async () => {
    expect((await refusal(begin(fluteClerk, lantern))).status).toBeGreaterThanOrEqual(403)
  })

  it('with units that the programme does not know', async () => {
    const body = { parcel: bare, use: 'industry', ...parties, lead: ['land-ofice'] }
    expect(await refusal(app.ask(officer, '/api/land/supplies', { body }))).toMatchObject({
      code: 'invalid_input',
      issues: [{ where: 'body.lead' }],
    })
  })
})

describe('the supply of a parcel, from its proposal to its handing over', () => {
  let id: string

  it('is proposed with the units that the duties name for land of the base', async () => {
    const proposal = await answer<SupplyProposal>(app.ask(officer, `/api/land/parcels/${lantern}/supplies/proposal`))
    expect(proposal).toMatchObject({
      decision: { allowed: true },
      open: null,
      use: 'industry',
      lead: [{ id: 'land-office' }],
      decide: [{ id: 'county-government' }],
    })
    id = (await answer<{ id: string }>(begin(officer, lantern))).id
    expect(await show(id)).toMatchObject({ state: 'proposed', outstanding: [], light: 'on_schedule' })
  })

  it('is one at a time', async () => {
    expect(await refusal(begin(officer, lantern))).toMatchObject({ details: { reason: 'supply.open_already' } })
  })

  it('lies with four units at once, each with its day', async () => {
    await perform(officer, id, 'send_out')
    const { outstanding, nextDue } = await show(id)
    expect(outstanding.map(({ branch, units, due }) => [branch, units.map((one) => one.id), due])).toEqual([
      ['planning', ['land-office'], '2026-03-09'],
      ['environment', ['ecology'], '2026-03-16'],
      ['industry', ['industry-bureau'], '2026-03-09'],
      ['opinion', ['kite-government'], '2026-03-09'],
    ])
    expect(nextDue).toBe('2026-03-09')
  })

  it('goes back to be completed when a unit refuses, and all units check anew', async () => {
    await perform(officer, id, 'planning.fits')
    await perform(ecology, id, 'environment.lacking', { reason: '缺少环评' })
    expect(await refusal(asked(officer, id, 'settle'))).toMatchObject({ code: 'refused_by_rule' })
    await perform(officer, id, 'rework', { reason: '补充区域环评' })
    expect(await show(id)).toMatchObject({ state: 'proposed', outstanding: [] })
    await perform(officer, id, 'send_out')
    expect((await show(id)).outstanding).toHaveLength(4)
  })

  it('takes the silence of whoever assists as consent after five working days', async () => {
    await perform(officer, id, 'planning.fits')
    await perform(ecology, id, 'environment.covered')
    await perform(industryBureau, id, 'industry.admitted')
    on('2026-03-09')
    await expireClocks(house)
    expect((await show(id)).outstanding.map(({ branch }) => branch)).toEqual(['opinion'])
    on('2026-03-10')
    await expireClocks(house)
    expect((await show(id)).outstanding).toEqual([])
    await perform(officer, id, 'settle')
    expect(await perform(officer, id, 'set_indicators')).toMatchObject({ state: 'indicators_set' })
  })

  it('is not announced without the design that was reviewed', async () => {
    const announcement = [await file(leader, id, 'announce', 'announcement')]
    expect(await refusal(asked(leader, id, 'announce', { files: { announcement } }))).toMatchObject({
      code: 'invalid_input',
      issues: [{ where: expect.stringContaining('reviewed_design') as string }],
    })
    expect(await show(id)).toMatchObject({ state: 'indicators_set', offer: null })
    expect((await offers()).total).toBe(0)
  })

  it('is announced with it: strangers read the conditions and both documents', async () => {
    const files = {
      announcement: [await file(leader, id, 'announce', 'announcement')],
      reviewed_design: [await file(leader, id, 'announce', 'reviewed_design')],
    }
    await perform(leader, id, 'announce', { files })
    const { rows } = await offers()
    const [offer] = rows
    expect(offer).toMatchObject({ kind: 'parcel', of: lantern, stage: 'announced', supply: id, code: 'K-1' })
    expect(offer?.industries.map((one) => one.industry)).toEqual([industry])
    expect(offer?.industries[0]?.rows.length).toBeGreaterThan(0)
    expect(offer?.documents.map(({ name }) => name).toSorted()).toEqual(['announcement.pdf', 'reviewed_design.pdf'])
    const [document] = offer?.documents ?? []
    const got = await app.ask(anonymous, `/api/land/offers/${offer?.id}/documents/${document?.id}`)
    expect(got.status).toBe(200)
    expect(await got.text()).toContain('%PDF')
  })

  it('is not withdrawn from the public by hand while it is announced', async () => {
    const [offer] = (await offers()).rows
    const withdrawn = app.ask(officer, `/api/land/offers/${offer?.id}/withdraw`, {
      body: { expectedRevision: offer?.revision, reason: '误发' },
    })
    expect(await refusal(withdrawn)).toMatchObject({ details: { reason: 'offer.announced' } })
  })

  it('what was announced is what counts: other indicators are not put in force meanwhile', async () => {
    const drawn = app.ask(officer, `/api/land/parcels/${lantern}/indicators`, { body: { industry } })
    const draft = await answer<{ id: string; revision: number }>(drawn)
    const set = (body: object) => app.ask(officer, `/api/land/indicator-sets/${draft.id}/set`, { body })
    expect(await refusal(set({ revision: draft.revision }))).toMatchObject({
      code: 'wrong_state',
      details: { reason: 'indicators.announced' },
    })
  })

  it('is sold only for an industry whose indicators are set', async () => {
    const sale = { price: '2500', winner: '云渚光电有限公司', sold_on: '2026-03-10' }
    const elected = { ...sale, industry_elected: 'plan-fields/steel' }
    expect(await refusal(asked(officer, id, 'sell', { fields: elected }))).toMatchObject({
      code: 'refused_by_rule',
      issues: [
        { text: 'supply.industry_without_indicators', where: 'body.fields.industry_elected', expected: industry },
      ],
    })
    const owed = { ...sale, price: '-1', industry_elected: industry }
    expect(await refusal(asked(officer, id, 'sell', { fields: owed }))).toMatchObject({
      issues: [{ where: 'body.fields.price' }],
    })
    const code = { ...sale, industry_elected: industry, winner_code: '91441900MA00000000' }
    expect(await refusal(asked(officer, id, 'sell', { fields: code }))).toMatchObject({
      issues: [{ text: 'supply.winner_code' }],
    })
    expect(await show(id)).toMatchObject({ state: 'announced', winner: null })
    await inDefault('云渚失信有限公司')
    const defaulting = { ...sale, industry_elected: industry, winner: '云渚失信有限公司' }
    expect(await refusal(asked(officer, id, 'sell', { fields: defaulting }))).toMatchObject({
      code: 'refused_by_rule',
      issues: [{ text: 'supply.winner_in_default', where: 'body.fields.winner' }],
    })
    await perform(officer, id, 'sell', { fields: { ...sale, industry_elected: industry } })
    expect(await show(id)).toMatchObject({ winner: '云渚光电有限公司', price: '2500', soldOn: '2026-03-10' })
    expect((await offers()).total).toBe(0)
  })

  it('falls through when nobody signs, and may be announced and sold again', async () => {
    await perform(leader, id, 'fall_through', { reason: '竞得人放弃' })
    expect(await show(id)).toMatchObject({ state: 'indicators_set', winner: null, price: null, industryElected: null })
    const again = async () => ({
      announcement: [await file(leader, id, 'announce', 'announcement')],
      reviewed_design: [await file(leader, id, 'announce', 'reviewed_design')],
    })
    await perform(leader, id, 'announce', { files: await again() })
    await perform(officer, id, 'end_without_bid')
    expect((await offers()).total).toBe(0)
    await perform(leader, id, 'announce', { files: await again() })
    const fields = { price: '2600.5', winner: '云渚光电有限公司', sold_on: '2026-03-10', industry_elected: industry }
    await perform(officer, id, 'sell', { fields })
  })

  it('is signed, which begins the agreement on its supervision', async () => {
    const files = {
      land_contract: [await file(officer, id, 'sign', 'land_contract')],
      agreement: [await file(officer, id, 'sign', 'agreement')],
    }
    const before = { fields: { land_right_on: '2016-03-20' }, files }
    expect(await refusal(asked(officer, id, 'sign', before))).toMatchObject({
      issues: [{ text: 'supply.before_sale', where: 'body.fields.land_right_on', expected: '≥ 2026-03-10' }],
    })
    await perform(officer, id, 'sign', { fields: { land_right_on: '2026-03-20' }, files })
    const { agreement, landRightOn } = await show(id)
    expect(landRightOn).toBe('2026-03-20')
    const begun = await answer<AgreementDetail>(app.ask(officer, `/api/land/agreements/${agreement}`))
    expect(begun).toMatchObject({ landRightOn: '2026-03-20', use: { id: 'industry' } })
  })

  it('is handed over: the parcel is supplied and can be supplied no more', async () => {
    for (const [day, text] of [
      ['2026-03-09', 'supply.before_sale'],
      ['2036-03-10', 'supply.handed_later'],
    ] as const)
      expect(await refusal(asked(officer, id, 'hand_over', { fields: { handed_on: day } }))).toMatchObject({
        issues: [{ text, where: 'body.fields.handed_on' }],
      })
    await perform(officer, id, 'hand_over', { fields: { handed_on: '2026-03-10' } })
    expect(await show(id)).toMatchObject({ isFinal: true, light: 'done', handedOn: '2026-03-10' })
    const [lot] = await house.record.asSystem((tx) => listLots(tx, [lantern]))
    expect(lot?.suppliedOn).toBe('2026-03-10')
    expect(await refusal(begin(officer, lantern))).toMatchObject({ details: { reason: 'supply.supplied_already' } })
    const latest = await house.record.withActor(officer, (tx) => suppliesOf(tx, [lantern]))
    expect(latest.get(lantern)).toMatchObject({ id, isFinal: true })
  })
})

describe('a supply without indicators', () => {
  it('does not get past them, and whoever proposed it takes it back', async () => {
    const { id } = await answer<{ id: string }>(begin(officer, bare))
    await perform(officer, id, 'send_out')
    await perform(officer, id, 'planning.fits')
    await perform(ecology, id, 'environment.covered')
    await perform(industryBureau, id, 'industry.admitted')
    await perform(unit('kite-government', 6), id, 'opinion.agree', { unit: 'kite-government' })
    await perform(officer, id, 'settle')
    expect(await refusal(asked(officer, id, 'set_indicators'))).toMatchObject({
      code: 'refused_by_rule',
      details: { reason: 'supply.no_indicators' },
    })
    await perform(officer, id, 'withdraw', { reason: '另行安排' })
    expect(await show(id)).toMatchObject({ isFinal: true, state: 'withdrawn' })
    const list = await answer<{ rows: SupplySummary[]; total: number }>(
      app.ask(officer, '/api/land/supplies?state=withdrawn&unit=kite-government&place=lantern-base&text=K-4'),
    )
    expect(list.rows.map((one) => one.id)).toEqual([id])
    expect((await answer<{ total: number }>(app.ask(fluteClerk, '/api/land/supplies'))).total).toBe(0)
  })
})
