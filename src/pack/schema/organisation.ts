import { z } from 'zod'
import { Citation, DateText, dateRange, NotStated, ref, Words } from './values.ts'

/** `organisations/<id>.yaml`: a bureau, town government, headquarters; with who came after it. */
export const Organisation = z.strictObject({
  name: Words,
  kind: z.string().min(1).describe('bureau, town, headquarters, committee …'),
  place: ref('places').optional(),
  parent: ref('organisations').optional(),
  ...dateRange,
  successors: z
    .array(
      z.strictObject({ organisation: ref('organisations'), from: DateText, note: Words.optional(), source: Citation }),
    )
    .optional(),
  posts: z
    .array(
      z.strictObject({
        post: Words,
        held_by: z.union([Words, NotStated]).describe('who holds it, as a post elsewhere, never the name of a person'),
        source: Citation.optional(),
      }),
    )
    .describe('its posts; where sources differ, each as its source says')
    .optional(),
  members: z.array(ref('organisations')).min(1).describe('organisations whose heads sit in it').optional(),
  liaison: z.literal(true).describe('it names a liaison officer').optional(),
  note: Words.optional(),
  source: Citation,
})
export type Organisation = z.output<typeof Organisation>
