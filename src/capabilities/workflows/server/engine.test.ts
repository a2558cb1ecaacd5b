import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, type Grant, system } from '#base/decision.ts'
import { addDays, parsePlainDate } from '#base/plain-date.ts'
import { countyProgramme } from '#capabilities/people/server/testing.ts'
import { settableClock } from '#kit/server/clock.ts'
import type { House, ProgrammeInForce } from '#kit/server/house.ts'
import { quietLog } from '#kit/server/log.ts'
import { openTestRecord, testActor } from '#kit/server/testing.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import { adoptVersions } from './adopt.ts'
import { assignCase } from './assign.ts'
import { performMany } from './bulk.ts'
import { type ActToPerform, caseOf, extendClock, type NewCase, openCase, performAct } from './cases.ts'
import { deskOf, listCases } from './desk.ts'
import { expireClocks, redateCases } from './expiry.ts'
import { type Moved, ownSubject } from './owners.ts'
import { caseDetailOf } from './present.ts'
import { permitProgramme, permits } from './testing-permits.ts'

const start = new Date('2026-03-02T02:00:00Z')
const clock = settableClock(start)
const moved: Moved[] = []
let current: ProgrammeInForce = permitProgramme(countyProgramme)
let house: House
let paid = true

beforeAll(async () => {
  const record = await openTestRecord()
  house = { record, clock, log: quietLog, programme: () => current } as unknown as House
  ownSubject(house, {
    kind: 'permit',
    holds: async () => () => paid,
    follows: async (_tx, each) => {
      moved.push(each)
    },
  })
  ownSubject(house, { kind: 'check' })
})
afterAll(() => house.record.close())
afterEach(() => {
  clock.set(start)
  current = permitProgramme(countyProgramme)
  paid = true
})

const at = (day: string) => clock.set(new Date(`${day}T02:00:00Z`))
const ofUnit = (organisation: string, id: string, ...names: string[]): Actor =>
  testActor(
    ['workflows.see', ...names].map((permission): Grant => ({ permission, scope: 'organisation', organisation })),
    { id, organisation },
  )
const clerk = ofUnit('bureau', 'clerk', 'permits.handle', 'workflows.assign')
const colleague = ofUnit('bureau', 'colleague', 'permits.handle')
const townsman = ofUnit('east-town', 'townsman', 'permits.comment')
const judge = testActor(['workflows.see', 'workflows.extend', 'permits.decide'], {
  id: 'judge',
  organisation: 'county-office',
})
const filer = testActor(['workflows.see', 'permits.file'], { id: 'filer' })

const open = (more: Partial<NewCase> = {}) => {
  const wanted: NewCase = {
    workflow: 'permits',
    subject: { kind: 'permit', id: randomUUID() },
    title: { zh: '施工许可', en: 'Permit to build' },
    place: 'east',
    parties: { lead: ['bureau'], assist: ['east-town'], decide: ['county-office'] },
    actor: filer,
    ...more,
  }
  return house.record.withActor(wanted.actor, (tx) => openCase(house, tx, wanted))
}
const show = (id: string, actor: Actor = judge) =>
  house.record.withActor(actor, (tx) => caseOf(house, tx, { id, actor }))
const perform = async (actor: Actor, id: string, act: string, more: Partial<ActToPerform> = {}) => {
  const version = (await house.record.asSystem((tx) => caseOf(house, tx, { id, actor: system }))).case.version
  return house.record.withActor(actor, (tx) =>
    performAct(house, tx, { caseId: id, act, actor, expectedVersion: version, ...more }),
  )
}
const takenUp = async (more: Partial<NewCase> = {}) => {
  const { id } = await open(more)
  await perform(clerk, id, 'take_up', { fields: { area: '120' } })
  return id
}
const expiries = async (id: string) =>
  (
    await house.record.owner
      .withTables<{
        workflow_expiry: { case_id: string; clock: string; due: string; step: string; does: string; at: Date }
      }>()
      .selectFrom('workflow_expiry')
      .selectAll()
      .where('case_id', '=', id)
      .orderBy('at')
      .orderBy('clock')
      .execute()
  ).map(({ clock: of, due, step, does, at: done }) => [of, due, step, does, done.toISOString().slice(0, 10)].join(' '))

