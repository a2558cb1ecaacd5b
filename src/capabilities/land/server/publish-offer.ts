import { randomUUID } from 'node:crypto'
import { type Actor, can, type Decision } from '#base/decision.ts'
import { parseDecimal } from '#base/decimal.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { findFile } from '#kit/server/files.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { issuerOf, namedOrganisation } from '#pack/naming.ts'
import type { Programme } from '#pack/programme.ts'
import {
  type Offer,
  type OfferKind,
  type OfferTerms,
  type OfficeOffer,
  priceUnit,
  type Publishing,
  rentUnit,
} from '../contract/offers.ts'
import { type Offered, offeredThing } from './offered-things.ts'
import {
  findOfferRow,
  insertOffers,
  type KeptDocument,
  listRevisions,
  lockThing,
  markWithdrawn,
  type OfferRow,
  type OfferToWrite,
  supersede,
} from './offer-store.ts'
import { toOffer, toOffice } from './offers.ts'

export type Thing = { readonly kind: OfferKind; readonly of: string }
type Asked = Thing & { readonly terms: OfferTerms; readonly actor: Actor }

/** Exactly what strangers would see; nothing is written. @throws Problem not_found, forbidden, refused_by_rule, invalid_input */
export async function previewOffer(house: House, tx: Transaction, asked: Asked): Promise<Offer> {
  const thing = await offeredThing(house, tx, asked)
  decide(asked.actor, 'land.supply', { places: thing.places })
  demand(thing.decision)
  return shownAs(house.programme(), await draftOf(house, tx, { ...asked, thing }))
}

/** Publishes, or publishes again: a copy for strangers to read. @throws Problem as the preview does, stale */
export async function publishOffer(
  house: House,
  tx: Transaction,
  asked: Asked & { readonly expectedRevision: number },
): Promise<Offer> {
  await lockThing(tx, asked)
  const thing = await offeredThing(house, tx, asked)
  decide(asked.actor, 'land.supply', { places: thing.places })
  demand(thing.decision)
  const draft = await draftOf(house, tx, { ...asked, thing })
  if (draft.revision - 1 !== asked.expectedRevision)
    throw new Problem('stale', {
      details: { kind: 'offer', id: draft.id, yours: asked.expectedRevision, current: draft.revision - 1 },
    })
  return writeOffer(house, tx, draft)
}

/** What the house publishes itself, when a supply is announced: the terms of what was on offer, else those of the registers. */
export async function announceOffer(
  house: House,
  tx: Transaction,
  asked: {
    readonly parcel: string
    readonly supply: string
    readonly unit: string | undefined
    readonly documents: readonly KeptDocument[]
    readonly actor: Actor
  },
): Promise<Offer> {
  const { parcel, supply, unit, documents, actor } = asked
  await lockThing(tx, { kind: 'parcel', of: parcel })
  const thing = await offeredThing(house, tx, { kind: 'parcel', of: parcel })
  const { terms } = await termsOf(house, tx, thing)
  const draft = await draftOf(house, tx, {
    kind: 'parcel',
    of: parcel,
    actor: unit === undefined ? actor : { ...actor, organisation: unit },
    terms: { ...terms, stage: 'announced' },
    thing,
  })
  return writeOffer(house, tx, { ...draft, supply, documents: [...draft.documents, ...documents] })
}

