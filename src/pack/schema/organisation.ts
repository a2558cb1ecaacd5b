import { z } from 'zod'
import { Citation, DateText, dateRange, ref, Words } from './values.ts'

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
  note: Words.optional(),
  source: Citation,
})
export type Organisation = z.output<typeof Organisation>
