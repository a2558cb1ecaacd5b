import { z } from 'zod'
import { BlankReason } from '#base/blank.ts'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'
import {
  Amount,
  Clause,
  Day,
  FileShown,
  Id,
  Light,
  LightShown,
  Moved,
  Name,
  Named,
  Paging,
  Performed,
  Quarter,
  Said,
  Share,
  Title,
  Version,
  Year,
} from './words.ts'

export const Measure = z
  .object({
    indicator: Name,
    place: Name.optional().describe('Of which place; by default the base of the task, else the whole programme.'),
    from: Amount.optional().describe('Where it starts; progress is the share of the way from there to the goal.'),
    goal: Amount,
    direction: z.enum(['floor', 'ceiling']).default('floor'),
    period: z.string().max(10).optional().describe('By default the year of the task.'),
  })
  .describe('A goal that an indicator of the system measures, in the unit of the indicator.')
export type Measure = z.infer<typeof Measure>

/** Progress: exact where everything is known, else what there is at least. */
export const Progress = z.object({
  share: z.string().nullable().describe('Exact decimal between 0 and 1; null where it is not known.'),
  atLeast: z.string().describe('What is there at least; equal to the share where it is known.'),
  by: z
    .enum(['done', 'parts', 'indicator', 'report', 'nothing'])
    .describe('How it is known: done, sub-tasks by weight, computed from an indicator, reported, or not at all.'),
  known: z.object({ parts: z.number().int(), of: z.number().int() }).describe('Of how many parts it is known.'),
})
export type Progress = z.infer<typeof Progress>

export const TaskSummary = z.object({
  id: Id,
  number: z.string(),
  year: z.number().int(),
  title: Text,
  parent: Id.nullable(),
  children: z.number().int(),
  weight: z.string().describe('Weight among the sub-tasks of one task.'),
  base: Name.nullable(),
  baseName: Text.nullable(),
  lead: z.array(Named),
  assist: z.array(Named),
  leader: z.string().nullable().describe('The post or person that answers for it.'),
  leaderName: Text.nullable(),
  person: z.string().nullable(),
  kind: z.enum(['point', 'hard', 'part']).describe('A work point of a year, a hard task, a part of either.'),
  urgent: z.boolean(),
  due: Day.nullable().describe('Null: the source states none.'),
  originalDue: Day.nullable(),
  doneOn: Day.nullable().describe('The day on which its deadline stopped to run.'),
  state: z.string(),
  stateName: Text,
  final: z.boolean(),
  light: LightShown,
  progress: Progress,
  scheduled: z
    .string()
    .nullable()
    .describe('The share that was due by the last quarter that is over; null: none stated.'),
  openSlips: z.number().int(),
  clause: Clause.nullable(),
  isIllustrative: z.boolean(),
})
export type TaskSummary = z.infer<typeof TaskSummary>

export const ProgressReport = z.object({
  number: z.number().int(),
  at: z.string(),
  by: z.string().nullable(),
  share: z.string().nullable(),
  words: z.string(),
  evidence: z.string().nullable(),
  files: z.array(FileShown),
})
export type ProgressReport = z.infer<typeof ProgressReport>

export const ScheduleEntry = z.object({
  quarter: z.string().describe('A quarter; a month where the source has months.'),
  words: z.string().nullable(),
  share: z.string().nullable().describe('Share of the whole that is due by the end of the quarter.'),
})
export type ScheduleEntry = z.infer<typeof ScheduleEntry>

export const MeasureShown = z.object({
  indicator: Name,
  name: Text,
  unit: z.string(),
  place: Named,
  period: z.string(),
  from: z.string().nullable(),
  goal: z.string().nullable().describe('Null: the source states no amount.'),
  direction: z.enum(['floor', 'ceiling']),
  target: Name.nullable().describe('The target of the programme that it is taken from.'),
  value: z.string().nullable(),
  blank: BlankReason.nullable(),
  coverage: z.object({ reported: z.number().int(), expected: z.number().int() }),
  knownAt: z.string().nullable(),
})
export type MeasureShown = z.infer<typeof MeasureShown>

