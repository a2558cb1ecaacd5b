import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { workflowsContract } from '#capabilities/workflows/contract.ts'
import { workflowsReacts } from '#capabilities/workflows/server/reacts.ts'
import { workflowsRoutes } from '#capabilities/workflows/server/routes.ts'
import { listActs } from '#kit/server/acts.ts'
import { system } from '#base/decision.ts'
import { parsePeriod } from '#base/period.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { refreshDimensions } from '#capabilities/indicators/server/service.ts'
import { mirrorCaughtUp, record } from '#capabilities/observations/server/service.ts'
import type { TestApp, TestHouse } from '#kit/server/testing.ts'
import { writeWorkbook } from '#kit/server/workbook.ts'
import type { BaseSheet, WorkDetail } from '../contract/bases.ts'
import type { CalendarDay, MeetingDetail } from '../contract/meetings.ts'
import type { ImportPreview, TaskDetail } from '../contract/tasks.ts'
import { tableColumns } from '../rules/table-heads.ts'
import { askByRhythm } from './information.ts'
import { answerOf, baseOfficer, officer, openSupervision, refusalOf, unitOf } from './testing.ts'

let house: TestHouse
let app: TestApp
const engine = { name: 'workflows', contract: workflowsContract, routes: workflowsRoutes, reacts: workflowsReacts }
const force = baseOfficer('lantern-base', 'lantern-task-force')

beforeAll(async () => {
  ;({ house, app } = await openSupervision('2021-03-02T02:00:00Z', [engine]))
})
afterAll(() => house.close())

const get = <Body>(path: string, actor = officer) => answerOf<Body>(app.ask(actor, `/api/supervision/${path}`))
const post = <Body>(actor: Parameters<TestApp['ask']>[0], path: string, body: object) =>
  answerOf<Body>(app.ask(actor, `/api/supervision/${path}`, { body }))
const refused = (actor: Parameters<TestApp['ask']>[0], path: string, body: object) =>
  refusalOf(app.ask(actor, `/api/supervision/${path}`, { body }))

