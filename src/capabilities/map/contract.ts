import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { AreaShape, Bounds, Position, Shape } from '#base/geo/geometry.ts'
import { Text } from '#base/text.ts'

const AreaText = z.string().describe('Exact area in m2.')
const amount = (words: string) =>
  z
    .string()
    .regex(/^\d{1,12}(\.\d{1,4})?$/)
    .optional()
    .describe(words)
const word = z.string().min(1).max(200).optional()
const yesOrNo = z.enum(['yes', 'no']).optional()
const boundsText = z
  .string()
  .regex(/^-?\d{1,3}(\.\d+)?(,-?\d{1,3}(\.\d+)?){3}$/)
  .optional()
  .describe('West, south, east, north in degrees, separated by commas.')

export const MapSettings = z.object({
  centre: Position.nullable(),
  zoom: z.number().nullable().describe('Of the first view.'),
  bounds: Bounds.nullable().describe('Around all outlines of the programme.'),
  tiles: z.string().nullable().describe('Address of background tiles with {z}, {x} and {y}; null: no background.'),
  attribution: Text.nullable().describe('Whose background it is.'),
  approvalNumber: z.string().nullable().describe('Of the background map; shown and printed.'),
  parcelZooms: z
    .tuple([z.number().int(), z.number().int()])
    .describe('First and last zoom at which tiles hold parcels.'),
  blockZooms: z.tuple([z.number().int(), z.number().int()]).describe('First and last zoom at which tiles hold blocks.'),
})
export type MapSettings = z.infer<typeof MapSettings>

/** Features as GeoJSON has them; what each layer says of a feature stands in its own schema. */
const featuresOf = <Geometry extends z.ZodType, Properties extends z.ZodType>(
  geometry: Geometry,
  properties: Properties,
) =>
  z.object({
    type: z.literal('FeatureCollection'),
    features: z.array(z.object({ type: z.literal('Feature'), id: z.string(), geometry, properties })),
  })

export const PlaceOnMap = z.object({
  id: z.string(),
  name: Text,
  kind: z.string(),
  schematic: z.boolean().describe('Drawn by us for orientation, never measured.'),
  at: Position.describe('Where its name is written.'),
})
export type PlaceOnMap = z.infer<typeof PlaceOnMap>

export const PlacesLayer = featuresOf(AreaShape, PlaceOnMap)
export type PlacesLayer = z.infer<typeof PlacesLayer>

export const CarriersLayer = featuresOf(
  Shape,
  z.object({
    id: z.string(),
    code: z.string(),
    name: z.string(),
    place: z.string(),
    base: z.string().nullable(),
    floorArea: AreaText,
    area: AreaText.nullable().describe('Of the spaces that were entered.'),
    let: AreaText.describe('Of that, let today.'),
    schematic: z.boolean(),
    synthetic: z.boolean(),
  }),
)
export const AssessmentsLayer = featuresOf(
  AreaShape,
  z.object({
    id: z.string(),
    kind: z.string(),
    name: z.string(),
    place: z.string(),
    validUntil: z.string().nullable(),
    approximate: z.boolean(),
    schematic: z.boolean(),
    synthetic: z.boolean(),
  }),
)

/** A layer answers with so many shapes at most. */
export const shapesAtMost = 5_000

const LayerAsked = z.object({ bounds: boundsText })

/** What is asked of parcels on the map: the tiles show them, the list beside them counts them. */
export const MapParcelFilter = z.object({
  q: z.string().max(100).optional().describe('Part of the code or name.'),
  place: word.describe('A place or base that contains them.'),
  bounds: boundsText,
  least: amount('Area of at least so many m2.'),
  most: amount('Area of at most so many m2.'),
  price: amount('On offer for at most so many CNY_10k/mu.'),
  industry: word.describe('taxonomy/class for which indicators are set.'),
  readiness: word,
  use: word,
  stage: word.describe('State of its supply.'),
  light: word.describe('Light of its supervision.'),
  offered: yesOrNo,
  occupied: yesOrNo,
  row: word.describe('A row of the indicators set for it.'),
  atLeast: amount('What that row must ask at least.'),
  atMost: amount('What that row may ask at most.'),
})
export type MapParcelFilter = z.infer<typeof MapParcelFilter>

