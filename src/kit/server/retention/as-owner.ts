import { sql } from 'kysely'
import type { Transaction } from '../db.ts'
import type { House } from '../house.ts'
import { findRequestScope } from '../request-scope.ts'

/**
 * One transaction as the owner of the tables, for what no role that serves may do: letting go of rows that are otherwise only added to.
 * Acts in it are those of `actor`.
 */
export function workAsOwner<T>(
  { record }: Pick<House, 'record'>,
  actor: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const requestId = findRequestScope()?.requestId ?? ''
  return record.owner.transaction().execute(async (tx) => {
    await sql`select set_config('jidi.actor', ${actor}, true), set_config('jidi.request', ${requestId}, true),
      set_config('jidi.grants', '[{"permission":"*","scope":"all"}]', true)`.execute(tx)
    return work(tx)
  })
}
