import { type Generated, type Selectable, sql } from 'kysely'
import type { Transaction } from '#kit/server/db.ts'

type Tables = {
  workflow_file: {
    id: Generated<string>
    case_id: string
    number: number | null
    act: string
    ask: string
    name: string
    media_type: string
    bytes: string
    hash: string
    by: Generated<string>
    at: Date
  }
}

export type FileRow = Selectable<Tables['workflow_file']>

const tables = (tx: Transaction) => tx.withTables<Tables>()

/**
 * Naming contents and letting go of contents never happen at once: `shared` for whoever names one, alone for whoever removes. Held to the
 * end of the transaction.
 */
export async function lockContents(tx: Transaction, how: 'shared' | 'alone'): Promise<void> {
  const key = sql`hashtextextended('jidi.workflow_file', 0)`
  if (how === 'shared') await sql`select pg_advisory_xact_lock_shared(${key})`.execute(tx)
  else await sql`select pg_advisory_xact_lock(${key})`.execute(tx)
}

export type NewFile = {
  readonly caseId: string
  readonly act: string
  readonly ask: string
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
  readonly hash: string
  readonly at: Date
}

export async function insertFile(tx: Transaction, file: NewFile): Promise<FileRow> {
  return tables(tx)
    .insertInto('workflow_file')
    .values({
      case_id: file.caseId,
      number: null,
      act: file.act,
      ask: file.ask,
      name: file.name,
      media_type: file.mediaType,
      bytes: String(file.bytes),
      hash: file.hash,
      at: file.at,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Files of a case, those that acts name first, as far as the actor may see them. */
export async function listFileRows(tx: Transaction, caseId: string): Promise<FileRow[]> {
  return tables(tx)
    .selectFrom('workflow_file')
    .selectAll()
    .where('case_id', '=', caseId)
    .orderBy('number', (order) => order.asc().nullsLast())
    .orderBy('at')
    .orderBy('id')
    .execute()
}

export async function findFileRow(
  tx: Transaction,
  caseId: string,
  id: string,
): Promise<(FileRow & { workflow: string }) | undefined> {
  return tx
    .withTables<Tables & { workflow_case: { id: string; workflow: string } }>()
    .selectFrom('workflow_file as f')
    .innerJoin('workflow_case as c', 'c.id', 'f.case_id')
    .selectAll('f')
    .select('c.workflow')
    .where('f.case_id', '=', caseId)
    .where('f.id', '=', id)
    .executeTakeFirst()
}

/** How many files of an actor wait for an act of this case. */
export async function countPending(tx: Transaction, caseId: string, by: string): Promise<number> {
  const { n } = await tables(tx)
    .selectFrom('workflow_file')
    .select(sql<number>`count(*)::integer`.as('n'))
    .where('case_id', '=', caseId)
    .where('by', '=', by)
    .where('number', 'is', null)
    .executeTakeFirstOrThrow()
  return n
}

/** An act names files that wait; answers how many there were. */
export async function nameFiles(
  tx: Transaction,
  { caseId, number, ids }: { readonly caseId: string; readonly number: number; readonly ids: readonly string[] },
): Promise<number> {
  const { numUpdatedRows } = await tables(tx)
    .updateTable('workflow_file')
    .set({ number })
    .where('case_id', '=', caseId)
    .where(sql<boolean>`id = any(${[...ids]}::uuid[])`)
    .where('number', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}

/** Drops one file that waits; answers its content, undefined where there is none of the actor's. */
export async function deletePending(tx: Transaction, caseId: string, id: string): Promise<string | undefined> {
  const row = await tables(tx)
    .deleteFrom('workflow_file')
    .where('case_id', '=', caseId)
    .where('id', '=', id)
    .where('number', 'is', null)
    .returning('hash')
    .executeTakeFirst()
  return row?.hash
}

/** Drops files that have waited since before an instant; answers their contents. */
export async function deletePendingBefore(tx: Transaction, before: Date): Promise<string[]> {
  const rows = await tables(tx)
    .deleteFrom('workflow_file')
    .where('number', 'is', null)
    .where('at', '<', before)
    .returning('hash')
    .execute()
  return [...new Set(rows.map(({ hash }) => hash))]
}

/** Of these contents those that some file still names. Asked as the house, which sees all. */
export async function listNamed(tx: Transaction, hashes: readonly string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set()
  const rows = await tables(tx)
    .selectFrom('workflow_file')
    .select('hash')
    .distinct()
    .where(sql<boolean>`hash = any(${[...hashes]}::text[])`)
    .execute()
  return new Set(rows.map(({ hash }) => hash))
}
