import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { KeptUnit } from './model.ts'
import { listUnits, type Run } from './store.ts'

/** A unit of a run as it was gathered. @throws Problem not_found, also for what the actor may not see */
export async function getUnit(tx: Transaction, run: Run, unit: string): Promise<KeptUnit> {
  const [found] = await listUnits(tx, run.id, [unit])
  if (found === undefined) throw new Problem('not_found', { details: { kind: 'unit', id: unit } })
  return found
}
