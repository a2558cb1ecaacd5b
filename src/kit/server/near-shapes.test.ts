import { expect, it } from 'vitest'
import type { AreaShape } from '#base/geo/geometry.ts'
import { nearPairs } from './near-shapes.ts'

/** A square of a hundred metres or so, so many metres east and north of a corner. */
function square(east: number, north: number, size = 100): AreaShape {
  const [x, y] = [1 / 97_300, 1 / 110_850]
  const at = (dx: number, dy: number): [number, number] => [124 + (east + dx) * x, 29 + (north + dy) * y]
  return { type: 'Polygon', coordinates: [[at(0, 0), at(size, 0), at(size, size), at(0, size), at(0, 0)]] }
}

it('shapes that touch, or that a road lies between, are near; those beyond are not', () => {
  expect(nearPairs([square(0, 0), square(100, 0)], 20)).toEqual([[0, 1]])
  expect(nearPairs([square(0, 0), square(118, 0)], 20)).toEqual([[0, 1]])
  expect(nearPairs([square(0, 0), square(122, 0)], 20)).toEqual([])
  expect(nearPairs([square(0, 0), square(115, 115)], 20)).toEqual([])
  expect(nearPairs([square(0, 0), square(113, 113)], 20)).toEqual([[0, 1]])
})

it('a corner before a long edge is near, though no two corners are', () => {
  expect(nearPairs([square(0, 0, 1000), square(1010, 480, 20)], 20)).toEqual([[0, 1]])
})

it('a shape in the yard of another is near', () => {
  const ring = square(0, 0, 300)
  const yard = square(100, 100, 100)
  if (ring.type !== 'Polygon' || yard.type !== 'Polygon') throw new Error('these are polygons')
  const around: AreaShape = { type: 'Polygon', coordinates: [...ring.coordinates, ...yard.coordinates] }
  expect(nearPairs([around, square(110, 110, 80)], 20)).toEqual([[0, 1]])
})
