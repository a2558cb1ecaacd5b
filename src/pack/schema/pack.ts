import { z } from 'zod'
import { Citation, Exact, Id, ref, Whole, Words } from './values.ts'

/** A kind of place, ordered from the largest; `administrative` kinds make up the tree of areas. */
export const PlaceKind = z.strictObject({
  id: Id,
  name: Words,
  administrative: z.boolean().describe('true: one of the areas that returns and figures are counted by').optional(),
})
export type PlaceKind = z.infer<typeof PlaceKind>

/** When a value is far from those of its peers. */
export const OutlierRule = z.strictObject({
  threshold: Exact.describe('of the modified score 0.6745 · (value − median) / median absolute deviation'),
  fewest_peers: Whole.describe('groups of fewer are not judged'),
  source: Citation,
})
export type OutlierRule = z.infer<typeof OutlierRule>

/** `pack.yaml`: what the pack is called and what it stands on. */
export const PackHead = z.strictObject({
  id: Id,
  name: Words,
  language: Whole.describe('version of the pack language; this house speaks 1'),
  version: z.string().min(1).describe('version of the pack'),
  languages: z
    .array(z.enum(['zh', 'en']))
    .min(1)
    .optional(),
  time_zone: z.string().min(1).describe('IANA time zone in which days end').optional(),
  extends: Id.describe('the pack this one stands on').optional(),
  root_place: ref('places').describe('the place the programme is about').optional(),
  calendar: ref('calendars').describe('the calendar of working days').optional(),
  place_kinds: z
    .union([z.array(PlaceKind), z.record(Id, Words)])
    .transform((kinds) =>
      Array.isArray(kinds) ? kinds : Object.entries(kinds).map(([id, name]) => ({ id, name }) as PlaceKind),
    )
    .describe('kinds of places, a list or a map from id to name')
    .optional(),
  outliers: OutlierRule.optional(),
  note: Words.optional(),
})
export type PackHead = z.output<typeof PackHead>
