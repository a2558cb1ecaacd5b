import { Problem } from '#base/problem.ts'
import { toPlainDate } from '#base/plain-date.ts'
import { type Quantity, quantity } from '#base/quantity.ts'
import { type Case, getWorkflow, type Moved, type Truth } from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Formula } from '#pack/formula/node.ts'
import { getDoc } from '#pack/lookup.ts'
import { releasedHousing } from '#pack/land-rules.ts'
import type { Programme } from '#pack/programme.ts'
import { givenOf, groundMeasure, type Known, knownWith, truthBy } from '../rules/known.ts'
import { housingOf, recognise, releaseAnswer } from '../rules/renewals.ts'
import { movedColumns } from './case-rows.ts'
import { standingOf, wordsOf } from './known.ts'
import { landOf } from './reach.ts'
import { type RenewalRow, renewalTables } from './renewal-store.ts'

// Acts and fields of the workflow of renewals that mean something to the house.
const recognisingAct = 'recognise'
const releasingAct = 'release_housing'
const progressField = 'industrial_progress'
const releasedField = 'released'
const groundField = 'area'

/** Keeps the row of a renewal in step with its case. What the rules of the programme do not allow refuses the act. */
export async function followRenewal(house: House, tx: Transaction, moved: Moved): Promise<void> {
  const tables = renewalTables(tx)
  const row = await tables
    .selectFrom('land_renewal')
    .selectAll()
    .where('id', '=', moved.after.subject.id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return
  const programme = house.programme()
  const filled = filledOf(programme, moved.after)
  const today = toPlainDate(moved.at, programme.timeZone)
  if (moved.act === recognisingAct) demandRecognition(programme, { ...row, filled })
  if (moved.act === releasingAct) await release(tx, { programme, row: { ...row, filled }, moved })
  await tables
    .updateTable('land_renewal')
    .set({
      ...movedColumns(house, moved),
      filled: JSON.stringify(filled),
      ...(moved.act === recognisingAct ? { recognised_on: today } : {}),
    })
    .where('id', '=', row.id)
    .execute()
}

/** What is known of a renewal: its ground, what people stated, what acts of its case say; the last counts. */
export function knownOfRenewal(programme: Programme, row: RenewalRow): Known {
  const ground = groundMeasure(landOf(programme))
  const own = ground === undefined ? {} : { [ground]: quantity(row.area, row.area_unit) }
  return knownWith(row.known, { ...own, ...row.filled })
}

export function givenOfRenewal(programme: Programme, row: RenewalRow) {
  return givenOf(landOf(programme), knownOfRenewal(programme, row), standingOf(programme, row))
}

/** Amounts that were filled in with acts: a field named like a measure says it, the ground that was found says the ground. */
function filledOf(programme: Programme, one: Case): Record<string, Quantity> {
  const land = landOf(programme)
  const measures = new Set(land.measures.map(({ id }) => id))
  const ground = groundMeasure(land)
  const { acts, states } = getWorkflow(programme, one.workflow)
  const outcomes = states.flatMap(({ branches = [] }) => branches.flatMap((branch) => branch.outcomes))
  const filled: Record<string, Quantity> = {}
  for (const { id, type, unit } of [...acts, ...outcomes].flatMap(({ fields = [] }) => fields)) {
    const value = one.fields[id]
    const measure = measures.has(id) ? id : id === groundField ? ground : undefined
    if (value === undefined || measure === undefined) continue
    if (type === 'share') filled[measure] = quantity(value, 'percent')
    if (type === 'number') filled[measure] = quantity(value, unit ?? 'one')
  }
  return filled
}

/** @throws Problem refused_by_rule with every rule that keeps it from being recognised */
function demandRecognition(programme: Programme, row: RenewalRow): void {
  const renewal = getDoc(programme, 'renewals', row.rule)
  const issues = recognise(renewal, givenOfRenewal(programme, row), wordsOf(programme))
  if (issues.length > 0) throw new Problem('refused_by_rule', { details: { reason: 'renewal.not_recognised' }, issues })
}

type Releasing = { readonly programme: Programme; readonly row: RenewalRow; readonly moved: Moved }

/** Writes a release of linked housing down. @throws Problem refused_by_rule beyond the progress of the industrial part */
async function release(tx: Transaction, { programme, row, moved }: Releasing): Promise<void> {
  const { [progressField]: progress, [releasedField]: asked } = moved.fields ?? {}
  if (progress === undefined || asked === undefined) return
  const renewal = getDoc(programme, 'renewals', row.rule)
  const given = givenOfRenewal(programme, row)
  const decision = releaseAnswer(renewal, given, { housing: row.housing, before: row.released, asked })
  if (!decision.allowed)
    throw new Problem('refused_by_rule', { details: { reason: decision.reason, ...decision.details } })
  const tables = renewalTables(tx)
  const earlier = await tables
    .selectFrom('land_renewal_housing')
    .select('number')
    .where('renewal', '=', row.id)
    .execute()
  await tables
    .insertInto('land_renewal_housing')
    .values({
      renewal: row.id,
      number: earlier.length + 1,
      progress,
      most: releasedHousing(renewal, given).value,
      share: asked,
      area: housingOf(row.housing ?? '0', asked),
      released_on: toPlainDate(moved.at, programme.timeZone),
      act: moved.after.version,
      at: moved.at,
    })
    .execute()
  await tables.updateTable('land_renewal').set({ progress, released: asked }).where('id', '=', row.id).execute()
  await recordAct(tx, {
    name: 'land.housing_released',
    subject: { kind: 'renewal', id: row.id },
    detail: { progress, share: asked },
  })
}

/** Answers what the workflow of renewals asks of the project. */
export async function holdsForRenewal(
  house: House,
  tx: Transaction,
  one: Case,
): Promise<(condition: Formula) => Truth> {
  const row = await renewalTables(tx)
    .selectFrom('land_renewal')
    .selectAll()
    .where('id', '=', one.subject.id)
    .executeTakeFirst()
  return row === undefined ? () => ({ unknown: [] }) : truthBy(givenOfRenewal(house.programme(), row))
}
