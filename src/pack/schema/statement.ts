import { z } from 'zod'
import { Citation, ClassRef, Exact, PeriodText, ref, Sign, UnitText, Words } from './values.ts'

/** `statements/<id>.yaml`: a fact as a source states it. */
export const Statement = z.strictObject({
  name: Words,
  indicator: ref('indicators').optional(),
  subject: ref('places').optional(),
  organisation: ref('organisations').optional(),
  field: ClassRef.optional(),
  period: PeriodText.optional(),
  as_of: z
    .string()
    .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/)
    .optional(),
  value: Exact.optional(),
  to_value: Exact.describe('upper end, where the source states a range').optional(),
  not_stated: z.literal(true).optional(),
  text: Words.describe('what the source says, where it is not an amount').optional(),
  unit: UnitText.optional(),
  sign: Sign.optional(),
  note: Words.optional(),
  source: Citation,
})
export type Statement = z.output<typeof Statement>
