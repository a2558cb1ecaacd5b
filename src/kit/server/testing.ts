import type { Hono } from 'hono'
import type { Actor, Grant } from '#base/decision.ts'
import type { Programme } from '#pack/programme.ts'
import type { RecordStore } from './db.ts'
import type { Facts } from './facts.ts'
import type { House } from './house.ts'
import type { CapabilityServer } from './http.ts'

export type TestHouseOptions = {
  /** Instant of the clock, default 2026-03-02T02:00:00Z. */
  readonly now?: Date
  /** A programme in place of the demo pack. */
  readonly programme?: Programme
  readonly facts?: 'duckdb' | 'postgres'
}

export type TestHouse = House & {
  readonly clock: House['clock'] & { set(instant: Date): void; advance(milliseconds: number): void }
  close(): Promise<void>
}

export type TestApp = {
  readonly app: Hono
  /** Sends a request as an actor; a body becomes JSON, with method POST unless another is given. */
  ask(actor: Actor, path: string, request?: { method?: string; body?: unknown; headers?: Record<string, string> }): Promise<Response>
}

/** The record on a database of its own, cloned from the migrated template: real PostgreSQL, tens of milliseconds. */
export declare function openTestRecord(): Promise<RecordStore>
/** An empty mirror. */
export declare function openTestFacts(engine: 'duckdb' | 'postgres'): Promise<Facts>
/** A whole house on real engines with the demo pack; acts, jobs are created and not started. */
export declare function openTestHouse(options?: TestHouseOptions): Promise<TestHouse>
/** The application in process; sessions answer with whoever `ask` names. */
export declare function openTestApp(house: House, capabilities: readonly CapabilityServer[]): TestApp
/** A person holding permissions everywhere, or exactly these grants. */
export declare function testActor(held: readonly (string | Grant)[], more?: Partial<Actor>): Actor
