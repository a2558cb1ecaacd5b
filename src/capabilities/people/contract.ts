import { z } from 'zod'
import { StandIn } from '#base/decision.ts'
import { endpoint, holds } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'
import { accountsContract } from './contract-accounts.ts'
import { administratorsContract } from './contract-administrators.ts'
import { keysContract } from './contract-keys.ts'
import { type Duty as DutySchema, dutiesContract } from './contract-duties.ts'
import { privacyContract } from './contract-privacy.ts'
import { MailAddress, substitutionsContract } from './contract-substitutions.ts'

const PersonId = z.uuid().describe('A person; acts and cases name people by this id only.')
const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe('A day, as in 2026-11-22.')
const ScopeText = z.enum(['all', 'place', 'organisation'])

/** A login name: letters, digits, dot, hyphen and underscore; capitals and small letters are the same. */
export const Login = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{2,39}$/)
  .describe('The name a person signs in with.')

/** A password as chosen by a person. */
export const NewPassword = z.string().min(10).max(128).describe('A new password of 10 characters or more.')

export const GrantView = z
  .object({
    permission: z.string().describe('`<capability>.<verb>`'),
    scope: ScopeText,
    place: z.string().optional(),
    organisation: z.string().optional(),
    for: z.string().optional().describe('Held in the place of this absent person.'),
  })
  .describe('One permission in one scope.')

export const SessionPlace = z
  .object({
    id: z.string(),
    kind: z.string(),
    name: Text,
    parent: z.string().optional(),
  })
  .describe('A place the shell may offer.')

export const Session = z
  .object({
    actor: z
      .object({
        id: z.string(),
        kind: z.enum(['person', 'system', 'anonymous']),
        name: z.string(),
        organisation: z.string().optional(),
        roles: z.array(z.string()),
        grants: z.array(GrantView),
        standsInFor: z.array(StandIn).optional().describe('Whom I stand in for today.'),
      })
      .describe('Who is asking, with every grant: page and server call the same can().'),
    person: z
      .object({
        login: z.string(),
        language: z.enum(['zh', 'en']),
        mustChangePassword: z.boolean().describe('True: nothing is permitted until the password is changed.'),
        mustEnrol: z
          .boolean()
          .optional()
          .describe('True: nothing is permitted until a second factor is set up; a role that I hold demands it.'),
        organisationName: Text.optional(),
        roleNames: z.array(Text),
      })
      .optional()
      .describe('Absent for somebody who has not signed in.'),
    awaitsCode: z
      .boolean()
      .optional()
      .describe('True: the password was right, a code of the second factor is awaited.'),
    provider: z.boolean().optional().describe('True: one can sign in by the provider of the office.'),
    programme: z.object({
      id: z.string(),
      name: Text,
      hash: z.string().describe('Content hash of the checked pack in force.'),
      languages: z.array(z.enum(['zh', 'en'])),
      timeZone: z.string(),
      rootPlace: z.string(),
    }),
    synthetic: z.boolean().describe('True: the population of this installation is made up, and every page says so.'),
    demo: z.boolean().describe('True: accounts with passwords printed at first start exist.'),
    places: z.array(SessionPlace),
    defaultPeriod: z.string().describe('The month a page shows when the address names none.'),
  })
  .describe('What a page needs to know before it draws anything.')

export const Membership = z
  .object({
    id: z.uuid(),
    person: PersonId,
    role: z.string(),
    organisation: z.string().describe('An organisation of the pack, or `enterprise:<uuid>`.'),
    place: z.string().optional(),
    from: Day,
    to: Day.optional().describe('The last day on which it holds.'),
    revoked: z.boolean(),
    roleName: Text,
    organisationName: Text,
    placeName: Text.optional(),
  })
  .describe('A person holds a role for an organisation, and a place where the role is scoped by place.')

