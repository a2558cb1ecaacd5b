// Kills the server and its database while people work, and asks after each restart whether everything acknowledged is there.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Build, takeBuild } from '../e2e/build.ts'
import { type Person, signIn } from '../e2e/person.ts'
import {
  type Account,
  databaseProcesses,
  endServers,
  makeDataDir,
  populate,
  removeDataDir,
  type Server,
  type ServerParts,
  startServer,
  launchJidi,
} from '../e2e/server.ts'
import { compareReturn, type KnownReturn, knownFrom, type ShownReturn } from './ledger.ts'
import { type Random, randomFrom } from './random.ts'
import { type Register, registerOf } from './register.ts'
import { Book, Refused } from './book.ts'
import { evaluationsTrade, parcelsTrade, uploadsTrade } from './trades/figures.ts'
import { agreementsTrade, lotsTrade, needsTrade, offersTrade, suppliesTrade } from './trades/land.ts'
import { meetingsTrade, tasksTrade } from './trades/supervision.ts'
import type { People, Trade } from './trades/trade.ts'
import { beginReturn, type Tally, writeReturns } from './writers.ts'

/** How often the server is killed alone, with its database, and while the mirror is built anew. */
export type KillsAsked = {
  readonly server: number
  readonly group: number
  readonly rebuild: number
  readonly seed: number
}

type Kind = 'server' | 'group' | 'rebuild'

const form = 'monthly-industry'
const writers = 4
const logins = ['analyst', 'administrator', 'bureau-officer', 'supervisor', 'enterprise-clerk'] as const
const verifiedEach = 8

type Run = {
  readonly parts: ServerParts
  readonly accounts: readonly Account[]
  readonly book: Book
  readonly trades: readonly Trade[]
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
    const accounts = await populate(parts, { enterprises: 60, months: 24 })
    const tally: Tally = {}
    const run: Run = {
      parts,
      accounts: accounts.filter(({ login }) => (logins as readonly string[]).includes(login)),
      book: new Book(tally),
      trades: tradesOfTheHouse(),
      random: randomFrom(asked.seed),
      tally,
      known: [],
      faults: [],
      starts: [],
    }
    await killAgainAndAgain(run, asked)
    say(run)
    return run.faults
  } finally {
    endServers()
    await removeDataDir(dataDir)
    await build.remove()
  }
}

const tradesOfTheHouse = (): Trade[] => [
  tasksTrade(),
  meetingsTrade(),
  lotsTrade(),
  offersTrade(),
  suppliesTrade(),
  agreementsTrade(),
  needsTrade(),
  evaluationsTrade(),
  uploadsTrade(),
  parcelsTrade(),
]

async function killAgainAndAgain(run: Run, { server: alone, group, rebuild }: KillsAsked): Promise<void> {
  const many = (kind: Kind, count: number): Kind[] => Array<Kind>(count).fill(kind)
  const kinds = shuffled(run.random, [...many('server', alone), ...many('group', group), ...many('rebuild', rebuild)])
  await gather(run)
  for (const [i, kind] of kinds.entries()) {
    const found = run.faults.length
    const isOpened = i % verifiedEach === verifiedEach - 1
    const heard = await killWhileWorking(run, kind)
    if (kind === 'rebuild') await killRebuild(run)
    if (isOpened) run.faults.push(...(await verify(run.parts.build, run.parts)))
    const faults = run.faults.length - found
    console.log(
      `kill ${String(i + 1).padStart(3)} of ${kinds.length}  ${kind.padEnd(7)}  ${heard} acts acknowledged before it  ${isOpened ? 'verified  ' : ''}${faults === 0 ? 'ok' : `${faults} faults`}`,
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
async function open(run: Run): Promise<{ server: Server; people: People; person: Person }> {
  const server = await startServer(run.parts).catch((error: unknown) => {
    run.faults.push(`the server does not start after a kill: ${String(error)}`)
    throw error
  })
  run.starts.push(server.startedIn)
  const { people, person } = await signInAll(run, server)
  run.faults.push(...(await run.book.compare(people)))
  for (const known of run.known) run.faults.push(...(await compareReturn(person, known)))
  if (run.register) run.faults.push(...(await run.register.compare(person)))
  return { server, people, person }
}

async function signInAll(run: Run, server: Server): Promise<{ people: People; person: Person }> {
  const people = new Map<string, Person>()
  for (const account of run.accounts) people.set(account.login, await signIn(server.url, account))
  const person = people.get('analyst')
  if (person === undefined) throw new Error('there is no analyst')
  return { people, person }
}

/** Chooses returns that stand and begins some that nobody has begun. */
async function gather(run: Run): Promise<void> {
  const server = await startServer(run.parts)
  const { people, person } = await signInAll(run, server)
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
  for (const trade of run.trades) await trade.prepare(people)
  await server.stop()
}

async function killWhileWorking(run: Run, kind: Kind): Promise<number> {
  const { server, people, person } = await open(run)
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
  const trading = run.trades.map((trade) => work(run, trade, people, () => over))
  const enough = run.random.whole(10, 160)
  const deadline = Date.now() + 20_000
  while (acknowledged(run.tally) - before < enough && Date.now() < deadline && server.isAlive()) await sleep(5)
  await sleep(run.random.whole(0, 120))
  if (kind === 'group') for (const pid of await databaseProcesses(run.parts.dataDir)) kill(pid)
  await server.kill()
  over = true
  const odd = (await Promise.all([...working, ...trading, registering])).flat()
  // A killed database may be felt by the server for the moment before it is killed itself.
  if (kind !== 'group') run.faults.push(...odd)
  return acknowledged(run.tally) - before
}

/** One trade until told to end or until the server is gone. Answers what should not have been refused. */
async function work(run: Run, trade: Trade, people: People, until: () => boolean): Promise<string[]> {
  const random = randomFrom(run.random.whole(1, 2 ** 30))
  while (!until()) {
    try {
      await trade.step(people, run.book, random)
    } catch (error) {
      return error instanceof Refused ? [`${trade.name}: ${error.message}`] : []
    }
    await sleep(random.whole(0, 30))
  }
  return []
}

/** Builds the mirror anew beside the old one and is killed at it, now and then with the database. */
async function killRebuild(run: Run): Promise<void> {
  const rebuild = launchJidi(run.parts, ['facts', 'rebuild'])
  const ended = new Promise<void>((done) => rebuild.once('close', () => done()))
  await Promise.race([ended, sleep(run.random.whole(300, 2500))])
  if (run.random.share() < 0.3) for (const pid of await databaseProcesses(run.parts.dataDir)) kill(pid)
  rebuild.kill('SIGKILL')
  await ended
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

function say({ tally, book, starts, known, faults }: Run): void {
  const sorted = starts.toSorted((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0
  console.log(
    `acknowledged: ${Object.entries(tally)
      .map(([what, n]) => `${what} ${n}`)
      .join(', ')}`,
  )
  console.log(
    `${known.length} returns, the register and ${book.size} other acts compared after each of ${starts.length} starts; a start took ${Math.round(median)} ms (median), ${Math.round(sorted.at(-1) ?? 0)} ms at most`,
  )
  for (const fault of faults.slice(0, 40)) console.log(`FAULT ${fault}`)
  console.log(`kills: ${faults.length} faults`)
}
