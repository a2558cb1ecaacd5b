import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import type { Position } from '#base/geo/geometry.ts'
import { type Brightness, hues, tokens } from '#kit/web/theme.ts'
import type { MapSettings, PlacesLayer } from '../contract.ts'
import { edgesOnce } from '../rules/edges.ts'
import { fillingName, type Mark } from '../rules/marks.ts'
import type { Chosen } from '../rules/view.ts'
import { drawingLayers, drawingOf } from './drawing-style.ts'

/** Features of any layer that is read as GeoJSON. */
export type Features = {
  readonly type: 'FeatureCollection'
  readonly features: readonly {
    readonly type: 'Feature'
    readonly geometry: unknown
    readonly properties: Readonly<Record<string, unknown>>
  }[]
}

/** A place coloured by a figure: the hue of its class, or hatched where there is no value, and what is written on it. */
export type Shade = { readonly colour: string | undefined; readonly label: string }

/** What parcels are told apart by, and how each state is drawn. */
export type Tone = { readonly property: string; readonly marks: readonly Mark[] }

export type StyleParts = {
  readonly settings: MapSettings
  readonly brightness: Brightness
  readonly places?: PlacesLayer | undefined
  readonly placeName: (place: PlacesLayer['features'][number]['properties']) => string
  readonly shades?: ReadonlyMap<string, Shade> | undefined
  /** Parcels, drawn by this. */
  readonly parcels?: Tone | undefined
  readonly carriers?: Features | undefined
  readonly assessments?: Features | undefined
  readonly offers?: Features | undefined
  /** Only these parcels, where the reader narrowed them; far out they are points, since blocks hold others too. */
  readonly only?: { readonly ids: readonly string[]; readonly points: Features } | undefined
  readonly chosen?: Chosen | undefined
  /** Corners of what is being drawn. */
  readonly corners: readonly Position[]
  readonly closed: boolean
}

/** Layers that can be clicked, the topmost first. */
export const pickable = [
  'offers',
  'carriers',
  'carriers-ground',
  'parcels',
  'found',
  'blocks',
  'assessments',
  'shades',
] as const

const font = ['sans']

/** The whole picture as MapLibre reads it. Without a tile source: plain paper with the outlines of places. */
export function mapStyle(parts: StyleParts): StyleSpecification {
  const { settings, brightness } = parts
  const t = tokens[brightness]
  const sources: Record<string, SourceSpecification> = {
    places: geojson(placesWith(parts)),
    'place-edges': geojson(placeEdges(parts)),
    'place-names': geojson(placeNames(parts)),
    drawing: geojson(drawingOf(parts)),
  }
  const layers: LayerSpecification[] = [{ id: 'paper', type: 'background', paint: { 'background-color': t.page } }]
  if (settings.tiles !== null) {
    sources.tiles = { type: 'raster', tiles: [absolute(settings.tiles)], tileSize: 256 }
    layers.push({ id: 'tiles', type: 'raster', source: 'tiles' })
  }
  layers.push(...placeLayers(parts))
  if (parts.assessments !== undefined) {
    sources.assessments = geojson(parts.assessments)
    layers.push(...assessmentLayers(brightness))
  }
  if (parts.parcels !== undefined) {
    sources.parcels = {
      type: 'vector',
      tiles: [absolute('/api/map/tiles/parcels/{z}/{x}/{y}')],
      minzoom: settings.blockZooms[0],
      maxzoom: settings.parcelZooms[1],
      promoteId: 'id',
    }
    if (parts.only === undefined) layers.push(...blockLayers(brightness, parts.parcels))
    else sources.found = geojson(parts.only.points)
    layers.push(...parcelLayers(parts, parts.parcels))
  }
  for (const id of ['carriers', 'offers'] as const) {
    const features = parts[id]
    if (features === undefined) continue
    sources[id] = geojson(features)
    layers.push(...pointLayers(id, brightness))
  }
  layers.push(
    ...chosenLayers(parts, new Set(Object.keys(sources))),
    ...nameLayers(brightness),
    ...drawingLayers(t.error),
  )
  return { version: 8, sources, layers }
}

function absolute(address: string): string {
  // The template keeps its braces: a URL object would write them as %7B.
  return address.startsWith('/') ? `${globalThis.location.origin}${address}` : address
}

function geojson(data: Features | PlacesLayer): SourceSpecification {
  return { type: 'geojson', data: data as never, promoteId: 'id' }
}

function placesWith({ places, shades }: StyleParts): Features {
  return {
    type: 'FeatureCollection',
    features: (places?.features ?? []).map(({ geometry, properties }) => {
      const shade = shades?.get(properties.id)
      return {
        type: 'Feature',
        geometry,
        properties: {
          id: properties.id,
          kind: properties.kind,
          schematic: properties.schematic,
          shaded: shade !== undefined,
          ...(shade?.colour === undefined ? {} : { colour: shade.colour }),
        },
      }
    }),
  }
}

