import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anonymous } from '#base/decision.ts'
import type { ProblemBody } from '#base/problem.ts'
import { openTestApp, openTestHouse, type TestApp, type TestHouse, testActor } from '#kit/server/testing.ts'
import {
  type EnterpriseDetail,
  type EnterpriseListed,
  enterprisesContract,
  type ImportPreview,
  type RungStay,
} from '../contract.ts'
import { enterprisesPlainRoutes, enterprisesRoutes } from './routes.ts'
import { createEnterprisesInBulk } from './service.ts'

const permissions = ['enterprises.see', 'enterprises.edit', 'enterprises.import']
const clerk = testActor(permissions, { id: 'analyst' })
const inTown = (place: string, of: readonly string[]) =>
  testActor(
    of.map((permission) => ({ permission, scope: 'place' as const, place })),
    { id: `clerk-${place}` },
  )
const nobody = '00000000-0000-4000-8000-000000000000'

let house: TestHouse
let ask: TestApp['ask']
let lamp = ''
beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-03-20T02:00:00Z') })
  ask = openTestApp(house, [
    {
      name: 'enterprises',
      contract: enterprisesContract,
      routes: enterprisesRoutes,
      plainRoutes: enterprisesPlainRoutes,
    },
  ]).ask
  const made = [{ name: '梯队灯厂', town: 'kite', industry: '1011', synthetic: false }]
  ;[lamp = ''] = await house.record.asSystem((tx) => createEnterprisesInBulk(tx, house.programme(), made))
})
afterAll(() => house.close())

const rungs = () => `/api/enterprises/${lamp}/rungs`
const enter = (body: object, actor = clerk) => ask(actor, rungs(), { body: { reason: '2025年度入库名单', ...body } })
const end = (id: string, to: string, actor = clerk) =>
  ask(actor, `${rungs()}/${id}`, { method: 'PUT', body: { to, reason: '未通过复核' } })
const problemOf = async (answer: Response) => ({ status: answer.status, ...((await answer.json()) as ProblemBody) })
const stays = async () =>
  ((await (await ask(clerk, `/api/enterprises/${lamp}`)).json()) as EnterpriseDetail).rungs.map(({ rung, from, to }) =>
    `${rung} ${from} ${to ?? ''}`.trim(),
  )
const entered = async (body: object) => (await (await enter(body)).json()) as RungStay

