import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parsePlainDate } from '#base/plain-date.ts'
import type { RecordStore } from './db.ts'
import { quietLog } from './log.ts'
import { openTestRecord, testActor } from './testing.ts'
import { createUses } from './uses.ts'

let record: RecordStore
beforeAll(async () => {
  record = await openTestRecord()
})
afterAll(() => record.close())

const analyst = testActor([], { id: 'somebody', roles: ['analyst'], organisation: 'statistics' })
const open = (store: RecordStore = record) =>
  createUses({
    record: store,
    log: quietLog,
    now: () => new Date('2026-03-02T02:00:00Z'),
    today: () => parsePlainDate('2026-03-02'),
  })

async function counted(thing: string) {
  const { rows } = await sql<{ role: string; organisation: string; how: string; times: string }>`
    select role, organisation, how, times from kit_use where thing = ${thing} order by how, role`.execute(record.owner)
  return rows.map(({ role, organisation, how, times }) => [role, organisation, how, Number(times)])
}

describe('uses', () => {
  test('are counted by day, way, role and organisation; the same thing twice in one question counts once', async () => {
    const uses = open()
    uses.note(analyst, { how: 'query', of: ['indicators/a', 'indicators/a'] })
    uses.note(analyst, { how: 'query', of: ['indicators/a'] })
    uses.note(testActor([]), { how: 'export', of: ['indicators/a'] })
    await uses.stop()
    expect(await counted('indicators/a')).toEqual([
      ['', '', 'export', 1],
      ['analyst', 'statistics', 'query', 2],
    ])
  })

  test('add up over processes and never name a person', async () => {
    for (const _process of [1, 2]) {
      const uses = open()
      uses.note(analyst, { how: 'query', of: ['indicators/b'] })
      await uses.flush()
      await uses.flush()
    }
    expect(await counted('indicators/b')).toEqual([['analyst', 'statistics', 'query', 2]])
    const { rows } = await sql<{ text: string }>`select kit_use::text as text from kit_use`.execute(record.owner)
    expect(rows.filter(({ text }) => text.includes('somebody'))).toEqual([])
  })

  test('that could not be written wait for the next time', async () => {
    let isDown = true
    const asSystem: RecordStore['asSystem'] = (work) =>
      isDown ? Promise.reject(new Error('down')) : record.asSystem(work)
    const uses = open({ ...record, asSystem })
    uses.note(analyst, { how: 'explanation', of: ['indicators/c'] })
    await uses.flush()
    expect(await counted('indicators/c')).toEqual([])
    isDown = false
    await uses.flush()
    expect(await counted('indicators/c')).toEqual([['analyst', 'statistics', 'explanation', 1]])
  })
})
