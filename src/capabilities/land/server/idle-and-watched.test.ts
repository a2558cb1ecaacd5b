import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor } from '#base/decision.ts'
import type { AgreementSummary } from '../contract/agreements.ts'
import { findIdleLand } from './idle-findings.ts'
import { agreementsOf, beginAgreement } from './service.ts'
import {
  afterReform,
  type Agreements,
  openAgreements,
  cured,
  fluteClerk,
  idle,
  industry,
  leader,
  maker,
  officer,
  other,
  reader,
  young,
} from './testing-agreements.ts'
import { answer, refusal, uuid } from './testing.ts'

let house: Agreements['house']
let app: Agreements['app']
let show: Agreements['show']
let begun: Agreements['begun']
let check: Agreements['check']
let perform: Agreements['perform']
let on: Agreements['on']
beforeAll(async () => {
  ;({ house, app, show, begun, check, perform, on } = await openAgreements())
})
afterAll(() => house.close())

describe('land on which nobody builds', () => {
  let id: string

  it('is supervised from the day of the land right: the start is due a year after it', async () => {
    id = await begun({
      parcel: idle,
      holder: other,
      holderName: '晚星灯饰',
      price: '1200.5',
      landRightOn: '2022-03-02',
    })
    const found = await show(id)
    expect(found).toMatchObject({
      state: 'awaiting_start',
      light: 'on_schedule',
      nextDue: '2023-03-02',
      next: { key: 'start', due: '2023-03-02' },
      rows: [],
    })
    expect(found.checks.map(({ key, status }) => [key, status])).toEqual([
      ['start', 'open'],
      ['completion', 'open'],
      ['production', 'open'],
    ])
  })

  it('is late from the day after, and nothing is found idle before the rule says so', async () => {
    await on('2023-03-03')
    expect(await show(id)).toMatchObject({ light: 'overdue', days: -1, idle: false })
    expect(await findIdleLand(house)).toBe(0)
  })

  it('a year after the date it is found idle, once, with the fee of a fifth of its price', async () => {
    await on('2024-03-02')
    // The rules that were signed hold, whatever the programme says since.
    expect(await findIdleLand(afterReform(house))).toBe(1)
    expect(await findIdleLand(house)).toBe(0)
    const found = await show(id)
    expect(found).toMatchObject({
      idle: true,
      idleFindings: [{ since: 'start', due: '2023-03-02', afterMonths: 12, does: 'fee', fee: '240.1', stands: true }],
    })
    const notices = await answer<{ items: { text: { zh: string } }[] }>(app.ask(officer, '/api/notices'))
    expect(notices.items.some(({ text }) => text.zh.includes('晚星灯饰') && text.zh.includes('12 个月'))).toBe(true)
    const list = await answer<{ items: AgreementSummary[]; totals: object }>(
      app.ask(officer, '/api/land/agreements?only=idle'),
    )
    expect(list).toMatchObject({
      items: [{ id }],
      totals: { open: 1, overdue: 1, idle: 1, inDefault: 0, area: '20000' },
    })
  })

  it('is dealt with by the unit in charge and decided by who decides; another year later the rule of recovery is reached', async () => {
    const unknown = await refusal(perform(leader, id, 'find_idle', { reason: '超过一年未动工' }))
    expect(unknown.status).toBe(403)
    await answer(perform(officer, id, 'find_idle', { reason: '超过一年未动工' }))
    await answer(perform(leader, id, 'charge_idle_fee', { fields: { idle_fee: '240.1' } }))
    await on('2025-03-02')
    expect(await findIdleLand(house)).toBe(1)
    expect((await show(id)).idleFindings.map(({ does }) => does)).toEqual(['fee', 'recover'])
  })

  it('when building begins at last, the findings no longer stand', async () => {
    const started = { key: 'start', act: 'verify_start', fields: { started_on: '2025-06-01' } }
    expect(await refusal(check(id, started))).toMatchObject({ issues: [{ text: 'agreement.not_yet' }] })
    await on('2025-06-02')
    await answer(check(id, started))
    const found = await show(id)
    expect(found).toMatchObject({ state: 'building', startedOn: '2025-06-01' })
    // The day of the completion has passed as well, but not yet by a year.
    expect(found.idleFindings.map(({ stands }) => stands)).toEqual([false, false])
    expect(found.idle).toBe(false)
  })
})

