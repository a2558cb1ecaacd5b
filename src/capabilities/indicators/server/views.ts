import { type Kysely, sql } from 'kysely'
import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { SavedView, ViewReach } from '../views-contract.ts'

type DbView = {
  id: string
  name: string
  search: string
  reach: ViewReach
  owner: string
  organisation: string | null
  created_at: Date
  changed_at: Date
  removed_at: Date | null
}

type ViewTables = { indicator_view: DbView }
type ViewFields = Pick<SavedView, 'name' | 'search' | 'reach'>

const tables = (tx: Transaction) => tx.withTables<ViewTables>() as unknown as Kysely<ViewTables>

/** Removed views can be brought back for this many days. */
const daysToRestore = 30
const mostOfOne = 200

/** The views of this actor and those shared with them, mine first, then by name. */
export async function listViews(tx: Transaction, actor: Actor): Promise<SavedView[]> {
  const rows = await tables(tx)
    .selectFrom('indicator_view')
    .selectAll()
    .where('removed_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('owner', '=', actor.id),
        eb('reach', '=', 'everyone'),
        ...(actor.organisation === undefined
          ? []
          : [eb.and([eb('reach', '=', 'organisation'), eb('organisation', '=', actor.organisation)])]),
      ]),
    )
    .orderBy(sql`owner <> ${actor.id}`)
    .orderBy('name')
    .orderBy('id')
    .limit(500)
    .execute()
  const names = await namesOfPeople(
    tx,
    rows.map((row) => row.owner),
  )
  return rows.map((row) => toView(row, actor, names))
}

/** Keeps a view. @throws Problem too_many when somebody keeps more than anybody could find again */
export async function saveView(tx: Transaction, actor: Actor, fields: ViewFields): Promise<SavedView> {
  const held = await tables(tx)
    .selectFrom('indicator_view')
    .select((eb) => eb.fn.countAll<string>().as('n'))
    .where('owner', '=', actor.id)
    .where('removed_at', 'is', null)
    .executeTakeFirstOrThrow()
  if (Number(held.n) >= mostOfOne) throw new Problem('too_many', { details: { most: mostOfOne } })
  const row = await tables(tx)
    .insertInto('indicator_view')
    .values({ ...fields, organisation: actor.organisation ?? null } as DbView)
    .returningAll()
    .executeTakeFirstOrThrow()
  await recordAct(tx, actOn('indicators.view_saved', row))
  return toView(row, actor, new Map([[actor.id, actor.name]]))
}

/** Renames, shares or updates a view of this actor. @throws Problem not_found */
export async function changeView(
  tx: Transaction,
  actor: Actor,
  { id, ...fields }: { id: string } & Partial<Record<keyof ViewFields, string | undefined>>,
): Promise<SavedView> {
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  const row = await changed(tx, actor, {
    id,
    removed: false,
    set: { ...given, ...('reach' in given ? { organisation: actor.organisation ?? null } : {}) },
  })
  await recordAct(tx, actOn('indicators.view_changed', row))
  return toView(row, actor, new Map([[actor.id, actor.name]]))
}

/** Takes a view of this actor away for thirty days, and what was removed before that for good. @throws Problem not_found */
export async function removeView(tx: Transaction, actor: Actor, id: string): Promise<{ id: string }> {
  const row = await changed(tx, actor, { id, removed: false, set: { removed_at: new Date() } })
  await tables(tx)
    .deleteFrom('indicator_view')
    .where('owner', '=', actor.id)
    .where('removed_at', '<', sql<Date>`clock_timestamp() - make_interval(days => ${daysToRestore})`)
    .execute()
  await recordAct(tx, actOn('indicators.view_removed', row))
  return { id: row.id }
}

/** Brings a removed view of this actor back. @throws Problem not_found */
export async function restoreView(tx: Transaction, actor: Actor, id: string): Promise<SavedView> {
  const row = await changed(tx, actor, { id, removed: true, set: { removed_at: null } })
  await recordAct(tx, actOn('indicators.view_restored', row))
  return toView(row, actor, new Map([[actor.id, actor.name]]))
}

type Change = { id: string; removed: boolean; set: Partial<DbView> }

async function changed(tx: Transaction, actor: Actor, { id, removed, set }: Change): Promise<DbView> {
  const row = await tables(tx)
    .updateTable('indicator_view')
    .set({ ...set, changed_at: sql<Date>`clock_timestamp()` })
    .where('id', '=', id)
    .where('owner', '=', actor.id)
    .where('removed_at', removed ? 'is not' : 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'view', id } })
  return row
}

function actOn(name: string, { id, reach }: DbView) {
  return { name, subject: { kind: 'view', id }, detail: { reach } }
}

function toView(row: DbView, actor: Actor, names: ReadonlyMap<string, string>): SavedView {
  return {
    id: row.id,
    name: row.name,
    search: row.search,
    reach: row.reach,
    mine: row.owner === actor.id,
    owner: names.get(row.owner) ?? '',
    changedAt: row.changed_at.toISOString(),
  }
}
