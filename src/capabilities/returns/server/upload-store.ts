import { type ColumnType, type Generated, sql } from 'kysely'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import type { Language } from '#base/text.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { RowFate, RowIssue, RowOutcome, UploadCounts, UploadState } from '../contract/uploads.ts'

type Json<Value> = ColumnType<Value, string | undefined, string>

export type UploadTables = {
  return_upload: {
    id: Generated<string>
    form: string
    period: string
    pack: string
    file: string
    file_name: string
    language: Language
    state: Generated<UploadState>
    sheet: string | null
    counts: Json<Partial<UploadCounts>>
    issues: Json<ProblemIssue[]>
    problem: Json<{ code: string; details: Record<string, unknown> } | null>
    job: string | null
    reason: string | null
    undo_reason: string | null
    uploaded_at: Date
    uploaded_by: Generated<string>
    stored_at: Date | null
    undone_at: Date | null
    undone_by: string | null
  }
  return_upload_row: {
    upload: string
    number: number
    subject: string | null
    name: string
    outcome: RowOutcome
    cells: Json<Record<string, string>>
    before: Json<Record<string, string> | null>
    changes: number
    issues: Json<RowIssue[]>
    warnings: number
    town: string | null
    places: string[]
    organisations: string[]
    return_id: string | null
    revision: number | null
    fate: RowFate | null
  }
}

export type UploadRecord = {
  readonly id: string
  readonly form: string
  readonly period: string
  readonly pack: string
  readonly file: string
  readonly fileName: string
  readonly language: Language
  readonly state: UploadState
  readonly sheet: string | undefined
  readonly counts: Partial<UploadCounts>
  readonly issues: readonly ProblemIssue[]
  readonly problem: { readonly code: string; readonly details: Record<string, unknown> } | undefined
  readonly job: string | undefined
  readonly reason: string | undefined
  readonly undoReason: string | undefined
  readonly uploadedAt: Date
  readonly uploadedBy: string
  readonly storedAt: Date | undefined
  readonly undoneAt: Date | undefined
}

export function uploadTables(tx: Transaction) {
  return tx.withTables<UploadTables>()
}

export async function insertUpload(
  tx: Transaction,
  entry: Pick<UploadRecord, 'form' | 'period' | 'pack' | 'file' | 'fileName' | 'language'> & { readonly at: Date },
): Promise<string> {
  const { form, period, pack, file, fileName, language, at } = entry
  const row = await uploadTables(tx)
    .insertInto('return_upload')
    .values({ form, period, pack, file, file_name: fileName, language, uploaded_at: at })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** One upload as far as the actor sees it; locked for the rest of the transaction when asked. @throws Problem not_found */
export async function getUpload(tx: Transaction, id: string, options: { lock?: boolean } = {}): Promise<UploadRecord> {
  const query = uploadTables(tx).selectFrom('return_upload').selectAll().where('id', '=', id)
  const row = await (options.lock === true ? query.forUpdate() : query).executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'upload', id } })
  return toUpload(row)
}

/** The latest uploads that the actor sees. */
export async function listUploads(
  tx: Transaction,
  asked: { readonly form?: string | undefined; readonly period?: string | undefined; readonly limit: number },
): Promise<UploadRecord[]> {
  let query = uploadTables(tx).selectFrom('return_upload').selectAll()
  if (asked.form !== undefined) query = query.where('form', '=', asked.form)
  if (asked.period !== undefined) query = query.where('period', '=', asked.period)
  const rows = await query.orderBy('uploaded_at', 'desc').limit(asked.limit).execute()
  return rows.map(toUpload)
}

type UploadRow = Awaited<ReturnType<ReturnType<typeof selectAll>['executeTakeFirstOrThrow']>>
const selectAll = (tx: Transaction) => uploadTables(tx).selectFrom('return_upload').selectAll()

function toUpload(row: UploadRow): UploadRecord {
  return {
    id: row.id,
    form: row.form,
    period: row.period,
    pack: row.pack,
    file: row.file,
    fileName: row.file_name,
    language: row.language,
    state: row.state,
    sheet: row.sheet ?? undefined,
    counts: row.counts,
    issues: row.issues,
    problem: row.problem ?? undefined,
    job: row.job ?? undefined,
    reason: row.reason ?? undefined,
    undoReason: row.undo_reason ?? undefined,
    uploadedAt: row.uploaded_at,
    uploadedBy: row.uploaded_by,
    storedAt: row.stored_at ?? undefined,
    undoneAt: row.undone_at ?? undefined,
  }
}

export type UploadChange = {
  readonly state?: UploadState
  readonly sheet?: string
  readonly counts?: Partial<UploadCounts>
  readonly issues?: readonly ProblemIssue[]
  readonly problem?: { readonly code: string; readonly details: Record<string, unknown> }
  readonly job?: string
  readonly reason?: string
  readonly undoReason?: string
  readonly storedAt?: Date
  readonly undoneAt?: Date
  readonly undoneBy?: string
}