describe('the tasks that the programme states for a year', () => {
  it('are adopted with one act, with parts, parties, schedule and source; a second time nothing happens', async () => {
    const before = await get<{ years: object[]; items: { id: string; task: string | null }[] }>('adoptable?year=2021')
    expect(before.items.map(({ id }) => id)).toEqual(['bases-2021', 'lantern-land'])
    const { adopted, ids } = await post<{ adopted: number; ids: string[] }>(officer, 'adopt', { year: 2021 })
    expect(adopted).toBe(2)
    expect((await post<{ adopted: number }>(officer, 'adopt', { year: 2021 })).adopted).toBe(0)
    const land = await get<TaskDetail>(`tasks/${ids[1]}`)
    expect(land).toMatchObject({
      number: '1.1',
      kind: 'part',
      urgent: true,
      weight: '2',
      parent: ids[0],
      base: 'lantern-base',
      due: '2021-11-30',
      clause: { source: 'base-notice-2021' },
      leader: null,
      reached: [
        { on: '2021-06-30', share: '0.3' },
        { on: '2021-11-20', share: '1' },
      ],
    })
    expect(land.schedule.map(({ quarter, share }) => `${quarter} ${share}`)).toEqual([
      '2021-Q1 0.1',
      '2021-Q2 0.4',
      '2021-Q3 0.8',
      '2021-Q4 1',
    ])
    const acts = await house.record.asSystem((tx) => listActs(tx, { kind: 'task', id: ids[1] ?? '' }))
    expect(acts[0]).toMatchObject({ name: 'supervision.planned', detail: { place: 'lantern-base', parent: ids[0] } })
  })

  it('have no deadline where the source states none, unless whoever adopts them says one', async () => {
    const { ids } = await post<{ ids: string[] }>(officer, 'adopt', { year: 2022 })
    expect(await get<TaskDetail>(`tasks/${ids[0]}`)).toMatchObject({
      due: null,
      schedule: [],
      light: { light: 'on_schedule', reason: { key: 'no_due' } },
      measure: { indicator: 'emerging_output', target: 'emerging-output' },
    })
  })

  it('are measured by their indicator: what is not known stays blank, and cannot be typed', async () => {
    const { items } = await get<{ items: { id: string; title: { zh: string } }[] }>('tasks?year=2021&text=收储')
    const id = items[0]?.id ?? ''
    const shown = await get<TaskDetail>(`tasks/${id}`)
    expect(shown.measure).toMatchObject({ indicator: 'land_in_use', from: '120', goal: '600', unit: 'mu', value: null })
    expect(shown.progress).toMatchObject({ share: null, atLeast: '0', by: 'indicator', known: { parts: 0, of: 1 } })
    const typed = { expectedVersion: shown.version, share: '0.5', words: '半数' }
    expect(await refused(officer, `tasks/${id}/reports`, typed)).toMatchObject({
      issues: [{ text: 'supervision.measured_by_indicator', where: 'body.share' }],
    })
  })

  it('of which a source says by today that they are done, are done on the day that it names, late or not', async () => {
    house.clock.set(new Date('2021-12-20T02:00:00Z'))
    const other = await openSupervision('2021-12-20T02:00:00Z', [engine])
    const ask = <Body>(path: string, body?: object) =>
      answerOf<Body>(other.app.ask(officer, `/api/supervision/${path}`, body === undefined ? {} : { body }))
    const { ids } = await ask<{ ids: string[] }>('adopt', { year: 2021 })
    expect(await ask<TaskDetail>(`tasks/${ids[1]}`)).toMatchObject({
      state: 'done',
      doneOn: '2021-11-20',
      completion: '全部收储',
      light: { light: 'done', isLate: false },
      progress: { share: '1', by: 'done' },
      reached: [
        { on: expect.any(String), words: { zh: '已签约三成' } },
        { on: '2021-11-20', share: '1' },
      ],
      reports: [],
    })
    expect(await ask<TaskDetail>(`tasks/${ids[0]}`)).toMatchObject({
      state: 'assigned',
      progress: { share: '1', by: 'parts' },
    })
    await other.house.close()
    house.clock.set(new Date('2021-03-02T02:00:00Z'))
  })

  it('that are of no year of the programme are refused, naming what there is', async () => {
    expect(await refused(officer, 'adopt', { year: 1999 })).toMatchObject({
      status: 400,
      issues: [{ text: 'supervision.not_stated_for_year', where: 'body.year', found: '1999' }],
    })
    expect(await refused(officer, 'adopt', { year: 2021, tasks: ['nothing'] })).toMatchObject({
      issues: [{ where: 'body.tasks', found: 'nothing', expected: 'bases-2021, lantern-land' }],
    })
  })
})

