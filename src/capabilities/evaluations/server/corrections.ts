import type { Actor } from '#base/decision.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { correctedUnit } from './card.ts'
import { getUnit } from './units.ts'
import { listCorrections, replaceUnits, type Run, tables } from './store.ts'

export type NewCorrection = {
  readonly run: Run
  readonly unit: string
  readonly item: string
  readonly value: string | boolean | null
  readonly reason: string
  readonly objection: string
  readonly actor: Actor
}

/**
 * What an accepted objection changes. Before the inputs are frozen the input itself, which names the objection as its source;
 * afterwards nothing frozen is touched: a correction stands beside it, and the next result counts it in.
 */
export async function correctUnit(
  house: Pick<House, 'clock'>,
  tx: Transaction,
  { run, unit: id, item, value, reason, objection, actor }: NewCorrection,
): Promise<void> {
  const corrections = await listCorrections(tx, run.id)
  const unit = correctedUnit(
    run,
    await getUnit(tx, run, id),
    corrections.filter((one) => one.unit === id),
  )
  const fact = unit.facts.find((one) => one.fact === item)
  const was =
    fact === undefined ? (unit.inputs.find(({ input }) => input === item)?.amount ?? null) : textOf(fact.holds)
  const at = house.clock.now()
  const number = corrections.length + 1
  if (run.frozenAt === null) {
    const one = { number, unit: id, item, was, value, reason, objection, at: at.toISOString() }
    const changed = correctedUnit(run, unit, [one])
    return replaceUnits(tx, run.id, [changed], [id])
  }
  await tables(tx)
    .insertInto('evaluation_correction')
    .values({
      run: run.id,
      number,
      unit: id,
      item,
      was,
      value: JSON.stringify(value),
      reason,
      objection,
      at,
      by: actor.id,
    })
    .execute()
}

function textOf(holds: boolean | null): string | null {
  return holds === null ? null : String(holds)
}
