import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { type Actor, anonymous } from '#base/decision.ts'
import { parsePeriod } from '#base/period.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { type CellContent, mirrorCaughtUp, record, startMirror } from '#capabilities/observations/server/service.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { FigureExplanation, type FigureQuery, FigureTable, indicatorsContract, type LineageRow } from '../contract.ts'
import { indicatorsRoutes } from './routes.ts'
import { refreshDimensions } from './service.ts'

/** Five firms of the fictional county: what each puts out in a month of 2024, and in one of 2025. */
const firms = {
  lamp: { town: 'kite', base: 'lantern-base', industry: '1011', size: 'large', output: [1000, 1100] },
  feast: { town: 'kite', base: null, industry: '1012', size: 'small', output: [200, 200] },
  silk: { town: 'firefly', base: 'loom-base', industry: '2011', size: 'small', output: [500, 500] },
  cloth: { town: 'firefly', base: null, industry: '2012', size: 'small', output: [300, 300] },
  flute: { town: 'flute', base: null, industry: '3011', size: 'micro', output: [100, 100] },
} as const
type Firm = keyof typeof firms

const analyst = testActor(['indicators.see', 'observations.see_micro', 'enterprises.see'], { id: 'analyst' })
const leader = testActor(['indicators.see', 'enterprises.see'], { id: 'leader' })
const officer = testActor(['indicators.see', { permission: 'observations.see_micro', scope: 'place', place: 'kite' }], {
  id: 'officer',
})

let house: TestHouse
let ask: TestApp['ask']
const ids = new Map<Firm, string>()
let published = ''

const amount = (value: number, status: 'normal' | 'estimated' = 'normal'): CellContent => ({
  value: String(value),
  status,
})
const months = (year: number) => [
  `${year}-01~02`,
  ...Array.from({ length: 10 }, (_, i) => `${year}-${String(i + 3).padStart(2, '0')}`),
]

/** Everybody reports, except: cloth has nothing to report for November 2025, silk estimates October, flute is silent in December. */
function contentsOf(firm: Firm, period: string): CellContent[] | null {
  if (firm === 'flute' && period === '2025-12') return null
  if (firm === 'cloth' && period === '2025-11')
    return [{ blank: 'not_applicable' }, { blank: 'not_applicable' }, amount(20)]
  const [before, after] = firms[firm].output
  const output = (period < '2025' ? before : after) * (period.endsWith('~02') ? 2 : 1)
  const status = firm === 'silk' && period === '2025-10' ? 'estimated' : 'normal'
  return [amount(output, status), amount(output * 0.9), amount(period < '2025-07' ? 10 : 20)]
}

