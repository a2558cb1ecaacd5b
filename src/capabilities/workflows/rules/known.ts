import type { ProgrammeAct, ProgrammeWorkflow } from '#pack/programme.ts'
import type {
  BranchOutcome,
  WorkflowBranch,
  WorkflowField,
  WorkflowState as DeclaredState,
} from '#pack/schema/workflow.ts'

/** An outcome of a branch, with the branch and the state that it belongs to. */
export type KnownOutcome = {
  readonly state: DeclaredState
  readonly branch: WorkflowBranch
  readonly outcome: BranchOutcome
}

/** What a workflow knows, by id. */
export type Known = {
  readonly states: ReadonlyMap<string, DeclaredState>
  readonly acts: ReadonlyMap<string, ProgrammeAct>
  /** By `<branch>.<outcome>`. */
  readonly outcomes: ReadonlyMap<string, KnownOutcome>
  /** Every field of every act and outcome; the same id is the same field everywhere. */
  readonly fields: ReadonlyMap<string, WorkflowField>
  /** `<field>_is_<choice>` and what it asks. */
  readonly choices: ReadonlyMap<string, { readonly field: string; readonly choice: string }>
}

const made = new WeakMap<ProgrammeWorkflow, Known>()

/** The parts of a workflow by id. */
export function knownOf(workflow: ProgrammeWorkflow): Known {
  const found = made.get(workflow)
  if (found !== undefined) return found
  const outcomes = new Map<string, KnownOutcome>()
  for (const state of workflow.states) {
    for (const branch of state.branches ?? []) {
      for (const outcome of branch.outcomes) outcomes.set(`${branch.id}.${outcome.id}`, { state, branch, outcome })
    }
  }
  const filled = [...workflow.acts, ...[...outcomes.values()].map(({ outcome }) => outcome)]
  const fields = new Map(filled.flatMap((one) => one.fields ?? []).map((field) => [field.id, field]))
  const known = {
    states: new Map(workflow.states.map((state) => [state.id, state])),
    acts: new Map(workflow.acts.map((act) => [act.id, act])),
    outcomes,
    fields,
    choices: new Map(
      [...fields.values()].flatMap(({ id, choices = [] }) =>
        choices.map((choice) => [`${id}_is_${choice.id}`, { field: id, choice: choice.id }] as const),
      ),
    ),
  }
  made.set(workflow, known)
  return known
}
