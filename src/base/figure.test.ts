import { expect, it } from 'vitest'
import { z } from 'zod'
import { blank, isBlank } from './blank.ts'
import { coveragePercent, Figure } from './figure.ts'

const figure: Figure = {
  value: { value: '160', unit: 'CNY_10k/mu' },
  marks: ['provisional'],
  explanation: {
    coverage: { reported: 9, expected: 10 },
    blanks: { not_reported: 1 },
    knownAt: '2026-11-22T08:00:00.000Z',
    lineage: '/indicators/tax_per_mu/lineage?period=2024',
  },
}

it('a figure is a value or a blank, and always carries its explanation', () => {
  expect(Figure.parse(figure)).toEqual(figure)
  expect(isBlank(Figure.parse({ ...figure, value: blank('suppressed') }).value)).toBe(true)
  expect(Figure.safeParse({ ...figure, explanation: undefined }).success).toBe(false)
  expect(Figure.safeParse({ ...figure, value: null }).success).toBe(false)
})

it('a declared zero is a value', () => {
  expect(isBlank({ value: '0', unit: 'mu' })).toBe(false)
})

it.each([
  [9, 10, 90],
  [999, 1000, 99],
  [0, 7, 0],
  [0, 0, 100],
])('%i of %i is %i percent: all is not said before all have reported', (reported, expected, percent) => {
  expect(coveragePercent({ reported, expected })).toBe(percent)
})

it('can be written as a schema for other programs', () => {
  expect(JSON.stringify(z.toJSONSchema(Figure, { io: 'input' }))).toContain('zero_denominator')
})
