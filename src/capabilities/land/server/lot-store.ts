import { type ColumnType, type Generated, type Kysely, type Selectable, type RawBuilder, sql } from 'kysely'
import type { PlainDate } from '#base/plain-date.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Lot, LotFields } from '../contract/lots.ts'

type MaybeDay = ColumnType<PlainDate | null, string | null, string | null>

type LotTables = {
  land_lot: {
    parcel: string
    base: string | null
    use: string | null
    readiness: string | null
    usable_on: MaybeDay
    acquired_on: MaybeDay
    prepared_on: MaybeDay
    supplied_on: MaybeDay
    power_kw: string | null
    note: string | null
    revision: Generated<number>
    at: Date
    by: Generated<string>
  }
  land_lot_event: {
    lot: string
    number: number
    what: string
    before: string | null
    after: string | null
    since: ColumnType<PlainDate, string, string>
    reason: string
    at: Date
    by: Generated<string>
  }
}

const tables = (tx: Transaction) => tx.withTables<LotTables>() as unknown as Kysely<LotTables>

const lotColumns: Readonly<Record<keyof LotFields, string>> = {
  base: 'base',
  use: 'use',
  readiness: 'readiness',
  usableOn: 'usable_on',
  acquiredOn: 'acquired_on',
  preparedOn: 'prepared_on',
  suppliedOn: 'supplied_on',
  powerKw: 'power_kw',
  note: 'note',
}

type LotRow = Selectable<LotTables['land_lot']>

function toLot(row: LotRow): Lot {
  return {
    parcel: row.parcel,
    base: row.base,
    use: row.use,
    readiness: row.readiness,
    usableOn: row.usable_on,
    acquiredOn: row.acquired_on,
    preparedOn: row.prepared_on,
    suppliedOn: row.supplied_on,
    powerKw: row.power_kw,
    note: row.note,
    revision: row.revision,
  }
}

/** Parcels in preparation that the actor may see; all, or some by their ids. */
export async function selectLots(tx: Transaction, parcels: readonly string[]): Promise<Lot[]> {
  if (parcels.length === 0) return []
  const rows = await tables(tx)
    .selectFrom('land_lot')
    .selectAll()
    .where(sql<boolean>`parcel = any (${sql.val([...parcels])}::uuid[])`)
    .orderBy('parcel')
    .execute()
  return rows.map(toLot)
}

/** Parcels in preparation in the order of their ids, from after one on. */
export async function selectLotsAfter(
  tx: Transaction,
  { after, most }: { after: string | undefined; most: number },
): Promise<Lot[]> {
  const all = tables(tx).selectFrom('land_lot').selectAll()
  const rows = await (after === undefined ? all : all.where('parcel', '>', after))
    .orderBy('parcel')
    .limit(most)
    .execute()
  return rows.map(toLot)
}

const record =
  sql.raw(`(parcel uuid, revision integer, base text, use text, readiness text, usable_on date, acquired_on date,
  prepared_on date, supplied_on date, power_kw numeric, note text)`)

function rowsOf(lots: readonly Lot[]): string {
  return JSON.stringify(
    lots.map(({ parcel, revision, ...fields }) => ({
      parcel,
      revision,
      ...Object.fromEntries(
        Object.entries(lotColumns).map(([field, column]) => [column, fields[field as keyof LotFields]]),
      ),
    })),
  )
}

/** Brings parcels into preparation; answers those that were not in it yet. */
export async function insertLots(tx: Transaction, lots: readonly Lot[], at?: Date): Promise<Set<string>> {
  const { rows } = await sql<{ parcel: string }>`
    insert into land_lot (parcel, base, use, readiness, usable_on, acquired_on, prepared_on, supplied_on, power_kw, note, at)
    select parcel, base, use, readiness, usable_on, acquired_on, prepared_on, supplied_on, power_kw, note,
      coalesce(${at ?? null}::timestamptz, now())
    from jsonb_to_recordset(${rowsOf(lots)}::jsonb) as t ${record}
    on conflict (parcel) do nothing returning parcel`.execute(tx)
  return new Set(rows.map(({ parcel }) => parcel))
}

/** Writes over the revisions that were read; answers the parcels that were still at them. */
export async function updateLots(tx: Transaction, lots: readonly Lot[]): Promise<Set<string>> {
  const { rows } = await sql<{ parcel: string }>`
    update land_lot l set base = t.base, use = t.use, readiness = t.readiness, usable_on = t.usable_on,
      acquired_on = t.acquired_on, prepared_on = t.prepared_on, supplied_on = t.supplied_on, power_kw = t.power_kw,
      note = t.note, revision = l.revision + 1
    from jsonb_to_recordset(${rowsOf(lots)}::jsonb) as t ${record}
    where l.parcel = t.parcel and l.revision = t.revision returning l.parcel`.execute(tx)
  return new Set(rows.map(({ parcel }) => parcel))
}

