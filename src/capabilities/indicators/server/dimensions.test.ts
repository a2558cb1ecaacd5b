import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startMirror } from '#capabilities/observations/server/service.ts'
import { enterTwoFirms } from '#capabilities/observations/server/testing.ts'
import { openTestHouse, type TestHouse } from '#kit/server/testing.ts'
import { refreshDimensions } from './service.ts'

for (const engine of ['duckdb', 'postgres'] as const) {
  describe(`who is expected to report, in ${engine}`, () => {
    let house: TestHouse
    let moved: string
    beforeAll(async () => {
      house = await openTestHouse({ facts: engine })
      ;[, moved] = await enterTwoFirms(house)
      await startMirror(house)
      await refreshDimensions(house)
    })
    afterAll(() => house.close())

    const units = () =>
      house.facts.query(
        `select town, first_period, last_period from dim_unit where subject = '${moved}' and of_table = 'fact_enterprise_month' order by first_period`,
      )
    const expected = () =>
      house.facts.query(
        `select town, from_period, n from fact_enterprise_month_expected where subject = '${moved}' order by from_period, n`,
      )

    test('is each above-scale enterprise under the classes it had, from month to month', async () => {
      const forever = 9_999 * 12
      expect(await units()).toEqual([
        { town: 'kite', first_period: 2020 * 12, last_period: 2024 * 12 + 11 },
        { town: 'flute', first_period: 2025 * 12, last_period: forever },
      ])
      expect(await expected()).toEqual([
        { town: 'kite', from_period: 2020 * 12, n: 1 },
        { town: 'kite', from_period: 2025 * 12, n: -1 },
        { town: 'flute', from_period: 2025 * 12, n: 1 },
      ])
    })

    test('is not written again while the register says the same, and is when it says something else', async () => {
      await house.facts.exec('delete from dim_unit')
      await refreshDimensions(house)
      expect(await units()).toEqual([])
      const until = sql`update enterprise_enterprise set above_scale_until = '2025-07-01' where id = ${moved}`
      await until.execute(house.record.owner)
      await refreshDimensions(house)
      expect((await units()).map(({ last_period: last }) => last)).toEqual([2024 * 12 + 11, 2025 * 12 + 5])
    })

    test('is written whole when several ask at once', async () => {
      await house.facts.exec('delete from dim_mark')
      await Promise.all([refreshDimensions(house), refreshDimensions(house), refreshDimensions(house)])
      expect(await units()).toHaveLength(2)
      expect(await house.facts.query('select count(*) as n from dim_mark')).toEqual([{ n: '1' }])
    })
  })
}
