import { sql } from 'kysely'
import { fromOrdinal, januaryFebruaryOf, type PeriodKind, periodYear } from '#base/period.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Programme } from '#pack/programme.ts'
import type { Observation } from '../contract.ts'
import { type CellContent, type CellKey, cellKey, contentOf, parseCellKey } from '../rules/cells.ts'
import { type ChainRow, liveCells } from '../rules/chain.ts'
import { layoutsById } from './layouts.ts'
import { chainKey, readChains } from './record.ts'
import { type BatchKind, tablesOf } from './store.ts'

/** A row of the record with everything that is said of it. */
export type RecordRow = ChainRow & {
  readonly subject: string
  readonly period: string
  readonly subjectKind: string
  readonly batch: string
  readonly kind: BatchKind
  readonly domain: Observation['domain']
  readonly source: string
  readonly sourceVersion: number
  readonly knownAt: Date
  readonly by: string
}

/** What stands for some subjects and periods, by `subject period`, then by cell. Only rows the actor may see. */
export async function latestCells(
  tx: Transaction,
  asked: readonly { readonly subject: string; readonly period: string }[],
): Promise<Map<string, Map<string, CellContent>>> {
  const rows =
    asked.length === 0
      ? []
      : await listRows(tx, { subjects: asked.map((each) => each.subject), periods: asked.map((each) => each.period) })
  const chains = new Map<string, RecordRow[]>()
  for (const row of rows) chains.set(chainKey(row), [...(chains.get(chainKey(row)) ?? []), row])
  return new Map([...chains].map(([key, chain]) => [key, contents(liveCells(chain))]))
}

/** The cells that one version of a return (or one line of a file) brought in; undefined when the actor sees no such row. */
export async function cellsOfSource(
  tx: Transaction,
  asked: { readonly subject: string; readonly period: string; readonly source: string; readonly sourceVersion: number },
): Promise<Map<string, CellContent> | undefined> {
  const rows = await listRows(tx, { subjects: [asked.subject], periods: [asked.period] })
  const row = rows.findLast(
    (each) =>
      each.source === asked.source && each.sourceVersion === asked.sourceVersion && each.kind !== 'reclassification',
  )
  return row === undefined
    ? undefined
    : new Map(row.cells.map((key, i) => [key, contentOf(row.amounts[i] ?? null, row.codes?.[i] ?? 0)]))
}

/** All rows of one subject, or of subjects and periods pair by pair, in order of period and `seq`. */
export async function listRows(
  tx: Transaction,
  asked:
    | { readonly subject: string; readonly from?: string; readonly to?: string }
    | { readonly subjects: readonly string[]; readonly periods: readonly string[] },
): Promise<RecordRow[]> {
  let query = tablesOf(tx)
    .selectFrom('observation_observation as o')
    .innerJoin('observation_batch as b', 'b.id', 'o.batch')
    .select([
      'o.subject',
      'o.period',
      'o.seq',
      'o.batch',
      'o.layout',
      'o.classification',
      'o.codes',
      'o.source',
      'o.source_version',
    ])
    .select(['b.kind', 'b.domain', 'b.known_at', 'b.actor', sql<(string | null)[]>`o.amounts::text[]`.as('amounts')])
    .orderBy('o.subject')
    .orderBy('o.period')
    .orderBy('o.seq')
  if ('subjects' in asked) {
    const pairs = sql<boolean>`(o.subject, o.period) in (select * from unnest(${[...asked.subjects]}::text[], ${[...asked.periods]}::text[]))`
    query = query.where(pairs)
  } else {
    query = query.where('o.subject', '=', asked.subject)
    if (asked.from !== undefined) query = query.where(sql<boolean>`o.period >= ${asked.from} collate "C"`)
    if (asked.to !== undefined) query = query.where(sql<boolean>`o.period <= ${`${asked.to}~`} collate "C"`)
  }
  const rows = await query.execute()
  const layouts = await layoutsById(
    tx,
    rows.map((row) => row.layout),
  )
  return rows.map((row) => ({
    subject: row.subject,
    period: row.period,
    subjectKind: layouts.get(row.layout)?.subjectKind ?? '',
    seq: row.seq,
    batch: row.batch,
    classification: row.classification,
    cells: layouts.get(row.layout)?.cells ?? [],
    amounts: row.amounts,
    codes: row.codes,
    kind: row.kind,
    domain: row.domain,
    source: row.source,
    sourceVersion: row.source_version,
    knownAt: row.known_at,
    by: row.actor,
  }))
}

