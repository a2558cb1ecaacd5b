import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { Actor } from '#base/decision.ts'
import { parsePeriod } from '#base/period.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { type CellContent, mirrorCaughtUp, record, startMirror } from '#capabilities/observations/server/service.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import {
  FigureExplanation,
  type FigureQuery,
  FigureTable,
  indicatorsContract,
  type LineageRow,
  Outliers,
} from '../contract.ts'
import { indicatorsRoutes } from './routes.ts'
import { refreshDimensions } from './service.ts'

/** Twelve lamp and silk makers: output of March 2024 and March 2025; null where they did not report. */
const firms: Record<string, { town: string; industry: string; output: readonly [number | null, number | null] }> = {
  ...Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [
      `lamp-${i + 1}`,
      { town: 'kite', industry: '1011', output: [100 + i * 10, 110 + i * 10] as const },
    ]),
  ),
  newcomer: { town: 'kite', industry: '1011', output: [null, 5000] },
  silk: { town: 'firefly', industry: '2011', output: [300, 330] },
  gone: { town: 'firefly', industry: '2011', output: [200, null] },
}

const analyst = testActor(['indicators.see', 'observations.see_micro', 'enterprises.see'], { id: 'analyst' })
const leader = testActor(['indicators.see', 'enterprises.see'], { id: 'leader' })
const officer = testActor(['indicators.see', { permission: 'observations.see_micro', scope: 'place', place: 'kite' }], {
  id: 'officer',
})

let house: TestHouse
let ask: TestApp['ask']
const ids = new Map<string, string>()

async function report(period: string, outputs: ReadonlyMap<string, number>): Promise<void> {
  const amount = (value: number): CellContent => ({ value: String(value), status: 'normal' })
  const cells = (['output', 'sales', 'staff'] as const).map((indicator) => ({ indicator, span: 'this' as const }))
  const rows = [...outputs].map(([firm, output]) => ({
    subject: ids.get(firm) ?? '',
    period: parsePeriod(period),
    contents: [amount(output), amount(output / 2), amount(10)],
    source: '1',
    sourceVersion: 1,
  }))
  await house.record.asSystem((tx) =>
    record(house, tx, {
      kind: 'return',
      domain: 'statistical',
      subjectKind: 'enterprise',
      periodKind: 'month',
      cells,
      rows,
      actor: 'tester',
    }),
  )
  await mirrorCaughtUp(house)
}

const outputsOf = (year: 0 | 1) =>
  new Map(
    Object.entries(firms).flatMap(([name, { output }]): [string, number][] => {
      const amount = output[year]
      return amount === null || amount === undefined ? [] : [[name, amount]]
    }),
  )

function asPromised<T extends z.ZodType>(schema: T, answer: unknown): z.output<T> {
  const parsed = schema.parse(answer)
  expect(answer).toEqual(parsed)
  return parsed
}

type Asked = Partial<FigureQuery>

async function figures(query: Asked, actor: Actor = analyst): Promise<FigureTable> {
  const body = { indicators: ['output'], periods: ['2025-03'], ...query }
  const response = await ask(actor, '/api/figures', { body })
  expect(response.status).toBe(200)
  return asPromised(FigureTable, await response.json())
}

/** The comparisons of a group, as value or reason, how many reported and how many were expected. */
async function compared(query: Asked, key?: string, actor: Actor = analyst) {
  const { rows } = await figures(query, actor)
  const row = rows.find(({ keys }) => key === undefined || keys[0] === key)
  return row?.cells.slice(1).map(([value, blank, reported, expected]) => [value ?? blank, reported, expected])
}

async function explain(address: object, actor: Actor = analyst): Promise<FigureExplanation> {
  const response = await ask(actor, '/api/figures/explanation', {
    body: { indicator: 'output', period: '2025-03', ...address },
  })
  expect(response.status).toBe(200)
  return asPromised(FigureExplanation, await response.json())
}

async function outliers(query: object, actor: Actor = analyst) {
  return ask(actor, '/api/figures/outliers', { body: { indicator: 'output', period: '2025-03', ...query } })
}

async function judged(query: object = {}): Promise<Outliers> {
  return asPromised(Outliers, await (await outliers(query)).json())
}

