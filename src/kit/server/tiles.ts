import GeoJSONVT from 'geojson-vt'
import vtPbf, { type TileFeature } from 'vt-pbf'
import type { AreaShape, Bounds, Position } from '#base/geo/geometry.ts'
import { piecesOf } from '#base/geo/geometry.ts'

/** A tile of the web's square map (EPSG:3857): zoom, column from the west, row from the north. */
export type TileAddress = { readonly z: number; readonly x: number; readonly y: number }

const extent = 4096
const buffer = 64

/** Where a position lies on the square map of the web, each from 0 to 1. */
function onSquare([longitude, latitude]: readonly [number, number]): [number, number] {
  const sine = Math.sin((latitude * Math.PI) / 180)
  return [longitude / 360 + 0.5, 0.5 - (0.25 * Math.log((1 + sine) / (1 - sine))) / Math.PI]
}

function fromSquare([u, v]: readonly [number, number]): Position {
  return [(u - 0.5) * 360, (Math.atan(Math.sinh(Math.PI * (1 - 2 * v))) * 180) / Math.PI]
}

/** The tile of a zoom in which a position lies. */
export function tileAt(z: number, position: readonly [number, number]): TileAddress {
  const [u, v] = onSquare(position)
  const count = 2 ** z
  const step = (part: number): number => Math.min(count - 1, Math.max(0, Math.floor(part * count)))
  return { z, x: step(u), y: step(v) }
}

/** The ground of a tile in degrees, its margin included. */
export function boundsOfTile({ z, x, y }: TileAddress): Bounds {
  const count = 2 ** z
  const margin = buffer / extent
  const [west, north] = fromSquare([(x - margin) / count, Math.max(0, (y - margin) / count)])
  const [east, south] = fromSquare([(x + 1 + margin) / count, Math.min(1, (y + 1 + margin) / count)])
  return [west, south, east, north]
}

/** The tiles of a zoom that a box touches. */
export function tilesAround(z: number, [west, south, east, north]: Bounds): TileAddress[] {
  const [first, last] = [tileAt(z, [west, north]), tileAt(z, [east, south])]
  const found: TileAddress[] = []
  for (let x = first.x; x <= last.x; x += 1) for (let y = first.y; y <= last.y; y += 1) found.push({ z, x, y })
  return found
}

/** A piece of a shape as a tile holds it, and the number of the shape in the list that was cut. */
export type CutShape = { readonly shape: number; readonly type: 3; readonly geometry: [number, number][][] }

/** Shapes of one tile, ready to be cut into it and the tiles below it. */
export type Sheet = { cut(address: TileAddress): CutShape[] }

const nearby = 2

/**
 * Makes the sheet of a tile, down to the zoom `deepest`. geojson-vt cuts a whole world from the top; a sheet is a small world of four by four
 * tiles around its own, so that none of the zooms above it is cut.
 */
export function createSheet(shapes: readonly AreaShape[], sheet: TileAddress, deepest: number): Sheet {
  const count = 2 ** sheet.z
  const side = 2 ** nearby
  const moved = (position: Position): Position => {
    const [u, v] = onSquare(position)
    return fromSquare([(u * count - sheet.x + 1) / side, (v * count - sheet.y + 1) / side])
  }
  const features = shapes.map((shape, index) => ({
    type: 'Feature' as const,
    properties: { shape: index },
    geometry: {
      type: 'MultiPolygon' as const,
      coordinates: piecesOf(shape).map((rings) => rings.map((ring) => ring.map(moved))),
    },
  }))
  const options = { maxZoom: nearby + deepest - sheet.z, indexMaxZoom: 0, indexMaxPoints: 0, extent, buffer }
  const world = new GeoJSONVT({ type: 'FeatureCollection', features }, options)
  return {
    cut({ z, x, y }) {
      const deeper = 2 ** (z - sheet.z)
      const at = [x - (sheet.x - 1) * deeper, y - (sheet.y - 1) * deeper] as const
      const tile = world.getTile(nearby + z - sheet.z, at[0], at[1])
      return (tile?.features ?? []).flatMap((each) =>
        each.type === 3 ? [{ shape: each.tags?.shape as number, type: each.type, geometry: each.geometry }] : [],
      )
    },
  }
}

/** Writes a vector tile of one layer (version 2); properties that are null or undefined are left out. */
export function encodeTile(
  layer: string,
  features: readonly { readonly cut: CutShape; readonly properties: Readonly<Record<string, unknown>> }[],
): Uint8Array {
  const written = features.map(({ cut: { type, geometry }, properties }): TileFeature => {
    const tags: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(properties))
      if (value !== undefined && value !== null) tags[name] = value
    return { type, geometry, tags }
  })
  return vtPbf.fromGeojsonVt({ [layer]: { features: written } }, { version: 2, extent })
}
