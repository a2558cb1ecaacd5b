import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { resultNumber } from './results.ts'
import { getRun } from './store.ts'

export type StabilityAsked = {
  readonly id: string
  readonly number?: number | undefined
  readonly draws: number
  readonly actor: Actor
}

/** @throws Problem not_found, not_ready */
export async function askStability(
  _house: House,
  tx: Transaction,
  { id, number }: StabilityAsked,
): Promise<{ job: string }> {
  await getRun(tx, id)
  await resultNumber(tx, id, number)
  throw new Problem('not_ready', { details: { what: 'stability' } })
}

/** @throws Problem not_found */
export async function showStability(
  tx: Transaction,
  { id, number: asked }: { readonly id: string; readonly number?: number | undefined; readonly actor: Actor },
) {
  await getRun(tx, id)
  const number = await resultNumber(tx, id, asked)
  return { number, draws: 0, at: null, total: 0, bands: [], items: [] }
}