/** Takes back what is published, with the reason. @throws Problem not_found, forbidden, stale, wrong_state */
export async function withdrawOffer(
  house: House,
  tx: Transaction,
  asked: {
    readonly id: string
    readonly expectedRevision: number
    readonly reason: string
    readonly actor: Actor
  },
): Promise<OfficeOffer> {
  const { id, expectedRevision, reason, actor } = asked
  const seen = await findOfferRow(tx, id)
  if (seen === undefined) throw new Problem('not_found', { details: { kind: 'offer', id } })
  decide(actor, 'land.supply', { places: seen.places })
  await lockThing(tx, seen)
  const row = (await findOfferRow(tx, id)) ?? seen
  if (row.revision !== expectedRevision)
    throw new Problem('stale', { details: { kind: 'offer', id, yours: expectedRevision, current: row.revision } })
  if (row.withdrawn_at !== null)
    throw new Problem('wrong_state', { details: { state: 'withdrawn', reason: 'offer.withdrawn_already' } })
  if (row.stage === 'announced')
    throw new Problem('wrong_state', { details: { state: 'announced', reason: 'offer.announced' } })
  await markWithdrawn(tx, { ...row, reason, at: house.clock.now(), by: actor.id })
  await recordAct(tx, {
    name: 'land.offer_withdrawn',
    subject: { kind: 'land_offer', id },
    detail: { revision: row.revision, reason },
  })
  const after = (await listRevisions(tx, row))[0]
  if (after === undefined) throw new Problem('not_found', { details: { kind: 'offer', id } })
  return toOffice(house.programme(), after)
}

/** What was ever published of a thing, and with which terms it may be published now. @throws Problem not_found */
export async function showPublishing(
  house: House,
  tx: Transaction,
  { actor, ...asked }: Thing & { readonly actor: Actor },
): Promise<Publishing> {
  const thing = await offeredThing(house, tx, asked)
  const { terms, revisions } = await termsOf(house, tx, thing)
  const may = can(actor, 'land.supply', { places: thing.places })
  const people = await namesOfPeople(
    tx,
    revisions.map((row) => row.published_by),
  )
  return {
    revisions: revisions.map((row) => ({
      ...toOffice(house.programme(), row),
      publishedBy: people.get(row.published_by) ?? row.published_by,
    })),
    terms,
    revision: revisions[0]?.revision ?? 0,
    documents: (revisions[0]?.documents ?? []).map(({ id, name, size }) => ({ id, name, size })),
    decision: may.allowed ? thing.decision : may,
  }
}

/** The terms of the last revision; where there is none, what the registers suggest. */
async function termsOf(
  house: House,
  tx: Transaction,
  thing: Offered,
): Promise<{ terms: OfferTerms; revisions: OfferRow[] }> {
  const revisions = await listRevisions(tx, thing)
  const [last] = revisions
  const today = todayOf(house)
  const usable = thing.from !== null && thing.from > today ? thing.from : today
  if (last === undefined) {
    const terms: OfferTerms = {
      tenures: thing.tenures,
      price: null,
      rent: thing.rent,
      least: null,
      from: usable,
      until: null,
      stage: 'on_offer',
      documents: [],
      phone: null,
    }
    return { terms, revisions }
  }
  const isOver = last.until !== null && last.until < today
  const fits = last.least !== null && parseDecimal(last.least).lessThanOrEqualTo(thing.area)
  return {
    revisions,
    terms: {
      tenures: last.tenures,
      price: last.price,
      rent: last.rent,
      least: fits ? last.least : null,
      from: last.from < usable ? usable : last.from,
      until: isOver ? null : last.until,
      stage: last.stage === 'announced' ? 'on_offer' : last.stage,
      documents: last.documents.map(({ id }) => id),
      phone: last.contact.phone,
    },
  }
}

/** Everything that a stranger will read, drawn from the registers and the terms. @throws Problem invalid_input */
async function draftOf(
  house: House,
  tx: Transaction,
  { terms, actor, thing }: Asked & { readonly thing: Offered },
): Promise<OfferToWrite> {
  const [last] = await listRevisions(tx, thing)
  const documents = await documentsOf(tx, terms.documents, last?.documents ?? [])
  const issues = [...faultsOf(terms, thing), ...documents.issues]
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  const [longitude, latitude] = thing.position
  const { organisation } = actor
  const programme = house.programme()
  const contact =
    organisation === undefined
      ? { id: programme.rootPlace, name: issuerOf(programme) }
      : namedOrganisation(programme, organisation)
  return {
    id: last?.id ?? randomUUID(),
    revision: (last?.revision ?? 0) + 1,
    kind: thing.kind,
    of: thing.of,
    code: thing.code,
    name: thing.name,
    place: thing.place,
    base: thing.base,
    area: thing.area,
    least: terms.least,
    use: thing.use,
    tenures: terms.tenures,
    price: terms.price,
    price_unit: terms.price === null ? null : priceUnit,
    rent: terms.rent,
    rent_unit: terms.rent === null ? null : rentUnit,
    from: terms.from,
    until: terms.until,
    power_kw: thing.powerKw,
    clean_room: thing.cleanRoom,
    ceiling: thing.ceiling,
    floor_load: thing.floorLoad,
    industries: thing.industries,
    industry_ids: thing.industries.map(({ industry }) => industry),
    longitude,
    latitude,
    geometry: thing.geometry,
    approximate: thing.approximate,
    schematic: thing.schematic,
    synthetic: thing.synthetic,
    documents: documents.kept,
    contact: { organisation: contact.id, name: contact.name, phone: terms.phone },
    supply: thing.supply,
    stage: terms.stage,
    places: thing.places,
    published_at: house.clock.now(),
  }
}

