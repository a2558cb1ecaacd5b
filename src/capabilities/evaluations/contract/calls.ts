import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'
import { Amount, Name, Named, RunId, Said } from './words.ts'

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const CallId = z.uuid().describe('A call for applications.')

export const CallSummary = z.object({
  id: CallId,
  scheme: z.string(),
  schemeName: Text,
  period: z.string(),
  title: z.string(),
  opensOn: Day,
  closesOn: Day,
  stage: z.enum(['announced', 'open', 'closed', 'evaluating', 'published', 'final']),
  applications: z.number().int(),
  run: RunId.nullable(),
})
export type CallSummary = z.infer<typeof CallSummary>

export const MarkShown = z.object({
  expert: z.string(),
  expertName: z.string().nullable(),
  input: z.string(),
  points: z.string(),
  remark: z.string(),
  counts: z.boolean().describe('False: a later mark took its place, or the expert has a conflict of interest.'),
  at: z.string(),
})
export type MarkShown = z.infer<typeof MarkShown>

export const ApplicationShown = z.object({
  id: z.uuid(),
  organisation: z.string(),
  organisationName: Text,
  place: Named,
  name: z.string(),
  industry: Named.nullable(),
  statement: z.string(),
  filedAt: z.string(),
  withdrawnAt: z.string().nullable(),
  eligible: z.boolean().nullable(),
  judgedFor: z.string().nullable(),
  marks: z.array(MarkShown).describe('All for who runs the call, an expert sees the own ones.'),
  means: z.array(z.object({ input: z.string(), name: Text, experts: z.number().int(), mean: z.string().nullable() })),
  rechecks: z.array(
    z.object({ period: z.string(), kept: z.boolean(), finding: z.string(), at: z.string(), by: z.string().nullable() }),
  ),
  mayMark: z.boolean(),
})
export type ApplicationShown = z.infer<typeof ApplicationShown>

export const CallDetail = CallSummary.extend({
  terms: z.string(),
  inputs: z.array(Named).describe('What experts mark.'),
  experts: z.array(z.object({ person: z.string(), name: z.string().nullable(), conflicts: z.array(Named) })),
  items: z.array(ApplicationShown).describe('The applications that the asker may see.'),
  mayRun: z.boolean(),
})
export type CallDetail = z.infer<typeof CallDetail>

export const callsContract = {
  callList: endpoint
    .route({ method: 'GET', path: '/calls', summary: 'Calls for applications, the latest first' })
    .meta({ may: 'evaluations.see' })
    .output(z.object({ items: z.array(CallSummary), mayRun: z.boolean() })),
  callCreate: endpoint
    .route({ method: 'POST', path: '/calls', summary: 'Issue a call for applications' })
    .meta({ may: 'evaluations.run' })
    .input(
      z.object({
        scheme: Name.describe('A scheme whose subject is `application`.'),
        period: z.string().max(20),
        title: z.string().trim().min(1).max(200),
        terms: Said,
        opensOn: Day,
        closesOn: Day,
      }),
    )
    .output(z.object({ id: CallId })),
  callShow: endpoint
    .route({ method: 'GET', path: '/calls/{id}', summary: 'One call with the applications that the asker may see' })
    .meta({ may: 'evaluations.see' })
    .input(z.object({ id: CallId }))
    .output(CallDetail),
  callEvaluate: endpoint
    .route({ method: 'POST', path: '/calls/{id}/evaluation', summary: 'Begin the evaluation of a call that is closed' })
    .meta({ may: 'evaluations.run' })
    .input(z.object({ id: CallId }))
    .output(z.object({ id: RunId })),
  applicationFile: endpoint
    .route({ method: 'POST', path: '/calls/{id}/applications', summary: 'Apply while the call is open' })
    .meta({ may: 'evaluations.apply' })
    .input(
      z.object({
        id: CallId,
        organisation: Name,
        place: Name,
        name: z.string().trim().min(1).max(200),
        industry: Name.optional().describe('taxonomy/class'),
        statement: z.string().trim().min(1).max(20_000),
      }),
    )
    .output(z.object({ id: z.uuid() })),
  applicationWithdraw: endpoint
    .route({
      method: 'POST',
      path: '/applications/{id}/withdraw',
      summary: 'Withdraw an application while the call is open',
    })
    .meta({ may: 'evaluations.apply' })
    .input(z.object({ id: z.uuid() }))
    .output(z.object({ id: z.uuid() })),
  applicationJudge: endpoint
    .route({
      method: 'POST',
      path: '/applications/{id}/eligibility',
      summary: 'Decide whether it is eligible, with a reason',
    })
    .meta({ may: 'evaluations.run' })
    .input(z.object({ id: z.uuid(), eligible: z.boolean(), reason: Said }))
    .output(z.object({ id: z.uuid() })),
  expertAppoint: endpoint
    .route({
      method: 'POST',
      path: '/calls/{id}/experts',
      summary: 'Appoint an expert, or state the conflicts of interest of one anew',
    })
    .meta({ may: 'evaluations.run' })
    .input(z.object({ id: CallId, person: z.uuid(), conflicts: z.array(Name).max(500).default([]) }))
    .output(z.object({ person: z.uuid() })),
  markGive: endpoint
    .route({ method: 'POST', path: '/applications/{id}/marks', summary: 'Mark an application as one of its experts' })
    .meta({ may: 'evaluations.mark' })
    .input(
      z.object({
        id: z.uuid(),
        marks: z
          .array(z.object({ input: Name, points: Amount, remark: z.string().trim().max(2000).default('') }))
          .min(1)
          .max(50),
      }),
    )
    .output(z.object({ marked: z.number().int() })),
  recheckNote: endpoint
    .route({
      method: 'POST',
      path: '/applications/{id}/rechecks',
      summary: 'Look again at who was chosen, once a period',
    })
    .meta({ may: 'evaluations.decide' })
    .input(z.object({ id: z.uuid(), period: z.string().max(20), kept: z.boolean(), finding: Said }))
    .output(z.object({ id: z.uuid() })),
}
