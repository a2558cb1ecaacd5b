import { randomUUID } from 'node:crypto'
import { type Actor, allowed, type Decision, refused } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { quantity } from '#base/quantity.ts'
import { listParcelsById } from '#capabilities/parcels/server/service.ts'
import { demandOrganisations, organisationsAround } from '#capabilities/people/server/service.ts'
import { demandPlace, placesAround } from '#capabilities/places/server/service.ts'
import { type Case, getWorkflow, type Moved, openOwned, type Truth } from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Formula } from '#pack/formula/node.ts'
import { findDoc } from '#pack/lookup.ts'
import { quotaAnswers } from '#pack/land-rules.ts'
import { namedPlace, textOf, unitsOf, written } from '#pack/naming.ts'
import type { Programme } from '#pack/programme.ts'
import type { KnownGiven } from '../contract/known.ts'
import type { NewRequest, RequestDetail, RequestSummary } from '../contract/quotas.ts'
import { askedBy, givenOf, truthBy } from '../rules/known.ts'
import { bookingAnswer, grantFaults, withStated } from '../rules/quotas.ts'
import { caseShown, movedColumns, openFirst } from './case-rows.ts'
import { demandAny, demandKnown, factsShown, mayAny, measuresShown, ruleShown, standingOf, wordsOf } from './known.ts'
import { book, demandQuota, entriesOf, statedOf } from './quota-ledger.ts'
import { accountFor, type AccountFilter, entriesShown, requesting } from './quotas.ts'
import { landOf } from './reach.ts'
import { type RequestRow, renewalTables } from './renewal-store.ts'
import { changesShown, refuseOver, refuseStaleChange, type Stating, stating } from './stated-known.ts'
import { findSupply } from './supply-store.ts'

// Acts of the workflow of requests that book.
const bookings = { reserve: 'reserved', use: 'used', give_back: 'given_back' } as const

/** Requests land or bonds and opens the case. @throws Problem invalid_input, forbidden, refused_by_rule, not_found */
export async function requestQuota(
  house: House,
  tx: Transaction,
  { actor, ...asked }: NewRequest & { readonly actor: Actor },
): Promise<{ id: string; case: string }> {
  const programme = house.programme()
  const land = landOf(programme)
  const quota = demandQuota(programme, asked.quota)
  demandPlace(programme, asked.place)
  const workflow = land.workflows.quota
  if (workflow === undefined) throw new Problem('refused_by_rule', { details: { reason: 'quota.no_workflow' } })
  const decide = asked.decide.length > 0 ? asked.decide : unitsOf(quota.holder)
  if (decide.length === 0)
    throw new Problem('invalid_input', { issues: [{ text: 'quota.no_decider', where: 'body.decide' }] })
  demandOrganisations(programme, { 'body.lead': asked.lead, 'body.decide': decide })
  await demandThings(tx, asked)
  const known = JSON.stringify(demandKnown(land, asked.known, 'body.known'))
  const places = placesAround(programme, asked.place)
  const own = actor.organisation === undefined ? [] : [actor.organisation]
  const organisations = [...new Set([...organisationsAround(programme, [...asked.lead, ...decide]), ...own])]
  demandAny(actor, requesting, { places, organisations })
  const id = randomUUID()
  const opened = await openOwned(house, tx, {
    workflow: getWorkflow(programme, workflow),
    subject: id,
    title: written(asked.purpose.slice(0, 200)),
    actor,
    place: asked.place,
    organisations,
    lead: asked.lead,
    decide,
  })
  const at = house.clock.now()
  const { value: amount, unit } = quantity(asked.amount, quota.unit)
  await renewalTables(tx)
    .insertInto('land_quota_request')
    .values({
      id,
      quota: asked.quota,
      place: asked.place,
      year: asked.year,
      amount,
      unit,
      purpose: asked.purpose,
      parcel: asked.parcel ?? null,
      supply: asked.supply ?? null,
      known,
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
    .insertInto('land_quota_change')
    .values({ request: id, number: 1, known, reason: null, at })
    .execute()
  await recordAct(tx, {
    name: 'land.quota_requested',
    subject: { kind: 'quota', id },
    detail: { quota: asked.quota, place: asked.place, year: asked.year, amount, unit },
  })
  return { id, case: opened.id }
}

/** @throws Problem invalid_input for a parcel or supply that is not there, or that the actor may not see */
async function demandThings(tx: Transaction, { parcel, supply }: Pick<NewRequest, 'parcel' | 'supply'>): Promise<void> {
  const issues = []
  if (parcel !== undefined && !(await listParcelsById(tx, [parcel])).has(parcel))
    issues.push({ text: 'renewal.unknown_parcel', where: 'body.parcel', found: parcel })
  if (supply !== undefined && (await findSupply(tx, supply)) === undefined)
    issues.push({ text: 'quota.unknown_supply', where: 'body.supply', found: supply })
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
}

type Filter = AccountFilter & {
  readonly page: number
  readonly pageSize: number
  readonly open?: 'yes' | 'no' | undefined
}

/** The requests within reach, open ones first. */
export async function listRequests(house: House, tx: Transaction, filter: Filter) {
  const { quota, place, year, open, page, pageSize } = filter
  let found = renewalTables(tx).selectFrom('land_quota_request')
  if (quota !== undefined) found = found.where('quota', '=', quota)
  if (place !== undefined)
    found = found.where(
      (is) => is.val(place),
      '=',
      (is) => is.fn.any('places'),
    )
  if (year !== undefined) found = found.where('year', '=', year)
  if (open !== undefined) found = found.where('is_final', '=', open === 'no')
  const { total } = await found.select((is) => is.fn.countAll<string>().as('total')).executeTakeFirstOrThrow()
  const rows = await found
    .selectAll()
    .orderBy(openFirst)
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
  return { items: rows.map((row) => summaryOf(house, row)), total: Number(total) }
}

function summaryOf(house: House, row: RequestRow): RequestSummary {
  const programme = house.programme()
  const quota = findDoc(programme, 'quotas', row.quota)
  return {
    id: row.id,
    quota: { id: row.quota, name: quota === undefined ? written(row.quota) : textOf(quota.name) },
    place: namedPlace(programme, row.place),
    year: row.year,
    amount: quantity(row.amount, row.unit),
    purpose: row.purpose,
    ...caseShown(house, row, 'quota'),
  }
}

async function getRequest(tx: Transaction, id: string): Promise<RequestRow> {
  const row = await renewalTables(tx)
    .selectFrom('land_quota_request')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'quota', id } })
  return row
}

