import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Build } from './build.ts'

/** One account that the first start printed. */
export type Account = { readonly login: string; readonly password: string }

export type ServerParts = {
  readonly build: Build
  readonly dataDir: string
  readonly pack: string
  readonly env?: Readonly<Record<string, string>>
}

/** A server process of our own. */
export type Server = {
  readonly url: string
  readonly pid: number
  /** From the start of the process to the line that names the address. */
  readonly startedIn: number
  /** Everything it has said. */
  said(): string
  isAlive(): boolean
  /** Ends it in order (SIGTERM) and waits. */
  stop(): Promise<void>
  /** SIGKILL of the process; its PostgreSQL lives on. */
  kill(): Promise<void>
}

/** A new data folder that the engines may enter, whoever runs them. */
export async function makeDataDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jidi-e2e-'))
  await chmod(folder, 0o755)
  return folder
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer()
    probe.on('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => found(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** Runs one command of `jidi` to its end. */
export async function runJidi(parts: ServerParts, args: readonly string[]): Promise<{ code: number; said: string }> {
  const child = launchJidi(parts, args)
  const said = collect(child)
  const code = await new Promise<number>((ended) => child.on('close', (status) => ended(status ?? -1)))
  return { code, said: said() }
}

/** Fills an empty data folder with a population of this size. @throws with what the command said */
export async function populate(parts: ServerParts, size: { enterprises: number; months: number }): Promise<Account[]> {
  const args = ['populate', '--enterprises', String(size.enterprises), '--months', String(size.months)]
  const { code, said } = await runJidi(parts, args)
  if (code !== 0) throw new Error(`populate ended with ${code}:\n${said}`)
  return accountsIn(said)
}

/** The accounts that a first start prints. */
export function accountsIn(said: string): Account[] {
  const lines = said.matchAll(/^ {2}([a-z][a-z0-9-]*) +([a-z0-9]{4}(?:-[a-z0-9]{4}){3}) /gm)
  return [...lines].map(([, login = '', password = '']) => ({ login, password }))
}

const patienceMilliseconds = 600_000

const running = new Set<ChildProcess>()

/** Ends every server that still runs, as when somebody broke off in between. */
export function endServers(): void {
  for (const child of running) child.kill('SIGKILL')
}

/** Starts a server on a port of its own and waits until it names its address. @throws with what it said when it ends before */
export async function startServer(parts: ServerParts): Promise<Server> {
  const port = await freePort()
  const started = performance.now()
  const child = launchJidi({ ...parts, env: { ...parts.env, PORT: String(port) } }, ['start'])
  const said = collect(child)
  let alive = true
  running.add(child)
  const ended = new Promise<void>((done) => {
    child.on('close', () => {
      alive = false
      running.delete(child)
      done()
    })
  })
  while (!/^listening on /m.test(said())) {
    if (!alive) throw new Error(`the server ended:\n${said()}`)
    if (performance.now() - started > patienceMilliseconds) {
      child.kill('SIGKILL')
      throw new Error(`the server did not listen within ${patienceMilliseconds / 1000} s:\n${said()}`)
    }
    await sleep(20)
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (alive) child.kill(signal)
    await ended
  }
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    startedIn: performance.now() - started,
    said,
    isAlive: () => alive,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

/** Starts one command of `jidi`. */
export function launchJidi({ build, dataDir, pack, env }: ServerParts, args: readonly string[]): ChildProcess {
  const cli = JSON.stringify(join(build.root, 'dist/server/cli.js'))
  const script = `const { main } = await import(${cli}); await main(process.argv.slice(1))`
  return spawn(process.execPath, ['--input-type=module', '-e', script, '--', ...args], {
    cwd: build.root,
    env: { ...withoutTests(process.env), DATA_DIR: dataDir, PACK: pack, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** The environment as an office would have it: nothing of the test run, no other engines. */
function withoutTests({
  NODE_ENV: _mode,
  VITEST: _vitest,
  DATABASE_URL: _record,
  FACTS_URL: _facts,
  ...rest
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return rest
}

function collect(child: ChildProcess): () => string {
  let said = ''
  const hear = (chunk: Buffer): void => {
    said += chunk.toString()
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  return () => said
}

/** The postmaster that belongs to a data folder, and every process it started; none when it does not run. */
export async function databaseProcesses(dataDir: string): Promise<number[]> {
  const lines = await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').catch(() => '')
  const postmaster = Number(lines.split('\n')[0])
  if (!(postmaster > 1)) return []
  const command = await readFile(`/proc/${postmaster}/cmdline`, 'utf8').catch(() => '')
  if (!command.includes(dataDir)) return []
  const children = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').catch(() => '')
  return [
    postmaster,
    ...children
      .split(' ')
      .filter((pid) => pid.trim() !== '')
      .map(Number),
  ]
}

/** Removes a data folder; a PostgreSQL that outlived its server is ended first. */
export async function removeDataDir(dataDir: string): Promise<void> {
  const [postmaster] = await databaseProcesses(dataDir)
  if (postmaster !== undefined) {
    process.kill(postmaster, 'SIGQUIT')
    for (let i = 0; i < 100 && (await databaseProcesses(dataDir)).length > 0; i++) await sleep(50)
  }
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
}
