import { sql } from 'kysely'
import type { Period } from '#base/period.ts'
import type { Transaction } from '#kit/server/db.ts'
import { tablesOf } from './store.ts'

/** A return that was submitted and whose present version is not in the figures. */
export type PendingReturn = { readonly subject: string; readonly cells: Readonly<Record<string, string>> }

export async function pendingReturns(
  tx: Transaction,
  asked: { readonly form: { readonly id: string }; readonly period: Period; readonly states: readonly string[] },
): Promise<PendingReturn[]> {
  return tablesOf(tx)
    .selectFrom('return_return as r')
    .innerJoin('return_version as v', (join) =>
      join.onRef('v.return_id', '=', 'r.id').onRef('v.version', '=', 'r.version'),
    )
    .select(['r.subject', 'v.cells'])
    .where('r.form', '=', asked.form.id)
    .where('r.period', '=', asked.period)
    .where('r.state', '=', sql<string>`any(${[...asked.states]}::text[])`)
    .where(sql<boolean>`(r.approved_version is null or r.approved_version <> r.version)`)
    .execute()
}

/** The returns of some subjects as far as the actor sees them, by subject. */
export async function listReturnsOf(
  tx: Transaction,
  asked: { readonly form: string; readonly period: Period; readonly subjects: readonly string[] },
): Promise<Map<string, { id: string; state: string; places: string[] }>> {
  const rows = await tablesOf(tx)
    .selectFrom('return_return')
    .select(['id', 'subject', 'state', 'places'])
    .where('form', '=', asked.form)
    .where('period', '=', asked.period)
    .where('subject', '=', sql<string>`any(${[...asked.subjects]}::text[])`)
    .execute()
  return new Map(rows.map(({ id, subject, state, places }) => [subject, { id: String(id), state, places }]))
}
