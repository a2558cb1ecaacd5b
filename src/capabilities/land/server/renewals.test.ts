import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor, Grant } from '#base/decision.ts'
import { createParcelsInBulk } from '#capabilities/parcels/server/service.ts'
import { expireClocks } from '#capabilities/workflows/server/service.ts'
import { openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import type { QuotaAccount, RequestDetail } from '../contract/quotas.ts'
import type { RenewalDetail, RenewalTerms } from '../contract/renewals.ts'
import { answer, openLandApp, refusal, uuid } from './testing.ts'

let house: TestHouse
let app: TestApp
beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-03-02T02:00:00Z') })
  app = openLandApp(house)
  await house.record.asSystem((tx) =>
    createParcelsInBulk(tx, house.programme(), [
      { id: parcel, code: 'K-70', place: 'kite', base: 'lantern-base', area: '50000', synthetic: false },
    ]),
  )
})
afterAll(() => house.close())

const parcel = uuid(701)
const verbs = ['see', 'plan', 'set', 'supply', 'supervise', 'decide', 'request'].map((verb) => `land.${verb}`)
const held = [...verbs, 'parcels.see', 'workflows.see']
const office: Actor = testActor(held, { id: uuid(1), organisation: 'land-office' })
const industry: Actor = testActor(held, { id: uuid(2), organisation: 'industry-bureau' })
const of = (place: string, id: number): Actor =>
  testActor(
    held.map((permission): Grant => ({ permission, scope: 'place', place })),
    { id: uuid(id), organisation: `${place}-government` },
  )
const kite = of('kite', 3)
const flute = of('flute', 4)

const get = <Body>(path: string, actor = office) => answer<Body>(app.ask(actor, `/api/land/${path}`))
const post = <Body>(path: string, body: unknown, actor = office) =>
  answer<Body>(app.ask(actor, `/api/land/${path}`, { body }))
const refused = (path: string, body: unknown, actor = office) => refusal(app.ask(actor, `/api/land/${path}`, { body }))

/** The next act of a case, as its panel sends it. */
async function act(caseId: string, name: string, more: object = {}, actor = office): Promise<Response> {
  const { version } = await answer<{ version: number }>(app.ask(office, `/api/cases/${caseId}`))
  return app.ask(actor, `/api/cases/${caseId}/acts`, { body: { act: name, expectedVersion: version, ...more } })
}
const done = async (...asked: Parameters<typeof act>) => answer<{ state: string }>(act(...asked))

const proposal = {
  rule: 'works-to-works',
  name: '风筝镇旧厂改造',
  parcels: [parcel],
  place: 'kite',
  base: 'lantern-base',
  industry: 'plan-fields/light-making',
  owner: '风筝置业',
  area: { value: '75', unit: 'mu' },
  housing: '12000',
  legacy: '2012年出让合同未办结',
  known: { facts: { in_protection_line: true, housing: true } },
  lead: ['land-office'],
  decide: ['land-office'],
}

