import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import { Decimal, toDecimalText } from '#base/decimal.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Occupation, Parcel, ParcelFields, ParcelFilter } from '../contract.ts'

export type DbParcel = {
  id: string
  code: string
  name: string | null
  place: string
  base: string | null
  area: string
  land_use: string | null
  synthetic: boolean
  version: number
  places: string[]
  organisations: string[]
  created_at: Date
  updated_at: Date
  updated_by: string
}

export type DbOccupation = {
  id: string
  parcel: string
  enterprise: string
  from_date: string
  to_date: string | null
  area: string | null
  synthetic: boolean
  version: number
  places: string[]
  organisations: string[]
  updated_at: Date
  updated_by: string
}

type ParcelTables = { parcel_parcel: DbParcel; parcel_occupation: DbOccupation }

const tables = (tx: Transaction) => tx.withTables<ParcelTables>() as unknown as Kysely<ParcelTables>
const exact = (area: string) => toDecimalText(new Decimal(area))

export function toParcel(row: DbParcel): Parcel {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    place: row.place,
    base: row.base,
    area: exact(row.area),
    landUse: row.land_use,
    synthetic: row.synthetic,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
  }
}

/** An occupation without the names of its parcel and enterprise. */
export type PlainOccupation = Omit<Occupation, 'parcelCode' | 'enterpriseName'>

export function toOccupation(row: DbOccupation): PlainOccupation {
  return {
    id: row.id,
    parcel: row.parcel,
    enterprise: row.enterprise,
    from: row.from_date,
    to: row.to_date,
    area: row.area === null ? null : exact(row.area),
    version: row.version,
  }
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

export type ParcelSearch = Omit<ParcelFilter, 'place' | 'sort'> & {
  readonly places?: readonly string[] | undefined
  readonly today: string
}

type Where = ExpressionBuilder<ParcelTables, 'parcel_parcel'>

function matching({ q, places, occupied, today }: ParcelSearch): (eb: Where) => Expression<SqlBool> {
  return (eb) => {
    const all: Expression<SqlBool>[] = []
    const words = q?.trim().replace(/[\\%_]/g, '\\$&') ?? ''
    if (words !== '') all.push(eb.or([eb('code', 'ilike', `%${words}%`), eb('name', 'ilike', `%${words}%`)]))
    if (places !== undefined) all.push(sql<SqlBool>`places && ${sql.val([...places])}::text[]`)
    if (occupied !== undefined) {
      const somebody = sql<SqlBool>`exists (select from parcel_occupation o where o.parcel = parcel_parcel.id
        and o.from_date <= ${today}::date and (o.to_date is null or ${today}::date < o.to_date))`
      all.push(occupied === 'yes' ? somebody : sql<SqlBool>`not ${somebody}`)
    }
    return eb.and(all)
  }
}

type ParcelPageAsked = {
  readonly search: ParcelSearch
  readonly sort: NonNullable<ParcelFilter['sort']>
  readonly page: number
  readonly pageSize: number
}

export async function pageParcels(
  tx: Transaction,
  { search, sort, page, pageSize }: ParcelPageAsked,
): Promise<{ rows: Parcel[]; total: number }> {
  const found = tables(tx).selectFrom('parcel_parcel').where(matching(search))
  const { total } = await found.select((eb) => eb.fn.countAll<string>().as('total')).executeTakeFirstOrThrow()
  const column = sort.replace(/^-/, '') as 'code' | 'area'
  const rows = await found
    .selectAll()
    .orderBy(column, sort.startsWith('-') ? 'desc' : 'asc')
    .orderBy('id')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
  return { rows: rows.map(toParcel), total: Number(total) }
}

export async function findParcelRow(
  tx: Transaction,
  { id, lock }: { id: string; lock?: boolean },
): Promise<DbParcel | undefined> {
  const asked = tables(tx).selectFrom('parcel_parcel').selectAll().where('id', '=', id)
  return (lock === true ? asked.forUpdate() : asked).executeTakeFirst()
}

export async function selectParcels(
  tx: Transaction,
  by: { ids: readonly string[] } | { codes: readonly string[] },
): Promise<DbParcel[]> {
  const wanted =
    'ids' in by
      ? sql<SqlBool>`id = any (${sql.val([...by.ids])}::uuid[])`
      : sql<SqlBool>`code = any (${sql.val([...by.codes])}::text[])`
  return tables(tx).selectFrom('parcel_parcel').selectAll().where(wanted).execute()
}

/** Which of these codes the register holds at all, also out of the actor's sight. */
export async function selectParcelCodesTaken(
  tx: Transaction,
  codes: readonly string[],
): Promise<{ code: string; id: string }[]> {
  const { rows } = await sql<{
    code: string
    id: string
  }>`select code, id from parcel_codes_taken(${sql.val([...codes])}::text[])`.execute(tx)
  return rows
}

type StaysAsked =
  | { readonly parcels: readonly string[] }
  | { readonly enterprises: readonly string[] }
  | { readonly ids: readonly string[] }

/** Occupations, latest first. */
export async function selectOccupations(tx: Transaction, asked: StaysAsked): Promise<DbOccupation[]> {
  const [column, ids] =
    'parcels' in asked
      ? ['parcel', asked.parcels]
      : 'enterprises' in asked
        ? ['enterprise', asked.enterprises]
        : ['id', asked.ids]
  if (ids.length === 0) return []
  return tables(tx)
    .selectFrom('parcel_occupation')
    .selectAll()
    .where(sql<SqlBool>`${sql.ref(column)} = any (${sql.val([...ids])}::uuid[])`)
    .orderBy('from_date', 'desc')
    .orderBy('id')
    .execute()
}

/** Ground in m2 that each enterprise occupies on a day; parts of a parcel as stated, a whole parcel with its area. */
export async function selectOccupiedArea(
  tx: Transaction,
  { enterprises, day }: { enterprises: readonly string[]; day: string },
): Promise<Map<string, string>> {
  const { rows } = await sql<{ enterprise: string; area: string }>`
    select o.enterprise, sum(coalesce(o.area, p.area))::text as area
    from parcel_occupation o join parcel_parcel p on p.id = o.parcel
    where o.enterprise = any (${sql.val([...enterprises])}::uuid[]) and o.from_date <= ${day}::date and (o.to_date is null or ${day}::date < o.to_date)
    group by o.enterprise`.execute(tx)
  return new Map(rows.map((row) => [row.enterprise, exact(row.area)]))
}

// ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────

type ParcelToWrite = {
  readonly id: string
  readonly fields: ParcelFields
  readonly places: readonly string[]
  readonly synthetic: boolean
}
type OccupationToWrite = {
  readonly id: string
  readonly parcel: string
  readonly enterprise: string
  readonly organisation: string
  readonly from: string
  readonly to: string | null
  readonly area: string | null
  readonly places: readonly string[]
  readonly synthetic: boolean
}

const perStatement = 2000

function* chunksOf<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < rows.length; at += perStatement) yield rows.slice(at, at + perStatement)
}

