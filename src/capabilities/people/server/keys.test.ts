import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { system } from '#base/decision.ts'
import { openTestApp, openTestHouse, testActor, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { peopleContract, type PersonSummary } from '../contract.ts'
import type { Key } from '../contract-keys.ts'
import { changePerson, revokeRole } from './persons.ts'
import { peopleRoutes } from './routes.ts'
import { listMemberships } from './store.ts'
import { countyProgramme } from './testing.ts'
import { type App, Browser, enterPerson, openPeopleApp } from './testing-browser.ts'

const analyst = { role: 'analyst', organisation: 'bureau' }
const day = 86_400_000
let house: TestHouse
let ask: TestApp['ask']
let app: App

beforeAll(async () => {
  house = await openTestHouse({
    programme: countyProgramme,
    env: { KEY_REQUESTS_PER_MINUTE: '20', SECOND_FACTOR: 'none' },
  })
  ask = openTestApp(house, [{ name: 'people', contract: peopleContract, routes: peopleRoutes }]).ask
  app = openPeopleApp(house)
})
afterAll(() => house.close())
beforeEach(() => house.clock.set(new Date('2026-03-02T02:00:00Z')))

const body = async <T>(response: Response): Promise<T> => (await response.json()) as T
const manager = testActor(['people.see', 'people.manage', 'people.keys'], {
  id: '00000000-0000-4000-8000-00000000000b',
})

const asPerson = (id: string) => testActor(['people.keys'], { id })
const make = (id: string, more: object = {}) =>
  ask(asPerson(id), '/api/keys', {
    body: { name: '上报程序', permissions: ['workflows.see'], expiresOn: '2026-06-30', ...more },
  })
const made = async (id: string, more: object = {}) => {
  const response = await make(id, more)
  expect(response.status).toBe(200)
  return body<{ key: Key; secret: string }>(response)
}
type Asked = readonly [method: string, path: string, sent?: object, headers?: Record<string, string>]
const withKey = (secret: string, ...[method, path, sent, headers]: Asked) =>
  new Browser(app).ask(method, path, sent, { authorization: `Bearer ${secret}`, ...headers })
const grantsOf = async (secret: string) => {
  const { status, body: session } = await withKey(secret, 'GET', '/api/session')
  return status === 200 ? (session.actor as { grants: { permission: string; place?: string }[] }).grants : status
}

describe('a key', () => {
  it('is shown once, kept as a hash, and acts for its person with what it carries', async () => {
    const person = await enterPerson(house, analyst)
    const { key, secret } = await made(person.id)
    expect(secret).toMatch(new RegExp(`^${key.prefix}_[\\w-]{43}$`))
    const kept = await house.record.owner
      .withTables<{ people_key: object }>()
      .selectFrom('people_key')
      .selectAll()
      .execute()
    expect(JSON.stringify(kept)).not.toContain(secret.slice(-20))
    expect(await grantsOf(secret)).toEqual([{ permission: 'workflows.see', scope: 'all' }])
    const listed = await body<{ items: Key[] }>(await ask(asPerson(person.id), '/api/keys'))
    expect(listed.items).toMatchObject([{ id: key.id, state: 'open', lastUsedAt: '2026-03-02T02:00:00.000Z' }])
  })

  it('carries no more than its person holds, for a named time', async () => {
    const person = await enterPerson(house, analyst)
    const wrong = await make(person.id, { permissions: ['releases.publish', 'people.see'], expiresOn: '2028-01-01' })
    expect(await body(wrong)).toMatchObject({
      code: 'invalid_input',
      issues: [
        { text: 'people.key_beyond_person', found: 'releases.publish' },
        { text: 'people.key_beyond_person', found: 'people.see' },
        { text: 'people.key_too_long', where: 'body.expiresOn', expected: '2027-03-02' },
      ],
    })
    expect((await make(person.id, { expiresOn: '2026-03-01' })).status).toBe(400)
    expect((await make(person.id, { places: ['atlantis'] })).status).toBe(400)
  })

  it('narrowed to a place reaches nothing else', async () => {
    const person = await enterPerson(house, analyst)
    const { secret } = await made(person.id, { places: ['east'] })
    expect(await grantsOf(secret)).toEqual([{ permission: 'workflows.see', scope: 'place', place: 'east' }])
  })

  it('works until the end of its last day, and not after it was revoked', async () => {
    const person = await enterPerson(house, analyst)
    const { secret } = await made(person.id, { expiresOn: '2026-03-03' })
    house.clock.set(new Date('2026-03-03T15:59:59Z'))
    expect(await grantsOf(secret)).toHaveLength(1)
    house.clock.set(new Date('2026-03-03T16:00:00Z'))
    expect(await grantsOf(secret)).toBe(401)
    house.clock.set(new Date('2026-03-02T02:00:00Z'))
    const other = await made(person.id)
    const revoked = await ask(asPerson(person.id), `/api/keys/${other.key.id}/revoke`, { body: { reason: 'lost' } })
    expect(await body(revoked)).toMatchObject({ state: 'revoked' })
    expect(await grantsOf(other.secret)).toBe(401)
  })

  it('loses what its person loses, at once', async () => {
    const person = await enterPerson(house, analyst)
    const { secret } = await made(person.id)
    const [held] = await listMemberships(house.record.owner, [person.id])
    await house.record.asSystem((tx) => revokeRole(house, tx, { id: held?.id ?? '', reason: 'left', actor: system }))
    expect(await grantsOf(secret)).toEqual([])
    await house.record.asSystem((tx) => changePerson(house, tx, { id: person.id, disabled: true, actor: system }))
    expect(await grantsOf(secret)).toBe(401)
  })

  it.each(['', 'nonsense', 'jidi_aaaaaaaaaa_' + 'A'.repeat(43)])(
    'that is %j is refused even where anybody may ask',
    async (secret) => {
      expect(await withKey(secret, 'GET', '/api/session')).toMatchObject({
        status: 401,
        body: { details: { reason: 'people.key_not_valid' } },
      })
    },
  )

  it('opens what a permission names, and nothing of an account', async () => {
    const person = await enterPerson(house, analyst)
    const { secret } = await made(person.id)
    for (const [method, path, sent] of [
      ['GET', '/api/account/sessions'],
      ['POST', '/api/account/password', { current: person.password, next: 'taken over' }],
      ['POST', '/api/account/second-factor', { password: person.password }],
      ['GET', '/api/keys'],
      ['GET', '/api/people'],
    ] as const) {
      expect((await withKey(secret, method, path, sent)).status, path).toBe(403)
    }
  })

  it('makes its cookies silent, and needs no origin', async () => {
    const [one, other] = [await enterPerson(house, analyst), await enterPerson(house, analyst)]
    const { secret } = await made(one.id)
    const browser = new Browser(app)
    await browser.signIn(other.login, other.password)
    const asked = await browser.ask('GET', '/api/session', undefined, { authorization: `Bearer ${secret}` })
    expect(asked.body.actor).toMatchObject({ id: one.id })
    const foreign = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }
    const posted = await withKey(secret, 'POST', '/api/session', { login: 'a', password: 'b' }, foreign)
    expect(posted.body.details).toEqual({ reason: 'people.wrong_password' })
    const cookieOnly = await browser.ask('POST', '/api/session', { login: 'a', password: 'b' }, foreign)
    expect(cookieOnly.body.details).toEqual({ reason: 'decision.foreign_page' })
  })

  it('asks so often in a minute, then waits', async () => {
    const person = await enterPerson(house, analyst)
    const { secret } = await made(person.id)
    const statuses = []
    for (let n = 0; n < 21; n += 1) statuses.push((await withKey(secret, 'GET', '/api/session')).status)
    expect([statuses[19], statuses[20]]).toEqual([200, 429])
    house.clock.advance(60_001)
    expect((await withKey(secret, 'GET', '/api/session')).status).toBe(200)
  })

  it('stands in every act that is done with it', async () => {
    const person = await enterPerson(house, { role: 'town_manager', organisation: 'east-town' })
    const { key, secret } = await made(person.id, { permissions: ['places.see'] })
    await withKey(secret, 'POST', '/api/session', { login: person.login, password: 'wrong' })
    const acts = await house.record.owner
      .selectFrom('act')
      .select(['name', 'detail'])
      .where('subject_id', '=', person.id)
      .execute()
    expect(acts.find(({ name }) => name === 'people.sign_in_failed')?.detail).toMatchObject({ key: key.id })
    expect(acts.find(({ name }) => name === 'people.created')?.detail).not.toHaveProperty('key')
  })
})

