import { Problem } from '#base/problem.ts'
import { type Case, getWorkflow, openOwned, type OwnedOpening } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme, ProgrammeWorkflow } from '#pack/programme.ts'
import type { supervisedKinds } from '#pack/schema/pack.ts'

/** What moves in supervision. */
export type Kind = (typeof supervisedKinds)[number]

/** How the programme supervises. @throws Problem not_ready where it does not */
export function supervisionOf(programme: Programme): NonNullable<Programme['supervision']> {
  if (programme.supervision !== undefined) return programme.supervision
  throw new Problem('not_ready', { issues: [{ text: 'supervision.not_in_programme', where: 'pack.yaml' }] })
}

export function workflowOf(programme: Programme, kind: Kind): ProgrammeWorkflow {
  return getWorkflow(programme, supervisionOf(programme).workflows[kind])
}

/** Opens the case of a thing by the workflow of its kind. */
export function open(
  house: House,
  tx: Transaction,
  { kind, ...opening }: Omit<OwnedOpening, 'workflow'> & { readonly kind: Kind },
): Promise<Case> {
  return openOwned(house, tx, { ...opening, workflow: workflowOf(house.programme(), kind) })
}
