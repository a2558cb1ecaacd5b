import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Facts } from './facts.ts'
import { openTestFacts } from './testing.ts'

const columns = ['subject', 'town', 'period', 'known_at', 'amount', 'status', 'many', 'on_day', 'share', 'yes']
const rows = [
  ['e1', '北镇', 24312, '2026-01-10T08:00:00Z', '1234567890123.4567', 1, '9007199254740993', '2026-02-28', 0.5, true],
  ['e2', '北镇', 24312, '2026-01-10T08:00:00.123456Z', '-0.0500', null, 1n, '1999-12-31', null, false],
  ['e3', 'south', 24313, new Date('2026-02-01T00:00:00.5Z'), '0', -1, 0n, null, -1.25, null],
] as const

for (const engine of ['duckdb', 'postgres'] as const) {
  describe(`the mirror on ${engine}`, () => {
    let facts: Facts
    beforeAll(async () => {
      facts = await openTestFacts(engine)
    })
    afterAll(() => facts.close())
    beforeEach(async () => {
      await facts.exec(`drop table if exists fact_test;
        create table fact_test (subject varchar, town varchar collate "C", period integer, known_at timestamp, amount decimal(18, 4),
          status smallint, many bigint, on_day date, share double precision, yes boolean, unused decimal(18, 4))`)
      expect(await facts.append('fact_test', columns, rows)).toBe(3)
    })

    test('rows come back exactly as they went in, in one form', async () => {
      expect(await facts.query('select * from fact_test order by subject')).toEqual([
        {
          subject: 'e1',
          town: '北镇',
          period: 24312,
          known_at: '2026-01-10T08:00:00.000Z',
          amount: '1234567890123.4567',
          status: 1,
          many: '9007199254740993',
          on_day: '2026-02-28',
          share: 0.5,
          yes: true,
          unused: null,
        },
        {
          subject: 'e2',
          town: '北镇',
          period: 24312,
          known_at: '2026-01-10T08:00:00.123456Z',
          amount: '-0.0500',
          status: null,
          many: '1',
          on_day: '1999-12-31',
          share: null,
          yes: false,
          unused: null,
        },
        {
          subject: 'e3',
          town: 'south',
          period: 24313,
          known_at: '2026-02-01T00:00:00.500Z',
          amount: '0.0000',
          status: -1,
          many: '0',
          on_day: null,
          share: -1.25,
          yes: null,
          unused: null,
        },
      ])
    })

    test('sums, counts and order statistics are exact text', async () => {
      const question = `select town, sum(amount) as total, count(*) as firms, sum(status) as states, min(period) as first
        from fact_test group by town order by town`
      expect(await facts.query(question)).toEqual([
        { town: 'south', total: '0.0000', firms: '1', states: '-1', first: 24313 },
        { town: '北镇', total: '1234567890123.4067', firms: '2', states: '1', first: 24312 },
      ])
    })

    test('a question asked again after a write sees what was written', async () => {
      const question = `select count(*) as n from fact_test where period = 24320 or status is null and yes`
      expect(await facts.query(question)).toEqual([{ n: '0' }])
      await facts.append('fact_test', ['subject', 'period'], [['e4', 24320]])
      expect(await facts.query(question)).toEqual([{ n: '1' }])
      await facts.transaction(async (session) => {
        expect(await session.query(question)).toEqual([{ n: '1' }])
        await session.append('fact_test', ['subject', 'period'], [['e5', 24320]])
        expect(await session.query(question)).toEqual([{ n: '2' }])
      })
    })

    test('parameters take the type of their place', async () => {
      const ask = async (where: string, ...params: Parameters<Facts['query']>[1] & object): Promise<unknown> =>
        (await facts.query<{ n: string }>(`select count(*) as n from fact_test where ${where}`, params))[0]?.n
      expect(await ask('known_at <= $1 and period >= $2', new Date('2026-01-10T08:00:00Z'), 1)).toBe('1')
      expect(await ask('known_at <= $1', '2026-01-10T08:00:00.123456Z')).toBe('2')
      expect(await ask('known_at < $1', '2026-01-10T08:00:00.123456Z')).toBe('1')
      expect(await ask('on_day = $1', '2026-02-28')).toBe('1')
      expect(await ask('amount > cast($1 as decimal(38, 4))', '-0.0500')).toBe('2')
      expect(await ask('town = any($1)', ['北镇', `o'hara`])).toBe('2')
      expect(await ask('town = any($1)', [])).toBe('0')
      expect(await ask('period = any($1)', [24313])).toBe('1')
      expect(await ask('many = $1', '9007199254740993')).toBe('1')
      expect(await ask('status = $1', -1)).toBe('1')
      expect(await ask('yes = $1', true)).toBe('1')
      expect(await ask('town is not distinct from cast($1 as varchar)', null)).toBe('0')
    })

    test('a transaction shows all or nothing, and others see it only when it is committed', async () => {
      const count = async (): Promise<unknown> => (await facts.query('select count(*) as n from fact_test'))[0]?.n
      await facts.transaction(async (session) => {
        await session.append('fact_test', ['subject'], [['e4']])
        await session.exec(`delete from fact_test where subject = 'e1'`)
        expect((await session.query('select count(*) as n from fact_test'))[0]?.n).toBe('3')
        expect(await session.query(`select subject from fact_test where subject = 'e1'`)).toEqual([])
        expect(await count()).toBe('3')
        expect(await facts.query(`select subject from fact_test where subject = 'e1'`)).toHaveLength(1)
      })
      expect(await facts.query(`select subject from fact_test where subject = 'e1'`)).toEqual([])
      const failing = facts.transaction(async (session) => {
        await session.append('fact_test', ['subject'], [['e5']])
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      expect(await count()).toBe('3')
      await expect(facts.transaction((session) => session.exec('select nonsense'))).rejects.toThrow()
      await facts.append('fact_test', ['subject'], [['e6']])
      expect(await count()).toBe('4')
    })

    test('many questions run at once, beside a writer', async () => {
      const writing = facts.append('fact_test', ['subject', 'amount'], manyRows(20_000))
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          facts.query<{ n: number }>('select cast($1 as integer) as n', [index]),
        ),
      )
      expect(answers.map(([row]) => row?.n)).toEqual(Array.from({ length: 30 }, (_, index) => index))
      expect(await writing).toBe(20_000)
      expect(await facts.query(`select sum(amount) as total from fact_test where subject = 'many'`)).toEqual([
        { total: '5000.0000' },
      ])
    })

    test('a changed table is asked anew', async () => {
      const question = 'select * from fact_test where subject = $1'
      expect(Object.keys((await facts.query(question, ['e1']))[0] ?? {})).toHaveLength(11)
      await facts.exec('alter table fact_test add column more decimal(18, 4)')
      expect(Object.keys((await facts.query(question, ['e1']))[0] ?? {})).toHaveLength(12)
    })

    test('a value that does not fit is refused, and nothing of its batch stays', async () => {
      const bad = facts.append(
        'fact_test',
        ['subject', 'amount'],
        [
          ['e7', '1'],
          ['e8', 'much'],
        ],
      )
      await expect(bad).rejects.toThrow()
      expect(await facts.query(`select subject from fact_test where subject in ('e7', 'e8')`)).toEqual([])
    })

    test('a CSV file is loaded with quotes, line breaks, empty texts and blanks', async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'jidi-facts-'))
      const file = path.join(folder, `it's.csv`)
      await writeFile(
        file,
        'subject,town,amount,known_at\nc1,"a ""b"",\nc",1.5,2026-01-01 00:00:00\nc2,"",,\nc3,,-2,\n',
      )
      expect(await facts.loadCsv('fact_test', ['subject', 'town', 'amount', 'known_at'], file)).toBe(3)
      await rm(folder, { recursive: true })
      const loaded = await facts.query(
        `select subject, town, amount, known_at from fact_test where subject like 'c%' order by 1`,
      )
      expect(loaded).toEqual([
        { subject: 'c1', town: 'a "b",\nc', amount: '1.5000', known_at: '2026-01-01T00:00:00.000Z' },
        { subject: 'c2', town: '', amount: null, known_at: null },
        { subject: 'c3', town: null, amount: '-2.0000', known_at: null },
      ])
    })
  })
}

function* manyRows(count: number): Generator<[string, string]> {
  for (let index = 0; index < count; index += 1) yield ['many', '0.25']
}
