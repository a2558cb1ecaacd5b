import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Problem } from '#base/problem.ts'
import type { Log } from './log.ts'
import { placeEngine } from './local-postgres-place.ts'
import type { EnginePlace } from './local-postgres-place.ts'

/** A PostgreSQL that Jidi runs itself on a socket in its data folder. */
export type LocalPostgres = {
  /** Folder of the socket: the `host` of a connection. */
  readonly socketDir: string
  /** True when the server had outlived an earlier Jidi and was taken over. */
  readonly adopted: boolean
  /** Process id of the postmaster. */
  readonly pid: number
  /** Stops it in order, ending its connections. */
  stop(): Promise<void>
}

export const ownerRole = 'jidi_owner'
export const appRole = 'jidi_app'

const retryMilliseconds = 15_000
const recoveryMilliseconds = 600_000
const cannotConnectNow = '57P03'
const undefinedFile = '58P01'

const tuning: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '60',
  shared_buffers: '256MB',
  work_mem: '32MB',
  maintenance_work_mem: '256MB',
  max_wal_size: '2GB',
  wal_compression: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Workers want more shared memory than containers give; long sums are the mirror's work.
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
}

/**
 * Starts PostgreSQL in `<dataDir>/postgres`, or adopts the one still running there after a kill of Jidi.
 * Throws Problem `unavailable` with what PostgreSQL said.
 */
export async function startLocalPostgres(
  dataDir: string,
  log: Log,
  extra: Readonly<Record<string, string>> = {},
): Promise<LocalPostgres> {
  const place = await placeEngine(dataDir, log)
  await initialise(place, log)
  let deadline = Date.now() + retryMilliseconds
  for (;;) {
    const adopted = await findRunning(place)
    if (adopted === 'recovering') deadline = Date.now() + retryMilliseconds
    else if (adopted === 'moved') await stop(place, postmasterLines(place).pid)
    else if (adopted) {
      log.info({ pid: adopted.pid }, 'adopted the running PostgreSQL')
      return running(place, adopted, true)
    }
    const started = await start(place, { ...tuning, ...extra })
    if (started) return running(place, started, false)
    if (Date.now() > deadline)
      throw new Problem('unavailable', { details: { engine: 'PostgreSQL', said: lastLines(place) } })
    await sleep(250)
  }
}

/** Whether a PostgreSQL of ours was ever made for this data folder. Nothing is made by asking. */
export async function hasLocalPostgres(dataDir: string): Promise<boolean> {
  const elsewhere = await readFile(path.join(dataDir, 'postgres-is-at'), 'utf8').catch(() => '')
  const home = elsewhere.trim() || path.join(dataDir, 'postgres')
  return (await readFile(path.join(home, 'cluster', 'PG_VERSION'), 'utf8').catch(() => undefined)) !== undefined
}

/** Makes the cluster in a folder beside and moves it into place, so that a kill in between leaves nothing half made. */
async function initialise(place: EnginePlace, log: Log): Promise<void> {
  const version = await readFile(path.join(place.clusterDir, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (version !== undefined) {
    if (version.trim() === place.majorVersion) return
    throw new Problem('unavailable', {
      issues: [
        { text: 'record.other_version', where: place.clusterDir, found: version.trim(), expected: place.majorVersion },
      ],
    })
  }
  const fresh = `${place.clusterDir}.new`
  await rm(fresh, { recursive: true, force: true })
  const ctype = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const args = ['-D', fresh, '-U', ownerRole, '--auth=trust', '-E', 'UTF8', '--locale-provider=icu']
  args.push('--icu-locale=zh-Hans-CN', `--lc-ctype=${ctype}`, '--locale=C', '--no-instructions')
  const { code, said } = await run(place, 'initdb', args)
  if (code !== 0) throw new Problem('unavailable', { details: { engine: 'initdb', said } })
  await rename(fresh, place.clusterDir)
  log.info({ folder: place.clusterDir }, 'made a PostgreSQL cluster')
}

function run(place: EnginePlace, program: string, args: readonly string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(place.binDir, program), args, {
      ...place.identity,
      cwd: '/',
      env: environment(place),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    const listen = (chunk: Buffer): void => {
      said = `${said}${chunk.toString()}`.slice(-4000)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? -1, said }))
  })
}

function environment(place: EnginePlace): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LD_LIBRARY_PATH: place.libDir, LC_ALL: 'C.UTF-8', TZ: 'UTC' }
}

