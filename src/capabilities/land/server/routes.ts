import { implementContract, type PlainRoute } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { landContract } from '../contract.ts'
import { agreementHandlers } from './agreement-routes.ts'
import { assessmentFileRoutes } from './assessment-files.ts'
import { assessmentHandlers } from './assessment-routes.ts'
import { carrierFileRoutes, carrierHandlers } from './carrier-routes.ts'
import { indicatorHandlers } from './indicator-routes.ts'
import { lotHandlers } from './lot-routes.ts'
import { offerFileRoutes } from './offer-files.ts'
import { renewalHandlers } from './renewal-routes.ts'
import { offerHandlers, supplyHandlers } from './supply-routes.ts'

/** Routes of the land contract. */
export function landRoutes(house: House) {
  const on = implementContract(landContract)
  return on.router({
    ...agreementHandlers(house),
    ...assessmentHandlers(house),
    ...carrierHandlers(house),
    ...indicatorHandlers(house),
    ...lotHandlers(house),
    ...offerHandlers(house),
    ...renewalHandlers(house),
    ...supplyHandlers(house),
  })
}

/** Documents, and files that are read before anything is stored. */
export function landPlainRoutes(house: House): PlainRoute[] {
  return [...assessmentFileRoutes(house), ...carrierFileRoutes(house), ...offerFileRoutes(house)]
}
