import { oc } from '@orpc/contract'
import type { May } from './decision.ts'

/** What every endpoint says about itself besides its route and schemas: who may call it. */
export type EndpointMeta = { may: May }

/**
 * Where every contract begins: `endpoint.route({ method: 'GET', path: '/returns' }).meta({ may: 'returns.see' }).input(…).output(…)`.
 * Whoever forgets `.meta` has an endpoint for signed-in people only.
 */
export const endpoint = oc.$meta<EndpointMeta>({ may: 'signed_in' })
