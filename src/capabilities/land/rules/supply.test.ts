import { describe, expect, it } from 'vitest'
import type { PlainDate } from '#base/plain-date.ts'
import { decideElection, decideSupply, type GroundToSupply, readyNow } from './supply.ts'

const today = '2026-03-02' as PlainDate
const classes = [
  { id: 'usable', within: { to: 0 } },
  { id: 'plan-change', within: { from: 1, to: 2 } },
  { id: 'existing', existing: true as const },
]
const ground: GroundToSupply = { hasShape: true, readiness: 'usable', usableOn: null, suppliedOn: null, open: null }
const decided = (part: Partial<GroundToSupply>) => decideSupply({ ...ground, ...part }, classes, today)

describe('a supply begins', () => {
  it('on ground with a shape that can be used now', () => {
    expect(decided({})).toEqual({ allowed: true })
    expect(decided({ usableOn: today })).toEqual({ allowed: true })
  })

  it.each<[string, Partial<GroundToSupply>, string]>([
    ['while another supply of it is open', { open: 'x' }, 'supply.open_already'],
    ['once it was supplied', { suppliedOn: '2025-05-01' as PlainDate }, 'supply.supplied_already'],
    ['without a shape', { hasShape: false }, 'supply.no_shape'],
    ['before anybody has said how ready it is', { readiness: null }, 'supply.not_classified'],
    ['while its plan must be changed first', { readiness: 'plan-change' }, 'supply.not_ready'],
    ['for buildings that stand', { readiness: 'existing' }, 'supply.not_ready'],
    ['before the day from which it is usable', { usableOn: '2026-03-03' as PlainDate }, 'supply.usable_later'],
  ])('not %s', (_when, part, reason) => {
    expect(decided(part)).toMatchObject({ allowed: false, reason })
  })
})

describe('where a programme states no years', () => {
  it('its first class of ground is the one that can be used now', () => {
    expect(readyNow([{ id: 'existing', existing: true }, { id: 'usable' }, { id: 'plan-change' }])).toEqual(['usable'])
  })
})

describe('the winner elects', () => {
  it('an industry whose indicators are set, and no other', () => {
    expect(decideElection('fields/light', ['fields/light'])).toEqual({ allowed: true })
    expect(decideElection('fields/steel', ['fields/light'])).toMatchObject({ allowed: false })
    expect(decideElection('fields/light', [])).toMatchObject({ allowed: false })
  })
})
