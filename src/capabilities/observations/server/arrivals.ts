import { sql } from 'kysely'
import type { Transaction } from '#kit/server/db.ts'
import { cellKey } from '../rules/cells.ts'

/** How the values of one indicator came in for one period: counts only. */
export type FileArrivals = {
  readonly indicator: string
  readonly period: string
  readonly firstAt: Date
  /** When a value of the period last changed. */
  readonly lastAt: Date
  readonly subjects: number
  /** Whether all of it belongs to a synthetic population. */
  readonly synthetic: boolean
}

type Row = { cell: string; period: string; first_at: Date; last_at: Date; subjects: string; synthetic: boolean }

/** When values of indicators came in as files, by indicator and period, latest period first. Run as the house. */
export async function arrivalsOfIndicators(tx: Transaction, indicators: readonly string[]): Promise<FileArrivals[]> {
  if (indicators.length === 0) return []
  const byCell = new Map(indicators.map((indicator) => [cellKey({ indicator, span: 'this' }), indicator]))
  const { rows } = await sql<Row>`
    select c.cell, o.period, min(b.known_at) as first_at, max(b.known_at) as last_at,
      count(distinct o.subject) as subjects, bool_and(b.kind = 'population') as synthetic
    from observation_layout l
    cross join lateral unnest(l.cells) as c (cell)
    join observation_observation o on o.layout = l.id
    join observation_batch b on b.id = o.batch
    where c.cell = any (${[...byCell.keys()]}::text[]) and b.kind in ('file', 'population')
    group by c.cell, o.period
    order by o.period collate "C" desc, c.cell`.execute(tx)
  return rows.map((row) => ({
    indicator: byCell.get(row.cell) ?? row.cell,
    period: row.period,
    firstAt: row.first_at,
    lastAt: row.last_at,
    subjects: Number(row.subjects),
    synthetic: row.synthetic,
  }))
}

/** The id of the latest batch of the record, `0` when there is none: what came in is the same while it is the same. */
export async function latestBatch(tx: Transaction): Promise<string> {
  const { rows } = await sql<{ id: string }>`select coalesce(max(id), 0)::text as id from observation_batch`.execute(tx)
  return rows[0]?.id ?? '0'
}
