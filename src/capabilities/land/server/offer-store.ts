import { type ColumnType, type Generated, type Selectable, sql, type SqlBool } from 'kysely'
import type { AreaShape } from '#base/geo/geometry.ts'
import type { PlainDate } from '#base/plain-date.ts'
import type { Text } from '#base/text.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Offer, OfferFilter, OfferIndustry, OfferKind, OfferStage } from '../contract/offers.ts'

type Json<Value> = ColumnType<Value, string, never>

/** A document as it is kept with what was published: strangers never see the hash. */
export type KeptDocument = {
  readonly id: string
  readonly name: string
  readonly size: number
  readonly type: string
  readonly hash: string
}

export type OfferTable = {
  id: string
  revision: number
  is_current: Generated<boolean>
  kind: OfferKind
  of: string
  code: string
  name: string | null
  place: string
  base: string | null
  area: string
  least: string | null
  use: string | null
  tenures: Offer['tenures']
  price: string | null
  price_unit: string | null
  rent: string | null
  rent_unit: string | null
  from: ColumnType<PlainDate, string, never>
  until: ColumnType<PlainDate | null, string | null, never>
  power_kw: string | null
  clean_room: boolean | null
  ceiling: string | null
  floor_load: string | null
  industries: Json<OfferIndustry[]>
  industry_ids: string[]
  longitude: number
  latitude: number
  geometry: ColumnType<AreaShape | null, string | null, never>
  approximate: boolean
  schematic: boolean
  synthetic: boolean
  documents: Json<KeptDocument[]>
  contact: Json<{ organisation: string; name: Text; phone: string | null }>
  supply: string | null
  stage: OfferStage
  places: string[]
  published_at: Date
  published_by: Generated<string>
  withdrawn_at: Date | null
  withdrawn_by: string | null
  withdrawn_for: string | null
}
export type OfferRow = Selectable<OfferTable>

const offerTables = (tx: Transaction) => tx.withTables<{ land_offer: OfferTable }>()

/** Conditions of a search, beyond which rows the actor may see at all. */
export type OfferSearch = Omit<OfferFilter, 'sort' | 'industry' | 'text'> & {
  /** Any of these industries, or an offer for all of them. */
  readonly industries?: readonly string[] | undefined
  readonly text?: string | undefined
  /** The day on which strangers look: what ended before is left out. */
  readonly today?: PlainDate | undefined
  readonly state?: 'published' | 'withdrawn' | undefined
  /** Only where the actor sees the land of the office. */
  readonly office?: boolean
}

const escaped = (text: string): string => `%${text.replace(/[\\%_]/g, (each) => `\\${each}`)}%`

function conditions(asked: OfferSearch) {
  const { place, base, industries, text, today, from } = asked
  const parts = [
    sql<SqlBool>`is_current`,
    asked.office === true
      ? sql<SqlBool>`((select may_everywhere('land.see')) or places && (select may_places('land.see')))`
      : undefined,
    asked.state === 'withdrawn' ? sql<SqlBool>`withdrawn_at is not null` : undefined,
    asked.state === 'published' ? sql<SqlBool>`withdrawn_at is null` : undefined,
    today === undefined ? undefined : sql<SqlBool>`(until is null or until >= ${today}::date)`,
    asked.kind === undefined ? undefined : sql<SqlBool>`kind = ${asked.kind}`,
    place === undefined ? undefined : sql<SqlBool>`places && ${sql.val([place])}::text[]`,
    base === undefined ? undefined : sql<SqlBool>`base = ${base}`,
    asked.use === undefined ? undefined : sql<SqlBool>`use = ${asked.use}`,
    asked.stage === undefined ? undefined : sql<SqlBool>`stage = ${asked.stage}`,
    industries === undefined
      ? undefined
      : sql<SqlBool>`(industry_ids && ${sql.val([...industries])}::text[] or industry_ids = '{}')`,
    asked.areaFrom === undefined ? undefined : sql<SqlBool>`area >= ${asked.areaFrom}::numeric`,
    asked.areaTo === undefined ? undefined : sql<SqlBool>`coalesce(least, area) <= ${asked.areaTo}::numeric`,
    asked.priceTo === undefined ? undefined : sql<SqlBool>`price <= ${asked.priceTo}::numeric`,
    asked.rentTo === undefined ? undefined : sql<SqlBool>`rent <= ${asked.rentTo}::numeric`,
    asked.power === undefined ? undefined : sql<SqlBool>`power_kw >= ${asked.power}::numeric`,
    asked.cleanRoom === undefined ? undefined : sql<SqlBool>`clean_room = ${asked.cleanRoom}`,
    from === undefined
      ? undefined
      : sql<SqlBool>`"from" <= ${from}::date and (until is null or until >= ${from}::date)`,
    text === undefined || text === ''
      ? undefined
      : sql<SqlBool>`(code ilike ${escaped(text)} or name ilike ${escaped(text)})`,
  ]
  return parts.filter((part) => part !== undefined)
}

const orders = {
  '-published': sql`published_at desc`,
  published: sql`published_at`,
  area: sql`area`,
  '-area': sql`area desc`,
  price: sql`price nulls last`,
  '-price': sql`price desc nulls last`,
  rent: sql`rent nulls last`,
  '-rent': sql`rent desc nulls last`,
  code: sql`code`,
} as const

