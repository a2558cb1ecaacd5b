import { z } from 'zod'

/** An answer to "may I?". The page disables with the reason, the server refuses with it, the audit keeps it. */
export const Decision = z.discriminatedUnion('allowed', [
  z.object({ allowed: z.literal(true) }),
  z.object({
    allowed: z.literal(false),
    reason: z.string().describe('Key of the sentence that says why'),
    details: z.record(z.string(), z.string()).optional(),
  }),
])
export type Decision = z.infer<typeof Decision>

/** One permission and how far it reaches: everywhere, inside one place, or for one organisation. */
export const Grant = z.object({
  permission: z.string().describe('<capability>.<verb>'),
  scope: z.enum(['all', 'place', 'organisation']),
  place: z.string().optional(),
  organisation: z.string().optional(),
})
export type Grant = z.infer<typeof Grant>

export const Actor = z.object({
  id: z.string(),
  kind: z.enum(['person', 'system', 'anonymous']),
  name: z.string(),
  organisation: z.string().optional(),
  roles: z.array(z.string()),
  grants: z.array(Grant),
})
export type Actor = z.infer<typeof Actor>

/** What is acted on: the places it lies in (its own and all that contain it) and the organisations it belongs to. */
export type Resource = { readonly places?: readonly string[]; readonly organisations?: readonly string[] }

/** What an endpoint asks of its caller: nothing, a name, or a permission held in some scope. */
export type May = 'anyone' | 'signed_in' | `${string}.${string}`

export const allowed: Decision = { allowed: true }

export function refused(reason: string, details?: Record<string, string>): Decision {
  return details === undefined ? { allowed: false, reason } : { allowed: false, reason, details }
}

export const anonymous: Actor = { id: 'anonymous', kind: 'anonymous', name: '', roles: [], grants: [] }

/** Jidi itself: sealing, mirroring, reacting. It may do everything, and every act names it. */
export const system: Actor = { id: 'system', kind: 'system', name: 'Jidi', roles: [], grants: [] }

/** Whether the actor may do this to the resource; without a resource, whether there is any scope in which the actor may. */
export function can(actor: Actor, permission: string, resource?: Resource): Decision {
  if (actor.kind === 'system') return allowed
  const held = actor.grants.filter((grant) => grant.permission === permission)
  if (held.length === 0) {
    return refused(actor.kind === 'anonymous' ? 'decision.not_signed_in' : 'decision.no_permission', { permission })
  }
  if (resource === undefined || held.some((grant) => reaches(grant, resource))) return allowed
  return refused('decision.out_of_reach', { permission })
}

/** Whether the actor passes the gate of an endpoint. The handler then asks again, about the resource. */
export function mayCall(actor: Actor, may: May): Decision {
  if (may === 'anyone') return allowed
  if (may !== 'signed_in') return can(actor, may)
  return actor.kind === 'anonymous' ? refused('decision.not_signed_in') : allowed
}

function reaches(grant: Grant, { places = [], organisations = [] }: Resource): boolean {
  if (grant.scope === 'all') return true
  if (grant.scope === 'place') return grant.place !== undefined && places.includes(grant.place)
  return grant.organisation !== undefined && organisations.includes(grant.organisation)
}
