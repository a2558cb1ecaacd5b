import { type ColumnType, type Generated, type Selectable, sql, type SqlBool } from 'kysely'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'

type MaybeDay = ColumnType<PlainDate | null, string | null | undefined, string | null>

/** A branch that waits, as it is kept. */
export type KeptOutstanding = {
  readonly branch: string
  readonly units: readonly string[]
  readonly due: PlainDate | null
}

export type SupplyTable = {
  id: string
  parcel: string
  use: string
  lead: string[]
  assist: string[]
  decide: string[]
  area: string
  price: string | null
  winner: string | null
  winner_enterprise: string | null
  industry_elected: string | null
  sold_on: MaybeDay
  land_right_on: MaybeDay
  handed_on: MaybeDay
  agreement: string | null
  case_id: string
  state: string
  is_final: Generated<boolean>
  revision: number
  next_due: MaybeDay
  outstanding: ColumnType<KeptOutstanding[], string, string>
  places: string[]
  organisations: string[]
  created_at: Date
  created_by: Generated<string>
}
export type SupplyRow = Selectable<SupplyTable>

export const supplyTables = (tx: Transaction) => tx.withTables<{ land_supply: SupplyTable }>()

/** @throws Problem not_found */
export async function getSupply(tx: Transaction, id: string): Promise<SupplyRow> {
  const row = await findSupply(tx, id)
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'supply', id } })
  return row
}

export async function findSupply(tx: Transaction, id: string): Promise<SupplyRow | undefined> {
  return supplyTables(tx).selectFrom('land_supply').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Supplies of these parcels, latest first. */
export async function listSuppliesOf(tx: Transaction, parcels: readonly string[]): Promise<SupplyRow[]> {
  if (parcels.length === 0) return []
  return supplyTables(tx)
    .selectFrom('land_supply')
    .selectAll()
    .where(sql<SqlBool>`parcel = any (${sql.val([...parcels])}::uuid[])`)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
}

type SupplySearch = {
  readonly state?: string | undefined
  readonly open?: 'yes' | 'no' | undefined
  readonly place?: string | undefined
  readonly unit?: string | undefined
  /** Due on that day or before. */
  readonly dueBy?: PlainDate | undefined
  readonly text?: string | undefined
}

const escaped = (text: string): string => `%${text.replace(/[\\%_]/g, (each) => `\\${each}`)}%`

function conditions({ state, open, place, unit, dueBy, text }: SupplySearch) {
  const parts = [
    sql<SqlBool>`true`,
    state === undefined ? undefined : sql<SqlBool>`s.state = ${state}`,
    open === undefined ? undefined : sql<SqlBool>`s.is_final = ${open === 'no'}`,
    place === undefined ? undefined : sql<SqlBool>`s.places && ${sql.val([place])}::text[]`,
    unit === undefined
      ? undefined
      : sql<SqlBool>`(${unit} = any (s.lead || s.assist) or exists (
          select from jsonb_array_elements(s.outstanding) as o where o->'units' ? ${unit}))`,
    dueBy === undefined ? undefined : sql<SqlBool>`not s.is_final and s.next_due <= ${dueBy}::date`,
    text === undefined || text === ''
      ? undefined
      : sql<SqlBool>`(p.code ilike ${escaped(text)} or p.name ilike ${escaped(text)} or s.winner ilike ${escaped(text)})`,
  ]
  return sql.join(
    parts.filter((part) => part !== undefined),
    sql` and `,
  )
}

/** One page of supplies, what is due first before what is not, and how many there are of each state. */
export async function pageSupplies(
  tx: Transaction,
  asked: SupplySearch & { readonly page: number; readonly pageSize: number },
): Promise<{ rows: SupplyRow[]; total: number; states: Map<string, number> }> {
  const { page, pageSize, ...search } = asked
  const from = sql`land_supply s join parcel_parcel p on p.id = s.parcel`
  const { rows } = await sql<SupplyRow>`
    select s.* from ${from} where ${conditions(search)}
    order by s.is_final, s.next_due nulls last, s.created_at desc, s.id
    limit ${pageSize} offset ${(page - 1) * pageSize}`.execute(tx)
  const counted = await sql<{ state: string; n: number }>`
    select s.state, count(*)::integer as n from ${from} where ${conditions({ ...search, state: undefined })}
    group by s.state`.execute(tx)
  const states = new Map(counted.rows.map(({ state, n }) => [state, n]))
  const total =
    search.state === undefined ? [...states.values()].reduce((sum, n) => sum + n, 0) : (states.get(search.state) ?? 0)
  return { rows, total, states }
}
