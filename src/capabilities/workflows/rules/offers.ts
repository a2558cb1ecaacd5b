import { type Actor, allowed, can, type Decision, decideAs, facesOf, refused } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { namesOf } from '#pack/formula/dependencies.ts'
import type { Formula } from '#pack/formula/node.ts'
import type { ProgrammeAct, ProgrammeWorkflow } from '#pack/programme.ts'
import type { CaseFactName } from '#pack/schema/workflow.ts'
import { countOf, truthOf } from './conditions.ts'
import { knownOf } from './known.ts'
import type { BranchState, CaseActOffer, CaseFacts, CaseState, OfferedAct, WantedAct } from './model.ts'
import { bareState, stateAfter } from './state.ts'

/** Refusals that say "not yet": whoever reads them is the right one, but something must be there before. */
export const notYetReasons: ReadonlySet<string> = new Set([
  'workflows.requirement_fails',
  'workflows.requirement_unknown',
  'workflows.branches_open',
  'workflows.branches_refused',
  'workflows.subcases_open',
])

/**
 * Every act that starts in this state and every outcome of its branches, each with the decision for this actor: the page shows it, the
 * server enforces it. An outcome of a branch that is one for each organisation is offered once for each.
 */
export function availableActs(
  workflow: ProgrammeWorkflow,
  at: string | CaseState,
  actor: Actor,
  facts: CaseFacts = {},
): OfferedAct[] {
  const state = typeof at === 'string' ? bareState(workflow, at) : at
  return possibleActs(workflow, state).map((act) => offerOf(act, actor, { workflow, state, facts }))
}

/** The decision about one act, the same as it is offered with; without a unit, for the actor's own. @throws Problem wrong_state where it is not offered at all */
export function decideAct(
  workflow: ProgrammeWorkflow,
  state: CaseState,
  { act: id, unit, actor }: WantedAct,
  facts: CaseFacts = {},
): OfferedAct {
  stateAfter(workflow, state.state, id)
  const acts = possibleActs(workflow, state).filter((act) => act.id === id)
  const [first] = acts
  const own = first === undefined ? [] : facesOf(actor).flatMap((face) => organisationsOf(face.actor, first.may))
  const ofUnit =
    acts.find(
      ({ branch }) => branch?.unit === undefined || (unit === undefined ? own : [unit]).includes(branch.unit),
    ) ?? (unit === undefined ? first : undefined)
  if (ofUnit === undefined) {
    throw new Problem('wrong_state', {
      details: { act: id, state: state.state, unit: unit ?? '', reason: 'workflows.no_such_branch' },
    })
  }
  return offerOf(ofUnit, actor, { workflow, state, facts })
}

/** Whether it is the actor's turn: allowed, or refused only because something must be there before. */
export function isMine({ decision }: Pick<OfferedAct, 'decision'>): boolean {
  return decision.allowed || notYetReasons.has(decision.reason)
}

/** All acts of a case here, whoever may do them. */
export function possibleActs(workflow: ProgrammeWorkflow, state: CaseState): CaseActOffer[] {
  return [
    ...workflow.acts.filter((act) => act.from.includes(state.state)),
    ...state.branches.flatMap((branch) => outcomesOf(workflow, state, branch)),
  ]
}

/** The outcomes of a branch as acts that stay in the state. */
export function outcomesOf(workflow: ProgrammeWorkflow, state: CaseState, branch: BranchState): CaseActOffer[] {
  const declared = knownOf(workflow)
    .states.get(state.state)
    ?.branches?.find(({ id }) => id === branch.branch)
  if (declared === undefined) return []
  return declared.outcomes.map(({ id, good: _good, ...outcome }) => ({
    ...outcome,
    id: `${declared.id}.${id}`,
    from: [state.state],
    to: state.state,
    may: declared.may,
    requires: [],
    ...('party' in declared.unit ? { party: declared.unit.party } : {}),
    branch: {
      key: branch.key,
      id: declared.id,
      outcome: id,
      ...(branch.unit === undefined ? {} : { unit: branch.unit }),
    },
  }))
}

