import { z } from 'zod'
import { Decision } from '#base/decision.ts'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'

const CaseId = z.uuid().describe('A case.')
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

export const Light = z
  .enum(['done', 'on_schedule', 'near', 'overdue'])
  .describe('done: the state was left; near: due within three days; overdue: the due date ended at 24:00 there.')

export const Clock = z
  .object({
    id: z.string(),
    name: Text,
    startedOn: Day.describe('The day the clock began to run.'),
    originalDue: Day.describe('The due date as first computed; an extension never changes it.'),
    due: Day.describe('The due date in force; it ends at 24:00 in the time zone of the programme.'),
    rebased: z.array(z.object({ due: Day, at: z.string(), actor: z.string(), reason: z.string().optional() })),
    provisional: z.boolean().describe('True: lies after the last published calendar of working days.'),
    stoppedOn: Day.optional().describe('The day the case left the state; absent while the clock runs.'),
    light: Light,
  })
  .describe('One deadline of a case with its history.')

export const TimelineEntry = z.object({
  number: z.number().int().describe('1 is the opening; also the version of the case after it.'),
  act: z.string(),
  name: Text,
  from: z.string().optional(),
  to: z.string(),
  toName: Text,
  at: z.string().describe('ISO instant.'),
  actor: z.string(),
  actorName: z.string(),
  reason: z.string().optional(),
  due: Day.optional().describe('Set by an extension: the new due date.'),
})

export const AvailableAct = z.object({
  act: z.string(),
  name: Text,
  reason: z.enum(['required', 'optional', 'none']),
  to: z.string(),
  decision: Decision,
})

export const CaseDetail = z.object({
  id: CaseId,
  workflow: z.string(),
  workflowName: Text,
  pack: z.string().describe('Hash of the programme under which it was opened.'),
  subjectKind: z.string(),
  subject: z.string(),
  title: Text,
  place: z.string().optional(),
  organisation: z.string().optional(),
  state: z.string(),
  stateName: Text,
  final: z.boolean(),
  version: z.number().int(),
  due: Day.optional(),
  acts: z.array(AvailableAct),
  clocks: z.array(Clock),
  timeline: z.array(TimelineEntry),
})

export const DeskItem = z.object({
  id: CaseId,
  workflow: z.string(),
  workflowName: Text,
  subjectKind: z.string().describe('Decides which page the link opens.'),
  subject: z.string(),
  title: Text,
  place: z.string().optional(),
  organisation: z.string().optional(),
  state: z.string(),
  stateName: Text,
  acts: z.array(z.object({ act: z.string(), name: Text })).describe('What I may do now.'),
  due: Day.optional(),
  provisional: z.boolean(),
  light: Light,
  since: z.string().describe('ISO instant of the last act.'),
})

export const Notice = z.object({
  id: z.string(),
  kind: z.string().describe('What kind of notice: clock, due_soon, late …'),
  text: Text,
  subjectKind: z.string().describe('Decides which page the link opens.'),
  subject: z.string(),
  due: Day.optional(),
  at: z.string().describe('ISO instant.'),
})

export const workflowsContract = {
  noticeList: endpoint
    .route({ method: 'GET', path: '/notices', summary: 'What I was reminded of and have not read' })
    .meta({ may: 'signed_in' })
    .input(z.object({ limit: z.coerce.number().int().min(1).max(200).default(20) }))
    .output(z.object({ total: z.number().int(), items: z.array(Notice) })),
  noticeRead: endpoint
    .route({ method: 'POST', path: '/notices/{id}/read', summary: 'I have read a notice' })
    .meta({ may: 'signed_in' })
    .input(z.object({ id: z.string().regex(/^[1-9]\d{0,18}$/) }))
    .output(z.object({ total: z.number().int(), items: z.array(Notice) })),
  deskList: endpoint
    .route({ method: 'GET', path: '/desk', summary: 'What waits for me, overdue first' })
    .meta({ may: 'signed_in' })
    .input(
      z.object({
        place: z.string().max(100).optional(),
        workflow: z.string().max(100).optional(),
        offset: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ total: z.number().int(), overdue: z.number().int(), items: z.array(DeskItem) })),
  caseShow: endpoint
    .route({ method: 'GET', path: '/cases/{id}', summary: 'A case: state, timeline, clocks, what I may do' })
    .meta({ may: 'workflows.see' })
    .input(z.object({ id: CaseId }))
    .output(CaseDetail),
  clockExtend: endpoint
    .route({ method: 'POST', path: '/cases/{id}/extend', summary: 'Extend a clock; the original due date stays' })
    .meta({ may: 'workflows.extend' })
    .input(
      z.object({
        id: CaseId,
        clock: z.string().max(64),
        due: Day,
        reason: z.string().trim().min(1).max(500),
        expectedVersion: z.coerce.number().int().min(1),
      }),
    )
    .output(CaseDetail),
}

export type Light = z.infer<typeof Light>
export type Clock = z.infer<typeof Clock>
export type TimelineEntry = z.infer<typeof TimelineEntry>
export type AvailableAct = z.infer<typeof AvailableAct>
export type CaseDetail = z.infer<typeof CaseDetail>
export type Notice = z.infer<typeof Notice>
export type DeskItem = z.infer<typeof DeskItem>
