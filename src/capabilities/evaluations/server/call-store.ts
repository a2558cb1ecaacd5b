import { type ColumnType, type Generated, type Kysely, sql } from 'kysely'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Finding } from '../contract/outside.ts'

export type DbCall = {
  id: string
  scheme: string
  period: string
  title: string
  terms: string
  opens_on: string
  closes_on: string
}

export type DbApplication = {
  id: string
  call: string
  organisation: string
  place: string
  name: string
  industry: string | null
  statement: string
  places: string[]
  organisations: string[]
  filed_at: Date
  filed_by: string
  withdrawn_at: Date | null
  eligible: boolean | null
  judged_at: Date | null
  judged_by: string | null
  judged_for: string | null
}

type CallTables = {
  evaluation_call: Omit<DbCall, 'id'> & { id: Generated<string>; created_at: Date; created_by: Generated<string> }
  evaluation_application: Omit<DbApplication, 'id' | 'filed_by'> & {
    id: Generated<string>
    filed_by: Generated<string>
  }
  evaluation_expert: {
    call: string
    person: string
    conflicts: string[]
    appointed_at: Date
    appointed_by: Generated<string>
  }
  evaluation_mark: {
    application: string
    expert: Generated<string>
    input: string
    number: number
    points: string
    remark: string
    at: Date
  }
  evaluation_recheck: {
    id: Generated<string>
    application: string
    period: string
    kept: boolean
    finding: string
    at: Date
    by: Generated<string>
  }
  evaluation_handover: {
    id: Generated<string>
    body: string
    purpose: string
    pack: string
    content: string
    hash: string
    at: Date
    by: Generated<string>
  }
  evaluation_report: {
    id: Generated<string>
    handover: string
    dated: string
    title: string
    summary: string
    findings: ColumnType<Finding[], string, never>
    hash: string
    filed_at: Date
    filed_by: Generated<string>
  }
}

export const callTables = (tx: Transaction) => tx.withTables<CallTables>() as unknown as Kysely<CallTables>

const callColumns = ['id', 'scheme', 'period', 'title', 'terms', 'opens_on', 'closes_on'] as const

/** Calls, the latest first. */
export function listCallRows(tx: Transaction): Promise<DbCall[]> {
  return callTables(tx).selectFrom('evaluation_call').select(callColumns).orderBy('created_at', 'desc').execute()
}

/** @throws Problem not_found */
export async function getCall(tx: Transaction, id: string): Promise<DbCall> {
  const row = await callTables(tx)
    .selectFrom('evaluation_call')
    .select(callColumns)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'call', id } })
  return row
}

/** @throws Problem not_found, also for what the actor may not see */
export async function getApplication(tx: Transaction, id: string): Promise<DbApplication> {
  const row = await callTables(tx)
    .selectFrom('evaluation_application')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'application', id } })
  return row
}

/** Applications of a call that the actor may see, in the order of their filing. */
export function listApplicationRows(tx: Transaction, call: string): Promise<DbApplication[]> {
  return callTables(tx)
    .selectFrom('evaluation_application')
    .selectAll()
    .where('call', '=', call)
    .orderBy('filed_at')
    .orderBy('id')
    .execute()
}

export type StoredMark = {
  readonly application: string
  readonly expert: string
  readonly input: string
  readonly points: string
  readonly remark: string
  readonly at: Date
  /** The latest of its expert, who has no conflict of interest with the applicant. */
  readonly counts: boolean
}

/** Marks of the applications of a call that the actor may see, earliest first. */
export async function listMarks(tx: Transaction, call: string): Promise<StoredMark[]> {
  const { rows } = await sql<StoredMark>`
    select m.application, m.expert, m.input, m.points::text as points, m.remark, m.at,
      m.number = max(m.number) over (partition by m.application, m.expert, m.input)
        and exists (select from evaluation_expert e
          where e.call = a.call and e.person = m.expert and not a.organisation = any (e.conflicts)) as counts
    from evaluation_mark m join evaluation_application a on a.id = m.application
    where a.call = ${call} order by m.at, m.application, m.expert, m.input, m.number`.execute(tx)
  return rows
}
