import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { ChangeShown } from '../contract/known.ts'
import type { ChangeRow } from './renewal-store.ts'

/** Who may state what is known of something that moves here. */
export const stating = ['land.plan', 'land.supply', 'land.supervise', 'land.decide', 'land.request'] as const

export type Stating = {
  readonly id: string
  readonly expectedVersion: number
  readonly reason: string
  readonly actor: Actor
}

/** @throws Problem stale where somebody else has stated something meanwhile */
export function refuseStaleChange(last: number, { id, expectedVersion }: Stating): void {
  if (last !== expectedVersion)
    throw new Problem('stale', { details: { kind: 'known', id, yours: expectedVersion, current: last } })
}

/** @throws Problem wrong_state once the case is over */
export function refuseOver(row: { readonly is_final: boolean; readonly state: string }): void {
  if (row.is_final) throw new Problem('wrong_state', { details: { state: row.state, reason: 'renewal.is_over' } })
}

/** The changes of what is known, the latest first. */
export async function changesShown(tx: Transaction, rows: readonly ChangeRow[]): Promise<ChangeShown[]> {
  const names = await namesOfPeople(
    tx,
    rows.map(({ by }) => by),
  )
  return rows
    .map(({ number, reason, at, by }) => ({ number, reason, at: at.toISOString(), by: names.get(by) ?? null }))
    .toSorted((a, b) => b.number - a.number)
}
