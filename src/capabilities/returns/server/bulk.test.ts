import { afterAll, beforeAll, expect, test } from 'vitest'
import { system } from '#base/decision.ts'
import { parsePeriod } from '#base/period.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { cellCodes, rebuildMirror, startMirror } from '#capabilities/observations/server/service.ts'
import { openTestHouse, testActor, type TestHouse } from '#kit/server/testing.ts'
import { bulkCells, bulkLoadReturns } from './bulk.ts'
import { actOnReturn, saveCells } from './lifecycle.ts'
import { pageReturns } from './store.ts'
import { detailOf } from './view.ts'

let house: TestHouse
let firms: string[]
const analyst = testActor([
  'returns.see',
  'returns.fill',
  'returns.submit',
  'returns.approve',
  'returns.correct',
  'workflows.see',
  'enterprises.see',
])

beforeAll(async () => {
  house = await openTestHouse()
  await startMirror(house)
  const one = { industry: '1011', aboveScaleSince: '2020-01-01', openedOn: '2015-01-01', synthetic: true, town: 'kite' }
  firms = await house.record.withActor(system, (tx) =>
    createEnterprisesInBulk(
      tx,
      house.programme(),
      Array.from({ length: 50 }, (_, i) => ({ ...one, name: `合成第${i}号` })),
    ),
  )
})
afterAll(() => house.close())

const asAnalyst = <T>(work: Parameters<typeof house.record.withActor<T>>[1]) => house.record.withActor(analyst, work)
const outputs = async () =>
  (await house.facts.query<{ n: string }>('select sum(v_output) as n from fact_enterprise_month'))[0]?.n

test('a population of returns is loaded at once and reaches the mirror by a rebuild', async () => {
  const cells = bulkCells(house, 'monthly')
  const classification = {
    town: 'kite',
    base: null,
    industry: '1011',
    size: null,
    ownership: null,
    places: ['kite', 'cloud-islet'],
  }
  for (const period of ['2025-06', '2025-07'].map(parsePeriod)) {
    const at = new Date('2025-08-12T00:00:00Z')
    const returns = firms.map((subject, i) => ({
      subject,
      classification,
      amounts: cells.map((cell) =>
        cell.indicator === 'receivables' ? null : cell.indicator === 'output' ? 100 + i : 10,
      ),
      codes: cells.map((cell) => (cell.indicator === 'receivables' ? cellCodes.not_applicable : cellCodes.normal)),
      submittedAt: at,
      approvedAt: at,
    }))
    const loaded = await bulkLoadReturns(house, {
      form: 'monthly',
      period,
      knownAt: at,
      returns,
      submittedBy: 'system',
      approvedBy: 'system',
    })
    expect(loaded.rows).toBe(50)
  }
  const { rows } = await rebuildMirror(house)
  expect(rows).toBe(100)
  expect(await outputs()).toBe(String(2 * (50 * 100 + (49 * 50) / 2)))
  expect(
    await house.facts.query(
      'select sum(c_receivables) as c, count(*) as n from fact_enterprise_month where s_receivables = 12',
    ),
  ).toEqual([{ c: '0', n: '100' }])
})

test('a loaded return reads like any other, and can be corrected', async () => {
  const { id } = await asAnalyst(async (tx) => {
    const found = await pageReturns(
      tx,
      { period: '2025-07', subject: firms[3] as string },
      { limit: 1, offset: 0, order: 'latest' },
    )
    return found.rows[0] as { id: string }
  })
  const show = () => asAnalyst((tx) => detailOf(house, tx, { id, actor: analyst }))
  const act = (name: string, revision: number, more: object = {}) =>
    asAnalyst((tx) => actOnReturn(house, tx, { id, act: name, revision, actor: analyst, ...more }))
  const before = await show()
  expect([before.loaded, before.state, before.approvedVersion]).toEqual([true, 'approved', 1])
  expect(before.parts[0]?.lines[0]?.cells[0]).toMatchObject({ text: '103', last: '103' })
  expect(before.parts[1]?.lines.find((line) => line.indicator === 'receivables')?.cells[0]?.text).toBe('不适用')

  const opened = await act('correct', before.revision, { reason: '漏报' })
  const saved = await asAnalyst((tx) =>
    saveCells(house, tx, {
      id,
      revision: opened.revision,
      actor: analyst,
      cells: { 'output:this': '153', 'output:cumulative': '900', 'output:last_year': '150' },
    }),
  )
  const sent = await act('submit', saved.revision, { answers: { profit_rate: '属实' } })
  await act('approve', sent.revision)
  const after = await show()
  expect(after.versions.map(({ version, submittedBy }) => [version, submittedBy])).toEqual([
    [1, 'system'],
    [2, analyst.id],
  ])
  expect(after.timeline.map((entry) => entry.act)).toEqual([
    'workflow.open',
    'submit',
    'approve',
    'correct',
    'submit',
    'approve',
  ])
  await rebuildMirror(house)
  expect(await outputs()).toBe(String(2 * (50 * 100 + (49 * 50) / 2) + 50))
})
