import { describe, expect, it } from 'vitest'
import type { PlainDate } from '#base/plain-date.ts'
import type { Scheme } from '#pack/schema/scheme.ts'
import { windowsOf } from './windows.ts'

const calendar = { holidays: [], workdays: [], publishedThrough: '2026-12-31' as PlainDate }
const frame = (today: string) => ({ calendar, timeZone: 'Asia/Shanghai', today: today as PlainDate })
const scheme = {
  publicity: [
    { of: 'inputs', days: 7, count: 'calendar', shows: ['land'] },
    { of: 'results', days: 5, count: 'working' },
  ],
} as unknown as Scheme

describe('a window for objections', () => {
  it('of seven calendar days that began on a Monday ends with the next Monday', () => {
    const [inputs] = windowsOf(scheme, { inputs: new Date('2026-03-02T02:00:00Z'), results: null }, frame('2026-03-09'))
    expect(inputs).toMatchObject({
      of: 'inputs',
      from: '2026-03-02',
      until: '2026-03-09',
      isOpen: true,
      shows: ['land'],
    })
  })

  it('of five working days leaves the weekend out', () => {
    const [results] = windowsOf(
      scheme,
      { inputs: null, results: new Date('2026-03-05T02:00:00Z') },
      frame('2026-03-13'),
    )
    expect(results).toMatchObject({ of: 'results', until: '2026-03-12', isOpen: false })
  })

  it('counts the day of the time zone, and there is none of what was not shown', () => {
    const [inputs] = windowsOf(scheme, { inputs: new Date('2026-03-01T17:00:00Z'), results: null }, frame('2026-03-02'))
    expect(inputs?.from).toBe('2026-03-02')
    expect(windowsOf(scheme, { inputs: null, results: null }, frame('2026-03-02'))).toEqual([])
  })
})
