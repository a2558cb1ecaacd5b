import type { Actor } from '#base/decision.ts'
import { can, system } from '#base/decision.ts'
import type { Period } from '#base/period.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import type { Text } from '#base/text.ts'
import { periodName } from '#base/texts/periods.ts'
import { type CellContent, record, withdraw } from '#capabilities/observations/server/service.ts'
import { type Case, findCaseOf, openCase, performAct, wayTo } from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme, ProgrammeForm, ProgrammeWorkflow } from '#pack/programme.ts'
import type { SavedReturn } from '../contract.ts'
import type { CellReading } from '../rules/cell-text.ts'
import { type CheckFinding, computeCells, judgeReturn, refusals } from '../rules/checks.ts'
import { type CellDefinition, formCells, recordedCells } from '../rules/form-cells.ts'
import type { FormModel } from '../rules/form-model.ts'
import { checkPeriod, dueOn } from '../rules/periods.ts'
import { isExpected } from '../rules/respondents.ts'
import { isEditable } from '../rules/review.ts'
import { contentOf } from './content.ts'
import { endImputation } from './imputation-store.ts'
import { dueIn, listPeriodActs, refuseLocked } from './locks.ts'
import {
  findReturnOf,
  getReturn,
  insertReturn,
  insertVersion,
  listAnswers,
  replaceAnswers,
  type Return,
  updateReturn,
  updateVersion,
} from './store.ts'
import { getRespondent, organisationOf, placesAround, resourceOf } from './subjects.ts'
import type { Known } from '../rules/world.ts'
import { knownOf } from './world.ts'

export type ReturnHouse = Pick<House, 'programme' | 'clock' | 'facts'>

/** @throws Problem not_found */
export function getForm(programme: Programme, id: string): ProgrammeForm {
  const form = Object.hasOwn(programme.forms, id) ? programme.forms[id] : undefined
  if (form === undefined) throw new Problem('not_found', { details: { kind: 'form', id } })
  return form
}

export function workflowOf(programme: Programme, form: ProgrammeForm): ProgrammeWorkflow {
  const workflow = programme.workflows[form.workflow]
  if (workflow === undefined) throw new Problem('not_found', { details: { kind: 'workflow', id: form.workflow } })
  return workflow
}

/** Begins a return for a respondent, or finds the one that was begun. Problems: forbidden, not_found, invalid_input, refused_by_rule. */
export async function openReturn(
  house: ReturnHouse,
  tx: Transaction,
  asked: { readonly form: string; readonly subject: string; readonly period: Period; readonly actor: Actor },
): Promise<{ id: string; created: boolean }> {
  const programme = house.programme()
  const form = getForm(programme, asked.form)
  const respondent = await getRespondent(programme, tx, asked.subject, asked.period)
  const places = placesAround(programme, respondent.town, respondent.base)
  const organisation = organisationOf(form.respondents.subject, asked.subject)
  decide(asked.actor, 'returns.fill', { places, organisations: [organisation] })
  const known = await findReturnOf(tx, asked)
  if (known !== undefined) return { id: known.id, created: false }
  await refuseLocked(tx, form.id, asked.period)
  const wrong = checkPeriod(form, asked.period, house.clock.today(programme.timeZone))
  if (wrong !== undefined) throw new Problem('invalid_input', { issues: [wrong] })
  if (isExpected(programme, form, respondent) === false) {
    throw new Problem('refused_by_rule', {
      issues: [{ text: 'returns.not_a_respondent', where: 'body.subject', found: respondent.name }],
    })
  }
  const due = dueIn(await listPeriodActs(tx, form.id, asked.period), dueOn(form, asked.period, programme.calendar))
  const at = house.clock.now()
  const id = await insertReturn(tx, {
    form: form.id,
    subjectKind: form.respondents.subject,
    subject: asked.subject,
    period: asked.period,
    state: workflowOf(programme, form).initial,
    town: respondent.town,
    places,
    organisations: [organisation],
    pack: programme.hash,
    due,
    at,
    by: asked.actor.id,
  })
  if (id === undefined)
    throw new Problem('conflict', { details: { kind: 'return', form: form.id, period: asked.period } })
  const opened = await openCase(house, tx, {
    workflow: form.workflow,
    subject: { kind: 'return', id },
    title: titleOf(form, asked.period, respondent.name),
    actor: asked.actor,
    ...(respondent.town === null ? {} : { place: respondent.town }),
    organisation,
    due,
  })
  await updateReturn(tx, id, { case_id: opened.id, state: opened.state })
  await recordAct(tx, {
    name: 'returns.opened',
    subject: { kind: 'return', id },
    detail: { form: form.id, period: asked.period, subject: asked.subject },
  })
  return { id, created: true }
}

