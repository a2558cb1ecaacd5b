import { traverseContractProcedures } from '@orpc/server'
import { sql } from 'kysely'
import type { z } from 'zod'
import { type Actor, anonymous, type May, system } from '#base/decision.ts'
import type { EndpointMeta } from '#base/endpoint.ts'
import { ProblemBody } from '#base/problem.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { refreshDimensions } from '#capabilities/indicators/server/service.ts'
import { startMirror } from '#capabilities/observations/server/service.ts'
import { listEndpoints } from '#kit/server/gate.ts'
import { createHttp } from '#kit/server/http.ts'
import { listen } from '#kit/server/serve.ts'
import { openTestHouse, testActor, type TestHouse } from '#kit/server/testing.ts'
import { capabilities } from './capabilities.ts'

/** One endpoint with an address that can be asked; `input` for those of a contract. */
export type Door = { name: string; method: string; path: string; address: string; may: May; input?: z.ZodType }

/** Numbers fit what counts, uuids the rest: a gate that stands before the input does not care. */
const filled = (path: string): string =>
  path
    .replace(/^\/api\/returns\/(\{id\}|:id)/, '/api/returns/1')
    .replace(/\{[^}]+\}|:[a-zA-Z]+/g, '00000000-0000-4000-8000-000000000001')

/** The endpoints of all contracts. */
export const contractDoors: readonly Door[] = capabilities.flatMap(({ name, contract }) => {
  const found: Door[] = []
  if (contract === undefined) return found
  traverseContractProcedures({ router: contract, path: [name] }, ({ contract: procedure, path }) => {
    const { route, meta, inputSchema } = procedure['~orpc']
    const { may = 'signed_in' } = meta as Partial<EndpointMeta>
    const address = `/api${route.path ?? ''}`
    const door = { name: path.join('.'), method: route.method ?? 'POST', path: address, address: filled(address), may }
    found.push(inputSchema === undefined ? door : { ...door, input: inputSchema as z.ZodType })
  })
  return found
})

/** The routes outside the contracts: files, workbooks. */
export function plainDoors(house: TestHouse): Door[] {
  return capabilities.flatMap(({ plainRoutes }) =>
    listEndpoints({}, plainRoutes?.(house) ?? []).map((one) => ({ ...one, address: filled(one.path) })),
  )
}

/** The fields of the body or the query: what stands in the address comes from there. */
export function fieldsOf({ input, path }: Door): string[] {
  const shape = (input as { shape?: Record<string, unknown> } | undefined)?.shape
  return Object.keys(shape ?? {}).filter((name) => !path.includes(`{${name}}`))
}

/** Somebody who holds every permission that any endpoint asks for. */
export function holderOfEverything(house: TestHouse): Actor {
  const asked = [...contractDoors, ...plainDoors(house)].map(({ may }) => may)
  const more = ['returns.submit', 'returns.approve', 'returns.send_back', 'returns.correct', 'observations.see_micro']
  return testActor([...new Set([...asked, ...more])], { id: '00000000-0000-4000-8000-0000000000aa' })
}

/** A house with two enterprises that listens on a port of its own; whoever asks is `actor`. */
export type ListeningHouse = {
  readonly house: TestHouse
  readonly url: string
  readonly firms: readonly string[]
  actor: Actor
  close(): Promise<void>
}

/** Real engines, real sockets, the demo pack. */
export async function openListeningHouse(): Promise<ListeningHouse> {
  const house = await openTestHouse()
  const doors: { actor: Actor } = { actor: anonymous }
  for (const { reacts } of capabilities) reacts?.(house)
  const firm = { industry: '1011', aboveScaleSince: '2020-01-01', openedOn: '2015-01-01', synthetic: false }
  const firms = await house.record.withActor(system, (tx) =>
    createEnterprisesInBulk(tx, house.programme(), [
      { ...firm, name: '云渚灯彩厂', town: 'kite' },
      { ...firm, name: '云渚光源厂', town: 'flute' },
    ]),
  )
  await startMirror(house)
  await refreshDimensions(house)
  const app = createHttp({ house, sessions: { actorOf: async () => doors.actor }, capabilities })
  const listening = await listen(app, { host: '127.0.0.1', port: 0 })
  return Object.assign(doors, {
    house,
    url: listening.url,
    firms,
    async close() {
      await listening.close()
      await house.close()
    },
  })
}

/** How many rows every table holds, as one text that can be compared. Counts of uses are no content. */
export async function countRows({ record }: Pick<TestHouse, 'record'>): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename <> 'kit_use' order by 1`.execute(
    record.owner,
  )
  const counts = tables.map(({ name }) => `select '${name}' as name, count(*) as n from ${name}`).join(' union all ')
  const { rows } = await sql.raw<{ name: string; n: string }>(counts).execute(record.owner)
  return rows.map(({ name, n }) => `${name} ${n}`).join('\n')
}

/** What is wrong with an answer as such: a failure of the server, a refusal that is no problem or that names nothing. */
export function faultOf(status: number, text: string): string | undefined {
  if (status < 400) return undefined
  if (status >= 500) return `${status} ${text.slice(0, 300)}`
  const parsed = ProblemBody.safeParse(jsonOf(text))
  if (!parsed.success) return `${status} without a problem: ${text.slice(0, 200)}`
  const { issues, details } = parsed.data
  const namesNothing = status === 400 && issues.length === 0 && Object.keys(details).length === 0
  return namesNothing ? `400 that names nothing: ${text.slice(0, 200)}` : undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
