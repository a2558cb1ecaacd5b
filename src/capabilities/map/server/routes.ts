import { gunzipSync } from 'node:zlib'
import { Problem } from '#base/problem.ts'
import { listAssessmentsWithin, listCarriersWithin } from '#capabilities/land/server/service.ts'
import { implementContract, type PlainContext, type PlainRoute, route } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import type { TileAddress } from '#kit/server/tiles.ts'
import { mapContract, shapesAtMost } from '../contract.ts'
import { mapSettings, placesLayer, readBounds } from '../rules/layers.ts'
import { sightOf } from '../rules/sight.ts'
import { addUpDrawn, listParcels } from './ask.ts'
import { stockOf } from './map-stock.ts'

/** Routes of the map contract. Outlines are data of the pack and no secret. */
export function mapRoutes(house: House) {
  const on = implementContract(mapContract)
  return on.router({
    settings: on.settings.handler(async () => mapSettings(house.programme(), house.settings.map)),
    places: on.places.handler(async ({ input }) => placesLayer(house.programme(), readBounds(input.bounds))),
    carriers: on.carriers.handler(({ context, input }) =>
      house.record.withActor(context.actor, async (tx) =>
        featuresOf(await listCarriersWithin(tx, within(house, input.bounds))),
      ),
    ),
    assessments: on.assessments.handler(({ context, input }) =>
      house.record.withActor(context.actor, async (tx) =>
        featuresOf(await listAssessmentsWithin(tx, within(house, input.bounds))),
      ),
    ),
    parcels: on.parcels.handler(({ context, input }) =>
      listParcels(house, { ...input, sight: sightOf(context.actor) }),
    ),
    totals: on.totals.handler(({ context, input }) => addUpDrawn(house, context.actor, input.geometry)),
  })
}

function within(house: House, text: string | undefined) {
  const bounds = readBounds(text)
  return { on: todayOf(house), most: shapesAtMost, ...(bounds === undefined ? {} : { bounds }) }
}

/** Rows with a shape as GeoJSON; a row without one is not on the map. */
function featuresOf<Geometry, Row extends { readonly id: string; readonly geometry: Geometry | null }>(
  rows: readonly Row[],
) {
  const features = rows.flatMap(({ geometry, ...properties }) =>
    geometry === null ? [] : [{ type: 'Feature' as const, id: properties.id, geometry, properties }],
  )
  return { type: 'FeatureCollection' as const, features }
}

/** Vector tiles: whoever asks gets what their permission reaches, and the same bytes until something of it changes. */
export function mapPlainRoutes(house: House): PlainRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/map/tiles/parcels/:z/:x/:y',
      may: 'parcels.see',
      summary: 'A vector tile of parcels, or of blocks of parcels far out; 204 where there is nothing',
      handler: async (context) => {
        const tile = await stockOf(house).tile(addressOf(context), sightOf(context.actor))
        return answerWith(tile, context.request)
      },
    }),
  ]
}

const mostZoom = 22

function addressOf({ params }: PlainContext): TileAddress {
  const whole = (name: 'z' | 'x' | 'y', most: number): number => {
    const text = params[name] ?? ''
    if (/^\d{1,7}$/.test(text) && Number(text) <= most) return Number(text)
    throw new Problem('invalid_input', {
      issues: [{ text: 'map.no_such_tile', where: `path.${name}`, found: text, expected: `0 … ${most}` }],
    })
  }
  const z = whole('z', mostZoom)
  return { z, x: whole('x', 2 ** z - 1), y: whole('y', 2 ** z - 1) }
}

function answerWith(
  tile: { readonly bytes: Uint8Array; readonly isPacked: boolean; readonly etag: string } | undefined,
  request: Request,
): Response {
  const headers = { 'cache-control': 'private, no-cache', vary: 'accept-encoding, cookie, authorization' }
  if (tile === undefined) return new Response(null, { status: 204, headers })
  const known = { ...headers, etag: tile.etag }
  if (request.headers.get('if-none-match') === tile.etag) return new Response(null, { status: 304, headers: known })
  const type = { ...known, 'content-type': 'application/vnd.mapbox-vector-tile' }
  const bytes = tile.bytes as Uint8Array<ArrayBuffer>
  if (!tile.isPacked) return new Response(bytes, { headers: type })
  if (!/\bgzip\b/.test(request.headers.get('accept-encoding') ?? ''))
    return new Response(gunzipSync(bytes), { headers: type })
  return new Response(bytes, { headers: { ...type, 'content-encoding': 'gzip' } })
}
