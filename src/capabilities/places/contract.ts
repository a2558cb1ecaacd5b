import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { Text } from '#base/text.ts'

export const PlaceCode = z.object({
  system: z.string().describe('The code system, e.g. the statistical area codes.'),
  code: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  source: z.string().optional(),
})
export type PlaceCode = z.infer<typeof PlaceCode>

export const PlaceClaim = z.object({
  value: z.string().describe('Exact decimal text as the source prints it.'),
  unit: z.string(),
  sign: z.string().optional().describe('about, over, under or at_least, as the source says it.'),
  asOf: z.string().optional(),
  inSquareMetres: z
    .string()
    .describe('The same area in m2, rounded half-up to whole m2, so that claims can be compared.'),
  source: z.string(),
  sourceTitle: Text.optional(),
  clause: z.string().optional(),
})
export type PlaceClaim = z.infer<typeof PlaceClaim>

export const PlaceSummary = z.object({
  id: z.string(),
  kind: z.string(),
  kindName: Text,
  name: Text,
  parent: z.string().optional(),
  code: z.string().optional().describe('The first code that holds today.'),
  memberCount: z.number().int(),
  claims: z.array(PlaceClaim),
})
export type PlaceSummary = z.infer<typeof PlaceSummary>

export const PlaceKind = z.object({ id: z.string(), name: Text, count: z.number().int() })
export type PlaceKind = z.infer<typeof PlaceKind>

export const PlaceReference = z.object({
  id: z.string(),
  kind: z.string(),
  name: Text,
  role: z.string().optional(),
  roleName: Text.optional().describe(
    'The role in the words of the pack: its texts `place_role.<role>`, hyphens as underscores.',
  ),
})
export type PlaceReference = z.infer<typeof PlaceReference>

export const PlaceDetail = PlaceSummary.extend({
  codes: z.array(PlaceCode),
  site: Text.optional().describe('Where it lies, in the words of the source.'),
  from: z.string().optional(),
  to: z.string().optional(),
  source: z.string().optional(),
  sourceTitle: Text.optional(),
  ancestors: z.array(PlaceReference).describe('From the nearest upwards.'),
  children: z.array(PlaceReference),
  members: z.array(PlaceReference).describe('The places it is made of, with their role in it.'),
  memberOf: z
    .array(PlaceReference)
    .describe('The bases, belts and areas that this place belongs to; they may overlap.'),
  industries: z.array(
    z.object({ taxonomy: z.string(), taxonomyName: Text, class: z.string(), className: Text, note: Text.optional() }),
  ),
})
export type PlaceDetail = z.infer<typeof PlaceDetail>

export const placesContract = {
  list: endpoint
    .route({ method: 'GET', path: '/places', summary: 'The places of the programme, by kind, with search' })
    .meta({ may: 'places.see' })
    .input(z.object({ kind: z.string().optional(), q: z.string().max(100).optional(), within: z.string().optional() }))
    .output(z.object({ kinds: z.array(PlaceKind), rows: z.array(PlaceSummary) })),
  get: endpoint
    .route({
      method: 'GET',
      path: '/places/{id}',
      summary: 'One place: names, codes, areas by source, members, industries',
    })
    .meta({ may: 'places.see' })
    .input(z.object({ id: z.string().max(100) }))
    .output(PlaceDetail),
}
