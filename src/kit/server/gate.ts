import type { AnyContractRouter } from '@orpc/contract'
import { implementerInternal, os, traverseContractProcedures } from '@orpc/server'
import type { ImplementerInternal } from '@orpc/server'
import { can, mayCall, onBehalfOf } from '#base/decision.ts'
import type { Actor, Decision, May, Resource } from '#base/decision.ts'
import type { EndpointMeta, LookKind } from '#base/endpoint.ts'
import { Problem } from '#base/problem.ts'
import type { House } from './house.ts'
import { findRequestScope, noteOnBehalfOf } from './request-scope.ts'

/** What every handler receives beside its input. */
export type RequestContext = {
  readonly house: House
  readonly actor: Actor
  readonly requestId: string
  readonly now: Date
  readonly request: Request
  /** Headers the answer will carry (file names, cookies). */
  readonly responseHeaders: Headers
}

/** One route outside the contracts: a file, a page, a tile, a foreign standard. */
export type PlainRoute = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'ALL'
  /** A path of Hono under the root, e.g. '/api/returns/:id/workbook'. */
  readonly path: string
  /** A permission, 'anyone' or 'signed_in'. */
  readonly may: May
  /** Its answers are written down with who saw them. */
  readonly looks?: LookKind
  /** Bytes of the body at most; default the limit of JSON bodies (4 MB). */
  readonly maxBytes?: number
  readonly summary?: string
  readonly handler: (context: PlainContext) => Promise<Response>
}

export type PlainContext = RequestContext & { readonly params: Readonly<Record<string, string>> }

/** One endpoint as the refusal tests and the reference see it. */
export type EndpointListing = {
  /** `<capability>.<procedure>`, or the method and path of a plain route. */
  readonly name: string
  readonly method: string
  readonly path: string
  readonly may: May
  readonly looks?: LookKind
}

/** Declares a plain route; the gate refuses as for contracts. */
export function route(definition: PlainRoute): PlainRoute {
  return definition
}

export type ContractAnswers = {
  /**
   * Answers are plain JSON made by functions of the contract's types: they are written as they are, neither checked again nor
   * walked through. For large tables, where that would take longer than the question.
   */
  readonly plain?: boolean
}

/** Implements a contract so that every procedure asks the gate before its input is looked at. */
export function implementContract<T extends AnyContractRouter>(
  contract: T,
  { plain = false }: ContractAnswers = {},
): ImplementerInternal<T, RequestContext, RequestContext> {
  const config = plain ? { initialOutputValidationIndex: Number.NaN } : {}
  return implementerInternal<T, RequestContext, RequestContext>(contract, config, plain ? [gate, noteAsPlain] : [gate])
}

const plainAnswers = new WeakSet<object>()

/** Whether a value is an answer that is written as it is. */
export function isPlainAnswer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && plainAnswers.has(value)
}

const noteAsPlain = os.$context<RequestContext>().middleware(async ({ next }) => {
  const result = await next()
  if (typeof result.output === 'object' && result.output !== null) plainAnswers.add(result.output)
  return result
})

const gate = os.$context<RequestContext>().middleware(async ({ context, path, procedure, next }, input) => {
  const { meta, route: address } = procedure['~orpc']
  const { may = 'signed_in', looks: kind } = meta as Partial<EndpointMeta>
  pass(context.actor, may)
  if (kind === undefined) return next()
  context.house.looks.demandRoom()
  const result = await next()
  await noteLook(context, {
    kind,
    what: path.join('.'),
    subject: subjectIn(address.path ?? '', input),
    rows: rowsOf(result.output),
  })
  return result
})

/** What a look says of itself; the rest is known from the request. */
type Seen = {
  readonly kind: LookKind
  readonly what: string
  readonly subject?: string | undefined
  readonly rows?: number
}

/** Writes down who saw an answer, before it leaves. */
export async function noteLook({ house, actor, now, requestId }: RequestContext, seen: Seen): Promise<void> {
  const { id, roles, organisation } = actor
  const { onBehalfOf, rows } = findRequestScope() ?? {}
  await house.looks.note({ rows, ...seen, at: now, person: id, roles, organisation, onBehalfOf, requestId })
}

/** The ids of an address such as /returns/{id}, as they were asked for. */
function subjectIn(address: string, input: unknown): string | undefined {
  const given = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>
  return subjectOf([...address.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => given[name]))
}

/** Ids as one text of the log; absent where the address names none. */
export function subjectOf(ids: readonly unknown[]): string | undefined {
  const said = ids.filter((id) => typeof id === 'string' || typeof id === 'number')
  return said.length === 0
    ? undefined
    : said
        .join(' ')
        .replaceAll(/\p{Cc}/gu, '')
        .slice(0, 200)
}

const listsOfRecords = ['rows', 'items', 'people'] as const

/** How many records an answer holds: those of its list, otherwise one. */
function rowsOf(answer: unknown): number {
  if (Array.isArray(answer)) return answer.length
  const parts = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<string, unknown>
  const list = listsOfRecords.map((name) => parts[name]).find((part) => Array.isArray(part))
  return list === undefined ? 1 : list.length
}

/** The first question: may this actor call the endpoint at all? Throws Problem `not_signed_in` or `forbidden`. */
export function pass(actor: Actor, may: May): void {
  refuse(actor, mayCall(actor, may))
  if (may !== 'anyone' && may !== 'signed_in') noteSubstitution(actor, may)
}

/** The second question, about the thing itself. Throws Problem `not_signed_in` or `forbidden` with the reason. */
export function decide(actor: Actor, permission: string, resource?: Resource): void {
  refuse(actor, can(actor, permission, resource))
  noteSubstitution(actor, permission, resource)
}

/** Where only the right of somebody absent let the actor through, the acts of this request say so. */
function noteSubstitution(actor: Actor, permission: string, resource?: Resource): void {
  const absent = actor.standsInFor === undefined ? undefined : onBehalfOf(actor, permission, resource)
  if (absent !== undefined) noteOnBehalfOf(absent)
}

function refuse(actor: Actor, decision: Decision): void {
  if (decision.allowed) return
  const { reason, details } = decision
  throw new Problem(actor.kind === 'anonymous' ? 'not_signed_in' : 'forbidden', { details: { reason, ...details } })
}

/** Every endpoint of contracts and plain routes with its permission. */
export function listEndpoints(
  contracts: Readonly<Record<string, AnyContractRouter>>,
  plain: readonly PlainRoute[] = [],
): EndpointListing[] {
  const listed: EndpointListing[] = []
  traverseContractProcedures({ router: contracts, path: [] }, ({ contract, path }) => {
    const { route: address, meta } = contract['~orpc']
    const { may = 'signed_in', looks } = meta as Partial<EndpointMeta>
    const listing = { name: path.join('.'), method: address.method ?? 'POST', path: `/api${address.path ?? ''}`, may }
    listed.push(looks === undefined ? listing : { ...listing, looks })
  })
  for (const { method, path, may, looks } of plain) {
    const listing = { name: `${method} ${path}`, method, path, may }
    listed.push(looks === undefined ? listing : { ...listing, looks })
  }
  return listed
}
