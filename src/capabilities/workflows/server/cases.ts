import { randomUUID } from 'node:crypto'
import { type Actor, can, type Decision, type Resource } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem, type ProblemCode } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme, ProgrammeWorkflow } from '#pack/programme.ts'
import type { Clock } from '../contract.ts'
import {
  availableActs,
  type CaseAct,
  type CaseFacts,
  type ClockFrame,
  clocksOf,
  extendingAct,
  isFinal,
  nextDue,
  type OfferedAct,
  openingAct,
  stateAfter,
} from '../rules.ts'
import {
  type Case,
  type DbCase,
  findCaseRow,
  findCaseRowBySubject,
  insertCaseAct,
  insertCases,
  listCaseActs,
  toCase,
  updateCase,
} from './store.ts'

export type { Case } from './store.ts'

/** What the kernel needs of the house. */
export type CaseHouse = Pick<House, 'programme' | 'clock'>

/** A case to be opened. */
export type NewCase = {
  /** A workflow of the programme. */
  readonly workflow: string
  /** What moves: a kind such as `return`, and its id. One case per subject and workflow. */
  readonly subject: { readonly kind: string; readonly id: string }
  /** What people call it on the desk. */
  readonly title: Text
  readonly actor: Actor
  /** Where it belongs; the places that contain it are found here. */
  readonly place?: string
  /** The organisation it is about, such as `enterprise:<uuid>`. */
  readonly organisation?: string
  /** Further organisations whose people see it. */
  readonly organisations?: readonly string[]
  /** For clocks that start at the due date. */
  readonly due?: PlainDate
  readonly id?: string
}

export type ActToPerform = {
  readonly caseId: string
  readonly act: string
  readonly actor: Actor
  /** The version the actor saw; another one is refused as `stale`. */
  readonly expectedVersion: number
  readonly reason?: string
  /** Answers the conditions that the act requires; without it an act with requirements is refused. */
  readonly holds?: CaseFacts['holds']
}

export type Extension = {
  readonly caseId: string
  readonly clock: string
  readonly due: PlainDate
  readonly reason: string
  readonly actor: Actor
  readonly expectedVersion: number
}

/** A case with its acts, its clocks, and what the actor may do. */
export type CaseView = {
  readonly case: Case
  readonly acts: readonly (CaseAct & { readonly number: number; readonly from?: string; readonly to: string })[]
  readonly clocks: readonly Clock[]
  readonly offered: readonly OfferedAct[]
}

/** The workflow of the programme. Throws `not_found`. */
export function getWorkflow(programme: Programme, id: string): ProgrammeWorkflow {
  const workflow = findWorkflow(programme, id)
  if (workflow === undefined) throw new Problem('not_found', { details: { kind: 'workflow', id } })
  return workflow
}

export function findWorkflow(programme: Programme, id: string): ProgrammeWorkflow | undefined {
  return Object.hasOwn(programme.workflows, id) ? programme.workflows[id] : undefined
}

/** Opens a case in the initial state of its workflow. Its opening is an act. */
export async function openCase(house: CaseHouse, tx: Transaction, newCase: NewCase): Promise<Case> {
  const [opened] = await openCases(house, tx, [newCase])
  return opened as Case
}

/** Opens many cases at once. */
export async function openCases(house: CaseHouse, tx: Transaction, newCases: readonly NewCase[]): Promise<Case[]> {
  const rows = newCases.map((newCase) => openingRow(house, newCase))
  await insertCases(tx, rows, rows.map(openingActOf))
  for (const row of rows) {
    await recordAct(tx, {
      name: 'workflows.opened',
      subject: { kind: 'case', id: row.id },
      detail: { workflow: row.workflow, of: row.subject_kind, subject: row.subject },
    })
  }
  return rows.map(toCase)
}

/**
 * Performs one act of the workflow. Throws `stale` with both versions, `wrong_state`, `forbidden`, `refused_by_rule`
 * (a requirement), `invalid_input` (a missing reason), `not_found`.
 */
