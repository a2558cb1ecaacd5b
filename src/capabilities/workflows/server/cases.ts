import { randomUUID } from 'node:crypto'
import type { Actor, Decision } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem, type ProblemCode, type ProblemIssue } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { findRequestScope } from '#kit/server/request-scope.ts'
import { clocksOf, decideExtension, duesSetBy, runningClocks } from '../rules/clocks.ts'
import { missingFor } from '../rules/filling.ts'
import {
  type CaseAct,
  type CaseClock,
  type CaseFacts,
  type CaseState,
  extendingAct,
  type Lack,
  type OfferedAct,
  openingAct,
  type Parties,
  subcaseOpenedAct,
} from '../rules/model.ts'
import { availableActs, decideAct, notYetReasons } from '../rules/offers.ts'
import { advance, isFinal } from '../rules/state.ts'
import { announceMove } from './announcements.ts'
import { attachFiles, givenFiles } from './files.ts'
import {
  actRow,
  append,
  type CaseHouse,
  derivedOf,
  followedBy,
  frameOf,
  placesAround,
  resourceOf,
  withParties,
} from './moves.ts'
import { findOwner } from './owners.ts'
import {
  type Case,
  type DbCase,
  findCaseRow,
  findCaseRowBySubject,
  insertCases,
  listCaseActs,
  ofCaseState,
  type StoredCaseAct,
  toCase,
  toCaseState,
} from './store.ts'
import { getWorkflow, keepVersion, versionOf, workflowOfCase } from './versions.ts'

export type { Case } from './store.ts'
export { type CaseHouse, frameOf, resourceOf } from './moves.ts'
export { findWorkflow, getWorkflow } from './versions.ts'

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
  /** Who is answerable; they see it too. */
  readonly parties?: Partial<Parties>
  /** The person whose it is. */
  readonly assignee?: string
  /** The case under which it is opened. */
  readonly parent?: string
  readonly fields?: Readonly<Record<string, string>>
  /** For clocks that start at the due date. */
  readonly due?: PlainDate
  readonly id?: string
}

export type ActToPerform = {
  readonly caseId: string
  /** An act of the workflow, or `<branch>.<outcome>`. */
  readonly act: string
  readonly actor: Actor
  /** The version the actor saw; another one is refused as `stale`. */
  readonly expectedVersion: number
  readonly reason?: string
  /** What is filled in, by field. */
  readonly fields?: Readonly<Record<string, string>>
  /** Files that were sent before, by what they are attached as. */
  readonly files?: Readonly<Record<string, readonly string[]>>
  /** Of an outcome: the organisation that gives it. */
  readonly unit?: string
  /** Of an act that opens a sub-case: what it is to be called and about, where it is to differ. */
  readonly opens?: Partial<Omit<NewCase, 'workflow' | 'parent' | 'actor' | 'id'>>
  /** Answers the conditions that the owner of the subject must answer; without it they are unknown. */
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
  readonly state: CaseState
  readonly acts: readonly StoredCaseAct[]
  readonly clocks: readonly CaseClock[]
  readonly offered: readonly OfferedAct[]
}

/** Opens a case in the initial state of its workflow. Its opening is an act. */
export async function openCase(house: CaseHouse, tx: Transaction, newCase: NewCase): Promise<Case> {
  const [opened] = await openCases(house, tx, [newCase])
  return opened as Case
}

/** Opens many cases at once. One that stands under another is known to that one. */
export async function openCases(house: CaseHouse, tx: Transaction, newCases: readonly NewCase[]): Promise<Case[]> {
  const opened = await insertOpened(house, tx, newCases)
  for (const [at, { parent, actor }] of newCases.entries()) {
    const one = opened[at]
    if (parent !== undefined && one !== undefined) await tellOfSubcase(house, tx, { parent, actor, subcase: one.id })
  }
  return opened
}

async function insertOpened(house: CaseHouse, tx: Transaction, newCases: readonly NewCase[]): Promise<Case[]> {
  const ids = new Set(newCases.map(({ workflow }) => workflow))
  for (const id of ids) await keepVersion(tx, versionOf(getWorkflow(house.programme(), id)), house.clock.now())
  const openings = newCases.map((newCase) => openingOf(house, newCase))
  await insertCases(
    tx,
    openings.map(({ row }) => row),
    openings.map(({ row, act }) => actRow(row.id, { act, number: 1, dues: act.dues ?? [] })),
  )
  const opened: Case[] = []
  for (const [at, { row, act }] of openings.entries()) {
    const after = toCase(row)
    opened.push(after)
    await recordAct(tx, {
      name: 'workflows.opened',
      subject: { kind: 'case', id: row.id },
      detail: {
        workflow: row.workflow,
        of: row.subject_kind,
        subject: row.subject,
        ...(row.parent === null ? {} : { parent: row.parent }),
      },
    })
    await followedBy(house, tx, { after, actor: (newCases[at] as NewCase).actor, act })
    await announceMove(house, tx, { workflow: getWorkflow(house.programme(), row.workflow), after, act })
  }
  return opened
}