/**
 * Keeps cells as typed, wrong ones too; what is sent for a computed cell is not believed, it is computed here. Problems: forbidden, stale, wrong_state, invalid_input for cells the form does
 * not have.
 */
export async function saveCells(
  house: ReturnHouse,
  tx: Transaction,
  saving: {
    readonly id: string
    readonly revision: number
    readonly cells: Readonly<Record<string, string>>
    readonly actor: Actor
  },
): Promise<SavedReturn> {
  const programme = house.programme()
  const one = await getReturn(tx, saving.id, { lock: true })
  decide(saving.actor, 'returns.fill', resourceOf(one))
  refuseStale(one, saving.revision)
  await refuseLocked(tx, one.form, one.period)
  const form = getForm(programme, one.form)
  if (!isEditable(workflowOf(programme, form), one.state)) {
    throw new Problem('wrong_state', { details: { reason: 'returns.not_editable', state: one.state } })
  }
  const definitions = formCells(programme, form)
  const keys = new Set(definitions.map((cell) => cell.key))
  const unknown = Object.keys(saving.cells).filter((key) => !keys.has(key))
  if (unknown.length > 0) {
    throw new Problem('invalid_input', {
      issues: unknown.map((key) => ({ text: 'returns.unknown_cell', where: key, found: key })),
    })
  }
  const before = await contentOf(tx, one)
  const typed = { ...before.cells, ...saving.cells }
  const judged = await judge(house, tx, { ...one, revision: one.revision + 1 }, typed)
  const cells = { ...typed, ...computedOf(judged) }
  const at = house.clock.now()
  await updateVersion(tx, one, { cells, saved_at: at, saved_by: saving.actor.id })
  await updateReturn(tx, one.id, { revision: one.revision + 1, changed_at: at, changed_by: saving.actor.id })
  return { revision: one.revision + 1, savedAt: at.toISOString(), issues: judged.issues, checks: judged.findings }
}

/** What is wrong with what was typed: single cells, then the checks of the form. */
export type Judgement = {
  readonly form: ProgrammeForm
  readonly definitions: readonly CellDefinition[]
  readonly readings: ReadonlyMap<string, CellReading>
  readonly issues: ProblemIssue[]
  readonly findings: CheckFinding[]
  readonly model: FormModel
  readonly known: Known
}

/** The texts of the computed cells. */
function computedOf({ definitions, model }: Judgement): Record<string, string> {
  return Object.fromEntries(
    definitions.flatMap(({ key, derived }) => (derived === undefined ? [] : [[key, model.textOf(key)]])),
  )
}

/** Judges the cells of a return as they are, with what stood before and a year ago. */
export async function judge(
  house: ReturnHouse,
  tx: Transaction,
  one: Return,
  cells: Readonly<Record<string, string>>,
): Promise<Judgement> {
  const programme = house.programme()
  const form = getForm(programme, one.form)
  const definitions = formCells(programme, form)
  const known = await knownOf(house, tx, { one, form })
  const model = judgeReturn(form, cells, known)
  const answers = await listAnswers(tx, one)
  const findings = model.findings().map((finding) => {
    const reason = answers.get(finding.id)
    return reason === undefined ? finding : { ...finding, reason }
  })
  return { form, definitions, readings: model.readings(), issues: model.issues(), findings, model, known }
}

export type ActOnReturn = {
  readonly id: string
  readonly act: string
  readonly revision: number
  readonly actor: Actor
  readonly reason?: string | undefined
  readonly answers?: Readonly<Record<string, string>> | undefined
}

/**
 * Performs an act of the workflow with what it means for the return, in one transaction: submitting freezes the version, approving
 * writes its values into the record, being sent back or corrected begins a new version. Problems: stale, wrong_state, forbidden,
 * invalid_input (cells), refused_by_rule (checks). The conditions of the workflow (complete, checks hold, answered) are judged here,
 * cell by cell, so that the refusal names every place.
 */