function givenOfRequest(programme: Programme, row: RequestRow) {
  return givenOf(landOf(programme), row.known, standingOf(programme, row))
}

/** One request with the answer of each rule. @throws Problem not_found, also for what the actor may not see */
export async function showRequest(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<RequestDetail> {
  const programme = house.programme()
  const land = landOf(programme)
  const row = await getRequest(tx, id)
  const quota = demandQuota(programme, row.quota)
  const { measures, facts } = askedBy(land, quota)
  const changes = await renewalTables(tx)
    .selectFrom('land_quota_change')
    .selectAll()
    .where('request', '=', id)
    .execute()
  const entries = await entriesOf(tx, row)
  const parcel = row.parcel === null ? undefined : (await listParcelsById(tx, [row.parcel])).get(row.parcel)
  return {
    ...summaryOf(house, row),
    parcel: parcel === undefined ? null : { id: parcel.id, code: parcel.code },
    supply: row.supply,
    rules: quotaAnswers(quota, givenOfRequest(programme, row)).map((one) => ruleShown(programme, one, one.rule.does)),
    measures: measuresShown(land, measures, row.known),
    facts: factsShown(land, facts, row.known),
    changes: await changesShown(tx, changes),
    account: await accountFor(house, tx, row),
    entries: await entriesShown(
      house,
      tx,
      entries.filter(({ request }) => request === id),
    ),
    mayReserve: mayReserve(programme, row, withStated(entries, statedOf(quota, row))),
    mayState: row.is_final ? { allowed: false, reason: 'renewal.is_over' } : mayAny(actor, stating, row),
  }
}

function mayReserve(programme: Programme, row: RequestRow, entries: Parameters<typeof bookingAnswer>[0]): Decision {
  if (entries.some(({ request, what }) => request === row.id && what === 'reserved')) return allowed
  const quota = demandQuota(programme, row.quota)
  const [fault] = grantFaults(quota, givenOfRequest(programme, row), wordsOf(programme))
  if (fault !== undefined) return refused(fault.text, fault.details)
  return bookingAnswer(entries, { what: 'reserved', amount: row.amount, request: row.id })
}

/** States what is known of a request, all of it anew. @throws Problem stale, wrong_state, forbidden, invalid_input */
export async function stateRequest(
  house: House,
  tx: Transaction,
  asked: Stating & { readonly known: KnownGiven },
): Promise<{ number: number }> {
  const tables = renewalTables(tx)
  const row = await tables
    .selectFrom('land_quota_request')
    .selectAll()
    .where('id', '=', asked.id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'quota', id: asked.id } })
  demandAny(asked.actor, stating, row)
  refuseOver(row)
  const known = JSON.stringify(demandKnown(landOf(house.programme()), asked.known, 'body.known'))
  const changes = await tables.selectFrom('land_quota_change').select('number').where('request', '=', row.id).execute()
  refuseStaleChange(changes.length, asked)
  const number = changes.length + 1
  await tables
    .insertInto('land_quota_change')
    .values({ request: row.id, number, known, reason: asked.reason, at: house.clock.now() })
    .execute()
  await tables.updateTable('land_quota_request').set({ known }).where('id', '=', row.id).execute()
  await recordAct(tx, { name: 'land.quota_stated', subject: { kind: 'quota', id: row.id }, detail: { number } })
  return { number }
}

/** Keeps the row of a request in step with its case, and books what an act reserves, uses or gives back. */
export async function followQuota(house: House, tx: Transaction, moved: Moved): Promise<void> {
  const tables = renewalTables(tx)
  const row = await tables
    .selectFrom('land_quota_request')
    .selectAll()
    .where('id', '=', moved.after.subject.id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return
  if (moved.act === 'reserve') demandGrant(house.programme(), row)
  const what = Object.hasOwn(bookings, moved.act) ? bookings[moved.act as keyof typeof bookings] : undefined
  if (what !== undefined) {
    const { quota, place, year, amount, purpose } = row
    await book(house, tx, { quota, place, year, what, amount, request: row.id, reason: moved.reason ?? purpose })
  }
  await tables.updateTable('land_quota_request').set(movedColumns(house, moved)).where('id', '=', row.id).execute()
}

/** @throws Problem refused_by_rule with every rule that refuses it, or of which nobody can say */
function demandGrant(programme: Programme, row: RequestRow): void {
  const issues = grantFaults(demandQuota(programme, row.quota), givenOfRequest(programme, row), wordsOf(programme))
  if (issues.length > 0) throw new Problem('refused_by_rule', { details: { reason: 'quota.refused' }, issues })
}

/** Answers what the workflow of requests asks of the project that a request is for. */
export async function holdsForRequest(
  house: House,
  tx: Transaction,
  one: Case,
): Promise<(condition: Formula) => Truth> {
  const row = await getRequest(tx, one.subject.id)
  return truthBy(givenOfRequest(house.programme(), row))
}
