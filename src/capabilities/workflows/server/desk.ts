import { type Actor, can } from '#base/decision.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { Programme } from '#pack/programme.ts'
import type { DeskItem } from '../contract.ts'
import { availableActs, clocksOf, lightOf } from '../rules.ts'
import { type CaseHouse, findWorkflow, frameOf, resourceOf } from './cases.ts'
import { type DbCase, listActsOfCases, listWaitingCases, toCase, type Waiting } from './store.ts'

export type DeskAsked = {
  readonly actor: Actor
  readonly place?: string | undefined
  readonly workflow?: string | undefined
  readonly offset: number
  readonly limit: number
}

/**
 * What waits for an actor: open cases in a state from which the actor may perform an act there. A requirement that does not hold
 * yet keeps no case off the desk, since meeting it is the actor's work.
 */
export async function deskOf(house: CaseHouse, tx: Transaction, asked: DeskAsked) {
  const programme = house.programme()
  const today = house.clock.today(programme.timeZone)
  const { place, workflow, offset, limit } = asked
  const { total, overdue, rows } = await listWaitingCases(tx, {
    waiting: waysOfWaiting(programme, asked.actor),
    today,
    offset,
    limit,
    ...(place === undefined ? {} : { place }),
    ...(workflow === undefined ? {} : { workflow }),
  })
  const acts = await listActsOfCases(
    tx,
    rows.map((row) => row.id),
  )
  return {
    total,
    overdue,
    items: rows.flatMap((row) => toDeskItem(house, row, { actor: asked.actor, acts: acts.get(row.id) ?? [] })),
  }
}

/** Each workflow and state from which this actor may, in some scope, perform an act. */
export function waysOfWaiting(programme: Programme, actor: Actor): Waiting[] {
  return Object.values(programme.workflows).flatMap((workflow) =>
    workflow.acts
      .filter((act) => can(actor, act.may).allowed)
      .flatMap((act) => act.from.map((state) => ({ workflow: workflow.id, state, permission: act.may }))),
  )
}

type Asked = { actor: Actor; acts: Parameters<typeof clocksOf>[1] }

function toDeskItem(house: CaseHouse, row: DbCase, { actor, acts }: Asked): DeskItem[] {
  const workflow = findWorkflow(house.programme(), row.workflow)
  if (workflow === undefined) return []
  const frame = frameOf(house, row.due)
  const running = clocksOf(workflow, acts, frame).find(
    (clock) => clock.stoppedOn === undefined && clock.due === row.next_due,
  )
  const offered = availableActs(workflow, row.state, actor, { resource: resourceOf(toCase(row)), holds: () => true })
  const item: DeskItem = {
    id: row.id,
    workflow: row.workflow,
    workflowName: workflow.name,
    subjectKind: row.subject_kind,
    subject: row.subject,
    title: row.title,
    state: row.state,
    stateName: workflow.states.find((state) => state.id === row.state)?.name ?? { zh: row.state, en: row.state },
    acts: offered.filter(({ decision }) => decision.allowed).map(({ act }) => ({ act: act.id, name: act.name })),
    provisional: running?.provisional ?? false,
    light: lightOf(row.next_due ?? undefined, frame.today),
    since: row.moved_at.toISOString(),
  }
  if (row.next_due !== null) item.due = row.next_due
  if (row.place !== null) item.place = row.place
  if (row.organisation !== null) item.organisation = row.organisation
  return [item]
}
