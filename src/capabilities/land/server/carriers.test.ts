import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import type { CarrierDetail, CarrierSummary, OccupancyRow, SelectionAnswer, TargetRow } from '../contract/carriers.ts'
import { createCarriersInBulk, findSpace, listCarriersWithin, listFreeSpaces } from './service.ts'
import { answer, openLandApp, refusal, uuid } from './testing.ts'

let house: TestHouse
let app: TestApp
beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-03-02T02:00:00Z') })
  app = openLandApp(house)
})
afterAll(() => house.close())

const officer = testActor(['land.see', 'land.plan'], { id: uuid(1) })
const fluteClerk = testActor(
  ['land.see', 'land.plan'].map((permission) => ({ permission, scope: 'place' as const, place: 'flute' })),
  { id: uuid(2) },
)
const reader = testActor(['land.see'], { id: uuid(3) })

type Body = Record<string, unknown>
const carrier = (more: Body = {}): Body => ({
  code: 'N-1',
  name: '北厂房',
  place: 'kite',
  base: null,
  address: null,
  geometry: { type: 'Point', coordinates: [124.01, 29.02] },
  floorArea: '24000',
  builder: 'state',
  origin: 'built',
  completedOn: '2021-09-30',
  programme: 'low-cost',
  stated: 'north-hall',
  ...more,
})
const space = (more: Body = {}): Body => ({
  code: '1F',
  floor: '一层',
  area: '1000',
  rent: '12.5',
  terms: ['lease-first', 'by-agreement'],
  freeFrom: '2021-10-01',
  powerKw: '500',
  cleanRoom: null,
  ceiling: '6.5',
  floorLoad: '2',
  ...more,
})
const add = (more: Body = {}, actor = officer) => app.ask(actor, '/api/land/carriers', { body: carrier(more) })
const addSpace = (of: string, more: Body = {}, actor = officer) =>
  app.ask(actor, `/api/land/carriers/${of}/spaces`, { body: { fields: space(more) } })
const rent = (of: string, more: Body = {}, actor = officer) =>
  app.ask(actor, `/api/land/spaces/${of}/lettings`, {
    body: { name: '风筝电子', from: '2024-01-01', to: null, area: '400', term: null, ...more },
  })
const show = (of: string) => answer<CarrierDetail>(app.ask(officer, `/api/land/carriers/${of}`))

describe('buildings and floors', () => {
  it('are refused to who may not, and with the place of everything that is wrong', async () => {
    expect((await add({}, reader)).status).toBe(403)
    expect((await add({}, fluteClerk)).status).toBe(403)
    const wrong = await refusal(
      add({ place: 'kyte', base: 'kite', programme: 'cheap', completedOn: '2027-01-01', floorArea: '0' }),
    )
    expect(wrong.status).toBe(400)
    expect(wrong.issues.map(({ where }) => where).sort()).toEqual([
      'body.base',
      'body.completedOn',
      'body.floorArea',
      'body.place',
      'body.programme',
    ])
    const bow = {
      type: 'Polygon',
      coordinates: [
        [
          [124, 29],
          [124.002, 29.002],
          [124.002, 29],
          [124, 29.002],
          [124, 29],
        ],
      ],
    }
    expect((await refusal(add({ geometry: bow }))).issues[0]?.text).toMatch(/^geo\.fault\./)
    expect((await refusal(add({ stated: 'south-hall' }))).issues[0]?.where).toBe('body.stated')
    expect((await add({ floorArea: '-5' })).status).toBe(400)
  })

  it('a code is taken once, also by a building that the asker does not see; a change on an old page is stale', async () => {
    const one = await answer<{ id: string }>(add())
    expect(await refusal(add())).toMatchObject({ status: 409, code: 'conflict', issues: [{ where: 'body.code' }] })
    expect((await refusal(add({ place: 'flute' }, fluteClerk))).code).toBe('conflict')
    const change = (actor = officer) =>
      app.ask(actor, `/api/land/carriers/${one.id}`, {
        method: 'PUT',
        body: { revision: 1, fields: carrier({ name: '北厂房一号' }) },
      })
    expect((await change(fluteClerk)).status).toBe(404)
    expect((await change()).status).toBe(200)
    expect((await refusal(change())).code).toBe('stale')
    expect(await show(one.id)).toMatchObject({ name: '北厂房一号', revision: 2, offer: { id: 'low-cost' } })
    expect((await show(one.id)).occupancy.value).toEqual({ blank: 'not_reported' })
    await answer(addSpace(one.id))
    expect((await refusal(addSpace(one.id))).code).toBe('conflict')
    expect((await refusal(addSpace(one.id, { code: '2F', terms: ['sale'] }))).issues[0]).toMatchObject({
      where: 'body.fields.terms.0',
    })
  })
})

