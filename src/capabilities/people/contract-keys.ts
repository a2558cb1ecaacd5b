import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const PersonId = z.uuid()

export const Key = z
  .object({
    id: z.uuid(),
    person: PersonId,
    name: z.string(),
    prefix: z.string().describe('How the key begins; the rest is kept nowhere.'),
    permissions: z.array(z.string()),
    places: z.array(z.string()).optional().describe('Absent: wherever the person may.'),
    madeAt: z.iso.datetime(),
    expiresOn: Day.describe('The last day on which it works.'),
    lastUsedAt: z.iso.datetime().optional().describe('To the minute; absent: never.'),
    state: z.enum(['open', 'expired', 'revoked']),
  })
  .describe('A key by which a program acts for a person or a service.')
export type Key = z.infer<typeof Key>

export const keysContract = {
  keyList: endpoint
    .route({ method: 'GET', path: '/keys', summary: 'My keys, or those of a service that I look after' })
    .meta({ may: 'people.keys' })
    .input(z.object({ person: PersonId.optional().describe('Me when not given.') }))
    .output(
      z.object({
        items: z.array(Key),
        permissions: z.array(z.string()).describe('What a new key of this person can carry today.'),
        lastDay: Day.describe('The last day that a new key can have.'),
      }),
    ),
  keyCreate: endpoint
    .route({ method: 'POST', path: '/keys', summary: 'Make a key, shown this once' })
    .meta({ may: 'people.keys' })
    .input(
      z.object({
        person: PersonId.optional().describe('Me, or a service that I look after.'),
        name: z.string().trim().min(1).max(100).describe('What it is for.'),
        permissions: z.array(z.string().max(100)).min(1).max(200),
        places: z.array(z.string().max(64)).min(1).max(200).optional(),
        expiresOn: Day,
      }),
    )
    .output(z.object({ key: Key, secret: z.string().describe('`Authorization: Bearer <secret>`; shown this once.') })),
  keyRevoke: endpoint
    .route({ method: 'POST', path: '/keys/{id}/revoke', summary: 'Revoke a key; it works no more' })
    .meta({ may: 'people.keys' })
    .input(z.object({ id: z.uuid(), reason: z.string().trim().min(1).max(500) }))
    .output(Key),
}
