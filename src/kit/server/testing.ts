import { AsyncLocalStorage } from 'node:async_hooks'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { anonymous } from '#base/decision.ts'
import type { Actor, Grant } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import type { Programme } from '#pack/programme.ts'
import { settableClock } from './clock.ts'
import type { Clock } from './clock.ts'
import type { RecordStore } from './db.ts'
import { openDuckDbFacts } from './facts-duckdb.ts'
import { openPostgresFacts } from './facts-postgres.ts'
import type { Facts } from './facts.ts'
import type { House, ProgrammeInForce } from './house.ts'
import { createHttp } from './http.ts'
import type { CapabilityServer } from './http.ts'
import { quietLog } from './log.ts'
import type { Log } from './log.ts'
import { buildHouse } from './open-house.ts'
import { hashOfProgramme, loadProgramme } from './pack-folder.ts'
import { readSettings } from './settings.ts'
import { cloneTestRecord } from './testing-server.ts'

/** The record on a database of its own, cloned from the migrated template; closing drops it. */
export async function openTestRecord(): Promise<RecordStore> {
  return (await cloneTestRecord()).record
}

/** An empty mirror of its own: DuckDB in memory, or a database on the PostgreSQL of the test run. */
export async function openTestFacts(engine: 'duckdb' | 'postgres'): Promise<Facts> {
  if (engine === 'duckdb') return openDuckDbFacts({ threads: 2, memoryMb: 1024 })
  const { record, address } = await cloneTestRecord()
  const facts = await openPostgresFacts(address.owner, quietLog)
  return {
    ...facts,
    async close() {
      await facts.close()
      await record.close()
    },
  }
}

export type TestHouseOptions = {
  /** Instant at which the clock stands, default 2026-03-02T02:00:00Z. */
  readonly now?: Date
  /** A programme in place of the demo pack. */
  readonly programme?: Programme
  readonly facts?: 'duckdb' | 'postgres'
  /** Where the house says what it does, default nowhere. */
  readonly log?: Log
  /** More settings, as environment variables. */
  readonly env?: Readonly<Record<string, string>>
}

export type TestHouse = House & {
  readonly clock: Clock & { set(instant: Date): void; advance(milliseconds: number): void }
  /** Starts jobs and reactions. */
  start(): Promise<void>
  close(): Promise<void>
}

/** A whole house on real engines with the demo pack. Reactions and jobs run after `start`. */
export async function openTestHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  const programme = withHash(options.programme ?? (await demoProgramme()))
  const dataDir = await mkdtemp(path.join(tmpdir(), 'jidi-house-'))
  await chmod(dataDir, 0o755)
  const settings = readSettings({ PACK: 'demo', DATA_DIR: dataDir, POPULATION: 'none', ...options.env })
  const clock = settableClock(options.now ?? new Date('2026-03-02T02:00:00Z'))
  const [record, facts] = await Promise.all([openTestRecord(), openTestFacts(options.facts ?? 'duckdb')])
  const parts = { settings, log: options.log ?? quietLog, programme: () => programme, clock }
  const opened = buildHouse(parts, { record, facts })
  return {
    ...opened.house,
    clock,
    start: opened.start,
    async close() {
      await opened.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

let demo: Promise<Programme> | undefined

/** The programme of the fictional county that tests work with. Throws Problem `invalid_pack` naming every mistake. */
export function demoProgramme(): Promise<Programme> {
  demo ??= loadProgramme(['demo'], process.cwd()).then(({ programme, problems }) => {
    if (programme) return programme
    throw new Problem('invalid_pack', { issues: problems })
  })
  return demo
}

function withHash(programme: Programme): ProgrammeInForce {
  return { ...programme, hash: hashOfProgramme(programme) }
}

export type TestRequest = {
  /** GET without a body, POST with one, unless said otherwise. */
  readonly method?: string
  /** Becomes JSON, unless it is a form, bytes or text already. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type TestApp = {
  /** Sends a request through the public door as an actor. */
  ask(actor: Actor, address: string, request?: TestRequest): Promise<Response>
}

/** The application in process; whoever `ask` names is signed in. */
export function openTestApp(house: House, capabilities: readonly CapabilityServer[]): TestApp {
  const actors = new AsyncLocalStorage<Actor>()
  for (const { reacts } of capabilities) reacts?.(house)
  const sessions = { actorOf: async () => actors.getStore() ?? anonymous }
  const app = createHttp({ house, sessions, capabilities })
  return {
    ask(actor, address, { method, body, headers } = {}) {
      const isRaw = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData
      const type: Record<string, string> = body === undefined || isRaw ? {} : { 'content-type': 'application/json' }
      const init = {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { ...type, ...headers },
        body: isRaw || body === undefined ? (body as RequestInit['body']) : JSON.stringify(body),
      }
      return actors.run(actor, async () => app.request(address, init))
    },
  }
}

/** A person holding permissions everywhere, or exactly these grants. */
export function testActor(held: readonly (string | Grant)[], more: Partial<Actor> = {}): Actor {
  const grants = held.map((grant): Grant => (typeof grant === 'string' ? { permission: grant, scope: 'all' } : grant))
  return { id: 'test-person', kind: 'person', name: 'Test Person', roles: [], grants, ...more }
}
