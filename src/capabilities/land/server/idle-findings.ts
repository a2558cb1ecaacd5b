import { system } from '#base/decision.ts'
import { addDays } from '#base/plain-date.ts'
import type { Text } from '#base/text.ts'
import { notify } from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { textOf } from '#pack/naming.ts'
import { type IdleFinding, idleFindings, idleSince } from '../rules/idle-land.ts'
import { type AgreementRow, agreementTables, type IdleRow } from './agreement-store.ts'
import { breachOf } from './kept-breach.ts'

/** The job that looks for land that lies idle. */
export const idleLandJob = 'land.idle'

/** Finds land that lies idle by the rules that each agreement was signed with, each rule once for an agreement and its date; answers how many findings are new. */
export async function findIdleLand(house: House): Promise<number> {
  const today = todayOf(house)
  return house.record.withActor(system, async (tx) => {
    const rows = await agreementTables(tx)
      .selectFrom('land_agreement')
      .selectAll()
      .where('is_final', '=', false)
      .where('completed_on', 'is', null)
      .where((is) => is.or([is('due_start', '<', today), is('due_completion', '<', today)]))
      .execute()
    let found = 0
    for (const row of rows) {
      const { idle } = breachOf(house.programme(), row)
      for (const finding of idleFindings(buildingOf(row), idle, today)) found += await keep(house, tx, row, finding)
    }
    return found
  })
}

function buildingOf(row: AgreementRow) {
  return {
    dueStart: row.due_start,
    dueCompletion: row.due_completion,
    startedOn: row.started_on,
    completedOn: row.completed_on,
    price: row.price,
  }
}

/** Whether a finding still stands: building has not come further, and no later day was given. */
export function stands(row: AgreementRow, { since, due }: Pick<IdleRow, 'since' | 'due'>): boolean {
  const idle = row.is_final ? null : idleSince(buildingOf(row), addDays(due, 1))
  return idle !== null && idle.since === since && idle.due === due
}

async function keep(house: House, tx: Transaction, row: AgreementRow, finding: IdleFinding): Promise<number> {
  const { rule } = finding
  const added = await agreementTables(tx)
    .insertInto('land_idle_finding')
    .values({
      agreement: row.id,
      since: finding.since,
      due: finding.due,
      after_months: rule.after_months,
      does: rule.does,
      share: rule.share ?? null,
      fee: finding.fee,
      words: JSON.stringify(textOf(rule.words)),
      source: rule.source,
      found_on: todayOf(house),
      at: house.clock.now(),
    })
    .onConflict((conflict) => conflict.columns(['agreement', 'since', 'due', 'after_months']).doNothing())
    .executeTakeFirst()
  if (Number(added.numInsertedOrUpdatedRows ?? 0n) === 0) return 0
  await notify(house, tx, [
    {
      key: `land_idle ${row.id} ${finding.since} ${finding.due} ${rule.after_months}`,
      kind: 'late',
      text: sentenceOf(row, finding),
      subject: { kind: 'land_supervision', id: row.id },
      permissions: ['land.supervise', 'land.decide'],
      places: row.places,
      organisations: row.organisations,
      due: finding.due,
    },
  ])
  await recordAct(tx, {
    name: 'land.idle_found',
    subject: { kind: 'land_agreement', id: row.id },
    detail: { since: finding.since, due: finding.due, months: rule.after_months, does: rule.does },
  })
  return 1
}

const missed = {
  start: { zh: '开工', en: 'building should have begun' },
  completion: { zh: '竣工', en: 'building should have ended' },
} as const

function sentenceOf(row: AgreementRow, { since, due, rule }: IdleFinding): Text {
  const { zh, en } = missed[since]
  const words = textOf(rule.words)
  return {
    zh: `${row.holder_name}的用地应于 ${due} 前${zh}，已逾期 ${rule.after_months} 个月：${words.zh}`,
    en: `${row.holder_name}: ${en} by ${due}; ${rule.after_months} months have passed: ${words.en}`,
  }
}
