import { sql } from 'kysely'
import type { Transaction } from '#kit/server/db.ts'
import { type CellContent, contentOf } from '../rules/cells.ts'
import { layoutsById } from './layouts.ts'

/** What stands in one cell, and the row that brought it in. */
export type StandingCell = {
  readonly content: CellContent
  readonly domain: 'statistical' | 'administrative' | 'declared'
  /** Id of the return or of the import. */
  readonly source: string
  readonly sourceVersion: number
  readonly knownAt: Date
  readonly by: string
}

/** Cells of one period by subject and cell, each with where it comes from. Only rows the actor may see; run as the house for everybody's. */
export async function standingIn(
  tx: Transaction,
  asked: { readonly subjectKind: string; readonly period: string; readonly cells: readonly string[] },
): Promise<Map<string, Map<string, StandingCell>>> {
  const { rows } = await sql<{
    subject: string
    layout: number
    amounts: (string | null)[]
    codes: number[] | null
    source: string
    source_version: number
    domain: StandingCell['domain']
    known_at: Date
    actor: string
  }>`
    select o.subject, o.layout, o.amounts::text[] as amounts, o.codes, o.source, o.source_version, b.domain, b.known_at, b.actor
    from observation_layout l
    join observation_observation o on o.layout = l.id
    join observation_batch b on b.id = o.batch
    where l.subject_kind = ${asked.subjectKind} and l.cells && ${[...asked.cells]}::text[] and o.period = ${asked.period}
    order by o.subject, o.seq`.execute(tx)
  const layouts = await layoutsById(
    tx,
    rows.map((row) => row.layout),
  )
  const wanted = new Set(asked.cells)
  const standing = new Map<string, Map<string, StandingCell>>()
  for (const row of rows) {
    const own = standing.get(row.subject) ?? new Map<string, StandingCell>()
    standing.set(row.subject, own)
    const { source, source_version: sourceVersion, domain, known_at: knownAt, actor: by } = row
    layouts.get(row.layout)?.cells.forEach((key, at) => {
      if (!wanted.has(key)) return
      const content = contentOf(row.amounts[at] ?? null, row.codes?.[at] ?? 0)
      if ('withdrawn' in content) own.delete(key)
      else own.set(key, { content, domain, source, sourceVersion, knownAt, by })
    })
  }
  return standing
}
