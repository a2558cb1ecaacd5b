import { z } from 'zod'
import { Decision } from '#base/decision.ts'
import { endpoint } from '#base/endpoint.ts'
import { ProblemBody } from '#base/problem.ts'
import { Text } from '#base/text.ts'
import { MessageState, messagesContract } from './contract-messages.ts'

const CaseId = z.uuid().describe('A case.')
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const Reason = z.string().trim().max(2000)

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
    rebased: z
      .array(
        z.object({
          due: Day,
          at: z.string(),
          actor: z.string(),
          actorName: z.string(),
          by: z.enum(['extension', 'pause', 'calendar']).optional(),
          reason: z.string().optional(),
        }),
      )
      .describe('Every later due date: extensions, days of a pause, a calendar that was published since.'),
    provisional: z.boolean().describe('True: lies after the last published calendar of working days.'),
    branch: z.string().optional().describe('The branch whose time it is.'),
    unit: z.string().optional(),
    lateSince: Day.optional().describe('The first day on which it was late; nothing takes it back.'),
    stoppedOn: Day.optional().describe('The day the case left the state; absent while the clock runs.'),
    pausedOn: Day.optional().describe('The day since which no day counts; absent while they count.'),
    limits: z
      .object({
        atMostDays: z
          .number()
          .int()
          .optional()
          .describe('So many days of its kind in all, from the original due date.'),
        times: z.number().int().optional(),
        left: z.number().int().optional().describe('How many times more.'),
        latest: Day.optional().describe('The latest day it may be given.'),
      })
      .optional(),
    extend: Decision.optional().describe('Whether I may give it a later due date.'),
    light: Light,
  })
  .describe('One deadline of a case with its history.')

const Person = z.object({ id: z.string(), name: z.string() }).describe('A person, named.')
const Unit = z.object({ id: z.string(), name: Text }).describe('An organisation of the programme, named.')

export const Parties = z
  .object({ lead: z.array(Unit), assist: z.array(Unit), decide: z.array(Unit) })
  .describe('The units that are answerable: in the lead, assisting, deciding.')

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
  onBehalfOf: Person.optional().describe('Whose substitute did it.'),
  branch: z.string().optional(),
  branchName: Text.optional(),
  unit: Unit.optional().describe('The unit that worked on its branch.'),
  fields: z
    .array(
      z.object({
        id: z.string(),
        name: Text,
        value: z.string(),
        valueName: Text.optional(),
        unit: z.string().optional(),
      }),
    )
    .optional(),
  files: z.array(z.object({ id: z.string(), ask: z.string(), name: z.string() })).optional(),
  parties: Parties.optional().describe('Of an assignment: who is answerable after it.'),
  assignee: Person.optional().describe('Of an assignment: whose it is after it.'),
  subcase: CaseId.optional().describe('The case beneath that it opened, or that has ended.'),
  dues: z.array(z.object({ clock: z.string(), name: Text, due: Day, provisional: z.boolean() })).optional(),
})

const AskedField = z.object({
  id: z.string(),
  name: Text,
  type: z.enum(['text', 'number', 'date', 'share', 'choice']),
  unit: z.string().optional(),
  choices: z.array(z.object({ id: z.string(), name: Text })).optional(),
  required: z.boolean(),
})
const AskedFile = z.object({
  id: z.string(),
  name: Text,
  required: z.boolean(),
  types: z.array(z.string()).optional(),
  maxMb: z.number().optional(),
})

export const AvailableAct = z.object({
  act: z.string(),
  name: Text,
  reason: z.enum(['required', 'optional', 'none']),
  to: z.string(),
  decision: Decision,
  bulk: z.boolean().optional().describe('Safe to do for many cases at once.'),
  branch: z.string().optional().describe('Of an outcome: its branch; `act` is `<branch>.<outcome>`.'),
  unit: Unit.optional().describe('Of an outcome: for which unit.'),
  party: z.string().optional().describe('Only the units of this party.'),
  onBehalfOf: Person.optional().describe('I may, because I stand in for this person.'),
  opens: z.string().optional().describe('The workflow of the sub-case that it opens.'),
  fields: z.array(AskedField).optional().describe('What must or may be filled in.'),
  files: z.array(AskedFile).optional().describe('What must or may be attached.'),
})

