import { sql } from 'kysely'
import type { Transaction } from '#kit/server/db.ts'

/** How the returns of a form came in for one period: counts only, whatever the actor may see of each. */
export type ReturnArrivals = {
  readonly period: string
  readonly due: string
  /** Returns that were ever submitted. */
  readonly arrived: number
  readonly onTime: number
  /** Days after the due date: the median of those that came late, and the latest. */
  readonly medianLate: number
  readonly latest: number
  readonly lastAt: Date | null
}

type Row = {
  period: string
  due: string
  arrived: string
  on_time: string
  median_late: number | null
  latest: number | null
  last_at: Date | null
}

/** When returns of a form first came in, by period. Run as the house: these are counts of everybody. */
export async function arrivalsOfForm(
  tx: Transaction,
  asked: { readonly form: string; readonly periods: readonly string[]; readonly timeZone: string },
): Promise<ReturnArrivals[]> {
  const { rows } = await sql<Row>`
    with first as (
      select r.period, r.due, coalesce(v.submitted_at, r.submitted_at, r.approved_at) as came
      from return_return r
      left join (select return_id, min(submitted_at) as submitted_at from return_version group by return_id) v
        on v.return_id = r.id
      where r.form = ${asked.form} and r.period = any (${[...asked.periods]}::text[])
    ), late as (
      select period, due, came, ((came at time zone ${asked.timeZone})::date - due) as days from first
    )
    select period, min(due)::text as due, count(came) as arrived, count(*) filter (where days <= 0) as on_time,
      percentile_disc(0.5) within group (order by days) filter (where days > 0) as median_late,
      max(days) filter (where days > 0) as latest, max(came) as last_at
    from late group by period`.execute(tx)
  return rows.map((row) => ({
    period: row.period,
    due: row.due,
    arrived: Number(row.arrived),
    onTime: Number(row.on_time),
    medianLate: row.median_late ?? 0,
    latest: row.latest ?? 0,
    lastAt: row.last_at,
  }))
}
