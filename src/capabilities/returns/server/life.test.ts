import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Actor, anonymous, system } from '#base/decision.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { mirrorCaughtUp, startMirror } from '#capabilities/observations/server/service.ts'
import { workflowsContract } from '#capabilities/workflows/contract.ts'
import { expireClocks } from '#capabilities/workflows/server/service.ts'
import { openTestApp, openTestHouse, type TestApp, testActor, type TestHouse } from '#kit/server/testing.ts'
import { workflowsReacts } from '../../workflows/server/reacts.ts'
import { workflowsRoutes } from '../../workflows/server/routes.ts'
import { returnsContract, type ReturnDetail, type SavedReturn } from '../contract.ts'
import type { BulkResult, BulkStage, Imputation, LateBoard, PeriodStanding, Suspicious } from '../contract/life.ts'
import { returnsReacts } from './reacts.ts'
import { remind } from './reminders.ts'
import { returnsPlainRoutes, returnsRoutes } from './routes.ts'

let house: TestHouse
let ask: TestApp['ask']
let firms: string[]
const everywhere = [
  'returns.see',
  'returns.fill',
  'returns.submit',
  'returns.review',
  'returns.approve',
  'returns.send_back',
  'returns.correct',
  'returns.lock',
  'returns.impute',
  'returns.remind',
  'workflows.see',
  'workflows.extend',
  'enterprises.see',
  'observations.see_micro',
]
const analyst = testActor(everywhere, { id: '00000000-0000-4000-8000-00000000000a' })
const bureau = testActor(
  ['returns.see', 'returns.approve', 'returns.send_back', 'workflows.see', 'enterprises.see', 'observations.see_micro'],
  { id: '00000000-0000-4000-8000-00000000000b' },
)
const townClerk = clerkOfTown('kite')
const stranger = testActor([], { id: 'stranger' })

function clerkOfTown(place: string): Actor {
  const may = [
    'returns.see',
    'returns.fill',
    'returns.review',
    'returns.send_back',
    'returns.remind',
    'workflows.see',
    'enterprises.see',
    'observations.see_micro',
  ]
  return testActor(
    may.map((permission) => ({ permission, scope: 'place' as const, place })),
    { id: `town-clerk-of-${place}` },
  )
}

function clerkOf(enterprise: string): Actor {
  const organisation = `enterprise:${enterprise}`
  const own = ['returns.see', 'returns.fill', 'returns.submit', 'returns.correct', 'workflows.see', 'enterprises.see']
  return testActor(
    own.map((permission) => ({ permission, scope: 'organisation' as const, organisation })),
    { id: `clerk-of-${enterprise}` },
  )
}

const firm = (at: number): string => firms[at] ?? ''

beforeAll(async () => {
  house = await openTestHouse()
  ask = openTestApp(house, [
    { name: 'workflows', contract: workflowsContract, routes: workflowsRoutes, reacts: workflowsReacts },
    {
      name: 'returns',
      contract: returnsContract,
      routes: returnsRoutes,
      plainRoutes: returnsPlainRoutes,
      reacts: returnsReacts,
    },
  ]).ask
  const one = { industry: '1011', aboveScaleSince: '2020-01-01', openedOn: '2015-01-01', synthetic: false }
  firms = await house.record.withActor(system, (tx) =>
    createEnterprisesInBulk(
      tx,
      house.programme(),
      Array.from({ length: 9 }, (_, i) => ({ ...one, name: `云渚第${i + 1}灯厂`, town: i < 6 ? 'kite' : 'flute' })),
    ),
  )
  await startMirror(house)
  await house.start()
}, 60_000)
afterAll(() => house.close())

const body = async <T>(response: Response): Promise<T> => (await response.json()) as T
type Refusal = { code: string; details: Record<string, unknown>; issues: { text: string }[] }

const figures = (output: number): Record<string, string> => ({
  'output:this': String(output),
  'output:cumulative': String(output * 7),
  'output:last_year': String(output),
  'sales:this': String(output),
  'sales:cumulative': String(output * 7),
  'sales:last_year': String(output),
  'exports:this': '100',
  'exports:cumulative': '700',
  'exports:last_year': '100',
  'revenue:this': String(output),
  'profit:this': '90',
  'staff:this': '55',
  'electricity:this': '12.5',
})

