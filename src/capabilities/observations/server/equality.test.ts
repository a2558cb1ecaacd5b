import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { system } from '#base/decision.ts'
import { Decimal } from '#base/decimal.ts'
import { endOf, parsePeriod, periodKind, toOrdinal } from '#base/period.ts'
import { openTestHouse, type TestHouse } from '#kit/server/testing.ts'
import { type CellContent, codeOf } from '../rules/cells.ts'
import { reclassify } from './reclassify.ts'
import { type ObservationBatch, record } from './record.ts'
import { mirrorCaughtUp, rebuildMirror, startMirror, withdraw } from './service.ts'
import { dumpMirror, enterTwoFirms } from './testing.ts'

// Random histories of values against a ledger that knows nothing of signs, batches and engines: what stands, where it counts.

const runs = process.env.SOAK ? 300 : Math.min(300, Number(process.env.RANDOM_RUNS ?? 4))
const months = ['2024-01~02', '2024-03', '2025-01', '2025-12'] as const
const years = ['2024', '2025'] as const
const monthly = ['output', 'sales'] as const
const yearly = ['tax_paid', 'land_in_use'] as const

const value = fc
  .record({
    amount: fc.integer({ min: -1000, max: 1_000_000 }),
    status: fc.constantFrom('normal' as const, 'estimated' as const, 'provisional' as const),
  })
  .map(({ amount, status }): CellContent => ({ value: String(amount), status }))
