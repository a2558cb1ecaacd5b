import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, openTestHouse, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { workflowsContract } from '#capabilities/workflows/contract.ts'
import { workflowsRoutes } from '#capabilities/workflows/server/routes.ts'
import { evaluationsContract } from '../contract.ts'
import type { Notice } from '../contract/results.ts'
import { evaluationsReacts } from './reacts.ts'
import { evaluationsPlainRoutes, evaluationsRoutes } from './routes.ts'
import { rerunSealed } from './sealed.ts'
import { listCorrections } from './store.ts'
import { analyst, answerOf, clerkOf, driveRun, enterFirms, ladder, nothingSpecial, townClerk } from './testing.ts'

let house: TestHouse
let app: TestApp
let firms: string[]
let run: ReturnType<typeof driveRun>
let id: string

beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-03-02T02:00:00Z') })
  app = openTestApp(house, [
    { name: 'workflows', contract: workflowsContract, routes: workflowsRoutes },
    {
      name: 'evaluations',
      contract: evaluationsContract,
      routes: evaluationsRoutes,
      plainRoutes: evaluationsPlainRoutes,
      reacts: evaluationsReacts,
    },
  ])
  await house.start()
  firms = await enterFirms(
    house,
    ladder(20, (at) => (at % 2 === 0 ? 'kite' : 'flute')),
    '2025',
  )
})
afterAll(() => house.close())

type Card = {
  number: number
  unit: { grade: string | null; quotaGrade: string | null; override: string | null; total: string; rank: number }
  scores: { criterion: string; value: string | null; score: string | null; baseline: string | null }[]
  inputs: { input: string; amount: string | null; source: string | null; corrected: object | null }[]
  history: { period: string; number: number; grade: string | null }[]
  objecting: { allowed: boolean; reason?: string }
}
const card = (actor = analyst, firm = firms[0], more = '') =>
  answerOf<Card>(app.ask(actor, `${run.at}/units/${firm}${more}`))
const later = (days: number) => house.clock.advance(days * 86_400_000)

