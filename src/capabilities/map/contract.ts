import { z } from 'zod'
import { endpoint } from '#base/endpoint.ts'
import { AreaShape, Bounds, Position } from '#base/geo/geometry.ts'
import { Text } from '#base/text.ts'

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
const featuresOf = <Properties extends z.ZodType>(geometry: z.ZodType, properties: Properties) =>
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

const LayerAsked = z.object({ bounds: boundsText })

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
}
