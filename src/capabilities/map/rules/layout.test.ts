import { describe, expect, it } from 'vitest'
import { measureShape } from '#base/geo/area.ts'
import { type AreaShape, boundsMeet, boundsOf, piecesOf, shapeHolds } from '#base/geo/geometry.ts'
import { randomFrom } from '#base/random.ts'
import { layOut } from './layout.ts'

const outline: AreaShape = {
  type: 'Polygon',
  coordinates: [
    [
      [124, 29],
      [124.06, 29.01],
      [124.05, 29.03],
      [124.07, 29.05],
      [124.01, 29.06],
      [124.02, 29.03],
      [124, 29],
    ],
  ],
}
const base: AreaShape = {
  type: 'Polygon',
  coordinates: [
    [
      [124.03, 29.02],
      [124.045, 29.02],
      [124.04, 29.04],
      [124.03, 29.02],
    ],
  ],
}

describe('plots of made-up parcels', () => {
  const random = randomFrom(7, 'plots')
  const areas = Array.from({ length: 900 }, () => 12_000 * Math.exp(0.9 * random.normal()))
  const laid = layOut({ inside: [outline], outside: [base] }, areas, randomFrom(7, 'windows'))

  it('have the areas asked for, to a part in ten thousand', () => {
    const placed = laid.flatMap((shape, i) => (shape === undefined ? [] : [{ shape, area: areas[i] as number }]))
    expect(placed.length).toBeGreaterThan(500)
    for (const { shape, area } of placed) expect(Math.abs(measureShape(shape).area / area - 1)).toBeLessThan(1e-4)
  })

  it('lie within the outline, outside the base, and none upon another', () => {
    const shapes = laid.flatMap((shape) => shape ?? [])
    for (const shape of shapes)
      for (const at of piecesOf(shape)[0]?.[0] ?? []) {
        expect(shapeHolds(outline, at)).toBe(true)
        expect(shapeHolds(base, at)).toBe(false)
      }
    // They are rectangles along the axes: with the edges drawn in by a millimetre, their boxes tell.
    const boxes = shapes.map((shape) => boundsOf(shape))
    boxes.forEach(([w, s, e, n], i) => {
      for (const other of boxes.slice(i + 1))
        expect(boundsMeet([w + 2e-8, s + 2e-8, e - 2e-8, n - 2e-8], other)).toBe(false)
    })
  })

  it('are the same each time for the same seed, and what finds no room is left without a shape', () => {
    expect(layOut({ inside: [outline], outside: [base] }, areas, randomFrom(7, 'windows'))).toEqual(laid)
    const full = layOut({ inside: [base], outside: [] }, areas, randomFrom(7, 'windows'))
    expect(full.filter((shape) => shape === undefined).length).toBeGreaterThan(800)
  })
})
