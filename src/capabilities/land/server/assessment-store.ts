import { type ColumnType, type Generated, type Kysely, type Selectable, sql } from 'kysely'
import type { AreaShape, Bounds } from '#base/geo/geometry.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { userKinds } from '../contract/assessments.ts'

type Day = ColumnType<PlainDate, string, string>
type MaybeDay = ColumnType<PlainDate | null, string | null, string | null>

type AssessmentTable = {
  id: Generated<string>
  kind: string
  name: string
  place: string
  geometry: ColumnType<AreaShape, string, string>
  west: number
  south: number
  east: number
  north: number
  area: string | null
  crs: string
  approximate: boolean
  schematic: boolean
  body: string
  unit: string | null
  number: string | null
  files: string[]
  approved_on: Day
  valid_until: MaybeDay
  conclusion: string | null
  conditions: string | null
  state: Generated<'current' | 'renewed' | 'lapsed'>
  ended_on: MaybeDay
  replaces: string | null
  made_by_case: string | null
  case_id: string | null
  revision: Generated<number>
  synthetic: boolean
  places: string[]
  organisations: string[]
  at: Date
  by: Generated<string>
}

type UseTable = {
  id: Generated<string>
  assessment: string
  parcel: string
  user_kind: (typeof userKinds)[number]
  name: string
  enterprise: string | null
  supply: string | null
  used_on: Day
  share: string
  note: string | null
  places: string[]
  organisations: string[]
  at: Date
  by: Generated<string>
}

type Tables = { land_assessment: AssessmentTable; land_assessment_use: UseTable }
export type AssessmentRow = Selectable<AssessmentTable>
export type UseRow = Selectable<UseTable>

export const assessmentTables = (tx: Transaction) => tx.withTables<Tables>() as unknown as Kysely<Tables>

/** Its validity, as the rules ask for it. */
export function validityOf(row: Pick<AssessmentRow, 'approved_on' | 'valid_until' | 'ended_on'>) {
  return { approvedOn: row.approved_on, validUntil: row.valid_until, endedOn: row.ended_on }
}

/** One that the actor may see. @throws Problem not_found */
export async function getAssessmentRow(
  tx: Transaction,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<AssessmentRow> {
  const query = assessmentTables(tx).selectFrom('land_assessment').selectAll().where('id', '=', id)
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'assessment', id } })
  return row
}

/** Those whose boxes meet one of the given ones, and that may hold on a day. */
export async function assessmentsAround(
  tx: Transaction,
  { boxes, on }: { readonly boxes: readonly Bounds[]; readonly on: PlainDate },
): Promise<AssessmentRow[]> {
  if (boxes.length === 0) return []
  const given = JSON.stringify(boxes.map(([west, south, east, north]) => ({ west, south, east, north })))
  return assessmentTables(tx)
    .selectFrom('land_assessment')
    .selectAll()
    .where('approved_on', '<=', on)
    .where(({ or, eb }) => or([eb('valid_until', 'is', null), eb('valid_until', '>=', on)]))
    .where(({ or, eb }) => or([eb('ended_on', 'is', null), eb('ended_on', '>=', on)]))
    .where(
      sql<boolean>`exists (select from jsonb_to_recordset(${given}::jsonb)
        as box (west double precision, south double precision, east double precision, north double precision)
        where land_assessment.west <= box.east and land_assessment.east >= box.west
          and land_assessment.south <= box.north and land_assessment.north >= box.south)`,
    )
    .orderBy('id')
    .execute()
}

/** Uses of assessments or on parcels, latest first. */
export async function selectUses(
  tx: Transaction,
  asked: { readonly assessment: string } | { readonly parcel: string },
): Promise<UseRow[]> {
  const query = assessmentTables(tx).selectFrom('land_assessment_use').selectAll()
  return (
    'assessment' in asked ? query.where('assessment', '=', asked.assessment) : query.where('parcel', '=', asked.parcel)
  )
    .orderBy('used_on', 'desc')
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(500)
    .execute()
}
