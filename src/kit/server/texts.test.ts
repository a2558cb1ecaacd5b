import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { kitSentences } from './texts.ts'

test('every key that the kit tells has its sentence in both languages', () => {
  const folder = new URL('.', import.meta.url)
  const files = readdirSync(folder).filter(
    (name) => name.endsWith('.ts') && !name.includes('.test.') && name !== 'pack-folder.ts',
  )
  const keys = files.flatMap((name) => [
    ...readFileSync(new URL(name, folder), 'utf8').matchAll(
      /'((?:settings|record|file|decision|value)\.[a-z_]+|facts\.file_[a-z_]+)'/g,
    ),
  ])
  expect(keys.length).toBeGreaterThan(30)
  expect(keys.map(([, key]) => key).filter((key) => key !== undefined && !(key in kitSentences))).toEqual([])
})
