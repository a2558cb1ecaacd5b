import { z } from 'zod'
import { Citation, classIdPattern, ref, Whole, Words } from './values.ts'

/** `crosswalks/<id>.yaml`: which class of one taxonomy belongs to which of another, many to many. */
export const Crosswalk = z.strictObject({
  name: Words.optional(),
  from: ref('taxonomies'),
  to: ref('taxonomies'),
  source: Citation,
  year: z.union([Whole, z.literal('not_stated')]).describe('the year it was drawn up'),
  licence: Words.describe('under what terms it stands here'),
  note: Words.optional(),
  links: z
    .array(
      z.strictObject({
        from: z.string().regex(classIdPattern),
        to: z.string().regex(classIdPattern),
        part: z.boolean().describe('true: only part of the class belongs there').optional(),
        note: Words.optional(),
      }),
    )
    .min(1),
})
export type Crosswalk = z.output<typeof Crosswalk>