const open = async (subject: string, period: string, form = 'monthly', actor: Actor = analyst): Promise<string> =>
  (await body<{ id: string }>(await ask(actor, '/api/returns', { body: { form, subject, period } }))).id
const show = async (id: string, actor: Actor = analyst): Promise<ReturnDetail> =>
  body(await ask(actor, `/api/returns/${id}`))
const save = async (id: string, cells: Record<string, string>, actor: Actor = analyst): Promise<Response> =>
  ask(actor, `/api/returns/${id}/cells`, { method: 'PATCH', body: { revision: (await show(id)).revision, cells } })
const act = async (id: string, name: string, actor: Actor = analyst, sent: object = {}): Promise<Response> =>
  ask(actor, `/api/returns/${id}/acts/${name}`, { body: { revision: (await show(id)).revision, ...sent } })
const submitted = async (subject: string, period: string, cells: Record<string, string>): Promise<string> => {
  const id = await open(subject, period)
  await body<SavedReturn>(await save(id, cells))
  const response = await act(id, 'submit', analyst, { answers: { output_jump: '订单集中交付' } })
  expect(response.status).toBe(200)
  return id
}
/** A yearly declaration, whose programme lets town and bureau review one after the other. */
const declared = async (subject: string, amount: string): Promise<string> => {
  const id = await open(subject, '2024', 'declaration')
  const cells = (await show(id)).parts.flatMap((part) => part.lines.flatMap((line) => line.cells))
  await save(
    id,
    Object.fromEntries(cells.filter((cell) => cell.derived === undefined).map((cell) => [cell.key, amount])),
  )
  expect((await act(id, 'submit')).status).toBe(200)
  return id
}
const approved = async (subject: string, period: string, cells: Record<string, string>): Promise<string> => {
  const id = await submitted(subject, period, cells)
  expect((await act(id, 'approve')).status).toBe(200)
  return id
}

describe('refusals', () => {
  const asked: [string, string, object | undefined][] = [
    ['GET', '/api/returns/periods/monthly/2025-07', undefined],
    ['POST', '/api/returns/periods/monthly/2025-07/lock', {}],
    ['POST', '/api/returns/periods/monthly/2025-07/reopen', { reason: 'x' }],
    ['POST', '/api/returns/periods/monthly/2025-07/extend', { reason: 'x', due: '2025-09-01' }],
    ['GET', '/api/returns/bulk?form=monthly&period=2025-07', undefined],
    ['POST', '/api/returns/bulk', { form: 'monthly', period: '2025-07', act: 'approve' }],
    ['GET', '/api/returns/late', undefined],
    ['GET', '/api/returns/suspicious?form=monthly&period=2025-07', undefined],
    ['POST', '/api/returns/1/comments', { cell: 'output:this', text: 'x' }],
    ['GET', '/api/returns/imputations?form=monthly&period=2025-07', undefined],
    [
      'POST',
      '/api/returns/imputations',
      { form: 'monthly', period: '2025-07', method: 'last_value', subjects: ['x'], reason: 'x' },
    ],
    ['POST', '/api/returns/imputations/1/undo', {}],
  ]
  const send = (actor: Actor, [method, path, sent]: (typeof asked)[number]) =>
    ask(actor, path, { method, ...(sent === undefined ? {} : { body: sent }) })

  test.each(asked)('401 for somebody not signed in: %s %s', async (...one) => {
    expect((await send(anonymous, one)).status).toBe(401)
  })

  test.each(asked)('403 for somebody without the permission: %s %s', async (...one) => {
    expect((await send(stranger, one)).status).toBe(403)
  })
})

