import { expect, it } from 'vitest'
import { readableScale } from './readable.ts'

it('large amounts are read without the digits that nobody needs, small ones with them', () => {
  expect(readableScale(4, ['562257.0440'])).toBe(0)
  expect(readableScale(4, ['1250.0440', null])).toBe(1)
  expect(readableScale(4, ['12.0440', undefined])).toBe(2)
  expect(readableScale(0, ['12'])).toBe(0)
  expect(readableScale(1, [])).toBe(1)
})
