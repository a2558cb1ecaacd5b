import { z } from 'zod'
import { NamedCondition } from './land.ts'
import { Units } from './task.ts'
import {
  Amount,
  Citation,
  ConditionText,
  dateRange,
  Exact,
  Id,
  NotStated,
  ref,
  UnitText,
  Whole,
  Words,
} from './values.ts'

export const spaceTerms = ['lease', 'lease_first', 'agreement_transfer', 'divisible_title'] as const

/** `spaces/<id>.yaml`: a programme of industrial space: how much in which base, who may have it, on which terms. */
export const Space = z.strictObject({
  name: Words,
  principles: Words.optional(),
  builders: Units.describe('who builds it').optional(),
  targets: z
    .array(
      z.strictObject({
        place: ref('places'),
        year: Whole,
        amount: z.union([
          z.strictObject({ low: Exact, high: Exact.describe('upper end of a range').optional(), unit: UnitText }),
          NotStated,
        ]),
        target: ref('targets').describe('the target that says it').optional(),
        source: Citation,
      }),
    )
    .min(1)
    .describe('floor area of each base and year, once'),
  selects: z.array(NamedCondition).describe('who may have it; all have to hold').optional(),
  terms: z
    .array(
      z.strictObject({
        id: Id,
        name: Words,
        kind: z.enum(spaceTerms),
        when: ConditionText.describe('over measures and facts of land').optional(),
        words: Words,
        source: Citation,
      }),
    )
    .min(1),
  rent: z.union([Amount, NotStated]).describe('what is asked for, at most').optional(),
  carriers: z
    .array(
      z.strictObject({
        id: Id,
        name: Words,
        place: ref('places'),
        area: z.union([Amount, NotStated]),
        year: Whole.optional(),
        source: Citation,
      }),
    )
    .describe('carriers that the documents name')
    .optional(),
  ...dateRange,
  note: Words.optional(),
  source: Citation,
})
export type Space = z.output<typeof Space>
