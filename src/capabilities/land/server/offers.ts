import { randomUUID } from 'node:crypto'
import { parseDecimal } from '#base/decimal.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import { inReachOfHouse, type Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { createMembership } from '#pack/classes.ts'
import { namedPlace } from '#pack/naming.ts'
import type { Programme } from '#pack/programme.ts'
import type { Offer, OfferFilter, OfferKind, OfferStage, OfficeOffer } from '../contract/offers.ts'
import { tenureName } from '../rules/tenures.ts'
import { findSpace } from './carriers.ts'
import {
  findOfferRow,
  insertOffers,
  lockThing,
  markWithdrawn,
  offeredIndustries,
  type OfferRow,
  type OfferSearch,
  offersAfter,
  pageOffers,
  publishedAmong,
} from './offer-store.ts'
import { namedUse } from './vocabulary.ts'

type Asked = OfferFilter & { readonly page?: number; readonly pageSize?: number }

/** What is published now, filtered, sorted, paged: the same for strangers and for the office. */
export async function listOffers(
  house: House,
  tx: Transaction,
  { page = 1, pageSize = 50, sort, ...filter }: Asked,
): Promise<{ rows: Offer[]; total: number }> {
  const programme = house.programme()
  const search = await searchOf(house, tx, filter)
  const found = await pageOffers(tx, { ...search, page, pageSize, ...(sort === undefined ? {} : { sort }) })
  return { rows: found.rows.map((row) => toOffer(programme, row)), total: found.total }
}

/** One that is published now, with its outline. */
export async function findOffer(house: House, tx: Transaction, id: string): Promise<Offer | undefined> {
  const row = await findOfferRow(tx, id)
  const isOver = row === undefined || row.withdrawn_at !== null || (row.until !== null && row.until < todayOf(house))
  return isOver ? undefined : toOffer(house.programme(), row)
}

/** @throws Problem not_found */
export async function showOffer(house: House, tx: Transaction, id: string): Promise<Offer> {
  const found = await findOffer(house, tx, id)
  if (found === undefined) throw new Problem('not_found', { details: { kind: 'offer', id } })
  return found
}

/** Everything that is published now and fits, in portions, without outlines. */
export async function* eachOffer(
  house: House,
  tx: Transaction,
  filter: OfferFilter = {},
  portion = 1_000,
): AsyncGenerator<Offer[]> {
  const programme = house.programme()
  const search = await searchOf(house, tx, filter)
  let after: string | undefined
  for (;;) {
    const rows = await offersAfter(tx, { ...search, after, most: portion })
    if (rows.length > 0) yield rows.map((row) => toOffer(programme, row))
    if (rows.length < portion) return
    after = rows.at(-1)?.id
  }
}

/** Which of these parcels or spaces are on offer now, how far, and at what price. */
export async function offeredAmong(
  tx: Transaction,
  asked: { readonly kind: OfferKind; readonly ids: readonly string[] },
): Promise<Map<string, { id: string; stage: OfferStage; price: string | null }>> {
  return new Map((await publishedAmong(tx, asked)).map(({ of, ...offer }) => [of, offer]))
}

/** The house takes an offer back: sold, let, put back. Nothing where there is none. */
export async function endOffersOf(
  tx: Transaction,
  ending: { readonly kind: OfferKind; readonly of: string; readonly reason: string; readonly at: Date },
): Promise<void> {
  await lockThing(tx, ending)
  const ended = await markWithdrawn(tx, { ...ending, by: 'system' })
  if (ended === undefined) return
  await recordAct(tx, {
    name: 'land.offer_withdrawn',
    subject: { kind: 'land_offer', id: ended.id },
    detail: { revision: ended.revision, reason: ending.reason },
  })
}

/** Space that is let as a whole on a day is on offer no more. */
export async function endOfferWhenLet(
  house: House,
  tx: Transaction,
  { space, from }: { readonly space: string; readonly from: PlainDate },
): Promise<void> {
  const today = todayOf(house)
  const found = await findSpace(tx, space, from > today ? from : today)
  if (found === undefined || !parseDecimal(found.free).isZero()) return
  await inReachOfHouse(tx, () =>
    endOffersOf(tx, { kind: 'space', of: space, reason: 'offer.ended_let', at: house.clock.now() }),
  )
}

async function searchOf(house: House, tx: Transaction, filter: OfferFilter): Promise<OfferSearch> {
  const { industry, sort: _sort, ...rest } = filter
  const search: OfferSearch = { ...rest, today: todayOf(house), state: 'published' }
  if (industry === undefined) return search
  const belongs = createMembership(house.programme())
  const industries = (await offeredIndustries(tx)).filter((one) => belongs([industry], [one]) === true)
  return { ...search, industries }
}