export async function updateUpload(tx: Transaction, id: string, change: UploadChange): Promise<void> {
  const { counts, issues, problem, undoReason, storedAt, undoneAt, undoneBy, ...rest } = change
  await uploadTables(tx)
    .updateTable('return_upload')
    .set({
      ...rest,
      ...(counts === undefined ? {} : { counts: JSON.stringify(counts) }),
      ...(issues === undefined ? {} : { issues: JSON.stringify(issues) }),
      ...(problem === undefined ? {} : { problem: JSON.stringify(problem) }),
      ...(undoReason === undefined ? {} : { undo_reason: undoReason }),
      ...(storedAt === undefined ? {} : { stored_at: storedAt }),
      ...(undoneAt === undefined ? {} : { undone_at: undoneAt }),
      ...(undoneBy === undefined ? {} : { undone_by: undoneBy }),
    })
    .where('id', '=', id)
    .execute()
}

/** A judged row with what is needed to store it. */
export type StagedRow = {
  readonly number: number
  readonly subject: string | null
  readonly name: string
  readonly outcome: RowOutcome
  readonly cells: Readonly<Record<string, string>>
  readonly before: Readonly<Record<string, string>> | null
  readonly changes: number
  readonly issues: readonly RowIssue[]
  readonly warnings: number
  readonly town: string | null
  readonly places: readonly string[]
  readonly organisations: readonly string[]
  readonly return_id: string | null
  readonly revision: number | null
}

