import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'

const PersonId = z.uuid().describe('A person; acts and cases name people by this id only.')
const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe('A day, as in 2026-11-22.')
const NamedPerson = z.object({ id: z.string(), name: z.string() })
const Reason = z.string().trim().min(1).max(500)

export const Substitution = z
  .object({
    id: z.uuid(),
    person: NamedPerson.describe('Who is absent.'),
    substitute: NamedPerson.describe('Who acts on cases in their place.'),
    from: Day.describe('The first day.'),
    to: Day.describe('The last day.'),
    reason: z.string(),
    state: z.enum(['planned', 'in_force', 'over', 'ended']).describe('ended: taken back before its last day.'),
    mayEnd: z.boolean().describe('Whether I may end it.'),
    endedAt: z.string().optional().describe('ISO instant.'),
    endedReason: z.string().optional(),
  })
  .describe('For some days one person acts on cases in the place of another.')

/** Where mail to a person goes. */
export const MailAddress = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@<>(),;:"\\[\]\p{Cc}]{1,64}@[^\s@<>(),;:"\\[\]\p{Cc}]+\.[^\s@<>(),;:"\\[\]\p{Cc}]+$/u)
  .describe('An address of mail, as in zhang@example.org.')

export const substitutionsContract = {
  substitutionList: endpoint
    .route({ method: 'GET', path: '/substitutions', summary: 'Who stands in for whom' })
    .meta({ may: 'signed_in' })
    .input(
      z.object({
        person: PersonId.optional().describe('Those of this person; mine when not given.'),
        past: z.enum(['true', 'false']).default('false').describe('Also those that are over or were ended.'),
      }),
    )
    .output(z.object({ items: z.array(Substitution) })),
  substitutionChoices: endpoint
    .route({ method: 'GET', path: '/substitutions/choices', summary: 'Who could stand in for somebody' })
    .meta({ may: 'signed_in' })
    .input(
      z.object({
        person: PersonId.optional().describe('Who will be absent; I when not given.'),
        search: z.string().max(100).optional().describe('Part of a name or login.'),
      }),
    )
    .output(z.object({ people: z.array(NamedPerson.extend({ organisationName: Text })) })),
  substitutionCreate: endpoint
    .route({
      method: 'POST',
      path: '/substitutions',
      summary: 'Somebody acts on cases in the place of one who is absent',
    })
    .meta({ may: 'signed_in' })
    .input(
      z.object({
        person: PersonId.optional().describe('Who is absent; I when not given.'),
        substitute: PersonId,
        from: Day,
        to: Day,
        reason: Reason,
      }),
    )
    .output(Substitution),
  substitutionEnd: endpoint
    .route({ method: 'POST', path: '/substitutions/{id}/end', summary: 'End a substitution before its last day' })
    .meta({ may: 'signed_in' })
    .input(z.object({ id: z.uuid(), reason: Reason }))
    .output(Substitution),

  accountMailShow: endpoint
    .route({ method: 'GET', path: '/account/mail', summary: 'Where mail to me goes' })
    .meta({ may: 'signed_in' })
    .output(z.object({ mail: z.string().optional() })),
  accountMailChange: endpoint
    .route({ method: 'PUT', path: '/account/mail', summary: 'Change where mail to me goes; nothing ends it' })
    .meta({ may: 'signed_in' })
    .input(z.object({ mail: MailAddress.nullable() }))
    .output(z.object({ mail: z.string().optional() })),
}

export type Substitution = z.infer<typeof Substitution>
