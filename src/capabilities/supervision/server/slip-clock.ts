import { system } from '#base/decision.ts'
import type { Text } from '#base/text.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { type IssuedSlip, slipDue, type SlipTask } from '../rules/slips.ts'
import { lightTasks, type Lit } from './lit.ts'
import { deadlineByRule, storeSlip } from './issue-slip.ts'
import { levelsOf } from './slip-levels.ts'
import { findRows, tables, type TaskRow } from './store.ts'

/** The job that issues slips by rule. */
export const slipsJob = 'supervision.slips'

const atOnce = 100

/** Issues what is due by rule, once for each task, level and cause, whatever interrupts the house. Answers how many. */
export async function issueByRule(house: House): Promise<number> {
  if (levelsOf(house.programme()).every((level) => level.issued_when === undefined)) return 0
  const open = await house.record.asSystem((tx) =>
    tables(tx).selectFrom('supervision_task').select('id').where('is_final', '=', false).orderBy('id').execute(),
  )
  let issued = 0
  for (let at = 0; at < open.length; at += atOnce) {
    const ids = open.slice(at, at + atOnce).map(({ id }) => id)
    const due = await house.record.asSystem((tx) => dueAmong(house, tx, ids))
    for (const id of due) issued += await house.record.asSystem((tx) => issueFor(house, tx, id))
  }
  return issued
}

async function dueAmong(house: House, tx: Transaction, ids: readonly string[]): Promise<string[]> {
  const lit = await lightTasks(house, tx, await findRows(tx, 'supervision_task', ids))
  const issued = await issuedFor(tx, ids)
  return lit.flatMap((one) => (dueNow(house, one, issued.get(one.row.id) ?? []) === undefined ? [] : [one.row.id]))
}

function dueNow(house: House, lit: Lit, issued: readonly IssuedSlip[]) {
  return slipDue(levelsOf(house.programme()), asked(lit), { issued, today: todayOf(house) })
}

/** One task in a transaction of its own, looked at again under its lock. */
async function issueFor(house: House, tx: Transaction, id: string): Promise<number> {
  await tables(tx).selectFrom('supervision_task').select('id').where('id', '=', id).forUpdate().execute()
  const [lit] = await lightTasks(house, tx, await findRows(tx, 'supervision_task', [id]))
  if (lit === undefined) return 0
  const due = dueNow(house, lit, (await issuedFor(tx, [id])).get(id) ?? [])
  const recipient = lit.row.lead[0]
  if (due === undefined || recipient === undefined) return 0
  const { zh, en } = lit.light.sentence
  const issued = await storeSlip(house, tx, {
    task: lit.row,
    level: due.level,
    cause: due.cause,
    isByRule: true,
    reason: { zh, en },
    demand: demandOf(lit.row),
    recipient,
    deadline: deadlineByRule(house, due.level),
    actor: system,
  })
  return issued === undefined ? 0 : 1
}

/** What is asked for where no person says it: that the task be done as planned. */
function demandOf({ title }: TaskRow): Text {
  return {
    zh: `请说明原因和补救措施，按期推进“${title.zh}”，并在期限前书面回复。`,
    en: `State why, and what will be done so that “${title.en}” goes on as planned; answer in writing by the deadline.`,
  }
}

function asked({ row, light, progress, scheduled }: Lit): SlipTask {
  return {
    due: row.due,
    begunOn: row.begun_on,
    originalDue: row.original_due,
    share: progress.share,
    scheduled,
    hard: row.kind === 'hard',
    urgent: row.urgent,
    sentBack: row.last_act.startsWith('send_back'),
    light: light.light,
  }
}

async function issuedFor(tx: Transaction, tasks: readonly string[]): Promise<Map<string, IssuedSlip[]>> {
  const found = new Map<string, IssuedSlip[]>()
  if (tasks.length === 0) return found
  const rows = await tables(tx)
    .selectFrom('supervision_slip')
    .selectAll()
    .where('task', 'in', [...tasks])
    .orderBy('issued_at')
    .execute()
  for (const row of rows) {
    const slip: IssuedSlip = {
      id: row.id,
      level: row.level,
      cause: row.cause,
      isOpen: !row.is_final,
      isWithdrawn: row.withdrawn_at !== null,
      met: row.met,
    }
    found.set(row.task, [...(found.get(row.task) ?? []), slip])
  }
  return found
}
