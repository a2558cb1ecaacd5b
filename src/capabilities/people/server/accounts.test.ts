import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestHouse, type TestHouse } from '#kit/server/testing.ts'
import { system } from '#base/decision.ts'
import { type Session } from '../contract.ts'
import type { OwnSession } from '../contract-accounts.ts'
import { dropSecondFactor } from './second-factor.ts'
import { revokeRole } from './persons.ts'
import { listMemberships } from './store.ts'
import { countyProgramme } from './testing.ts'
import { type App, Browser, enterPerson, type Entered, openPeopleApp } from './testing-browser.ts'
import { codeOf, stepOf } from './totp.ts'

const analyst = { role: 'analyst', organisation: 'bureau' }
const minutes = 60_000
let house: TestHouse
let app: App
let addresses = 0

beforeAll(async () => {
  house = await openTestHouse({
    programme: countyProgramme,
    env: { SESSION_HOURS: '8', SESSION_IDLE_MINUTES: '30', SECOND_FACTOR: 'leader' },
  })
  app = openPeopleApp(house)
})
afterAll(() => house.close())
beforeEach(() => house.clock.set(new Date('2026-03-02T02:00:00Z')))

const browser = () => {
  addresses += 1
  return new Browser(app, `10.1.${Math.floor(addresses / 250)}.${addresses % 250}`)
}
const signedIn = async (person: Entered) => {
  const one = browser()
  expect((await one.signIn(person.login, person.password)).status).toBe(200)
  return one
}
const kindOf = async (one: Browser) => (await one.session()).actor.kind
const actsAbout = async (id: string) =>
  (await house.record.owner.selectFrom('act').select('name').where('subject_id', '=', id).orderBy('id').execute()).map(
    ({ name }) => name,
  )

describe('guessing passwords', () => {
  it('a login that nobody has is answered and locked exactly like one that somebody has', async () => {
    const person = await enterPerson(house, analyst)
    const answersOf = async (login: string) => {
      const one = browser()
      const answers = []
      for (let n = 0; n < 6; n += 1) {
        const { status, body } = await one.signIn(login, 'wrong')
        answers.push([status, body.code, body.details])
      }
      return answers
    }
    const known = await answersOf(person.login)
    expect(known).toEqual(await answersOf('nobody-at-all'))
    expect(known.map(([status]) => status)).toEqual([401, 401, 401, 401, 423, 423])
  })

  it('the lock ends after a quarter of an hour, for both', async () => {
    const person = await enterPerson(house, analyst)
    const one = browser()
    for (let n = 0; n < 5; n += 1) await one.signIn(person.login, 'wrong')
    expect((await one.signIn(person.login, person.password)).status).toBe(423)
    house.clock.advance(15 * minutes + 1000)
    expect((await one.signIn(person.login, person.password)).status).toBe(200)
    expect((await one.signIn('nobody-at-all', 'wrong')).status).toBe(401)
  })

  it('an address that tries fifty logins waits, also for good passwords; other addresses do not', async () => {
    const person = await enterPerson(house, analyst)
    const bad = browser()
    const statuses = []
    for (let n = 1; n <= 50; n += 1) statuses.push((await bad.signIn(`guess-${n}`, 'wrong')).status)
    expect(statuses.slice(0, 49).every((status) => status === 401)).toBe(true)
    expect(statuses[49]).toBe(423)
    expect((await bad.signIn(person.login, person.password)).status).toBe(423)
    expect((await browser().signIn(person.login, person.password)).status).toBe(200)
    house.clock.advance(15 * minutes + 1000)
    expect((await bad.signIn(person.login, person.password)).status).toBe(200)
  })

  it('neither login nor password that was tried is kept', async () => {
    const one = browser()
    await one.signIn('my-secret-typed-as-login', 'my secret')
    const { owner } = house.record
    const kept = await owner
      .withTables<{ people_attempt: { subject: string } }>()
      .selectFrom('people_attempt')
      .selectAll()
      .execute()
    expect(JSON.stringify(kept)).toContain(one.address)
    expect(JSON.stringify(kept)).not.toContain('secret')
  })
})