export const TaskDetail = TaskSummary.extend({
  case: Id,
  version: z.number().int(),
  goal: Text.nullable(),
  requirement: Text.nullable(),
  directPerson: z.string().nullable(),
  measure: MeasureShown.nullable(),
  schedule: z.array(ScheduleEntry),
  toShow: z.array(Text).describe('What has to be shown when it is done.'),
  reached: z
    .array(z.object({ on: Day, words: Text, share: z.string().nullable(), clause: Clause.nullable() }))
    .describe('How far it was, as sources say; it is no report.'),
  parts: z.array(TaskSummary),
  reports: z.array(ProgressReport),
  slips: z.array(
    z.object({
      id: Id,
      number: z.string(),
      level: z.string(),
      levelName: Text,
      colour: z.string(),
      state: z.string(),
      stateName: Text,
      final: z.boolean(),
      issuedOn: Day,
      deadline: Day,
    }),
  ),
  rebased: z
    .array(z.object({ due: Day, at: z.string(), by: z.string().nullable(), reason: z.string().nullable() }))
    .describe('Every extension; the original deadline stays.'),
  delayReason: z.string().nullable(),
  completion: z.string().nullable(),
  resolution: z.object({ id: Id, meeting: Id, title: Text }).nullable().describe('The resolution that made it.'),
  parentTitle: Text.nullable(),
  may: z.object({ plan: z.boolean(), report: z.boolean(), issue: z.boolean(), extend: z.boolean() }),
})
export type TaskDetail = z.infer<typeof TaskDetail>

const Entry = z.object({ quarter: Quarter, words: z.string().trim().max(2000).optional(), share: Share.optional() })

/** What a person writes of a task. */
export const NewTask = z.object({
  number: z.string().trim().min(1).max(40).optional().describe('By default the next of the year.'),
  title: Title,
  kind: z.enum(['point', 'hard']).default('hard'),
  urgent: z.boolean().default(false),
  requirement: z.string().trim().max(2000).optional(),
  goal: z.string().trim().max(4000).optional(),
  base: Name.optional(),
  lead: z.array(Name).min(1).max(20),
  assist: z.array(Name).max(60).default([]),
  leader: z.string().trim().max(100).optional(),
  person: z.string().trim().max(100).optional(),
  directPerson: z.string().trim().max(100).optional(),
  due: Day,
  weight: z
    .string()
    .regex(/^(?!0+(\.0+)?$)\d{1,6}(\.\d{1,6})?$/)
    .default('1'),
  schedule: z.array(Entry).max(8).default([]),
  measure: Measure.optional(),
})
export type NewTask = z.infer<typeof NewTask>

export const TaskFilter = {
  year: Year.optional(),
  base: Name.optional(),
  unit: Name.optional().describe('Lead or assisting unit.'),
  leader: z.string().max(100).optional(),
}

