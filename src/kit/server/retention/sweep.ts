import { sql, type RawBuilder } from 'kysely'
import { system } from '#base/decision.ts'
import { recordAct } from '../acts.ts'
import { withCommitScope } from '../commit-scope.ts'
import type { Transaction } from '../db.ts'
import type { House } from '../house.ts'
import { workAsOwner } from './as-owner.ts'
import { readTablePages, type TablePage, type TimedErase } from './table-pages.ts'

type RetentionHouse = Pick<House, 'record' | 'settings' | 'clock'>

/** One rule of time and how it stands. */
export type DueErasure = {
  readonly table: string
  readonly keepFor: string
  readonly after: string
  readonly of: string
  /** Columns that are cleared; the whole row goes where there are none. */
  readonly columns: readonly string[]
  /** Rows that are due now. */
  readonly due: number
  /** When the next row becomes due; absent while none waits. */
  readonly next?: Date
}

type Timed = TablePage & { readonly erase: TimedErase }

const batch = 5_000

/** What is due for erasure, and when the next of each kind will be. Nothing is changed. */
export async function listDue(house: RetentionHouse): Promise<DueErasure[]> {
  const listed: DueErasure[] = []
  for (const page of await timedPages(house)) {
    const { table, keep_for: keepFor, erase } = page
    const waits = sql`from ${sql.table(table)} t ${await joined(house, page)} where ${isSubject(erase)}`
    const { rows } = await sql<{ due: string; next: Date | null }>`
      select count(*) filter (where ${isDue(erase, house)}) as due,
        (min(${instant(erase)}) filter (where not (${isDue(erase, house)})))::timestamptz + ${erase.after}::interval as next
      ${waits}`.execute(house.record.owner)
    const next = rows[0]?.next
    listed.push({
      table,
      keepFor,
      after: erase.after,
      of: erase.of,
      columns: columnsOf(erase),
      due: Number(rows[0]?.due ?? 0),
      ...(next === null || next === undefined ? {} : { next }),
    })
  }
  return listed
}

/** Erases what is due, table by table, each portion with an act that names the table and how many. Answers how many of each. */
export async function eraseDue(house: RetentionHouse, signal?: AbortSignal): Promise<Record<string, number>> {
  const erased: Record<string, number> = {}
  for (const page of await timedPages(house)) {
    const join = await joined(house, page)
    for (;;) {
      if (signal?.aborted) return erased
      const rows = await erasePortion(house, page, join)
      if (rows > 0) erased[page.table] = (erased[page.table] ?? 0) + rows
      if (rows < batch) break
    }
  }
  return erased
}

/** Tables of which rows may go are not the servers' to change, so the owner does it; the act says that the house did. */
function erasePortion(house: RetentionHouse, { table, erase }: Timed, join: RawBuilder<unknown>): Promise<number> {
  const chosen = sql`select t.ctid from ${sql.table(table)} t ${join} where ${isSubject(erase)} and ${isDue(erase, house)} limit ${batch} for update of t`
  const columns = columnsOf(erase)
  const change =
    columns.length === 0
      ? sql`delete from ${sql.table(table)} where ctid in (${chosen})`
      : sql`update ${sql.table(table)} set ${sql.join(settings(erase, house))} where ctid in (${chosen})`
  return withCommitScope(() =>
    workAsOwner(house, system.id, async (tx) => {
      const rows = Number((await change.execute(tx)).numAffectedRows ?? 0n)
      if (rows > 0) await recordErased(tx, table, { rows, columns, after: erase.after })
      return rows
    }),
  )
}

async function recordErased(
  tx: Transaction,
  table: string,
  detail: { rows: number; columns: readonly string[]; after: string },
): Promise<void> {
  await recordAct(tx, { name: 'kit.erased', subject: { kind: 'table', id: table }, detail })
}

async function timedPages({ settings: { migrationsDir } }: RetentionHouse): Promise<Timed[]> {
  return (await readTablePages(migrationsDir)).filter((page): page is Timed => isTimed(page.erase))
}

function isTimed(erase: TablePage['erase']): erase is TimedErase {
  return typeof erase === 'object' && 'after' in erase
}

/** The table whose time decides, where it is another: found by the reference between the two. */
async function joined({ record }: RetentionHouse, { table, erase }: Timed): Promise<RawBuilder<unknown>> {
  const [other, column] = erase.of.split('.')
  if (other === undefined || column === undefined) return sql``
  const { rows } = await sql<{ own: string; theirs: string }>`
    select a.attname as own, b.attname as theirs
    from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1]
    where c.contype = 'f' and c.conrelid = ${table}::regclass and c.confrelid = ${other}::regclass`.execute(
    record.owner,
  )
  const [key] = rows
  if (key === undefined) throw new Error(`${table} does not refer to ${other}`)
  return sql`join ${sql.table(other)} o on o.${sql.ref(key.theirs)} = t.${sql.ref(key.own)}`
}

function instant({ of }: TimedErase): RawBuilder<unknown> {
  const column = of.split('.')[1]
  return column === undefined ? sql.ref(`t.${of}`) : sql.ref(`o.${column}`)
}

function isDue(erase: TimedErase, { clock }: RetentionHouse): RawBuilder<boolean> {
  return sql<boolean>`${instant(erase)} < ${clock.now().toISOString()}::timestamptz - ${erase.after}::interval`
}

/** Rows that the rule is about and on which it was not carried out yet. */
function isSubject(erase: TimedErase): RawBuilder<boolean> {
  const { clear, empty, mark } = erase
  const still = [
    ...clear.map((column) => sql`${sql.ref(`t.${column}`)} is not null`),
    ...empty.map((column) => sql`${sql.ref(`t.${column}`)} <> ''`),
  ]
  const parts = [
    sql`${instant(erase)} is not null`,
    ...(erase.if === undefined ? [] : [sql`(${sql.raw(erase.if)})`]),
    ...(mark === undefined ? [] : [sql`${sql.ref(`t.${mark}`)} is null`]),
    ...(still.length === 0 ? [] : [sql`(${sql.join(still, sql` or `)})`]),
  ]
  return sql<boolean>`${sql.join(parts, sql` and `)}`
}

function columnsOf({ clear, empty }: TimedErase): string[] {
  return [...clear, ...empty]
}

function settings({ clear, empty, mark }: TimedErase, { clock }: RetentionHouse): RawBuilder<unknown>[] {
  return [
    ...clear.map((column) => sql`${sql.ref(column)} = null`),
    ...empty.map((column) => sql`${sql.ref(column)} = ''`),
    ...(mark === undefined ? [] : [sql`${sql.ref(mark)} = ${clock.now().toISOString()}::timestamptz`]),
  ]
}
