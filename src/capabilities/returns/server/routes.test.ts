import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, anonymous, system } from '#base/decision.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { startMirror } from '#capabilities/observations/server/service.ts'
import { readWorkbook, writeWorkbook } from '#kit/server/workbook.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { returnsContract, type ReturnDetail, type SavedReturn } from '../contract.ts'
import { returnsPlainRoutes, returnsRoutes } from './routes.ts'

let house: TestHouse
let ask: TestApp['ask']
let firm: string
let other: string
let clerk: Actor
const analyst = testActor(
  [
    'returns.see',
    'returns.approve',
    'returns.send_back',
    'returns.correct',
    'workflows.see',
    'enterprises.see',
    'observations.see_micro',
  ],
  { id: '00000000-0000-4000-8000-00000000000a' },
)
const auditor = testActor(['returns.see', 'workflows.see', 'enterprises.see'], { id: 'auditor' })
const stranger = testActor([], { id: 'stranger' })

function clerkOf(enterprise: string): Actor {
  const organisation = `enterprise:${enterprise}`
  const own = ['returns.see', 'returns.fill', 'returns.submit', 'returns.correct', 'workflows.see', 'enterprises.see']
  return testActor(
    own.map((permission) => ({ permission, scope: 'organisation' as const, organisation })),
    { id: `clerk-of-${enterprise}` },
  )
}

beforeAll(async () => {
  house = await openTestHouse()
  ask = openTestApp(house, [
    { name: 'returns', contract: returnsContract, routes: returnsRoutes, plainRoutes: returnsPlainRoutes },
  ]).ask
  const one = { industry: '1011', aboveScaleSince: '2020-01-01', openedOn: '2015-01-01', synthetic: false }
  const ids = await house.record.withActor(system, (tx) =>
    createEnterprisesInBulk(tx, house.programme(), [
      { ...one, name: '云渚灯彩厂', town: 'kite' },
      { ...one, name: '云渚光源厂', town: 'flute' },
      { ...one, name: '云渚小作坊', town: 'flute', aboveScaleSince: null },
    ]),
  )
  ;[firm = '', other = ''] = ids
  clerk = clerkOf(firm)
  await startMirror(house)
})
afterAll(() => house.close())

const body = async <T>(response: Response): Promise<T> => (await response.json()) as T
type Refusal = {
  code: string
  details: Record<string, unknown>
  issues: { text: string; where: string; found?: string; expected?: string }[]
}

const good: Record<string, string> = {
  'output:this': '1,200',
  'output:cumulative': '1200',
  'output:last_year': '1000',
  'sales:this': '1100',
  'sales:cumulative': '1100',
  'sales:last_year': '990',
  'exports:this': '100',
  'exports:cumulative': '100',
  'exports:last_year': '80',
  'revenue:this': '1150',
  'profit:this': '90',
  'staff:this': '55',
  'electricity:this': '12.5',
}

const open = async (period: string, actor: Actor = clerk, subject: string = firm): Promise<string> => {
  const response = await ask(actor, '/api/returns', { body: { form: 'monthly', subject, period } })
  expect(response.status).toBe(200)
  return (await body<{ id: string }>(response)).id
}
const show = async (id: string, actor: Actor = clerk, query = ''): Promise<ReturnDetail> =>
  body(await ask(actor, `/api/returns/${id}${query}`))
const save = (id: string, revision: number, cells: Record<string, string>, actor: Actor = clerk) =>
  ask(actor, `/api/returns/${id}/cells`, { method: 'PATCH', body: { revision, cells } })
const act = (id: string, name: string, sent: object, actor: Actor) =>
  ask(actor, `/api/returns/${id}/acts/${name}`, { body: sent })
const inMirror = async (sql: string) => (await house.facts.query<{ n: string | null }>(sql))[0]?.n ?? null

