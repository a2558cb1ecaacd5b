import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#base/decision.ts'
import { parsePeriod } from '#base/period.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { type CellContent, mirrorCaughtUp, record, startMirror } from '#capabilities/observations/server/service.ts'
import { releasesContract } from '#capabilities/releases/contract.ts'
import { releasesRoutes } from '#capabilities/releases/server/routes.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { FigureExplanation, type FigureQuery, FigureTable, indicatorsContract } from '../contract.ts'
import { indicatorsRoutes } from './routes.ts'
import { refreshDimensions } from './service.ts'

const analyst = testActor(['indicators.see', 'observations.see_micro', 'releases.publish'], { id: 'analyst' })
const leader = testActor(['indicators.see'], { id: 'leader' })

/** Four lamp makers in each of three towns; silk only in two, and in kite a single firm of it; instruments of nobody's field. */
const towns = { kite: [400, 300, 200, 100], firefly: [350, 250, 150, 90], flute: [320, 210, 140, 80] } as const
const silk = { kite: [70], firefly: [60, 50, 45, 40], flute: [65, 55, 50] } as const
const firms = [
  ...Object.entries(towns).flatMap(([town, outputs]) => outputs.map((output) => ({ town, industry: '1011', output }))),
  ...Object.entries(silk).flatMap(([town, outputs]) => outputs.map((output) => ({ town, industry: '2011', output }))),
]
const single = firms.findIndex(({ town, industry }) => town === 'kite' && industry === '2011')

let house: TestHouse
let ask: TestApp['ask']
let ids: string[] = []

async function report(period: string, outputs: (firm: number) => number | null): Promise<void> {
  const rows = ids.flatMap((subject, i) => {
    const output = outputs(i)
    const contents: CellContent[] = [{ value: String(output ?? 0), status: 'normal' }]
    return output === null ? [] : [{ subject, period: parsePeriod(period), contents, source: '1', sourceVersion: 1 }]
  })
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
}

async function publish(period: string, edition: number): Promise<Response> {
  return ask(analyst, '/api/releases', { body: { release: 'county-figures', period, edition } })
}

type Asked = Partial<FigureQuery> & Pick<FigureQuery, 'periods'>

async function figures(query: Asked, actor: Actor = leader): Promise<FigureTable> {
  const response = await ask(actor, '/api/figures', { body: { indicators: ['output'], ...query } })
  expect(response.status).toBe(200)
  const answer: unknown = await response.json()
  const table = FigureTable.parse(answer)
  expect(answer).toEqual(table)
  return table
}

const shown = async (query: Asked, actor: Actor = leader) =>
  Object.fromEntries(
    (await figures(query, actor)).rows.map(({ keys, cells }) => [
      keys.join(' '),
      cells.map(([value, blank]) => value ?? blank).join(' '),
    ]),
  )

beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-03-20T02:00:00Z') })
  ask = openTestApp(house, [
    { name: 'releases', contract: releasesContract, routes: releasesRoutes },
    { name: 'indicators', contract: indicatorsContract, routes: indicatorsRoutes },
  ]).ask
  const made = firms.map(({ output: _, ...firm }, i) => ({
    ...firm,
    name: `云渚第${i + 1}厂`,
    base: null,
    size: 'small',
    ownership: null,
    aboveScaleSince: '2020-01-01',
    openedOn: '2015-01-01',
    synthetic: false,
  }))
  await house.record.asSystem(async (tx) => {
    ids = [...(await createEnterprisesInBulk(tx, house.programme(), made))]
  })
  await startMirror(house)
  for (const month of ['03', '04', '05']) await report(`2025-${month}`, (i) => firms[i]?.output ?? null)
  await refreshDimensions(house)
  expect((await publish('2025-03', 1)).status).toBe(200)
  expect((await publish('2025-04', 1)).status).toBe(200)
})
afterAll(() => house.close())

