import { z } from 'zod'
import { periodKinds } from '#base/period.ts'
import { Citation, dateRange, NotStated, ref, Whole, Words } from './values.ts'

const Organisations = z.strictObject({ organisations: z.array(ref('organisations')).min(1) })

/** What the data are used for. Whoever judges a single enterprise may not do it with statistical data. */
export const purposes = ['statistics', 'monitoring', 'planning', 'service', 'judging', 'publication'] as const

export const supplyRhythms = [...periodKinds, 'when_it_happens', 'not_stated'] as const

/** `supplies/<id>.yaml`: which unit supplies what to whom, how often, on what legal basis. */
export const Supply = z.strictObject({
  name: Words,
  from_whom: z
    .union([Organisations, z.strictObject({ respondents: ref('forms') }), NotStated])
    .describe('who supplies: organisations, the respondents of a form, or not stated'),
  to_whom: z.union([Organisations, NotStated]).describe('who receives: organisations, or not stated'),
  what: Words.describe('what is supplied, in words'),
  indicators: z.array(ref('indicators')).min(1).describe('indicators that come in as a file').optional(),
  form: ref('forms').describe('the form by which it comes in').optional(),
  every: z.enum(supplyRhythms).describe('how often'),
  due: z
    .union([z.strictObject({ days: Whole, count: z.enum(['working', 'calendar']) }), NotStated])
    .describe('days after the end of the period; a form has its own')
    .optional(),
  basis: z
    .union([z.strictObject({ words: Words, source: Citation }), NotStated])
    .describe('the law, plan or agreement that lets it be asked for'),
  domain: z.enum(['statistical', 'administrative', 'declared', 'not_stated']),
  purposes: z
    .array(z.enum([...purposes, 'not_stated']))
    .min(1)
    .describe('what it may be used for'),
  retention: z
    .union([z.strictObject({ years: Whole }), z.strictObject({ words: Words }), NotStated])
    .describe('how long it is kept'),
  ...dateRange,
  note: Words.optional(),
  source: Citation,
})
export type Supply = z.output<typeof Supply>
