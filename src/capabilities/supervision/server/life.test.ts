import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestApp, TestHouse } from '#kit/server/testing.ts'
import { workflowsContract } from '#capabilities/workflows/contract.ts'
import { workflowsPlainRoutes } from '#capabilities/workflows/server/file-routes.ts'
import { workflowsReacts } from '#capabilities/workflows/server/reacts.ts'
import { workflowsRoutes } from '#capabilities/workflows/server/routes.ts'
import { expireClocks } from '#capabilities/workflows/server/service.ts'
import type { SlipDetail } from '../contract/slips.ts'
import type { TaskDetail } from '../contract/tasks.ts'
import { issueByRule } from './slip-clock.ts'
import { answerOf, officer, openSupervision, refusalOf, unitOf } from './testing.ts'

let house: TestHouse
let app: TestApp
const engine = {
  name: 'workflows',
  contract: workflowsContract,
  routes: workflowsRoutes,
  plainRoutes: workflowsPlainRoutes,
  reacts: workflowsReacts,
}
const land = unitOf('land-office', ['supervision.plan'])
const kite = unitOf('kite-government')
const tax = unitOf('tax')

beforeAll(async () => {
  ;({ house, app } = await openSupervision('2026-03-02T02:00:00Z', [engine]))
})
afterAll(() => house.close())

const on = (day: string) => house.clock.set(new Date(`${day}T02:00:00Z`))
const task = (id: string, actor = officer) => answerOf<TaskDetail>(app.ask(actor, `/api/supervision/tasks/${id}`))
const post = <Body>(actor: Parameters<TestApp['ask']>[0], path: string, body: object) =>
  answerOf<Body>(app.ask(actor, `/api/supervision/${path}`, { body }))