describe('letting', () => {
  let of = ''
  beforeAll(async () => {
    const building = await answer<{ id: string }>(add({ code: 'L-1', stated: null }))
    of = (await answer<{ id: string }>(addSpace(building.id))).id
  })

  it('the parts never exceed the floor on any day, and the day is named', async () => {
    expect((await rent(of, {}, reader)).status).toBe(403)
    const first = await answer<{ id: string }>(rent(of, { to: '2027-01-01' }))
    await answer(rent(of, { name: '织机', from: '2025-01-01', area: '500' }))
    const over = await refusal(rent(of, { name: '第三家', from: '2023-01-01', area: '101' }))
    expect(over).toMatchObject({ status: 422, code: 'refused_by_rule' })
    expect(over.issues[0]).toMatchObject({ where: 'body.area', found: '1001 m2, 2025-01-01' })
    await answer(rent(of, { name: '第三家', from: '2023-01-01', to: '2025-01-01', area: '101' }))
    await answer(rent(of, { name: '第四家', from: '2027-01-01', area: '450' }))
    const end = (body: Body) => app.ask(officer, `/api/land/lettings/${first.id}`, { method: 'PUT', body })
    expect((await refusal(end({ revision: 1, to: null }))).issues[0]?.text).toBe('carrier.let_too_much')
    expect((await refusal(end({ revision: 1, to: '2023-12-31' }))).issues[0]?.where).toBe('body.to')
    await answer(end({ revision: 1, to: '2026-06-01' }))
    expect((await refusal(end({ revision: 1, to: '2026-06-01' }))).code).toBe('stale')
    const smaller = await refusal(
      app.ask(officer, `/api/land/spaces/${of}`, {
        method: 'PUT',
        body: { revision: 1, fields: space({ area: '899' }) },
      }),
    )
    expect(smaller.issues[0]).toMatchObject({ text: 'carrier.let_too_much', where: 'body.fields.area' })
    expect((await rent(of, { name: undefined })).status).toBe(400)
  })

  it('two at once cannot both take the last of it', async () => {
    const building = await answer<{ id: string }>(add({ code: 'L-2', stated: null }))
    const floor = (await answer<{ id: string }>(addSpace(building.id))).id
    const answers = await Promise.all([1, 2, 3].map((n) => rent(floor, { name: `第${n}家`, area: '600' })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422])
  })

  it('transfer by agreement is refused until its conditions hold, naming what is not known', async () => {
    const building = await answer<{ id: string }>(add({ code: 'L-3', stated: null }))
    const floor = (await answer<{ id: string }>(addSpace(building.id))).id
    const term = (facts: Body) => rent(floor, { term: 'by-agreement', area: '10', facts })
    expect((await refusal(term({ recognised: true }))).issues[0]).toMatchObject({
      text: 'carrier.term_unknown',
      where: 'body.term',
      expected: 'lease_kept',
    })
    expect((await refusal(term({ recognised: true, lease_kept: false }))).issues[0]?.text).toBe('carrier.term_not_open')
    expect((await refusal(rent(floor, { term: 'divisible' }))).issues[0]?.text).toBe('carrier.term_not_offered')
    await answer(term({ recognised: true, lease_kept: true }))
    const [floorShown] = (await show(building.id)).spacesOf
    expect(floorShown?.lettings[0]).toMatchObject({ term: { id: 'by-agreement' }, area: '10' })
    const selection = await answer<SelectionAnswer>(
      app.ask(reader, '/api/land/space-programmes/low-cost/selection', { body: { facts: { recognised: true } } }),
    )
    expect(selection.terms.map((one) => [one.id, one.open, one.unknown])).toEqual([
      ['lease-first', true, []],
      ['by-agreement', false, ['lease_kept']],
      ['divisible', false, ['space_wanted']],
    ])
    expect((await app.ask(reader, '/api/land/space-programmes/none/selection', { body: {} })).status).toBe(404)
  })
})