describe('an evaluation from its inputs to its end', () => {
  it('begins by gathering what bureaus know, each value with its file and line', async () => {
    const begun = await answerOf<{ id: string }>(
      app.ask(analyst, '/api/evaluations', {
        body: { scheme: 'land-use', period: '2025', given: { emissions: '0.0012' }, note: '年度评价' },
      }),
    )
    id = begun.id
    run = driveRun(app, analyst, id)
    const inputs = await answerOf<{ total: number; items: { unit: string; inputs: Card['inputs'] }[] }>(
      app.ask(analyst, `${run.at}/inputs`),
    )
    expect(inputs.total).toBe(20)
    const first = inputs.items.find(({ unit }) => unit === firms[0])
    expect(first?.inputs.find(({ input }) => input === 'tax')).toMatchObject({
      amount: '840',
      domain: 'administrative',
      source: 'file of 2025',
      sourceVersion: 2,
    })
  })

  it('says who is not known to belong, until the facts are stated', async () => {
    const before = await answerOf<{ outside: { reason: string; units: number }[] }>(
      app.ask(analyst, `${run.at}/missing`),
    )
    expect(before.outside).toMatchObject([{ reason: 'not_known_whether_in_population', units: 20 }])
    const { revision } = await run.show()
    const rows = [
      ...nothingSpecial,
      { unit: firms[1], name: 'accident', value: true },
      { unit: firms[0], name: 'patents', value: '6' },
    ]
    await answerOf(
      app.ask(analyst, `${run.at}/stated`, { body: { revision, evidence: '安监局 2026-02-11 名单', rows } }),
    )
    const after = await answerOf<{ groups: { units: number; inputs: { input: { id: string }; missing: number }[] }[] }>(
      app.ask(analyst, `${run.at}/missing`),
    )
    expect(after.groups[0]?.units).toBe(20)
    expect(after.groups[0]?.inputs.find(({ input }) => input.id === 'patents')?.missing).toBe(19)
  })

  it('keeps what was stated when inputs are gathered again', async () => {
    const { revision } = await run.show()
    await answerOf(app.ask(analyst, `${run.at}/gather`, { body: { revision } }))
    const { items } = await answerOf<{ items: { unit: string; inputs: Card['inputs'] }[] }>(
      app.ask(analyst, `${run.at}/inputs`),
    )
    const patents = items.find(({ unit }) => unit === firms[0])?.inputs.find(({ input }) => input === 'patents')
    expect(patents).toMatchObject({ amount: '6', source: '安监局 2026-02-11 名单' })
  })

  it('refuses amounts of the record, unknown names and units, naming each row', async () => {
    const { revision } = await run.show()
    const rows = [
      { unit: firms[0], name: 'tax', value: '1' },
      { unit: firms[0], name: 'beauty', value: '1' },
      { unit: 'nobody', name: 'patents', value: '1' },
      { unit: firms[0], name: 'accident', value: '1' },
    ]
    const response = await app.ask(analyst, `${run.at}/stated`, { body: { revision, evidence: 'x', rows } })
    expect(response.status).toBe(400)
    const { issues } = (await response.json()) as { issues: { text: string; where: string }[] }
    expect(issues.map(({ text, where }) => `${where} ${text}`)).toEqual([
      'body.rows.0.name evaluations.from_the_record',
      'body.rows.1.name evaluations.unknown_item',
      'body.rows.2.unit evaluations.unknown_unit',
      'body.rows.3.value evaluations.not_a_fact',
    ])
  })

  it('freezes nothing before the inputs were public for as long as the scheme asks', async () => {
    await expect(run.act('freeze')).rejects.toThrow('evaluations.inputs_first')
    await run.act('publish_inputs')
    await expect(run.act('freeze')).rejects.toThrow('evaluations.window_open')
    const seen = await answerOf<{ rows: { values: string[] }[]; window: { until: string } }>(
      app.ask(clerkOf(firms[5] ?? ''), `${run.at}/published?of=inputs`),
    )
    expect(seen.window.until).toBe('2026-03-09')
    expect(seen.rows).toHaveLength(20)
    expect(seen.rows[0]?.values).toEqual(['20'])
  })

  it('hears an enterprise on its land, and corrects the input with the objection as its source', async () => {
    const firm = firms[19] ?? ''
    const filed = await answerOf<{ id: string }>(
      app.ask(clerkOf(firm), `${run.at}/units/${firm}/objections`, {
        body: { about: 'input', item: 'land', asked: '12.5', evidence: '不动产权证书面积 12.5 亩' },
      }),
    )
    later(8)
    await expect(run.act('freeze')).rejects.toThrow('evaluations.objections_open')
    const accept = { revision: 1, reason: '证书属实' }
    await answerOf(app.ask(analyst, `/api/objections/${filed.id}/acts/accept`, { body: accept }))
    await run.act('freeze')
    const detail = await answerOf<{ stood: string; decision: { accepted: boolean; value: string } }>(
      app.ask(clerkOf(firm), `/api/objections/${filed.id}`),
    )
    expect(detail).toMatchObject({ stood: '20', decision: { accepted: true, value: '12.5', reason: '证书属实' } })
    const own = await answerOf<{ items: { inputs: Card['inputs'] }[] }>(app.ask(clerkOf(firm), `${run.at}/inputs`))
    expect(own.items).toHaveLength(1)
    expect(own.items[0]?.inputs.find(({ input }) => input === 'land')).toMatchObject({
      amount: '12.5',
      source: `objection ${filed.id}`,
    })
  })

  it('computes scores, ranks and grades of frozen inputs, and shows them to nobody who does not see all', async () => {
    expect(await run.compute()).toBe(1)
    const best = await card()
    expect(best).toMatchObject({ number: 1, unit: { grade: 'A', rank: 1 } })
    expect(best.scores.find(({ criterion }) => criterion === 'tax_per_mu')).toMatchObject({ value: '42' })
    expect((await app.ask(clerkOf(firms[0] ?? ''), `${run.at}/units/${firms[0]}`)).status).toBe(404)
    expect((await run.show()).state).toBe('computed')
  })

  it('explains why the second best is no better than C: the veto', async () => {
    const second = await card(analyst, firms[1])
    expect(second.unit).toMatchObject({ quotaGrade: 'A', grade: 'C' })
  })

  it('shows each enterprise its own card and nobody else, each town its own', async () => {
    await run.act('publish')
    const own = clerkOf(firms[4] ?? '')
    expect((await card(own, firms[4])).objecting).toEqual({ allowed: true })
    expect((await app.ask(own, `${run.at}/units/${firms[5]}`)).status).toBe(404)
    const list = await answerOf<{ total: number }>(app.ask(own, `${run.at}/units`))
    expect(list.total).toBe(1)
    const town = await answerOf<{ total: number; items: { town: { id: string } }[] }>(
      app.ask(townClerk('kite'), `${run.at}/units`),
    )
    expect(town.total).toBe(10)
    expect(new Set(town.items.map((one) => one.town.id))).toEqual(new Set(['kite']))
    expect((await app.ask(townClerk('kite'), `${run.at}/units/${firms[1]}`)).status).toBe(404)
  })

  it('tells an enterprise how the others of its industry did, without saying who', async () => {
    const peers = await answerOf<{ units: number; total: { units: number }[] }>(
      app.ask(clerkOf(firms[4] ?? ''), `${run.at}/units/${firms[4]}/peers`),
    )
    expect(peers.units).toBe(19)
    expect(peers.total.every(({ units }) => units >= 3)).toBe(true)
    expect(JSON.stringify(peers)).not.toMatch(/云渚/)
  })

  it('publishes names and grades, nothing else', async () => {
    const { columns, rows, total } = await answerOf<{
      columns: { id: string }[]
      rows: { name: string; values: string[] }[]
      total: number
    }>(app.ask(clerkOf(firms[4] ?? ''), `${run.at}/published?of=results`))
    expect(columns.map((one) => one.id)).toEqual(['grade'])
    expect(total).toBe(20)
    expect(rows[0]).toEqual({ unit: firms[0], name: '云渚001厂', values: ['A'] })
  })

  it('runs again on the frozen inputs and the accepted correction as a further result; the old one stays', async () => {
    const firm = firms[18] ?? ''
    const filed = await answerOf<{ id: string }>(
      app.ask(clerkOf(firm), `${run.at}/units/${firm}/objections`, {
        body: { about: 'input', item: 'tax', asked: '9000', evidence: '完税证明' },
      }),
    )
    const before = await card(analyst, firm)
    await answerOf(
      app.ask(analyst, `/api/objections/${filed.id}/acts/accept`, { body: { revision: 1, reason: '属实' } }),
    )
    later(10)
    await expect(run.act('finish')).rejects.toThrow('evaluations.corrections_waiting')
    expect(await run.compute()).toBe(2)
    const after = await card(analyst, firm)
    expect(after.number).toBe(2)
    expect(after.inputs.find(({ input }) => input === 'tax')).toMatchObject({
      amount: '9000',
      corrected: { was: before.inputs[0]?.amount },
    })
    expect(after.unit.rank).toBeLessThan(before.unit.rank)
    expect(await card(analyst, firm, '?number=1')).toMatchObject({ unit: before.unit, scores: before.scores })
    const objection = await answerOf<{ countedIn: number }>(app.ask(analyst, `/api/objections/${filed.id}`))
    expect(objection.countedIn).toBe(2)
  })

  it('shows what was put right to whoever sees the unit, to nobody else', async () => {
    const [owner, other] = [clerkOf(firms[18] ?? ''), clerkOf(firms[17] ?? '')]
    const seenBy = (actor: typeof owner) => house.record.withActor(actor, (tx) => listCorrections(tx, id))
    expect((await seenBy(owner)).map(({ unit }) => unit)).toEqual([firms[18]])
    expect(await seenBy(other)).toEqual([])
  })

  it('is final when the window is over, and keeps a grade beside the computed one apart', async () => {
    await run.act('publish')
    await expect(run.act('finish')).rejects.toThrow('evaluations.window_open')
    later(10)
    expect(await run.act('finish')).toMatchObject({ state: 'final' })
    const override = { grade: 'B', reason: '承担重点任务，专题会议研究' }
    await answerOf(app.ask(analyst, `${run.at}/units/${firms[19]}/overrides`, { body: override }))
    const { unit } = await card(analyst, firms[19])
    expect(unit.override).toBe('B')
    expect(unit.grade).not.toBe('B')
    expect(
      (
        await app.ask(clerkOf(firms[4] ?? ''), `${run.at}/units/${firms[4]}/objections`, {
          body: { about: 'result', evidence: 'x' },
        })
      ).status,
    ).toBe(422)
  })

  it('gives a notice that states remedy and date', async () => {
    const notice = await answerOf<Notice>(app.ask(clerkOf(firms[0] ?? ''), `${run.at}/units/${firms[0]}/notice`))
    expect(notice).toMatchObject({ grade: 'A', isIllustrative: true })
    expect(notice.remedy.zh).toContain('行政复议')
    expect(notice.issuer.zh).toBe('云渚县新兴产业监测（虚构示例）')
    expect(notice.paragraphs[0]?.zh).toContain('《本包的说明性内容》')
  })

  it('is sealed: what is exported is computed again anywhere to the same hashes, and a changed value is found', async () => {
    const text = await (await app.ask(analyst, `${run.at}/export`)).text()
    const again = rerunSealed(text)
    expect(again).toMatchObject({ same: true, number: 2, units: 20 })
    const forged = rerunSealed(
      text.replace('"amount":"9000"', '"amount":"9001"').replace('"value":"9000"', '"value":"9001"'),
    )
    expect(forged.same).toBe(false)
    expect(forged.found.inputs).not.toBe(forged.stated.inputs)
    const { results, inputsHash } = await answerOf<{
      inputsHash: string
      results: { resultHash: string; inputsHash: string }[]
    }>(app.ask(analyst, run.at))
    expect(results[0]?.resultHash).toBe(again.found.result)
    expect(results[1]?.inputsHash).toBe(inputsHash)
  })
})

