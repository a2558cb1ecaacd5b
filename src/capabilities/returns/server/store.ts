import { type ColumnType, type Generated, sql } from 'kysely'
import type { Period } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'

type Json<Value> = ColumnType<Value, string, string>

/** The tables of this capability; their meaning is in db/tables. */
export type ReturnTables = {
  return_return: {
    id: Generated<string>
    form: string
    subject_kind: string
    subject: string
    period: string
    case_id: string | null
    state: string
    revision: Generated<number>
    version: Generated<number>
    town: string | null
    places: string[]
    organisations: string[]
    pack: string
    due: ColumnType<string, string, string>
    opened_at: Date
    changed_at: Date
    changed_by: string
    submitted_at: Date | null
    submitted_by: string | null
    approved_at: Date | null
    approved_by: string | null
    approved_version: number | null
  }
  return_version: {
    return_id: string
    version: number
    cells: Json<Record<string, string>>
    pack: string
    saved_at: Date
    saved_by: string
    submitted_at: Date | null
    submitted_by: string | null
    approved_at: Date | null
    approved_by: string | null
    batch: string | null
  }
  return_check_answer: {
    return_id: string
    version: number
    check_id: string
    reason: string
    answered_at: Date
    answered_by: string
  }
}

/** A return as stored, without what it says. */
export type Return = {
  readonly id: string
  readonly form: string
  readonly subjectKind: string
  readonly subject: string
  readonly period: Period
  readonly caseId: string | undefined
  readonly state: string
  readonly revision: number
  readonly version: number
  readonly town: string | undefined
  readonly places: readonly string[]
  readonly organisations: readonly string[]
  readonly pack: string
  readonly due: string
  readonly changedAt: Date
  readonly changedBy: string
  readonly submittedAt: Date | undefined
  readonly submittedBy: string | undefined
  readonly approvedAt: Date | undefined
  readonly approvedBy: string | undefined
  readonly approvedVersion: number | undefined
}

/** What one version says, as typed. */
export type Version = {
  readonly version: number
  readonly cells: Readonly<Record<string, string>>
  readonly savedAt: Date
  readonly savedBy: string
  readonly submittedAt: Date | undefined
  readonly submittedBy: string | undefined
  readonly approvedAt: Date | undefined
  readonly approvedBy: string | undefined
}

const returnColumns = [
  'id',
  'form',
  'subject_kind',
  'subject',
  'period',
  'case_id',
  'state',
  'revision',
  'version',
  'town',
  'places',
  'organisations',
  'pack',
  'changed_at',
  'changed_by',
  'submitted_at',
  'submitted_by',
  'approved_at',
  'approved_by',
  'approved_version',
] as const
const dueText = sql<string>`due::text`.as('due')

export function tablesOf(tx: Transaction) {
  return tx.withTables<ReturnTables>()
}

type DbReturn = {
  id: string
  form: string
  subject_kind: string
  subject: string
  period: string
  case_id: string | null
  state: string
  revision: number
  version: number
  town: string | null
  places: string[]
  organisations: string[]
  pack: string
  due: string
  changed_at: Date
  changed_by: string
  submitted_at: Date | null
  submitted_by: string | null
  approved_at: Date | null
  approved_by: string | null
  approved_version: number | null
}

function toReturn(row: DbReturn): Return {
  return {
    id: row.id,
    form: row.form,
    subjectKind: row.subject_kind,
    subject: row.subject,
    period: row.period as Period,
    caseId: row.case_id ?? undefined,
    state: row.state,
    revision: row.revision,
    version: row.version,
    town: row.town ?? undefined,
    places: row.places,
    organisations: row.organisations,
    pack: row.pack,
    due: row.due,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
    submittedAt: row.submitted_at ?? undefined,
    submittedBy: row.submitted_by ?? undefined,
    approvedAt: row.approved_at ?? undefined,
    approvedBy: row.approved_by ?? undefined,
    approvedVersion: row.approved_version ?? undefined,
  }
}

/** One return as far as the actor sees it; locked for the rest of the transaction when asked. Throws `not_found`. */
export async function getReturn(tx: Transaction, id: string, options: { lock?: boolean } = {}): Promise<Return> {
  const query = tablesOf(tx).selectFrom('return_return').select(returnColumns).select(dueText).where('id', '=', id)
  const row = await (options.lock === true ? query.forUpdate() : query).executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'return', id } })
  return toReturn(row)
}

