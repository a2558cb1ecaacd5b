import { type Generated, type Kysely, sql } from 'kysely'
import type { Transaction } from '#kit/server/db.ts'
import type { ImportCounts, ImportRun, ImportStatus } from '../contract.ts'

type DbImportRun = {
  id: string
  kind: string
  permission: string
  file_id: string
  file_name: string
  status: Generated<ImportStatus>
  counts: ImportCounts
  answers: Readonly<Record<string, string>>
  left_out: Generated<number>
  by: Generated<string>
  created_at: Generated<Date>
  confirmed_at: Date | null
  undone_at: Date | null
  undone_by: string | null
  undo_reason: string | null
}

/** What an import did to one record. `before` and `after` are what its register needs to show it and to take it back. */
export type ImportChange = {
  readonly position: number
  readonly subject: string
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>>
  readonly after_version: number
}

type ImportTables = { import_run: DbImportRun; import_change: ImportChange & { run: string } }

const tables = (tx: Transaction) => tx.withTables<ImportTables>() as unknown as Kysely<ImportTables>

type ReadRun = Omit<DbImportRun, 'status' | 'left_out' | 'by' | 'created_at'> & {
  status: ImportStatus
  left_out: number
  by: string
  created_at: Date
}

export function toImportRun(row: ReadRun): ImportRun {
  return {
    id: row.id,
    kind: row.kind,
    fileId: row.file_id,
    fileName: row.file_name,
    status: row.status,
    counts: row.counts,
    answers: row.answers,
    leftOut: row.left_out,
    by: row.by,
    createdAt: row.created_at.toISOString(),
    confirmedAt: row.confirmed_at?.toISOString() ?? null,
    undoneAt: row.undone_at?.toISOString() ?? null,
    undoReason: row.undo_reason,
  }
}

export type NewImportRun = Pick<
  DbImportRun,
  'id' | 'kind' | 'permission' | 'file_id' | 'file_name' | 'counts' | 'answers'
>

export async function insertImportRun(tx: Transaction, run: NewImportRun): Promise<ImportRun> {
  const row = await tables(tx)
    .insertInto('import_run')
    .values({
      ...run,
      counts: sql<ImportCounts>`${JSON.stringify(run.counts)}::jsonb`,
      answers: sql<NewImportRun['answers']>`${JSON.stringify(run.answers)}::jsonb`,
    } as unknown as NewImportRun)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toImportRun(row)
}

export async function findImportRun(
  tx: Transaction,
  { id, kinds, lock }: { id: string; kinds: readonly string[]; lock?: boolean },
): Promise<ImportRun | undefined> {
  const asked = tables(tx).selectFrom('import_run').selectAll().where('id', '=', id).where('kind', 'in', kinds)
  const row = await (lock === true ? asked.forUpdate() : asked).executeTakeFirst()
  return row === undefined ? undefined : toImportRun(row)
}

export async function pageImportRuns(
  tx: Transaction,
  { kinds, page, pageSize }: { kinds: readonly string[]; page: number; pageSize: number },
): Promise<{ rows: ImportRun[]; total: number }> {
  const asked = tables(tx).selectFrom('import_run').where('kind', 'in', kinds)
  const { total } = await asked.select((eb) => eb.fn.countAll<string>().as('total')).executeTakeFirstOrThrow()
  const rows = await asked
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
  return { rows: rows.map(toImportRun), total: Number(total) }
}

export async function markConfirmed(
  tx: Transaction,
  { id, counts, leftOut }: { id: string; counts: ImportCounts; leftOut: number },
): Promise<void> {
  await sql`update import_run set status = 'confirmed', confirmed_at = now(), counts = ${JSON.stringify(counts)}::jsonb, left_out = ${leftOut} where id = ${id}`.execute(
    tx,
  )
}

export async function markUndone(tx: Transaction, { id, reason }: { id: string; reason: string }): Promise<void> {
  await sql`update import_run set status = 'undone', undone_at = now(), undone_by = actor_id(), undo_reason = ${reason} where id = ${id}`.execute(
    tx,
  )
}

const perStatement = 2000

export async function insertImportChanges(
  tx: Transaction,
  run: string,
  changes: readonly ImportChange[],
): Promise<void> {
  for (let at = 0; at < changes.length; at += perStatement) {
    await sql`insert into import_change (run, position, subject, before, after, after_version)
      select ${run}::uuid, position, subject, before, after, after_version
      from jsonb_to_recordset(${JSON.stringify(changes.slice(at, at + perStatement))}::jsonb)
        as t (position integer, subject uuid, before jsonb, after jsonb, after_version integer)`.execute(tx)
  }
}

/** What an import did, in the order of the file; all of it, or a page. */
export async function selectImportChanges(tx: Transaction, run: string): Promise<ImportChange[]> {
  return tables(tx)
    .selectFrom('import_change')
    .select(['position', 'subject', 'before', 'after', 'after_version'])
    .where('run', '=', run)
    .orderBy('position')
    .execute()
}
