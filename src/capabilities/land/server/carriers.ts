import { sql } from 'kysely'
import { type Actor, can } from '#base/decision.ts'
import type { Shape } from '#base/geo/geometry.ts'
import { parseDecimal } from '#base/decimal.ts'
import { parsePlainDate, type PlainDate } from '#base/plain-date.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { namedPlace } from '#pack/naming.ts'
import type { Programme } from '#pack/programme.ts'
import type { CarrierDetail, CarrierSummary, FreeSpaceShown, SpaceShown } from '../contract/carriers.ts'
import { freeOn, letOn } from '../rules/lettings.ts'
import {
  type CarrierRow,
  carrierTables,
  type FilledCarrier,
  fillCarriers,
  getOf,
  type LettingRow,
  lettingsBySpace,
  lettingsOf,
  spaceFieldsOf,
  type SpaceRow,
  spacesOf,
  stayOf,
} from './carrier-store.ts'
import { carrierFigure } from './occupancy.ts'
import { findProgramme, listProgrammes, namedTerms, showProgramme } from './space-programmes.ts'

type CarriersAsked = {
  readonly place?: string | undefined
  readonly base?: string | undefined
  readonly programme?: string | undefined
  readonly text?: string | undefined
  readonly page: number
  readonly pageSize: number
  readonly actor: Actor
}

/** Buildings within reach in the order of their codes, with their occupancy today. */
export async function listCarriers(house: House, tx: Transaction, asked: CarriersAsked) {
  const today = todayOf(house)
  let query = carrierTables(tx).selectFrom('land_carrier')
  if (asked.place !== undefined) query = query.where(sql<boolean>`${asked.place} = any (places)`)
  if (asked.base !== undefined) query = query.where('base', '=', asked.base)
  if (asked.programme !== undefined) query = query.where('programme', '=', asked.programme)
  if (asked.text !== undefined && asked.text !== '') {
    const part = `%${asked.text.replace(/[\\%_]/g, String.raw`\$&`)}%`
    query = query.where(({ or, eb }) => or([eb('name', 'ilike', part), eb('code', 'ilike', part)]))
  }
  const { total } = await query.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow()
  const rows = await query
    .selectAll()
    .orderBy('code')
    .limit(asked.pageSize)
    .offset((asked.page - 1) * asked.pageSize)
    .execute()
  const filled = await fillCarriers(tx, rows, today)
  return {
    total,
    items: filled.map((one) => summaryOf(house, one, today)),
    programmes: listProgrammes(house.programme()),
    mayAdd: can(asked.actor, 'land.plan'),
  }
}

function summaryOf(house: House, filled: FilledCarrier, today: PlainDate): CarrierSummary {
  const { row, spaces, area, let: taken } = filled
  const programme = house.programme()
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    place: namedPlace(programme, row.place),
    base: row.base === null ? null : namedPlace(programme, row.base),
    address: row.address,
    floorArea: row.floor_area,
    builder: row.builder,
    origin: row.origin,
    completedOn: row.completed_on,
    programme: row.programme,
    stated: row.stated,
    schematic: row.schematic,
    synthetic: row.synthetic,
    spaces,
    free: area === null ? null : parseDecimal(area).minus(parseDecimal(taken)).toString(),
    occupancy: carrierFigure(house, filled, today),
  }
}

