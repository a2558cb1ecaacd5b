import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, system } from '#base/decision.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { refreshDimensions } from '#capabilities/indicators/server/service.ts'
import { mirrorCaughtUp, rebuildMirror, startMirror } from '#capabilities/observations/server/service.ts'
import { dumpMirror } from '#capabilities/observations/server/testing.ts'
import type { ReturnDetail } from '#capabilities/returns/contract.ts'
import { openTestApp, openTestHouse, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { capabilities } from './capabilities.ts'
import { holderOfEverything } from './testing.ts'

// Through the doors as people use them: returns handed in, approved, corrected, sent back, withdrawn; values imputed and taken out; files
// of bureaus taken and taken back; enterprises that turn out to have been elsewhere. Afterwards the mirror is what a rebuild makes.

const runs = process.env.SOAK ? 150 : Math.min(150, Number(process.env.RANDOM_RUNS ?? 2))
const periods = ['2025-06', '2025-07'] as const
const firms = ['云渚灯彩厂', '云渚光源厂', '云渚纸鸢厂'] as const

const firm = fc.integer({ min: 0, max: firms.length - 1 })
const period = fc.constantFrom(...periods)
const act = fc.constantFrom('submit', 'submit', 'approve', 'approve', 'correct', 'send_back', 'withdraw')
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('fill' as const),
      firm,
      period,
      output: fc.integer({ min: 100, max: 9999 }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('act' as const), firm, period, act }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('impute' as const), firm, period }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('take out' as const), period }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('import' as const), firm, amount: fc.integer({ min: 1, max: 999 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('take back' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('move' as const), firm, town: fc.constantFrom('kite', 'flute', 'firefly') }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

for (const engine of ['duckdb', 'postgres'] as const) {
  describe(`the doors of the house over a mirror in ${engine}`, () => {
    let house: TestHouse
    let ask: TestApp['ask']
    let everybody: Actor
    let ids: readonly string[]
    const done: Record<string, number> = {}
    const imports: string[] = []

    beforeAll(async () => {
      house = await openTestHouse({ facts: engine })
      ask = openTestApp(house, capabilities).ask
      everybody = holderOfEverything(house)
      const one = { industry: '1011', aboveScaleSince: '2020-01-01', openedOn: '2015-01-01', synthetic: false }
      ids = await house.record.withActor(system, (tx) =>
        createEnterprisesInBulk(
          tx,
          house.programme(),
          firms.map((name) => ({ ...one, name, town: 'kite' })),
        ),
      )
      await startMirror(house)
      await refreshDimensions(house)
      await house.start()
      for (const [at] of firms.entries()) {
        const month = { firm: at, period: '2025-05' }
        await fill({ ...month, output: 500 + at })
        for (const name of ['submit', 'approve']) await actOn({ ...month, act: name })
      }
    })
    afterAll(() => house.close())

    /** The body of what was done, undefined of what was refused; nothing may fail. */
    async function tryTo<Body>(
      what: string,
      path: string,
      sent: Parameters<TestApp['ask']>[2] = {},
    ): Promise<Body | undefined> {
      const answer = await ask(everybody, path, sent)
      const text = await answer.text()
      if (answer.status >= 500) throw new Error(`${what}: ${answer.status} ${text.slice(0, 500)}`)
      if (answer.status !== 200) return undefined
      done[what] = (done[what] ?? 0) + 1
      return JSON.parse(text) as Body
    }

    async function returnOf(each: { firm: number; period: string }): Promise<ReturnDetail | undefined> {
      const body = { form: 'monthly', subject: ids[each.firm], period: each.period }
      const begun = await tryTo<{ id: string }>('open', '/api/returns', { body })
      return begun && tryTo<ReturnDetail>('look', `/api/returns/${begun.id}`)
    }

    async function fill(each: { firm: number; period: string; output: number }): Promise<void> {
      const shown = await returnOf(each)
      if (shown === undefined) return
      const typed = shown.parts
        .flatMap(({ lines }) => lines.flatMap((line) => line.cells))
        .filter((cell) => cell.derived === undefined && cell.grey !== true)
      const amounts: Record<string, number> = { output: each.output, sales: each.output, revenue: each.output }
      const cells = Object.fromEntries(typed.map(({ key, indicator }) => [key, String(amounts[indicator] ?? 9)]))
      await tryTo('fill', `/api/returns/${shown.id}/cells`, {
        method: 'PATCH',
        body: { revision: shown.revision, cells },
      })
    }

    async function actOn(each: { firm: number; period: string; act: string }): Promise<void> {
      const shown = await returnOf(each)
      if (shown === undefined) return
      const open = shown.checks.filter(({ severity, outcome }) => severity === 'soft' && outcome === 'fails')
      const answers = Object.fromEntries(open.map(({ id }) => [id, '订单集中交付']))
      const body = { revision: shown.revision, reason: '核对后', ...(each.act === 'submit' ? { answers } : {}) }
      await tryTo(each.act, `/api/returns/${shown.id}/acts/${each.act}`, { body })
    }

    async function impute(each: { firm: number; period: string }): Promise<void> {
      const body = {
        form: 'monthly',
        period: each.period,
        method: 'last_value',
        subjects: [ids[each.firm]],
        reason: '未报',
      }
      const made = await tryTo<{ imputed: number }>('ask to impute', '/api/returns/imputations', { body })
      if (made !== undefined) done.impute = (done.impute ?? 0) + made.imputed
    }

    async function takeOut(at: string): Promise<void> {
      const list = `/api/returns/imputations?form=monthly&period=${at}`
      const [latest] = (await tryTo<{ id: string }[]>('list imputed', list)) ?? []
      if (latest) await tryTo('take out', `/api/returns/imputations/${latest.id}/undo`, { body: {} })
    }

    async function importFile(each: { firm: number; amount: number }): Promise<void> {
      const [head = ''] = (await (await ask(everybody, '/api/observations/imports/template.csv')).text()).split('\n')
      const tax = head.split(',').find((name) => name.startsWith(house.programme().indicators.tax_paid?.name.zh ?? '-'))
      const file = new TextEncoder().encode(`企业名称,报告期,${tax}\n${firms[each.firm]},2024,${each.amount}.50`)
      const headers = { 'x-file-name': 'tax.csv', 'content-type': 'application/octet-stream' }
      const stored = await tryTo<object>('upload', '/api/observations/imports/files', {
        method: 'POST',
        body: file,
        headers,
      })
      if (stored === undefined) return
      const seen = await tryTo<{ run: { id: string }; digest: string }>('preview', '/api/observations/imports', {
        body: stored,
      })
      if (seen === undefined) return
      const confirmed = await tryTo('import', `/api/observations/imports/${seen.run.id}/confirm`, {
        body: { digest: seen.digest },
      })
      if (confirmed !== undefined) imports.push(seen.run.id)
    }

    async function takeBack(): Promise<void> {
      const run = imports.pop()
      if (run === undefined) return
      await tryTo('take back', `/api/observations/imports/${run}/undo`, { body: { reason: '文件有误' } })
    }

    async function move(each: { firm: number; town: string }): Promise<void> {
      const id = ids[each.firm]
      const known = await tryTo<{ enterprise: Record<string, unknown> & { version: number } }>(
        'look',
        `/api/enterprises/${id}`,
      )
      if (known === undefined) return
      const { version, id: _id, synthetic: _synthetic, updatedAt: _updated, ...fields } = known.enterprise
      const body = { version, fields: { ...fields, town: each.town }, effectiveFrom: '2024-01-01' }
      await tryTo('move', `/api/enterprises/${id}`, { method: 'PUT', body })
    }

    const take = (each: Step): Promise<void> => {
      house.clock.advance(1000)
      if (each.do === 'fill') return fill(each)
      if (each.do === 'act') return actOn(each)
      if (each.do === 'impute') return impute(each)
      if (each.do === 'take out') return takeOut(each.period)
      if (each.do === 'import') return importFile(each)
      return each.do === 'move' ? move(each) : takeBack()
    }

    test('what was done leaves a mirror equal to a rebuild', { timeout: 3_600_000 }, async () => {
      const steps = fc.array(step, { minLength: 25, maxLength: 60, size: 'max' })
      await fc.assert(
        fc.asyncProperty(steps, async (some) => {
          for (const each of some) await take(each)
          await house.acts.settled()
          await mirrorCaughtUp(house)
          const grown = await dumpMirror(house)
          await rebuildMirror(house)
          expect(await dumpMirror(house)).toEqual(grown)
        }),
        { numRuns: runs, ...(process.env.RANDOM_SEED ? { seed: Number(process.env.RANDOM_SEED) } : { seed: 7 }) },
      )
      for (const what of ['approve', 'correct', 'impute', 'take out', 'import', 'take back', 'move'])
        expect(done[what]).toBeGreaterThan(0)
      if (process.env.SOAK) console.log(engine, JSON.stringify(done))
    })
  })
}
