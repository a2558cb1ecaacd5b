import { z } from 'zod'
import { endpoint, holds, lookKinds } from '#base/endpoint.ts'

const PersonId = z.uuid().describe('A person; acts and cases name people by this id only.')
const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe('A day, as in 2026-11-22.')
const Instant = z.iso.datetime()

/** Why a person is erased; a closed list, so that the act holds no words about anybody. */
export const erasureReasons = ['left', 'asked', 'entered_by_mistake'] as const

/** What is filtered in the log of looks; list and file take the same. */
export const LookFilter = z.object({
  person: z.string().max(100).optional().describe('Who looked, by id.'),
  subject: z.string().max(200).optional().describe('Whose record it was: an id in the address.'),
  kind: z.enum(lookKinds).optional(),
  from: Day.optional().describe('The first day.'),
  to: Day.optional().describe('The last day.'),
})
export type LookFilter = z.infer<typeof LookFilter>

export const LookShown = z.object({
  id: z.string(),
  at: Instant,
  person: z.string(),
  personName: holds('personal', z.string().nullable()),
  roles: z.array(z.string()),
  organisation: z.string().nullable(),
  onBehalfOf: z.string().nullable(),
  requestId: z.string(),
  kind: z.enum(lookKinds),
  what: z.string().describe('The endpoint that answered.'),
  subject: z.string().nullable().describe('Ids in the address; null for lists.'),
  rows: z.number().int().nullable().describe('How many records the answer held; null where nobody counted.'),
})
export type LookShown = z.infer<typeof LookShown>

const Trace = z.object({
  table: z.string(),
  column: z.string(),
  meaning: z.string(),
  rows: z.number().int(),
  onErasure: z.enum(['stays', 'remove']),
})
const Done = z.object({ name: z.string(), times: z.number().int(), first: Instant, last: Instant })

export const PersonData = z.object({
  takenAt: Instant,
  person: z.object({
    id: PersonId,
    login: z.string(),
    name: holds('personal', z.string()),
    language: z.enum(['zh', 'en']),
    mail: holds('personal', z.string().nullable()),
    createdAt: Instant,
    lastSignIn: Instant.nullable(),
    closedAt: Instant.nullable(),
    erasedAt: Instant.nullable(),
  }),
  memberships: z.array(
    z.object({
      role: z.string(),
      organisation: z.string(),
      place: z.string().nullable(),
      from: Day,
      to: Day.nullable(),
      takenBackAt: Instant.nullable(),
      reason: z.string().nullable(),
    }),
  ),
  sessions: z.array(
    z.object({ beganAt: Instant, endsAt: Instant, address: z.string().nullable(), browser: z.string().nullable() }),
  ),
  acts: z.array(Done).describe('What the person did, by kind of act.'),
  looks: z.array(Done).describe('Which endpoints showed the person values of single respondents or data of people.'),
  lookedAt: z
    .array(z.object({ at: Instant, roles: z.array(z.string()), what: z.string() }))
    .describe('When somebody looked at the data of this person, the latest 200.'),
  traces: z.array(Trace).describe('Where the id of this person stands in the record, and how often.'),
})
export type PersonData = z.infer<typeof PersonData>

export const Erased = z.object({
  name: z.string().describe('The pseudonym that stands for the person from now on.'),
  rolesEnded: z.number().int(),
  removed: z.record(z.string(), z.number().int()).describe('Rows removed, by table.'),
})
export type Erased = z.infer<typeof Erased>

export const privacyContract = {
  personDataTake: endpoint
    .route({ method: 'POST', path: '/people/{id}/data', summary: 'Everything that is kept of a person; an act' })
    .meta({ may: 'people.export', looks: 'personal' })
    .input(z.object({ id: PersonId }))
    .output(PersonData),
  personErase: endpoint
    .route({
      method: 'POST',
      path: '/people/{id}/erasure',
      summary: 'Replace the name of a person, remove contact and account, end roles; acts stay',
    })
    .meta({ may: 'people.erase' })
    .input(
      z.object({
        id: PersonId,
        login: z.string().max(100).describe('The login of that person, typed in, so that nobody is taken for another.'),
        why: z.enum(erasureReasons),
      }),
    )
    .output(Erased),
  lookList: endpoint
    .route({ method: 'GET', path: '/looks', summary: 'Who looked at records of single firms and people, latest first' })
    .meta({ may: 'looks.see', looks: 'personal' })
    .input(
      LookFilter.extend({
        before: z
          .string()
          .regex(/^\d{1,18}$/)
          .optional()
          .describe('Looks before this one.'),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
    )
    .output(z.array(LookShown)),
}