export type EventToWrite = {
  readonly lot: string
  readonly what: string
  readonly before: string | null
  readonly after: string | null
  readonly since: string
  readonly reason: string
}

/** Keeps changes, numbered on from the last of each parcel. */
export async function insertEvents(tx: Transaction, events: readonly EventToWrite[], at: Date): Promise<void> {
  await sql`insert into land_lot_event (lot, number, what, before, after, since, reason, at)
    select t.lot, coalesce((select max(e.number) from land_lot_event e where e.lot = t.lot), 0)
        + row_number() over (partition by t.lot order by t.place), t.what, t.before, t.after, t.since, t.reason, ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(events.map((event, place) => ({ ...event, place })))}::jsonb)
      as t (lot uuid, what text, before text, after text, since date, reason text, place integer)`.execute(tx)
}

export async function selectEvents(tx: Transaction, parcel: string) {
  return tables(tx)
    .selectFrom('land_lot_event')
    .selectAll()
    .where('lot', '=', parcel)
    .orderBy('number', 'desc')
    .execute()
}

/** A parcel of the register beside its lot. */
export type FoundRow = {
  readonly id: string
  readonly code: string
  readonly name: string | null
  readonly area: string
  readonly place: string
  readonly own_base: string | null
  readonly land_use: string | null
  readonly synthetic: boolean
  readonly places: string[]
  readonly organisations: string[]
  readonly occupied: boolean
  readonly lot: Lot | null
}

type Search = RawBuilder<boolean>
const all: Search = sql<boolean>`true`

export type LotSearch = {
  readonly today: string
  readonly q?: string | undefined
  readonly parcels?: readonly string[]
  readonly places?: readonly string[] | undefined
  readonly base?: string | undefined
  readonly readiness?: readonly string[] | undefined
  readonly use?: string | undefined
  readonly prepared?: 'yes' | 'no' | undefined
  readonly free?: 'yes' | 'no' | undefined
}

const onIt = (today: string) => sql`exists (select from parcel_occupation o where o.parcel = p.id
  and o.from_date <= ${today}::date and (o.to_date is null or ${today}::date < o.to_date))`

function matching(search: LotSearch): Search {
  const words = search.q?.trim().replace(/[\\%_]/g, '\\$&') ?? ''
  const { today, parcels, places, base, readiness, use, prepared, free } = search
  const classes = (readiness ?? []).filter((one) => one !== 'none')
  const isFree = sql<boolean>`(l.supplied_on is null and not ${onIt(today)})`
  const parts: Search[] = [
    words === '' ? all : sql<boolean>`(p.code ilike ${`%${words}%`} or p.name ilike ${`%${words}%`})`,
    parcels === undefined ? all : sql<boolean>`p.id = any (${sql.val([...parcels])}::uuid[])`,
    places === undefined
      ? all
      : sql<boolean>`(p.places && ${sql.val([...places])}::text[] or l.base = any (${sql.val([...places])}::text[]))`,
    base === undefined ? all : base === 'none' ? sql<boolean>`l.base is null` : sql<boolean>`l.base = ${base}`,
    readiness === undefined
      ? all
      : sql<boolean>`(l.readiness = any (${sql.val(classes)}::text[])
          or ${readiness.includes('none')} and l.parcel is not null and l.readiness is null)`,
    use === undefined ? all : sql<boolean>`l.use = ${use}`,
    prepared === undefined
      ? all
      : prepared === 'yes'
        ? sql<boolean>`l.parcel is not null`
        : sql<boolean>`l.parcel is null`,
    free === undefined ? all : free === 'yes' ? isFree : sql<boolean>`not ${isFree}`,
  ]
  return sql<boolean>`${sql.join(parts, sql` and `)}`
}

const from = sql`parcel_parcel p left join land_lot l on l.parcel = p.id`

/** Parcels with their lots, as far as the actor sees them. */
export async function selectFound(
  tx: Transaction,
  {
    search,
    sort,
    limit,
    offset,
  }: { search: LotSearch; sort: 'code' | '-code' | 'area' | '-area'; limit: number; offset: number },
): Promise<FoundRow[]> {
  const column = sql.raw(`p.${sort.replace('-', '')} ${sort.startsWith('-') ? 'desc' : 'asc'}`)
  const { rows } = await sql<Omit<FoundRow, 'lot'> & { lot: LotRow | null }>`
    select p.id, p.code, p.name, p.area, p.place, p.base as own_base, p.land_use, p.synthetic, p.places, p.organisations,
      ${onIt(search.today)} as occupied,
      case when l.parcel is null then null else jsonb_build_object('parcel', l.parcel, 'base', l.base, 'use', l.use,
        'readiness', l.readiness, 'usable_on', l.usable_on, 'acquired_on', l.acquired_on, 'prepared_on', l.prepared_on,
        'supplied_on', l.supplied_on, 'power_kw', l.power_kw::text, 'note', l.note, 'revision', l.revision) end as lot
    from ${from} where ${matching(search)} order by ${column}, p.id limit ${limit} offset ${offset}`.execute(tx)
  return rows.map((row) => ({ ...row, lot: row.lot === null ? null : toLot(row.lot) }))
}

