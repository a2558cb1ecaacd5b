import type { Actor } from '#base/decision.ts'
import { type AreaShape, boundsOf, vertexCount } from '#base/geo/geometry.ts'
import { Problem } from '#base/problem.ts'
import { listCarriersWithin } from '#capabilities/land/server/service.ts'
import { demandGround } from '#capabilities/parcels/server/service.ts'
import { placesAsked, placesOf } from '#capabilities/places/server/service.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import type { MapParcelFilter, MapParcels, MapTotals } from '../contract.ts'
import { carriersWithin } from '../rules/carriers-within.ts'
import type { SortOfParcels } from '../rules/find.ts'
import { readBounds } from '../rules/layers.ts'
import { seesNothing, type Sight, sightOf } from '../rules/sight.ts'
import { stockOf } from './map-stock.ts'

export type ListAsked = MapParcelFilter & {
  readonly sight: Sight
  readonly sort: SortOfParcels
  readonly page: number
  readonly pageSize: number
}

/** The list beside the map: the same parcels, by the same rules. */
export async function listParcels(house: House, asked: ListAsked): Promise<MapParcels> {
  const { sight, sort, page, pageSize, place, bounds, ...search } = asked
  const places = place === undefined ? undefined : placesAsked(placesOf(house.programme()), place)
  const stock = stockOf(house)
  const found = await stock.find({
    sight,
    search: { ...search, places, bounds: readBounds(bounds) },
    sort,
    page,
    pageSize,
  })
  const rows = found.rows.map(({ rows: _rows, industries: _industries, ...row }) => row)
  return { ...found, rows, page, pageSize, version: stock.version() }
}

/** Positions of a drawn shape, and its width and height in degrees, at most. */
const limits = { vertices: 2_000, degrees: 3 }

/** Parcels and buildings within a drawn shape, as far as somebody sees them. @throws Problem too_large, invalid_input */
export async function addUpDrawn(house: House, actor: Actor, geometry: AreaShape): Promise<MapTotals> {
  const drawn = demandDrawn(geometry)
  const sight = sightOf(actor)
  const parcels = await stockOf(house).totals(drawn, sight)
  if (seesNothing(sight.land)) return { ...parcels, carriers: null }
  const asked = { bounds: boundsOf(drawn), on: todayOf(house), most: carriersAtMost }
  const carriers = await house.record.withActor(actor, (tx) => listCarriersWithin(tx, asked))
  if (carriers.length === carriersAtMost)
    throw tooLarge('map.too_many_carriers', String(carriers.length), String(carriersAtMost - 1))
  return { ...parcels, carriers: carriersWithin(drawn, carriers) }
}

/** More buildings in the box of a drawn shape are not added up. */
const carriersAtMost = 20_000

/** The drawn shape in order. @throws Problem too_large, invalid_input with each fault of the shape and its place */
function demandDrawn(drawn: AreaShape): AreaShape {
  const vertices = vertexCount(drawn)
  if (vertices > limits.vertices) throw tooLarge('map.too_many_corners', String(vertices), String(limits.vertices))
  const [west, south, east, north] = boundsOf(drawn)
  const size = Math.max(east - west, north - south)
  if (size > limits.degrees) throw tooLarge('map.too_wide', `${size.toFixed(1)}°`, `${limits.degrees}°`)
  return demandGround(drawn).geometry
}

function tooLarge(text: string, found: string, expected: string): Problem {
  return new Problem('too_large', { issues: [{ text, where: 'body.geometry', found, expected }] })
}
