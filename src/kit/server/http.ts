import { randomUUID } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { AnyContractRouter } from '@orpc/contract'
import type { AnyRouter } from '@orpc/server'
import type { May } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { noteLook, pass, subjectOf } from './gate.ts'
import { clientAddress } from './client-address.ts'
import type { PlainRoute, RequestContext } from './gate.ts'
import type { House } from './house.ts'
import { createApi } from './http-api.ts'
import { boundBody, jsonBytes } from './http-body.ts'
import { pagePolicy, setHeaders, tilesOf } from './http-headers.ts'
import { demandSameOrigin } from './http-origin.ts'
import { createPages } from './http-pages.ts'
import { problemOfReading, problemResponse } from './http-problems.ts'
import { addStatus } from './http-status.ts'
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

export type Env = { Variables: { requestId: string; endpoint: string } }

const requestIdForm = /^[A-Za-z0-9_-]{8,64}$/

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
    setHeaders(c, house, requestId)
    metrics.requests.observe({ endpoint: c.get('endpoint'), method, status }, milliseconds / 1000)
    log.info({ requestId, method, path, status, ms: Math.round(milliseconds * 10) / 10 }, 'request')
  })
  app.onError((error, c) => {
    const problem = wasCutOff(c) ? problemOfReading(error) : toProblem(error)
    const requestId = c.get('requestId')
    if (problem.code === 'internal' || problem.code === 'unavailable')
      log.error({ requestId, err: problem.cause ?? problem }, problem.code)
    return problemResponse(problem, requestId)
  })
  addStatus(app, house, contractsOf(capabilities))
  addApi(app, { house, sessions, capabilities })
  addPages(app, house)
  return app
}

/** Whether the sender was gone, or given up on, before the body was there: nothing of ours failed, and nobody waits for the answer. */
function wasCutOff(c: Context<Env>): boolean {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>
  return incoming !== undefined && incoming.destroyed && !incoming.complete
}

function contractsOf(capabilities: readonly CapabilityServer[]): Record<string, AnyContractRouter> {
  return Object.fromEntries(capabilities.flatMap(({ name, contract }) => (contract ? [[name, contract]] : [])))
}

function addPages(app: Hono<Env>, house: House): void {
  const pages = createPages(house.settings.webDir, (nonce) => pagePolicy(tilesOf(house), nonce))
  app.on(['GET', 'HEAD'], '*', (c) => pages(c.req.raw))
  app.all('*', (c) => {
    throw new Problem('not_found', { details: { method: c.req.method, path: c.req.path.slice(0, 200) } })
  })
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
