import { z } from 'zod'
import { Evidence, Units } from './task.ts'
import { Amount, Citation, ClassRef, DateText, dateRange, Id, NotStated, PeriodText, ref, Words } from './values.ts'

export const workStages = [
  'planned',
  'preparing',
  'drafted',
  'approved',
  'building',
  'done',
  'stopped',
  'not_stated',
] as const

/** Where the money of a work may come from. */
export const moneySources = [
  'budget',
  'special_bonds',
  'reits',
  'land_value',
  'state_firms',
  'banks',
  'long_term_funds',
  'industry_funds',
  'private',
] as const

const Money = z.union([Amount, NotStated]).describe('an amount, or not stated')

/** `works/<id>.yaml`: a major work of a plan, a project, a plan to be drawn up, a work of infrastructure or public service. */
export const Work = z.strictObject({
  name: Words,
  kind: Id.meta({ ref: 'work_kind' }).describe('one of work_kinds of pack.yaml'),
  about: Words.describe('what it is for, in our words'),
  place: ref('places').describe('the base or place it is built in or for'),
  field: ClassRef.describe('the industry it serves').optional(),
  owner: Units.describe('who has it'),
  lead: Units.optional(),
  assist: Units.optional(),
  stage: z
    .strictObject({
      is: z.enum(workStages),
      as_of: DateText.optional(),
      words: Words.optional(),
      source: Citation.optional(),
    })
    .describe('how far it is, as the source says it'),
  milestones: z
    .array(
      z.strictObject({
        id: Id,
        name: Words,
        by: z.union([DateText, NotStated]).describe('the day, or not stated'),
        stage: z.enum(workStages).describe('the stage that is reached with it').optional(),
        source: Citation.optional(),
      }),
    )
    .optional(),
  need: z
    .array(z.strictObject({ period: PeriodText.optional(), amount: Money, source: Citation.optional() }))
    .describe('what it costs, by period')
    .optional(),
  money: z
    .array(
      z.strictObject({
        from: z.enum(moneySources),
        period: PeriodText.optional(),
        amount: Money,
        note: Words.optional(),
        source: Citation.optional(),
      }),
    )
    .describe('where the money comes from')
    .optional(),
  targets: z.array(ref('targets')).min(1).optional(),
  platforms: z.array(ref('platforms')).min(1).optional(),
  evidence: z.array(Evidence).optional(),
  ...dateRange,
  note: Words.optional(),
  source: Citation,
})
export type Work = z.output<typeof Work>
