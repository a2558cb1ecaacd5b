import type { LayerSpecification } from 'maplibre-gl'
import type { Position } from '#base/geo/geometry.ts'
import type { Features } from './map-style.ts'

const empty: Features = { type: 'FeatureCollection', features: [] }

/** Corners, the line through them, and the ground within once it is closed. */
export function drawingOf({ corners, closed }: { corners: readonly Position[]; closed: boolean }): Features {
  const [first] = corners
  if (first === undefined) return empty
  const line = closed && corners.length > 2 ? [...corners, first] : corners
  const of = (geometry: object) => ({ type: 'Feature' as const, geometry, properties: {} })
  return {
    type: 'FeatureCollection',
    features: [
      ...(line.length > 1 ? [of({ type: 'LineString', coordinates: line })] : []),
      ...(closed && corners.length > 2 ? [of({ type: 'Polygon', coordinates: [line] })] : []),
      ...corners.map((at) => of({ type: 'Point', coordinates: at })),
    ],
  }
}

/** How what is being drawn looks. */
export function drawingLayers(colour: string): LayerSpecification[] {
  return [
    {
      id: 'drawing-ground',
      type: 'fill',
      source: 'drawing',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': colour, 'fill-opacity': 0.15 },
    },
    {
      id: 'drawing-line',
      type: 'line',
      source: 'drawing',
      filter: ['==', ['geometry-type'], 'LineString'],
      paint: { 'line-color': colour, 'line-width': 2.5 },
    },
    {
      id: 'drawing-corners',
      type: 'circle',
      source: 'drawing',
      filter: ['==', ['geometry-type'], 'Point'],
      paint: { 'circle-radius': 4, 'circle-color': '#ffffff', 'circle-stroke-color': colour, 'circle-stroke-width': 2 },
    },
  ]
}
