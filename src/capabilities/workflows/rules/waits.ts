import { type Actor, facesOf, type Resource } from '#base/decision.ts'
import { namesOf } from '#pack/formula/dependencies.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import { isOfCase, truthOf } from './conditions.ts'
import type { CaseActOffer, CaseState } from './model.ts'
import { organisationsOf, possibleActs, unitsOf } from './offers.ts'
import { isFinal } from './state.ts'

/**
 * The acts that a case waits for: all that start here and every open branch, but for those that stand aside and those that its branches, its
 * sub-cases or what was filled in still forbid. What the owner of the subject answers keeps nothing back, since meeting it is the work of whoever acts.
 */
export function awaitedActs(workflow: ProgrammeWorkflow, state: CaseState): CaseActOffer[] {
  if (isFinal(workflow, state.state)) return []
  const open = new Set(state.branches.filter(({ outcome }) => outcome === undefined).map(({ key }) => key))
  return possibleActs(workflow, state).filter(
    (act) =>
      act.aside !== true &&
      (act.branch === undefined || open.has(act.branch.key)) &&
      !isForbiddenYet(workflow, state, act),
  )
}

/**
 * For whom a case waits, as keys: `<permission>@place:<id>` and `@org:<id>` where a permission reaches it, `@unit:<id>` where a party or
 * branch names an organisation, `@person:<id>` for who opened it and to whom it was given, `@all` for those who hold it everywhere.
 */
export function waitsOf(workflow: ProgrammeWorkflow, state: CaseState, reach: Resource): string[] {
  const keys = awaitedActs(workflow, state).flatMap((act) => keysOfAct(act, state, reach))
  return [...new Set(keys)].sort()
}

/** The keys under which cases wait for an actor, those of absent people whom the actor stands in for included. */
export function keysOf(actor: Actor): string[] {
  const keys = facesOf(actor).flatMap(({ actor: face }) =>
    face.grants.flatMap(({ permission, scope, place, organisation }) => [
      `${permission}@person:${face.id}`,
      ...organisationsOf(face, permission).map((id) => `${permission}@unit:${id}`),
      ...(scope === 'all' ? [`${permission}@all`] : []),
      ...(scope === 'place' && place !== undefined ? [`${permission}@place:${place}`] : []),
      ...(scope === 'organisation' && organisation !== undefined ? [`${permission}@org:${organisation}`] : []),
    ]),
  )
  return [...new Set(keys)].sort()
}

function keysOfAct(act: CaseActOffer, state: CaseState, { places = [], organisations = [] }: Resource): string[] {
  const { may, party } = act
  if (party === 'opener') return [`${may}@person:${state.opener}`]
  const units = unitsOf(state, act)
  const isGiven = state.assignee !== undefined && (units === undefined || (party === 'lead' && units.length > 0))
  const assignee = isGiven ? [`${may}@person:${state.assignee}`] : []
  if (units !== undefined) return [...assignee, ...units.map((id) => `${may}@unit:${id}`)]
  return [
    ...assignee,
    `${may}@all`,
    ...places.map((id) => `${may}@place:${id}`),
    ...organisations.map((id) => `${may}@org:${id}`),
  ]
}

function isForbiddenYet(workflow: ProgrammeWorkflow, state: CaseState, act: CaseActOffer): boolean {
  const fields = Object.fromEntries((act.fields ?? []).map(({ id }) => [id, null]))
  return act.requires.some((condition) => {
    if (!namesOf(condition.tree).some((name) => isOfCase(workflow, name))) return false
    return truthOf(condition, { workflow, state, fields }) === false
  })
}