describe('a renewal from its proposal to the last of its housing', () => {
  let id: string
  let caseId: string
  const show = () => get<RenewalDetail>(`renewals/${id}`)

  it('is proposed by what the programme asks for', async () => {
    const { items } = await get<{ items: RenewalTerms[] }>('renewals/terms')
    expect(items[0]).toMatchObject({ id: 'works-to-works', ground: 'land_area', linksHousing: true })
    expect(items[0]?.facts.map((fact) => fact.id)).toEqual(['fits_cluster', 'in_protection_line', 'housing'])
    ;({ id, case: caseId } = await post<{ id: string; case: string }>('renewals', proposal, kite))
    expect(await show()).toMatchObject({
      state: 'applied',
      legacy: '2012年出让合同未办结',
      area: { value: '75', unit: 'mu' },
      released: '0',
      progress: null,
      parcels: [{ code: 'K-70' }],
      answer: 'no',
    })
  })

  it('shows each rule with its answer, its clause and what is missing', async () => {
    const { rules } = await show()
    expect(rules.map(({ id: rule, does, answer: says }) => `${does} ${rule} ${says}`)).toEqual([
      'require large-enough yes',
      'require fits unknown',
      'refuse protected yes',
    ])
    expect(rules[1]?.because.map((one) => one.id)).toEqual(['fits_cluster'])
    expect(rules[2]?.source).toBe('illustrative renewal')
  })

  it('is checked by the units in parallel, each under its own clock', async () => {
    expect((await done(caseId, 'send_out')).state).toBe('checking')
    const { light, nextDue } = await show()
    expect([light, nextDue]).toEqual(['on_schedule', '2026-03-16'])
    await done(caseId, 'cluster.fits', { unit: 'industry-bureau' }, industry)
    await done(caseId, 'protection.clear', { unit: 'land-office', fields: { area: '70.5' } })
    const { measures } = await show()
    expect(measures[0]).toMatchObject({ id: 'land_area', value: { value: '70.5', unit: 'mu' } })
  })

  it('is not recognised as housing inside the protection line, and says by which rule', async () => {
    const { status, code, details, issues } = await refusal(act(caseId, 'recognise'))
    expect({ status, code, reason: details.reason }).toEqual({
      status: 422,
      code: 'refused_by_rule',
      reason: 'renewal.not_recognised',
    })
    expect(issues.map(({ text, where }) => `${text} ${where}`)).toEqual([
      'renewal.requires_unknown rules.fits',
      'renewal.refuses_yes rules.protected',
    ])
    expect(issues[1]?.details).toMatchObject({
      nameZh: '保护线内不得改作住宅',
      clauseZh: '《本包的说明性内容》 renewal',
    })
    expect((await show()).state).toBe('checking')
  })

  it('is stated anew with a reason; what stood before stays written, and two do not overwrite each other', async () => {
    const known = { facts: { fits_cluster: true, in_protection_line: true, housing: false } }
    const change = { expectedVersion: 1, known, reason: '方案改为厂房' }
    await post(`renewals/${id}/known`, change)
    expect(await refused(`renewals/${id}/known`, change)).toMatchObject({ code: 'stale' })
    const { changes, answer: says } = await show()
    expect([says, changes.map(({ number, reason }) => `${number} ${reason}`)]).toEqual([
      'yes',
      ['2 方案改为厂房', '1 null'],
    ])
  })

  it('is given nothing before it is recognised, then what its rule names, with the document', async () => {
    const gift = { gift: 'subsidy', amount: '200', unit: 'CNY_10k', on: '2026-03-02', document: '奖补〔2026〕1号' }
    expect((await refused(`renewals/${id}/gifts`, gift)).details.reason).toBe('renewal.not_recognised_yet')
    expect((await done(caseId, 'recognise')).state).toBe('recognised')
    await post(`renewals/${id}/gifts`, gift)
    expect((await refused(`renewals/${id}/gifts`, { ...gift, gift: 'castle' })).issues[0]?.text).toBe(
      'renewal.unknown_gift',
    )
    expect((await refused(`renewals/${id}/gifts`, { ...gift, unit: 'mu' })).issues[0]?.text).toBe('renewal.other_unit')
    expect((await refused(`renewals/${id}/gifts`, { ...gift, on: '2026-03-03' })).issues[0]?.text).toBe(
      'renewal.day_ahead',
    )
    const { given, recognisedOn } = await show()
    expect(recognisedOn).toBe('2026-03-02')
    expect(given).toMatchObject([{ number: 1, gift: { id: 'subsidy' }, amount: { value: '200', unit: 'CNY_10k' } }])
  })

  it('turns near and overdue while it does not begin', async () => {
    house.clock.set(new Date('2027-03-01T02:00:00Z'))
    expect((await show()).light).toBe('near')
    house.clock.set(new Date('2027-03-04T02:00:00Z'))
    await expireClocks(house)
    expect(await show()).toMatchObject({ light: 'overdue', nextDue: '2027-03-02' })
    await done(caseId, 'begin')
    expect(await show()).toMatchObject({ state: 'building', light: 'on_schedule', nextDue: null })
  })

  it('releases its housing only as far as the industrial part has come', async () => {
    const release = (progress: string, released: string) =>
      act(caseId, 'release_housing', { fields: { industrial_progress: progress, released } })
    expect((await refusal(release('45', '10'))).details).toMatchObject({ reason: 'renewal.beyond_progress', most: '0' })
    expect((await refusal(release('60', '41'))).details).toMatchObject({ most: '40', asked: '41' })
    await answer(release('60', '40'))
    expect((await refusal(release('100', '30'))).details).toMatchObject({ reason: 'renewal.called_back', before: '40' })
    await answer(release('100', '100'))
    const { releases, released, progress } = await show()
    expect([released, progress]).toEqual(['100', '100'])
    expect(releases.map(({ share, most, area }) => `${share}/${most} ${area}`)).toEqual(['40/40 4800', '100/100 12000'])
  })

  it('is seen where it lies and by its units, and by nobody else', async () => {
    expect((await app.ask(kite, `/api/land/renewals/${id}`)).status).toBe(200)
    expect((await app.ask(flute, `/api/land/renewals/${id}`)).status).toBe(404)
    const { total } = await get<{ total: number }>('renewals', flute)
    expect(total).toBe(0)
    expect((await get<{ total: number }>('renewals?place=kite&legacy=yes&open=yes')).total).toBe(1)
    expect((await get<{ total: number }>('renewals?legacy=no')).total).toBe(0)
  })
})