function placeEdges({ places }: StyleParts): Features {
  const of = (schematic: boolean) => {
    const shapes = (places?.features ?? []).filter(({ properties }) => properties.schematic === schematic)
    const coordinates = edgesOnce(shapes.map(({ geometry }) => geometry))
    return { type: 'Feature' as const, geometry: { type: 'MultiLineString', coordinates }, properties: { schematic } }
  }
  return { type: 'FeatureCollection', features: [of(true), of(false)] }
}

function placeNames({ places, shades, placeName }: StyleParts): Features {
  return {
    type: 'FeatureCollection',
    features: (places?.features ?? []).map(({ properties }, rank) => {
      const shade = shades?.get(properties.id)
      const name = placeName(properties)
      return {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: properties.at },
        properties: { name: shade === undefined ? name : `${name}\n${shade.label}`, rank },
      }
    }),
  }
}

function placeLayers({ brightness, shades, places }: StyleParts): LayerSpecification[] {
  const t = tokens[brightness]
  if (places === undefined) return []
  const fills: LayerSpecification[] =
    shades === undefined
      ? []
      : [
          {
            id: 'shades',
            type: 'fill',
            source: 'places',
            filter: ['==', ['get', 'shaded'], true],
            paint: { 'fill-color': ['coalesce', ['get', 'colour'], 'rgba(0,0,0,0)'] as never, 'fill-opacity': 0.75 },
          },
          {
            id: 'shades-missing',
            type: 'fill',
            source: 'places',
            filter: ['all', ['==', ['get', 'shaded'], true], ['!', ['has', 'colour']]],
            paint: { 'fill-pattern': fillingName('rising', t.lineStrong) },
          },
        ]
  const line = (id: string, schematic: boolean): LayerSpecification => ({
    id,
    type: 'line',
    source: 'place-edges',
    filter: ['==', ['get', 'schematic'], schematic],
    paint: {
      'line-color': t.lineStrong,
      'line-width': 1.2,
      ...(schematic ? { 'line-dasharray': [4, 3] } : {}),
    },
  })
  return [...fills, line('places-surveyed', false), line('places-schematic', true)]
}

function nameLayers(brightness: Brightness): LayerSpecification[] {
  const t = tokens[brightness]
  return [
    {
      id: 'place-names',
      type: 'symbol',
      source: 'place-names',
      layout: {
        'text-field': ['get', 'name'],
        'text-font': font,
        'text-size': 12,
        'symbol-sort-key': ['get', 'rank'],
        'text-padding': 4,
      },
      paint: { 'text-color': t.text, 'text-halo-color': t.surface, 'text-halo-width': 1.5 },
    },
  ]
}

function blockLayers(brightness: Brightness, tone: Tone): LayerSpecification[] {
  const t = tokens[brightness]
  return [
    {
      id: 'blocks',
      type: 'fill',
      source: 'parcels',
      'source-layer': 'blocks',
      paint: { 'fill-pattern': filling(tone, brightness) },
    },
    {
      id: 'blocks-edge',
      type: 'line',
      source: 'parcels',
      'source-layer': 'blocks',
      paint: { 'line-color': t.primary, 'line-width': ['case', ['>', ['coalesce', ['get', 'offered'], 0], 0], 2.5, 1] },
    },
    {
      id: 'blocks-counts',
      type: 'symbol',
      source: 'parcels',
      'source-layer': 'blocks',
      minzoom: 11,
      layout: { 'text-field': ['to-string', ['get', 'parcels']], 'text-font': font, 'text-size': 11 },
      paint: { 'text-color': t.text, 'text-halo-color': t.surface, 'text-halo-width': 1.2 },
    },
  ]
}

function parcelLayers({ brightness, only, settings }: StyleParts, tone: Tone): LayerSpecification[] {
  const t = tokens[brightness]
  const wanted: ExpressionSpecification = [
    'any',
    only === undefined,
    ['in', ['get', 'id'], ['literal', [...(only?.ids ?? [])]]],
  ]
  const own = { source: 'parcels', 'source-layer': 'parcels' } as const
  const outline = (id: string, isSure: boolean): LayerSpecification => {
    const unsure: ExpressionSpecification = [
      'any',
      ['==', ['get', 'approximate'], true],
      ['==', ['get', 'schematic'], true],
    ]
    return {
      id,
      type: 'line',
      ...own,
      filter: ['all', wanted, isSure ? ['!', unsure] : unsure],
      paint: {
        'line-color': matched(tone, (mark) => colourOf(mark, brightness), t.textQuiet),
        'line-width': ['case', ['==', ['get', 'offered'], true], 2.5, 1],
        ...(isSure ? {} : { 'line-dasharray': [2, 2] }),
      },
    }
  }
  return [
    {
      id: 'parcels',
      type: 'fill',
      ...own,
      filter: wanted,
      paint: {
        'fill-pattern': filling(tone, brightness),
      },
    },
    outline('parcels-edge', true),
    outline('parcels-edge-unsure', false),
    {
      id: 'parcels-names',
      type: 'symbol',
      ...own,
      filter: wanted,
      minzoom: 15,
      layout: { 'text-field': ['get', 'code'], 'text-font': font, 'text-size': 11, 'text-padding': 2 },
      paint: { 'text-color': t.text, 'text-halo-color': t.surface, 'text-halo-width': 1.5 },
    },
    ...(only === undefined ? [] : [foundLayer(brightness, settings.parcelZooms[0])]),
  ]
}