export const PersonSummary = z.object({
  id: PersonId,
  login: z.string(),
  name: holds('personal', z.string()),
  language: z.enum(['zh', 'en']),
  disabled: z.boolean(),
  erased: z.boolean().describe('Name and account were replaced or removed; only the id stands for the person.'),
  demo: z.boolean(),
  mustChangePassword: z.boolean(),
  locked: z.boolean().describe('Too many wrong passwords; opens by itself.'),
  service: z.boolean().describe('A program: it has no password and acts by keys only.'),
  secondFactor: z.boolean().describe('A code is asked for at sign-in.'),
  lastSignIn: z.string().optional().describe('ISO instant.'),
  memberships: z.array(Membership),
})

export const OncePassword = z.object({
  person: PersonSummary,
  password: z.string().describe('Shown once; it must be changed at the first sign in.'),
})

export const Role = z.object({
  id: z.string(),
  name: Text,
  administrator: z
    .enum(['system', 'security', 'audit'])
    .optional()
    .describe('Which of the three administrators it makes.'),
  permissions: z.array(z.object({ may: z.string(), scope: ScopeText })),
})

export const Organisation = z.object({
  id: z.string(),
  name: Text,
  kind: z.string(),
  place: z.string().optional(),
  from: Day.optional(),
  to: Day.optional(),
  successors: z.array(
    z.object({ organisation: z.string(), name: Text, from: Day.optional(), source: z.string().optional() }),
  ),
  source: z.string().optional(),
})

/** One line of the audit log: ids only; the name of the actor is looked up for who may read it. */
export const ActShown = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  actor: z.string(),
  actorName: z.string().nullable(),
  name: z.string(),
  subjectKind: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
  requestId: z.string().nullable(),
  sealed: z.boolean().describe('The act is in the chain of seals: changing or removing it would be found.'),
})
export type ActShown = z.infer<typeof ActShown>

export const MembershipGrant = z.object({
  person: PersonId,
  role: z.string(),
  organisation: z.string(),
  place: z.string().optional(),
  from: Day.optional().describe('Today when not given.'),
  to: Day.optional(),
})

const Done = z.object({ done: z.literal(true) })