/** The case above writes down that one was opened under it. */
async function tellOfSubcase(
  house: CaseHouse,
  tx: Transaction,
  { parent, actor, subcase }: { parent: string; actor: Actor; subcase: string },
): Promise<void> {
  const row = await findCaseRow(tx, parent, { lock: true })
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'case', id: parent } })
  const workflow = await workflowOfCase(house, tx, row)
  await append(house, tx, { row, workflow, actor, act: { act: subcaseOpenedAct, subcase } })
}

/**
 * Performs one act of the workflow under which the case was opened. Throws `stale` with both versions, `wrong_state`, `forbidden`,
 * `refused_by_rule` (a requirement), `invalid_input` (what is missing or wrong: reason, fields, files), `not_found`.
 */
export async function performAct(house: CaseHouse, tx: Transaction, doing: ActToPerform): Promise<Case> {
  const row = await lockCase(tx, doing)
  const workflow = await workflowOfCase(house, tx, row)
  const one = toCase(row)
  const { act, actor, unit, fields } = doing
  const holds = doing.holds ?? (await findOwner(house, row.subject_kind)?.holds?.(tx, one, actor))
  const offered = decideAct(
    workflow,
    toCaseState(row),
    { act, actor, unit },
    { resource: resourceOf(one), holds, fields },
  )
  refuseUnless(offered.decision)
  const reason = doing.reason?.trim()
  const named = { caseId: row.id, act, files: doing.files ?? {}, actor }
  const files = await givenFiles(tx, named)
  const lacks = missingFor(offered.act, { reason, fields, files })
  // The house has nothing to fill in: what a due date brings is not held up by an empty field.
  if (lacks.length > 0 && actor.kind !== 'system') throw new Problem('invalid_input', { issues: lacks.map(issueOf) })
  const subcase = await openBelow(house, tx, { row, doing, opens: offered.act.opens })
  return append(house, tx, {
    row,
    workflow,
    actor,
    act: {
      act,
      ...(reason ? { reason } : {}),
      ...(offered.unit === undefined ? {} : { unit: offered.unit }),
      ...(fields === undefined ? {} : { fields }),
      ...(subcase === undefined ? {} : { subcase }),
      ...(offered.onBehalfOf === undefined ? {} : { onBehalfOf: offered.onBehalfOf }),
    },
    attach: (number) => attachFiles(tx, { ...named, number }),
  })
}

type Below = { row: DbCase; doing: ActToPerform; opens: string | undefined }

/** Opens the sub-case of an act that opens one: its subject is the case itself where nobody says otherwise. */
async function openBelow(house: CaseHouse, tx: Transaction, { row, doing, opens }: Below): Promise<string | undefined> {
  if (opens === undefined) return undefined
  const workflow = getWorkflow(house.programme(), opens)
  const id = randomUUID()
  const title = {
    zh: `${row.title.zh}：${workflow.name.zh}`,
    en: `${row.title.en}: ${workflow.name.en ?? workflow.name.zh}`,
  }
  await insertOpened(house, tx, [
    {
      subject: { kind: workflow.subject, id },
      title,
      organisations: row.organisations,
      parties: row.parties,
      ...(row.place === null ? {} : { place: row.place }),
      ...(row.organisation === null ? {} : { organisation: row.organisation }),
      ...doing.opens,
      workflow: opens,
      parent: row.id,
      actor: doing.actor,
      id,
    },
  ])
  return id
}

