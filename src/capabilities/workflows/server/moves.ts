import { type Actor, type Resource, system } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { recordAct } from '#kit/server/acts.ts'
import { inReachOfHouse } from '#kit/server/db.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme, ProgrammeWorkflow } from '#pack/programme.ts'
import { clocksOf, duesSetBy, nextDue, runningClocks } from '../rules/clocks.ts'
import {
  assigningAct,
  type CaseAct,
  type CaseState,
  type ClockFrame,
  extendingAct,
  redatingAct,
  type StoredDue,
  subcaseClosedAct,
  subcaseOpenedAct,
} from '../rules/model.ts'
import { advance, isFinal } from '../rules/state.ts'
import { nextStepDay } from '../rules/steps.ts'
import { waitsOf } from '../rules/waits.ts'
import { announceMove } from './announcements.ts'
import { findOwner } from './owners.ts'
import {
  type Case,
  type CaseMove,
  type DbCase,
  type DbCaseAct,
  findCaseRow,
  insertCaseAct,
  listCaseActs,
  listExpiries,
  ofCaseState,
  toCase,
  toCaseState,
  updateCase,
} from './store.ts'
import { workflowOfCase } from './versions.ts'

/** What the kernel needs of the house. */
export type CaseHouse = Pick<House, 'programme' | 'clock'> & Partial<Pick<House, 'settings'>>

/** What decisions about the case are asked of. */
export function resourceOf(one: Pick<Case, 'places' | 'organisations'>): Resource {
  return { places: one.places, organisations: one.organisations }
}

/** What clocks are computed with, here and now. */
export function frameOf(house: CaseHouse, due: PlainDate | null | undefined): ClockFrame {
  const programme = house.programme()
  return {
    calendar: programme.calendar,
    timeZone: programme.timeZone,
    today: house.clock.today(programme.timeZone),
    ...(due === null || due === undefined ? {} : { due }),
  }
}

/** The place and all that contain it, from the inside out. */
export function placesAround(programme: Programme, place: string): string[] {
  const around: string[] = []
  let at: string | undefined = place
  while (at !== undefined && !around.includes(at)) {
    around.push(at)
    at = Object.hasOwn(programme.places, at) ? programme.places[at]?.parent : undefined
  }
  return around
}

/** What the columns of a case say about its clocks and desks, from its acts. */
export function derivedOf(
  frame: ClockFrame,
  workflow: ProgrammeWorkflow,
  of: { acts: readonly CaseAct[]; state: CaseState; reach: Resource; done?: ReadonlySet<string> },
): Pick<CaseMove, 'next_due' | 'provisional' | 'wakes_on' | 'waits'> {
  const clocks = clocksOf(workflow, of.acts, frame)
  const due = nextDue(clocks)
  const isOver = isFinal(workflow, of.state.state)
  return {
    next_due: due ?? null,
    provisional: runningClocks(clocks).some((clock) => clock.provisional),
    wakes_on: isOver ? null : (nextStepDay(workflow, of.acts, { ...frame, done: of.done ?? new Set() }) ?? null),
    waits: waitsOf(workflow, of.state, of.reach),
  }
}

/** One act to be written down: a new end of the list of acts. */
export type Appending = {
  readonly row: DbCase
  readonly workflow: ProgrammeWorkflow
  readonly actor: Actor
  readonly act: Omit<CaseAct, 'at' | 'actor' | 'to' | 'dues'> & { readonly dues?: readonly StoredDue[] }
  /** Attaches files to the act once it stands, by its number. */
  readonly attach?: (number: number) => Promise<void>
}

const nameOfAct: Readonly<Record<string, string>> = {
  [extendingAct]: 'workflows.extended',
  [redatingAct]: 'workflows.redated',
  [assigningAct]: 'workflows.assigned',
}

/**
 * Writes an act down and what it changes of the case; then the owner of the subject follows, the case above learns of an end, and what the
 * workflow announces is said. Everything in the transaction of the act.
 */
