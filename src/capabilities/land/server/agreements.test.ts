import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, anonymous } from '#base/decision.ts'
import { parsePeriod } from '#base/period.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { refreshDimensions } from '#capabilities/indicators/server/service.ts'
import { record, startMirror } from '#capabilities/observations/server/service.ts'
import { createParcelsInBulk } from '#capabilities/parcels/server/service.ts'
import { workflowsContract } from '#capabilities/workflows/contract.ts'
import { workflowsPlainRoutes } from '#capabilities/workflows/server/file-routes.ts'
import { workflowsReacts } from '#capabilities/workflows/server/reacts.ts'
import { workflowsRoutes } from '#capabilities/workflows/server/routes.ts'
import { expireClocks } from '#capabilities/workflows/server/service.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { landContract } from '../contract.ts'
import type { AgreementDetail, AgreementSummary, CheckPreview, Credit } from '../contract/agreements.ts'
import { findIdleLand } from './idle-findings.ts'
import { landReacts } from './reacts.ts'
import { landPlainRoutes, landRoutes } from './routes.ts'
import { agreementsOf, beginAgreement, createIndicatorSetsInBulk, openDefaultsOf } from './service.ts'

let house: TestHouse
let app: TestApp
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const [kept, idle, cured, young] = [uuid(101), uuid(102), uuid(103), uuid(104)]
const [maker, other] = [uuid(201), uuid(202)]
const industry = 'plan-fields/light-making'

beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2022-03-02T02:00:00Z') })
  await startMirror(house)
  await refreshDimensions(house)
  app = openTestApp(house, [
    {
      name: 'workflows',
      contract: workflowsContract,
      routes: workflowsRoutes,
      plainRoutes: workflowsPlainRoutes,
      reacts: workflowsReacts,
    },
    { name: 'land', contract: landContract, routes: landRoutes, plainRoutes: landPlainRoutes, reacts: landReacts },
  ])
  await house.record.asSystem(async (tx) => {
    const plot = { place: 'kite', base: 'lantern-base', area: '20000', synthetic: false }
    await createParcelsInBulk(tx, house.programme(), [
      { ...plot, id: kept, code: 'K-1', landUse: '工业用地' },
      { ...plot, id: idle, code: 'K-2', landUse: '工业用地' },
      { ...plot, id: cured, code: 'K-3', landUse: '工业用地' },
      { ...plot, id: young, code: 'K-4', landUse: 'M0' },
    ])
    await createEnterprisesInBulk(tx, house.programme(), [
      { id: maker, name: '云灯光电', town: 'kite', synthetic: false },
      { id: other, name: '晚星灯饰', town: 'kite', synthetic: false },
    ])
    const sets = [kept, cured].map((parcel) => ({ parcel, industry, place: 'kite', base: 'lantern-base' }))
    await createIndicatorSetsInBulk(house, tx, [
      ...sets,
      { parcel: young, industry, place: 'kite', base: 'lantern-base', use: 'new-industry' },
    ])
  })
})
afterAll(() => house.close())

const officer = testActor(
  ['land.see', 'land.supervise', 'workflows.see', 'indicators.see', 'parcels.see', 'enterprises.see'],
  {
    id: uuid(1),
    organisation: 'land-office',
  },
)
const leader = testActor(['land.see', 'land.decide', 'workflows.see', 'workflows.extend'], {
  id: uuid(2),
  organisation: 'county-government',
})
const fluteClerk = testActor(
  [
    ...['land.see', 'land.supervise'].map((permission) => ({ permission, scope: 'place' as const, place: 'flute' })),
    { permission: 'parcels.see', scope: 'all' as const },
  ],
  { id: uuid(3), organisation: 'flute-government' },
)
const reader = testActor(['land.see'], { id: uuid(4) })

