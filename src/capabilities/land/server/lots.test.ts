import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, anonymous } from '#base/decision.ts'
import type { AreaShape, Position } from '#base/geo/geometry.ts'
import type { ProblemBody } from '#base/problem.ts'
import { createParcelsInBulk, createShapesInBulk } from '#capabilities/parcels/server/service.ts'
import { inReachOfHouse } from '#kit/server/db.ts'
import { openTestApp, openTestHouse, type TestApp, type TestHouse, testActor } from '#kit/server/testing.ts'
import { landContract } from '../contract.ts'
import type { IndicatorSet, IndicatorsOfParcel } from '../contract/indicators.ts'
import type { LandBlocks, Ledger, Lot, LotDetail, LotRow, Plans } from '../contract/lots.ts'
import { landPlainRoutes, landRoutes } from './routes.ts'
import {
  changeLotByHouse,
  createIndicatorSetsInBulk,
  createLotsInBulk,
  currentIndicators,
  eachLot,
  freezeIndicators,
  listLots,
} from './service.ts'

let house: TestHouse
let app: TestApp
let parcels: string[]
const hundred = 1 / 97_300

/** A strip of parcels in a row, 200 m by 200 m each, a road of ten metres between them. */
function shapeAt(number: number): AreaShape {
  const [x, y] = [hundred, 1 / 110_850]
  const west = 124 + number * 210 * x
  const at = (dx: number, dy: number): Position => [west + dx * x, 29 + dy * y]
  return { type: 'Polygon', coordinates: [[at(0, 0), at(200, 0), at(200, 200), at(0, 200), at(0, 0)]] }
}

beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2021-11-22T02:00:00Z') })
  app = openTestApp(house, [{ name: 'land', contract: landContract, routes: landRoutes, plainRoutes: landPlainRoutes }])
  parcels = await house.record.asSystem(async (tx) => {
    const ids = await createParcelsInBulk(
      tx,
      house.programme(),
      [0, 1, 2, 3, 4].map((number) => ({
        code: `L-${number}`,
        place: number === 4 ? 'flute' : 'stardust',
        base: number === 4 ? null : 'lantern-base',
        area: '40000',
        synthetic: false,
      })),
    )
    await createShapesInBulk(
      tx,
      ids.slice(0, 4).map((parcel, number) => ({ parcel, geometry: shapeAt(number) })),
    )
    return ids
  })
})
afterAll(() => house.close())

const verbs = ['land.see', 'land.plan', 'land.set', 'parcels.see']
const officer = testActor(verbs, { id: '00000000-0000-4000-8000-000000000001' })
const fluteOfficer = testActor(
  verbs.map((permission) => ({ permission, scope: 'place' as const, place: 'flute' })),
  { id: '00000000-0000-4000-8000-000000000002' },
)
const reader = testActor(['land.see', 'parcels.see'], { id: '00000000-0000-4000-8000-000000000003' })
const light = 'plan-fields/light-making'