/** Starts the server in its own session, so that Ctrl-C reaches Jidi first; undefined when it gave up by itself. */
async function start(place: EnginePlace, options: Readonly<Record<string, string>>): Promise<Running | undefined> {
  await mkdir(path.dirname(place.logFile), { recursive: true })
  if ((statSync(place.logFile, { throwIfNoEntry: false })?.size ?? 0) > 20_000_000) truncateSync(place.logFile)
  const logFile = openSync(place.logFile, 'a')
  const args = ['-D', place.clusterDir, '-k', place.socketDir]
  for (const [name, value] of Object.entries(options)) args.push('-c', `${name}=${value}`)
  const child = spawn(path.join(place.binDir, 'postgres'), args, {
    ...place.identity,
    cwd: '/',
    env: environment(place),
    stdio: ['ignore', logFile, logFile],
    detached: true,
  })
  closeSync(logFile)
  let ended = false
  child.on('error', () => (ended = true))
  child.on('exit', () => (ended = true))
  child.unref()
  const deadline = Date.now() + recoveryMilliseconds
  while (!ended && Date.now() < deadline) {
    const found = await findRunning(place)
    if (typeof found === 'object') return found
    await sleep(15)
  }
  return undefined
}

type Running = { readonly pid: number; readonly socketDir: string }

/**
 * The server that answers on our socket and is ours: the same system identifier (the first eight bytes of
 * global/pg_control) and major version. Process ids prove nothing after a kill and are never asked.
 */
async function findRunning(place: EnginePlace): Promise<Running | 'recovering' | 'moved' | undefined> {
  for (const socketDir of new Set([place.socketDir, ...socketNamedByServer(place)])) {
    const client = new pg.Client({
      host: socketDir,
      user: ownerRole,
      database: 'postgres',
      connectionTimeoutMillis: 5000,
    })
    client.on('error', () => {})
    try {
      await client.connect()
      const { rows } = await client.query<{ system: string; version: string }>(
        `select system_identifier::text as system, current_setting('server_version_num') as version from pg_control_system()`,
      )
      const ours = rows[0]?.system === systemIdentifier(place) && rows[0].version.startsWith(place.majorVersion)
      if (ours) return { pid: postmasterLines(place).pid, socketDir }
    } catch (error) {
      // Nobody answers there; or somebody who is still reading what a kill left behind.
      const { code } = error as { code?: string }
      if (code === cannotConnectNow) return 'recovering'
      // It runs, and does not find its own files: the data folder was moved under it.
      if (code === undefinedFile) return 'moved'
    } finally {
      await client.end().catch(() => {})
    }
  }
  return undefined
}

function systemIdentifier(place: EnginePlace): string {
  return readFileSync(path.join(place.clusterDir, 'global', 'pg_control'))
    .readBigUInt64LE(0)
    .toString()
}

/** A data folder that was moved while its server ran: postmaster.pid says where the socket is. */
function socketNamedByServer(place: EnginePlace): string[] {
  const { socketDir } = postmasterLines(place)
  return socketDir ? [socketDir] : []
}

function postmasterLines(place: EnginePlace): { pid: number; socketDir: string } {
  try {
    const lines = readFileSync(path.join(place.clusterDir, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), socketDir: lines[4]?.trim() ?? '' }
  } catch {
    return { pid: 0, socketDir: '' }
  }
}

function running(place: EnginePlace, { pid, socketDir }: Running, adopted: boolean): LocalPostgres {
  return { socketDir, adopted, pid, stop: () => stop(place, pid) }
}

/** SIGINT: ends connections, writes a checkpoint; SIGQUIT if that takes longer than half a minute. */
async function stop(place: EnginePlace, pid: number): Promise<void> {
  if (pid <= 0 || postmasterLines(place).pid !== pid) return
  signal(pid, 'SIGINT')
  const deadline = Date.now() + 30_000
  while (isAlive(place, pid)) {
    if (Date.now() > deadline) {
      signal(pid, 'SIGQUIT')
      return
    }
    await sleep(15)
  }
}

function isAlive(place: EnginePlace, pid: number): boolean {
  return postmasterLines(place).pid === pid && signal(pid, 0)
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

function lastLines(place: EnginePlace): string {
  try {
    return readFileSync(place.logFile, 'utf8').split('\n').slice(-8).join('\n')
  } catch {
    return ''
  }
}