/** A return that was filled and submitted. */
async function submitted(period: string, cells: Record<string, string> = good): Promise<ReturnDetail> {
  const id = await open(period)
  const saved = await body<SavedReturn>(await save(id, (await show(id)).revision, cells))
  const response = await act(id, 'submit', { revision: saved.revision }, clerk)
  expect(response.status).toBe(200)
  return body(response)
}

describe('refusals', () => {
  const asked: [string, string, object | undefined][] = [
    ['GET', '/api/returns/forms', undefined],
    ['GET', '/api/returns', undefined],
    ['GET', '/api/returns/due', undefined],
    ['GET', '/api/returns/missing?form=monthly&period=2026-01', undefined],
    ['POST', '/api/returns', { form: 'monthly', subject: 'x', period: '2025-07' }],
    ['GET', '/api/returns/1', undefined],
    ['PATCH', '/api/returns/1/cells', { revision: 1, cells: {} }],
    ['POST', '/api/returns/1/acts/submit', { revision: 1 }],
    ['GET', '/api/returns/1/workbook', undefined],
    ['POST', '/api/returns/1/workbook?revision=1', {}],
    ['POST', '/api/returns/1/workbook/marked?revision=1', {}],
  ]
  const send = (actor: Actor, [method, path, sent]: (typeof asked)[number]) =>
    ask(actor, path, { method, ...(sent === undefined ? {} : { body: sent }) })

  test.each(asked)('401 for somebody not signed in: %s %s', async (...one) => {
    expect((await send(anonymous, one)).status).toBe(401)
  })

  test.each(asked)('403 for somebody without the permission: %s %s', async (...one) => {
    expect((await send(stranger, one)).status).toBe(403)
  })

  test('400 for what is no period, no number of a return, no revision', async () => {
    expect(
      (await ask(clerk, '/api/returns', { body: { form: 'monthly', subject: firm, period: '2025-13' } })).status,
    ).toBe(400)
    expect((await ask(clerk, '/api/returns/abc')).status).toBe(400)
    expect((await save('1', 0, {})).status).toBe(400)
    expect((await ask(clerk, '/api/returns/1/workbook', { method: 'POST', body: new Uint8Array(3) })).status).toBe(400)
  })

  test('a form, a period or an enterprise that is not asked is refused by name', async () => {
    const refusal = async (sent: object) => body<Refusal>(await ask(clerk, '/api/returns', { body: sent }))
    expect(await refusal({ form: 'weekly', subject: firm, period: '2025-07' })).toMatchObject({ code: 'not_found' })
    expect(await refusal({ form: 'monthly', subject: firm, period: '2025-01' })).toMatchObject({
      issues: [{ text: 'returns.not_collected_for' }],
    })
    expect(await refusal({ form: 'monthly', subject: firm, period: '2026-03' })).toMatchObject({
      issues: [{ text: 'returns.period_not_over' }],
    })
    expect(await refusal({ form: 'monthly', subject: firm, period: '2019-12' })).toMatchObject({
      issues: [{ text: 'returns.form_not_in_force' }],
    })
    expect(await refusal({ form: 'monthly', subject: other, period: '2025-07' })).toMatchObject({ code: 'not_found' })
  })

  test('another enterprise sees neither the return nor that it exists', async () => {
    const id = await open('2025-03')
    expect((await ask(clerkOf(other), `/api/returns/${id}`)).status).toBe(404)
    expect((await save(id, 1, good, clerkOf(other))).status).toBe(404)
    expect((await act(id, 'submit', { revision: 1 }, clerkOf(other))).status).toBe(404)
    expect((await ask(clerkOf(other), `/api/returns/${id}/workbook`)).status).toBe(404)
  })

  test('who may see returns and not micro-data sees that it exists and no value', async () => {
    const one = await submitted('2025-04')
    const seen = await show(one.id, auditor)
    expect([seen.values, seen.parts, seen.checks, seen.issues]).toEqual([false, [], [], []])
    expect(seen.stateName.en).toBe('Submitted')
    expect((await ask(auditor, `/api/returns/${one.id}/workbook`)).status).toBe(403)
    const rows = await house.record.withActor(auditor, (tx) =>
      tx
        .selectFrom('return_version' as never)
        .selectAll()
        .execute(),
    )
    expect(rows).toEqual([])
  })
})

