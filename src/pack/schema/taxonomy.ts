import { z } from 'zod'
import { Citation, classIdPattern, Whole, Words } from './values.ts'

/** One class of a taxonomy. The English name may be missing where no official one exists and none was needed. */
export const TaxonomyClass = z.strictObject({
  id: z.string().regex(classIdPattern).describe('code of the class'),
  name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1).optional() }),
  parent: z.string().regex(classIdPattern).optional(),
  note: Words.optional(),
  source: Citation.optional(),
})
export type TaxonomyClass = z.output<typeof TaxonomyClass>

/** `taxonomies/<id>.yaml`: a classification with its classes. */
export const Taxonomy = z.strictObject({
  name: Words,
  subject: z
    .string()
    .min(1)
    .describe(
      'what it classifies: industry, size, ownership, place …; `ladder`: the rungs of a growth ladder from the lowest up, flat, on several of which an enterprise may stand',
    ),
  source: Citation,
  licence: Words.describe('under what terms its names and codes stand here'),
  year: z.union([Whole, z.literal('not_stated')]).describe('the year of the edition'),
  official_english: z
    .boolean()
    .describe('true: the English names are official; false: they are ours, or there are none'),
  note: Words.optional(),
  classes: z.array(TaxonomyClass).min(1),
})
export type Taxonomy = z.output<typeof Taxonomy>
