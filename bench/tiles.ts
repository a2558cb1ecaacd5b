import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
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
  const account = await analystOf(house)
  const peer = await openPeer(peerRows(house))
  // The peer stands behind the same door: the same sign-in, the same gate, its tiles sent as they are.
  const beside: CapabilityServer = { name: 'peer', plainRoutes: () => [doorOf(peer)] }
  const http = createHttp({ house, sessions: createSessions(house), capabilities: [...capabilities, beside] })
  const listening = await listen(http, settings)
  try {
    const cookie = await signIn(listening.url, account)
    const ask = tilesAt(`${listening.url}/api/map/tiles/parcels`, cookie)
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
    for (const z of zooms) compared.push(await compare(z, { ask, askPeer, middles, random }))
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

async function analystOf(house: House): Promise<{ login: string; password: string }> {
  const login = 'bench-analyst'
  const organisation = Object.keys(house.programme().organisations)[0] ?? ''
  const membership = { role: 'analyst', organisation }
  const person = { login, name: login, language: 'en' as const, membership, demo: true, actor: system }
  const { password } = await house.record.asSystem((tx) => createPerson(house, tx, person))
  return { login, password }
}

type Ask = (address: TileAddress) => Promise<Uint8Array>

async function signIn(url: string, account: { login: string; password: string }): Promise<string> {
  const signed = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  })
  const cookies = signed.headers.getSetCookie().map((line) => line.split(';')[0])
  return cookies.join('; ')
}

function tilesAt(url: string, cookie: string): Ask {
  return async ({ z, x, y }) => {
    const answer = await fetch(`${url}/${z}/${x}/${y}`, { headers: { cookie } })
    if (answer.status !== 200)
      throw new Error(`${z}/${x}/${y}: ${answer.status} ${(await answer.text()).slice(0, 300)}`)
    return new Uint8Array(await answer.arrayBuffer())
  }
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
  readonly ours: Spread
  readonly theirs: Spread
}
type Sides = {
  readonly ask: Ask
  readonly askPeer: Ask
  readonly middles: readonly Middle[]
  readonly random: { next(): number }
}

/** Different tiles that hold parcels, each asked of both sides in turn; every parcel whose middle lies in a tile must be in both. */
async function compare(z: number, { ask, askPeer, middles, random }: Sides): Promise<Compared> {
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
  const [ours, theirs]: [number[], number[]] = [[], []]
  let features = 0
  for (const { address, ids } of asked) {
    const mine = await timed(() => ask(address))
    const peers = await timed(() => askPeer(address))
    ours.push(mine.ms)
    theirs.push(peers.ms)
    features += agree(z, { ids, mine: mine.value, peers: peers.value })
  }
  return {
    z,
    tiles: tiles.length,
    features: Math.round(features / asked.length),
    ours: spread(ours),
    theirs: spread(theirs),
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
  console.log(`\nin ms; both over HTTP as an analyst; ours packed, PostGIS ${peer.version} as it comes`)
  console.log('zoom  tiles  features    ours p50     p95    PostGIS p50     p95')
  for (const { z, tiles, features, ours, theirs } of compared)
    console.log(
      `${String(z).padStart(4)}${String(tiles).padStart(7)}${String(features).padStart(10)}${ours.p50.toFixed(2).padStart(12)}${ours.p95.toFixed(2).padStart(8)}${theirs.p50.toFixed(2).padStart(15)}${theirs.p95.toFixed(2).padStart(8)}`,
    )
  console.log(`a change of one parcel is on the map after ${Math.round(change)} ms`)
  const worst = Math.max(...compared.map(({ ours }) => ours.p95))
  const slower = compared.filter(({ ours, theirs }) => ours.p95 > theirs.p95).map(({ z }) => z)
  const ratios = compared.map(({ ours, theirs }) => theirs.p95 / ours.p95)
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
