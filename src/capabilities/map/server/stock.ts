import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type AreaShape, type Bounds, boundsMeet, boundsOf } from '#base/geo/geometry.ts'
import { createSheet, encodeTile, boundsOfTile, type Sheet, type TileAddress, tileAt } from '#kit/server/tiles.ts'
import type { MapTotals } from '../contract.ts'
import { type Block, blocksOf, boundsOfAll, sumOfAreas } from '../rules/blocks.ts'
import { type Found, matcherOf, orderOf, type ParcelSearch, type SortOfParcels } from '../rules/find.ts'
import { blockZooms, parcelZooms } from '../rules/layers.ts'
import { type ParcelOnMap, type ParcelSeen, seenBy } from '../rules/parcel.ts'
import { type Sight, sightKey } from '../rules/sight.ts'
import { type ShapeInTotals, totalsOf } from './totals.ts'

/** A parcel as it comes from the record: the shape still as text. */
export type StockRow = Omit<ParcelOnMap, 'geometry' | 'bounds'> & { readonly geometry: string | null }

export type TileBytes = { readonly bytes: Uint8Array; readonly etag: string }

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

type Kept = { readonly parcel: ParcelOnMap; readonly print: string; readonly cell: string | null; run: number }
type SheetKept = { readonly sheet: Sheet; readonly parcels: readonly ParcelOnMap[] }

/** Sheets of this zoom are kept; the tiles from here on are cut from them. */
const sheetZoom = parcelZooms[0]
const sheetsKept = 128
const sightsKept = 24
/** Cells of blocks are an eighth of a tile wide. */
const cellsDeeper = 3

const keyOf = ({ z, x, y }: TileAddress): string => `${z}/${x}/${y}`

/**
 * Every parcel with its shape and state. Cuts tiles, finds parcels and adds up ground for any sight; a change takes away only what it touches.
 * Holds about 2 kB for each parcel. For a thread of its own: cutting a tile takes some milliseconds, reading a hundred thousand parcels some seconds.
 */
export class Stock {
  readonly #kept = new Map<string, Kept>()
  /** Parcels by the tiles of `sheetZoom` that their boxes touch. */
  readonly #cells = new Map<string, Set<string>>()
  readonly #sheets = new Map<string, SheetKept>()
  readonly #blocks = new Map<string, Block[]>()

  get size(): number {
    return this.#kept.size
  }

