import { Problem } from '#base/problem.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import { partyRoles } from '#pack/schema/workflow.ts'
import { branchesIn, decided } from './branches.ts'
import { knownOf } from './known.ts'
import { type CaseAct, type CaseState, houseActs, openingAct, type Parties, subcaseClosedAct } from './model.ts'

const nobody: Parties = { lead: [], assist: [], decide: [] }

/** A case of which only the state is known: nobody is named in it, nothing was filled in. */
export function bareState(workflow: ProgrammeWorkflow, state: string, more: Partial<CaseState> = {}): CaseState {
  const parties = more.parties ?? nobody
  return {
    state,
    version: 1,
    branches: branchesIn(workflow, state, parties),
    fields: {},
    parties,
    opener: '',
    openSubcases: [],
    ...more,
  }
}

/** The case after all its acts. @throws Problem wrong_state where the list cannot have happened */
export function caseStateOf(workflow: ProgrammeWorkflow, acts: readonly CaseAct[]): CaseState {
  let state: CaseState | undefined
  for (const act of acts) state = advance(workflow, state, act)
  if (state === undefined) throw notOpened('')
  return state
}

/** The case after one more act; before the opening it is undefined. @throws Problem wrong_state */
export function advance(workflow: ProgrammeWorkflow, before: CaseState | undefined, act: CaseAct): CaseState {
  return moved(workflow, before, { act, to: before === undefined ? '' : stateAfter(workflow, before.state, act.act) })
}

/** As `advance`, but where the act says to which state it led, that is believed: for clocks of cases from before their workflow was kept. */
export function follow(workflow: ProgrammeWorkflow, before: CaseState | undefined, act: CaseAct): CaseState {
  if (before === undefined || act.to === undefined || knownOf(workflow).outcomes.has(act.act))
    return advance(workflow, before, act)
  return moved(workflow, before, { act, to: act.to })
}

function moved(
  workflow: ProgrammeWorkflow,
  before: CaseState | undefined,
  { act, to }: { act: CaseAct; to: string },
): CaseState {
  if (before === undefined) {
    if (act.act !== openingAct) throw notOpened(act.act)
    return { ...personsAfter(bareState(workflow, workflow.initial, { opener: act.actor }), act, workflow), version: 1 }
  }
  const entered = to !== before.state
  const after: CaseState = {
    ...before,
    state: to,
    version: before.version + 1,
    branches: entered
      ? branchesIn(workflow, to, before.parties)
      : knownOf(workflow).outcomes.has(act.act)
        ? decided(workflow, before.branches, act)
        : before.branches,
    fields: act.fields === undefined ? before.fields : { ...before.fields, ...act.fields },
    openSubcases: subcasesAfter(before.openSubcases, act),
  }
  return personsAfter(after, act, workflow)
}

/** Parties and assignee as the act leaves them; branches follow the parties. */
function personsAfter(state: CaseState, act: CaseAct, workflow: ProgrammeWorkflow): CaseState {
  let after = state
  if (act.fields !== undefined && act.act === openingAct) after = { ...after, fields: { ...act.fields } }
  if (act.parties !== undefined) {
    const parties = Object.fromEntries(
      partyRoles.map((role) => [role, [...new Set(act.parties?.[role] ?? state.parties[role])]]),
    ) as unknown as Parties
    after = { ...after, parties, branches: branchesIn(workflow, after.state, parties, after.branches) }
  }
  if (act.assignee === undefined) return after
  const { assignee: _before, ...unassigned } = after
  return act.assignee === null ? unassigned : { ...unassigned, assignee: act.assignee }
}

function subcasesAfter(open: readonly string[], { act, subcase }: CaseAct): readonly string[] {
  if (subcase === undefined) return open
  if (act === subcaseClosedAct) return open.filter((id) => id !== subcase)
  return open.includes(subcase) ? open : [...open, subcase]
}

/** The state after one act. Throws `wrong_state` when the workflow does not know the act or it does not start here. */
export function stateAfter(workflow: ProgrammeWorkflow, state: string, act: string): string {
  if ((houseActs as readonly string[]).includes(act)) return state
  const { acts, outcomes } = knownOf(workflow)
  const outcome = outcomes.get(act)
  const known = acts.get(act)
  const from = outcome === undefined ? known?.from : [outcome.state.id]
  if (from === undefined) throw new Problem('wrong_state', { details: { act, state, reason: 'workflows.unknown_act' } })
  if (!from.includes(state))
    throw new Problem('wrong_state', { details: { act, state, from, reason: 'workflows.not_from_here' } })
  return known?.to ?? state
}

/** The state of a case, replayed from all its acts. Throws `wrong_state` where the list cannot have happened. */
export function stateOf(workflow: ProgrammeWorkflow, acts: readonly CaseAct[]): string {
  return caseStateOf(workflow, acts).state
}

/** The shortest list of acts that leads from the initial state to another; undefined where no way leads there. */
export function wayTo(workflow: ProgrammeWorkflow, state: string): string[] | undefined {
  const ways = new Map<string, string[]>([[workflow.initial, []]])
  // A map grows while it is walked: states found later are walked too.
  for (const [from, way] of ways) {
    for (const act of workflow.acts) {
      if (act.from.includes(from) && !ways.has(act.to)) ways.set(act.to, [...way, act.id])
    }
  }
  return ways.get(state)
}

/** Whether nothing more can happen by rule of the workflow. */
export function isFinal(workflow: ProgrammeWorkflow, state: string): boolean {
  return knownOf(workflow).states.get(state)?.final === true
}

function notOpened(act: string): Problem {
  return new Problem('wrong_state', { details: { act, reason: 'workflows.not_opened' } })
}
