import { type Kysely, sql } from 'kysely'
import type { Transaction } from '#kit/server/db.ts'

export type DbArrival = {
  id: string
  supply: string
  organisation: string
  period: string
  arrived_on: string
  note: string
}

export type DbPlatformState = { platform: string; state: string; since: string; reason: string; recorded_at: Date }

export type DbUse = { thing: string; how: string; role: string; organisation: string; times: string; last_on: string }

type Tables = {
  catalogue_arrival: DbArrival & {
    withdrawn_at: Date | null
    withdrawn_by: string | null
    reason: string | null
  }
  catalogue_platform_state: DbPlatformState & { id: string }
}

const tables = (tx: Transaction) => tx.withTables<Tables>() as unknown as Kysely<Tables>

/** What was noted by hand and stands, of some supplies or of all. */
export async function selectArrivals(tx: Transaction, supplies?: readonly string[]): Promise<DbArrival[]> {
  let query = tables(tx)
    .selectFrom('catalogue_arrival')
    .select(['id', 'supply', 'organisation', 'period', 'note', sql<string>`arrived_on::text`.as('arrived_on')])
    .where('withdrawn_at', 'is', null)
    .orderBy('arrived_on', 'desc')
  if (supplies !== undefined) query = query.where('supply', 'in', [...supplies])
  return query.execute()
}

/** The id of the new entry; undefined when one for the same unit and period stands. */
export async function insertArrival(tx: Transaction, arrival: Omit<DbArrival, 'id'>): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    insert into catalogue_arrival (supply, organisation, period, arrived_on, note)
    values (${arrival.supply}, ${arrival.organisation}, ${arrival.period}, ${arrival.arrived_on}::date, ${arrival.note})
    on conflict (supply, organisation, period) where withdrawn_at is null do nothing returning id`.execute(tx)
  return rows[0]?.id
}

/** The entry as it was; undefined when there is none that stands and that the actor may withdraw. */
export async function withdrawArrival(tx: Transaction, id: string, reason: string): Promise<DbArrival | undefined> {
  const { rows } = await sql<DbArrival>`
    update catalogue_arrival set withdrawn_at = clock_timestamp(), withdrawn_by = actor_id(), reason = ${reason}
    where id = ${id} and withdrawn_at is null
    returning id, supply, organisation, period, note, arrived_on::text as arrived_on`.execute(tx)
  return rows[0]
}

/** States that officers noted, latest first. */
export async function selectPlatformStates(tx: Transaction, platform?: string): Promise<DbPlatformState[]> {
  let query = tables(tx)
    .selectFrom('catalogue_platform_state')
    .select(['platform', 'state', 'reason', 'recorded_at', sql<string>`since::text`.as('since')])
    .orderBy('since', 'desc')
    .orderBy('recorded_at', 'desc')
  if (platform !== undefined) query = query.where('platform', '=', platform)
  return query.execute()
}

export async function insertPlatformState(
  tx: Transaction,
  state: Omit<DbPlatformState, 'recorded_at'>,
): Promise<{ id: string }> {
  const { rows } = await sql<{ id: string }>`
    insert into catalogue_platform_state (platform, state, since, reason)
    values (${state.platform}, ${state.state}, ${state.since}::date, ${state.reason}) returning id`.execute(tx)
  const [row] = rows
  if (row === undefined) throw new Error('an insert that returns no row')
  return row
}

/** How often things were taken since a day, by way, role and organisation. */
export async function selectUses(tx: Transaction, things: readonly string[], since: string): Promise<DbUse[]> {
  const { rows } = await sql<DbUse>`
    select thing, how, role, organisation, sum(times)::text as times, max(day)::text as last_on from kit_use
    where thing = any (${[...things]}::text[]) and day >= ${since}::date
    group by thing, how, role, organisation order by sum(times) desc, thing limit 500`.execute(tx)
  return rows
}