describe('new-type industrial land', () => {
  beforeAll(() => on('2027-08-01'))

  it('is watched: what a row forbids is refused by it while it binds, and allowed only by a rule that is named', async () => {
    const id = await begun({
      parcel: young,
      holder: other,
      holderName: '晚星灯饰',
      industry,
      landRightOn: '2027-01-04',
    })
    const found = await show(id)
    expect(found).toMatchObject({ newIndustry: true })
    expect(found.rows.map(({ row }) => row)).toEqual(expect.arrayContaining(['no_resale', 'factory_share']))
    const watch = (body: object, actor: Actor = officer) =>
      app.ask(actor, `/api/land/agreements/${id}/watch`, {
        body: { kind: 'resale', on: '2027-06-01', words: '拟转让二层', verdict: 'refused', row: 'no_resale', ...body },
      })
    expect((await watch({}, reader)).status).toBe(403)
    await answer(watch({}))
    expect(await refusal(watch({ verdict: 'allowed' }))).toMatchObject({ issues: [{ text: 'agreement.row_in_force' }] })
    expect(await refusal(watch({ row: null }))).toMatchObject({ issues: [{ text: 'agreement.nothing_decides' }] })
    expect(await refusal(watch({ row: 'nothing' }))).toMatchObject({ issues: [{ text: 'agreement.no_row' }] })
    expect(await refusal(watch({ on: '2026-12-31' }))).toMatchObject({
      issues: [{ text: 'agreement.row_not_in_force' }],
    })
    await answer(watch({ kind: 'sublease', verdict: 'allowed', row: null, rule: '县政府同意配套转租' }))
    expect((await show(id)).watched).toMatchObject([
      { number: 2, kind: 'sublease', verdict: 'allowed' },
      { number: 1, kind: 'resale', verdict: 'refused', row: { id: 'no_resale' } },
    ])
  })

  it('other land is not watched like this', async () => {
    const list = await answer<{ items: AgreementSummary[] }>(app.ask(officer, '/api/land/agreements?q=K-2'))
    const body = { kind: 'resale', on: '2027-06-01', words: '转让', verdict: 'allowed', rule: '同意' }
    expect(await refusal(app.ask(officer, `/api/land/agreements/${list.items[0]?.id}/watch`, { body }))).toMatchObject({
      details: { reason: 'agreement.not_new_industry' },
    })
  })
})

describe('what other rooms ask', () => {
  it('a supply begins its agreement once; a parcel shows the latest with its light', async () => {
    await on('2028-01-10')
    const given = {
      supply: uuid(301),
      parcel: cured,
      holder: maker,
      holderName: '云灯光电',
      industry,
      price: '900',
      area: '20000',
      landRightOn: '2028-01-10',
      lead: ['land-office'],
      actor: officer,
    }
    const first = await house.record.withActor(officer, (tx) => beginAgreement(house, tx, given))
    const again = await house.record.withActor(officer, (tx) => beginAgreement(house, tx, given))
    expect(again).toEqual(first)
    const today = house.clock.today(house.programme().timeZone)
    const found = await house.record.withActor(officer, (tx) => agreementsOf(tx, { parcels: [cured, uuid(9)], today }))
    expect([...found]).toMatchObject([[cured, { id: first.id, light: 'on_schedule', isFinal: false }]])
    const unseen = await house.record.withActor(fluteClerk, (tx) => agreementsOf(tx, { parcels: [cured], today }))
    expect(unseen.size).toBe(0)
  })

  it('a later day is given through the clocks, and the light follows', async () => {
    const list = await answer<{ items: AgreementSummary[] }>(app.ask(officer, '/api/land/agreements?q=K-3'))
    const one = list.items[0] as AgreementSummary
    const { version } = await show(one.id)
    const body = { clock: 'start', due: '2029-06-01', reason: '管线迁改', expectedVersion: version }
    await answer(app.ask(leader, `/api/cases/${one.case}/extend`, { body }))
    expect(await show(one.id)).toMatchObject({ next: { key: 'start', due: '2029-06-01' }, nextDue: '2029-06-01' })
  })
})
