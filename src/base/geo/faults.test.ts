import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findFaults, faultLimits, withoutRepeats } from './faults.ts'
import type { Position } from './geometry.ts'

const ring = (text: string): Position[] =>
  text.split(' ').map((pair) => {
    const [x, y] = pair.split(',').map(Number)
    return [113 + (x as number) / 1000, 23 + (y as number) / 1000]
  })
const square = ring('0,0 10,0 10,10 0,10 0,0')
const codes = (...pieces: Position[][][]) => findFaults(pieces).map(({ code }) => code)

describe('shapes in order', () => {
  it.each([
    ['a square', [[square]]],
    ['a square with a hole', [[square, ring('2,2 4,2 4,4 2,4 2,2')]]],
    ['a hole that touches the edge in one point', [[square, ring('0,5 4,4 4,6 0,5')]]],
    ['an island in a lake', [[square, ring('2,2 8,2 8,8 2,8 2,2')], [ring('4,4 6,4 6,6 4,6 4,4')]]],
    ['two pieces that meet in a corner', [[square], [ring('10,10 20,10 20,20 10,20 10,10')]]],
  ])('%s', (_name, pieces) => expect(findFaults(pieces)).toEqual([]))
})

describe('each fault has its place', () => {
  it('a bow tie of unequal wings is crossed where its edges meet', () => {
    expect(findFaults([[ring('0,0 10,10 10,0 0,12 0,0')]])).toMatchObject([
      { code: 'self_crossing', piece: 1, ring: 1, point: 1, at: [113.00545455, 23.00545455] },
    ])
  })

  it.each([
    ['not closed', [[ring('0,0 10,0 10,10 0,10')]], 'not_closed', { point: 4, at: [113, 23.01] }],
    ['three points', [[ring('0,0 10,0 0,0')]], 'too_few_points', { ring: 1 }],
    ['a line out and home', [[ring('0,0 10,0 20,0 0,0')]], 'zero_area', { at: [113, 23] }],
    ['a spike', [[ring('0,0 10,0 10,5 20,5 10,5 10,10 0,10 0,0')]], 'spike', { point: 4, at: [113.02, 23.005] }],
    ['a ring through itself', [[ring('0,0 10,0 10,10 5,-5 0,10 0,0')]], 'self_crossing', { at: [113.00666667, 23] }],
    ['a ring that touches itself', [[ring('0,0 10,0 10,10 5,0 0,10 0,0')]], 'self_touching', { at: [113.005, 23] }],
    ['a hole outside', [[square, ring('20,2 24,2 24,4 20,2')]], 'hole_outside', { ring: 2 }],
    [
      'a hole through the edge',
      [[square, ring('8,2 14,2 14,4 8,4 8,2')]],
      'rings_cross',
      { other: { piece: 1, ring: 2 } },
    ],
    ['a hole along the edge', [[square, ring('0,2 4,2 4,4 0,4 0,2')]], 'rings_cross', { at: [113, 23.004] }],
    ['a hole in a hole', [[square, ring('2,2 8,2 8,8 2,8 2,2'), ring('4,4 6,4 6,6 4,4')]], 'hole_in_hole', { ring: 3 }],
    ['a piece in another', [[square], [ring('4,4 6,4 6,6 4,4')]], 'pieces_overlap', { piece: 2 }],
    [
      'another country',
      [
        [
          [
            [2, 48],
            [3, 48],
            [3, 49],
            [2, 48],
          ],
        ],
      ],
      'outside_country',
      { at: [2, 48] },
    ],
    [
      'no number',
      [
        [
          [
            [113, 23],
            [Number.NaN, 23],
            [113, 24],
            [113, 23],
          ],
        ],
      ],
      'not_a_number',
      { point: 2 },
    ],
  ] as [string, Position[][][], string, object][])('%s', (_name, pieces, code, place) => {
    const [first] = findFaults(pieces)
    expect(first).toMatchObject({ code, ...place })
  })

  it('a repeated point is dropped and counted', () => {
    expect(withoutRepeats([[ring('0,0 0,0 10,0 10,10 10,10 10,10 0,0')]])).toMatchObject({ dropped: 3 })
  })
})

describe('bounds of the work', () => {
  it('more positions than are taken are refused before anything is compared', () => {
    const many = Array.from({ length: 100_001 }, (_, i): Position => [113 + i * 1e-6, 23])
    expect(codes([many])).toEqual(['too_many_vertices'])
  })

  it('a tangle ends at its bound, and in a second', () => {
    const tangle = Array.from({ length: 50_000 }, (_, i): Position => [113 + (i % 2) / 2 + i * 1e-6, 23 + (i % 2) / 2])
    const closed = [...tangle, [113.9, 22.9] as Position, tangle[0] as Position]
    const began = performance.now()
    expect(findFaults([[closed]], { ...faultLimits, comparisons: 1_000_000 }).map(({ code }) => code)).toContain(
      'too_tangled',
    )
    expect(performance.now() - began).toBeLessThan(3000)
  })

  it('a star around a point is in order; with two of its points exchanged it crosses itself', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.002, max: 0.01, noNaN: true }), { minLength: 8, maxLength: 60 }),
        fc.nat(),
        (radii, pick) => {
          const star = radii.map((radius, i): Position => {
            const angle = (i / radii.length) * 2 * Math.PI
            return [113 + radius * Math.cos(angle), 23 + radius * Math.sin(angle)]
          })
          const close = (points: Position[]) => [...points, points[0] as Position]
          expect(codes([close(star)])).toEqual([])
          const at = pick % radii.length
          const opposite = (at + Math.floor(radii.length / 2)) % radii.length
          const mixed = [...star]
          ;[mixed[at], mixed[opposite]] = [star[opposite] as Position, star[at] as Position]
          const found = findFaults([[close(mixed)]])
          expect(found.map(({ code }) => code)).toContain('self_crossing')
          for (const { at: place } of found)
            expect(Math.hypot((place?.[0] ?? 0) - 113, (place?.[1] ?? 0) - 23)).toBeLessThan(0.011)
        },
      ),
      { numRuns: Number(process.env.RANDOM_RUNS ?? 100) },
    )
  })
})
