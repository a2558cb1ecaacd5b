import { describe, expect, it } from 'vitest'
import type { Position } from './geometry.ts'
import { groupRings } from './rings.ts'

/** A square that runs with the clock. */
const square = (at: number, size: number): Position[] => [
  [113 + at, 23 + at],
  [113 + at, 23 + at + size],
  [113 + at + size, 23 + at + size],
  [113 + at + size, 23 + at],
  [113 + at, 23 + at],
]
const turned = (ring: Position[]) => [...ring].reverse()
const [land, lake, island, far] = [square(0, 0.1), square(0.02, 0.06), square(0.04, 0.02), square(1, 0.1)]

describe('rings told apart', () => {
  it.each([
    ['land, lake, island and a piece far away', [land, turned(lake), island, far], [[0, 1], [2], [3]]],
    ['all of them the other way about', [turned(land), lake, turned(island)], [[0, 1], [2]]],
    ['in any order', [island, turned(lake), land], [[0], [2, 1]]],
  ])('%s', (_name, rings, pieces) => {
    const grouped = groupRings(rings, true)
    expect(grouped).toEqual({ pieces: pieces.map((piece) => piece.map((index) => rings[index])) })
  })

  it('a hole that runs like ground leaves a doubt where the format says which way it runs, and none in a table', () => {
    expect(groupRings([land, lake], true)).toEqual({ doubtful: 2 })
    expect(groupRings([land, lake], false)).toEqual({ pieces: [[land, lake]] })
    expect(groupRings([land, turned(far)], true)).toEqual({ doubtful: 2 })
  })
})