describe('a month of one enterprise', () => {
  test('what is typed is kept, wrong or not, and the page says what is wrong', async () => {
    const id = await open('2025-07')
    const fresh = await show(id)
    expect([fresh.editable, fresh.state, fresh.lastPeriod, fresh.due]).toEqual([true, 'draft', '2025-06', '2025-08-12'])
    const saved = await body<SavedReturn>(
      await save(id, fresh.revision, { 'output:this': '12 百万', 'sales:this': '5', 'exports:this': '9' }),
    )
    expect(saved.issues.find((issue) => issue.where === 'output:this')).toMatchObject({
      text: 'returns.not_a_number',
      found: '12 百万',
      expected: 'CNY_1k',
    })
    expect(saved.issues.find((issue) => issue.where === 'revenue:this')).toMatchObject({ text: 'returns.compulsory' })
    expect(saved.checks.find((check) => check.id === 'exports_within_sales')).toMatchObject({
      outcome: 'fails',
      severity: 'hard',
      cells: ['exports:this', 'sales:this'],
    })
    expect(saved.checks.find((check) => check.id === 'output_jump')).toMatchObject({ outcome: 'unknown' })
    const again = await show(id)
    expect(again.parts[0]?.lines[0]?.cells[0]?.text).toBe('12 百万')
  })

  test('a stale page is refused with what stands', async () => {
    const id = await open('2025-07')
    const response = await save(id, 1, { 'output:this': '1' })
    expect(response.status).toBe(409)
    expect(await body<Refusal>(response)).toMatchObject({ code: 'stale', details: { yours: 1, current: 2 } })
  })

  test('wrong cells and failing hard checks stand in the way of submission, each named', async () => {
    const id = await open('2025-07')
    const wrong = await act(id, 'submit', { revision: 2 }, clerk)
    expect(wrong.status).toBe(400)
    expect((await body<Refusal>(wrong)).issues.map((issue) => issue.where)).toContain('output:this')
    const saved = await body<SavedReturn>(await save(id, 2, { ...good, 'exports:this': '5000' }))
    const refused = await act(id, 'submit', { revision: saved.revision }, clerk)
    expect(refused.status).toBe(422)
    expect(await body<Refusal>(refused)).toMatchObject({
      code: 'refused_by_rule',
      issues: [{ text: 'returns.check_fails', where: 'exports:this' }],
    })
    expect((await show(id)).state).toBe('draft')
  })

  test('a soft check is answered with a reason that stays with the version', async () => {
    const id = await open('2025-07')
    const saved = await body<SavedReturn>(await save(id, 3, { ...good, 'output:last_year': '100' }))
    const refused = await body<Refusal>(await act(id, 'submit', { revision: saved.revision }, clerk))
    expect(refused.issues).toMatchObject([{ text: 'returns.soft_unanswered', where: 'output:this' }])
    const response = await act(
      id,
      'submit',
      { revision: saved.revision, answers: { output_jump: '新生产线投产' } },
      clerk,
    )
    expect(response.status).toBe(200)
    const one = await body<ReturnDetail>(response)
    expect([one.state, one.editable]).toEqual(['submitted', false])
    expect(one.checks.find((check) => check.id === 'output_jump')).toMatchObject({
      outcome: 'fails',
      reason: '新生产线投产',
    })
    expect((await show(id, analyst)).checks.find((check) => check.id === 'output_jump')?.reason).toBe('新生产线投产')
  })

  test('the enterprise may not approve its own return', async () => {
    const id = await open('2025-07')
    const response = await act(id, 'approve', { revision: (await show(id)).revision }, clerk)
    expect(response.status).toBe(403)
  })

  test('sending back needs a reason and begins a new version that keeps what was typed', async () => {
    const id = await open('2025-07')
    const { revision } = await show(id)
    expect((await act(id, 'send_back', { revision }, analyst)).status).toBe(400)
    expect((await act(id, 'send_back', { revision, reason: '请核对用电量' }, analyst)).status).toBe(200)
    const back = await show(id)
    expect([back.state, back.version, back.editable]).toEqual(['sent_back', 2, true])
    expect(back.timeline.at(-1)?.reason).toBe('请核对用电量')
    expect(back.parts[0]?.lines[0]?.cells[0]?.text).toBe('1,200')
    expect((await show(id, clerk, '?version=1')).shownVersion).toBe(1)
    expect(await inMirror('select sum(v_output) as n from fact_enterprise_month')).toBe(null)
  })

  test('approval writes act, observations and outbox at once, and the figure is there when the answer is', async () => {
    const id = await open('2025-07')
    const saved = await body<SavedReturn>(await save(id, (await show(id)).revision, { 'output:last_year': '1000' }))
    const sent = await body<ReturnDetail>(await act(id, 'submit', { revision: saved.revision }, clerk))
    const before = performance.now()
    const response = await act(id, 'approve', { revision: sent.revision }, analyst)
    expect(response.status).toBe(200)
    expect(performance.now() - before).toBeLessThan(1000)
    expect(
      await inMirror(
        `select sum(v_output) as n from fact_enterprise_month where town = 'kite' and period = ${2025 * 12 + 6}`,
      ),
    ).toBe('1200')
    expect(await inMirror('select sum(v_output__last_year) as n from fact_enterprise_month')).toBe('1000')
    expect(await inMirror('select sum(v_electricity) as n from fact_enterprise_month')).toBe('12.50')
    const acts = await house.record.owner
      .selectFrom('act')
      .select(['name'])
      .where('subject_id', '=', id)
      .where('subject_kind', '=', 'return')
      .orderBy('id')
      .execute()
    expect(acts.map((one) => one.name)).toEqual([
      'returns.opened',
      'returns.submitted',
      'returns.sent_back',
      'returns.submitted',
      'returns.approved',
    ])
  })

  test('what was not filled in is a blank with its reason, never a zero', async () => {
    expect(await inMirror('select sum(c_receivables) as n from fact_enterprise_month')).toBe('0')
    expect(
      await inMirror(
        'select count(*) as n from fact_enterprise_month where s_receivables = 11 and v_receivables is null',
      ),
    ).toBe('1')
  })

  test('a correction after approval is a new version; the old figure stands until it is approved', async () => {
    const id = await open('2025-07')
    const { revision } = await show(id)
    expect((await act(id, 'correct', { revision, reason: '漏报一车间' }, clerk)).status).toBe(200)
    const opened = await show(id)
    expect([opened.version, opened.approvedVersion, opened.editable]).toEqual([3, 2, true])
    const saved = await body<SavedReturn>(
      await save(id, opened.revision, { 'output:this': '1300', 'output:cumulative': '1300' }),
    )
    const sent = await body<ReturnDetail>(await act(id, 'submit', { revision: saved.revision }, clerk))
    expect((await show(id, analyst)).parts[0]?.lines[0]?.cells[0]).toMatchObject({ text: '1300', standing: '1200' })
    expect(await inMirror('select sum(v_output) as n from fact_enterprise_month')).toBe('1200')
    await act(id, 'approve', { revision: sent.revision }, analyst)
    expect(await inMirror('select sum(v_output) as n from fact_enterprise_month')).toBe('1300')
    expect(await inMirror('select sum(c_output) as n from fact_enterprise_month')).toBe('1')
  })

  test('the next month shows what stood in the month before', async () => {
    const id = await open('2025-08')
    expect((await show(id)).parts[0]?.lines[0]?.cells[0]?.last).toBe('1300')
  })

  test('January and February are one return, counted in February', async () => {
    const one = await submitted('2025-01~02')
    await act(one.id, 'approve', { revision: one.revision }, analyst)
    expect(await inMirror(`select sum(v_output) as n from fact_enterprise_month where period = ${2025 * 12 + 1}`)).toBe(
      '1200',
    )
  })

  test('an approval that fails halfway leaves nothing', async () => {
    const one = await submitted('2025-09')
    const before = await house.record.owner.selectFrom('act').select('id').execute()
    await house.record.owner.schema
      .alterTable('observation_outbox' as never)
      .renameTo('observation_outbox_away')
      .execute()
    const failed = await act(one.id, 'approve', { revision: one.revision }, analyst)
    await house.record.owner.schema
      .alterTable('observation_outbox_away' as never)
      .renameTo('observation_outbox')
      .execute()
    expect(failed.status).toBe(500)
    expect((await show(one.id)).state).toBe('submitted')
    expect(await house.record.owner.selectFrom('act').select('id').execute()).toHaveLength(before.length)
    expect((await act(one.id, 'approve', { revision: one.revision }, analyst)).status).toBe(200)
  })
})

