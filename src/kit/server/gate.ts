import type { AnyContractRouter } from '@orpc/contract'
import { implementerInternal, os, traverseContractProcedures } from '@orpc/server'
import type { ImplementerInternal } from '@orpc/server'
import { can, mayCall, onBehalfOf } from '#base/decision.ts'
import type { Actor, Decision, May, Resource } from '#base/decision.ts'
import type { EndpointMeta } from '#base/endpoint.ts'
import { Problem } from '#base/problem.ts'
import type { House } from './house.ts'
import { noteOnBehalfOf } from './request-scope.ts'

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
  /** Bytes of the body at most; default the limit of JSON bodies (2 MB). */
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

const gate = os.$context<RequestContext>().middleware(({ context, procedure, next }) => {
  const meta = procedure['~orpc'].meta as Partial<EndpointMeta>
  pass(context.actor, meta.may ?? 'signed_in')
  return next()
})

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
    const { may = 'signed_in' } = meta as Partial<EndpointMeta>
    listed.push({ name: path.join('.'), method: address.method ?? 'POST', path: `/api${address.path ?? ''}`, may })
  })
  for (const { method, path, may } of plain) listed.push({ name: `${method} ${path}`, method, path, may })
  return listed
}
