import { type AreaShape, type Bounds, boundsAround } from '#base/geo/geometry.ts'
import { type Tags, tagsOf } from '#kit/server/tile-layer.ts'
import { type Outline, outlineOf, reaches, type TileAddress, tileAt, writeTile } from '#kit/server/tiles.ts'
import { blockOf, type Sums, sumsOf, together } from '../rules/blocks.ts'
import { blockZooms } from '../rules/layers.ts'
import { type ParcelOnMap, seenBy } from '../rules/parcel.ts'
import { everything, type Reach, type Sight, sightKey, seesByPlace } from '../rules/sight.ts'

/** The box of what is drawn as one block at a zoom. */
export type BlockBox = { readonly z: number; readonly bounds: Bounds }

type Drawn = { readonly outline: Outline; readonly tags: Tags }

/** Parcels of a cell that lie in the same places: whoever sees one by its place sees all. */
type Part = {
  readonly z: number
  /** The cell and the place: parts with one key are drawn as one block. */
  readonly group: string
  readonly places: readonly string[]
  /** Parcels, at the innermost zoom. */
  readonly members: Set<ParcelOnMap>
  /** Parts of the next zoom. */
  readonly inner: Set<Part>
  readonly outer: Part | null
  readonly key: string
  box: Bounds | null
  /** Without what the rooms of land say, and with it; made when asked for. */
  readonly sums: [Sums | null, Sums | null]
  readonly drawn: [Drawn | null, Drawn | null]
}

const [outermost, innermost] = blockZooms
/** Cells of blocks are an eighth of a tile wide. */
const cellsDeeper = 3
const listsKept = 24 * (innermost - outermost + 1)
/** Beyond that many nobody asks which blocks were touched: everything is drawn anew. */
const boxesAtMost = 4_000
const nothing: Reach = { all: false, places: [], organisations: [] }
const withoutLand: Sight = { ...everything, land: nothing }

/**
 * Blocks of parcels for each zoom, made of what a sight may see, so that no count says more than the list does. What lies in the same places is counted
 * once for everybody; a change is counted again in its own parts only.
 */
export class Blocks {
  readonly #zooms = new Map<number, Map<string, Part>>()
  readonly #groups = new Map<string, Set<Part>>()
  readonly #partOf = new Map<ParcelOnMap, Part>()
  readonly #byOrganisation = new Map<string, Set<ParcelOnMap>>()
  readonly #lists = new Map<string, { readonly blocks: readonly Drawn[]; readonly version: number }>()
  #version = 0

  constructor() {
    for (let z: number = outermost; z <= innermost; z += 1) this.#zooms.set(z, new Map())
  }

  /** Takes in a parcel with a shape; adds the boxes of its blocks. */
  add(parcel: ParcelOnMap, touched: BlockBox[]): void {
    const { bounds } = parcel
    if (bounds === null) return
    const cell = tileAt(innermost + cellsDeeper, [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2])
    const part = this.#partAt(innermost, cell, parcel)
    part.members.add(parcel)
    this.#partOf.set(parcel, part)
    for (const organisation of parcel.organisations) {
      const theirs = this.#byOrganisation.get(organisation)
      if (theirs === undefined) this.#byOrganisation.set(organisation, new Set([parcel]))
      else theirs.add(parcel)
    }
    for (let each: Part | null = part; each !== null; each = each.outer) {
      each.box = each.box === null ? bounds : (boundsAround([each.box, bounds]) ?? bounds)
      this.#changed(each, touched)
    }
  }

  /** Lets go of a parcel; adds the boxes of the blocks it was in. */
  remove(parcel: ParcelOnMap, touched: BlockBox[]): void {
    const part = this.#partOf.get(parcel)
    if (part === undefined) return
    this.#partOf.delete(parcel)
    for (const organisation of parcel.organisations) {
      const theirs = this.#byOrganisation.get(organisation)
      theirs?.delete(parcel)
      if (theirs?.size === 0) this.#byOrganisation.delete(organisation)
    }
    for (let each: Part | null = part; each !== null; each = each.outer) this.#changed(each, touched)
    part.members.delete(parcel)
    for (let each: Part | null = part; each !== null; each = each.outer) {
      const boxes =
        each.z === innermost ? [...each.members].map((one) => one.bounds) : [...each.inner].map((one) => one.box)
      each.box = boundsAround(boxes.filter((box) => box !== null)) ?? null
      if (boxes.length > 0) continue
      this.#zooms.get(each.z)?.delete(each.key)
      const together = this.#groups.get(`${each.z}|${each.group}`)
      together?.delete(each)
      if (together?.size === 0) this.#groups.delete(`${each.z}|${each.group}`)
      each.outer?.inner.delete(each)
    }
  }

  /** A tile of blocks to one sight; undefined when it is empty. */
  tile(address: TileAddress, sight: Sight): Uint8Array | undefined {
    const here = this.#listOf(address.z, sight).filter(({ outline }) => reaches(outline, address))
    return here.length === 0 ? undefined : writeTile(address, 'blocks', here)
  }

