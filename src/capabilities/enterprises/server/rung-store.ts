import { randomUUID } from 'node:crypto'
import { type Kysely, type SqlBool, sql } from 'kysely'
import { system } from '#base/decision.ts'
import type { CopyValue } from '#kit/server/copy.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { RungStay } from '../contract.ts'
import { type Stay, stayKey } from '../rules/rungs.ts'

type DbRung = {
  id: string
  enterprise: string
  rung: string
  from_date: string
  to_date: string | null
  reason: string
  end_reason: string | null
  known_at: Date
  by: string
  replaced_at: Date | null
  replaced_by: string | null
}

const tables = (tx: Transaction) =>
  tx.withTables<{ enterprise_rung: DbRung }>() as unknown as Kysely<{ enterprise_rung: DbRung }>

function toStay(row: DbRung): RungStay {
  return {
    id: row.id,
    rung: row.rung,
    from: row.from_date,
    to: row.to_date,
    reason: row.reason,
    endReason: row.end_reason,
    by: row.by,
    knownAt: row.known_at.toISOString(),
  }
}

/** What is said of these enterprises now, each in the order of days; one that never stood on a rung is left out. */
export async function selectStays(tx: Transaction, enterprises: readonly string[]): Promise<Map<string, RungStay[]>> {
  const stays = new Map<string, RungStay[]>()
  if (enterprises.length === 0) return stays
  const rows = await tables(tx)
    .selectFrom('enterprise_rung')
    .selectAll()
    .where(sql<SqlBool>`enterprise = any (${sql.val([...enterprises])}::uuid[])`)
    .where('replaced_at', 'is', null)
    .orderBy('from_date')
    .orderBy('rung')
    .execute()
  for (const row of rows) {
    const known = stays.get(row.enterprise)
    if (known === undefined) stays.set(row.enterprise, [toStay(row)])
    else known.push(toStay(row))
  }
  return stays
}

/**
 * Makes the stays of enterprises what is said here. What no longer holds is marked as replaced, what is new is added; no row is
 * written over.
 */
export async function restate(tx: Transaction, now: Date, wanted: ReadonlyMap<string, readonly Stay[]>): Promise<void> {
  const said = await selectStays(tx, [...wanted.keys()])
  const replaced: string[] = []
  const added: object[] = []
  for (const [enterprise, stays] of wanted) {
    const before = said.get(enterprise) ?? []
    const keys = new Set(stays.map(stayKey))
    const known = new Set(before.map(stayKey))
    replaced.push(...before.filter((stay) => !keys.has(stayKey(stay))).map(({ id }) => id))
    for (const stay of stays.filter((each) => !known.has(stayKey(each)))) {
      const { rung, from, to, reason, endReason } = stay
      const days = { from_date: from, to_date: to }
      added.push({ id: randomUUID(), enterprise, rung, ...days, reason, end_reason: endReason })
    }
  }
  if (replaced.length > 0)
    await sql`update enterprise_rung set replaced_at = ${now}, replaced_by = actor_id()
      where id = any (${sql.val(replaced)}::uuid[]) and replaced_at is null`.execute(tx)
  if (added.length > 0)
    await sql`insert into enterprise_rung (id, enterprise, rung, from_date, to_date, reason, end_reason, known_at)
      select t.*, ${now}::timestamptz from jsonb_to_recordset(${JSON.stringify(added)}::jsonb)
        as t (id uuid, enterprise uuid, rung text, from_date date, to_date date, reason text, end_reason text)`.execute(
      tx,
    )
}

const perStatement = 2000

/** Enters stays of enterprises that have none yet, each known from its first day. */
export async function enterStays(
  tx: Transaction,
  enterprises: readonly { readonly id: string; readonly stays: readonly Stay[] }[],
): Promise<void> {
  const rows = enterprises.flatMap(({ id: enterprise, stays }) =>
    stays.map(({ rung, from, to, reason }) => {
      return { id: randomUUID(), enterprise, rung, from_date: from, to_date: to, reason, known_at: firstMoment(from) }
    }),
  )
  for (let at = 0; at < rows.length; at += perStatement) {
    await sql`insert into enterprise_rung (id, enterprise, rung, from_date, to_date, reason, known_at)
      select * from jsonb_to_recordset(${JSON.stringify(rows.slice(at, at + perStatement))}::jsonb)
        as t (id uuid, enterprise uuid, rung text, from_date date, to_date date, reason text, known_at timestamptz)`.execute(
      tx,
    )
  }
}

function firstMoment(day: string): string {
  return `${day}T00:00:00Z`
}

/** The columns of `stayLine`. */
export const stayColumns = ['id', 'enterprise', 'rung', 'from_date', 'to_date', 'reason', 'known_at', 'by']

/** A line of COPY for a stay that the house itself enters, known from its first day. */
export function stayLine(enterprise: string, { rung, from, to, reason }: Stay): CopyValue[] {
  return [randomUUID(), enterprise, rung, from, to, reason, firstMoment(from), system.id]
}

/** The columns of `rungSql`, with the types they have in SQL. */
export const rungColumns = {
  firm: 'varchar(64)',
  rung: 'varchar(200)',
  from_day: 'date',
  end_day: 'date',
  known_from: 'timestamp',
  known_until: 'timestamp',
} as const

const everything = `select enterprise as firm, rung, from_date as from_day, to_date as end_day,
  known_at at time zone 'UTC' as known_from, replaced_at at time zone 'UTC' as known_until from enterprise_rung`

/** Who stood on which rung when, and from when until when that was said. */
export const rungSql = `${everything} order by enterprise, rung, known_at`

/** One short text for all of that, another as soon as any of it differs. */
export const rungMarkSql = `select count(*) || ' ' || coalesce(sum(hashtextextended(a::text, 0)), 0) as mark from (${everything}) a`