describe('occupancy and targets', () => {
  it('ratios of sums by base with the buildings behind them; yearly targets against what was built', async () => {
    await house.record.asSystem((tx) =>
      createCarriersInBulk(house, tx, [
        {
          code: 'B-1',
          name: '一号',
          place: 'kite',
          base: 'lantern-base',
          floorArea: '12000',
          origin: 'built',
          completedOn: '2021-05-01',
          programme: 'low-cost',
          synthetic: true,
          spaces: [
            { code: '1', area: '9000', lettings: [{ name: '甲', from: '2025-01-01', area: '9000' }] },
            { code: '2', area: '1000', lettings: [{ name: '乙', from: '2025-01-01', to: '2026-01-01', area: '1000' }] },
          ],
        },
        {
          code: 'B-2',
          name: '二号',
          place: 'kite',
          base: 'lantern-base',
          floorArea: '9000',
          origin: 'acquired',
          completedOn: '2021-11-01',
          programme: 'low-cost',
          synthetic: true,
          geometry: { type: 'Point', coordinates: [140, 29] },
          spaces: [],
        },
      ]),
    )
    const shown = await answer<{ bases: OccupancyRow[]; targets: TargetRow[] }>(app.ask(officer, '/api/land/occupancy'))
    const base = shown.bases.find((one) => one.id === 'lantern-base')
    expect(base).toMatchObject({
      carriers: 2,
      area: '10000',
      let: '9000',
      occupancy: {
        value: { value: '90', unit: 'percent' },
        marks: ['low_coverage', 'synthetic'],
        explanation: { coverage: { reported: 1, expected: 2 }, blanks: { not_reported: 1 } },
      },
    })
    const target = shown.targets.find((one) => one.place.id === 'lantern-base')
    expect(target).toMatchObject({ low: '20000', high: '30000', reached: 'yes', actual: { value: { value: '21000' } } })
    expect(shown.targets.find((one) => one.place.id === 'loom-base')).toMatchObject({
      low: null,
      reached: 'unknown',
      actual: { value: { blank: 'not_reported' } },
    })
    const behind = await answer<{ total: number; rows: { title: string; value: { value: string } }[] }>(
      app.ask(officer, target?.actual.explanation.lineage ?? ''),
    )
    expect(behind.rows.map((row) => [row.title, row.value.value])).toEqual([
      ['B-1 一号', '12000'],
      ['B-2 二号', '9000'],
    ])
    expect((await app.ask(officer, base?.occupancy.explanation.lineage ?? '')).status).toBe(200)
    const listed = await answer<{ items: CarrierSummary[] }>(app.ask(officer, '/api/land/carriers?base=lantern-base'))
    expect(listed.items.map(({ code, free }) => [code, free])).toEqual([
      ['B-1', '1000'],
      ['B-2', null],
    ])
    expect((await answer<{ total: number }>(app.ask(fluteClerk, '/api/land/carriers'))).total).toBe(0)
  })

  it('the front door: space that is free on a day, one space, buildings within bounds', async () => {
    const free = await house.record.withActor(officer, (tx) =>
      listFreeSpaces(tx, { on: '2026-03-02', base: 'lantern-base', least: '900' }),
    )
    expect(free.map((one) => [one.code, one.free, one.carrier.code])).toEqual([['2', '1000', 'B-1']])
    const one = await house.record.withActor(officer, (tx) => findSpace(tx, free[0]?.id ?? '', '2025-06-01'))
    expect(one).toMatchObject({ free: '0', carrier: { synthetic: true } })
    const within = await house.record.withActor(officer, (tx) =>
      listCarriersWithin(tx, { bounds: [139, 28, 141, 30], on: '2026-03-02' }),
    )
    expect(within.map(({ code, area }) => [code, area])).toEqual([['B-2', null]])
    const shown = await answer<{ items: { code: string }[] }>(
      app.ask(officer, '/api/land/spaces?least=900&base=lantern-base'),
    )
    expect(shown.items).toHaveLength(1)
  })
})
