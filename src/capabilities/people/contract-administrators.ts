import { z } from 'zod'
import { Decision } from '#base/decision.ts'
import { endpoint, holds } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'

const PersonId = z.uuid()
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const Done = z.object({ done: z.literal(true) })

export const AdministratorRequest = z
  .object({
    id: z.uuid(),
    person: PersonId,
    personName: holds('personal', z.string()),
    what: z
      .enum(['role', 'second_factor'])
      .describe('A role that makes an administrator, or ending the second factor of one.'),
    role: z.string().optional(),
    roleName: Text.optional(),
    organisationName: Text.optional(),
    from: Day.optional(),
    to: Day.optional(),
    askedBy: z.string(),
    askedByName: holds('personal', z.string()),
    askedAt: z.iso.datetime(),
    state: z.enum(['open', 'approved', 'refused']),
    decidedByName: holds('personal', z.string()).optional(),
    decidedAt: z.iso.datetime().optional(),
    reason: z.string().optional(),
    decide: Decision.describe('Whether I decide on it.'),
  })
  .describe('What only two administrators of security do together.')
export type AdministratorRequest = z.infer<typeof AdministratorRequest>

export const administratorsContract = {
  requestList: endpoint
    .route({
      method: 'GET',
      path: '/administrators/requests',
      summary: 'What waits for a second administrator of security',
    })
    .meta({ may: 'people.manage', looks: 'personal' })
    .output(z.object({ items: z.array(AdministratorRequest) })),
  requestDecide: endpoint
    .route({ method: 'POST', path: '/administrators/requests/{id}/decide', summary: 'Approve or refuse it' })
    .meta({ may: 'people.manage' })
    .input(z.object({ id: z.uuid(), approve: z.boolean(), reason: z.string().trim().max(500).optional() }))
    .output(Done),
  personSecondFactorEnd: endpoint
    .route({ method: 'POST', path: '/people/{id}/second-factor/end', summary: 'End somebody’s second factor' })
    .meta({ may: 'people.manage' })
    .input(z.object({ id: PersonId }))
    .output(z.object({ ended: z.boolean().describe('False: asked for; another administrator of security decides.') })),
  personSessionsEnd: endpoint
    .route({ method: 'POST', path: '/people/{id}/sessions/end', summary: 'End all sessions of somebody' })
    .meta({ may: 'people.manage' })
    .input(z.object({ id: PersonId }))
    .output(z.object({ ended: z.number().int() })),
  personIdentityShow: endpoint
    .route({ method: 'GET', path: '/people/{id}/identity', summary: 'Who somebody is at the provider of sign-ins' })
    .meta({ may: 'people.manage', looks: 'personal' })
    .input(z.object({ id: PersonId }))
    .output(
      z.object({
        provider: z.boolean().describe('Whether the installation has a provider.'),
        issuer: z.string().optional(),
        subject: holds('personal', z.string()).optional(),
      }),
    ),
  personIdentityBind: endpoint
    .route({ method: 'PUT', path: '/people/{id}/identity', summary: 'Bind somebody to an account at the provider' })
    .meta({ may: 'people.manage' })
    .input(z.object({ id: PersonId, subject: z.string().trim().min(1).max(255).nullable().describe('Null unbinds.') }))
    .output(Done),
}
