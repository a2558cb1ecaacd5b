import { z } from 'zod'
import { Units } from './task.ts'
import { Citation, ConditionText, dateRange, Exact, Id, NotStated, ref, UnitText, Whole, Words } from './values.ts'

export const quotaKinds = ['land_scale', 'land_quota', 'special_bonds'] as const
export const quotaActs = ['prefer', 'reserve', 'refuse'] as const

/** `quotas/<id>.yaml`: what is given to each base in a year, and by which rules it is handed on. */
export const Quota = z.strictObject({
  name: Words,
  kind: z.enum(quotaKinds).describe('land_scale: extent of land for building; land_quota: new land of the year'),
  unit: UnitText,
  given: z
    .array(
      z.strictObject({
        place: ref('places'),
        year: Whole,
        amount: z.union([z.strictObject({ value: Exact }), NotStated]),
        source: Citation,
      }),
    )
    .describe('each base and year once'),
  rules: z
    .array(
      z.strictObject({
        id: Id,
        name: Words,
        does: z.enum(quotaActs),
        when: ConditionText.describe('over measures and facts of land; always when left out').optional(),
        words: Words,
        source: Citation,
      }),
    )
    .min(1)
    .describe('in the order in which they are asked'),
  holder: Units.describe('who hands it out').optional(),
  approval: z
    .union([z.strictObject({ days: Whole, count: z.enum(['working', 'calendar']) }), NotStated])
    .describe('the time in which a request is answered'),
  ...dateRange,
  note: Words.optional(),
  source: Citation,
})
export type Quota = z.output<typeof Quota>
