import { z } from 'zod'
import { Units } from './task.ts'
import { Citation, dateRange, Id, NotStated, ref, Whole, Words } from './values.ts'

export const meetingRhythms = ['month', 'quarter', 'half_year', 'year', 'as_needed'] as const

/** A report that is due again and again, before a meeting or by itself. */
export const InformationReport = z.strictObject({
  id: Id,
  name: Words,
  from: Units.describe('who reports; each for itself'),
  to: ref('organisations').describe('who receives it; the body of the series when left out').optional(),
  period: z.enum([...meetingRhythms, 'not_stated']),
  due: z
    .union([z.strictObject({ days: Whole, count: z.enum(['working', 'calendar']) }), NotStated])
    .describe('days after the end of the period'),
  what: Words.describe('what it is about').optional(),
  source: Citation,
})
export type InformationReport = z.output<typeof InformationReport>

/** `meetings/<id>.yaml`: a series of meetings, what it decides, and the reports that it is held on. */
export const Meeting = z.strictObject({
  name: Words,
  body: ref('organisations').describe('whose meeting it is'),
  rhythm: z.enum(meetingRhythms),
  chaired_by: z
    .union([z.strictObject({ post: Words }), NotStated])
    .describe('the post in the chair, never the name of a person'),
  members: Units.optional(),
  decides: z
    .array(z.strictObject({ id: Id, name: Words, source: Citation.optional() }))
    .describe('the matters that it decides; an agenda item goes to the series that decides its matter'),
  passes_to: ref('meetings').describe('the series above, for what it does not decide').optional(),
  reports: z.array(InformationReport).optional(),
  ...dateRange,
  note: Words.optional(),
  source: Citation,
})
export type Meeting = z.output<typeof Meeting>