describe('a proposal that cannot be believed', () => {
  it('is sent back with every place that is wrong, and nothing stays', async () => {
    const before = (await get<{ total: number }>('renewals')).total
    const wrong = {
      ...proposal,
      rule: 'castles',
      parcels: [uuid(999)],
      enterprise: uuid(998),
      industry: 'plan-fields/dragons',
      area: { value: '75', unit: 'CNY_10k' },
    }
    const { code, issues } = await refused('renewals', wrong)
    expect([code, issues.map(({ where }) => where).toSorted()]).toEqual([
      'invalid_input',
      ['body.area.unit', 'body.enterprise', 'body.industry', 'body.parcels.0', 'body.rule'],
    ])
    const strange = {
      ...proposal,
      known: { values: { __proto__: {}, land_area: { value: '1', unit: 'piece' } }, facts: { constructor: true } },
    }
    const { issues: odd } = await refused('renewals', strange)
    expect(odd.map(({ text }) => text).toSorted()).toEqual(['renewal.other_unit', 'renewal.unknown_fact'])
    for (const area of [
      { value: '-5', unit: 'mu' },
      { value: '0', unit: 'mu' },
      { value: '1e9', unit: 'mu' },
    ])
      expect((await refused('renewals', { ...proposal, area })).status).toBe(400)
    expect((await refused('renewals', { ...proposal, lead: ['nobody'] })).status).toBe(400)
    expect((await refused('renewals', { ...proposal, place: 'atlantis' })).status).toBe(404)
    expect((await get<{ total: number }>('renewals')).total).toBe(before)
  })

  it('is refused to those who answer for another place', async () => {
    expect((await refused('renewals', { ...proposal, parcels: [] }, of('flute', 5))).status).toBe(403)
  })
})

const request = {
  quota: 'new-land',
  place: 'lantern-base',
  year: 2021,
  amount: '400',
  purpose: '灯彩项目用地',
  known: { facts: { in_base: true, idle_quota: false } },
  lead: ['land-office'],
}
const account = async (quota = 'new-land', year = 2021) => {
  const { items } = await get<{ items: QuotaAccount[] }>(`quotas?quota=${quota}&year=${year}&place=lantern-base`)
  return items[0]
}
const amounts = async (...asked: Parameters<typeof account>) => {
  const found = await account(...asked)
  return [found?.given, found?.reserved, found?.used, found?.left].map((one) => {
    const value = one?.value
    return value === undefined ? undefined : 'blank' in value ? value.blank : value.value
  })
}