/** The organisations one of which has to act; undefined where none is named. */
export function unitsOf(state: CaseState, act: CaseActOffer): readonly string[] | undefined {
  if (act.branch !== undefined) return state.branches.find(({ key }) => key === act.branch?.key)?.units ?? []
  return act.party === undefined || act.party === 'opener' ? undefined : state.parties[act.party]
}

/** The organisations for which a person acts with a permission: the own one, and those for which the permission was given. */
export function organisationsOf(person: Actor, permission: string): string[] {
  const given = person.grants.flatMap(({ permission: held, scope, organisation }) =>
    held === permission && scope === 'organisation' && organisation !== undefined ? [organisation] : [],
  )
  return [...new Set(person.organisation === undefined ? given : [person.organisation, ...given])]
}

type Scene = { workflow: ProgrammeWorkflow; state: CaseState; facts: CaseFacts }

function offerOf(act: CaseActOffer, actor: Actor, scene: Scene): OfferedAct {
  const who = decideAs(actor, (face) => decideWho(act, face, scene))
  const decision = who.decision.allowed ? decideWhen(act, scene) : who.decision
  const face = facesOf(actor).find((one) => one.for === who.onBehalfOf)?.actor ?? actor
  const unit = who.decision.allowed ? unitFor(act, face, scene.state) : undefined
  return {
    act,
    decision,
    ...(unit === undefined ? {} : { unit }),
    ...(who.onBehalfOf === undefined ? {} : { onBehalfOf: who.onBehalfOf }),
  }
}

/** The organisation that acts through this person; undefined where none is named, or nobody needs one. */
function unitFor(act: CaseActOffer, person: Actor, state: CaseState): string | undefined {
  if (act.branch?.unit !== undefined) return act.branch.unit
  const units = unitsOf(state, act)
  return organisationsOf(person, act.may).find((own) => units?.includes(own))
}

/** Who may: whoever holds the permission in reach, or is named by a party. To be named is reach enough. */
function decideWho(act: CaseActOffer, person: Actor, { state, facts }: Scene): Decision {
  const held = can(person, act.may)
  if (!held.allowed || person.kind === 'system') return held
  if (act.party === 'opener')
    return person.id === state.opener ? allowed : refused('workflows.not_the_opener', { permission: act.may })
  const isAssignee = state.assignee === person.id
  const units = unitsOf(state, act)
  if (units === undefined) return isAssignee ? allowed : can(person, act.may, facts.resource)
  if (units.length === 0) return refused('workflows.nobody_named')
  if (isAssignee && act.party === 'lead') return allowed
  const own = organisationsOf(person, act.may)
  return units.some((unit) => own.includes(unit)) ? allowed : refused('workflows.not_a_party', { permission: act.may })
}

function decideWhen(act: ProgrammeAct, { workflow, state, facts }: Scene): Decision {
  for (const condition of act.requires) {
    const truth = truthOf(condition, { workflow, state, holds: facts.holds, fields: facts.fields })
    if (truth === false) return refusalOf(condition, state)
    if (truth !== true)
      return refused('workflows.requirement_unknown', { condition: condition.text, missing: truth.unknown.join(', ') })
  }
  return allowed
}

const reasonOfCount: Readonly<Record<CaseFactName, string>> = {
  open_branches: 'workflows.branches_open',
  refused_branches: 'workflows.branches_refused',
  open_subcases: 'workflows.subcases_open',
}

function refusalOf(condition: Formula, state: CaseState): Decision {
  const names = namesOf(condition.tree)
  const fact = names.length === 1 && Object.hasOwn(reasonOfCount, names[0] ?? '') ? (names[0] as CaseFactName) : null
  const count = fact === null ? 0 : countOf(state, fact)
  if (fact === null || count === 0) return refused('workflows.requirement_fails', { condition: condition.text })
  return refused(reasonOfCount[fact], { condition: condition.text, count: String(count) })
}