const content = fc.oneof(
  { weight: 4, arbitrary: value },
  { weight: 1, arbitrary: fc.constantFrom<CellContent>({ blank: 'not_reported' }, { blank: 'not_applicable' }) },
)
const who = fc.constantFrom<readonly number[]>([0], [1], [0, 1])
const when = fc.constantFrom(...months)
const step = fc.oneof(
  fc.record({ do: fc.constant('return' as const), who, when, contents: fc.tuple(content, content) }),
  fc.record({ do: fc.constant('part' as const), who, when, contents: fc.tuple(content) }),
  fc.record({ do: fc.constant('impute' as const), who, when, amount: fc.integer({ min: 0, max: 9999 }) }),
  fc.record({ do: fc.constant('back' as const), who, when }),
  fc.record({ do: fc.constant('withdraw' as const), who, when }),
  fc.record({
    do: fc.constant('file' as const),
    who,
    when: fc.constantFrom(...years),
    contents: fc.tuple(content, content),
  }),
  fc.record({ do: fc.constant('take the file back' as const), who, when: fc.constantFrom(...years) }),
  fc.record({ do: fc.constant('move' as const), town: fc.constantFrom('flute', 'firefly', 'stardust') }),
  fc.record({ do: fc.constant('look' as const) }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

type Standing = { readonly content: CellContent; readonly town: string }

for (const engine of ['duckdb', 'postgres'] as const) {
  describe(`whatever is known, imputed, taken back and moved, in ${engine}`, () => {
    let house: TestHouse
    let firms: readonly [string, string]
    let townNow = 'flute'
    const standing = new Map<string, Standing>()
    const before = new Map<string, CellContent>()

    beforeAll(async () => {
      house = await openTestHouse({ facts: engine })
      firms = await enterTwoFirms(house)
      await startMirror(house)
    })
    afterAll(() => house.close())

    const townOf = (firm: string, period: string): string =>
      firm === firms[0] || endOf(parsePeriod(period)) < '2025-01-01' ? 'kite' : townNow
    const key = (firm: string, period: string, indicator: string): string => [firm, period, indicator].join(' ')

    function batchOf(
      kind: ObservationBatch['kind'],
      {
        indicators,
        firms: some,
        when: period,
      }: { indicators: readonly string[]; firms: readonly string[]; when: string },
      contentsOf: (firm: string) => readonly CellContent[],
    ): ObservationBatch {
      return {
        kind,
        domain: kind === 'file' ? 'administrative' : 'statistical',
        subjectKind: 'enterprise',
        periodKind: periodKind(parsePeriod(period)),
        cells: indicators.map((indicator) => ({ indicator, span: 'this' as const })),
        rows: some.map((subject, i) => ({
          subject,
          period: parsePeriod(period),
          contents: contentsOf(subject),
          source: `${i + 1}`,
          sourceVersion: 1,
        })),
        actor: 'tester',
      }
    }

    /** Writes and notes what stands from now on. */
    async function write(batch: ObservationBatch): Promise<void> {
      await house.record.withActor(system, (tx) => record(house, tx, batch))
      for (const { subject, period, contents } of batch.rows) {
        for (const [i, { indicator }] of batch.cells.entries()) {
          const at = key(subject, period, indicator)
          const held = standing.get(at)
          if (held !== undefined) before.set(at, held.content)
          const written = contents[i] as CellContent
          if ('withdrawn' in written) standing.delete(at)
          else standing.set(at, { content: written, town: townOf(subject, period) })
        }
      }
    }

    async function take(each: Step): Promise<void> {
      house.clock.advance(1000)
      if (each.do === 'look') return mirrorCaughtUp(house)
      if (each.do === 'move') return move(each.town)
      const some = each.who.map((i) => firms[i as 0 | 1])
      const of = (indicators: readonly string[]) => ({ indicators, firms: some, when: each.when })
      if (each.do === 'return') return write(batchOf('return', of(monthly), () => each.contents))
      if (each.do === 'part') return write(batchOf('return', of(['output']), () => each.contents))
      if (each.do === 'file') return write(batchOf('file', of(yearly), () => each.contents))
      if (each.do === 'impute') {
        const made: CellContent = { value: String(each.amount), status: 'imputed' }
        return write(batchOf('imputation', of(monthly), () => [made, made]))
      }
      if (each.do === 'withdraw')
        return withdrawn(
          batchOf('return', of(monthly), () => []),
          some,
        )
      const indicators = each.do === 'back' ? monthly : yearly
      const restored = (firm: string) =>
        indicators.map((id): CellContent => before.get(key(firm, each.when, id)) ?? { withdrawn: true })
      return write(batchOf(each.do === 'back' ? 'return' : 'file', of(indicators), restored))
    }

    async function withdrawn(batch: ObservationBatch, some: readonly string[]): Promise<void> {
      await house.record.withActor(system, (tx) => withdraw(house, tx, batch))
      for (const firm of some)
        for (const { period } of batch.rows) for (const id of monthly) standing.delete(key(firm, period, id))
    }

    async function move(town: string): Promise<void> {
      townNow = town
      const moved = sql`update enterprise_classification set town = ${town} where enterprise = ${firms[1]} and to_date is null`
      await moved.execute(house.record.owner)
      await house.record.asSystem((tx) => reclassify(house, tx, 'enterprise', firms))
      for (const [at, { content: held }] of standing) {
        const [firm = '', period = ''] = at.split(' ')
        standing.set(at, { content: held, town: townOf(firm, period) })
      }
    }

    /** Sum, values and codes by indicator, period and town, as the ledger knows them. */
    function expected(): string[] {
      const groups = new Map<string, { sum: Decimal; values: number; codes: number[] }>()
      for (const [at, { content: held, town }] of standing) {
        const [, period = '', indicator = ''] = at.split(' ')
        const name = `${indicator} ${toOrdinal(parsePeriod(period))} ${town}`
        const group = groups.get(name) ?? { sum: new Decimal(0), values: 0, codes: [] }
        groups.set(name, group)
        group.codes.push(codeOf(held))
        if (!('value' in held)) continue
        group.sum = group.sum.plus(held.value)
        group.values += 1
      }
      return [...groups]
        .map(([name, { sum, values, codes }]) => `${name} ${sum} ${values} ${codes.sort((a, b) => a - b).join(',')}`)
        .sort()
    }

    async function found(): Promise<string[]> {
      const lines: string[] = []
      for (const indicator of [...monthly, ...yearly]) {
        const table = (monthly as readonly string[]).includes(indicator) ? 'month' : 'year'
        const rows = await house.facts.query<{
          town: string
          period: number
          code: number
          v: string
          c: string
          n: string
        }>(
          `select town, period, s_${indicator} as code, coalesce(sum(v_${indicator}), 0) as v, sum(c_${indicator}) as c, sum(sign) as n
           from fact_enterprise_${table} where s_${indicator} is not null group by 1, 2, 3`,
        )
        const groups = new Map<string, { sum: Decimal; values: number; codes: number[] }>()
        for (const { town, period, code, v, c, n } of rows) {
          const name = `${indicator} ${period} ${town}`
          const group = groups.get(name) ?? { sum: new Decimal(0), values: 0, codes: [] }
          groups.set(name, group)
          group.sum = group.sum.plus(v)
          group.values += Number(c)
          group.codes.push(...Array.from({ length: Number(n) }, () => code))
        }
        for (const [name, { sum, values, codes }] of groups)
          if (codes.length > 0 || values !== 0 || !sum.isZero())
            lines.push(`${name} ${sum} ${values} ${codes.sort((a, b) => a - b).join(',')}`)
      }
      return lines.sort()
    }

    test('the mirror says what stands, and a rebuild says the same row by row', { timeout: 3_600_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 16 }), async (steps) => {
          for (const each of steps) await take(each)
          await mirrorCaughtUp(house)
          expect(await found()).toEqual(expected())
          const grown = await dumpMirror(house)
          await rebuildMirror(house)
          expect(await dumpMirror(house)).toEqual(grown)
        }),
        { numRuns: runs, ...(process.env.RANDOM_SEED ? { seed: Number(process.env.RANDOM_SEED) } : {}) },
      )
    })
  })
}