describe('a hard task from its breakdown to being done late', () => {
  let id: string
  let parts: string[]

  it('is given a lead unit, assistants, a schedule by quarter and a deadline', async () => {
    const made = await post<{ id: string }>(officer, 'tasks', {
      year: 2026,
      title: '灯彩基地首期用地净地交付',
      base: 'lantern-base',
      lead: ['land-office'],
      assist: ['kite-government'],
      leader: '常务副县长',
      person: '局长',
      due: '2026-06-30',
      schedule: [
        { quarter: '2026-Q1', share: '0.4', words: '完成签约' },
        { quarter: '2026-Q2', share: '1' },
      ],
    })
    id = made.id
    const shown = await task(id)
    expect(shown).toMatchObject({
      number: '1',
      due: '2026-06-30',
      originalDue: '2026-06-30',
      state: 'assigned',
      light: { light: 'on_schedule', isLate: false },
      progress: { share: null, by: 'nothing' },
    })
    expect(shown.lead).toEqual([
      { id: 'land-office', name: { zh: '云渚县自然资源局', en: 'Natural resources bureau' } },
    ])
  })

  it('is seen by its units and those above, and by nobody else', async () => {
    expect((await task(id, kite)).id).toBe(id)
    expect((await app.ask(tax, `/api/supervision/tasks/${id}`)).status).toBe(404)
    const list = await answerOf<{ total: number }>(app.ask(tax, '/api/supervision/tasks'))
    expect(list.total).toBe(0)
  })

  it('is broken down by its lead unit into parts with weights, which are due before it', async () => {
    const { version } = await task(id, land)
    const late = { expectedVersion: version, parts: [{ title: '补偿签约', lead: ['land-office'], due: '2026-07-01' }] }
    const refused = await refusalOf(app.ask(land, `/api/supervision/tasks/${id}/parts`, { body: late }))
    expect(refused).toMatchObject({ status: 400, issues: [{ text: 'supervision.due_after_parent' }] })
    const broken = await post<{ ids: string[] }>(land, `tasks/${id}/parts`, {
      expectedVersion: version,
      parts: [
        { title: '权属调查', lead: ['land-office'], due: '2026-04-30', weight: '1' },
        { title: '补偿签约', lead: ['kite-government'], due: '2026-06-20', weight: '3' },
      ],
    })
    parts = broken.ids
    const { parts: shown, progress } = await task(id)
    expect(shown.map(({ number, kind }) => `${number} ${kind}`)).toEqual(['1.1 part', '1.2 part'])
    expect(progress).toMatchObject({ share: null, by: 'parts', known: { parts: 0, of: 2 } })
  })

  it('progresses as its parts do, by weight; itself it takes words alone', async () => {
    const [first = '', second = ''] = parts
    for (const [part, actor, share] of [
      [first, land, '0.8'],
      [second, kite, '0.2'],
    ] as const) {
      const { version } = await task(part, actor)
      const accepted = await post<{ version: number }>(actor, `tasks/${part}/acts/accept`, { expectedVersion: version })
      const report = { expectedVersion: accepted.version, share, words: '已开展', evidence: '会议纪要' }
      await post(actor, `tasks/${part}/reports`, report)
    }
    expect((await task(id)).progress).toMatchObject({ share: '0.35', by: 'parts' })
    const { version } = await task(id, land)
    const accepted = await post<{ version: number }>(land, `tasks/${id}/acts/accept`, { expectedVersion: version })
    const typed = { expectedVersion: accepted.version, share: '1', words: '完成' }
    const refused = await refusalOf(app.ask(land, `/api/supervision/tasks/${id}/reports`, { body: typed }))
    expect(refused).toMatchObject({ status: 400, issues: [{ text: 'supervision.measured_by_parts' }] })
    const reports = (await task(second, kite)).reports
    expect(reports).toMatchObject([{ number: 1, share: '0.2', words: '已开展', evidence: '会议纪要' }])
  })

  it('turns yellow when a quarter is over with less than was due, and says how much is lacking', async () => {
    on('2026-04-02')
    const { light } = await task(id)
    expect(light).toMatchObject({ light: 'behind', isLate: false })
    expect(light.sentence.zh).toContain('应完成 40%，实际完成 35%')
  })

  it('counts a part once, also where it is asked for together with what it is a part of', async () => {
    const [first = ''] = parts
    const { version } = await task(first, land)
    const below = { title: '入户核查', lead: ['land-office'], due: '2026-04-20' }
    const { ids } = await post<{ ids: string[] }>(land, `tasks/${first}/parts`, {
      expectedVersion: version,
      parts: [below],
    })
    const { items } = await answerOf<{ items: TaskDetail[] }>(app.ask(officer, '/api/supervision/tasks?year=2026'))
    expect(items.find((one) => one.id === id)?.progress.known).toEqual({ parts: 1, of: 2 })
    expect(items.find((one) => one.id === first)?.progress.known).toEqual({ parts: 0, of: 1 })
    const cancelled = { expectedVersion: (await task(ids[0] ?? '')).version, reason: '不再需要' }
    await post(officer, `tasks/${ids[0]}/acts/cancel`, cancelled)
    expect((await task(first)).progress).toMatchObject({ share: '0.8', by: 'report' })
  })

  it('is not done while a part is open', async () => {
    const { version } = await task(id, land)
    const body = { expectedVersion: version, fields: { words: '完成' } }
    const refused = await refusalOf(app.ask(land, `/api/supervision/tasks/${id}/acts/report_done`, { body }))
    expect(refused).toMatchObject({
      code: 'refused_by_rule',
      details: { reason: 'workflows.subcases_open', count: '2' },
    })
  })

  it('turns red when it is overdue; then a slip is issued by rule, once, however often the house looks', async () => {
    on('2026-07-02')
    expect((await task(id)).light).toMatchObject({ light: 'overdue', isLate: true, daysLate: 2 })
    const [one, other] = await Promise.all([issueByRule(house), issueByRule(house)])
    expect(one + other).toBeGreaterThan(0)
    expect(await issueByRule(house)).toBe(0)
    const { slips } = await task(id)
    expect(slips).toMatchObject([{ level: 'red', colour: 'red', state: 'issued', issuedOn: '2026-07-02' }])
  })

  it('is answered by its lead unit, judged, and extended; the original deadline stays', async () => {
    const [slip] = (await task(id)).slips
    const before = await answerOf<SlipDetail>(app.ask(land, `/api/supervision/slips/${slip?.id}`))
    expect(before).toMatchObject({ isByRule: true, recipient: { id: 'land-office' }, reply: null, issuedBy: null })
    expect(before.reason.zh).toContain('已过 2 天')
    const other = { expectedVersion: before.version, text: '不是我们的' }
    expect((await app.ask(tax, `/api/supervision/slips/${slip?.id}/reply`, { body: other })).status).toBe(404)
    const replied = await post<{ version: number }>(land, `slips/${slip?.id}/reply`, {
      expectedVersion: before.version,
      text: '剩余两户已约定签约时间',
    })
    const decided = { expectedVersion: replied.version, met: true, reason: '措施落实' }
    await post(officer, `slips/${slip?.id}/decision`, decided)
    const after = await answerOf<SlipDetail>(app.ask(officer, `/api/supervision/slips/${slip?.id}`))
    expect(after).toMatchObject({ state: 'settled', final: true, met: true, reply: { text: '剩余两户已约定签约时间' } })
    const { version } = await task(id)
    await post(officer, `tasks/${id}/extend`, { expectedVersion: version, due: '2026-08-31', reason: '等待省级批复' })
    expect(await task(id)).toMatchObject({
      due: '2026-08-31',
      originalDue: '2026-06-30',
      light: { isLate: true },
      rebased: [{ due: '2026-08-31', reason: '等待省级批复' }],
    })
  })

  it('is done late: the record shows all of it', async () => {
    on('2026-08-20')
    for (const [at, part] of parts.entries()) {
      const actor = at === 0 ? land : kite
      const { version } = await task(part, actor)
      const done = { expectedVersion: version, fields: { words: '全部完成' } }
      const claimed = await post<{ version: number }>(actor, `tasks/${part}/acts/report_done`, done)
      await post(officer, `tasks/${part}/acts/confirm`, { expectedVersion: claimed.version })
    }
    const { version } = await task(id, land)
    const claimed = await post<{ version: number }>(land, `tasks/${id}/acts/report_done`, {
      expectedVersion: version,
      fields: { words: '净地已交付' },
      delayReason: '省级批复晚于预期',
    })
    on('2026-09-05')
    await post(officer, `tasks/${id}/acts/confirm`, { expectedVersion: claimed.version })
    const shown = await task(id)
    expect(shown).toMatchObject({
      state: 'done',
      doneOn: '2026-08-20',
      due: '2026-08-31',
      originalDue: '2026-06-30',
      completion: '净地已交付',
      delayReason: '省级批复晚于预期',
      progress: { share: '1', by: 'done' },
      light: { light: 'done', isLate: true, daysLate: 51 },
      slips: [{ level: 'red', state: 'settled' }],
    })
    expect(shown.light.sentence.zh).toContain('比原定期限 2026-06-30 晚 51 天')
  })

  it('counts as late by the original deadline and as in time by the one in force', async () => {
    const board = await answerOf<{ rows: { id: string; onTime: object; onTimeRebased: object; doneLate: number }[] }>(
      app.ask(officer, '/api/supervision/board?year=2026&by=base'),
    )
    expect(board.rows.find(({ id: base }) => base === 'lantern-base')).toMatchObject({
      doneLate: 3,
      onTime: { share: '0', top: 0, bottom: 3 },
      onTimeRebased: { share: '0.333333', top: 1, bottom: 3 },
    })
    const burn = await answerOf<{ quarters: { quarter: string; scheduled: string; done: string | null }[] }>(
      app.ask(officer, '/api/supervision/burn-up?year=2026'),
    )
    expect(burn.quarters).toMatchObject([
      { quarter: '2026-Q1', scheduled: '0.4', done: '0.35' },
      { quarter: '2026-Q2', scheduled: '1', done: '0.35' },
      { quarter: '2026-Q3', scheduled: '1', done: '1' },
      { quarter: '2026-Q4', done: null },
    ])
  })
})

