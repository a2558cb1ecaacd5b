import { oc } from '@orpc/contract'
import type { z } from 'zod'
import type { May } from './decision.ts'

/** What is looked at: values of single respondents, or data of people. */
export const lookKinds = ['micro', 'personal'] as const
export type LookKind = (typeof lookKinds)[number]

/** What every endpoint says about itself besides its route and schemas. */
export type EndpointMeta = {
  /** Who may call it. */
  may: May
  /** Its answers are written down with who saw them: they hold fields marked so. */
  looks?: LookKind
}

/**
 * Where every contract begins: `endpoint.route({ method: 'GET', path: '/returns' }).meta({ may: 'returns.see' }).input(…).output(…)`.
 * Whoever forgets `.meta` has an endpoint for signed-in people only.
 */
export const endpoint = oc.$meta<EndpointMeta>({ may: 'signed_in' })

/** The key under which a schema says what it holds; also in the OpenAPI document. */
export const holdsKey = 'x-holds'

/** Marks a field of an answer: who sees it is written down. */
export function holds<Schema extends z.ZodType>(kind: LookKind, schema: Schema): Schema {
  return schema.meta({ [holdsKey]: kind }) as Schema
}
