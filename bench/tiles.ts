import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Agent, get } from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { gunzipSync } from 'node:zlib'
import { capabilities } from '#app/capabilities.ts'
import { prepareHouse } from '#app/house.ts'
import { system } from '#base/decision.ts'
import { boundsOf } from '#base/geo/geometry.ts'
import { randomFrom } from '#base/random.ts'
import { populateLand, stockOf } from '#capabilities/map/server/service.ts'
import { eachParcelOnGround } from '#capabilities/parcels/server/service.ts'
import { createPerson, createSessions } from '#capabilities/people/server/service.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { type PlainRoute, route } from '#kit/server/gate.ts'
import { type CapabilityServer, createHttp } from '#kit/server/http.ts'
import { openLog } from '#kit/server/log.ts'
import { listen } from '#kit/server/serve.ts'
import { readSettings } from '#kit/server/settings.ts'
import { readTile } from '#kit/server/testing-tiles.ts'
import { type TileAddress, tileAt } from '#kit/server/tiles.ts'
import { load, medianOf, short } from './figures/rounds.ts'
import { hasPostgis, openPeer, type Peer, type PeerRow } from './tiles/postgis.ts'

// Vector tiles of 100,000 parcels through the public door, beside PostGIS on the same parcels and blocks in the same run.

const quick = process.argv.includes('--quick')
const parcels = quick ? 5_000 : 100_000
const tilesEach = quick ? 40 : 300
const zooms = [10, 11, 12, 13, 14, 15, 16]
const limit = 15
const agent = new Agent({ keepAlive: true })

const folder = await mkdtemp(path.join(tmpdir(), 'jidi-tiles-'))
await chmod(folder, 0o755)
const began = load()
const settings = readSettings({ ...process.env, DATA_DIR: folder, POPULATION: 'none', LOG_LEVEL: 'warn', PORT: '0' })
let last = ''
const open = await prepareHouse(settings, openLog(settings))
try {
  if (!hasPostgis) throw new Error('the peer is missing: apt-get install postgresql-15 postgresql-15-postgis-3')
  await run(open.house)
} finally {
  await open.close()
  await rm(folder, { recursive: true, force: true })
}
console.log(last)

async function run(house: House): Promise<void> {
  const made = await timed(() => populateLand(house, { parcels }))
  const middles = await middlesOf(house)
  console.log(`${middles.length} parcels made in ${seconds(made.ms)} s`)
  const analyst = await accountOf(house, { role: 'analyst' })
  const clerk = await accountOf(house, { role: 'town_clerk', place: house.programme().rootPlace })
  const peer = await openPeer(peerRows(house))
  // The peer stands behind the same door: the same sign-in, the same gate, its tiles sent as they are.
  const beside: CapabilityServer = { name: 'peer', plainRoutes: () => [doorOf(peer)] }
  const http = createHttp({ house, sessions: createSessions(house), capabilities: [...capabilities, beside] })
  const listening = await listen(http, settings)
  try {
    const cookie = await signIn(listening.url, analyst)
    const ask = tilesAt(`${listening.url}/api/map/tiles/parcels`, cookie)
    const askFirst = tilesAt(`${listening.url}/api/map/tiles/parcels`, await signIn(listening.url, clerk))
    const askPeer = tilesAt(`${listening.url}/api/peer`, cookie)
    const held = monitorEventLoopDelay({ resolution: 5 })
    const before = process.memoryUsage().rss
    held.enable()
    const first = await timed(() => ask(tileAt(10, middles[0]?.at ?? [0, 0])))
    const ahead = await timed(() => aheadOf(house))
    held.disable()
    const memory = Math.round((process.memoryUsage().rss - before) / 2 ** 20)
    console.log(
      `first tile after ${seconds(first.ms)} s, tiles of the first zooms cut ahead after ${seconds(ahead.ms)} s more; the server was held for ${Math.round(held.max / 1e6)} ms at most; ${memory} MB more`,
    )
    const random = randomFrom(20261123)
    const compared: Compared[] = []
    for (const z of zooms) compared.push(await compare(z, { ask, askFirst, askPeer, middles, random }))
    const change = await timed(async () => {
      stockOf(house).refresh([middles[0]?.id ?? ''])
      await stockOf(house).settled()
    })
    tell(compared, { peer, change: change.ms, memory, made: made.ms, first: first.ms, held: held.max / 1e6 })
  } finally {
    await peer.close()
    await listening.close()
  }
}

/** All that was asked before is answered when this is, for tiles are cut one after another. */
async function aheadOf(house: House): Promise<void> {
  let version = -1
  while (version !== stockOf(house).version()) {
    version = stockOf(house).version()
    await stockOf(house).aheadDone()
  }
}

