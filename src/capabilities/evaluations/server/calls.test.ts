import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refreshDimensions } from '#capabilities/indicators/server/service.ts'
import { startMirror } from '#capabilities/observations/server/service.ts'
import { openTestApp, openTestHouse, type TestApp, type TestHouse, testActor } from '#kit/server/testing.ts'
import { evaluationsContract } from '../contract.ts'
import { evaluationsReacts } from './reacts.ts'
import { evaluationsPlainRoutes, evaluationsRoutes } from './routes.ts'
import { analyst, answerOf, driveRun, enterFirms, ladder } from './testing.ts'

let house: TestHouse
let app: TestApp

beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-03-02T02:00:00Z') })
  const room = { contract: evaluationsContract, routes: evaluationsRoutes, plainRoutes: evaluationsPlainRoutes }
  app = openTestApp(house, [{ name: 'evaluations', ...room, reacts: evaluationsReacts }])
  await house.start()
  await startMirror(house)
  await refreshDimensions(house)
})
afterAll(() => house.close())

const organiser = testActor([...analyst.grants, 'evaluations.apply', 'indicators.see', 'observations.see_micro'], {
  id: analyst.id,
})
const townOf = (place: string, last: string) =>
  testActor(
    ['evaluations.see', 'evaluations.see_values', 'evaluations.apply', 'evaluations.object', 'workflows.see'].map(
      (permission) => ({
        permission,
        scope: 'place' as const,
        place,
      }),
    ),
    { id: `00000000-0000-4000-8000-0000000001${last}` },
  )
const expert = (last: string) =>
  testActor(['evaluations.see', 'evaluations.mark'], { id: `00000000-0000-4000-8000-0000000002${last}` })
const [kite, flute] = [townOf('kite', '01'), townOf('flute', '02')]
const [ming, hua] = [expert('01'), expert('02')]

describe('a competitive selection', () => {
  let call: string
  let kites: string
  let flutes: string

  const apply = (actor: typeof kite, organisation: string, place: string, name: string) =>
    app.ask(actor, `/api/calls/${call}/applications`, {
      body: { organisation, place, name, statement: '建设方案附后' },
    })
  const mark = (actor: typeof ming, application: string, foundation: string, plan: string) =>
    app.ask(actor, `/api/applications/${application}/marks`, {
      body: {
        marks: [
          { input: 'foundation', points: foundation },
          { input: 'plan', points: plan },
        ],
      },
    })

  it('is called for with its terms and days, by a scheme for applications alone', async () => {
    const body = {
      scheme: 'core-choice',
      period: '2026',
      title: '2026 年核心区遴选',
      terms: '已建成一平方公里',
      opensOn: '2026-03-01',
      closesOn: '2026-03-10',
    }
    call = (await answerOf<{ id: string }>(app.ask(organiser, '/api/calls', { body }))).id
    expect((await app.ask(organiser, '/api/calls', { body: { ...body, scheme: 'land-use' } })).status).toBe(400)
    expect((await app.ask(organiser, '/api/calls', { body: { ...body, closesOn: '2026-02-01' } })).status).toBe(400)
    expect((await app.ask(kite, '/api/calls', { body })).status).toBe(403)
  })

  it('takes applications within its days, each town for itself, once', async () => {
    kites = (await answerOf<{ id: string }>(apply(kite, 'kite-government', 'kite', '风筝核心区'))).id
    flutes = (await answerOf<{ id: string }>(apply(flute, 'flute-government', 'flute', '长笛核心区'))).id
    expect((await apply(kite, 'kite-government', 'kite', '风筝核心区')).status).toBe(409)
    expect((await apply(kite, 'flute-government', 'flute', '冒名')).status).toBe(403)
    const { items } = await answerOf<{ items: { id: string }[] }>(app.ask(kite, `/api/calls/${call}`))
    expect(items.map(({ id }) => id)).toEqual([kites])
  })

  it('lets experts mark what was found eligible, and nobody where an interest is at stake', async () => {
    for (const [person, conflicts] of [
      [ming.id, []],
      [hua.id, ['kite-government']],
    ] as const)
      await answerOf(app.ask(organiser, `/api/calls/${call}/experts`, { body: { person, conflicts } }))
    expect((await mark(ming, kites, '80', '70')).status).toBe(422)
    for (const id of [kites, flutes])
      await answerOf(
        app.ask(organiser, `/api/applications/${id}/eligibility`, { body: { eligible: true, reason: '材料齐全' } }),
      )
    await answerOf(mark(ming, kites, '80', '70'))
    await answerOf(mark(ming, flutes, '60', '90'))
    await answerOf(mark(hua, flutes, '71', '80'))
    expect((await mark(hua, kites, '100', '100')).status).toBe(404)
    expect((await mark(expert('09'), kites, '100', '100')).status).toBe(404)
    const seen = await answerOf<{ items: { id: string; marks: object[] }[] }>(app.ask(hua, `/api/calls/${call}`))
    expect(seen.items.map(({ id, marks }) => [id, marks.length])).toEqual([[flutes, 2]])
  })

  it('leaves marks out of the mean when a conflict becomes known later', async () => {
    await answerOf(
      app.ask(organiser, `/api/calls/${call}/experts`, {
        body: { person: hua.id, conflicts: ['kite-government', 'flute-government'] },
      }),
    )
    const { items } = await answerOf<{
      items: { id: string; means: { input: string; mean: string; experts: number }[] }[]
    }>(app.ask(organiser, `/api/calls/${call}`))
    expect(items.find(({ id }) => id === flutes)?.means[0]).toMatchObject({ mean: '60', experts: 1 })
    await answerOf(
      app.ask(organiser, `/api/calls/${call}/experts`, { body: { person: hua.id, conflicts: ['kite-government'] } }),
    )
  })

  it('ranks by the means of the experts when the call is closed, and publishes who was chosen', async () => {
    expect((await app.ask(organiser, `/api/calls/${call}/evaluation`, { method: 'POST', body: {} })).status).toBe(422)
    house.clock.advance(9 * 86_400_000)
    expect((await apply(kite, 'kite-government', 'kite', '补报')).status).toBe(422)
    const { id } = await answerOf<{ id: string }>(
      app.ask(organiser, `/api/calls/${call}/evaluation`, { method: 'POST', body: {} }),
    )
    const run = driveRun(app, organiser, id)
    await run.act('freeze')
    await run.compute()
    await run.act('publish')
    const { rows } = await answerOf<{ rows: { name: string; values: string[] }[] }>(
      app.ask(kite, `${run.at}/published?of=results`),
    )
    expect(rows.map(({ name, values }) => [name, ...values]).sort()).toEqual([
      ['长笛核心区', '2', 'others'],
      ['风筝核心区', '1', 'chosen'],
    ])
    expect((await mark(ming, flutes, '100', '100')).status).toBe(422)
  })

  it('is looked at again a year later, once', async () => {
    const again = () =>
      app.ask(organiser, `/api/applications/${kites}/rechecks`, {
        body: { period: '2027', kept: true, finding: '建设达到进度' },
      })
    await answerOf(again())
    expect((await again()).status).toBe(409)
    const { items } = await answerOf<{ items: { rechecks: { period: string; kept: boolean }[] }[] }>(
      app.ask(kite, `/api/calls/${call}`),
    )
    expect(items[0]?.rechecks).toMatchObject([{ period: '2027', kept: true }])
  })
})

