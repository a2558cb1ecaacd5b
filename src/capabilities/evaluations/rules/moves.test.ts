import { describe, expect, it } from 'vitest'
import { directionOf, moveCounts, type MovedUnit, movesBy } from './moves.ts'

const grades = ['A', 'B', 'C', 'T']
const at = (grade: string | null) => ({ total: null, rank: null, grade })
const unit = (name: string, from: string | null, to: string | null, town = 'kite'): MovedUnit => ({
  unit: name,
  name,
  group: 'above',
  town,
  size: null,
  industry: null,
  before: at(from),
  after: at(to),
})

describe('who moves', () => {
  const units = [
    unit('a', 'B', 'A'),
    unit('b', 'B', 'A', 'flute'),
    unit('c', 'A', 'C'),
    unit('d', 'C', 'C'),
    unit('e', null, 'C'),
  ]

  it('is counted from where to where, the most first, without those who stay', () => {
    expect(moveCounts(units)).toEqual([
      { from: 'B', to: 'A', units: 2 },
      { from: 'A', to: 'C', units: 1 },
      { from: null, to: 'C', units: 1 },
    ])
  })

  it('is better or worse by the order of the grades, and neither where there was no grade', () => {
    expect(units.map((one) => directionOf(grades, one))).toEqual([1, 1, -1, 0, 0])
  })

  it('is counted by town, with those who stay in the number of units', () => {
    expect(movesBy(grades, units, 'town')).toEqual([
      { id: 'kite', units: 4, better: 1, worse: 1 },
      { id: 'flute', units: 1, better: 1, worse: 0 },
    ])
    expect(movesBy(grades, units, 'size')).toEqual([])
  })
})