describe('a task that is given to another unit', () => {
  it('is seen and done by that unit; the one before still sees it', async () => {
    const { id } = await post<{ id: string }>(officer, 'tasks', {
      year: 2026,
      title: '起草细则',
      lead: ['land-office'],
      due: '2026-12-31',
    })
    expect((await app.ask(tax, `/api/supervision/tasks/${id}`)).status).toBe(404)
    const { version, case: of } = await task(id)
    const clerk = { ...officer, grants: [...officer.grants, { permission: 'workflows.assign', scope: 'all' as const }] }
    const body = { expectedVersion: version, lead: ['tax'], reason: '职责调整' }
    await answerOf(app.ask(clerk, `/api/cases/${of}/assign`, { body }))
    expect((await task(id, tax)).lead).toMatchObject([{ id: 'tax' }])
    expect((await task(id, land)).id).toBe(id)
    const accept = { act: 'accept', cases: [{ id: of, version: version + 1 }] }
    expect(await answerOf(app.ask(tax, '/api/cases/acts', { body: accept }))).toMatchObject({ done: 1 })
    expect((await task(id)).state).toBe('running')
  })

  it('is reported on from the page of its case too, with files: the report and its files stand in the task', async () => {
    const { items } = await answerOf<{ items: TaskDetail[] }>(
      app.ask(tax, '/api/supervision/tasks?year=2026&text=细则'),
    )
    const [one] = items
    const { case: of, version } = await task(one?.id ?? '', tax)
    const sent = await app.ask(tax, `/api/cases/${of}/files?act=report&ask=evidence`, {
      method: 'POST',
      body: new Uint8Array([37, 80, 68, 70, 45, 49, 46, 52]),
      headers: { 'x-file-name': encodeURIComponent('初稿.pdf'), 'content-type': 'application/pdf' },
    })
    const file = await answerOf<{ id: string }>(Promise.resolve(sent))
    const body = {
      act: 'report',
      expectedVersion: version,
      fields: { words: '已形成初稿', share: '30' },
      files: { evidence: [file.id] },
    }
    await answerOf(app.ask(tax, `/api/cases/${of}/acts`, { body }))
    expect((await task(one?.id ?? '', tax)).reports).toMatchObject([
      { number: 1, share: '0.3', words: '已形成初稿', files: [{ id: file.id, name: '初稿.pdf', bytes: 8 }] },
    ])
  })
})

