import { z } from 'zod'
import { Citation, DateText, Id, ref, Words } from './values.ts'

/** What shows that an item stands. */
export const standingProofs = ['post', 'organisation', 'document', 'map', 'fund', 'rule'] as const

/** `checklists/<id>.yaml`: what every place of a list has to have, and where that stands. */
export const Checklist = z.strictObject({
  name: Words,
  items: z
    .array(
      z.strictObject({
        id: Id,
        name: Words,
        words: Words.describe('what is meant, in our words'),
        proof: z.enum(standingProofs).describe('what shows that it stands'),
        source: Citation.optional(),
      }),
    )
    .min(1),
  places: z.array(ref('places')).min(1).describe('the places that have to have every item'),
  standing: z
    .array(
      z.strictObject({
        place: ref('places'),
        item: Id,
        stands: z.union([z.boolean(), z.literal('not_stated')]),
        since: DateText.describe('the day since which, where the source names one').optional(),
        as_of: DateText.describe('the day for which the source says it').optional(),
        what: Words.describe('what stands there, or what is missing'),
        organisations: z.array(ref('organisations')).min(1).optional(),
        works: z.array(ref('works')).min(1).optional(),
        duties: z.array(ref('duties')).min(1).optional(),
        targets: z.array(ref('targets')).min(1).optional(),
        tasks: z.array(ref('tasks')).min(1).optional(),
        meetings: z.array(ref('meetings')).min(1).optional(),
        source: Citation,
      }),
    )
    .describe('of each place and item once; what is left out is not stated'),
  note: Words.optional(),
  source: Citation,
})
export type Checklist = z.output<typeof Checklist>
