import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor, Grant } from '#base/decision.ts'
import { isBlank } from '#base/blank.ts'
import { parsePeriod } from '#base/period.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { refreshDimensions } from '#capabilities/indicators/server/service.ts'
import { mirrorCaughtUp, record, startMirror } from '#capabilities/observations/server/service.ts'
import { createOccupationsInBulk, createParcelsInBulk } from '#capabilities/parcels/server/service.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { landContract } from '../contract.ts'
import type { ParcelFirms } from '../contract/firms.ts'
import { landReacts } from './reacts.ts'
import { landPlainRoutes, landRoutes } from './routes.ts'

let house: TestHouse
let app: TestApp
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const [both, alone, empty] = [uuid(801), uuid(802), uuid(803)]

beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-03-02T02:00:00Z') })
  await startMirror(house)
  app = openTestApp(house, [
    { name: 'land', contract: landContract, routes: landRoutes, plainRoutes: landPlainRoutes, reacts: landReacts },
  ])
  await house.record.asSystem(async (tx) => {
    const same = { industry: '1011', aboveScaleSince: '2015-01-01', openedOn: '2010-01-01', synthetic: false }
    const [first = '', second = '', silent = ''] = await createEnterprisesInBulk(tx, house.programme(), [
      { ...same, name: '纸鸢光电', town: 'kite' },
      { ...same, name: '纸鸢灯彩', town: 'kite' },
      { ...same, name: '竹笛新材', town: 'flute' },
    ])
    const parcel = { place: 'kite', base: null, area: '20000', synthetic: false }
    await createParcelsInBulk(tx, house.programme(), [
      { ...parcel, id: both, code: 'F-1' },
      { ...parcel, id: alone, code: 'F-2' },
      { ...parcel, id: empty, code: 'F-3' },
    ])
    const stay = { from: '2020-01-01', synthetic: false }
    await createOccupationsInBulk(tx, [
      { ...stay, parcel: both, enterprise: first, area: '8000' },
      { ...stay, parcel: both, enterprise: second, area: '9000' },
      { ...stay, parcel: alone, enterprise: silent },
      { ...stay, parcel: empty, enterprise: silent, to: '2021-01-01' },
    ])
    const value = (text: string) => ({ value: text, status: 'normal' as const })
    await record(house, tx, {
      kind: 'file',
      domain: 'administrative',
      subjectKind: 'enterprise',
      periodKind: 'year',
      cells: ['tax_paid', 'land_in_use'].map((indicator) => ({ indicator, span: 'this' as const })),
      rows: [
        { subject: first, contents: [value('100'), value('2')] },
        { subject: second, contents: [value('20'), value('4')] },
        { subject: silent, contents: [{ blank: 'not_reported' as const }, value('30')] },
      ].map((row, at) => ({ ...row, period: parsePeriod('2025'), source: 'file of 2025', sourceVersion: at + 2 })),
      actor: 'tester',
    })
  })
  await refreshDimensions(house)
  await mirrorCaughtUp(house)
})
afterAll(() => house.close())

const sight = ['land.see', 'parcels.see', 'enterprises.see', 'indicators.see']
const analyst = testActor([...sight, 'observations.see_micro', 'evaluations.see_values'])
const of = (place: string): Actor =>
  testActor([
    ...sight,
    ...['observations.see_micro', 'evaluations.see_values'].map(
      (permission): Grant => ({ permission, scope: 'place', place }),
    ),
  ])
const planner = testActor(sight)

async function ask<Body = ParcelFirms>(actor: Actor, parcel: string, more = ''): Promise<Body> {
  const response = await app.ask(actor, `/api/land/parcels/${parcel}/firms${more}`)
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${response.status} ${text.slice(0, 500)}`)
  return JSON.parse(text) as Body
}
const shown = (figures: ParcelFirms['whole'] | undefined) =>
  figures?.map(({ value }) => (isBlank(value) ? value.blank : value.value)) ?? null

describe('the firms on a parcel', () => {
  it('are shown with their figures per mu, and together with the ratio of their sums', async () => {
    const { rows, whole, indicators, period } = await ask(analyst, both)
    expect([period, indicators.map(({ id, unit }) => `${id} ${unit}`)]).toEqual(['2025', ['tax_per_mu CNY_10k/mu']])
    const lines = rows.map((row) => [row.enterprise.name, row.area, shown(row.figures)])
    expect(lines.toSorted()).toEqual([
      ['纸鸢光电', '8000', ['50.00']],
      ['纸鸢灯彩', '9000', ['5.00']],
    ])
    expect(shown(whole)).toEqual(['20'])
  })

  it('lead from the ratio back to each of them', async () => {
    const { rows } = await ask<{ rows: { title: string; detail: { zh: string } }[] }>(
      analyst,
      both,
      '/lineage?indicator=tax_per_mu',
    )
    expect(rows.map(({ title }) => title).toSorted()).toEqual(['纸鸢光电', '纸鸢灯彩'])
    expect(rows.find(({ title }) => title === '纸鸢光电')?.detail.zh).toContain('100')
  })

  it('have their own explanation behind each figure', async () => {
    const { rows } = await ask(analyst, both)
    expect(rows[0]?.figures?.[0]?.explanation.lineage).toContain('tax_per_mu')
  })

  it('who reported nothing have no figure, which is not zero, and no ratio stands for one firm alone', async () => {
    const { rows, whole } = await ask(analyst, alone)
    expect([rows.map((row) => shown(row.figures)), whole]).toEqual([[['not_reported']], null])
  })

  it('who have left are not on it', async () => {
    expect((await ask(analyst, empty)).rows).toEqual([])
  })

  it('show their single values to nobody who may not see them elsewhere', async () => {
    const plain = await ask(planner, both)
    expect(plain.rows.map((row) => [row.figures, row.grade])).toEqual([
      [null, null],
      [null, null],
    ])
    expect([plain.whole, plain.maySeeFigures.allowed]).toEqual([null, false])
    const there = await ask(of('kite'), both)
    expect([shown(there.whole), there.maySeeFigures.allowed]).toEqual([['20'], true])
    const elsewhere = await ask(of('flute'), both)
    expect([elsewhere.rows.map((row) => row.figures), elsewhere.whole]).toEqual([[null, null], null])
    const lineage = await ask<{ rows: unknown[] }>(planner, both, '/lineage?indicator=tax_per_mu')
    expect(lineage.rows).toEqual([])
  })

  it('of a parcel out of reach are not there, and a wrong indicator is no figure', async () => {
    const stranger = testActor([{ permission: 'land.see', scope: 'place', place: 'flute' }])
    expect((await app.ask(stranger, `/api/land/parcels/${both}/firms`)).status).toBe(404)
    expect((await app.ask(analyst, `/api/land/parcels/${both}/firms/lineage?indicator=castle`)).status).toBe(404)
    expect((await app.ask(analyst, '/api/land/parcels/none/firms')).status).toBe(400)
  })
})
