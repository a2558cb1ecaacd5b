import { sql } from 'kysely'
import { type Actor, can } from '#base/decision.ts'
import { parsePlainDate, type PlainDate } from '#base/plain-date.ts'
import { namesOfPeople, organisationsAround } from '#capabilities/people/server/service.ts'
import { placesOf } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { namedOrganisation, namedPlace } from '#pack/naming.ts'
import type { Programme } from '#pack/programme.ts'
import type { AssessmentDetail, AssessmentSummary, Standing } from '../contract/assessments.ts'
import { daysLeft, raisedAhead, standingOn } from '../rules/assessments.ts'
import { filesOfAssessment } from './assessment-files.ts'
import { kindName, showKinds } from './assessment-kinds.ts'
import { type AssessmentRow, assessmentTables, getAssessmentRow, selectUses, validityOf } from './assessment-store.ts'
import { showUses } from './assessment-uses.ts'

/** The places in which an assessment is seen, and the organisations that see it. */
export function reachOf(programme: Programme, place: string, unit: string | null) {
  return {
    places: [...placesOf(programme).within(place)],
    organisations: unit === null ? [] : organisationsAround(programme, [unit]),
  }
}

type AssessmentsAsked = {
  readonly kind?: string | undefined
  readonly place?: string | undefined
  readonly standing?: Standing | undefined
  readonly text?: string | undefined
  readonly page: number
  readonly pageSize: number
  readonly actor: Actor
}

/** Assessments within reach, those that end first on top, those that ended last. */
export async function listAssessments(house: House, tx: Transaction, asked: AssessmentsAsked) {
  const programme = house.programme()
  const today = todayOf(house)
  let query = assessmentTables(tx).selectFrom('land_assessment')
  if (asked.kind !== undefined) query = query.where('kind', '=', asked.kind)
  if (asked.place !== undefined) query = query.where(sql<boolean>`${asked.place} = any (places)`)
  if (asked.text !== undefined && asked.text !== '') {
    const part = `%${asked.text.replace(/[\\%_]/g, String.raw`\$&`)}%`
    query = query.where(({ or, eb }) => or([eb('name', 'ilike', part), eb('number', 'ilike', part)]))
  }
  if (asked.standing !== undefined) query = query.where(standingIs(asked.standing, today))
  const { total } = await query.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow()
  const rows = await query
    .selectAll()
    .orderBy(sql`coalesce(coalesce(ended_on, valid_until) < ${today}, false)`)
    .orderBy(sql`coalesce(ended_on, valid_until, 'infinity'::date)`)
    .orderBy('id')
    .limit(asked.pageSize)
    .offset((asked.page - 1) * asked.pageSize)
    .execute()
  return {
    total,
    items: await summaries(house, tx, rows),
    kinds: showKinds(programme),
    mayAdd: can(asked.actor, 'land.set'),
  }
}

/** The same as `standingOn`, for the record. */
function standingIs(standing: Standing, today: PlainDate) {
  const over = sql`(ended_on is null or ended_on >= ${today}) and (valid_until is null or valid_until >= ${today})`
  const expiring = sql`coalesce(ended_on is null and valid_until <= ${today}::date + ${raisedAhead}::integer, false)`
  const conditions = {
    replaced: sql<boolean>`coalesce(ended_on < ${today}, false)`,
    lapsed: sql<boolean>`not coalesce(ended_on < ${today}, false) and coalesce(valid_until < ${today}, false)`,
    not_yet: sql<boolean>`${over} and approved_on > ${today}`,
    expiring: sql<boolean>`${over} and approved_on <= ${today} and ${expiring}`,
    holds: sql<boolean>`${over} and approved_on <= ${today} and not ${expiring}`,
  } satisfies Record<Standing, unknown>
  return conditions[standing]
}

async function summaries(house: House, tx: Transaction, rows: readonly AssessmentRow[]): Promise<AssessmentSummary[]> {
  if (rows.length === 0) return []
  const programme = house.programme()
  const today = todayOf(house)
  const ids = rows.map(({ id }) => id)
  const counted = await assessmentTables(tx)
    .selectFrom('land_assessment_use')
    .select(['assessment', sql<number>`count(*)::integer`.as('uses')])
    .where(sql<boolean>`assessment = any (${sql.val(ids)}::uuid[])`)
    .groupBy('assessment')
    .execute()
  const uses = new Map(counted.map((row) => [row.assessment, row.uses]))
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    kindName: kindName(programme, row.kind),
    name: row.name,
    place: namedPlace(programme, row.place),
    area: row.area,
    approximate: row.approximate,
    schematic: row.schematic,
    synthetic: row.synthetic,
    body: row.body,
    number: row.number,
    approvedOn: row.approved_on,
    validUntil: row.valid_until,
    daysLeft: daysLeft(validityOf(row), today),
    standing: standingOn(validityOf(row), today),
    uses: uses.get(row.id) ?? 0,
    case: row.case_id,
  }))
}

/** One assessment with its ledger. @throws Problem not_found */
export async function showAssessment(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<AssessmentDetail> {
  const programme = house.programme()
  const row = await getAssessmentRow(tx, id)
  const [summary] = await summaries(house, tx, [row])
  const successor = await assessmentTables(tx)
    .selectFrom('land_assessment')
    .select('id')
    .where('replaces', '=', id)
    .executeTakeFirst()
  const names = await namesOfPeople(tx, [row.by])
  const { places, organisations } = row
  return {
    ...(summary as AssessmentSummary),
    geometry: row.geometry,
    crs: row.crs,
    unit: row.unit === null ? null : namedOrganisation(programme, row.unit),
    conclusion: row.conclusion,
    conditions: row.conditions,
    files: await filesOfAssessment(house, row),
    replaces: row.replaces,
    successor: successor?.id ?? null,
    ledger: await showUses(tx, await selectUses(tx, { assessment: id })),
    revision: row.revision,
    enteredBy: names.get(row.by) ?? row.by,
    enteredAt: row.at.toISOString(),
    may: {
      edit: can(actor, 'land.set', { places, organisations }),
      use: can(actor, 'land.supply', { places, organisations }),
    },
  }
}

export type AssessmentWithin = Pick<
  AssessmentRow,
  'id' | 'kind' | 'name' | 'place' | 'geometry' | 'area' | 'approximate' | 'schematic' | 'synthetic'
> & { readonly validUntil: PlainDate | null; readonly standing: Standing }

const mostWithin = 5_000

/** Assessments that hold on a day and whose boxes meet a box, for a map. */
export async function listAssessmentsWithin(
  tx: Transaction,
  asked: { readonly bounds?: readonly [number, number, number, number]; readonly most?: number; readonly on: string },
): Promise<AssessmentWithin[]> {
  const on = parsePlainDate(asked.on)
  let query = assessmentTables(tx).selectFrom('land_assessment').selectAll()
  if (asked.bounds !== undefined) {
    const [west, south, east, north] = asked.bounds
    query = query
      .where('west', '<=', east)
      .where('east', '>=', west)
      .where('south', '<=', north)
      .where('north', '>=', south)
  }
  const rows = await query
    .where(sql<boolean>`${standingIs('holds', on)} or ${standingIs('expiring', on)}`)
    .orderBy('id')
    .limit(asked.most ?? mostWithin)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    place: row.place,
    geometry: row.geometry,
    area: row.area,
    approximate: row.approximate,
    schematic: row.schematic,
    synthetic: row.synthetic,
    validUntil: row.valid_until,
    standing: standingOn(validityOf(row), on),
  }))
}
