import { type ColumnType, type Generated, type Kysely, type Selectable, sql } from 'kysely'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import type { Transaction } from '#kit/server/db.ts'

/** Read as a value, written as JSON text. */
export type Json<Value> = ColumnType<Value, string, string>
type Day = ColumnType<PlainDate, string, string>
type MaybeDay = ColumnType<PlainDate | null, string | null, string | null>

/** A goal as it is kept: what the pack or a person said, made plain. */
export type KeptMeasure = {
  readonly indicator: string
  readonly place: string
  readonly field?: string
  readonly period: string
  readonly from: string | null
  readonly goal: string | null
  readonly unit: string
  readonly direction: 'floor' | 'ceiling'
  readonly target?: string
}

type Moving = {
  case_id: string
  state: string
  is_final: Generated<boolean>
  revision: number
  places: string[]
  organisations: string[]
}

export type TaskTable = Moving & {
  id: string
  year: number
  number: string
  stated: string | null
  parent: string | null
  weight: Generated<string>
  kind: 'point' | 'hard' | 'part'
  urgent: boolean
  title: Json<Text>
  requirement: ColumnType<Text | null, string | null, string | null>
  goal: ColumnType<Text | null, string | null, string | null>
  base: string | null
  lead: string[]
  assist: string[]
  leader: ColumnType<Text | null, string | null, string | null>
  person: string | null
  direct_person: string | null
  measure: ColumnType<KeptMeasure | null, string | null, string | null>
  to_show: Json<Text[]>
  source: string | null
  is_illustrative: Generated<boolean>
  begun_on: Day
  original_due: MaybeDay
  due: MaybeDay
  done_on: MaybeDay
  ended_on: MaybeDay
  is_done: Generated<boolean>
  last_act: string
  share: string | null
  delay_reason: string | null
  completion: string | null
  resolution: string | null
  work: string | null
  created_at: Date
  created_by: Generated<string>
}

export type SlipTable = Moving & {
  id: string
  year: number
  number: string
  level: string
  task: string
  cause: string
  is_by_rule: boolean
  reason: Json<Text>
  demand: Json<Text>
  recipient: string
  issued_on: Day
  original_deadline: Day
  deadline: Day
  replied_at: Date | null
  replied_by: string | null
  reply: string | null
  reply_act: number | null
  decided_at: Date | null
  decided_by: string | null
  met: boolean | null
  decision: string | null
  withdrawn_at: Date | null
  withdrawn_by: string | null
  withdrawn_for: string | null
  escalated_from: string | null
  issued_at: Date
  issued_by: Generated<string>
}

export type MeetingTable = Moving & {
  id: string
  series: string | null
  title: Json<Text>
  held_on: Day
  at: string | null
  held_at: string | null
  base: string | null
  chair: ColumnType<Text | null, string | null, string | null>
  participants: string[]
  planned_for: string | null
  created_at: Date
  created_by: Generated<string>
}

/** By which duty an item was routed. */
export type KeptRoute = {
  readonly duty: string
  readonly lead: readonly string[]
  readonly assist: readonly string[]
  readonly decide: readonly string[]
}

export type ItemTable = Moving & {
  id: string
  meeting: string | null
  position: number | null
  title: string
  proposer: string
  papers: string | null
  files: string[]
  matter: string | null
  field: string | null
  base: string | null
  series: string | null
  routed: ColumnType<KeptRoute | null, string | null, string | null>
  outcome: string | null
  proposed_at: Date
  proposed_by: Generated<string>
}

export type ReportTable = Moving & {
  id: string
  title: Json<Text>
  series: string | null
  stated: string | null
  period: string | null
  organisation: string
  due: Day
  delivered_on: MaybeDay
  delivered_by: string | null
  words: string | null
  asked_at: Date
  asked_by: Generated<string>
}

