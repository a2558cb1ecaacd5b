import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anonymous, system } from '#base/decision.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { countyProgramme } from '#capabilities/people/server/testing.ts'
import { openTestApp, openTestHouse, testActor, type TestApp, type TestHouse } from '#kit/server/testing.ts'
import { type CaseDetail, type DeskItem, workflowsContract } from '../contract.ts'
import { type Case, openCase } from './cases.ts'
import { workflowsRoutes } from './routes.ts'

let house: TestHouse
let ask: TestApp['ask']
let one: Case
let two: Case

beforeAll(async () => {
  house = await openTestHouse({ programme: countyProgramme })
  ask = openTestApp(house, [{ name: 'workflows', contract: workflowsContract, routes: workflowsRoutes }]).ask
  one = await open('east', '2026-03-01')
})
const open = (place: string, due: string) =>
  house.record.asSystem((tx) =>
    openCase(house, tx, {
      workflow: 'monthly',
      subject: { kind: 'return', id: randomUUID() },
      title: { zh: '2 月月报', en: 'Return of February' },
      place,
      due: parsePlainDate(due),
      actor: system,
    }),
  )
afterAll(() => house.close())

const submitter = testActor(['workflows.see', 'returns.submit'], { id: 'submitter' })
const analyst = testActor(['workflows.see', 'workflows.extend'], { id: 'analyst' })
const stranger = testActor([], { id: 'stranger' })
const body = async <T>(response: Response): Promise<T> => (await response.json()) as T
const extension = { clock: 'filing', due: '2026-03-20', reason: 'flood', expectedVersion: 1 }

describe('refusals', () => {
  it('401 for somebody not signed in', async () => {
    expect((await ask(anonymous, '/api/desk')).status).toBe(401)
    expect((await ask(anonymous, `/api/cases/${one.id}`)).status).toBe(401)
    expect((await ask(anonymous, `/api/cases/${one.id}/extend`, { body: extension })).status).toBe(401)
  })

  it('403 for somebody without the permission', async () => {
    expect((await ask(stranger, `/api/cases/${one.id}`)).status).toBe(403)
    expect((await ask(submitter, `/api/cases/${one.id}/extend`, { body: extension })).status).toBe(403)
  })

  it('400 for what is not as it should be', async () => {
    expect((await ask(submitter, '/api/desk?limit=many')).status).toBe(400)
    expect((await ask(submitter, '/api/cases/one')).status).toBe(400)
    expect(
      (await ask(analyst, `/api/cases/${one.id}/extend`, { body: { ...extension, due: '2026-02-30' } })).status,
    ).toBe(400)
    expect((await ask(analyst, `/api/cases/${one.id}/extend`, { body: { ...extension, reason: ' ' } })).status).toBe(
      400,
    )
  })

  it('404 for a case that is not there or lies outside what one may see', async () => {
    expect((await ask(analyst, `/api/cases/${randomUUID()}`)).status).toBe(404)
    const west = testActor([{ permission: 'workflows.see', scope: 'place', place: 'west' }])
    expect((await ask(west, `/api/cases/${one.id}`)).status).toBe(404)
  })

  it('409 for a stale page, with both versions', async () => {
    const response = await ask(analyst, `/api/cases/${one.id}/extend`, { body: { ...extension, expectedVersion: 7 } })
    expect(response.status).toBe(409)
    expect(await body(response)).toMatchObject({ code: 'stale', details: { yours: 7, current: 1 } })
  })
})

