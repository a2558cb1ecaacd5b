import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RecordStore } from './db.ts'
import { quietLog } from './log.ts'
import { listMigrations, migrate } from './migrate.ts'
import { openTestRecord } from './testing.ts'

let record: RecordStore
let folder: string

beforeEach(async () => {
  record = await openTestRecord()
  await sql`truncate kit_migration`.execute(record.owner)
  folder = await mkdtemp(path.join(tmpdir(), 'jidi-migrate-'))
  await writeFile(path.join(folder, '0001_a.sql'), 'create table a (id integer);\ninsert into a values (1);\n')
})
afterEach(async () => {
  await record.close()
  await rm(folder, { recursive: true })
})

const add = (name: string, text: string): Promise<void> => writeFile(path.join(folder, name), text)
const run = async (): Promise<number> => migrate(record.owner, await listMigrations(folder), quietLog)

describe('migrations', () => {
  test('run once each, in order, also when two processes start together', async () => {
    await add('0002_b.sql', 'insert into a values (2);')
    const ran = await Promise.all([run(), run()])
    expect(ran.reduce((sum, count) => sum + count)).toBe(2)
    expect(await run()).toBe(0)
    const { rows } = await sql`select id from a order by id`.execute(record.owner)
    expect(rows).toEqual([{ id: 1 }, { id: 2 }])
  })

  test('that fail name the line, and leave nothing of themselves', async () => {
    await run()
    await add('0002_b.sql', 'insert into a values (2);\n\ninsert into nowhere values (1);\n')
    await expect(run()).rejects.toMatchObject({ code: 'unavailable', issues: [{ where: 'db/0002_b.sql:3' }] })
    const { rows } = await sql`select id from a`.execute(record.owner)
    expect(rows).toEqual([{ id: 1 }])
  })

  test('refuse data of a newer program, a file changed after it ran, a late number and a number twice', async () => {
    await run()
    const newer = migrate(record.owner, [], quietLog)
    await expect(newer).rejects.toMatchObject({ issues: [{ text: 'record.newer_data', where: 'db/0001_a.sql' }] })
    await add('0003_c.sql', 'select 1')
    await run()
    await add('0002_b.sql', 'select 1')
    await expect(run()).rejects.toMatchObject({ issues: [{ text: 'record.late_migration', where: 'db/0002_b.sql' }] })
    await add('0001_a.sql', 'create table a (id integer); -- changed\n')
    await expect(run()).rejects.toMatchObject({
      issues: [{ text: 'record.changed_migration', where: 'db/0001_a.sql' }],
    })
    await add('0003_d.sql', 'select 1')
    await expect(run()).rejects.toMatchObject({ issues: [{ text: 'record.same_number', where: 'db/0003_d.sql' }] })
  })

  test('do not care how lines end', async () => {
    await run()
    await add('0001_a.sql', 'create table a (id integer);\r\ninsert into a values (1);\r\n')
    expect(await run()).toBe(0)
  })
})
