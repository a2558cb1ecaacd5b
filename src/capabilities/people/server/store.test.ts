import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { can, system } from '#base/decision.ts'
import { settableClock } from '#kit/server/clock.ts'
import type { House } from '#kit/server/house.ts'
import { openTestRecord } from '#kit/server/testing.ts'
import { ensureDemoAccounts, isDemo } from './demo.ts'
import { changePassword, changePerson, createPerson, grantRole, resetPassword, revokeRole } from './persons.ts'
import { actorOfPerson } from './sessions.ts'
import { createSessions } from './who-asks.ts'
import { signIn, signOut } from './sign-in.ts'
import { findPersonByLogin, listMemberships } from './store.ts'
import { countyProgramme } from './testing.ts'

const clock = settableClock(new Date('2026-03-02T02:00:00Z'))
let house: House

beforeAll(async () => {
  const record = await openTestRecord()
  const dataDir = await mkdtemp(path.join(tmpdir(), 'jidi-people-'))
  const session = { hours: 12, idleMinutes: 60 }
  const settings = { host: '127.0.0.1', port: 0, dataDir, session, secondFactor: ['administrators'] }
  house = { record, settings, clock, programme: () => countyProgramme } as unknown as House
})
afterAll(async () => {
  await house.record.close()
  await rm(house.settings.dataDir, { recursive: true })
})
afterEach(() => clock.set(new Date('2026-03-02T02:00:00Z')))

let made = 0

async function newPerson(role?: string) {
  made += 1
  const login = `person-${made}`
  const membership = role === undefined ? undefined : { role, organisation: 'bureau' }
  const created = await house.record.asSystem((tx) =>
    createPerson(house, tx, { login, name: 'Li Hua', language: 'zh', membership, actor: system }),
  )
  return { ...created, login }
}

