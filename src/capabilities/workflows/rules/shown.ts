import type { Actor } from '#base/decision.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import type { CaseDetail } from '../contract.ts'
import type { CaseState, OfferedAct } from './model.ts'
import { availableActs } from './offers.ts'
import { bareState } from './state.ts'

// What a page decides from the answer of the server, by the same rules: a difference means that what it shows has become old.

/** The workflow under which a case runs, as it came with the case. */
export function workflowOf(one: CaseDetail): ProgrammeWorkflow {
  return one.definition as unknown as ProgrammeWorkflow
}

/** What may be done, decided on the page by the rules of the server; only conditions about the subject are taken from its answer. */
export function ownOffers(one: CaseDetail, actor: Actor): OfferedAct[] {
  return availableActs(workflowOf(one), stateShown(one), actor, {
    resource: one.resource,
    holds: (condition) => one.truths[condition.text] ?? { unknown: [] },
  })
}

/** Names an act of a case, for one unit where it is the outcome of its branch. */
export function offerKey(act: string, unit: string | undefined): string {
  return unit === undefined ? act : `${act}@${unit}`
}

/** The acts about which page and server differ: what the page shows has become old. */
export function differingActs(one: CaseDetail, actor: Actor): CaseDetail['acts'] {
  const own = new Map(
    ownOffers(one, actor).map(({ act, decision, unit }) => [
      offerKey(act.id, act.branch?.unit ?? unit),
      decision.allowed,
    ]),
  )
  return one.acts.filter((act) => own.get(offerKey(act.act, act.unit?.id)) !== act.decision.allowed)
}

function stateShown(one: CaseDetail): CaseState {
  const ids = (units: readonly { id: string }[]) => units.map(({ id }) => id)
  const bare = bareState(workflowOf(one), one.state, {
    version: one.version,
    parties: { lead: ids(one.parties.lead), assist: ids(one.parties.assist), decide: ids(one.parties.decide) },
    fields: one.fields,
    opener: one.opener.id,
    openSubcases: one.subcases.filter(({ final }) => !final).map(({ id }) => id),
    ...(one.assignee === undefined ? {} : { assignee: one.assignee.id }),
  })
  return {
    ...bare,
    branches: bare.branches.map((branch) => {
      const said = one.branches.find(({ id }) => id === branch.key)
      return said?.outcome === undefined ? branch : { ...branch, outcome: said.outcome, good: said.good ?? true }
    }),
  }
}
