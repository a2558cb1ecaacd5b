import { sql } from 'kysely'
import type { PlainDate } from '#base/plain-date.ts'
import type { Text } from '#base/text.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { BranchState, CaseAct, CaseState, Parties, StoredDue } from '../rules/model.ts'

/** Branches as the record holds them: instants as text. */
export type StoredBranches = readonly (Omit<BranchState, 'at'> & { readonly at?: string })[]

export type DbCase = {
  id: string
  workflow: string
  /** The version of the workflow under which it was opened; null before the house has adopted it. */
  workflow_hash: string | null
  pack: string
  subject_kind: string
  subject: string
  title: Text
  place: string | null
  places: string[]
  organisation: string | null
  organisations: string[]
  state: string
  version: number
  due: PlainDate | null
  next_due: PlainDate | null
  opened_at: Date
  opened_by: string
  moved_at: Date
  closed_at: Date | null
  parent: string | null
  /** What follows equals a replay of the acts. */
  branches: StoredBranches
  fields: Readonly<Record<string, string>>
  parties: Parties
  assignee: string | null
  open_subcases: string[]
  provisional: boolean
  wakes_on: PlainDate | null
  waits: string[]
}

export type DbCaseAct = {
  case_id: string
  number: number
  act: string
  from_state: string | null
  to_state: string
  at: Date
  actor: string
  reason: string | null
  clock: string | null
  clock_due: PlainDate | null
  unit: string | null
  fields: Readonly<Record<string, string>> | null
  parties: Partial<Parties> | null
  /** Empty where it was taken from everybody. */
  assignee: string | null
  subcase: string | null
  on_behalf_of: string | null
  dues: readonly StoredDue[] | null
}

export type CaseTables = {
  workflow_case: DbCase
  workflow_act: DbCaseAct
  workflow_expiry: { case_id: string; clock: string; due: PlainDate; step: string; does: string; at: Date }
}

/** A case as it stands after its last act. */
export type Case = {
  readonly id: string
  readonly workflow: string
  /** Hash of the programme under which it was opened. */
  readonly pack: string
  readonly subject: { readonly kind: string; readonly id: string }
  readonly title: Text
  readonly place?: string
  /** The place and all that contain it. */
  readonly places: readonly string[]
  readonly organisation?: string
  readonly organisations: readonly string[]
  readonly state: string
  /** The number of the last act; a writer names the one it saw. */
  readonly version: number
  readonly due?: PlainDate
  readonly nextDue?: PlainDate
  readonly openedAt: Date
  readonly openedBy: string
  readonly movedAt: Date
  readonly closedAt?: Date
  /** Hash of the version of its workflow. */
  readonly hash?: string
  /** The case under which it was opened. */
  readonly parent?: string
  readonly branches: StoredBranches
  /** What was filled in last, by id of the field. */
  readonly fields: Readonly<Record<string, string>>
  readonly parties: Parties
  /** The person whose it is, where somebody said so. */
  readonly assignee?: string
  /** Whether the next due date lies after the last published calendar. */
  readonly provisional: boolean
  /** Under which keys it waits on desks. */
  readonly waits: readonly string[]
}

export function toCase(row: DbCase): Case {
  return {
    id: row.id,
    workflow: row.workflow,
    pack: row.pack,
    subject: { kind: row.subject_kind, id: row.subject },
    title: row.title,
    ...(row.place === null ? {} : { place: row.place }),
    places: row.places,
    ...(row.organisation === null ? {} : { organisation: row.organisation }),
    organisations: row.organisations,
    state: row.state,
    version: row.version,
    ...(row.due === null ? {} : { due: row.due }),
    ...(row.next_due === null ? {} : { nextDue: row.next_due }),
    openedAt: row.opened_at,
    openedBy: row.opened_by,
    movedAt: row.moved_at,
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at }),
    ...(row.workflow_hash === null ? {} : { hash: row.workflow_hash }),
    ...(row.parent === null ? {} : { parent: row.parent }),
    branches: row.branches,
    fields: row.fields,
    parties: row.parties,
    ...(row.assignee === null ? {} : { assignee: row.assignee }),
    provisional: row.provisional,
    waits: row.waits,
  }
}

