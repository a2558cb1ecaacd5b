import { describe, expect, it } from 'vitest'
import { parsePlainDate } from '#base/plain-date.ts'
import { burnUp, countTasks, type CountedTask } from './boards.ts'
import { progressOf, shareOfGoal, type TaskNode } from './progress.ts'
import { isWhole, sumStated } from './money.ts'
import { meetingDays, nextMeetingDays, reportDue } from './rhythm.ts'
import { standingOf } from './standings.ts'

const day = parsePlainDate
const calendar = {
  holidays: [day('2026-09-30'), day('2026-10-01')],
  workdays: [],
  publishedThrough: day('2026-12-31'),
}
const name = { zh: '甲', en: 'A' }

describe('progress', () => {
  const leaf = (share: string | null, more: Partial<TaskNode> = {}): TaskNode => ({
    weight: '1',
    isDone: false,
    isOut: false,
    own: { share, by: share === null ? 'nothing' : 'report' },
    parts: [],
    ...more,
  })

  it('of a task with parts is their weighted share; a cancelled part does not count', () => {
    const parts = [leaf(null, { isDone: true, weight: '3' }), leaf('0.5'), leaf('0', { isOut: true, weight: '9' })]
    expect(progressOf(leaf('0.99', { parts }))).toMatchObject({
      share: '0.875',
      by: 'parts',
      known: { parts: 2, of: 2 },
    })
  })

  it('stays blank while a part is not known, and says what there is at least', () => {
    const parts = [leaf('1'), leaf(null)]
    expect(progressOf(leaf(null, { parts }))).toMatchObject({ share: null, atLeast: '0.5', known: { parts: 1, of: 2 } })
  })

  it('by an indicator is the share of the way to its goal', () => {
    const goal = { from: '100', goal: '300', direction: 'floor' } as const
    expect(shareOfGoal(goal, '150')).toBe('0.25')
    expect(shareOfGoal(goal, '90')).toBe('0')
    expect(shareOfGoal(goal, '400')).toBe('1')
    expect(shareOfGoal({ ...goal, direction: 'ceiling', from: '500' }, '400')).toBe('0.5')
    expect(shareOfGoal({ ...goal, direction: 'ceiling', from: null }, '400')).toBeNull()
    expect(shareOfGoal(goal, null)).toBeNull()
    expect(shareOfGoal({ ...goal, goal: null }, '400')).toBeNull()
  })
})

describe('a board', () => {
  const done = (on: string, original: string, due = original): CountedTask => ({
    light: 'done',
    doneOn: day(on),
    originalDue: day(original),
    due: day(due),
    openSlips: 0,
  })

  it('says which share was done by the original deadline, and which by the one in force', () => {
    const open = { ...done('2026-01-01', '2026-06-30'), light: 'overdue' as const, doneOn: null, openSlips: 2 }
    const cancelled = { ...open, light: 'none' as const }
    const row = countTasks('x', name, [
      done('2026-03-31', '2026-03-31'),
      done('2026-04-05', '2026-03-31', '2026-04-30'),
      done('2026-06-01', '2026-03-31', '2026-04-30'),
      open,
      cancelled,
    ])
    expect(row).toMatchObject({ tasks: 4, done: 3, overdue: 1, doneLate: 2, openSlips: 2 })
    expect(row.onTime).toEqual({ share: '0.333333', top: 1, bottom: 3 })
    expect(row.onTimeRebased).toEqual({ share: '0.666667', top: 2, bottom: 3 })
  })

  it('has no rate where nothing is done', () => {
    expect(countTasks('x', name, []).onTime).toEqual({ share: null, top: 0, bottom: 0 })
  })

  it('burns up: what was planned and what was there, quarter by quarter; what lies ahead is blank', () => {
    const tasks = [
      {
        schedule: [
          { until: '2026-Q1', share: '0.5' },
          { until: '2026-Q2', share: '1' },
        ],
        shareOn: () => '0.75',
      },
      { schedule: [], shareOn: () => null },
    ]
    const quarters = burnUp(tasks, ['2026-Q1', '2026-Q2', '2026-Q3'], day('2026-05-10'))
    expect(quarters).toMatchObject([
      { scheduled: '0.5', done: '0.75', stated: 1, known: 1, tasks: 2 },
      { scheduled: '1', done: '0.75' },
      { scheduled: '1', done: null, known: 0 },
    ])
  })
})

describe('money', () => {
  it('sums only what is stated and says what is missing', () => {
    const sum = sumStated([
      { value: '1.5', unit: 'CNY_100M' },
      { not_stated: true },
      { value: '5000', unit: 'CNY_10k' },
    ])
    expect(sum).toEqual({ sum: { value: '2', unit: 'CNY_100M' }, stated: 2, of: 3 })
    expect(isWhole(sum)).toBe(false)
    expect(sumStated([{ not_stated: true }]).sum).toBeNull()
  })
})

describe('meetings and reports by rhythm', () => {
  it('a quarterly series meets by the last working day of each quarter', () => {
    const days = meetingDays('quarter', { from: day('2026-01-01'), to: day('2026-12-31') }, calendar)
    expect(days.map(({ date }) => date)).toEqual(['2026-03-31', '2026-06-30', '2026-09-29', '2026-12-31'])
    expect(nextMeetingDays('month', { after: day('2026-11-30'), count: 2 }, calendar)).toMatchObject([
      { date: '2026-12-31', provisional: false },
      { date: '2027-01-29', provisional: true },
    ])
    expect(meetingDays('as_needed', { from: day('2026-01-01'), to: day('2026-12-31') }, calendar)).toEqual([])
  })

  it('a report of the last quarter is due so many working days after it', () => {
    const rule = { days: 5, count: 'working' } as const
    expect(reportDue('quarter', rule, { today: day('2026-10-02'), calendar })).toEqual({
      period: '2026-Q3',
      due: '2026-10-08',
      provisional: false,
    })
    expect(reportDue('as_needed', rule, { today: day('2026-10-02'), calendar })).toBeUndefined()
  })
})

describe('the sheet of a base', () => {
  it('shows what was recorded last before what the programme says, and blank where nobody says anything', () => {
    const stated = { stands: true, since: '2021-02-10' }
    expect(standingOf(stated, [])).toEqual({ state: 'stands', since: '2021-02-10', isFrom: 'pack' })
    const recorded = [
      { number: 2, state: 'missing', since: '2026-01-01' },
      { number: 1, state: 'in_progress', since: '2025-01-01' },
    ] as const
    expect(standingOf(stated, recorded)).toEqual({ state: 'missing', since: '2026-01-01', isFrom: 'record' })
    expect(standingOf({ stands: 'not_stated' }, [])).toMatchObject({ state: 'not_stated' })
    expect(standingOf(undefined, [])).toEqual({ state: 'not_stated', since: null, isFrom: 'nothing' })
  })
})
