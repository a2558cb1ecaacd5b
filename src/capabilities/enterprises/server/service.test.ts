import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestHouse, type TestHouse, testActor } from '#kit/server/testing.ts'
import {
  aboveScaleColumns,
  aboveScaleCsv,
  classificationsOn,
  createEnterprisesInBulk,
  listEnterprises,
  type NewEnterprise,
  loadEnterprises,
  refreshEnterprisePlaces,
} from './service.ts'
import { pageEnterprises } from './store.ts'
import { deleteEnterprises, updatePlaces } from './store-writes.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

const towns = ['kite', 'flute', 'firefly', 'stardust']
const population = (count: number): NewEnterprise[] =>
  Array.from({ length: count }, (_, at) => ({
    name: `合成厂${String(at).padStart(5, '0')}`,
    town: towns[at % towns.length] ?? 'kite',
    industry: at % 2 === 0 ? '1011' : '2011',
    aboveScaleSince: '2020-01-01',
    synthetic: true,
    ...(at === 7
      ? {
          history: [
            {
              from: '2018-01-01',
              to: '2024-01-01',
              town: 'kite',
              base: null,
              industry: '1011',
              size: null,
              ownership: null,
            },
            {
              from: '2024-01-01',
              to: null,
              town: 'stardust',
              base: null,
              industry: '2011',
              size: null,
              ownership: null,
            },
          ],
        }
      : {}),
  }))

describe('the register at the size of a city', () => {
  let ids: string[]
  beforeAll(async () => {
    ids = await house.record.asSystem((tx) => createEnterprisesInBulk(tx, house.programme(), population(14_000)))
  })

  it('holds 14,000 enterprises, each with its classification', async () => {
    expect(ids).toHaveLength(14_000)
    const lines: string[] = []
    for await (const chunk of aboveScaleCsv(house)) lines.push(...chunk.toString().trimEnd().split('\n'))
    expect(lines[0]).toBe(Object.keys(aboveScaleColumns).join(','))
    expect(lines).toHaveLength(1 + 14_001)
    const moved = lines.filter((line) => line.startsWith(ids[7] ?? '-')).map((line) => line.split(','))
    expect(moved.map(([, town, , , , , from, end]) => [town, from, end])).toEqual([
      ['kite', '2020-01-01', '2024-01-01'],
      ['stardust', '2024-01-01', ''],
    ])
  })

  it('takes hundreds of thousands by COPY, the same as one by one', async () => {
    const made = population(3).map((each, i) => ({ ...each, id: randomUUID(), name: `复制厂${i}`, base: null }))
    expect(await loadEnterprises(house, () => made)).toBe(3)
    const [first] = await house.record.asSystem((tx) =>
      createEnterprisesInBulk(tx, house.programme(), [{ ...(made[0] as NewEnterprise), id: randomUUID() }]),
    )
    const { rows } = await sql<Record<string, unknown>>`
      select to_jsonb(e) - 'id' - 'created_at' - 'updated_at' as said from enterprise_enterprise e where name = '复制厂0'`.execute(
      house.record.owner,
    )
    expect(rows).toHaveLength(2)
    expect(rows[0]).toEqual(rows[1])
    const copied = await house.record.asSystem((tx) =>
      classificationsOn(tx, [made[0]?.id ?? '', first ?? ''], '2024-06-01'),
    )
    expect(new Set([...copied.values()].map(({ enterprise: _, ...classes }) => JSON.stringify(classes))).size).toBe(1)
    await house.record.asSystem((tx) => deleteEnterprises(tx, [...made.map(({ id }) => id), first ?? '']))
  })

  it('tells how each stood on a day', async () => {
    const asked = ids.slice(6, 8)
    const on = (day: string) => house.record.asSystem((tx) => classificationsOn(tx, asked, day))
    expect([...(await on('2023-12-31')).values()].map(({ enterprise, town }) => [enterprise, town]).sort()).toEqual(
      [
        [asked[0], 'firefly'],
        [asked[1], 'kite'],
      ].sort(),
    )
    expect((await on('2024-01-01')).get(asked[1] ?? '')?.town).toBe('stardust')
    expect((await on('1950-01-01')).get(asked[1] ?? '')?.town).toBe('kite')
  })

  it('pages quickly, also for a town clerk and deep in the list', async () => {
    const clerk = testActor([{ permission: 'enterprises.see', scope: 'place', place: 'kite' }])
    const search = { today: '2026-03-02' }
    const started = performance.now()
    for (const actor of [clerk, testActor(['enterprises.see'])]) {
      const deep = await house.record.withActor(actor, (tx) =>
        pageEnterprises(tx, { search, sort: 'name', page: 60, pageSize: 50 }),
      )
      expect(deep.rows).toHaveLength(50)
      await house.record.withActor(actor, (tx) =>
        pageEnterprises(tx, { search: { ...search, q: '厂0012' }, sort: 'name', page: 1, pageSize: 50 }),
      )
    }
    expect(performance.now() - started).toBeLessThan(1500)
    expect(await house.record.withActor(clerk, (tx) => listEnterprises(tx, search))).toHaveLength(3500)
  })

  it('brings the places of all records up to date with the programme, and writes nothing when they are', async () => {
    expect(await refreshEnterprisePlaces(house)).toBe(0)
    await house.record.asSystem((tx) => updatePlaces(tx, { town: 'kite', base: null, places: ['kite'] }))
    expect(await refreshEnterprisePlaces(house)).toBe(3500)
  })
})
