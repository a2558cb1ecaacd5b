import { type AreaShape, type Bounds, boundsMeet } from '#base/geo/geometry.ts'
import { Problem } from '#base/problem.ts'
import { eachParcelOnGround, type ParcelOnGround } from '#capabilities/parcels/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { openThread, type Thread } from '#kit/server/threads.ts'
import { boundsOfTile, type TileAddress } from '#kit/server/tiles.ts'
import { blockZooms } from '../rules/layers.ts'
import { everything, type Sight, sightKey } from '../rules/sight.ts'
import { landOf } from './land-of.ts'
import type { StockAnswer, StockQuestion, StockSaid, StockTold } from './map-thread.ts'
import type { FindAnswer, FindAsked, StockRow, TileBytes, Touched } from './stock.ts'
import type { ParcelTotals } from './totals.ts'

/** What the map asks; each answer waits until the stock has been read once. */
export type MapStock = {
  /** Grows whenever anything on the map changes. */
  version(): number
  tile(address: TileAddress, sight: Sight): Promise<TileBytes | undefined>
  find(asked: FindAsked): Promise<FindAnswer>
  totals(drawn: AreaShape, sight: Sight): Promise<ParcelTotals>
  /** These parcels are read again soon; without ids all of them, of which only those that differ are drawn anew. */
  refresh(ids?: readonly string[]): void
  /** Resolves when everything asked for by `refresh` before is on the map. */
  settled(): Promise<void>
  /** Resolves when the tiles that are cut before anybody asks are there. */
  aheadDone(): Promise<void>
  /** Reads no further; before the record is closed. */
  end(): Promise<void>
}

const memoryMb = 1536
const cacheBytes = 64 * 2 ** 20
/** What changes together is read together. */
const pauseMilliseconds = 150
/** Parcels that are read at once: few enough not to hold up the server. */
const portion = 500
/** More single changes than this are read as all. */
const singlesAtMost = 500
/** Tiles down to this zoom are cut for whoever sees everything before anybody asks. */
const cutAhead = 16

type CachedTile = {
  readonly address: TileAddress
  readonly box: Bounds
  readonly answer: Promise<TileBytes | undefined>
  bytes: number
}

const forAll = `${sightKey(everything)}|`

/** The bytes of tiles that were asked for, the latest used kept. */
class TileCache {
  readonly #tiles = new Map<string, CachedTile>()
  #bytes = 0

  get(key: string): Promise<TileBytes | undefined> | undefined {
    const found = this.#tiles.get(key)
    if (found === undefined) return undefined
    this.#tiles.delete(key)
    this.#tiles.set(key, found)
    return found.answer
  }

  put(key: string, address: TileAddress, answer: Promise<TileBytes | undefined>): void {
    const tile = { address, box: boundsOfTile(address), answer, bytes: 200 }
    this.#tiles.set(key, tile)
    this.#bytes += tile.bytes
    answer.then(
      (found) => this.#weigh(key, tile, found?.bytes.length ?? 0),
      () => this.#drop(key, tile),
    )
  }

  /** Lets go of what is touched; answers the tiles among it that whoever sees everything had. */
  drop(touched: Touched | null): TileAddress[] {
    const dropped: TileAddress[] = []
    for (const [key, tile] of this.#tiles) {
      if (touched !== null && !isTouched(tile, touched)) continue
      this.#drop(key, tile)
      if (key.startsWith(forAll)) dropped.push(tile.address)
    }
    return dropped
  }

