import { sql } from 'kysely'
import { type PlainDate, parsePlainDate, toPlainDate, yearOf } from '#base/plain-date.ts'
import { type Period, periodOf, periodsIn } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import type { BoardRow } from '../contract/boards.ts'
import { burnUp, type CountedTask, countTasks } from '../rules/boards.ts'
import { progressOf, type TaskNode } from '../rules/progress.ts'
import { type Lit, lightTasks } from './lit.ts'
import { issuerOf, namedOrganisation, namedPlace } from '#pack/naming.ts'
import { slipSummaries } from './slips.ts'
import { tables } from './store.ts'
import { selectTasks, summariesOf, type TasksAsked, yearsOfTasks } from './tasks.ts'

export type BoardBy = 'base' | 'unit' | 'leader'

const total: Text = { zh: '合计', en: 'All' }
const without: Readonly<Record<BoardBy, Text>> = {
  base: { zh: '未分基地', en: 'Of no base' },
  unit: { zh: '未写明单位', en: 'No unit stated' },
  leader: { zh: '未写明责任领导', en: 'No leader stated' },
}

/** The year asked for, or this year, or the last one that has tasks. */
async function yearOfBoard(house: House, tx: Transaction, asked: number | undefined) {
  const years = await yearsOfTasks(tx)
  const current = yearOf(todayOf(house))
  return { years, year: asked ?? (years.includes(current) ? current : (years[0] ?? current)) }
}

/** Tasks by light, by base, lead unit or leader. Parts count as tasks of their own; a task of several units counts for each of them. */
export async function showBoard(
  house: House,
  tx: Transaction,
  asked: { readonly year?: number | undefined; readonly by: BoardBy },
) {
  const { year, years } = await yearOfBoard(house, tx, asked.year)
  const lit = await lightTasks(house, tx, await selectTasks(tx, { year }))
  const counted = await countedOf(tx, lit)
  return {
    year,
    years,
    total: countTasks('', total, [...counted.values()]),
    rows: rowsBy(house, asked.by, { lit, counted }),
  }
}

type Counted = { readonly lit: readonly Lit[]; readonly counted: ReadonlyMap<string, CountedTask> }

async function countedOf(tx: Transaction, lit: readonly Lit[]): Promise<Map<string, CountedTask>> {
  const ids = lit.map(({ row }) => row.id)
  const { rows } = await sql<{ id: string; count: number }>`
    select task as id, count(*)::integer as count from supervision_slip where task = any(${ids}::uuid[]) and not is_final group by 1`.execute(
    tx,
  )
  const slips = new Map(rows.map(({ id, count }) => [id, count]))
  return new Map(
    lit.map(({ row, light }) => [
      row.id,
      {
        light: light.light,
        doneOn: row.done_on,
        originalDue: row.original_due,
        due: row.due,
        openSlips: slips.get(row.id) ?? 0,
      },
    ]),
  )
}

function rowsBy(house: House, by: BoardBy, { lit, counted }: Counted): BoardRow[] {
  const programme = house.programme()
  const groups = new Map<string, { name: Text; tasks: CountedTask[] }>()
  for (const { row } of lit) {
    const one = counted.get(row.id)
    if (one === undefined) continue
    const keys =
      by === 'unit'
        ? row.lead.map((id) => namedOrganisation(programme, id))
        : by === 'base'
          ? row.base === null
            ? []
            : [namedPlace(programme, row.base)]
          : row.leader === null
            ? []
            : [{ id: row.leader.zh, name: row.leader }]
    for (const { id, name } of keys.length === 0 ? [{ id: '', name: without[by] }] : keys) {
      const group = groups.get(id) ?? { name, tasks: [] }
      group.tasks.push(one)
      groups.set(id, group)
    }
  }
  return [...groups]
    .map(([id, { name, tasks }]) => countTasks(id, name, tasks))
    .sort((a, b) => b.overdue - a.overdue || b.tasks - a.tasks || (a.id < b.id ? -1 : 1))
}

/** Planned against actual by quarter, over the topmost tasks that state a schedule. */
export async function showBurnUp(house: House, tx: Transaction, asked: TasksAsked) {
  const { year } = await yearOfBoard(house, tx, asked.year)
  const lit = await lightTasks(house, tx, await selectTasks(tx, { ...asked, year }))
  const live = topmostScheduled(lit.filter(({ light }) => light.light !== 'none'))
  const history = await historyOf(house, tx, live)
  const quarters = periodsIn(periodOf('year', year, 1), 'quarter') as readonly Period[]
  const today = todayOf(house)
  return {
    year,
    quarters: burnUp(
      live.map((one) => ({ schedule: one.schedule, shareOn: (day: PlainDate) => history(one, day, today) })),
      quarters,
      today,
    ),
  }
}

const statesShares = ({ schedule }: Lit): boolean => schedule.some(({ share }) => share !== null)

/** Of each branch the topmost tasks that state a schedule, with what stands beside them; where none does, the topmost. */
function topmostScheduled(lit: readonly Lit[]): Lit[] {
  const ids = new Set(lit.map(({ row }) => row.id))
  const parts = new Map<string, Lit[]>()
  for (const one of lit)
    if (one.row.parent !== null) parts.set(one.row.parent, [...(parts.get(one.row.parent) ?? []), one])
  const pick = (one: Lit): Lit[] => {
    const below = statesShares(one) ? [] : (parts.get(one.row.id) ?? []).flatMap(pick)
    return below.some(statesShares) ? below : [one]
  }
  return lit.filter(({ row }) => row.parent === null || !ids.has(row.parent)).flatMap(pick)
}