describe('the engine refuses', () => {
  const planner = testActor(['workflows.see', 'workflows.assign', 'returns.submit'], { id: 'planner' })
  const act = { act: 'submit', expectedVersion: 1 }

  it('to move what its owner moves', async () => {
    const response = await ask(submitter, `/api/cases/${one.id}/acts`, { body: act })
    expect(response.status).toBe(422)
    expect(await body(response)).toMatchObject({ code: 'refused_by_rule', details: { reason: 'workflows.owner_acts' } })
  })

  it('what is not as it should be, what is not there, whoever may not', async () => {
    const asked = (actor: Parameters<TestApp['ask']>[0], path: string, sent: object) =>
      ask(actor, path, { body: sent }).then((response) => response.status)
    expect(await asked(submitter, `/api/cases/${one.id}/acts`, { act: 'submit' })).toBe(400)
    expect(await asked(submitter, `/api/cases/${randomUUID()}/acts`, act)).toBe(404)
    expect(await asked(stranger, `/api/cases/${one.id}/acts`, act)).toBe(403)
    expect(await asked(anonymous, `/api/cases/${one.id}/acts`, act)).toBe(401)
    expect(await asked(submitter, '/api/cases/acts', { act: 'submit', cases: [] })).toBe(400)
    expect(await asked(stranger, '/api/cases/acts', { act: 'submit', cases: [{ id: one.id, version: 1 }] })).toBe(403)
    expect(await asked(analyst, `/api/cases/${one.id}/assign`, { expectedVersion: 1, lead: [] })).toBe(403)
    expect(await asked(planner, `/api/cases/${one.id}/assign`, { expectedVersion: 9, lead: [] })).toBe(409)
    expect(await asked(planner, `/api/cases/${one.id}/assign`, { expectedVersion: 1, lead: ['bureau'] })).toBe(400)
    expect((await ask(submitter, '/api/cases?open=perhaps')).status).toBe(400)
    expect((await ask(stranger, '/api/cases')).status).toBe(403)
    expect((await ask(submitter, '/api/desk?scope=yours')).status).toBe(400)
  })

  it('one of many with its reason, and answers for the others', async () => {
    const response = await ask(submitter, '/api/cases/acts', {
      body: {
        act: 'submit',
        cases: [
          { id: one.id, version: 1 },
          { id: randomUUID(), version: 1 },
        ],
      },
    })
    expect(await body(response)).toMatchObject({
      done: 0,
      results: [{ problem: { code: 'refused_by_rule' } }, { problem: { code: 'not_found' } }],
    })
  })
})

describe('success', () => {
  it('the desk shows what waits, overdue', async () => {
    const desk = await body<{ total: number; overdue: number; items: DeskItem[] }>(await ask(submitter, '/api/desk'))
    expect(desk).toMatchObject({
      total: 1,
      overdue: 1,
      items: [{ id: one.id, light: 'overdue', acts: [{ act: 'submit' }] }],
    })
  })

  it('a case shows its acts, clocks and timeline', async () => {
    const shown = await body<CaseDetail>(await ask(submitter, `/api/cases/${one.id}`))
    expect(shown).toMatchObject({
      version: 1,
      acts: [{ act: 'submit', decision: { allowed: true } }],
      clocks: [{ light: 'overdue' }],
      timeline: [{ number: 1 }],
    })
  })

  it('cases are listed by workflow, place and due date', async () => {
    const listed = await body<{ total: number; overdue: number }>(
      await ask(submitter, '/api/cases?workflow=monthly&place=county&due=overdue'),
    )
    expect(listed).toMatchObject({ total: 1, overdue: 1, items: [{ id: one.id, subjectKind: 'return' }] })
    expect(await body(await ask(submitter, '/api/cases?place=west'))).toMatchObject({ total: 0 })
  })

  it('somebody is made answerable for a case', async () => {
    two = await open('east', '2026-04-01')
    const planner = testActor(['workflows.see', 'workflows.assign'], { id: 'planner' })
    const response = await ask(planner, `/api/cases/${two.id}/assign`, {
      body: { expectedVersion: 1, assignee: 'submitter', reason: 'knows it' },
    })
    expect(await body(response)).toMatchObject({ version: 2, assignee: { id: 'submitter' }, assign: { allowed: true } })
    const desk = await body<{ items: DeskItem[] }>(await ask(submitter, '/api/desk'))
    expect(desk.items.find(({ id }) => id === two.id)).toMatchObject({ delegated: true })
  })

  it('an extension is seen at once, with the original due date', async () => {
    const shown = await body<CaseDetail>(await ask(analyst, `/api/cases/${one.id}/extend`, { body: extension }))
    expect(shown).toMatchObject({
      version: 2,
      clocks: [{ originalDue: '2026-03-01', due: '2026-03-20', light: 'on_schedule' }],
    })
    expect(shown.timeline.at(-1)).toMatchObject({ act: 'workflow.extend', reason: 'flood', due: '2026-03-20' })
  })
})