describe('sessions', () => {
  it('end when nobody uses them for half an hour', async () => {
    const one = await signedIn(await enterPerson(house, analyst))
    for (let n = 0; n < 3; n += 1) {
      house.clock.advance(29 * minutes)
      expect(await kindOf(one)).toBe('person')
    }
    house.clock.advance(31 * minutes)
    expect(await kindOf(one)).toBe('anonymous')
  })

  it('end eight hours after they began, however busy', async () => {
    const one = await signedIn(await enterPerson(house, analyst))
    for (let n = 0; n < 23; n += 1) {
      house.clock.advance(20 * minutes)
      expect(await kindOf(one)).toBe('person')
    }
    house.clock.advance(20 * minutes)
    expect(await kindOf(one)).toBe('anonymous')
  })

  it('are listed with where and when, and one or all others are ended', async () => {
    const person = await enterPerson(house, analyst)
    const [here, there, elsewhere] = [await signedIn(person), await signedIn(person), await signedIn(person)]
    const listed = (await here.ask('GET', '/api/account/sessions')).body as unknown as { items: OwnSession[] }
    expect(listed.items).toHaveLength(3)
    const own = listed.items.find(({ current }) => current)
    expect(own).toMatchObject({ address: here.address, method: 'password', endsAt: '2026-03-02T10:00:00.000Z' })
    const other = listed.items.find(({ address }) => address === there.address)
    expect((await here.ask('POST', `/api/account/sessions/${other?.id}/end`, {})).status).toBe(200)
    expect([await kindOf(here), await kindOf(there), await kindOf(elsewhere)]).toEqual([
      'person',
      'anonymous',
      'person',
    ])
    expect((await here.ask('POST', '/api/account/sessions/end', {})).body).toEqual({ ended: 1 })
    expect([await kindOf(here), await kindOf(elsewhere)]).toEqual(['person', 'anonymous'])
    expect(await actsAbout(person.id)).toContain('people.sessions_ended')
  })

  it('of somebody else cannot be ended', async () => {
    const [one, other] = [await signedIn(await enterPerson(house)), await signedIn(await enterPerson(house))]
    const { items } = (await other.ask('GET', '/api/account/sessions')).body as unknown as { items: OwnSession[] }
    expect((await one.ask('POST', `/api/account/sessions/${items[0]?.id}/end`, {})).status).toBe(404)
    expect(await kindOf(other)).toBe('person')
  })

  it('all others end with a change of password', async () => {
    const person = await enterPerson(house, analyst)
    const [here, there] = [await signedIn(person), await signedIn(person)]
    const changed = await here.ask('POST', '/api/account/password', { current: person.password, next: 'quite another' })
    expect(changed.status).toBe(200)
    expect([await kindOf(here), await kindOf(there)]).toEqual(['person', 'anonymous'])
  })

  it('lose the rights of a role at once when it is taken back, also while others are asking', async () => {
    const person = await enterPerson(house, analyst)
    const one = await signedIn(person)
    const rights = async () => (await one.session()).actor.grants.length
    expect(await rights()).toBeGreaterThan(0)
    const [held] = await listMemberships(house.record.owner, [person.id])
    await house.record.asSystem(async (tx) => {
      await revokeRole(house, tx, { id: held?.id ?? '', reason: 'left', actor: system })
      expect(await rights()).toBeGreaterThan(0)
    })
    expect(await rights()).toBe(0)
  })
})

