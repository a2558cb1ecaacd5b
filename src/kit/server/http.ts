import type { AnyContractRouter } from '@orpc/contract'
import type { AnyRouter } from '@orpc/server'
import type { Hono } from 'hono'
import type { PlainRoute } from './gate.ts'
import type { House } from './house.ts'
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

export type HttpParts = { readonly house: House; readonly sessions: Sessions; readonly capabilities: readonly CapabilityServer[] }

/** The whole application: health, metrics, OpenAPI, contracts, plain routes, pages. */
export declare function createHttp(parts: HttpParts): Hono