type Reported = { readonly task: string; readonly on: PlainDate; readonly share: string }

/**
 * What was known of a task on a day: done by then is the whole, parts by weight as they were, else the last report by then. What an
 * indicator measures is known for today alone.
 */
async function historyOf(house: House, tx: Transaction, lit: readonly Lit[]) {
  const { timeZone } = house.programme()
  const ids = lit.map(({ row }) => row.id)
  const beneath = ids.length === 0 ? [] : await selectBeneath(tx, ids)
  const all = [...ids, ...beneath.map(({ id }) => id)]
  const rows =
    all.length === 0
      ? []
      : await tables(tx)
          .selectFrom('supervision_progress')
          .select(['task', 'at', 'share'])
          .where('task', 'in', all)
          .where('share', 'is not', null)
          .orderBy('number')
          .execute()
  const reported = rows.map(
    ({ task, at, share }): Reported => ({ task, on: toPlainDate(at, timeZone), share: share ?? '0' }),
  )
  return (one: Lit, day: PlainDate, today: PlainDate): string | null => {
    if (day === today) return one.progress.share
    const node = (row: Beneath): TaskNode => {
      const isDone = row.done_on !== null && row.done_on <= day
      const share = reported.findLast(({ task, on }) => task === row.id && on <= day)?.share ?? null
      return {
        weight: row.weight,
        isDone,
        isOut: row.is_final && !row.is_done,
        own: { share, by: share === null ? 'nothing' : 'report' },
        parts: beneath.filter(({ parent }) => parent === row.id).map(node),
      }
    }
    return progressOf(node(one.row)).share
  }
}

type Beneath = {
  readonly id: string
  readonly parent: string | null
  readonly weight: string
  readonly done_on: PlainDate | null
  readonly is_final: boolean
  readonly is_done: boolean
}

async function selectBeneath(tx: Transaction, ids: readonly string[]): Promise<Beneath[]> {
  const { rows } = await sql<Beneath>`
    with recursive beneath as (
      select id, parent, weight, done_on, is_final, is_done from supervision_task where parent = any(${[...ids]}::uuid[])
      union all
      select t.id, t.parent, t.weight, t.done_on, t.is_final, t.is_done from supervision_task t join beneath b on t.parent = b.id
    ) select * from beneath`.execute(tx)
  return rows
}

/** Everything that a bulletin of a period says. @throws Problem invalid_input */
export async function showBulletin(
  house: House,
  tx: Transaction,
  asked: { readonly from: string; readonly to: string; readonly year?: number | undefined },
) {
  const programme = house.programme()
  const [from, to] = [parsePlainDate(asked.from), parsePlainDate(asked.to)]
  if (to < from)
    throw new Problem('invalid_input', {
      issues: [{ text: 'supervision.span', where: 'to', found: to, expected: from }],
    })
  const lit = await lightTasks(house, tx, await selectTasks(tx, { year: asked.year }))
  const counted = await countedOf(tx, lit)
  const among = { lit, counted }
  const of = (holds: (one: Lit) => boolean) => summariesOf(house, tx, lit.filter(holds))
  const within = (day: PlainDate | null) => day !== null && day >= from && day <= to
  const slips = await tables(tx)
    .selectFrom('supervision_slip')
    .selectAll()
    .where('issued_on', '>=', from)
    .where('issued_on', '<=', to)
    .orderBy('issued_at')
    .execute()
  const extended = await extendedIn(tx, { from, to, timeZone: programme.timeZone })
  return {
    title: { zh: `督办工作通报（${from} 至 ${to}）`, en: `Bulletin of supervision, ${from} to ${to}` },
    issuer: issuerOf(programme),
    from,
    to,
    asOf: todayOf(house),
    total: countTasks('', total, [...counted.values()]),
    byBase: rowsBy(house, 'base', among),
    byUnit: rowsBy(house, 'unit', among),
    done: await of(({ row }) => within(row.done_on)),
    overdue: await of(({ light }) => light.light === 'overdue'),
    behind: await of(({ light }) => light.light === 'behind'),
    extended: await of(({ row }) => extended.has(row.id)),
    slips: await slipSummaries(house, tx, slips),
    replies: await countReplies(tx, { from, to, timeZone: programme.timeZone }),
    escalated: slips.filter(({ escalated_from }) => escalated_from !== null).length,
  }
}

type Days = { readonly from: PlainDate; readonly to: PlainDate; readonly timeZone: string }

/** Which tasks were given a later deadline in a span. */
async function extendedIn(tx: Transaction, { from, to, timeZone }: Days): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct t.id from supervision_task t join workflow_act a on a.case_id = t.case_id
    where a.act = 'workflow.extend' and (a.at at time zone ${timeZone})::date between ${from}::date and ${to}::date`.execute(
    tx,
  )
  return new Set(rows.map(({ id }) => id))
}

async function countReplies(tx: Transaction, { from, to, timeZone }: Days): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from supervision_slip
    where (replied_at at time zone ${timeZone})::date between ${from}::date and ${to}::date`.execute(tx)
  return rows[0]?.count ?? 0
}