function foundLayer(brightness: Brightness, until: number): LayerSpecification {
  const t = tokens[brightness]
  return {
    id: 'found',
    type: 'circle',
    source: 'found',
    maxzoom: until,
    paint: {
      'circle-radius': 5,
      'circle-color': t.primary,
      'circle-stroke-color': t.surface,
      'circle-stroke-width': 1.5,
    },
  }
}

/** The filling of each state; grey where nothing is stated. */
function filling(tone: Tone, brightness: Brightness): ExpressionSpecification | string {
  const ofMark = (mark: Mark) => fillingName(mark.pattern, colourOf(mark, brightness))
  return matched(tone, ofMark, fillingName('plain', tokens[brightness].lineStrong))
}

/** One value for each state, and one for those without. */
function matched(tone: Tone, of: (mark: Mark) => string, otherwise: string): ExpressionSpecification | string {
  if (tone.marks.length === 0) return otherwise
  const pairs = tone.marks.flatMap((mark) => [mark.id, of(mark)])
  const value: ExpressionSpecification = ['to-string', ['get', tone.property]]
  return ['match', value, ...pairs, otherwise] as unknown as ExpressionSpecification
}

/** The colour of a mark on pages of this brightness. */
export function colourOf(mark: Pick<Mark, 'hue'>, brightness: Brightness): string {
  return hues[brightness][mark.hue] ?? tokens[brightness].lineStrong
}

/** The hues of layers that are not told apart by a state. */
export const layerHue = { assessments: 3, carriers: 1, offers: 6 } as const

function assessmentLayers(brightness: Brightness): LayerSpecification[] {
  const colour = colourOf({ hue: layerHue.assessments }, brightness)
  return [
    {
      id: 'assessments',
      type: 'fill',
      source: 'assessments',
      paint: { 'fill-pattern': fillingName('level', colour), 'fill-opacity': 0.25 },
    },
    {
      id: 'assessments-edge',
      type: 'line',
      source: 'assessments',
      paint: { 'line-color': colour, 'line-width': 2, 'line-dasharray': [6, 2, 1, 2] },
    },
  ]
}

const signs = { carriers: '■', offers: '◆' } as const

/** Things that are points far out: a sign of their own, and their ground where it is known. */
function pointLayers(id: 'carriers' | 'offers', brightness: Brightness): LayerSpecification[] {
  const colour = colourOf({ hue: layerHue[id] }, brightness)
  const { surface } = tokens[brightness]
  return [
    {
      id: `${id}-ground`,
      type: 'fill',
      source: id,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': colour, 'fill-opacity': 0.35 },
    },
    {
      id,
      type: 'symbol',
      source: id,
      layout: { 'text-field': signs[id], 'text-font': font, 'text-size': 16, 'text-allow-overlap': true },
      paint: { 'text-color': colour, 'text-halo-color': surface, 'text-halo-width': 1.5 },
    },
  ]
}

/** The outline of what is chosen, or a ring around its point, in the source that may hold it. */
function chosenLayers({ chosen, brightness }: StyleParts, sources: ReadonlySet<string>): LayerSpecification[] {
  if (chosen === undefined) return []
  const source = {
    parcel: 'parcels',
    place: 'places',
    carrier: 'carriers',
    assessment: 'assessments',
    offer: 'offers',
  }[chosen.kind]
  if (source === undefined || !sources.has(source)) return []
  return [
    {
      id: 'chosen',
      type: 'line',
      source,
      ...(source === 'parcels' ? { 'source-layer': 'parcels' } : {}),
      filter: ['==', ['to-string', ['get', 'id']], chosen.id],
      paint: { 'line-color': tokens[brightness].error, 'line-width': 4 },
    },
    {
      id: 'chosen-point',
      type: 'circle',
      source,
      ...(source === 'parcels' ? { 'source-layer': 'parcels' } : {}),
      filter: ['all', ['==', ['geometry-type'], 'Point'], ['==', ['to-string', ['get', 'id']], chosen.id]],
      paint: {
        'circle-radius': 11,
        'circle-opacity': 0,
        'circle-stroke-color': tokens[brightness].error,
        'circle-stroke-width': 3,
      },
    },
  ]
}
