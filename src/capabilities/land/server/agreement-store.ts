import { type ColumnType, type Generated, type Kysely, type Selectable, sql } from 'kysely'
import { Problem } from '#base/problem.ts'
import type { PlainDate } from '#base/plain-date.ts'
import type { Text } from '#base/text.ts'
import { inReachOfHouse, type Transaction } from '#kit/server/db.ts'
import type { watchKinds } from '../contract/agreements.ts'
import type { CheckedRow, GivenAmount, Penalty } from '../contract/checks.ts'
import type { KeptRow } from '../contract/indicators.ts'
import type { KeptBreach } from '../rules/kept-breach.ts'

/** Read as a value, written as JSON text. */
type Json<Value> = ColumnType<Value, string, string>
type Day = ColumnType<PlainDate, string, string>
type MaybeDay = ColumnType<PlainDate | null, string | null, string | null>

type AgreementTable = {
  id: string
  supply: string | null
  parcel: string
  holder: string | null
  holder_name: string
  industry: string | null
  land_use: string | null
  is_new_industry: boolean
  indicator_set: string | null
  rows: Json<KeptRow[]>
  /** Null: it began before this was kept. */
  breach: ColumnType<KeptBreach | null, string, never>
  price: string | null
  area: string
  land_right_on: Day
  signed_on: MaybeDay
  started_on: MaybeDay
  completed_on: MaybeDay
  producing_since: MaybeDay
  due_start: MaybeDay
  due_completion: MaybeDay
  due_production: MaybeDay
  next_due: MaybeDay
  programme: string
  case_id: string
  state: string
  is_final: Generated<boolean>
  revision: number
  is_synthetic: boolean
  places: string[]
  organisations: string[]
  created_at: Date
  created_by: Generated<string>
}

/** What was given at a check, as it is kept. */
export type KeptGiven = {
  readonly amounts: readonly GivenAmount[]
  readonly facts: Readonly<Record<string, boolean>>
  readonly stated: Readonly<Record<string, boolean>>
  readonly relative: Readonly<Record<string, { readonly value: string; readonly source: string }>>
}

type CheckTable = {
  id: Generated<string>
  agreement: string
  number: number
  check_key: string
  checked_on: Day
  given: Json<KeptGiven>
  outcomes: Json<CheckedRow[]>
  shortfall: string | null
  worst_row: string | null
  penalty: ColumnType<Penalty | null, string | null, never>
  penalty_set: string | null
  penalty_why: string | null
  words: string | null
  evidence: string | null
  act: string | null
  act_number: number | null
  at: Date
  by: Generated<string>
}

type CreditTable = {
  id: Generated<string>
  agreement: string
  holder: string | null
  holder_name: string
  what: string
  happened_on: Day
  cleared_on: MaybeDay
  cleared_by: string | null
  cleared_why: string | null
  at: Date
  by: Generated<string>
}

type WatchTable = {
  id: Generated<string>
  agreement: string
  number: number
  kind: (typeof watchKinds)[number]
  happened_on: Day
  words: string
  evidence: string | null
  verdict: 'allowed' | 'refused'
  row_id: string | null
  rule: string | null
  at: Date
  by: Generated<string>
}

type IdleTable = {
  id: Generated<string>
  agreement: string
  since: 'start' | 'completion'
  due: Day
  after_months: number
  does: 'fee' | 'recover'
  share: string | null
  fee: string | null
  words: Json<Text>
  source: string
  found_on: Day
  at: Date
  by: Generated<string>
}

export type AgreementTables = {
  land_agreement: AgreementTable
  land_check: CheckTable
  land_credit: CreditTable
  land_watch: WatchTable
  land_idle_finding: IdleTable
}

export const agreementTables = (tx: Transaction) =>
  tx.withTables<AgreementTables>() as unknown as Kysely<AgreementTables>

export type AgreementRow = Selectable<AgreementTable>
export type CheckRow = Selectable<CheckTable>
export type IdleRow = Selectable<IdleTable>

/** One agreement that the actor may see. @throws Problem not_found */
export async function getAgreement(tx: Transaction, id: string): Promise<AgreementRow> {
  const row = await agreementTables(tx).selectFrom('land_agreement').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'agreement', id } })
  return row
}

/** Whoever records something of an agreement waits for who does so already. */
export async function lockAgreement(tx: Transaction, id: string): Promise<void> {
  await inReachOfHouse(tx, () =>
    agreementTables(tx).selectFrom('land_agreement').select('id').where('id', '=', id).forUpdate().execute(),
  )
}

/** The last record of each check of agreements, by agreement, then by key. */
export async function lastChecks(
  tx: Transaction,
  agreements: readonly string[],
): Promise<Map<string, Map<string, CheckRow>>> {
  const found = new Map<string, Map<string, CheckRow>>()
  if (agreements.length === 0) return found
  const rows = await agreementTables(tx)
    .selectFrom('land_check')
    .selectAll()
    .where(sql<boolean>`agreement = any(${[...agreements]}::uuid[])`)
    .orderBy('number')
    .execute()
  for (const row of rows) {
    const known = found.get(row.agreement) ?? new Map<string, CheckRow>()
    found.set(row.agreement, known.set(row.check_key, row))
  }
  return found
}

/** What of these agreements was found idle, by agreement, the earliest first. */
export async function idleRowsOf(tx: Transaction, agreements: readonly string[]): Promise<Map<string, IdleRow[]>> {
  const found = new Map<string, IdleRow[]>()
  if (agreements.length === 0) return found
  const rows = await agreementTables(tx)
    .selectFrom('land_idle_finding')
    .selectAll()
    .where(sql<boolean>`agreement = any(${[...agreements]}::uuid[])`)
    .orderBy('found_on')
    .orderBy('after_months')
    .execute()
  for (const row of rows) found.set(row.agreement, [...(found.get(row.agreement) ?? []), row])
  return found
}

/** The next number of a list that only grows. */
export async function nextNumber(
  tx: Transaction,
  table: 'land_check' | 'land_watch',
  agreement: string,
): Promise<number> {
  const { number } = await agreementTables(tx)
    .selectFrom(table)
    .select(sql<number>`coalesce(max(number), 0)::integer + 1`.as('number'))
    .where('agreement', '=', agreement)
    .executeTakeFirstOrThrow()
  return number
}
