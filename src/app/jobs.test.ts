import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jobWords } from '#capabilities/operation/job-words.ts'
import { scheduleBackups } from '#kit/server/archive/schedule.ts'
import { scheduleRetention } from '#kit/server/retention/schedule.ts'
import { openTestHouse, type TestHouse } from '#kit/server/testing.ts'
import { capabilities } from './capabilities.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse({ env: { BACKUP_DIR: 'backups' } })
})
afterAll(() => house.close())

test('every job has words, and the guide of operators says what becomes of it when it is interrupted', async () => {
  const defined = new Set<string>()
  const jobs: typeof house.jobs = { ...house.jobs, define: (name) => void defined.add(name), schedule: () => {} }
  for (const { reacts } of capabilities) reacts?.({ ...house, jobs })
  scheduleBackups({ ...house, jobs })
  scheduleRetention({ ...house, jobs })
  const guide = await readFile('docs/guides/operate.md', 'utf8')
  const [, rows = ''] = /### Jobs\n[\s\S]*?\|---\|---\|\n((?:\|.*\n)+)/.exec(guide) ?? []
  const told = rows
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z._]+)`/g)].map(([, name]) => name))
  expect(told.toSorted()).toEqual([...defined].toSorted())
  expect(Object.keys(jobWords).toSorted()).toEqual([...defined].toSorted())
  expect(defined.size).toBeGreaterThan(12)
})
