import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, type Grant, system } from '#base/decision.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { createPerson } from '#capabilities/people/server/persons.ts'
import { countyProgramme } from '#capabilities/people/server/testing.ts'
import { settableClock } from '#kit/server/clock.ts'
import type { House } from '#kit/server/house.ts'
import { openTestRecord, testActor } from '#kit/server/testing.ts'
import { stateOf } from '../rules/state.ts'
import { deskOf } from './desk.ts'
import { caseOf, extendClock, findCaseOf, getWorkflow, type NewCase, openCase, openCases, performAct } from './cases.ts'
import { caseDetailOf } from './present.ts'

const clock = settableClock(new Date('2026-03-02T02:00:00Z'))
let house: House

beforeAll(async () => {
  const record = await openTestRecord()
  house = { record, clock, programme: () => countyProgramme } as unknown as House
})
afterAll(() => house.record.close())
afterEach(() => clock.set(new Date('2026-03-02T02:00:00Z')))

const mill = 'enterprise:0b6c5f0e-9d0f-4d3e-8f2a-1c2b3a4d5e6f'
const forge = 'enterprise:1b6c5f0e-9d0f-4d3e-8f2a-1c2b3a4d5e6f'
const forOrganisation = (organisation: string, ...names: string[]): Grant[] =>
  names.map((permission) => ({ permission, scope: 'organisation', organisation }))
const forPlace = (place: string, ...names: string[]): Grant[] =>
  names.map((permission) => ({ permission, scope: 'place', place }))

const clerk = (organisation: string, id = 'clerk') =>
  testActor(forOrganisation(organisation, 'workflows.see', 'returns.submit'), { id })
const townClerk = (place: string) =>
  testActor(forPlace(place, 'workflows.see', 'returns.approve'), { id: `clerk of ${place}` })
const analyst = testActor(['workflows.see', 'workflows.extend', 'returns.approve'], { id: 'analyst' })

const newCase = (more: Partial<NewCase> = {}): NewCase => ({
  workflow: 'monthly',
  subject: { kind: 'return', id: randomUUID() },
  title: { zh: '2 月月报', en: 'Return of February' },
  place: 'east',
  organisation: mill,
  due: parsePlainDate('2026-03-10'),
  actor: clerk(mill),
  ...more,
})
const open = (more: Partial<NewCase> = {}) => {
  const wanted = newCase(more)
  return house.record.withActor(wanted.actor, (tx) => openCase(house, tx, wanted))
}
type Doing = Omit<Parameters<typeof performAct>[2], 'actor'>
const perform = (actor: Actor, doing: Doing) =>
  house.record.withActor(actor, (tx) => performAct(house, tx, { ...doing, actor }))
const deskFor = (actor: Actor, more: { place?: string; limit?: number } = {}) =>
  house.record.withActor(actor, (tx) => deskOf(house, tx, { actor, offset: 0, limit: 50, ...more }))

describe('a case', () => {
  it('opens in the initial state, in its place and all that contain it, under the programme in force', async () => {
    expect(await open()).toMatchObject({
      state: 'draft',
      version: 1,
      places: ['east', 'county'],
      organisations: [mill],
      pack: countyProgramme.hash,
      nextDue: '2026-03-10',
    })
  })

  it('stands after every act where a replay of its acts ends', async () => {
    const opened = await open()
    await perform(clerk(mill), { caseId: opened.id, act: 'submit', expectedVersion: 1 })
    await perform(analyst, { caseId: opened.id, act: 'send_back', expectedVersion: 2, reason: 'row 3' })
    await perform(clerk(mill), { caseId: opened.id, act: 'submit', expectedVersion: 3 })
    const approved = await perform(analyst, {
      caseId: opened.id,
      act: 'approve',
      expectedVersion: 4,
      holds: () => true,
    })
    expect(approved).toMatchObject({ state: 'approved', version: 5, closedAt: clock.now() })
    expect(approved.nextDue).toBeUndefined()
    const view = await house.record.withActor(analyst, (tx) => caseOf(house, tx, { id: opened.id, actor: analyst }))
    expect(stateOf(getWorkflow(countyProgramme, 'monthly'), view.acts)).toBe(view.case.state)
    expect(view.acts.map(({ act, actor, reason }) => [act, actor, reason])).toEqual([
      ['workflow.open', 'clerk', undefined],
      ['submit', 'clerk', undefined],
      ['send_back', 'analyst', 'row 3'],
      ['submit', 'clerk', undefined],
      ['approve', 'analyst', undefined],
    ])
  })

  it('records each act with ids only', async () => {
    const opened = await open()
    await perform(clerk(mill), { caseId: opened.id, act: 'submit', expectedVersion: 1 })
    const acts = await house.record.owner
      .selectFrom('act')
      .select(['name', 'actor', 'detail'])
      .where('subject_id', '=', opened.id)
      .orderBy('id')
      .execute()
    expect(acts).toMatchObject([
      { name: 'workflows.opened', actor: 'clerk' },
      {
        name: 'workflows.performed',
        actor: 'clerk',
        detail: { act: 'submit', from: 'draft', to: 'submitted', version: 2 },
      },
    ])
  })

  it('is found by what it is about', async () => {
    const opened = await open()
    const found = await house.record.withActor(analyst, (tx) => findCaseOf(tx, opened.subject))
    expect(found?.id).toBe(opened.id)
  })

  it('many are opened at once', async () => {
    const wanted = Array.from({ length: 1500 }, () => newCase({ actor: system, organisation: forge, place: 'west' }))
    const opened = await house.record.asSystem((tx) => openCases(house, tx, wanted))
    expect(opened).toHaveLength(1500)
    expect((await deskFor(clerk(forge), { limit: 10 })).total).toBe(1500)
  })
})