  #weigh(key: string, tile: CachedTile, bytes: number): void {
    if (this.#tiles.get(key) !== tile) return
    tile.bytes += bytes
    this.#bytes += bytes
    for (const [oldest, other] of this.#tiles) {
      if (this.#bytes <= cacheBytes) return
      this.#drop(oldest, other)
    }
  }

  #drop(key: string, tile: CachedTile): void {
    if (this.#tiles.get(key) !== tile) return
    this.#tiles.delete(key)
    this.#bytes -= tile.bytes
  }
}

function isTouched({ address: { z }, box }: CachedTile, { parcels, blocks }: Touched): boolean {
  return z > blockZooms[1]
    ? parcels.some((bounds) => boundsMeet(bounds, box))
    : blocks.some((block) => block.z === z && boundsMeet(block.bounds, box))
}

type Waiting = { readonly resolve: (answer: StockAnswer) => void; readonly reject: (error: unknown) => void }

/** The thread of the stock, with questions and answers matched. */
class StockThread {
  readonly #thread: Thread<StockSaid, StockTold>
  readonly #waiting = new Map<number, Waiting>()
  #last = 0
  /** Settles when the thread is gone. */
  readonly ended: Promise<unknown>

  constructor(changed: (touched: Touched | null) => void) {
    this.#thread = openThread({ name: 'map-thread', from: import.meta.url, data: {}, memoryMb, background: true })
    this.ended = this.#listen(changed).then(
      () => new Problem('unavailable', { details: { reason: 'thread.ended' } }),
      (error: unknown) => error,
    )
    void this.ended.then((error) => {
      for (const { reject } of this.#waiting.values()) reject(error)
      this.#waiting.clear()
    })
  }

  tell(told: StockTold): void {
    this.#thread.tell(told)
  }

  ask<Answer extends StockAnswer>(question: StockQuestion): Promise<Answer> {
    this.#last += 1
    const id = this.#last
    return new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (answer: StockAnswer) => void, reject })
      this.#thread.tell({ kind: 'ask', id, question })
    })
  }

  async #listen(changed: (touched: Touched | null) => void): Promise<void> {
    for await (const said of this.#thread.said) {
      if (said.kind === 'changed') {
        changed(said.touched)
        continue
      }
      const waiting = this.#waiting.get(said.id)
      this.#waiting.delete(said.id)
      if (said.kind === 'answer') waiting?.resolve(said.answer)
      else waiting?.reject(new Problem(said.code, { details: { said: said.said } }))
    }
  }
}

/** Reads parcels and what the rooms of land say of them, some or all, and tells the thread. */
class Feed {
  readonly #house: House
  readonly #thread: StockThread
  readonly #asked = new Set<string>()
  #all = true
  #run = 0
  #timer: Promise<void> | undefined
  #reading: Promise<void> = Promise.resolve()
  #failed: unknown
  #isEnded = false

  constructor(house: House, thread: StockThread) {
    this.#house = house
    this.#thread = thread
  }