/** A row of the mirror of which somebody asks where it came from. */
export type MirrorAddress = { readonly subject: string; readonly period: number; readonly batch: string }

/** The observations behind rows of the mirror, in the order asked; those the actor may not see are left out. */
export async function observationsBehind(
  programme: Programme,
  tx: Transaction,
  asked: { readonly periodKind: PeriodKind; readonly cell: CellKey; readonly rows: readonly MirrorAddress[] },
): Promise<Observation[]> {
  const pairs = asked.rows.flatMap((row) =>
    periodTexts(asked.periodKind, row.period).map((period) => ({ subject: row.subject, period })),
  )
  if (pairs.length === 0) return []
  const rows = await listRows(tx, {
    subjects: pairs.map((pair) => pair.subject),
    periods: pairs.map((pair) => pair.period),
  })
  const observations = observationsOf(programme, rows, asked.cell)
  return asked.rows.flatMap((address) => {
    const texts = periodTexts(asked.periodKind, address.period)
    return observations.filter(
      (each) => each.subject === address.subject && each.batch === address.batch && texts.includes(each.period),
    )
  })
}

/** Rows as single observations, all cells or one, each knowing whether a later row took its place. */
export function observationsOf(programme: Programme, rows: readonly RecordRow[], only?: CellKey): Observation[] {
  const latest = new Map<string, number>()
  for (const row of rows) for (const key of row.cells) latest.set(`${chainKey(row)} ${key}`, row.seq)
  const wanted = only === undefined ? undefined : cellKey(only)
  return rows.flatMap((row) =>
    row.cells.flatMap((key, i): Observation[] => {
      if (wanted !== undefined && key !== wanted) return []
      const content = contentOf(row.amounts[i] ?? null, row.codes?.[i] ?? 0)
      const { indicator, span } = parseCellKey(key)
      return [
        {
          subjectKind: row.subjectKind,
          subject: row.subject,
          indicator,
          span,
          period: row.period,
          ...('value' in content ? content : {}),
          ...('blank' in content ? content : {}),
          unit: programme.indicators[indicator]?.unit ?? '',
          domain: row.domain,
          kind: 'withdrawn' in content ? 'withdrawal' : row.kind,
          source: row.source,
          sourceVersion: row.sourceVersion,
          batch: row.batch,
          knownAt: row.knownAt.toISOString(),
          by: row.by,
          superseded: (latest.get(`${chainKey(row)} ${key}`) ?? 0) > row.seq,
        },
      ]
    }),
  )
}

/** What stands now, read past all policies: for the write path of other rooms (undoing, withdrawing), never for pages. */
export async function standingCells(
  tx: Transaction,
  asked: readonly { readonly subject: string; readonly period: string }[],
): Promise<Map<string, Map<string, CellContent>>> {
  const chains = await readChains(tx, asked)
  return new Map([...chains].map(([key, chain]) => [key, contents(liveCells(chain))]))
}

function contents(live: ReturnType<typeof liveCells>): Map<string, CellContent> {
  return new Map([...live].map(([key, cell]) => [key, contentOf(cell.amount, cell.code)]))
}

/** The texts a period of the mirror may have in the record: February is also that of January and February together. */
function periodTexts(kind: PeriodKind, ordinal: number): string[] {
  const period = fromOrdinal(kind, ordinal)
  return kind === 'month' && period.endsWith('-02') ? [period, januaryFebruaryOf(periodYear(period))] : [period]
}
