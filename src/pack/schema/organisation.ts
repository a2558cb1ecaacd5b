import { z } from 'zod'
import { Citation, ClassRef, DateText, dateRange, permissionPattern, ref, Words } from './values.ts'

/** `organisations/<id>.yaml`: a bureau, town government, headquarters; with who came after it. */
export const Organisation = z.strictObject({
  name: Words,
  kind: z.string().min(1).describe('bureau, town, headquarters, committee …'),
  place: ref('places').optional(),
  parent: ref('organisations').optional(),
  ...dateRange,
  successors: z
    .array(z.strictObject({ organisation: ref('organisations'), from: DateText, note: Words.optional(), source: Citation }))
    .optional(),
  note: Words.optional(),
  source: Citation,
})
export type Organisation = z.output<typeof Organisation>

/** `duties/<id>.yaml`: who leads and who assists in a matter, since when, by which document. */
export const Duty = z.strictObject({
  matter: Words,
  field: ClassRef.optional(),
  place: ref('places').optional(),
  lead: z.array(ref('organisations')),
  assist: z.array(ref('organisations')).optional(),
  decide: z.array(ref('organisations')).optional(),
  from: DateText,
  to: DateText.optional(),
  note: Words.optional(),
  source: Citation,
})
export type Duty = z.output<typeof Duty>

/** `roles/<id>.yaml`: what a role may do, and how far. */
export const Role = z.strictObject({
  name: Words,
  note: Words.optional(),
  permissions: z
    .array(
      z.strictObject({
        may: z.string().regex(permissionPattern).describe('a permission, <capability>.<verb>'),
        scope: z.enum(['all', 'place', 'organisation']),
      }),
    )
    .min(1),
})
export type Role = z.output<typeof Role>