const parcelRow = ({ id, fields, places, synthetic }: ParcelToWrite) => ({
  id,
  code: fields.code,
  name: fields.name,
  place: fields.place,
  base: fields.base,
  area: fields.area,
  land_use: fields.landUse,
  synthetic,
  places,
})
const parcelSet = sql.raw(
  '(id uuid, code text, name text, place text, base text, area numeric, land_use text, synthetic boolean, places text[], version integer)',
)

export async function insertParcels(tx: Transaction, rows: readonly ParcelToWrite[]): Promise<void> {
  for (const chunk of chunksOf(rows)) {
    await sql`insert into parcel_parcel (id, code, name, place, base, area, land_use, synthetic, places)
      select id, code, name, place, base, area, land_use, synthetic, places from jsonb_to_recordset(${JSON.stringify(chunk.map(parcelRow))}::jsonb) as t ${parcelSet}`.execute(
      tx,
    )
  }
}

/** Writes over the version that was read, and gives the new places to what is on the parcel; answers the ids that were still at that version. */
export async function updateParcels(
  tx: Transaction,
  rows: readonly (ParcelToWrite & { readonly version: number })[],
): Promise<Set<string>> {
  const written = new Set<string>()
  for (const chunk of chunksOf(rows)) {
    const { rows: done } = await sql<{
      id: string
    }>`update parcel_parcel p set code = t.code, name = t.name, place = t.place, base = t.base, area = t.area,
        land_use = t.land_use, places = t.places, version = p.version + 1, updated_at = now(), updated_by = actor_id()
      from jsonb_to_recordset(${JSON.stringify(chunk.map((row) => ({ ...parcelRow(row), version: row.version })))}::jsonb) as t ${parcelSet}
      where p.id = t.id and p.version = t.version returning p.id`.execute(tx)
    for (const { id } of done) written.add(id)
  }
  await sql`update parcel_occupation o set places = p.places from parcel_parcel p
    where p.id = o.parcel and p.id = any (${sql.val([...written])}::uuid[]) and o.places <> p.places`.execute(tx)
  return written
}

