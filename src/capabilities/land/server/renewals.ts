import { type Actor, can } from '#base/decision.ts'
import { toDecimalText, parseDecimal } from '#base/decimal.ts'
import { Problem } from '#base/problem.ts'
import { quantity } from '#base/quantity.ts'
import { listEnterprisesById } from '#capabilities/enterprises/server/service.ts'
import { isSynthetic, namesOfPeople } from '#capabilities/people/server/service.ts'
import { listParcelsById } from '#capabilities/parcels/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { findDoc, getDoc } from '#pack/lookup.ts'
import { releasedHousing, renewalAnswer } from '#pack/land-rules.ts'
import { clauseOf, namedPlace, textOf, written } from '#pack/naming.ts'
import type { Programme, ProgrammeRenewal } from '#pack/programme.ts'
import type { RuleShown } from '../contract/known.ts'
import type { Gift, RenewalDetail, RenewalSummary, RenewalTerms } from '../contract/renewals.ts'
import { askedBy, groundMeasure } from '../rules/known.ts'
import { caseShown, openFirst } from './case-rows.ts'
import { givenOfRenewal, knownOfRenewal } from './follow-renewal.ts'
import { giving } from './give-renewal.ts'
import { factsShown, mayAny, measuresShown, ruleShown } from './known.ts'
import { proposing, renewalsOn } from './propose-renewal.ts'
import { landOf } from './reach.ts'
import { type RenewalRow, renewalTables } from './renewal-store.ts'
import { changesShown, stating } from './stated-known.ts'

/** What the renewals in force ask for and give. */
export function showTerms(
  house: House,
  actor: Actor,
): { items: RenewalTerms[]; mayPropose: RenewalDetail['mayState'] } {
  const programme = house.programme()
  const land = landOf(programme)
  const items = renewalsOn(programme, todayOf(house)).map((renewal): RenewalTerms => {
    const { measures, facts } = askedBy(land, renewal)
    return {
      id: renewal.id,
      name: textOf(renewal.name),
      places: (renewal.places ?? []).map((id) => namedPlace(programme, id)),
      measures: measuresShown(land, measures),
      facts: factsShown(land, facts),
      ground: groundMeasure(land) ?? null,
      gives: giftsOf(programme, renewal),
      linksHousing: renewal.linked_housing !== undefined,
    }
  })
  return { items, mayPropose: mayAny(actor, proposing) }
}

function giftsOf(programme: Programme, { gives = [] }: ProgrammeRenewal): Gift[] {
  return gives.map(({ id, name, kind, amount, source }) => ({
    id,
    name: textOf(name),
    kind,
    amount: 'not_stated' in amount ? null : quantity(amount.value, amount.unit),
    clause: clauseOf(programme, source),
  }))
}

type Filter = {
  readonly page: number
  readonly pageSize: number
  readonly place?: string | undefined
  readonly open?: 'yes' | 'no' | undefined
  readonly legacy?: 'yes' | 'no' | undefined
}

/** The renewals within reach, open ones first, those that are due soonest before others. */
export async function listRenewals(house: House, tx: Transaction, filter: Filter) {
  const { place, open, legacy, page, pageSize } = filter
  let found = renewalTables(tx).selectFrom('land_renewal')
  if (place !== undefined)
    found = found.where(
      (is) => is.val(place),
      '=',
      (is) => is.fn.any('places'),
    )
  if (open !== undefined) found = found.where('is_final', '=', open === 'no')
  if (legacy !== undefined) found = found.where('legacy', legacy === 'yes' ? 'is not' : 'is', null)
  const { total } = await found.select((is) => is.fn.countAll<string>().as('total')).executeTakeFirstOrThrow()
  const rows = await found
    .selectAll()
    .orderBy(openFirst)
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
  return { items: rows.map((row) => summaryOf(house, row)), total: Number(total) }
}

function summaryOf(house: House, row: RenewalRow): RenewalSummary {
  const programme = house.programme()
  const rule = findDoc(programme, 'renewals', row.rule)
  return {
    id: row.id,
    name: row.name,
    rule: { id: row.rule, name: rule === undefined ? written(row.rule) : textOf(rule.name) },
    place: namedPlace(programme, row.place),
    base: row.base === null ? null : namedPlace(programme, row.base),
    industry: row.industry === null ? null : namedClass(programme, row.industry),
    owner: row.owner,
    area: quantity(row.area, row.area_unit),
    legacy: row.legacy,
    housing: row.housing === null ? null : plain(row.housing),
    released: plain(row.released),
    progress: row.progress === null ? null : plain(row.progress),
    answer: rule === undefined ? 'unknown' : renewalAnswer(rule, givenOfRenewal(programme, row)).answer,
    ...caseShown(house, row, 'renewal'),
  }
}

const plain = (text: string): string => toDecimalText(parseDecimal(text))