export function toCaseAct(
  row: DbCaseAct,
): CaseAct & { readonly number: number; readonly from?: string; readonly to: string } {
  return {
    number: row.number,
    act: row.act,
    ...(row.from_state === null ? {} : { from: row.from_state }),
    to: row.to_state,
    at: row.at,
    actor: row.actor,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.clock === null ? {} : { clock: row.clock }),
    ...(row.clock_due === null ? {} : { due: row.clock_due }),
    ...(row.unit === null ? {} : { unit: row.unit }),
    ...(row.fields === null ? {} : { fields: row.fields }),
    ...(row.parties === null ? {} : { parties: row.parties }),
    ...(row.assignee === null ? {} : { assignee: row.assignee === '' ? null : row.assignee }),
    ...(row.subcase === null ? {} : { subcase: row.subcase }),
    ...(row.on_behalf_of === null ? {} : { onBehalfOf: row.on_behalf_of }),
    ...(row.dues === null ? {} : { dues: row.dues }),
  }
}

/** The state of a case as its row holds it; equals the fold of its acts. */
export function toCaseState(row: DbCase): CaseState {
  return {
    state: row.state,
    version: row.version,
    branches: row.branches.map(({ at, ...branch }) => (at === undefined ? branch : { ...branch, at: new Date(at) })),
    fields: row.fields,
    parties: row.parties,
    opener: row.opened_by,
    ...(row.assignee === null ? {} : { assignee: row.assignee }),
    openSubcases: row.open_subcases,
  }
}

/** The columns of a case that say its state. */
export function ofCaseState(state: CaseState) {
  return {
    state: state.state,
    version: state.version,
    branches: state.branches.map(({ at, ...branch }) =>
      at === undefined ? branch : { ...branch, at: at.toISOString() },
    ),
    fields: state.fields,
    parties: state.parties,
    assignee: state.assignee ?? null,
    open_subcases: [...state.openSubcases],
  }
}

const json = <Value>(value: Value) => sql<Value>`${JSON.stringify(value)}::jsonb`

function actValues(act: DbCaseAct) {
  return {
    ...act,
    fields: act.fields === null ? null : json(act.fields),
    parties: act.parties === null ? null : json(act.parties),
    dues: act.dues === null ? null : json(act.dues),
  }
}

/** Columns of a case with its dates as text: a date has no time zone and must not get one on the way. */
const caseColumns = [
  'id',
  'workflow',
  'pack',
  'subject_kind',
  'subject',
  'title',
  'place',
  'places',
  'organisation',
  'organisations',
  'state',
  'version',
  'opened_at',
  'opened_by',
  'moved_at',
  'closed_at',
  'workflow_hash',
  'parent',
  'branches',
  'fields',
  'parties',
  'assignee',
  'open_subcases',
  'provisional',
  'waits',
] as const

export const dateText = (column: string) => sql<PlainDate | null>`to_char(${sql.ref(column)}, 'YYYY-MM-DD')`

export function casesOf(tx: Transaction) {
  return tx
    .withTables<CaseTables>()
    .selectFrom('workflow_case')
    .select(caseColumns)
    .select([dateText('due').as('due'), dateText('next_due').as('next_due'), dateText('wakes_on').as('wakes_on')])
}

export async function findCaseRow(
  tx: Transaction,
  id: string,
  options: { lock: boolean },
): Promise<DbCase | undefined> {
  const query = casesOf(tx).where('id', '=', id)
  return (options.lock ? query.forUpdate() : query).executeTakeFirst()
}

export async function findCaseRowBySubject(tx: Transaction, subject: { kind: string; id: string }, workflow?: string) {
  const query = casesOf(tx).where('subject_kind', '=', subject.kind).where('subject', '=', subject.id)
  const rows = await (workflow === undefined ? query : query.where('workflow', '=', workflow)).limit(1).execute()
  return rows[0]
}

export type StoredCaseAct = ReturnType<typeof toCaseAct>

export async function listCaseActs(tx: Transaction, id: string): Promise<StoredCaseAct[]> {
  return (await listActsOfCases(tx, [id])).get(id) ?? []
}

/** The acts of several cases, in order, by case. */
export async function listActsOfCases(tx: Transaction, ids: readonly string[]): Promise<Map<string, StoredCaseAct[]>> {
  const acts = new Map<string, StoredCaseAct[]>(ids.map((id) => [id, []]))
  if (ids.length === 0) return acts
  const rows = await tx
    .withTables<CaseTables>()
    .selectFrom('workflow_act')
    .select(['case_id', 'number', 'act', 'from_state', 'to_state', 'at', 'actor', 'reason', 'clock'])
    .select(['unit', 'fields', 'parties', 'assignee', 'subcase', 'on_behalf_of', 'dues'])
    .select(dateText('clock_due').as('clock_due'))
    .where('case_id', 'in', ids)
    .orderBy('number')
    .execute()
  for (const row of rows) acts.get(row.case_id)?.push(toCaseAct(row))
  return acts
}

