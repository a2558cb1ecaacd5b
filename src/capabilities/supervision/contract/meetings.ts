import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'
import {
  Clause,
  Day,
  FileShown,
  Id,
  Light,
  Moved,
  Name,
  Named,
  Paging,
  Performed,
  Said,
  Title,
  Version,
} from './words.ts'

export const MeetingSeries = z.object({
  id: Name,
  name: Text,
  body: Named,
  rhythm: z.enum(['month', 'quarter', 'half_year', 'year', 'as_needed']),
  base: Named.nullable(),
  chair: Text.nullable().describe('The post in the chair; null: not stated.'),
  participants: z.array(Named),
  decides: z.array(Named).describe('The matters that it decides.'),
  passesTo: Named.nullable(),
  reports: z.array(Named).describe('The reports that it is held on.'),
  next: z.array(Day).describe('The last working days of the next periods of its rhythm: until then it has met.'),
  isProvisional: z.boolean().describe('A day lies after the last published calendar.'),
  clause: Clause.nullable(),
})
export type MeetingSeries = z.infer<typeof MeetingSeries>

export const MeetingSummary = z.object({
  id: Id,
  series: Name.nullable(),
  title: Text,
  heldOn: Day,
  at: z.string().nullable().describe('Time of day, such as 09:30.'),
  where: z.string().nullable(),
  base: Named.nullable(),
  state: z.string(),
  stateName: Text,
  final: z.boolean(),
  items: z.number().int(),
  resolutions: z.number().int(),
  open: z.number().int().describe('Resolutions that are no task yet.'),
})
export type MeetingSummary = z.infer<typeof MeetingSummary>

export const AgendaItem = z.object({
  id: Id,
  case: Id.nullable(),
  version: z.number().int(),
  meeting: Id.nullable().describe('Null: proposed, waits for a meeting.'),
  position: z.number().int().nullable(),
  title: z.string(),
  proposer: Named,
  papers: z.string().nullable().describe('What is put before the meeting, in words.'),
  files: z.array(FileShown),
  series: Named.nullable().describe('The series of meetings that decides it.'),
  routed: z
    .object({
      duty: Name,
      matter: Text,
      decide: z.array(Named),
      lead: z.array(Named),
      assist: z.array(Named),
      clause: Clause.nullable(),
    })
    .nullable()
    .describe('The duty by which it was routed; null: none names the matter.'),
  state: z.string(),
  stateName: Text,
  outcome: z.string().nullable(),
})
export type AgendaItem = z.infer<typeof AgendaItem>

export const Resolution = z.object({
  id: Id,
  number: z.number().int(),
  item: Id.nullable(),
  text: z.string(),
  lead: z.array(Named),
  assist: z.array(Named),
  due: Day.nullable(),
  task: Id.nullable(),
})
export type Resolution = z.infer<typeof Resolution>

export const MeetingDetail = MeetingSummary.extend({
  case: Id.nullable(),
  version: z.number().int(),
  chair: Text.nullable(),
  participants: z.array(Named),
  agenda: z.array(AgendaItem),
  waiting: z.array(AgendaItem).describe('Items proposed for this series that no meeting has taken up.'),
  minutes: z
    .object({
      text: z.string(),
      at: z.string(),
      by: z.string().nullable(),
      versions: z.number().int(),
      files: z.array(FileShown),
    })
    .nullable(),
  list: z.array(Resolution),
  may: z.object({ meet: z.boolean(), plan: z.boolean() }),
})
export type MeetingDetail = z.infer<typeof MeetingDetail>

export const InformationReport = z.object({
  id: Id,
  case: Id.nullable(),
  version: z.number().int(),
  title: Text,
  series: Name.nullable(),
  period: z.string().nullable(),
  of: Named,
  due: Day,
  deliveredOn: Day.nullable(),
  isLate: z.boolean(),
  light: Light,
  words: z.string().nullable(),
  files: z.array(FileShown),
  by: z.string().nullable(),
  may: z.object({ deliver: z.boolean() }),
})
export type InformationReport = z.infer<typeof InformationReport>

