import { describe, expect, it } from 'vitest'
import { createMovements, type Matched, scoreOf } from './movement.ts'

const parents: Record<string, string> = { '1011': '101', '1012': '101', '101': '10' }
const one = (industry: string, firms: number, before: number, now: number): Matched => ({
  industry,
  indicator: 'output',
  before: String(before),
  now: String(now),
  firms,
})
const movement = (matched: readonly Matched[]) => createMovements(matched, (industry) => parents[industry])

describe('how an industry moved', () => {
  it('is the growth of the same firms, of its own class where five or more are matched', () => {
    const found = movement([one('1011', 5, 100, 110), one('1012', 9, 100, 300)])('1011', 'output')
    expect([found.factor.toFixed(), found.firms, found.of]).toEqual(['1.1', 5, '1011'])
  })

  it('is that of the class above where its own has too few, and of all where no class has enough', () => {
    const above = movement([one('1011', 2, 100, 110), one('1012', 4, 300, 390)])('1011', 'output')
    expect([above.factor.toFixed(), above.firms, above.of]).toEqual(['1.25', 6, '101'])
    const all = movement([one('1011', 2, 100, 110), one('2000', 2, 100, 90)])('1011', 'output')
    expect([all.factor.toFixed(), all.of]).toEqual(['1', '*'])
    expect(movement([])(null, 'output').factor.toFixed()).toBe('1')
  })

  it('is none where it would come from or lead to nothing, or is beyond a quarter and four times', () => {
    for (const [before, now] of [
      [0, 10],
      [10, -5],
      [100, 500],
      [100, 20],
    ] as const)
      expect(movement([one('1011', 9, before, now)])('1011', 'output').factor.toFixed()).toBe('1')
  })

  it('a return weighs by how far it is from what was expected, over the total', () => {
    expect(scoreOf(150, { expected: 100, total: 1000 })).toBe(0.05)
    expect(scoreOf(50, { expected: 100, total: 1000, weight: 2 })).toBe(0.1)
    expect(scoreOf(50, { expected: 100, total: 0 })).toBe(0)
  })
})