export const peopleContract = {
  ...accountsContract,
  ...administratorsContract,
  ...keysContract,
  ...substitutionsContract,
  ...dutiesContract,
  ...privacyContract,
  sessionShow: endpoint
    .route({ method: 'GET', path: '/session', summary: 'Who am I, under which programme' })
    .meta({ may: 'anyone' })
    .output(Session),
  sessionSignIn: endpoint
    .route({ method: 'POST', path: '/session', summary: 'Sign in; sets the session cookie' })
    .meta({ may: 'anyone' })
    .input(z.object({ login: z.string().min(1).max(64), password: z.string().min(1).max(128) }))
    .output(Done.extend({ awaitsCode: z.boolean().describe('True: send a code next; nobody is signed in yet.') })),
  sessionSignOut: endpoint
    .route({ method: 'DELETE', path: '/session', summary: 'Sign out; ends the session' })
    .meta({ may: 'anyone' })
    .output(Done),

  accountPasswordChange: endpoint
    .route({ method: 'POST', path: '/account/password', summary: 'Change my password' })
    .meta({ may: 'signed_in' })
    .input(z.object({ current: z.string().min(1).max(128), next: NewPassword }))
    .output(Done),
  accountUpdate: endpoint
    .route({ method: 'PATCH', path: '/account', summary: 'Change my language' })
    .meta({ may: 'signed_in' })
    .input(z.object({ language: z.enum(['zh', 'en']) }))
    .output(Done),

  personList: endpoint
    .route({ method: 'GET', path: '/people', summary: 'People with their memberships' })
    .meta({ may: 'people.see', looks: 'personal' })
    .input(
      z.object({
        search: z.string().max(100).optional().describe('Part of a name or login.'),
        role: z.string().max(64).optional(),
        offset: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ total: z.number().int(), people: z.array(PersonSummary) })),
  personShow: endpoint
    .route({ method: 'GET', path: '/people/{id}', summary: 'One person' })
    .meta({ may: 'people.see', looks: 'personal' })
    .input(z.object({ id: PersonId }))
    .output(PersonSummary),
  personCreate: endpoint
    .route({ method: 'POST', path: '/people', summary: 'Create a person with a password shown once' })
    .meta({ may: 'people.manage', looks: 'personal' })
    .input(
      z.object({
        login: Login,
        name: z.string().trim().min(1).max(100),
        language: z.enum(['zh', 'en']).default('zh'),
        membership: MembershipGrant.omit({ person: true }).optional(),
      }),
    )
    .output(OncePassword),
  serviceCreate: endpoint
    .route({ method: 'POST', path: '/services', summary: 'Enter a program that acts by keys only' })
    .meta({ may: 'people.manage', looks: 'personal' })
    .input(
      z.object({
        login: Login,
        name: z.string().trim().min(1).max(100),
        membership: MembershipGrant.omit({ person: true }),
      }),
    )
    .output(PersonSummary),
  personPasswordReset: endpoint
    .route({ method: 'POST', path: '/people/{id}/password', summary: 'Give a new password, shown once' })
    .meta({ may: 'people.manage', looks: 'personal' })
    .input(z.object({ id: PersonId }))
    .output(OncePassword),
  personUpdate: endpoint
    .route({
      method: 'PATCH',
      path: '/people/{id}',
      summary: 'Rename, close or reopen an account, say where its mail goes',
    })
    .meta({ may: 'people.manage', looks: 'personal' })
    .input(
      z.object({
        id: PersonId,
        name: z.string().trim().min(1).max(100).optional(),
        disabled: z.boolean().optional(),
        mail: MailAddress.nullable().optional(),
      }),
    )
    .output(PersonSummary),
  membershipGrant: endpoint
    .route({ method: 'POST', path: '/people/{person}/memberships', summary: 'Give a role' })
    .meta({ may: 'people.manage', looks: 'personal' })
    .input(MembershipGrant)
    .output(PersonSummary),
  membershipRevoke: endpoint
    .route({ method: 'POST', path: '/memberships/{id}/revoke', summary: 'Take a role back' })
    .meta({ may: 'people.manage', looks: 'personal' })
    .input(z.object({ id: z.uuid(), reason: z.string().trim().min(1).max(500) }))
    .output(PersonSummary),

  roleList: endpoint
    .route({ method: 'GET', path: '/roles', summary: 'Roles of the programme and what they may' })
    .meta({ may: 'people.see' })
    .output(z.array(Role)),
  organisationList: endpoint
    .route({ method: 'GET', path: '/organisations', summary: 'Organisations of the programme' })
    .meta({ may: 'signed_in' })
    .output(z.array(Organisation)),
  actList: endpoint
    .route({ method: 'GET', path: '/acts', summary: 'Who did what, latest first' })
    .meta({ may: 'acts.see' })
    .input(
      z.object({
        before: z
          .string()
          .regex(/^\d{1,18}$/)
          .optional()
          .describe('Acts recorded before this one.'),
        name: z.string().max(100).optional().describe('An act or the room it belongs to: returns.approved, returns.'),
        subject: z.string().max(100).optional().describe('Id of what it was done to.'),
        actor: z.string().max(100).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(100),
      }),
    )
    .output(z.array(ActShown)),
}

export type { Substitution } from './contract-substitutions.ts'
export type Session = z.infer<typeof Session>
export type Membership = z.infer<typeof Membership>
export type MembershipGrant = z.infer<typeof MembershipGrant>
export type PersonSummary = z.infer<typeof PersonSummary>
export type Role = z.infer<typeof Role>
export type Organisation = z.infer<typeof Organisation>
export type Duty = z.infer<typeof DutySchema>
export type { DutyRoute } from './contract-duties.ts'