describe.each(['duckdb', 'postgres'] as const)('on a mirror in %s', (engine) => {
  beforeAll(async () => {
    house = await openTestHouse({ now: new Date('2026-03-20T02:00:00Z'), facts: engine })
    ask = openTestApp(house, [{ name: 'indicators', contract: indicatorsContract, routes: indicatorsRoutes }]).ask
    const made = Object.entries(firms).map(([name, { town, industry }]) => ({
      name,
      town,
      base: null,
      industry,
      size: 'small',
      ownership: null,
      aboveScaleSince: '2020-01-01',
      openedOn: '2015-01-01',
      synthetic: false,
    }))
    const created = await house.record.asSystem((tx) => createEnterprisesInBulk(tx, house.programme(), made))
    Object.keys(firms).forEach((firm, i) => ids.set(firm, created[i] ?? ''))
    await startMirror(house)
    await refreshDimensions(house)
    await report('2024-03', outputsOf(0))
    await report('2025-01~02', new Map([['silk', 660]]))
    await report('2025-03', outputsOf(1))
  })
  afterAll(() => house.close())

  describe('the same sample', () => {
    test('is those who reported in both periods; the cell says how many', async () => {
      expect(
        await compared({
          compare: ['growth', 'same_sample_value', 'same_sample_last_year', 'same_sample_growth'],
        }),
      ).toEqual([
        ['279.55', 11, 12],
        ['1680', 10, 12],
        ['1560', 10, 12],
        ['7.69', 10, 12],
      ])
    })

    test('contributions of towns by the same sample add up to its growth', async () => {
      const query: Asked = { by: ['place:town'], compare: ['same_sample_growth', 'same_sample_contribution'] }
      expect(await compared(query, 'kite')).toEqual([
        ['7.14', 9, 10],
        ['5.77', 9, 10],
      ])
      expect(await compared(query, 'firefly')).toEqual([
        ['10.00', 1, 2],
        ['1.92', 1, 2],
      ])
    })

    test('a year is matched month by month, so that one that has just begun compares with the same months', async () => {
      expect(await compared({ periods: ['2025'], compare: ['same_sample_growth'] })).toEqual([['7.69', 10, 24]])
    })

    test('a ratio of the same sample is one of sums', async () => {
      expect(await compared({ indicators: ['sales_rate'], compare: ['same_sample_value'] })).toEqual([['50.0', 10, 12]])
    })

    test('of few it is kept from those who may not see few', async () => {
      const query: Asked = { by: ['place:town'], compare: ['same_sample_growth'] }
      expect((await compared(query, 'firefly', leader))?.[0]?.[0]).toBe('not_released')
      expect((await compared(query, 'kite', leader))?.[0]?.[0]).toBe('not_released')
    })
  })

  test('before March stands January–February', async () => {
    const query: Asked = {
      where: { enterprise: ids.get('silk') ?? '' },
      compare: ['previous', 'previous_growth'],
    }
    expect((await compared(query))?.map(([value]) => value)).toEqual(['660', '-50.00'])
  })

  describe('median and quartiles over enterprises', () => {
    const compare = ['quartile1', 'median', 'quartile3'] as const

    test('are of those that reported, between two in proportion', async () => {
      expect(await compared({ compare: [...compare] })).toEqual([
        ['135', 11, 12],
        ['160', 11, 12],
        ['185', 11, 12],
      ])
      expect(await compared({ compare: [...compare], by: ['place:town'] }, 'kite')).toEqual([
        ['133', 10, 10],
        ['155', 10, 10],
        ['178', 10, 10],
      ])
    })

    test('of a ratio are of the ratios of enterprises', async () => {
      expect((await compared({ indicators: ['sales_rate'], compare: ['median'] }))?.[0]).toEqual(['50.0', 11, 12])
    })

    test('reach nobody without sight of single values', async () => {
      expect((await compared({ compare: [...compare] }, undefined, leader))?.map(([value]) => value)).toEqual([
        'not_released',
        'not_released',
        'not_released',
      ])
    })
  })

  describe('outliers', () => {
    test('are far from the median of their peers by its absolute deviation', async () => {
      const found = await judged()
      expect(found.rows).toEqual([
        {
          enterprise: ids.get('newcomer'),
          name: 'newcomer',
          peers: '1011',
          value: '5000',
          median: '155',
          deviation: '25',
          units: 10,
          score: '130.72',
        },
      ])
      expect([found.judged, found.notJudged, found.total, found.threshold]).toEqual([10, { few: 1, alike: 0 }, 1, 3.5])
      expect(found.names['1011']).toBeDefined()
    })

    test('peers that are all alike judge nobody', async () => {
      expect((await judged({ indicator: 'staff' })).notJudged).toEqual({ few: 1, alike: 10 })
      expect((await judged({ indicator: 'sales_rate' })).notJudged).toEqual({ few: 1, alike: 10 })
    })

    test('need sight of single values where they are looked for', async () => {
      expect((await outliers({}, leader)).status).toBe(403)
      expect((await outliers({}, officer)).status).toBe(403)
      expect((await outliers({ where: { place: 'kite' } }, officer)).status).toBe(200)
      expect((await outliers({ where: { places: ['kite', 'firefly'] } }, officer)).status).toBe(403)
    })
  })

  describe('several places, classes and sizes at once', () => {
    const value = async (where: FigureQuery['where']) => (await figures({ where })).rows[0]?.cells[0]?.[0]
    test('are any of them, each firm once', async () => {
      expect(await value({ places: ['kite', 'firefly'] })).toBe('6680')
      expect(await value({ places: ['firefly'], industries: ['trades-2020/20', 'trades-2020/2011'] })).toBe('330')
      expect(await value({ industries: ['trades-2020/10', 'plan-fields/light-making'] })).toBe('6350')
      expect(await value({ sizes: ['small'], place: 'firefly' })).toBe('330')
    })
  })

  describe('classes of which a crosswalk leads only a part', () => {
    test('are named with their number beside the class, the selection and the formula', async () => {
      const about = async (query: Asked) =>
        (await figures(query)).remarks.map(({ kind, key, indicator, count }) => [kind, key, indicator, count])
      expect(await about({ by: ['taxonomy:plan-fields'] })).toContainEqual(['partial_class', 'new-materials', null, 1])
      expect(await about({ where: { industry: 'plan-fields/new-materials' } })).toEqual([
        ['partial_class', null, null, 1],
      ])
      expect(await about({ indicators: ['emerging_output'] })).toEqual([['partial_class', null, 'emerging_output', 1]])
      expect(await about({ where: { industry: 'plan-fields/light-making' } })).toEqual([])
    })
  })

  describe('what the plan requires', () => {
    const query: Asked = { indicators: ['emerging_output'], periods: ['2024'], compare: ['target', 'target_gap'] }

    test('is the path between the milestones, in the unit of the indicator', async () => {
      // 200 × (330 ÷ 200) ^ (2 ÷ 3) hundred million
      expect((await compared(query))?.map(([value]) => value)).toEqual(['279.27', '-279.25'])
      expect((await figures(query)).remarks).toContainEqual(
        expect.objectContaining({ kind: 'target', target: 'emerging-output', indicator: 'emerging_output' }),
      )
    })

    test('is not of months, of parts, or of what no plan names', async () => {
      const required = async (more: Asked) => (await compared({ ...query, compare: ['target'], ...more }))?.[0]?.[0]
      expect(await required({ periods: ['2024-03'] })).toBe('not_applicable')
      expect(await required({ where: { place: 'kite' } })).toBe('not_applicable')
      expect(await required({ where: { size: 'small' } })).toBe('not_applicable')
      expect(await required({ indicators: ['output'] })).toBe('not_applicable')
    })
  })

  describe('the explanation of a comparison', () => {
    const inputs = (told: FigureExplanation) =>
      told.inputs.map(({ label, value, period }) => [label?.en, value, period])

    test('shows it, its formula, and what it is computed of', async () => {
      const told = await explain({ measure: 'growth' })
      expect([told.value, told.unit, told.measure?.name.zh]).toEqual(['279.55', 'percent', '同比增速'])
      expect(told.measure?.formula.zh).toBe('同比增速 = 本期 ÷ 上年同期 − 1')
      expect(inputs(told)).toEqual([
        ['this period', '6680', '2025-03'],
        ['same period last year', '1760', '2024-03'],
      ])
    })

    test.each([
      ['last_year', {}],
      ['growth', {}],
      ['previous_growth', { where: { place: 'firefly' } }],
      ['share', { where: { place: 'kite' }, of: {} }],
      ['contribution', { where: { place: 'kite' } }],
      ['same_sample_growth', {}],
      ['same_sample_contribution', { where: { place: 'kite' } }],
      ['median', {}],
      ['target_gap', { indicator: 'emerging_output', period: '2024' }],
    ])('its inputs are addresses that say the same: %s', async (measure, more) => {
      const told = await explain({ measure, ...more })
      expect(told.inputs.length).toBeGreaterThan(0)
      for (const { address, value } of told.inputs) expect((await explain(address ?? {})).value).toBe(value)
    })

    test('a share is of the whole that it was shown of', async () => {
      const share = async (of: object | undefined) =>
        (await explain({ measure: 'share', where: { place: 'kite', industry: 'trades-2020/10' }, of })).value
      expect(await share({ industry: 'trades-2020/10' })).toBe('100.00')
      expect(await share({})).toBe('95.06')
    })

    test('of the same sample says how many match, of how many now and before', async () => {
      expect((await explain({ measure: 'same_sample_growth' })).sample).toEqual({
        matched: 10,
        now: 11,
        before: 12 - 1,
      })
    })

    test('what a plan requires rests on its milestones', async () => {
      const told = await explain({ indicator: 'emerging_output', period: '2024', measure: 'target' })
      expect(told.inputs.map(({ value, period, unit }) => [value, period, unit])).toEqual([
        ['200', '2022', 'CNY_100M'],
        ['330', '2025', 'CNY_100M'],
      ])
    })

    test('leads to the returns of the input that is asked for', async () => {
      const lineage = async (measure: string, input: number) => {
        const body = { address: { indicator: 'output', period: '2025-03', measure }, input }
        const told = (await (await ask(analyst, '/api/figures/lineage', { body })).json()) as {
          rows: LineageRow[]
          total: number
        }
        return [told.rows[0]?.name, told.rows[0]?.period, told.total]
      }
      expect(await lineage('growth', 0)).toEqual(['newcomer', '2025-03', 11])
      expect(await lineage('growth', 1)).toEqual(['silk', '2024-03', 11])
      expect(await lineage('same_sample_growth', 0)).toEqual(['silk', '2025-03', 10])
      expect(await lineage('same_sample_growth', 1)).toEqual(['silk', '2024-03', 10])
    })
  })

  describe('a citation', () => {
    let cited: FigureExplanation[] = []
    const measures = ['value', 'growth', 'same_sample_growth', 'median']

    beforeAll(async () => {
      cited = await Promise.all(measures.map((measure) => explain({ measure })))
      house.clock.advance(86_400_000)
      await report('2025-03', new Map([['lamp-1', 1100]]))
      await report('2024-03', new Map([['lamp-2', 10]]))
    })

    test('says what, how much, of what and when, known when, by which pack, how complete', async () => {
      const [value] = cited
      expect(value?.citation.zh).toMatch(
        /^总产值：6680千元（.+；2025 年 3 月；数据截至 2026-03-20 10:00；来源 .+；规划包 [0-9a-f]{12}；已报 11\/12）。$/,
      )
      expect(cited[1]?.citation.en).toMatch(/Growth on last year: 279\.55% \(.+11 of 12 reported\)\.$/)
    })

    test('is reproduced by its address after later corrections', async () => {
      for (const [i, { reproduce, value }] of cited.entries()) {
        expect([measures[i], (await explain(reproduce)).value]).toEqual([measures[i], value])
      }
      expect((await explain({ measure: 'same_sample_growth' })).value).not.toBe(cited[2]?.value)
    })

    test('a correction counts once in the same sample', async () => {
      // 1,680 − 110 + 1,100 over 1,560 − 110 + 10
      expect(await compared({ compare: ['same_sample_growth'] })).toEqual([['82.88', 10, 12]])
    })
  })
})
