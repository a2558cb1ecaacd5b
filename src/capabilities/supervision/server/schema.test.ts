import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { openTestRecord } from '#kit/server/testing.ts'

it('what was reported, minuted, resolved or recorded is only added to', async () => {
  const record = await openTestRecord()
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where t.tgname like 'supervision_%_stays' order by 1`.execute(record.owner)
  expect(rows.map(({ name }) => name)).toEqual([
    'supervision_minutes',
    'supervision_progress',
    'supervision_resolution',
    'supervision_schedule',
    'supervision_standing',
    'supervision_work_progress',
  ])
  await record.close()
})