async function report(periods: readonly string[], contents: typeof contentsOf): Promise<void> {
  const rows = periods.flatMap((period) =>
    [...ids].flatMap(([firm, subject]) => {
      const of = contents(firm, period)
      return of === null ? [] : [{ subject, period: parsePeriod(period), contents: of, source: '1', sourceVersion: 1 }]
    }),
  )
  const cells = (['output', 'sales', 'staff'] as const).map((indicator) => ({ indicator, span: 'this' as const }))
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

type Asked = Partial<FigureQuery> & Pick<FigureQuery, 'periods'>

/** Answers are not checked on their way out: here they are, to the last key. */
function asPromised<T extends z.ZodType>(schema: T, answer: unknown): z.output<T> {
  const parsed = schema.parse(answer)
  expect(answer).toEqual(parsed)
  return parsed
}

async function figures(query: Asked, actor: Actor = analyst): Promise<FigureTable> {
  const response = await ask(actor, '/api/figures', { body: { indicators: ['output'], ...query } })
  expect(response.status).toBe(200)
  return asPromised(FigureTable, await response.json())
}

/** The cells of the first row, or those of a group. */
async function cells(query: Asked, keys?: readonly string[], actor: Actor = analyst) {
  const { rows } = await figures(query, actor)
  return rows.find((row) => keys === undefined || row.keys.join() === keys.join())?.cells
}

const value = async (query: Asked, keys?: readonly string[], actor: Actor = analyst) =>
  (await cells(query, keys, actor))?.map(([text, blank]) => text ?? blank)

describe.each(['duckdb', 'postgres'] as const)('on a mirror in %s', (engine) => {
  beforeAll(async () => {
    house = await openTestHouse({ now: new Date('2026-03-20T02:00:00Z'), facts: engine })
    ask = openTestApp(house, [{ name: 'indicators', contract: indicatorsContract, routes: indicatorsRoutes }]).ask
    const made = Object.entries(firms).map(([name, { output: _, ...firm }]) => ({
      ...firm,
      name,
      ownership: null,
      aboveScaleSince: '2020-01-01',
      openedOn: '2015-01-01',
      synthetic: false,
    }))
    const created = await house.record.asSystem((tx) => createEnterprisesInBulk(tx, house.programme(), made))
    Object.keys(firms).forEach((firm, i) => ids.set(firm as Firm, created[i] ?? ''))
    await startMirror(house)
    await refreshDimensions(house)
    await report([...months(2024), ...months(2025)], contentsOf)
    published = house.clock.now().toISOString()
  })
  afterAll(() => house.close())

  describe('refusals', () => {
    const posts: [string, object][] = [
      ['/api/figures', { indicators: ['output'], periods: ['2025'] }],
      ['/api/figures/explanation', { indicator: 'output', period: '2025' }],
      ['/api/figures/lineage', { address: { indicator: 'output', period: '2025' } }],
    ]
    test.each(posts)('401 for somebody not signed in: %s', async (path, body) =>
      expect((await ask(anonymous, path, { body })).status).toBe(401),
    )
    test.each(posts)('403 for somebody without the permission: %s', async (path, body) => {
      expect((await ask(testActor([]), path, { body })).status).toBe(403)
    })
    test.each([
      ['no indicator', { indicators: [], periods: ['2025'] }, 400],
      ['what is no period', { indicators: ['output'], periods: ['2025-13'] }, 400],
      ['what is no grouping', { indicators: ['output'], periods: ['2025'], by: ['subject; drop table'] }, 400],
      ['an indicator the programme does not have', { indicators: ['wealth'], periods: ['2025'] }, 404],
      ['a place it does not have', { indicators: ['output'], periods: ['2025'], where: { place: 'atlantis' } }, 404],
      [
        'a class it does not have',
        { indicators: ['output'], periods: ['2025'], where: { industry: 'plan-fields/magic' } },
        404,
      ],
      ['an indicator that documents only state', { indicators: ['gdp'], periods: ['2025'] }, 422],
    ])('%s', async (_, body, status) => expect((await ask(analyst, '/api/figures', { body })).status).toBe(status))

    test('single values need sight of them where the figure lies', async () => {
      const lineage = (place: string) =>
        ask(officer, '/api/figures/lineage', {
          body: { address: { indicator: 'output', period: '2025', where: { place } } },
        })
      expect([(await lineage('kite')).status, (await lineage('firefly')).status]).toEqual([200, 403])
    })
  })

  describe('sums over firms and over time', () => {
    test.each([
      ['a month', '2025-03', ['2200', null, 5, 5, null]],
      ['January and February, reported together', '2025-01~02', ['4400', null, 5, 5, null]],
      ['the first quarter is two reports', '2025-Q1', ['6600', null, 10, 10, null]],
      ['a year is eleven', '2024', ['25200', null, 55, 55, null]],
      ['January alone was never reported', '2025-01', [null, 'not_applicable', 0, 0, { not_applicable: 1 }]],
      ['nor February', '2025-02', [null, 'not_applicable', 0, 0, { not_applicable: 1 }]],
      ['a month to come', '2026-05', [null, 'not_yet_due', 0, 0, { not_yet_due: 1 }]],
      ['one firm is silent', '2025-12', ['2100', null, 4, 5, { not_reported: 1 }]],
      ['one has nothing to report', '2025-11', ['1900', null, 4, 5, { not_applicable: 1 }]],
      ['one estimates', '2025-10', ['2200', null, 5, 5, { estimated: 1 }]],
      [
        'blanks and estimates of a year, each by its name',
        '2025',
        ['26000', null, 53, 55, { not_reported: 1, not_applicable: 1, estimated: 1 }],
      ],
    ] as const)('%s', async (_, period, expected) => expect(await cells({ periods: [period] })).toEqual([expected]))

    test('a formula over some industries expects only their firms', async () => {
      const [cell] = (await cells({ indicators: ['emerging_output'], periods: ['2025-03'] })) ?? []
      expect([cell?.[2], cell?.[3], cell?.[4]]).toEqual([2, 2, null])
    })

    test('the year so far', async () => {
      expect(await value({ periods: ['2025-04'], span: 'cumulative' })).toEqual(['8800'])
      expect(await value({ periods: ['2025-02'], span: 'cumulative' })).toEqual(['4400'])
    })

    test('a firm that had nothing to report, beside one that is silent', async () => {
      expect(await value({ periods: ['2025-11'], where: { enterprise: ids.get('cloth') ?? '' } })).toEqual([
        'not_applicable',
      ])
      expect(await value({ periods: ['2025-12'], where: { enterprise: ids.get('flute') ?? '' } })).toEqual([
        'not_reported',
      ])
    })

    test('what stands at the end of a period is its last report, not a sum', async () => {
      expect(await value({ indicators: ['staff', 'staff_at_end'], periods: ['2024'] })).toEqual(['50', '50'])
      expect(await value({ indicators: ['staff'], periods: ['2025-Q2'] })).toEqual(['50'])
      expect(await value({ indicators: ['staff'], periods: ['2025'] })).toEqual(['80'])
    })

    test('a ratio is one of sums; a mean is over all that was reported; a count counts reports', async () => {
      expect(
        await value({ indicators: ['sales_rate', 'mean_output', 'reporting_firms'], periods: ['2024-05'] }),
      ).toEqual(['90.0', '420.0', '5'])
    })

    test('before March stands January–February', async () => {
      expect(await value({ indicators: ['output_step'], periods: ['2025-03'] })).toEqual(['-2200'])
      expect(await value({ indicators: ['output_growth'], periods: ['2025-04'] })).toEqual(['4.8'])
    })
  })

  describe('by place, class and size', () => {
    test('towns and bases, those with nothing too', async () => {
      const { rows, names } = await figures({ periods: ['2025-03'], by: ['place:town'] })
      expect(Object.fromEntries(rows.map((row) => [row.keys[0], row.cells[0]?.[0] ?? row.cells[0]?.[1]]))).toEqual({
        kite: '1300',
        firefly: '800',
        flute: '100',
        stardust: 'not_reported',
      })
      expect(names.kite).toEqual({ zh: '纸鸢镇', en: 'Kite Town' })
      expect(await value({ periods: ['2025-03'], by: ['place:base'] }, ['lantern-base'])).toEqual(['1100'])
      expect(await value({ periods: ['2025-03'], by: ['place:belt'] }, ['river-belt'])).toEqual(['900'])
    })

    test('a class of the plan takes in what crosswalks lead into it whole; a class holds its subclasses', async () => {
      const by: FigureQuery['by'] = ['taxonomy:plan-fields']
      expect(await value({ periods: ['2025-03'], by }, ['light-making'])).toEqual(['1100'])
      expect(await value({ periods: ['2025-03'], by }, ['new-materials'])).toEqual(['500'])
      expect(await cells({ periods: ['2025-03'], by }, ['emerging'])).toEqual([['1600', null, 2, 2, null]])
      expect(await value({ periods: ['2025-03'], by: ['taxonomy:trades-2020'] }, ['M'])).toEqual(['2200'])
    })

    test('two groupings at once, and a selection beside them', async () => {
      expect(await value({ periods: ['2025-03'], by: ['place:town', 'size'] }, ['kite', 'small'])).toEqual(['200'])
      expect(await value({ periods: ['2025-03'], where: { place: 'kite', within: 'lantern-base' } })).toEqual(['1100'])
      expect(await value({ periods: ['2025-03'], where: { industry: 'trades-2020/20' } })).toEqual(['800'])
    })

    test('shares and contributions are of the whole, growth of the year before', async () => {
      const query: Asked = {
        periods: ['2025-03'],
        by: ['place:town'],
        compare: ['last_year', 'growth', 'share', 'contribution'],
      }
      expect(await value(query, ['kite'])).toEqual(['1300', '1200', '8.33', '59.09', '4.76'])
      expect(await value(query, ['flute'])).toEqual(['100', '100', '0.00', '4.55', '0.00'])
    })

    test('ordered by a column, blanks last, only the first', async () => {
      const { rows } = await figures({
        periods: ['2025-03'],
        by: ['enterprise'],
        order: { column: 0, descending: true },
        top: 2,
      })
      expect(rows.map((row) => [row.keys[0], row.cells[0]?.[0]])).toEqual([
        [ids.get('lamp'), '1100'],
        [ids.get('silk'), '500'],
      ])
    })
  })

  describe('few firms behind a figure', () => {
    test('who may not see single values is told nothing that was not released', async () => {
      expect(await value({ periods: ['2025-03'] }, undefined, leader)).toEqual(['not_released'])
      expect(await value({ periods: ['2025-03'], by: ['place:town'] }, ['kite'], leader)).toEqual(['not_released'])
      expect(await value({ periods: ['2025-03'], by: ['place:town'] }, ['kite'])).toEqual(['1300'])
      expect(await value({ periods: ['2025-03'], where: { place: 'kite' } }, undefined, officer)).toEqual(['1300'])
      expect(await value({ periods: ['2025-03'] }, undefined, officer)).toEqual(['not_released'])
    })

    test('nor does a share, a growth or an explanation tell it', async () => {
      const compared = await value(
        { periods: ['2025-03'], by: ['place:town'], compare: ['last_year', 'growth', 'share', 'contribution'] },
        ['kite'],
        leader,
      )
      expect(new Set(compared)).toEqual(new Set(['not_released']))
      const response = await ask(leader, '/api/figures/explanation', {
        body: { indicator: 'sales_rate', period: '2025-03', where: { place: 'kite' } },
      })
      const explained = asPromised(FigureExplanation, await response.json())
      expect([explained.value, explained.blank, ...explained.inputs.map((input) => input.value)]).toEqual([
        null,
        'not_released',
        null,
        null,
      ])
      expect(explained.lineage.allowed).toBe(false)
    })
  })

  describe('a correction', () => {
    beforeAll(async () => {
      house.clock.advance(86_400_000)
      await report(['2025-03'], (firm) => (firm === 'lamp' ? [amount(1500), amount(1350), amount(10)] : null))
    })

    test('shows at once, and what was published before can be had again', async () => {
      expect(await cells({ periods: ['2025-03'] })).toEqual([['2600', null, 5, 5, null]])
      expect(await cells({ periods: ['2025-03'], asOf: published })).toEqual([['2200', null, 5, 5, null]])
      expect(await value({ periods: ['2025'] })).toEqual(['26400'])
    })

    test('is known since when it came', async () => {
      const { rows } = await figures({ periods: ['2025-03', '2025-04'] })
      expect(rows.map((row) => row.knownAt)).toEqual([house.clock.now().toISOString(), published])
    })
  })

  describe('the explanation of a figure', () => {
    const explain = async (address: object): Promise<FigureExplanation> =>
      asPromised(FigureExplanation, await (await ask(analyst, '/api/figures/explanation', { body: address })).json())

    test('names formula, inputs, coverage and blanks by reason', async () => {
      const told = await explain({ indicator: 'emerging_share', period: '2025-11' })
      expect([told.value, told.unit, told.formula?.text]).toEqual(['84.2', 'percent', 'emerging_output / output'])
      expect(
        told.inputs.map(({ indicator, value: text, selection }) => [indicator, text, selection !== undefined]),
      ).toEqual([
        ['output', '1600', true],
        ['output', '1900', false],
      ])
      expect([told.coverage, told.blanks]).toEqual([{ reported: 4, expected: 5 }, { not_applicable: 1 }])
      expect((await explain({ indicator: 'output', period: '2025-10' })).statuses).toEqual({ estimated: 1 })
    })

    test('says which period an input is of', async () => {
      const told = await explain({ indicator: 'output_step', period: '2025-03' })
      expect(told.inputs.map((input) => input.period)).toEqual(['2025-03', '2025-01~02'])
    })

    test('leads to the values themselves, the largest first, page by page', async () => {
      const lineage = async (page: number) => {
        const body = { address: { indicator: 'output', period: '2025-03' }, page, size: 3 }
        return (await (await ask(analyst, '/api/figures/lineage', { body })).json()) as {
          rows: LineageRow[]
          total: number
        }
      }
      const [one, two] = [await lineage(1), await lineage(2)]
      expect([...one.rows, ...two.rows].map((row) => [row.name, row.value])).toEqual([
        ['lamp', '1500'],
        ['silk', '500'],
        ['cloth', '300'],
        ['feast', '200'],
        ['flute', '100'],
      ])
      expect(one.total).toBe(5)
      expect(one.rows[0]).toMatchObject({
        subject: ids.get('lamp'),
        period: '2025-03',
        kind: 'return',
        status: 'normal',
      })
    })
  })
})