describe('a table of tasks', () => {
  const heads = tableColumns.map(({ zh }) => zh)
  const bookOf = (rows: (string | number | null)[][]) =>
    writeWorkbook([{ name: '任务', rows: [['2021年任务分解表'], heads, ...rows] }])
  const row = (values: Partial<Record<(typeof tableColumns)[number]['id'], string | number>>) =>
    tableColumns.map(({ id }) => values[id] ?? null)
  const preview = async (bytes: Uint8Array) =>
    answerOf<ImportPreview>(app.ask(officer, '/api/supervision/imports?year=2021', { method: 'POST', body: bytes }))

  it.each(['zh', 'en'])('has a template that can be read back (%s)', async (language) => {
    const response = await app.ask(officer, `/api/supervision/imports/template?year=2021&lang=${language}`)
    expect(response.headers.get('content-disposition')).toContain('2021')
    const { rows, issues } = await preview(new Uint8Array(await response.arrayBuffer()))
    expect(issues).toEqual([])
    expect(rows[0]).toMatchObject({
      due: '2021-12-31',
      schedule: [{ share: '0.25' }, { share: '0.5' }, { share: '0.75' }, { share: '1' }],
    })
  })

  it('is refused cell by cell, with the nearest name, and nothing of it is stored', async () => {
    const bytes = await bookOf([
      row({ number: '7', title: '招商', lead: '云渚县税务局', q1: '50%', q2: '30%', due: '11月底' }),
      row({ title: '用地', lead: '云渚县自然资原局、不存在的单位', due: '某日' }),
      row({ lead: '云渚县税务局' }),
    ])
    const { rows, issues, file } = await preview(bytes)
    expect(rows.map(({ wrong }) => wrong)).toEqual([true, true, true])
    expect(rows[0]).toMatchObject({ due: '2021-11-30', lead: [{ id: 'tax' }] })
    expect(issues.map(({ cell, text }) => `${cell} ${text}`)).toEqual([
      'E3 supervision.share_falls',
      'I4 value.unknown_organisation',
      'I4 value.unknown_organisation',
      'N4 supervision.not_a_day',
      'C5 value.required',
    ])
    expect(issues[1]?.nearest).toBe('云渚县自然资源局')
    const before = await get<{ total: number }>('tasks?year=2021')
    expect(await refused(officer, `imports/${file}`, { year: 2021 })).toMatchObject({ status: 400 })
    expect((await get<{ total: number }>('tasks?year=2021')).total).toBe(before.total)
  })

  it('becomes tasks once it was looked at, all of it', async () => {
    const bytes = await bookOf([
      row({
        number: '7',
        title: '招商',
        lead: '云渚县税务局',
        assist: '云渚县统计局',
        q1: '完成方案，25%',
        leader: '副县长',
      }),
      row({ title: '用地', lead: '云渚县自然资源局', base: '灯彩智造基地' }),
    ])
    const { issues, file } = await preview(bytes)
    if (issues.length > 0) throw new Error(JSON.stringify(issues))
    const { created, ids } = await post<{ created: number; ids: string[] }>(officer, `imports/${file}`, { year: 2021 })
    expect(created).toBe(2)
    expect(await get<TaskDetail>(`tasks/${ids[0]}`)).toMatchObject({
      number: '7',
      leader: '副县长',
      assist: [{ id: 'statistics' }],
      schedule: [{ quarter: '2021-Q1', words: '完成方案，25%', share: '0.25' }],
    })
    expect(await refused(officer, `imports/${file}`, { year: 2021 })).toMatchObject({ status: 400 })
  })

  it('that is no workbook, has no head or no year is refused', async () => {
    const ask = (year: string, body: Uint8Array) =>
      refusalOf(app.ask(officer, `/api/supervision/imports?year=${year}`, { method: 'POST', body }))
    expect((await ask('2021', new Uint8Array([1, 2, 3]))).status).toBeGreaterThanOrEqual(400)
    expect(await ask('then', new Uint8Array([1]))).toMatchObject({ issues: [{ where: 'query.year' }] })
    const empty = await preview(await writeWorkbook([{ name: 'x', rows: [['a'], ['b']] }]))
    expect(empty.issues).toMatchObject([{ cell: 'A1', text: 'supervision.no_head' }])
  })
})

