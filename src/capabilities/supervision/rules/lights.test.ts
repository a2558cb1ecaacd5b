import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type PlainDate, parsePlainDate } from '#base/plain-date.ts'
import { type LightRule, type LitTask, lightOf, scheduledBy, usualLightRule } from './lights.ts'

const calendar = { holidays: [], workdays: [], publishedThrough: parsePlainDate('2026-12-31') }
const day = parsePlainDate
const task = (more: Partial<LitTask> = {}): LitTask => ({
  year: 2026,
  isDone: false,
  isOut: false,
  doneOn: null,
  originalDue: day('2026-11-30'),
  due: day('2026-11-30'),
  schedule: [
    { until: '2026-Q1', share: '0.25' },
    { until: '2026-Q2', share: null },
    { until: '2026-Q3', share: '0.75' },
  ],
  progress: { share: '0.3', atLeast: '0.3' },
  ...more,
})
const lit = (more: Partial<LitTask>, today: string, rule: LightRule = usualLightRule) =>
  lightOf(task(more), { today: day(today), calendar, rule })

describe('the light of a task', () => {
  it('is green while what was due by the last quarter is there', () => {
    expect(lit({}, '2026-05-01')).toMatchObject({ light: 'on_schedule', isLate: false })
  })

  it('is yellow behind the schedule, and says which quarter, how much was due and how much is there', () => {
    const { light, sentence } = lit({}, '2026-10-08')
    expect(light).toBe('behind')
    expect(sentence.zh).toBe('到 2026 年第三季度末应完成 75%，实际完成 30%')
    expect(sentence.en).toContain('75% was due; 30% is there')
  })

  it('does not count a quarter that is not over, nor one of which nothing is stated', () => {
    expect(lit({}, '2026-09-30').light).toBe('on_schedule')
    expect(scheduledBy(task().schedule, day('2026-07-15'))).toMatchObject({ until: '2026-Q1', share: '0.25' })
  })

  it('is yellow where progress is not known although something was due', () => {
    const { light, sentence } = lit({ progress: { share: null, atLeast: '0.1' } }, '2026-05-01')
    expect(light).toBe('behind')
    expect(sentence.zh).toContain('进度未知，已知至少 10%')
  })

  it('is yellow near the deadline, in working days where the programme counts them', () => {
    expect(lit({}, '2026-11-23').light).toBe('near')
    const working: LightRule = { near: { days: 3, count: 'working' }, behind: '50' }
    expect(lit({}, '2026-11-24', working).light).toBe('on_schedule')
    expect(lit({}, '2026-11-25', working).light).toBe('near')
  })

  it('is red the day after the deadline in force', () => {
    expect(lit({}, '2026-11-30').light).toBe('near')
    expect(lit({}, '2026-12-02')).toMatchObject({ light: 'overdue', isLate: true, daysLate: 2 })
  })

  it('is no longer red after an extension, but stays marked late by the original deadline', () => {
    expect(lit({ due: day('2026-12-31'), schedule: [] }, '2026-12-10')).toMatchObject({
      light: 'on_schedule',
      isLate: true,
      daysLate: 10,
    })
  })

  it('is blue when done, and done late stays marked late', () => {
    expect(lit({ isDone: true, doneOn: day('2026-11-30') }, '2027-02-01')).toMatchObject({
      light: 'done',
      isLate: false,
    })
    const late = lit({ isDone: true, doneOn: day('2026-12-05'), due: day('2026-12-31') }, '2027-02-01')
    expect(late).toMatchObject({ light: 'done', isLate: true, daysLate: 5 })
    expect(late.sentence.zh).toBe('已于 2026-12-05 完成，比原定期限 2026-11-30 晚 5 天')
  })

  it('is none for what was cancelled', () => {
    expect(lit({ isOut: true }, '2027-02-01').light).toBe('none')
  })

  it('has no deadline to miss where the source states none', () => {
    const none = { due: null, originalDue: null, schedule: [] }
    expect(lit(none, '2026-12-31')).toMatchObject({ light: 'on_schedule', reason: { key: 'no_due' } })
    expect(lit(none, '2027-01-01')).toMatchObject({ light: 'behind', isLate: false, reason: { key: 'year_over' } })
  })
})

const days = fc.integer({ min: 0, max: 900 }).map((n) => addDays(day('2025-06-01'), n))
const shares = fc.integer({ min: 0, max: 100 }).map((n) => String(n / 100))
const tasks = fc.record({
  year: fc.constantFrom(2025, 2026, 2027),
  isDone: fc.boolean(),
  isOut: fc.constant(false),
  doneOn: fc.option(days),
  originalDue: fc.option(days),
  due: fc.option(days),
  schedule: fc.array(
    fc.record({ until: fc.constantFrom('2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4'), share: fc.option(shares) }),
    { maxLength: 4 },
  ),
  progress: fc.oneof(
    shares.map((share) => ({ share, atLeast: share })),
    shares.map((atLeast) => ({ share: null, atLeast })),
  ),
})
const rules = fc.record({
  near: fc.record({
    days: fc.integer({ min: 0, max: 30 }),
    count: fc.constantFrom<'working' | 'calendar'>('working', 'calendar'),
  }),
  behind: fc.integer({ min: 0, max: 40 }).map(String),
})

describe('whatever the task, the day and the rule', () => {
  const always = (holds: (one: LitTask, today: PlainDate, rule: LightRule) => void) =>
    fc.assert(fc.property(tasks, days, rules, holds), { numRuns: 2000 })

  it('is never green when overdue, and red only then', () => {
    always((one, today, rule) => {
      const overdue = !one.isDone && one.due !== null && today > one.due
      expect(lightOf(one, { today, calendar, rule }).light === 'overdue').toBe(overdue)
    })
  })

  it('is never green when more is known to be lacking than the rule forgives', () => {
    always((one, today, rule) => {
      const due = scheduledBy(one.schedule, today)
      const lacking = due === undefined ? 0 : Number(due.share) - Number(one.progress.share ?? one.progress.atLeast)
      if (one.isDone || lacking * 100 < Number(rule.behind) + 0.001 || lacking <= 0.001) return
      expect(lightOf(one, { today, calendar, rule }).light).not.toBe('on_schedule')
    })
  })

  it('is never less late for an extension', () => {
    always((one, today, rule) => {
      const moved = { ...one, due: addDays(today, 100) }
      const [before, after] = [one, moved].map((each) => lightOf(each, { today, calendar, rule }))
      expect(after?.daysLate).toBe(before?.daysLate)
    })
  })
})
