import { z } from 'zod'
import { periodKinds } from '#base/period.ts'
import { Citation, ConditionText, DateText, dateRange, FormulaText, UnitText, Whole, Words } from './values.ts'

export const aggregations = ['sum', 'last', 'mean', 'none'] as const

/** A formula in force from a day. `where` selects the subjects whose values are taken. */
export const FormulaEntry = z.strictObject({
  is: FormulaText,
  where: ConditionText.optional(),
  source: Citation,
  note: Words.optional(),
})
export type FormulaEntry = z.output<typeof FormulaEntry>

/** `indicators/<id>.yaml`: a quantity that is reported, computed by a dated formula, or only stated by documents. */
export const Indicator = z.strictObject({
  name: Words,
  definition: Words,
  unit: UnitText,
  scale: Whole.describe('digits after the point when shown'),
  subject: z.string().min(1).describe('what it is about: enterprise, place, project, parcel …'),
  kind: z.enum(['reported', 'formula', 'stated']),
  domain: z.enum(['statistical', 'administrative', 'declared']),
  periods: z.array(z.enum(periodKinds)).min(1),
  over_subjects: z.enum(aggregations).describe('how values of several subjects become one'),
  over_time: z.enum(aggregations).describe('how values of several periods become one'),
  source_kind: z.enum(['return', 'file']).describe('how a reported value comes in').optional(),
  formula: z.record(DateText, FormulaEntry).describe('by the day from which it holds').optional(),
  note: Words.optional(),
  ...dateRange,
  source: Citation,
})
export type Indicator = z.output<typeof Indicator>
