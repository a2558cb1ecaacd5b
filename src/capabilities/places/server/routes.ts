import { Problem } from '#base/problem.ts'
import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { placesContract } from '../contract.ts'
import { findPlaceDetail, listPlaces, placeKinds } from '../rules.ts'

/** Routes of the places contract. Places are data of the pack and no secret: whoever may see places sees all. */
export function placesRoutes(house: House) {
  const gate = implementContract(placesContract)
  return gate.router({
    list: gate.list.handler(async ({ input }) => ({
      kinds: placeKinds(house.programme()),
      rows: listPlaces(house.programme(), input),
    })),
    get: gate.get.handler(async ({ input }) => {
      const place = findPlaceDetail(house.programme(), input.id)
      if (place === undefined) throw new Problem('not_found', { details: { kind: 'place', id: input.id } })
      return place
    }),
  })
}