describe('meetings', () => {
  let meeting: string
  let item: string

  it('of a series are called for a span by its rhythm, once, on working days', async () => {
    const span = { from: '2021-03-01', to: '2021-12-31' }
    const { planned, ids } = await post<{ planned: number; ids: string[] }>(
      officer,
      'series/county-quarterly/meetings',
      span,
    )
    expect(planned).toBe(4)
    meeting = ids[1] ?? ''
    expect(await post(officer, 'series/county-quarterly/meetings', span)).toMatchObject({ planned: 0 })
    const { items } = await get<{ items: { id: string; heldOn: string; title: { zh: string } }[] }>('meetings')
    expect(items.map(({ heldOn }) => heldOn)).toEqual(['2021-12-31', '2021-09-30', '2021-06-30', '2021-03-31'])
    const { items: series } = await get<{ items: { id: string; next: string[] }[] }>('series')
    expect(series.find(({ id }) => id === 'county-quarterly')?.next[0]).toBe('2021-03-31')
  })

  it('a matter reaches the series that decides it, by place and duty', async () => {
    const proposed = await post<{ id: string }>(force, 'agenda', {
      title: '调整灯彩基地规划范围',
      proposer: 'lantern-task-force',
      papers: '请示文稿',
      matter: 'planning_change',
      base: 'lantern-base',
    })
    item = proposed.id
    const { items } = await get<{ items: { id: string; series: { id: string } | null }[] }>('agenda')
    expect(items).toMatchObject([{ id: item, series: { id: 'county-quarterly' } }])
    const shown = await get<MeetingDetail>(`meetings/${meeting}`)
    expect(shown.waiting.map(({ id }) => id)).toEqual([item])
  })

  it('an item is put on the agenda and decided; a resolution becomes a task with one act, and only once', async () => {
    const [waiting] = (await get<MeetingDetail>(`meetings/${meeting}`)).waiting
    await post(officer, `agenda/${item}/place`, { expectedVersion: waiting?.version, meeting })
    const { agenda } = await get<MeetingDetail>(`meetings/${meeting}`)
    expect(agenda).toMatchObject([{ id: item, position: 1, state: 'scheduled' }])
    const decided = { expectedVersion: agenda[0]?.version, outcome: '原则同意' }
    await post(officer, `agenda/${item}/acts/decide`, decided)
    await post(officer, `meetings/${meeting}/minutes`, { text: '第一稿' })
    expect(await post(officer, `meetings/${meeting}/minutes`, { text: '定稿' })).toEqual({ number: 2 })
    const resolution = await post<{ id: string; number: number }>(officer, `meetings/${meeting}/resolutions`, {
      item,
      text: '由县自然资源局会同纸鸢镇完成规划范围调整报批',
      lead: ['land-office'],
      assist: ['kite-government'],
      due: '2021-08-31',
    })
    const { task } = await post<{ task: string }>(officer, `resolutions/${resolution.id}/task`, {})
    expect(await get<TaskDetail>(`tasks/${task}`)).toMatchObject({
      due: '2021-08-31',
      lead: [{ id: 'land-office' }],
      resolution: { id: resolution.id, meeting },
    })
    expect(await refused(officer, `resolutions/${resolution.id}/task`, {})).toMatchObject({
      status: 409,
      issues: [{ text: 'supervision.is_a_task' }],
    })
    const shown = await get<MeetingDetail>(`meetings/${meeting}`)
    expect(shown).toMatchObject({
      minutes: { text: '定稿', versions: 2 },
      list: [{ number: 1, task }],
      agenda: [{ state: 'decided', outcome: '原则同意' }],
      open: 0,
    })
  })

  it('a report that a series is held on is asked for once the quarter is over, and late when handed in after its day', async () => {
    house.clock.set(new Date('2021-04-06T02:00:00Z'))
    expect(await askByRhythm(house)).toBe(1)
    expect(await askByRhythm(house)).toBe(0)
    const { items } = await get<{ items: { id: string; due: string; version: number; of: object }[] }>('reports', force)
    expect(items).toMatchObject([{ of: { id: 'lantern-task-force' }, due: '2021-04-14' }])
    house.clock.set(new Date('2021-04-20T02:00:00Z'))
    const body = { expectedVersion: items[0]?.version, words: '一季度推进正常' }
    expect(await post(force, `reports/${items[0]?.id}/delivery`, body)).toEqual({ isLate: true })
    const after = await get<{ late: number; items: { deliveredOn: string; light: string }[] }>('reports')
    expect(after).toMatchObject({ late: 1, items: [{ deliveredOn: '2021-04-20', light: 'done', isLate: true }] })
  })

  it('all of it stands in the calendar, with what the rhythm plans', async () => {
    const { items } = await get<{ items: CalendarDay[] }>('calendar?from=2021-08-01&to=2021-09-30')
    expect(items.map(({ day, kind }) => `${day} ${kind}`)).toEqual([
      '2021-08-31 planned',
      '2021-08-31 task',
      '2021-09-30 meeting',
      '2021-09-30 planned',
    ])
  })
})

