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
  for: z.string().optional().describe('Held in the place of this absent person; absent for what is one’s own'),
})
export type Grant = z.infer<typeof Grant>

/** Somebody absent in whose place an actor acts on cases, until the end of a day. */
export const StandIn = z.object({
  id: z.string().describe('The absent person'),
  name: z.string(),
  organisation: z.string().optional(),
  until: z.string().describe('The last day, as in 2026-11-22'),
})
export type StandIn = z.infer<typeof StandIn>

export const Actor = z.object({
  id: z.string(),
  kind: z.enum(['person', 'system', 'anonymous']),
  name: z.string(),
  organisation: z.string().optional(),
  roles: z.array(z.string()),
  grants: z.array(Grant),
  key: z.string().optional().describe('The key with which a program asks for this person'),
  standsInFor: z.array(StandIn).optional().describe('Whom the actor stands in for today; their grants bear `for`'),
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

/** An actor as one single person: themselves, or somebody in whose place they act. */
export type Face = {
  /** With the id, the organisation and the grants of that person. For decisions only: an act is recorded under the real actor. */
  readonly actor: Actor
  /** The absent person; absent for the actor's own face. */
  readonly for?: string
}

/** The own face first, then one for each person whom the actor stands in for. Rights of two people are never added up. */
export function facesOf(actor: Actor): Face[] {
  const { standsInFor = [], ...plain } = actor
  const own = { ...plain, grants: actor.grants.filter((grant) => grant.for === undefined) }
  const others = standsInFor.map(({ id, name, organisation }): Face => {
    const { organisation: _own, ...rest } = plain
    const grants = actor.grants.filter((grant) => grant.for === id)
    return { for: id, actor: { ...rest, id, name, grants, ...(organisation === undefined ? {} : { organisation }) } }
  })
  return [{ actor: own }, ...others]
}

/** The decision for the first face that is allowed, otherwise the one for the actor's own; with whom it would be on behalf of. */
export function decideAs(
  actor: Actor,
  decide: (face: Actor) => Decision,
): { readonly decision: Decision; readonly onBehalfOf?: string } {
  const faces = facesOf(actor)
  for (const face of faces) {
    const decision = decide(face.actor)
    if (decision.allowed) return face.for === undefined ? { decision } : { decision, onBehalfOf: face.for }
  }
  return { decision: decide((faces[0] as Face).actor) }
}

/** On behalf of whom the actor would do this; undefined when it is in their own right, or not at all. */
export function onBehalfOf(actor: Actor, permission: string, resource?: Resource): string | undefined {
  return decideAs(actor, (face) => can(face, permission, resource)).onBehalfOf
}

/** The actor without what they hold in the place of others. */
export function ownSelf(actor: Actor): Actor {
  return (facesOf(actor)[0] as Face).actor
}

/** Whether the actor passes the gate of an endpoint; a key opens what a permission names, nothing else. The handler then asks again, about the resource. */
export function mayCall(actor: Actor, may: May): Decision {
  if (may === 'anyone') return allowed
  if (may !== 'signed_in') return can(actor, may)
  if (actor.kind === 'anonymous') return refused('decision.not_signed_in')
  return actor.key === undefined ? allowed : refused('decision.not_with_key')
}

function reaches(grant: Grant, { places = [], organisations = [] }: Resource): boolean {
  if (grant.scope === 'all') return true
  if (grant.scope === 'place') return grant.place !== undefined && places.includes(grant.place)
  return grant.organisation !== undefined && organisations.includes(grant.organisation)
}
