import type { Actor, Grant } from '#base/decision.ts'
import { refreshDimensions } from '#capabilities/indicators/server/service.ts'
import { startMirror } from '#capabilities/observations/server/service.ts'
import type { CapabilityServer } from '#kit/server/http.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { supervisionContract } from '../contract.ts'
import { supervisionReacts } from './reacts.ts'
import { supervisionPlainRoutes, supervisionRoutes } from './routes.ts'

/** The room with those beneath it that a test names, on the demo county. */
export async function openSupervision(
  now: string,
  beneath: readonly CapabilityServer[],
): Promise<{ house: TestHouse; app: TestApp }> {
  const house = await openTestHouse({ now: new Date(now) })
  await startMirror(house)
  await refreshDimensions(house)
  const app = openTestApp(house, [
    ...beneath,
    {
      name: 'supervision',
      contract: supervisionContract,
      routes: supervisionRoutes,
      plainRoutes: supervisionPlainRoutes,
      reacts: supervisionReacts,
    },
  ])
  return { house, app }
}

const verbs = ['see', 'plan', 'report', 'issue', 'reply', 'decide', 'meet', 'record'].map(
  (verb) => `supervision.${verb}`,
)

/** The office of the headquarters: plans, issues, decides everywhere. */
export const officer: Actor = testActor([...verbs, 'workflows.see', 'workflows.extend', 'indicators.see'], {
  id: '00000000-0000-4000-8000-000000000001',
  organisation: 'county-headquarters',
})

/** A person of a unit, as the roles of units have it. */
export function unitOf(organisation: string, more: readonly string[] = []): Actor {
  const held = ['supervision.see', 'supervision.report', 'supervision.reply', 'workflows.see', ...more]
  return testActor(
    held.map((permission): Grant => ({ permission, scope: 'organisation', organisation })),
    { id: `00000000-0000-4000-8000-0000000001${String(organisation.length).padStart(2, '0')}`, organisation },
  )
}

/** A person of a base. */
export function baseOfficer(place: string, organisation: string): Actor {
  const held = ['see', 'report', 'reply', 'meet', 'record'].map((verb) => `supervision.${verb}`)
  return testActor(
    [...held, 'workflows.see'].map((permission): Grant => ({ permission, scope: 'place', place })),
    { id: '00000000-0000-4000-8000-000000000201', organisation },
  )
}

/** Asks and expects an answer; what is refused says why. */
export async function answerOf<Body>(asked: Promise<Response>): Promise<Body> {
  const response = await asked
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${response.status} ${text.slice(0, 800)}`)
  return JSON.parse(text) as Body
}

export type Refused = {
  readonly status: number
  readonly code: string
  readonly details: Readonly<Record<string, unknown>>
  readonly issues: readonly { readonly text: string; readonly where: string }[]
}

/** Asks and expects a refusal. */
export async function refusalOf(asked: Promise<Response>): Promise<Refused> {
  const response = await asked
  const body = (await response.json()) as Omit<Refused, 'status'>
  return { ...body, status: response.status }
}
