import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parsePeriod, type Period } from '#base/period.ts'
import { enterprisesContract, type RungStay } from '#capabilities/enterprises/contract.ts'
import { enterprisesRoutes } from '#capabilities/enterprises/server/routes.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { mirrorCaughtUp, record, startMirror } from '#capabilities/observations/server/service.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { type FigureExplanation, type FigureQuery, type FigureTable, indicatorsContract } from '../contract.ts'
import { indicatorsRoutes } from './routes.ts'
import { indicatorsReacts } from './reacts.ts'
import { refreshDimensions } from './service.ts'

/** What each of four firms puts out in every month, and where it stands on the ladder from when until when. */
const firms = {
  lamp: {
    town: 'kite',
    industry: '1011',
    output: 1000,
    stays: [
      ['sapling', '2024-01-01', null],
      ['grove', '2025-07-15', null],
    ],
  },
  feast: { town: 'kite', industry: '1012', output: 200, stays: [['sapling', '2020-01-01', '2025-04-01']] },
  silk: {
    town: 'firefly',
    industry: '2011',
    output: 50,
    stays: [
      ['grove', '2025-01-01', '2025-04-10'],
      ['beacon', '2025-04-10', null],
    ],
  },
  cloth: { town: 'flute', industry: '2012', output: 3, stays: [] },
} as const
type Firm = keyof typeof firms
type Stood = readonly (readonly [string, string, string | null])[]

const months = ['2025-01~02', ...Array.from({ length: 10 }, (_, i) => `2025-${String(i + 3).padStart(2, '0')}`)].map(
  (text) => parsePeriod(text),
)

const lastDay = (month: Period) => {
  const [year, last] = [Number(month.slice(0, 4)), Number(month.slice(-2))]
  return new Date(Date.UTC(year, last, 0)).toISOString().slice(0, 10)
}

/** By hand: month by month, whoever stood on any of the rungs on its last day, once. */
function byHand(rungs: readonly string[], asked: readonly Period[] = months): number {
  let sum = 0
  for (const month of asked) {
    for (const { output, stays } of Object.values(firms)) {
      const day = lastDay(month)
      const stood = (stays as Stood).some(
        ([rung, from, to]) => rungs.includes(rung) && from <= day && (to === null || day < to),
      )
      if (stood) sum += output * (month.endsWith('~02') ? 2 : 1)
    }
  }
  return sum
}

const analyst = testActor(['indicators.see', 'observations.see_micro', 'enterprises.see', 'enterprises.edit'], {
  id: 'analyst',
})
const leader = testActor(['indicators.see', 'enterprises.see'], { id: 'leader' })
const on = (rung: string) => `growth-ladder/${rung}`
const by = ['ladder:growth-ladder']

