import { z } from 'zod'
import {
  Citation,
  ClassRef,
  DateText,
  Exact,
  Id,
  NotStated,
  PeriodText,
  ref,
  Sign,
  UnitText,
  Whole,
  Words,
} from './values.ts'

/** Organisations, or the plain statement that the source names none. */
export const Units = z.union([z.array(ref('organisations')).min(1), NotStated]).describe('organisations, or not stated')
export type Units = z.output<typeof Units>

/** What somebody will have to show: a document, a record, a picture. */
export const Evidence = z.strictObject({ id: Id, name: Words })
export type Evidence = z.output<typeof Evidence>

/** Measured by a target of the programme: its indicator, subject, direction and milestone. */
const ByTarget = z.strictObject({
  target: ref('targets'),
  period: PeriodText.describe('the milestone that counts; the last one by the due date when left out').optional(),
})

/** Measured by an indicator, against an amount that the task itself names. */
const ByIndicator = z.strictObject({
  indicator: ref('indicators'),
  subject: ref('places').describe('the place whose figure counts'),
  field: ClassRef.describe('the industry it is about').optional(),
  period: PeriodText,
  amount: z.union([
    z.strictObject({
      value: Exact,
      to_value: Exact.describe('upper end of a range').optional(),
      sign: Sign.optional(),
    }),
    NotStated,
  ]),
  unit: UnitText,
  direction: z.enum(['floor', 'ceiling']),
  baseline: z
    .strictObject({ period: PeriodText.optional(), value: Exact })
    .describe('where it began; 0 when left out')
    .optional(),
})

export const Measure = z.union([ByTarget, ByIndicator])
export type Measure = z.output<typeof Measure>

/** What should be done by the end of a period. */
export const ScheduleEntry = z.strictObject({
  period: PeriodText,
  words: Words.optional(),
  share: Exact.describe('percent of the whole that is due by the end of the period').optional(),
  not_stated: z.literal(true).describe('the source leaves the period open').optional(),
})
export type ScheduleEntry = z.output<typeof ScheduleEntry>

export const taskKinds = ['point', 'hard', 'part'] as const

/** `tasks/<id>.yaml`: a work point of a year, a hard task, or a part of one. */
export const Task = z.strictObject({
  year: Whole,
  number: z.string().min(1).max(20).describe('as the breakdown numbers it'),
  kind: z.enum(taskKinds).describe('point: a work point; hard: a hard task; part: a part of either'),
  parent: ref('tasks').describe('the task it is a part of').optional(),
  weight: Exact.describe('among the parts of one task; 1 when left out').optional(),
  urgent: z.literal(true).describe('its slips may begin at a higher level').optional(),
  name: Words,
  goal: Words.describe('what will have been reached, in our words'),
  general: Words.describe('the general requirement it stands under').optional(),
  lead: Units,
  assist: Units.optional(),
  leader: z
    .union([
      z.strictObject({
        post: Words.describe('the post that answers for it, never the name of a person'),
        organisation: ref('organisations').optional(),
      }),
      NotStated,
    ])
    .optional(),
  field: ClassRef.describe('the industry it is about').optional(),
  place: ref('places').describe('the place or base it is about').optional(),
  work: ref('works').describe('the work that it moves on').optional(),
  measure: Measure.describe('what progress is computed from; without it, it is reported').optional(),
  schedule: z.union([z.array(ScheduleEntry).min(1), NotStated]).describe('by quarter or month, in order'),
  due: z
    .union([z.strictObject({ by: DateText, words: Words.describe('how the source words it').optional() }), NotStated])
    .describe('the last day, or not stated'),
  evidence: z.array(Evidence).describe('what has to be shown when it is done').optional(),
  reached: z
    .array(
      z.strictObject({
        on: DateText,
        words: Words,
        share: Exact.describe('percent of the whole, where the source states it').optional(),
        done: z.literal(true).describe('the source says that it is done').optional(),
        source: Citation,
      }),
    )
    .describe('how far it was, as a source says it')
    .optional(),
  note: Words.optional(),
  source: Citation,
})
export type Task = z.output<typeof Task>
