import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type AreaShape, type Bounds, boundsMeet, boundsOf } from '#base/geo/geometry.ts'
import { type Outline, outlineOf, reaches, type TileAddress, tileAt, writeTile } from '#kit/server/tiles.ts'
import { type Properties, type Tags, tagsOf } from '#kit/server/tile-layer.ts'
import { boundsOfAll, sumOfAreas } from '../rules/blocks.ts'
import { type Found, matcherOf, orderOf, type ParcelSearch, type SortOfParcels } from '../rules/find.ts'
import { blockZooms, parcelZooms } from '../rules/layers.ts'
import { type ParcelOnMap, type ParcelSeen, reachOf, seenBy, seenWithin } from '../rules/parcel.ts'
import type { Sight } from '../rules/sight.ts'
import { type BlockBox, Blocks } from './block-tree.ts'
import { type ParcelTotals, type ShapeInTotals, totalsOf } from './totals.ts'

/** A parcel as it comes from the record: the shape still as text. */
export type StockRow = Omit<ParcelOnMap, 'geometry' | 'bounds'> & { readonly geometry: string | null }

/** Small tiles go as they are, larger ones packed. */
export type TileBytes = { readonly bytes: Uint8Array; readonly isPacked: boolean; readonly etag: string }

/** What a change touches: boxes of parcels, and of the blocks of each zoom. */
export type Touched = { readonly parcels: Bounds[]; readonly blocks: BlockBox[] }

export type FindAsked = {
  readonly sight: Sight
  readonly search: ParcelSearch
  readonly sort: SortOfParcels
  readonly page: number
  readonly pageSize: number
}
export type FoundRow = ParcelSeen & { readonly bounds: Bounds | null }
export type FindAnswer = {
  readonly rows: readonly FoundRow[]
  readonly total: number
  readonly area: string
  readonly bounds: Bounds | null
  readonly synthetic: boolean
}

type Kept = {
  readonly parcel: ParcelOnMap
  readonly print: string
  readonly outline: Outline | null
  /** What tiles say of it, by how much of it is reached; made when asked for. */
  readonly tags: Map<number, Tags>
  run: number
}

/** Parcels are looked up by the tiles of this zoom. */
const cellZoom = parcelZooms[0]
/** More bytes than this are packed: below it a tile travels in a packet or two. */
const packedFrom = 2_048

const keyOf = ({ z, x, y }: TileAddress): string => `${z}/${x}/${y}`

/**
 * Every parcel with its shape and state. Cuts tiles, finds parcels and adds up ground for any sight; a change touches only its own tiles.
 * For a thread of its own: reading a hundred thousand parcels takes some seconds.
 */
export class Stock {
  readonly #kept = new Map<string, Kept>()
  /** Parcels by the tiles of `cellZoom` that their boxes touch. */
  readonly #cells = new Map<string, Set<Kept>>()
  readonly #blocks = new Blocks()
  /** What many parcels have in common, by its text. */
  readonly #shared = new Map<string, Properties>()

  get size(): number {
    return this.#kept.size
  }

  /** Takes in rows; answers what is new or otherwise than before. `run` marks rows of a full reading. */
  put(rows: readonly StockRow[], run: number): Touched {
    const touched: Touched = { parcels: [], blocks: [] }
    for (const row of rows) {
      const print = createHash('sha1').update(JSON.stringify(row)).digest('base64')
      const before = this.#kept.get(row.id)
      if (before?.print === print) {
        before.run = run
        continue
      }
      this.#remove(row.id, touched)
      this.#add({ row, print, run }, touched)
    }
    return touched
  }

  /** Lets go of parcels; answers what they leave empty. */
  drop(ids: readonly string[]): Touched {
    const touched: Touched = { parcels: [], blocks: [] }
    for (const id of ids) this.#remove(id, touched)
    return touched
  }