export const ParcelOnMapRow = z.object({
  id: z.uuid(),
  code: z.string(),
  name: z.string().nullable(),
  place: z.string(),
  base: z.string().nullable(),
  area: AreaText,
  use: z.string().nullable(),
  readiness: z.string().nullable(),
  stage: z.string().nullable(),
  light: z.string().nullable(),
  offered: z.boolean(),
  price: z.string().nullable().describe('CNY_10k/mu'),
  occupied: z.boolean().nullable().describe('null: not for those who do not see everybody on it.'),
  bounds: Bounds.nullable().describe('null: it has no shape and is not on the map.'),
  approximate: z.boolean(),
  schematic: z.boolean(),
  synthetic: z.boolean(),
})
export type ParcelOnMapRow = z.infer<typeof ParcelOnMapRow>

export const MapParcels = z.object({
  rows: z.array(ParcelOnMapRow),
  total: z.number().int(),
  area: AreaText.describe('Of all that match, by the register.'),
  bounds: Bounds.nullable().describe('Around all that match.'),
  synthetic: z.boolean(),
  page: z.number().int(),
  pageSize: z.number().int(),
  version: z.number().int().describe('Grows with every change of the map: what was drawn before is out of date.'),
})
export type MapParcels = z.infer<typeof MapParcels>

const Share = z.object({ id: z.string().nullable(), parcels: z.number().int(), area: AreaText })

export const CarrierTotals = z.object({
  count: z.number().int().describe('Buildings whose middle lies within.'),
  floorArea: AreaText.describe('Floor area of all of them.'),
  free: AreaText.nullable().describe('Of the floors that were entered, let to nobody today; null: none was entered.'),
  unknown: z.number().int().describe('Buildings of which no floor was entered: what is free in them is not known.'),
})
export type CarrierTotals = z.infer<typeof CarrierTotals>

export const MapTotals = z.object({
  drawn: AreaText.describe('The drawn shape itself.'),
  inside: z.number().int().describe('Parcels wholly within.'),
  cut: z.number().int().describe('Parcels of which a part lies within; only that part is measured.'),
  area: AreaText.describe('Ground of parcels within, measured on the ellipsoid.'),
  approximate: z.number().int().describe('Parcels whose place is only known roughly: counted, not measured.'),
  unmeasured: z.number().int().describe('Parcels on the line whose common ground could not be found: not counted.'),
  byReadiness: z.array(Share),
  byUse: z.array(Share),
  carriers: CarrierTotals.nullable().describe('null: not for those who do not see the rooms of land.'),
  synthetic: z.boolean(),
  schematic: z.boolean(),
})
export type MapTotals = z.infer<typeof MapTotals>

export const mapContract = {
  settings: endpoint
    .route({ method: 'GET', path: '/map/settings', summary: 'Centre, background and zooms of the map' })
    .meta({ may: 'anyone' })
    .output(MapSettings),
  places: endpoint
    .route({ method: 'GET', path: '/map/layers/places', summary: 'Outlines of the places of the programme' })
    .meta({ may: 'anyone' })
    .input(LayerAsked)
    .output(PlacesLayer),
  carriers: endpoint
    .route({
      method: 'GET',
      path: '/map/layers/carriers',
      summary: `Buildings for industry, at most ${shapesAtMost} of a box`,
    })
    .meta({ may: 'land.see' })
    .input(LayerAsked)
    .output(CarriersLayer),
  assessments: endpoint
    .route({
      method: 'GET',
      path: '/map/layers/assessments',
      summary: `Regional assessments that hold today, at most ${shapesAtMost} of a box`,
    })
    .meta({ may: 'land.see' })
    .input(LayerAsked)
    .output(AssessmentsLayer),
  parcels: endpoint
    .route({ method: 'GET', path: '/map/parcels', summary: 'Parcels that match, as the map shows them' })
    .meta({ may: 'parcels.see' })
    .input(
      MapParcelFilter.extend({
        sort: z.enum(['code', '-code', 'area', '-area']).default('code'),
        page: z.coerce.number().int().min(1).max(100_000).default(1),
        pageSize: z.coerce.number().int().min(1).max(500).default(50),
      }),
    )
    .output(MapParcels),
  totals: endpoint
    .route({ method: 'POST', path: '/map/totals', summary: 'What of the parcels and buildings lies in a drawn shape' })
    .meta({ may: 'parcels.see' })
    .input(z.object({ geometry: AreaShape }))
    .output(MapTotals),
}
