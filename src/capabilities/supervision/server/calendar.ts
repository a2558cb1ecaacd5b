import { addDays, parsePlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { listDocs } from '#pack/lookup.ts'
import type { CalendarDay } from '../contract/meetings.ts'
import { meetingDays } from '../rules/rhythm.ts'
import { lightOfReport } from './information.ts'
import { lightTasks } from './lit.ts'
import { textOf } from '#pack/naming.ts'
import { slipSummaries } from './slips.ts'
import { tables } from './store.ts'

const longest = 400

/** Meetings, reports, deadlines of tasks and slips within reach, by day; and what the rhythm of a series plans. @throws Problem invalid_input */
export async function calendarOf(house: House, tx: Transaction, asked: { readonly from: string; readonly to: string }) {
  const [from, to] = [parsePlainDate(asked.from), parsePlainDate(asked.to)]
  if (to < from || to > addDays(from, longest))
    throw new Problem('invalid_input', {
      issues: [{ text: 'supervision.span', where: 'to', found: to, expected: from }],
    })
  const { holidays, workdays } = house.programme().calendar
  const within = (day: string) => day >= from && day <= to
  const items = [
    ...(await meetingsOf(house, tx, { from, to })),
    ...(await reportsOf(house, tx, { from, to })),
    ...(await tasksOf(house, tx, { from, to })),
    ...(await slipsOf(house, tx, { from, to })),
  ]
  return {
    items: items.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)),
    holidays: holidays.filter(within),
    workdays: workdays.filter(within),
  }
}

type Span = { readonly from: ReturnType<typeof parsePlainDate>; readonly to: ReturnType<typeof parsePlainDate> }

async function meetingsOf(house: House, tx: Transaction, { from, to }: Span): Promise<CalendarDay[]> {
  const rows = await tables(tx)
    .selectFrom('supervision_meeting')
    .select(['id', 'title', 'held_on', 'series', 'planned_for', 'is_final'])
    .where('held_on', '>=', from)
    .where('held_on', '<=', to)
    .execute()
  const today = todayOf(house)
  const planned = listDocs(house.programme(), 'meetings').flatMap((series): CalendarDay[] =>
    meetingDays(series.rhythm, { from: from > today ? from : today, to }, house.programme().calendar)
      .filter(({ period }) => !rows.some((row) => row.series === series.id && row.planned_for === period))
      .map(({ date }) => ({ day: date, kind: 'planned', id: series.id, title: textOf(series.name), light: null })),
  )
  return [
    ...rows.map(
      (row): CalendarDay => ({
        day: row.held_on,
        kind: 'meeting',
        id: row.id,
        title: row.title,
        light: row.is_final ? 'done' : null,
      }),
    ),
    ...planned,
  ]
}

async function reportsOf(house: House, tx: Transaction, { from, to }: Span): Promise<CalendarDay[]> {
  const rows = await tables(tx)
    .selectFrom('supervision_information_report')
    .select(['id', 'title', 'due', 'delivered_on', 'is_final'])
    .where('due', '>=', from)
    .where('due', '<=', to)
    .execute()
  return rows.map((row) => ({
    day: row.due,
    kind: 'report',
    id: row.id,
    title: row.title,
    light: lightOfReport(house, row),
  }))
}

async function tasksOf(house: House, tx: Transaction, { from, to }: Span): Promise<CalendarDay[]> {
  const rows = await tables(tx)
    .selectFrom('supervision_task')
    .selectAll()
    .where('due', '>=', from)
    .where('due', '<=', to)
    .execute()
  const lit = await lightTasks(house, tx, rows)
  return lit.map(({ row, light }) => ({
    day: row.due ?? from,
    kind: 'task',
    id: row.id,
    title: row.title,
    light: light.light,
  }))
}

async function slipsOf(house: House, tx: Transaction, { from, to }: Span): Promise<CalendarDay[]> {
  const rows = await tables(tx)
    .selectFrom('supervision_slip')
    .selectAll()
    .where('deadline', '>=', from)
    .where('deadline', '<=', to)
    .execute()
  const slips = await slipSummaries(house, tx, rows)
  return slips.map((slip) => ({
    day: slip.deadline,
    kind: 'slip',
    id: slip.id,
    title: { zh: `${slip.levelName.zh}：${slip.taskTitle.zh}`, en: `${slip.levelName.en}: ${slip.taskTitle.en}` },
    light: slip.final ? 'done' : slip.isLate ? 'overdue' : 'near',
  }))
}
