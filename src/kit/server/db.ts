import { Kysely, PostgresDialect, sql } from 'kysely'
import type { Transaction as KyselyTransaction } from 'kysely'
import pg from 'pg'
import { system } from '#base/decision.ts'
import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { withCommitScope } from './commit-scope.ts'
import { copyIn, copyOut } from './copy.ts'
import type { CopyRows } from './copy.ts'
import { refuseMarked } from './archive/marks.ts'
import { isFolderHeld, keepDataFolder } from './data-folder.ts'
import { appRole, hasLocalPostgres, ownerRole, startLocalPostgres } from './local-postgres.ts'
import type { Log } from './log.ts'
import { listMigrations, migrate } from './migrate.ts'
import { exactTypes, keepCalm } from './pg-types.ts'
import { findRequestScope } from './request-scope.ts'
import type { Settings } from './settings.ts'
import type { KitTables } from './tables.ts'

/** The tables the kit itself knows. A capability adds its own: `tx.withTables<ReturnTables>()`. */
export type Database = KitTables

/** A transaction of one actor on the record; only `withActor` gives one. */
export type Transaction = KyselyTransaction<Database>

/** The record: PostgreSQL with two roles. */
export type RecordStore = {
  /** The role that owns everything: migrations, the accounts and job libraries, rebuilds. No policy holds it. */
  readonly owner: Kysely<Database>
  /** Connections of the owner, for libraries that bring their own SQL. */
  readonly ownerPool: pg.Pool
  /** PostgreSQL's major version, e.g. 15. */
  readonly version: number
  /** One transaction as jidi_app on behalf of an actor, whose id, grants and request the policies and acts see. */
  withActor<T>(actor: Actor, work: (tx: Transaction) => Promise<T>): Promise<T>
  /** The same as the house itself (reactions, jobs, imports at first start). */
  asSystem<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Loads rows by COPY as the owner, in a transaction of its own; answers how many. For populations and restores. */
  bulkLoad(table: string, columns: readonly string[], rows: CopyRows): Promise<number>
  /** Streams the result of a query (our own text, without parameters) as CSV with a header line. */
  copyOut(query: string): AsyncGenerator<Buffer>
  close(): Promise<void>
}

/** How to reach the two roles. */
export type RecordAddress = { readonly owner: pg.PoolConfig; readonly app: pg.PoolConfig }

const oldestVersion = 15

/** Starts or reaches the database, migrates it and opens both roles. Throws Problem `unavailable` or `locked`. */
export async function openRecord(settings: Settings, log: Log): Promise<RecordStore> {
  const migrations = await listMigrations(settings.migrationsDir)
  const { record } = await reachRecord(settings, log)
  const open = async (): Promise<number> => {
    await refuseMarked(record.ownerPool, placeOf(settings))
    return migrate(record.owner, migrations, log)
  }
  await open().catch((error: unknown) => closeAndThrow(record, error))
  return record
}

/** Where the record lies, as people name it. */
function placeOf({ databaseUrl, dataDir }: Settings): string {
  return databaseUrl === undefined ? dataDir : 'DATABASE_URL'
}

/** The record with both roles and how they are reached; its schema is as it lies there. */
export type ReachedRecord = { readonly record: RecordStore; readonly address: RecordAddress }

/** Starts or reaches the database and opens both roles; nothing is migrated. Throws Problem `unavailable` or `locked`. */
export async function reachRecord(settings: Settings, log: Log): Promise<ReachedRecord> {
  if (settings.databaseUrl) {
    const address = serverAddress(settings.databaseUrl, settings.databaseAppUrl)
    return { record: await connectRecord(address, log), address }
  }
  const server = await startLocalPostgres(settings.dataDir, log)
  const folder = await keepDataFolder(server, settings.dataDir, log)
  try {
    await createDatabase(server.socketDir, localDatabase)
    const address = localAddress(server.socketDir)
    const record = await connectRecord(address, log)
    return {
      address,
      record: {
        ...record,
        async close() {
          await record.close()
          await folder.close()
        },
      },
    }
  } catch (error) {
    await folder.close()
    throw error
  }
}

