import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { anonymous } from '#base/decision.ts'
import { endpoint } from '#base/endpoint.ts'
import { Problem } from '#base/problem.ts'
import type { ProblemBody } from '#base/problem.ts'
import { decide, implementContract, listEndpoints, route } from './gate.ts'
import type { CapabilityServer } from './http.ts'
import { recordAct } from './acts.ts'
import { recordFile } from './files.ts'
import { openTestApp, openTestHouse, testActor } from './testing.ts'
import type { TestApp, TestHouse, TestRequest } from './testing.ts'

const Survey = z.object({ id: z.string(), title: z.string(), year: z.int() })
const surveysContract = {
  list: endpoint
    .route({ method: 'GET', path: '/surveys' })
    .meta({ may: 'surveys.see' })
    .input(z.object({ year: z.int().min(1978).optional(), open: z.boolean().optional() }))
    .output(z.array(Survey)),
  open: endpoint
    .route({ method: 'POST', path: '/surveys' })
    .meta({ may: 'surveys.open' })
    .input(
      z.strictObject({
        title: z.string().min(2).max(2000),
        year: z.int().min(1978),
        kind: z.enum(['yearly', 'monthly']),
        rows: z.array(z.object({ value: z.string().regex(/^\d+$/, 'digits') })).optional(),
      }),
    )
    .output(Survey),
  latest: endpoint.route({ method: 'GET', path: '/surveys/latest' }).meta({ may: 'anyone' }).output(z.string()),
  one: endpoint
    .route({ method: 'GET', path: '/surveys/{id}' })
    .meta({ may: 'surveys.see' })
    .input(z.object({ id: z.string() }))
    .output(Survey),
  broken: endpoint
    .route({ method: 'POST', path: '/broken' })
    .input(z.object({ how: z.string() }))
    .output(z.string()),
}

const surveys: CapabilityServer = {
  name: 'surveys',
  contract: surveysContract,
  routes: (house) => {
    const os = implementContract(surveysContract)
    return os.router({
      list: os.list.handler(async ({ input }) => [{ id: '1', title: String(input.open), year: input.year ?? 0 }]),
      open: os.open.handler(async ({ input, context }) => {
        await house.record.withActor(context.actor, async (tx) => {
          await recordAct(tx, { name: 'surveys.opened', subject: { kind: 'survey', id: input.title } })
          await sql`select ${input.year}::smallint`.execute(tx)
        })
        context.responseHeaders.set('x-kept', 'yes')
        return { id: '2', ...input }
      }),
      latest: os.latest.handler(async () => 'latest'),
      one: os.one.handler(async ({ input, context }) => {
        decide(context.actor, 'surveys.see', { places: [input.id] })
        return { id: input.id, title: 't', year: 2026 }
      }),
      broken: os.broken.handler(async ({ input }) => {
        if (input.how === 'problem') throw new Problem('stale', { details: { version: 2 } })
        if (input.how === 'answer') return 5 as unknown as string
        throw new TypeError('secret detail')
      }),
    })
  },
  plainRoutes: () => [
    route({
      method: 'POST',
      path: '/api/surveys/:id/file',
      may: 'surveys.open',
      maxBytes: 1000,
      handler: async ({ request, params }) => new Response(`${params.id} ${(await request.arrayBuffer()).byteLength}`),
    }),
  ],
}

let house: TestHouse
let app: TestApp
const clerk = testActor(['surveys.see', 'surveys.open'])
const valid = { title: 'Mills', year: 2026, kind: 'yearly' }

beforeAll(async () => {
  house = await openTestHouse({ env: { WEB_DIR: 'web' } })
  const webDir = path.join(house.settings.dataDir, 'web')
  await mkdir(path.join(webDir, 'assets'), { recursive: true })
  await writeFile(path.join(webDir, 'index.html'), '<!doctype html><title>Jidi</title>')
  await writeFile(path.join(webDir, 'assets', 'a.js'), 'x'.repeat(5000))
  await writeFile(path.join(house.settings.dataDir, 'secret.txt'), 'secret')
  app = openTestApp({ ...house, settings: { ...house.settings, webDir } }, [surveys])
})
afterAll(() => house.close())

const ask = async (actor: typeof clerk, address: string, request?: TestRequest): Promise<[number, ProblemBody]> => {
  const response = await app.ask(actor, address, request)
  return [response.status, (await response.json()) as ProblemBody]
}

