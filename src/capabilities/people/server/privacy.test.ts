import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { system } from '#base/decision.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { peopleContract } from '../contract.ts'
import type { Erased, LookShown, PersonData } from '../contract-privacy.ts'
import { lookDownloads } from './look-log.ts'
import { createPerson, grantRole } from './persons.ts'
import { peopleRoutes } from './routes.ts'

let house: TestHouse
let app: TestApp
const security = testActor(['people.see', 'people.export', 'people.erase', 'people.manage'], {
  id: '00000000-0000-4000-8000-0000000000a1',
  roles: ['security'],
})
const auditor = testActor(['looks.see', 'people.see'], { id: '00000000-0000-4000-8000-0000000000a2' })

beforeAll(async () => {
  house = await openTestHouse()
  app = openTestApp(house, [
    { name: 'people', contract: peopleContract, routes: peopleRoutes, plainRoutes: lookDownloads },
  ])
})
afterAll(() => house.close())

async function enter(login: string): Promise<string> {
  return house.record.withActor(security, async (tx) => {
    const { id } = await createPerson(house, tx, { login, name: '张小明', language: 'zh', actor: security })
    await grantRole(house, tx, { person: id, role: 'analyst', organisation: 'county-government', actor: system })
    return id
  })
}
const session = (id: string) =>
  sql`insert into people_session (id, user_id, token, expires_at, ip_address, user_agent)
    values (gen_random_uuid(), ${id}, ${`token-${id}`}, '2026-03-02T10:00:00Z', '10.1.2.3', 'Browser')`.execute(
    house.record.owner,
  )
const answered = async <Body>(asked: Promise<Response>): Promise<Body> => {
  const response = await asked
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
  return (await response.json()) as Body
}
const looksOf = async (query = '') => answered<LookShown[]>(app.ask(auditor, `/api/looks${query}`))

describe('what is kept of a person', () => {
  test('is taken out by whoever may, and by nobody else', async () => {
    const id = await enter('refused-export')
    expect((await app.ask(auditor, `/api/people/${id}/data`, { method: 'POST' })).status).toBe(403)
    const ofOnePlace = testActor(
      ['people.export', 'people.erase'].map((permission) => ({ permission, scope: 'place' as const, place: 'kite' })),
    )
    for (const [path, body] of [
      ['data', undefined],
      ['erasure', { login: 'refused-export', why: 'left' }],
    ] as const)
      expect((await app.ask(ofOnePlace, `/api/people/${id}/${path}`, { method: 'POST', body })).status, path).toBe(403)
    const nobody = '00000000-0000-4000-8000-00000000dead'
    expect((await app.ask(security, `/api/people/${nobody}/data`, { method: 'POST' })).status).toBe(404)
  })

  test('holds account, sign-ins, what was done, who looked, and where the id stands; taking it is an act and a look', async () => {
    const id = await enter('exported')
    await session(id)
    await answered(app.ask(security, `/api/people/${id}`))
    const data = await answered<PersonData>(app.ask(security, `/api/people/${id}/data`, { method: 'POST' }))
    expect(data.person).toMatchObject({ login: 'exported', name: '张小明', mail: null, erasedAt: null })
    expect(data.sessions).toMatchObject([{ address: '10.1.2.3', browser: 'Browser' }])
    expect(data.lookedAt).toMatchObject([{ what: 'people.personShow', roles: ['security'] }])
    const traces = new Map(data.traces.map(({ table, column, onErasure }) => [`${table}.${column}`, onErasure]))
    expect(traces.get('people_account.user_id')).toBe('remove')
    expect(traces.get('people_person.id')).toBe('stays')
    const acts = await sql<{ name: string }>`select name from act where subject_id = ${id}`.execute(house.record.owner)
    expect(acts.rows.map(({ name }) => name)).toContain('people.data_taken')
    expect((await looksOf(`?subject=${id}`)).map(({ what }) => what)).toContain('people.personDataTake')
    expect(JSON.stringify(data)).not.toContain('scrypt')
  })
})