export const tasksContract = {
  taskList: endpoint
    .route({ method: 'GET', path: '/supervision/tasks', summary: 'Tasks within reach with their lights' })
    .meta({ may: 'supervision.see' })
    .input(
      z.object({
        ...TaskFilter,
        light: Light.optional(),
        quarter: Quarter.optional().describe('Only tasks for which something is scheduled in the quarter.'),
        top: z.enum(['yes', 'no']).optional().describe('yes: only tasks that are no part of another.'),
        parent: Id.optional(),
        text: z.string().trim().max(100).optional(),
        ...Paging,
      }),
    )
    .output(
      z.object({
        total: z.number().int(),
        items: z.array(TaskSummary),
        lights: z.record(Light, z.number().int()).describe('Of all that match, whichever light was asked for.'),
        years: z.array(z.number().int()),
        leaders: z.array(z.object({ id: z.string(), name: Text })),
        units: z.array(Named),
        bases: z.array(Named),
        may: z.object({ plan: z.boolean(), issue: z.boolean() }),
      }),
    ),
  taskShow: endpoint
    .route({ method: 'GET', path: '/supervision/tasks/{id}', summary: 'One task with all that happened to it' })
    .meta({ may: 'supervision.see' })
    .input(z.object({ id: Id }))
    .output(TaskDetail),
  taskAdoptable: endpoint
    .route({ method: 'GET', path: '/supervision/adoptable', summary: 'Tasks that the programme states, by year' })
    .meta({ may: 'supervision.plan' })
    .input(z.object({ year: Year.optional() }))
    .output(
      z.object({
        years: z.array(z.object({ year: z.number().int(), stated: z.number().int(), adopted: z.number().int() })),
        items: z.array(
          z.object({
            id: Name,
            year: z.number().int(),
            title: Text,
            lead: z.array(Named),
            due: Day.nullable().describe('Null: not stated.'),
            parent: Name.nullable(),
            clause: Clause.nullable(),
            isIllustrative: z.boolean(),
            task: Id.nullable().describe('The task that it became.'),
          }),
        ),
      }),
    ),
  taskAdopt: endpoint
    .route({
      method: 'POST',
      path: '/supervision/adopt',
      summary: 'Make the tasks that the programme states for a year into cases',
    })
    .meta({ may: 'supervision.plan' })
    .input(
      z.object({
        year: Year,
        tasks: z.array(Name).min(1).max(500).optional().describe('By default all; a part needs what it is a part of.'),
        due: Day.optional().describe('For tasks of which the source states no deadline; else they have none.'),
      }),
    )
    .output(z.object({ adopted: z.number().int(), ids: z.array(Id) })),
  taskCreate: endpoint
    .route({ method: 'POST', path: '/supervision/tasks', summary: 'A task made by hand' })
    .meta({ may: 'supervision.plan' })
    .input(NewTask.extend({ year: Year }))
    .output(z.object({ id: Id })),
  taskBreakDown: endpoint
    .route({ method: 'POST', path: '/supervision/tasks/{id}/parts', summary: 'Break a task down into sub-tasks' })
    .meta({ may: 'supervision.plan' })
    .input(z.object({ id: Id, expectedVersion: Version, parts: z.array(NewTask).min(1).max(100) }))
    .output(z.object({ ids: z.array(Id) })),
  taskReport: endpoint
    .route({ method: 'POST', path: '/supervision/tasks/{id}/reports', summary: 'Report progress with its evidence' })
    .meta({ may: 'supervision.report' })
    .input(
      z.object({
        id: Id,
        expectedVersion: Version,
        share: Share.optional().describe('Not for a task that an indicator or its sub-tasks measure.'),
        words: Said,
        evidence: z.string().trim().max(1000).optional().describe('A document or an address.'),
        files: z.array(z.uuid()).max(50).default([]).describe('Files that hang on the case.'),
        delayReason: z.string().trim().max(2000).optional(),
      }),
    )
    .output(Moved),
  taskAct: endpoint
    .route({ method: 'POST', path: '/supervision/tasks/{id}/acts/{act}', summary: 'The next step of a task' })
    .meta({ may: 'supervision.see' })
    .input(
      z.object({
        id: Id,
        act: Name,
        ...Performed,
        completion: z.string().trim().max(4000).optional().describe('What was achieved.'),
        delayReason: z.string().trim().max(2000).optional(),
      }),
    )
    .output(Moved),
  taskExtend: endpoint
    .route({
      method: 'POST',
      path: '/supervision/tasks/{id}/extend',
      summary: 'A later deadline; the original one stays',
    })
    .meta({ may: 'supervision.see' })
    .input(z.object({ id: Id, expectedVersion: Version, due: Day, reason: Said }))
    .output(Moved),
  taskImportConfirm: endpoint
    .route({
      method: 'POST',
      path: '/supervision/imports/{file}',
      summary: 'Store a table of tasks that was looked at; all of it or nothing',
    })
    .meta({ may: 'supervision.plan' })
    .input(z.object({ file: z.string().regex(/^[0-9a-f]{64}$/), year: Year }))
    .output(z.object({ created: z.number().int(), ids: z.array(Id) })),
}

/** What `POST /api/supervision/imports?year=` answers to a workbook (raw body): what would be stored, what is wrong, cell by cell. */
export const ImportPreview = z.object({
  file: z.string().describe('The content hash to confirm with.'),
  year: z.number().int(),
  rows: z.array(
    z.object({
      row: z.number().int(),
      title: z.string(),
      lead: z.array(Named),
      assist: z.array(Named),
      leader: z.string().nullable(),
      person: z.string().nullable(),
      due: Day.nullable(),
      schedule: z.array(ScheduleEntry),
      wrong: z.boolean(),
    }),
  ),
  issues: z.array(
    z.object({
      cell: z.string(),
      text: z.string(),
      found: z.string().optional(),
      expected: z.string().optional(),
      nearest: z.string().optional(),
    }),
  ),
})
export type ImportPreview = z.infer<typeof ImportPreview>
