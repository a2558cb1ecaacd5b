import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { creditCheck, organisationCheck } from '#base/credit-code.ts'
import { type Actor, anonymous } from '#base/decision.ts'
import type { ProblemBody } from '#base/problem.ts'
import { openTestApp, openTestHouse, type TestApp, type TestHouse, testActor } from '#kit/server/testing.ts'
import { type Enterprise, type EnterpriseDetail, enterprisesContract, type EnterpriseSummary } from '../contract.ts'
import { enterprisesPlainRoutes, enterprisesRoutes } from './routes.ts'

let house: TestHouse
let app: TestApp
beforeAll(async () => {
  house = await openTestHouse()
  app = openTestApp(house, [
    {
      name: 'enterprises',
      contract: enterprisesContract,
      routes: enterprisesRoutes,
      plainRoutes: enterprisesPlainRoutes,
    },
  ])
})
afterAll(() => house.close())

const all = testActor(['enterprises.see', 'enterprises.edit', 'enterprises.import'], { id: 'analyst' })
const inTown = (place: string): Actor =>
  testActor(
    ['enterprises.see', 'enterprises.edit', 'enterprises.import'].map((permission) => ({
      permission,
      scope: 'place' as const,
      place,
    })),
    { id: `clerk-${place}` },
  )
const kiteClerk = inTown('kite')

const nobody = '00000000-0000-4000-8000-000000000000'
const fields = {
  name: '灯笼厂',
  creditCode: null,
  formerNames: [],
  town: 'kite',
  base: null,
  industry: '1011',
  size: 'small',
  ownership: '170',
  aboveScaleSince: '2020-01-01',
  aboveScaleUntil: null,
  status: 'operating',
  openedOn: '2015-04-01',
  address: null,
  contact: { name: '李青', phone: '13800000000' },
} as const

function codeOf(organisation: string): string {
  const first = `91990001${organisation}${organisationCheck(organisation)}`
  return `${first}${creditCheck(first)}`
}

async function create(
  actor: Actor,
  more: Record<string, unknown> = {},
  body: Record<string, unknown> = {},
): Promise<Enterprise> {
  const answer = await app.ask(actor, '/api/enterprises', { body: { fields: { ...fields, ...more }, ...body } })
  expect(await answer.clone().text()).toContain('"id"')
  return (await answer.json()) as Enterprise
}
const problemOf = async (answer: Response) => ({ status: answer.status, ...((await answer.json()) as ProblemBody) })

const requests: [string, string, Record<string, unknown> | undefined][] = [
  ['GET', '/api/enterprises', undefined],
  ['GET', `/api/enterprises/${nobody}`, undefined],
  ['GET', '/api/enterprise-choices', undefined],
  ['POST', '/api/enterprises', { fields }],
  ['PUT', `/api/enterprises/${nobody}`, { version: 1, fields }],
  ['GET', '/api/enterprises/export.csv', undefined],
  ['GET', '/api/enterprises/export.xlsx', undefined],
  ['GET', '/api/enterprises/imports', undefined],
  ['POST', '/api/enterprises/imports', { fileId: nobody, fileName: 'a.csv' }],
  ['GET', `/api/enterprises/imports/${nobody}`, undefined],
  ['POST', `/api/enterprises/imports/${nobody}/confirm`, { digest: 'x' }],
  ['POST', `/api/enterprises/imports/${nobody}/undo`, { reason: 'wrong file' }],
  ['POST', '/api/enterprises/imports/files', undefined],
  ['GET', '/api/enterprises/imports/template.csv', undefined],
  ['GET', '/api/enterprises/imports/template.xlsx', undefined],
]

describe.each(requests)('%s %s', (method, address, body) => {
  it('refuses who is not signed in (401) and who may not (403)', async () => {
    expect((await app.ask(anonymous, address, { method, body })).status).toBe(401)
    expect((await app.ask(testActor(['people.see']), address, { method, body })).status).toBe(403)
  })
})