describe('a simulation', () => {
  it('says who would move and is no result', async () => {
    const weights = { above: { tax_per_mu: '10', added_per_mu: '40' } }
    const { id: simulation } = await answerOf<{ id: string }>(
      app.ask(analyst, `${run.at}/simulations`, { body: { name: '降低税收权重', weights } }),
    )
    const shown = await answerOf<{
      isSimulation: boolean
      changes: { path: string; from: string; to: string }[]
      units: number
      number: number
      better: number
      worse: number
    }>(app.ask(analyst, `/api/simulations/${simulation}`))
    expect(shown).toMatchObject({ isSimulation: true, units: 20, number: 2 })
    expect(shown.changes).toEqual([
      { path: 'groups.above.weights.added_per_mu', from: '20', to: '40' },
      { path: 'groups.above.weights.tax_per_mu', from: '30', to: '10' },
    ])
    const moved = await answerOf<{ total: number }>(app.ask(analyst, `/api/simulations/${simulation}/units`))
    expect(moved.total).toBe(shown.better + shown.worse)
    const { results } = await answerOf<{ results: object[] }>(app.ask(analyst, run.at))
    expect(results).toHaveLength(2)
  })

  it('of weights that do not add up is refused with the reason', async () => {
    const response = await app.ask(analyst, `${run.at}/simulations`, {
      body: { name: 'x', weights: { above: { tax_per_mu: '31' } } },
    })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('scheme.weights')
  })

  it('is not for enterprises or towns', async () => {
    for (const actor of [clerkOf(firms[0] ?? ''), townClerk('kite')])
      expect((await app.ask(actor, '/api/simulations')).status).toBe(403)
  })
})
