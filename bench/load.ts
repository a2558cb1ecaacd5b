import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomFrom } from '#base/random.ts'
import { load, short } from './figures/rounds.ts'
import { Measured, quantile, type Sample, slopeOf } from './load/figures.ts'
import { type Account, browse, enter, type Ledger, type Visitor, type World } from './load/people.ts'

// 200 people at desks, figures, forms, search and the map of a full population, with time to read between pages.

const quick = process.argv.includes('--quick')
const people = 200
const minutes = quick ? 1 : 10
const think = 5_000
const limit = 1_000
const size = quick ? ['--enterprises', '1000', '--months', '24'] : []
const logins = ['analyst', 'bureau-officer', 'supervisor', 'leader', 'town-clerk', 'enterprise-clerk', 'base-officer']

const folder = await mkdtemp(path.join(tmpdir(), 'jidi-load-'))
await chmod(folder, 0o755)
const env = { ...process.env, DATA_DIR: folder, PACK: 'dongguan', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn' }
const began = load()
let server: ChildProcess | undefined
try {
  const accounts = accountsIn(await say(['populate', ...size]))
  const started = await start()
  server = started.server
  await run(started.url, accounts)
} finally {
  if (server !== undefined) {
    const ended = new Promise((done) => server?.once('close', done))
    server.kill('SIGTERM')
    await ended
  }
  await rm(folder, { recursive: true, force: true })
}

async function run(url: string, accounts: readonly Account[]): Promise<void> {
  const ledger: Ledger = { into: new Measured() }
  const visitors: Visitor[] = []
  const first = await enter(url, accountOf(accounts, 'analyst'), ledger)
  const world = await worldOf(first)
  for (let at = 0; at < people; at += 1) {
    visitors.push(await enter(url, accountOf(accounts, logins[at % logins.length] ?? 'analyst'), ledger))
  }
  // What was measured while people came in is left out.
  const measured = new Measured()
  ledger.into = measured
  const samples: Sample[] = []
  const from = Date.now()
  const until = (): boolean => Date.now() - from > minutes * 60_000
  const watching = watch(url, samples, { from, until })
  await Promise.all(visitors.map((visitor, at) => browse(visitor, world, { random: randomFrom(at + 1), until, think })))
  await watching
  tell(measured, samples)
}

function accountOf(accounts: readonly Account[], login: string): Account {
  const found = accounts.find((one) => one.login === login)
  if (found === undefined) throw new Error(`there is no account ${login}`)
  return found
}

async function worldOf(visitor: Visitor): Promise<World> {
  const demand = async <Body>(address: string): Promise<Body> => {
    const body = await visitor.ask<Body>('world', address)
    if (body === undefined) throw new Error(`${address} is refused`)
    return body
  }
  type Indicator = { id: string; computable: boolean; period?: string }
  const { indicators } = await demand<{ indicators: Indicator[] }>('/api/indicators')
  const { rows: returns } = await demand<{ rows: { form: string; period: string }[] }>('/api/returns?pageSize=200')
  const { rows: firms } = await demand<{ rows: { name: string }[] }>('/api/enterprises?pageSize=200')
  const { centre } = await demand<{ centre: readonly [number, number] | null }>('/api/map/settings')
  const monthly = returns.filter(({ period }) => /^\d{4}-\d{2}$/.test(period))
  const last =
    monthly
      .map(({ period }) => period)
      .sort()
      .at(-1) ?? '2026-10'
  const periods = monthsUpTo(last, quick ? 24 : 96)
  const asked: string[] = []
  for (const { id } of indicators.filter(({ computable }) => computable)) {
    const body = { indicators: [id], periods: periods.slice(-1) }
    if (asked.length < 20 && (await visitor.ask('world', '/api/figures', { method: 'POST', body })) !== undefined)
      asked.push(id)
  }
  return {
    indicators: asked,
    periods,
    words: firms.map(({ name }) => name.slice(4, 9)),
    middle: { lon: centre?.[0] ?? 113.75, lat: centre?.[1] ?? 23.02 },
    form: monthly[0]?.form ?? 'monthly-industry',
  }
}

function monthsUpTo(last: string, count: number): string[] {
  const [year = 0, month = 0] = last.split('-').map(Number)
  const ordinal = year * 12 + month - 1
  return Array.from({ length: count }, (_, i) => ordinal - count + 1 + i).map(
    (at) => `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`,
  )
}

async function watch(
  url: string,
  samples: Sample[],
  { from, until }: { from: number; until: () => boolean },
): Promise<void> {
  while (!until()) {
    const text = await fetch(`${url}/metrics`).then((answer) => answer.text())
    const bytes = Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1])
    samples.push({ minute: (Date.now() - from) / 60_000, megabytes: bytes / 2 ** 20 })
    await sleep(5_000)
  }
}

function tell(measured: Measured, samples: readonly Sample[]): void {
  const rows = [...measured.kinds, ['all', measured.all()] as const].map(([kind, { times, errors }]) => ({
    kind,
    requests: times.length,
    errors,
    p50: short(quantile(times, 0.5)),
    p95: short(quantile(times, 0.95)),
    p99: short(quantile(times, 0.99)),
    most: short(Math.max(...times)),
  }))
  console.table(rows)
  for (const [said, count] of measured.errors) console.log(`${count} × ${said}`)
  const slope = short(slopeOf(samples))
  const megabytes = samples.map((one) => Math.round(one.megabytes))
  console.log(
    `memory of the process ${megabytes.at(0)} to ${megabytes.at(-1)} MB, ${Math.max(...megabytes)} at most, ${slope} MB a minute`,
  )
  const all = rows.at(-1)
  console.log(
    JSON.stringify({
      bench: 'load',
      population: quick ? 'small' : 'full',
      people,
      minutes,
      limit,
      ours: all?.p99,
      errors: all?.errors,
      requests: all?.requests,
      slope,
      unit: 'ms',
      load: { before: began, after: load() },
      kinds: rows,
    }),
  )
}

/** Runs one command of the product to its end; answers what it said. */
async function say(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, ['tools/jidi.mjs', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise<number>((ended) => child.on('close', (status) => ended(status ?? -1)))
  if (code !== 0) throw new Error(`jidi ${args.join(' ')} ended with ${code}:\n${said.slice(-2000)}`)
  return said
}

async function start(): Promise<{ server: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['tools/jidi.mjs', 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  const url = await new Promise<string>((found, failed) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const at = /listening on (http:\S+)/.exec(said)?.[1]
      if (at !== undefined) found(at)
    })
    child.once('close', () => failed(new Error(`the server did not start:\n${said}`)))
  })
  return { server: child, url }
}

function accountsIn(said: string): Account[] {
  const lines = said.matchAll(/^ {2}([a-z][a-z0-9-]*) +([a-z0-9]{4}(?:-[a-z0-9]{4}){3}) /gm)
  return [...lines].map(([, login = '', password = '']) => ({ login, password }))
}