export async function performAct(house: CaseHouse, tx: Transaction, doing: ActToPerform): Promise<Case> {
  const row = await lockCase(tx, doing)
  const workflow = getWorkflow(house.programme(), row.workflow)
  const state = stateAfter(workflow, row.state, doing.act)
  const offered = availableActs(workflow, row.state, doing.actor, {
    resource: resourceOf(toCase(row)),
    ...(doing.holds === undefined ? {} : { holds: doing.holds }),
  }).find(({ act }) => act.id === doing.act)
  if (offered === undefined) throw new Problem('wrong_state', { details: { act: doing.act, state: row.state } })
  refuseUnless(offered.decision)
  const reason = doing.reason?.trim()
  if (offered.act.reason === 'required' && (reason === undefined || reason === '')) throw missingReason()
  return append(house, tx, {
    row,
    workflow,
    state,
    act: { act: doing.act, actor: doing.actor.id, ...(reason ? { reason } : {}) },
  })
}

/** Gives a running clock a new due date; the original stays in its history. Needs `workflows.extend`. */
export async function extendClock(house: CaseHouse, tx: Transaction, extension: Extension): Promise<Case> {
  const row = await lockCase(tx, extension)
  const workflow = getWorkflow(house.programme(), row.workflow)
  refuseUnless(can(extension.actor, 'workflows.extend', resourceOf(toCase(row))))
  const clocks = clocksOf(workflow, await listCaseActs(tx, row.id), frameOf(house, row.due))
  const running = clocks.find((clock) => clock.id === extension.clock && clock.stoppedOn === undefined)
  if (running === undefined) {
    throw new Problem('wrong_state', { details: { clock: extension.clock, reason: 'workflows.clock_not_running' } })
  }
  if (extension.due <= running.due) {
    const issue = { text: 'workflows.due_not_later', where: 'body.due', found: extension.due, expected: running.due }
    throw new Problem('invalid_input', { issues: [issue] })
  }
  const { clock, due, reason } = extension
  return append(house, tx, {
    row,
    workflow,
    state: row.state,
    act: { act: extendingAct, actor: extension.actor.id, reason, clock, due },
  })
}

/** A case with its acts, clocks and offers for the actor, or undefined where there is none that the actor may see. */
export async function findCase(
  house: CaseHouse,
  tx: Transaction,
  { id, actor, holds }: { id: string; actor: Actor; holds?: CaseFacts['holds'] },
): Promise<CaseView | undefined> {
  const row = await findCaseRow(tx, id, { lock: false })
  return row === undefined ? undefined : viewOf(house, tx, { row, actor, holds })
}

/** The same; throws `not_found`. */
export async function caseOf(
  house: CaseHouse,
  tx: Transaction,
  asked: Parameters<typeof findCase>[2],
): Promise<CaseView> {
  const view = await findCase(house, tx, asked)
  if (view === undefined) throw new Problem('not_found', { details: { kind: 'case', id: asked.id } })
  return view
}

/** The clocks of a case that are running. */
export async function listRunningClocks(house: CaseHouse, tx: Transaction, id: string): Promise<Clock[]> {
  const row = await findCaseRow(tx, id, { lock: false })
  if (row === undefined) return []
  const workflow = getWorkflow(house.programme(), row.workflow)
  const clocks = clocksOf(workflow, await listCaseActs(tx, id), frameOf(house, row.due))
  return clocks.filter((clock) => clock.stoppedOn === undefined)
}

/** The case of a subject, such as a return. */
export async function findCaseOf(
  tx: Transaction,
  subject: { kind: string; id: string },
  workflow?: string,
): Promise<Case | undefined> {
  const row = await findCaseRowBySubject(tx, subject, workflow)
  return row === undefined ? undefined : toCase(row)
}

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

async function viewOf(
  house: CaseHouse,
  tx: Transaction,
  { row, actor, holds }: { row: DbCase; actor: Actor; holds: CaseFacts['holds'] | undefined },
): Promise<CaseView> {
  const workflow = getWorkflow(house.programme(), row.workflow)
  const acts = await listCaseActs(tx, row.id)
  const one = toCase(row)
  return {
    case: one,
    acts,
    clocks: clocksOf(workflow, acts, frameOf(house, row.due)),
    offered: availableActs(workflow, row.state, actor, {
      resource: resourceOf(one),
      ...(holds === undefined ? {} : { holds }),
    }),
  }
}