describe('rungs of a growth ladder in the register', () => {
  it.each([
    ['POST', '/rungs', { rung: 'growth-ladder/grove', from: '2025-01-01', reason: '名单' }],
    ['PUT', `/rungs/${nobody}`, { to: '2025-01-01', reason: '名单' }],
    ['POST', `/rungs/${nobody}/withdrawal`, { reason: '名单' }],
  ])('%s %s refuses who is not signed in (401) and who may not (403)', async (method, path, body) => {
    const address = `/api/enterprises/${nobody}${path}`
    expect((await ask(anonymous, address, { method, body })).status).toBe(401)
    expect((await ask(testActor(['enterprises.see']), address, { method, body })).status).toBe(403)
    expect((await ask(clerk, address, { method, body })).status).toBe(404)
  })

  it('lets an enterprise stand on several, and says from when on which ground', async () => {
    const stay = await entered({ rung: 'growth-ladder/sapling', from: '2024-02-01' })
    expect(stay).toMatchObject({ from: '2024-02-01', to: null, reason: '2025年度入库名单', by: 'analyst' })
    expect((await enter({ rung: 'growth-ladder/grove', from: '2025-07-15' })).status).toBe(200)
    expect(await stays()).toEqual(['growth-ladder/sapling 2024-02-01', 'growth-ladder/grove 2025-07-15'])
    const { names } = (await (await ask(clerk, `/api/enterprises/${lamp}`)).json()) as EnterpriseDetail
    expect(names['rung:growth-ladder/grove']).toEqual({ zh: '成林企业', en: 'Grove' })
    const acts = await house.record.owner.selectFrom('act').selectAll().where('subject_id', '=', lamp).execute()
    expect(acts.map(({ name, detail }) => [name, detail])).toContainEqual([
      'enterprises.rung_entered',
      { rung: 'growth-ladder/grove', from: '2025-07-15', to: null },
    ])
  })

  it('refuses the same rung twice at a time, an end before the beginning, and a rung nobody knows', async () => {
    expect(await problemOf(await enter({ rung: 'growth-ladder/grove', from: '2026-01-01' }))).toMatchObject({
      status: 422,
      issues: [
        { text: 'enterprises.rung_already', where: 'body.from', found: '成林企业 / Grove', expected: '2025-07-15 –' },
      ],
    })
    const reversed = { rung: 'growth-ladder/beacon', from: '2026-01-01', to: '2026-01-01' }
    expect(await problemOf(await enter(reversed))).toMatchObject({
      status: 422,
      issues: [{ text: 'import.ends_before_it_begins' }],
    })
    expect(await problemOf(await enter({ rung: 'growth-ladder/moon', from: '2026-01-01' }))).toMatchObject({
      status: 400,
      issues: [{ text: 'import.unknown_code', where: 'body.rung' }],
    })
    expect((await enter({ rung: 'growth-ladder/beacon', from: '2026-01-01', reason: '' })).status).toBe(400)
  })

  it('ends a stay from a day on; what was said before stays in the record as it was', async () => {
    const stay = await entered({ rung: 'growth-ladder/beacon', from: '2025-01-01' })
    expect((await end(stay.id, '2025-01-01')).status).toBe(422)
    expect(await (await end(stay.id, '2026-01-01')).json()).toMatchObject({
      to: '2026-01-01',
      reason: '2025年度入库名单',
      endReason: '未通过复核',
    })
    expect(await problemOf(await end(stay.id, '2026-02-01'))).toMatchObject({ status: 409, code: 'stale' })
    const { rows } = await sql`select to_date, end_reason, replaced_at is null as stands from enterprise_rung
      where enterprise = ${lamp} and rung = 'growth-ladder/beacon' order by known_at, stands`.execute(
      house.record.owner,
    )
    expect(rows).toEqual([
      { to_date: null, end_reason: null, stands: false },
      { to_date: '2026-01-01', end_reason: '未通过复核', stands: true },
    ])
  })

  it('takes back what was entered by mistake, with a reason', async () => {
    const stay = await entered({ rung: 'growth-ladder/beacon', from: '2026-02-01' })
    const answer = await ask(clerk, `${rungs()}/${stay.id}/withdrawal`, { body: { reason: '错登' } })
    expect(answer.status).toBe(200)
    expect(await stays()).not.toContain('growth-ladder/beacon 2026-02-01')
  })

  it('cannot be written over or deleted, not even by who may edit everything', async () => {
    const tamper = (text: string) =>
      house.record.withActor(clerk, (tx) => sql.raw(`${text} where enterprise = '${lamp}'`).execute(tx))
    await expect(tamper(`update enterprise_rung set from_date = '2000-01-01'`)).rejects.toMatchObject({ code: '42501' })
    await expect(tamper('delete from enterprise_rung')).rejects.toMatchObject({ code: '42501' })
  })

  it('keeps a clerk of another town out, by the gate and again by the database', async () => {
    const flute = inTown('flute', permissions)
    expect((await enter({ rung: 'growth-ladder/beacon', from: '2026-03-01' }, flute)).status).toBe(404)
    const reader = testActor(['enterprises.see', { permission: 'enterprises.edit', scope: 'place', place: 'flute' }])
    expect((await enter({ rung: 'growth-ladder/beacon', from: '2026-03-01' }, reader)).status).toBe(403)
    const direct = house.record.withActor(reader, (tx) =>
      sql`insert into enterprise_rung (id, enterprise, rung, from_date, reason)
        values (${nobody}, ${lamp}, 'growth-ladder/beacon', '2026-03-01', 'x')`.execute(tx),
    )
    await expect(direct).rejects.toMatchObject({ code: '42501' })
  })

  it('offers its rungs in the order of the ladder', async () => {
    const { ladders } = (await (await ask(clerk, '/api/enterprise-choices')).json()) as {
      ladders: { id: string; rungs: { id: string }[] }[]
    }
    expect(ladders.map(({ id, rungs: all }) => [id, all.map((rung) => rung.id)])).toEqual([
      ['growth-ladder', ['growth-ladder/sapling', 'growth-ladder/grove', 'growth-ladder/beacon']],
    ])
  })
})

