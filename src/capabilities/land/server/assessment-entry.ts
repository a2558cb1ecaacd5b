import { randomUUID } from 'node:crypto'
import type { Insertable } from 'kysely'
import type { Actor } from '#base/decision.ts'
import { findCrs, isApproximate } from '#base/geo/crs.ts'
import { type AreaShape, boundsOf } from '#base/geo/geometry.ts'
import { nearest } from '#base/nearest.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { demandGround, measured } from '#capabilities/parcels/server/service.ts'
import { placesOf } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { listDocs } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { AssessmentDetail, AssessmentFields, AssessmentWords } from '../contract/assessments.ts'
import { standingOn } from '../rules/assessments.ts'
import { demandFiles } from './assessment-files.ts'
import { assessmentTables, getAssessmentRow } from './assessment-store.ts'
import { reachOf, showAssessment } from './assessments.ts'

type By = { readonly actor: Actor }

/** Enters an assessment. Problems: forbidden, invalid_input with the place of everything wrong. */
export async function addAssessment(
  house: House,
  tx: Transaction,
  { actor, ...fields }: AssessmentFields & By,
): Promise<AssessmentDetail> {
  const programme = house.programme()
  const approvedOn = parsePlainDate(fields.approvedOn)
  refuse([
    ...kindIssues(programme, fields.kind),
    ...placeIssues(programme, fields.place),
    ...(findCrs(fields.crs) === undefined
      ? [{ text: 'assessment.unknown_crs', where: 'body.crs', found: fields.crs }]
      : []),
    ...(approvedOn > todayOf(house)
      ? [{ text: 'assessment.approved_later', where: 'body.approvedOn', found: approvedOn }]
      : []),
    ...wordIssues(programme, fields, approvedOn),
  ])
  const reach = reachOf(programme, fields.place, fields.unit)
  decide(actor, 'land.set', reach)
  await demandFiles(tx, { files: fields.files, kept: [], actor })
  const ground = demandGround(fields.geometry)
  const id = randomUUID()
  const crs = findCrs(fields.crs)
  const approximate = fields.approximate || (crs !== undefined && isApproximate(crs))
  const row = rowOf({ ...fields, id, approvedOn, approximate, geometry: ground.geometry, synthetic: false }, ground)
  const isOver = standingOn({ approvedOn, validUntil: row.validity, endedOn: null }, todayOf(house)) === 'lapsed'
  await assessmentTables(tx)
    .insertInto('land_assessment')
    .values({ ...row.values, ...reach, state: isOver ? 'lapsed' : 'current', at: house.clock.now() })
    .execute()
  await recordAct(tx, {
    name: 'land.assessment_added',
    subject: { kind: 'assessment', id },
    detail: { kind: fields.kind, place: fields.place, area: row.values.area, validUntil: row.validity },
  })
  return showAssessment(house, tx, { id, actor })
}

/** Puts right what was entered. Problems: not_found, forbidden, stale, invalid_input, wrong_state while its expiry is a case. */
export async function correctAssessment(
  house: House,
  tx: Transaction,
  asked: { readonly id: string; readonly revision: number; readonly fields: AssessmentWords } & By,
): Promise<AssessmentDetail> {
  const { id, revision, fields, actor } = asked
  const programme = house.programme()
  const row = await getAssessmentRow(tx, id, { lock: true })
  decide(actor, 'land.set', row)
  if (row.revision !== revision)
    throw new Problem('stale', {
      details: { kind: 'assessment', id, yourVersion: revision, currentVersion: row.revision },
    })
  refuse(wordIssues(programme, fields, row.approved_on))
  if (row.case_id !== null && fields.validUntil !== row.valid_until)
    throw new Problem('wrong_state', { details: { state: row.state, reason: 'assessment.expiry_is_a_case' } })
  await demandFiles(tx, { files: fields.files, kept: row.files, actor })
  const validUntil = fields.validUntil === null ? null : parsePlainDate(fields.validUntil)
  const isOver = validUntil !== null && validUntil < todayOf(house)
  await assessmentTables(tx)
    .updateTable('land_assessment')
    .set({
      name: fields.name,
      body: fields.body,
      unit: fields.unit,
      number: emptyAsNull(fields.number),
      valid_until: validUntil,
      conclusion: emptyAsNull(fields.conclusion),
      conditions: emptyAsNull(fields.conditions),
      files: [...fields.files],
      revision: revision + 1,
      organisations: reachOf(programme, row.place, fields.unit).organisations,
      ...(row.state === 'renewed' ? {} : { state: isOver ? ('lapsed' as const) : ('current' as const) }),
    })
    .where('id', '=', id)
    .execute()
  await recordAct(tx, {
    name: 'land.assessment_corrected',
    subject: { kind: 'assessment', id },
    detail: { revision: revision + 1, validUntil, before: row.valid_until },
  })
  return showAssessment(house, tx, { id, actor })
}

