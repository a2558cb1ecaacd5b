import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import type { OverrideShown } from '../contract/words.ts'
import { getRun, tables } from './store.ts'
import { getUnit } from './units.ts'

/** The grade that stands beside the computed one, if somebody put one there. */
export async function overrideOf(tx: Transaction, run: string, unit: string): Promise<OverrideShown | null> {
  const row = await tables(tx)
    .selectFrom('evaluation_override')
    .select(['id', 'grade', 'reason', 'by', 'at'])
    .where('run', '=', run)
    .where('unit', '=', unit)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return null
  const names = await namesOfPeople(tx, [row.by])
  return { id: row.id, grade: row.grade, reason: row.reason, by: names.get(row.by) ?? null, at: row.at.toISOString() }
}

export type NewOverride = {
  readonly id: string
  readonly unit: string
  readonly grade: string
  readonly reason: string
  readonly actor: Actor
}

/** Puts a grade beside the computed one, which stays. @throws Problem not_found, forbidden, invalid_input, conflict */
export async function putOverride(
  house: Pick<House, 'clock'>,
  tx: Transaction,
  { id, unit, grade, reason, actor }: NewOverride,
): Promise<OverrideShown> {
  const run = await getRun(tx, id)
  const one = await getUnit(tx, run, unit)
  decide(actor, 'evaluations.decide', { places: one.places, organisations: one.organisations })
  const grades = run.scheme.grades.map((each) => each.id)
  if (!grades.includes(grade)) {
    const issue = { text: 'evaluations.unknown_grade', where: 'body.grade', found: grade, expected: grades.join(', ') }
    throw new Problem('invalid_input', { issues: [issue] })
  }
  const row = await tables(tx)
    .insertInto('evaluation_override')
    .values({
      run: id,
      unit,
      grade,
      reason,
      places: [...one.places],
      organisations: [...one.organisations],
      at: house.clock.now(),
      withdrawn_at: null,
      withdrawn_by: null,
      withdrawn_for: null,
    })
    .onConflict((conflict) => conflict.columns(['run', 'unit']).where('withdrawn_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row === undefined) throw new Problem('conflict', { details: { kind: 'override', unit } })
  await recordAct(tx, {
    name: 'evaluations.overridden',
    subject: { kind: 'override', id: row.id },
    detail: { unit, grade },
  })
  return (await overrideOf(tx, id, unit)) as OverrideShown
}

/** Withdraws it; it stays in the record. @throws Problem not_found */
export async function withdrawOverride(
  house: Pick<House, 'clock'>,
  tx: Transaction,
  { id, reason, actor }: { readonly id: string; readonly reason: string; readonly actor: Actor },
): Promise<{ id: string }> {
  const row = await tables(tx)
    .updateTable('evaluation_override')
    .set({ withdrawn_at: house.clock.now(), withdrawn_by: actor.id, withdrawn_for: reason })
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .returning('unit')
    .executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'override', id } })
  await recordAct(tx, {
    name: 'evaluations.override_withdrawn',
    subject: { kind: 'override', id },
    detail: { unit: row.unit },
  })
  return { id }
}
