import { expect, test } from 'vitest'
import { Measured, quantile, slopeOf } from './figures.ts'

test('a quantile is a time that was measured, and that so many stayed within', () => {
  const times = Array.from({ length: 100 }, (_, i) => 100 - i)
  expect([quantile(times, 0.5), quantile(times, 0.95), quantile(times, 0.99)]).toEqual([50, 95, 99])
  expect(quantile([7], 0.99)).toBe(7)
})

test('what rises steadily has a slope, what fills up at first has none', () => {
  const steady = Array.from({ length: 50 }, (_, i) => ({ minute: i / 5, megabytes: 500 + i }))
  expect(slopeOf(steady)).toBeCloseTo(5)
  const filled = Array.from({ length: 50 }, (_, i) => ({ minute: i / 5, megabytes: i < 10 ? 300 + 20 * i : 500 }))
  expect(slopeOf(filled)).toBeCloseTo(0)
})

test('errors are counted by kind and by what was said', () => {
  const measured = new Measured()
  measured.note('desk', 5)
  measured.note('desk', 9, '503')
  measured.note('map', 3, '503')
  expect(measured.all()).toEqual({ times: [5, 9, 3], errors: 2 })
  expect([...measured.errors]).toEqual([['503', 2]])
})