describe('refusals', () => {
  it.each([
    [
      'an act that does not start there',
      analyst,
      { act: 'approve' },
      { code: 'wrong_state', details: { reason: 'workflows.not_from_here' } },
    ],
    [
      'an act that the workflow does not know',
      analyst,
      { act: 'celebrate' },
      { code: 'wrong_state', details: { reason: 'workflows.unknown_act' } },
    ],
    [
      'a person without the permission',
      analyst,
      { act: 'submit' },
      { code: 'forbidden', details: { reason: 'decision.no_permission' } },
    ],
  ])('%s', async (_what, actor, doing, problem) => {
    const opened = await open()
    await expect(perform(actor, { caseId: opened.id, expectedVersion: 1, ...doing })).rejects.toMatchObject(problem)
  })

  it('a missing reason names its field, an unmet or unknown requirement its condition', async () => {
    const opened = await open()
    const doing = { caseId: opened.id, expectedVersion: 2 }
    await perform(clerk(mill), { ...doing, act: 'submit', expectedVersion: 1 })
    await expect(perform(analyst, { ...doing, act: 'send_back', reason: ' ' })).rejects.toMatchObject({
      code: 'invalid_input',
      issues: [{ text: 'workflows.reason_missing', where: 'body.reason' }],
    })
    await expect(perform(analyst, { ...doing, act: 'approve', holds: () => false })).rejects.toMatchObject({
      code: 'refused_by_rule',
      details: { reason: 'workflows.requirement_fails', condition: 'revenue > 0' },
    })
    await expect(perform(analyst, { ...doing, act: 'approve' })).rejects.toMatchObject({
      details: { reason: 'workflows.requirement_unknown' },
    })
  })

  it('a stale page is refused with both versions, and nothing is written', async () => {
    const opened = await open()
    await perform(clerk(mill, 'first'), { caseId: opened.id, act: 'submit', expectedVersion: 1 })
    await expect(
      perform(clerk(mill, 'second'), { caseId: opened.id, act: 'submit', expectedVersion: 1 }),
    ).rejects.toMatchObject({
      code: 'stale',
      details: { yours: 1, current: 2, state: 'submitted', act: 'submit', by: 'first' },
    })
  })

  it('of two who act at the same moment, one is refused as stale', async () => {
    const opened = await open()
    const both = await Promise.allSettled(
      ['first', 'second'].map((id) =>
        perform(clerk(mill, id), { caseId: opened.id, act: 'submit', expectedVersion: 1 }),
      ),
    )
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'stale' } })
  })

  it('the case of another enterprise or town is not there', async () => {
    const opened = await open()
    const doing = { caseId: opened.id, act: 'submit', expectedVersion: 1 }
    await expect(perform(clerk(forge), doing)).rejects.toMatchObject({ code: 'not_found' })
    await expect(perform(townClerk('west'), doing)).rejects.toMatchObject({ code: 'not_found' })
    await expect(perform(townClerk('east'), doing)).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('nobody opens a case where they see none', async () => {
    await expect(open({ actor: clerk(forge) })).rejects.toThrow(/row-level security/)
  })

  it('nobody acts in the name of somebody else, but the house may inside the transaction of a person', async () => {
    const opened = await open()
    const doing = { caseId: opened.id, act: 'submit', expectedVersion: 1 }
    const inTheNameOf = (actor: Actor) =>
      house.record.withActor(clerk(mill), (tx) => performAct(house, tx, { ...doing, actor }))
    await expect(inTheNameOf(clerk(mill, 'somebody else'))).rejects.toThrow(/row-level security/)
    expect(await inTheNameOf(system)).toMatchObject({ state: 'submitted' })
  })

  it('the database itself keeps the acts of a case as they are', async () => {
    const opened = await open()
    const change = sql`update workflow_act set reason = 'never' where case_id = ${opened.id}`
    await expect(house.record.asSystem((tx) => change.execute(tx))).rejects.toThrow()
    await expect(change.execute(house.record.owner)).rejects.toThrow(/never changed/)
  })

  it('a connection without an actor sees no case', async () => {
    await open()
    const seen = await house.record.owner.transaction().execute(async (tx) => {
      await sql`set local role jidi_app`.execute(tx)
      return sql`select id from workflow_case union all select case_id from workflow_act`.execute(tx)
    })
    expect(seen.rows).toEqual([])
  })
})

