import type { Actor } from '#base/decision.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { quantity } from '#base/quantity.ts'
import { isUnit, parseUnit, sameDimension } from '#base/unit.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { getDoc } from '#pack/lookup.ts'
import type { ProgrammeRenewal } from '#pack/programme.ts'
import type { KnownGiven } from '../contract/known.ts'
import { demandAny, demandKnown } from './known.ts'
import { landOf } from './reach.ts'
import { type RenewalRow, renewalTables } from './renewal-store.ts'
import { refuseOver, refuseStaleChange, type Stating, stating } from './stated-known.ts'

/** Who records what a renewal was given. */
export const giving = 'land.decide'

/** Nobody else writes to a renewal until the transaction ends. @throws Problem not_found */
async function lockRenewal(tx: Transaction, id: string): Promise<RenewalRow> {
  const row = await renewalTables(tx)
    .selectFrom('land_renewal')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'renewal', id } })
  return row
}

/** States what is known of a renewal, all of it anew; what stood before stays written. @throws Problem stale, wrong_state, forbidden, invalid_input */
export async function stateRenewal(
  house: House,
  tx: Transaction,
  asked: Stating & { readonly known: KnownGiven },
): Promise<{ number: number }> {
  const tables = renewalTables(tx)
  const row = await lockRenewal(tx, asked.id)
  demandAny(asked.actor, stating, row)
  refuseOver(row)
  const known = JSON.stringify(demandKnown(landOf(house.programme()), asked.known, 'body.known'))
  const changes = await tables
    .selectFrom('land_renewal_change')
    .select('number')
    .where('renewal', '=', row.id)
    .execute()
  refuseStaleChange(changes.length, asked)
  const number = changes.length + 1
  await tables
    .insertInto('land_renewal_change')
    .values({ renewal: row.id, number, known, reason: asked.reason, at: house.clock.now() })
    .execute()
  await tables.updateTable('land_renewal').set({ known }).where('id', '=', row.id).execute()
  await recordAct(tx, { name: 'land.renewal_stated', subject: { kind: 'renewal', id: row.id }, detail: { number } })
  return { number }
}

type GiftAsked = {
  readonly id: string
  readonly gift: string
  readonly amount: string
  readonly unit: string
  readonly on: string
  readonly document: string
  readonly words?: string | undefined
  readonly actor: Actor
}

/** Records what a recognised renewal was given. @throws Problem not_found, forbidden, refused_by_rule, invalid_input */
export async function giveRenewal(house: House, tx: Transaction, asked: GiftAsked): Promise<{ number: number }> {
  const tables = renewalTables(tx)
  const row = await lockRenewal(tx, asked.id)
  decide(asked.actor, giving, row)
  if (row.recognised_on === null)
    throw new Problem('refused_by_rule', { details: { reason: 'renewal.not_recognised_yet' } })
  const issues = giftIssues(getDoc(house.programme(), 'renewals', row.rule), asked)
  if (parsePlainDate(asked.on) > todayOf(house))
    issues.push({ text: 'renewal.day_ahead', where: 'body.on', found: asked.on })
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  const earlier = await tables.selectFrom('land_renewal_gift').select('number').where('renewal', '=', row.id).execute()
  const number = earlier.length + 1
  const { value, unit } = quantity(asked.amount, asked.unit)
  await tables
    .insertInto('land_renewal_gift')
    .values({
      renewal: row.id,
      number,
      gift: asked.gift,
      amount: value,
      unit,
      given_on: asked.on,
      document: asked.document,
      words: asked.words ?? null,
      at: house.clock.now(),
    })
    .execute()
  await recordAct(tx, {
    name: 'land.renewal_given',
    subject: { kind: 'renewal', id: row.id },
    detail: { gift: asked.gift, amount: value, unit },
  })
  return { number }
}

function giftIssues({ gives = [] }: ProgrammeRenewal, asked: GiftAsked): ProblemIssue[] {
  const gift = gives.find(({ id }) => id === asked.gift)
  if (gift === undefined) {
    const expected = gives.map(({ id }) => id).join(', ')
    return [{ text: 'renewal.unknown_gift', where: 'body.gift', found: asked.gift, expected }]
  }
  if (!isUnit(asked.unit)) return [{ text: 'problem.unknown_unit', where: 'body.unit', found: asked.unit }]
  if ('not_stated' in gift.amount || sameDimension(parseUnit(asked.unit), parseUnit(gift.amount.unit))) return []
  const expected = gift.amount.unit
  return [{ text: 'renewal.other_unit', where: 'body.unit', found: asked.unit, expected }]
}
