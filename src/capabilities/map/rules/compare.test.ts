import { expect, test } from 'vitest'
import { differs, parseCompared, toggled } from './compare.ts'

const ids = [1, 2, 3, 4, 5].map((n) => `00000000-0000-4000-8000-00000000000${n}`)
const [a = '', b = '', c = '', d = '', e = ''] = ids

test('four offers at most stand side by side, each once; what is no id is passed over', () => {
  expect(parseCompared(`${a},x,${b},${a}`)).toEqual([a, b])
  expect(parseCompared(ids.join())).toEqual([a, b, c, d])
  expect(parseCompared(undefined)).toEqual([])
})

test('choosing once takes an offer in, again takes it out, a fifth finds no room', () => {
  expect(toggled([a], b)).toEqual([a, b])
  expect(toggled([a, b], a)).toEqual([b])
  expect(toggled([a, b, c, d], e)).toBeUndefined()
})

test('what one states and the other does not is a difference', () => {
  expect(differs({ id: 'power', cells: ['500', undefined] })).toBe(true)
  expect(differs({ id: 'power', cells: [undefined, undefined] })).toBe(false)
})