describe('who has and who has not', () => {
  test('the clerk reads what is to be reported, overdue first', async () => {
    const due = await body<{ period: string; light: string; form: string; id?: string }[]>(
      await ask(clerk, '/api/returns/due?past=3'),
    )
    expect(due.filter((one) => one.form === 'monthly').map((one) => one.period)).toEqual(
      ['2025-11', '2025-12', '2026-01~02'].filter((period) => due.some((one) => one.period === period)),
    )
    expect(due[0]?.light).toBe('overdue')
  })

  test('the reviewer reads who has not reported, by town', async () => {
    const missing = await body<{
      expected: number
      submitted: number
      approved: number
      rows: { subjectName: string }[]
      places: { place: string; expected: number; submitted: number }[]
    }>(await ask(analyst, '/api/returns/missing?form=monthly&period=2025-07'))
    expect(missing).toMatchObject({ expected: 2, submitted: 1, approved: 1 })
    expect(missing.rows.map((row) => row.subjectName)).toEqual(['云渚光源厂'])
    expect(missing.places).toMatchObject([
      { place: 'flute', expected: 1, submitted: 0 },
      { place: 'kite', expected: 1, submitted: 1 },
    ])
    const inKite = await body<{ expected: number; total: number }>(
      await ask(analyst, '/api/returns/missing?form=monthly&period=2025-07&place=kite'),
    )
    expect(inKite).toMatchObject({ expected: 1, total: 0 })
  })

  test('the queue of reviews holds what was submitted and is not approved', async () => {
    const one = await submitted('2025-10')
    const queue = await body<{ rows: { id: string }[] }>(await ask(analyst, '/api/returns?waiting=review'))
    expect(queue.rows.map((row) => row.id)).toContain(one.id)
    expect(queue.rows).toHaveLength(2)
    const forms = await body<{ id: string; latest: string }[]>(await ask(analyst, '/api/returns/forms'))
    expect(forms.find((form) => form.id === 'monthly')?.latest).toBe('2026-01~02')
  })
})

const bookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

describe('the workbook of a return', () => {
  const fill = async (
    id: string,
    change: (row: (string | number | null)[], at: number) => void,
  ): Promise<Uint8Array> => {
    const response = await ask(clerk, `/api/returns/${id}/workbook`)
    expect(response.status).toBe(200)
    const [sheet] = await readWorkbook(new Uint8Array(await response.arrayBuffer()))
    const rows = (sheet?.rows ?? []).map((row, at) => {
      const texts = row.map((cell): string | number | null =>
        cell.kind === 'empty' ? null : cell.kind === 'boolean' ? String(cell.value) : cell.text,
      )
      change(texts, at)
      return texts
    })
    return writeWorkbook([{ name: sheet?.name ?? 'x', rows }])
  }
  const upload = (id: string, revision: number, bytes: Uint8Array, path = 'workbook') =>
    ask(clerk, `/api/returns/${id}/${path}?revision=${revision}`, {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': bookType },
    })

  test('comes back filled and becomes the draft', async () => {
    const id = await open('2025-11')
    const book = await fill(id, (row) => {
      if (row[2] === 'output') row.splice(4, 3, '500', '500', '450')
      if (row[2] === 'staff') row[4] = 12
    })
    const response = await upload(id, 1, book)
    expect(response.status).toBe(200)
    expect(await body(response)).toMatchObject({ changed: 4, revision: 2 })
    expect((await show(id)).parts[0]?.lines[0]?.cells.map((cell) => cell.text)).toEqual(['500', '500', '450'])
  })

  test('with wrong cells, units, lines and columns it is refused cell by cell and nothing is stored', async () => {
    const id = await open('2025-11')
    const before = await show(id)
    const book = await fill(id, (row) => {
      if (row[2] === 'output') row[4] = '一千'
      if (row[2] === 'sales') row[3] = '万元'
      if (row[2] === 'exports') row[2] = 'export'
      if (row[2] === 'revenue') row[4] = '1.5'
      if (row[4] === '本期' && row[5] === '累计') row[5] = '全年'
    })
    const response = await upload(id, before.revision, book)
    expect(response.status).toBe(400)
    const { issues } = await body<Refusal>(response)
    expect(issues.slice(0, 5).map(({ text, where, found }) => [text, where, found])).toEqual([
      ['returns.workbook_wrong_column', 'F7', '全年'],
      ['returns.not_a_number', 'E8', '一千'],
      ['returns.workbook_wrong_unit', 'D9', '万元'],
      ['returns.workbook_unknown_line', 'C10', 'export'],
      ['returns.too_many_places', 'E15', '1.5'],
    ])
    expect(new Set(issues.slice(5).map(({ text }) => text))).toEqual(new Set(['returns.workbook_missing_line']))
    expect(await show(id)).toEqual(before)
  })

  test('of another return it is refused', async () => {
    const id = await open('2025-11')
    const book = await fill(await open('2025-12'), () => undefined)
    const { issues } = await body<Refusal>(await upload(id, 2, book))
    expect(issues.map((issue) => issue.where)).toEqual(['B2', 'D3'])
  })

  test('comes back marked in place', async () => {
    const id = await open('2025-11')
    const book = await fill(id, (row) => {
      if (row[2] === 'output') row[4] = '一千'
    })
    const response = await upload(id, 2, book, 'workbook/marked')
    expect(response.status).toBe(200)
    expect(Number(response.headers.get('x-marks'))).toBeGreaterThan(0)
    const [list, sheet] = await readWorkbook(new Uint8Array(await response.arrayBuffer()))
    expect(sheet?.rows[7]?.[4]).toMatchObject({ text: '一千' })
    expect(list?.name).toBe('问题清单')
    expect(list?.rows[2]).toMatchObject([
      { text: '填报!E8' },
      { text: '总产值' },
      { text: expect.stringContaining('一千') },
    ])
  })

  test('of another return, of an older form or written over by somebody else is recognised by its hidden sheet', async () => {
    const [one, two] = [await open('2025-11'), await open('2025-12')]
    const book = new Uint8Array(await (await ask(clerk, `/api/returns/${one}/workbook`)).arrayBuffer())
    const { revision } = await show(two)
    const wrong = await upload(two, revision, book)
    expect(wrong.status).toBe(400)
    const { issues } = await body<Refusal>(wrong)
    expect(issues.map(({ text, where, found }) => [text, where, found])).toEqual(
      expect.arrayContaining([['returns.workbook_other_return', '_jidi!B3', '2025-11']]),
    )
    expect((await upload(one, (await show(one)).revision, book)).status).toBe(200)
  })

  test('that is no workbook is refused in words', async () => {
    const id = await open('2025-11')
    const response = await upload(id, 2, new TextEncoder().encode('not a workbook at all'))
    expect([response.status, (await body<Refusal>(response)).code]).toEqual([415, 'unsupported_file'])
  })
})