describe('a slip that is not answered', () => {
  it('lapses, and the next level is issued once; the first ends as escalated', async () => {
    on('2026-09-07')
    const { id } = await post<{ id: string }>(officer, 'tasks', {
      year: 2026,
      title: '编制配套政策',
      lead: ['tax'],
      due: '2026-12-25',
    })
    const slip = await post<{ id: string; number: string }>(officer, 'slips', {
      task: id,
      level: 'blue',
      reason: '进展缓慢',
      demand: '三日内报送方案',
    })
    expect(slip.number).toBe('2026-blue-001')
    on('2026-09-20')
    await expireClocks(house)
    const first = await answerOf<SlipDetail>(app.ask(officer, `/api/supervision/slips/${slip.id}`))
    expect(first).toMatchObject({ state: 'escalated', met: false, isLate: true })
    const { slips } = await task(id)
    expect(slips.map(({ level }) => level)).toEqual(['yellow', 'blue'])
    expect(first.escalatedTo).toMatchObject({ id: slips[0]?.id })
    expect(await issueByRule(house)).toBe(0)
  })

  it('can be withdrawn with a reason, and stays on record', async () => {
    const list = await answerOf<{ items: { id: string; level: string }[] }>(
      app.ask(officer, '/api/supervision/slips?open=yes&level=yellow'),
    )
    const [slip] = list.items
    const { version } = await answerOf<SlipDetail>(app.ask(officer, `/api/supervision/slips/${slip?.id}`))
    const without = await app.ask(officer, `/api/supervision/slips/${slip?.id}/withdrawal`, {
      body: { expectedVersion: version, reason: ' ' },
    })
    expect(without.status).toBe(400)
    await post(officer, `slips/${slip?.id}/withdrawal`, { expectedVersion: version, reason: '误发' })
    const after = await answerOf<SlipDetail>(app.ask(officer, `/api/supervision/slips/${slip?.id}`))
    expect(after).toMatchObject({ state: 'withdrawn', final: true, withdrawn: { reason: '误发' } })
  })
})