describe('approval in stages, as the programme says', () => {
  test('the bureau cannot accept what the town has not passed; the stages are words of the programme', async () => {
    const id = await declared(firm(0), '500')
    expect((await show(id)).stateName.en).toBe('Town to review')
    expect((await act(id, 'approve', bureau)).status).toBe(409)
    expect((await act(id, 'pass', bureau)).status).toBe(403)
    expect((await act(id, 'pass', clerkOfTown('flute'))).status).toBe(404)
    expect((await act(id, 'pass', townClerk)).status).toBe(200)
    expect((await show(id)).state).toBe('with_bureau')
    expect((await act(id, 'approve', townClerk)).status).toBe(403)
    const done = await body<ReturnDetail>(await act(id, 'approve', bureau))
    expect([done.state, done.approvedVersion]).toEqual(['accepted', 1])
    expect(done.timeline.map((entry) => entry.act)).toEqual(['workflow.open', 'submit', 'pass', 'approve'])
  })

  test('each reviewer finds on the list what waits for one', async () => {
    const id = await declared(firm(1), '700')
    const waiting = async (actor: Actor) =>
      (
        await body<{ rows: { id: string }[] }>(await ask(actor, '/api/returns?waiting=review&form=declaration'))
      ).rows.map((row) => row.id)
    expect(await waiting(townClerk)).toContain(id)
    expect(await waiting(bureau)).not.toContain(id)
    await act(id, 'pass', townClerk)
    expect(await waiting(townClerk)).not.toContain(id)
    expect(await waiting(bureau)).toContain(id)
  })

  test('a town that lets its time run out: the clock passes the return on, once', async () => {
    const id = await declared(firm(2), '900')
    const before = house.clock.now()
    house.clock.set(new Date(before.getTime() + 9 * 86_400_000))
    expect(await expireClocks(house)).toBeGreaterThan(0)
    await house.acts.settled()
    expect((await show(id)).state).toBe('with_bureau')
    expect(await expireClocks(house)).toBe(0)
    expect((await show(id)).timeline.filter((entry) => entry.act === 'pass')).toHaveLength(1)
    house.clock.set(before)
  })
})

describe('a mirror that cannot be written', () => {
  test('holds no approval up, and has it as soon as it can', async () => {
    const id = await submitted(firm(8), '2025-04', figures(1000))
    const full = vi.spyOn(house.facts, 'transaction').mockRejectedValue(new Error('No space left on device'))
    const answer = await act(id, 'approve')
    full.mockRestore()
    expect([answer.status, (await body<ReturnDetail>(answer)).state]).toEqual([200, 'approved'])
    await mirrorCaughtUp(house)
    const rows = await house.facts.query(
      `select subject from fact_enterprise_month where subject = $1 and period = ${2025 * 12 + 3}`,
      [firm(8)],
    )
    expect(rows).toHaveLength(1)
  })
})

describe('a period that is locked', () => {
  const period = (path = '') => `/api/returns/periods/monthly/2025-03${path}`

  test('takes no submission, approval or correction until it is reopened with a reason; who did what is shown', async () => {
    const drafted = await open(firm(0), '2025-03')
    const waiting = await submitted(firm(1), '2025-03', figures(1000))
    const standing = await approved(firm(2), '2025-03', figures(1000))
    const locked = await body<PeriodStanding>(await ask(analyst, period('/lock'), { body: {} }))
    expect([locked.locked, locked.acts.map((each) => [each.act, each.by])]).toEqual([true, [['locked', analyst.id]]])

    const refusals = [
      await save(drafted, figures(10)),
      await act(waiting, 'approve'),
      await act(standing, 'correct', analyst, { reason: '漏报' }),
      await ask(analyst, '/api/returns', { body: { form: 'monthly', subject: firm(3), period: '2025-03' } }),
    ]
    for (const refused of refusals) {
      expect(refused.status).toBe(423)
      expect(await body<Refusal>(refused)).toMatchObject({
        code: 'locked',
        details: { reason: 'returns.period_locked' },
      })
    }
    const shown = await show(waiting)
    expect([shown.editable, shown.lock?.by]).toEqual([false, analyst.id])
    expect(shown.acts.every(({ decision }) => !decision.allowed)).toBe(true)

    expect((await ask(analyst, period('/lock'), { body: {} })).status).toBe(409)
    expect((await ask(analyst, period('/reopen'), { body: {} })).status).toBe(400)
    const again = await body<PeriodStanding>(
      await ask(analyst, period('/reopen'), { body: { reason: '两家企业更正' } }),
    )
    expect(again.acts.map((each) => [each.act, each.reason])).toEqual([
      ['locked', undefined],
      ['reopened', '两家企业更正'],
    ])
    expect((await act(waiting, 'approve')).status).toBe(200)
  })

  test('a later due date is given with a reason; the first stays beside it and the clock of what was begun follows', async () => {
    const id = await open(firm(4), '2025-03')
    const sent = { due: '2025-04-30', reason: '系统维护' }
    const extended = await body<PeriodStanding>(await ask(analyst, period('/extend'), { body: sent }))
    expect([extended.originalDue, extended.due]).toEqual(['2025-04-10', '2025-04-30'])
    expect((await show(id)).due).toBe('2025-04-30')
    expect((await ask(analyst, period('/extend'), { body: { ...sent, due: '2025-04-20' } })).status).toBe(400)
  })
})