  /** Lets go of all that a full reading did not bring again. */
  sweep(run: number): Touched {
    return this.drop([...this.#kept].flatMap(([id, kept]) => (kept.run === run ? [] : [id])))
  }

  /** One tile to one sight; undefined when it is empty. */
  tile(address: TileAddress, sight: Sight): TileBytes | undefined {
    const { z } = address
    const cut =
      z >= parcelZooms[0] && z <= parcelZooms[1]
        ? this.#parcelTile(address, sight)
        : z >= blockZooms[0] && z <= blockZooms[1]
          ? this.#blocks.tile(address, sight)
          : undefined
    if (cut === undefined) return undefined
    const isPacked = cut.length > packedFrom
    const bytes = isPacked ? gzipSync(cut, { level: 1 }) : cut
    return { bytes, isPacked, etag: `"${createHash('sha1').update(bytes).digest('base64url')}"` }
  }

  /** The parcels of a sight that match, one page of them in order, with what all of them come to. */
  find({ sight, search, sort, page, pageSize }: FindAsked): FindAnswer {
    const matches = matcherOf(search)
    const found: Found[] = []
    for (const { parcel } of this.#kept.values()) {
      const seen = seenBy(sight, parcel)
      if (seen === undefined) continue
      const one = { seen, bounds: parcel.bounds, places: parcel.places }
      if (matches(one)) found.push(one)
    }
    found.sort(orderOf(sort))
    const from = (page - 1) * pageSize
    return {
      rows: found.slice(from, from + pageSize).map(({ seen, bounds }) => ({ ...seen, bounds })),
      total: found.length,
      area: sumOfAreas(found.map(({ seen }) => seen.area)),
      bounds: boundsOfAll(found),
      synthetic: found.some(({ seen }) => seen.synthetic),
    }
  }

  /** What of the parcels of a sight lies in a drawn shape. */
  totals(drawn: AreaShape, sight: Sight): ParcelTotals {
    const box = boundsOf(drawn)
    const shapes: ShapeInTotals[] = []
    for (const { parcel } of this.#kept.values()) {
      if (parcel.geometry === null || parcel.bounds === null || !boundsMeet(parcel.bounds, box)) continue
      const seen = seenBy(sight, parcel)
      if (seen !== undefined) shapes.push({ seen, geometry: parcel.geometry, bounds: parcel.bounds })
    }
    return totalsOf(drawn, shapes)
  }

  /** The tiles of a zoom that hold anything, for whoever sees everything. */
  addresses(z: number): TileAddress[] {
    const found = new Map<string, TileAddress>()
    for (const key of this.#cells.keys()) {
      const [, x = 0, y = 0] = key.split('/').map(Number)
      const out = 2 ** (cellZoom - Math.min(z, cellZoom))
      const deeper = 2 ** Math.max(0, z - cellZoom)
      const first = { z, x: Math.floor(x / out) * deeper, y: Math.floor(y / out) * deeper }
      for (let dx = 0; dx < deeper; dx += 1)
        for (let dy = 0; dy < deeper; dy += 1) {
          const address = { z, x: first.x + dx, y: first.y + dy }
          found.set(keyOf(address), address)
        }
    }
    return [...found.values()]
  }

  #add({ row, print, run }: { row: StockRow; print: string; run: number }, touched: Touched): void {
    const geometry = row.geometry === null ? null : (JSON.parse(row.geometry) as AreaShape)
    const bounds = geometry === null ? null : boundsOf(geometry)
    const parcel = { ...row, geometry, bounds }
    const kept = { parcel, print, outline: geometry === null ? null : outlineOf(geometry), tags: new Map(), run }
    this.#kept.set(row.id, kept)
    if (bounds === null) return
    for (const key of cellsAround(bounds)) {
      const here = this.#cells.get(key)
      if (here === undefined) this.#cells.set(key, new Set([kept]))
      else here.add(kept)
    }
    touched.parcels.push(bounds)
    this.#blocks.add(parcel, touched.blocks)
  }

  #remove(id: string, touched: Touched): void {
    const before = this.#kept.get(id)
    if (before === undefined) return
    this.#kept.delete(id)
    const { bounds } = before.parcel
    if (bounds === null) return
    for (const key of cellsAround(bounds)) {
      const here = this.#cells.get(key)
      here?.delete(before)
      if (here?.size === 0) this.#cells.delete(key)
    }
    touched.parcels.push(bounds)
    this.#blocks.remove(before.parcel, touched.blocks)
  }

  #parcelTile(address: TileAddress, sight: Sight): Uint8Array | undefined {
    const out = 2 ** (address.z - cellZoom)
    const at = { z: cellZoom, x: Math.floor(address.x / out), y: Math.floor(address.y / out) }
    const here = this.#cells.get(keyOf(at))
    return here === undefined ? undefined : writeTile(address, 'parcels', this.#featuresOf(here, { address, sight }))
  }

  #featuresOf(here: Iterable<Kept>, { address, sight }: { address: TileAddress; sight: Sight }) {
    const features: { outline: Outline; tags: Tags }[] = []
    for (const kept of here) {
      if (kept.outline === null || !reaches(kept.outline, address)) continue
      const reach = reachOf(sight, kept.parcel)
      if (reach !== undefined) features.push({ outline: kept.outline, tags: this.#tagsOf(kept, reach) })
    }
    return features
  }

  #tagsOf({ parcel, tags }: Kept, reach: number): Tags {
    const known = tags.get(reach)
    if (known !== undefined) return known
    const { own, shared } = propertiesOf(seenWithin(reach, parcel))
    const text = JSON.stringify(shared)
    const common = this.#shared.get(text) ?? shared
    this.#shared.set(text, common)
    const made = tagsOf(own, common)
    tags.set(reach, made)
    return made
  }
}

function cellsAround([west, south, east, north]: Bounds): string[] {
  // As far as the margin of a tile: a sixty-fourth of it.
  const reach = 360 / 2 ** cellZoom / 64
  const [first, last] = [
    tileAt(cellZoom, [west - reach, north + reach]),
    tileAt(cellZoom, [east + reach, south - reach]),
  ]
  const keys: string[] = []
  for (let x = first.x; x <= last.x; x += 1)
    for (let y = first.y; y <= last.y; y += 1) keys.push(keyOf({ z: cellZoom, x, y }))
  return keys
}

function propertiesOf(seen: ParcelSeen): { own: Properties; shared: Properties } {
  const { id, code, name, area, rows: _rows, industries: _industries, price: _price, ...shared } = seen
  return { own: { id, code, name, area_m2: area }, shared }
}
