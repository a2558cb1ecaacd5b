import type { AreaShape } from '#base/geo/geometry.ts'
import { parcelsContract } from '#capabilities/parcels/contract.ts'
import { parcelsRoutes } from '#capabilities/parcels/server/routes.ts'
import { workflowsContract } from '#capabilities/workflows/contract.ts'
import { workflowsPlainRoutes } from '#capabilities/workflows/server/file-routes.ts'
import { workflowsReacts } from '#capabilities/workflows/server/reacts.ts'
import { workflowsRoutes } from '#capabilities/workflows/server/routes.ts'
import type { CapabilityServer } from '#kit/server/http.ts'
import { openTestApp, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { landContract } from '../contract.ts'
import { landReacts } from './reacts.ts'
import { landPlainRoutes, landRoutes } from './routes.ts'

/** Land with the rooms beneath it whose doors its tests knock at, and those above that a test names. */
export function openLandApp(house: TestHouse, above: readonly CapabilityServer[] = []): TestApp {
  return openTestApp(house, [
    { name: 'parcels', contract: parcelsContract, routes: parcelsRoutes },
    {
      name: 'workflows',
      contract: workflowsContract,
      routes: workflowsRoutes,
      plainRoutes: workflowsPlainRoutes,
      reacts: workflowsReacts,
    },
    { name: 'land', contract: landContract, routes: landRoutes, plainRoutes: landPlainRoutes, reacts: landReacts },
    ...above,
  ])
}

export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** About two hectares of ground whose western edge is there. */
export const groundAt = (x: number): AreaShape => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, 29],
      [x + 0.002, 29],
      [x + 0.002, 29.001],
      [x, 29.001],
      [x, 29],
    ],
  ],
})

/** Asks and expects an answer; what is refused says why. */
export async function answer<Body>(asked: Promise<Response>): Promise<Body> {
  const response = await asked
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${response.status} ${text.slice(0, 800)}`)
  return JSON.parse(text) as Body
}

type Refused = {
  readonly status: number
  readonly code: string
  readonly details: Readonly<Record<string, unknown>>
  readonly issues: readonly {
    readonly text: string
    readonly where: string
    readonly found?: string
    readonly expected?: string
    readonly details?: object
  }[]
}

/** Asks and expects a refusal, with its status. */
export async function refusal(asked: Promise<Response>): Promise<Refused> {
  const response = await asked
  return { ...((await response.json()) as Omit<Refused, 'status'>), status: response.status }
}
