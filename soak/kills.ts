// Kills the server and its database while people work, and asks after each restart whether everything acknowledged is there.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Build, takeBuild } from '../e2e/build.ts'
import { type Person, signIn } from '../e2e/person.ts'
import {
  type Account,
  databaseProcesses,
  makeDataDir,
  populate,
  removeDataDir,
  type Server,
  type ServerParts,
  startServer,
} from '../e2e/server.ts'
import { compareReturn, type KnownReturn, knownFrom, type ShownReturn } from './ledger.ts'
import { type Random, randomFrom } from './random.ts'
import { type Register, registerOf } from './register.ts'
import { beginReturn, type Tally, writeReturns } from './writers.ts'

export type KillsAsked = { readonly server: number; readonly group: number; readonly seed: number }

const form = 'monthly-industry'
const writers = 6

type Run = {
  readonly parts: ServerParts
  readonly account: Account
  readonly random: Random
  readonly tally: Tally
  readonly known: KnownReturn[]
  readonly faults: string[]
  readonly starts: number[]
  register?: Register
}

/** Runs the kills; answers what was found wrong, nothing when all is well. */
export async function soakKills(asked: KillsAsked): Promise<string[]> {
  const build = await takeBuild()
  const dataDir = await makeDataDir()
  try {
    const parts = { build, dataDir, pack: 'dongguan' }
    const accounts = await populate(parts, { enterprises: 120, months: 8 })
    const account = accounts.find(({ login }) => login === 'analyst')
    if (account === undefined) throw new Error('there is no analyst')
    const run: Run = { parts, account, random: randomFrom(asked.seed), tally: {}, known: [], faults: [], starts: [] }
    await killAgainAndAgain(run, asked)
    say(run)
    return run.faults
  } finally {
    await removeDataDir(dataDir)
    await build.remove()
  }
}

async function killAgainAndAgain(run: Run, { server: alone, group }: KillsAsked): Promise<void> {
  const kinds = shuffled(run.random, [...Array<'server'>(alone).fill('server'), ...Array<'group'>(group).fill('group')])
  await gather(run)
  for (const [i, kind] of kinds.entries()) {
    const found = run.faults.length
    const isOpened = i % 2 === 1
    const heard = await killWhileWorking(run, kind)
    if (isOpened) run.faults.push(...(await verify(run.parts.build, run.parts)))
    const faults = run.faults.length - found
    console.log(
      `kill ${String(i + 1).padStart(2)} of ${kinds.length}  ${kind.padEnd(6)}  ${heard} acts acknowledged before it  ${isOpened ? 'verified  ' : ''}${faults === 0 ? 'ok' : `${faults} faults`}`,
    )
    for (const fault of run.faults.slice(found, found + 10)) console.log(`FAULT ${fault}`)
  }
  const last = await open(run)
  await last.server.stop()
  if (databaseStillThere(await databaseProcesses(run.parts.dataDir)))
    run.faults.push('the database outlived a stop in order')
  run.faults.push(...(await verify(run.parts.build, run.parts)))
}

const databaseStillThere = (pids: readonly number[]): boolean => pids.length > 0

/** Starts the server, signs in, and asks whether everything acknowledged is there. */
async function open(run: Run): Promise<{ server: Server; person: Person }> {
  const server = await startServer(run.parts).catch((error: unknown) => {
    run.faults.push(`the server does not start after a kill: ${String(error)}`)
    throw error
  })
  run.starts.push(server.startedIn)
  const person = await signIn(server.url, run.account)
  for (const known of run.known) run.faults.push(...(await compareReturn(person, known)))
  if (run.register) run.faults.push(...(await run.register.compare(person)))
  return { server, person }
}

/** Chooses returns that stand and begins some that nobody has begun. */
async function gather(run: Run): Promise<void> {
  const server = await startServer(run.parts)
  const person = await signIn(server.url, run.account)
  const { rows } = await person.get<{ rows: { id: string; period: string }[] }>(
    `/api/returns?form=${form}&pageSize=200`,
  )
  for (const { id } of rows.slice(0, 60)) run.known.push(knownFrom(await person.get<ShownReturn>(`/api/returns/${id}`)))
  const periods = [...new Set(rows.map(({ period }) => period))]
  for (const period of periods) {
    const missing = await person.get<{ rows: { subject: string; id?: string }[] }>(
      `/api/returns/missing?form=${form}&period=${period}&pageSize=20`,
    )
    for (const { subject } of missing.rows.filter(({ id }) => id === undefined).slice(0, 4)) {
      run.known.push(await beginReturn(person, { form, subject, period }, run.tally))
    }
  }
  run.register = await registerOf(person, run.random, run.tally)
  await server.stop()
}

async function killWhileWorking(run: Run, kind: 'server' | 'group'): Promise<number> {
  const { server, person } = await open(run)
  const before = acknowledged(run.tally)
  let over = false
  const working = Array.from({ length: writers }, (_, i) =>
    writeReturns({
      person,
      random: randomFrom(run.random.whole(1, 2 ** 30)),
      tally: run.tally,
      returns: run.known.filter((_known, at) => at % writers === i),
      until: () => over,
    }),
  )
  const registering = run.register?.write(person, () => over) ?? Promise.resolve([])
  const enough = run.random.whole(20, 250)
  const deadline = Date.now() + 20_000
  while (acknowledged(run.tally) - before < enough && Date.now() < deadline && server.isAlive()) await sleep(5)
  await sleep(run.random.whole(0, 120))
  if (kind === 'group') for (const pid of await databaseProcesses(run.parts.dataDir)) kill(pid)
  await server.kill()
  over = true
  const odd = (await Promise.all([...working, registering])).flat()
  // A killed database may be felt by the server for the moment before it is killed itself.
  if (kind === 'server') run.faults.push(...odd)
  return acknowledged(run.tally) - before
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself in between.
  }
}

const acknowledged = (tally: Tally): number =>
  Object.entries(tally).reduce((sum, [what, n]) => (what === 'refused' ? sum : sum + n), 0)

/** Opens the house without serving and asks what does not fit together. */
async function verify(build: Build, { dataDir, pack }: ServerParts): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(build.root, 'soak/verify.ts')], {
    cwd: build.root,
    env: { ...process.env, DATA_DIR: dataDir, PACK: pack, DATABASE_URL: '', FACTS_URL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let complained = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()))
  const code = await new Promise<number>((ended) => child.on('close', (status) => ended(status ?? -1)))
  const line = said
    .trim()
    .split('\n')
    .findLast((text) => text.startsWith('{"faults"'))
  if (code !== 0 || line === undefined)
    return [`the house does not open after a kill (${code}): ${complained.slice(-2000)}${said.slice(-500)}`]
  return (JSON.parse(line) as { faults: string[] }).faults
}

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const rest = [...list]
  const order: T[] = []
  while (rest.length > 0) order.push(...rest.splice(random.whole(0, rest.length - 1), 1))
  return order
}

function say({ tally, starts, known, faults }: Run): void {
  const sorted = starts.toSorted((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0
  console.log(
    `acknowledged: ${Object.entries(tally)
      .map(([what, n]) => `${what} ${n}`)
      .join(', ')}`,
  )
  console.log(
    `${known.length} returns and the register compared after each of ${starts.length} starts; a start took ${Math.round(median)} ms (median), ${Math.round(sorted.at(-1) ?? 0)} ms at most`,
  )
  for (const fault of faults.slice(0, 40)) console.log(`FAULT ${fault}`)
  console.log(`kills: ${faults.length} faults`)
}