describe('the sheet of a base', () => {
  it('shows what the programme says stands, what is missing, and what nobody states', async () => {
    const { items } = await get<{ items: BaseSheet[] }>('bases')
    const lantern = items.find(({ base }) => base.id === 'lantern-base')
    expect(lantern?.items.map(({ item, state, isFrom }) => `${item} ${state} ${isFrom}`)).toEqual([
      'leader not_stated nothing',
      'team stands pack',
      'fund not_stated pack',
    ])
    expect(items.find(({ base }) => base.id === 'loom-base')).toMatchObject({ stands: 0, of: 3, complete: false })
    expect((await get<{ items: BaseSheet[] }>('bases', force)).items.map(({ base }) => base.id)).toEqual([
      'lantern-base',
    ])
  })

  it('is completed by acts with their documents; until it is confirmed an item is in progress', async () => {
    const record = {
      item: 'leader',
      state: 'stands',
      since: '2021-04-12',
      words: '由副县长挂帅',
      document: '县委办通知',
    }
    await post(force, 'bases/lantern-base/standings', record)
    const after = await get<BaseSheet>('bases/lantern-base')
    expect(after.items[0]).toMatchObject({ state: 'in_progress', isFrom: 'record', document: '县委办通知' })
    await post(officer, 'bases/lantern-base/standings', { ...record, words: '已核' })
    await post(officer, 'bases/lantern-base/standings', { ...record, item: 'fund', words: '基金已设立' })
    const complete = await get<BaseSheet>('bases/lantern-base')
    expect(complete).toMatchObject({ stands: 3, of: 3, complete: true })
    expect(complete.items[0]?.history.map(({ state }) => state)).toEqual(['stands', 'in_progress'])
  })

  it('what stood can lapse, and the record keeps both', async () => {
    const gone = { item: 'team', state: 'missing', since: '2021-04-19', words: '专班撤销' }
    await post(officer, 'bases/lantern-base/standings', gone)
    const { items, complete } = await get<BaseSheet>('bases/lantern-base')
    expect(complete).toBe(false)
    expect(items[1]).toMatchObject({ state: 'missing', since: '2021-04-19', history: [{ state: 'missing' }] })
  })

  it('takes no record of another base, nor of an item that is not on its list', async () => {
    const record = { item: 'team', state: 'stands', since: '2021-04-12', words: '有' }
    expect((await refused(force, 'bases/loom-base/standings', record)).status).toBe(403)
    expect(await refused(officer, 'bases/loom-base/standings', { ...record, item: 'moon' })).toMatchObject({
      issues: [{ text: 'supervision.unknown_item', where: 'body.item', expected: 'leader, team, fund' }],
    })
    expect((await refused(officer, 'bases/nowhere/standings', record)).status).toBe(404)
  })

  it('headquarters show posts with who holds them as a post, and blank where no source says it', async () => {
    const { items } = await get<{ items: { id: string; posts: { holder: object | null }[] }[] }>('headquarters')
    const general = items.find(({ id }) => id === 'county-headquarters')
    expect(general?.posts.map(({ holder }) => holder)).toEqual([{ zh: '县长', en: 'head of the county' }, null])
    expect(items.map(({ id }) => id)).toContain('lantern-task-force')
    expect(items.map(({ id }) => id)).not.toContain('tax')
  })
})

describe('works and their money', () => {
  it('sums only what is stated, and says what is missing', async () => {
    const { items, money } = await get<{ items: { id: string }[]; money: object }>('works')
    expect(items.map(({ id }) => id)).toEqual(['lantern-roads', 'loom-plan'])
    expect(money).toMatchObject({
      unit: 'CNY_10k',
      need: '4200',
      needStated: 1,
      works: 2,
      gap: null,
      bySource: [
        { source: 'budget', amount: '1200', stated: 1 },
        { source: 'special_bonds', amount: null, stated: 0 },
      ],
    })
  })

  it('progress is recorded by an act with its evidence; a milestone takes the work to its stage', async () => {
    const body = {
      on: '2021-04-15',
      words: '施工图完成',
      milestone: 'design',
      evidence: '审查意见',
      money: { source: 'budget', amount: '300.50' },
    }
    await post(force, 'works/lantern-roads/progress', body)
    const work = await get<WorkDetail>('works/lantern-roads')
    expect(work).toMatchObject({ stage: 'approved', stageOf: 'record', reached: 1, milestones: 2 })
    expect(work.list[0]).toMatchObject({ id: 'design', reachedOn: '2021-04-15', isOverdue: false })
    expect(work.sources[0]).toMatchObject({ source: 'budget', amount: '1200', received: '300.5' })
    expect(work.tasks).toMatchObject([{ number: '1.1' }])
  })

  it('refuses a day that has not come, an unknown milestone and money of nothing, each with its place', async () => {
    const body = { on: '2031-01-01', words: 'x', milestone: 'moon', money: { source: 'luck', amount: '-1' } }
    const { issues } = await refused(force, 'works/lantern-roads/progress', body)
    expect(issues.map(({ where }) => where)).toEqual([
      'body.on',
      'body.milestone',
      'body.money.source',
      'body.money.amount',
    ])
    expect(
      (await refused(unitOf('tax'), 'works/lantern-roads/progress', { on: '2021-04-01', words: 'x' })).status,
    ).toBe(403)
  })
})

