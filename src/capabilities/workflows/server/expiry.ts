import { sql } from 'kysely'
import type { PlainDate } from '#base/plain-date.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import type { Clock } from '../contract.ts'
import { clocksOf } from '../rules.ts'
import { type CaseHouse, findWorkflow, frameOf } from './cases.ts'
import { notify } from './notices.ts'
import { type DbCase, findCaseRow, listActsOfCases, listExpiries, listOverdueCases } from './store.ts'

type ExpiryHouse = Pick<House, 'programme' | 'clock' | 'record'>
type Expired = { readonly clock: Clock; readonly does: string }

const atOnce = 200

/**
 * What the programme says of clocks that ran out: a notice to whoever is to act, or an act of the workflow, which the owner of the subject
 * performs when it reads `workflows.expired`. Each run of a clock expires once, whatever interrupts the house. Answers how many did.
 */
export async function expireClocks(house: ExpiryHouse): Promise<number> {
  const today = house.clock.today(house.programme().timeZone)
  let expired = 0
  let after = ''
  for (;;) {
    const ids = await house.record.asSystem((tx) => overdueWithNews(house, tx, { today, after }))
    for (const id of ids.news) expired += await house.record.asSystem((tx) => expireCase(house, tx, id))
    if (ids.last === undefined) return expired
    after = ids.last
  }
}

/** Of the next overdue cases those with a clock that has run out since it was last looked at. */
async function overdueWithNews(
  house: CaseHouse,
  tx: Transaction,
  asked: { today: PlainDate; after: string },
): Promise<{ news: string[]; last: string | undefined }> {
  const rows = await listOverdueCases(tx, { ...asked, limit: atOnce })
  const ids = rows.map((row) => row.id)
  const [acts, known] = [await listActsOfCases(tx, ids), await listExpiries(tx, ids)]
  const news = rows.filter((row) => expiredIn(house, row, acts.get(row.id) ?? [], known.get(row.id)).length > 0)
  return { news: news.map((row) => row.id), last: rows.length < atOnce ? undefined : ids.at(-1) }
}

async function expireCase(house: CaseHouse, tx: Transaction, id: string): Promise<number> {
  const row = await findCaseRow(tx, id, { lock: true })
  const workflow = row === undefined ? undefined : findWorkflow(house.programme(), row.workflow)
  if (row === undefined || workflow === undefined) return 0
  const acts = (await listActsOfCases(tx, [id])).get(id) ?? []
  const known = (await listExpiries(tx, [id])).get(id)
  let done = 0
  for (const { clock, does } of expiredIn(house, row, acts, known)) {
    const { rows } = await sql`insert into workflow_expiry (case_id, clock, due, does, at)
      values (${id}, ${clock.id}, ${clock.due}, ${does}, ${house.clock.now()}) on conflict do nothing returning clock`.execute(
      tx,
    )
    if (rows.length === 0) continue
    done += 1
    if (does === 'notify') await notifyOf(house, tx, { row, workflow, clock })
    else {
      const detail = { clock: clock.id, due: clock.due, act: does, of: row.subject_kind, subject: row.subject }
      await recordAct(tx, { name: 'workflows.expired', subject: { kind: 'case', id }, detail })
    }
  }
  return done
}

function expiredIn(
  house: CaseHouse,
  row: DbCase,
  acts: Parameters<typeof clocksOf>[1],
  known: ReadonlySet<string> | undefined,
): Expired[] {
  const workflow = findWorkflow(house.programme(), row.workflow)
  if (workflow === undefined) return []
  const frame = frameOf(house, row.due)
  return clocksOf(workflow, acts, frame).flatMap((clock): Expired[] => {
    const does = workflow.clocks?.find((each) => each.id === clock.id)?.on_expiry
    const over = clock.stoppedOn === undefined && clock.due < frame.today
    return over && does !== undefined && known?.has(`${clock.id} ${clock.due}`) !== true ? [{ clock, does }] : []
  })
}

type Said = { row: DbCase; workflow: ProgrammeWorkflow; clock: Clock }

/**
 * To whoever may act from here; the clock of the due date speaks to the respondent alone. One that had run out before the case was begun
 * says nothing that the respondent was not told already.
 */
async function notifyOf(house: CaseHouse, tx: Transaction, { row, workflow, clock }: Said): Promise<void> {
  const opened = row.opened_at.toISOString().slice(0, 10)
  const ofDue = workflow.clocks?.some((each) => each.id === clock.id && 'due' in each.starts) === true
  if (ofDue && clock.due < opened) return
  const permissions = new Set(workflow.acts.filter((act) => act.from.includes(row.state)).map((act) => act.may))
  await notify(house, tx, [
    {
      key: `clock ${row.id} ${clock.id} ${clock.due}`,
      kind: 'clock',
      text: {
        zh: `${row.title.zh}：${clock.name.zh}已于 ${clock.due} 到期`,
        en: `${row.title.en}: ${clock.name.en ?? clock.name.zh} ran out on ${clock.due}`,
      },
      subject: { kind: row.subject_kind, id: row.subject },
      permissions: [...permissions],
      places: row.places,
      organisations: row.organisations,
      toOrganisation: ofDue,
      due: clock.due as PlainDate,
    },
  ])
}
