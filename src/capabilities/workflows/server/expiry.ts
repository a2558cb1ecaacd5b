import { sql } from 'kysely'
import { system } from '#base/decision.ts'
import type { PlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import { redatedDues } from '../rules/clocks.ts'
import { type DueStep, expiryStep, redatingAct } from '../rules/model.ts'
import { dueSteps, nextStepDay } from '../rules/steps.ts'
import { isFinal } from '../rules/state.ts'
import { announceExpiry, announceStep, nameOfClock, ranOut } from './announcements.ts'
import { performAct } from './cases.ts'
import { append, type CaseHouse, frameOf } from './moves.ts'
import { notify } from './notices.ts'
import { findOwner } from './owners.ts'
import {
  type DbCase,
  findCaseRow,
  keepExpiry,
  listCaseActs,
  listExpiries,
  listProvisionalCases,
  listWakingCases,
  setWaking,
  toCase,
} from './store.ts'
import { findWorkflow, workflowOfCase } from './versions.ts'

export type ClockHouse = Pick<House, 'programme' | 'clock' | 'record' | 'log'> & Partial<Pick<House, 'settings'>>

const atOnce = 200

/**
 * What the workflow says of due dates that have come: reminders before, the end of a clock, escalations after. A notice is said, an act is
 * performed by the engine for kinds whose owner lets it, and otherwise by the owner, who reads `workflows.expired`. Each step of each due
 * date is done once, whatever interrupts the house. Answers how many were done now.
 */
export async function expireClocks(house: ClockHouse): Promise<number> {
  const today = house.clock.today(house.programme().timeZone)
  let done = 0
  let after = ''
  for (;;) {
    const ids = await house.record.asSystem((tx) => listWakingCases(tx, { today, after, limit: atOnce }))
    for (const id of ids) done += await oneByOne(house, id, (tx) => wakeCase(house, tx, id))
    const last = ids.at(-1)
    if (last === undefined || ids.length < atOnce) return done
    after = last
  }
}

/**
 * Due dates that lay beyond the calendar known when they were set get their final day by an act, once the days are published. What is not
 * provisional stays as it was promised. Answers how many cases were changed.
 */
export async function redateCases(house: ClockHouse): Promise<number> {
  let changed = 0
  let after = ''
  for (;;) {
    const ids = await house.record.asSystem((tx) => listProvisionalCases(tx, { after, limit: atOnce }))
    for (const id of ids) changed += await oneByOne(house, id, (tx) => redateCase(house, tx, id))
    const last = ids.at(-1)
    if (last === undefined || ids.length < atOnce) return changed
    after = last
  }
}

/** One case that cannot be read must not stop the clocks of all others. */
async function oneByOne(house: ClockHouse, id: string, work: (tx: Transaction) => Promise<number>): Promise<number> {
  try {
    return await house.record.asSystem(work)
  } catch (error) {
    house.log?.error({ err: error, case: id }, 'the clocks of a case could not be looked at')
    return 0
  }
}

async function redateCase(house: CaseHouse, tx: Transaction, id: string): Promise<number> {
  const row = await findCaseRow(tx, id, { lock: true })
  if (row === undefined) return 0
  const workflow = await workflowOfCase(house, tx, row)
  const dues = redatedDues(workflow, await listCaseActs(tx, id), frameOf(house, row.due))
  if (dues.length === 0) return 0
  await append(house, tx, { row, workflow, actor: system, act: { act: redatingAct, dues } })
  return 1
}

async function wakeCase(house: ClockHouse, tx: Transaction, id: string): Promise<number> {
  const known = (await listExpiries(tx, [id])).get(id) ?? new Set<string>()
  let done = 0
  for (;;) {
    // Every step may move the case, so each is looked for anew.
    const row = await findCaseRow(tx, id, { lock: true })
    const workflow = row === undefined ? undefined : await findVersion(house, tx, row)
    if (row === undefined || workflow === undefined) return done
    const frame = frameOf(house, row.due)
    const acts = await listCaseActs(tx, id)
    const step = dueSteps(workflow, acts, frame).find(({ key }) => !known.has(key))
    if (step === undefined || isFinal(workflow, row.state)) {
      const next = isFinal(workflow, row.state) ? undefined : nextStepDay(workflow, acts, { ...frame, done: known })
      await setWaking(tx, id, next ?? null)
      return done
    }
    known.add(step.key)
    const { clock, due, step: name, does } = step
    const kept = step.running ? does : 'nothing'
    const isNew = await keepExpiry(tx, { case_id: id, clock, due, step: name, does: kept, at: house.clock.now() })
    if (!isNew || !step.running) continue
    done += 1
    await doStep(house, tx, { row, workflow, step })
  }
}

/** A case whose workflow is nowhere any more rests. */
function findVersion(house: CaseHouse, tx: Transaction, row: DbCase): Promise<ProgrammeWorkflow | undefined> {
  if (row.workflow_hash === null) return Promise.resolve(findWorkflow(house.programme(), row.workflow))
  return workflowOfCase(house, tx, row)
}

type Doing = { row: DbCase; workflow: ProgrammeWorkflow; step: DueStep }

async function doStep(house: ClockHouse, tx: Transaction, { row, workflow, step }: Doing): Promise<void> {
  const { clock, due, does } = step
  const one = toCase(row)
  if (step.step === expiryStep) await announceExpiry(house, tx, { workflow, one, clock, due })
  if (does !== 'notify') {
    await actOfStep(house, tx, { row, workflow, step })
    return
  }
  if (step.to === undefined) await notifyWhoMayAct(house, tx, { row, workflow, step })
  else {
    const isBefore = step.day <= due
    await announceStep(house, tx, { workflow, one, clock, due, step: step.step, to: step.to, isBefore })
  }
  if (step.step !== expiryStep) {
    const detail = { clock, due, step: step.step, of: row.subject_kind, subject: row.subject }
    await recordAct(tx, { name: 'workflows.stepped', subject: { kind: 'case', id: row.id }, detail })
  }
}

/** The act of a due date: performed here where the owner of the kind lets the engine, told to the owner in any case. */
async function actOfStep(house: ClockHouse, tx: Transaction, { row, workflow, step }: Doing): Promise<void> {
  const { clock, due, does, unit } = step
  const detail = { clock, due, act: does, of: row.subject_kind, subject: row.subject, step: step.step }
  const tell = (performed: object) =>
    recordAct(tx, {
      name: 'workflows.expired',
      subject: { kind: 'case', id: row.id },
      detail: { ...detail, ...performed },
    })
  if (findOwner(house, row.subject_kind) === undefined) {
    await tell({})
    return
  }
  await sql`savepoint step`.execute(tx)
  try {
    await performAct(house, tx, {
      caseId: row.id,
      act: does,
      actor: system,
      expectedVersion: row.version,
      reason: reasonOf(workflow, clock, due),
      ...(unit === undefined ? {} : { unit }),
    })
    await tell({ performed: true })
  } catch (error) {
    // Refused: nothing of the act stays, but the step was done, and what it met is on record.
    if (!(error instanceof Problem)) throw error
    await sql`rollback to savepoint step`.execute(tx)
    const reason = typeof error.details.reason === 'string' ? error.details.reason : error.code
    await tell({ performed: false, refused: reason })
    house.log?.warn({ err: error, case: row.id, act: does }, 'a due date came and its act was refused')
  }
}

function reasonOf(workflow: ProgrammeWorkflow, clock: string, due: PlainDate): string {
  const name = nameOfClock(workflow, clock)
  return `${name.zh}已于 ${due} 到期 ${name.en} ran out on ${due}`
}

/**
 * To whoever may act from here; the clock of the due date speaks to the respondent alone. One that had run out before the case was begun
 * says nothing that the respondent was not told already.
 */
async function notifyWhoMayAct(house: CaseHouse, tx: Transaction, { row, workflow, step }: Doing): Promise<void> {
  const { clock, due } = step
  const opened = row.opened_at.toISOString().slice(0, 10)
  const ofDue = workflow.clocks?.some((each) => each.id === clock && 'due' in each.starts) === true
  if (ofDue && due < opened) return
  const permissions = new Set(workflow.acts.filter((act) => act.from.includes(row.state)).map((act) => act.may))
  const key =
    step.step === expiryStep ? `clock ${row.id} ${clock} ${due}` : `clock ${row.id} ${clock} ${due} ${step.step}`
  const isBefore = step.day <= due
  const name = nameOfClock(workflow, clock)
  await notify(house, tx, [
    {
      key,
      kind: isBefore ? 'due_soon' : 'clock',
      text: isBefore
        ? { zh: `${row.title.zh}：${name.zh}将于 ${due} 到期`, en: `${row.title.en}: ${name.en} ends on ${due}` }
        : ranOut(toCase(row), name, due),
      subject: { kind: row.subject_kind, id: row.subject },
      permissions: [...permissions],
      places: row.places,
      organisations: row.organisations,
      toOrganisation: ofDue,
      due,
    },
  ])
}