describe('the gate', () => {
  test('refuses before it looks at the input: nobody 401, somebody without the permission 403', async () => {
    const broken = { method: 'POST', body: '{nonsense', headers: { 'content-type': 'application/json' } }
    expect(await ask(anonymous, '/api/surveys', broken)).toMatchObject([401, { code: 'not_signed_in' }])
    expect(await ask(testActor(['surveys.see']), '/api/surveys', broken)).toMatchObject([
      403,
      { code: 'forbidden', details: { reason: 'decision.no_permission', permission: 'surveys.open' } },
    ])
    expect(await ask(clerk, '/api/surveys', broken)).toMatchObject([400, { code: 'invalid_input' }])
  })

  test('a permission in one place opens the door, and the handler asks about the thing itself', async () => {
    const local = testActor([{ permission: 'surveys.see', scope: 'place', place: 'north' }])
    expect(await ask(local, '/api/surveys/north')).toMatchObject([200, { id: 'north' }])
    expect(await ask(local, '/api/surveys/south')).toMatchObject([
      403,
      { details: { reason: 'decision.out_of_reach' } },
    ])
  })

  test('a fixed address goes before one with an id, with its own permission', async () => {
    expect(await ask(anonymous, '/api/surveys/latest')).toEqual([200, 'latest'])
    expect(await ask(anonymous, '/api/surveys/other')).toMatchObject([401, {}])
  })

  test('plain routes are refused alike', async () => {
    expect(await ask(anonymous, '/api/surveys/7/file', { body: 'x' })).toMatchObject([401, {}])
    const response = await app.ask(clerk, '/api/surveys/7/file', { body: 'x'.repeat(10) })
    expect(await response.text()).toBe('7 10')
  })

  test('an endpoint that says nothing is for signed-in people; all are listed with what they ask', () => {
    const listed = listEndpoints({ surveys: surveysContract }, surveys.plainRoutes?.(house))
    expect(listed).toContainEqual({ name: 'surveys.broken', method: 'POST', path: '/api/broken', may: 'signed_in' })
    expect(listed).toContainEqual({ name: 'surveys.one', method: 'GET', path: '/api/surveys/{id}', may: 'surveys.see' })
    expect(listed.map((one) => one.name)).toContain('POST /api/surveys/:id/file')
    expect(listed).toHaveLength(6)
  })
})

describe('another site', () => {
  test.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
  ])('cannot make a browser write with %o', async (headers: Record<string, string>) => {
    expect(
      await ask(clerk, '/api/surveys', { body: valid, headers: { host: 'jidi.example', ...headers } }),
    ).toMatchObject([403, { details: { reason: 'decision.foreign_page' } }])
  })

  test('our own pages and programs may', async () => {
    const page: Record<string, string> = { origin: 'http://jidi.example', 'sec-fetch-site': 'same-origin' }
    for (const headers of [page, {}]) {
      const response = await app.ask(clerk, '/api/surveys', {
        body: valid,
        headers: { host: 'jidi.example', ...headers },
      })
      expect(response.status).toBe(200)
      expect(response.headers.get('x-kept')).toBe('yes')
    }
  })
})

