import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addMonths,
  dayOfWeek,
  daysBetween,
  endOfDay,
  isPlainDate,
  type PlainDate,
  parsePlainDate,
  startOfDay,
  toPlainDate,
} from './plain-date.ts'
import { Problem } from './problem.ts'

const day = parsePlainDate
const anyDay = fc.integer({ min: -300_000, max: 300_000 }).map((days) => addDays(day('2000-01-01'), days))

describe('a plain date', () => {
  it.each(['2024-02-29', '2000-02-29', '1000-01-01', '9999-12-31'])('%s is a day', (text) => {
    expect(isPlainDate(text)).toBe(true)
  })

  it.each([
    '2023-02-29',
    '1900-02-29',
    '2024-04-31',
    '2024-13-01',
    '2024-00-10',
    '2024-1-1',
    '0999-01-01',
    '24-01-01',
    '',
    '2024-01-01 ',
  ])('"%s" is not a day', (text) => {
    expect(isPlainDate(text)).toBe(false)
  })

  it('refuses what is no day and says what it found', () => {
    expect(() => day('2023-02-29')).toThrow(
      expect.objectContaining({ code: 'invalid_date', details: { found: '2023-02-29' } }),
    )
    expect(() => addDays(day('9999-12-31'), 1)).toThrow(Problem)
  })

  it.each([
    ['2026-11-22', 7],
    ['2026-11-23', 1],
    ['1949-10-01', 6],
    ['2024-02-29', 4],
  ])('%s falls on weekday %i', (text, weekday) => {
    expect(dayOfWeek(day(text))).toBe(weekday)
  })

  it.each([
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-01-31', 1, '2023-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-03-31', -1, '2024-02-29'],
    ['2024-11-22', 3, '2025-02-22'],
    ['2024-01-15', -13, '2022-12-15'],
  ])('%s and %i months is %s', (from, months, to) => {
    expect(addMonths(day(from), months)).toBe(to)
  })

  it('comes back after going away as many days', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -10_000, max: 10_000 }), (date, days) => {
        const there = addDays(date, days)
        expect(daysBetween(date, there)).toBe(days)
        expect(addDays(there, -days)).toBe(date)
        expect(Math.sign(days)).toBe(there === date ? 0 : there > date ? 1 : -1)
      }),
    )
  })

  it('is followed by the next day of the week', () => {
    fc.assert(
      fc.property(anyDay, (date) => {
        expect(dayOfWeek(addDays(date, 1))).toBe((dayOfWeek(date) % 7) + 1)
      }),
    )
  })
})

describe('a day and the clocks', () => {
  it('is already tomorrow in China when it is evening in London', () => {
    expect(toPlainDate(new Date('2026-11-22T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-11-23')
    expect(toPlainDate(new Date('2026-11-22T15:59:59.999Z'), 'Asia/Shanghai')).toBe('2026-11-22')
  })

  it.each([
    ['2026-11-22', 'Asia/Shanghai', '2026-11-22T16:00:00.000Z'],
    ['1986-05-03', 'Asia/Shanghai', '1986-05-03T16:00:00.000Z'],
    ['2024-12-31', 'UTC', '2025-01-01T00:00:00.000Z'],
    ['2018-11-03', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['2022-10-27', 'Asia/Amman', '2022-10-27T21:00:00.000Z'],
    ['2011-12-29', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ])('%s in %s is over at %s', (date, timeZone, instant) => {
    expect(endOfDay(day(date), timeZone).toISOString()).toBe(instant)
  })

  it('holds its first instant and not its last', () => {
    const zones = fc.constantFrom(
      'Asia/Shanghai',
      'UTC',
      'Europe/Berlin',
      'America/Havana',
      'Asia/Beirut',
      'Asia/Kathmandu',
    )
    const recent = fc.integer({ min: 0, max: 20_000 }).map((days): PlainDate => addDays(day('1975-01-01'), days))
    fc.assert(
      fc.property(recent, zones, (date, zone) => {
        const end = endOfDay(date, zone)
        expect(toPlainDate(startOfDay(date, zone), zone)).toBe(date)
        expect(toPlainDate(new Date(end.getTime() - 1), zone)).toBe(date)
        expect(toPlainDate(end, zone)).toBe(addDays(date, 1))
      }),
    )
  })
})
