import { sql } from 'kysely'
import type { Period, PeriodKind } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { DataDomain } from '../contract.ts'
import { cellCodes, type CellContent, type CellKey, cellKey, codeOf } from '../rules/cells.ts'
import { type ChainRow, replacesAny } from '../rules/chain.ts'
import { checkBatch } from '../rules/check-batch.ts'
import { mirrorTables } from '../rules/mirror.ts'
import { classifySubjects } from './classify.ts'
import { refuseOverGenerated } from './generated.ts'
import { internClassifications, internLayout, layoutsById, type SubjectClassification } from './layouts.ts'
import { type BatchKind, tablesOf } from './store.ts'

/** All values of one subject for one period; `contents` in the order of the cells of the batch. */
export type NewObservations = {
  readonly subject: string
  readonly period: Period
  readonly contents: readonly CellContent[]
  /** Id of the return or of the import. */
  readonly source: string
  /** Version of the return, or line of the file. */
  readonly sourceVersion: number
  /** When given, taken instead of what the register says. */
  readonly classification?: SubjectClassification
}

/** What is written in one go. Values are exact decimals in the unit of their indicator. */
export type ObservationBatch = {
  readonly kind: BatchKind
  readonly domain: DataDomain
  readonly subjectKind: string
  readonly periodKind: PeriodKind
  readonly cells: readonly CellKey[]
  readonly rows: readonly NewObservations[]
  /** Who writes, by id. */
  readonly actor: string
}

export type RecordedBatch = { readonly id: string; readonly knownAt: Date; readonly replaced: number }

/** What the write path needs of the house. */
export type RecordHouse = Pick<House, 'programme' | 'clock'>

/**
 * The one write path of values. Stores a batch in the caller's transaction: a row that carries a cell which stood before takes its
 * place, nothing is overwritten. The mirror has it right after the commit.
 * @throws Problem invalid_input naming each row and cell that the programme does not allow
 */
export async function record(house: RecordHouse, tx: Transaction, batch: ObservationBatch): Promise<RecordedBatch> {
  const programme = house.programme()
  const issues = checkBatch(programme, mirrorTables(programme), batch)
  if (batch.rows.length === 0) issues.push({ text: 'observations.no_rows', where: 'rows' })
  if (issues.length > 0)
    throw new Problem('invalid_input', { issues: issues.slice(0, 200), details: { issues: issues.length } })

  await refuseOverGenerated(tx, batch)
  await lockChains(tx, batch.rows)
  const keys = batch.cells.map(cellKey)
  const layout = await internLayout(tx, { subjectKind: batch.subjectKind, periodKind: batch.periodKind, cells: keys })
  const classifications = await classify(house, tx, batch)
  const chains = await readChains(tx, batch.rows)
  const knownAt = house.clock.now()
  const { id } = await tablesOf(tx)
    .insertInto('observation_batch')
    .values({
      kind: batch.kind,
      domain: batch.domain,
      layout,
      pack: programme.hash,
      actor: batch.actor,
      known_at: knownAt,
      lines: batch.rows.length,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const rows = batch.rows.map((row, i) => {
    const chain = chains.get(chainKey(row)) ?? []
    const codes = row.contents.map(codeOf)
    return {
      subject: row.subject,
      period: row.period,
      seq: chain.length + 1,
      batch: id,
      layout,
      classification: classifications[i] as number,
      replaces: replacesAny(keys, chain),
      source: row.source,
      source_version: row.sourceVersion,
      amounts: row.contents.map((content) => ('value' in content ? content.value : null)),
      codes: codes.every((code) => code === cellCodes.normal) ? null : codes,
    }
  })
  for (let from = 0; from < rows.length; from += 1000) {
    await tablesOf(tx)
      .insertInto('observation_observation')
      .values(rows.slice(from, from + 1000))
      .execute()
  }
  await tablesOf(tx).insertInto('observation_outbox').values({ batch: id }).execute()
  await recordAct(tx, {
    name: 'observations.recorded',
    subject: { kind: 'batch', id },
    detail: { kind: batch.kind, domain: batch.domain, lines: rows.length },
  })
  return { id, knownAt, replaced: rows.filter((row) => row.replaces).length }
}

/** All rows of some subjects and periods, in order of their `seq`, by `chainKey`. */
export async function readChains(
  tx: Transaction,
  asked: readonly { readonly subject: string; readonly period: string }[],
): Promise<
  Map<string, (ChainRow & { readonly batch: string; readonly source: string; readonly sourceVersion: number })[]>
> {
  const subjects = asked.map((each) => each.subject)
  const periods = asked.map((each) => each.period)
  const { rows } = await sql<{
    subject: string
    period: string
    seq: number
    batch: string
    layout: number
    classification: number
    source: string
    source_version: number
    amounts: (string | null)[]
    codes: number[] | null
  }>`select subject, period, seq, batch, layout, classification, source, source_version, amounts::text[] as amounts, codes
     from observation_chain(${subjects}::text[], ${periods}::text[]) order by subject, period, seq`.execute(tx)
  const layouts = await layoutsById(
    tx,
    rows.map((row) => row.layout),
  )
  const chains = new Map<string, (ChainRow & { batch: string; source: string; sourceVersion: number })[]>()
  for (const row of rows) {
    const key = chainKey(row)
    const chain = chains.get(key) ?? []
    chain.push({
      seq: row.seq,
      batch: row.batch,
      cells: layouts.get(row.layout)?.cells ?? [],
      classification: row.classification,
      amounts: row.amounts,
      codes: row.codes,
      source: row.source,
      sourceVersion: row.source_version,
    })
    chains.set(key, chain)
  }
  return chains
}

export function chainKey({ subject, period }: { readonly subject: string; readonly period: string }): string {
  return `${subject} ${period}`
}

const recording = 7_301_001
const mostRowLocks = 200

/** Nobody else writes values until the transaction ends: for whoever reads what stands and writes what follows from it. */
export async function lockRecording(tx: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(${recording}::bigint)`.execute(tx)
}

/** Writers of the same subject and period wait for each other; a large file waits for all and all for it. */
async function lockChains(tx: Transaction, rows: readonly NewObservations[]): Promise<void> {
  if (rows.length > mostRowLocks) return lockRecording(tx)
  await sql`select pg_advisory_xact_lock_shared(${recording}::bigint)`.execute(tx)
  const keys = rows.map(chainKey).sort()
  await sql`select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest(${keys}::text[]) as key`.execute(tx)
}

async function classify(house: RecordHouse, tx: Transaction, batch: ObservationBatch): Promise<number[]> {
  const unknown = batch.rows.filter((row) => row.classification === undefined)
  const found = await classifySubjects(house.programme(), tx, batch.subjectKind, unknown)
  let next = 0
  const all = batch.rows.map((row) => row.classification ?? (found[next++] as SubjectClassification))
  return internClassifications(tx, all)
}