describe('an assessment of places', () => {
  it('scores by the figures of the system itself and by what is stated', async () => {
    await enterFirms(
      house,
      ladder(6, (at) => (at < 3 ? 'kite' : 'flute')),
      '2025',
    )
    const { id } = await answerOf<{ id: string }>(
      app.ask(organiser, '/api/evaluations', { body: { scheme: 'base-year', period: '2025' } }),
    )
    const run = driveRun(app, organiser, id)
    const { items } = await answerOf<{
      items: { unit: string; inputs: { input: string; amount: string | null; source: string }[] }[]
    }>(app.ask(organiser, `${run.at}/inputs`))
    const tax = items.find(({ unit }) => unit === 'kite')?.inputs.find(({ input }) => input === 'tax')
    expect(tax).toMatchObject({ amount: String(322 + 285 + 248), source: 'figures' })
    const { revision } = await run.show()
    const rows = [
      { unit: '*', name: 'tasks_due', value: '10' },
      { unit: 'kite', name: 'tasks_done', value: '9' },
      { unit: 'flute', name: 'tasks_done', value: '5' },
    ]
    await answerOf(app.ask(organiser, `${run.at}/stated`, { body: { revision, evidence: '督查通报', rows } }))
    await run.act('freeze')
    await run.compute()
    const list = await answerOf<{ items: { unit: string; total: string; grade: string }[] }>(
      app.ask(organiser, `${run.at}/units`),
    )
    expect(list.items[0]).toMatchObject({ unit: 'kite', total: '96', grade: 'good' })
  })
})

describe('a report of an outside body', () => {
  const evaluator = testActor(
    [
      { permission: 'evaluations.see', scope: 'all' },
      { permission: 'evaluations.report', scope: 'organisation', organisation: 'statistics' },
    ],
    { id: '00000000-0000-4000-8000-000000000301', organisation: 'statistics' },
  )

  it('rests on figures and targets that stay as they were handed over', async () => {
    const query = { indicators: ['tax_paid'], periods: ['2025'], by: ['place:town'] }
    const body = { body: 'statistics', purpose: '年度第三方评估', query }
    const { id, hash } = await answerOf<{ id: string; hash: string }>(app.ask(organiser, '/api/handovers', { body }))
    await enterFirms(
      house,
      ladder(2, () => 'kite'),
      '2025',
    )
    const seen = await answerOf<{
      hash: string
      figures: { rows: { keys: string[]; cells: string[][] }[] }
      mayReport: boolean
    }>(app.ask(evaluator, `/api/handovers/${id}`))
    expect(seen).toMatchObject({ hash, mayReport: true })
    expect(seen.figures.rows.find(({ keys }) => keys[0] === 'kite')?.cells[0]?.[0]).toBe('855.00')
    const findings = [{ about: '税收目标', finding: '进度滞后', weight: 'weakness', recommendation: '加强服务' }]
    const report = { dated: '2026-03-05', title: '2025 年评估报告', findings }
    await answerOf(app.ask(evaluator, `/api/handovers/${id}/reports`, { body: report }))
    const after = await answerOf<{ items: { title: string; findings: object[] }[] }>(
      app.ask(organiser, `/api/handovers/${id}`),
    )
    expect(after.items).toMatchObject([{ title: '2025 年评估报告', findings }])
    expect(
      (await app.ask(evaluator, `/api/handovers/${id}/reports`, { body: { ...report, dated: '2027-01-01' } })).status,
    ).toBe(400)
    expect((await app.ask(kite, `/api/handovers/${id}`)).status).toBe(404)
  })
})