/** The next open cases for which a day that a clock waits for has come, in order of their ids. */
export async function listWakingCases(
  tx: Transaction,
  asked: { readonly today: PlainDate; readonly after: string; readonly limit: number },
): Promise<string[]> {
  const query = tx
    .withTables<CaseTables>()
    .selectFrom('workflow_case')
    .select('id')
    .where('closed_at', 'is', null)
    .where(sql<boolean>`wakes_on <= ${asked.today}::date`)
    .orderBy('id')
    .limit(asked.limit)
  const rows = await (asked.after === '' ? query : query.where('id', '>', asked.after)).execute()
  return rows.map((row) => row.id)
}

/** The next open cases with a due date beyond the last published calendar, in order of their ids. */
export async function listProvisionalCases(
  tx: Transaction,
  asked: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const query = tx
    .withTables<CaseTables>()
    .selectFrom('workflow_case')
    .select('id')
    .where(sql<boolean>`closed_at is null and provisional`)
    .orderBy('id')
    .limit(asked.limit)
  const rows = await (asked.after === '' ? query : query.where('id', '>', asked.after)).execute()
  return rows.map((row) => row.id)
}

/** What clocks have already done, as `clock due step`, by case. */
export async function listExpiries(tx: Transaction, ids: readonly string[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]))
  if (ids.length === 0) return found
  const rows = await tx
    .withTables<CaseTables>()
    .selectFrom('workflow_expiry')
    .select(['case_id', 'clock', dateText('due').as('due'), 'step'])
    .where('case_id', 'in', ids)
    .execute()
  for (const row of rows) found.get(row.case_id)?.add(`${row.clock} ${row.due} ${row.step}`)
  return found
}

/** Writes down that a clock has done what was due; false where it had done so before. */
export async function keepExpiry(tx: Transaction, row: CaseTables['workflow_expiry']): Promise<boolean> {
  const kept = await tx
    .withTables<CaseTables>()
    .insertInto('workflow_expiry')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('clock')
    .execute()
  return kept.length > 0
}

/** Inserts cases with their opening acts, a few statements for any number. */
export async function insertCases(
  tx: Transaction,
  cases: readonly DbCase[],
  acts: readonly DbCaseAct[],
): Promise<void> {
  const db = tx.withTables<CaseTables>()
  for (let at = 0; at < cases.length; at += 1000) {
    const rows = cases.slice(at, at + 1000).map((row) => ({
      ...row,
      title: json(row.title),
      branches: json(row.branches),
      fields: json(row.fields),
      parties: json(row.parties),
    }))
    await db.insertInto('workflow_case').values(rows).execute()
  }
  for (let at = 0; at < acts.length; at += 1000)
    await db
      .insertInto('workflow_act')
      .values(acts.slice(at, at + 1000).map(actValues))
      .execute()
}

export async function insertCaseAct(tx: Transaction, act: DbCaseAct): Promise<void> {
  await tx.withTables<CaseTables>().insertInto('workflow_act').values(actValues(act)).execute()
}

/** What an act changes of its case. */
export type CaseMove = Pick<
  DbCase,
  | 'state'
  | 'version'
  | 'next_due'
  | 'moved_at'
  | 'closed_at'
  | 'branches'
  | 'fields'
  | 'parties'
  | 'assignee'
  | 'open_subcases'
  | 'organisations'
  | 'provisional'
  | 'wakes_on'
  | 'waits'
>

export async function updateCase(tx: Transaction, id: string, move: CaseMove): Promise<void> {
  await tx
    .withTables<CaseTables>()
    .updateTable('workflow_case')
    .set({ ...move, branches: json(move.branches), fields: json(move.fields), parties: json(move.parties) })
    .where('id', '=', id)
    .execute()
}

/** When the clocks of a case want to be looked at again. */
export async function setWaking(tx: Transaction, id: string, wakesOn: PlainDate | null): Promise<void> {
  await tx
    .withTables<CaseTables>()
    .updateTable('workflow_case')
    .set({ wakes_on: wakesOn })
    .where('id', '=', id)
    .execute()
}

/** The cases opened under some, by the case above. */
export async function listSubcases(tx: Transaction, parents: readonly string[]): Promise<Map<string, DbCase[]>> {
  const found = new Map<string, DbCase[]>(parents.map((id) => [id, []]))
  if (parents.length === 0) return found
  const rows = await casesOf(tx).where('parent', 'in', parents).orderBy('opened_at').orderBy('id').execute()
  for (const row of rows) if (row.parent !== null) found.get(row.parent)?.push(row)
  return found
}
