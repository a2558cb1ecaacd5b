import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { AnyContractRouter } from '@orpc/contract'
import type { AnyRouter } from '@orpc/server'
import type { May } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { listBackups } from './archive/schedule.ts'
import { noteLook, pass, subjectOf } from './gate.ts'
import type { PlainRoute, RequestContext } from './gate.ts'
import type { House } from './house.ts'
import { createApi, describeApi } from './http-api.ts'
import { boundBody, jsonBytes } from './http-body.ts'
import { demandSameOrigin } from './http-origin.ts'
import { createPages } from './http-pages.ts'
import { problemResponse } from './http-problems.ts'
import { kitRoutes } from './kit-routes.ts'
import { toProblem } from './problem-of.ts'
import { inRequestScope } from './request-scope.ts'
import type { Sessions } from './session.ts'

/** One capability as `app/capabilities.ts` lists it for the server. */
export type CapabilityServer = {
  /** Plural noun; the first part of its permissions. */
  readonly name: string
  readonly contract?: AnyContractRouter
  /** Implements the contract with `implementContract`. */
  readonly routes?: (house: House) => AnyRouter
  /** Routes outside the contract. */
  readonly plainRoutes?: (house: House) => readonly PlainRoute[]
  /** Registers reactions and jobs, before they start. */
  readonly reacts?: (house: House) => void
}

export type HttpParts = {
  readonly house: House
  readonly sessions: Sessions
  readonly capabilities: readonly CapabilityServer[]
}

type Env = { Variables: { requestId: string; endpoint: string } }

const requestIdForm = /^[A-Za-z0-9_-]{8,64}$/
const healthMilliseconds = 2_000

/** The whole application: health, metrics, OpenAPI, contracts, plain routes, pages. One request id from log to Problem. */
export function createHttp({ house, sessions, capabilities }: HttpParts): Hono<Env> {
  const app = new Hono<Env>()
  const { log, metrics } = house
  app.use('*', async (c, next) => {
    const given = house.settings.trustProxy ? c.req.header('x-request-id') : undefined
    const requestId = given && requestIdForm.test(given) ? given : randomUUID()
    c.set('requestId', requestId)
    c.set('endpoint', 'page')
    const started = performance.now()
    const address = clientAddress({
      env: c.env,
      forwarded: c.req.header('x-forwarded-for'),
      trustProxy: house.settings.trustProxy,
    })
    await inRequestScope({ requestId, ...(address === undefined ? {} : { address }) }, next)
    const milliseconds = performance.now() - started
    const { method, path } = c.req
    const { status } = c.res
    setHeaders(c, house.settings.publicUrl, house.settings.map.tiles ?? house.programme().land?.map.tiles)
    metrics.requests.observe({ endpoint: c.get('endpoint'), method, status }, milliseconds / 1000)
    log.info({ requestId, method, path, status, ms: Math.round(milliseconds * 10) / 10 }, 'request')
  })
  app.onError((error, c) => {
    const problem = toProblem(error)
    const requestId = c.get('requestId')
    if (problem.code === 'internal' || problem.code === 'unavailable')
      log.error({ requestId, err: problem.cause ?? problem }, problem.code)
    return problemResponse(problem, requestId)
  })
  addStatus(app, house, capabilities)
  addApi(app, { house, sessions, capabilities })
  addPages(app, house.settings.webDir)
  return app
}

function addPages(app: Hono<Env>, webDir: string): void {
  const pages = createPages(webDir)
  app.on(['GET', 'HEAD'], '*', (c) => pages(c.req.raw))
  app.all('*', (c) => {
    throw new Problem('not_found', { details: { method: c.req.method, path: c.req.path.slice(0, 200) } })
  })
}

function addStatus(app: Hono<Env>, house: House, capabilities: readonly CapabilityServer[]): void {
  const contracts: Record<string, AnyContractRouter> = {}
  for (const { name, contract } of capabilities) if (contract) contracts[name] = contract
  let described: Promise<object> | undefined
  app.get('/api/health', async (c) => {
    c.set('endpoint', 'health')
    const [record, mirror] = await Promise.all([
      isWell(() => sql`select 1`.execute(house.record.owner)),
      isWell(() => house.facts.query('select 1 as one')),
    ])
    const status = record === 'ok' && mirror === 'ok' ? 'ok' : 'failing'
    const { version, packs } = house.settings
    const backup = await backupAt(house)
    c.header('cache-control', 'no-store')
    return c.json({ status, version, record, mirror, pack: packs.join(','), backup }, status === 'ok' ? 200 : 503)
  })
  app.get('/api/openapi.json', async (c) => {
    c.set('endpoint', 'openapi')
    described ??= describeApi(contracts, house.settings.version)
    return c.json(await described)
  })
  app.get('/metrics', async (c) => {
    c.set('endpoint', 'metrics')
    return c.text(await house.metrics.registry.metrics(), 200, { 'content-type': house.metrics.registry.contentType })
  })
}

