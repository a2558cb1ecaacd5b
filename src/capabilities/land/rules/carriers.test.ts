import { beforeAll, describe, expect, it } from 'vitest'
import { parsePlainDate } from '#base/plain-date.ts'
import { demoProgramme } from '#kit/server/testing.ts'
import { getDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import { firstTooMuch, freeOn, letOn, type Stay } from './lettings.ts'
import { gainedIn, occupancyOf, targetReached } from './occupancy.ts'
import { askedBy, selectionOf } from './selection.ts'

const day = parsePlainDate
const stay = (from: string, to: string | null, area: string): Stay => ({
  from: day(from),
  to: to === null ? null : day(to),
  area,
})

describe('the parts of a floor', () => {
  const parts = [
    stay('2024-01-01', '2025-01-01', '600.5'),
    stay('2025-01-01', null, '800'),
    stay('2025-06-01', null, '200'),
  ]

  it('are counted by the day: the day on which a letting ends is free again', () => {
    expect(letOn(parts, day('2024-12-31'))).toBe('600.5')
    expect(letOn(parts, day('2025-01-01'))).toBe('800')
    expect(freeOn('1000', parts, day('2025-06-01'))).toBe('0')
    expect(freeOn('1000', parts, day('2023-06-01'))).toBe('1000')
  })

  it('together never exceed it; the first day on which they would is named', () => {
    expect(firstTooMuch('1000', parts)).toBeUndefined()
    expect(firstTooMuch('1000', [...parts, stay('2025-03-01', '2025-07-01', '0.01')])).toEqual({
      on: '2025-06-01',
      let: '1000.01',
    })
    expect(firstTooMuch('1000', [...parts, stay('2025-03-01', '2025-06-01', '200')])).toBeUndefined()
  })
})

describe('occupancy', () => {
  it('is a ratio of sums, not a mean of ratios', () => {
    const {
      value,
      area,
      let: taken,
    } = occupancyOf([
      { area: '9000', let: '9000' },
      { area: '1000', let: '0' },
    ])
    expect(value).toEqual({ value: '90', unit: 'percent' })
    expect([area, taken]).toEqual(['10000', '9000'])
  })

  it('a building without floors is neither full nor empty: it is counted as not known', () => {
    const some = occupancyOf([
      { area: '300', let: '100' },
      { area: null, let: '0' },
    ])
    expect(some).toMatchObject({ value: { value: '33.3333', unit: 'percent' }, reported: 1, expected: 2 })
    expect(occupancyOf([{ area: null, let: '0' }]).value).toEqual({ blank: 'not_reported' })
  })
})

describe('what a year was to bring', () => {
  const built = { floorArea: '24000', origin: 'built', completedOn: day('2021-09-30') } as const

  it('counts floors built or acquired in that year, never those that stood already', () => {
    const standing = { floorArea: '90000', origin: 'standing', completedOn: day('2021-01-01') } as const
    const later = { ...built, completedOn: day('2022-01-01') }
    const gained = gainedIn(2021, [built, standing, later, { ...built, origin: 'acquired', floorArea: '1000.5' }])
    expect(gained).toMatchObject({ value: { value: '25000.5', unit: 'm2' }, reported: 3, expected: 3 })
    expect(targetReached('20000', gained)).toBe('yes')
    expect(targetReached('30000', gained)).toBe('no')
  })

  it('nothing entered is not zero; a building without a day may still have been the one', () => {
    expect(gainedIn(2021, []).value).toEqual({ blank: 'not_reported' })
    expect(targetReached('20000', gainedIn(2021, []))).toBe('unknown')
    expect(targetReached(null, gainedIn(2021, [built]))).toBe('unknown')
    const undated = gainedIn(2022, [built, { ...built, completedOn: null }])
    expect(undated).toMatchObject({ value: { value: '0', unit: 'm2' }, reported: 1, expected: 2 })
    expect(targetReached('20000', undated)).toBe('unknown')
  })
})

describe('who may have low-cost space, and on which terms', () => {
  let demo: Programme
  beforeAll(async () => {
    demo = await demoProgramme()
  })
  const ask = (facts: Record<string, boolean>, amounts: Record<string, string> = {}) => {
    if (demo.land === undefined) throw new Error('the demo county has land')
    return selectionOf(demo.land, getDoc(demo, 'spaces', 'low-cost'), { facts, amounts })
  }
  const open = (answer: ReturnType<typeof ask>) => answer.terms.filter((term) => term.open).map(({ rule }) => rule.id)

  it('transfer by agreement only after a lease that was kept; divisible title from a thousand square metres', () => {
    expect(open(ask({ recognised: true, lease_kept: false }, { space_wanted: '999' }))).toEqual(['lease-first'])
    expect(open(ask({ recognised: true, lease_kept: true }, { space_wanted: '1000' }))).toEqual([
      'lease-first',
      'by-agreement',
      'divisible',
    ])
  })

  it('what is not known is named, and opens nothing', () => {
    const answer = ask({ recognised: true })
    expect(answer.terms.map((term) => [term.rule.id, term.answer, term.because.map(({ name }) => name)])).toEqual([
      ['lease-first', 'yes', []],
      ['by-agreement', 'unknown', ['lease_kept']],
      ['divisible', 'unknown', ['space_wanted']],
    ])
    expect(open(ask({}))).toEqual([])
    expect(ask({}).answer).toBe('unknown')
  })

  it('who is not selected has no term open', () => {
    const answer = ask({ recognised: false, lease_kept: true }, { space_wanted: '5000' })
    expect([answer.answer, open(answer)]).toEqual(['no', []])
  })

  it('the page asks for exactly what the conditions name', () => {
    if (demo.land === undefined) throw new Error('the demo county has land')
    expect(askedBy(demo.land, getDoc(demo, 'spaces', 'low-cost'))).toEqual({
      facts: ['recognised', 'lease_kept'],
      amounts: ['space_wanted'],
    })
  })
})
