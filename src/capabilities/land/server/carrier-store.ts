import { type ColumnType, type Generated, type Kysely, type Selectable, sql } from 'kysely'
import { Decimal, parseDecimal, toDecimalText } from '#base/decimal.ts'
import type { Shape } from '#base/geo/geometry.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { builders, CarrierFields, origins } from '../contract/carriers.ts'
import { letOn, type Stay } from '../rules/lettings.ts'

type Day = ColumnType<PlainDate, string, string>
type MaybeDay = ColumnType<PlainDate | null, string | null, string | null>

type CarrierTable = {
  id: Generated<string>
  code: string
  name: string
  place: string
  base: string | null
  address: string | null
  geometry: ColumnType<Shape | null, string | null, string | null>
  west: number | null
  south: number | null
  east: number | null
  north: number | null
  floor_area: string
  builder: (typeof builders)[number] | null
  origin: (typeof origins)[number]
  completed_on: MaybeDay
  programme: string | null
  stated: string | null
  schematic: boolean
  synthetic: boolean
  revision: Generated<number>
  places: string[]
  organisations: Generated<string[]>
  at: Date
  by: Generated<string>
}

type SpaceTable = {
  id: Generated<string>
  carrier: string
  code: string
  floor: string | null
  area: string
  rent: string | null
  terms: string[]
  free_from: MaybeDay
  power_kw: string | null
  clean_room: boolean | null
  ceiling_m: string | null
  floor_load: string | null
  revision: Generated<number>
  at: Date
  by: Generated<string>
}

type LettingTable = {
  id: Generated<string>
  space: string
  enterprise: string | null
  name: string
  from_on: Day
  to_on: MaybeDay
  area: string
  term: string | null
  revision: Generated<number>
  organisations: string[]
  at: Date
  by: Generated<string>
}

type Tables = { land_carrier: CarrierTable; land_space: SpaceTable; land_letting: LettingTable }
export type CarrierRow = Selectable<CarrierTable>
export type SpaceRow = Selectable<SpaceTable>
export type LettingRow = Selectable<LettingTable>

export const carrierTables = (tx: Transaction) => tx.withTables<Tables>() as unknown as Kysely<Tables>

const kinds = { land_carrier: 'carrier', land_space: 'space', land_letting: 'letting' } as const

/** One row that the actor may see. @throws Problem not_found */
export async function getOf<Table extends keyof Tables>(
  tx: Transaction,
  table: Table,
  { id, lock = false }: { readonly id: string; readonly lock?: boolean },
): Promise<Selectable<Tables[Table]>> {
  const query = sql<Selectable<Tables[Table]>>`select * from ${sql.table(table)} where id = ${id}`
  const { rows } = await (lock ? sql<Selectable<Tables[Table]>>`${query} for update` : query).execute(tx)
  const [row] = rows
  if (row === undefined) throw new Problem('not_found', { details: { kind: kinds[table], id } })
  return row
}

/** The floors and units of buildings, in the order of their codes. */
export async function spacesOf(tx: Transaction, carriers: readonly string[]): Promise<SpaceRow[]> {
  if (carriers.length === 0) return []
  return carrierTables(tx)
    .selectFrom('land_space')
    .selectAll()
    .where(sql<boolean>`carrier = any (${sql.val([...carriers])}::uuid[])`)
    .orderBy('code')
    .execute()
}

/** Who has which part of some floors and units, latest first. */
export async function lettingsOf(tx: Transaction, spaces: readonly string[]): Promise<LettingRow[]> {
  if (spaces.length === 0) return []
  return carrierTables(tx)
    .selectFrom('land_letting')
    .selectAll()
    .where(sql<boolean>`space = any (${sql.val([...spaces])}::uuid[])`)
    .orderBy('from_on', 'desc')
    .orderBy('id')
    .execute()
}

/** Who has which part, by floor or unit. */
export async function lettingsBySpace(tx: Transaction, spaces: readonly string[]): Promise<Map<string, LettingRow[]>> {
  const found = new Map<string, LettingRow[]>()
  for (const row of await lettingsOf(tx, spaces)) found.set(row.space, [...(found.get(row.space) ?? []), row])
  return found
}

/** A building as it is entered. */
export function carrierFieldsOf(row: CarrierRow): CarrierFields {
  return {
    code: row.code,
    name: row.name,
    place: row.place,
    base: row.base,
    address: row.address,
    geometry: row.geometry,
    schematic: row.schematic,
    floorArea: row.floor_area,
    builder: row.builder,
    origin: row.origin,
    completedOn: row.completed_on,
    programme: row.programme,
    stated: row.stated,
  }
}

/** A floor or unit as it is entered. */
export function spaceFieldsOf(row: SpaceRow) {
  return {
    code: row.code,
    floor: row.floor,
    area: row.area,
    rent: row.rent,
    terms: row.terms,
    freeFrom: row.free_from,
    powerKw: row.power_kw,
    cleanRoom: row.clean_room,
    ceiling: row.ceiling_m,
    floorLoad: row.floor_load,
  }
}

export function stayOf({ from_on: from, to_on: to, area }: LettingRow): Stay {
  return { from, to, area }
}

/** A building with its floors and what of them is let on a day; `area` is null where no floor was entered. */
export type FilledCarrier = {
  readonly row: CarrierRow
  readonly spaces: number
  readonly area: string | null
  readonly let: string
}

/** Buildings with what of their floors is let on a day. */
export async function fillCarriers(
  tx: Transaction,
  rows: readonly CarrierRow[],
  on: PlainDate,
): Promise<FilledCarrier[]> {
  const spaces = await spacesOf(
    tx,
    rows.map(({ id }) => id),
  )
  const carrierOf = new Map(spaces.map(({ id, carrier }) => [id, carrier]))
  const stays = new Map<string, Stay[]>()
  for (const letting of await lettingsOf(tx, [...carrierOf.keys()])) {
    const carrier = carrierOf.get(letting.space) ?? ''
    stays.set(carrier, [...(stays.get(carrier) ?? []), stayOf(letting)])
  }
  return rows.map((row) => {
    const own = spaces.filter(({ carrier }) => carrier === row.id)
    const area = own.reduce((sum, one) => sum.plus(parseDecimal(one.area)), new Decimal(0))
    return {
      row,
      spaces: own.length,
      area: own.length === 0 ? null : toDecimalText(area),
      let: letOn(stays.get(row.id) ?? [], on),
    }
  })
}
