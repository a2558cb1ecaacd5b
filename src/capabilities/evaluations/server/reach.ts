import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Reach } from '../contract/results.ts'
import { getScore } from './card.ts'
import { resultNumber } from './results.ts'
import { getRun } from './store.ts'

export type ReachAsked = { readonly id: string; readonly unit: string; readonly number?: number | undefined }

/** @throws Problem not_found, not_ready */
export async function showReach(tx: Transaction, { id, unit, number: asked }: ReachAsked): Promise<Reach> {
  await getRun(tx, id)
  const number = await resultNumber(tx, id, asked)
  await getScore(tx, { run: id, number, unit })
  throw new Problem('not_ready', { details: { what: 'reach' } })
}
