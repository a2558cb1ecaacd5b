import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import { settableClock } from '#kit/server/clock.ts'
import type { House, ProgrammeInForce } from '#kit/server/house.ts'
import { quietLog } from '#kit/server/log.ts'
import { demoProgramme, openTestRecord, testActor } from '#kit/server/testing.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import { CaseDetail } from '../contract.ts'
import { differingActs, offerKey, ownOffers } from '../rules/shown.ts'
import { caseOf, openCase, performAct } from './cases.ts'
import { ownSubject } from './owners.ts'
import { caseDetailOf } from './present.ts'
import { countyProgramme } from '#capabilities/people/server/testing.ts'
import { permitProgramme } from './testing-permits.ts'

// What a page may offer it decides itself, from the answer of the server. Random people do random things to cases of every workflow,
// and whoever looks, page and server agree.

const clock = settableClock(new Date('2026-01-05T02:00:00Z'))
const units = ['industry-bureau', 'land-office', 'statistics']
let house: House
let programme: ProgrammeInForce
let state = 20260106

const share = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}
const one = <T>(list: readonly T[]): T => list[Math.floor(share() * list.length)] as T

beforeAll(async () => {
  const demo = await demoProgramme()
  const { permits, checks } = permitProgramme(countyProgramme).workflows
  programme = {
    ...demo,
    hash: 'd0'.repeat(32),
    workflows: { ...demo.workflows, permits, checks },
  } as ProgrammeInForce
  const record = await openTestRecord()
  house = { record, clock, log: quietLog, programme: () => programme } as unknown as House
  for (const { subject } of Object.values(programme.workflows))
    ownSubject(house, { kind: subject, holds: async () => (condition) => condition.text.length % 5 !== 0 })
})
afterAll(() => house.record.close())

/** People of three units, each with most of the permissions that the acts of a workflow ask for, one of them absent. */
function people(workflow: ProgrammeWorkflow): Actor[] {
  const asked = [
    ...workflow.acts.map((act) => act.may),
    ...workflow.states.flatMap((each) => (each.branches ?? []).map((branch) => branch.may)),
  ]
  const plain = units.map((organisation, index) => {
    const held = [...new Set(asked)].filter((_, at) => (at + index) % 4 !== 3)
    return testActor(['workflows.see', ...held], { id: `of ${organisation}`, organisation })
  })
  const [first, second] = plain as [Actor, Actor, Actor]
  const standing: Actor = {
    ...first,
    id: 'substitute',
    standsInFor: [{ id: second.id, name: 'absent', organisation: units[1] ?? '', until: '2030-01-01' }],
    grants: [
      { permission: 'workflows.see', scope: 'all' },
      ...second.grants.map((grant) => ({ ...grant, for: second.id })),
    ],
  }
  return [...plain, standing]
}

async function open(workflow: ProgrammeWorkflow, actor: Actor): Promise<string> {
  const parties = Object.fromEntries((workflow.parties ?? []).map((role) => [role, units.filter(() => share() < 0.7)]))
  const { id } = await house.record.withActor(actor, (tx) =>
    openCase(house, tx, {
      workflow: workflow.id,
      subject: { kind: workflow.subject, id: randomUUID() },
      title: workflow.name as { zh: string; en: string },
      place: programme.rootPlace,
      parties,
      actor,
      ...(share() < 0.5 ? { assignee: `of ${units[2]}` } : {}),
    }),
  )
  return id
}

/** What was offered and allowed, done with everything that it asks for. */
async function move(id: string, actor: Actor): Promise<void> {
  const refusal = (error: unknown): void => {
    if (!(error instanceof Problem)) throw error
  }
  await house.record
    .withActor(actor, async (tx) => {
      const { case: now, offered } = await caseOf(house, tx, { id, actor, holds: () => true })
      const wanted = one(offered.filter(({ decision }) => decision.allowed))
      if (wanted === undefined) return
      const values = { text: 'done', number: '12.5', share: '40', date: '2026-03-01', choice: '' }
      const fields = Object.fromEntries(
        (wanted.act.fields ?? []).map(({ id: field, type, choices }) => [field, choices?.[0]?.id ?? values[type]]),
      )
      await performAct(house, tx, {
        caseId: id,
        actor,
        expectedVersion: now.version,
        act: wanted.act.id,
        ...(wanted.unit === undefined ? {} : { unit: wanted.unit }),
        ...(wanted.act.reason === undefined ? {} : { reason: 'because' }),
        fields,
      })
    })
    .catch(refusal)
}

describe('what may be done next', () => {
  it('is the same on the page and at the server, for whoever looks', { timeout: 120_000 }, async () => {
    let offers = 0
    for (const workflow of Object.values(programme.workflows)) {
      const all = people(workflow)
      const id = await open(workflow, all[0] as Actor)
      for (let step = 0; step < 8; step += 1) {
        for (const actor of all) {
          const answer = await house.record.withActor(actor, (tx) => caseDetailOf(house, tx, { id, actor }))
          const seen = CaseDetail.parse(JSON.parse(JSON.stringify(answer)))
          const about = `${workflow.id} at ${seen.state} for ${actor.id}`
          expect(differingActs(seen, actor), about).toEqual([])
          const own = ownOffers(seen, actor).map(({ act, unit }) => offerKey(act.id, act.branch?.unit ?? unit))
          expect(own, about).toEqual(seen.acts.map(({ act, unit }) => offerKey(act, unit?.id)))
          offers += own.length
        }
        await move(id, one(all))
        clock.advance(86_400_000)
      }
    }
    expect(offers).toBeGreaterThan(200)
  })

  it('differs where the case has moved on since it was read', async () => {
    const workflow = programme.workflows.permits as ProgrammeWorkflow
    const actor = testActor(
      ['workflows.see', ...workflow.acts.map((act) => act.may)].filter((name, at, list) => list.indexOf(name) === at),
      { id: 'of industry-bureau', organisation: 'industry-bureau' },
    )
    const id = await open(workflow, actor)
    const answer = await house.record.withActor(actor, (tx) => caseDetailOf(house, tx, { id, actor }))
    const seen = CaseDetail.parse(JSON.parse(JSON.stringify(answer)))
    const nobody = { ...actor, grants: [] }
    expect(differingActs(seen, nobody).length).toBe(seen.acts.filter(({ decision }) => decision.allowed).length)
  })
})