async function lockCase(
  tx: Transaction,
  { caseId, expectedVersion }: { caseId: string; expectedVersion: number },
): Promise<DbCase> {
  const row = await findCaseRow(tx, caseId, { lock: true })
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'case', id: caseId } })
  if (row.version === expectedVersion) return row
  const last = (await listCaseActs(tx, caseId)).at(-1)
  throw new Problem('stale', {
    details: {
      kind: 'case',
      id: caseId,
      yours: expectedVersion,
      current: row.version,
      state: row.state,
      act: last?.act,
      by: last?.actor,
      at: last?.at.toISOString(),
    },
  })
}

type Appended = { row: DbCase; workflow: ProgrammeWorkflow; state: string; act: Omit<CaseAct, 'at'> }

async function append(house: CaseHouse, tx: Transaction, { row, workflow, state, act }: Appended): Promise<Case> {
  const at = house.clock.now()
  const version = row.version + 1
  const acts = [...(await listCaseActs(tx, row.id)), { ...act, to: state, at }]
  const move = {
    state,
    version,
    next_due: nextDue(clocksOf(workflow, acts, frameOf(house, row.due))) ?? null,
    moved_at: at,
    closed_at: isFinal(workflow, state) ? at : null,
  }
  await insertCaseAct(tx, {
    case_id: row.id,
    number: version,
    act: act.act,
    from_state: row.state,
    to_state: state,
    at,
    actor: act.actor,
    reason: act.reason ?? null,
    clock: act.clock ?? null,
    clock_due: act.due ?? null,
  })
  await updateCase(tx, row.id, move)
  await recordAct(tx, {
    name: act.act === extendingAct ? 'workflows.extended' : 'workflows.performed',
    subject: { kind: 'case', id: row.id },
    detail: {
      act: act.act,
      from: row.state,
      to: state,
      version,
      ...(act.clock === undefined ? {} : { clock: act.clock, due: act.due }),
    },
  })
  return toCase({ ...row, ...move })
}

function openingRow(house: CaseHouse, newCase: NewCase): DbCase {
  const programme = house.programme()
  const workflow = getWorkflow(programme, newCase.workflow)
  const now = house.clock.now()
  const acts = [{ act: openingAct, to: workflow.initial, at: now, actor: newCase.actor.id }]
  const organisations = [
    ...(newCase.organisation === undefined ? [] : [newCase.organisation]),
    ...(newCase.organisations ?? []),
  ]
  return {
    id: newCase.id ?? randomUUID(),
    workflow: newCase.workflow,
    pack: programme.hash,
    subject_kind: newCase.subject.kind,
    subject: newCase.subject.id,
    title: newCase.title,
    place: newCase.place ?? null,
    places: newCase.place === undefined ? [] : placesAround(programme, newCase.place),
    organisation: newCase.organisation ?? null,
    organisations,
    state: workflow.initial,
    version: 1,
    due: newCase.due ?? null,
    next_due: nextDue(clocksOf(workflow, acts, frameOf(house, newCase.due))) ?? null,
    opened_at: now,
    opened_by: newCase.actor.id,
    moved_at: now,
    closed_at: isFinal(workflow, workflow.initial) ? now : null,
  }
}

function openingActOf(row: DbCase) {
  return {
    case_id: row.id,
    number: 1,
    act: openingAct,
    from_state: null,
    to_state: row.state,
    at: row.opened_at,
    actor: row.opened_by,
    reason: null,
    clock: null,
    clock_due: null,
  }
}

/** The place and all that contain it, from the inside out. */
function placesAround(programme: Programme, place: string): string[] {
  const around: string[] = []
  let at: string | undefined = place
  while (at !== undefined && !around.includes(at)) {
    around.push(at)
    at = Object.hasOwn(programme.places, at) ? programme.places[at]?.parent : undefined
  }
  return around
}

const codeOfReason: Record<string, ProblemCode> = {
  'decision.not_signed_in': 'not_signed_in',
  'workflows.requirement_fails': 'refused_by_rule',
  'workflows.requirement_unknown': 'refused_by_rule',
}

function refuseUnless(decision: Decision): void {
  if (decision.allowed) return
  throw new Problem(codeOfReason[decision.reason] ?? 'forbidden', {
    details: { ...decision.details, reason: decision.reason },
  })
}

function missingReason(): Problem {
  return new Problem('invalid_input', { issues: [{ text: 'workflows.reason_missing', where: 'body.reason' }] })
}
