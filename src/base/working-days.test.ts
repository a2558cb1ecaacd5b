import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, parsePlainDate } from './plain-date.ts'
import { addWorkingDays, isWorkingDay, type WorkingDayCalendar, workingDaysBetween } from './working-days.ts'

const day = parsePlainDate
const days = (...texts: string[]) => texts.map(day)

/** Seven days off around 1 October, a Sunday and a Saturday worked in exchange; nothing is announced after the year's end. */
const autumn: WorkingDayCalendar = {
  holidays: days('2024-10-01', '2024-10-02', '2024-10-03', '2024-10-04', '2024-10-07'),
  workdays: days('2024-09-29', '2024-10-12'),
  publishedThrough: day('2024-12-31'),
}

describe('working days', () => {
  it.each([
    ['2024-09-27', true, 'an ordinary Friday'],
    ['2024-09-28', false, 'a Saturday'],
    ['2024-09-29', true, 'a Sunday worked in exchange'],
    ['2024-10-01', false, 'a holiday on a Tuesday'],
    ['2024-10-05', false, 'a Saturday within the holiday'],
    ['2024-10-08', true, 'the first day after it'],
    ['2024-10-12', true, 'a Saturday worked in exchange'],
  ])('%s: %s, %s', (date, expected) => {
    expect(isWorkingDay(autumn, day(date))).toBe(expected)
  })

  it.each([
    ['2024-09-27', 1, '2024-09-29'],
    ['2024-09-27', 2, '2024-09-30'],
    ['2024-09-27', 3, '2024-10-08'],
    ['2024-10-01', 0, '2024-10-08'],
    ['2024-10-08', 0, '2024-10-08'],
    ['2024-10-08', -1, '2024-09-30'],
    ['2024-10-08', -3, '2024-09-27'],
  ])('%s and %i working days is %s', (from, n, to) => {
    expect(addWorkingDays(autumn, day(from), n)).toEqual({ date: to, provisional: false })
  })

  it('a due date beyond what the state announced is provisional', () => {
    expect(addWorkingDays(autumn, day('2024-12-30'), 1)).toEqual({ date: '2024-12-31', provisional: false })
    expect(addWorkingDays(autumn, day('2024-12-30'), 2)).toEqual({ date: '2025-01-01', provisional: true })
  })

  it.each([
    ['2024-09-27', '2024-10-08', 3],
    ['2024-10-08', '2024-09-27', -3],
    ['2024-10-01', '2024-10-07', 0],
    ['2024-10-08', '2024-10-08', 0],
  ])('from %s to %s there are %i', (from, to, n) => {
    expect(workingDaysBetween(autumn, day(from), day(to))).toBe(n)
  })

  it('counts as many days as it added, and lands on one of them', () => {
    const anyDay = fc.integer({ min: 0, max: 200 }).map((n) => addDays(day('2024-07-01'), n))
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -60, max: 60 }), (from, n) => {
        const { date } = addWorkingDays(autumn, from, n)
        expect(isWorkingDay(autumn, date)).toBe(true)
        if (n !== 0) expect(workingDaysBetween(autumn, from, date)).toBe(n)
      }),
    )
  })

  it.each([1.5, Number.NaN, 5001])('%s days cannot be counted', (n) => {
    expect(() => addWorkingDays(autumn, day('2024-07-01'), n)).toThrow(
      expect.objectContaining({ code: 'invalid_input' }),
    )
  })
})