const on = async (day: string) => {
  house.clock.set(new Date(`${day}T02:00:00Z`))
  await expireClocks(house)
}
async function answer<T>(asked: Promise<Response>): Promise<T> {
  const response = await asked
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${response.status} ${text.slice(0, 800)}`)
  return JSON.parse(text) as T
}
type Refused = {
  status: number
  code: string
  details: Record<string, unknown>
  issues: { text: string; where: string; expected?: string }[]
}
async function refusal(asked: Promise<Response>): Promise<Refused> {
  const response = await asked
  return { ...((await response.json()) as Omit<Refused, 'status'>), status: response.status }
}
const show = (id: string, actor: Actor = officer) =>
  answer<AgreementDetail>(app.ask(actor, `/api/land/agreements/${id}`))
const begin = (given: object, actor: Actor = officer) =>
  app.ask(actor, '/api/land/agreements', {
    body: { holderName: '云灯光电', lead: ['land-office'], decide: ['county-government'], ...given },
  })
const begun = async (given: object) => (await answer<{ id: string }>(begin(given))).id
const preview = (id: string, body: object, actor: Actor = officer) =>
  app.ask(actor, `/api/land/agreements/${id}/checks/preview`, { body })
const check = async (id: string, body: object, actor: Actor = officer) =>
  app.ask(actor, `/api/land/agreements/${id}/checks`, { body: { expectedVersion: (await show(id)).version, ...body } })
const perform = async (actor: Actor, id: string, act: string, more: object = {}) =>
  app.ask(actor, `/api/land/agreements/${id}/acts/${act}`, {
    body: { expectedVersion: (await show(id)).version, ...more },
  })
async function sent(actor: Actor, id: string, [act, ask]: [string, string]): Promise<string> {
  const { case: of } = await show(id)
  const file = await answer<{ id: string }>(
    app.ask(actor, `/api/cases/${of}/files?act=${act}&ask=${ask}`, {
      body: new Uint8Array(Buffer.from('%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n')),
      headers: { 'content-type': 'application/pdf', 'x-file-name': encodeURIComponent('验收.pdf') },
    }),
  )
  return file.id
}
const tax = (enterprise: string, year: number, value: string) =>
  house.record.asSystem((tx) =>
    record(house, tx, {
      kind: 'file',
      domain: 'administrative',
      subjectKind: 'enterprise',
      periodKind: 'year',
      cells: [{ indicator: 'tax_paid', span: 'this' }],
      rows: [
        {
          subject: enterprise,
          period: parsePeriod(String(year)),
          contents: [{ value, status: 'normal' }],
          source: `tax ${year}`,
          sourceVersion: 1,
        },
      ],
      actor: 'tester',
    }),
  )

describe('who may begin and see an agreement', () => {
  const given = { parcel: kept, holder: maker, industry, price: '3000', landRightOn: '2021-06-14' }

  it('is refused to strangers, to those without the permission, and outside their places', async () => {
    expect((await begin(given, anonymous)).status).toBe(401)
    expect((await begin(given, reader)).status).toBe(403)
    expect((await begin(given, fluteClerk)).status).toBe(403)
  })

  it('says what cannot be: a price below nothing, a day that is none, a parcel without indicators, a holder that is not there', async () => {
    expect(await refusal(begin({ ...given, price: '-1' }))).toMatchObject({
      status: 400,
      issues: [{ text: 'agreement.less_than_nothing', where: 'price' }],
    })
    expect(await refusal(begin({ ...given, landRightOn: '2021-02-30' }))).toMatchObject({
      issues: [{ where: 'body.landRightOn' }],
    })
    expect(await refusal(begin({ ...given, area: '0' }))).toMatchObject({ issues: [{ text: 'agreement.no_ground' }] })
    expect(await refusal(begin({ ...given, parcel: idle }))).toMatchObject({
      code: 'refused_by_rule',
      details: { reason: 'indicators.none_set' },
    })
    expect((await begin({ ...given, holder: uuid(999) })).status).toBe(404)
  })
})

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
    expect(await findIdleLand(house)).toBe(1)
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

describe('land of 2021 whose tax is asked from the fourth year', () => {
  let id: string

  it('begins with its rows frozen and its checks in the order of time', async () => {
    await on('2025-06-03')
    id = await begun({ parcel: kept, holder: maker, industry, price: '3000', landRightOn: '2021-06-14' })
    const found = await show(id)
    expect(found.rows.map(({ row }) => row)).toEqual(expect.arrayContaining(['plot_ratio', 'tax_per_land', 'filed']))
    expect(found.checks.find(({ key }) => key === 'investment')).toMatchObject({ due: '2025-06-14', status: 'open' })
    expect(found.checks.find(({ key }) => key === 'year:2025')).toMatchObject({ opens: '2026-01-01', status: 'later' })
    expect(found.checks.find(({ key }) => key === 'year:?')).toMatchObject({ waits: 'production', status: 'waiting' })
    expect(found.light).toBe('overdue')
  })

  it('is asked for what the rows of its completion measure, and is judged while one types', async () => {
    await answer(check(id, { key: 'start', act: 'verify_start', fields: { started_on: '2021-12-01' } }))
    const empty = await answer<CheckPreview>(preview(id, { key: 'completion' }))
    expect(empty.asks.amounts.map(({ measure, from }) => [measure.id, from])).toEqual(
      expect.arrayContaining([
        ['land_area', 'agreement'],
        ['floor_area', null],
        ['footprint', null],
      ]),
    )
    expect(empty).toMatchObject({ answer: 'unknown', shortfall: null })
    const body = { key: 'completion', amounts: built('31000', '9000'), stated: { only_industry: true } }
    const found = await answer<CheckPreview>(preview(id, body))
    const rows = new Map(found.rows.map((row) => [row.row, row]))
    expect(rows.get('plot_ratio')).toMatchObject({ answer: 'met', value: { value: '1.65', unit: 'one' } })
    expect(rows.get('building_coefficient')).toMatchObject({ answer: 'met', value: { value: '45', unit: 'percent' } })
    expect(found.answer).toBe('yes')
    expect(found.acts).toMatchObject([
      { act: 'verify_completion', allowed: true, fields: { plot_ratio: '1.65', building_coefficient: '45' } },
    ])
  })

  const built = (floor: string, footprint: string) => [
    { measure: 'floor_area', year: null, value: floor },
    { measure: 'tall_floor_area', year: null, value: '2000' },
    { measure: 'footprint', year: null, value: footprint },
    { measure: 'office_land', year: null, value: '900' },
  ]

  it('is completed with its plot ratio and building coefficient, and the acceptance in the file', async () => {
    const acceptance = await sent(officer, id, ['verify_completion', 'acceptance'])
    const body = {
      key: 'completion',
      amounts: built('31000', '9000'),
      stated: { only_industry: true },
      act: 'verify_completion',
      files: { acceptance: [acceptance] },
    }
    const early = { ...body, fields: { completed_on: '2021-11-30' } }
    expect(await refusal(check(id, early))).toMatchObject({ issues: [{ text: 'agreement.before_start' }] })
    await answer(check(id, { ...body, fields: { completed_on: '2023-10-01' } }))
    await answer(
      check(id, {
        key: 'production',
        act: 'verify_production',
        stated: { only_industry: true },
        fields: { producing_since: '2024-02-01' },
      }),
    )
    const found = await show(id)
    expect(found).toMatchObject({ state: 'producing', completedOn: '2023-10-01', producingSince: '2024-02-01' })
    expect(found.records.map(({ key, act }) => [key, act?.id])).toEqual([
      ['production', 'verify_production'],
      ['completion', 'verify_completion'],
      ['start', 'verify_start'],
    ])
    expect(found.checks.find(({ key }) => key === 'completion')?.status).toBe('judged')
  })

  it('a year cannot be judged before it is over', async () => {
    await on('2025-12-31')
    expect(await refusal(check(id, { key: 'year:2025' }))).toMatchObject({
      code: 'refused_by_rule',
      details: { reason: 'agreement.too_early', expected: '2026-01-01' },
    })
  })

  const year = (more: object = {}) => ({
    key: 'year:2025',
    amounts: [
      { measure: 'rd', year: 2025, value: '900' },
      { measure: 'income', year: 2025, value: '20000' },
      { measure: 'filings', year: 2025, value: '3' },
      { measure: 'inventions', year: 2025, value: '1' },
      { measure: 'trade', year: 2025, value: '0.5' },
    ],
    stated: { only_industry: true },
    ...more,
  })

  it('takes the tax from the file of administration; until it is there the row is unknown and nothing passes', async () => {
    await on('2026-04-01')
    const before = await answer<CheckPreview>(preview(id, year()))
    expect(before.rows.find(({ row }) => row === 'tax_per_land')).toMatchObject({
      answer: 'unknown',
      missing: [{ id: 'tax_yearly', name: { en: 'Tax of the year' } }],
    })
    expect(before.answer).toBe('unknown')
    await tax(maker, 2025, '675')
    const found = await answer<CheckPreview>(preview(id, year()))
    // 675 over 30 mu is 22.5 a mu, where 30 are asked: a quarter is missing.
    expect(found.rows.find(({ row }) => row === 'tax_per_land')).toMatchObject({
      answer: 'unmet',
      value: { value: '22.5', unit: 'CNY_10k/mu' },
      share: { value: '25', unit: 'percent' },
    })
    expect(found).toMatchObject({
      answer: 'no',
      shortfall: { row: 'tax_per_land', share: { value: '25' } },
      penalty: { value: { value: '750', unit: 'CNY_10k' }, formula: 'land_price * shortfall' },
    })
    expect(found.acts.map(({ act, allowed, why }) => [act, allowed, why])).toEqual([
      ['review_target', false, 'agreement.passes_no'],
      ['pass_review', false, 'agreement.not_now'],
      ['find_shortfall', true, null],
    ])
    expect(await refusal(check(id, year({ act: 'review_target', fields: { words: '通过' } })))).toMatchObject({
      details: { reason: 'agreement.passes_no' },
    })
  })

  it('hostile numbers are refused or judged exactly, never stored wrong', async () => {
    const given = (value: string) => year({ amounts: [{ measure: 'rd', year: 2025, value }] })
    expect((await preview(id, given('1e9'))).status).toBe(400)
    expect((await preview(id, given('NaN'))).status).toBe(400)
    expect((await preview(id, given('9'.repeat(41)))).status).toBe(400)
    expect((await preview(id, given('-0.000000000000000001'))).status).toBe(200)
    expect((await preview(id, given('9'.repeat(40)))).status).toBe(200)
    const zero = year({
      amounts: [
        { measure: 'income', year: 2025, value: '0' },
        { measure: 'rd', year: 2025, value: '1' },
      ],
    })
    const found = await answer<CheckPreview>(preview(id, zero))
    expect(found.rows.find(({ row }) => row === 'rd_share_of_revenue')).toMatchObject({ answer: 'unknown' })
    expect(await refusal(preview(id, year({ amounts: [{ measure: 'rd', year: 2024, value: '1' }] })))).toMatchObject({
      issues: [{ text: 'agreement.other_year', where: 'amounts.0.year', expected: '2025' }],
    })
    expect(await refusal(preview(id, year({ amounts: [{ measure: 'rdd', year: 2025, value: '1' }] })))).toMatchObject({
      issues: [{ text: 'agreement.not_asked', where: 'amounts.0.measure' }],
    })
    expect(await refusal(preview(id, { key: 'year:1999' }))).toMatchObject({ issues: [{ text: 'agreement.no_check' }] })
    expect((await preview(id, year(), fluteClerk)).status).toBe(404)
    expect((await preview(id, year(), reader)).status).toBe(403)
  })

  it('the shortfall is found with the penalty as computed; another one needs a reason', async () => {
    const found = year({ act: 'find_shortfall', reason: '亩均税收未达标' })
    expect(await refusal(check(id, { ...found, fields: { penalty: '500' } }))).toMatchObject({
      status: 400,
      issues: [{ text: 'agreement.other_penalty', where: 'penaltyWhy', expected: '750' }],
    })
    expect(await refusal(check(id, { ...found, fields: { penalty: '-1' }, penaltyWhy: '协商' }))).toMatchObject({
      issues: [{ text: 'agreement.less_than_nothing' }],
    })
    await answer(check(id, found))
    expect(await show(id)).toMatchObject({
      state: 'rectifying',
      records: [
        {
          key: 'year:2025',
          act: { id: 'find_shortfall' },
          shortfall: { row: 'tax_per_land', share: '25' },
          penaltySet: '750',
        },
        {},
        {},
        {},
      ],
    })
  })

  it('amounts are for those who supervise; others see how each row stands', async () => {
    const found = await show(id, reader)
    expect(found.sees).toBe(false)
    expect(found.records[0]).toMatchObject({ given: [], penalty: null, shortfall: null })
    expect(found.rows.find(({ row }) => row === 'tax_per_land')?.last).toMatchObject({
      answer: 'unmet',
      value: null,
      blank: 'suppressed',
    })
  })

  it('what is not put right is a default on the record of the holder, which refuses a winner, until it is cured', async () => {
    await on('2027-05-01')
    expect((await show(id)).light).toBe('overdue')
    await answer(
      perform(leader, id, 'declare_default', { reason: '整改期满仍未达标', fields: { credit: '亩均税收违约' } }),
    )
    const open = (by: object) => house.record.withActor(fluteClerk, (tx) => openDefaultsOf(tx, by))
    expect(await open({ enterprise: maker })).toMatchObject([{ agreement: id, what: '亩均税收违约；整改期满仍未达标' }])
    expect(await open({ name: ' 云灯 光电' })).toHaveLength(1)
    expect(await open({ enterprise: other, name: '晚星灯饰' })).toEqual([])
    const dossier = await answer<{ credit: Credit[] }>(app.ask(officer, `/api/land/enterprises/${maker}/agreements`))
    expect(dossier.credit).toMatchObject([{ on: '2027-05-01', clearedOn: null }])
    const list = await answer<{ items: AgreementSummary[] }>(app.ask(officer, '/api/land/agreements?only=default'))
    expect(list.items.map((one) => one.id)).toEqual([id])
    await on('2027-08-01')
    await answer(perform(leader, id, 'cure', { reason: '已缴清违约金并补足税收' }))
    expect(await open({ enterprise: maker })).toEqual([])
    expect(await show(id)).toMatchObject({
      state: 'supervised',
      inDefault: false,
      credit: [{ clearedOn: '2027-08-01', clearedWhy: '已缴清违约金并补足税收' }],
    })
  })

  it('a row is waived by an exception that people granted, with who granted it', async () => {
    await tax(maker, 2026, '300')
    const amounts = year().amounts.map((one) => ({ ...one, year: 2026 }))
    const waivers = [{ row: 'tax_per_land', by: '县政府常务会议', on: '2027-07-20', words: '一事一议，会议纪要 7 号' }]
    const found = await answer<CheckPreview>(preview(id, { ...year({ key: 'year:2026', amounts }), waivers }))
    expect(found.rows.find(({ row }) => row === 'tax_per_land')).toMatchObject({
      answer: 'waived',
      waived: { by: '县政府常务会议' },
    })
    expect(found.answer).toBe('yes')
    const later = [{ ...waivers[0], on: '2030-01-01' }]
    expect(await refusal(preview(id, { key: 'year:2026', waivers: later }))).toMatchObject({
      issues: [{ text: 'agreement.not_yet', where: 'waivers.0.on' }],
    })
  })

  it('what was found is never changed', async () => {
    await expect(sql`update land_check set words = 'x'`.execute(house.record.owner)).rejects.toThrow()
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
