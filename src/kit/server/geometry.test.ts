import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureShape } from '#base/geo/area.ts'
import { type AreaShape, areaShape, type Position } from '#base/geo/geometry.ts'
import {
  findRelations,
  groundWithout,
  type NamedShape,
  relationLimits,
  shapeFaults,
  sharedArea,
  sharedGround,
} from './geometry.ts'

const box = (x: number, y: number, width = 10, height = width): Position[] =>
  [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
    [x, y],
  ].map(([east = 0, north = 0]): Position => [113 + east / 10_000, 23 + north / 10_000])
const named = (name: string, ...rings: Position[][]): NamedShape => {
  const shape = areaShape([rings])
  return { name, shape, area: measureShape(shape).area }
}

describe('ground that is shared', () => {
  const one = named('A', box(0, 0))

  it('is as large as it is, and none where only an edge or a corner is shared', () => {
    expect(sharedArea(one.shape, named('B', box(5, 5)).shape) / one.area).toBeCloseTo(0.25, 4)
    expect(sharedGround(one.shape, named('B', box(10, 0)).shape)).toBeUndefined()
    expect(sharedGround(one.shape, named('B', box(10, 10)).shape)).toBeUndefined()
    expect(sharedGround(one.shape, named('B', box(50, 50)).shape)).toBeUndefined()
  })

  it('what several shapes leave over is counted once, however they lie upon each other', () => {
    const [left, right, all] = [named('l', box(0, 0, 5, 10)), named('r', box(4, 0, 4, 10)), named('a', box(-1, -1, 12))]
    const rest = groundWithout(one.shape, [left.shape, right.shape])
    expect(measureShape(rest ?? one.shape).area / one.area).toBeCloseTo(0.2, 4)
    expect(groundWithout(one.shape, [left.shape, all.shape])).toBeUndefined()
    expect(groundWithout(one.shape, [named('away', box(50, 50)).shape])).toEqual(one.shape)
  })

  it('overlaps, slivers and duplicates are told apart, which two and how much', () => {
    const { relations, uncompared } = findRelations([one, named('same', box(0, 0)), named('half', box(5, 0))], {
      beside: [named('thin', box(-10, 0, 10.0002, 10)), named('away', box(90, 90))],
    })
    expect(uncompared).toBe(0)
    expect(relations.map(({ kind, one: a, other }) => `${kind} ${[a, other].sort().join(' ')}`).sort()).toEqual([
      'duplicate A same',
      'overlap A half',
      'overlap half same',
      'sliver A thin',
      'sliver same thin',
    ])
    expect(relations.find(({ other }) => other === 'half')?.area).toBeCloseTo(one.area / 2, 1)
  })

  it('shapes with a hole share what is ground in both', () => {
    const holed = named('holed', box(0, 0), box(4, 4, 2))
    expect(sharedGround(holed.shape, named('in the hole', box(4.5, 4.5, 1)).shape)).toBeUndefined()
  })

  it('what the bounds keep from being compared is counted', () => {
    const many = Array.from({ length: 40 }, (_, i) => named(`P${i}`, box(i / 10, i / 10)))
    const { relations, uncompared } = findRelations(many, { limits: { ...relationLimits, pairs: 100 } })
    expect(relations.length + uncompared).toBe((40 * 39) / 2)
    expect(findRelations(many, { limits: { ...relationLimits, milliseconds: -1 } }).relations).toEqual([])
  })

  it('two random squares share what arithmetic says', () => {
    fc.assert(
      fc.property(fc.integer({ min: -12, max: 12 }), fc.integer({ min: -12, max: 12 }), (x, y) => {
        const part = (Math.max(0, 10 - Math.abs(x)) * Math.max(0, 10 - Math.abs(y))) / 100
        expect(sharedArea(one.shape, named('B', box(x, y)).shape) / one.area).toBeCloseTo(part, 3)
      }),
      { numRuns: 100 },
    )
  })
})

describe('faults that only a whole shape shows', () => {
  it('a hole that cuts the ground in two', () => {
    const across = [
      [0, 5],
      [5, 2],
      [10, 5],
      [5, 8],
      [0, 5],
    ].map(([x = 0, y = 0]): Position => [113 + x / 10_000, 23 + y / 10_000])
    const shape: AreaShape = areaShape([[box(0, 0), across]])
    expect(shapeFaults(shape)).toMatchObject([{ code: 'not_valid' }])
    expect(shapeFaults(areaShape([[box(0, 0)]]))).toEqual([])
  })
})