type Middle = { readonly id: string; readonly at: readonly [number, number] }

async function middlesOf(house: House): Promise<Middle[]> {
  const found: Middle[] = []
  await house.record.asSystem(async (tx) => {
    for await (const rows of eachParcelOnGround(tx, { today: todayOf(house) }))
      for (const { id, geometry } of rows) {
        if (geometry === null) continue
        const [west, south, east, north] = boundsOf(JSON.parse(geometry))
        found.push({ id, at: [(west + east) / 2, (south + north) / 2] })
      }
  })
  return found
}

async function* peerRows(house: House): AsyncGenerator<PeerRow[]> {
  const portions: PeerRow[][] = []
  await house.record.asSystem(async (tx) => {
    for await (const rows of eachParcelOnGround(tx, { today: todayOf(house) }))
      portions.push(rows.flatMap((row) => (row.geometry === null ? [] : [{ ...row, geometry: row.geometry }])))
  })
  yield* portions
}

type Account = { readonly login: string; readonly password: string }

async function accountOf(house: House, held: { role: string; place?: string }): Promise<Account> {
  const login = `bench-${held.role.replace('_', '-')}`
  const organisation = Object.keys(house.programme().organisations)[0] ?? ''
  const membership = { ...held, organisation }
  const person = { login, name: login, language: 'en' as const, membership, demo: true, actor: system }
  const { password } = await house.record.asSystem((tx) => createPerson(house, tx, person))
  return { login, password }
}

/** A tile as it came over the wire. */
type Sent = { readonly bytes: Buffer; readonly isPacked: boolean }
type Ask = (address: TileAddress) => Promise<Sent>

async function signIn(url: string, account: Account): Promise<string> {
  const signed = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  })
  const cookies = signed.headers.getSetCookie().map((line) => line.split(';')[0])
  return cookies.join('; ')
}

/** Asks over a connection that stays open, as a browser does; unpacking and checking are no part of the time. */
function tilesAt(url: string, cookie: string): Ask {
  return ({ z, x, y }) =>
    new Promise((resolve, reject) => {
      const headers = { cookie, 'accept-encoding': 'gzip' }
      get(`${url}/${z}/${x}/${y}`, { agent, headers }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => {
          const bytes = Buffer.concat(parts)
          if (answer.statusCode === 200) resolve({ bytes, isPacked: answer.headers['content-encoding'] === 'gzip' })
          else reject(new Error(`${z}/${x}/${y}: ${answer.statusCode} ${bytes.toString().slice(0, 300)}`))
        })
        answer.on('error', reject)
      }).on('error', reject)
    })
}

function plain({ bytes, isPacked }: Sent): Uint8Array {
  return isPacked ? gunzipSync(bytes) : bytes
}

function doorOf(peer: Peer): PlainRoute {
  return route({
    method: 'GET',
    path: '/api/peer/:z/:x/:y',
    may: 'parcels.see',
    handler: async ({ params }) => {
      const tile = await peer.tile({ z: Number(params.z), x: Number(params.x), y: Number(params.y) })
      return new Response(tile as Uint8Array<ArrayBuffer>, {
        headers: { 'content-type': 'application/vnd.mapbox-vector-tile' },
      })
    },
  })
}

type Spread = { readonly p50: number; readonly p95: number }
type Compared = {
  readonly z: number
  readonly tiles: number
  readonly features: number
  /** The first request of each tile by somebody for whom none was cut before. */
  readonly first: Spread
  /** All later requests of these tiles. */
  readonly again: Spread
  /** An analyst's requests: tiles down to zoom 14 are cut for them before they ask. */
  readonly ours: Spread
  readonly theirs: Spread
}
type Sides = {
  readonly ask: Ask
  readonly askFirst: Ask
  readonly askPeer: Ask
  readonly middles: readonly Middle[]
  readonly random: { next(): number }
}