  /** Takes in rows; answers the boxes of what is new or otherwise than before. `run` marks rows of a full reading. */
  put(rows: readonly StockRow[], run: number): Bounds[] {
    const touched: Bounds[] = []
    for (const row of rows) {
      const print = createHash('sha1').update(JSON.stringify(row)).digest('base64')
      const before = this.#kept.get(row.id)
      if (before?.print === print) {
        before.run = run
        continue
      }
      touched.push(...this.#remove(row.id))
      touched.push(...this.#add(row, print, run))
    }
    this.#forget(touched)
    return touched
  }

  /** Lets go of parcels; answers the boxes they leave empty. */
  drop(ids: readonly string[]): Bounds[] {
    const touched = ids.flatMap((id) => this.#remove(id))
    this.#forget(touched)
    return touched
  }

  /** Lets go of all that a full reading did not bring again. */
  sweep(run: number): Bounds[] {
    return this.drop([...this.#kept].flatMap(([id, kept]) => (kept.run === run ? [] : [id])))
  }

  /** One tile to one sight; undefined when it is empty. */
  tile(address: TileAddress, sight: Sight): TileBytes | undefined {
    const { z } = address
    const cut =
      z >= parcelZooms[0] && z <= parcelZooms[1]
        ? this.#parcelTile(address, sight)
        : z >= blockZooms[0] && z <= blockZooms[1]
          ? this.#blockTile(address, sight)
          : undefined
    if (cut === undefined) return undefined
    const bytes = gzipSync(cut, { level: 6 })
    return { bytes, etag: `"${createHash('sha1').update(bytes).digest('base64url')}"` }
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
  totals(drawn: AreaShape, sight: Sight): MapTotals {
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
      const out = 2 ** (sheetZoom - Math.min(z, sheetZoom))
      const deeper = 2 ** Math.max(0, z - sheetZoom)
      const first = { z, x: Math.floor(x / out) * deeper, y: Math.floor(y / out) * deeper }
      for (let dx = 0; dx < deeper; dx += 1)
        for (let dy = 0; dy < deeper; dy += 1) {
          const address = { z, x: first.x + dx, y: first.y + dy }
          found.set(keyOf(address), address)
        }
    }
    return [...found.values()]
  }

  #add(row: StockRow, print: string, run: number): Bounds[] {
    const geometry = row.geometry === null ? null : (JSON.parse(row.geometry) as AreaShape)
    const bounds = geometry === null ? null : boundsOf(geometry)
    const parcel = { ...row, geometry, bounds }
    const middle = bounds === null ? null : ([(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2] as const)
    const cell = middle === null ? null : keyOf(tileAt(blockZooms[1] + cellsDeeper, middle))
    this.#kept.set(row.id, { parcel, print, cell, run })
    if (bounds === null) return []
    for (const key of sheetsAround(bounds)) {
      const here = this.#cells.get(key)
      if (here === undefined) this.#cells.set(key, new Set([row.id]))
      else here.add(row.id)
    }
    return [bounds]
  }

  #remove(id: string): Bounds[] {
    const before = this.#kept.get(id)
    if (before === undefined) return []
    this.#kept.delete(id)
    const { bounds } = before.parcel
    if (bounds === null) return []
    for (const key of sheetsAround(bounds)) {
      const here = this.#cells.get(key)
      here?.delete(id)
      if (here?.size === 0) this.#cells.delete(key)
    }
    return [bounds]
  }

  #forget(touched: readonly Bounds[]): void {
    if (touched.length === 0) return
    for (const bounds of touched) for (const key of sheetsAround(bounds)) this.#sheets.delete(key)
    this.#blocks.clear()
  }

  #parcelTile(address: TileAddress, sight: Sight): Uint8Array | undefined {
    const out = 2 ** (address.z - sheetZoom)
    const at = { z: sheetZoom, x: Math.floor(address.x / out), y: Math.floor(address.y / out) }
    const kept = this.#sheetOf(at)
    if (kept === undefined) return undefined
    const features = kept.sheet.cut(address).flatMap((cut) => {
      const seen = seenBy(sight, kept.parcels[cut.shape] as ParcelOnMap)
      return seen === undefined ? [] : [{ cut, properties: propertiesOf(seen) }]
    })
    return features.length === 0 ? undefined : encodeTile('parcels', features)
  }

  #sheetOf(at: TileAddress): SheetKept | undefined {
    const key = keyOf(at)
    const known = this.#sheets.get(key)
    if (known !== undefined) {
      this.#sheets.delete(key)
      this.#sheets.set(key, known)
      return known
    }
    const ids = this.#cells.get(key)
    if (ids === undefined) return undefined
    const parcels = [...ids].flatMap((id) => this.#kept.get(id)?.parcel ?? [])
    const shapes = parcels.map(({ geometry }) => geometry as AreaShape)
    const made = { sheet: createSheet(shapes, at, parcelZooms[1]), parcels }
    this.#sheets.set(key, made)
    keepLatest(this.#sheets, sheetsKept)
    return made
  }

  #blockTile(address: TileAddress, sight: Sight): Uint8Array | undefined {
    const box = boundsOfTile(address)
    const blocks = this.#blocksOf(address.z, sight).filter(({ bounds }) => boundsMeet(bounds, box))
    if (blocks.length === 0) return undefined
    const sheet = createSheet(
      blocks.map(({ geometry }) => geometry),
      address,
      address.z,
    )
    const features = sheet.cut(address).map((cut) => ({ cut, properties: (blocks[cut.shape] as Block).properties }))
    return features.length === 0 ? undefined : encodeTile('blocks', features)
  }

  /** Blocks are made of what a sight may see, so that no count says more than the list does. */
  #blocksOf(z: number, sight: Sight): Block[] {
    const key = `${z}|${sightKey(sight)}`
    const known = this.#blocks.get(key)
    if (known !== undefined) {
      this.#blocks.delete(key)
      this.#blocks.set(key, known)
      return known
    }
    const members = [...this.#kept.values()].flatMap(({ parcel, cell }) => {
      if (parcel.geometry === null || cell === null) return []
      const seen = seenBy(sight, parcel)
      if (seen === undefined) return []
      return [{ seen, geometry: parcel.geometry, cell: `${outerCell(cell, blockZooms[1] - z)}|${parcel.place}` }]
    })
    const made = blocksOf(members)
    this.#blocks.set(key, made)
    keepLatest(this.#blocks, sightsKept * (blockZooms[1] - blockZooms[0] + 1))
    return made
  }
}

function sheetsAround([west, south, east, north]: Bounds): string[] {
  // As far as the margin of a tile: a sixty-fourth of it.
  const reach = 360 / 2 ** sheetZoom / 64
  const [first, last] = [
    tileAt(sheetZoom, [west - reach, north + reach]),
    tileAt(sheetZoom, [east + reach, south - reach]),
  ]
  const keys: string[] = []
  for (let x = first.x; x <= last.x; x += 1)
    for (let y = first.y; y <= last.y; y += 1) keys.push(keyOf({ z: sheetZoom, x, y }))
  return keys
}

function outerCell(cell: string, outer: number): string {
  const [, x = 0, y = 0] = cell.split('/').map(Number)
  return `${Math.floor(x / 2 ** outer)}/${Math.floor(y / 2 ** outer)}`
}

function propertiesOf(seen: ParcelSeen): Record<string, unknown> {
  const { area, rows: _rows, industries: _industries, price: _price, ...rest } = seen
  return { ...rest, area_m2: area }
}

function keepLatest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return
    map.delete(key)
  }
}
