import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, anonymous } from '#base/decision.ts'
import type { ProblemBody } from '#base/problem.ts'
import type { ImportPreview, ImportRun } from '#capabilities/enterprises/contract.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { openTestApp, openTestHouse, type TestApp, type TestHouse, testActor } from '#kit/server/testing.ts'
import { type Occupation, type Parcel, type ParcelDetail, type ParcelSummary, parcelsContract } from '../contract.ts'
import { parcelsPlainRoutes, parcelsRoutes } from './routes.ts'
import { createOccupationsInBulk, createParcelsInBulk, occupiedAreas, refreshParcelPlaces } from './service.ts'

let house: TestHouse
let app: TestApp
let firms: string[]
beforeAll(async () => {
  house = await openTestHouse()
  app = openTestApp(house, [
    { name: 'parcels', contract: parcelsContract, routes: parcelsRoutes, plainRoutes: parcelsPlainRoutes },
  ])
  firms = await house.record.asSystem((tx) =>
    createEnterprisesInBulk(tx, house.programme(), [
      { name: '灯笼厂', town: 'kite', synthetic: false },
      { name: '织造厂', town: 'kite', synthetic: false },
      { name: '笛子厂', town: 'flute', synthetic: false },
    ]),
  )
})
afterAll(() => house.close())

const permissions = ['parcels.see', 'parcels.edit', 'parcels.import', 'enterprises.see']
const all = testActor(permissions, { id: 'surveyor' })
const kiteClerk = testActor(
  permissions.map((permission) => ({ permission, scope: 'place' as const, place: 'kite' })),
  { id: 'clerk-kite' },
)
const nobody = '00000000-0000-4000-8000-000000000000'
const fields = { code: 'P-1', name: null, place: 'kite', base: 'lantern-base', area: '20000', landUse: '工业用地' }

const json = async <T>(answer: Response): Promise<T> => (await answer.json()) as T
const problemOf = async (answer: Response) => ({ status: answer.status, ...(await json<ProblemBody>(answer)) })
const create = async (code: string, more: Record<string, unknown> = {}) =>
  json<Parcel>(await app.ask(all, '/api/parcels', { body: { fields: { ...fields, code, ...more } } }))
const occupy = (parcel: string, body: Record<string, unknown>, actor: Actor = all) =>
  app.ask(actor, `/api/parcels/${parcel}/occupations`, { body: { to: null, area: null, ...body } })

const requests: [string, string, Record<string, unknown> | undefined][] = [
  ['GET', '/api/parcels', undefined],
  ['GET', `/api/parcels/${nobody}`, undefined],
  ['GET', `/api/enterprises/${nobody}/parcels`, undefined],
  ['POST', '/api/parcels', { fields }],
  ['PUT', `/api/parcels/${nobody}`, { version: 1, fields }],
  ['POST', `/api/parcels/${nobody}/occupations`, { enterprise: nobody, from: '2020-01-01', to: null, area: null }],
  ['PUT', `/api/occupations/${nobody}`, { version: 1, to: null }],
  ['GET', `/api/parcels/${nobody}/shapes`, undefined],
  ['PUT', `/api/parcels/${nobody}/shapes`, { version: 0, geometry: { type: 'Polygon', coordinates: [] } }],
  ['GET', `/api/parcels/imports/${nobody}/shapes`, undefined],
  ['GET', '/api/parcels/imports', undefined],
  ['POST', '/api/parcels/imports', { fileId: nobody, fileName: 'a.csv' }],
  ['GET', `/api/parcels/imports/${nobody}`, undefined],
  ['POST', `/api/parcels/imports/${nobody}/confirm`, { digest: 'x' }],
  ['POST', `/api/parcels/imports/${nobody}/undo`, { reason: 'wrong file' }],
  ['POST', '/api/parcels/imports/files', undefined],
  ['GET', '/api/parcels/imports/template-parcels.csv', undefined],
  ['GET', '/api/parcels/imports/template-occupations.xlsx', undefined],
]

describe.each(requests)('%s %s', (method, address, body) => {
  it('refuses who is not signed in (401) and who may not (403)', async () => {
    expect((await app.ask(anonymous, address, { method, body })).status).toBe(401)
    expect((await app.ask(testActor(['people.see']), address, { method, body })).status).toBe(403)
  })
})