describe('a form whose approval number has run out', () => {
  test('refuses new returns and names the number', async () => {
    const programme = house.programme()
    const monthly = programme.forms.monthly as (typeof programme.forms)[string]
    const approval = {
      number: '云统制〔2020〕1号',
      from: parsePlainDate('2020-01-01'),
      to: parsePlainDate('2024-12-31'),
    }
    const expired = { ...programme, forms: { ...programme.forms, monthly: { ...monthly, approval } } }
    const other = await openTestHouse({ programme: expired })
    try {
      const app = openTestApp(other, [{ name: 'returns', contract: returnsContract, routes: returnsRoutes }])
      const [subject] = await other.record.withActor(system, (tx) =>
        createEnterprisesInBulk(tx, expired, [
          { name: '云渚灯厂', town: 'kite', industry: '1011', aboveScaleSince: '2020-01-01', synthetic: false },
        ]),
      )
      const refused = await app.ask(analyst, '/api/returns', { body: { form: 'monthly', subject, period: '2025-07' } })
      expect(refused.status).toBe(400)
      expect(await body(refused)).toMatchObject({
        issues: [{ text: 'returns.form_expired', found: '2025-07', details: { number: '云统制〔2020〕1号' } }],
      })
      const before = await app.ask(analyst, '/api/returns', { body: { form: 'monthly', subject, period: '2024-12' } })
      expect(before.status).toBe(200)
    } finally {
      await other.close()
    }
  })
})

describe('many at once', () => {
  test('what passes all checks is let pass, one act each; what needs an eye is left and named with its reason', async () => {
    const period = '2025-07'
    const clean = [await submitted(firm(0), period, figures(1000)), await submitted(firm(1), period, figures(2000))]
    const jumped = await submitted(firm(2), period, { ...figures(1000), 'output:last_year': '100' })
    const address = `/api/returns/bulk?form=monthly&period=${period}`
    const stages = await body<BulkStage[]>(await ask(analyst, address))
    expect(stages.find((stage) => stage.state === 'submitted')).toMatchObject({
      act: 'approve',
      waiting: 3,
      ready: 2,
      left: [{ reason: 'check_answered', n: 1 }],
      judgedNow: true,
    })
    const { job } = await body<{ job: string }>(
      await ask(analyst, '/api/returns/bulk', { body: { form: 'monthly', period, act: 'approve' } }),
    )
    type Progress = { state: string; done: number; total: number; result: BulkResult }
    let progress: Progress | undefined
    await expect
      .poll(async () => (progress = await body<Progress>(await ask(analyst, `/api/jobs/${job}`))).state, {
        timeout: 20_000,
      })
      .toBe('done')
    expect(progress?.result).toMatchObject({
      done: 2,
      left: [{ reason: 'check_answered', n: 1 }],
      refused: [{ id: jumped, reason: 'check_answered' }],
    })
    for (const id of clean) {
      const one = await show(id)
      expect([one.state, one.timeline.filter((entry) => entry.act === 'approve')]).toMatchObject([
        'approved',
        [{ actor: analyst.id }],
      ])
    }
    expect((await show(jumped)).state).toBe('submitted')
  })

  test('an act that no reviewer lets pass with is not done for many', async () => {
    const sent = { form: 'monthly', period: '2025-07', act: 'send_back' }
    expect((await ask(analyst, '/api/returns/bulk', { body: sent })).status).toBe(409)
  })
})