export const CalendarDay = z.object({
  day: Day,
  kind: z
    .enum(['meeting', 'planned', 'report', 'task', 'slip'])
    .describe('planned: by the rhythm of a series, not called yet.'),
  id: z.string(),
  title: Text,
  light: Light.nullable(),
})
export type CalendarDay = z.infer<typeof CalendarDay>

const Span = { from: Day, to: Day }

export const meetingsContract = {
  meetingSeries: endpoint
    .route({ method: 'GET', path: '/supervision/series', summary: 'Series of meetings with their next days' })
    .meta({ may: 'supervision.see' })
    .input(z.object({}))
    .output(z.object({ items: z.array(MeetingSeries), may: z.object({ meet: z.boolean() }) })),
  meetingList: endpoint
    .route({ method: 'GET', path: '/supervision/meetings', summary: 'Meetings of a span of days' })
    .meta({ may: 'supervision.see' })
    .input(z.object({ from: Day.optional(), to: Day.optional(), series: Name.optional(), ...Paging }))
    .output(z.object({ total: z.number().int(), items: z.array(MeetingSummary) })),
  meetingShow: endpoint
    .route({ method: 'GET', path: '/supervision/meetings/{id}', summary: 'A meeting: agenda, minutes, resolutions' })
    .meta({ may: 'supervision.see' })
    .input(z.object({ id: Id }))
    .output(MeetingDetail),
  meetingPlan: endpoint
    .route({
      method: 'POST',
      path: '/supervision/series/{series}/meetings',
      summary: 'Call the meetings of a series for a span of days, by its rhythm',
    })
    .meta({ may: 'supervision.meet' })
    .input(z.object({ series: Name, ...Span }))
    .output(z.object({ planned: z.number().int(), ids: z.array(Id) })),
  meetingCreate: endpoint
    .route({ method: 'POST', path: '/supervision/meetings', summary: 'A single meeting' })
    .meta({ may: 'supervision.meet' })
    .input(
      z.object({
        series: Name.optional(),
        title: Title.optional().describe('By default the name of its series.'),
        heldOn: Day,
        at: z
          .string()
          .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
          .optional(),
        where: z.string().trim().max(200).optional(),
        base: Name.optional(),
        participants: z.array(Name).max(100).default([]),
      }),
    )
    .output(z.object({ id: Id })),
  meetingAct: endpoint
    .route({ method: 'POST', path: '/supervision/meetings/{id}/acts/{act}', summary: 'The next step of a meeting' })
    .meta({ may: 'supervision.see' })
    .input(z.object({ id: Id, act: Name, ...Performed }))
    .output(Moved),
  minutesRecord: endpoint
    .route({
      method: 'POST',
      path: '/supervision/meetings/{id}/minutes',
      summary: 'Keep the minutes; earlier versions stay',
    })
    .meta({ may: 'supervision.meet' })
    .input(z.object({ id: Id, text: z.string().trim().min(1).max(40_000) }))
    .output(z.object({ number: z.number().int() })),
  agendaList: endpoint
    .route({ method: 'GET', path: '/supervision/agenda', summary: 'Items that were proposed and wait for a meeting' })
    .meta({ may: 'supervision.see' })
    .input(z.object({ series: Name.optional(), ...Paging }))
    .output(z.object({ total: z.number().int(), items: z.array(AgendaItem) })),
  agendaRoute: endpoint
    .route({
      method: 'GET',
      path: '/supervision/routes',
      summary: 'Which units and which meeting a matter reaches by the duties',
    })
    .meta({ may: 'supervision.see' })
    .input(z.object({ matter: Name, base: Name.optional(), field: Name.optional(), on: Day.optional() }))
    .output(z.object({ routed: AgendaItem.shape.routed, series: Named.nullable() })),
  agendaAdd: endpoint
    .route({
      method: 'POST',
      path: '/supervision/agenda',
      summary: 'Propose an item with its papers; the duties say which level decides',
    })
    .meta({ may: 'supervision.report' })
    .input(
      z.object({
        title: Title,
        proposer: Name.describe('The unit that proposes it.'),
        papers: z.string().trim().max(10_000).optional(),
        matter: Name.optional().describe('The matter or kind of case by which duties and series are found.'),
        field: Name.optional(),
        base: Name.optional(),
        series: Name.optional().describe('By hand; else as the duties say.'),
        meeting: Id.optional(),
      }),
    )
    .output(z.object({ id: Id })),
  agendaPlace: endpoint
    .route({
      method: 'POST',
      path: '/supervision/agenda/{id}/place',
      summary: 'Put an item on the agenda of a meeting, or take it off',
    })
    .meta({ may: 'supervision.meet' })
    .input(
      z.object({
        id: Id,
        expectedVersion: Version,
        meeting: Id.nullable(),
        position: z.coerce.number().int().min(1).max(500).optional(),
      }),
    )
    .output(z.object({ id: Id })),
  agendaAct: endpoint
    .route({ method: 'POST', path: '/supervision/agenda/{id}/acts/{act}', summary: 'The next step of an item' })
    .meta({ may: 'supervision.see' })
    .input(z.object({ id: Id, act: Name, ...Performed, outcome: z.string().trim().max(2000).optional() }))
    .output(Moved),
  resolutionAdd: endpoint
    .route({ method: 'POST', path: '/supervision/meetings/{id}/resolutions', summary: 'What the meeting resolved' })
    .meta({ may: 'supervision.meet' })
    .input(
      z.object({
        id: Id,
        item: Id.optional(),
        text: Said,
        lead: z.array(Name).max(20).default([]).describe('Empty: as the duties of the item say.'),
        assist: z.array(Name).max(60).default([]),
        due: Day.optional(),
      }),
    )
    .output(z.object({ id: Id, number: z.number().int() })),
  resolutionToTask: endpoint
    .route({
      method: 'POST',
      path: '/supervision/resolutions/{id}/task',
      summary: 'Make a resolution into a task, with one act',
    })
    .meta({ may: 'supervision.plan' })
    .input(z.object({ id: Id, due: Day.optional(), leader: z.string().trim().max(100).optional() }))
    .output(z.object({ task: Id })),
  informationReports: endpoint
    .route({
      method: 'GET',
      path: '/supervision/reports',
      summary: 'Information reports that are due or were delivered',
    })
    .meta({ may: 'supervision.see' })
    .input(
      z.object({
        unit: Name.optional(),
        open: z.enum(['yes', 'no']).optional(),
        from: Day.optional(),
        to: Day.optional(),
        ...Paging,
      }),
    )
    .output(
      z.object({
        total: z.number().int(),
        late: z.number().int(),
        items: z.array(InformationReport),
        may: z.object({ meet: z.boolean() }),
      }),
    ),
  informationReportShow: endpoint
    .route({ method: 'GET', path: '/supervision/reports/{id}', summary: 'One information report' })
    .meta({ may: 'supervision.see' })
    .input(z.object({ id: Id }))
    .output(InformationReport),
  informationReportAsk: endpoint
    .route({ method: 'POST', path: '/supervision/reports', summary: 'Ask units for a report by a day' })
    .meta({ may: 'supervision.meet' })
    .input(
      z.object({
        title: Title,
        of: z.array(Name).min(1).max(200),
        due: Day,
        period: z.string().max(10).optional(),
        series: Name.optional(),
      }),
    )
    .output(z.object({ ids: z.array(Id) })),
  informationReportDeliver: endpoint
    .route({
      method: 'POST',
      path: '/supervision/reports/{id}/delivery',
      summary: 'Deliver a report; after its day it is marked late',
    })
    .meta({ may: 'supervision.report' })
    .input(z.object({ id: Id, expectedVersion: Version, words: Said, files: z.array(z.uuid()).max(50).default([]) }))
    .output(z.object({ isLate: z.boolean() })),
  calendar: endpoint
    .route({
      method: 'GET',
      path: '/supervision/calendar',
      summary: 'Meetings, reports, deadlines of tasks and slips, by day',
    })
    .meta({ may: 'supervision.see' })
    .input(z.object(Span))
    .output(z.object({ items: z.array(CalendarDay), holidays: z.array(Day), workdays: z.array(Day) })),
}
