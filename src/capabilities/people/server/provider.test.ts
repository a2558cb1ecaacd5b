import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import OidcProvider from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHouse, testActor, type TestHouse } from '#kit/server/testing.ts'
import { bindIdentity } from './identities.ts'
import { changePerson } from './persons.ts'
import { system } from '#base/decision.ts'
import { checkToken, type TokenFrame } from './provider.ts'
import { type App, Browser, enterPerson, openPeopleApp } from './testing-browser.ts'
import { countyProgramme } from './testing.ts'

const ours = 'http://jidi.test:8080'
const back = `${ours}/api/session/provider/return`
const manager = testActor(['people.see', 'people.manage'], { id: '00000000-0000-4000-8000-00000000000a' })
let server: Server
let issuer = ''
let house: TestHouse
let app: App

beforeAll(async () => {
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new OidcProvider(issuer, {
    clients: [
      {
        client_id: 'jidi',
        client_secret: 'a secret of the office',
        redirect_uris: [back],
        grant_types: ['authorization_code'],
      },
    ],
    findAccount: (_ctx, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    cookies: { keys: ['a key for tests'] },
  })
  server.on('request', provider.callback())
  house = await openTestHouse({
    programme: countyProgramme,
    now: new Date(),
    env: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: 'jidi',
      OIDC_CLIENT_SECRET: 'a secret of the office',
      PUBLIC_URL: ours,
      SECOND_FACTOR: 'none',
    },
  })
  app = openPeopleApp(house)
})
afterAll(async () => {
  await house.close()
  await new Promise((resolve) => server.close(resolve))
})

const bind = (id: string, subject: string | null, actor = manager) =>
  house.record.withActor(actor, (tx) => bindIdentity(house, tx, { id, subject, actor }))

/** A browser at the provider: signs in there as somebody and agrees; answers where it is led back to. */
async function atProvider(address: string, login: string): Promise<URL> {
  const cookies = new Map<string, string>()
  const go = async (to: string, form?: Record<string, string>): Promise<{ to?: string; page: string }> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(to, {
      redirect: 'manual',
      headers: { cookie },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s)
      cookies.set(name, value)
    }
    const location = answer.headers.get('location')
    return { page: await answer.text(), ...(location === null ? {} : { to: new URL(location, to).href }) }
  }
  let step = await go(address)
  for (let n = 0; n < 12; n += 1) {
    if (step.to?.startsWith(ours)) return new URL(step.to)
    if (step.to !== undefined) step = await go(step.to)
    else {
      const action = /action="([^"]+)"/.exec(step.page)?.[1] ?? ''
      const prompt = /name="prompt" value="([^"]+)"/.exec(step.page)?.[1] ?? ''
      step = await go(new URL(action, issuer).href, {
        prompt,
        ...(prompt === 'login' ? { login, password: 'any' } : {}),
      })
    }
  }
  throw new Error(`the provider does not come to an end: ${step.page.slice(0, 500)}`)
}

/** From our page to the provider and back to our door, not yet through it. */
async function there(browser: Browser, login: string, next = '/plan'): Promise<URL> {
  const led = await browser.ask('GET', `/api/session/provider?next=${encodeURIComponent(next)}`)
  expect(led.status).toBe(302)
  return atProvider(led.headers.get('location') ?? '', login)
}

const through = (browser: Browser, url: URL) => browser.ask('GET', `${url.pathname}${url.search}`)