const occupationRow = (row: OccupationToWrite) => ({
  id: row.id,
  parcel: row.parcel,
  enterprise: row.enterprise,
  from_date: row.from,
  to_date: row.to,
  area: row.area,
  synthetic: row.synthetic,
  places: row.places,
  organisations: [row.organisation],
})
const occupationSet = sql.raw(
  '(id uuid, parcel uuid, enterprise uuid, from_date date, to_date date, area numeric, synthetic boolean, places text[], organisations text[], version integer)',
)

export async function insertOccupations(tx: Transaction, rows: readonly OccupationToWrite[]): Promise<void> {
  for (const chunk of chunksOf(rows)) {
    await sql`insert into parcel_occupation (id, parcel, enterprise, from_date, to_date, area, synthetic, places, organisations)
      select id, parcel, enterprise, from_date, to_date, area, synthetic, places, organisations
      from jsonb_to_recordset(${JSON.stringify(chunk.map(occupationRow))}::jsonb) as t ${occupationSet}`.execute(tx)
  }
  await rememberOccupants(tx, [...new Set(rows.map((row) => row.parcel))])
}

type StayToWrite = Pick<PlainOccupation, 'id' | 'from' | 'to' | 'area' | 'version'>

/** Writes over the version that was read; answers the ids that were still at that version. */
export async function updateOccupations(tx: Transaction, rows: readonly StayToWrite[]): Promise<Set<string>> {
  const written = new Set<string>()
  for (const chunk of chunksOf(rows)) {
    const values = chunk.map((row) => ({
      id: row.id,
      from_date: row.from,
      to_date: row.to,
      area: row.area,
      version: row.version,
    }))
    const { rows: done } = await sql<{
      id: string
    }>`update parcel_occupation o set from_date = t.from_date, to_date = t.to_date, area = t.area,
        version = o.version + 1, updated_at = now(), updated_by = actor_id()
      from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as t (id uuid, from_date date, to_date date, area numeric, version integer)
      where o.id = t.id and o.version = t.version returning o.id`.execute(tx)
    for (const { id } of done) written.add(id)
  }
  return written
}

/** Keeps on each parcel who is or was on it, so that they may see it. */
async function rememberOccupants(tx: Transaction, parcels: readonly string[]): Promise<void> {
  await sql`update parcel_parcel p set organisations = coalesce(
      (select array_agg(distinct each order by each) from parcel_occupation o, unnest(o.organisations) as each where o.parcel = p.id), '{}')
    where p.id = any (${sql.val([...parcels])}::uuid[])`.execute(tx)
}

export async function deleteParcels(tx: Transaction, ids: readonly string[]): Promise<void> {
  await sql`delete from parcel_parcel where id = any (${sql.val([...ids])}::uuid[])`.execute(tx)
}

export async function deleteOccupations(
  tx: Transaction,
  { ids, parcels }: { ids: readonly string[]; parcels: readonly string[] },
): Promise<void> {
  await sql`delete from parcel_occupation where id = any (${sql.val([...ids])}::uuid[])`.execute(tx)
  await rememberOccupants(tx, parcels)
}

/** Puts the places of every parcel of a town and base, and of who is on it, to what the programme in force says. */
export async function updateParcelPlaces(
  tx: Transaction,
  { place, base, places }: { place: string; base: string | null; places: readonly string[] },
): Promise<number> {
  const { numAffectedRows } = await sql`update parcel_parcel set places = ${sql.val([...places])}::text[]
    where place = ${place} and base is not distinct from ${base} and places <> ${sql.val([...places])}::text[]`.execute(
    tx,
  )
  await sql`update parcel_occupation o set places = p.places from parcel_parcel p where p.id = o.parcel and p.place = ${place} and o.places <> p.places`.execute(
    tx,
  )
  return Number(numAffectedRows ?? 0)
}

export async function selectPlacesAndBases(tx: Transaction): Promise<{ place: string; base: string | null }[]> {
  return tables(tx).selectFrom('parcel_parcel').select(['place', 'base']).distinct().execute()
}