export async function findReturnOf(
  tx: Transaction,
  asked: { form: string; subject: string; period: string },
): Promise<Return | undefined> {
  const row = await tablesOf(tx)
    .selectFrom('return_return')
    .select(returnColumns)
    .select(dueText)
    .where('form', '=', asked.form)
    .where('period', '=', asked.period)
    .where('subject', '=', asked.subject)
    .executeTakeFirst()
  return row === undefined ? undefined : toReturn(row)
}

export async function listReturnsById(tx: Transaction, ids: readonly string[]): Promise<Return[]> {
  if (ids.length === 0) return []
  const rows = await tablesOf(tx)
    .selectFrom('return_return')
    .select(returnColumns)
    .select(dueText)
    .where('id', '=', sql<string>`any(${[...ids]}::bigint[])`)
    .execute()
  return rows.map(toReturn)
}

/** What a list of returns asks for; `open`: only those whose newest version is not the one in the figures. */
export type ReturnSearch = {
  readonly form?: string | undefined
  readonly forms?: readonly string[] | undefined
  readonly period?: string | undefined
  readonly periods?: readonly string[] | undefined
  readonly places?: readonly string[] | undefined
  readonly subject?: string | undefined
  readonly subjects?: readonly string[] | undefined
  readonly states?: readonly string[] | undefined
  readonly open?: boolean | undefined
  /** Where the actor's reach lies; the policies decide, this only spares them rows they would refuse. */
  readonly reach?: { readonly towns: readonly string[]; readonly subjects: readonly string[] } | undefined
  readonly sentBack?: boolean | undefined
}

export async function pageReturns(
  tx: Transaction,
  search: ReturnSearch,
  page: { readonly limit: number; readonly offset: number; readonly order: 'latest' | 'due' },
): Promise<{ rows: Return[]; total: number }> {
  let query = tablesOf(tx).selectFrom('return_return')
  if (search.form !== undefined) query = query.where('form', '=', search.form)
  if (search.forms !== undefined) query = query.where('form', '=', sql<string>`any(${[...search.forms]}::text[])`)
  if (search.period !== undefined) query = query.where('period', '=', search.period)
  if (search.periods !== undefined) query = query.where('period', '=', sql<string>`any(${[...search.periods]}::text[])`)
  if (search.places !== undefined) query = query.where(sql<boolean>`places && ${[...search.places]}::text[]`)
  if (search.subject !== undefined) query = query.where('subject', '=', search.subject)
  if (search.subjects !== undefined)
    query = query.where('subject', '=', sql<string>`any(${[...search.subjects]}::text[])`)
  if (search.states !== undefined) query = query.where('state', '=', sql<string>`any(${[...search.states]}::text[])`)
  if (search.reach !== undefined) {
    const { towns, subjects } = search.reach
    query = query.where(sql<boolean>`(town = any(${[...towns]}::text[]) or subject = any(${[...subjects]}::text[]))`)
  }
  if (search.open === true) query = query.where(sql<boolean>`(approved_version is null or approved_version <> version)`)
  if (search.sentBack === true) query = query.where('version', '>', 1)
  const counted = await query.select((eb) => eb.fn.countAll<string>().as('n')).executeTakeFirstOrThrow()
  const found = query.select(returnColumns).select(dueText)
  const ordered =
    page.order === 'due'
      ? found.orderBy('due').orderBy('id')
      : found.orderBy(sql`period collate "C"`, 'desc').orderBy('id', 'desc')
  const rows = await ordered.limit(page.limit).offset(page.offset).execute()
  return { rows: rows.map(toReturn), total: Number(counted.n) }
}

/** All returns of a form and period as far as seen, short: for coverage. */
export async function standingsOf(
  tx: Transaction,
  asked: { form: string; period: string; towns?: readonly string[] },
): Promise<{ id: string; subject: string; state: string; submitted: boolean; approved: boolean }[]> {
  const query = tablesOf(tx)
    .selectFrom('return_return')
    .select(['id', 'subject', 'state', 'submitted_at', 'approved_version', 'version'])
    .where('form', '=', asked.form)
    .where('period', '=', asked.period)
  const { towns } = asked
  const rows = await (towns === undefined
    ? query
    : query.where(sql<boolean>`town = any(${[...towns]}::text[])`)
  ).execute()
  return rows.map((row) => ({
    id: row.id,
    subject: row.subject,
    state: row.state,
    submitted: row.submitted_at !== null,
    approved: row.approved_version !== null,
  }))
}

export type NewReturn = Pick<
  Return,
  'form' | 'subjectKind' | 'subject' | 'period' | 'state' | 'places' | 'organisations' | 'pack' | 'due'