describe('signing in by a real provider', { timeout: 60_000 }, () => {
  it('asks by code with PKCE, state, nonce and the exact address to come back to', async () => {
    const led = await new Browser(app).ask('GET', '/api/session/provider')
    const asked = new URL(led.headers.get('location') ?? '')
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'jidi',
      redirect_uri: back,
      scope: 'openid',
      code_challenge_method: 'S256',
    })
    for (const part of ['state', 'nonce', 'code_challenge'])
      expect(asked.searchParams.get(part), part).toMatch(/^[\w-]{43}$/)
    expect(led.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax/)
  })

  it('somebody whom an administrator has bound is signed in and led on', async () => {
    const person = await enterPerson(house, { role: 'analyst', organisation: 'bureau' })
    await bind(person.id, 'zhang-at-provider')
    const browser = new Browser(app)
    const led = await through(browser, await there(browser, 'zhang-at-provider'))
    expect([led.status, led.headers.get('location')]).toEqual([302, '/plan'])
    expect(await browser.session()).toMatchObject({ actor: { kind: 'person', id: person.id, roles: ['analyst'] } })
    const listed = (await browser.ask('GET', '/api/account/sessions')).body as { items?: { method: string }[] }
    expect(listed.items?.[0]?.method).toBe('provider')
  })

  it('nobody becomes a person here by having an account there; the page says with which number to ask', async () => {
    const browser = new Browser(app)
    const led = await through(browser, await there(browser, 'stranger-at-provider'))
    const said = new URL(led.headers.get('location') ?? '', ours)
    expect([said.pathname, said.searchParams.get('failed'), said.searchParams.get('subject')]).toEqual([
      '/sign-in',
      'provider_nobody',
      'stranger-at-provider',
    ])
    expect((await browser.session()).actor.kind).toBe('anonymous')
  })

  it('a closed account, and one that was unbound, stay outside', async () => {
    const person = await enterPerson(house)
    await bind(person.id, 'closed-at-provider')
    await house.record.asSystem((tx) => changePerson(house, tx, { id: person.id, disabled: true, actor: system }))
    const failed = async () => {
      const browser = new Browser(app)
      return (await through(browser, await there(browser, 'closed-at-provider'))).headers.get('location')
    }
    expect(await failed()).toContain('failed=provider_nobody')
    await house.record.asSystem((tx) => changePerson(house, tx, { id: person.id, disabled: false, actor: system }))
    expect(await failed()).toBe('/plan')
    await bind(person.id, null)
    expect(await failed()).toContain('failed=provider_nobody')
  })

  it('an answer without the cookie of who asked, with another state, or used twice, opens nothing', async () => {
    const person = await enterPerson(house)
    await bind(person.id, 'careful-at-provider')
    const [victim, attacker] = [new Browser(app), new Browser(app)]
    const stolen = await there(attacker, 'careful-at-provider')
    expect((await through(victim, stolen)).headers.get('location')).toContain('failed=provider_late')
    await victim.ask('GET', '/api/session/provider')
    expect((await through(victim, stolen)).headers.get('location')).toContain('failed=provider_late')
    expect((await through(attacker, stolen)).headers.get('location')).toBe('/plan')
    expect((await through(attacker, stolen)).headers.get('location')).toContain('failed=provider_late')
  })

  it('whoever takes longer than ten minutes begins anew, and a refusal at the provider is told', async () => {
    const browser = new Browser(app)
    await browser.ask('GET', '/api/session/provider')
    const state = async () => {
      const led = await browser.ask('GET', '/api/session/provider')
      return new URL(led.headers.get('location') ?? '').searchParams.get('state') ?? ''
    }
    const refused = await browser.ask('GET', `/api/session/provider/return?error=access_denied&state=${await state()}`)
    expect(refused.headers.get('location')).toContain('failed=provider_refused')
    const late = await state()
    house.clock.advance(11 * 60_000)
    const answer = await browser.ask('GET', `/api/session/provider/return?code=x&state=${late}`)
    expect(answer.headers.get('location')).toContain('failed=provider_late')
    house.clock.advance(-11 * 60_000)
  })

  it('leads on within this house only', async () => {
    const person = await enterPerson(house)
    await bind(person.id, 'led-at-provider')
    for (const next of ['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example', '/api/session']) {
      const browser = new Browser(app)
      expect((await through(browser, await there(browser, 'led-at-provider', next))).headers.get('location')).toBe('/')
    }
  })

  it('one account there is one person here, and nobody binds their own', async () => {
    const [one, other] = [await enterPerson(house), await enterPerson(house)]
    await bind(one.id, 'twice-at-provider')
    await expect(bind(other.id, 'twice-at-provider')).rejects.toMatchObject({
      issues: [{ text: 'people.subject_taken' }],
    })
    await expect(bind(one.id, 'mine', { ...manager, id: one.id })).rejects.toMatchObject({
      details: { reason: 'people.own_identity' },
    })
  })
})

describe('a provider that cannot be reached, or says something else', () => {
  it('is told on the page, and nothing breaks', async () => {
    const far = await openTestHouse({
      programme: countyProgramme,
      env: {
        OIDC_ISSUER: 'http://127.0.0.1:9',
        OIDC_CLIENT_ID: 'a',
        OIDC_CLIENT_SECRET: 'long enough',
        PUBLIC_URL: ours,
      },
    })
    const led = await new Browser(openPeopleApp(far)).ask('GET', '/api/session/provider')
    expect([led.status, led.headers.get('location')]).toEqual([302, '/sign-in?failed=provider_unreachable&next=%2F'])
    await far.close()
  })
})

describe('a token of the provider', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const now = new Date('2026-03-02T02:00:00Z')
  const frame: TokenFrame = {
    provider: { issuer: 'https://sso.example', clientId: 'jidi', secret: 'x' },
    nonce: 'n',
    now,
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k' }],
  }
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const good = { iss: 'https://sso.example', sub: 'zhang', aud: 'jidi', exp: now.getTime() / 1000 + 60, nonce: 'n' }
  const tokenOf = (claims: object, header: object = { alg: 'RS256', kid: 'k' }) => {
    const signed = `${part(header)}.${part(claims)}`
    return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
  }

  it('names who signed in', () => {
    expect(checkToken(tokenOf(good), frame)).toBe('zhang')
    expect(checkToken(tokenOf({ ...good, aud: ['other', 'jidi'], azp: 'jidi' }), frame)).toBe('zhang')
  })

  it.each<[string, string]>([
    ['issued by somebody else', tokenOf({ ...good, iss: 'https://sso.example/' })],
    ['meant for somebody else', tokenOf({ ...good, aud: 'other' })],
    ['meant for several, given to another', tokenOf({ ...good, aud: ['jidi', 'other'], azp: 'other' })],
    ['no longer valid', tokenOf({ ...good, exp: now.getTime() / 1000 - 61 })],
    ['of another sign-in', tokenOf({ ...good, nonce: 'm' })],
    ['of nobody', tokenOf({ ...good, sub: '' })],
    ['not signed', `${part({ alg: 'none' })}.${part(good)}.`],
    ['signed with a shared secret', tokenOf(good, { alg: 'HS256', kid: 'k' })],
    ['signed by another key', tokenOf(good, { alg: 'RS256', kid: 'other' })],
    ['changed after it was signed', tokenOf(good).replace(/\.[^.]+\./, `.${part({ ...good, sub: 'li' })}.`)],
    ['no token', 'nonsense'],
  ])('that is %s is refused', (_what, token) => {
    expect(() => checkToken(token, frame)).toThrow(expect.objectContaining({ failure: 'provider_answer' }))
  })
})
