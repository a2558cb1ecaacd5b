import type { Actor, Resource } from '#base/decision.ts'
import { can } from '#base/decision.ts'
import { endOf, type Period } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import type { Enterprise } from '#capabilities/enterprises/contract.ts'
import {
  classificationsOn,
  findEnterprise,
  findRegisterTaxonomy,
  isAboveScale,
  listEnterprises,
} from '#capabilities/enterprises/server/service.ts'
import { placesOf, resourcePlaces } from '#capabilities/places/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'
import { isExpected, type Respondent } from '../rules/respondents.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The organisation that reports for an enterprise. */
export function organisationOf(subjectKind: string, subject: string): string {
  return `${subjectKind}:${subject}`
}

/** The enterprises for which an actor may fill returns: those of its grants by organisation. */
export function ownSubjects(actor: Actor): string[] {
  const own = actor.grants.flatMap((grant) =>
    grant.permission === 'returns.fill' &&
    grant.scope === 'organisation' &&
    grant.organisation?.startsWith('enterprise:') === true
      ? [grant.organisation.slice('enterprise:'.length)]
      : [],
  )
  return [...new Set(own)]
}

/**
 * The towns and respondents whose returns the actor may see, so that a list need not ask the policies about every other one. Undefined
 * where the reach is everywhere, or a base, which no column of the list names.
 */
export function reachOf(programme: Programme, actor: Actor): { towns: string[]; subjects: string[] } | undefined {
  const grants = actor.grants.filter((grant) => grant.permission === 'returns.see')
  const places = placesOf(programme)
  const isTree = (id: string | undefined) => id !== undefined && places.isAdministrative(places.find(id)?.kind ?? '')
  if (
    actor.kind === 'system' ||
    grants.some((grant) => grant.scope === 'all' || (grant.scope === 'place' && !isTree(grant.place)))
  )
    return undefined
  return {
    towns: [
      ...new Set(
        grants.flatMap((grant) =>
          grant.scope === 'place' && grant.place !== undefined ? places.below(grant.place) : [],
        ),
      ),
    ],
    subjects: grants.flatMap((grant) =>
      grant.scope === 'organisation' ? [grant.organisation?.replace(/^[a-z_]+:/, '') ?? ''] : [],
    ),
  }
}

/** Who may do what with a return is asked about its town, all that contain it, and the respondent. */
export function resourceOf(one: {
  readonly places: readonly string[]
  readonly organisations: readonly string[]
}): Resource {
  return { places: one.places, organisations: one.organisations }
}

/** Whether the actor may read the values of a return: the respondent, a reviewer in reach, or who may see single values. */
export function maySeeValues(actor: Actor, resource: Resource): boolean {
  return ['returns.fill', 'returns.review', 'returns.approve', 'observations.see_micro'].some(
    (permission) => can(actor, permission, resource).allowed,
  )
}

/** Respondents as they stood at the end of a period, with what the conditions of forms and checks ask of them. */
export async function respondentsOf(
  programme: Programme,
  tx: Transaction,
  enterprises: readonly Enterprise[],
  period: Period,
): Promise<Respondent[]> {
  const on = endOf(period)
  const held = await classificationsOn(
    tx,
    enterprises.map((enterprise) => enterprise.id),
    on,
  )
  const address = addresses(programme)
  return enterprises.map((enterprise) => {
    const { town, base, industry, size, ownership } = held.get(enterprise.id) ?? enterprise
    return {
      id: enterprise.id,
      name: enterprise.name,
      town,
      base,
      industry,
      size,
      ownership,
      aboveScale: isAboveScale(enterprise, on),
      places: placesAround(programme, town, base),
      classes: { ...address('industry', industry), ...address('size', size), ...address('ownership', ownership) },
      exists: (enterprise.openedOn === null || enterprise.openedOn <= on) && enterprise.status !== 'closed',
    }
  })
}

/** The addresses of classes in the taxonomies by which the register classifies. */
function addresses(programme: Programme) {
  type Subject = 'industry' | 'size' | 'ownership'
  const taxonomy = (subject: Subject) => findRegisterTaxonomy(programme, subject)?.id
  const ids = { industry: taxonomy('industry'), size: taxonomy('size'), ownership: taxonomy('ownership') }
  return (subject: Subject, id: string | null): Respondent['classes'] =>
    id === null || ids[subject] === undefined ? {} : { [subject]: `${ids[subject]}/${id}` }
}

/** One respondent; throws `not_found` also for what the actor may not see. */
export async function getRespondent(
  programme: Programme,
  tx: Transaction,
  subject: string,
  period: Period,
): Promise<Respondent> {
  const enterprise = uuid.test(subject) ? await findEnterprise(tx, subject) : undefined
  const [respondent] = enterprise === undefined ? [] : await respondentsOf(programme, tx, [enterprise], period)
  if (respondent === undefined) throw new Problem('not_found', { details: { kind: 'enterprise', id: subject } })
  return respondent
}

export type Expectation = { readonly expected: readonly Respondent[]; readonly undecided: number }

/** Who has to fill a form for a period, in reach of the actor and within places when given. */
export async function expectedRespondents(
  programme: Programme,
  tx: Transaction,
  asked: { readonly form: ProgrammeForm; readonly period: Period; readonly places?: readonly string[] },
): Promise<Expectation> {
  const enterprises = await listEnterprises(tx, {
    today: endOf(asked.period),
    ...(asked.places === undefined ? {} : { places: asked.places }),
  })
  const respondents = await respondentsOf(programme, tx, enterprises, asked.period)
  const expected: Respondent[] = []
  let undecided = 0
  for (const respondent of respondents) {
    const answer = isExpected(programme, asked.form, respondent)
    if (answer === true) expected.push(respondent)
    else if (answer === 'unknown') undecided += 1
  }
  return { expected, undecided }
}

/** The place and all that contain it; with a base, those of the base as well. */
export function placesAround(programme: Programme, town: string | null, base: string | null): string[] {
  return town === null ? [] : resourcePlaces(placesOf(programme), town, base)
}
