import type { ColumnType, Generated, Selectable } from 'kysely'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { RunResult } from '../contract.ts'
import type { Match, Need } from '../rules/model.ts'

type Json<Value> = ColumnType<Value, string, string>

type NeedTable = {
  id: string
  asked: Json<Need>
  company: string
  contact: string | null
  phone: string | null
  words: string | null
  is_stranger: boolean
  receipt_hash: string | null
  case_id: string
  state: string
  is_final: boolean
  revision: number
  places: string[]
  organisations: string[]
  ended_at: Generated<Date | null>
  erased_at: Generated<Date | null>
  stated_at: Date
  stated_by: Generated<string>
}
export type NeedRow = Selectable<NeedTable>

type OfferTable = {
  need: string
  number: number
  offer: string
  offer_revision: number
  code: string
  name: string | null
  kind: 'parcel' | 'space'
  match: Json<Match>
  act: number
  offered_at: Date
  offered_by: Generated<string>
}
export type OfferedRow = Selectable<OfferTable>

type RunTable = {
  id: string
  state: 'running' | 'done' | 'failed'
  certain: boolean
  needs: number
  offers: number
  result: ColumnType<RunResult | null, string | null, string | null>
  problem: string | null
  places: string[]
  asked_at: Date
  asked_by: Generated<string>
  done_at: Date | null
}
export type RunRow = Selectable<RunTable>

type Tables = { need_need: NeedTable; need_offer: OfferTable; need_match_run: RunTable }

export function tables(tx: Transaction) {
  return tx.withTables<Tables>()
}

/** One that the actor may see. @throws Problem not_found */
export async function getNeed(tx: Transaction, id: string): Promise<NeedRow> {
  const row = await tables(tx).selectFrom('need_need').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'need', id } })
  return row
}

export function offeredFor(tx: Transaction, needs: readonly string[]): Promise<OfferedRow[]> {
  if (needs.length === 0) return Promise.resolve([])
  return tables(tx).selectFrom('need_offer').selectAll().where('need', 'in', needs).orderBy('number').execute()
}