/** One building: floors with who has which part. @throws Problem not_found */
export async function showCarrier(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<CarrierDetail> {
  const programme = house.programme()
  const today = todayOf(house)
  const row = await getOf(tx, 'land_carrier', { id })
  const [filled] = await fillCarriers(tx, [row], today)
  const spaces = await spacesOf(tx, [id])
  const lettings = await lettingsOf(
    tx,
    spaces.map((space) => space.id),
  )
  const names = await namesOfPeople(tx, [row.by])
  const offer = findProgramme(programme, row.programme)
  return {
    ...summaryOf(house, filled as FilledCarrier, today),
    geometry: row.geometry,
    spacesOf: spaces.map((space) =>
      showSpace(programme, space, {
        of: row.programme,
        today,
        lettings: lettings.filter((one) => one.space === space.id),
      }),
    ),
    offer: offer === undefined ? null : showProgramme(programme, offer),
    revision: row.revision,
    updatedBy: names.get(row.by) ?? row.by,
    updatedAt: row.at.toISOString(),
    mayEdit: can(actor, 'land.plan', row),
  }
}

type Around = { readonly of: string | null; readonly today: PlainDate; readonly lettings: readonly LettingRow[] }

function showSpace(programme: Programme, row: SpaceRow, { of, today, lettings }: Around): SpaceShown {
  const stays = lettings.map(stayOf)
  return {
    id: row.id,
    ...spaceFieldsOf(row),
    termNames: namedTerms(programme, of, row.terms),
    let: letOn(stays, today),
    free: freeOn(row.area, stays, today),
    revision: row.revision,
    lettings: lettings.map((one) => ({
      id: one.id,
      space: one.space,
      enterprise: one.enterprise,
      name: one.name,
      from: one.from_on,
      to: one.to_on,
      area: one.area,
      term: one.term === null ? null : (namedTerms(programme, of, [one.term])[0] ?? null),
      revision: one.revision,
    })),
  }
}

/** A floor or unit with what of it nobody has on a day. */
export type FreeSpace = ReturnType<typeof spaceFieldsOf> & {
  readonly id: string
  /** m2 that nobody has on the day. */
  readonly free: string
  readonly carrier: Pick<
    CarrierRow,
    'id' | 'code' | 'name' | 'place' | 'base' | 'address' | 'schematic' | 'synthetic' | 'places' | 'programme'
  > & { readonly geometry: Shape | null }
}

async function withFree(tx: Transaction, spaces: readonly SpaceRow[], on: PlainDate): Promise<FreeSpace[]> {
  if (spaces.length === 0) return []
  const carriers = await carrierTables(tx)
    .selectFrom('land_carrier')
    .selectAll()
    .where(sql<boolean>`id = any (${sql.val([...new Set(spaces.map(({ carrier }) => carrier))])}::uuid[])`)
    .execute()
  const byId = new Map(carriers.map((row) => [row.id, row]))
  const lettings = await lettingsBySpace(
    tx,
    spaces.map(({ id }) => id),
  )
  return spaces.flatMap((row): FreeSpace[] => {
    const carrier = byId.get(row.carrier)
    if (carrier === undefined) return []
    const free = freeOn(row.area, (lettings.get(row.id) ?? []).map(stayOf), on)
    return [{ id: row.id, ...spaceFieldsOf(row), free, carrier }]
  })
}

/** One floor or unit that the actor may see, with what is free of it on a day. */
export async function findSpace(tx: Transaction, id: string, on: string): Promise<FreeSpace | undefined> {
  const rows = await carrierTables(tx).selectFrom('land_space').selectAll().where('id', '=', id).execute()
  return (await withFree(tx, rows, parsePlainDate(on)))[0]
}

type FreeSpacesAsked = {
  readonly on: string
  /** m2 that must be free at least. */
  readonly least?: string | undefined
  readonly place?: string | undefined
  readonly base?: string | undefined
}

/** Floors and units of which something is free on a day and may be had by then, the largest first. */
export async function listFreeSpaces(tx: Transaction, asked: FreeSpacesAsked): Promise<FreeSpace[]> {
  const on = parsePlainDate(asked.on)
  let query = carrierTables(tx).selectFrom('land_space as s').innerJoin('land_carrier as c', 'c.id', 's.carrier')
  if (asked.place !== undefined) query = query.where(sql<boolean>`${asked.place} = any (c.places)`)
  if (asked.base !== undefined) query = query.where('c.base', '=', asked.base)
  const rows = await query
    .selectAll('s')
    .where(({ or, eb }) => or([eb('s.free_from', 'is', null), eb('s.free_from', '<=', on)]))
    .orderBy('s.id')
    .execute()
  const least = parseDecimal(asked.least ?? '0')
  const free = (await withFree(tx, rows, on)).filter((one) => {
    const area = parseDecimal(one.free)
    return area.greaterThan(0) && area.greaterThanOrEqualTo(least)
  })
  return free.toSorted((a, b) => parseDecimal(b.free).comparedTo(parseDecimal(a.free)))
}

/** The same with names, for a page. */
export async function showFreeSpaces(
  house: House,
  tx: Transaction,
  asked: Omit<FreeSpacesAsked, 'on'> & { readonly on?: string | undefined },
): Promise<{ on: PlainDate; items: FreeSpaceShown[] }> {
  const programme = house.programme()
  const on = asked.on === undefined ? todayOf(house) : parsePlainDate(asked.on)
  const items = (await listFreeSpaces(tx, { ...asked, on })).map(({ carrier, ...space }) => ({
    ...space,
    termNames: namedTerms(programme, carrier.programme, space.terms),
    carrier: {
      id: carrier.id,
      code: carrier.code,
      name: carrier.name,
      place: namedPlace(programme, carrier.place),
      base: carrier.base === null ? null : namedPlace(programme, carrier.base),
    },
    synthetic: carrier.synthetic,
  }))
  return { on, items }
}

export type CarrierWithin = Pick<
  CarrierRow,
  'id' | 'code' | 'name' | 'place' | 'base' | 'geometry' | 'schematic' | 'synthetic'
> & {
  readonly floorArea: string
  /** m2 of the floors entered; null where none was. */
  readonly area: string | null
  readonly let: string
}

const mostWithin = 5_000

/** Buildings that lie somewhere and whose boxes meet a box, with what is let on a day, for a map. */
export async function listCarriersWithin(
  tx: Transaction,
  asked: { readonly bounds?: readonly [number, number, number, number]; readonly most?: number; readonly on: string },
): Promise<CarrierWithin[]> {
  let query = carrierTables(tx).selectFrom('land_carrier').selectAll().where('geometry', 'is not', null)
  if (asked.bounds !== undefined) {
    const [west, south, east, north] = asked.bounds
    query = query
      .where('west', '<=', east)
      .where('east', '>=', west)
      .where('south', '<=', north)
      .where('north', '>=', south)
  }
  const rows = await query
    .orderBy('id')
    .limit(asked.most ?? mostWithin)
    .execute()
  const filled = await fillCarriers(tx, rows, parsePlainDate(asked.on))
  return filled.map(({ row, area, let: taken }) => ({
    id: row.id,
    code: row.code,
    name: row.name,
    place: row.place,
    base: row.base,
    geometry: row.geometry,
    floorArea: row.floor_area,
    area,
    let: taken,
    schematic: row.schematic,
    synthetic: row.synthetic,
  }))
}
