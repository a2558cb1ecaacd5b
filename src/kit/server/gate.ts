import type { AnyContractRouter } from '@orpc/contract'
import type { Actor, May, Resource } from '#base/decision.ts'
import type { House } from './house.ts'

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
  /** Bytes of the body at most; default the limit of JSON bodies (1 MB). */
  readonly maxBytes?: number
  readonly summary?: string
  readonly handler: (context: RequestContext & { readonly params: Readonly<Record<string, string>> }) => Promise<Response>
}

/** One endpoint as the refusal tests and the reference see it. */
export type EndpointListing = {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly may: May
}

/** Declares a plain route; the gate refuses as for contracts. */
export function route(definition: PlainRoute): PlainRoute {
  return definition
}

/** Throws Problem `forbidden` (or `not_signed_in`) with the reason, unless the actor may do this on this resource. */
export declare function decide(actor: Actor, permission: string, resource?: Resource): void
/** Every endpoint of contracts and plain routes with its permission. */
export declare function listEndpoints(contracts: Readonly<Record<string, AnyContractRouter>>, plain?: readonly PlainRoute[]): EndpointListing[]
