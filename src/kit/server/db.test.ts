import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anonymous, system } from '#base/decision.ts'
import { recordAct } from './acts.ts'
import type { RecordStore } from './db.ts'
import { openTestRecord, testActor } from './testing.ts'

let record: RecordStore

beforeAll(async () => {
  record = await openTestRecord()
  await sql`create table survey (id integer primary key, place text, organisation text, amount numeric, many bigint, on_day date)`.execute(
    record.owner,
  )
  await sql`alter table survey enable row level security`.execute(record.owner)
  await sql`create policy survey_is_read on survey using (may('surveys.see', array[place, 'county'], array[organisation]))`.execute(
    record.owner,
  )
  await record.bulkLoad(
    'survey',
    ['id', 'place', 'organisation', 'amount', 'many', 'on_day'],
    [
      [1, 'north', 'mill', '12345678901234567890.1234', 9007199254740993n, '2026-02-28'],
      [2, 'south', 'forge', '0.10', 1n, null],
      [3, 'a\tb\\c\nd', 'o"hara', null, 0n, '1999-12-31'],
    ],
  )
})
afterAll(() => record.close())

const countSurveys = (tx: Parameters<Parameters<RecordStore['asSystem']>[0]>[0]): Promise<number[]> =>
  sql<{ id: number }>`select id from survey order by id`.execute(tx).then(({ rows }) => rows.map((row) => row.id))

describe('who sees which rows', () => {
  test('a connection without an actor sees no row', async () => {
    const seen = await record.owner.transaction().execute(async (tx) => {
      await sql`set local role jidi_app`.execute(tx)
      const { rows } =
        await sql`select id from survey union all select 0 from act union all select 0 from kit_setting`.execute(tx)
      return rows
    })
    expect(seen).toEqual([])
  })

  test('somebody not signed in sees no micro-data', async () => {
    expect(await record.withActor(anonymous, countSurveys)).toEqual([])
  })

  test('a permission everywhere shows all, in a place what lies in it, for an organisation what is its own', async () => {
    expect(await record.withActor(testActor(['surveys.see']), countSurveys)).toEqual([1, 2, 3])
    const north = testActor([{ permission: 'surveys.see', scope: 'place', place: 'north' }])
    expect(await record.withActor(north, countSurveys)).toEqual([1])
    const county = testActor([{ permission: 'surveys.see', scope: 'place', place: 'county' }])
    expect(await record.withActor(county, countSurveys)).toEqual([1, 2, 3])
    const forge = testActor([{ permission: 'surveys.see', scope: 'organisation', organisation: 'forge' }])
    expect(await record.withActor(forge, countSurveys)).toEqual([2])
    expect(await record.withActor(testActor(['surveys.edit']), countSurveys)).toEqual([])
    expect(await record.withActor(system, countSurveys)).toEqual([1, 2, 3])
  })

  test('the actor of one transaction is not the actor of the next on the same connection', async () => {
    await Promise.all(Array.from({ length: 40 }, () => record.withActor(testActor(['surveys.see']), countSurveys)))
    const seen = await Promise.all(Array.from({ length: 40 }, () => record.withActor(anonymous, countSurveys)))
    expect(seen.flat()).toEqual([])
  })

  test('a quote in the name of an actor is only a quote', async () => {
    const actor = testActor(['surveys.see'], { id: `o'hara", "grants` })
    expect(await record.withActor(actor, countSurveys)).toEqual([1, 2, 3])
  })
})

describe('the application owns nothing', () => {
  const refused = async (statement: string): Promise<string> => {
    try {
      await record.asSystem((tx) => sql.raw(statement).execute(tx))
      return 'done'
    } catch (error) {
      return (error as { code: string }).code
    }
  }

  test.each([
    'create table mine (id integer)',
    'drop table survey',
    'alter table act disable row level security',
    'delete from act',
    `update act set actor = 'somebody'`,
    'truncate act',
    'select * from act_outbox',
    'delete from act_unsealed',
    `insert into act_seal (position, act, algorithm, hash) values (1, 1, 'sha256', '')`,
    'delete from kit_migration',
  ])('%s is refused', async (statement) => {
    expect(await refused(statement)).toBe('42501')
  })

  test('nobody records an act in the name of another', async () => {
    await expect(
      record.withActor(testActor([]), (tx) =>
        sql`insert into act (actor, name, subject_kind, subject_id) values ('mayor', 'a.b', 'x', '1')`.execute(tx),
      ),
    ).rejects.toThrow(/row-level security/)
  })

  test('even the owner does not change an act', async () => {
    await record.asSystem((tx) => recordAct(tx, { name: 'surveys.opened', subject: { kind: 'survey', id: '1' } }))
    await expect(sql`update act set name = 'a.b'`.execute(record.owner)).rejects.toThrow(/never changed/)
    await expect(sql`delete from act`.execute(record.owner)).rejects.toThrow(/never changed/)
    await expect(sql`truncate act cascade`.execute(record.owner)).rejects.toThrow(/never changed/)
  })
})

test('big numbers and dates arrive as exact text', async () => {
  const { rows } = await sql`select amount, many, on_day, array[amount] as amounts from survey where id = 1`.execute(
    record.owner,
  )
  expect(rows).toEqual([
    {
      amount: '12345678901234567890.1234',
      many: '9007199254740993',
      on_day: '2026-02-28',
      amounts: ['12345678901234567890.1234'],
    },
  ])
})

test('rows loaded in bulk are what was handed in, and a bad row loads nothing', async () => {
  const { rows } = await sql`select place, organisation, amount from survey where id = 3`.execute(record.owner)
  expect(rows).toEqual([{ place: 'a\tb\\c\nd', organisation: 'o"hara', amount: null }])
  const bad = record.bulkLoad(
    'survey',
    ['id', 'amount'],
    [
      [10, '1'],
      [11, 'not a number'],
    ],
  )
  await expect(bad).rejects.toThrow(/invalid input syntax/)
  await expect(record.bulkLoad('survey', ['id'], brokenSource())).rejects.toThrow('the source broke')
  expect(await record.bulkLoad('survey', ['id'], [[20]])).toBe(1)
  expect(await record.withActor(system, countSurveys)).toEqual([1, 2, 3, 20])
})

async function* brokenSource(): AsyncGenerator<[number]> {
  yield [12]
  throw new Error('the source broke')
}

test('a query streams out as CSV', async () => {
  const chunks: Buffer[] = []
  for await (const chunk of record.copyOut('select id, amount from survey where id < 3 order by id')) chunks.push(chunk)
  expect(Buffer.concat(chunks).toString()).toBe('id,amount\n1,12345678901234567890.1234\n2,0.10\n')
  let bytes = 0
  for await (const chunk of record.copyOut(`select repeat('x', 1000) from generate_series(1, 20000)`))
    bytes += chunk.length
  expect(bytes).toBe(20_000 * 1001 + 'repeat\n'.length)
  for await (const chunk of record.copyOut('select generate_series(1, 1000000)')) {
    expect(chunk.length).toBeGreaterThan(0)
    break
  }
  await expect(async () => {
    for await (const chunk of record.copyOut('select 1 / 0')) expect(chunk).toBeDefined()
  }).rejects.toThrow(/division by zero/)
  expect(await record.withActor(system, countSurveys)).toHaveLength(4)
})
