import type { Kysely, Transaction as KyselyTransaction } from 'kysely'
import type { Actor } from '#base/decision.ts'
import type { KitTables } from './tables.ts'
import type { Log } from './log.ts'
import type { Settings } from './settings.ts'

/** The tables the kit itself knows. A capability adds its own: `tx.withTables<ReturnTables>()`. */
export type Database = KitTables

/** A transaction of one actor on the record; only `withActor` gives one. */
export type Transaction = KyselyTransaction<Database>

export type CopyValue = string | number | bigint | boolean | Date | null

/** The record: PostgreSQL with two roles. */
export type RecordStore = {
  /** The role jidi_owner: migrations, the accounts and job libraries, rebuilds. Row-level policies do not hold it. */
  readonly owner: Kysely<Database>
  /** PostgreSQL's major version, e.g. 15. */
  readonly version: number
  /** One transaction as the role jidi_app on behalf of an actor, whose id, grants and request the policies and acts see. */
  withActor<T>(actor: Actor, work: (tx: Transaction) => Promise<T>): Promise<T>
  /** The same as the house itself (reactions, jobs, imports at first start). */
  asSystem<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Loads rows by COPY as the owner, in one transaction of its own; answers how many. For populations and restores. */
  bulkLoad(table: string, columns: readonly string[], rows: CopyRows): Promise<number>
  /** Streams the result of a query (a text without parameters, never from a user) as CSV with a header line. */
  copyOut(sql: string): AsyncIterable<Buffer>
  close(): Promise<void>
}

export type CopyRows = Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>

/** Starts or reaches the database, migrates it, and opens the two pools. Throws a Problem `unavailable` naming the cause. */
export declare function openRecord(settings: Settings, log: Log): Promise<RecordStore>