describe('readers without sight of single values', () => {
  test('see what was released, as it is, and which edition says so', async () => {
    const table = await figures({ periods: ['2025-03'] })
    expect(table.rows[0]?.cells[0]?.[0]).toBe(String(firms.reduce((sum, { output }) => sum + output, 0)))
    expect(table.released?.map(({ release, period, edition }) => [release, period, edition])).toEqual([
      ['county-figures', '2025-03', 1],
    ])
    expect(table.rows[0]?.knownAt).toBe(table.released?.[0]?.publishedAt)
    expect((await figures({ periods: ['2025-03'] }, analyst)).released).toBeNull()
  })

  test('see nothing of a month that was not released', async () => {
    expect(await shown({ periods: ['2025-05'] })).toEqual({ '': 'not_released' })
    expect(await shown({ periods: ['2025-05'], span: 'cumulative' })).toEqual({ '': 'not_released' })
  })

  test('see neither the single firm nor what would give it away', async () => {
    const fields = await shown({ periods: ['2025-03'], by: ['place:town', 'taxonomy:plan-fields'] })
    expect(fields['kite new-materials']).toBe('suppressed')
    const left = Object.entries(fields).filter(
      ([key, value]) => /light-making|new-materials/.test(key) && value === 'suppressed',
    )
    expect(left.length).toBeGreaterThanOrEqual(4)
  })

  test('cannot filter their way to it', async () => {
    const questions: Asked[] = [
      { periods: ['2025-03'], where: { place: 'kite', industry: 'plan-fields/new-materials' } },
      { periods: ['2025-03'], where: { place: 'kite', industry: 'trades-2020/2011' } },
      { periods: ['2025-03'], where: { place: 'kite' }, by: ['taxonomy:trades-2020:leaf'] },
      { periods: ['2025-03'], where: { place: 'kite' }, by: ['enterprise'] },
      { periods: ['2025-03'], where: { enterprise: ids[single] ?? '' } },
      { periods: ['2025-03'], where: { places: ['kite', 'flute'], industry: 'plan-fields/new-materials' } },
      { periods: ['2025-03'], where: { place: 'kite', industries: ['plan-fields/new-materials'], sizes: ['small'] } },
      { periods: ['2025-03'], indicators: ['emerging_output'], where: { place: 'kite', industry: 'trades-2020/2011' } },
      { periods: ['2025-04'], span: 'cumulative', where: { place: 'kite', industry: 'plan-fields/new-materials' } },
      { periods: ['2025-04'], where: { place: 'kite', industry: 'plan-fields/new-materials' }, compare: ['previous'] },
    ]
    for (const question of questions) {
      for (const cell of (await figures(question)).rows.flatMap(({ cells }) => cells))
        expect(cell[0], JSON.stringify(question)).toBeNull()
    }
  })

  test('cannot find it by taking what is shown from what is shown', async () => {
    const output = firms[single]?.output ?? 0
    const seen = new Set<number>()
    for (const by of [
      [],
      ['place:town'],
      ['taxonomy:plan-fields'],
      ['place:town', 'taxonomy:plan-fields'],
      ['place:belt'],
      ['size'],
    ]) {
      for (const value of Object.values(await shown({ periods: ['2025-03'], by: by as FigureQuery['by'] })))
        if (!Number.isNaN(Number(value))) seen.add(Number(value))
    }
    const all = [...seen]
    for (const a of all) for (const b of all) for (const c of all) expect(a - b - c).not.toBe(output)
    for (const a of all) for (const b of all) expect(a - b).not.toBe(output)
  })

  test('see ratios, shares and growth only of what was released', async () => {
    const shares = await shown({
      periods: ['2025-03'],
      by: ['place:town'],
      compare: ['share', 'last_year', 'same_sample_growth', 'median'],
    })
    const [value, share, ...others] = (shares.kite ?? '').split(' ')
    expect(Number(share)).toBeCloseTo((Number(value) * 100) / firms.reduce((sum, { output }) => sum + output, 0), 1)
    expect(new Set(others)).toEqual(new Set(['not_released']))
  })

  test('are told no more by an explanation, and no lineage', async () => {
    const response = await ask(leader, '/api/figures/explanation', {
      body: { indicator: 'output', period: '2025-03', where: { place: 'kite', industry: 'plan-fields/new-materials' } },
    })
    const explained = FigureExplanation.parse(await response.json())
    expect([explained.value, explained.blank, explained.coverage, explained.blanks]).toEqual([
      null,
      'suppressed',
      { reported: 0, expected: 0 },
      expect.anything(),
    ])
    expect(explained.inputs.map(({ value, reported }) => [value, reported])).toEqual([[null, 0]])
    const lineage = await ask(leader, '/api/figures/lineage', {
      body: { address: { indicator: 'output', period: '2025-03' } },
    })
    expect(lineage.status).toBe(403)
  })

  test('see the plan by releases', async () => {
    const response = await ask(leader, '/api/plan')
    expect(response.status).toBe(200)
    expect(JSON.stringify(await response.json())).not.toContain(`"${firms[single]?.output}"`)
  })
})

