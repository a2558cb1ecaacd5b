import { parseDecimal } from '#base/decimal.ts'
import type { Decision } from '#base/decision.ts'
import { type AreaShape, labelPoint, type Position } from '#base/geo/geometry.ts'
import { parsePlainDate, type PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { listParcelsById, listShapes } from '#capabilities/parcels/server/service.ts'
import { placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import type { Offer, OfferIndustry, OfferKind } from '../contract/offers.ts'
import { decidePublishing } from '../rules/offers.ts'
import { findSpace } from './carriers.ts'
import { currentIndicators } from './indicators.ts'
import { listLots } from './lots.ts'
import { listSuppliesOf } from './supply-store.ts'
import { nameOfIndustry } from './vocabulary.ts'

/** What the registers say of a parcel or a space that somebody wants to publish. */
export type Offered = Pick<
  Offer,
  'kind' | 'of' | 'code' | 'name' | 'place' | 'base' | 'area' | 'use' | 'tenures' | 'powerKw' | 'cleanRoom'
> &
  Pick<Offer, 'ceiling' | 'floorLoad' | 'approximate' | 'schematic' | 'synthetic' | 'supply'> & {
    readonly position: Position
    readonly geometry: AreaShape | null
    readonly industries: OfferIndustry[]
    /** From when it is usable, as the registers know. */
    readonly from: PlainDate | null
    /** Asked for a square metre and month, as the registers know. */
    readonly rent: string | null
    readonly places: string[]
    /** Whether a supply of it has been announced. */
    readonly announced: boolean
    readonly decision: Decision
  }

/** @throws Problem not_found */
export function offeredThing(
  house: House,
  tx: Transaction,
  { kind, of }: { readonly kind: OfferKind; readonly of: string },
): Promise<Offered> {
  return kind === 'parcel' ? offeredParcel(house, tx, of) : offeredSpace(house, tx, of)
}

const nowhere: Position = [0, 0]
/** States of a supply in which the parcel is on offer or not yet given away. */
const announcedState = 'announced'
const soldStates = ['sold', 'signed', 'handed_over']

async function offeredParcel(house: House, tx: Transaction, id: string): Promise<Offered> {
  const parcel = (await listParcelsById(tx, [id])).get(id)
  if (parcel === undefined) throw new Problem('not_found', { details: { kind: 'parcel', id } })
  const [shape] = await listShapes(tx, [id])
  const [lot] = await listLots(tx, [id])
  const [supply] = await listSuppliesOf(tx, [id])
  const sets = await currentIndicators(tx, [id])
  const programme = house.programme()
  const base = lot?.base ?? parcel.base
  const isSold = (lot?.suppliedOn ?? null) !== null || (supply !== undefined && soldStates.includes(supply.state))
  return {
    kind: 'parcel',
    of: id,
    code: parcel.code,
    name: parcel.name,
    place: parcel.place,
    base,
    area: parcel.area,
    use: lot?.use ?? null,
    tenures: ['sale'],
    rent: null,
    powerKw: lot?.powerKw ?? null,
    cleanRoom: null,
    ceiling: null,
    floorLoad: null,
    industries: (sets.get(id) ?? []).map(({ industry, rows }) => ({
      industry,
      name: nameOfIndustry(programme, industry),
      // Why the office asks otherwise than its standard is its own affair.
      rows: rows.map((row) => ({ ...row, reason: null })),
    })),
    position: shape === undefined ? nowhere : labelPoint(shape.geometry),
    geometry: shape?.geometry ?? null,
    approximate: shape?.approximate ?? false,
    schematic: shape?.schematic ?? false,
    synthetic: parcel.synthetic,
    supply: supply === undefined || supply.is_final ? null : supply.id,
    from: lot === undefined || lot.usableOn === null ? null : parsePlainDate(lot.usableOn),
    places: resourcePlaces(placesOf(programme), parcel.place, base),
    announced: supply?.state === announcedState,
    decision: decidePublishing({ hasPosition: shape !== undefined, isSold, isLet: false }),
  }
}

async function offeredSpace(house: House, tx: Transaction, id: string): Promise<Offered> {
  const space = await findSpace(tx, id, todayOf(house))
  if (space === undefined) throw new Problem('not_found', { details: { kind: 'space', id } })
  const { carrier } = space
  const geometry = carrier.geometry === null || carrier.geometry.type === 'Point' ? null : carrier.geometry
  const point = carrier.geometry?.type === 'Point' ? carrier.geometry.coordinates : undefined
  const position = geometry === null ? point : labelPoint(geometry)
  const isLet = parseDecimal(space.free).isZero()
  return {
    kind: 'space',
    of: id,
    code: `${carrier.code} ${space.code}`,
    name: carrier.name,
    place: carrier.place,
    base: carrier.base,
    area: isLet ? space.area : space.free,
    use: null,
    tenures: ['lease'],
    rent: space.rent,
    powerKw: space.powerKw,
    cleanRoom: space.cleanRoom,
    ceiling: space.ceiling,
    floorLoad: space.floorLoad,
    industries: [],
    position: position ?? nowhere,
    geometry,
    approximate: false,
    schematic: carrier.schematic,
    synthetic: carrier.synthetic,
    supply: null,
    from: space.freeFrom,
    places: [...carrier.places],
    announced: false,
    decision: decidePublishing({ hasPosition: position !== undefined, isSold: false, isLet }),
  }
}
