import { z } from 'zod'
import { Citation, Claim, classIdPattern, dateRange, ref, Whole, Words } from './values.ts'

/** `places/<id>.yaml`: a place, its codes over time, its areas as the sources state them. */
export const Place = z.strictObject({
  kind: z.string().min(1).meta({ ref: 'place_kind' }).describe('one of place_kinds of pack.yaml'),
  name: Words,
  parent: ref('places').optional(),
  codes: z
    .array(
      z.strictObject({
        system: z.string().min(1).describe('the code system'),
        code: z.string().min(1),
        ...dateRange,
        source: Citation,
      }),
    )
    .optional(),
  members: z
    .array(
      z.strictObject({
        place: ref('places'),
        role: z.string().min(1).optional(),
        note: Words.optional(),
        source: Citation.optional(),
      }),
    )
    .describe('places that lie in it, wholly or in part; may overlap with those of others')
    .optional(),
  area: z.array(Claim).optional(),
  claims: z
    .array(Claim.extend({ what: Words.describe('what the amount is') }))
    .describe('other amounts that sources state about the place')
    .optional(),
  industries: z
    .array(
      z.strictObject({
        taxonomy: ref('taxonomies'),
        class: z.string().regex(classIdPattern),
        note: Words.optional(),
        source: Citation.optional(),
      }),
    )
    .optional(),
  site: Words.describe('where it lies, in words').optional(),
  tile: z
    .strictObject({
      column: Whole.describe('from the west, 0 first'),
      row: Whole.describe('from the north, 0 first'),
      source: Citation,
    })
    .describe('its square in the schematic map of areas, which keeps neighbours together and shows no boundaries')
    .optional(),
  note: Words.optional(),
  ...dateRange,
  source: Citation,
})
export type Place = z.output<typeof Place>
