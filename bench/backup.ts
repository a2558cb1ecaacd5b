import { mkdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { takeBuild } from '../e2e/build.ts'
import { type Person, signIn } from '../e2e/person.ts'
import {
  type Account,
  accountsIn,
  makeDataDir,
  removeDataDir,
  runJidi,
  type ServerParts,
  startServer,
} from '../e2e/server.ts'
import { listTables, plainSession, weigh } from '#kit/server/archive/contents.ts'
import { verifyArchive } from '#kit/server/archive/read.ts'
import type { Manifest } from '#kit/server/archive/manifest.ts'
import { visitRecord } from '#kit/server/db.ts'
import { quietLog } from '#kit/server/log.ts'
import { readSettings } from '#kit/server/settings.ts'
import { type KnownReturn, knownFrom, type ShownReturn } from '../soak/ledger.ts'
import { randomFrom } from '../soak/random.ts'
import { type Tally, writeReturns } from '../soak/writers.ts'
import { load, short } from './figures/rounds.ts'

// An archive of the whole population while people write, restored elsewhere: the same table of hashes, and everything that was acknowledged
// before it began. With TEST_DATABASE_URL also into that server and back from there.

const isQuick = process.argv.includes('--quick')
const writers = 4
/** A restore says so in an act of its own. */
const actTables = new Set(['act', 'act_unsealed', 'act_outbox'])

const build = await takeBuild()
const folder = await makeDataDir()
const times: Record<string, number> = {}
const faults: string[] = []
const began = load()
try {
  const from = partsIn('from')
  const account = await fill(from)
  const { known, tally, before, file } = await backUpUnderLoad(from, account)
  const manifest = await timed('verified', () => verifyArchive(file))
  const to = partsIn('to')
  await timed('restored', () => jidi(to, 'restore', file))
  compare('restored on PostgreSQL 18', manifest, await weighAll(to.dataDir))
  await elsewhere(file, manifest)
  faults.push(...(await compareActs(to, account, known, before)))
  const verdict = await timed('chain of acts walked', () => jidi(to, 'audit', 'verify'))
  if (!verdict.includes('"faults":[]')) faults.push(`the chain of acts: ${verdict}`)
  say(manifest, tally, (await stat(file)).size)
} finally {
  await removeDataDir(path.join(folder, 'from'))
  await removeDataDir(path.join(folder, 'to'))
  await removeDataDir(path.join(folder, 'back'))
  await rm(folder, { recursive: true, force: true })
  await build.remove()
}
for (const fault of faults) console.log(`FAULT ${fault}`)
process.exitCode = faults.length === 0 ? 0 : 1

function partsIn(name: string, env: Record<string, string> = {}): ServerParts {
  return { build, dataDir: path.join(folder, name), pack: 'dongguan', env }
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const result = await work()
  times[what] = performance.now() - started
  return result
}

/** @throws with what the command said */
async function jidi(parts: ServerParts, ...args: string[]): Promise<string> {
  await mkdir(parts.dataDir, { recursive: true, mode: 0o755 })
  const { code, said } = await runJidi(parts, args)
  if (code !== 0) throw new Error(`jidi ${args.join(' ')} ended with ${code}:\n${said}`)
  return said
}

async function fill(parts: ServerParts): Promise<Account> {
  const size = isQuick ? ['--enterprises', '1000', '--months', '24'] : []
  const said = await timed('populated', () => jidi(parts, 'populate', ...size))
  const account = accountsIn(said).find(({ login }) => login === 'analyst')
  if (account === undefined) throw new Error('there is no analyst')
  return account
}

type UnderLoad = { known: KnownReturn[]; tally: Tally; before: Map<string, string[]>; file: string }

/** Four people correct, fill, submit, send back and approve from before the backup until after it. */
async function backUpUnderLoad(parts: ServerParts, account: Account): Promise<UnderLoad> {
  const server = await startServer(parts)
  try {
    const person = await signIn(server.url, account)
    const known = await someReturns(person)
    const tally: Tally = {}
    let over = false
    const working = Array.from({ length: writers }, (_, i) =>
      writeReturns({
        person,
        random: randomFrom(i + 1),
        tally,
        returns: known.filter((_one, at) => at % writers === i),
        until: () => over,
      }),
    )
    await sleep(5000)
    const before = new Map(known.map(({ id, acts }) => [id, [...acts]]))
    const sofar = { ...tally }
    const file = path.join(folder, 'kept.tar.gz')
    await timed('backed up', () => jidi(parts, 'backup', file))
    for (const what of Object.keys(tally)) tally[what] = (tally[what] ?? 0) - (sofar[what] ?? 0)
    const during = { ...tally }
    await sleep(2000)
    over = true
    faults.push(...(await Promise.all(working)).flat())
    return { known, tally: during, before, file }
  } finally {
    await server.stop()
  }
}

async function someReturns(person: Person): Promise<KnownReturn[]> {
  const { rows } = await person.get<{ rows: { id: string }[] }>('/api/returns?form=monthly-industry&pageSize=80')
  const known: KnownReturn[] = []
  for (const { id } of rows) known.push(knownFrom(await person.get<ShownReturn>(`/api/returns/${id}`)))
  return known
}

/** Rows and sums of every table as they lie, before anything has started there. */
async function weighAll(dataDir: string, databaseUrl = ''): Promise<Map<string, string>> {
  const settings = readSettings({ DATA_DIR: dataDir, DATABASE_URL: databaseUrl }, build.root)
  const visit = await visitRecord(settings, quietLog)
  const client = new pg.Client(visit.owner)
  try {
    await client.connect()
    await client.query(plainSession)
    const found = new Map<string, string>()
    for (const { name } of await listTables(client)) {
      const { rows, digest } = await weigh(client, name)
      found.set(name, `${rows} ${digest}`)
    }
    return found
  } finally {
    await client.end()
    await visit.close()
  }
}

function compare(what: string, { tables }: Manifest, found: ReadonlyMap<string, string>): void {
  const different = tables.filter(
    ({ name, rows, digest }) => !actTables.has(name) && found.get(name) !== `${rows} ${digest}`,
  )
  const acts = tables.find(({ name }) => name === 'act')
  const one = BigInt(found.get('act')?.split(' ')[0] ?? 0) - BigInt(acts?.rows ?? 0)
  if (one !== 1n) faults.push(`${what}: ${one} acts more than the archive, where one is expected`)
  for (const { name } of different) faults.push(`${what}: ${name} differs`)
  console.log(`${what}: ${tables.length - different.length} of ${tables.length} tables equal by rows and hash`)
}

/** Into a server of another version, and from there back into one of our own. */
async function elsewhere(file: string, manifest: Manifest): Promise<void> {
  const url = process.env.TEST_DATABASE_URL
  if (url === undefined) return
  const client = new pg.Client(url)
  await client.connect()
  const name = `jidi_backup_${Date.now()}`
  try {
    await client.query(`create database ${name} template template0 encoding 'UTF8'`)
    const there = new URL(url)
    there.pathname = `/${name}`
    const other = partsIn('other', { DATABASE_URL: there.href })
    await timed('restored into the other server', () => jidi(other, 'restore', file))
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    compare(`restored on PostgreSQL ${rows[0]?.server_version}`, manifest, await weighAll(other.dataDir, there.href))
    const again = path.join(folder, 'again.tar.gz')
    await timed('backed up from the other server', () => jidi(other, 'backup', again))
    const back = partsIn('back')
    await timed('restored from there', () => jidi(back, 'restore', again))
    compare('and back', await verifyArchive(again), await weighAll(back.dataDir))
  } finally {
    await client.query(`drop database if exists ${name} with (force)`)
    await client.end()
  }
}

/** What was acknowledged before the backup began is there, and nothing that was never asked. */
async function compareActs(
  to: ServerParts,
  account: Account,
  known: readonly KnownReturn[],
  before: ReadonlyMap<string, string[]>,
): Promise<string[]> {
  const server = await timed('first start there, with its mirror', () => startServer(to))
  try {
    const person = await signIn(server.url, account)
    const odd: string[] = []
    for (const { id, acts } of known) {
      const there = knownFrom(await person.get<ShownReturn>(`/api/returns/${id}`)).acts
      const least = before.get(id) ?? []
      const isWhole = there.slice(0, least.length).join() === least.join()
      if (!isWhole || acts.slice(0, there.length).join() !== there.join())
        odd.push(`return ${id}: ${there.join()} after ${least.join()}, before ${acts.join()}`)
    }
    console.log(
      `${known.length} returns opened there with the password of old; ${odd.length} of them unlike what was acknowledged`,
    )
    return odd
  } finally {
    await server.stop()
  }
}

function say({ tables }: Manifest, tally: Tally, bytes: number): void {
  const rows = tables.reduce((sum, table) => sum + BigInt(table.rows), 0n)
  const acknowledged = Object.entries(tally).filter(([, n]) => n > 0)
  console.log(`while it was written: ${acknowledged.map(([what, n]) => `${what} ${n}`).join(', ')}`)
  for (const [what, ms] of Object.entries(times)) console.log(`${what.padEnd(36)}${(ms / 1000).toFixed(1)} s`)
  console.log(`archive ${(bytes / 2 ** 20).toFixed(1)} MiB, ${rows} rows of ${tables.length} tables`)
  const timesShort = Object.fromEntries(Object.entries(times).map(([what, ms]) => [what, short(ms)]))
  console.log(
    JSON.stringify({
      bench: 'backup',
      population: isQuick ? 'small' : 'full',
      unit: 'ms',
      times: timesShort,
      bytes,
      rows: String(rows),
      tables: tables.length,
      faults: faults.length,
      load: { before: began, after: load() },
    }),
  )
}