  refresh(ids?: readonly string[]): void {
    if (ids === undefined) this.#all = true
    else for (const id of ids) this.#asked.add(id)
    this.#timer ??= new Promise<void>((resolve) => setTimeout(resolve, pauseMilliseconds)).then(() => {
      this.#timer = undefined
      void this.read()
    })
  }

  async settled(): Promise<void> {
    await this.#timer
    await this.#reading
  }

  /** Reads what was asked for; what fails is asked for again with the next change. */
  read(): Promise<void> {
    this.#reading = this.#reading
      .then(() => this.#take())
      .then(
        () => void (this.#failed = undefined),
        (error: unknown) => {
          this.#all = true
          this.#failed = error
          this.#house.log.error({ err: error }, 'the stock of the map could not be read')
        },
      )
    return this.#reading
  }

  async end(): Promise<void> {
    this.#isEnded = true
    await this.#reading
  }

  /** @throws what kept the last reading from ending */
  check(): void {
    if (this.#failed === undefined) return
    const failed = this.#failed
    this.refresh()
    throw new Problem('not_ready', { details: { reason: 'map.not_read' }, cause: failed })
  }

  async #take(): Promise<void> {
    const all = this.#all || this.#asked.size > singlesAtMost
    const ids = all ? undefined : [...this.#asked]
    this.#all = false
    this.#asked.clear()
    if (ids?.length === 0 || this.#isEnded) return
    if (all) this.#run += 1
    const run = this.#run
    const missing = new Set(ids ?? [])
    await this.#house.record.asSystem(async (tx) => {
      for await (const rows of eachParcelOnGround(tx, { today: todayOf(this.#house), ids, portion })) {
        if (this.#isEnded) return
        for (const { id } of rows) missing.delete(id)
        this.#thread.tell({ kind: 'put', rows: await stockRows(this.#house, tx, rows), run })
      }
    })
    if (this.#isEnded) return
    if (all) this.#thread.tell({ kind: 'sweep', run })
    else if (missing.size > 0) this.#thread.tell({ kind: 'drop', ids: [...missing] })
  }
}

async function stockRows(house: House, tx: Transaction, rows: readonly ParcelOnGround[]): Promise<StockRow[]> {
  const uses = house.programme().land?.uses ?? []
  const useOf = new Map(uses.flatMap(({ id, register }) => register.map((word) => [word, id] as const)))
  const land = await landOf(
    house,
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map(({ landUse, ...row }) => ({
    ...row,
    use: landUse === null ? null : (useOf.get(landUse) ?? null),
    land: land.get(row.id) ?? null,
  }))
}

const stocks = new WeakMap<House, MapStock>()

/** The stock of a house, opened and read at the first question. When its thread ends, the next question opens another. */
export function stockOf(house: House): MapStock {
  const known = stocks.get(house)
  if (known !== undefined) return known
  const made = openStock(house, () => stocks.delete(house))
  stocks.set(house, made)
  return made
}

/** The stock where one is open; whoever changes something need not open it. */
export function findStock(house: House): MapStock | undefined {
  return stocks.get(house)
}

function openStock(house: House, ended: () => void): MapStock {
  let version = 1
  const cache = new TileCache()
  /** What is cut before anybody asks: every tile, or those that a change has touched. */
  let everyTile = false
  const touchedTiles: TileAddress[] = []
  let ahead: Promise<void> | undefined
  const thread = new StockThread((touched) => {
    version += 1
    const dropped = cache.drop(touched)
    if (touched === null) everyTile = true
    else touchedTiles.push(...dropped)
    ahead ??= cutTilesAhead().finally(() => (ahead = undefined))
  })
  void thread.ended.then((error) => {
    house.log.error({ err: error }, 'the thread of the map ended')
    ended()
  })
  const feed = new Feed(house, thread)
  const first = feed.read()
  const ready = async (): Promise<void> => {
    await first
    feed.check()
  }
  const tile = (address: TileAddress, sight: Sight): Promise<TileBytes | undefined> => {
    const key = `${sightKey(sight)}|${address.z}/${address.x}/${address.y}`
    const known = cache.get(key)
    if (known !== undefined) return known
    const answer = thread.ask<TileBytes | undefined>({ kind: 'tile', address, sight })
    cache.put(key, address, answer)
    return answer
  }
  /** One tile after another, so that whoever asks waits for one at most; begun anew when everything changes meanwhile. */
  async function cutTilesAhead(): Promise<void> {
    await first
    for (;;) {
      const one = touchedTiles.pop()
      if (one !== undefined) await tile(one, everything).catch(() => undefined)
      else if (everyTile) await cutEveryTile()
      else return
    }
  }
  async function cutEveryTile(): Promise<void> {
    everyTile = false
    for (let z: number = blockZooms[0]; z <= cutAhead; z += 1)
      for (const address of await thread.ask<readonly TileAddress[]>({ kind: 'addresses', z }).catch(() => [])) {
        if (everyTile) return
        await tile(address, everything).catch(() => undefined)
      }
  }
  return {
    version: () => version,
    async tile(address, sight) {
      await ready()
      return tile(address, sight)
    },
    async find(asked) {
      await ready()
      return thread.ask<FindAnswer>({ kind: 'find', asked })
    },
    async totals(drawn, sight) {
      await ready()
      return thread.ask<ParcelTotals>({ kind: 'totals', drawn, sight })
    },
    refresh: (ids) => feed.refresh(ids),
    async settled() {
      await feed.settled()
      // What the thread says of a change comes before its next answer.
      await thread.ask({ kind: 'addresses', z: blockZooms[0] })
    },
    async aheadDone() {
      await ahead
    },
    end: () => feed.end(),
  }
}
