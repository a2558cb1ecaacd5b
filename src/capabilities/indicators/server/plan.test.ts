import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parsePeriod } from '#base/period.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { mirrorCaughtUp, record, startMirror } from '#capabilities/observations/server/service.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { indicatorsContract, type TargetRow } from '../contract.ts'
import { indicatorsRoutes } from './routes.ts'
import { refreshDimensions } from './service.ts'

/** Four lamp makers, one of them in a base; what each puts out in a month of 2023 (thousand yuan), and its revenue of 2024 (ten thousand). */
const firms = [
  { name: 'one', base: 'lantern-base', output: 400_000, revenue: '20000' },
  { name: 'two', base: null, output: 300_000, revenue: '10000' },
  { name: 'three', base: null, output: 200_000, revenue: '9999.99' },
  { name: 'four', base: null, output: 100_000, revenue: '12000' },
] as const

const analyst = testActor(['indicators.see', 'observations.see_micro', 'enterprises.see'], { id: 'analyst' })

let house: TestHouse
let ask: TestApp['ask']

const months = (year: number) => [
  `${year}-01~02`,
  ...Array.from({ length: 10 }, (_, i) => `${year}-${String(i + 3).padStart(2, '0')}`),
]

async function report(ids: readonly string[]): Promise<void> {
  const value = (text: string) => ({ value: text, status: 'normal' as const })
  const monthly = [2022, 2023, 2024].flatMap((year) =>
    months(year).flatMap((period) =>
      firms.map(({ output }, i) => ({
        subject: ids[i] ?? '',
        period: parsePeriod(period),
        contents: [value(String((output * (period.endsWith('~02') ? 2 : 1) * (10 + year - 2022)) / 10))],
        source: '1',
        sourceVersion: 1,
      })),
    ),
  )
  const yearly = firms.map(({ revenue }, i) => ({
    subject: ids[i] ?? '',
    period: parsePeriod('2024'),
    contents: [value(revenue)],
    source: '1',
    sourceVersion: 1,
  }))
  const given = { domain: 'statistical', subjectKind: 'enterprise', actor: 'tester' } as const
  const cell = (indicator: string) => [{ indicator, span: 'this' as const }]
  await house.record.asSystem((tx) =>
    record(house, tx, { ...given, kind: 'return', periodKind: 'month', cells: cell('output'), rows: monthly }),
  )
  await house.record.asSystem((tx) =>
    record(house, tx, {
      ...given,
      domain: 'administrative',
      kind: 'file',
      periodKind: 'year',
      cells: cell('revenue_year'),
      rows: yearly,
    }),
  )
  await mirrorCaughtUp(house)
}

describe.each(['duckdb', 'postgres'] as const)('the page of the plans on a mirror in %s', (engine) => {
  let targets: TargetRow[]
  const target = (id: string) => targets.find((each) => each.id === id)

  beforeAll(async () => {
    house = await openTestHouse({ now: new Date('2025-02-20T02:00:00Z'), facts: engine })
    ask = openTestApp(house, [{ name: 'indicators', contract: indicatorsContract, routes: indicatorsRoutes }]).ask
    const made = firms.map(({ name, base }) => ({
      name,
      base,
      town: 'kite',
      industry: '1011',
      size: 'large',
      ownership: null,
      aboveScaleSince: '2020-01-01',
      openedOn: '2015-01-01',
      synthetic: false,
    }))
    const ids = await house.record.asSystem((tx) => createEnterprisesInBulk(tx, house.programme(), made))
    await startMirror(house)
    await refreshDimensions(house)
    await report(ids)
    const response = await ask(analyst, '/api/plan')
    expect(response.status).toBe(200)
    targets = ((await response.json()) as { targets: TargetRow[] }).targets
  })
  afterAll(() => house.close())

  test('forecasts the next milestone by a method with a name, tried on the past', () => {
    const forecast = target('emerging-output')?.forecast
    // Twelve thousand million a month of 2022 grow by a tenth of them each year: 144 in 2024, times 144 over 132.
    expect([forecast?.period, forecast?.value, forecast?.method.id]).toEqual(['2025', '157.09', 'seasonal_drift'])
    expect([forecast?.stated, forecast?.gap, forecast?.reaches]).toEqual(['330', '-172.91', false])
    expect(forecast?.basis).toEqual({ from: '2022-01~02', to: '2024-12' })
  })

  test('tells what each base brings, and what lies in none', () => {
    const parts = target('emerging-output')?.parts
    const row = parts?.rows.find(({ place }) => place === 'lantern-base')
    expect([parts?.period, parts?.total]).toEqual(['2024', '144.00'])
    expect([row?.value, row?.share, row?.contribution]).toEqual(['57.60', '40.00', '3.64'])
    expect(parts?.outside).toEqual({ value: '86.40', share: '60.00' })
  })

  test('counts the enterprises that reach a tier in the year', () => {
    const firmsCounted = target('big-firms')
    expect(firmsCounted?.points.find(({ period }) => period === '2024')?.actual).toBe('3')
    expect(firmsCounted?.computation?.en).toMatch(/1 .+ or more$/)
    expect(firmsCounted?.notComputed).toBeNull()
  })

  test('says why it cannot compute the others', () => {
    const why = ['base-building', 'park-graduation', 'kite-science'].map((id) => target(id)?.notComputed?.en ?? '')
    expect(why[0]).toMatch(/words/)
    expect(why[1]).toMatch(/register/)
    expect(why[2]).toMatch(/returns/)
  })

  test('checks growth as it is printed beside the target', () => {
    expect(target('emerging-output')?.lint).toContainEqual(
      expect.objectContaining({ kind: 'growth', stated: '18.6', computed: '18.56', agrees: true }),
    )
  })
})