describe('a request for a quota', () => {
  let id: string
  let caseId: string
  const show = () => get<RequestDetail>(`quotas/requests/${id}`)

  it('is answered by the unit that hands it out, under the time the workflow gives', async () => {
    house.clock.set(new Date('2026-03-02T02:00:00Z'))
    ;({ id, case: caseId } = await post<{ id: string; case: string }>(
      'quotas/requests',
      request,
      of('lantern-base', 6),
    ))
    const shown = await show()
    expect(shown).toMatchObject({
      state: 'requested',
      light: 'on_schedule',
      nextDue: '2026-03-16',
      mayReserve: { allowed: true },
    })
    expect(shown.rules.map(({ id: rule, does, answer: says }) => `${does} ${rule} ${says}`)).toEqual([
      'refuse left-idle no',
      'prefer bases-first yes',
      'reserve kept-back yes',
    ])
    expect(await amounts()).toEqual(['600', '0', '0', '600'])
  })

  it('is not reserved while nobody can say whether a rule refuses it', async () => {
    await post(`quotas/requests/${id}/known`, { expectedVersion: 1, known: {}, reason: '待核实' })
    await done(caseId, 'review', { fields: { rule: '基地优先' } })
    const { code, issues } = await refusal(act(caseId, 'reserve'))
    expect([code, issues.map(({ text }) => text)]).toEqual(['refused_by_rule', ['quota.refuses_unknown']])
    expect((await show()).mayReserve).toMatchObject({ allowed: false, reason: 'quota.refuses_unknown' })
    await post(`quotas/requests/${id}/known`, { expectedVersion: 2, known: request.known, reason: '已核实' })
  })

  it('books what it reserves, after what the programme states', async () => {
    expect((await done(caseId, 'reserve')).state).toBe('reserved')
    expect(await amounts()).toEqual(['600', '400', '0', '200'])
    const { items } = await get<{ items: { what: string; clause: object | null; by: string | null }[] }>(
      'quotas/entries?quota=new-land',
    )
    expect(items.map(({ what }) => what).toSorted()).toEqual(['given', 'reserved'])
    const left = (await account())?.left.explanation.lineage ?? ''
    const lineage = await answer<{ rows: { value: { value: string } }[] }>(app.ask(office, left))
    expect(lineage.rows.map(({ value }) => value.value).toSorted()).toEqual(['400', '600'])
  })

  it('books the use of it, and is over', async () => {
    expect((await done(caseId, 'use')).state).toBe('used')
    expect(await amounts()).toEqual(['600', '0', '400', '200'])
    expect(await show()).toMatchObject({ final: true, light: 'done' })
    expect((await refused(`quotas/requests/${id}/known`, { expectedVersion: 3, known: {}, reason: '再改' })).code).toBe(
      'wrong_state',
    )
  })

  it('of two for the last of it one is refused', async () => {
    const ready = async () => {
      const made = await post<{ id: string; case: string }>('quotas/requests', { ...request, amount: '150' })
      await done(made.case, 'review', { fields: { rule: '基地优先' } })
      return made
    }
    const both = [await ready(), await ready()]
    const responses = await Promise.all(both.map((one) => act(one.case, 'reserve')))
    expect(responses.map(({ status }) => status).toSorted()).toEqual([200, 422])
    const lost = responses.find(({ status }) => status === 422)
    expect(await lost?.json()).toMatchObject({ details: { reason: 'quota.not_enough', asked: '150', left: '50' } })
    expect(await amounts()).toEqual(['600', '150', '400', '50'])
    const won = both[responses.findIndex(({ status }) => status === 200)]
    await done(won?.case ?? '', 'give_back', { reason: '项目取消' })
    expect(await amounts()).toEqual(['600', '0', '400', '200'])
  })

  it('gets nothing where nothing was given, until a document gives some', async () => {
    const made = await post<{ id: string; case: string }>('quotas/requests', { ...request, year: 2026, amount: '30' })
    await done(made.case, 'review', { fields: { rule: '基地优先' } })
    expect((await refusal(act(made.case, 'reserve'))).details.reason).toBe('quota.nothing_given')
    const entry = {
      quota: 'new-land',
      place: 'lantern-base',
      year: 2026,
      what: 'given',
      amount: '30',
      document: '云资〔2026〕3号',
      reason: '年度下达',
    }
    await post('quotas/entries', entry)
    expect(await amounts('new-land', 2026)).toEqual(['30', '0', '0', '30'])
    await done(made.case, 'reserve')
    expect((await refused('quotas/entries', { ...entry, what: 'taken_back', amount: '1' })).details).toMatchObject({
      reason: 'quota.not_enough',
      left: '0',
    })
  })
})

describe('what a quota refuses', () => {
  it('a hand that only answers for the place does not give it anything', async () => {
    const planner = testActor(
      ['land.see', 'land.plan'].map((permission): Grant => ({ permission, scope: 'place', place: 'lantern-base' })),
      { id: uuid(7), organisation: 'kite-government' },
    )
    const entry = {
      quota: 'new-land',
      place: 'lantern-base',
      year: 2026,
      what: 'given',
      amount: '9',
      document: 'x',
      reason: 'y',
    }
    expect((await refused('quotas/entries', entry, planner)).status).toBe(403)
  })

  it('amounts of nothing or less, quotas and places that are not there, files of others', async () => {
    for (const amount of ['0', '-1', '0.000', 'NaN', '1e3'])
      expect((await refused('quotas/requests', { ...request, amount })).status).toBe(400)
    expect((await refused('quotas/requests', { ...request, quota: 'castles' })).issues[0]?.text).toBe('quota.unknown')
    expect((await refused('quotas/requests', { ...request, place: 'atlantis' })).status).toBe(404)
    expect((await refused('quotas/requests', { ...request, year: 20210 })).status).toBe(400)
    expect(
      (await refused('quotas/requests', { ...request, parcel: uuid(999), supply: uuid(999) })).issues,
    ).toHaveLength(2)
    expect((await refused('quotas/requests', { ...request, quota: 'bonds' })).issues[0]?.text).toBe('quota.no_decider')
    expect((await refused('quotas/requests', request, flute)).status).toBe(403)
    expect((await get<{ total: number }>('quotas/requests', flute)).total).toBe(0)
    expect((await app.ask(office, '/api/land/quotas/lineage?quota=castles&place=x&year=2021&of=left')).status).toBe(400)
  })
})