function faultsOf(terms: OfferTerms, thing: Offered): ProblemIssue[] {
  const { least, from, until, stage } = terms
  const issues: ProblemIssue[] = []
  if (least !== null && (parseDecimal(least).greaterThan(thing.area) || parseDecimal(least).isZero()))
    issues.push({ text: 'offer.least', where: 'body.terms.least', found: least, expected: `≤ ${thing.area}` })
  if (until !== null && until < from)
    issues.push({ text: 'offer.until', where: 'body.terms.until', found: until, expected: `≥ ${from}` })
  if (stage === 'announced' && !thing.announced)
    issues.push({ text: 'offer.not_announced', where: 'body.terms.stage', found: stage })
  if (stage !== 'announced' && thing.announced)
    issues.push({ text: 'offer.announced', where: 'body.terms.stage', found: stage })
  if (new Set(terms.tenures).size < terms.tenures.length)
    issues.push({ text: 'offer.tenure_twice', where: 'body.terms.tenures' })
  return issues
}

/** Files that the last revision had, or that somebody sent to be published. */
async function documentsOf(
  tx: Transaction,
  ids: readonly string[],
  before: readonly KeptDocument[],
): Promise<{ kept: KeptDocument[]; issues: ProblemIssue[] }> {
  const kept: KeptDocument[] = []
  const issues: ProblemIssue[] = []
  for (const [at, id] of ids.entries()) {
    const known = before.find((one) => one.id === id)
    const file = known === undefined ? await findFile(tx, id) : undefined
    const isTwice = ids.indexOf(id) !== at
    if (isTwice || (known === undefined && file?.permission !== 'land.supply'))
      issues.push({ text: 'offer.document_unknown', where: `body.terms.documents.${at}`, found: id })
    else if (known !== undefined) kept.push(known)
    else if (file !== undefined) kept.push(documentOf(file))
  }
  return { kept, issues }
}

/** A stored file as a document of an offer. */
export function documentOf(file: {
  readonly id: string
  readonly name: string
  readonly bytes: number
  readonly mediaType: string
  readonly hash: string
}): KeptDocument {
  return { id: file.id, name: file.name, size: file.bytes, type: file.mediaType, hash: file.hash }
}

async function writeOffer(house: House, tx: Transaction, draft: OfferToWrite): Promise<Offer> {
  await supersede(tx, draft.id)
  await insertOffers(tx, [draft])
  await recordAct(tx, {
    name: 'land.offer_published',
    subject: { kind: 'land_offer', id: draft.id },
    detail: { revision: draft.revision, kind: draft.kind, of: draft.of, stage: draft.stage },
  })
  return shownAs(house.programme(), draft)
}

function shownAs(programme: Programme, draft: OfferToWrite): Offer {
  return toOffer(programme, {
    ...draft,
    from: draft.from as OfferRow['from'],
    until: draft.until as OfferRow['until'],
    is_current: true,
    published_by: '',
    withdrawn_at: null,
    withdrawn_by: null,
    withdrawn_for: null,
  })
}

function demand(decision: Decision): void {
  if (!decision.allowed)
    throw new Problem('refused_by_rule', { details: { ...decision.details, reason: decision.reason } })
}
