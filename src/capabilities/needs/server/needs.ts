import { sql } from 'kysely'
import { type Actor, can } from '#base/decision.ts'
import { maskName, maskPhone } from '#base/mask.ts'
import { Problem } from '#base/problem.ts'
import { landOf, nameOfIndustry } from '#capabilities/land/server/service.ts'
import { act, getWorkflow, stateName, viewOf } from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { namedOrganisations } from '#pack/naming.ts'
import type { Programme } from '#pack/programme.ts'
import type { NeedAsked, NeedDetail, NeedSummary, Offered, Receipt } from '../contract.ts'
import type { Need } from '../rules/model.ts'
import { hashOf } from './state.ts'
import { getNeed, type NeedRow, type OfferedRow, offeredFor, tables } from './store.ts'

type NeedsAsked = { readonly open?: 'yes' | 'no' | undefined; readonly page: number; readonly pageSize: number }

/** Needs within reach, open ones first, the latest first. */
export async function listNeeds(house: House, tx: Transaction, { open, page, pageSize }: NeedsAsked) {
  let query = tables(tx).selectFrom('need_need')
  if (open !== undefined) query = query.where('is_final', '=', open === 'no')
  const { total } = await query.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow()
  const rows = await query
    .selectAll()
    .orderBy('is_final')
    .orderBy('stated_at', 'desc')
    .orderBy('id')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
  const offered = await offeredFor(
    tx,
    rows.map(({ id }) => id),
  )
  return { total, items: rows.map((row) => summaryOf(house.programme(), row, offered)) }
}

/** @throws Problem not_found */
export async function showNeed(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<NeedDetail> {
  const row = await getNeed(tx, id)
  const offered = await offeredFor(tx, [id])
  return {
    ...summaryOf(house.programme(), row, offered),
    case: row.case_id,
    contact: row.contact === null ? null : maskName(row.contact),
    phone: row.phone === null ? null : maskPhone(row.phone),
    words: row.words,
    offers: offered.map(shownOffered),
    mayMatch: can(actor, 'land.match', row).allowed,
  }
}

/** Whom to talk to, and under which number; the act says that it was asked for. @throws Problem not_found, forbidden */
export async function showContact(tx: Transaction, { id, actor }: { readonly id: string; readonly actor: Actor }) {
  const row = await getNeed(tx, id)
  decide(actor, 'land.match', row)
  await recordAct(tx, { name: 'needs.contact_shown', subject: { kind: 'need', id } })
  return { name: row.contact, phone: row.phone }
}

/** How a need stands, for whoever holds its receipt. @throws Problem not_found */
export async function showReceipt(house: House, code: string): Promise<Receipt> {
  return house.record.asSystem(async (tx) => {
    const row = await tables(tx)
      .selectFrom('need_need')
      .selectAll()
      .where('receipt_hash', '=', hashOf(code))
      .executeTakeFirst()
    if (row === undefined) throw new Problem('not_found', { details: { kind: 'receipt' } })
    const programme = house.programme()
    const offered = await offeredFor(tx, [row.id])
    const { case: one } = await viewOf(house, tx, row.case_id)
    return {
      state: row.state,
      stateName: namedState(programme, row),
      final: row.is_final,
      statedAt: row.stated_at.toISOString(),
      units: namedOrganisations(programme, one.parties.lead),
      asked: askedOf(row.asked),
      offers: offered.map(shownOffered),
    }
  })
}

function summaryOf(programme: Programme, row: NeedRow, offered: readonly OfferedRow[]): NeedSummary {
  return {
    id: row.id,
    company: row.company,
    erased: row.erased_at !== null,
    stranger: row.is_stranger,
    asked: askedOf(row.asked),
    industryName: row.asked.industry === null ? null : nameOfIndustry(programme, row.asked.industry),
    state: row.state,
    stateName: namedState(programme, row),
    final: row.is_final,
    version: row.revision,
    offered: offered.filter(({ need }) => need === row.id).length,
    statedAt: row.stated_at.toISOString(),
  }
}

function namedState(programme: Programme, { state }: NeedRow) {
  return stateName(getWorkflow(programme, landOf(programme).workflows.need), state)
}

function askedOf({ area, tenures, places, promises, ...rest }: Need): NeedAsked {
  return {
    ...rest,
    area: { ...area },
    tenures: [...tenures],
    places: places.map((one) => ({ ...one })),
    promises: { ...promises },
  }
}

function shownOffered({ number, offer, code, name, kind, match, offered_at }: OfferedRow): Offered {
  return { number, offer, code, name, kind, fits: match.fits, score: match.score, at: offered_at.toISOString() }
}

export type Acting = Omit<Parameters<typeof act>[2], 'caseId'> & { readonly id: string }

/** A step with a need; the engine decides whether it may be taken. @throws Problem not_found, forbidden, wrong_state, stale */
export async function actOnNeed(house: House, tx: Transaction, { id, ...doing }: Acting) {
  const row = await getNeed(tx, id)
  const { state, version } = await act(house, tx, { ...doing, caseId: row.case_id })
  return { state, version }
}
