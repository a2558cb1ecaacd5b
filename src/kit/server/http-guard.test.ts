import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anonymous } from '#base/decision.ts'
import type { ProblemBody } from '#base/problem.ts'
import { createHttp } from './http.ts'
import { demandWatcher } from './http-watcher.ts'
import { listen } from './serve.ts'
import type { Settings } from './settings.ts'
import { openTestApp, openTestHouse } from './testing.ts'
import type { TestHouse } from './testing.ts'

let house: TestHouse
let webDir: string
beforeAll(async () => {
  house = await openTestHouse()
  webDir = path.join(house.settings.dataDir, 'web')
  await mkdir(path.join(webDir, 'assets'), { recursive: true })
  const html = '<!doctype html><meta property="csp-nonce" nonce="{{nonce}}" /><title>Jidi</title>'
  await writeFile(path.join(webDir, 'index.html'), html)
  await writeFile(path.join(webDir, 'assets', 'worker.js'), 'worker')
})
afterAll(() => house.close())

const withSettings = (more: Partial<Settings> = {}) =>
  openTestApp({ ...house, settings: { ...house.settings, webDir, ...more } }, [])
const policyOf = (response: Response): string => response.headers.get('content-security-policy') ?? ''

describe('a page', () => {
  test('runs no script but files of its own server, and takes only the style sheets that bear the nonce of this answer', async () => {
    const app = withSettings()
    const nonces = new Set<string>()
    for (const address of ['/', '/returns', '/index.html']) {
      const response = await app.ask(anonymous, address)
      const said = /nonce="([\w-]+)"/.exec(await response.text())?.[1] ?? ''
      nonces.add(said)
      expect(policyOf(response)).toContain(`script-src 'self';`)
      expect(policyOf(response)).toContain(`style-src-elem 'self' 'nonce-${said}';`)
      expect(policyOf(response)).toContain(`frame-ancestors 'none'`)
      expect(policyOf(response)).not.toMatch(/(script-src|style-src-elem|style-src|default-src) [^;]*unsafe/)
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
    expect(nonces.size).toBe(3)
    expect([...nonces].every((nonce) => nonce.length >= 22)).toBe(true)
  })

  test('has a worker that may ask for the background of the map, as the page may', async () => {
    const map = { tiles: 'https://tiles.example/{z}/{x}/{y}.png' }
    const worker = await withSettings({ map }).ask(anonymous, '/assets/worker.js')
    expect(policyOf(worker)).toContain(`connect-src 'self' https://tiles.example;`)
    expect(policyOf(worker)).toContain(`script-src 'self';`)
  })
})

describe('every answer', () => {
  const always = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'DENY',
  }
  test.each(['/', '/assets/worker.js', '/api/health', '/api/nothing', '/metrics', '/assets/absent.js'])(
    '%s says how it may be used',
    async (address) => {
      const { headers } = await withSettings().ask(anonymous, address)
      expect(Object.fromEntries(headers)).toMatchObject(always)
      expect(headers.get('permissions-policy')).toContain('geolocation=()')
      expect(headers.get('content-security-policy')).toContain(`frame-ancestors 'none'`)
      expect(headers.get('x-request-id')).toMatch(/^[\w-]{8,64}$/)
    },
  )

  test('with data loads and runs nothing when it is opened as a page, and is kept nowhere', async () => {
    for (const address of ['/api/health', '/api/nothing', '/metrics']) {
      const response = await withSettings().ask(anonymous, address)
      expect(policyOf(response)).toContain(`default-src 'none'`)
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
  })

  test('binds browsers to TLS where people come by TLS, and only there', async () => {
    const strict = async (more: Partial<Settings>, headers: Record<string, string> = {}): Promise<string | null> =>
      (await withSettings(more).ask(anonymous, '/', { headers })).headers.get('strict-transport-security')
    const byTls = { 'x-forwarded-proto': 'https' }
    expect(await strict({})).toBe(null)
    expect(await strict({}, byTls)).toBe(null)
    expect(await strict({ publicUrl: 'http://jidi.example' })).toBe(null)
    expect(await strict({ publicUrl: 'https://jidi.example' })).toBe('max-age=31536000')
    expect(await strict({ trustProxy: true }, byTls)).toBe('max-age=31536000')
  })
})

describe('the figures for those who watch over the server', () => {
  const token = 'a-long-enough-token'
  const ask = async (more: Partial<Settings>, headers: Record<string, string> = {}): Promise<unknown> => {
    const response = await withSettings(more).ask(anonymous, '/metrics', { headers })
    if (response.status === 200) return response.headers.get('content-type')?.startsWith('text/plain')
    const { code, details } = (await response.json()) as ProblemBody
    return [response.status, code, details.reason]
  }

  test('need the token where one is set', async () => {
    const refused = [401, 'not_signed_in', 'decision.metrics_token']
    expect(await ask({ metricsToken: token })).toEqual(refused)
    for (const wrong of ['Bearer wrong', `Bearer ${token}x`, `Basic ${token}`, 'Bearer '])
      expect(await ask({ metricsToken: token }, { authorization: wrong })).toEqual(refused)
    expect(await ask({ metricsToken: token }, { authorization: `Bearer ${token}` })).toBe(true)
  })

  test('without one are for programs of this machine: not through a gateway, which asks for somebody else', async () => {
    expect(await ask({})).toBe(true)
    const refused = [403, 'forbidden', 'decision.metrics_elsewhere']
    expect(await ask({ trustProxy: true })).toEqual(refused)
    for (const name of ['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'])
      expect(await ask({}, { [name]: '10.0.0.7' })).toEqual(refused)
  })

  test.each([
    ['127.0.0.1', true],
    ['127.8.0.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.0.0.7', false],
    ['::ffff:10.0.0.7', false],
    ['2001:db8::1', false],
    ['127.0.0.1.example', false],
  ])('%s is this machine: %s', (address, isOurs) => {
    const settings = { metricsToken: undefined, trustProxy: false }
    const enter = (): void => demandWatcher(new Request('http://jidi/metrics'), address, settings)
    if (isOurs) expect(enter).not.toThrow()
    else expect(enter).toThrow(expect.objectContaining({ code: 'forbidden' }))
  })

  test('know the address of the connection itself', async () => {
    const app = createHttp({ house, sessions: { actorOf: async () => anonymous }, capabilities: [] })
    const server = await listen(app, { host: '127.0.0.1', port: 0 })
    const response = await fetch(`${server.url}/metrics`)
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('jidi_request_seconds')])
    const forwarded = await fetch(`${server.url}/metrics`, { headers: { 'x-forwarded-for': '10.0.0.7' } })
    expect(forwarded.status).toBe(403)
    await server.close()
  })
})
