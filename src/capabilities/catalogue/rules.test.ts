import { beforeAll, describe, expect, it } from 'vitest'
import { parsePeriod } from '#base/period.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { demoProgramme } from '#kit/server/testing.ts'
import { getDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { Arrival } from './contract.ts'
import {
  classificationsOf,
  dueOf,
  endedPeriodsOf,
  standingOf,
  standingOfForm,
  summaryOf,
  thingsOf,
  uncataloguedOf,
} from './rules.ts'

let demo: Programme
beforeAll(async () => {
  demo = await demoProgramme()
})

const day = parsePlainDate
const supply = (id: string) => getDoc(demo, 'supplies', id)

describe('when a supply is due', () => {
  it('ten working days after a quarter, the holidays of the county left out', () => {
    expect(dueOf(supply('base-reports'), parsePeriod('2025-Q3'), demo.calendar)).toBe('2025-10-17')
  })

  it('on no day where the sources name none', () => {
    expect(dueOf(supply('emissions'), parsePeriod('2025'), demo.calendar)).toBeUndefined()
  })

  it('for periods that are over, latest first, none where the rhythm is not stated', () => {
    expect(endedPeriodsOf({ every: 'quarter', from: day('2024-12-01') }, day('2025-08-15'), 9)).toEqual([
      '2025-Q2',
      '2025-Q1',
      '2024-Q4',
    ])
    expect(endedPeriodsOf({ every: 'not_stated' }, day('2025-08-15'), 9)).toEqual([])
  })
})

describe('how an arrival stands', () => {
  const today = day('2025-10-20')
  it.each([
    [{ due: '2025-10-17', arrivedOn: '2025-10-17' }, { standing: 'on_time' }],
    [
      { due: '2025-10-17', arrivedOn: '2025-10-19' },
      { standing: 'late', lateDays: 2 },
    ],
    [{ due: '2025-10-17' }, { standing: 'missing', lateDays: 3 }],
    [{ due: '2025-10-20' }, { standing: 'not_yet_due' }],
    [{ arrivedOn: '2025-10-19' }, { standing: 'arrived' }],
    [{}, { standing: 'nothing' }],
  ] as const)('%j: %j', (given, expected) => {
    expect(standingOf(given, today)).toEqual(expected)
  })

  it('returns of a form are on time only when everybody came by the due date', () => {
    const form = { due: '2025-10-17', arrived: 10, onTime: 10 }
    expect(standingOfForm({ ...form, expected: 10 }, today)).toBe('on_time')
    expect(standingOfForm({ ...form, onTime: 9, expected: 10 }, today)).toBe('late')
    expect(standingOfForm({ ...form, expected: 12 }, today)).toBe('partly')
    expect(standingOfForm({ due: '2025-10-17', arrived: 0, onTime: 0 }, today)).toBe('missing')
    expect(standingOfForm({ due: '2025-10-21', arrived: 0, onTime: 0 }, today)).toBe('not_yet_due')
  })

  it('as a whole as the gravest of the latest period that was due', () => {
    const arrival = (period: string, standing: Arrival['standing']): Arrival => ({ period, standing, synthetic: false })
    const of = [arrival('2025-Q4', 'not_yet_due'), arrival('2025-Q3', 'on_time'), arrival('2025-Q3', 'late')]
    expect(summaryOf([...of, arrival('2025-Q2', 'missing')])).toEqual({ standing: 'late', period: '2025-Q3' })
    expect(summaryOf([])).toEqual({ standing: 'nothing' })
  })
})

describe('what a supply is used for', () => {
  it('is counted for its indicators and for all that is computed from them', () => {
    const things = thingsOf(demo, supply('tax'))
    expect(things).toContain('indicators/tax_paid')
    expect(things).toContain('indicators/tax_per_mu')
    expect(things).not.toContain('indicators/emissions')
    expect(thingsOf(demo, supply('monthly-returns'))).toContain('forms/monthly')
  })

  it('what is collected and named by no supply is said', () => {
    const ids = uncataloguedOf(demo).map(({ id }) => id)
    expect(ids).toContain('staff_average')
    expect(ids).not.toContain('tax_paid')
  })
})

describe('classifications', () => {
  it('each names its source, year and licence', () => {
    const rows = classificationsOf(demo)
    expect(rows.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['taxonomy', 'crosswalk', 'calendar']))
    expect(rows.filter(({ licence, sources }) => licence.zh === '' || sources.length === 0)).toEqual([])
    expect(rows.find(({ id }) => id === 'county')).toMatchObject({ kind: 'calendar', years: '2023–2026' })
  })
})