async function ask<Body>(actor: Actor, path: string, more: { method?: string; body?: unknown } = {}): Promise<Body> {
  const answer = await app.ask(actor, `/api/land/${path}`, more)
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${answer.status} ${text.slice(0, 800)}`)
  return JSON.parse(text) as Body
}
async function refusal(actor: Actor, path: string, more: { method?: string; body?: unknown } = {}) {
  const answer = await app.ask(actor, `/api/land/${path}`, more)
  const { code, issues, details } = (await answer.json()) as ProblemBody
  return { status: answer.status, code, texts: issues.map(({ text }) => text), details }
}
const save = (parcel: string | undefined, revision: number, changes: object, actor: Actor = officer) =>
  ask<Lot>(actor, `lots/${parcel}`, { method: 'PUT', body: { revision, changes, reason: '收储计划' } })

describe('a parcel in preparation', () => {
  it('is brought in with what is known of it, and every change is kept with its reason', async () => {
    const lot = await save(parcels[0], 0, {
      base: 'lantern-base',
      readiness: 'plan-change',
      use: 'industry',
      acquiredOn: '2021-03-01',
    })
    expect(lot).toMatchObject({ revision: 1, readiness: 'plan-change', suppliedOn: null })
    await save(parcels[0], 1, { readiness: 'usable', powerKw: '2500.5' })
    const { row, events, shape } = await ask<LotDetail>(officer, `lots/${parcels[0]}`)
    expect(row).toMatchObject({ code: 'L-0', readiness: { name: { zh: '可立即使用' } }, lot: { powerKw: '2500.5' } })
    expect(events.map(({ what, before, after }) => [what, before, after])).toEqual([
      ['powerKw', null, '2500.5'],
      ['readiness', 'plan-change', 'usable'],
      ['acquiredOn', null, '2021-03-01'],
      ['readiness', null, 'plan-change'],
      ['use', null, 'industry'],
      ['base', null, 'lantern-base'],
      ['prepared', null, 'yes'],
    ])
    expect(events[0]).toMatchObject({ reason: '收储计划', since: '2021-11-22' })
    expect(shape?.schematic).toBe(false)
  })

  it('is refused when somebody changed it since, when words are not of the programme, or days out of order', async () => {
    const put = (body: object, actor = officer) =>
      refusal(actor, `lots/${parcels[0]}`, { method: 'PUT', body: { reason: 'x', ...body } })
    expect(await put({ revision: 1, changes: { note: '水塘' } })).toMatchObject({ status: 409, code: 'stale' })
    expect((await put({ revision: 2, changes: { readiness: 'ready' } })).texts).toEqual(['lot.unknown_readiness'])
    expect((await put({ revision: 2, changes: { suppliedOn: '2020-01-01' } })).texts).toEqual(['lot.out_of_order'])
    expect((await put({ revision: 2, changes: { suppliedOn: '2021-13-01' } })).status).toBe(400)
    expect((await put({ revision: 2, changes: {} })).texts).toEqual(['lot.nothing_changed'])
  })

  it('is changed only by those who plan where it lies', async () => {
    const body = { revision: 2, changes: { note: '水塘' }, reason: 'x' }
    const put = (actor: Actor) => refusal(actor, `lots/${parcels[0]}`, { method: 'PUT', body })
    expect(await put(reader)).toMatchObject({ status: 403 })
    expect(await put(fluteOfficer)).toMatchObject({ status: 404 })
    expect(await put(anonymous)).toMatchObject({ status: 401 })
    expect((await ask<{ total: number }>(fluteOfficer, 'lots')).total).toBe(0)
  })

  it('is changed with others at once, or none of them is', async () => {
    const wanted = parcels.slice(1, 4).map((parcel) => ({ parcel, revision: 0 }))
    const change = { changes: { base: 'lantern-base', readiness: 'usable' }, reason: '成批' }
    const mixed = [...wanted, { parcel: parcels[0], revision: 1 }]
    expect(await refusal(officer, 'lots/bulk', { body: { ...change, parcels: mixed } })).toMatchObject({
      code: 'stale',
    })
    expect((await ask<{ total: number }>(officer, 'lots')).total).toBe(1)
    expect(await ask(officer, 'lots/bulk', { body: { ...change, parcels: wanted } })).toEqual({ changed: 3 })
    const list = await ask<{ rows: LotRow[]; area: string }>(
      officer,
      'lots?readiness=usable&base=lantern-base&free=yes',
    )
    expect(list.rows.map(({ code }) => code)).toEqual(['L-0', 'L-1', 'L-2', 'L-3'])
    expect(list.area).toBe('160000')
    const rest = await ask<{ rows: LotRow[] }>(officer, 'lots?prepared=no')
    expect(rest.rows.map(({ code }) => code)).toEqual(['L-4'])
  })

  it('is counted in the ledger by class and base', async () => {
    const { rows, unprepared } = await ask<Ledger>(officer, 'ledger')
    expect(rows).toMatchObject([
      { id: 'lantern-base', parcels: 4, area: '160000', cells: [{ readiness: 'usable', parcels: 4 }] },
    ])
    expect(unprepared).toEqual({ parcels: 1, area: '40000' })
    expect(await refusal(officer, 'ledger?place=moon')).toMatchObject({ status: 404 })
  })

  it('lies together with its neighbours over a road, in a block above a size', async () => {
    const { blocks, within, unshaped } = await ask<LandBlocks>(officer, 'blocks')
    expect(within).toBe(20)
    expect(unshaped).toBe(0)
    expect(blocks).toMatchObject([{ area: '160000', from: '100', bases: [{ id: 'lantern-base' }] }])
    expect((await ask<LandBlocks>(officer, 'blocks?from=300')).blocks).toEqual([])
    expect((await ask<LandBlocks>(officer, 'blocks?readiness=renewal')).considered).toBe(0)
    expect((await refusal(officer, 'blocks?readiness=moon')).texts).toEqual(['lot.unknown_readiness'])
  })

  it('is not reported as done while no such day was ever entered', async () => {
    const { lines } = await ask<Plans>(officer, 'plans?year=2025')
    expect(lines).toMatchObject([{ actual: { value: { blank: 'not_reported' } }, difference: null, share: null }])
  })

  it('is supplied by the house, where an act of a case says so', async () => {
    const [, , , last = ''] = parcels
    const change = { parcel: last, changes: { suppliedOn: '2021-11-01' }, reason: '交地' }
    await house.record.withActor(reader, (tx) => inReachOfHouse(tx, () => changeLotByHouse(house, tx, change)))
    const [lot] = await house.record.withActor(reader, (tx) => listLots(tx, [last]))
    expect(lot?.suppliedOn).toBe('2021-11-01')
    expect((await ask<LandBlocks>(officer, 'blocks')).blocks).toMatchObject([{ area: '120000', from: '100' }])
  })

  it('is held against the plan of the year, and what is missing is said', async () => {
    const { year, lines, undated } = await ask<Plans>(officer, 'plans?year=2025')
    expect(year).toBe(2025)
    expect(lines).toMatchObject([
      { plan: 'commerce', planned: null, difference: null, actual: { value: { value: '0' } } },
    ])
    expect(undated).toEqual([
      { does: 'acquire', parcels: 1, area: '40000' },
      { does: 'prepare', parcels: 1, area: '40000' },
    ])
    const behind = await ask<{ rows: { title: string }[]; total: number }>(
      officer,
      'plans/lineage?does=supply&year=2021&place=lantern-base',
    )
    expect(behind).toMatchObject({ total: 1, rows: [{ title: 'L-3', period: '2021-11-01' }] })
  })

  it('is entered by the thousand where a population says so', async () => {
    await house.record.asSystem((tx) =>
      createLotsInBulk(house, tx, { rows: [{ parcel: parcels[4] ?? '', readiness: 'renewal' }], reason: '合成数据' }),
    )
    const { events } = await ask<LotDetail>(officer, `lots/${parcels[4]}`)
    expect(events).toMatchObject([{ what: 'prepared', reason: '合成数据' }])
    const portions: number[] = []
    await house.record.asSystem(async (tx) => {
      for await (const lots of eachLot(tx, 2)) portions.push(lots.length)
    })
    expect(portions).toEqual([2, 2, 1])
  })
})

describe('the control indicators of a parcel', () => {
  let set: IndicatorSet
  const of = (parcel: string | undefined) => `parcels/${parcel}/indicators`

  it('are drawn from the standards for an industry, as a draft', async () => {
    const { industries, measures, maySet } = await ask<IndicatorsOfParcel>(officer, of(parcels[0]))
    expect(industries.map(({ id }) => id)).toContain(light)
    expect(measures.map(({ id }) => id)).toContain('land_area')
    expect(maySet.allowed).toBe(true)
    set = await ask<IndicatorSet>(officer, of(parcels[0]), { body: { industry: light } })
    expect(set).toMatchObject({ state: 'draft', version: 1, use: { id: 'industry' }, isCurrent: false })
    expect(set.standards.map(({ id }) => id)).toEqual(['photonics', 'county'])
    const again = await refusal(officer, of(parcels[0]), { body: { industry: light } })
    expect(again).toMatchObject({ code: 'conflict', details: { reason: 'indicators.draft_there' } })
  })

  it('are refused for an industry, use or day that nobody knows', async () => {
    const draw = (body: object, actor = officer) => refusal(actor, of(parcels[1]), { body })
    expect((await draw({ industry: 'plan-fields/moon' })).texts).toEqual(['indicators.unknown_industry'])
    expect((await draw({ industry: 'moon' })).status).toBe(400)
    expect((await draw({ industry: light, use: 'villa' })).texts).toEqual(['lot.unknown_use'])
    expect(await draw({ industry: light, on: '2000-01-01' })).toMatchObject({
      code: 'refused_by_rule',
      details: { reason: 'indicators.no_standard' },
    })
    expect(await draw({ industry: light }, reader)).toMatchObject({ status: 403 })
    expect(await draw({ industry: light }, fluteOfficer)).toMatchObject({ status: 404 })
  })

  it('become stricter only, row by row, and take rows of their own', async () => {
    const put = { method: 'PUT', body: {} }
    const wrong = await refusal(officer, `indicator-sets/${set.id}`, {
      ...put,
      body: {
        revision: set.revision,
        changes: [
          { id: 'building_coefficient', amount: { value: '30' } },
          { id: 'investment_intensity', amount: { value: '350' } },
          { id: 'tax_per_land', amount: { value: '50', unit: 'mu' } },
        ],
        extras: [
          {
            name: 'x',
            kind: 'at_least',
            measure: 'moon',
            unit: 'mu',
            amount: { value: '1' },
            when: { always: true },
            nature: 'normative',
            reason: 'y',
          },
        ],
      },
    })
    expect(wrong.texts).toEqual([
      'indicators.looser',
      'indicators.reason_missing',
      'value.wrong_unit',
      'indicators.unknown_measure',
    ])
    set = await ask<IndicatorSet>(officer, `indicator-sets/${set.id}`, {
      ...put,
      body: {
        revision: set.revision,
        changes: [
          { id: 'building_coefficient', amount: { value: '45' } },
          { id: 'investment_intensity', leftOut: true, reason: '边角地' },
        ],
      },
    })
    expect(set.rows.find(({ row }) => row.id === 'building_coefficient')?.words.zh).toBe('建筑系数 ≥ 45%，竣工时')
    expect(await refusal(reader, `indicator-sets/${set.id}/set`, { body: { revision: set.revision } })).toMatchObject({
      status: 403,
    })
  })

  it('are set, then frozen into an agreement, and stay as they were', async () => {
    const [parcel = ''] = parcels
    const early = house.record.asSystem((tx) => freezeIndicators(tx, { parcel, industry: light, at: new Date() }))
    await expect(early).rejects.toMatchObject({ code: 'refused_by_rule' })
    set = await ask<IndicatorSet>(officer, `indicator-sets/${set.id}/set`, { body: { revision: set.revision } })
    expect(set).toMatchObject({ state: 'set', isCurrent: true })
    const late = await refusal(officer, `indicator-sets/${set.id}`, { method: 'PUT', body: { revision: set.revision } })
    expect(late).toMatchObject({ code: 'wrong_state' })
    const frozen = await house.record.asSystem((tx) =>
      freezeIndicators(tx, { parcel, industry: light, at: new Date() }),
    )
    expect(frozen.rows.map(({ row }) => row.id)).not.toContain('investment_intensity')
    const second = await ask<IndicatorSet>(officer, of(parcel), { body: { industry: light } })
    expect(second.version).toBe(2)
    await ask(officer, `indicator-sets/${second.id}/set`, { body: { revision: second.revision } })
    const { sets } = await ask<IndicatorsOfParcel>(officer, of(parcel))
    expect(sets.map(({ version, state, isCurrent }) => [version, state, isCurrent])).toEqual([
      [2, 'set', true],
      [1, 'frozen', false],
    ])
    expect(sets[1]?.rows).toHaveLength(set.rows.length)
    await expect(
      house.record.asSystem((tx) =>
        tx
          .withTables<{ land_indicator_set: { id: string; rows: string } }>()
          .updateTable('land_indicator_set')
          .set({ rows: '[]' })
          .where('id', '=', set.id)
          .execute(),
      ),
    ).rejects.toThrow(/stays as it is/)
  })

  it('are given up while they are a draft, and drawn by the hundred for a population', async () => {
    const [, one = '', two = ''] = parcels
    const draft = await ask<IndicatorSet>(officer, of(one), { body: { industry: light } })
    await ask(officer, `indicator-sets/${draft.id}`, { method: 'DELETE', body: { revision: draft.revision } })
    const rows = [one, two].map((parcel) => ({ parcel, industry: light, place: 'stardust', base: 'lantern-base' }))
    await house.record.asSystem((tx) => createIndicatorSetsInBulk(house, tx, rows))
    const seen = await house.record.withActor(reader, (tx) => currentIndicators(tx, [one, two]))
    expect(seen.get(two)).toMatchObject([{ industry: light, version: 1 }])
    const hidden = await house.record.withActor(fluteOfficer, (tx) => currentIndicators(tx, [one, two]))
    expect(hidden.size).toBe(0)
  })
})
