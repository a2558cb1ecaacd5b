import { randomUUID } from 'node:crypto'
import type { Actor } from '#base/decision.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { getEnterprise } from '#capabilities/enterprises/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import type { SaidOfEnterprise } from '../rules/selection.ts'
import { demandRevision, demandRoom, lettingValues } from './carrier-entry.ts'
import { type CarrierRow, carrierTables, getOf, lettingsOf, stayOf } from './carrier-store.ts'
import { endOfferWhenLet } from './offers.ts'
import { showSelection } from './space-programmes.ts'

type By = { readonly actor: Actor }

type LettingAsked = SaidOfEnterprise &
  By & {
    readonly space: string
    readonly enterprise?: string | undefined
    readonly name?: string | undefined
    readonly from: string
    readonly to: string | null
    readonly area: string
    readonly term: string | null
  }

/**
 * Lets a part of a floor or unit. Problems: not_found, forbidden, invalid_input, refused_by_rule where the parts would exceed it on some
 * day, or where the term is not open to the enterprise.
 */
export async function addLetting(house: House, tx: Transaction, asked: LettingAsked): Promise<{ id: string }> {
  const space = await getOf(tx, 'land_space', { id: asked.space, lock: true })
  const carrier = await getOf(tx, 'land_carrier', { id: space.carrier })
  decide(asked.actor, 'land.plan', carrier)
  const enterprise = asked.enterprise === undefined ? undefined : await getEnterprise(tx, asked.enterprise)
  const name = asked.name ?? enterprise?.name
  if (name === undefined)
    throw new Problem('invalid_input', { issues: [{ text: 'carrier.who_has_it', where: 'body.name' }] })
  demandDays(asked.from, asked.to)
  if (!/[1-9]/.test(asked.area))
    throw new Problem('invalid_input', { issues: [{ text: 'carrier.no_area', where: 'body.area', found: asked.area }] })
  demandTerm(house, { carrier, offered: space.terms, asked })
  const id = randomUUID()
  const { area, enterprise: of, from, to } = asked
  const values = lettingValues({ name, area, from, to, enterprise: of, term: asked.term ?? undefined })
  const stays = (await lettingsOf(tx, [space.id])).map(stayOf)
  demandRoom(space.area, [...stays, { from: values.from_on, to: values.to_on, area }], 'body.area')
  await carrierTables(tx)
    .insertInto('land_letting')
    .values({ id, space: space.id, ...values, at: house.clock.now() })
    .execute()
  const detail = { space: space.id, letting: id, area, from, to, term: asked.term }
  await recordAct(tx, { name: 'land.space_let', subject: { kind: 'carrier', id: carrier.id }, detail })
  await endOfferWhenLet(house, tx, { space: space.id, from: values.from_on })
  return { id }
}

function demandDays(from: string, to: string | null): void {
  const first = parsePlainDate(from)
  if (to === null || parsePlainDate(to) > first) return
  throw new Problem('invalid_input', {
    issues: [{ text: 'carrier.ends_before_it_begins', where: 'body.to', found: to, expected: `> ${from}` }],
  })
}

type TermAsked = { readonly carrier: CarrierRow; readonly offered: readonly string[]; readonly asked: LettingAsked }

/** A term is open where the space offers it, the enterprise is selected and the conditions of the term hold. */
function demandTerm(house: House, { carrier, offered, asked }: TermAsked): void {
  const { term } = asked
  if (term === null) return
  if (carrier.programme === null || !offered.includes(term))
    throw new Problem('invalid_input', {
      issues: [{ text: 'carrier.term_not_offered', where: 'body.term', found: term, expected: offered.join(', ') }],
    })
  const { answer, selects, terms } = showSelection(house.programme(), carrier.programme, asked)
  const found = terms.find(({ id }) => id === term)
  if (found?.open === true) return
  const unknown = [...selects, ...(found === undefined ? [] : [found])].flatMap((one) => one.unknown)
  const isNo = answer === 'no' || found?.answer === 'no'
  const reason = isNo ? 'carrier.term_not_open' : 'carrier.term_unknown'
  throw new Problem('refused_by_rule', {
    details: { reason },
    issues: [{ text: reason, where: 'body.term', found: term, ...(isNo ? {} : { expected: unknown.join(', ') }) }],
  })
}

/** Says from which day a part is free again; null: it goes on. Problems: not_found, forbidden, stale, invalid_input, refused_by_rule. */
export async function endLetting(
  house: House,
  tx: Transaction,
  asked: { readonly id: string; readonly revision: number; readonly to: string | null } & By,
): Promise<{ id: string }> {
  const { id, revision, to, actor } = asked
  const { space: of } = await getOf(tx, 'land_letting', { id })
  const space = await getOf(tx, 'land_space', { id: of, lock: true })
  const carrier = await getOf(tx, 'land_carrier', { id: space.carrier })
  decide(actor, 'land.plan', carrier)
  const row = await getOf(tx, 'land_letting', { id, lock: true })
  demandRevision('letting', row, revision)
  demandDays(row.from_on, to)
  const until = to === null ? null : parsePlainDate(to)
  const stays = (await lettingsOf(tx, [of])).map((one) => ({ ...stayOf(one), ...(one.id === id ? { to: until } : {}) }))
  demandRoom(space.area, stays, 'body.to')
  await carrierTables(tx)
    .updateTable('land_letting')
    .set({ to_on: until, revision: revision + 1, at: house.clock.now(), by: actor.id })
    .where('id', '=', id)
    .execute()
  const detail = { space: of, letting: id, to: until, before: row.to_on }
  await recordAct(tx, { name: 'land.letting_ended', subject: { kind: 'carrier', id: carrier.id }, detail })
  return { id }
}