describe('input', () => {
  test('every wrong field is named, with what was found and what was expected', async () => {
    const body = { title: 'x', year: '2026', kind: 'weekly', extra: 1, rows: [{ value: '1' }, { value: 'a' }] }
    const [status, problem] = await ask(clerk, '/api/surveys', { body })
    expect(status).toBe(400)
    expect(problem.code).toBe('invalid_input')
    expect(problem.issues).toEqual([
      { text: 'value.too_short', where: 'body.title', found: 'x', expected: '2' },
      { text: 'value.wrong_type', where: 'body.year', found: '2026', expected: 'number' },
      { text: 'value.not_in_list', where: 'body.kind', found: 'weekly', expected: 'yearly, monthly' },
      { text: 'value.wrong_form', where: 'body.rows[1].value', found: 'a', expected: 'digits' },
      { text: 'value.unknown_key', where: 'body.extra', found: 'extra' },
    ])
  })

  test('a missing field is required', async () => {
    const [, problem] = await ask(clerk, '/api/surveys', { body: { title: 'Mills', kind: 'yearly' } })
    expect(problem.issues).toMatchObject([{ text: 'value.required', where: 'body.year' }])
  })

  test('numbers and booleans of a query are read as such, and refused as such', async () => {
    expect(await ask(clerk, '/api/surveys?year=2025&open=true')).toEqual([
      200,
      [{ id: '1', title: 'true', year: 2025 }],
    ])
    const [status, problem] = await ask(clerk, '/api/surveys?year=soon&open=perhaps')
    expect(status).toBe(400)
    expect(problem.issues.map((issue) => issue.where)).toEqual(['query.year', 'query.open'])
  })

  const raw = (body: string | Uint8Array, type = 'application/json'): TestRequest => ({
    body,
    headers: { 'content-type': type },
  })
  test.each([
    ['no JSON', raw('{"title": "Mills", ')],
    ['an empty body', raw('')],
    ['null', raw('null')],
    ['a list', raw('[]')],
    ['a text in place of JSON', raw('title=Mills', 'text/plain')],
    ['a form', raw('title=Mills&year=2026&kind=yearly', 'application/x-www-form-urlencoded')],
    ['bytes that are not UTF-8', raw(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]))],
    ['a truncated character', raw(Buffer.from([0x22, 0xe5]))],
    ['a thousand brackets', raw('['.repeat(100_000))],
    ['a key called __proto__', raw('{"__proto__": {"title": "Mills"}}')],
    ['NUL in a text', raw(JSON.stringify({ ...valid, title: 'Mi\u0000lls' }))],
    ['a year that no column holds', raw(JSON.stringify({ ...valid, year: 99_999 }))],
    ['a number beyond numbers', raw('{"title": "Mills", "year": 1e999, "kind": "yearly"}')],
    ['a broken form upload', raw('--x\r\nnonsense', 'multipart/form-data; boundary=x')],
  ])('%s is refused with 400', async (_what, request) => {
    const [status, problem] = await ask(clerk, '/api/surveys', { method: 'POST', ...request })
    expect([status, problem.code]).toEqual([400, 'invalid_input'])
    expect(problem.issues.length).toBeGreaterThan(0)
  })

  test.each([
    '/api/surveys/%ff',
    '/api/surveys/%',
    '/api/surveys?year[]=1&year[b]=2',
    '/api/surveys?__proto__[a]=1',
    '/api/%00',
    '/%c0%af',
    '/api/surveys?open[9999999]=1',
    `/api/surveys/${'x'.repeat(5000)}`,
  ])('the address %s is no failure of ours', async (address) => {
    const response = await app.ask(clerk, address)
    expect(response.status).toBeLessThan(500)
  })

  test('a body that is too long is refused before it is read', async () => {
    const long = JSON.stringify({ ...valid, title: 'x'.repeat(5_000_000) })
    expect(await ask(clerk, '/api/surveys', raw(long))).toMatchObject([
      413,
      { code: 'too_large', issues: [{ expected: '4 MB' }] },
    ])
    expect(await ask(clerk, '/api/surveys/7/file', { body: 'x'.repeat(1001) })).toMatchObject([
      413,
      { details: { limit: 1000 }, issues: [{ text: 'file.too_many_bytes', where: 'body', expected: '1000 B' }] },
    ])
  })
})

describe('a failure', () => {
  test('of a rule carries its code and details', async () => {
    expect(await ask(clerk, '/api/broken', { body: { how: 'problem' } })).toMatchObject([
      409,
      { code: 'stale', details: { version: 2 } },
    ])
  })

  test('of ours says nothing of its inside, and names the request', async () => {
    const response = await app.ask(clerk, '/api/broken', { body: { how: 'bug' } })
    const body = await response.text()
    expect(response.status).toBe(500)
    expect(body).not.toContain('secret')
    expect(JSON.parse(body)).toEqual({
      code: 'internal',
      requestId: response.headers.get('x-request-id'),
      details: {},
      issues: [],
    })
    expect(await ask(clerk, '/api/broken', { body: { how: 'answer' } })).toMatchObject([
      500,
      { code: 'internal', issues: [] },
    ])
  })

  test('the request of an act is the request of the answer', async () => {
    const response = await app.ask(clerk, '/api/surveys', { body: { ...valid, title: 'Traced' } })
    const { request_id } = await house.record.owner
      .selectFrom('act')
      .select('request_id')
      .where('subject_id', '=', 'Traced')
      .executeTakeFirstOrThrow()
    expect(request_id).toBe(response.headers.get('x-request-id'))
  })
})

