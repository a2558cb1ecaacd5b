import { catalogueContract } from '#capabilities/catalogue/contract.ts'
import { catalogueRoutes } from '#capabilities/catalogue/server/routes.ts'
import { enterprisesContract } from '#capabilities/enterprises/contract.ts'
import { enterprisesPlainRoutes, enterprisesRoutes } from '#capabilities/enterprises/server/routes.ts'
import { evaluationsContract } from '#capabilities/evaluations/contract.ts'
import { evaluationsReacts } from '#capabilities/evaluations/server/reacts.ts'
import { evaluationsPlainRoutes, evaluationsRoutes } from '#capabilities/evaluations/server/routes.ts'
import { indicatorsContract } from '#capabilities/indicators/contract.ts'
import { indicatorsReacts } from '#capabilities/indicators/server/reacts.ts'
import { indicatorsRoutes } from '#capabilities/indicators/server/routes.ts'
import { landContract } from '#capabilities/land/contract.ts'
import { landReacts } from '#capabilities/land/server/reacts.ts'
import { landPlainRoutes, landRoutes } from '#capabilities/land/server/routes.ts'
import { mapContract } from '#capabilities/map/contract.ts'
import { mapReacts } from '#capabilities/map/server/reacts.ts'
import { mapPlainRoutes, mapRoutes } from '#capabilities/map/server/routes.ts'
import { needsContract } from '#capabilities/needs/contract.ts'
import { needsReacts } from '#capabilities/needs/server/reacts.ts'
import { needsRoutes } from '#capabilities/needs/server/routes.ts'
import { observationsContract } from '#capabilities/observations/contract.ts'
import { observationsReacts } from '#capabilities/observations/server/reacts.ts'
import { observationsPlainRoutes, observationsRoutes } from '#capabilities/observations/server/routes.ts'
import { parcelsContract } from '#capabilities/parcels/contract.ts'
import { parcelsPlainRoutes, parcelsRoutes } from '#capabilities/parcels/server/routes.ts'
import { operationContract } from '#capabilities/operation/contract.ts'
import { operationRoutes } from '#capabilities/operation/server/routes.ts'
import { peopleContract } from '#capabilities/people/contract.ts'
import { lookDownloads } from '#capabilities/people/server/look-log.ts'
import { providerRoutes } from '#capabilities/people/server/provider-sign-in.ts'
import { peopleRoutes } from '#capabilities/people/server/routes.ts'
import { placesContract } from '#capabilities/places/contract.ts'
import { placesRoutes } from '#capabilities/places/server/routes.ts'
import { releasesContract } from '#capabilities/releases/contract.ts'
import { releasesRoutes } from '#capabilities/releases/server/routes.ts'
import { returnsContract } from '#capabilities/returns/contract.ts'
import { returnsReacts } from '#capabilities/returns/server/reacts.ts'
import { returnsPlainRoutes, returnsRoutes } from '#capabilities/returns/server/routes.ts'
import { supervisionContract } from '#capabilities/supervision/contract.ts'
import { supervisionReacts } from '#capabilities/supervision/server/reacts.ts'
import { supervisionPlainRoutes, supervisionRoutes } from '#capabilities/supervision/server/routes.ts'
import { workflowsContract } from '#capabilities/workflows/contract.ts'
import { workflowsPlainRoutes } from '#capabilities/workflows/server/file-routes.ts'
import { workflowsReacts } from '#capabilities/workflows/server/reacts.ts'
import { workflowsRoutes } from '#capabilities/workflows/server/routes.ts'
import type { CapabilityServer } from '#kit/server/http.ts'

/** Every room of the house, in the order of floors.cjs. */
export const capabilities: readonly CapabilityServer[] = [
  {
    name: 'people',
    contract: peopleContract,
    routes: peopleRoutes,
    plainRoutes: (house) => [...lookDownloads(house), ...providerRoutes(house)],
  },
  {
    name: 'workflows',
    contract: workflowsContract,
    routes: workflowsRoutes,
    plainRoutes: workflowsPlainRoutes,
    reacts: workflowsReacts,
  },
  { name: 'places', contract: placesContract, routes: placesRoutes },
  {
    name: 'enterprises',
    contract: enterprisesContract,
    routes: enterprisesRoutes,
    plainRoutes: enterprisesPlainRoutes,
  },
  { name: 'parcels', contract: parcelsContract, routes: parcelsRoutes, plainRoutes: parcelsPlainRoutes },
  {
    name: 'observations',
    contract: observationsContract,
    routes: observationsRoutes,
    plainRoutes: observationsPlainRoutes,
    reacts: observationsReacts,
  },
  {
    name: 'returns',
    contract: returnsContract,
    routes: returnsRoutes,
    plainRoutes: returnsPlainRoutes,
    reacts: returnsReacts,
  },
  { name: 'releases', contract: releasesContract, routes: releasesRoutes },
  { name: 'indicators', contract: indicatorsContract, routes: indicatorsRoutes, reacts: indicatorsReacts },
  { name: 'catalogue', contract: catalogueContract, routes: catalogueRoutes },
  {
    name: 'evaluations',
    contract: evaluationsContract,
    routes: evaluationsRoutes,
    plainRoutes: evaluationsPlainRoutes,
    reacts: evaluationsReacts,
  },
  {
    name: 'land',
    contract: landContract,
    routes: landRoutes,
    plainRoutes: landPlainRoutes,
    reacts: landReacts,
  },
  { name: 'needs', contract: needsContract, routes: needsRoutes, reacts: needsReacts },
  { name: 'map', contract: mapContract, routes: mapRoutes, plainRoutes: mapPlainRoutes, reacts: mapReacts },
  {
    name: 'supervision',
    contract: supervisionContract,
    routes: supervisionRoutes,
    plainRoutes: supervisionPlainRoutes,
    reacts: supervisionReacts,
  },
  { name: 'operation', contract: operationContract, routes: operationRoutes },
]