/** The instant of the last archive; `none` where there should be one, `off` where the office has set no folder. */
async function backupAt(house: House): Promise<string> {
  if (house.settings.backup === undefined) return 'off'
  const [last] = await listBackups(house)
  return last?.at.toISOString() ?? 'none'
}

async function isWell(ask: () => Promise<unknown>): Promise<'ok' | 'failing'> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('late')), healthMilliseconds).unref()
  })
  try {
    await Promise.race([ask(), late])
    return 'ok'
  } catch {
    return 'failing'
  }
}

/** The gate stands before the body: who may not call an endpoint learns nothing about its input. */
function addApi(app: Hono<Env>, { house, sessions, capabilities }: HttpParts): void {
  const routers: Record<string, AnyRouter> = {}
  for (const { name, routes } of capabilities) if (routes) routers[name] = routes(house)
  const api = createApi(routers)
  const admit = async (c: Context<Env>, endpoint: { name: string; may: May }): Promise<RequestContext> => {
    c.set('endpoint', endpoint.name)
    const request = c.req.raw
    demandSameOrigin(request, house.settings)
    const actor = await sessions.actorOf(request)
    pass(actor, endpoint.may)
    return {
      house,
      actor,
      requestId: c.get('requestId'),
      now: house.clock.now(),
      request,
      responseHeaders: new Headers(),
    }
  }
  const plainRoutes = [
    ...kitRoutes(house),
    ...capabilities.flatMap((capability) => capability.plainRoutes?.(house) ?? []),
  ]
  for (const plain of plainRoutes) {
    app.on(plain.method === 'ALL' ? allMethods : [plain.method], plain.path, async (c) => {
      const context = await admit(c, { name: `${plain.method} ${plain.path}`, may: plain.may })
      const request = await boundBody(c.req.raw, plain.maxBytes ?? jsonBytes)
      const params = c.req.param() as Record<string, string>
      if (plain.looks !== undefined) house.looks.demandRoom()
      const response = await plain.handler({ ...context, request, params })
      if (plain.looks !== undefined && response.ok)
        await noteLook(context, { kind: plain.looks, what: plain.path, subject: subjectOf(Object.values(params)) })
      return withHeaders(response, context.responseHeaders)
    })
  }
  app.all('/api/*', async (c) => {
    const method = c.req.method === 'HEAD' ? 'GET' : c.req.method
    const endpoint = await api.find(method, c.req.path)
    if (!endpoint) throw new Problem('not_found', { details: { method, path: c.req.path.slice(0, 200) } })
    const context = await admit(c, endpoint)
    return api.call(await boundBody(asMethod(c.req.raw, method), bodyLimit(c.req.raw, house)), context)
  })
}

const allMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

function asMethod(request: Request, method: string): Request {
  return request.method === method ? request : new Request(request.url, { method, headers: request.headers })
}

function bodyLimit(request: Request, house: House): number {
  const isUpload = /^(multipart\/form-data|application\/octet-stream)/.test(request.headers.get('content-type') ?? '')
  return isUpload ? house.settings.uploadBytes + jsonBytes : jsonBytes
}

function withHeaders(response: Response, headers: Headers): Response {
  const entries = [...headers]
  if (entries.length === 0) return response
  const changed = new Response(response.body, response)
  for (const [name, value] of entries) changed.headers.append(name, value)
  return changed
}

/** What a page may load, and from where: its own server, and the background of its maps where that stands elsewhere. */
function pagePolicy(tiles: string | undefined): string {
  const own = `'self'`
  const background = tiles === undefined || !/^https?:/.test(tiles) ? own : `${own} ${originOf(tiles)}`
  return [
    `default-src 'self'`,
    `script-src 'self'`,
    // antd writes its styles into the page as it draws.
    `style-src 'self' 'unsafe-inline'`,
    `img-src ${background} data: blob:`,
    `connect-src ${background}`,
    `font-src 'self' data:`,
    `worker-src 'self' blob:`,
    `object-src 'none'`,
    `base-uri 'self'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ')
}

/** The origin of an address with gaps such as {z}. */
function originOf(template: string): string {
  return /^https?:\/\/[^/?#\s;,]+/.exec(template)?.[0] ?? ''
}

/** Sets them in the answer itself: through `c.header` each of them would make a new answer and read the body as a stream. */
function setHeaders(c: Context<Env>, publicUrl: string | undefined, tiles: string | undefined): void {
  const { headers } = c.res
  const set = (name: string, value: string): void => {
    if (!headers.has(name)) headers.set(name, value)
  }
  headers.set('x-request-id', c.get('requestId'))
  set('x-content-type-options', 'nosniff')
  set('referrer-policy', 'same-origin')
  set('cross-origin-opener-policy', 'same-origin')
  set('cross-origin-resource-policy', 'same-origin')
  set('permissions-policy', 'camera=(), microphone=(), geolocation=()')
  set('content-security-policy', pagePolicy(tiles))
  set('x-frame-options', 'DENY')
  if (c.req.path.startsWith('/api/')) set('cache-control', 'no-store')
  if (publicUrl?.startsWith('https:')) set('strict-transport-security', 'max-age=31536000')
}
