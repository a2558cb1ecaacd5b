import { Problem } from '#base/problem.ts'
import { type AreaShape, type Bounds, boundsAround, boundsMeet, boundsOf, labelPoint } from '#base/geo/geometry.ts'
import type { Programme } from '#pack/programme.ts'
import type { MapSettings, PlacesLayer } from '../contract.ts'

/** Tiles hold single parcels from the first of these zooms on; beyond the last one a page magnifies. */
export const parcelZooms = [13, 16] as const
/** Below them tiles hold blocks; farther out they hold nothing. */
export const blockZooms = [8, 12] as const

/** What an installation says of its background in place of the programme. */
export type Background = {
  readonly tiles?: string | undefined
  readonly attribution?: string | undefined
  readonly approvalNumber?: string | undefined
}

/** The first view and the background: the programme's, or the installation's where it names one of its own. */
export function mapSettings(programme: Programme, background: Background): MapSettings {
  const map = programme.land?.map
  const own = background.tiles !== undefined
  const stated = background.attribution
  return {
    centre: map === undefined ? null : [map.centre.longitude, map.centre.latitude],
    zoom: map === undefined ? null : Number(map.zoom),
    bounds: boundsAround(Object.values(programme.outlines).map(({ shape }) => boundsOf(shape))) ?? null,
    tiles: background.tiles ?? map?.tiles ?? null,
    // A background of one's own is not the programme's: neither its owner nor its number is said of it.
    attribution: stated === undefined ? ((own ? undefined : map?.attribution) ?? null) : { zh: stated, en: stated },
    approvalNumber: background.approvalNumber ?? (own ? undefined : map?.approval_number) ?? null,
    parcelZooms: [...parcelZooms],
    blockZooms: [...blockZooms],
  }
}

/** Outlines of places, those that contain others first, so that they lie below. */
export function placesLayer(programme: Programme, bounds?: Bounds): PlacesLayer {
  const order = new Map(programme.placeKinds.map(({ id }, index) => [id, index]))
  const found = Object.entries(programme.outlines).flatMap(([id, outline]) => {
    const place = programme.places[id]
    const geometry: AreaShape = outline.shape
    if (place === undefined || (bounds !== undefined && !boundsMeet(boundsOf(geometry), bounds))) return []
    const schematic = outline.schematic === true
    const properties = { id, name: place.name, kind: place.kind, schematic, at: labelPoint(geometry) }
    return [{ type: 'Feature' as const, id, geometry, properties }]
  })
  const rank = (kind: string) => order.get(kind) ?? order.size
  found.sort((a, b) => rank(a.properties.kind) - rank(b.properties.kind) || (a.id < b.id ? -1 : 1))
  return { type: 'FeatureCollection', features: found }
}

/** Reads `west,south,east,north`. @throws Problem invalid_input where the box is turned round */
export function readBounds(text: string | undefined): Bounds | undefined {
  if (text === undefined) return undefined
  const [west = 0, south = 0, east = 0, north = 0] = text.split(',').map(Number)
  if (west <= east && south <= north) return [west, south, east, north]
  throw new Problem('invalid_input', {
    issues: [{ text: 'map.bounds_turned', where: 'query.bounds', found: text, expected: 'west,south,east,north' }],
  })
}
