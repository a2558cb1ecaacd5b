import type { ColumnType, Generated, Kysely, Selectable } from 'kysely'
import type { PlainDate } from '#base/plain-date.ts'
import type { Quantity } from '#base/quantity.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Known } from '../rules/known.ts'
import type { EntryKind } from '../rules/quotas.ts'

type Json<Value> = ColumnType<Value, string, string>
type Filled = Readonly<Record<string, Quantity>>
type Day = ColumnType<PlainDate, string, string>
type MaybeDay = ColumnType<PlainDate | null, string | null, string | null>

type Moving = {
  case_id: string
  state: string
  is_final: Generated<boolean>
  revision: number
  next_due: MaybeDay
  places: string[]
  organisations: string[]
  created_at: Date
  created_by: Generated<string>
}

type RenewalTable = Moving & {
  id: string
  rule: string
  name: string
  parcels: string[]
  place: string
  base: string | null
  industry: string | null
  owner: string | null
  enterprise: string | null
  area: string
  area_unit: string
  known: Json<Known>
  filled: ColumnType<Filled, string | undefined, string>
  legacy: string | null
  housing: string | null
  progress: string | null
  released: Generated<string>
  recognised_on: MaybeDay
}

type RequestTable = Moving & {
  id: string
  quota: string
  place: string
  year: number
  amount: string
  unit: string
  purpose: string
  parcel: string | null
  supply: string | null
  known: Json<Known>
}

type Said = { at: Date; by: Generated<string> }
type ChangeTable = Said & { number: number; known: Json<Known>; reason: string | null }

type Tables = {
  land_renewal: RenewalTable
  land_renewal_change: ChangeTable & { renewal: string }
  land_renewal_gift: Said & {
    renewal: string
    number: number
    gift: string
    amount: string
    unit: string
    given_on: Day
    document: string
    words: string | null
  }
  land_renewal_housing: Said & {
    renewal: string
    number: number
    progress: string
    most: string
    share: string
    area: string
    released_on: Day
    act: number
  }
  land_quota_request: RequestTable
  land_quota_change: ChangeTable & { request: string }
  land_quota_entry: Said & {
    id: Generated<string>
    quota: string
    place: string
    year: number
    what: EntryKind
    amount: string
    unit: string
    request: string | null
    stated: string | null
    document: string | null
    reason: string
    places: string[]
  }
}

export type RenewalRow = Selectable<RenewalTable>
export type RequestRow = Selectable<RequestTable>
export type EntryRow = Selectable<Tables['land_quota_entry']>
export type ChangeRow = Selectable<ChangeTable>

/** The tables of renewal and quotas as one transaction sees them. */
export function renewalTables(tx: Transaction): Kysely<Tables> {
  return tx.withTables<Tables>() as unknown as Kysely<Tables>
}