export async function countFound(tx: Transaction, search: LotSearch): Promise<{ total: number; area: string }> {
  const { rows } = await sql<{ total: string; area: string }>`
    select count(*) as total, coalesce(sum(p.area), 0)::text as area from ${from} where ${matching(search)}`.execute(tx)
  return { total: Number(rows[0]?.total ?? 0), area: rows[0]?.area ?? '0' }
}

type LedgerSum = {
  readonly id: string | null
  readonly readiness: string | null
  readonly parcels: number
  readonly area: string
  readonly synthetic: boolean
}

/** Counts and areas of parcels in preparation by class, and by base or town. */
export async function sumByReadiness(
  tx: Transaction,
  { by, search }: { by: 'base' | 'town'; search: LotSearch },
): Promise<LedgerSum[]> {
  const { rows } = await sql<LedgerSum>`
    select ${sql.raw(by === 'base' ? 'l.base' : 'p.place')} as id, l.readiness, count(*)::integer as parcels,
      sum(p.area)::text as area, bool_or(p.synthetic) as synthetic
    from ${from} where ${matching(search)} group by 1, 2`.execute(tx)
  return rows
}

const dayOf = { acquire: 'acquired_on', prepare: 'prepared_on', supply: 'supplied_on' } as const
export type Does = keyof typeof dayOf

/** Where and in which year something was done. */
type DoneAsked = { readonly does: Does; readonly year: number; readonly place: string }

const done = ({ does, year, place }: DoneAsked) => {
  const day = sql.ref(`l.${dayOf[does]}`)
  return sql<boolean>`${day} between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date
    and (l.base = ${place} or p.places && array[${place}]::text[])`
}

/** How much was done in a year and place, by base. */
export async function sumDone(tx: Transaction, asked: DoneAsked) {
  const { rows } = await sql<{ base: string | null; parcels: number; area: string; synthetic: boolean }>`
    select l.base, count(*)::integer as parcels, sum(p.area)::text as area, bool_or(p.synthetic) as synthetic
    from land_lot l join parcel_parcel p on p.id = l.parcel where ${done(asked)} group by 1 order by 1 nulls last`.execute(
    tx,
  )
  return rows
}

/** Whether the day of a step was ever entered for ground of a place: only then is nothing in a year a zero. */
export async function isDayKept(tx: Transaction, { does, place }: Omit<DoneAsked, 'year'>): Promise<boolean> {
  const { rows } = await sql<{ kept: boolean }>`
    select exists (select from land_lot l join parcel_parcel p on p.id = l.parcel
      where ${sql.ref(`l.${dayOf[does]}`)} is not null and (l.base = ${place} or p.places && array[${place}]::text[])) as kept`.execute(
    tx,
  )
  return rows[0]?.kept === true
}

export async function selectDone(tx: Transaction, asked: DoneAsked & { limit: number; offset: number }) {
  const day = sql.ref(`l.${dayOf[asked.does]}`)
  const { rows } = await sql<{ id: string; code: string; place: string; area: string; day: string; total: string }>`
    select p.id, p.code, p.place, p.area, ${day} as day, count(*) over () as total
    from land_lot l join parcel_parcel p on p.id = l.parcel where ${done(asked)}
    order by p.area desc, p.id limit ${asked.limit} offset ${asked.offset}`.execute(tx)
  return rows
}

/** Parcels whose later day proves a step whose own day was not entered. */
export async function sumUndated(tx: Transaction): Promise<{ does: Does; parcels: number; area: string }[]> {
  const { rows } = await sql<{ does: Does; parcels: number; area: string }>`
    select t.does, count(*)::integer as parcels, sum(p.area)::text as area
    from land_lot l join parcel_parcel p on p.id = l.parcel
    cross join lateral (values
      ('acquire', l.acquired_on is null and (l.prepared_on is not null or l.supplied_on is not null)),
      ('prepare', l.prepared_on is null and l.supplied_on is not null)) as t (does, missing)
    where t.missing group by 1 order by 1`.execute(tx)
  return rows
}