const emptyAsNull = (text: string | null): string | null => (text === '' ? null : text)

function refuse(issues: readonly ProblemIssue[]): void {
  if (issues.length > 0) throw new Problem('invalid_input', { issues: [...issues] })
}

function kindIssues({ assessmentKinds }: Programme, kind: string): ProblemIssue[] {
  const known = assessmentKinds.map(({ id }) => id)
  return known.includes(kind) ? [] : [unknown('assessment.unknown_kind', { where: 'body.kind', found: kind, known })]
}

/** @throws nothing: says what is no place of the programme, with the nearest that is */
export function placeIssues(programme: Programme, place: string, where = 'body.place'): ProblemIssue[] {
  if (placesOf(programme).find(place) !== undefined) return []
  const known = Object.keys(programme.places)
  return [unknown('assessment.unknown_place', { where, found: place, known })]
}

function unknown(text: string, { where, found, known }: { where: string; found: string; known: readonly string[] }) {
  const near = nearest(found, known)
  return { text, where, found, ...(near === undefined ? {} : { nearest: near }) }
}

function wordIssues(programme: Programme, { unit, validUntil }: AssessmentWords, approvedOn: string): ProblemIssue[] {
  const units = listDocs(programme, 'organisations').map(({ id }) => id)
  const last = validUntil === null ? undefined : parsePlainDate(validUntil)
  return [
    ...(unit === null || units.includes(unit)
      ? []
      : [unknown('assessment.unknown_unit', { where: 'body.unit', found: unit, known: units })]),
    ...(last === undefined || last >= approvedOn
      ? []
      : [{ text: 'assessment.ends_before', where: 'body.validUntil', found: last, expected: approvedOn }]),
  ]
}

type Entered = Omit<AssessmentFields, 'approvedOn'> & {
  readonly id: string
  readonly approvedOn: string
  readonly synthetic: boolean
}

function rowOf(fields: Entered, { geometry, area }: ReturnType<typeof measured>) {
  const [west, south, east, north] = boundsOf(geometry)
  const validity = fields.validUntil === null ? null : parsePlainDate(fields.validUntil)
  const values = {
    id: fields.id,
    kind: fields.kind,
    name: fields.name,
    place: fields.place,
    geometry: JSON.stringify(geometry),
    west,
    south,
    east,
    north,
    area: fields.approximate ? null : area,
    crs: fields.crs,
    approximate: fields.approximate,
    schematic: fields.schematic,
    body: fields.body,
    unit: fields.unit,
    number: emptyAsNull(fields.number),
    files: [...fields.files],
    approved_on: fields.approvedOn,
    valid_until: validity,
    conclusion: emptyAsNull(fields.conclusion),
    conditions: emptyAsNull(fields.conditions),
    synthetic: fields.synthetic,
  }
  return { values, validity }
}

/** An assessment of the synthetic stock. */
export type NewAssessment = {
  readonly id?: string
  readonly kind: string
  readonly name: string
  readonly place: string
  readonly geometry: AreaShape
  readonly body: string
  readonly unit?: string
  readonly number?: string
  readonly approvedOn: string
  readonly validUntil: string | null
  readonly conclusion?: string
  readonly conditions?: string
  readonly schematic?: boolean
  readonly synthetic: boolean
}

const perStatement = 200

/** Enters many assessments at once, unchecked and without acts: the caller made them and records the one act. Answers their ids in order. */
export async function createAssessmentsInBulk(
  house: Pick<House, 'programme' | 'clock'>,
  tx: Transaction,
  rows: readonly NewAssessment[],
): Promise<string[]> {
  const [programme, today, at] = [house.programme(), todayOf(house), house.clock.now()]
  const whole = rows.map((given): Insertable<Record<string, never>> & { id: string } => {
    const fields = { unit: null, number: null, conclusion: null, conditions: null, schematic: false, ...given }
    const { values, validity } = rowOf(
      { ...fields, id: given.id ?? randomUUID(), files: [], crs: 'EPSG:4490', approximate: false },
      measured(given.geometry),
    )
    const state = validity !== null && validity < today ? 'lapsed' : 'current'
    return { ...values, ...reachOf(programme, given.place, fields.unit), state, at } as never
  })
  for (let from = 0; from < whole.length; from += perStatement)
    await assessmentTables(tx)
      .insertInto('land_assessment')
      .values(whole.slice(from, from + perStatement) as never)
      .execute()
  return whole.map(({ id }) => id)
}