describe('the register of parcels over the wire', () => {
  it('refuses what is no parcel (400)', async () => {
    for (const wrong of [
      { area: '0' },
      { area: '-1' },
      { area: '1e3' },
      { place: 'cloud-islet' },
      { base: 'loom-base' },
      { code: '' },
    ]) {
      expect(
        await problemOf(await app.ask(all, '/api/parcels', { body: { fields: { ...fields, ...wrong } } })),
      ).toMatchObject({ status: 400, code: 'invalid_input' })
    }
    expect((await app.ask(all, '/api/parcels?occupied=maybe')).status).toBe(400)
  })

  it('enters a parcel once, and changes it only from the version that was read', async () => {
    const parcel = await create('P-10')
    expect(parcel).toMatchObject({ area: '20000', version: 1 })
    expect(
      await problemOf(await app.ask(all, '/api/parcels', { body: { fields: { ...fields, code: 'P-10' } } })),
    ).toMatchObject({ status: 409, code: 'conflict' })
    const edit = (version: number, area: string) =>
      app.ask(all, `/api/parcels/${parcel.id}`, {
        method: 'PUT',
        body: { version, fields: { ...fields, code: 'P-10', area } },
      })
    expect(await json(await edit(1, '21000.5'))).toMatchObject({ area: '21000.5', version: 2 })
    expect(await problemOf(await edit(1, '22000'))).toMatchObject({
      status: 409,
      code: 'stale',
      details: { yours: { area: '22000' }, current: { area: '21000.5' } },
    })
  })

  it('keeps who is on the parcel since when, and what is free', async () => {
    const parcel = await create('P-20')
    expect((await occupy(parcel.id, { enterprise: firms[0], from: '2018-01-01', area: '12000' })).status).toBe(200)
    expect(
      await problemOf(await occupy(parcel.id, { enterprise: firms[1], from: '2019-01-01', area: '9000' })),
    ).toMatchObject({
      status: 422,
      issues: [{ text: 'parcels.not_enough_ground', expected: '≤ 8000 m2 (2019-01-01)' }],
    })
    const second = await json<Occupation>(
      await occupy(parcel.id, { enterprise: firms[1], from: '2019-01-01', area: '8000' }),
    )
    expect(second).toMatchObject({ parcelCode: 'P-20', enterpriseName: '织造厂' })
    expect(await json<ParcelDetail>(await app.ask(all, `/api/parcels/${parcel.id}`))).toMatchObject({ free: '0' })
    const leave = (version: number, to: string) =>
      app.ask(all, `/api/occupations/${second.id}`, { method: 'PUT', body: { version, to } })
    expect((await leave(1, '2024-07-01')).status).toBe(200)
    expect(await problemOf(await leave(1, '2025-07-01'))).toMatchObject({ status: 409, code: 'stale' })
    const detail = await json<ParcelDetail>(await app.ask(all, `/api/parcels/${parcel.id}`))
    expect(detail.free).toBe('8000')
    expect(detail.occupations.map(({ enterpriseName, to }) => [enterpriseName, to])).toEqual([
      ['织造厂', '2024-07-01'],
      ['灯笼厂', null],
    ])
    const shrink = await app.ask(all, `/api/parcels/${parcel.id}`, {
      method: 'PUT',
      body: { version: 1, fields: { ...fields, code: 'P-20', area: '11000' } },
    })
    expect(await problemOf(shrink)).toMatchObject({ status: 422, issues: [{ text: 'import.smaller_than_occupied' }] })
  })

  it('lets only one of two enterprises have the same ground', async () => {
    const parcel = await create('P-30')
    const answers = await Promise.all(
      firms.slice(0, 2).map((enterprise) => occupy(parcel.id, { enterprise, from: '2020-01-01' })),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 422])
  })

  it('shows an enterprise the parcels it is on, with nobody else on them', async () => {
    const parcel = await create('P-40')
    await occupy(parcel.id, { enterprise: firms[0], from: '2018-01-01', area: '100' })
    await occupy(parcel.id, { enterprise: firms[1], from: '2018-01-01', area: '200' })
    const organisation = `enterprise:${firms[1]}`
    const own = testActor(
      ['parcels.see', 'enterprises.see'].map((permission) => ({
        permission,
        scope: 'organisation' as const,
        organisation,
      })),
    )
    const detail = await json<ParcelDetail>(await app.ask(own, `/api/parcels/${parcel.id}`))
    expect(detail.occupations.map((each) => each.enterpriseName)).toEqual(['织造厂'])
    expect(detail.free).toBeNull()
    const of = await json<{ occupations: Occupation[] }>(await app.ask(own, `/api/enterprises/${firms[1]}/parcels`))
    expect(of.occupations.map((each) => each.parcelCode)).toContain('P-40')
    expect((await app.ask(own, `/api/enterprises/${firms[0]}/parcels`)).status).toBe(404)
  })

  it('keeps a town clerk to the own town', async () => {
    const there = await create('P-50', { place: 'flute', base: null })
    expect((await app.ask(kiteClerk, `/api/parcels/${there.id}`)).status).toBe(404)
    expect(
      (
        await app.ask(kiteClerk, '/api/parcels', {
          body: { fields: { ...fields, code: 'P-51', place: 'flute', base: null } },
        })
      ).status,
    ).toBe(403)
    const { rows } = await json<{ rows: ParcelSummary[] }>(await app.ask(kiteClerk, '/api/parcels?pageSize=200'))
    expect(new Set(rows.map((row) => row.place))).toEqual(new Set(['kite']))
    expect((await occupy(there.id, { enterprise: firms[2], from: '2020-01-01' }, kiteClerk)).status).toBe(404)
  })

  it('filters by place and by whether somebody is there today', async () => {
    await create('P-60')
    const codes = async (query: string) =>
      (await json<{ rows: ParcelSummary[] }>(await app.ask(all, `/api/parcels?${query}`))).rows.map((row) => row.code)
    expect(await codes('q=P-60&occupied=no')).toEqual(['P-60'])
    expect(await codes('q=P-60&occupied=yes')).toEqual([])
    expect(await codes('q=P-20&occupied=yes&place=lantern-base')).toEqual(['P-20'])
  })
})