export async function append(house: CaseHouse, tx: Transaction, appending: Appending): Promise<Case> {
  const { row, workflow, actor, act } = appending
  const at = house.clock.now()
  const before = toCaseState(row)
  const folded = advance(workflow, before, { ...act, at, actor: actor.id })
  const frame = frameOf(house, row.due)
  const past = await listCaseActs(tx, row.id)
  const moving: CaseAct = { ...act, at, actor: actor.id, to: folded.state }
  const dues = act.dues ?? duesSetBy(workflow, [...past, moving], frame)
  const acts = [...past, dues.length === 0 ? moving : { ...moving, dues }]
  const organisations = withParties(row.organisations, folded)
  const isOver = isFinal(workflow, folded.state)
  const done = (await listExpiries(tx, [row.id])).get(row.id)
  const move: CaseMove = {
    ...ofCaseState(folded),
    ...derivedOf(frame, workflow, {
      acts,
      state: folded,
      reach: { places: row.places, organisations },
      ...(done === undefined ? {} : { done }),
    }),
    organisations,
    moved_at: at,
    closed_at: isOver ? (row.closed_at ?? at) : null,
  }
  await insertCaseAct(tx, actRow(row.id, { act: moving, number: folded.version, from: before.state, dues }))
  await updateCase(tx, row.id, move)
  await appending.attach?.(folded.version)
  await recordAct(tx, {
    name: nameOfAct[act.act] ?? 'workflows.performed',
    subject: { kind: 'case', id: row.id },
    detail: {
      act: act.act,
      from: before.state,
      to: folded.state,
      version: folded.version,
      ...(act.clock === undefined ? {} : { clock: act.clock, due: act.due }),
      ...(act.unit === undefined ? {} : { unit: act.unit }),
      ...(act.subcase === undefined ? {} : { subcase: act.subcase }),
      ...(act.onBehalfOf === undefined ? {} : { onBehalfOf: act.onBehalfOf }),
    },
  })
  const after = toCase({ ...row, ...move })
  await followedBy(house, tx, { before: toCase(row), after, actor, act: moving })
  await announceMove(house, tx, { workflow, before: toCase(row), after, act: moving })
  if (row.parent !== null && isOver !== (row.closed_at !== null))
    await tellParent(house, tx, {
      parent: row.parent,
      subcase: row.id,
      act: isOver ? subcaseClosedAct : subcaseOpenedAct,
    })
  return after
}

type Following = { before?: Case; after: Case; actor: Actor; act: CaseAct }

/** The owner of the subject keeps its own rows in step. */
export async function followedBy(house: CaseHouse, tx: Transaction, moved: Following): Promise<void> {
  const { before, after, actor, act } = moved
  await findOwner(house, after.subject.kind)?.follows?.(tx, {
    ...(before === undefined ? {} : { before }),
    after,
    act: act.act,
    actor,
    at: act.at,
    ...(act.reason === undefined ? {} : { reason: act.reason }),
    ...(act.fields === undefined ? {} : { fields: act.fields }),
    ...(act.unit === undefined ? {} : { unit: act.unit }),
  })
}

/** Whoever moves a case need not see the one above it: the house writes there what became of it. */
async function tellParent(
  house: CaseHouse,
  tx: Transaction,
  { parent, subcase, act }: { parent: string; subcase: string; act: string },
): Promise<void> {
  await inReachOfHouse(tx, async () => {
    const row = await findCaseRow(tx, parent, { lock: true })
    if (row === undefined) return
    const workflow = await workflowOfCase(house, tx, row)
    await append(house, tx, { row, workflow, actor: system, act: { act, subcase } })
  })
}

/** Everybody who was ever answerable for a case goes on seeing it. */
export function withParties(organisations: readonly string[], { parties }: Pick<CaseState, 'parties'>): string[] {
  return [...new Set([...organisations, ...parties.lead, ...parties.assist, ...parties.decide])]
}

type Stored = { act: CaseAct; number: number; from?: string; dues: readonly StoredDue[] }

/** An act as a row. */
export function actRow(caseId: string, { act, number, from, dues }: Stored): DbCaseAct {
  return {
    case_id: caseId,
    number,
    act: act.act,
    from_state: from ?? null,
    to_state: act.to ?? '',
    at: act.at,
    actor: act.actor,
    reason: act.reason ?? null,
    clock: act.clock ?? null,
    clock_due: act.due ?? null,
    unit: act.unit ?? null,
    fields: act.fields === undefined || Object.keys(act.fields).length === 0 ? null : act.fields,
    parties: act.parties ?? null,
    assignee: act.assignee === undefined ? null : (act.assignee ?? ''),
    subcase: act.subcase ?? null,
    on_behalf_of: act.onBehalfOf ?? null,
    dues: dues.length === 0 ? null : dues,
  }
}