/** Different tiles that hold parcels, each asked of all sides in turn; every parcel whose middle lies in a tile must be in both. */
async function compare(z: number, { ask, askFirst, askPeer, middles, random }: Sides): Promise<Compared> {
  const within = new Map<string, { address: TileAddress; ids: string[] }>()
  for (const { id, at } of middles) {
    const address = tileAt(z, at)
    const key = `${address.x}/${address.y}`
    const here = within.get(key) ?? { address, ids: [] }
    here.ids.push(id)
    within.set(key, here)
  }
  const all = [...within.values()].map((each) => ({ each, key: random.next() })).sort((a, b) => a.key - b.key)
  const tiles = all.slice(0, tilesEach).map(({ each }) => each)
  // Far out there are few tiles: they are asked again until there are enough answers.
  const asked = Array.from(
    { length: Math.max(tiles.length, quick ? 40 : 100) },
    (_, i) => tiles[i % tiles.length] as (typeof tiles)[number],
  )
  const times = { first: [] as number[], again: [] as number[], ours: [] as number[], theirs: [] as number[] }
  const sent: { ids: readonly string[]; mine: Sent; firsts: Sent; peers: Sent }[] = []
  for (const [i, { address, ids }] of asked.entries()) {
    const firsts = await timed(() => askFirst(address))
    const peers = await timed(() => askPeer(address))
    const mine = await timed(() => ask(address))
    times[i < tiles.length ? 'first' : 'again'].push(firsts.ms)
    times.theirs.push(peers.ms)
    times.ours.push(mine.ms)
    if (i < tiles.length) {
      times.again.push((await timed(() => askFirst(address))).ms)
      sent.push({ ids, mine: mine.value, firsts: firsts.value, peers: peers.value })
    }
  }
  let features = 0
  for (const { ids, mine, firsts, peers } of sent) {
    agree(z, { ids, mine: plain(firsts), peers: plain(peers) })
    features += agree(z, { ids, mine: plain(mine), peers: plain(peers) })
  }
  return {
    z,
    tiles: tiles.length,
    features: Math.round(features / sent.length),
    first: spread(times.first),
    again: spread(times.again),
    ours: spread(times.ours),
    theirs: spread(times.theirs),
  }
}

function agree(
  z: number,
  { ids, mine, peers }: { ids: readonly string[]; mine: Uint8Array; peers: Uint8Array },
): number {
  const [a, b] = [readTile(mine), readTile(peers)]
  if (z < 13) {
    const count = (layer: typeof a) =>
      (layer.blocks ?? []).reduce((sum, { properties }) => sum + Number(properties.parcels), 0)
    if (count(a) < ids.length || count(b) < ids.length)
      throw new Error(`blocks at ${z} lack parcels: ${count(a)}, ${count(b)} of ${ids.length}`)
    return a.blocks?.length ?? 0
  }
  const [inMine, inPeers] = [a, b].map((layer) => new Set((layer.parcels ?? []).map(({ properties }) => properties.id)))
  for (const id of ids)
    if (inMine?.has(id) !== true || inPeers?.has(id) !== true) throw new Error(`parcel ${id} is missing at ${z}`)
  return a.parcels?.length ?? 0
}

async function timed<Value>(work: () => Promise<Value>): Promise<{ value: Value; ms: number }> {
  const started = performance.now()
  const value = await work()
  return { value, ms: performance.now() - started }
}

function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b)
  return { p50: short(medianOf(sorted)), p95: short(sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN) }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1)
}

type Rest = {
  readonly peer: Peer
  readonly change: number
  readonly memory: number
  readonly made: number
  readonly first: number
  readonly held: number
}

function tell(compared: readonly Compared[], { peer, change, memory, made, first, held }: Rest): void {
  console.log(
    `\nin ms until the last byte, all over HTTP; ours packed where large, PostGIS ${peer.version} as it comes. First: a clerk for whom no tile was cut before`,
  )
  const columns = [
    'zoom',
    'tiles',
    'features',
    'first p50',
    'p95',
    'again p50',
    'p95',
    'analyst p50',
    'p95',
    'PostGIS p50',
    'p95',
  ]
  console.log(columns.map((each) => each.padStart(12)).join(''))
  for (const { z, tiles, features, first: cold, again, ours, theirs } of compared) {
    const spreads = [cold, again, ours, theirs].flatMap(({ p50, p95 }) => [p50.toFixed(2), p95.toFixed(2)])
    console.log([z, tiles, features, ...spreads].map((each) => String(each).padStart(12)).join(''))
  }
  console.log(`a change of one parcel is on the map after ${Math.round(change)} ms`)
  const worstOf = ({ first: cold, again, ours }: Compared) => Math.max(cold.p95, again.p95, ours.p95)
  const worst = Math.max(...compared.map(worstOf))
  const slower = compared.filter((one) => worstOf(one) > one.theirs.p95).map(({ z }) => z)
  const ratios = compared.map((one) => one.theirs.p95 / worstOf(one))
  last = JSON.stringify({
    bench: 'tiles',
    population: { parcels },
    ours: worst,
    limit,
    peers: { postgis: Math.max(...compared.map(({ theirs }) => theirs.p95)) },
    ratioToLimit: short(worst / limit),
    speedup: short(Math.min(...ratios)),
    unit: 'ms',
    load: { before: began, after: load() },
    zooms: compared,
    slowerAt: slower,
    change: Math.round(change),
    made: Math.round(made),
    firstTile: Math.round(first),
    heldMost: Math.round(held),
    memoryMb: memory,
  })
  if (worst > limit || slower.length > 0) process.exitCode = 1
}