function namedClass(programme: Programme, industry: string) {
  const [taxonomy = '', id = ''] = industry.split('/')
  const found = findDoc(programme, 'taxonomies', taxonomy)?.classes.find((one) => one.id === id)
  return { id: industry, name: found === undefined ? written(industry) : textOf(found.name) }
}

/** @throws Problem not_found, also for what the actor may not see */
async function getRenewal(tx: Transaction, id: string): Promise<RenewalRow> {
  const row = await renewalTables(tx).selectFrom('land_renewal').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'renewal', id } })
  return row
}

/** One renewal with every rule and its answer. @throws Problem not_found */
export async function showRenewal(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<RenewalDetail> {
  const programme = house.programme()
  const land = landOf(programme)
  const row = await getRenewal(tx, id)
  const renewal = getDoc(programme, 'renewals', row.rule)
  const known = knownOfRenewal(programme, row)
  const { measures, facts } = askedBy(land, renewal)
  const tables = renewalTables(tx)
  const changes = await tables.selectFrom('land_renewal_change').selectAll().where('renewal', '=', id).execute()
  const parcels = await listParcelsById(tx, row.parcels)
  const enterprise =
    row.enterprise === null ? undefined : (await listEnterprisesById(tx, [row.enterprise])).get(row.enterprise)
  return {
    ...summaryOf(house, row),
    parcels: [...parcels.values()].map(({ id: parcel, code }) => ({ id: parcel, code })),
    enterprise: enterprise === undefined ? null : { id: enterprise.id, name: enterprise.name },
    recognisedOn: row.recognised_on,
    rules: rulesShown(programme, renewal, row),
    measures: measuresShown(land, measures, known),
    facts: factsShown(land, facts, known),
    ground: groundMeasure(land) ?? null,
    changes: await changesShown(tx, changes),
    gives: giftsOf(programme, renewal),
    given: await givenShown(tx, { programme, renewal, id }),
    linked: linkedShown(programme, renewal, row),
    releases: await releasesShown(tx, id),
    synthetic: await isSynthetic(house),
    mayState: row.is_final ? { allowed: false, reason: 'renewal.is_over' } : mayAny(actor, stating, row),
    mayGive:
      row.recognised_on === null ? { allowed: false, reason: 'renewal.not_recognised_yet' } : can(actor, giving, row),
  }
}

function rulesShown(programme: Programme, renewal: ProgrammeRenewal, row: RenewalRow): RuleShown[] {
  const { requires, refuses } = renewalAnswer(renewal, givenOfRenewal(programme, row))
  return [
    ...requires.map((one) => ruleShown(programme, one, 'require')),
    ...refuses.map((one) => ruleShown(programme, one, 'refuse')),
  ]
}

function linkedShown(programme: Programme, renewal: ProgrammeRenewal, row: RenewalRow): RenewalDetail['linked'] {
  const linked = renewal.linked_housing
  if (linked === undefined) return null
  return {
    share: 'not_stated' in linked.share ? null : linked.share.value,
    clause: clauseOf(programme, linked.source),
    most: releasedHousing(renewal, givenOfRenewal(programme, row)).value,
    steps: linked.releases.map(({ id, name, when, share }) => ({ id, name: textOf(name), when, share })),
  }
}

type Giving = { readonly programme: Programme; readonly renewal: ProgrammeRenewal; readonly id: string }

async function givenShown(tx: Transaction, { programme, renewal, id }: Giving): Promise<RenewalDetail['given']> {
  const rows = await renewalTables(tx)
    .selectFrom('land_renewal_gift')
    .selectAll()
    .where('renewal', '=', id)
    .orderBy('number')
    .execute()
  const gifts = new Map(giftsOf(programme, renewal).map((gift) => [gift.id, gift.name]))
  const names = await namesOfPeople(
    tx,
    rows.map(({ by }) => by),
  )
  return rows.map((row) => ({
    number: row.number,
    gift: { id: row.gift, name: gifts.get(row.gift) ?? written(row.gift) },
    amount: quantity(row.amount, row.unit),
    on: row.given_on,
    document: row.document,
    words: row.words,
    by: names.get(row.by) ?? null,
  }))
}

async function releasesShown(tx: Transaction, id: string): Promise<RenewalDetail['releases']> {
  const rows = await renewalTables(tx)
    .selectFrom('land_renewal_housing')
    .selectAll()
    .where('renewal', '=', id)
    .orderBy('number')
    .execute()
  const names = await namesOfPeople(
    tx,
    rows.map(({ by }) => by),
  )
  return rows.map((row) => ({
    number: row.number,
    on: row.released_on,
    progress: plain(row.progress),
    most: plain(row.most),
    share: plain(row.share),
    area: plain(row.area),
    by: names.get(row.by) ?? null,
  }))
}