/** The secret as the app of a phone holds it. */
const fromBase32 = (text: string) => {
  const bits = [...text]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

async function enrolled(role = analyst) {
  const person = await enterPerson(house, role)
  const one = await signedIn(person)
  const begun = await one.ask('POST', '/api/account/second-factor', { password: person.password })
  const secret = fromBase32(begun.body.secret as string)
  const code = (ahead = 0) => codeOf(secret, stepOf(house.clock.now()) + ahead)
  const confirmed = await one.ask('POST', '/api/account/second-factor/confirm', { code: code() })
  expect(confirmed.status).toBe(200)
  return { person, one, code, begun, recovery: confirmed.body.codes as string[] }
}

describe('the second factor', () => {
  it('is made with the password, shown as text and address, and asks for nothing until its first code was right', async () => {
    const person = await enterPerson(house, analyst)
    const one = await signedIn(person)
    const refused = await one.ask('POST', '/api/account/second-factor', { password: 'not mine' })
    expect(refused.body).toMatchObject({ issues: [{ text: 'people.wrong_current_password' }] })
    const begun = await one.ask('POST', '/api/account/second-factor', { password: person.password })
    expect(begun.body.secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(begun.body.address).toContain(`secret=${begun.body.secret}`)
    const wrong = await one.ask('POST', '/api/account/second-factor/confirm', { code: '000000' })
    expect(wrong.body).toMatchObject({ issues: [{ text: 'people.wrong_code', where: 'body.code' }] })
    expect((await browser().signIn(person.login, person.password)).body).toEqual({ done: true, awaitsCode: false })
  })

  it('nobody is signed in between password and code', async () => {
    const { person, code } = await enrolled()
    house.clock.advance(minutes)
    const one = browser()
    expect((await one.signIn(person.login, person.password)).body).toEqual({ done: true, awaitsCode: true })
    expect(await one.session()).toMatchObject({ actor: { kind: 'anonymous', grants: [] }, awaitsCode: true })
    for (const path of ['/api/account/sessions', '/api/account/second-factor', '/api/organisations', '/api/people'])
      expect((await one.ask('GET', path)).status, path).toBe(401)
    expect((await one.ask('POST', '/api/session/code', { code: code() })).status).toBe(200)
    expect(await one.session()).toMatchObject({ actor: { kind: 'person', id: person.id } })
    expect(await actsAbout(person.id)).toContain('people.second_factor_begun')
  })

  it('a code works once: neither again, nor for somebody who looked over the shoulder', async () => {
    const { person, code } = await enrolled()
    house.clock.advance(minutes)
    const [one, thief] = [browser(), browser()]
    await Promise.all([one.signIn(person.login, person.password), thief.signIn(person.login, person.password)])
    const seen = code()
    const answers = await Promise.all([one, thief].map((each) => each.ask('POST', '/api/session/code', { code: seen })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
  })

  it('guessing codes locks the account and ends the waiting session', async () => {
    const { person } = await enrolled()
    const one = browser()
    await one.signIn(person.login, person.password)
    const statuses = []
    for (let n = 0; n < 5; n += 1)
      statuses.push((await one.ask('POST', '/api/session/code', { code: '000000' })).status)
    expect(statuses).toEqual([401, 401, 401, 401, 423])
    expect((await one.session()).awaitsCode).toBe(false)
    expect((await browser().signIn(person.login, person.password)).status).toBe(423)
  })

  it('signing in anew with the password does not give new tries', async () => {
    const { person } = await enrolled()
    const one = browser()
    const statuses = []
    for (let n = 0; n < 5; n += 1) {
      await one.signIn(person.login, person.password)
      statuses.push((await one.ask('POST', '/api/session/code', { code: '000000' })).status)
    }
    expect(statuses.at(-1)).toBe(423)
  })

  it('a recovery code stands in once; only hashes are kept', async () => {
    const { person, recovery } = await enrolled()
    expect(new Set(recovery).size).toBe(10)
    const [first = ''] = recovery
    const enter = async () => {
      const one = browser()
      await one.signIn(person.login, person.password)
      return (await one.ask('POST', '/api/session/code', { code: first.toUpperCase() })).status
    }
    expect([await enter(), await enter()]).toEqual([200, 401])
    const { owner } = house.record
    const tables = owner.withTables<{ people_recovery: object; people_factor: object }>()
    const kept = JSON.stringify([
      await tables.selectFrom('people_recovery').selectAll().execute(),
      await tables.selectFrom('people_factor').selectAll().execute(),
    ])
    expect(kept).not.toContain(first.replaceAll('-', ''))
  })

  it('new recovery codes end the old ones; its owner ends it with a code, and then the password is enough', async () => {
    const { person, one, code, recovery } = await enrolled()
    house.clock.advance(minutes)
    const renewed = await one.ask('POST', '/api/account/second-factor/recovery', { code: code() })
    const codes = renewed.body.codes as string[]
    expect(codes.some((each) => recovery.includes(each))).toBe(false)
    expect((await one.ask('POST', '/api/account/second-factor/end', { code: recovery[0] })).status).toBe(400)
    expect((await one.ask('POST', '/api/account/second-factor/end', { code: codes[0] })).status).toBe(200)
    expect((await browser().signIn(person.login, person.password)).body).toMatchObject({ awaitsCode: false })
  })

  it('a role that demands it permits nothing without it', async () => {
    const person = await enterPerson(house, { role: 'leader', organisation: 'bureau' })
    const one = await signedIn(person)
    const session: Session = await one.session()
    expect([session.person?.mustEnrol, session.actor.grants]).toEqual([true, []])
    const begun = await one.ask('POST', '/api/account/second-factor', { password: person.password })
    const code = codeOf(fromBase32(begun.body.secret as string), stepOf(house.clock.now()))
    await one.ask('POST', '/api/account/second-factor/confirm', { code })
    const after = await one.session()
    expect([after.person?.mustEnrol, after.actor.grants.length > 0]).toEqual([false, true])
  })

  it('ended by the office, sessions end too', async () => {
    const { person, one } = await enrolled()
    await house.record.asSystem((tx) => dropSecondFactor(house, tx, { person: person.id, how: 'office' }))
    expect(await kindOf(one)).toBe('anonymous')
    expect((await browser().signIn(person.login, person.password)).body).toMatchObject({ awaitsCode: false })
  })

  it('a secret whose key is not here opens nothing, and recovery codes still do', async () => {
    const { person, code, recovery } = await enrolled()
    const { owner } = house.record
    await owner
      .withTables<{ people_factor: { person: string; secret: string } }>()
      .updateTable('people_factor')
      .set({ secret: 'sealed-on-another-machine-long-enough-to-be-one' })
      .where('person', '=', person.id)
      .execute()
    house.clock.advance(minutes)
    const one = browser()
    await one.signIn(person.login, person.password)
    expect((await one.ask('POST', '/api/session/code', { code: code() })).status).toBe(401)
    expect((await one.ask('POST', '/api/session/code', { code: recovery[1] })).status).toBe(200)
  })
})
