import { sql } from 'kysely'
import { type Actor, can } from '#base/decision.ts'
import { addDays, type PlainDate, toPlainDate } from '#base/plain-date.ts'
import { addWorkingDays } from '#base/working-days.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { stateName } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import type { Programme, ProgrammeSlipLevel } from '#pack/programme.ts'
import type { SlipDetail, SlipLevel, SlipSummary } from '../contract/slips.ts'
import { filesOfCase } from './case-files.ts'
import { workflowOf } from './engine.ts'
import { issuerOf, namedOrganisation, textOf, written } from '#pack/naming.ts'
import { levelShown, levelsOf } from './slip-levels.ts'
import { findRows, getRow, type SlipRow, tables } from './store.ts'

/** The states of a slip that mean something beyond their names. */
export const slipStates = {
  unmet: 'unmet',
  settled: 'settled',
  escalated: 'escalated',
  withdrawn: 'withdrawn',
} as const

/** Levels as people choose among them. */
export function showLevels(house: House, actor: Actor): { levels: SlipLevel[]; mayIssue: boolean } {
  const levels = levelsOf(house.programme())
  return {
    levels: levels.map((level, at): SlipLevel => {
      const reply = 'days' in level.reply ? level.reply : undefined
      return {
        id: level.id,
        name: textOf(level.name),
        colour: level.colour,
        days: reply?.days ?? null,
        count: reply?.count ?? null,
        to: [...level.to],
        may: can(actor, level.may).allowed,
        next: levels[at + 1]?.id ?? null,
        when: level.issued_when?.text ?? null,
        byHand: level.by_hand === undefined ? null : textOf(level.by_hand),
      }
    }),
    mayIssue: can(actor, 'supervision.issue').allowed,
  }
}

/** Until when a slip of a level is to be answered; undefined where the level leaves it to whoever issues it. */
export function replyBy(programme: Programme, level: ProgrammeSlipLevel, from: PlainDate): PlainDate | undefined {
  if (!('days' in level.reply)) return undefined
  const { days, count } = level.reply
  return count === 'calendar' ? addDays(from, days) : addWorkingDays(programme.calendar, from, days).date
}

export type SlipsAsked = {
  readonly task?: string | undefined
  readonly level?: string | undefined
  readonly unit?: string | undefined
  readonly open?: 'yes' | 'no' | undefined
  readonly page: number
  readonly pageSize: number
}

/** Slips within reach, open ones first, the latest first. */
export async function listSlips(house: House, tx: Transaction, asked: SlipsAsked) {
  const { task, level, unit, open } = asked
  let query = tables(tx).selectFrom('supervision_slip')
  if (task !== undefined) query = query.where('task', '=', task)
  if (level !== undefined) query = query.where('level', '=', level)
  if (unit !== undefined) query = query.where('recipient', '=', unit)
  if (open !== undefined) query = query.where('is_final', '=', open === 'no')
  const { total } = await query.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow()
  const rows = await query
    .selectAll()
    .orderBy('is_final')
    .orderBy('issued_at', 'desc')
    .orderBy('id')
    .limit(asked.pageSize)
    .offset((asked.page - 1) * asked.pageSize)
    .execute()
  return { total, items: await slipSummaries(house, tx, rows) }
}

/** Slips as they are listed. */
export async function slipSummaries(house: House, tx: Transaction, rows: readonly SlipRow[]): Promise<SlipSummary[]> {
  if (rows.length === 0) return []
  const programme = house.programme()
  const workflow = workflowOf(programme, 'slip')
  const tasks = new Map(
    (
      await findRows(
        tx,
        'supervision_task',
        rows.map(({ task }) => task),
      )
    ).map((row) => [row.id, row]),
  )
  const today = todayOf(house)
  return rows.map((row): SlipSummary => {
    return {
      id: row.id,
      number: row.number,
      ...levelShown(programme, row.level),
      task: row.task,
      taskTitle: tasks.get(row.task)?.title ?? written(''),
      recipient: namedOrganisation(programme, row.recipient),
      issuedOn: row.issued_on,
      deadline: row.deadline,
      originalDeadline: row.original_deadline,
      isByRule: row.is_by_rule,
      state: row.state,
      stateName: stateName(workflow, row.state),
      final: row.is_final,
      isLate: isLate(row, { today, timeZone: programme.timeZone }),
      met: row.met,
    }
  })
}

/** Not replied by its deadline, or after it; one that was withdrawn is not. */
function isLate(row: SlipRow, { today, timeZone }: { readonly today: PlainDate; readonly timeZone: string }): boolean {
  if (row.withdrawn_at !== null) return false
  return (row.replied_at === null ? today : toPlainDate(row.replied_at, timeZone)) > row.deadline
}

/** One slip as the document that was issued. @throws Problem not_found */
export async function showSlip(
  house: House,
  tx: Transaction,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<SlipDetail> {
  const row = await getRow(tx, 'supervision_slip', id)
  const [summary] = await slipSummaries(house, tx, [row])
  const people = [row.issued_by, row.replied_by, row.decided_by, row.withdrawn_by].flatMap((one) => one ?? [])
  const names = await namesOfPeople(tx, people)
  const nameOf = (person: string | null) => (person === null ? null : (names.get(person) ?? null))
  const files = row.reply_act === null ? [] : await filesOfCase(house, row.case_id)
  const others = await house.record.asSystem((all) => around(all, row))
  const of = { places: row.places, organisations: row.organisations }
  const may = (permission: string) => can(actor, permission, of).allowed && !row.is_final
  return {
    ...(summary as SlipSummary),
    case: row.case_id,
    version: row.revision,
    issuer: issuerOf(house.programme()),
    issuedBy: row.is_by_rule ? null : nameOf(row.issued_by),
    reason: row.reason,
    demand: row.demand,
    reply:
      row.replied_at === null
        ? null
        : {
            at: row.replied_at.toISOString(),
            by: nameOf(row.replied_by),
            text: row.reply ?? '',
            files: files.filter((file) => file.act === row.reply_act).map(({ act: _act, ...file }) => file),
          },
    decision:
      row.decided_at === null
        ? null
        : {
            at: row.decided_at.toISOString(),
            by: nameOf(row.decided_by),
            met: row.met === true,
            reason: row.decision ?? '',
          },
    withdrawn:
      row.withdrawn_at === null
        ? null
        : { at: row.withdrawn_at.toISOString(), by: nameOf(row.withdrawn_by), reason: row.withdrawn_for ?? '' },
    escalatedFrom: others.from,
    escalatedTo: others.to,
    may: { reply: may('supervision.reply'), decide: may('supervision.decide'), withdraw: may('supervision.issue') },
  }
}

async function around(tx: Transaction, row: SlipRow) {
  const named = (one: { id: string; number: string } | undefined) => one ?? null
  const [from] = row.escalated_from === null ? [] : await findRows(tx, 'supervision_slip', [row.escalated_from])
  const to = await tables(tx)
    .selectFrom('supervision_slip')
    .select(['id', 'number'])
    .where('escalated_from', '=', row.id)
    .executeTakeFirst()
  return { from: named(from === undefined ? undefined : { id: from.id, number: from.number }), to: named(to) }
}
