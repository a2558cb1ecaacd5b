import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { findRung } from '#pack/ladders.ts'
import type { Programme } from '#pack/programme.ts'
import type { RungStay } from '../contract.ts'
import { checkStay, type Stay, stayKey } from '../rules/rungs.ts'
import { getEnterprise, writeResource } from './register.ts'
import { restate, selectStays } from './rung-store.ts'
import { lockEnterpriseRow } from './store.ts'

type RegisterHouse = Pick<House, 'programme' | 'clock'>
type Asked = { readonly actor: Actor; readonly enterprise: string }

export type Entering = Asked & Pick<Stay, 'rung' | 'from' | 'to' | 'reason'>

/** Lets an enterprise stand on a rung. Problems: not_found, forbidden, invalid_input, refused_by_rule when it stands there already. */
export async function enterRung(
  house: RegisterHouse,
  tx: Transaction,
  { actor, enterprise, ...said }: Entering,
): Promise<RungStay> {
  const stays = await writableStays(house, tx, { actor, enterprise })
  if (findRung(house.programme(), said.rung) === undefined) {
    const expected = '梯队名称 / name of a rung'
    const issues = [{ text: 'import.unknown_code', where: 'body.rung', found: said.rung, expected }]
    throw new Problem('invalid_input', { issues })
  }
  const stay = { ...said, endReason: null }
  refuse(house.programme(), { stay, others: stays }, 'from')
  const { rung, from, to } = stay
  return write(house, tx, {
    enterprise,
    stays: [...stays, stay],
    stay,
    act: 'enterprises.rung_entered',
    detail: { rung, from, to },
  })
}

export type Ending = Asked & { readonly id: string; readonly to: string; readonly reason: string }

/** Says from which day it no longer stands there. Problems: not_found, forbidden, stale when something else is said by now, refused_by_rule. */
export async function endRung(
  house: RegisterHouse,
  tx: Transaction,
  { id, to, reason, ...asked }: Ending,
): Promise<RungStay> {
  const stays = await writableStays(house, tx, asked)
  const before = standing(stays, id)
  const others = stays.filter((each) => each.id !== id)
  const stay = { ...before, to, endReason: reason }
  refuse(house.programme(), { stay, others }, 'to')
  const detail = { rung: stay.rung, from: stay.from, to }
  return write(house, tx, { ...asked, stays: [...others, stay], stay, act: 'enterprises.rung_ended', detail })
}

export type Withdrawing = Asked & { readonly id: string; readonly reason: string }

/** Takes back what was entered by mistake. Problems as of `endRung`. */
export async function withdrawRung(
  house: RegisterHouse,
  tx: Transaction,
  { id, reason, ...asked }: Withdrawing,
): Promise<{ rungs: RungStay[] }> {
  const stays = await writableStays(house, tx, asked)
  const { rung, from, to } = standing(stays, id)
  const rungs = stays.filter((each) => each.id !== id)
  await restate(tx, house.clock.now(), new Map([[asked.enterprise, rungs]]))
  const subject = { kind: 'enterprise', id: asked.enterprise }
  await recordAct(tx, { name: 'enterprises.rung_withdrawn', subject, detail: { rung, from, to, reason } })
  return { rungs }
}

/** What is said of an enterprise that the actor may write, locked so that two cannot say different things at once. */
async function writableStays(house: RegisterHouse, tx: Transaction, { actor, enterprise }: Asked): Promise<RungStay[]> {
  const { town, base } = await getEnterprise(tx, enterprise)
  decide(actor, 'enterprises.edit', writeResource(house.programme(), town, base))
  await lockEnterpriseRow(tx, enterprise)
  return (await selectStays(tx, [enterprise])).get(enterprise) ?? []
}

function standing(stays: readonly RungStay[], id: string): RungStay {
  const found = stays.find((each) => each.id === id)
  if (found === undefined) throw new Problem('stale', { details: { kind: 'rung', id } })
  return found
}

type Checked = { readonly stay: Stay; readonly others: readonly Stay[] }

function refuse(programme: Programme, { stay, others }: Checked, field: 'from' | 'to'): void {
  const refusal = checkStay(stay, others)
  if (refusal === undefined) return
  const { code, expected } = refusal
  const name = findRung(programme, stay.rung)?.name
  const found = name === undefined || refusal.found !== stay.rung ? refusal.found : `${name.zh} / ${name.en ?? name.zh}`
  throw new Problem('refused_by_rule', { issues: [{ text: code, where: `body.${field}`, found, expected }] })
}

type Writing = {
  readonly enterprise: string
  readonly stays: readonly Stay[]
  readonly stay: Stay
  readonly act: string
  readonly detail: Readonly<Record<string, string | null>>
}

async function write(
  house: RegisterHouse,
  tx: Transaction,
  { enterprise, stays, stay, act, detail }: Writing,
): Promise<RungStay> {
  await restate(tx, house.clock.now(), new Map([[enterprise, stays]]))
  await recordAct(tx, { name: act, subject: { kind: 'enterprise', id: enterprise }, detail })
  const now = (await selectStays(tx, [enterprise])).get(enterprise) ?? []
  return now.find((each) => stayKey(each) === stayKey(stay)) as RungStay
}