export async function actOnReturn(house: ReturnHouse, tx: Transaction, doing: ActOnReturn): Promise<Return> {
  const programme = house.programme()
  const one = await getReturn(tx, doing.id, { lock: true })
  refuseStale(one, doing.revision)
  await refuseLocked(tx, one.form, one.period)
  const form = getForm(programme, one.form)
  const workflow = workflowOf(programme, form)
  const before = await caseOfReturn(house, tx, one, form)
  const after = await performAct(house, tx, {
    caseId: before.id,
    act: doing.act,
    actor: doing.actor,
    expectedVersion: before.version,
    holds: () => true,
    ...(doing.reason === undefined ? {} : { reason: doing.reason }),
  })
  const at = house.clock.now()
  const act: Doing = { house, tx, one, form, actor: doing.actor, at, answers: doing.answers ?? {} }
  const change =
    doing.act === 'submit'
      ? await submit(act)
      : doing.act === 'approve'
        ? await approve(act)
        : doing.act === 'withdraw'
          ? await takeOut(act)
          : {}
  const next =
    isEditable(workflow, after.state) && !isEditable(workflow, before.state) ? await beginVersion(act) : one.version
  await updateReturn(tx, one.id, {
    ...change,
    case_id: before.id,
    state: after.state,
    version: next,
    revision: one.revision + 1,
    changed_at: at,
    changed_by: doing.actor.id,
  })
  await recordAct(tx, {
    name: `returns.${pastOf(doing.act)}`,
    subject: { kind: 'return', id: one.id },
    detail: {
      form: one.form,
      period: one.period,
      subject: one.subject,
      version: one.version,
      from: before.state,
      to: after.state,
    },
  })
  return getReturn(tx, one.id)
}

type Doing = {
  readonly house: ReturnHouse
  readonly tx: Transaction
  readonly one: Return
  readonly form: ProgrammeForm
  readonly actor: Actor
  readonly at: Date
  readonly answers: Readonly<Record<string, string>>
}
type Change = Parameters<typeof updateReturn>[2]

async function submit({ house, tx, one, actor, at, answers }: Doing): Promise<Change> {
  const content = await contentOf(tx, one)
  const kept = await listAnswers(tx, one)
  for (const [check, reason] of Object.entries(answers)) kept.set(check, reason)
  const judged = await judge(house, tx, one, content.cells)
  if (judged.issues.length > 0) throw new Problem('invalid_input', { issues: judged.issues })
  const refused = refusals(judged.findings, kept)
  if (refused.length > 0)
    throw new Problem('refused_by_rule', { details: { reason: 'returns.checks_stand' }, issues: refused })
  const failing = new Set(judged.findings.filter((finding) => finding.outcome === 'fails').map((finding) => finding.id))
  const needed = new Map([...kept].filter(([check]) => failing.has(check)))
  await replaceAnswers(tx, { id: one.id, version: one.version, at, by: actor.id }, needed)
  await updateVersion(tx, one, { submitted_at: at, submitted_by: actor.id })
  return { submitted_at: at, submitted_by: actor.id }
}

async function approve({ house, tx, one, form, actor, at }: Doing): Promise<Change> {
  const content = await contentOf(tx, one)
  const definitions = recordedCells(house.programme(), form)
  const readings = computeCells(house.programme(), form, content.cells).readings()
  const issues = [...readings.values()].flatMap((reading) => ('issue' in reading ? [reading.issue] : []))
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  const contents = definitions.map(({ key }): CellContent => {
    const reading = readings.get(key)
    if (reading === undefined || 'issue' in reading) return { blank: 'not_reported' }
    return 'value' in reading ? { value: reading.value, status: 'normal' } : reading
  })
  const batch = await record(house, tx, {
    kind: 'return',
    domain: form.domain,
    subjectKind: one.subjectKind,
    periodKind: form.period,
    cells: definitions.map(({ indicator, span }) => ({ indicator: indicator.id, span })),
    rows: [{ subject: one.subject, period: one.period, contents, source: one.id, sourceVersion: one.version }],
    actor: actor.id,
  })
  await updateVersion(tx, one, { approved_at: at, approved_by: actor.id, batch: batch.id })
  await endImputation(tx, one, { at, by: actor.id, how: 'replaced' })
  return { approved_at: at, approved_by: actor.id, approved_version: one.version }
}

