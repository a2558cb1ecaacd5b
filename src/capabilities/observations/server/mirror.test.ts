import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { system } from '#base/decision.ts'
import { parsePeriod } from '#base/period.ts'
import { openTestHouse, type TestHouse } from '#kit/server/testing.ts'
import type { CellContent } from '../rules/cells.ts'
import { mirrorIndexName, mirrorTables } from '../rules/mirror.ts'
import { mirrorFeed } from './mirror-feed.ts'
import { prepareTables } from './mirror-tables.ts'
import { rebuildTables } from './mirror-rebuild.ts'
import { reclassify } from './reclassify.ts'
import { type ObservationBatch, record } from './record.ts'
import { mirrorCaughtUp, rebuildMirror, startMirror, withdraw } from './service.ts'
import { amount, askMirror, dumpMirror, enterTwoFirms, monthBatch } from './testing.ts'

for (const engine of ['duckdb', 'postgres'] as const) {
  describe(`the mirror in ${engine}`, () => {
    let house: TestHouse
    let a: string
    let b: string
    beforeAll(async () => {
      house = await openTestHouse({ facts: engine })
      ;[a, b] = await enterTwoFirms(house)
      await startMirror(house)
    })
    afterAll(() => house.close())

    const write = (batch: ObservationBatch) => house.record.withActor(system, (tx) => record(house, tx, batch))
    const july = (subject: string, output: CellContent, sales: CellContent = amount(1)) =>
      monthBatch([{ subject, period: '2025-07', output, sales }])

    test('a value is there right after its commit, with its classification of the period', async () => {
      await write(july(b, amount(120)))
      const before = performance.now()
      await mirrorCaughtUp(house)
      expect(performance.now() - before).toBeLessThan(1000)
      expect(await askMirror(house, `select sum(v_output) as n from fact_enterprise_month where town = 'flute'`)).toBe(
        '120',
      )
    })

    test('a correction takes the old value out and leaves it readable at its time', async () => {
      const known = house.clock.now()
      house.clock.advance(60_000)
      await write(july(b, amount(150)))
      await mirrorCaughtUp(house)
      expect(await askMirror(house, 'select sum(v_output) as n from fact_enterprise_month')).toBe('150')
      expect(await askMirror(house, 'select sum(c_output) as n from fact_enterprise_month')).toBe('1')
      const then = `select sum(v_output) as n from fact_enterprise_month where known_at <= '${known.toISOString().slice(0, 19)}'`
      expect(await askMirror(house, then)).toBe('120')
    })

    test('a blank counts as a blank and not as a zero', async () => {
      await write(july(a, { blank: 'not_applicable' }, amount(0)))
      await mirrorCaughtUp(house)
      expect(await askMirror(house, 'select sum(c_output) as n from fact_enterprise_month')).toBe('1')
      expect(await askMirror(house, 'select sum(c_sales) as n from fact_enterprise_month')).toBe('2')
      expect(await askMirror(house, 'select sum(sign) as n from fact_enterprise_month where s_output = 12')).toBe('1')
    })

    test('what is withdrawn leaves nothing behind in any sum', async () => {
      const batch = july(a, amount(1))
      await house.record.withActor(system, (tx) => withdraw(house, tx, batch))
      await mirrorCaughtUp(house)
      expect(await askMirror(house, `select sum(c_sales) as n from fact_enterprise_month where subject = '${a}'`)).toBe(
        '0',
      )
      expect(await askMirror(house, `select sum(sign) as n from fact_enterprise_month where s_output = 12`)).toBe('0')
    })

    test('a subject is counted where it was in the period, not where it is now', async () => {
      await write(monthBatch([{ subject: b, period: '2024-07', output: amount(7), sales: amount(7) }]))
      await mirrorCaughtUp(house)
      expect(
        await askMirror(
          house,
          `select sum(v_output) as n from fact_enterprise_month where town = 'kite' and period = ${2024 * 12 + 6}`,
        ),
      ).toBe('7')
    })

    test('when the register says something else of the past, values are counted there from now on', async () => {
      house.clock.advance(1000)
      const known = house.clock.now().toISOString().slice(0, 19)
      house.clock.advance(1000)
      await sql`update enterprise_classification set town = 'firefly' where enterprise = ${b} and to_date is null`.execute(
        house.record.owner,
      )
      expect(await house.record.asSystem((tx) => reclassify(house, tx, 'enterprise', [a, b]))).toBe(1)
      expect(await house.record.asSystem((tx) => reclassify(house, tx, 'enterprise', [a, b]))).toBe(0)
      await mirrorCaughtUp(house)
      const output = (where: string) =>
        askMirror(house, `select sum(v_output) as n from fact_enterprise_month where ${where}`)
      expect([await output(`town = 'firefly'`), await output(`town = 'flute'`)]).toEqual(['150', '0'])
      expect(await output(`town = 'flute' and known_at <= '${known}'`)).toBe('150')
    })

    test('a rebuild gives the same mirror row by row', async () => {
      const before = await dumpMirror(house)
      const result = await rebuildMirror(house)
      expect(await dumpMirror(house)).toEqual(before)
      expect(result.rows).toBeGreaterThan(3)
    })

    test('whatever is submitted, corrected, withdrawn and interrupted: rebuild equals increment', {
      timeout: process.env.SOAK ? 3_600_000 : 240_000,
    }, async () => {
      const content = fc.oneof(
        fc.integer({ min: -1000, max: 1_000_000 }).map(amount),
        fc.constantFrom<CellContent>({ blank: 'not_reported' }, { blank: 'not_applicable' }),
      )
      const step = fc.oneof(
        fc.record({
          do: fc.constant('write' as const),
          firm: fc.boolean(),
          period: fc.constantFrom('2024-01~02', '2024-03', '2025-01', '2025-12'),
          output: content,
          sales: content,
        }),
        fc.record({
          do: fc.constant('one' as const),
          firm: fc.boolean(),
          period: fc.constantFrom('2024-03', '2025-12'),
          output: content,
        }),
        fc.record({
          do: fc.constant('withdraw' as const),
          firm: fc.boolean(),
          period: fc.constantFrom('2024-03', '2025-12'),
        }),
        fc.record({ do: fc.constant('kill' as const) }),
        fc.record({ do: fc.constant('kill-rebuild' as const) }),
        fc.record({ do: fc.constant('catch-up' as const) }),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
          for (const each of steps) await take(each)
          await mirrorCaughtUp(house)
          const incremental = await dumpMirror(house)
          await rebuildMirror(house)
          expect(await dumpMirror(house)).toEqual(incremental)
        }),
        { numRuns: process.env.SOAK ? 200 : engine === 'duckdb' ? 8 : 4 },
      )

      type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
      async function take(each: Step): Promise<void> {
        house.clock.advance(1000)
        if (each.do === 'catch-up') return mirrorCaughtUp(house)
        if (each.do === 'kill') return applyAndForget()
        if (each.do === 'kill-rebuild') return abandonRebuild()
        const subject = each.firm ? a : b
        if (each.do === 'write') {
          await write(monthBatch([{ subject, period: each.period, output: each.output, sales: each.sales }]))
          return
        }
        const batch = monthBatch([{ subject, period: each.period, output: amount(0), sales: amount(0) }])
        if (each.do === 'one') {
          const rows = batch.rows.map((row) => ({ ...row, contents: [each.output] }))
          await write({ ...batch, cells: batch.cells.slice(0, 1), rows })
          return
        }
        await house.record.withActor(system, (tx) => withdraw(house, tx, batch))
      }
    })

    /** The process dies after the mirror has a batch and before the record has struck it off. */
    async function applyAndForget(): Promise<void> {
      const waiting = await house.record.owner
        .selectFrom('observation_outbox' as never)
        .selectAll()
        .execute()
      await mirrorCaughtUp(house)
      if (waiting.length > 0)
        await house.record.owner
          .insertInto('observation_outbox' as never)
          .values(waiting as never)
          .execute()
    }

    /** The process dies in the middle of a rebuild: the mirror stands as it was. */
    async function abandonRebuild(): Promise<void> {
      await mirrorCaughtUp(house)
      const before = await dumpMirror(house)
      const dying = { ...house, facts: { ...house.facts, transaction: () => Promise.reject(new Error('killed')) } }
      await expect(rebuildTables(dying)).rejects.toThrow('killed')
      expect(await dumpMirror(house)).toEqual(before)
      expect(await prepareTables(house)).toBe('ready')
    }

    test('a programme that asks for more gets columns for it, also when it was interrupted over them', async () => {
      const table = mirrorTables(house.programme()).find(({ name }) => name === 'fact_enterprise_month')
      const more = table?.cells.find(({ indicator }) => indicator !== 'output' && indicator !== 'sales')
      if (table === undefined || more === undefined)
        throw new Error('the demo pack asks for more than output and sales')
      const before = await dumpMirror(house)
      const forget = (column: string) =>
        house.facts.exec(`delete from mirror_layout where table_name = '${table.name}' and column_name = '${column}'`)
      if (engine === 'duckdb') await house.facts.exec(`drop index ${mirrorIndexName(table)}`)
      await house.facts.exec(`alter table ${table.name} drop column ${more.count}`)
      for (const column of [more.value, more.count]) await forget(column)
      expect(await prepareTables(house)).toBe('ready')
      expect(await prepareTables(house)).toBe('ready')
      expect(await dumpMirror(house)).toEqual(before)
      expect(await askMirror(house, `select count(${more.count}) as n from ${table.name}`)).toBe('0')
    })

    test('a mirror that does not belong to the record is rebuilt at start', async () => {
      const before = await dumpMirror(house)
      await house.facts.exec('delete from fact_enterprise_month')
      await house.facts.exec('delete from mirror_applied')
      expect(await prepareTables(house)).toBe('rebuild')
      await mirrorFeed({ ...house, facts: { ...house.facts } }).start()
      expect(await dumpMirror(house)).toEqual(before)
    })

    test('what the programme does not allow is refused, naming row and cell', async () => {
      const refusal = (batch: ObservationBatch) =>
        write(batch).then(
          () => [],
          (problem: { issues: { text: string; where: string }[] }) =>
            problem.issues.map(({ text, where }) => `${text} ${where}`),
        )
      expect(await refusal({ ...july(a, amount(1)), domain: 'administrative' })).toEqual([
        'observations.other_domain cells.output:this',
        'observations.other_domain cells.sales:this',
      ])
      expect(await refusal(july(a, amount('1.5')))).toEqual(['observations.too_many_places rows.0.output:this'])
      expect(await refusal(july(a, amount('1e5')))).toEqual(['value.not_a_number rows.0.output:this'])
      expect(await refusal(july(a, amount('1234567890123456789')))).toEqual(['observations.too_big rows.0.output:this'])
      const other = { ...july(a, amount(1)) }
      expect(
        await refusal({ ...other, cells: [{ indicator: 'outptu', span: 'this' }, ...other.cells.slice(1)] }),
      ).toEqual(['observations.unknown_indicator cells.outptu:this'])
      expect(await refusal({ ...other, rows: [...other.rows, ...other.rows] })).toEqual(['observations.twice rows.1'])
      expect(
        await refusal({ ...other, rows: other.rows.map((row) => ({ ...row, period: parsePeriod('2025') })) }),
      ).toEqual(['observations.other_period_kind rows.0'])
      expect(await refusal({ ...other, kind: 'file' })).toEqual([
        'observations.other_source cells.output:this',
        'observations.other_source cells.sales:this',
      ])
    })
  })
}
