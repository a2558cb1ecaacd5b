import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { isSynthetic } from '#capabilities/people/server/service.ts'
import { dumpMirror } from '#capabilities/observations/server/testing.ts'
import { rebuildMirror } from '#capabilities/observations/server/service.ts'
import { openTestHouse, type TestHouse } from '#kit/server/testing.ts'
import { totalIn } from '../rules/population/series.ts'
import { laddersOf } from '#pack/ladders.ts'
import { populationPlan } from '../rules/population/plan.ts'
import { type Populated, populate } from './populate.ts'

const size = { enterprises: 80, months: 26 }
const stages: string[] = []
let house: TestHouse
let made: Populated

beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-01-20T02:00:00Z') })
  made = await populate(house, size, (stage) => void (stages.includes(stage) || stages.push(stage)))
})
afterAll(() => house.close())

const one = async (text: string): Promise<string> => {
  const { rows } = await sql<{ n: string }>`${sql.raw(text)}`.execute(house.record.owner)
  return String(rows[0]?.n)
}

describe('a population', () => {
  test('ends with the last month whose returns are due, and says how far it is on the way', () => {
    expect(made).toMatchObject({ enterprises: 80, lastMonth: '2025-12' })
    expect(stages).toEqual(['values', 'enterprises', 'returns', 'yearly', 'mirror'])
  })

  test('is marked as made up, by one act', async () => {
    expect(await isSynthetic(house)).toBe(true)
    expect(await one(`select count(*) as n from act where name = 'population.loaded'`)).toBe('1')
    expect(await one('select count(*) as n from enterprise_enterprise where not synthetic')).toBe('0')
    expect(await one('select count(*) as n from parcel_parcel where not synthetic')).toBe('0')
  })

  test('stands on rungs that the programme has, on a ground that says it is made up', async () => {
    const known = new Set(
      laddersOf(house.programme()).flatMap(({ id, classes }) => classes.map((rung) => `${id}/${rung.id}`)),
    )
    const { rows } = await sql<{
      rung: string
      reason: string
    }>`select distinct rung, reason from enterprise_rung`.execute(house.record.owner)
    expect(rows.length).toBeGreaterThan(1)
    expect(rows.filter(({ rung, reason }) => !known.has(rung) || !reason.includes('合成'))).toEqual([])
  })

  test('reports January and February as one', async () => {
    expect(await one(`select count(*) as n from return_return where period like '%-01'`)).toBe('0')
    expect(Number(await one(`select count(*) as n from return_return where period = '2025-01~02'`))).toBeGreaterThan(40)
  })

  test('adds up in the mirror to what the programme says of a whole year, less what was not reported', async () => {
    const { totals } = populationPlan(house.programme())
    const wanted = totals.reduce((sum, { years }) => sum + totalIn(years, 2025), 0) * 100_000
    const [row] = await house.facts.query<{ n: string }>(
      `select sum(v_output) as n from fact_enterprise_month where period between ${2025 * 12} and ${2025 * 12 + 11}`,
    )
    expect(Number(row?.n) / wanted).toBeGreaterThan(0.9)
    expect(Number(row?.n) / wanted).toBeLessThanOrEqual(1.001)
  })

  test('is the same in another house, and its mirror equals a rebuild', async () => {
    const other = await openTestHouse({ now: new Date('2026-01-20T02:00:00Z') })
    try {
      await populate(other, size)
      const mirror = await dumpMirror(house)
      expect(await dumpMirror(other)).toEqual(mirror)
      await rebuildMirror(other)
      expect(await dumpMirror(other)).toEqual(mirror)
    } finally {
      await other.close()
    }
  })
})
