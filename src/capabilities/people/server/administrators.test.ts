import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, system } from '#base/decision.ts'
import { openTestApp, openTestHouse, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { peopleContract, type PersonSummary } from '../contract.ts'
import type { AdministratorRequest } from '../contract-administrators.ts'
import { ensureDemoAccounts } from './demo.ts'
import { createAdministrator, recoverAdministrator } from './first-administrators.ts'
import { createPerson } from './persons.ts'
import { peopleRoutes } from './routes.ts'
import { actorOfPerson } from './sessions.ts'
import { findPersonByLogin, insertMembership, listMemberships } from './store.ts'
import { guardedProgramme } from './testing.ts'
import { Browser, openPeopleApp } from './testing-browser.ts'

let house: TestHouse
let ask: TestApp['ask']
let one: Actor
let other: Actor
let made = 0

beforeAll(async () => {
  house = await openTestHouse({ programme: guardedProgramme, env: { SECOND_FACTOR: 'none' } })
  ask = openTestApp(house, [{ name: 'people', contract: peopleContract, routes: peopleRoutes }]).ask
  await createAdministrator(house, { login: 'first', name: 'First' })
  await createAdministrator(house, { login: 'second', name: 'Second' })
  ;[one, other] = [await inForce('first'), await inForce('second')]
})
afterAll(() => house.close())

const body = async <T>(response: Response): Promise<T> => (await response.json()) as T
const idOf = async (login: string) => (await findPersonByLogin(house.record.owner, login))?.id ?? ''
/** Somebody who has changed the first password. */
async function inForce(login: string): Promise<Actor> {
  const id = await idOf(login)
  await house.record.owner
    .withTables<{ people_person: { id: string; must_change_password: boolean } }>()
    .updateTable('people_person')
    .set({ must_change_password: false })
    .where('id', '=', id)
    .execute()
  return actorOfPerson(house, id)
}
async function enter(role = 'leader'): Promise<string> {
  made += 1
  const membership = { role, organisation: 'bureau' }
  const person = { login: `official-${made}`, name: `Official ${made}`, language: 'zh' as const, membership }
  const { id } = await house.record.asSystem((tx) => createPerson(house, tx, { ...person, actor: system }))
  return id
}
const give = (actor: Actor, person: string, role: string, more: object = {}) =>
  ask(actor, `/api/people/${person}/memberships`, { body: { role, organisation: 'bureau', ...more } })
const rolesOf = async (person: string) =>
  (await listMemberships(house.record.owner, [person]))
    .filter(({ revoked }) => revoked !== true)
    .map(({ role }) => role)
const requests = async (actor: Actor) =>
  (await body<{ items: AdministratorRequest[] }>(await ask(actor, '/api/administrators/requests'))).items
const requestAbout = async (person: string) => (await requests(one)).find((each) => each.person === person)
const decide = (actor: Actor, id: string | undefined, approve: boolean, reason?: string) =>
  ask(actor, `/api/administrators/requests/${id}/decide`, {
    body: { approve, ...(reason === undefined ? {} : { reason }) },
  })
const reasonOf = async (response: Response) => (await body<{ details: { reason?: string } }>(response)).details.reason

describe('becoming one of the three administrators', () => {
  it('takes two of security: one asks, the other approves', async () => {
    const person = await enter()
    expect((await give(one, person, 'auditor')).status).toBe(200)
    expect(await rolesOf(person)).toEqual(['leader'])
    const request = await requestAbout(person)
    expect(request).toMatchObject({
      what: 'role',
      role: 'auditor',
      state: 'open',
      decide: { allowed: false, reason: 'people.own_request' },
    })
    expect(await reasonOf(await decide(one, request?.id, true))).toBe('people.own_request')
    expect((await requests(other)).find(({ id }) => id === request?.id)?.decide).toEqual({ allowed: true })
    expect((await decide(other, request?.id, true)).status).toBe(200)
    expect((await rolesOf(person)).sort()).toEqual(['auditor', 'leader'])
    expect(await reasonOf(await decide(other, request?.id, true))).toBe('people.request_decided')
    const acts = await house.record.owner
      .selectFrom('act')
      .select(['name', 'actor'])
      .where('subject_id', '=', person)
      .orderBy('id')
      .execute()
    expect(acts.slice(-3)).toEqual([
      { name: 'people.request_made', actor: one.id },
      { name: 'people.request_approved', actor: other.id },
      { name: 'people.role_given', actor: other.id },
    ])
  })

  it('is refused with a reason, and then is not asked any more', async () => {
    const person = await enter()
    await give(one, person, 'keeper')
    expect(await reasonOf(await give(other, person, 'keeper'))).toBe('people.request_open')
    const request = await requestAbout(person)
    expect((await decide(other, request?.id, false)).status).toBe(400)
    expect((await decide(other, request?.id, false, 'nobody asked for it')).status).toBe(200)
    expect(await rolesOf(person)).toEqual(['leader'])
    expect(await requestAbout(person)).toMatchObject({
      state: 'refused',
      reason: 'nobody asked for it',
      decidedByName: 'Second',
    })
  })

  it('is not for whoever manages people without being one of security', async () => {
    const manager: Actor = { ...one, id: await enter('administrator') }
    const person = await enter()
    expect(await reasonOf(await give(manager, person, 'auditor'))).toBe('people.only_security')
    await give(one, person, 'auditor')
    const request = await requestAbout(person)
    expect(await reasonOf(await decide(manager, request?.id, true))).toBe('people.only_security')
  })

  it('nobody gives a role to themselves, takes one of theirs back, or decides about themselves', async () => {
    expect(await reasonOf(await give(one, one.id, 'leader'))).toBe('people.own_role')
    const [held] = await listMemberships(house.record.owner, [one.id])
    expect(await reasonOf(await ask(one, `/api/memberships/${held?.id}/revoke`, { body: { reason: 'tired' } }))).toBe(
      'people.own_role',
    )
    const third = await enter()
    await give(one, third, 'guard')
    await decide(other, (await requestAbout(third))?.id, true)
    const thirdOne = await inForce(`official-${made}`)
    await give(one, other.id, 'leader')
    await give(one, third, 'guard', { from: '2027-01-01' })
    const again = (await requests(other)).find((each) => each.person === third && each.state === 'open')
    expect(await reasonOf(await decide(thirdOne, again?.id, true))).toBe('people.about_oneself')
  })
})

describe('nobody is two of the three', () => {
  it('on the same day, in rules; one after the other is possible', async () => {
    const person = await enter('auditor')
    expect(await reasonOf(await give(one, person, 'keeper'))).toBe('people.two_administrators')
    const later = await enter()
    await give(one, later, 'auditor', { from: '2026-03-02', to: '2026-06-30' })
    await decide(other, (await requestAbout(later))?.id, true)
    expect(await reasonOf(await give(one, later, 'keeper', { from: '2026-06-30' }))).toBe('people.two_administrators')
    expect((await give(one, later, 'keeper', { from: '2026-07-01' })).status).toBe(200)
  })

  it('in the database, whoever writes there', async () => {
    const person = await enter('auditor')
    const held = { id: '00000000-0000-4000-8000-0000000000aa', person, role: 'keeper', organisation: 'bureau' }
    const second = insertMembership(
      house.record.owner,
      { ...held, from: '2026-03-02' as never, administrator: 'system' },
      { actor: 'somebody', now: new Date() },
    )
    await expect(second).rejects.toMatchObject({ details: { reason: 'people.two_administrators' } })
  })

  it('and who is nevertheless, as after a change of the pack, may do nothing as either', async () => {
    const person = await enter('auditor')
    await house.record.owner
      .withTables<{ people_membership: Record<string, unknown> }>()
      .insertInto('people_membership')
      .values({
        id: '00000000-0000-4000-8000-0000000000ab',
        person,
        role: 'keeper',
        organisation: 'bureau',
        from_date: '2026-01-01',
        granted_by: 'x',
      })
      .execute()
    const actor = await inForce(`official-${made}`)
    expect([actor.roles, actor.grants]).toEqual([[], []])
  })

  it('a service is none of them', async () => {
    const membership = { role: 'auditor', organisation: 'bureau' }
    const entered = await ask(one, '/api/services', { body: { login: 'robot', name: 'Robot', membership } })
    expect(await reasonOf(entered)).toBe('people.service_administrator')
    expect(await idOf('robot')).toBe('')
  })
})

describe('accounts of others', () => {
  it('the second factor of an administrator is ended by two, that of others by one', async () => {
    const [auditor, official] = [await enter('auditor'), await enter()]
    for (const person of [auditor, official]) {
      await house.record.owner
        .withTables<{ people_factor: Record<string, unknown> }>()
        .insertInto('people_factor')
        .values({ person, secret: 'sealed', made_at: new Date(), confirmed_at: new Date() })
        .execute()
    }
    const end = async (person: string) =>
      body(await ask(one, `/api/people/${person}/second-factor/end`, { method: 'POST' }))
    expect(await end(official)).toEqual({ ended: true })
    expect(await end(auditor)).toEqual({ ended: false })
    const shown = async () => (await body<PersonSummary>(await ask(one, `/api/people/${auditor}`))).secondFactor
    expect(await shown()).toBe(true)
    await decide(other, (await requestAbout(auditor))?.id, true)
    expect(await shown()).toBe(false)
  })

  it('sessions of somebody are ended', async () => {
    const { id, password } = await house.record.asSystem((tx) =>
      createPerson(house, tx, { login: 'left-behind', name: 'L', language: 'zh', demo: true, actor: system }),
    )
    const browser = new Browser(openPeopleApp(house))
    await browser.signIn('left-behind', password)
    expect(await body(await ask(one, `/api/people/${id}/sessions/end`, { method: 'POST' }))).toEqual({ ended: 1 })
    expect((await browser.session()).actor.kind).toBe('anonymous')
  })
})

describe('the first administrators', () => {
  it('are made on the machine until two of security are there', async () => {
    const third = createAdministrator(house, { login: 'third', name: 'Third' })
    await expect(third).rejects.toMatchObject({ issues: [{ text: 'people.administrators_there' }] })
    expect(await idOf('third')).toBe('')
    expect(await rolesOf(one.id)).toEqual(['guard'])
  })

  it('an office that is locked out recovers one of security there, and nobody else', async () => {
    const { login, password } = await recoverAdministrator(house, 'second')
    const browser = new Browser(openPeopleApp(house), '10.9.9.9')
    expect((await browser.signIn(login, password)).body).toEqual({ done: true, awaitsCode: false })
    expect((await browser.session()).person?.mustChangePassword).toBe(true)
    await enter()
    await expect(recoverAdministrator(house, `official-${made}`)).rejects.toMatchObject({
      issues: [{ text: 'people.no_such_administrator' }],
    })
  })

  it('a demonstration has two of security, so that its requests can be decided', async () => {
    const logins = (await ensureDemoAccounts(house)).map(({ login }) => login)
    expect(logins).toEqual(expect.arrayContaining(['guard', 'guard-2', 'keeper', 'auditor']))
    expect(logins).not.toContain('keeper-2')
  })
})
