import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
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
  const stop = async (): Promise<void> => {
    if (local) await local.stop()
    else await onMaintenance(server, (client) => client.query(`drop database if exists ${template} with (force)`))
  }
  try {
    await makeTemplate(server)
  } catch (error) {
    await stop()
    throw error
  }
  process.env[variable] = JSON.stringify(server)
  return stop
}

async function makeTemplate(server: TestServer): Promise<void> {
  const create = `create database ${server.template} template template0 encoding 'UTF8'`
  await onMaintenance(server, (client) => client.query(create))
  const record = await connectRecord(addressOf(server, server.template), quietLog)
  try {
    await migrate(record.owner, await listMigrations(path.resolve('db')), quietLog)
    await installJobs(record)
  } finally {
    await record.close()
  }
}

async function startTemporaryPostgres(): Promise<{ socketDir: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'jidi-test-'))
  await chmod(folder, 0o755)
  const server = await startLocalPostgres(folder, quietLog, fast)
  const watch = stopWithUs(server.pid, folder)
  return {
    socketDir: server.socketDir,
    async stop() {
      await server.stop()
      watch.kill('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A test run may be killed: a shell that reads from us until we are gone then stops the server and clears its folder. */
function stopWithUs(pid: number, folder: string): ChildProcess {
  const script = `cat; kill -INT ${pid}; while kill -0 ${pid} 2>/dev/null; do sleep 0.1; done; rm -rf '${folder}'`
  const watch = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  watch.unref()
  ;(watch.stdin as unknown as Socket).unref()
  return watch
}

/** Clones the template: a migrated record of one's own. Closing it drops the database. */
export async function cloneTestRecord(): Promise<TestRecord> {
  const server = await findTestServer()
  return openTestDatabase(server, server.template)
}

/** A database of one's own in which nothing is. Closing it drops it. */
export async function emptyTestRecord(): Promise<TestRecord> {
  return openTestDatabase(await findTestServer(), `template0 encoding 'UTF8'`)
}

type TestRecord = { record: RecordStore; address: RecordAddress }

async function openTestDatabase(server: TestServer, template: string): Promise<TestRecord> {
  const name = `jidi_t_${randomBytes(6).toString('hex')}`
  await onMaintenance(server, (client) => client.query(`create database ${name} template ${template}`))
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
