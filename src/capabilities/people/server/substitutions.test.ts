import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, anonymous, can, decideAs, facesOf, onBehalfOf } from '#base/decision.ts'
import { recordAct } from '#kit/server/acts.ts'
import { decide } from '#kit/server/gate.ts'
import { inRequestScope } from '#kit/server/request-scope.ts'
import { openTestApp, openTestHouse, testActor, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { peopleContract, type Session, type Substitution } from '../contract.ts'
import { createPerson, grantRole } from './persons.ts'
import { peopleRoutes } from './routes.ts'
import { actorOfPerson } from './sessions.ts'
import { countyProgramme } from './testing.ts'

let house: TestHouse
let ask: TestApp['ask']

beforeAll(async () => {
  house = await openTestHouse({ programme: countyProgramme })
  ask = openTestApp(house, [{ name: 'people', contract: peopleContract, routes: peopleRoutes }]).ask
})
afterAll(() => house.close())

const manager = testActor(['people.see', 'people.manage', 'workflows.see'], { id: 'manager' })
const firm = (n: number) => `enterprise:00000000-0000-4000-8000-00000000000${n}`
let made = 0

/** Somebody who has changed their first password, with one role. */
async function enter(role: string, organisation = 'bureau', place?: string): Promise<string> {
  made += 1
  const login = `person-${made}`
  const membership = { role, organisation, ...(place === undefined ? {} : { place }) }
  const { id } = await house.record.withActor(manager, (tx) =>
    createPerson(house, tx, { login, name: `Person ${made}`, language: 'zh', membership, demo: true, actor: manager }),
  )
  return id
}

const self = (id: string): Promise<Actor> => actorOfPerson(house, id)
const week = { from: '2026-03-02', to: '2026-03-08', reason: 'leave' }
const name = async (by: Actor, body: object) => ask(by, '/api/substitutions', { body: { ...week, ...body } })
const json = async <T>(response: Response): Promise<T> => (await response.json()) as T

describe('while somebody is absent', () => {
  it('the substitute holds what the absent person may do on cases, marked, and nothing of people or administration', async () => {
    const [absent, colleague] = [await enter('analyst'), await enter('leader')]
    const response = await name(await self(absent), { substitute: colleague })
    expect(response.status).toBe(200)
    expect(await json(response)).toMatchObject({ state: 'in_force', mayEnd: true, substitute: { id: colleague } })
    const actor = await self(colleague)
    expect(can(actor, 'returns.approve', { places: ['east'] }).allowed).toBe(true)
    expect(onBehalfOf(actor, 'returns.approve', { places: ['east'] })).toBe(absent)
    expect(onBehalfOf(actor, 'workflows.see')).toBeUndefined()
    expect(actor.standsInFor).toEqual([{ id: absent, name: 'Person 1', organisation: 'bureau', until: '2026-03-08' }])
    const shown = await json<Session>(await ask(actor, '/api/session'))
    expect(shown.actor.standsInFor).toHaveLength(1)
    expect(shown.actor.grants.filter((grant) => grant.for === absent).map((grant) => grant.permission)).toContain(
      'returns.approve',
    )
  })

  it('an administrator who is absent passes on no right over people', async () => {
    const [absent, colleague] = [await enter('administrator'), await enter('leader')]
    expect((await name(await self(absent), { substitute: colleague })).status).toBe(200)
    const actor = await self(colleague)
    expect(actor.grants.map((grant) => grant.permission)).not.toContain('people.manage')
    expect((await ask(actor, '/api/people')).status).toBe(403)
  })

  it('rights of two people are never added up: each decision is made as one of them', async () => {
    const [absent, colleague] = [
      await enter('town_clerk', 'bureau', 'west'),
      await enter('town_clerk', 'bureau', 'east'),
    ]
    expect((await name(await self(absent), { substitute: colleague })).status).toBe(200)
    const actor = await self(colleague)
    expect(facesOf(actor).map((face) => face.actor.id)).toEqual([colleague, absent])
    const places =
      (...at: string[]) =>
      (face: Actor) =>
        can(face, 'returns.approve', { places: at })
    expect(decideAs(actor, places('west')).onBehalfOf).toBe(absent)
    expect(decideAs(actor, places('east'))).toEqual({ decision: { allowed: true } })
    expect(decideAs(actor, places('north')).decision.allowed).toBe(false)
  })

  it('it is not passed on to the substitute of the substitute', async () => {
    const [first, second, third] = [await enter('analyst'), await enter('leader'), await enter('leader')]
    expect((await name(await self(first), { substitute: second })).status).toBe(200)
    expect((await name(await self(second), { substitute: third })).status).toBe(200)
    expect(can(await self(third), 'returns.approve').allowed).toBe(false)
    const other = await enter('analyst')
    const refused = await name(await self(other), { substitute: second })
    expect([refused.status, await json(refused)]).toMatchObject([
      422,
      { code: 'refused_by_rule', details: { reason: 'people.substitute_absent' } },
    ])
  })

  it('it begins and ends by itself, and an open page forgets it when it is ended', async () => {
    const [absent, colleague] = [await enter('analyst'), await enter('leader')]
    const response = await name(await self(absent), { substitute: colleague, from: '2026-03-04' })
    const { id, state } = await json<Substitution>(response)
    expect(state).toBe('planned')
    expect(can(await self(colleague), 'returns.approve').allowed).toBe(false)
    house.clock.set(new Date('2026-03-04T02:00:00Z'))
    expect(can(await self(colleague), 'returns.approve').allowed).toBe(true)
    const ended = await ask(await self(absent), `/api/substitutions/${id}/end`, { body: { reason: 'back' } })
    expect(await json(ended)).toMatchObject({ state: 'ended', endedReason: 'back', mayEnd: false })
    expect(can(await self(colleague), 'returns.approve').allowed).toBe(false)
    expect((await ask(await self(absent), `/api/substitutions/${id}/end`, { body: { reason: 'again' } })).status).toBe(
      409,
    )
    house.clock.set(new Date('2026-03-02T02:00:00Z'))
  })

  it('what the absent person loses, the substitute loses', async () => {
    const [absent, colleague] = [await enter('analyst'), await enter('leader')]
    await name(await self(absent), { substitute: colleague })
    await ask(manager, `/api/people/${absent}`, { method: 'PATCH', body: { disabled: true } })
    expect((await self(colleague)).standsInFor).toBeUndefined()
  })
})

describe('refusals', () => {
  it('401 and 400 where nothing can be understood', async () => {
    const asked: [string, string, object | undefined][] = [
      ['GET', '/api/substitutions', undefined],
      ['GET', '/api/substitutions/choices', undefined],
      ['POST', '/api/substitutions', { ...week, substitute: firm(1).slice(11) }],
      ['POST', `/api/substitutions/${firm(1).slice(11)}/end`, { reason: 'x' }],
      ['GET', '/api/account/mail', undefined],
      ['PUT', '/api/account/mail', { mail: null }],
    ]
    for (const [method, path, body] of asked) {
      const response = await ask(anonymous, path, { method, ...(body === undefined ? {} : { body }) })
      expect([path, response.status]).toEqual([path, 401])
    }
    const someone = await self(await enter('analyst'))
    expect((await name(someone, { substitute: 'nobody' })).status).toBe(400)
    expect((await name(someone, { substitute: firm(1).slice(11) })).status).toBe(404)
    expect((await ask(someone, '/api/account/mail', { method: 'PUT', body: { mail: 'no address' } })).status).toBe(400)
    expect(
      (await ask(someone, '/api/account/mail', { method: 'PUT', body: { mail: 'a@b.c\r\nBcc: d@e.f' } })).status,
    ).toBe(400)
  })

  const reasonOf = async (response: Response): Promise<[number, string]> => {
    const { issues, details } = await json<{ issues?: { text: string }[]; details?: { reason?: string } }>(response)
    return [response.status, issues?.[0]?.text ?? details?.reason ?? '']
  }

  it('oneself, the past, the wrong order, too long', async () => {
    const person = await enter('analyst')
    const colleague = await enter('analyst')
    const actor = await self(person)
    const said = async (body: object) => reasonOf(await name(actor, { substitute: colleague, ...body }))
    expect(await said({ substitute: person })).toEqual([400, 'people.substitute_oneself'])
    expect(await said({ from: '2026-03-01' })).toEqual([400, 'people.substitute_past'])
    expect(await said({ to: '2026-03-01' })).toEqual([400, 'people.ends_before_it_begins'])
    expect(await said({ to: '2027-03-03' })).toEqual([400, 'people.substitute_too_long'])
    expect(await said({ to: '2027-03-02' })).toEqual([200, ''])
    expect(await said({})).toEqual([409, 'people.substitute_overlaps'])
  })

  it('across the border of an enterprise, out of the unit, without a role', async () => {
    const officer = await enter('analyst')
    const clerk = await enter('enterprise_clerk', firm(1))
    const otherClerk = await enter('enterprise_clerk', firm(2))
    const east = await enter('town_clerk', 'east-town')
    const closed = await enter('analyst')
    await ask(manager, `/api/people/${closed}`, { method: 'PATCH', body: { disabled: true } })
    const said = async (by: Actor, body: object) => reasonOf(await name(by, body))
    expect(await said(await self(officer), { substitute: clerk })).toEqual([400, 'people.substitute_other_house'])
    expect(await said(manager, { person: clerk, substitute: officer })).toEqual([400, 'people.substitute_other_house'])
    expect(await said(await self(clerk), { substitute: otherClerk })).toEqual([400, 'people.substitute_other_house'])
    expect(await said(await self(officer), { substitute: closed })).toEqual([400, 'people.substitute_has_no_role'])
    expect(await said(await self(officer), { substitute: east })).toEqual([400, 'people.substitute_elsewhere'])
    expect(await said(manager, { person: officer, substitute: east })).toEqual([200, ''])
  })

  it('nobody names or ends the substitute of somebody else, not even the substitute', async () => {
    const [absent, colleague, third] = [await enter('analyst'), await enter('administrator'), await enter('analyst')]
    const stranger = await self(third)
    expect(await reasonOf(await name(stranger, { person: absent, substitute: third }))).toEqual([
      403,
      'people.substitute_of_others',
    ])
    const { id } = await json<Substitution>(await name(await self(absent), { substitute: third }))
    const end = async (by: Actor) => reasonOf(await ask(by, `/api/substitutions/${id}/end`, { body: { reason: 'x' } }))
    expect(await end(await self(third))).toEqual([403, 'people.substitute_of_others'])
    expect((await end(await self(await enter('analyst'))))[0]).toBe(404)
    expect((await end(await self(colleague)))[0]).toBe(200)
  })

  it('an absent manager of people does not let the substitute name substitutes of others', async () => {
    const [boss, deputy, other] = [await enter('administrator'), await enter('leader'), await enter('leader')]
    await name(await self(boss), { substitute: deputy })
    const tried = await name(await self(deputy), { person: other, substitute: deputy })
    expect(tried.status).toBe(403)
  })
})

describe('lists', () => {
  it('a colleague is offered, others are not; whoever manages people is offered everybody of an office', async () => {
    const absent = await enter('analyst', 'old-bureau')
    const colleague = await enter('leader', 'old-bureau')
    const elsewhere = await enter('town_clerk', 'east-town')
    const ids = async (by: Actor, query = '') => {
      const { people } = await json<{ people: { id: string }[] }>(await ask(by, `/api/substitutions/choices${query}`))
      return people.map(({ id }) => id)
    }
    expect(await ids(await self(absent))).toEqual([colleague])
    const all = await ids(manager, `?person=${absent}`)
    expect(all).toContain(elsewhere)
    expect(all).not.toContain(absent)
    expect((await ask(await self(elsewhere), `/api/substitutions/choices?person=${absent}`)).status).toBe(403)
  })

  it('both sides see it; a stranger does not', async () => {
    const [absent, colleague] = [await enter('analyst'), await enter('leader')]
    await name(await self(absent), { substitute: colleague })
    const list = async (by: Actor, query = '') => ask(by, `/api/substitutions${query}`)
    for (const id of [absent, colleague])
      expect((await json<{ items: unknown[] }>(await list(await self(id)))).items).toHaveLength(1)
    const clerk = await enter('enterprise_clerk', firm(3))
    expect((await list(await self(clerk), `?person=${absent}`)).status).toBe(404)
    expect((await list(manager, `?person=${absent}`)).status).toBe(200)
  })

  it('an address of mail is kept, shown and taken back, and no act repeats it', async () => {
    const someone = await self(await enter('analyst'))
    const put = (mail: string | null) => ask(someone, '/api/account/mail', { method: 'PUT', body: { mail } })
    expect(await json(await put(' li@example.org '))).toEqual({ mail: 'li@example.org' })
    expect(await json(await ask(someone, '/api/account/mail'))).toEqual({ mail: 'li@example.org' })
    expect(await json(await put(null))).toEqual({})
    const byManager = { method: 'PATCH', body: { mail: 'office@example.org' } }
    expect((await ask(someone, `/api/people/${someone.id}`, byManager)).status).toBe(403)
    expect(await (await ask(manager, `/api/people/${someone.id}`, byManager)).text()).not.toContain('example')
    expect(await json(await ask(someone, '/api/account/mail'))).toEqual({ mail: 'office@example.org' })
    const acts = await house.record.owner
      .selectFrom('act')
      .selectAll()
      .where('name', '=', 'people.mail_changed')
      .execute()
    expect(JSON.stringify(acts)).not.toContain('example')
  })

  it('a second role given in the meantime counts at once', async () => {
    const [absent, colleague] = [await enter('leader'), await enter('leader')]
    await name(await self(absent), { substitute: colleague })
    await house.record.withActor(manager, (tx) =>
      grantRole(house, tx, { person: absent, role: 'analyst', organisation: 'bureau', actor: manager }),
    )
    expect(onBehalfOf(await self(colleague), 'returns.approve')).toBe(absent)
  })
})

describe('the audit', () => {
  it('an act that only the right of somebody absent let through says in whose place it was done', async () => {
    const [absent, colleague] = [await enter('analyst'), await enter('leader')]
    await name(await self(absent), { substitute: colleague })
    const actor = await self(colleague)
    const asActs = async (permission: string) =>
      inRequestScope({ requestId: 'r' }, async () => {
        decide(actor, permission, { places: ['county'] })
        return house.record.withActor(actor, (tx) =>
          recordAct(tx, { name: 'tests.done', subject: { kind: 'test', id: '1' }, detail: { of: permission } }),
        )
      })
    expect(await asActs('returns.approve')).toMatchObject({ actor: colleague, detail: { onBehalfOf: absent } })
    expect((await asActs('workflows.see')).detail).toEqual({ of: 'workflows.see' })
  })
})
