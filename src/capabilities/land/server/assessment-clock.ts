import { randomUUID } from 'node:crypto'
import { system } from '#base/decision.ts'
import { addDays, parsePlainDate } from '#base/plain-date.ts'
import { getWorkflow, type Moved, openOwned } from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import { endedBy, proposedUntil, raisedAhead } from '../rules/assessments.ts'
import { type AssessmentRow, assessmentTables, validityOf } from './assessment-store.ts'
import { kindName } from './assessment-kinds.ts'

/** The job that opens the cases of assessments that are about to end. */
export const assessmentsJob = 'land.assessments'

/** The final states of the case of an assessment, in the terms of its row. */
const ends = { renewed: 'renewed', lapsed: 'lapsed' } as const

/** The workflow of assessments that are about to end; undefined where the programme has none. */
function workflowOf(programme: Programme) {
  const id = programme.land?.workflows.assessment
  return id === undefined ? undefined : getWorkflow(programme, id)
}

const atOnce = 100

/** Opens the case of every assessment whose last day comes near, once each. Answers how many. */
export async function raiseExpiring(house: House): Promise<number> {
  if (workflowOf(house.programme()) === undefined) return 0
  let raised = 0
  for (;;) {
    const opened = await house.record.asSystem((tx) => raiseSome(house, tx))
    raised += opened
    if (opened < atOnce) return raised
  }
}

async function raiseSome(house: House, tx: Transaction): Promise<number> {
  const rows = await assessmentTables(tx)
    .selectFrom('land_assessment')
    .selectAll()
    .where('state', '=', 'current')
    .where('case_id', 'is', null)
    .where('valid_until', '<=', addDays(todayOf(house), raisedAhead))
    .orderBy('valid_until')
    .orderBy('id')
    .limit(atOnce)
    .forUpdate()
    .skipLocked()
    .execute()
  for (const row of rows) await raise(house, tx, row)
  return rows.length
}

async function raise(house: House, tx: Transaction, row: AssessmentRow): Promise<void> {
  const programme = house.programme()
  const workflow = workflowOf(programme)
  if (workflow === undefined || row.valid_until === null) return
  const { zh, en } = kindName(programme, row.kind)
  const opened = await openOwned(house, tx, {
    workflow,
    subject: row.id,
    title: { zh: `${zh}到期：${row.name}`, en: `${en} ends: ${row.name}` },
    actor: system,
    place: row.place,
    organisations: row.organisations,
    lead: row.unit === null ? [] : [row.unit],
    due: row.valid_until,
  })
  await assessmentTables(tx)
    .updateTable('land_assessment')
    .set({ case_id: opened.id })
    .where('id', '=', row.id)
    .execute()
  await recordAct(tx, {
    name: 'land.assessment_expiring',
    subject: { kind: 'assessment', id: row.id },
    detail: { case: opened.id, due: row.valid_until },
  })
}

/** What the end of its case means for an assessment: the one that follows takes over, or it has lapsed. */
export async function followAssessment(house: House, tx: Transaction, moved: Moved): Promise<void> {
  const { after, at, fields = {} } = moved
  const row = await assessmentTables(tx)
    .selectFrom('land_assessment')
    .selectAll()
    .where('id', '=', after.subject.id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined || row.state !== 'current') return
  if (after.state === ends.lapsed) {
    await end(tx, row, { state: 'lapsed', ended_on: null })
    return
  }
  if (after.state !== ends.renewed || fields.approved_on === undefined) return
  const approvedOn = parsePlainDate(fields.approved_on)
  const kind = house.programme().assessmentKinds.find(({ id }) => id === row.kind)
  const successor = randomUUID()
  await end(tx, row, { state: 'renewed', ended_on: endedBy(validityOf(row), approvedOn) })
  await assessmentTables(tx)
    .insertInto('land_assessment')
    .values({
      ...row,
      id: successor,
      geometry: JSON.stringify(row.geometry),
      number: null,
      files: [],
      approved_on: approvedOn,
      valid_until: kind === undefined ? null : proposedUntil(kind, approvedOn),
      state: 'current',
      ended_on: null,
      replaces: row.id,
      made_by_case: after.id,
      case_id: null,
      revision: 1,
      at,
      by: moved.actor.id,
    })
    .execute()
  await recordAct(tx, {
    name: 'land.assessment_renewed',
    subject: { kind: 'assessment', id: successor },
    detail: { replaces: row.id, case: after.id, approvedOn },
  })
}

async function end(tx: Transaction, row: AssessmentRow, how: Pick<AssessmentRow, 'state' | 'ended_on'>): Promise<void> {
  await assessmentTables(tx)
    .updateTable('land_assessment')
    .set({ ...how, revision: row.revision + 1 })
    .where('id', '=', row.id)
    .execute()
  await recordAct(tx, {
    name: 'land.assessment_ended',
    subject: { kind: 'assessment', id: row.id },
    detail: { state: how.state },
  })
}
