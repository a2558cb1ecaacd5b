import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { system } from '#base/decision.ts'
import type { Problem } from '#base/problem.ts'
import {
  dropGenerated,
  mirrorCaughtUp,
  mirrorFeed,
  rebuildMirror,
  record,
} from '#capabilities/observations/server/service.ts'
import { amount, dumpMirror, monthBatch } from '#capabilities/observations/server/testing.ts'
import { isSynthetic } from '#capabilities/people/server/service.ts'
import { openTestHouse, type TestHouse } from '#kit/server/testing.ts'
import { populationPlan } from '../rules/population/plan.ts'
import { totalIn } from '../rules/population/series.ts'
import { remind } from './reminders.ts'
import { type Populated } from './populate.ts'
import { populateMirror } from './populate-mirror.ts'

const size = { enterprises: 80, months: 26 }
const now = new Date('2026-01-20T02:00:00Z')
const table = 'fact_enterprise_month'
let house: TestHouse
let made: Populated

beforeAll(async () => {
  house = await openTestHouse({ now })
  made = await populateMirror(house, size)
})
afterAll(() => house.close())

const one = async (text: string): Promise<number> => {
  const { rows } = await sql<{ n: string }>`${sql.raw(text)}`.execute(house.record.owner)
  return Number(rows[0]?.n)
}
const asked = async (text: string): Promise<number> => {
  const [row] = await house.facts.query<{ n: string | number }>(text)
  return Number(row?.n)
}
const refusal = (work: Promise<unknown>): Promise<string[]> =>
  work.then(
    () => [],
    (problem: Problem) => problem.issues.map(({ text }) => text),
  )

describe('a population made in the mirror alone', () => {
  test('is marked as made up, its register is recorded and nothing else', async () => {
    expect(made).toMatchObject({ enterprises: 80, returns: 0, lastMonth: '2025-12' })
    expect(await isSynthetic(house)).toBe(true)
    expect(await one('select count(*) as n from enterprise_enterprise where synthetic')).toBe(80)
    expect(await one('select count(*) as n from enterprise_rung')).toBeGreaterThan(10)
    expect(await one('select count(*) as n from observation_observation')).toBe(0)
    expect(await one('select count(*) as n from return_return')).toBe(0)
  })

  test('says in the record which batches and how many rows the mirror holds', async () => {
    const rows = await asked(`select count(*) as n from ${table}`)
    expect(rows).toBeGreaterThan(1000)
    expect(await one(`select sum(lines) as n from observation_generated where period_kind = 'month'`)).toBe(rows)
    expect(await one(`select count(*) as n from observation_batch where kind <> 'generated'`)).toBe(0)
  })

  test('adds up to what the programme says of a whole year, less what was not reported', async () => {
    const { totals } = populationPlan(house.programme())
    const wanted = totals.reduce((sum, { years }) => sum + totalIn(years, 2025), 0) * 100_000
    const whole = await asked(
      `select sum(v_output) as n from ${table} where period between ${2025 * 12} and ${2025 * 12 + 11}`,
    )
    expect(whole / wanted).toBeGreaterThan(0.9)
    expect(whole / wanted).toBeLessThanOrEqual(1.001)
  })

  test('reports like any other: January with February, cumulated, beside the year before', async () => {
    expect(await asked(`select count(*) as n from ${table} where period % 12 = 0`)).toBe(0)
    const december = `from ${table} where period = ${2025 * 12 + 11} and s_output__cumulative = 0`
    expect(await asked(`select min(v_output__cumulative - v_output) as n ${december}`)).toBeGreaterThanOrEqual(0)
    const late = await asked(
      `select count(*) as n from ${table} where v_output is null and s_output = 0 or c_output <> 1`,
    )
    expect(late).toBe(0)
  })

  test('is the same in another house', async () => {
    const other = await openTestHouse({ now })
    try {
      await populateMirror(other, size)
      expect(await dumpMirror(other)).toEqual(await dumpMirror(house))
    } finally {
      await other.close()
    }
  })
})

describe('rows that the record does not hold', () => {
  test('come through a rebuild as they were, beside what was recorded since', async () => {
    const before = await asked(`select count(*) as n from ${table}`)
    const batch = monthBatch([
      { subject: made.enterprise.id, period: '2026-03', output: amount(1234), sales: amount(1) },
    ])
    await house.record.withActor(system, (tx) => record(house, tx, batch))
    await mirrorCaughtUp(house)
    const dump = await dumpMirror(house)
    const { carried, rows } = await rebuildMirror(house)
    expect(carried).toBeGreaterThanOrEqual(before)
    expect(rows).toBe(1)
    expect(await dumpMirror(house)).toEqual(dump)
  })

  test('are not written over', async () => {
    const batch = monthBatch([{ subject: made.enterprise.id, period: '2025-07', output: amount(1), sales: amount(1) }])
    expect(await refusal(house.record.withActor(system, (tx) => record(house, tx, batch)))).toEqual([
      'observations.over_generated',
    ])
  })

  test('are asked of nobody: no reminder is written for periods that nobody is to fill', async () => {
    expect(await remind(house)).toBe(0)
  })

  test('are not made beside others, nor in another engine', async () => {
    expect(await refusal(populateMirror({ ...house }, size))).toEqual(['observations.generated_beside'])
    const other = await openTestHouse({ now, facts: 'postgres' })
    try {
      expect(await refusal(populateMirror(other, size))).toEqual(['observations.generated_elsewhere'])
      expect(await other.record.owner.selectFrom('act').select('id').execute()).toEqual([])
    } finally {
      await other.close()
    }
  })

  test('are never lost unseen: what is missing is said, until somebody lets go of it', async () => {
    const dump = await dumpMirror(house)
    await house.facts.exec(`delete from ${table} where period = ${2025 * 12 + 6}`)
    await house.facts.exec('delete from mirror_applied')
    expect(await refusal(rebuildMirror(house))).toEqual(['observations.generated_lost'])
    const restarted = { ...house, facts: { ...house.facts } }
    expect(await refusal(mirrorFeed(restarted).start())).toEqual(['observations.generated_lost'])
    expect(await asked(`select count(*) as n from ${table}`)).toBeGreaterThan(1000)
    expect(await dropGenerated(house)).toBeGreaterThan(1000)
    expect(await rebuildMirror(house)).toMatchObject({ rows: 1, carried: 0 })
    expect(dump).not.toHaveLength(1)
    expect(await dumpMirror(house)).toHaveLength(1)
  })
})
