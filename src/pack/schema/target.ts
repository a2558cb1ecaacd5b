import { z } from 'zod'
import { Amount, Citation, ClassRef, DateText, Exact, PeriodText, ref, Sign, UnitText, Whole, Words } from './values.ts'

export const targetKinds = [
  'level',
  'average_growth',
  'cumulative_growth',
  'relative',
  'count_by_tier',
  'cohort_rate',
  'stage',
] as const

/** One promised point: a value, words, or the plain statement that the source names no amount. */
export const Milestone = z.strictObject({
  period: PeriodText,
  by: DateText.describe('the day, where the source names one').optional(),
  value: Exact.optional(),
  not_stated: z.literal(true).describe('the source leaves the amount open').optional(),
  text: Words.describe('the words of a qualitative stage').optional(),
  role: z.enum(['baseline', 'milestone', 'goal']),
  sign: Sign.optional(),
  note: Words.optional(),
  source: Citation,
})
export type Milestone = z.output<typeof Milestone>

/** `targets/<id>.yaml`: what a plan promises. */
export const Target = z.strictObject({
  name: Words,
  table: z.string().min(1).describe('the table of the plan it stands in').optional(),
  row: Whole.describe('the row of that table').optional(),
  indicator: ref('indicators').optional(),
  subject: ref('places').describe('the place it is about'),
  kind: z.enum(targetKinds),
  direction: z.enum(['floor', 'ceiling', 'expected']),
  binding: z.boolean(),
  unit: UnitText.optional(),
  from: PeriodText.describe('first period of a growth').optional(),
  field: ClassRef.describe('the industry it is about').optional(),
  milestones: z.array(Milestone).min(1),
  stated_growth: z
    .array(
      z.strictObject({
        from: PeriodText,
        to: PeriodText,
        value: Exact.optional(),
        not_stated: z.literal(true).optional(),
        sign: Sign.optional(),
        source: Citation,
        note: Words.optional(),
      }),
    )
    .describe('average growth a year, in percent, as the source prints it')
    .optional(),
  sum_of: z.array(ref('targets')).min(2).describe('the targets whose amounts add up to this one').optional(),
  reference: ref('indicators').describe('the moving reference of a relative target').optional(),
  reference_subject: ref('places').describe('the place the reference is taken of; by default the same').optional(),
  tier: z
    .strictObject({
      indicator: ref('indicators').optional(),
      at_least: Amount.optional(),
      below: Amount.optional(),
      name: Words.optional(),
      of: Words.describe('what is counted').optional(),
    })
    .describe('the size tier that is counted')
    .optional(),
  cohort: z
    .strictObject({
      of: Words.describe('which subjects'),
      within_years: Whole.optional(),
      reach: Words.describe('what they reach').optional(),
    })
    .optional(),
  holder: ref('organisations').describe('who holds the duty').optional(),
  assist: z.array(ref('organisations')).optional(),
  note: Words.optional(),
  source: Citation,
})
export type Target = z.output<typeof Target>
