import { z } from 'zod'
import { Citation, ref, Whole, Words } from './values.ts'

const groupingPattern = /^(place:[a-z0-9_-]+|taxonomy:[a-z0-9_:-]+|size|ownership)$/

/** `releases/<id>.yaml`: the tables that may leave the house, and the measures that protect single respondents in them. */
export const Release = z.strictObject({
  name: Words,
  indicators: z
    .array(ref('indicators'))
    .min(1)
    .describe(
      'reported by enterprises, or formulas of such; of a formula its sums are published, never the values behind them',
    ),
  periods: z
    .array(z.enum(['month', 'quarter', 'half_year', 'year']))
    .min(1)
    .describe('the periods in which the values are reported; longer ones follow from them'),
  tables: z
    .array(
      z
        .array(z.string().max(120).regex(groupingPattern).describe('place:<kind>, taxonomy:<id>, size or ownership'))
        .min(1)
        .max(3),
    )
    .min(1)
    .describe('groupings crossed with each other; every margin is published with them'),
  parameters: z
    .strictObject({
      frequency: Whole.describe('fewer respondents than this are too few'),
      dominance: z
        .strictObject({ units: Whole, percent: Whole })
        .describe('the largest so many respondents may hold no more than so many percent'),
      p_percent: Whole.describe('nobody may estimate a respondent, or a suppressed cell, to within so many percent'),
    })
    .describe('the measures of disclosure control'),
  note: Words.optional(),
  source: Citation,
})
export type Release = z.output<typeof Release>