describe('the list of enterprises', () => {
  it('tells the rungs of today, and lists who stands on one today', async () => {
    const listed = async (rung: string) =>
      (
        (await (await ask(clerk, `/api/enterprises?rung=growth-ladder/${rung}`)).json()) as {
          rows: EnterpriseListed[]
        }
      ).rows.map((row) => row.rungs)
    expect(await listed('grove')).toEqual([['growth-ladder/grove', 'growth-ladder/sapling']])
    expect(await listed('beacon')).toEqual([])
  })
})

describe('rungs in files of enterprises', () => {
  const preview = async (text: string) => {
    const headers = { 'x-file-name': 'rungs.csv', 'content-type': 'application/octet-stream' }
    const sent = await ask(clerk, '/api/enterprises/imports/files', { method: 'POST', body: text, headers })
    return (await (await ask(clerk, '/api/enterprises/imports', { body: await sent.json() })).json()) as ImportPreview
  }
  const confirm = ({ run, digest }: ImportPreview) =>
    ask(clerk, `/api/enterprises/imports/${run.id}/confirm`, { body: { digest } })
  const undo = (id: string) => ask(clerk, `/api/enterprises/imports/${id}/undo`, { body: { reason: '文件有误' } })
  const file = (said: string) =>
    `企业名称,所属镇街,梯队,分类生效日期,梯队依据\n梯队灯厂,kite,${said},2026-03-01,年度名单\n`

  it('change them as one act that can be taken back, and what was exported changes nothing', async () => {
    const before = await stays()
    const seen = await preview(file('灯塔企业；成林企业'))
    const change = { field: 'rungs', before: 'growth-ladder/grove；growth-ladder/sapling' }
    expect(seen.lines).toMatchObject([{ changes: [{ ...change, after: 'growth-ladder/beacon；growth-ladder/grove' }] }])
    const run = (await (await confirm(seen)).json()) as { id: string }
    expect(await stays()).toEqual(
      expect.arrayContaining(['growth-ladder/sapling 2024-02-01 2026-03-01', 'growth-ladder/beacon 2026-03-01']),
    )
    const exported = await (await ask(clerk, '/api/enterprises/export.csv')).text()
    expect(exported).toContain('growth-ladder/beacon；growth-ladder/grove')
    expect((await preview(exported)).run.counts).toMatchObject({ changed: 0, unchanged: 1, refused: 0 })
    expect((await undo(run.id)).status).toBe(200)
    expect(await stays()).toEqual(before)
  })

  it('cannot be taken back when something else was said of the rungs since', async () => {
    const run = (await (await confirm(await preview(file('灯塔企业；树苗企业；成林企业')))).json()) as { id: string }
    const now = (await (await ask(clerk, `/api/enterprises/${lamp}`)).json()) as EnterpriseDetail
    const beacon = now.rungs.find(({ rung, to }) => rung === 'growth-ladder/beacon' && to === null)
    expect((await end(beacon?.id ?? '', '2026-03-15')).status).toBe(200)
    expect(await problemOf(await undo(run.id))).toMatchObject({
      status: 409,
      issues: [{ text: 'import.changed_since' }],
    })
  })
})