describe('a correction after a release', () => {
  test('of a single firm shows to those with sight of it, and to nobody else', async () => {
    await report('2025-04', (i) => (i === 0 ? 500 : null))
    const before = await shown({ periods: ['2025-03'], by: ['place:town'] })
    expect(await shown({ periods: ['2025-04'], by: ['place:town'] })).toEqual(before)
    const tried = await publish('2025-04', 2)
    expect(tried.status).toBe(422)
    expect(await shown({ periods: ['2025-04'], by: ['place:town'] })).toEqual(before)
    expect((await shown({ periods: ['2025-04'], by: ['place:town'] }, analyst)).kite).toBe('1170')
  })

  test('of many shows in a further edition; the first can be had again', async () => {
    const first = await figures({ periods: ['2025-04'] })
    await report('2025-04', (i) => (firms[i]?.industry === '1011' ? (firms[i]?.output ?? 0) + 10 : null))
    expect((await publish('2025-04', 2)).status).toBe(200)
    const second = await figures({ periods: ['2025-04'] })
    expect(second.released?.[0]?.edition).toBe(2)
    expect(second.rows[0]?.cells[0]?.[0]).not.toBe(first.rows[0]?.cells[0]?.[0])
    const again = await figures({ periods: ['2025-04'], asOf: first.released?.[0]?.publishedAt ?? '' })
    expect(again.rows[0]?.cells).toEqual(first.rows[0]?.cells)
  })
})

describe('publishing', () => {
  test('is previewed, done once for each edition, and listed', async () => {
    const preview = await ask(analyst, '/api/releases/county-figures/periods/2025-05')
    const {
      edition,
      shown: cells,
      suppressed,
    } = (await preview.json()) as { edition: number; shown: number; suppressed: number }
    expect([edition, cells > 0, suppressed > 0]).toEqual([1, true, true])
    expect((await publish('2025-05', 1)).status).toBe(200)
    expect((await publish('2025-05', 1)).status).toBe(409)
    const list = (await (await ask(leader, '/api/releases')).json()) as { editions: { id: string; shown: number }[] }
    expect(list.editions[0]?.shown).toBe(cells)
    const one = await (await ask(leader, `/api/releases/${list.editions[0]?.id}`)).text()
    expect(one).not.toContain(`"${firms[single]?.output}"`)
  })

  test('is for those who may', async () => {
    expect((await ask(leader, '/api/releases/county-figures/periods/2025-05')).status).toBe(403)
    const asked = { body: { release: 'county-figures', period: '2025-05', edition: 2 } }
    expect((await ask(leader, '/api/releases', asked)).status).toBe(403)
  })

  test('of a period without values is refused', async () => {
    expect((await publish('2019-05', 1)).status).toBe(400)
  })
})