describe.each(['duckdb', 'postgres'] as const)('figures by rung of a growth ladder, in %s', (engine) => {
  let house: TestHouse
  let ask: TestApp['ask']
  const ids = new Map<Firm, string>()

  beforeAll(async () => {
    house = await openTestHouse({ now: new Date('2026-03-20T02:00:00Z'), facts: engine })
    indicatorsReacts(house)
    ask = openTestApp(house, [
      { name: 'enterprises', contract: enterprisesContract, routes: enterprisesRoutes },
      { name: 'indicators', contract: indicatorsContract, routes: indicatorsRoutes },
    ]).ask
    const made = Object.entries(firms).map(([name, { output: _, stays, ...firm }]) => ({
      ...firm,
      name,
      aboveScaleSince: '2020-01-01',
      synthetic: true,
      stays: (stays as Stood).map(([rung, from, to]) => ({
        rung: on(rung),
        from,
        to,
        reason: '名单',
        endReason: null,
      })),
    }))
    const created = await house.record.asSystem((tx) => createEnterprisesInBulk(tx, house.programme(), made))
    Object.keys(firms).forEach((firm, i) => ids.set(firm as Firm, created[i] ?? ''))
    await startMirror(house)
    await refreshDimensions(house)
    const rows = months.flatMap((period) =>
      Object.entries(firms).map(([firm, { output }]) => {
        const value = String(output * (period.endsWith('~02') ? 2 : 1))
        const contents = [{ value, status: 'normal' as const }]
        return { subject: ids.get(firm as Firm) ?? '', period, contents, source: '1', sourceVersion: 1 }
      }),
    )
    await house.record.asSystem((tx) =>
      record(house, tx, {
        kind: 'return',
        domain: 'statistical',
        subjectKind: 'enterprise',
        periodKind: 'month',
        cells: [{ indicator: 'output', span: 'this' }],
        rows,
        actor: 'tester',
      }),
    )
    await mirrorCaughtUp(house)
    await house.acts.start()
  })
  afterAll(() => house.close())

  type Asked = Partial<FigureQuery> & Pick<FigureQuery, 'periods'>
  const figures = async (query: Asked, actor = analyst) => {
    const response = await ask(actor, '/api/figures', { body: { indicators: ['output'], ...query } })
    expect(response.status).toBe(200)
    return (await response.json()) as FigureTable
  }
  const values = async (query: Asked, actor = analyst) =>
    Object.fromEntries((await figures(query, actor)).rows.map(({ keys, cells }) => [keys.join(), cells[0]]))
  const value = async (query: Asked) => Number((await figures(query)).rows[0]?.cells[0]?.[0])

  test.each(['2025', '2025-Q1', '2025-Q2', '2025-07', '2025-12', '2025-01~02'])(
    'of %s equal the sum by hand, each firm from the month at whose end it stood there',
    async (text) => {
      const asked = months.filter((month) => {
        if (text.length === 4) return true
        return text.includes('Q') ? Math.ceil(Number(month.slice(-2)) / 3) === Number(text.slice(-1)) : month === text
      })
      const found = await values({ periods: [text], by })
      for (const rung of ['sapling', 'grove', 'beacon'])
        expect([rung, Number(found[rung]?.[0] ?? 0)]).toEqual([rung, byHand([rung], asked)])
      for (const rungs of [['sapling'], ['sapling', 'grove'], ['grove', 'beacon']])
        expect(await value({ periods: [text], where: { rungs: rungs.map(on) } })).toBe(byHand(rungs, asked))
    },
  )

  test('a firm that moved in mid-year counts there from then on, in sums and in who is expected', async () => {
    const lamp = ids.get('lamp') ?? ''
    const at = async (period: string) => (await values({ periods: [period], by, where: { enterprise: lamp } })).grove
    expect((await at('2025-06'))?.slice(0, 4)).toEqual([null, 'not_reported', 0, 0])
    expect((await at('2025-07'))?.slice(0, 4)).toEqual(['1000', null, 1, 1])
    expect((await at('2025'))?.slice(0, 4)).toEqual(['6000', null, 6, 6])
  })

  test('who changes from one of several rungs to another is expected once all along', async () => {
    const silk = ids.get('silk') ?? ''
    const [cell] =
      (await figures({ periods: ['2025'], where: { enterprise: silk, rungs: [on('grove'), on('beacon')] } })).rows[0]
        ?.cells ?? []
    expect(cell?.slice(0, 4)).toEqual(['600', null, 11, 11])
  })

  test('crossed with places and classes, two rungs at once, with share, growth and the same sample', async () => {
    const crossed = await values({ periods: ['2025-12'], by: ['place:town', ...by] })
    expect([crossed['kite,sapling']?.[0], crossed['kite,grove']?.[0], crossed['firefly,beacon']?.[0]]).toEqual([
      '1000',
      '1000',
      '50',
    ])
    const classes = await values({ periods: ['2025-12'], by: ['taxonomy:plan-fields', ...by] })
    expect(classes['light-making,grove']?.[0]).toBe('1000')
    expect(await value({ periods: ['2025'], where: { rung: on('grove'), rungs: [on('sapling')] } })).toBe(6000)
    const [row] = (await figures({ periods: ['2025-12'], by, compare: ['share', 'same_sample_growth', 'median'] })).rows
    expect(row?.cells.map(([text, blank]) => text ?? blank)).toEqual(['1000', '79.81', 'not_reported', '1000'])
  })

  test('the whole is that of the selection, not of the rungs; a remark says so', async () => {
    expect(await value({ periods: ['2025-12'] })).toBe(1253)
    const { remarks, names } = await figures({ periods: ['2025-12'], by })
    expect(remarks).toMatchObject([{ kind: 'ladder', note: { en: expect.stringContaining('last day') } }])
    expect(names.grove).toEqual({ zh: '成林企业', en: 'Grove' })
  })

  test('the figure of a rung explains itself by its name and lists its own returns', async () => {
    const address = { indicator: 'output', period: '2025', where: { rung: on('grove') } }
    const told = (await (await ask(analyst, '/api/figures/explanation', { body: address })).json()) as FigureExplanation
    expect([Number(told.value), told.coverage]).toEqual([byHand(['grove']), { reported: 8, expected: 8 }])
    expect([told.citation.zh, told.citation.en]).toEqual([
      expect.stringContaining('成林企业'),
      expect.stringContaining('Grove'),
    ])
    expect(told.remarks).toMatchObject([{ kind: 'ladder' }])
    const lineage = await ask(analyst, '/api/figures/lineage', { body: { address } })
    expect(((await lineage.json()) as { total: number }).total).toBe(8)
  })

  test('an act of the register is in the figures, and what was known before stays readable', {
    timeout: 60_000,
  }, async () => {
    const before = house.clock.now().toISOString()
    house.clock.advance(60_000)
    const entered = await ask(analyst, `/api/enterprises/${ids.get('cloth')}/rungs`, {
      body: { rung: on('beacon'), from: '2025-12-01', reason: '补登' },
    })
    const stay = (await entered.json()) as RungStay
    const onBeacon = () => value({ periods: ['2025-12'], where: { rung: on('beacon') } })
    await expect.poll(onBeacon, { timeout: 20_000 }).toBe(53)
    expect(await value({ periods: ['2025-12'], where: { rung: on('beacon') }, asOf: before })).toBe(50)
    expect((await values({ periods: ['2025-12'], by, asOf: before })).beacon?.[0]).toBe('50')
    const withdrawal = `/api/enterprises/${ids.get('cloth')}/rungs/${stay.id}/withdrawal`
    house.clock.advance(60_000)
    expect((await ask(analyst, withdrawal, { body: { reason: '错登' } })).status).toBe(200)
    await expect.poll(onBeacon, { timeout: 20_000 }).toBe(50)
  })

  test.each([
    ['a ladder it does not have', { by: ['ladder:moon'] }, 404],
    ['what is no ladder', { by: ['ladder:sizes'] }, 404],
    ['a rung it does not have', { where: { rung: 'growth-ladder/moon' } }, 404],
    ['a class that is no rung', { where: { rungs: ['plan-fields/emerging'] } }, 404],
    ['no rung', { where: { rungs: [] } }, 400],
    ['what is no grouping', { by: ['ladder:'] }, 400],
  ])('refuses %s', async (_, asked, status) => {
    const body = { indicators: ['output'], periods: ['2025'], ...asked }
    expect((await ask(analyst, '/api/figures', { body })).status).toBe(status)
  })

  test('a reader without sight of single values is told that no release shows it', async () => {
    const found = await values({ periods: ['2025-12'], by }, leader)
    expect(Object.values(found).map((cell) => cell?.slice(0, 2))).toEqual(Array(3).fill([null, 'not_released']))
    const [row] = (await figures({ periods: ['2025-12'], where: { rung: on('grove') } }, leader)).rows
    expect(row?.cells[0]?.[1]).toBe('not_released')
  })
})