> & {
  readonly town: string | null
  readonly at: Date
  readonly by: string
}

/** Enters a return with an empty first version; undefined when there is one already. */
export async function insertReturn(tx: Transaction, entry: NewReturn): Promise<string | undefined> {
  const row = await tablesOf(tx)
    .insertInto('return_return')
    .values({
      form: entry.form,
      subject_kind: entry.subjectKind,
      subject: entry.subject,
      period: entry.period,
      case_id: null,
      state: entry.state,
      town: entry.town,
      places: [...entry.places],
      organisations: [...entry.organisations],
      pack: entry.pack,
      due: entry.due,
      opened_at: entry.at,
      changed_at: entry.at,
      changed_by: entry.by,
      submitted_at: null,
      submitted_by: null,
      approved_at: null,
      approved_by: null,
      approved_version: null,
    })
    .onConflict((conflict) => conflict.columns(['form', 'period', 'subject']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row === undefined) return undefined
  await insertVersion(tx, { id: row.id, version: 1, cells: {}, pack: entry.pack, at: entry.at, by: entry.by })
  return row.id
}

export async function insertVersion(
  tx: Transaction,
  entry: { id: string; version: number; cells: Readonly<Record<string, string>>; pack: string; at: Date; by: string },
): Promise<void> {
  await tablesOf(tx)
    .insertInto('return_version')
    .values({
      return_id: entry.id,
      version: entry.version,
      cells: JSON.stringify(entry.cells),
      pack: entry.pack,
      saved_at: entry.at,
      saved_by: entry.by,
      submitted_at: null,
      submitted_by: null,
      approved_at: null,
      approved_by: null,
      batch: null,
    })
    .execute()
}

export async function updateReturn(
  tx: Transaction,
  id: string,
  change: Partial<Omit<ReturnTables['return_return'], 'id' | 'due' | 'revision' | 'version'>> & {
    revision?: number
    version?: number
  },
): Promise<void> {
  await tablesOf(tx).updateTable('return_return').set(change).where('id', '=', id).execute()
}

export async function updateVersion(
  tx: Transaction,
  of: { id: string; version: number },
  change: {
    cells?: Readonly<Record<string, string>>
    saved_at?: Date
    saved_by?: string
    submitted_at?: Date
    submitted_by?: string
    approved_at?: Date
    approved_by?: string
    batch?: string
  },
): Promise<void> {
  const { cells, ...rest } = change
  await tablesOf(tx)
    .updateTable('return_version')
    .set({ ...rest, ...(cells === undefined ? {} : { cells: JSON.stringify(cells) }) })
    .where('return_id', '=', of.id)
    .where('version', '=', of.version)
    .execute()
}

/** All versions the actor may read, oldest first; none for a return that came with a population. */
export async function listVersions(tx: Transaction, id: string): Promise<Version[]> {
  const rows = await tablesOf(tx)
    .selectFrom('return_version')
    .selectAll()
    .where('return_id', '=', id)
    .orderBy('version')
    .execute()
  return rows.map((row) => ({
    version: row.version,
    cells: row.cells,
    savedAt: row.saved_at,
    savedBy: row.saved_by,
    submittedAt: row.submitted_at ?? undefined,
    submittedBy: row.submitted_by ?? undefined,
    approvedAt: row.approved_at ?? undefined,
    approvedBy: row.approved_by ?? undefined,
  }))
}

export async function listAnswers(tx: Transaction, of: { id: string; version: number }): Promise<Map<string, string>> {
  const rows = await tablesOf(tx)
    .selectFrom('return_check_answer')
    .select(['check_id', 'reason'])
    .where('return_id', '=', of.id)
    .where('version', '=', of.version)
    .execute()
  return new Map(rows.map((row) => [row.check_id, row.reason]))
}

/** Puts the answers of a version in the place of those it had. */
export async function replaceAnswers(
  tx: Transaction,
  of: { id: string; version: number; at: Date; by: string },
  answers: ReadonlyMap<string, string>,
): Promise<void> {
  await tablesOf(tx)
    .deleteFrom('return_check_answer')
    .where('return_id', '=', of.id)
    .where('version', '=', of.version)
    .execute()
  if (answers.size === 0) return
  const rows = [...answers].map(([check_id, reason]) => ({
    return_id: of.id,
    version: of.version,
    check_id,
    reason,
    answered_at: of.at,
    answered_by: of.by,
  }))
  await tablesOf(tx).insertInto('return_check_answer').values(rows).execute()
}