export const Branch = z
  .object({
    id: z.string().describe('Its key: the branch, or `<branch>@<organisation>` where there is one for each.'),
    branch: z.string(),
    name: Text,
    units: z.array(Unit).describe('One of these gives the outcome.'),
    unit: Unit.optional(),
    outcome: z.string().optional().describe('Absent while it is open.'),
    outcomeName: Text.optional(),
    good: z.boolean().optional(),
    reason: z.string().optional(),
    at: z.string().optional(),
    by: Person.optional(),
    due: Day.optional(),
    light: Light.optional(),
  })
  .describe('What one unit has to do while others work on the same case.')

export const RelatedCase = z.object({
  id: CaseId,
  workflow: z.string(),
  subjectKind: z.string(),
  subject: z.string(),
  title: Text,
  state: z.string(),
  stateName: Text,
  final: z.boolean(),
  due: Day.optional(),
  light: Light,
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
  nextDue: Day.optional().describe('The earliest due date of the clocks that run.'),
  light: Light,
  acts: z.array(AvailableAct),
  clocks: z.array(Clock),
  timeline: z.array(TimelineEntry),
  branches: z.array(Branch),
  parties: Parties,
  opener: Person,
  assignee: Person.optional(),
  fields: z.record(z.string(), z.string()).describe('What was filled in last, by id of the field.'),
  files: z.array(
    z.object({
      id: z.string(),
      ask: z.string(),
      name: z.string(),
      size: z.number(),
      type: z.string(),
      by: Person,
      at: z.string(),
      act: z.number().int().optional().describe('The number of the act that it was attached to.'),
    }),
  ),
  parent: RelatedCase.optional(),
  subcases: z.array(RelatedCase),
  resource: z.object({ places: z.array(z.string()), organisations: z.array(z.string()) }),
  assign: Decision.describe('Whether I may say who is answerable.'),
  byEngine: z
    .boolean()
    .describe('Whether its acts are done at the door of cases; otherwise on the page of its subject.'),
  truths: z
    .record(z.string(), z.union([z.boolean(), z.object({ unknown: z.array(z.string()) })]))
    .describe('What the conditions of its acts come to now, by their text.'),
  hash: z.string().describe('Hash of the version of the workflow under which it runs.'),
  definition: z.record(z.string(), z.unknown()).describe('That version, whole: states, acts, branches, clocks.'),
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
  acts: z
    .array(
      z.object({
        act: z.string(),
        name: Text,
        bulk: z.boolean().optional().describe('Safe to do for many cases at once.'),
        unit: z.string().optional(),
      }),
    )
    .describe('What I may do now.'),
  version: z.number().int().describe('The number of its last act; an act names it.'),
  byEngine: z
    .boolean()
    .describe('Whether its acts are done at the door of cases; otherwise on the page of its subject.'),
  assignee: Person.optional(),
  delegated: z.boolean().describe('Somebody gave it to me.'),
  standsFor: Person.optional().describe('It waits for me only because I stand in for this person.'),
  lead: Unit.optional().describe('The unit in the lead.'),
  due: Day.optional(),
  provisional: z.boolean(),
  light: Light,
  since: z.string().describe('ISO instant of the last act.'),
})

export const CaseSummary = RelatedCase.extend({
  workflowName: Text,
  place: z.string().optional(),
  parties: Parties,
  assignee: Person.optional(),
  provisional: z.boolean(),
  version: z.number().int(),
  openedAt: z.string(),
  since: z.string().describe('ISO instant of the last act.'),
  closedAt: z.string().optional(),
})

export const Notice = z.object({
  id: z.string(),
  kind: z.string().describe('What kind of notice: clock, due_soon, late …'),
  text: Text,
  subjectKind: z.string().describe('Decides which page the link opens.'),
  subject: z.string(),
  due: Day.optional(),
  at: z.string().describe('ISO instant.'),
  sent: z
    .array(z.object({ channel: z.enum(['mail', 'webhook']), state: MessageState }))
    .describe('How else I was told, and what became of it.'),
})