const headersWith = (cookies: readonly string[]) =>
  new Headers({ cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') })
const actorWith = (cookies: readonly string[]) =>
  createSessions(house).actorOf(new Request('http://localhost/', { headers: headersWith(cookies) }))
const actsAbout = async (id: string) => {
  const rows = await house.record.owner
    .selectFrom('act')
    .select(['name', 'actor', 'detail'])
    .where('subject_id', '=', id)
    .orderBy('id')
    .execute()
  return rows
}

describe('signing in', () => {
  it('over TLS gives cookies that travel over TLS only', async () => {
    const record = await openTestRecord()
    const overTls = { ...house, record, settings: { ...house.settings, publicUrl: 'https://jidi.example' } }
    const login = { login: 'over.tls', name: 'Li Hua', language: 'zh', actor: system } as const
    const { password } = await record.asSystem((tx) => createPerson(overTls, tx, login))
    const { cookies } = await signIn(overTls, { login: 'over.tls', password }, new Headers())
    expect(cookies[0]).toMatch(/^__Secure-jidi\.session_token=(?=.*; Secure)(?=.*; HttpOnly).*; SameSite=Lax/)
    await record.close()
  })

  it('a person signs in, asks as themselves, and signs out', async () => {
    const { id, login, password } = await newPerson('analyst')
    await house.record.withActor({ ...system, id }, (tx) =>
      changePassword(house, tx, { person: id, current: password, next: 'a new password' }),
    )
    const { cookies } = await signIn(house, { login: login.toUpperCase(), password: 'a new password' }, new Headers())
    expect(cookies[0]).toMatch(/^jidi\.session_token=.*HttpOnly; SameSite=Lax/)
    const actor = await actorWith(cookies)
    expect(actor).toMatchObject({ id, kind: 'person', name: 'Li Hua', organisation: 'bureau', roles: ['analyst'] })
    expect(can(actor, 'returns.approve', { places: ['west'] }).allowed).toBe(true)
    await signOut(house, headersWith(cookies))
    expect(await actorWith(cookies)).toMatchObject({ kind: 'anonymous' })
    expect((await actsAbout(id)).map((act) => act.name)).toEqual([
      'people.created',
      'people.role_given',
      'people.password_changed',
      'people.signed_in',
      'people.signed_out',
    ])
  })

  it('a forged cookie is nobody', async () => {
    const { login, password } = await newPerson('analyst')
    const { cookies } = await signIn(house, { login, password }, new Headers())
    const [cookie = ''] = cookies
    expect(await actorWith([cookie.replace(/=(...)/, '=xyz')])).toMatchObject({ kind: 'anonymous' })
    expect(await actorWith(['jidi.session_token=nonsense'])).toMatchObject({ kind: 'anonymous' })
  })

  it('an unknown login, a wrong password and a closed account are refused alike', async () => {
    const { id, login, password } = await newPerson()
    const refusal = { code: 'not_signed_in', details: { reason: 'people.wrong_password' } }
    await expect(signIn(house, { login: 'nobody', password }, new Headers())).rejects.toMatchObject(refusal)
    await expect(signIn(house, { login, password: 'wrong' }, new Headers())).rejects.toMatchObject(refusal)
    await house.record.asSystem((tx) => changePerson(house, tx, { id, disabled: true, actor: system }))
    await expect(signIn(house, { login, password }, new Headers())).rejects.toMatchObject(refusal)
  })

  it('the fifth wrong password locks the account for a quarter of an hour, the right one included', async () => {
    const { id, login, password } = await newPerson()
    const wrong = () => signIn(house, { login, password: 'wrong' }, new Headers())
    for (let n = 1; n <= 4; n += 1) await expect(wrong()).rejects.toMatchObject({ code: 'not_signed_in' })
    await expect(wrong()).rejects.toMatchObject({ code: 'locked', details: { until: '2026-03-02T02:15:00.000Z' } })
    await expect(signIn(house, { login, password }, new Headers())).rejects.toMatchObject({ code: 'locked' })
    expect((await actsAbout(id)).map((act) => act.name)).toContain('people.locked')
    clock.set(new Date('2026-03-02T02:15:01Z'))
    expect((await signIn(house, { login, password }, new Headers())).cookies).not.toEqual([])
  })

  it('a good password ends the count of wrong ones', async () => {
    const { login, password } = await newPerson()
    for (let n = 1; n <= 4; n += 1)
      await expect(signIn(house, { login, password: 'wrong' }, new Headers())).rejects.toThrow()
    await signIn(house, { login, password }, new Headers())
    await expect(signIn(house, { login, password: 'wrong' }, new Headers())).rejects.toMatchObject({
      code: 'not_signed_in',
    })
  })

  it('the key of the cookies is readable by its owner only', async () => {
    const { mode } = await stat(path.join(house.settings.dataDir, 'keys', 'session.key'))
    expect(mode & 0o777).toBe(0o600)
  })
})

describe('passwords', () => {
  it('whoever has a first password may do nothing but change it', async () => {
    const { id, login, password } = await newPerson('analyst')
    const { cookies } = await signIn(house, { login, password }, new Headers())
    expect((await actorWith(cookies)).grants).toEqual([])
    await house.record.withActor({ ...system, id }, (tx) =>
      changePassword(house, tx, { person: id, current: password, next: 'my own password' }),
    )
    expect((await actorOfPerson(house, id)).grants).not.toEqual([])
  })

  it('only a hash is stored, and no act holds a password or a name', async () => {
    const { id, password } = await newPerson('analyst')
    const { rows } = await house.record.owner
      .selectFrom('people_account' as never)
      .selectAll()
      .where('user_id' as never, '=', id as never)
      .execute()
      .then((found) => ({ rows: JSON.stringify(found) }))
    expect(rows).not.toContain(password)
    const acts = JSON.stringify(await actsAbout(id))
    expect(acts).not.toContain(password)
    expect(acts).not.toContain('Li Hua')
  })

  it('changing it asks for the present one and for a different one', async () => {
    const { id, password } = await newPerson()
    const change = (current: string, next: string) =>
      house.record.withActor({ ...system, id }, (tx) => changePassword(house, tx, { person: id, current, next }))
    await expect(change('not the present one', 'something longer')).rejects.toMatchObject({
      issues: [{ text: 'people.wrong_current_password', where: 'body.current' }],
    })
    await expect(change(password, password)).rejects.toMatchObject({ issues: [{ text: 'people.same_password' }] })
  })

  it('a reset ends open sessions and asks for a change again', async () => {
    const { id, login, password } = await newPerson('analyst')
    const { cookies } = await signIn(house, { login, password }, new Headers())
    const next = await house.record.asSystem((tx) => resetPassword(house, tx, { id, actor: system }))
    expect(await actorWith(cookies)).toMatchObject({ kind: 'anonymous' })
    await expect(signIn(house, { login, password }, new Headers())).rejects.toThrow()
    await signIn(house, { login, password: next }, new Headers())
    expect(await findPersonByLogin(house.record.owner, login)).toMatchObject({ mustChangePassword: true })
  })
})

describe('roles', () => {
  it('a role taken back permits nothing at once, and stays as history', async () => {
    const { id, login, password } = await newPerson('analyst')
    const { cookies } = await signIn(house, { login, password }, new Headers())
    expect((await actorWith(cookies)).roles).toEqual(['analyst'])
    const [held] = await listMemberships(house.record.owner, [id])
    await house.record.asSystem((tx) => revokeRole(house, tx, { id: held?.id ?? '', reason: 'left', actor: system }))
    expect((await actorWith(cookies)).roles).toEqual([])
    expect(await listMemberships(house.record.owner, [id])).toMatchObject([{ role: 'analyst', revoked: true }])
    const again = house.record.asSystem((tx) =>
      revokeRole(house, tx, { id: held?.id ?? '', reason: 'left', actor: system }),
    )
    await expect(again).rejects.toMatchObject({ code: 'wrong_state' })
  })

  it('a role begins on its first day in the time zone of the programme', async () => {
    const { id } = await newPerson()
    const wanted = { person: id, role: 'leader', organisation: 'bureau', from: '2026-03-03', actor: system }
    await house.record.asSystem((tx) => grantRole(house, tx, wanted))
    expect((await actorOfPerson(house, id)).roles).toEqual([])
    clock.set(new Date('2026-03-02T16:00:00Z'))
    expect((await actorOfPerson(house, id)).roles).toEqual(['leader'])
  })

  it('a login is taken once', async () => {
    const { login } = await newPerson()
    const second = house.record.asSystem((tx) =>
      createPerson(house, tx, { login, name: 'Li', language: 'zh', actor: system }),
    )
    await expect(second).rejects.toMatchObject({ code: 'conflict', issues: [{ where: 'body.login' }] })
  })

  it('when the role is refused, the person is not created either', async () => {
    const membership = { role: 'nobody', organisation: 'bureau' }
    const wanted = { login: 'half', name: 'Half', language: 'zh' as const, membership, actor: system }
    await expect(house.record.asSystem((tx) => createPerson(house, tx, wanted))).rejects.toMatchObject({
      code: 'invalid_input',
    })
    expect(await findPersonByLogin(house.record.owner, 'half')).toBeUndefined()
  })
})

describe('the first start', () => {
  const enterprise = {
    id: '0b6c5f0e-9d0f-4d3e-8f2a-1c2b3a4d5e6f',
    name: { zh: '东河厂', en: 'East River Works' },
    place: 'east',
  }

  it('makes one account for each role of the pack, once, and says so', async () => {
    expect(await isDemo(house)).toBe(false)
    const accounts = await ensureDemoAccounts(house)
    expect(accounts.map((account) => account.login)).toEqual([
      'administrator',
      'analyst',
      'town-clerk',
      'town-manager',
      'leader',
    ])
    expect(new Set(accounts.map((account) => account.password)).size).toBe(accounts.length)
    expect(await isDemo(house)).toBe(true)
    expect(await ensureDemoAccounts(house)).toEqual([])
  })

  it('the clerk of an enterprise is made when there is one', async () => {
    const [account] = await ensureDemoAccounts(house, { enterprise })
    expect(account).toMatchObject({ login: 'enterprise-clerk', role: 'enterprise_clerk', reach: enterprise.name })
    const person = await findPersonByLogin(house.record.owner, 'enterprise-clerk')
    const actor = await actorOfPerson(house, person?.id ?? '')
    expect(actor.grants).toContainEqual({
      permission: 'returns.submit',
      scope: 'organisation',
      organisation: `enterprise:${enterprise.id}`,
    })
  })

  it('the town clerk reaches one town', async () => {
    const person = await findPersonByLogin(house.record.owner, 'town-clerk')
    const actor = await actorOfPerson(house, person?.id ?? '')
    expect(can(actor, 'returns.approve', { places: ['east', 'county'] }).allowed).toBe(true)
    expect(can(actor, 'returns.approve', { places: ['west', 'county'] }).allowed).toBe(false)
  })

  it('a demo account signs in with the printed password; one whose password was changed is no demo account', async () => {
    const people = await house.record.owner
      .selectFrom('people_person' as never)
      .select('id' as never)
      .where('demo' as never, '=', true as never)
      .execute()
    for (const { id } of people as { id: string }[])
      await house.record.asSystem((tx) => resetPassword(house, tx, { id, actor: system }))
    expect(await isDemo(house)).toBe(false)
  })
})