describe('the parties of a case', () => {
  it('see it, and only the unit in the lead takes its steps', async () => {
    const { id, organisations } = await open()
    expect(organisations).toEqual(['bureau', 'east-town', 'county-office'])
    await expect(perform(townsman, id, 'take_up', { fields: { area: '1' } })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(perform(clerk, id, 'take_up')).rejects.toMatchObject({
      code: 'invalid_input',
      issues: [{ text: 'workflows.field_missing', where: 'body.fields.area' }],
    })
    const after = await perform(clerk, id, 'take_up', { fields: { area: '120.5' } })
    expect(after).toMatchObject({ state: 'consulting', fields: { area: '120.5' } })
  })

  it('work on branches at once; none may be open or refused when it goes on', async () => {
    const id = await takenUp()
    await expect(perform(clerk, id, 'put_forward')).rejects.toMatchObject({
      details: { reason: 'workflows.branches_open' },
    })
    await perform(townsman, id, 'comment.object', { unit: 'east-town', reason: 'too near the river' })
    await expect(perform(clerk, id, 'put_forward')).rejects.toMatchObject({
      details: { reason: 'workflows.branches_refused' },
    })
    const again = await perform(townsman, id, 'comment.agree', { unit: 'east-town' })
    expect(again.branches).toMatchObject([{ key: 'comment@east-town', outcome: 'agree', good: true, by: 'townsman' }])
    expect(await perform(clerk, id, 'put_forward')).toMatchObject({ state: 'deciding' })
  })

  it('the owner of the subject answers what the case cannot, and follows every act', async () => {
    const id = await takenUp()
    await perform(townsman, id, 'comment.agree', { unit: 'east-town' })
    await perform(clerk, id, 'put_forward')
    paid = false
    const decider = ofUnit('county-office', 'decider', 'permits.decide')
    await expect(perform(decider, id, 'grant')).rejects.toMatchObject({ code: 'refused_by_rule' })
    paid = true
    expect(await perform(decider, id, 'grant')).toMatchObject({ state: 'granted', waits: [] })
    expect(moved.filter((each) => each.after.id === id).map((each) => each.act)).toEqual([
      'workflow.open',
      'take_up',
      'comment.agree',
      'put_forward',
      'grant',
    ])
  })

  it('are changed by an act, with the person whose it is', async () => {
    const { id } = await open()
    const assign = (actor: Actor, more: object) =>
      house.record.withActor(actor, (tx) => assignCase(house, tx, { caseId: id, actor, expectedVersion: 1, ...more }))
    await expect(assign(colleague, { assignee: 'colleague' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(assign(clerk, { assist: ['nowhere'] })).rejects.toMatchObject({
      code: 'invalid_input',
      issues: [{ text: 'workflows.unknown_unit', where: 'body.assist' }],
    })
    const after = await assign(clerk, { assist: [], assignee: 'colleague', reason: 'his field' })
    expect(after).toMatchObject({ version: 2, assignee: 'colleague', parties: { lead: ['bureau'], assist: [] } })
    expect(after.waits).toContain('permits.handle@person:colleague')
  })
})

describe('cases beneath a case', () => {
  it('are opened by an act, known to the case above, and told to it when they end', async () => {
    const id = await takenUp()
    await perform(townsman, id, 'comment.agree', { unit: 'east-town' })
    await perform(clerk, id, 'put_forward')
    await perform(clerk, id, 'inspect')
    const above = await show(id)
    const [below] = above.state.openSubcases
    expect(above.acts.at(-1)).toMatchObject({ act: 'inspect', subcase: below })
    const decider = ofUnit('county-office', 'decider', 'permits.decide')
    await expect(perform(decider, id, 'grant')).rejects.toMatchObject({
      details: { reason: 'workflows.subcases_open' },
    })
    const detail = await house.record.withActor(judge, (tx) => caseDetailOf(house, tx, { id, actor: judge }))
    expect(detail.subcases).toMatchObject([{ id: below, subjectKind: 'check', light: 'on_schedule' }])
    await perform(clerk, below ?? '', 'end')
    expect((await show(id)).acts.at(-1)).toMatchObject({
      act: 'workflow.subcase_closed',
      actor: 'system',
      subcase: below,
    })
    expect(await perform(decider, id, 'grant')).toMatchObject({ state: 'granted' })
  })

  it('are opened without an act of the workflow too, one under another', async () => {
    const { id } = await open()
    const child = await open({ parent: id })
    expect(child.parent).toBe(id)
    expect((await show(id)).state).toMatchObject({ openSubcases: [child.id], version: 2 })
    const seen = await house.record.withActor(judge, (tx) => listCases(house, tx, { parent: id, offset: 0, limit: 10 }))
    expect(seen).toMatchObject({ total: 1, items: [{ id: child.id }] })
  })
})

describe('due dates', () => {
  it('a reminder before, the end, an escalation: each once, on its day, by the engine where the owner lets it', async () => {
    const id = await takenUp()
    const days = Array.from({ length: 30 }, (_, i) => addDays(parsePlainDate('2026-03-02'), i))
    for (const day of days) {
      at(day)
      await expireClocks(house)
      await expireClocks(house)
    }
    expect(await expiries(id)).toEqual([
      'comment@east-town 2026-03-05 due comment.agree 2026-03-06',
      'reply 2026-03-16 -3:notify notify 2026-03-11',
      'reply 2026-03-16 due notify 2026-03-17',
      'reply 2026-03-16 5:refuse refuse 2026-03-23',
    ])
    expect((await show(id)).acts.map(({ act, actor }) => [act, actor]).slice(2)).toEqual([
      ['comment.agree', 'system'],
      ['refuse', 'system'],
    ])
  })

  it('are moved by a pause and by extensions within what the workflow allows; the first stays', async () => {
    const id = await takenUp()
    at('2026-03-04')
    await perform(clerk, id, 'ask', { reason: 'the plan is missing' })
    expect((await show(id)).case.nextDue).toBeUndefined()
    at('2026-03-09')
    await perform(filer, id, 'complete')
    expect((await show(id)).clocks[0]).toMatchObject({
      originalDue: '2026-03-16',
      due: '2026-03-19',
      rebased: [{ by: 'pause' }],
    })
    const extend = async (due: string) => {
      const { version } = (await show(id)).case
      return house.record.withActor(judge, (tx) =>
        extendClock(house, tx, {
          caseId: id,
          clock: 'reply',
          due: parsePlainDate(due),
          reason: 'flood',
          actor: judge,
          expectedVersion: version,
        }),
      )
    }
    await expect(extend('2026-05-20')).rejects.toMatchObject({ issues: [{ text: 'workflows.extended_too_far' }] })
    await extend('2026-03-20')
    await extend('2026-03-23')
    await expect(extend('2026-03-24')).rejects.toMatchObject({ code: 'refused_by_rule' })
  })

  it('beyond the published calendar are provisional until an act of the house dates them', async () => {
    const published = (through: string, holidays: string[] = []) =>
      permitProgramme(countyProgramme, {
        calendar: {
          holidays: holidays.map(parsePlainDate),
          workdays: [],
          publishedThrough: parsePlainDate(through),
        },
      })
    current = published('2026-03-10')
    const id = await takenUp()
    expect((await show(id)).case).toMatchObject({ nextDue: '2026-03-05' })
    expect((await show(id)).clocks.find((each) => each.id === 'reply')).toMatchObject({
      due: '2026-03-16',
      provisional: true,
    })
    expect(await redateCases(house)).toBe(0)
    current = published('2026-12-31', ['2026-03-12', '2026-03-13'])
    expect((await show(id)).clocks.find((each) => each.id === 'reply')).toMatchObject({ due: '2026-03-16' })
    expect(await redateCases(house)).toBe(1)
    expect(await redateCases(house)).toBe(0)
    const after = await show(id)
    expect(after.clocks.find((each) => each.id === 'reply')).toMatchObject({
      originalDue: '2026-03-16',
      due: '2026-03-18',
      provisional: false,
      rebased: [{ by: 'calendar' }],
    })
    expect(after.acts.at(-1)).toMatchObject({ act: 'workflow.redate', actor: 'system' })
  })
})

describe('a changed workflow', () => {
  it('does not disturb the cases that run under the older one', async () => {
    const id = await takenUp()
    const stricter = {
      ...permits,
      states: permits.states.filter((each) => each.id !== 'waiting'),
      acts: permits.acts.filter((each) => !['ask', 'complete'].includes(each.id)),
    } as ProgrammeWorkflow
    const before = permitProgramme(countyProgramme)
    current = { ...before, workflows: { ...before.workflows, permits: stricter } } as ProgrammeInForce
    const younger = await takenUp()
    expect((await show(id)).offered.map(({ act }) => act.id)).toContain('ask')
    expect((await show(younger)).offered.map(({ act }) => act.id)).not.toContain('ask')
    await perform(clerk, id, 'ask', { reason: 'still as it was' })
    await expect(perform(clerk, younger, 'ask', { reason: 'no' })).rejects.toMatchObject({
      details: { reason: 'workflows.unknown_act' },
    })
    const detail = await house.record.withActor(judge, (tx) => caseDetailOf(house, tx, { id, actor: judge }))
    expect((detail.definition as unknown as ProgrammeWorkflow).states.map((each) => each.id)).toContain('waiting')
  })

  it('a case from before versions were kept is given the one in force', async () => {
    const { id } = await open()
    await house.record.asSystem((tx) =>
      tx
        .withTables<{ workflow_case: { id: string; workflow_hash: string | null; waits: string[] } }>()
        .updateTable('workflow_case')
        .set({ workflow_hash: null, waits: [] })
        .where('id', '=', id)
        .execute(),
    )
    expect(await adoptVersions(house)).toBe(1)
    const { case: one } = await show(id)
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(one.waits).toContain('permits.handle@unit:bureau')
    expect(await adoptVersions(house)).toBe(0)
  })
})

describe('the desk', () => {
  const desk = (actor: Actor, more: object = {}) =>
    house.record.withActor(actor, (tx) => deskOf(house, tx, { actor, offset: 0, limit: 200, ...more }))

  it('mine, my unit, my base; what was given to a colleague is the unit’s', async () => {
    const { id } = await open()
    const { id: given } = await open()
    await house.record.withActor(clerk, (tx) =>
      assignCase(house, tx, { caseId: given, actor: clerk, expectedVersion: 1, assignee: 'colleague' }),
    )
    const ids = async (actor: Actor, more: object = {}) => (await desk(actor, more)).items.map((item) => item.id)
    expect(await ids(clerk)).toContain(id)
    expect(await ids(clerk)).not.toContain(given)
    expect(await ids(clerk, { scope: 'unit' })).toEqual(expect.arrayContaining([id, given]))
    const his = (await desk(colleague)).items.find((item) => item.id === given)
    expect(his).toMatchObject({ delegated: true, acts: [{ act: 'note', bulk: true }, { act: 'take_up' }] })
    const base = testActor([{ permission: 'workflows.see', scope: 'place', place: 'east' }], { id: 'base' })
    expect(await ids(base)).toEqual([])
    expect(await ids(base, { scope: 'base' })).toEqual(expect.arrayContaining([id, given]))
  })

  it('counts what is due today, this week and overdue, and by workflow', async () => {
    const unit = { parties: { lead: ['old-bureau'] } }
    const handler = ofUnit('old-bureau', 'handler', 'permits.handle')
    const { id } = await open(unit)
    await perform(handler, id, 'take_up', { fields: { area: '1' } })
    const { counts, workflows } = await desk(handler)
    expect(counts).toMatchObject({ all: 1, overdue: 0, week: 0 })
    expect(workflows).toMatchObject([{ workflow: 'permits', count: 1 }])
    at('2026-03-16')
    expect((await desk(handler, { due: 'today' })).items).toHaveLength(1)
    expect((await desk(handler)).counts).toMatchObject({ today: 1, week: 1, overdue: 0 })
    at('2026-03-17')
    expect(await desk(handler, { due: 'overdue' })).toMatchObject({
      total: 1,
      overdue: 1,
      items: [{ light: 'overdue' }],
    })
    expect((await desk(handler, { due: 'today' })).items).toEqual([])
  })

  it('what waits for somebody absent waits for the substitute, who acts in their place', async () => {
    const { id } = await open()
    const substitute: Actor = {
      ...testActor([], { id: 'substitute', organisation: 'east-town' }),
      grants: clerk.grants.map((grant) => ({ ...grant, for: 'clerk' })),
      standsInFor: [{ id: 'clerk', name: 'The clerk', organisation: 'bureau', until: '2026-03-31' }],
    }
    const item = (await desk(substitute)).items.find((each) => each.id === id)
    expect(item).toMatchObject({ standsFor: { id: 'clerk', name: 'The clerk' } })
    await perform(substitute, id, 'take_up', { fields: { area: '3' } })
    expect((await show(id)).acts.at(-1)).toMatchObject({ actor: 'substitute', onBehalfOf: 'clerk' })
  })
})

describe('many at once', () => {
  it('each on its own: one that is stale changes nothing for the others', async () => {
    const some = await Promise.all([open(), open(), open()])
    const { done, results } = await performMany(house, {
      act: 'note',
      cases: some.map(({ id }, i) => ({ id, version: i === 1 ? 9 : 1 })),
      actor: clerk,
    })
    expect(done).toBe(2)
    expect(results).toMatchObject([{ state: 'filed' }, { problem: { code: 'stale' } }, { state: 'filed' }])
  })

  it('only what the workflow calls safe', async () => {
    const { id } = await open()
    const { results } = await performMany(house, { act: 'take_up', cases: [{ id, version: 1 }], actor: clerk })
    expect(results).toMatchObject([
      { problem: { code: 'refused_by_rule', details: { reason: 'workflows.not_in_bulk' } } },
    ])
  })
})