/** One page of the latest revisions, and how many there are in all. */
export async function pageOffers(
  tx: Transaction,
  asked: OfferSearch & { sort?: OfferFilter['sort']; page: number; pageSize: number },
): Promise<{ rows: OfferRow[]; total: number }> {
  const { sort = '-published', page, pageSize } = asked
  const where = sql.join(conditions(asked), sql` and `)
  const { rows } = await sql<OfferRow>`
    select * from land_offer where ${where} order by ${orders[sort]}, id
    limit ${pageSize} offset ${(page - 1) * pageSize}`.execute(tx)
  const counted = await sql<{ n: number }>`select count(*)::integer as n from land_offer where ${where}`.execute(tx)
  return { rows, total: counted.rows[0]?.n ?? 0 }
}

const withoutGeometry = [
  'id revision is_current kind of code name place base area least use tenures price price_unit rent rent_unit from',
  'until power_kw clean_room ceiling floor_load industries industry_ids longitude latitude approximate schematic',
  'synthetic documents contact supply stage places published_at published_by withdrawn_at withdrawn_by withdrawn_for',
].flatMap((names) => names.split(' '))

/** Latest revisions in portions by id, from after one on, without their outlines. */
export async function offersAfter(
  tx: Transaction,
  asked: OfferSearch & { after: string | undefined; most: number },
): Promise<OfferRow[]> {
  const { after, most } = asked
  const parts = conditions(asked)
  if (after !== undefined) parts.push(sql<SqlBool>`id > ${after}::uuid`)
  const columns = sql.join(withoutGeometry.map((column) => sql.ref(column)))
  const { rows } = await sql<Omit<OfferRow, 'geometry'>>`
    select ${columns} from land_offer where ${sql.join(parts, sql` and `)} order by id limit ${most}`.execute(tx)
  return rows.map((row) => ({ ...row, geometry: null }))
}

/** The industries for which anything is on offer now. */
export async function offeredIndustries(tx: Transaction): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct unnest(industry_ids) as id from land_offer where is_current and withdrawn_at is null`.execute(tx)
  return rows.map(({ id }) => id)
}

export async function findOfferRow(tx: Transaction, id: string): Promise<OfferRow | undefined> {
  return offerTables(tx)
    .selectFrom('land_offer')
    .selectAll()
    .where('id', '=', id)
    .where('is_current', '=', true)
    .executeTakeFirst()
}

/** Every revision of a thing, latest first. */
export async function listRevisions(tx: Transaction, thing: { kind: OfferKind; of: string }): Promise<OfferRow[]> {
  return offerTables(tx)
    .selectFrom('land_offer')
    .selectAll()
    .where('kind', '=', thing.kind)
    .where('of', '=', thing.of)
    .orderBy('revision', 'desc')
    .execute()
}

/** What is published now among these things. */
export async function publishedAmong(
  tx: Transaction,
  { kind, ids }: { kind: OfferKind; ids: readonly string[] },
): Promise<{ of: string; id: string; stage: OfferStage; price: string | null }[]> {
  if (ids.length === 0) return []
  return offerTables(tx)
    .selectFrom('land_offer')
    .select(['of', 'id', 'stage', 'price'])
    .where('kind', '=', kind)
    .where(sql<SqlBool>`of = any (${sql.val([...ids])}::uuid[])`)
    .where('is_current', '=', true)
    .where('withdrawn_at', 'is', null)
    .execute()
}

/** A row as it is written by publishing. */
export type OfferToWrite = Omit<
  OfferRow,
  'is_current' | 'published_by' | 'withdrawn_at' | 'withdrawn_by' | 'withdrawn_for' | 'from' | 'until'
> & { readonly from: string; readonly until: string | null }

const perStatement = 500

/** Writes what is published. The revision before it, if any, is no longer current. */
export async function insertOffers(tx: Transaction, rows: readonly OfferToWrite[]): Promise<void> {
  for (let at = 0; at < rows.length; at += perStatement) {
    const values = rows.slice(at, at + perStatement).map((row) => ({
      ...row,
      industries: JSON.stringify(row.industries),
      geometry: row.geometry === null ? null : JSON.stringify(row.geometry),
      documents: JSON.stringify(row.documents),
      contact: JSON.stringify(row.contact),
    }))
    await offerTables(tx).insertInto('land_offer').values(values).execute()
  }
}

/** Whoever publishes, sells or takes back the same thing waits until the other is done, and then sees what came of it. */
export async function lockThing(tx: Transaction, { kind, of }: { kind: OfferKind; of: string }): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`land_offer ${kind} ${of}`}, 0))`.execute(tx)
}

export async function supersede(tx: Transaction, id: string): Promise<void> {
  await offerTables(tx)
    .updateTable('land_offer')
    .set({ is_current: false })
    .where('id', '=', id)
    .where('is_current', '=', true)
    .execute()
}

/** Takes back what is published; answers whether there was anything. */
export async function markWithdrawn(
  tx: Transaction,
  { kind, of, reason, at, by }: { kind: OfferKind; of: string; reason: string; at: Date; by: string },
): Promise<{ id: string; revision: number } | undefined> {
  return offerTables(tx)
    .updateTable('land_offer')
    .set({ withdrawn_at: at, withdrawn_by: by, withdrawn_for: reason })
    .where('kind', '=', kind)
    .where('of', '=', of)
    .where('is_current', '=', true)
    .where('withdrawn_at', 'is', null)
    .returning(['id', 'revision'])
    .executeTakeFirst()
}