export type SupervisionTables = {
  supervision_task: TaskTable
  supervision_schedule: {
    task: string
    until: string
    words: ColumnType<Text | null, string | null, never>
    share: string | null
  }
  supervision_progress: {
    task: string
    number: number
    share: string | null
    words: string
    evidence: string | null
    act: number
    at: Date
    by: Generated<string>
  }
  supervision_slip: SlipTable
  supervision_meeting: MeetingTable
  supervision_minutes: {
    meeting: string
    number: number
    text: string
    files: string[]
    at: Date
    by: Generated<string>
  }
  supervision_agenda_item: ItemTable
  supervision_resolution: {
    id: Generated<string>
    meeting: string
    number: number
    item: string | null
    text: string
    lead: string[]
    assist: string[]
    due: MaybeDay
    at: Date
    by: Generated<string>
  }
  supervision_information_report: ReportTable
  supervision_standing: {
    id: Generated<string>
    checklist: string
    base: string
    item: string
    number: number
    state: 'stands' | 'in_progress' | 'missing'
    since: Day
    document: string | null
    evidence: string | null
    words: string
    files: string[]
    case_id: string | null
    places: string[]
    at: Date
    by: Generated<string>
  }
  supervision_work_progress: {
    id: Generated<string>
    work: string
    happened_on: Day
    milestone: string | null
    stage: string | null
    words: string
    evidence: string | null
    money_from: string | null
    amount: string | null
    unit: string | null
    places: string[]
    organisations: string[]
    at: Date
    by: Generated<string>
  }
}

export const tables = (tx: Transaction) => tx.withTables<SupervisionTables>() as unknown as Kysely<SupervisionTables>

/** The tables of what moves by a case. */
export type MovingTable =
  | 'supervision_task'
  | 'supervision_slip'
  | 'supervision_meeting'
  | 'supervision_agenda_item'
  | 'supervision_information_report'

const kinds: Readonly<Record<MovingTable, string>> = {
  supervision_task: 'task',
  supervision_slip: 'slip',
  supervision_meeting: 'meeting',
  supervision_agenda_item: 'agenda_item',
  supervision_information_report: 'information_report',
}

export type TaskRow = Selectable<TaskTable>
export type SlipRow = Selectable<SlipTable>
export type MeetingRow = Selectable<MeetingTable>
export type ItemRow = Selectable<ItemTable>
export type ReportRow = Selectable<ReportTable>

/** Rows by id, as far as the actor may see them. */
export async function findRows<Table extends MovingTable>(
  tx: Transaction,
  table: Table,
  ids: readonly string[],
): Promise<Selectable<SupervisionTables[Table]>[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Selectable<SupervisionTables[Table]>>`
    select * from ${sql.table(table)} where id = any(${[...ids]}::uuid[])`.execute(tx)
  return rows
}

/** One row that the actor may see. @throws Problem not_found */
export async function getRow<Table extends MovingTable>(
  tx: Transaction,
  table: Table,
  id: string,
): Promise<Selectable<SupervisionTables[Table]>> {
  const [row] = await findRows(tx, table, [id])
  if (row === undefined) throw new Problem('not_found', { details: { kind: kinds[table], id } })
  return row
}

/** The schedules of tasks, by task, in the order of time. */
export async function schedulesOf(
  tx: Transaction,
  tasks: readonly string[],
): Promise<Map<string, { until: string; words: Text | null; share: string | null }[]>> {
  const found = new Map<string, { until: string; words: Text | null; share: string | null }[]>()
  if (tasks.length === 0) return found
  const rows = await tables(tx)
    .selectFrom('supervision_schedule')
    .selectAll()
    .where(sql<boolean>`task = any(${[...tasks]}::uuid[])`)
    .orderBy('until')
    .execute()
  for (const { task, ...entry } of rows) found.set(task, [...(found.get(task) ?? []), entry])
  return found
}

/** The parts beneath tasks, also those of other units: weights and shares alone. */
export async function partsBeneath(tx: Transaction, tasks: readonly string[]) {
  if (tasks.length === 0) return []
  const { rows } = await sql<{
    parent: string
    id: string
    weight: string
    share: string | null
    is_done: boolean
    is_final: boolean
    measure: KeptMeasure | null
  }>`select parent, id, weight, share, is_done, is_final, measure from supervision_parts(${[...tasks]}::uuid[])`.execute(
    tx,
  )
  return rows
}