describe('importing parcels and who is on them', () => {
  const upload = async (kind: string, text: string, actor: Actor = all) => {
    const headers = { 'x-file-name': `${kind}.csv`, 'content-type': 'text/csv' }
    const file = await json<Record<string, string>>(
      await app.ask(actor, '/api/parcels/imports/files', { method: 'POST', body: text, headers }),
    )
    return json<ImportPreview>(await app.ask(actor, '/api/parcels/imports', { body: { ...file, kind } }))
  }
  const confirm = (seen: ImportPreview, more: Record<string, unknown> = {}) =>
    app.ask(all, `/api/parcels/imports/${seen.run.id}/confirm`, { body: { digest: seen.digest, ...more } })

  it('reads areas in mu as exactly as the register keeps them; the same file again changes nothing; undo takes it back', async () => {
    const file = '宗地编号,所在镇街,面积（亩）,土地用途\nI-1,纸鸢镇,30,工业用地\nI-2,kite,1,工业用地\n'
    const seen = await upload('parcels', file)
    expect(seen.run).toMatchObject({ kind: 'parcels', counts: { created: 2, refused: 0 } })
    const run = await json<ImportRun>(await confirm(seen))
    const { rows } = await json<{ rows: ParcelSummary[] }>(await app.ask(all, '/api/parcels?q=I-'))
    expect(rows.map((row) => [row.code, row.area])).toEqual([
      ['I-1', '20000'],
      ['I-2', '666.6667'],
    ])
    expect((await upload('parcels', file)).run.counts).toMatchObject({ unchanged: 2, created: 0, changed: 0 })
    expect((await app.ask(all, `/api/parcels/imports/${run.id}/undo`, { body: { reason: '重复' } })).status).toBe(200)
    expect((await json<{ total: number }>(await app.ask(all, '/api/parcels?q=I-'))).total).toBe(0)
  })

  it('refuses an area without a unit, a unit in a cell, and two units that disagree', async () => {
    expect((await upload('parcels', '宗地编号,镇街,面积\nI-3,kite,30\n')).fileProblems).toMatchObject([
      { code: 'import.area_without_unit', found: '面积' },
    ])
    const seen = await upload(
      'parcels',
      '宗地编号,镇街,面积（平方米）,面积（亩）\nI-3,kite,30亩,\nI-4,kite,20000,31\nI-5,kite,20000,30\nI-5,kite,1,\n',
    )
    expect(seen.lines.map((line) => line.problems[0]?.code)).toEqual([
      'import.unit_in_cell',
      'import.areas_disagree',
      'import.line_twice',
      'import.line_twice',
    ])
  })

  it('puts enterprises on parcels, one after the other in the same file, and refuses what overlaps', async () => {
    await create('I-10')
    const file =
      '宗地编号,企业名称,入驻日期,离开日期\nI-10,灯笼厂,2018-01-01,2020-01-01\nI-10,织造厂,2020-01-01,\nI-10,笛子厂,2021-01-01,\nI-11,灯笼厂,2021-01-01,\nI-10,无名厂,2021-01-01,\n'
    const seen = await upload('occupations', file)
    expect(seen.run.counts).toEqual({ created: 2, changed: 0, unchanged: 0, refused: 3 })
    expect(seen.lines.map((line) => [line.line, line.problems[0]?.code])).toEqual([
      [4, 'parcels.whole_parcel_taken'],
      [5, 'import.unknown_parcel'],
      [6, 'import.unknown_enterprise'],
    ])
    const run = await json<ImportRun>(await confirm(seen, { leaveOutRefused: true }))
    expect((await upload('occupations', file)).run.counts).toMatchObject({ unchanged: 2, created: 0 })
    const ended = await upload(
      'occupations',
      '宗地编号,企业名称,入驻日期,离开日期\nI-10,织造厂,2020-01-01,2024-01-01\n',
    )
    expect(ended.lines[0]?.changes).toEqual([{ field: 'to', before: null, after: '2024-01-01' }])
    const second = await json<ImportRun>(await confirm(ended))
    expect(
      await problemOf(await app.ask(all, `/api/parcels/imports/${run.id}/undo`, { body: { reason: '重来' } })),
    ).toMatchObject({ status: 409, details: { reason: 'import.changed_since' } })
    expect((await app.ask(all, `/api/parcels/imports/${second.id}/undo`, { body: { reason: '重来' } })).status).toBe(
      200,
    )
  })

  it('does not take back a parcel that somebody came to stand on', async () => {
    const run = await json<ImportRun>(
      await confirm(await upload('parcels', '宗地编号,镇街,面积（平方米）\nI-20,kite,500\n')),
    )
    const { rows } = await json<{ rows: ParcelSummary[] }>(await app.ask(all, '/api/parcels?q=I-20'))
    await occupy(rows[0]?.id ?? '', { enterprise: firms[0], from: '2024-01-01' })
    expect(
      await problemOf(await app.ask(all, `/api/parcels/imports/${run.id}/undo`, { body: { reason: '误传' } })),
    ).toMatchObject({ status: 409, details: { reason: 'import.in_use' } })
    expect((await json<{ total: number }>(await app.ask(all, '/api/parcels?q=I-20'))).total).toBe(1)
  })
})

describe('the population of parcels', () => {
  it('enters many at once and sums the ground of each enterprise as it stood', async () => {
    const area = await house.record.asSystem(async (tx) => {
      const [one, two] = await createParcelsInBulk(tx, house.programme(), [
        { code: 'S-1', place: 'flute', area: '1000.5', synthetic: true },
        { code: 'S-2', place: 'flute', area: '3000', synthetic: true },
      ])
      const enterprise = firms[2] ?? ''
      await createOccupationsInBulk(tx, [
        { parcel: one ?? '', enterprise, from: '2015-01-01', synthetic: true },
        { parcel: two ?? '', enterprise, from: '2020-01-01', area: '250.25', synthetic: true },
      ])
      const on = async (day: string) => (await occupiedAreas(tx, { enterprises: [enterprise], day })).get(enterprise)
      return [await on('2014-01-01'), await on('2016-01-01'), await on('2020-01-01')]
    })
    expect(area).toEqual([undefined, '1000.5', '1250.75'])
    expect(await refreshParcelPlaces(house)).toBe(0)
  })
})