/** What strangers see of a row. */
export function toOffer(programme: Programme, row: OfferRow): Offer {
  return {
    id: row.id,
    kind: row.kind,
    of: row.of,
    code: row.code,
    name: row.name,
    place: row.place,
    placeName: namedPlace(programme, row.place).name,
    base: row.base,
    baseName: row.base === null ? null : namedPlace(programme, row.base).name,
    area: row.area,
    least: row.least,
    use: row.use,
    useName: row.use === null ? null : namedUse(programme, row.use).name,
    tenures: row.tenures,
    tenureNames: row.tenures.map((one) => tenureName(programme, one)),
    price: row.price === null || row.price_unit === null ? null : { value: row.price, unit: row.price_unit },
    rent: row.rent === null || row.rent_unit === null ? null : { value: row.rent, unit: row.rent_unit },
    from: row.from,
    until: row.until,
    powerKw: row.power_kw,
    cleanRoom: row.clean_room,
    ceiling: row.ceiling,
    floorLoad: row.floor_load,
    industries: row.industries,
    position: [row.longitude, row.latitude],
    geometry: row.geometry,
    approximate: row.approximate,
    schematic: row.schematic,
    synthetic: row.synthetic,
    documents: row.documents.map(({ id, name, size }) => ({ id, name, size })),
    contact: row.contact,
    supply: row.supply,
    stage: row.stage,
    publishedAt: row.published_at.toISOString(),
    withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
    revision: row.revision,
  }
}

export function toOffice(programme: Programme, row: OfferRow): OfficeOffer {
  return {
    offer: toOffer(programme, row),
    publishedBy: row.published_by,
    withdrawnBy: row.withdrawn_by,
    withdrawnFor: row.withdrawn_for,
    isCurrent: row.is_current,
  }
}

/** What the office has published where the actor may see its land, with what was taken back. */
export async function listOfficeOffers(
  house: House,
  tx: Transaction,
  { page, pageSize, ...search }: OfferSearch & { readonly page: number; readonly pageSize: number },
): Promise<{ rows: OfficeOffer[]; total: number; page: number; pageSize: number }> {
  const found = await pageOffers(tx, { ...search, office: true, page, pageSize })
  const people = await namesOfPeople(
    tx,
    found.rows.flatMap((row) => [row.published_by, row.withdrawn_by ?? []].flat()),
  )
  const named = (id: string | null) => (id === null ? null : (people.get(id) ?? id))
  const rows = found.rows.map((row) => toOffice(house.programme(), row))
  return {
    rows: rows.map((one) => ({
      ...one,
      publishedBy: named(one.publishedBy) ?? one.publishedBy,
      withdrawnBy: named(one.withdrawnBy),
    })),
    total: found.total,
    page,
    pageSize,
  }
}

/** An offer of the synthetic population: what strangers see, without what follows from the programme. */
export type NewOffer = Omit<
  Offer,
  'id' | 'placeName' | 'baseName' | 'useName' | 'tenureNames' | 'documents' | 'contact' | 'withdrawnAt' | 'revision'
> & {
  readonly id?: string
  readonly contact: { readonly organisation: string; readonly name: Text; readonly phone: string | null }
}

/** Publishes many at once, unchecked and without acts: the caller made them and records the one act. Answers their ids in order. */
export async function createOffersInBulk(
  tx: Transaction,
  programme: Programme,
  rows: readonly NewOffer[],
): Promise<string[]> {
  const book = placesOf(programme)
  const whole = rows.map(({ id, position: [longitude, latitude], publishedAt, ...row }) => ({
    id: id ?? randomUUID(),
    revision: 1,
    kind: row.kind,
    of: row.of,
    code: row.code,
    name: row.name,
    place: row.place,
    base: row.base,
    area: row.area,
    least: row.least,
    use: row.use,
    tenures: row.tenures,
    price: row.price?.value ?? null,
    price_unit: row.price?.unit ?? null,
    rent: row.rent?.value ?? null,
    rent_unit: row.rent?.unit ?? null,
    from: row.from,
    until: row.until,
    power_kw: row.powerKw,
    clean_room: row.cleanRoom,
    ceiling: row.ceiling,
    floor_load: row.floorLoad,
    industries: row.industries,
    industry_ids: row.industries.map(({ industry }) => industry),
    longitude,
    latitude,
    geometry: row.geometry,
    approximate: row.approximate,
    schematic: row.schematic,
    synthetic: row.synthetic,
    documents: [],
    contact: row.contact,
    supply: row.supply,
    stage: row.stage,
    places: resourcePlaces(book, row.place, row.base),
    published_at: new Date(publishedAt),
  }))
  await insertOffers(tx, whole)
  return whole.map(({ id }) => id)
}
