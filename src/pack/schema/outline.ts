import { z } from 'zod'
import { Degrees } from './land.ts'
import { Citation, DateText, Words } from './values.ts'

const OutlinePosition = z
  .array(Degrees)
  .length(2)
  .transform((at): [number, number] => [at[0] ?? 0, at[1] ?? 0])
  .describe('longitude, latitude')
const Ring = z.array(OutlinePosition).min(4).describe('closed: the last position is the first again')
const Rings = z.array(Ring).min(1).describe('the outer ring, then the holes')

/** `outlines/<place>.yaml`: the outline of a place in CGCS2000, as GeoJSON writes it. */
export const Outline = z.strictObject({
  schematic: z
    .literal(true)
    .describe('drawn by us and no survey: never measured, said wherever it is shown')
    .optional(),
  as_of: DateText.optional(),
  shape: z.union([
    z.strictObject({ type: z.literal('Polygon'), coordinates: Rings }),
    z.strictObject({ type: z.literal('MultiPolygon'), coordinates: z.array(Rings).min(1) }),
  ]),
  note: Words.optional(),
  source: Citation,
})
export type Outline = z.output<typeof Outline>