async function takeOut({ house, tx, one, form, actor }: Doing): Promise<Change> {
  if (one.approvedVersion === undefined) return {}
  await withdraw(house, tx, {
    domain: form.domain,
    subjectKind: one.subjectKind,
    periodKind: form.period,
    cells: recordedCells(house.programme(), form).map(({ indicator, span }) => ({ indicator: indicator.id, span })),
    rows: [{ subject: one.subject, period: one.period, source: one.id, sourceVersion: one.approvedVersion }],
    actor: actor.id,
  })
  return { approved_version: null }
}

/** A new version begins with what the last one says; the last one stays as it was. */
async function beginVersion({ house, tx, one, actor, at }: Doing): Promise<number> {
  const content = await contentOf(tx, one)
  const next = {
    id: one.id,
    version: one.version + 1,
    cells: content.cells,
    pack: house.programme().hash,
    at,
    by: actor.id,
  }
  if (content.loaded) {
    await keepLoaded(tx, one, {
      ...next,
      version: one.version,
      at: one.approvedAt ?? at,
      by: one.approvedBy ?? actor.id,
    })
  }
  await insertVersion(tx, next)
  return next.version
}

/** What a return of a population said becomes a version of its own, with who submitted and approved it. */
async function keepLoaded(tx: Transaction, one: Return, version: Parameters<typeof insertVersion>[1]): Promise<void> {
  await insertVersion(tx, version)
  await updateVersion(tx, one, {
    ...(one.submittedAt === undefined ? {} : { submitted_at: one.submittedAt }),
    ...(one.submittedBy === undefined ? {} : { submitted_by: one.submittedBy }),
    ...(one.approvedAt === undefined ? {} : { approved_at: one.approvedAt }),
    ...(one.approvedBy === undefined ? {} : { approved_by: one.approvedBy }),
  })
}

/** The case of a return; for one that came with a population it is opened now and led to where the return stands. */
async function caseOfReturn(house: ReturnHouse, tx: Transaction, one: Return, form: ProgrammeForm): Promise<Case> {
  const found = await findCaseOf(tx, { kind: 'return', id: one.id })
  if (found !== undefined) return found
  const respondent = await getRespondent(house.programme(), tx, one.subject, one.period)
  let current = await openCase(house, tx, {
    workflow: form.workflow,
    subject: { kind: 'return', id: one.id },
    title: titleOf(form, one.period, respondent.name),
    actor: system,
    // A draft of an upload has its time to submit, as one that was begun on the page; what was loaded has it behind it.
    ...(one.state === workflowOf(house.programme(), form).initial ? { due: parsePlainDate(one.due) } : {}),
    ...(one.town === undefined ? {} : { place: one.town }),
    ...(one.organisations[0] === undefined ? {} : { organisation: one.organisations[0] }),
  })
  for (const act of wayTo(workflowOf(house.programme(), form), one.state) ?? []) {
    current = await performAct(house, tx, {
      caseId: current.id,
      act,
      actor: system,
      expectedVersion: current.version,
      holds: () => true,
    })
  }
  return current
}

function refuseStale(one: Return, revision: number): void {
  if (one.revision === revision) return
  throw new Problem('stale', {
    details: {
      kind: 'return',
      id: one.id,
      yours: revision,
      current: one.revision,
      state: one.state,
      by: one.changedBy,
      at: one.changedAt.toISOString(),
    },
  })
}

function titleOf(form: ProgrammeForm, period: Period, respondent: string): Text {
  return {
    zh: `${respondent} ${form.name.zh} ${periodName(period, 'zh')}`,
    en: `${respondent} ${form.name.en ?? form.name.zh} ${periodName(period, 'en')}`,
  }
}

const past: Readonly<Record<string, string>> = {
  submit: 'submitted',
  approve: 'approved',
  send_back: 'sent_back',
  correct: 'reopened',
  withdraw: 'withdrawn',
}

function pastOf(act: string): string {
  return past[act] ?? 'moved'
}

/** Whether this actor may write cells now. */
export function mayWrite(actor: Actor, one: Return, workflow: ProgrammeWorkflow): boolean {
  return isEditable(workflow, one.state) && can(actor, 'returns.fill', resourceOf(one)).allowed
}