describe('clocks', () => {
  it('an extension re-bases the clock, keeps the original, and moves the case on the desk', async () => {
    const opened = await open()
    const extension = {
      caseId: opened.id,
      clock: 'filing',
      due: parsePlainDate('2026-03-20'),
      reason: 'flood',
      actor: analyst,
      expectedVersion: 1,
    }
    const extended = await house.record.withActor(analyst, (tx) => extendClock(house, tx, extension))
    expect(extended).toMatchObject({ version: 2, state: 'draft', nextDue: '2026-03-20', due: '2026-03-10' })
    const view = await house.record.withActor(analyst, (tx) => caseOf(house, tx, { id: opened.id, actor: analyst }))
    expect(view.clocks).toMatchObject([
      { id: 'filing', originalDue: '2026-03-10', due: '2026-03-20', rebased: [{ reason: 'flood' }] },
    ])
  })

  it('an extension needs its permission, a running clock and a later day', async () => {
    const opened = await open()
    const extend = (actor: Actor, more: object) =>
      house.record.withActor(actor, (tx) =>
        extendClock(house, tx, {
          caseId: opened.id,
          clock: 'filing',
          due: parsePlainDate('2026-03-20'),
          reason: 'flood',
          actor,
          expectedVersion: 1,
          ...more,
        }),
      )
    await expect(extend(clerk(mill), {})).rejects.toMatchObject({ code: 'forbidden' })
    await expect(extend(analyst, { clock: 'review' })).rejects.toMatchObject({ code: 'wrong_state' })
    await expect(extend(analyst, { due: parsePlainDate('2026-03-10') })).rejects.toMatchObject({
      code: 'invalid_input',
      issues: [{ where: 'body.due' }],
    })
  })
})

describe('the desk', () => {
  it('shows what waits for me, overdue first, and nothing that I can only look at', async () => {
    const works = 'enterprise:2b6c5f0e-9d0f-4d3e-8f2a-1c2b3a4d5e6f'
    const late = { organisation: works, actor: clerk(works), due: parsePlainDate('2026-02-20') }
    const soon = await open({ ...late, due: parsePlainDate('2026-03-04') })
    const overdue = await open(late)
    const later = await open({ ...late, due: parsePlainDate('2026-04-20') })
    const done = await open(late)
    await perform(clerk(works), { caseId: done.id, act: 'submit', expectedVersion: 1 })
    const desk = await deskFor(clerk(works))
    expect(desk).toMatchObject({ total: 3, overdue: 1 })
    expect(desk.items.map(({ id, light }) => [id, light])).toEqual([
      [overdue.id, 'overdue'],
      [soon.id, 'near'],
      [later.id, 'on_schedule'],
    ])
    expect(desk.items[0]).toMatchObject({
      acts: [{ act: 'submit' }],
      stateName: { en: 'draft' },
      subjectKind: 'return',
    })
  })

  it('a clerk of a town has what is submitted there, filtered by place', async () => {
    const opened = await open()
    await perform(clerk(mill), { caseId: opened.id, act: 'submit', expectedVersion: 1 })
    const ids = async (town: string, more = {}) => (await deskFor(townClerk(town), more)).items.map((item) => item.id)
    expect(await ids('east')).toContain(opened.id)
    expect(await ids('west')).not.toContain(opened.id)
    expect(await ids('east', { place: 'county' })).toContain(opened.id)
    expect(await ids('east', { place: 'west' })).toEqual([])
  })

  it('is empty for somebody who may do nothing', async () => {
    expect(await deskFor(testActor(['workflows.see']))).toMatchObject({
      total: 0,
      overdue: 0,
      items: [],
      counts: { unit: 0, base: 0 },
    })
  })
})

describe('what crosses the wire', () => {
  it('names people by their names and states by their words', async () => {
    const { id } = await house.record.asSystem((tx) =>
      createPerson(house, tx, { login: 'wei', name: 'Wei', language: 'zh', actor: system }),
    )
    const opened = await open({ actor: clerk(mill, id) })
    const detail = await house.record.withActor(analyst, (tx) =>
      caseDetailOf(house, tx, { id: opened.id, actor: analyst }),
    )
    expect(detail).toMatchObject({
      state: 'draft',
      stateName: { en: 'draft' },
      timeline: [{ number: 1, act: 'workflow.open', actorName: 'Wei', toName: { en: 'draft' } }],
      acts: [{ act: 'submit', decision: { allowed: false, reason: 'decision.no_permission' } }],
      clocks: [{ id: 'filing', light: 'on_schedule' }],
    })
  })
})