/** Keeps rows as judged, a batch in one statement. */
export async function insertRows(tx: Transaction, upload: string, rows: readonly StagedRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into return_upload_row (upload, number, subject, name, outcome, cells, before, changes, issues, warnings, town,
      places, organisations, return_id, revision)
    select ${upload}::uuid, r.number, r.subject, r.name, r.outcome, r.cells, r.before, r.changes, r.issues, r.warnings, r.town,
      array(select jsonb_array_elements_text(r.places)), array(select jsonb_array_elements_text(r.organisations)), r.return_id, r.revision
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(number integer, subject text, name text, outcome text, cells jsonb,
      before jsonb, changes integer, issues jsonb, warnings integer, town text, places jsonb, organisations jsonb,
      return_id bigint, revision integer)`.execute(tx)
}

/** Rows in the order of the sheet. */
export async function pageRows(
  tx: Transaction,
  asked: {
    readonly upload: string
    readonly outcome?: RowOutcome | undefined
    readonly limit: number
    readonly offset: number
  },
) {
  let query = uploadTables(tx).selectFrom('return_upload_row').where('upload', '=', asked.upload)
  if (asked.outcome !== undefined) query = query.where('outcome', '=', asked.outcome)
  const counted = await query.select((eb) => eb.fn.countAll<string>().as('n')).executeTakeFirstOrThrow()
  const rows = await query
    .select(['number', 'subject', 'name', 'outcome', 'changes', 'issues', 'return_id', 'fate'])
    .orderBy('number')
    .limit(asked.limit)
    .offset(asked.offset)
    .execute()
  return { rows, total: Number(counted.n) }
}

/** All rows with what they say, batch by batch: for the workbook that goes back. */
export async function rowsAfter(
  tx: Transaction,
  asked: { readonly upload: string; readonly after: number; readonly limit: number },
) {
  return uploadTables(tx)
    .selectFrom('return_upload_row')
    .select(['number', 'subject', 'name', 'outcome', 'cells', 'issues', 'town', 'return_id', 'revision'])
    .where('upload', '=', asked.upload)
    .where('number', '>', asked.after)
    .orderBy('number')
    .limit(asked.limit)
    .execute()
}

export type Storing = {
  readonly upload: string
  readonly form: string
  readonly period: string
  readonly subjectKind: string
  readonly state: string
  readonly pack: string
  readonly due: string
  readonly at: Date
  readonly by: string
}

/**
 * Writes the rows that pass into the returns: those that are new begin with their first version, the others are written into. In one
 * transaction. @throws Problem stale when somebody began or changed one since the file was read
 */
export async function storeRows(tx: Transaction, storing: Storing): Promise<{ created: number; changed: number }> {
  await joinByHash(tx)
  const created = await createReturns(tx, storing)
  const changed = await changeReturns(tx, storing)
  await sql`update return_upload_row set fate = 'left_out' where upload = ${storing.upload} and outcome = 'refused'`.execute(
    tx,
  )
  return { created, changed }
}

/** Nobody has counted rows that were written a moment ago: without this each of them would be sought among all the others. */
async function joinByHash(tx: Transaction): Promise<void> {
  await sql`set local enable_nestloop = off`.execute(tx)
}

async function createReturns(
  tx: Transaction,
  { upload, form, period, subjectKind, state, pack, due, at, by }: Storing,
) {
  const wanted = await countOf(tx, upload, 'created')
  if (wanted === 0) return 0
  const { rows } = await sql<{ n: string }>`
    with made as (
      insert into return_return (form, subject_kind, subject, period, state, town, places, organisations, pack, due, opened_at, changed_at, changed_by)
      select ${form}, ${subjectKind}, subject, ${period}, ${state}, town, places, organisations, ${pack}, ${due}::date, ${at}, ${at}, ${by}
      from return_upload_row where upload = ${upload} and outcome = 'created' order by number
      on conflict (form, period, subject) do nothing
      returning id, subject, revision
    ), noted as (
      update return_upload_row r set return_id = made.id, revision = made.revision, fate = 'stored'
      from made where r.upload = ${upload} and r.outcome = 'created' and r.subject = made.subject
      returning 1
    )
    select count(*)::text as n from noted`.execute(tx)
  if (Number(rows[0]?.n) !== wanted) throw stale(upload)
  await sql`
    insert into return_version (return_id, version, cells, pack, saved_at, saved_by)
    select return_id, 1, cells, ${pack}, ${at}, ${by} from return_upload_row where upload = ${upload} and outcome = 'created'
  `.execute(tx)
  return wanted
}

async function changeReturns(tx: Transaction, { upload, at, by }: Storing): Promise<number> {
  const wanted = await countOf(tx, upload, 'changed')
  if (wanted === 0) return 0
  const written = await writeCells(tx, { upload, at, by, outcome: 'changed', take: 'cells', fate: 'stored' })
  if (written !== wanted) throw stale(upload)
  return wanted
}

type Writing = {
  readonly upload: string
  readonly at: Date
  readonly by: string
  readonly outcome: 'created' | 'changed'
  readonly take: 'cells' | 'before'
  readonly fate: RowFate
  /** Only into returns in these states. */
  readonly states?: readonly string[]
}

/** Puts cells into the present versions of returns that are as the upload knows them, and notes their new revision. */
async function writeCells(tx: Transaction, { upload, at, by, outcome, take, fate, states }: Writing): Promise<number> {
  const cells = take === 'cells' ? sql`r.cells` : sql`coalesce(r.before, '{}'::jsonb)`
  const inState = states === undefined ? sql`true` : sql`one.state = any(${[...states]}::text[])`
  const { rows } = await sql<{ n: string }>`
    with moved as (
      update return_return one set revision = one.revision + 1, changed_at = ${at}, changed_by = ${by}
      from return_upload_row r
      where r.upload = ${upload} and r.outcome = ${outcome} and r.return_id = one.id and r.revision = one.revision and ${inState}
      returning one.id, one.version, one.revision, r.number
    ), written as (
      update return_version v set cells = ${cells}, saved_at = ${at}, saved_by = ${by}
      from moved join return_upload_row r on r.upload = ${upload} and r.number = moved.number
      where v.return_id = moved.id and v.version = moved.version
      returning v.return_id
    ), noted as (
      update return_upload_row r set revision = moved.revision, fate = ${fate}
      from moved join written on written.return_id = moved.id where r.upload = ${upload} and r.number = moved.number
      returning 1
    )
    select count(*)::text as n from noted`.execute(tx)
  return Number(rows[0]?.n)
}

/** Puts returns back as they were, where nothing happened to them since; answers how many, and how many stay as they are. */
export async function undoRows(
  tx: Transaction,
  undoing: { readonly upload: string; readonly at: Date; readonly by: string; readonly states: readonly string[] },
): Promise<{ undone: number; kept: number }> {
  await joinByHash(tx)
  const back = { ...undoing, take: 'before' as const, fate: 'undone' as const }
  const created = await writeCells(tx, { ...back, outcome: 'created' })
  const changed = await writeCells(tx, { ...back, outcome: 'changed' })
  const { rows } = await sql<{ n: string }>`
    with kept as (update return_upload_row set fate = 'kept' where upload = ${undoing.upload} and fate = 'stored' returning 1)
    select count(*)::text as n from kept`.execute(tx)
  return { undone: created + changed, kept: Number(rows[0]?.n) }
}

async function countOf(tx: Transaction, upload: string, outcome: RowOutcome): Promise<number> {
  const row = await uploadTables(tx)
    .selectFrom('return_upload_row')
    .select((eb) => eb.fn.countAll<string>().as('n'))
    .where('upload', '=', upload)
    .where('outcome', '=', outcome)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

function stale(upload: string): Problem {
  return new Problem('stale', { details: { kind: 'upload', id: upload, reason: 'returns.upload_stale' } })
}
