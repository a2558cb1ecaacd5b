import { type Generated, sql } from 'kysely'
import type { ColumnType } from 'kysely'
import type { Transaction } from '#kit/server/db.ts'
import type { ImputationMethod } from '../contract/life.ts'

/** What the method rested on, for people to read. */
export type ImputationBasis = { readonly basePeriod: string; readonly movementOf: string; readonly matched: number }

export type ImputationTables = {
  return_imputation: {
    id: Generated<string>
    form: string
    period: string
    subject: string
    places: string[]
    organisations: string[]
    method: ImputationMethod
    basis: ColumnType<ImputationBasis, string, string>
    reason: string
    batch: string
    at: Date
    by: string
    ended_at: Date | null
    ended_by: string | null
    ended_how: 'undone' | 'replaced' | null
  }
}

/** The imputations that stand in the place of returns, by `form period subject`, as far as the actor may see. */
export async function standingImputations(
  tx: Transaction,
  asked: readonly { readonly form: string; readonly period: string; readonly subject: string }[],
): Promise<Map<string, string>> {
  if (asked.length === 0) return new Map()
  const keys = sql<boolean>`(form, period, subject) in (select * from unnest(
    ${asked.map((each) => each.form)}::text[], ${asked.map((each) => each.period)}::text[], ${asked.map((each) => each.subject)}::text[]))`
  const rows = await tx
    .withTables<ImputationTables>()
    .selectFrom('return_imputation')
    .select(['id', 'form', 'period', 'subject'])
    .where('ended_at', 'is', null)
    .where(keys)
    .execute()
  return new Map(rows.map((row) => [`${row.form} ${row.period} ${row.subject}`, String(row.id)]))
}

/** The return has come: what stood in its place is over. */
export async function endImputation(
  tx: Transaction,
  of: { readonly form: string; readonly period: string; readonly subject: string },
  { at, by, how }: { readonly at: Date; readonly by: string; readonly how: 'undone' | 'replaced' },
): Promise<void> {
  await tx
    .withTables<ImputationTables>()
    .updateTable('return_imputation')
    .set({ ended_at: at, ended_by: by, ended_how: how })
    .where('form', '=', of.form)
    .where('period', '=', of.period)
    .where('subject', '=', of.subject)
    .where('ended_at', 'is', null)
    .execute()
}
