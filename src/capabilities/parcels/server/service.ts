import { randomUUID } from 'node:crypto'
import type { PlainDate } from '#base/plain-date.ts'
import { organisationOf } from '#capabilities/enterprises/server/service.ts'
import { placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import type { Parcel, ParcelFields } from '../contract.ts'
import { type ParcelOnGround, selectGround } from './ground-store.ts'
import { type DbShape, selectShapes, selectShapesAfter, selectShapesWithin, type ShapeWithin } from './shape-store.ts'
import type { Bounds } from '#base/geo/geometry.ts'
import {
  insertOccupations,
  insertParcels,
  type PlainOccupation,
  selectOccupations,
  selectOccupiedArea,
  selectParcels,
  selectPlacesAndBases,
  toOccupation,
  toParcel,
  updateParcelPlaces,
} from './store.ts'

export { offerGeometryView } from './geometry-view.ts'
export { type ParcelOnGround } from './ground-store.ts'
export { createShapesInBulk, demandGround, type NewShape } from './shapes.ts'
export { faultProblem, issueProblem } from '../rules/shape-plan.ts'
export { shapeHeads } from '../rules/shape-heads.ts'
export { measured, type ShapeWithin } from './shape-store.ts'

/** A parcel of the synthetic population. */
type NewParcel = Partial<ParcelFields> & {
  readonly id?: string
  readonly code: string
  readonly place: string
  readonly area: string
  readonly synthetic: boolean
}

/** Enters many parcels at once, unchecked and without acts: the caller made them and records the one act. Answers their ids in order. */
export async function createParcelsInBulk(
  tx: Transaction,
  programme: Programme,
  rows: readonly NewParcel[],
): Promise<string[]> {
  const book = placesOf(programme)
  const whole = rows.map(({ id, synthetic, ...given }) => {
    const fields: ParcelFields = { name: null, base: null, landUse: null, ...given }
    return { id: id ?? randomUUID(), fields, places: resourcePlaces(book, fields.place, fields.base), synthetic }
  })
  await insertParcels(tx, whole)
  return whole.map(({ id }) => id)
}

/** A stay of the synthetic population; its place and base are those of the parcel. */
type NewOccupation = {
  readonly parcel: string
  readonly enterprise: string
  readonly from: string
  readonly to?: string | null
  readonly area?: string | null
  readonly synthetic: boolean
}

/** Puts many enterprises on parcels at once, unchecked and without acts. */
export async function createOccupationsInBulk(tx: Transaction, rows: readonly NewOccupation[]): Promise<void> {
  const parcels = new Map(
    (await selectParcels(tx, { ids: [...new Set(rows.map((row) => row.parcel))] })).map((row) => [row.id, row.places]),
  )
  await insertOccupations(
    tx,
    rows.map((row) => ({
      ...row,
      id: randomUUID(),
      to: row.to ?? null,
      area: row.area ?? null,
      organisation: organisationOf(row.enterprise),
      places: parcels.get(row.parcel) ?? [],
    })),
  )
}

/** Ground in m2 that each of these enterprises occupies on a day; absent for those on no parcel. */
export async function occupiedAreas(
  tx: Transaction,
  asked: { enterprises: readonly string[]; day: string },
): Promise<Map<string, string>> {
  return selectOccupiedArea(tx, asked)
}

/** Where these enterprises are and were, latest first. */
export async function listOccupations(tx: Transaction, enterprises: readonly string[]): Promise<PlainOccupation[]> {
  return (await selectOccupations(tx, { enterprises })).map(toOccupation)
}

/** Who is and was on these parcels, latest first. */
export async function listOccupationsOn(tx: Transaction, parcels: readonly string[]): Promise<PlainOccupation[]> {
  return (await selectOccupations(tx, { parcels })).map(toOccupation)
}

/** Those of these parcels that the actor may see. */
export async function listParcelsById(tx: Transaction, ids: readonly string[]): Promise<Map<string, Parcel>> {
  return new Map((await selectParcels(tx, { ids })).map((row) => [row.id, toParcel(row)]))
}

/** The current shape of each of these parcels, as far as the actor may see them. */
export async function listShapes(tx: Transaction, parcels: readonly string[]): Promise<DbShape[]> {
  return selectShapes(tx, parcels)
}

/** Current shapes whose boxes meet a box, at most as many as asked for. */
export async function listShapesWithin(
  tx: Transaction,
  asked: { bounds: Bounds; most: number },
): Promise<ShapeWithin[]> {
  return selectShapesWithin(tx, asked)
}

/** All current shapes that the actor may see, in portions, in the order of their parcels. */
export async function* eachShape(tx: Transaction, portion = 2_000): AsyncGenerator<DbShape[]> {
  let after: string | undefined
  for (;;) {
    const shapes = await selectShapesAfter(tx, { after, most: portion })
    if (shapes.length > 0) yield shapes
    if (shapes.length < portion) return
    after = shapes.at(-1)?.parcel
  }
}

/** Parcels that the actor may see, with their shapes and who is on them on a day, in portions; all, or some by their ids. */
export async function* eachParcelOnGround(
  tx: Transaction,
  { today, ids, portion = 2_000 }: { today: PlainDate; ids?: readonly string[]; portion?: number },
): AsyncGenerator<ParcelOnGround[]> {
  let after: string | undefined
  for (;;) {
    const found = await selectGround(tx, { today, ids, after, most: portion })
    if (found.length > 0) yield found
    if (found.length < portion) return
    after = found.at(-1)?.id
  }
}

/** After a change of the programme: every parcel names again the places that contain it. To be called at start; quick when nothing changed. */
export async function refreshParcelPlaces(house: Pick<House, 'record' | 'programme'>): Promise<number> {
  const book = placesOf(house.programme())
  return house.record.asSystem(async (tx) => {
    let stale = 0
    for (const { place, base } of await selectPlacesAndBases(tx))
      stale += await updateParcelPlaces(tx, { place, base, places: resourcePlaces(book, place, base) })
    return stale
  })
}