/** Gives a running clock a new due date; the original stays in its history. Needs the permission that the clock names. */
export async function extendClock(house: CaseHouse, tx: Transaction, extension: Extension): Promise<Case> {
  const row = await lockCase(tx, extension)
  const workflow = await workflowOfCase(house, tx, row)
  const { clock, due, reason, actor } = extension
  const frame = frameOf(house, row.due)
  const clocks = clocksOf(workflow, await listCaseActs(tx, row.id), frame)
  const resource = resourceOf(toCase(row))
  const decision = decideExtension(workflow, clocks, { clock, due, actor, resource, frame })
  refuseExtension(decision, due)
  const { onBehalfOf } = decision
  return append(house, tx, {
    row,
    workflow,
    actor,
    act: { act: extendingAct, reason, clock, due, ...(onBehalfOf === undefined ? {} : { onBehalfOf }) },
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
export async function listRunningClocks(house: CaseHouse, tx: Transaction, id: string): Promise<CaseClock[]> {
  const row = await findCaseRow(tx, id, { lock: false })
  if (row === undefined) return []
  const workflow = await workflowOfCase(house, tx, row)
  return runningClocks(clocksOf(workflow, await listCaseActs(tx, id), frameOf(house, row.due)))
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

async function viewOf(
  house: CaseHouse,
  tx: Transaction,
  { row, actor, holds }: { row: DbCase; actor: Actor; holds: CaseFacts['holds'] | undefined },
): Promise<CaseView> {
  const workflow = await workflowOfCase(house, tx, row)
  const acts = await listCaseActs(tx, row.id)
  const one = toCase(row)
  const state = toCaseState(row)
  const answers = holds ?? (await findOwner(house, row.subject_kind)?.holds?.(tx, one, actor))
  return {
    case: one,
    state,
    acts,
    clocks: clocksOf(workflow, acts, frameOf(house, row.due)),
    offered: availableActs(workflow, state, actor, { resource: resourceOf(one), holds: answers }),
  }
}

/** The case, held until the end of the transaction. Throws `not_found`, and `stale` where it is no longer as the caller saw it. */
export async function lockCase(
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

/** The first act of a case and the row that stands after it. */
export function openingOf(house: CaseHouse, newCase: NewCase): { row: DbCase; act: CaseAct } {
  const programme = house.programme()
  const { hash, workflow } = versionOf(getWorkflow(programme, newCase.workflow))
  const at = house.clock.now()
  const frame = frameOf(house, newCase.due)
  // Who may open is asked by the owner of the subject, at the gate.
  const absent = newCase.actor.standsInFor === undefined ? undefined : findRequestScope()?.onBehalfOf
  const plain: CaseAct = {
    act: openingAct,
    to: workflow.initial,
    at,
    actor: newCase.actor.id,
    ...(absent === undefined ? {} : { onBehalfOf: absent }),
    ...(newCase.parties === undefined ? {} : { parties: newCase.parties }),
    ...(newCase.assignee === undefined ? {} : { assignee: newCase.assignee }),
    ...(newCase.fields === undefined ? {} : { fields: newCase.fields }),
  }
  const dues = duesSetBy(workflow, [plain], frame)
  const act = dues.length === 0 ? plain : { ...plain, dues }
  const state = advance(workflow, undefined, act)
  const { organisation, organisations = [], place } = newCase
  const seenBy = withParties([...(organisation === undefined ? [] : [organisation]), ...organisations], state)
  const places = place === undefined ? [] : placesAround(programme, place)
  const row: DbCase = {
    id: newCase.id ?? randomUUID(),
    workflow: newCase.workflow,
    workflow_hash: hash,
    pack: programme.hash,
    subject_kind: newCase.subject.kind,
    subject: newCase.subject.id,
    title: newCase.title,
    place: place ?? null,
    places,
    organisation: organisation ?? null,
    organisations: seenBy,
    parent: newCase.parent ?? null,
    due: newCase.due ?? null,
    opened_at: at,
    opened_by: newCase.actor.id,
    moved_at: at,
    closed_at: isFinal(workflow, state.state) ? at : null,
    ...ofCaseState(state),
    ...derivedOf(frame, workflow, { acts: [act], state, reach: { places, organisations: seenBy } }),
  }
  return { row, act }
}

const codeOfExtension: Record<string, ProblemCode> = {
  'workflows.clock_not_running': 'wrong_state',
  'workflows.due_not_later': 'invalid_input',
  'workflows.extended_too_far': 'invalid_input',
  'workflows.extended_too_often': 'refused_by_rule',
}

/** @throws Problem where a clock may not be given this due date: invalid_input names the day, wrong_state the clock */
function refuseExtension(decision: Decision, found: PlainDate): void {
  if (decision.allowed) return
  const code = codeOfExtension[decision.reason]
  if (code === undefined) return refuseUnless(decision)
  const expected = decision.details?.expected
  const issue = { text: decision.reason, where: 'body.due', found, ...(expected === undefined ? {} : { expected }) }
  throw code === 'invalid_input'
    ? new Problem(code, { issues: [issue] })
    : new Problem(code, { details: { ...decision.details, reason: decision.reason } })
}

/** @throws Problem with the reason of the decision */
export function refuseUnless(decision: Decision): void {
  if (decision.allowed) return
  throw new Problem(codeOf(decision.reason), { details: { ...decision.details, reason: decision.reason } })
}

function codeOf(reason: string): ProblemCode {
  if (reason === 'decision.not_signed_in') return 'not_signed_in'
  return notYetReasons.has(reason) ? 'refused_by_rule' : 'forbidden'
}

function issueOf({ what, id, text, found, expected }: Lack): ProblemIssue {
  return {
    text,
    where: what === 'reason' ? 'body.reason' : `body.${what}s.${id}`,
    ...(found === undefined ? {} : { found }),
    ...(expected === undefined ? {} : { expected }),
  }
}
