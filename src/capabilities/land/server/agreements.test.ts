import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anonymous } from '#base/decision.ts'
import type { AgreementSummary, Credit } from '../contract/agreements.ts'
import type { CheckPreview } from '../contract/checks.ts'
import { previewCheck } from './checks.ts'
import { openDefaultsOf } from './service.ts'
import {
  afterReform,
  type Agreements,
  openAgreements,
  fluteClerk,
  idle,
  industry,
  kept,
  leader,
  maker,
  officer,
  other,
  reader,
} from './testing-agreements.ts'
import { answer, refusal, uuid } from './testing.ts'

let house: Agreements['house']
let app: Agreements['app']
let show: Agreements['show']
let begin: Agreements['begin']
let begun: Agreements['begun']
let preview: Agreements['preview']
let check: Agreements['check']
let perform: Agreements['perform']
let sent: Agreements['sent']
let on: Agreements['on']
let tax: Agreements['tax']
beforeAll(async () => {
  ;({ house, app, show, begin, begun, preview, check, perform, sent, on, tax } = await openAgreements())
})
afterAll(() => house.close())

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

describe('land of 2021 whose tax is asked from the fourth year', () => {
  let id: string

  it('begins with its rows frozen and its checks in the order of time', async () => {
    await on('2025-06-03')
    id = await begun({ parcel: kept, holder: maker, industry, price: '3000', landRightOn: '2021-06-14' })
    const again = { parcel: kept, holder: maker, industry, price: '3000', landRightOn: '2021-06-14' }
    expect(await refusal(begin(again))).toMatchObject({
      status: 409,
      details: { reason: 'agreement.there_already', id },
    })
    const found = await show(id)
    expect(found.rows.map(({ row }) => row)).toEqual(expect.arrayContaining(['plot_ratio', 'tax_per_land', 'filed']))
    expect(found.checks.find(({ key }) => key === 'investment')).toMatchObject({ due: '2025-06-14', status: 'open' })
    expect(found.checks.find(({ key }) => key === 'year:2025')).toMatchObject({ opens: '2026-01-01', status: 'later' })
    expect(found.checks.find(({ key }) => key === 'year:?')).toMatchObject({ waits: 'production', status: 'waiting' })
    expect(found.light).toBe('overdue')
  })

  it('is asked for what the rows of its completion measure, and is judged while one types', async () => {
    const started = { act: 'verify_start', fields: { started_on: '2021-12-01' } }
    const { case: of, version } = await show(id)
    const bare = app.ask(officer, `/api/cases/${of}/acts`, { body: { ...started, expectedVersion: version } })
    expect(await refusal(bare)).toMatchObject({ status: 422, details: { reason: 'agreement.check_first' } })
    await answer(check(id, { key: 'start', ...started }))
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

  it('the penalty is that which was signed, also when the programme asks another since; what was signed is not rewritten', async () => {
    const asked = { ...year(), id, actor: officer, facts: {}, relative: {}, waivers: [] }
    const { penalty } = await house.record.withActor(officer, (tx) => previewCheck(afterReform(house), tx, asked))
    expect(penalty).toMatchObject({ value: { value: '750' }, formula: 'land_price * shortfall' })
    await expect(sql`update land_agreement set breach = '{}'`.execute(house.record.owner)).rejects.toThrow()
    await expect(sql`update land_agreement set rows = '[]'`.execute(house.record.owner)).rejects.toThrow()
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
