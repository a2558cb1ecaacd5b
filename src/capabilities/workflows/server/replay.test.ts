import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, system } from '#base/decision.ts'
import { addDays, type PlainDate, parsePlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { countyProgramme } from '#capabilities/people/server/testing.ts'
import { settableClock } from '#kit/server/clock.ts'
import type { House, ProgrammeInForce } from '#kit/server/house.ts'
import { quietLog } from '#kit/server/log.ts'
import { demoProgramme, openTestRecord, testActor } from '#kit/server/testing.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import { clocksOf } from '../rules/clocks.ts'
import type { OfferedAct } from '../rules/model.ts'
import { caseStateOf } from '../rules/state.ts'
import { assignCase } from './assign.ts'
import { caseOf, extendClock, openCase, performAct } from './cases.ts'
import { expireClocks, redateCases } from './expiry.ts'
import { derivedOf, frameOf, resourceOf } from './moves.ts'
import { ownSubject } from './owners.ts'
import { findCaseRow, listCaseActs, listExpiries, ofCaseState, toCase } from './store.ts'
import { permitProgramme } from './testing-permits.ts'
import { workflowOfCase } from './versions.ts'

// Random people do random things to cases of every workflow; after each day the columns of every case must be what its acts say.

const clock = settableClock(new Date('2026-01-05T02:00:00Z'))
const seed = Number(process.env.RANDOM_SEED ?? 20260105)
const rounds = Math.max(30, Math.min(400, Math.floor(Number(process.env.RANDOM_RUNS ?? 100) / 2)))
const units = ['industry-bureau', 'land-office', 'statistics']
let house: House
let programme: ProgrammeInForce

beforeAll(async () => {
  const demo = await demoProgramme()
  const { permits, checks } = permitProgramme(countyProgramme).workflows
  programme = {
    ...demo,
    hash: 'd0'.repeat(32),
    calendar: { ...demo.calendar, publishedThrough: parsePlainDate('2026-02-10') },
    workflows: { ...demo.workflows, permits, checks },
  } as ProgrammeInForce
  const record = await openTestRecord()
  house = { record, clock, log: quietLog, programme: () => programme } as unknown as House
  for (const { subject } of Object.values(programme.workflows))
    ownSubject(house, { kind: subject, holds: async () => () => share() < 0.8 })
})
afterAll(() => house.record.close())

let state = seed
function share(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}
const one = <T>(list: readonly T[]): T => list[Math.floor(share() * list.length)] as T

function people(): Actor[] {
  const permissions = [
    ...new Set(
      Object.values(programme.workflows).flatMap((workflow) => [
        ...workflow.acts.map((act) => act.may),
        ...workflow.states.flatMap((each) => (each.branches ?? []).map((branch) => branch.may)),
      ]),
    ),
    'workflows.see',
    'workflows.extend',
    'workflows.assign',
  ]
  return units.map((organisation) => testActor(permissions, { id: `of ${organisation}`, organisation }))
}

/** Something that fits what an act asks to be filled in; now and then nothing. */
function filled({ fields = [] }: Pick<OfferedAct['act'], 'fields'>): Record<string, string> {
  const values = { text: 'done', number: '12.5', share: String(Math.floor(share() * 100)), date: '2026-03-01' }
  return Object.fromEntries(
    fields.flatMap((field) => {
      if (field.required !== true && share() < 0.3) return []
      return [[field.id, field.type === 'choice' ? (one(field.choices ?? []).id ?? '') : values[field.type]]]
    }),
  )
}

async function begin(workflow: ProgrammeWorkflow, parent?: string): Promise<string> {
  const actor = one(people())
  const parties = Object.fromEntries((workflow.parties ?? []).map((role) => [role, units.filter(() => share() < 0.6)]))
  const { id } = await house.record.withActor(actor, (tx) =>
    openCase(house, tx, {
      workflow: workflow.id,
      subject: { kind: workflow.subject, id: randomUUID() },
      title: workflow.name as { zh: string; en: string },
      place: programme.rootPlace,
      parties,
      due: addDays(house.clock.today(programme.timeZone), Math.floor(share() * 40)),
      actor,
      ...(parent === undefined ? {} : { parent }),
    }),
  )
  return id
}

async function doSomething(id: string): Promise<string> {
  const actor = share() < 0.1 ? system : one(people())
  try {
    return await house.record.withActor(actor, async (tx) => {
      const view = await caseOf(house, tx, { id, actor })
      const doing = { caseId: id, actor, expectedVersion: view.case.version }
      const luck = share()
      const running = view.clocks.find((each) => each.stoppedOn === undefined)
      if (luck < 0.08 && running !== undefined) {
        const due = addDays(running.due, Math.floor(share() * 20) - 2)
        await extendClock(house, tx, { ...doing, clock: running.id, due, reason: 'more time' })
        return 'extended'
      }
      if (luck < 0.16) {
        const assist = units.filter(() => share() < 0.5)
        await assignCase(house, tx, { ...doing, assist, assignee: share() < 0.3 ? null : one(people()).id })
        return 'assigned'
      }
      const wanted = one(view.offered)
      if (wanted === undefined) return 'nothing'
      await performAct(house, tx, {
        ...doing,
        act: wanted.act.id,
        ...(wanted.unit === undefined ? {} : { unit: wanted.unit }),
        ...(wanted.act.reason === undefined ? {} : { reason: 'because' }),
        fields: filled(wanted.act),
      })
      return 'performed'
    })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const reason = error.details.reason ?? error.issues[0]?.text ?? error.code
    expect(reason, 'every refusal has its reason').toMatch(/^(decision|workflows)\./)
    return 'refused'
  }
}

/** What is stored beside what a replay of the acts says. */
async function compare(id: string): Promise<void> {
  await house.record.asSystem(async (tx) => {
    const row = await findCaseRow(tx, id, { lock: false })
    if (row === undefined) throw new Error(`there is no case ${id}`)
    const workflow = await workflowOfCase(house, tx, row)
    const acts = await listCaseActs(tx, id)
    const replayed = caseStateOf(workflow, acts)
    const frame = frameOf(house, row.due)
    const done = (await listExpiries(tx, [id])).get(id) ?? new Set()
    const derived = derivedOf(frame, workflow, { acts, state: replayed, reach: resourceOf(toCase(row)), done })
    expect({ ...row }).toMatchObject({ ...ofCaseState(replayed), ...derived })
    expect(acts.map((act) => act.number)).toEqual(acts.map((_act, i) => i + 1))
    const other = { ...frame, calendar: { holidays: [], workdays: [], publishedThrough: parsePlainDate('2020-01-01') } }
    const dues = (found: ReturnType<typeof clocksOf>) => found.map((each) => [each.id, each.originalDue, each.due])
    expect(dues(clocksOf(workflow, acts, other)), 'a calendar changes nothing by itself').toEqual(
      dues(clocksOf(workflow, acts, frame)),
    )
  })
}

describe('the columns of a case', () => {
  it('are what a replay of its acts says, whatever people and clocks did', { timeout: 120_000 }, async () => {
    const ids: string[] = []
    const tally: Record<string, number> = {}
    for (const workflow of Object.values(programme.workflows)) {
      for (let n = 0; n < 3; n += 1) ids.push(await begin(workflow))
    }
    const live = [...ids]
    for (let round = 0; round < rounds; round += 1) {
      clock.advance(86_400_000)
      for (let n = 0; n < 8; n += 1) {
        const id = one(live)
        const did = await doSomething(id)
        tally[did] = (tally[did] ?? 0) + 1
        if (did === 'nothing') live[live.indexOf(id)] = await begin(one(Object.values(programme.workflows)))
      }
      if (share() < 0.2) ids.push(await begin(programme.workflows.permits as ProgrammeWorkflow, one(ids.slice(-3))))
      if (round === Math.floor(rounds / 2)) {
        const published = { ...programme.calendar, publishedThrough: '2027-12-31' as PlainDate }
        programme = { ...programme, calendar: published }
        await redateCases(house)
      }
      await expireClocks(house)
    }
    for (const id of new Set([...ids, ...live])) await compare(id)
    expect(tally.performed).toBeGreaterThan(rounds)
    expect(tally.refused).toBeGreaterThan(0)
  })
})