describe('what the reviewer sees of a correction', () => {
  test('old and new of each cell, and the checks that were answered anew', async () => {
    const id = await approved(firm(0), '2025-05', figures(1000))
    await act(id, 'correct', analyst, { reason: '漏计' })
    await save(id, { 'output:this': '1,000.0', 'staff:this': '60', 'output:last_year': '100' })
    await act(id, 'submit', analyst, { answers: { output_jump: '去年停产检修' } })
    const { changes } = await show(id)
    expect(changes?.since).toBe(1)
    expect(changes?.cells).toEqual([
      { key: 'output:last_year', before: '1000', after: '100' },
      { key: 'staff:this', before: '55', after: '60' },
    ])
    expect(changes?.answers).toMatchObject([{ check: 'output_jump', after: '去年停产检修' }])
  })
})

describe('comments on a cell', () => {
  test('clerk and reviewer speak beside the cell; others hear nothing', async () => {
    const id = await open(firm(0), '2025-06')
    const say = (actor: Actor, text: string, cell = 'staff:this') =>
      ask(actor, `/api/returns/${id}/comments`, { body: { cell, text } })
    expect((await say(townClerk, '用工为何减少？')).status).toBe(200)
    expect((await say(clerkOf(firm(0)), '季节工已离职')).status).toBe(200)
    const { comments } = await show(id, clerkOf(firm(0)))
    expect(comments.map(({ cell, by, text }) => [cell, by, text])).toEqual([
      ['staff:this', townClerk.id, '用工为何减少？'],
      ['staff:this', `clerk-of-${firm(0)}`, '季节工已离职'],
    ])
    expect((await say(analyst, 'x', 'nothing:this')).status).toBe(400)
    expect((await say(clerkOf(firm(1)), 'x')).status).toBe(404)
    const auditor = testActor(['returns.see', 'workflows.see', 'enterprises.see'], { id: 'auditor' })
    expect((await say(auditor, 'x')).status).toBe(403)
    expect((await show(id, auditor)).comments).toEqual([])
  })
})

describe('who is late', () => {
  test('by town, by form and by days from the due date in force', async () => {
    const board = await body<LateBoard>(await ask(analyst, '/api/returns/late?form=monthly&past=1&pageSize=200'))
    expect(board.forms).toMatchObject(
      [{ form: 'monthly', period: '2026-01~02', expected: 9 }].slice(0, board.forms.length),
    )
    house.clock.set(new Date('2026-03-20T02:00:00Z'))
    const late = await body<LateBoard>(await ask(analyst, '/api/returns/late?form=monthly&past=1&pageSize=200'))
    expect(late.forms).toMatchObject([{ form: 'monthly', period: '2026-01~02', due: '2026-03-11', late: 9 }])
    expect(late.rows[0]).toMatchObject({ daysLate: 9, workingDaysLate: 7 })
    expect(late.towns).toMatchObject([
      { place: 'kite', late: 6, withinTwenty: 6 },
      { place: 'flute', late: 3 },
    ])
    const own = await body<LateBoard>(await ask(townClerk, '/api/returns/late?form=monthly&past=1&pageSize=200'))
    expect(own.total).toBe(6)
  })

  test('reminders are written once, to the respondent, the town and the whole; submission settles them', async () => {
    expect(await remind(house)).toBe(9 + 3)
    expect(await remind(house)).toBe(0)
    type Noticed = { items: { id: string; kind: string; due: string; text: { zh: string } }[] }
    const noticed = async (actor: Actor) =>
      (await body<Noticed>(await ask(actor, '/api/notices?limit=100'))).items.filter(
        (each) => each.due === '2026-03-11',
      )
    expect((await noticed(clerkOf(firm(0)))).map((each) => each.kind)).toEqual(['late'])
    expect((await noticed(townClerk)).map((each) => each.text.zh)).toEqual([expect.stringContaining('6 家')])
    const [all] = await noticed(analyst)
    expect(all?.text.zh).toContain('9 家')
    await ask(analyst, `/api/notices/${all?.id}/read`, { body: {} })
    expect(await noticed(analyst)).toEqual([])
    expect(await noticed(clerkOf(firm(0)))).toHaveLength(1)
    await submitted(firm(0), '2026-01~02', figures(1000))
    await house.acts.settled()
    expect(await noticed(clerkOf(firm(0)))).toEqual([])
    const late = await body<LateBoard>(await ask(analyst, '/api/returns/late?form=monthly&past=1&pageSize=200'))
    expect(late.rows.find((row) => row.subject === firm(1))?.reminded).toMatchObject([{ kind: 'late' }])
  })
})

