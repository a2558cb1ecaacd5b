import { Problem } from '#base/problem.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import type { WorkflowBranch } from '#pack/schema/workflow.ts'
import { knownOf } from './known.ts'
import type { BranchState, CaseAct, Parties } from './model.ts'

/**
 * The branches of a state for these parties. An outcome that was given stays as long as its branch does; a branch of each organisation
 * comes and goes with the organisation.
 */
export function branchesIn(
  workflow: ProgrammeWorkflow,
  state: string,
  parties: Parties,
  before: readonly BranchState[] = [],
): readonly BranchState[] {
  const declared = knownOf(workflow).states.get(state)?.branches
  if (declared === undefined) return []
  return declared
    .flatMap((branch) => instancesOf(branch, parties))
    .map((instance) => {
      const was = before.find(({ key }) => key === instance.key)
      return was === undefined ? instance : { ...was, units: instance.units }
    })
}

function instancesOf(branch: WorkflowBranch, parties: Parties): BranchState[] {
  const { id, unit } = branch
  if ('organisations' in unit) return [{ key: id, branch: id, units: unit.organisations }]
  const units = parties[unit.party]
  if (unit.each !== true) return [{ key: id, branch: id, units }]
  return units.map((one) => ({ key: `${id}@${one}`, branch: id, units: [one], unit: one }))
}

/** The branches after an outcome was given. @throws Problem wrong_state where there is no such branch for that organisation */
export function decided(
  workflow: ProgrammeWorkflow,
  branches: readonly BranchState[],
  act: CaseAct,
): readonly BranchState[] {
  const known = knownOf(workflow).outcomes.get(act.act)
  const at = branches.findIndex(
    ({ branch, unit, units }) =>
      branch === known?.branch.id &&
      (unit === undefined ? act.unit === undefined || units.includes(act.unit) : unit === act.unit),
  )
  const branch = branches[at]
  if (known === undefined || branch === undefined) {
    throw new Problem('wrong_state', {
      details: { act: act.act, unit: act.unit ?? '', reason: 'workflows.no_such_branch' },
    })
  }
  const { outcome: _outcome, good: _good, by: _by, given: _given, at: _at, ...open } = branch
  const now: BranchState = {
    ...open,
    outcome: known.outcome.id,
    good: known.outcome.good,
    by: act.actor,
    at: act.at,
    ...(act.unit === undefined ? {} : { given: act.unit }),
  }
  return branches.with(at, now)
}

/** How many branches wait for an outcome, and how many were refused. */
export function countBranches(branches: readonly BranchState[]): { open: number; refused: number } {
  return {
    open: branches.filter(({ outcome }) => outcome === undefined).length,
    refused: branches.filter(({ good }) => good === false).length,
  }
}
