import { z } from 'zod'
import { BlankReason } from '#base/blank.ts'
import { endpoint } from '#base/endpoint.ts'
import { Quantity } from '#base/quantity.ts'
import { Text } from '#base/text.ts'
import { Amount, Day, Id, Moved, Name, Named, Revision, Said } from './words.ts'

export const NextCheck = z
  .object({
    key: z.string().describe('completion, year:2025, mean:2025-2027 …'),
    point: z.enum(['supply', 'handover', 'start', 'completion', 'investment', 'production', 'year', 'mean']),
    years: z.array(z.number().int()).describe('The calendar years that it judges; none for what is looked at once.'),
    opens: Day.nullable().describe('The first day on which it can be judged.'),
    due: Day.nullable().describe('The last day; null: nobody has stated one.'),
    waits: z.enum(['production', 'not_stated']).nullable().describe('What keeps it from having a day.'),
  })
  .describe('A look at the land that is due.')
export type NextCheck = z.infer<typeof NextCheck>

const answers = ['met', 'unmet', 'unknown', 'not_stated', 'not_asked', 'waived'] as const

export const CheckedRow = z
  .object({
    row: Name,
    name: Text,
    nature: z.enum(['normative', 'recommended']),
    answer: z.enum(answers),
    value: Quantity.nullable(),
    blank: BlankReason.nullable().describe('Why there is no value.'),
    low: Quantity.nullable(),
    high: Quantity.nullable(),
    shortfall: Quantity.nullable(),
    share: Quantity.nullable().describe('Percent of what is asked that is missing.'),
    eased: z.string().nullable(),
    missing: z.array(Named).describe('What was not given.'),
    waived: z.object({ by: z.string(), on: Day, words: z.string() }).nullable(),
    formula: z.string().nullable().describe('What is compared, as the standard says it.'),
    source: z.string(),
    measured: z.boolean().describe('False: the row is words alone.'),
  })
  .describe('A row of the agreement with what it asks, what there is, and how they stand.')
export type CheckedRow = z.infer<typeof CheckedRow>

export const GivenAmount = z.object({
  measure: Name,
  year: z.number().int().min(1949).max(2200).nullable(),
  value: Amount,
  unit: z.string(),
  from: z.enum(['officer', 'indicator', 'agreement']),
  indicator: Name.nullable(),
})
export type GivenAmount = z.infer<typeof GivenAmount>

const Penalty = z.object({
  value: Quantity.nullable(),
  blank: z.enum(['not_stated', 'no_price', 'no_share']).nullable().describe('Why none can be computed.'),
  formula: z.string().nullable(),
  price: Quantity.nullable(),
  shortfall: Quantity.nullable(),
  source: z.string().nullable(),
})
export type Penalty = z.infer<typeof Penalty>

export const Waiver = z.object({
  row: Name,
  by: z.string().trim().min(1).max(200).describe('Who granted the exception.'),
  on: Day,
  words: Said.describe('The document and the reason.'),
})

/** What is said at a check: amounts and facts that nobody else has, statements, figures to compare with, exceptions that people granted. */
const CheckGiven = {
  key: Name.describe('Which check, such as completion or year:2025.'),
  on: Day.optional().describe('The day of the check; today when left out, never a later one.'),
  amounts: z
    .array(z.object({ measure: Name, year: z.number().int().min(1949).max(2200).nullable(), value: Amount }))
    .max(300)
    .default([])
    .describe('In the unit of the measure; what the officer gives goes before an indicator.'),
  facts: z.record(Name, z.boolean()).default({}),
  stated: z.record(Name, z.boolean()).default({}).describe('Of rows that are words alone: whether they are kept.'),
  relative: z
    .record(Name, z.object({ value: Amount, source: z.string().trim().min(1).max(300) }))
    .default({})
    .describe('Of rows that move with others: the figure, in the unit of the row, with where it is from.'),
  waivers: z.array(Waiver).max(50).default([]),
}

export const AskedAmount = z.object({
  measure: Named,
  of: z.enum(['parcel', 'project', 'enterprise', 'space']),
  unit: z.string(),
  definition: Text,
  year: z.number().int().nullable(),
  known: Amount.nullable().describe('What the house knows already, in the unit of the measure.'),
  from: z.enum(['officer', 'indicator', 'agreement']).nullable(),
})
export type AskedAmount = z.infer<typeof AskedAmount>

export const CheckPreview = z.object({
  check: NextCheck,
  asks: z.object({
    amounts: z.array(AskedAmount),
    facts: z.array(Named),
    statements: z.array(Named),
    relative: z.array(
      z.object({ row: Named, to: Text, unit: z.string(), known: Amount.nullable(), source: z.string().nullable() }),
    ),
  }),
  rows: z.array(CheckedRow),
  answer: z.enum(['yes', 'no', 'unknown']).describe('Whether what binds is kept.'),
  shortfall: z.object({ row: Name, share: Quantity }).nullable(),
  penalty: Penalty,
  acts: z
    .array(
      z.object({
        act: Name,
        name: Text,
        allowed: z.boolean(),
        why: z.string().nullable(),
        details: z.record(z.string(), z.string()).nullable(),
        fields: z.record(z.string(), z.string()).describe('What is filled in by what was given.'),
      }),
    )
    .describe('Steps of the case that this check can be.'),
})
export type CheckPreview = z.infer<typeof CheckPreview>

export const CheckRecord = z.object({
  number: z.number().int(),
  key: z.string(),
  on: Day,
  rows: z.array(CheckedRow),
  given: z.array(GivenAmount),
  relative: z.array(z.object({ row: Name, value: Amount, source: z.string() })),
  shortfall: z.object({ row: Name.nullable(), share: Amount }).nullable(),
  penalty: Penalty.nullable(),
  penaltySet: Amount.nullable(),
  penaltyWhy: z.string().nullable(),
  words: z.string().nullable(),
  evidence: z.string().nullable(),
  act: z.object({ id: Name, name: Text }).nullable(),
  by: z.string().nullable(),
  at: z.string(),
})
export type CheckRecord = z.infer<typeof CheckRecord>

export const checksContract = {
  checkPreview: endpoint
    .route({
      method: 'POST',
      path: '/land/agreements/{id}/checks/preview',
      summary: 'How each row stands by what is given; nothing is stored',
    })
    .meta({ may: 'land.supervise' })
    .input(z.object({ id: Id, ...CheckGiven }))
    .output(CheckPreview),
  checkRecord: endpoint
    .route({
      method: 'POST',
      path: '/land/agreements/{id}/checks',
      summary: 'Record a check, with the step of the case that follows from it',
    })
    .meta({ may: 'land.supervise' })
    .input(
      z.object({
        id: Id,
        ...CheckGiven,
        expectedVersion: Revision,
        words: z.string().trim().max(4000).optional(),
        evidence: z.string().trim().max(1000).optional(),
        act: Name.optional().describe('A step of the preview; none: the check is recorded alone.'),
        fields: z.record(z.string().max(100), z.string().max(4000)).default({}),
        files: z.record(z.string().max(100), z.array(z.uuid()).max(50)).optional(),
        reason: z.string().trim().max(4000).optional(),
        penaltyWhy: z.string().trim().max(1000).optional().describe('Needed for another penalty than computed.'),
      }),
    )
    .output(Moved.extend({ number: z.number().int() })),
}