describe('the register of enterprises over the wire', () => {
  it('refuses what is no enterprise (400), naming each field', async () => {
    const problem = await problemOf(
      await app.ask(all, '/api/enterprises', {
        body: { fields: { ...fields, name: 'x', status: 'gone', openedOn: 'soon' } },
      }),
    )
    expect(problem).toMatchObject({ status: 400, code: 'invalid_input' })
    expect(problem.issues.map((issue) => issue.where).sort()).toEqual([
      'body.fields.name',
      'body.fields.openedOn',
      'body.fields.status',
    ])
    expect((await app.ask(all, '/api/enterprises?page=0')).status).toBe(400)
    expect((await app.ask(all, '/api/enterprises/not-an-id')).status).toBe(400)
    expect((await app.ask(all, `/api/enterprises/${nobody}`)).status).toBe(404)
  })

  it('refuses towns and classes that the programme does not know', async () => {
    const wrong = { ...fields, town: 'atlantis', industry: '9999', base: 'kite' }
    const problem = await problemOf(await app.ask(all, '/api/enterprises', { body: { fields: wrong } }))
    expect(problem).toMatchObject({ status: 400, code: 'invalid_input' })
    expect(problem.issues.map((issue) => issue.where)).toEqual([
      'body.fields.town',
      'body.fields.base',
      'body.fields.industry',
    ])
  })

  it('enters an enterprise, shows it with its dated classification, and records the act without names', async () => {
    const made = await create(all, { name: '云锦织造厂', town: 'firefly', industry: '2011' })
    expect(made).toMatchObject({ name: '云锦织造厂', version: 1, synthetic: false })
    const detail = (await (await app.ask(all, `/api/enterprises/${made.id}`)).json()) as EnterpriseDetail
    expect(detail.history).toEqual([
      { from: '2015-04-01', to: null, town: 'firefly', base: null, industry: '2011', size: 'small', ownership: '170' },
    ])
    expect(detail.names['industry:2011']).toEqual({ zh: '功能织物', en: 'Functional fabrics' })
    expect(detail.mayEdit).toEqual({ allowed: true })
    const acts = await house.record.owner.selectFrom('act').selectAll().where('subject_id', '=', made.id).execute()
    expect(acts).toMatchObject([{ name: 'enterprises.created', actor: 'analyst', subject_kind: 'enterprise' }])
    expect(JSON.stringify(acts)).not.toMatch(/云锦|李青|13800000000/)
  })

  it('finds by part of a name, by former name, by code and by initials in pinyin', async () => {
    const code = codeOf('MA5A1B2C')
    const made = await create(all, {
      name: '竹笛乐器（集团）',
      town: 'flute',
      industry: '3011',
      creditCode: ` ${code.toLowerCase()} `,
      formerNames: ['老笛坊'],
    })
    expect(made.creditCode).toBe(code)
    for (const q of ['笛乐', '老笛', code.slice(8, 14).toLowerCase(), 'zdlq']) {
      const { rows } = (await (await app.ask(all, `/api/enterprises?q=${encodeURIComponent(q)}`)).json()) as {
        rows: EnterpriseSummary[]
      }
      expect(rows.map((row) => row.id)).toEqual([made.id])
    }
    const { total } = (await (await app.ask(all, '/api/enterprises?q=%25')).json()) as { total: number }
    expect(total).toBe(0)
  })

  it('filters by a class with all below it, by place, by the above-scale list of today', async () => {
    const ask = async (query: string) =>
      ((await (await app.ask(all, `/api/enterprises?${query}`)).json()) as { rows: EnterpriseSummary[] }).rows
    await create(all, {
      name: '停报厂',
      town: 'kite',
      industry: '1021',
      aboveScaleSince: '2020-01-01',
      aboveScaleUntil: '2025-01-01',
      base: 'lantern-base',
    })
    expect((await ask('industry=10')).map((row) => row.name)).toEqual(['停报厂'])
    expect((await ask('place=lantern-base')).map((row) => row.name)).toEqual(['停报厂'])
    expect((await ask('aboveScale=no')).map((row) => row.name)).toEqual(['停报厂'])
    expect((await ask('place=cloud-islet&pageSize=1&page=2&sort=-name')).length).toBe(1)
  })

  it('takes a code that fails its check only with a reason, and keeps the reason', async () => {
    const good = codeOf('MA5A1B2D')
    const broken = `${good.slice(0, 17)}${good.endsWith('0') ? '1' : '0'}`
    const refused = await problemOf(
      await app.ask(all, '/api/enterprises', { body: { fields: { ...fields, creditCode: broken } } }),
    )
    expect(refused).toMatchObject({ status: 422, code: 'refused_by_rule', details: { overridable: true } })
    expect(refused.issues).toMatchObject([
      { text: 'credit_code.check', where: 'body.fields.creditCode', expected: good.at(-1) },
    ])
    const made = await create(all, { creditCode: broken, name: '例外厂' }, { codeReason: '证照原件如此' })
    const detail = (await (await app.ask(all, `/api/enterprises/${made.id}`)).json()) as EnterpriseDetail
    expect(detail.overrides).toMatchObject([{ code: broken, reason: '证照原件如此', by: 'analyst' }])
    const again = await problemOf(
      await app.ask(all, '/api/enterprises', {
        body: { fields: { ...fields, creditCode: broken }, codeReason: '同上一户' },
      }),
    )
    expect(again).toMatchObject({ status: 409, code: 'conflict' })
  })

  it('refuses an edit of a stale page with both versions', async () => {
    const made = await create(all, { name: '先来后到厂' })
    const first = await app.ask(all, `/api/enterprises/${made.id}`, {
      method: 'PUT',
      body: { version: 1, fields: { ...fields, name: '先到厂' } },
    })
    expect(await first.json()).toMatchObject({ name: '先到厂', version: 2 })
    const late = await problemOf(
      await app.ask(kiteClerk, `/api/enterprises/${made.id}`, {
        method: 'PUT',
        body: { version: 1, fields: { ...fields, name: '后到厂' } },
      }),
    )
    expect(late).toMatchObject({
      status: 409,
      code: 'stale',
      details: {
        yourVersion: 1,
        currentVersion: 2,
        changedBy: 'analyst',
        yours: { name: '后到厂' },
        current: { name: '先到厂' },
      },
    })
  })

  it('lets only one of two edits of the same version win', async () => {
    const made = await create(all, { name: '抢先厂' })
    const edit = (name: string) =>
      app.ask(all, `/api/enterprises/${made.id}`, { method: 'PUT', body: { version: 1, fields: { ...fields, name } } })
    const answers = await Promise.all(['甲厂', '乙厂', '丙厂', '丁厂'].map(edit))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409])
  })

  it('dates a change of class, and does not rewrite what was so before a later change', async () => {
    const made = await create(all, { name: '转行厂' })
    const edit = (version: number, industry: string, effectiveFrom: string) =>
      app.ask(all, `/api/enterprises/${made.id}`, {
        method: 'PUT',
        body: { version, fields: { ...fields, name: '转行厂', industry }, effectiveFrom },
      })
    expect((await edit(1, '1021', '2024-01-01')).status).toBe(200)
    const problem = await problemOf(await edit(2, '2011', '2022-01-01'))
    expect(problem).toMatchObject({
      status: 422,
      code: 'refused_by_rule',
      issues: [{ text: 'import.later_change', where: 'body.effectiveFrom' }],
    })
    const { history } = (await (await app.ask(all, `/api/enterprises/${made.id}`)).json()) as EnterpriseDetail
    expect(history.map(({ from, to, industry }) => [from, to, industry])).toEqual([
      ['2015-04-01', '2024-01-01', '1011'],
      ['2024-01-01', null, '1021'],
    ])
  })
})

