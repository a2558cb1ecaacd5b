import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { mapContract } from '../contract.ts'
import { mapSettings, placesLayer, readBounds } from '../rules/layers.ts'

/** Routes of the map contract. Outlines are data of the pack and no secret. */
export function mapRoutes(house: House) {
  const on = implementContract(mapContract)
  return on.router({
    settings: on.settings.handler(async () => mapSettings(house.programme(), house.settings.map)),
    places: on.places.handler(async ({ input }) => placesLayer(house.programme(), readBounds(input.bounds))),
  })
}
