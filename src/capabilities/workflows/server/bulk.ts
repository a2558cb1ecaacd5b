import type { Actor } from '#base/decision.ts'
import { Problem, type ProblemBody, toProblemBody } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { findRequestScope } from '#kit/server/request-scope.ts'
import { type ActToPerform, performAct } from './cases.ts'
import type { CaseHouse } from './moves.ts'
import { findOwner } from './owners.ts'
import { type Case, findCaseRow } from './store.ts'
import { workflowOfCase } from './versions.ts'

/**
 * Performs an act for whoever asks at the door of the engine. Only kinds whose owner said so are moved here; others have their own door.
 * Throws `refused_by_rule` for those, and what `performAct` throws.
 */
export async function performForOwner(house: CaseHouse, tx: Transaction, doing: ActToPerform): Promise<Case> {
  const row = await findCaseRow(tx, doing.caseId, { lock: false })
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'case', id: doing.caseId } })
  if (findOwner(house, row.subject_kind) === undefined) {
    throw new Problem('refused_by_rule', { details: { reason: 'workflows.owner_acts', of: row.subject_kind } })
  }
  return performAct(house, tx, doing)
}

export type ManyToPerform = {
  readonly act: string
  readonly cases: readonly { readonly id: string; readonly version: number }[]
  readonly actor: Actor
  readonly reason?: string
}

export type BulkResult = { readonly id: string; readonly state?: string; readonly problem?: ProblemBody }

/** The same step for many cases, each in a transaction of its own: what one is refused changes nothing for the others. */
export async function performMany(
  house: Pick<House, 'programme' | 'clock' | 'record' | 'settings'>,
  { act, cases, actor, reason }: ManyToPerform,
): Promise<{ done: number; results: BulkResult[] }> {
  const results: BulkResult[] = []
  for (const { id, version } of cases) {
    try {
      const after = await house.record.withActor(actor, async (tx) => {
        await refuseUnsafe(house, tx, { id, act })
        const doing = { caseId: id, act, actor, expectedVersion: version, ...(reason ? { reason } : {}) }
        return performForOwner(house, tx, doing)
      })
      results.push({ id, state: after.state })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      results.push({ id, problem: toProblemBody(error, findRequestScope()?.requestId ?? '') })
    }
  }
  return { done: results.filter(({ problem }) => problem === undefined).length, results }
}

/** @throws Problem refused_by_rule unless the workflow says that the act is safe to do for many */
async function refuseUnsafe(
  house: CaseHouse,
  tx: Transaction,
  { id, act }: { id: string; act: string },
): Promise<void> {
  const row = await findCaseRow(tx, id, { lock: false })
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'case', id } })
  const workflow = await workflowOfCase(house, tx, row)
  if (workflow.acts.find((each) => each.id === act)?.bulk !== true)
    throw new Problem('refused_by_rule', { details: { reason: 'workflows.not_in_bulk', act } })
}