export const workflowsContract = {
  messages: messagesContract,
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
        scope: z
          .enum(['mine', 'unit', 'base'])
          .default('mine')
          .describe('mine: where I may act; unit: what waits for my unit; base: what is open in my places.'),
        due: z.enum(['today', 'week', 'overdue', 'all']).default('all').describe('week: until Sunday, today included.'),
        place: z.string().max(100).optional(),
        workflow: z.string().max(100).optional(),
        offset: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(
      z.object({
        total: z.number().int(),
        overdue: z.number().int().describe('Of those in the scope, whatever `due` asks.'),
        counts: z
          .object({
            mine: z.number().int(),
            unit: z.number().int(),
            base: z.number().int(),
            all: z.number().int().describe('In the scope asked for.'),
            today: z.number().int(),
            week: z.number().int(),
            overdue: z.number().int(),
          })
          .describe('How many there are, by scope, and within the scope asked for by due date.'),
        workflows: z.array(z.object({ workflow: z.string(), name: Text, count: z.number().int() })),
        items: z.array(DeskItem),
      }),
    ),
  caseList: endpoint
    .route({ method: 'GET', path: '/cases', summary: 'Cases of a place, a unit or a workflow' })
    .meta({ may: 'workflows.see' })
    .input(
      z.object({
        workflow: z.string().max(100).optional(),
        subjectKind: z.string().max(64).optional(),
        place: z.string().max(100).optional().describe('There or in a place inside it.'),
        organisation: z.string().max(100).optional().describe('About it, or answerable for it.'),
        state: z.string().max(100).optional(),
        parent: CaseId.optional(),
        open: z.enum(['yes', 'no', 'all']).default('yes'),
        due: z.enum(['today', 'week', 'overdue', 'all']).default('all'),
        offset: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ total: z.number().int(), overdue: z.number().int(), items: z.array(CaseSummary) })),
  caseShow: endpoint
    .route({ method: 'GET', path: '/cases/{id}', summary: 'A case: state, timeline, clocks, what I may do' })
    .meta({ may: 'workflows.see' })
    .input(z.object({ id: CaseId }))
    .output(CaseDetail),
  caseAct: endpoint
    .route({
      method: 'POST',
      path: '/cases/{id}/acts',
      summary: 'Take a step; for subjects that the engine moves itself',
    })
    .meta({ may: 'workflows.see' })
    .input(
      z.object({
        id: CaseId,
        act: z.string().max(130).describe('An act of the workflow, or `<branch>.<outcome>`.'),
        expectedVersion: z.coerce.number().int().min(1),
        reason: Reason.optional(),
        fields: z.record(z.string().max(64), z.string().max(4000)).optional(),
        files: z.record(z.string().max(64), z.array(z.string().max(64)).max(50)).optional(),
        unit: z.string().max(100).optional(),
      }),
    )
    .output(CaseDetail),
  caseActs: endpoint
    .route({ method: 'POST', path: '/cases/acts', summary: 'Take the same step for many cases, each on its own' })
    .meta({ may: 'workflows.see' })
    .input(
      z.object({
        act: z.string().max(130),
        reason: Reason.optional(),
        cases: z
          .array(z.object({ id: CaseId, version: z.number().int().min(1) }))
          .min(1)
          .max(200),
      }),
    )
    .output(
      z.object({
        done: z.number().int(),
        results: z.array(
          z.object({
            id: CaseId,
            state: z.string().optional().describe('Where it stands now; absent where it was refused.'),
            problem: ProblemBody.optional(),
          }),
        ),
      }),
    ),
  caseAssign: endpoint
    .route({
      method: 'POST',
      path: '/cases/{id}/assign',
      summary: 'Say who is answerable: units, and the person whose it is',
    })
    .meta({ may: 'workflows.assign' })
    .input(
      z.object({
        id: CaseId,
        expectedVersion: z.coerce.number().int().min(1),
        lead: z.array(z.string().max(100)).max(50).optional().describe('Absent: as before.'),
        assist: z.array(z.string().max(100)).max(50).optional(),
        decide: z.array(z.string().max(100)).max(50).optional(),
        assignee: z.string().max(64).nullable().optional().describe('null: nobody in particular.'),
        reason: Reason.optional(),
      }),
    )
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
export type Branch = z.infer<typeof Branch>
export type Parties = z.infer<typeof Parties>
export type RelatedCase = z.infer<typeof RelatedCase>
export type CaseSummary = z.infer<typeof CaseSummary>
export type Notice = z.infer<typeof Notice>
export type DeskItem = z.infer<typeof DeskItem>