describe('a service', () => {
  it('has no password, and its keys are made by who looks after it; nobody makes keys for another person', async () => {
    const entered = await ask(manager, '/api/services', {
      body: { login: 'exchange', name: '数据交换', membership: analyst },
    })
    const service = await body<PersonSummary>(entered)
    expect(service).toMatchObject({ service: true, memberships: [{ role: 'analyst' }] })
    expect((await new Browser(app).signIn('exchange', 'anything')).status).toBe(401)
    expect((await ask(manager, `/api/people/${service.id}/password`, { method: 'POST' })).status).toBe(422)
    const wanted = { person: service.id, name: '交换', permissions: ['returns.approve'], expiresOn: '2026-03-31' }
    const { secret } = await body<{ secret: string }>(await ask(manager, '/api/keys', { body: wanted }))
    expect(await grantsOf(secret)).toEqual([{ permission: 'returns.approve', scope: 'all' }])
    const other = await enterPerson(house, analyst)
    const forOther = await ask(manager, '/api/keys', { body: { ...wanted, person: other.id } })
    expect(await body(forOther)).toMatchObject({ code: 'forbidden', details: { reason: 'people.key_of_others' } })
    expect((await ask(asPerson(other.id), `/api/keys?person=${service.id}`)).status).toBe(403)
  })

  it('sleeps when a key was not used: last use is to the minute', async () => {
    const person = await enterPerson(house, analyst)
    const { key, secret } = await made(person.id)
    await grantsOf(secret)
    house.clock.advance(day)
    await grantsOf(secret)
    const { items } = await body<{ items: Key[] }>(await ask(asPerson(person.id), '/api/keys'))
    expect(items.find(({ id }) => id === key.id)?.lastUsedAt).toBe('2026-03-03T02:00:00.000Z')
  })
})
