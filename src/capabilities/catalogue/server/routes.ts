import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { catalogueContract } from '../contract.ts'
import { classificationsOf } from '../rules.ts'
import { listSupplies, noteArrival, showSupply, takeBackArrival } from './catalogue.ts'
import { listPlatforms, notePlatformState, showPlatform } from './platforms.ts'

export function catalogueRoutes(house: House) {
  const on = implementContract(catalogueContract)
  return on.router({
    list: on.list.handler(({ context, input }) => listSupplies(house, context.actor, input.unit)),
    get: on.get.handler(({ context, input }) => showSupply(house, context.actor, input.id)),
    record: on.record.handler(({ context, input }) => noteArrival(house, context.actor, input)),
    withdraw: on.withdraw.handler(({ context, input }) => takeBackArrival(house, context.actor, input)),
    platforms: on.platforms.handler(async ({ context }) => ({ rows: await listPlatforms(house, context.actor) })),
    platform: on.platform.handler(({ context, input }) => showPlatform(house, context.actor, input.id)),
    platformState: on.platformState.handler(({ context, input }) => notePlatformState(house, context.actor, input)),
    classifications: on.classifications.handler(async () => ({ rows: classificationsOf(house.programme()) })),
  })
}
