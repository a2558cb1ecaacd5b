import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { connectRecord, serverAddress } from './db.ts'
import type { RecordAddress, RecordStore } from './db.ts'
import { installJobs } from './jobs.ts'
import { appRole, ownerRole, startLocalPostgres } from './local-postgres.ts'
import { quietLog } from './log.ts'
import { listMigrations, migrate } from './migrate.ts'

/** The server of one test run and the migrated template on it; travels to the test files in an environment variable. */
export type TestServer = { readonly socketDir?: string; readonly url?: string; readonly template: string }

const variable = 'JIDI_TEST_SERVER'
const fast = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '64MB',
  max_connections: '200',
}

/**
 * Starts the PostgreSQL of a test run, or reaches the one at TEST_DATABASE_URL, and migrates a template database.
 * Answers what ends it all.
 */
export async function startTestServer(): Promise<() => Promise<void>> {
  const template = `jidi_template_${randomBytes(5).toString('hex')}`
  const url = process.env.TEST_DATABASE_URL
  const local = url ? undefined : await startTemporaryPostgres()
  const server: TestServer = { url, socketDir: local?.socketDir, template }
  await onMaintenance(server, (client) =>
    client.query(`create database ${template} template template0 encoding 'UTF8'`),
  )
  const record = await connectRecord(addressOf(server, template), quietLog)
  await migrate(record.owner, await listMigrations(path.resolve('db')), quietLog)
  await installJobs(record)
  await record.close()
  process.env[variable] = JSON.stringify(server)
  return async () => {
    if (local) await local.stop()
    else await onMaintenance(server, (client) => client.query(`drop database if exists ${template} with (force)`))
  }
}

async function startTemporaryPostgres(): Promise<{ socketDir: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jidi-test-'))
  await chmod(folder, 0o755)
  const server = await startLocalPostgres(folder, quietLog, fast)
  return {
    socketDir: server.socketDir,
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Clones the template: a migrated record of one's own. Closing it drops the database. */
export async function cloneTestRecord(): Promise<{ record: RecordStore; address: RecordAddress }> {
  const server = await findTestServer()
  const name = `jidi_t_${randomBytes(6).toString('hex')}`
  await onMaintenance(server, (client) => client.query(`create database ${name} template ${server.template}`))
  const address = addressOf(server, name)
  const record = await connectRecord(address, quietLog)
  return {
    address,
    record: {
      ...record,
      async close() {
        await record.close()
        await onMaintenance(server, (client) => client.query(`drop database if exists ${name} with (force)`))
      },
    },
  }
}

let ownServer: Promise<unknown> | undefined

/** The server of the run; a file run outside a test run starts one for itself, which ends with the process. */
async function findTestServer(): Promise<TestServer> {
  if (!process.env[variable]) {
    ownServer ??= startTestServer().then((stop) => process.once('beforeExit', () => void stop()))
    await ownServer
  }
  return JSON.parse(process.env[variable] ?? '') as TestServer
}

function addressOf(server: TestServer, database: string): RecordAddress {
  if (!server.url) {
    const local = { host: server.socketDir, database }
    return { owner: { ...local, user: ownerRole }, app: { ...local, user: appRole } }
  }
  const url = new URL(server.url)
  url.pathname = `/${database}`
  return serverAddress(url.href)
}

async function onMaintenance(server: TestServer, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(
    server.url ? server.url : { host: server.socketDir, user: ownerRole, database: 'postgres' },
  )
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
