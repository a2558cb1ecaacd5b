import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, anonymous, system } from '#base/decision.ts'
import { createHttp } from '#kit/server/http.ts'
import { openTestApp, openTestHouse, testActor, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { type DutyRoute, type PersonSummary, peopleContract, type Session } from '../contract.ts'
import { createPerson } from './persons.ts'
import { peopleRoutes } from './routes.ts'
import { createSessions } from './who-asks.ts'
import { countyProgramme } from './testing.ts'

const people = { name: 'people', contract: peopleContract, routes: peopleRoutes }
let house: TestHouse
let ask: TestApp['ask']

beforeAll(async () => {
  house = await openTestHouse({ programme: countyProgramme })
  ask = openTestApp(house, [people]).ask
})
afterAll(() => house.close())

const manager = testActor(['people.see', 'people.manage'], { id: 'manager' })
const stranger = testActor([], { id: 'stranger' })
const body = async <T>(response: Response): Promise<T> => (await response.json()) as T
const nobodysId = '00000000-0000-4000-8000-000000000000'

let made = 0
const enter = async (more: object = {}): Promise<{ person: PersonSummary; password: string }> => {
  made += 1
  const response = await ask(manager, '/api/people', {
    body: { login: `clerk-${made}`, name: `Clerk ${made}`, ...more },
  })
  expect(response.status).toBe(200)
  return body(response)
}

describe('refusals', () => {
  const asked: [string, string, object | undefined][] = [
    ['PATCH', '/api/account', { language: 'en' }],
    ['POST', '/api/account/password', { current: 'a', next: 'a longer one' }],
    ['GET', '/api/people', undefined],
    ['GET', `/api/people/${nobodysId}`, undefined],
    ['POST', '/api/people', { login: 'wang', name: 'Wang' }],
    ['POST', `/api/people/${nobodysId}/password`, {}],
    ['PATCH', `/api/people/${nobodysId}`, { disabled: true }],
    ['POST', `/api/people/${nobodysId}/memberships`, { role: 'leader', organisation: 'bureau' }],
    ['POST', `/api/memberships/${nobodysId}/revoke`, { reason: 'left' }],
    ['GET', '/api/roles', undefined],
    ['GET', '/api/organisations', undefined],
    ['GET', '/api/duties', undefined],
    ['GET', '/api/duties/route', undefined],
    ['GET', '/api/duties/kinds', undefined],
  ]
  const send = (actor: Actor, [method, path, sent]: (typeof asked)[number]) =>
    ask(actor, path, { method, ...(sent === undefined ? {} : { body: sent }) })

  it.each(asked)('401 for somebody not signed in: %s %s', async (...one) => {
    const response = await send(anonymous, one)
    expect([response.status, (await body<{ code: string }>(response)).code]).toEqual([401, 'not_signed_in'])
  })

  it.each(asked.slice(2, 10))('403 for somebody without the permission: %s %s', async (...one) => {
    const response = await send(stranger, one)
    expect(await body(response)).toMatchObject({ code: 'forbidden', details: { reason: 'decision.no_permission' } })
    expect(response.status).toBe(403)
  })

  it.each<[string, string, object | undefined]>([
    ['POST', '/api/session', { login: '' }],
    ['PATCH', '/api/account', { language: 'fr' }],
    ['POST', '/api/account/password', { current: 'x', next: 'short' }],
    ['GET', '/api/people?limit=1000', undefined],
    ['GET', '/api/people/nobody', undefined],
    ['POST', '/api/people', { login: 'no spaces please', name: '' }],
    ['POST', '/api/people/nobody/password', {}],
    ['PATCH', `/api/people/${nobodysId}`, { disabled: 'yes' }],
    ['POST', `/api/people/${nobodysId}/memberships`, { role: 'leader', organisation: 'bureau', from: 'tomorrow' }],
    ['POST', `/api/memberships/${nobodysId}/revoke`, { reason: ' ' }],
    ['GET', '/api/duties?on=today', undefined],
    ['GET', '/api/duties/route?on=today', undefined],
    ['GET', '/api/duties/route?matter=nowhere', undefined],
    ['GET', '/api/duties/route?place=atlantis', undefined],
    ['GET', '/api/duties/route?field=trades/nothing', undefined],
  ])('400 for what is not as it should be: %s %s', async (...one) => {
    const response = await send(manager, one)
    expect([response.status, (await body<{ code: string }>(response)).code]).toEqual([400, 'invalid_input'])
  })

  it('never 500, whatever is sent', async () => {
    const hostile = ['\u0000', '\uffff', "'; drop table people_user; --", '%', '\\', 'x'.repeat(100)]
    for (const text of hostile) {
      const found = await ask(manager, `/api/people?search=${encodeURIComponent(text)}`)
      const entered = await ask(manager, '/api/people', { body: { login: text, name: text } })
      const signed = await ask(anonymous, '/api/session', { body: { login: text.slice(0, 64), password: text } })
      const given = await ask(manager, `/api/people/${nobodysId}/memberships`, {
        body: { role: text, organisation: text, place: text },
      })
      for (const response of [found, entered, signed, given])
        expect(response.status, JSON.stringify(text)).toBeLessThan(500)
    }
  })

  it('404 for a person and a membership that are not there', async () => {
    expect((await send(manager, ['GET', `/api/people/${nobodysId}`, undefined])).status).toBe(404)
    expect((await send(manager, ['POST', `/api/memberships/${nobodysId}/revoke`, { reason: 'left' }])).status).toBe(404)
  })

  it('every wrong field of a role is named', async () => {
    const { person } = await enter()
    const response = await ask(manager, `/api/people/${person.id}/memberships`, {
      body: { role: 'king', organisation: 'palace' },
    })
    expect(response.status).toBe(400)
    expect(await body(response)).toMatchObject({
      issues: [
        { where: 'body.role', found: 'king' },
        { where: 'body.organisation', found: 'palace' },
      ],
    })
  })

  it('whoever manages one town neither gives roles elsewhere nor sees people elsewhere', async () => {
    const inTown = ['people.see', 'people.manage'].map((permission) => ({
      permission,
      scope: 'place' as const,
      place: 'east',
    }))
    const townManager = testActor([...inTown, 'places.see'], { id: 'town' })
    const { person } = await enter({ membership: { role: 'leader', organisation: 'bureau' } })
    const local = await enter({ membership: { role: 'town_clerk', organisation: 'east-town' } })
    const give = (role: string, organisation: string) =>
      ask(townManager, `/api/people/${local.person.id}/memberships`, { body: { role, organisation } })
    expect((await give('town_clerk', 'east-town')).status).toBe(200)
    expect((await give('town_clerk', 'bureau')).status).toBe(403)
    expect(await body(await give('leader', 'east-town'))).toMatchObject({
      details: { reason: 'people.role_reaches_further' },
    })
    expect((await ask(townManager, `/api/people/${person.id}`)).status).toBe(404)
    expect((await ask(townManager, `/api/people/${person.id}/password`, { method: 'POST' })).status).toBe(403)
    const listed = await body<{ people: PersonSummary[] }>(await ask(townManager, '/api/people'))
    expect(listed.people.map((one) => one.id)).toEqual([local.person.id])
  })
})

describe('administration', () => {
  it('a person is entered with a first role and a password shown once', async () => {
    const { person, password } = await enter({
      membership: { role: 'analyst', organisation: 'bureau', from: '2026-01-01', to: '2026-12-31' },
    })
    expect(password).toMatch(/^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/)
    expect(person).toMatchObject({
      mustChangePassword: true,
      memberships: [
        { role: 'analyst', organisationName: { en: 'bureau' }, from: '2026-01-01', to: '2026-12-31', revoked: false },
      ],
    })
    expect(await body(await ask(manager, `/api/people/${person.id}`))).toEqual(person)
  })

  it('a login that is taken is a conflict', async () => {
    const { person } = await enter()
    const response = await ask(manager, '/api/people', { body: { login: person.login.toUpperCase(), name: 'Twin' } })
    expect(response.status).toBe(409)
  })

  it('people are found by a part of their name, and by role', async () => {
    const { person } = await enter({ name: '王 100%', membership: { role: 'leader', organisation: 'bureau' } })
    const find = async (query: string) =>
      (await body<{ total: number; people: PersonSummary[] }>(await ask(manager, `/api/people?${query}`))).people.map(
        (one) => one.id,
      )
    expect(await find(`search=${encodeURIComponent('100%')}`)).toEqual([person.id])
    expect(await find(`role=leader&search=${encodeURIComponent('王')}`)).toEqual([person.id])
    expect(await find('role=analyst&search=100')).toEqual([])
  })

  it('a role is given and taken back with a reason', async () => {
    const { person } = await enter()
    const given = await body<PersonSummary>(
      await ask(manager, `/api/people/${person.id}/memberships`, {
        body: { role: 'town_clerk', organisation: 'bureau', place: 'west' },
      }),
    )
    expect(given.memberships).toMatchObject([
      { role: 'town_clerk', place: 'west', placeName: { en: 'west' }, from: '2026-03-02' },
    ])
    const taken = await ask(manager, `/api/memberships/${given.memberships[0]?.id}/revoke`, {
      body: { reason: 'moved on' },
    })
    expect((await body<PersonSummary>(taken)).memberships).toMatchObject([{ revoked: true }])
  })

  it('an account is closed and reopened, never one’s own', async () => {
    const { person } = await enter()
    const set = (actor: Actor, disabled: boolean) =>
      ask(actor, `/api/people/${person.id}`, { method: 'PATCH', body: { disabled } })
    expect(await body(await set(manager, true))).toMatchObject({ disabled: true })
    expect(await body(await set(manager, false))).toMatchObject({ disabled: false })
    expect((await set({ ...manager, id: person.id }, true)).status).toBe(422)
  })

  it('roles, organisations with successors, and duties in force come from the pack', async () => {
    const roles = await body<{ id: string }[]>(await ask(manager, '/api/roles'))
    expect(roles.map((role) => role.id)).toEqual(Object.keys(countyProgramme.roles))
    const organisations = await body<{ id: string }[]>(await ask(stranger, '/api/organisations'))
    expect(organisations).toContainEqual(
      expect.objectContaining({ id: 'old-bureau', successors: [expect.objectContaining({ organisation: 'bureau' })] }),
    )
    const inForce = await body<{ id: string }[]>(await ask(stranger, '/api/duties?on=2026-03-02'))
    expect(inForce.map((duty) => duty.id)).toEqual(['returns'])
  })

  it('a matter is led by the unit of the day, and the way to it is told', async () => {
    const now = await body<DutyRoute>(await ask(stranger, '/api/duties/route?matter=returns'))
    expect([now.on, now.lead.map(({ id }) => id), now.assist.map(({ id }) => id)]).toEqual([
      '2026-03-02',
      ['bureau'],
      ['east-town'],
    ])
    expect(now.trail).toMatchObject([{ duty: 'returns', source: 'act 1', gives: ['lead', 'assist'] }])
    const then = await body<DutyRoute>(await ask(stranger, '/api/duties/route?matter=land&on=2019-01-01'))
    expect(then.lead).toMatchObject([{ id: 'old-bureau', by: [] }])
  })
})

describe('the session', () => {
  const signedIn = (headers: Record<string, string>) =>
    createHttp({ house, sessions: createSessions(house), capabilities: [people] }).request('/api/session', { headers })

  it('tells somebody who has not signed in which programme this is, and nothing else of theirs', async () => {
    const session = await body<Session>(await ask(anonymous, '/api/session'))
    expect(session).toMatchObject({
      actor: { kind: 'anonymous', grants: [] },
      programme: { id: 'county', hash: house.programme().hash, rootPlace: 'county', timeZone: 'Asia/Shanghai' },
      synthetic: false,
      demo: false,
      defaultPeriod: '2026-02',
    })
    expect(session.person).toBeUndefined()
    expect(session.places.map((place) => place.id)).toEqual(['county', 'east', 'west'])
  })

  it('over HTTP: sign in, be somebody, change language and password, sign out', async () => {
    const app = createHttp({ house, sessions: createSessions(house), capabilities: [people] })
    const membership = { role: 'analyst', organisation: 'bureau' }
    const { password } = await house.record.asSystem((tx) =>
      createPerson(house, tx, { login: 'zhang', name: '张', language: 'zh', membership, actor: system, demo: true }),
    )
    const send = (method: string, path: string, sent?: object, cookie = '') =>
      app.request(path, {
        method,
        headers: { 'content-type': 'application/json', cookie },
        ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      })
    expect((await send('POST', '/api/session', { login: 'zhang', password: 'wrong' })).status).toBe(401)
    const entered = await send('POST', '/api/session', { login: 'zhang', password })
    expect(entered.status).toBe(200)
    const [set = ''] = entered.headers.getSetCookie()
    expect(set).toContain('HttpOnly')
    const cookie = set.split(';')[0] ?? ''
    expect(await body(await signedIn({ cookie }))).toMatchObject({
      actor: { name: '张', roles: ['analyst'] },
      person: { login: 'zhang', mustChangePassword: false, organisationName: { en: 'bureau' } },
      demo: true,
    })
    expect((await send('PATCH', '/api/account', { language: 'en' }, cookie)).status).toBe(200)
    expect(
      (await send('POST', '/api/account/password', { current: password, next: 'a better password' }, cookie)).status,
    ).toBe(200)
    expect(await body(await signedIn({ cookie }))).toMatchObject({ person: { language: 'en' }, demo: false })
    const left = await send('DELETE', '/api/session', undefined, cookie)
    expect(left.status).toBe(200)
    expect(await body(await signedIn({ cookie }))).toMatchObject({ actor: { kind: 'anonymous' } })
  })

  it('a page of another site cannot sign anybody in', async () => {
    const app = createHttp({ house, sessions: createSessions(house), capabilities: [people] })
    const headers = { 'content-type': 'application/json', origin: 'https://elsewhere.example' }
    const response = await app.request('/api/session', {
      method: 'POST',
      headers,
      body: JSON.stringify({ login: 'a', password: 'b' }),
    })
    expect(response.status).toBe(403)
  })
})
