import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RecordStore } from './db.ts'
import { quietLog } from './log.ts'
import { createLooks, type Look, type LooksParts } from './looks.ts'
import { createMetrics } from './metrics.ts'
import { openTestRecord, testActor } from './testing.ts'

let record: RecordStore
let dataDir: string
beforeAll(async () => {
  record = await openTestRecord()
  dataDir = await mkdtemp(path.join(tmpdir(), 'jidi-looks-'))
})
afterAll(async () => {
  await record.close()
  await rm(dataDir, { recursive: true, force: true })
})
beforeEach(() => sql`delete from kit_look`.execute(record.owner))

const look = (more: Partial<Look> = {}): Look => ({
  at: new Date('2026-03-02T02:00:00Z'),
  person: 'somebody',
  roles: ['analyst', 'expert'],
  organisation: 'statistics',
  requestId: 'request-1',
  kind: 'micro',
  what: 'returns.show',
  subject: '17',
  rows: 1,
  ...more,
})
/** A database that goes away and comes back. */
const breakable = () => {
  const state = { isDown: false }
  const asSystem: RecordStore['asSystem'] = (work) =>
    state.isDown ? Promise.reject(new Error('down')) : record.asSystem(work)
  return { state, record: { ...record, asSystem } }
}
const open = (more: Partial<LooksParts> = {}) =>
  createLooks({ record, dataDir, log: quietLog, metrics: createMetrics(), ...more })
const written = async () =>
  (
    await sql<{ person: string; roles: string[]; what: string; subject: string | null; rows: number | null }>`
      select person, roles, what, subject, rows from kit_look order by id`.execute(record.owner)
  ).rows

describe('who looked at single firms and people', () => {
  test('is written before the answer leaves, with role, request, subject and how many', async () => {
    const looks = open()
    await looks.note(look())
    expect(await written()).toEqual([
      { person: 'somebody', roles: ['analyst', 'expert'], what: 'returns.show', subject: '17', rows: 1 },
    ])
    await looks.note(look({ subject: undefined, rows: undefined, roles: [] }))
    expect((await written())[1]).toMatchObject({ roles: [], subject: null, rows: null })
    expect(looks.held()).toBe(0)
  })

  test('of many answers at once is written in few statements, none missing', async () => {
    let statements = 0
    const asSystem: RecordStore['asSystem'] = (work) => {
      statements += 1
      return record.asSystem(work)
    }
    const looks = open({ record: { ...record, asSystem } })
    await Promise.all(Array.from({ length: 300 }, (_, n) => looks.note(look({ subject: String(n) }))))
    expect(new Set((await written()).map(({ subject }) => subject)).size).toBe(300)
    expect(statements).toBeLessThan(10)
  })

  test('waits in memory while the database is away, says so, and is written when it is back', async () => {
    const { state, record: away } = breakable()
    const looks = open({ record: away, limits: { retryMs: 20 } })
    state.isDown = true
    await looks.note(look({ subject: 'first' }))
    await looks.note(look({ subject: 'second' }))
    expect(looks.held()).toBe(2)
    state.isDown = false
    await expect.poll(() => looks.held()).toBe(0)
    expect((await written()).map(({ subject }) => subject)).toEqual(['first', 'second'])
  })

  test('nobody sees more once too much is unwritten', async () => {
    const { state, record: away } = breakable()
    const looks = open({ record: away, limits: { most: 3, retryMs: 60_000 } })
    state.isDown = true
    for (let n = 0; n < 3; n += 1) {
      looks.demandRoom()
      await looks.note(look())
    }
    expect(() => looks.demandRoom()).toThrowError(expect.objectContaining({ code: 'unavailable' }))
    state.isDown = false
    await looks.stop()
    expect(() => looks.demandRoom()).not.toThrow()
    expect(await written()).toHaveLength(3)
  })

  test('a slow database holds up an answer for a moment only', async () => {
    const asSystem: RecordStore['asSystem'] = async (work) => {
      await new Promise((done) => setTimeout(done, 400))
      return record.asSystem(work)
    }
    const looks = open({ record: { ...record, asSystem }, limits: { waitMs: 50 } })
    const started = performance.now()
    await looks.note(look())
    expect(performance.now() - started).toBeLessThan(350)
    await looks.stop()
    expect(await written()).toHaveLength(1)
  })

  test('what a stopping house cannot write is kept in a file and written at the next start', async () => {
    const { state, record: away } = breakable()
    const looks = open({ record: away, limits: { retryMs: 60_000 } })
    state.isDown = true
    await looks.note(look({ subject: 'kept' }))
    await looks.stop()
    expect(await readFile(path.join(dataDir, 'looks-unwritten.jsonl'), 'utf8')).toContain('kept')
    const next = open()
    await next.start()
    await next.stop()
    expect((await written()).map(({ subject }) => subject)).toEqual(['kept'])
    await expect(readFile(path.join(dataDir, 'looks-unwritten.jsonl'))).rejects.toThrow()
  })

  test('is read by whoever may and changed by nobody', async () => {
    const looks = open()
    await looks.note(look())
    const seenBy = (permission: string) =>
      record.withActor(testActor([permission]), async (tx) => (await sql`select from kit_look`.execute(tx)).rows.length)
    expect(await seenBy('looks.see')).toBe(1)
    expect(await seenBy('acts.see')).toBe(0)
    for (const change of [sql`delete from kit_look`, sql`update kit_look set person = 'x'`])
      await expect(record.asSystem((tx) => change.execute(tx))).rejects.toThrow('permission denied')
    const forged = sql`insert into kit_look (at, person, roles, request_id, kind, what) values (now(), 'x', '{}', 'r', 'micro', 'w')`
    await expect(record.withActor(testActor(['looks.see']), (tx) => forged.execute(tx))).rejects.toThrow('row-level')
  })
})
