import { type Actor, can, type Decision, decideAs } from '#base/decision.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import { partyRoles } from '#pack/schema/workflow.ts'
import { assigningAct, type Parties } from '../rules/model.ts'
import { isFinal } from '../rules/state.ts'
import { announceAssignee } from './announcements.ts'
import { lockCase, refuseUnless } from './cases.ts'
import { append, type CaseHouse, resourceOf } from './moves.ts'
import { type Case, toCase } from './store.ts'
import { workflowOfCase } from './versions.ts'

export type Assignment = Partial<Parties> & {
  readonly caseId: string
  readonly expectedVersion: number
  readonly actor: Actor
  /** The person whose it is from now on; null: nobody in particular. */
  readonly assignee?: string | null
  readonly reason?: string
}

/** Whether an actor may say who is answerable: whoever holds the permission in reach, or belongs to a unit in the lead and holds it. */
export function decideAssigning(one: Case, actor: Actor): ReturnType<typeof decideAs> {
  return decideAs(actor, (face): Decision => {
    const inReach = can(face, 'workflows.assign', resourceOf(one))
    if (inReach.allowed) return inReach
    const isOfLead = face.organisation !== undefined && one.parties.lead.includes(face.organisation)
    return isOfLead ? can(face, 'workflows.assign') : inReach
  })
}

/**
 * Says who is answerable from now on: units, and the person whose the case is. An act of the house; the state stays. Throws `stale`,
 * `forbidden`, `wrong_state` for a closed case, `invalid_input` for units that the programme or the workflow does not know.
 */
export async function assignCase(house: CaseHouse, tx: Transaction, assignment: Assignment): Promise<Case> {
  const { actor, assignee, reason } = assignment
  const row = await lockCase(tx, assignment)
  const workflow = await workflowOfCase(house, tx, row)
  const { decision, onBehalfOf } = decideAssigning(toCase(row), actor)
  refuseUnless(decision)
  if (isFinal(workflow, row.state)) {
    throw new Problem('wrong_state', { details: { state: row.state, reason: 'workflows.case_closed' } })
  }
  const parties = Object.fromEntries(
    partyRoles.flatMap((role) => (assignment[role] === undefined ? [] : [[role, [...new Set(assignment[role])]]])),
  ) as Partial<Parties>
  const issues = unknownUnits(house, parties, workflow.parties ?? [])
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  const after = await append(house, tx, {
    row,
    workflow,
    actor,
    act: {
      act: assigningAct,
      parties,
      ...(assignee === undefined ? {} : { assignee }),
      ...(reason ? { reason } : {}),
      ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    },
  })
  if (after.assignee !== (row.assignee ?? undefined)) await announceAssignee(house, tx, { one: after, workflow })
  return after
}

function unknownUnits(house: CaseHouse, parties: Partial<Parties>, known: readonly string[]): ProblemIssue[] {
  const { organisations } = house.programme()
  return Object.entries(parties).flatMap(([role, units]): ProblemIssue[] => {
    if (units.length > 0 && !known.includes(role))
      return [{ text: 'workflows.no_such_party', where: `body.${role}`, found: role, expected: known.join(', ') }]
    return units
      .filter((unit) => !Object.hasOwn(organisations, unit) && !unit.startsWith('enterprise:'))
      .map((unit) => ({ text: 'workflows.unknown_unit', where: `body.${role}`, found: unit }))
  })
}
