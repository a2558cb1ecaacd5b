import { expect, test } from 'vitest'
import type { AreaShape } from '#base/geo/geometry.ts'
import { carriersWithin } from './carriers-within.ts'

const box = (west: number, east: number): AreaShape => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, 0],
      [east, 0],
      [east, 1],
      [west, 1],
      [west, 0],
    ],
  ],
})
const at = (x: number) => ({ type: 'Point' as const, coordinates: [x, 0.5] as [number, number] })

test('floor area and what is free are added up exactly, of buildings whose middle lies within', () => {
  expect(
    carriersWithin(box(0, 1), [
      { geometry: at(0.5), floorArea: '1000.1', area: '900.2', let: '100.1' },
      { geometry: box(0.6, 1.2), floorArea: '2000.2', area: '50', let: '50' },
      { geometry: box(0.9, 1.3), floorArea: '7', area: '7', let: '0' },
      { geometry: at(1.5), floorArea: '9', area: '9', let: '0' },
      { geometry: null, floorArea: '11', area: '11', let: '0' },
    ]),
  ).toEqual({ count: 2, floorArea: '3000.3', free: '800.1', unknown: 0 })
})

test('a building of which no floor was entered is not free, nor full: it is not known', () => {
  const bare = { geometry: at(0.5), floorArea: '1000', area: null, let: '0' }
  expect(carriersWithin(box(0, 1), [bare])).toEqual({ count: 1, floorArea: '1000', free: null, unknown: 1 })
  const entered = { geometry: at(0.6), floorArea: '10', area: '10', let: '10' }
  expect(carriersWithin(box(0, 1), [bare, entered])).toEqual({ count: 2, floorArea: '1010', free: '0', unknown: 1 })
})