/** How many connections of other processes of ours are at work in the database of a record. */
export async function countOthers({ ownerPool }: Pick<RecordStore, 'ownerPool'>): Promise<number> {
  const { rows } = await ownerPool.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name in ('jidi', 'jidi owner')`,
  )
  return Math.max(0, (rows[0]?.n ?? 0) - ownerPool.totalCount)
}

/**
 * How the owner reaches a database that others may be serving at this moment; one that does not run is started for the visit.
 * Throws Problem `not_found` where the data folder has none.
 */
export async function visitRecord(
  settings: Settings,
  log: Log,
): Promise<{ readonly owner: pg.PoolConfig; close(): Promise<void> }> {
  if (settings.databaseUrl) {
    return { owner: serverAddress(settings.databaseUrl).owner, close: async () => undefined }
  }
  if (!(await hasLocalPostgres(settings.dataDir))) {
    throw new Problem('not_found', { issues: [{ text: 'record.none_here', where: settings.dataDir }] })
  }
  const server = await startLocalPostgres(settings.dataDir, log)
  return {
    owner: localAddress(server.socketDir).owner,
    // Whoever came to work in the folder meanwhile took over the server that was started for this visit.
    close: async () => {
      if (!server.adopted && !(await isFolderHeld(server))) await server.stop()
    },
  }
}

const localDatabase = 'jidi'

function localAddress(host: string): RecordAddress {
  const local = { host, database: localDatabase }
  return { owner: { ...local, user: ownerRole }, app: { ...local, user: appRole } }
}

async function closeAndThrow(record: RecordStore, error: unknown): Promise<never> {
  await record.close()
  throw error
}

/** The owner's address; jidi_app logs in by its own address, or the owner becomes jidi_app on those connections. */
export function serverAddress(ownerUrl: string, appUrl?: string): RecordAddress {
  return {
    owner: { connectionString: ownerUrl },
    app: appUrl ? { connectionString: appUrl } : { connectionString: ownerUrl, options: `-c role=${appRole}` },
  }
}

async function createDatabase(host: string, name: string): Promise<void> {
  const client = new pg.Client({ host, user: ownerRole, database: 'postgres' })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
}

/** Opens both roles on a database that exists; nothing is migrated. */
export async function connectRecord(address: RecordAddress, log: Log): Promise<RecordStore> {
  const ownerPool = openPool({ ...address.owner, max: 8, application_name: 'jidi owner' }, log)
  const version = await checkServer(ownerPool).catch(async (error: unknown) => {
    await ownerPool.end()
    throw error
  })
  const appPool = openPool({ ...address.app, max: 16, application_name: 'jidi', statement_timeout: 60_000 }, log)
  const owner = new Kysely<Database>({ dialect: new PostgresDialect({ pool: ownerPool }) })
  const app = new Kysely<Database>({ dialect: new PostgresDialect({ pool: appPool }) })
  const withActor: RecordStore['withActor'] = (actor, work) =>
    withCommitScope(() =>
      app.transaction().execute(async (tx) => {
        await actFor(tx, actor)
        return work(tx)
      }),
    )
  return {
    owner,
    ownerPool,
    version,
    withActor,
    asSystem: (work) => withActor(system, work),
    bulkLoad: (table, columns, rows) => onConnection(ownerPool, (client) => copyIn(client, { table, columns }, rows)),
    copyOut: (query) => copyFrom(ownerPool, query),
    async close() {
      await Promise.all([app.destroy(), owner.destroy()])
    },
  }
}

/** Tells the transaction, and nothing after it, for whom it works. */
async function actFor(tx: Transaction, actor: Actor): Promise<void> {
  const grants = actor.kind === 'system' ? [{ permission: '*', scope: 'all' }] : actor.grants
  const requestId = findRequestScope()?.requestId ?? ''
  await sql`select set_config('jidi.actor', ${actor.id}, true), set_config('jidi.grants', ${JSON.stringify(grants)}, true),
    set_config('jidi.request', ${requestId}, true)`.execute(tx)
}

/**
 * Lets a part of somebody's transaction reach what only the house may, such as the case above one that was just ended. Who acts stays who
 * acts; the grants are given back afterwards.
 */
export async function inReachOfHouse<T>(tx: Transaction, work: () => Promise<T>): Promise<T> {
  const { rows } = await sql<{ grants: string }>`select current_setting('jidi.grants', true) as grants`.execute(tx)
  const everything = JSON.stringify([{ permission: '*', scope: 'all' }])
  await sql`select set_config('jidi.grants', ${everything}, true)`.execute(tx)
  try {
    return await work()
  } finally {
    await sql`select set_config('jidi.grants', ${rows[0]?.grants ?? '[]'}, true)`.execute(tx).catch(() => {})
  }
}

async function onConnection<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    return await work(client)
  } finally {
    client.release()
  }
}

async function* copyFrom(pool: pg.Pool, query: string): AsyncGenerator<Buffer> {
  const client = await pool.connect()
  let whole = false
  try {
    yield* copyOut(client, query)
    whole = true
  } finally {
    // A reader who stopped early leaves a connection full of rows: it is closed, not reused.
    client.release(!whole)
  }
}

async function checkServer(pool: pg.Pool): Promise<number> {
  const { rows } = await pool
    .query<{ version: string; encoding: string }>(
      `select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding`,
    )
    .catch((error: unknown) => {
      throw new Problem('unavailable', {
        details: { engine: 'PostgreSQL', said: (error as Error).message },
        cause: error,
      })
    })
  const version = Math.floor(Number(rows[0]?.version) / 10_000)
  const found = `PostgreSQL ${version}, ${rows[0]?.encoding}`
  if (version >= oldestVersion && rows[0]?.encoding === 'UTF8') return version
  throw new Problem('unavailable', {
    issues: [
      {
        text: 'record.wrong_server',
        where: 'DATABASE_URL',
        found,
        expected: `PostgreSQL ${oldestVersion} or later, UTF8`,
      },
    ],
  })
}

/** A pool whose numbers never become floats and whose dates never meet a time zone. */
function openPool(config: pg.PoolConfig, log: Log): pg.Pool {
  const pool = new pg.Pool({ connectionTimeoutMillis: 15_000, idleTimeoutMillis: 60_000, ...config, types: exactTypes })
  keepCalm(pool, log)
  return pool
}