describe('a person who is erased', () => {
  const erase = (id: string, login: string) =>
    app.ask(security, `/api/people/${id}/erasure`, { body: { login, why: 'left' } })

  test('is met by the right administrator and the right login alone, never by themselves', async () => {
    const id = await enter('careful')
    const body = { login: 'careful', why: 'left' }
    expect((await app.ask(auditor, `/api/people/${id}/erasure`, { body })).status).toBe(403)
    const other = await erase(id, 'carefull')
    expect(other.status).toBe(400)
    expect(await other.json()).toMatchObject({ issues: [{ text: 'people.other_login', where: 'body.login' }] })
    expect((await erase(security.id, 'me')).status).toBe(422)
    expect((await answered<{ name: string }>(app.ask(security, `/api/people/${id}`))).name).toBe('张小明')
  })

  test('leaves a pseudonym; account, sign-ins and contact go; what was done stays and the chain is whole', async () => {
    const id = await enter('leaving')
    await session(id)
    await app.ask(security, `/api/people/${id}`, { method: 'PATCH', body: { mail: 'zhang@example.org' } })
    const actor = testActor([], { id })
    await app.ask(actor, '/api/account', { method: 'PATCH', body: { language: 'en' } })
    await house.acts.seal()
    const before = await house.acts.verify()

    const { name, removed } = await answered<Erased>(erase(id, 'leaving'))
    expect(name).toContain(id.slice(0, 8))
    expect(removed).toMatchObject({ people_session: 1, people_account: 1 })
    const { rows } = await sql<
      Record<string, unknown>
    >`select u.name, u.username, u.email, p.mail, p.disabled_at is not null as closed
      from people_user u join people_person p on p.id = u.id where u.id = ${id}`.execute(house.record.owner)
    expect(rows).toEqual([
      { name, username: `erased-${id}`, email: `erased-${id}@people.invalid`, mail: null, closed: true },
    ])
    const acts = await sql<{ name: string; detail: Record<string, unknown> }>`
      select name, detail from act where subject_id = ${id} order by id`.execute(house.record.owner)
    expect(acts.rows.at(-1)).toMatchObject({ name: 'people.erased', detail: { why: 'left' } })
    expect(acts.rows.map((act) => act.name)).toContain('people.language_changed')

    await house.acts.seal()
    const after = await house.acts.verify()
    expect(after.faults).toEqual([])
    expect(after.sealed).toBeGreaterThan(before.sealed)
  })

  test('stands nowhere in the record by name, login or address any more', async () => {
    const id = await enter('unforgettable-login')
    await app.ask(security, `/api/people/${id}`, {
      method: 'PATCH',
      body: { name: '独一无二', mail: 'unique@example.org' },
    })
    await answered(erase(id, 'unforgettable-login'))
    const { rows: tables } = await sql<{ name: string }>`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(house.record.owner)
    for (const { name } of tables) {
      const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.table(name)} t
        where t::text ~ '独一无二|unforgettable-login|unique@example'`.execute(house.record.owner)
      expect(rows, name).toEqual([])
    }
  })

  test('is not erased twice, and not opened again', async () => {
    const id = await enter('once')
    await answered(erase(id, 'once'))
    expect((await erase(id, `erased-${id}`)).status).toBe(409)
    const reopened = await app.ask(security, `/api/people/${id}`, { method: 'PATCH', body: { disabled: false } })
    expect(reopened.status).toBe(409)
    const password = await app.ask(security, `/api/people/${id}/password`, { method: 'POST' })
    expect(password.status).toBe(409)
  })
})

describe('who looked', () => {
  test('is shown to those who watch over the house, and to nobody else', async () => {
    expect((await app.ask(security, '/api/looks')).status).toBe(403)
    expect((await app.ask(security, '/api/looks/export.csv')).status).toBe(403)
  })

  test('is found by person, record, kind and day; looking at it is written down too', async () => {
    const id = await enter('looked-at')
    await answered(app.ask(security, `/api/people/${id}`))
    await answered(app.ask(security, '/api/people?limit=5'))
    const found = await looksOf(`?subject=${id}`)
    expect(found).toMatchObject([
      { person: security.id, roles: ['security'], kind: 'personal', what: 'people.personShow', rows: 1 },
    ])
    expect(found[0]?.requestId).toMatch(/^[\w-]{8,}$/)
    expect(await looksOf('?kind=micro')).toEqual([])
    expect((await looksOf(`?person=${auditor.id}`)).map(({ what }) => what)).toContain('people.lookList')
    expect(await looksOf('?from=2026-03-03')).toEqual([])
    expect((await looksOf('?from=2026-03-02&to=2026-03-02')).length).toBeGreaterThan(0)
    const list = (await looksOf(`?person=${security.id}`)).find(({ what }) => what === 'people.personList')
    expect(list).toMatchObject({ subject: null, rows: 5 })
  })

  test('is a file as well, which says how many it held', async () => {
    const response = await app.ask(auditor, `/api/looks/export.csv?person=${security.id}`)
    expect(response.headers.get('content-disposition')).toContain('looks.csv')
    const lines = (await response.text()).trim().split('\n')
    expect(lines.length).toBeGreaterThan(5)
    const [latest] = await looksOf(`?person=${auditor.id}&limit=1`)
    expect(latest).toMatchObject({ what: '/api/looks/export.csv', rows: lines.length - 1 })
    expect((await app.ask(auditor, '/api/looks/export.csv?from=yesterday')).status).toBe(400)
  })

  test('a sensitive answer that fails is no look', async () => {
    const nobody = '00000000-0000-4000-8000-00000000beef'
    expect((await app.ask(security, `/api/people/${nobody}`)).status).toBe(404)
    expect(await looksOf(`?subject=${nobody}`)).toEqual([])
  })
})