describe('a bulletin', () => {
  it('says of a period what is late, what was done, which slips were issued', async () => {
    const bulletin = await get<{ title: { zh: string }; total: { tasks: number }; byBase: object[]; slips: object[] }>(
      'bulletin?from=2021-04-01&to=2021-04-30&year=2021',
    )
    expect(bulletin.title.zh).toBe('督办工作通报（2021-04-01 至 2021-04-30）')
    expect(bulletin.total.tasks).toBe(5)
    expect(bulletin.slips).toEqual([])
    expect((await app.ask(officer, '/api/supervision/bulletin?from=2021-05-01&to=2021-04-30')).status).toBe(400)
  })
})

describe('a task that an indicator measures', () => {
  it('is as far as the figures of bureaus say, and done when they reach its goal', async () => {
    const { id } = await post<{ id: string }>(officer, 'tasks', {
      year: 2021,
      title: '税收入库',
      lead: ['tax'],
      due: '2021-12-31',
      measure: { indicator: 'tax_paid', goal: '800', from: '400' },
    })
    expect((await get<TaskDetail>(`tasks/${id}`)).progress).toMatchObject({ share: null, by: 'indicator' })
    await enterTax(['100', '500'])
    expect(
      (await get<TaskDetail>(`tasks/${id}`)).progress.share,
      'of two firms, it would tell of single ones',
    ).toBeNull()
    await enterTax(['0'])
    expect((await get<TaskDetail>(`tasks/${id}`)).progress).toMatchObject({ share: '0.5', by: 'indicator' })
    expect((await get<TaskDetail>(`tasks/${id}`, unitOf('tax'))).progress.share).toBe('0.5')
    const analyst = {
      ...officer,
      grants: [...officer.grants, { permission: 'observations.see_micro', scope: 'all' as const }],
    }
    expect((await get<TaskDetail>(`tasks/${id}`, analyst)).measure).toMatchObject({
      value: '600',
      goal: '800',
      coverage: { reported: 3, expected: 3 },
    })
    expect((await get<TaskDetail>(`tasks/${id}`, unitOf('tax'))).measure).toMatchObject({
      value: null,
      blank: 'not_released',
    })
  })
})

/** Firms above scale, and the tax that each paid in the year. */
async function enterTax(values: readonly string[]): Promise<void> {
  await house.record.withActor(system, async (tx) => {
    const firm = {
      aboveScaleSince: '2015-01-01',
      openedOn: '2010-01-01',
      synthetic: false,
      town: 'kite',
      industry: '1011',
    }
    const firms = values.map((value) => ({ ...firm, name: `云渚${value}厂` }))
    const ids = await createEnterprisesInBulk(tx, house.programme(), firms)
    await record(house, tx, {
      kind: 'file',
      domain: 'administrative',
      subjectKind: 'enterprise',
      periodKind: 'year',
      cells: [{ indicator: 'tax_paid', span: 'this' }],
      rows: values.map((value, at) => ({
        subject: ids[at] ?? '',
        period: parsePeriod('2021'),
        contents: [{ value, status: 'normal' as const }],
        source: 'file',
        sourceVersion: at + 2,
      })),
      actor: 'tester',
    })
  })
  await mirrorCaughtUp(house)
  await refreshDimensions(house)
}
