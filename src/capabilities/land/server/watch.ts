import type { Actor } from '#base/decision.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { daysOf } from '../rules/standing-checks.ts'
import { bindingOf, faultOfVerdict, type WatchedKind } from '../rules/watch.ts'
import { type AgreementRow, agreementTables, getAgreement, lockAgreement, nextNumber } from './agreement-store.ts'

type Watching = {
  readonly id: string
  readonly kind: WatchedKind
  readonly on: string
  readonly words: string
  readonly evidence?: string | undefined
  readonly verdict: 'allowed' | 'refused'
  readonly row: string | null
  readonly rule?: string | undefined
  readonly actor: Actor
}

/**
 * Records what happened on new-type industrial land with what was decided, by a frozen row that binds on that day or by a rule that is named.
 * @throws Problem not_found, forbidden, invalid_input, refused_by_rule on other land
 */
export async function recordWatch(house: House, tx: Transaction, asked: Watching): Promise<{ number: number }> {
  await lockAgreement(tx, asked.id)
  const agreement = await getAgreement(tx, asked.id)
  const { places, organisations } = agreement
  decide(asked.actor, 'land.supervise', { places, organisations })
  if (!agreement.is_new_industry)
    throw new Problem('refused_by_rule', { details: { reason: 'agreement.not_new_industry' } })
  demandVerdict(house, agreement, asked)
  const number = await nextNumber(tx, 'land_watch', agreement.id)
  await agreementTables(tx)
    .insertInto('land_watch')
    .values({
      agreement: agreement.id,
      number,
      kind: asked.kind,
      happened_on: asked.on,
      words: asked.words,
      evidence: asked.evidence ?? null,
      verdict: asked.verdict,
      row_id: asked.row,
      rule: ruleOf(asked) ?? null,
      at: house.clock.now(),
    })
    .execute()
  await recordAct(tx, {
    name: 'land.watched',
    subject: { kind: 'land_agreement', id: agreement.id },
    detail: { number, kind: asked.kind, verdict: asked.verdict },
  })
  return { number }
}

function ruleOf({ rule }: Watching): string | undefined {
  return rule === undefined || rule === '' ? undefined : rule
}

function demandVerdict(house: House, agreement: AgreementRow, asked: Watching): void {
  const { on, row, verdict } = asked
  const refuse = (text: string, where: string, more: { found: string; expected?: string }) => {
    throw new Problem('invalid_input', { issues: [{ text, where, ...more }] })
  }
  if (on > todayOf(house)) return refuse('agreement.not_yet', 'on', { found: on })
  const kept = agreement.rows.find((one) => one.row.id === row)
  if (row !== null && kept === undefined) {
    const expected = agreement.rows.map((one) => one.row.id).join(', ')
    return refuse('agreement.no_row', 'row', { found: row, expected })
  }
  const binding = kept === undefined ? undefined : bindingOf(kept.row, daysOf(agreement))
  const fault = faultOfVerdict({ verdict, hasRule: ruleOf(asked) !== undefined }, binding, parsePlainDate(on))
  if (fault === undefined) return
  const where = fault === 'agreement.row_not_in_force' ? 'row' : 'rule'
  const span = `${binding?.from ?? '—'} … ${binding?.until ?? '—'}`
  refuse(fault, where, { found: kept?.row.name.zh ?? on, expected: span })
}