describe('pages', () => {
  test('every address of a page gives the one HTML, with the policy of pages', async () => {
    for (const address of ['/', '/returns/7?period=2026-01', '/some/где']) {
      const response = await app.ask(anonymous, address)
      expect([response.status, await response.text()]).toEqual([200, '<!doctype html><title>Jidi</title>'])
      expect(response.headers.get('content-security-policy')).toContain(`script-src 'self';`)
    }
  })

  test('a page may load the background of its maps from where the programme says, and from nowhere else', async () => {
    const policyOf = async (tiles: string) => {
      const webDir = path.join(house.settings.dataDir, 'web')
      const settings = { ...house.settings, webDir, map: { ...house.settings.map, tiles } }
      const answer = await openTestApp({ ...house, settings }, [surveys]).ask(anonymous, '/')
      return answer.headers.get('content-security-policy')
    }
    expect(await policyOf('https://tiles.example:8443/{z}/{x}/{y}.png')).toContain(
      `connect-src 'self' https://tiles.example:8443;`,
    )
    expect(await policyOf('/tiles/{z}/{x}/{y}.png')).toContain(`connect-src 'self';`)
  })

  test('built files are packed and kept; what is not there is 404', async () => {
    const response = await app.ask(anonymous, '/assets/a.js', { headers: { 'accept-encoding': 'gzip' } })
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect(response.headers.get('cache-control')).toContain('immutable')
    const etag = response.headers.get('etag') ?? ''
    expect((await app.ask(anonymous, '/assets/a.js', { headers: { 'if-none-match': etag } })).status).toBe(304)
    expect((await app.ask(anonymous, '/assets/b.js')).status).toBe(404)
    expect(await ask(anonymous, '/api/nothing')).toMatchObject([404, { code: 'not_found' }])
    expect(await ask(clerk, '/returns', { method: 'POST' })).toMatchObject([404, { code: 'not_found' }])
  })

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
  ])('%s leads nowhere', async (address) => {
    expect(await (await app.ask(anonymous, address)).text()).not.toBe('secret')
  })
})

describe('what the kit offers every page', () => {
  test('a stored file goes to whoever may see it, as a download under its name', async () => {
    const stored = await house.files.put(Buffer.from('<script>'))
    const file = await house.record.withActor(clerk, (tx) =>
      recordFile(tx, { ...stored, name: '年报.html', mediaType: 'text/html', permission: 'surveys.see' }),
    )
    const response = await app.ask(testActor(['surveys.see'], { id: 'other' }), `/api/files/${file.id}`)
    expect(await response.text()).toBe('<script>')
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(response.headers.get('content-disposition')).toContain(`filename*=UTF-8''%E5%B9%B4%E6%8A%A5.html`)
    expect(await ask(anonymous, `/api/files/${file.id}`)).toMatchObject([401, {}])
    expect(await ask(testActor([], { id: 'third' }), `/api/files/${file.id}`)).toMatchObject([
      404,
      { code: 'not_found' },
    ])
    expect(await ask(clerk, '/api/files/1')).toMatchObject([404, { code: 'not_found' }])
  })

  test('the progress of a job goes to whoever asked for it', async () => {
    house.jobs.define('surveys.count', async () => {})
    const id = await house.record.withActor(clerk, (tx) => house.jobs.enqueue(tx, 'surveys.count', {}))
    expect(await ask(clerk, `/api/jobs/${id}`)).toMatchObject([200, { name: 'surveys.count', state: 'queued' }])
    expect(await ask(testActor([], { id: 'third' }), `/api/jobs/${id}`)).toMatchObject([404, { code: 'not_found' }])
    expect(await ask(anonymous, `/api/jobs/${id}`)).toMatchObject([401, {}])
  })
})

test('health, metrics and the document of the API need no sign-in', async () => {
  expect(await ask(anonymous, '/api/health')).toMatchObject([
    200,
    { record: 'ok', mirror: 'ok', pack: 'demo', causes: expect.any(Array) },
  ])
  const metrics = await (await app.ask(anonymous, '/metrics')).text()
  expect(metrics).toContain('jidi_request_seconds_count{endpoint="surveys.open"')
  const [status, document] = await ask(anonymous, '/api/openapi.json')
  expect(status).toBe(200)
  expect(document).toMatchObject({
    openapi: '3.1.1',
    paths: { '/surveys/{id}': { get: { 'x-may': 'surveys.see', responses: { 200: {}, default: {} } } } },
  })
})
