import { type Generated, sql } from 'kysely'
import { parsePlainDate, type PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'

export type PeriodTables = {
  return_period_act: {
    id: Generated<string>
    form: string
    period: string
    act: 'locked' | 'reopened' | 'extended'
    due: string | null
    reason: string | null
    at: Date
    by: string
  }
}

export type PeriodActRow = {
  readonly act: 'locked' | 'reopened' | 'extended'
  readonly due?: PlainDate
  readonly reason?: string
  readonly at: Date
  readonly by: string
}

/** What was done with a period of a form, oldest first. */
export async function listPeriodActs(tx: Transaction, form: string, period: string): Promise<PeriodActRow[]> {
  return (await listActsOfPeriods(tx, [{ form, period }])).get(`${form} ${period}`) ?? []
}

/** The same for several, by `form period`. */
export async function listActsOfPeriods(
  tx: Transaction,
  asked: readonly { readonly form: string; readonly period: string }[],
): Promise<Map<string, PeriodActRow[]>> {
  const found = new Map<string, PeriodActRow[]>()
  if (asked.length === 0) return found
  const pairs = sql<boolean>`(form, period) in (select * from unnest(${asked.map((each) => each.form)}::text[], ${asked.map((each) => each.period)}::text[]))`
  const rows = await tx
    .withTables<PeriodTables>()
    .selectFrom('return_period_act')
    .select(['form', 'period', 'act', 'reason', 'at', 'by'])
    .select(sql<string | null>`due::text`.as('due'))
    .where(pairs)
    .orderBy('id')
    .execute()
  for (const row of rows) {
    const key = `${row.form} ${row.period}`
    const { act, at, by } = row
    const one: PeriodActRow = {
      act,
      at,
      by,
      ...(row.due === null ? {} : { due: parsePlainDate(row.due) }),
      ...(row.reason === null ? {} : { reason: row.reason }),
    }
    found.set(key, [...(found.get(key) ?? []), one])
  }
  return found
}

/** The lock that stands, if one does. */
export function lockIn(acts: readonly PeriodActRow[]): PeriodActRow | undefined {
  const last = acts.findLast((each) => each.act !== 'extended')
  return last?.act === 'locked' ? last : undefined
}

/** The due date in force: that of the form, or the last that was given instead. */
export function dueIn(acts: readonly PeriodActRow[], original: PlainDate): PlainDate {
  return acts.findLast((each) => each.act === 'extended')?.due ?? original
}

const holdPeriod = (form: string, period: string) => sql`hashtextextended(${`returns ${form} ${period}`}, 0)`

/**
 * Refuses whoever would write a return of a locked period, and keeps the period from being locked until the transaction ends.
 * @throws Problem locked with who locked it and when
 */
export async function refuseLocked(tx: Transaction, form: string, period: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${holdPeriod(form, period)})`.execute(tx)
  const lock = lockIn(await listPeriodActs(tx, form, period))
  if (lock === undefined) return
  const by = (await namesOfPeople(tx, [lock.by])).get(lock.by) ?? lock.by
  throw new Problem('locked', {
    details: { reason: 'returns.period_locked', form, period, by, at: lock.at.toISOString() },
  })
}

/** Nobody writes a return of the period until the transaction ends. */
export async function holdPeriodAlone(tx: Transaction, form: string, period: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${holdPeriod(form, period)})`.execute(tx)
}
