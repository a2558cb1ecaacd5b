import { randomUUID } from 'node:crypto'
import type { Actor } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { listEnterprisesById, organisationOf } from '#capabilities/enterprises/server/service.ts'
import { listParcelsById } from '#capabilities/parcels/server/service.ts'
import { demandOrganisations, organisationsAround } from '#capabilities/people/server/service.ts'
import { demandPlace, placesAround } from '#capabilities/places/server/service.ts'
import { getWorkflow, openOwned } from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { findDoc, listDocs } from '#pack/lookup.ts'
import { namedPlace, written } from '#pack/naming.ts'
import type { Programme, ProgrammeRenewal } from '#pack/programme.ts'
import type { NewRenewal } from '../contract/renewals.ts'
import { amountIssue, demandAny, demandKnown, mayAny } from './known.ts'
import { landOf } from './reach.ts'
import { renewalTables } from './renewal-store.ts'

/** Who may ask for something of their own or of their place. */
export const proposing = ['land.request', 'land.plan', 'land.supply'] as const

/** The renewals of the programme that are in force on a day. */
export function renewalsOn(programme: Programme, on: PlainDate): ProgrammeRenewal[] {
  return listDocs(programme, 'renewals').filter(
    ({ from, to }) => (from === undefined || from <= on) && (to === undefined || on <= to),
  )
}

/** Proposes a renewal and opens its case. @throws Problem invalid_input naming every place that is wrong, forbidden, not_found */
export async function proposeRenewal(
  house: House,
  tx: Transaction,
  { actor, ...asked }: NewRenewal & { readonly actor: Actor },
): Promise<{ id: string; case: string }> {
  const programme = house.programme()
  const land = landOf(programme)
  for (const place of [asked.place, asked.base]) demandPlace(programme, place)
  demandOrganisations(programme, { 'body.lead': asked.lead, 'body.decide': asked.decide })
  const places = reachOf(programme, asked)
  const issues = [
    ...ruleIssues(programme, { rule: asked.rule, places, on: todayOf(house) }),
    ...industryIssues(programme, asked.industry),
    ...amountIssue(asked.area, 'm2', 'body.area'),
    ...(await thingIssues(tx, asked)),
  ]
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  const known = demandKnown(land, asked.known, 'body.known')
  const organisations = [
    ...organisationsAround(programme, [...asked.lead, ...asked.decide]),
    ...(actor.organisation === undefined ? [] : [actor.organisation]),
    ...(asked.enterprise === undefined ? [] : [organisationOf(asked.enterprise)]),
  ]
  demandAny(actor, proposing, { places, organisations })
  const id = randomUUID()
  const opened = await openOwned(house, tx, {
    workflow: getWorkflow(programme, land.workflows.renewal),
    subject: id,
    title: written(asked.name),
    actor,
    place: casePlace(programme, actor, asked),
    organisations,
    lead: asked.lead,
    decide: asked.decide,
  })
  const at = house.clock.now()
  await renewalTables(tx)
    .insertInto('land_renewal')
    .values({
      id,
      rule: asked.rule,
      name: asked.name,
      parcels: [...new Set(asked.parcels)],
      place: asked.place,
      base: asked.base ?? null,
      industry: asked.industry ?? null,
      owner: asked.owner ?? null,
      enterprise: asked.enterprise ?? null,
      area: asked.area.value,
      area_unit: asked.area.unit,
      known: JSON.stringify(known),
      legacy: asked.legacy ?? null,
      housing: asked.housing ?? null,
      progress: null,
      recognised_on: null,
      case_id: opened.id,
      state: opened.state,
      revision: opened.version,
      next_due: opened.nextDue ?? null,
      places,
      organisations,
      created_at: at,
    })
    .execute()
  await renewalTables(tx)
    .insertInto('land_renewal_change')
    .values({ renewal: id, number: 1, known: JSON.stringify(known), reason: null, at })
    .execute()
  await recordAct(tx, {
    name: 'land.renewal_proposed',
    subject: { kind: 'renewal', id },
    detail: { rule: asked.rule, place: asked.place },
  })
  return { id, case: opened.id }
}

/** The places it lies in, by town and by base. */
function reachOf(programme: Programme, { place, base }: Pick<NewRenewal, 'place' | 'base'>): string[] {
  return [...new Set([place, ...(base === undefined ? [] : [base])].flatMap((one) => placesAround(programme, one)))]
}

/** A case lies in one place: the town, or the base where whoever proposes answers for the base alone. */
function casePlace(programme: Programme, actor: Actor, { place, base }: Pick<NewRenewal, 'place' | 'base'>): string {
  if (base === undefined) return place
  const reaches = (one: string) => mayAny(actor, proposing, { places: placesAround(programme, one), organisations: [] })
  return !reaches(place).allowed && reaches(base).allowed ? base : place
}

type RuleAsked = { readonly rule: string; readonly places: readonly string[]; readonly on: PlainDate }

function ruleIssues(programme: Programme, { rule, places, on }: RuleAsked): ProblemIssue[] {
  const inForce = renewalsOn(programme, on)
  const found = inForce.find(({ id }) => id === rule)
  if (found === undefined) {
    const expected = inForce.map(({ id }) => id).join(', ')
    return [{ text: 'renewal.unknown_rule', where: 'body.rule', found: rule, expected }]
  }
  if (found.places === undefined || found.places.some((one) => places.includes(one))) return []
  const names = found.places.map((one) => namedPlace(programme, one).name)
  const [zh, en] = [names.map((name) => name.zh).join('、'), names.map((name) => name.en).join(', ')]
  return [{ text: 'renewal.not_here', where: 'body.place', details: { placesZh: zh, placesEn: en } }]
}

function industryIssues(programme: Programme, industry: string | undefined): ProblemIssue[] {
  if (industry === undefined) return []
  const [taxonomy = '', id = ''] = industry.split('/')
  const known = findDoc(programme, 'taxonomies', taxonomy)?.classes.some((one) => one.id === id) === true
  return known ? [] : [{ text: 'renewal.unknown_class', where: 'body.industry', found: industry }]
}

/** Parcels and enterprises that are not there, or that the actor may not see. */
async function thingIssues(
  tx: Transaction,
  { parcels, enterprise }: Pick<NewRenewal, 'parcels' | 'enterprise'>,
): Promise<ProblemIssue[]> {
  const seen = await listParcelsById(tx, parcels)
  const missing = parcels.flatMap((id, at): ProblemIssue[] =>
    seen.has(id) ? [] : [{ text: 'renewal.unknown_parcel', where: `body.parcels.${at}`, found: id }],
  )
  if (enterprise === undefined || (await listEnterprisesById(tx, [enterprise])).has(enterprise)) return missing
  return [...missing, { text: 'renewal.unknown_enterprise', where: 'body.enterprise', found: enterprise }]
}
