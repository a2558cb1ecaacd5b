import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { system } from '#base/decision.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { mirrorCaughtUp, startMirror } from '#capabilities/observations/server/service.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { returnsContract, type ReturnDetail, type SavedReturn } from '../contract.ts'
import { createFormModel } from '../rules/form-model.ts'
import { formSourceOf, textsOf } from '../rules/form-source.ts'
import { returnsPlainRoutes, returnsRoutes } from './routes.ts'

let house: TestHouse
let ask: TestApp['ask']
let firms: string[]
const clerk = testActor(
  ['returns.see', 'returns.fill', 'returns.submit', 'workflows.see', 'enterprises.see', 'observations.see_micro'],
  { id: '00000000-0000-4000-8000-00000000000c' },
)
const reviewer = testActor(
  ['returns.see', 'returns.review', 'returns.approve', 'workflows.see', 'enterprises.see', 'observations.see_micro'],
  { id: '00000000-0000-4000-8000-00000000000a' },
)

beforeAll(async () => {
  house = await openTestHouse()
  ask = openTestApp(house, [
    { name: 'returns', contract: returnsContract, routes: returnsRoutes, plainRoutes: returnsPlainRoutes },
  ]).ask
  const one = { industry: '1011', aboveScaleSince: '2020-01-01', openedOn: '2015-01-01', synthetic: false }
  const names = ['灯彩厂', '光源厂', '玻璃厂', '灯具厂', '电珠厂', '灯罩厂']
  firms = await house.record.withActor(system, (tx) =>
    createEnterprisesInBulk(
      tx,
      house.programme(),
      names.map((name) => ({ ...one, name: `云渚${name}`, town: 'kite' })),
    ),
  )
  await startMirror(house)
})
afterAll(() => house.close())

const body = async <T>(response: Response): Promise<T> => (await response.json()) as T
const good: Record<string, string> = Object.fromEntries(
  Object.entries({
    'output:this': 1200,
    'output:cumulative': 9000,
    'output:last_year': 1100,
    'sales:this': 1100,
    'sales:cumulative': 8000,
    'sales:last_year': 990,
    'exports:this': 100,
    'exports:cumulative': 700,
    'exports:last_year': 80,
    'revenue:this': 1000,
    'profit:this': 90,
    'staff:this': 55,
    'electricity:this': 12,
  }).map(([key, value]) => [key, String(value)]),
)

async function open(subject: string, period: string): Promise<ReturnDetail> {
  const response = await ask(clerk, '/api/returns', { body: { form: 'monthly', subject, period } })
  return show((await body<{ id: string }>(response)).id)
}
const show = async (id: string): Promise<ReturnDetail> => body(await ask(clerk, `/api/returns/${id}`))
const save = async (one: ReturnDetail, cells: Record<string, string>): Promise<SavedReturn> =>
  body(await ask(clerk, `/api/returns/${one.id}/cells`, { method: 'PATCH', body: { revision: one.revision, cells } }))
const cellsOf = (one: ReturnDetail) => one.parts.flatMap((part) => part.lines.flatMap((line) => line.cells))
const textIn = (one: ReturnDetail, key: string) => cellsOf(one).find((cell) => cell.key === key)?.text

/** Reported and let pass through every stage. */
async function approved(subject: string, period: string, cells: Record<string, string>): Promise<void> {
  const { id, ...one } = await open(subject, period)
  await save({ ...one, id }, cells)
  for (let stage = 0; stage < 5; stage += 1) {
    const actor = stage === 0 ? clerk : reviewer
    const now = await body<ReturnDetail>(await ask(actor, `/api/returns/${id}`))
    const act = now.acts.find((each) => each.decision.allowed && each.reason === 'none')
    if (act === undefined || now.state === 'approved') return
    const answers = Object.fromEntries(
      now.checks.flatMap((check) => (check.outcome === 'fails' ? [[check.id, '已核实']] : [])),
    )
    const sent = { revision: now.revision, ...(stage === 0 ? { answers } : {}) }
    const response = await ask(actor, `/api/returns/${id}/acts/${act.act}`, { body: sent })
    expect(response.status, await response.clone().text()).toBe(200)
  }
}

describe('a form with computed and grey cells', () => {
  test('what is sent for a computed cell is not believed: it is stored as it is computed', async () => {
    const one = await open(firms[0] ?? '', '2025-05')
    await save(one, { ...good, 'profit_rate_line:this': '77' })
    expect(textIn(await show(one.id), 'profit_rate_line:this')).toBe('9')
  })

  test('a grey cell that is filled in stands in the way', async () => {
    const one = await open(firms[1] ?? '', '2025-05')
    const { issues } = await save(one, { ...good, 'new_product_output:last_year': '5' })
    expect(issues.map(({ text, where }) => [text, where])).toEqual([
      ['returns.grey_cell', 'new_product_output:last_year'],
    ])
  })

  test('the page computes and judges what the server computes and judges, from what it was sent', async () => {
    const one = await open(firms[2] ?? '', '2025-05')
    const typed = { ...good, 'exports:this': '5000', 'profit:this': '950', 'staff:this': 'viele' }
    const saved = await save(one, typed)
    const model = createFormModel(formSourceOf(one), textsOf(one))
    model.edit(typed)
    expect(model.findings()).toEqual(saved.checks)
    expect(model.issues()).toEqual(saved.issues)
    const after = await show(one.id)
    for (const cell of cellsOf(after)) expect([cell.key, model.textOf(cell.key)]).toEqual([cell.key, cell.text])
  })
})

describe('peers', () => {
  test('are two numbers, and nothing while there are fewer than the pack asks', async () => {
    for (const [i, firm] of firms.entries())
      await approved(firm, '2025-06', { ...good, 'receivables:this': String(1000 + 100 * i) })
    await mirrorCaughtUp(house)
    const one = await open(firms[0] ?? '', '2025-07')
    expect(one.rule?.outside.peers).toEqual({ receivables_among_peers: { median: '1.3', mad: '0.1', unit: 'one' } })
    const saved = await save(one, { ...good, 'receivables:this': '9000' })
    const id = 'receivables_among_peers'
    expect(saved.checks.find((check) => check.id === id)).toMatchObject({ outcome: 'fails', peers: { value: '9' } })
    const early = await open(firms[0] ?? '', '2025-04')
    expect(early.rule?.outside.peers).toEqual({})
  })
})