describe('who sees and edits which enterprise', () => {
  it('shows a town clerk only the own town, by the gate and again by the database', async () => {
    const here = await create(kiteClerk, { name: '本镇厂' })
    const there = await create(all, { name: '邻镇厂', town: 'flute' })
    const { rows } = (await (await app.ask(kiteClerk, '/api/enterprises?pageSize=200')).json()) as {
      rows: EnterpriseSummary[]
    }
    expect(rows.map((row) => row.name)).toContain('本镇厂')
    expect(new Set(rows.map((row) => row.town))).toEqual(new Set(['kite']))
    expect((await app.ask(kiteClerk, `/api/enterprises/${there.id}`)).status).toBe(404)
    expect((await app.ask(kiteClerk, `/api/enterprises/${here.id}`)).status).toBe(200)
    const seen = await house.record.withActor(kiteClerk, (tx) =>
      tx
        .withTables<{ enterprise_enterprise: { town: string } }>()
        .selectFrom('enterprise_enterprise')
        .select('town')
        .distinct()
        .execute(),
    )
    expect(seen).toEqual([{ town: 'kite' }])
  })

  it('does not let a town clerk enter, edit or move an enterprise of another town', async () => {
    expect(
      (await app.ask(kiteClerk, '/api/enterprises', { body: { fields: { ...fields, town: 'flute' } } })).status,
    ).toBe(403)
    const here = await create(kiteClerk, { name: '想搬家厂' })
    const moved = await app.ask(kiteClerk, `/api/enterprises/${here.id}`, {
      method: 'PUT',
      body: { version: 1, fields: { ...fields, name: '想搬家厂', town: 'flute' } },
    })
    expect(await problemOf(moved)).toMatchObject({ status: 403, code: 'forbidden' })
    const there = await create(all, { name: '别镇厂', town: 'flute' })
    const other = await app.ask(kiteClerk, `/api/enterprises/${there.id}`, {
      method: 'PUT',
      body: { version: 1, fields: { ...fields, town: 'flute' } },
    })
    expect(other.status).toBe(404)
  })

  it('shows a base officer the enterprises of the base, whichever town they are in', async () => {
    const inBase = await create(all, { name: '园区基地厂', town: 'stardust', base: 'lantern-base' })
    const officer = testActor([{ permission: 'enterprises.see', scope: 'place', place: 'lantern-base' }])
    const { rows } = (await (await app.ask(officer, '/api/enterprises')).json()) as { rows: EnterpriseSummary[] }
    expect(rows.map((row) => row.id)).toContain(inBase.id)
    expect(new Set(rows.map((row) => row.base))).toEqual(new Set(['lantern-base']))
  })

  it('shows the people of an enterprise their own record with its contact, and others without edit rights no contact', async () => {
    const made = await create(all, { name: '自家厂' })
    const own = testActor(
      [{ permission: 'enterprises.see', scope: 'organisation', organisation: `enterprise:${made.id}` }],
      { organisation: `enterprise:${made.id}` },
    )
    const { rows } = (await (await app.ask(own, '/api/enterprises')).json()) as { rows: EnterpriseSummary[] }
    expect(rows.map((row) => row.id)).toEqual([made.id])
    const detail = async (actor: Actor) =>
      (await (await app.ask(actor, `/api/enterprises/${made.id}`)).json()) as EnterpriseDetail
    expect((await detail(own)).enterprise.contact).toEqual({ name: '李**', phone: '138******00' })
    expect((await detail(own)).mayEdit.allowed).toBe(false)
    const asked = await app.ask(own, `/api/enterprises/${made.id}/contact`, { method: 'POST' })
    expect(await asked.json()).toEqual({ name: '李青', phone: '13800000000' })
    const stranger = testActor(['enterprises.see'])
    expect((await app.ask(stranger, `/api/enterprises/${made.id}/contact`, { method: 'POST' })).status).toBe(403)
    const acts = await house.record.owner.selectFrom('act').select('name').where('subject_id', '=', made.id).execute()
    expect(acts.map(({ name }) => name).filter((name) => name === 'enterprises.contact_shown')).toHaveLength(1)
    expect((await detail(testActor(['enterprises.see']))).enterprise.contact).toEqual({ name: null, phone: null })
    const csv = await (await app.ask(testActor(['enterprises.see']), '/api/enterprises/export.csv?q=zjc')).text()
    expect(csv).toContain('自家厂')
    expect(csv).not.toContain('13800000000')
  })

  it('keeps the contact of a form that was filled with the masked one, and takes a new one', async () => {
    const { id, version, updatedAt: _at, synthetic: _made, ...fields } = await create(all, { name: '改名厂' })
    expect(fields.contact).toEqual({ name: '李**', phone: '138******00' })
    const edit = (body: object) => app.ask(all, `/api/enterprises/${id}`, { method: 'PUT', body })
    const contact = { name: '王芳', phone: fields.contact.phone }
    const edited = (await (
      await edit({ version, fields: { ...fields, name: '改名二厂', contact } })
    ).json()) as Enterprise
    expect(edited.contact).toEqual({ name: '王**', phone: '138******00' })
    const shown = await app.ask(all, `/api/enterprises/${id}/contact`, { method: 'POST' })
    expect(await shown.json()).toEqual({ name: '王芳', phone: '13800000000' })
    const stale = await edit({ version, fields: { ...fields, name: '又改名厂' } })
    expect(await stale.text()).not.toContain('13800000000')
  })

  it('shows nothing to a transaction without an actor', async () => {
    const rows = await house.record.withActor(testActor([], { id: '' }), (tx) =>
      tx
        .withTables<{ enterprise_enterprise: { id: string } }>()
        .selectFrom('enterprise_enterprise')
        .select('id')
        .execute(),
    )
    expect(rows).toEqual([])
  })
})
