import { z } from 'zod'
import { Citation, ClassRef, DateText, Id, ref, Words } from './values.ts'

/** `duties/<id>.yaml`: who leads and who assists in a matter, since when, by which document. */
export const Duty = z.strictObject({
  matter: Words,
  field: ClassRef.optional(),
  place: ref('places').optional(),
  lead: z.array(ref('organisations')),
  assist: z.array(ref('organisations')).optional(),
  decide: z.array(ref('organisations')).optional(),
  cases: z
    .array(Id)
    .min(1)
    .describe('kinds of case it is about: workflows, what moves through them, or matters that meetings decide')
    .optional(),
  from: DateText,
  to: DateText.optional(),
  note: Words.optional(),
  source: Citation,
})
export type Duty = z.output<typeof Duty>