  #partAt(z: number, cell: { readonly x: number; readonly y: number }, parcel: ParcelOnMap): Part {
    const group = `${cell.x}/${cell.y}|${parcel.place}`
    const key = `${group}|${parcel.places.join(',')}`
    const parts = this.#zooms.get(z) as Map<string, Part>
    const known = parts.get(key)
    if (known !== undefined) return known
    const wider = { x: Math.floor(cell.x / 2), y: Math.floor(cell.y / 2) }
    const outer = z === outermost ? null : this.#partAt(z - 1, wider, parcel)
    const made: Part = {
      z,
      group,
      key,
      outer,
      places: parcel.places,
      members: new Set(),
      inner: new Set(),
      box: null,
      sums: [null, null],
      drawn: [null, null],
    }
    outer?.inner.add(made)
    parts.set(key, made)
    const together = this.#groups.get(`${z}|${group}`)
    if (together === undefined) this.#groups.set(`${z}|${group}`, new Set([made]))
    else together.add(made)
    return made
  }

  #changed(part: Part, touched: BlockBox[]): void {
    this.#version += 1
    part.sums.fill(null)
    part.drawn.fill(null)
    if (touched.length >= boxesAtMost) return
    const boxes = [...(this.#groups.get(`${part.z}|${part.group}`) ?? [])].map(({ box }) => box)
    const bounds = boundsAround(boxes.filter((box) => box !== null))
    if (bounds !== undefined) touched.push({ z: part.z, bounds })
  }

  #listOf(z: number, sight: Sight): readonly Drawn[] {
    const key = `${z}|${sightKey(sight)}`
    const known = this.#lists.get(key)
    this.#lists.delete(key)
    const list = known?.version === this.#version ? known : { blocks: this.#drawAll(z, sight), version: this.#version }
    this.#lists.set(key, list)
    for (const oldest of this.#lists.keys()) {
      if (this.#lists.size <= listsKept) break
      this.#lists.delete(oldest)
    }
    return list.blocks
  }

  #drawAll(z: number, sight: Sight): Drawn[] {
    const single = this.#partsOfTheirs(z, sight)
    const groups = new Map<string, { part: Part; land: 0 | 1; sums: Sums | null }[]>()
    for (const part of this.#zooms.get(z)?.values() ?? []) {
      const isSingle = single.has(part)
      if (!isSingle && !seesByPlace(sight.parcels, { places: part.places, organisations: [] })) continue
      const land = seesByPlace(sight.land, { places: part.places, organisations: [] }) ? 1 : 0
      const sums = isSingle ? sumsOf(seenIn(part, sight)) : null
      if (sums?.parcels === 0) continue
      const group = groups.get(part.group)
      if (group === undefined) groups.set(part.group, [{ part, land, sums }])
      else group.push({ part, land, sums })
    }
    return [...groups.values()].map((group) => {
      const [first] = group
      if (group.length === 1 && first !== undefined && first.sums === null) return drawnOf(first.part, first.land)
      return draw(together(group.map(({ part, land, sums }) => sums ?? sumsIn(part, land))))
    })
  }

  /** Parts with parcels that a sight may reach because they are theirs: these are counted one by one. */
  #partsOfTheirs(z: number, { parcels, land }: Sight): Set<Part> {
    const found = new Set<Part>()
    for (const organisation of [...parcels.organisations, ...land.organisations])
      for (const parcel of this.#byOrganisation.get(organisation) ?? []) {
        let part = this.#partOf.get(parcel) ?? null
        while (part !== null && part.z > z) part = part.outer
        if (part !== null) found.add(part)
      }
    return found
  }
}

function* membersOf(part: Part): Generator<ParcelOnMap> {
  yield* part.members
  for (const inner of part.inner) yield* membersOf(inner)
}

function* seenIn(part: Part, sight: Sight) {
  for (const parcel of membersOf(part)) {
    const seen = seenBy(sight, parcel)
    if (seen !== undefined) yield { seen, geometry: parcel.geometry as AreaShape }
  }
}

function sumsIn(part: Part, land: 0 | 1): Sums {
  const made =
    part.sums[land] ??
    (part.z === innermost
      ? sumsOf(seenIn(part, land === 1 ? everything : withoutLand))
      : together([...part.inner].map((inner) => sumsIn(inner, land))))
  part.sums[land] = made
  return made
}

function drawnOf(part: Part, land: 0 | 1): Drawn {
  const made = part.drawn[land] ?? draw(sumsIn(part, land))
  part.drawn[land] = made
  return made
}

function draw(sums: Sums): Drawn {
  const { geometry, properties } = blockOf(sums)
  const { parcels, area_m2, ...shared } = properties
  return { outline: outlineOf(geometry), tags: tagsOf({ parcels, area_m2 }, shared) }
}
