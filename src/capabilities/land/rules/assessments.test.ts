import { describe, expect, it } from 'vitest'
import { parsePlainDate } from '#base/plain-date.ts'
import { daysLeft, endedBy, holdsOn, isExpiring, proposedUntil, standingOn, type Validity } from './assessments.ts'
import { coverageOfKind, leftOver, refusalOfUse } from './coverage.ts'

const day = parsePlainDate
const validity = (approvedOn: string, validUntil: string | null, endedOn: string | null = null): Validity => ({
  approvedOn: day(approvedOn),
  validUntil: validUntil === null ? null : day(validUntil),
  endedOn: endedOn === null ? null : day(endedOn),
})

describe('how long an assessment holds', () => {
  const three = validity('2023-03-01', '2026-02-28')

  it('holds from the day of its approval to its last valid day, both included', () => {
    expect(holdsOn(three, day('2023-02-28'))).toBe(false)
    expect(holdsOn(three, day('2023-03-01'))).toBe(true)
    expect(holdsOn(three, day('2026-02-28'))).toBe(true)
    expect(holdsOn(three, day('2026-03-01'))).toBe(false)
  })

  it('the years of its kind begin on the day of the approval; where none are stated no end is made up', () => {
    const source = 'illustrative'
    const kind = { id: 'energy', name: { zh: '节能', en: 'Energy' }, source }
    expect(proposedUntil({ ...kind, valid: { years: 3 } }, day('2023-03-01'))).toBe('2026-02-28')
    expect(proposedUntil({ ...kind, valid: { years: 1 } }, day('2024-02-29'))).toBe('2025-02-27')
    expect(proposedUntil({ ...kind, valid: { not_stated: true } }, day('2023-03-01'))).toBeNull()
  })

  it('expires when its last day is 180 days ahead or nearer; one without an end never does', () => {
    expect(isExpiring(three, day('2025-08-31'))).toBe(false)
    expect(isExpiring(three, day('2025-09-01'))).toBe(true)
    expect(isExpiring(validity('2023-03-01', null), day('2099-01-01'))).toBe(false)
  })

  it.each([
    ['2023-01-01', 'not_yet'],
    ['2024-01-01', 'holds'],
    ['2026-01-01', 'expiring'],
    ['2026-03-01', 'lapsed'],
  ])('on %s it stands as %s', (on, standing) => {
    expect(standingOn(three, day(on))).toBe(standing)
  })

  it('the one that follows ends it on the day before, never later than its own last day', () => {
    expect(endedBy(three, day('2026-01-10'))).toBe('2026-01-09')
    expect(endedBy(three, day('2026-05-01'))).toBe('2026-02-28')
    expect(standingOn(validity('2023-03-01', '2026-02-28', '2026-01-09'), day('2026-01-10'))).toBe('replaced')
    expect(daysLeft(three, day('2026-02-20'))).toBe(8)
    expect(daysLeft(validity('2023-03-01', null), day('2026-02-20'))).toBeNull()
  })
})

describe('how far a parcel is covered', () => {
  const asked = { ground: 10_000, isApproximate: false, left: 0, besidesApproximate: false }

  it('wholly, partly with the share rounded down, or not at all', () => {
    expect(coverageOfKind(asked)).toEqual({ answer: 'yes', share: '1', missing: '0', why: null })
    expect(coverageOfKind({ ...asked, left: 0.4 })).toMatchObject({ answer: 'partly', share: '0.9999' })
    expect(coverageOfKind({ ...asked, left: 2_500 })).toMatchObject({
      answer: 'partly',
      share: '0.75',
      missing: '2500',
    })
    expect(coverageOfKind({ ...asked, left: 10_000 })).toMatchObject({ answer: 'no', share: '0', missing: '10000' })
  })

  it('a parcel without a shape, or with an approximate one, is unknown and never no', () => {
    expect(coverageOfKind({ ...asked, ground: null })).toMatchObject({
      answer: 'unknown',
      why: 'no_shape',
      share: null,
    })
    expect(coverageOfKind({ ...asked, ground: null, isApproximate: true })).toMatchObject({ why: 'approximate' })
  })

  it('an approximate assessment beside it makes what is missing unknown, and takes nothing from what is covered', () => {
    const beside = { ...asked, besidesApproximate: true }
    expect(coverageOfKind({ ...beside, left: 500 })).toMatchObject({ answer: 'unknown', why: 'approximate_assessment' })
    expect(coverageOfKind(beside).answer).toBe('yes')
  })

  it('a strip along an edge that was drawn twice is not ground left over', () => {
    expect(leftOver({ area: 2, perimeter: 200.04 })).toBe(0)
    expect(leftOver({ area: 100, perimeter: 202 })).toBe(100)
    expect(leftOver(undefined)).toBe(0)
  })
})

describe('who may draw on an assessment', () => {
  const fits = { holds: true, inFuture: false, own: { answer: 'yes' }, kind: { answer: 'yes' } } as const

  it.each([
    ['one that holds and covers the parcel', fits, undefined],
    ['one of two that cover the parcel together', { ...fits, own: { answer: 'partly' } }, undefined],
    ['one that lapsed', { ...fits, holds: false }, 'assessment.not_in_force'],
    ['one that lies elsewhere', { ...fits, own: { answer: 'no' } }, 'assessment.not_over_parcel'],
    [
      'one that covers a part alone',
      { ...fits, own: { answer: 'partly' }, kind: { answer: 'partly' } },
      'assessment.covers_partly',
    ],
    ['a parcel without a shape', { ...fits, own: { answer: 'unknown' } }, 'assessment.coverage_unknown'],
    ['a day that has not come', { ...fits, inFuture: true }, 'assessment.use_in_future'],
  ] as const)('%s', (_what, asked, refusal) => {
    expect(refusalOfUse(asked)).toBe(refusal)
  })
})
