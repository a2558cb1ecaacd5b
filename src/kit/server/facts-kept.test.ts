import { expect, test } from 'vitest'
import { FactsKept } from './facts-kept.ts'

const asked: string[] = []
const ask = (text: string) => () => Promise.resolve(asked[asked.push(text) - 1] as string)

test('keeps what was read until something is written, and no more than it may', async () => {
  const kept = new FactsKept<string>(3, (text) => text.length)
  let writes: number | null = 1
  const facts = { writes: () => writes }
  asked.length = 0
  for (const name of ['a', 'a', 'bb', 'a', 'ccc', 'a', 'dddd', 'dddd']) await kept.get(facts, name, ask(name))
  expect(asked).toEqual(['a', 'bb', 'ccc', 'a', 'dddd', 'dddd'])
  asked.length = 0
  await kept.get(facts, 'a', ask('a'))
  writes = 2
  await kept.get(facts, 'a', ask('a'))
  writes = null
  await kept.get(facts, 'a', ask('a'))
  expect(asked).toEqual(['a', 'a'])
})

test('keeps nothing that was read while something was written', async () => {
  const kept = new FactsKept<string>(10, () => 1)
  let writes = 1
  const facts = { writes: () => writes }
  const late = kept.get(facts, 'a', async () => {
    await kept.get({ writes: () => (writes = 2) }, 'b', ask('b'))
    return 'old'
  })
  expect(await late).toBe('old')
  expect(await kept.get(facts, 'a', () => Promise.resolve('new'))).toBe('new')
})
