import { describe, expect, it } from 'vitest'
import { parsePlainDate } from '#base/plain-date.ts'
import type { DueCheck } from './due-checks.ts'
import { type Happened, statusOf } from './standing-checks.ts'

const day = parsePlainDate
const completion: DueCheck = {
  key: 'completion',
  point: 'completion',
  years: [],
  opens: day('2026-01-01'),
  due: day('2029-01-01'),
  waits: null,
  rows: [],
  own: ['building_coefficient'],
}
const nothing: Happened = { start: day('2026-06-01'), completion: null, production: null }
const today = day('2027-03-01')
const found = (answer: string) => ({ answers: new Map([['building_coefficient', answer]]) })

describe('how a check stands', () => {
  it('is open again when the building was found short and is not accepted', () => {
    expect(statusOf(completion, found('unmet'), { happened: nothing, today })).toBe('open')
    const late = { happened: nothing, today: day('2029-01-02') }
    expect(statusOf(completion, found('unmet'), late)).toBe('late')
  })

  it('is judged when the building was accepted and every row of its own has an answer', () => {
    const happened = { ...nothing, completion: day('2027-02-01') }
    expect(statusOf(completion, found('met'), { happened, today })).toBe('judged')
    expect(statusOf(completion, found('unmet'), { happened, today })).toBe('judged')
    expect(statusOf(completion, found('unknown'), { happened, today })).toBe('open')
    expect(statusOf(completion, undefined, { happened, today })).toBe('open')
  })

  it('of a point without rows of its own is judged once it happened, not because somebody looked', () => {
    const plain = { ...completion, own: [] }
    expect(statusOf(plain, { answers: new Map() }, { happened: nothing, today })).toBe('open')
    expect(statusOf(plain, undefined, { happened: { ...nothing, completion: today }, today })).toBe('judged')
  })
})