describe('selective editing and values in the place of missing returns', () => {
  const [before, now] = ['2025-10', '2025-11']

  beforeAll(async () => {
    for (const at of [0, 1, 2, 3, 4, 5, 6]) await approved(firm(at), before, figures(1000))
    for (const at of [0, 1, 2, 3, 4]) await approved(firm(at), now, figures(1100))
    await submitted(firm(5), now, figures(9000))
  }, 60_000)

  test('the return that moves the total most comes first, with what it was expected to say', async () => {
    const found = await body<{ rows: Suspicious[]; basePeriod: string }>(
      await ask(analyst, `/api/returns/suspicious?form=monthly&period=${now}&indicator=output`),
    )
    expect(found.basePeriod).toBe(before)
    const [first] = found.rows
    expect(first).toMatchObject({ subject: firm(5), reported: '9000', base: '1000', matched: 6, total: '14500' })
    expect(Number(first?.movement)).toBeCloseTo(14500 / 6000, 3)
    expect(Number(first?.score)).toBeCloseTo((9000 - 14500 / 6) / 14500, 4)
    const town = await body<{ rows: Suspicious[] }>(
      await ask(clerkOfTown('flute'), `/api/returns/suspicious?form=monthly&period=${now}&indicator=output`),
    )
    expect(town.rows).toEqual([])
  })

  const totalOf = async (): Promise<{ v: string | null; imputed: number }[]> =>
    house.facts.query(
      `select cast(sum(v_output) as varchar) as v, cast(count(case when s_output = 3 and sign = 1 then 1 end) as integer) as imputed
       from fact_enterprise_month where period = ${2025 * 12 + 10}`,
    )

  test('the last value moved as the industry moved, marked as imputed, replaced by the return, undone on demand', async () => {
    const sent = { form: 'monthly', period: now, method: 'last_value_by_industry', reason: '月度汇总先行发布' }
    const asked = await ask(analyst, '/api/returns/imputations', {
      body: { ...sent, subjects: [firm(0), firm(6), firm(8)] },
    })
    expect(await body(asked)).toEqual({
      imputed: 1,
      left: [
        { subject: firm(0), reason: 'reported' },
        { subject: firm(8), reason: 'nothing_before' },
      ].toSorted((a, b) => (a.reason < b.reason ? 1 : -1)),
    })
    expect(await totalOf()).toEqual([{ v: '6600', imputed: 1 }])
    const id = await open(firm(6), now)
    const cell = (await show(id)).parts[0]?.lines[0]?.cells[0]
    expect(cell).toMatchObject({ standing: '1100', standingStatus: 'imputed' })

    const listed = await body<Imputation[]>(await ask(analyst, `/api/returns/imputations?form=monthly&period=${now}`))
    expect(listed).toMatchObject([{ subject: firm(6), basePeriod: before, matched: 5, movementOf: '1011' }])
    await ask(analyst, `/api/returns/imputations/${listed[0]?.id}/undo`, { body: {} })
    expect((await totalOf())[0]?.v).toBe('5500')
    expect((await ask(analyst, `/api/returns/imputations/${listed[0]?.id}/undo`, { body: {} })).status).toBe(409)

    await ask(analyst, '/api/returns/imputations', { body: { ...sent, subjects: [firm(6)] } })
    await approved(firm(6), now, figures(1300))
    expect((await totalOf())[0]?.v).toBe('6800')
    const over = await body<Imputation[]>(await ask(analyst, `/api/returns/imputations?form=monthly&period=${now}`))
    expect(over.map((each) => each.endedHow)).toEqual(['replaced', 'undone'])
  })
})
