import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, anonymous } from '#base/decision.ts'
import type { ImportPreview, ImportRun } from '#capabilities/enterprises/contract.ts'
import { openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import type { CarrierDetail, CarrierSummary } from '../contract/carriers.ts'
import { answer, openLandApp, refusal, uuid } from './testing.ts'

let house: TestHouse
let app: TestApp
beforeAll(async () => {
  house = await openTestHouse({ now: new Date('2026-03-02T02:00:00Z') })
  app = openLandApp(house)
})
afterAll(() => house.close())

const officer = testActor(['land.see', 'land.plan', 'land.supply'], { id: uuid(1) })
const fluteClerk = testActor(
  ['land.see', 'land.plan'].map((permission) => ({ permission, scope: 'place' as const, place: 'flute' })),
  { id: uuid(2) },
)
const reader = testActor(['land.see'], { id: uuid(3) })

const file = (actor: Actor, text: string) =>
  app.ask(actor, '/api/land/carriers/imports/files', {
    method: 'POST',
    body: text,
    headers: { 'x-file-name': 'carriers.csv', 'content-type': 'text/csv' },
  })
async function read(kind: string, text: string, actor: Actor = officer): Promise<ImportPreview> {
  const sent = await answer<Record<string, string>>(file(actor, text))
  return answer<ImportPreview>(app.ask(actor, '/api/land/carriers/imports', { body: { ...sent, kind } }))
}
const confirm = (seen: ImportPreview, more: object = {}) =>
  app.ask(officer, `/api/land/carriers/imports/${seen.run.id}/confirm`, { body: { digest: seen.digest, ...more } })
const undo = (run: ImportRun) =>
  app.ask(officer, `/api/land/carriers/imports/${run.id}/undo`, { body: { reason: '文件有误' } })
const list = async (actor = officer) =>
  (await answer<{ items: CarrierSummary[] }>(app.ask(actor, '/api/land/carriers'))).items
const show = (id: string) => answer<CarrierDetail>(app.ask(officer, `/api/land/carriers/${id}`))

const heads = '载体编号,载体名称,所在镇街,建筑面积（平方米）,来源,空间计划,建成或收购日期'
const buildings = `${heads}\nZ-1,一号厂房,纸鸢镇,"12,000.5",新建,低成本空间,2024-06-30\nZ-2,二号楼,flute,800,存量,,\n`

describe('a table of buildings', () => {
  it('is for those who plan', async () => {
    expect((await file(anonymous, buildings)).status).toBe(401)
    expect((await file(reader, buildings)).status).toBe(403)
  })

  it('says in each cell what is wrong, and nothing of it is stored', async () => {
    const seen = await read(
      'carriers',
      `${heads}
Z-1,厂房,没有这个镇,800,新建,,
Z-2,厂房,kite,八百,新建,,
Z-3,厂房,kite,800平方米,新建,,
Z-4,厂房,kite,0,新建,,
Z-5,,kite,800,新建,,
Z-6,厂房,kite,800,新建,没有的计划,
Z-7,厂房,kite,800,新建,,2099-01-01
Z-8,厂房,kite,800,新建,,
Z-8,厂房,kite,800,新建,,
`,
    )
    expect(seen.run.counts).toEqual({ created: 0, changed: 0, unchanged: 0, refused: 9 })
    expect(seen.lines.map(({ line, problems }) => [line, problems[0]?.column, problems[0]?.code])).toEqual([
      [2, 'place', 'import.unknown_code'],
      [3, 'floorArea', 'carrier.not_a_size'],
      [4, 'floorArea', 'import.unit_in_cell'],
      [5, 'floorArea', 'carrier.not_a_size'],
      [6, 'name', 'import.missing_value'],
      [7, 'programme', 'import.unknown_code'],
      [8, 'completedOn', 'carrier.completed_later'],
      [9, 'code', 'import.line_twice'],
      [10, 'code', 'import.line_twice'],
    ])
    expect((await confirm(seen)).status).toBe(422)
    expect((await read('carriers', '编号,名称,建筑面积\nZ-1,厂房,800\n')).fileProblems).toMatchObject([
      { code: 'import.area_without_unit', found: '建筑面积' },
    ])
    expect(await list()).toEqual([])
  })

  it('is shown, then entered as one; again it changes nothing, and what differs is shown cell by cell', async () => {
    const seen = await read('carriers', buildings)
    expect(seen.run).toMatchObject({ kind: 'carriers', counts: { created: 2, refused: 0 } })
    expect(await list()).toEqual([])
    const run = await answer<ImportRun>(confirm(seen))
    expect(await list()).toMatchObject([
      { code: 'Z-1', place: { id: 'kite' }, floorArea: '12000.5', origin: 'built', programme: 'low-cost' },
      { code: 'Z-2', place: { id: 'flute' }, floorArea: '800', origin: 'standing', programme: null, synthetic: false },
    ])
    expect((await read('carriers', buildings)).run.counts).toMatchObject({ unchanged: 2, created: 0, changed: 0 })
    const next = await read('carriers', '载体编号,建筑面积（平方米）\nZ-2,900\n')
    expect(next.lines).toMatchObject([{ changes: [{ field: 'floorArea', before: '800', after: '900' }] }])
    const second = await answer<ImportRun>(confirm(next))
    expect(await refusal(undo(run))).toMatchObject({ status: 409, details: { reason: 'import.changed_since' } })
    await answer(undo(second))
    expect((await list()).map(({ floorArea }) => floorArea)).toEqual(['12000.5', '800'])
  })

  it('a preview that somebody overtook is not confirmed; a code of a building elsewhere is not told to be free', async () => {
    const seen = await read('carriers', '载体编号,载体名称\nZ-2,二号厂房\n')
    await answer<ImportRun>(confirm(await read('carriers', '载体编号,载体名称\nZ-2,二号大楼\n')))
    expect(await refusal(confirm(seen))).toMatchObject({ status: 409, code: 'stale' })
    const elsewhere = await read(
      'carriers',
      `${heads}\nZ-1,我的,flute,500,新建,,\nZ-9,我的,kite,500,新建,,\n`,
      fluteClerk,
    )
    expect(elsewhere.lines.map(({ problems }) => problems[0]?.code)).toEqual([
      'carrier.code_taken',
      'import.out_of_reach',
    ])
  })
})

describe('a table of floors', () => {
  it('goes to the buildings that are there, with their terms, and is taken back as one', async () => {
    const floors = '载体编号,单元编号,面积（平方米）,租金（元/平方米·月）,供应方式,洁净室,净高（米）\n'
    const seen = await read(
      'spaces',
      `${floors}Z-1,1F,3000,12.5,先租后让、可分割产权,是,6.5\nZ-1,2F,3000,,,,\nZ-2,1F,300,,先租后让,,\nZ-7,1F,300,,,,\nZ-1,3F,3000,-1,,也许,\n`,
    )
    expect(seen.run.counts).toEqual({ created: 2, changed: 0, unchanged: 0, refused: 3 })
    expect(seen.lines.map(({ line, problems }) => [line, problems.map(({ code }) => code)])).toEqual([
      [4, ['carrier.unknown_term']],
      [5, ['carrier.unknown']],
      [6, ['carrier.not_a_size', 'import.unknown_code']],
    ])
    const run = await answer<ImportRun>(confirm(seen, { leaveOutRefused: true }))
    const building = (await list()).find(({ code }) => code === 'Z-1')?.id ?? ''
    const { spacesOf } = await show(building)
    expect(spacesOf).toMatchObject([
      { code: '1F', rent: '12.5', terms: ['lease-first', 'divisible'], cleanRoom: true, ceiling: '6.5' },
      { code: '2F', rent: null, terms: [], cleanRoom: null },
    ])
    const let_ = { name: '风筝电子', from: '2026-01-01', to: null, area: '2000', term: null }
    await answer(app.ask(officer, `/api/land/spaces/${spacesOf[0]?.id}/lettings`, { body: let_ }))
    const smaller = await read('spaces', '载体编号,单元编号,面积（平方米）\nZ-1,1F,1000\n')
    expect(smaller.lines[0]?.problems[0]?.code).toBe('carrier.let_too_much')
    expect(await refusal(undo(run))).toMatchObject({ status: 409, details: { reason: 'import.in_use' } })
    expect((await show(building)).spacesOf).toHaveLength(2)
  })

  it('a kind that is none is refused with those that are', async () => {
    const sent = await answer<Record<string, string>>(file(officer, buildings))
    const asked = app.ask(officer, '/api/land/carriers/imports', { body: { ...sent, kind: 'castles' } })
    expect(await refusal(asked)).toMatchObject({ issues: [{ expected: 'carriers, spaces' }] })
    const template = await app.ask(officer, '/api/land/carriers/imports/template-spaces.csv')
    expect(await template.text()).toContain('载体编号*,单元编号*')
  })
})
