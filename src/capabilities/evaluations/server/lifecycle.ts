import { hashOfText } from '#kit/server/pack-folder.ts'
import { gzipSync } from 'node:zlib'
import type { Actor } from '#base/decision.ts'
import { endOf, isPeriod, parsePeriod, periodKind } from '#base/period.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { findCaseOf, openCase, performAct } from '#capabilities/workflows/server/service.ts'
import { periodName } from '#base/texts/periods.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { getDoc, listDocs } from '#pack/lookup.ts'
import type { Programme, ProgrammeWorkflow } from '#pack/programme.ts'
import { inputsText, schemeText } from '../rules/seal.ts'
import { type Window, windowsOf } from '../rules/windows.ts'
import { gatherUnits } from './gather.ts'
import type { CheckedScheme, Frozen, GivenBaselines, KeptUnit } from './model.ts'
import { isFromRecord } from './subjects.ts'
import { keptScheme, toUnits } from './seal.ts'
import { getRun, listCorrections, listUnits, replaceUnits, type Run, tables, updateRun } from './store.ts'

/** The case of a run, as notices and desks name it. */
export const runSubject = 'evaluation'

/** The workflow of the programme for a kind of subject. @throws Problem refused_by_rule */
export function workflowFor(programme: Programme, subject: string): ProgrammeWorkflow {
  const found = listDocs(programme, 'workflows').find((workflow) => workflow.subject === subject)
  if (found === undefined) throw refusal('evaluations.no_workflow', { found: subject })
  return found
}

/** @throws Problem refused_by_rule with the sentence that says why */
export function refusal(text: string, words: { found?: string; expected?: string } = {}): Problem {
  return new Problem('refused_by_rule', { details: { reason: text }, issues: [{ text, where: 'body', ...words }] })
}

function invalid(issues: readonly ProblemIssue[]): void {
  if (issues.length > 0) throw new Problem('invalid_input', { issues: issues.slice(0, 100) })
}

export type NewRun = {
  readonly scheme: string
  readonly period: string
  readonly given: GivenBaselines
  readonly note: string
  /** The call whose applications are evaluated, for schemes of applications. */
  readonly call?: string
}

/** Begins an evaluation and gathers its inputs. @throws Problem not_found, invalid_input, refused_by_rule */
export async function createRun(
  house: House,
  tx: Transaction,
  { scheme: id, period: text, given, note, call, actor }: NewRun & { readonly actor: Actor },
): Promise<string> {
  const programme = house.programme()
  const scheme = getDoc(programme, 'schemes', id)
  if (!isPeriod(text) || periodKind(text) !== scheme.period)
    invalid([{ text: 'evaluations.not_a_period', where: 'body.period', found: text, expected: scheme.period }])
  const period = parsePeriod(text)
  const day = endOf(period)
  if ((scheme.subject === 'application') !== (call !== undefined)) throw refusal('evaluations.by_call', { found: id })
  if (call === undefined && day >= house.clock.today(programme.timeZone))
    throw refusal('evaluations.not_ended', { found: period })
  if ((scheme.from !== undefined && day < scheme.from) || (scheme.to !== undefined && day > scheme.to))
    throw refusal('evaluations.not_in_force', { found: period })
  refuseGiven(scheme, given)
  const workflow = workflowFor(programme, runSubject)
  const row = await tables(tx)
    .insertInto('evaluation_run')
    .values({
      scheme: id,
      period,
      subject_kind: scheme.subject,
      pack: programme.hash,
      content: keptScheme(scheme),
      scheme_hash: hashOfText(schemeText(scheme)),
      given: JSON.stringify(given),
      note,
      call: call ?? null,
      case_id: noCase,
      state: workflow.initial,
      revision: 1,
      gathered_at: null,
      inputs_shown_at: null,
      frozen_at: null,
      inputs_hash: null,
      results_shown_at: null,
      final_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const opened = await openCase(house, tx, {
    workflow: workflow.id,
    subject: { kind: runSubject, id: row.id },
    title: {
      zh: `${scheme.name.zh}（${periodName(period, 'zh')}）`,
      en: `${scheme.name.en ?? scheme.name.zh} (${periodName(period, 'en')})`,
    },
    place: programme.rootPlace,
    actor,
  })
  await tables(tx).updateTable('evaluation_run').set({ case_id: opened.id }).where('id', '=', row.id).execute()
  await recordAct(tx, {
    name: 'evaluations.begun',
    subject: { kind: runSubject, id: row.id },
    detail: { scheme: id, period },
  })
  await gatherRun(house, tx, row.id)
  return row.id
}

const noCase = '00000000-0000-0000-0000-000000000000'

/** Only baselines of the kind `given` are stated, for groups that there are. */
function refuseGiven(scheme: CheckedScheme, given: GivenBaselines): void {
  const open = scheme.criteria.filter(({ baseline }) => baseline?.kind === 'given').map(({ id }) => id)
  const groups = scheme.groups.map(({ id }) => id)
  invalid(
    Object.entries(given).flatMap(([criterion, stated]): ProblemIssue[] => {
      if (!open.includes(criterion))
        return [{ text: 'evaluations.not_given', where: 'body.given', found: criterion, expected: open.join(', ') }]
      const named = typeof stated === 'string' ? [] : Object.keys(stated)
      return named
        .filter((group) => !groups.includes(group))
        .map((group) => ({
          text: 'evaluations.unknown_weight',
          where: `body.given.${criterion}`,
          found: group,
          expected: groups.join(', '),
        }))
    }),
  )
}

/** @throws Problem stale with both versions */
function refuseStale(run: Run, revision: number): void {
  if (run.revision !== revision)
    throw new Problem('stale', {
      details: { kind: 'evaluation', id: run.id, yours: revision, current: run.revision, state: run.state },
    })
}

/** The run, locked, as long as its inputs may still change. */
async function getDraft(tx: Transaction, id: string, revision?: number): Promise<Run> {
  const run = await getRun(tx, id, { lock: true })
  if (revision !== undefined) refuseStale(run, revision)
  if (run.state !== 'draft')
    throw new Problem('wrong_state', { details: { state: run.state, reason: 'evaluations.not_a_draft' } })
  return run
}

/** Gathers inputs again; what was stated with the run stays. Answers how many units. @throws Problem wrong_state, stale */
export async function gatherRun(house: House, tx: Transaction, id: string, revision?: number): Promise<number> {
  const run = await getDraft(tx, id, revision)
  const programme = house.programme()
  const period = parsePeriod(run.period)
  const [before, found] = [
    new Map((await listUnits(tx, id)).map((unit) => [unit.unit, unit])),
    await house.record.asSystem((asHouse) =>
      gatherUnits(house, asHouse, { programme, scheme: run.scheme, period, call: run.call }),
    ),
  ]
  const units = found.map((unit) => keepStated(unit, before.get(unit.unit)))
  await replaceUnits(tx, id, units)
  await updateRun(tx, id, { units: units.length, gathered_at: house.clock.now() })
  await recordAct(tx, {
    name: 'evaluations.gathered',
    subject: { kind: runSubject, id },
    detail: { units: units.length },
  })
  return units.length
}

function keepStated(unit: KeptUnit, before: KeptUnit | undefined): KeptUnit {
  if (before === undefined) return unit
  return {
    ...unit,
    inputs: unit.inputs.map((one) => before.inputs.find(({ input, stated }) => stated && input === one.input) ?? one),
    facts: unit.facts.map((one) => before.facts.find(({ fact }) => fact === one.fact) ?? one),
  }
}

export type Stated = {
  readonly unit: string
  readonly name: string
  readonly value: string | boolean | null
}

/** A row about everybody, such as: no accident; rows after it say who is different. */
const everyUnit = '*'

/** States inputs and facts that no register knows. @throws Problem invalid_input naming each row, wrong_state, stale */
export async function stateOnRun(
  house: House,
  tx: Transaction,
  asked: { id: string; revision: number; evidence: string; rows: readonly Stated[]; actor: Actor },
): Promise<number> {
  const run = await getDraft(tx, asked.id, asked.revision)
  const programme = house.programme()
  const isOfAll = asked.rows.some(({ unit }) => unit === everyUnit)
  const names = isOfAll ? undefined : [...new Set(asked.rows.map(({ unit }) => unit))]
  const units = new Map((await listUnits(tx, run.id, names)).map((unit) => [unit.unit, unit]))
  const isThere = (unit: string) => unit === everyUnit || units.has(unit)
  invalid(
    asked.rows.flatMap((row, at) =>
      statedIssues({ programme, scheme: run.scheme }, row, { at, isThere: isThere(row.unit) }),
    ),
  )
  const how = { source: asked.evidence, by: asked.actor.id, knownAt: house.clock.now().toISOString() }
  for (const { unit, name, value } of asked.rows) {
    for (const each of unit === everyUnit ? units.keys() : [unit]) {
      const known = units.get(each)
      if (known !== undefined) units.set(each, withStated(known, { name, value, ...how }))
    }
  }
  await replaceUnits(tx, run.id, [...units.values()], names)
  await recordAct(tx, {
    name: 'evaluations.stated',
    subject: { kind: runSubject, id: run.id },
    detail: { rows: asked.rows.length },
  })
  return asked.rows.length
}

function statedIssues(
  { programme, scheme }: { programme: Programme; scheme: CheckedScheme },
  { unit, name, value }: Stated,
  { at, isThere }: { at: number; isThere: boolean },
): ProblemIssue[] {
  const where = `body.rows.${at}`
  if (!isThere) return [{ text: 'evaluations.unknown_unit', where: `${where}.unit`, found: unit }]
  const input = scheme.inputs.find(({ id }) => id === name)
  const isFact = (scheme.facts ?? []).some(({ id }) => id === name)
  if (input !== undefined && isFromRecord(programme, input))
    return [{ text: 'evaluations.from_the_record', where: `${where}.name`, found: name }]
  if (input === undefined && !isFact) {
    const open = scheme.inputs.filter((one) => !isFromRecord(programme, one)).map(({ id }) => id)
    const expected = [...open, ...(scheme.facts ?? []).map(({ id }) => id)].join(', ')
    return [{ text: 'evaluations.unknown_item', where: `${where}.name`, found: name, expected }]
  }
  if (value === null) return []
  if (isFact && typeof value !== 'boolean')
    return [{ text: 'evaluations.not_a_fact', where: `${where}.value`, found: value }]
  if (!isFact && typeof value !== 'string')
    return [{ text: 'evaluations.not_an_amount', where: `${where}.value`, found: String(value) }]
  return []
}

type StatedHow = {
  readonly name: string
  readonly value: string | boolean | null
  readonly source: string
  readonly by: string
  readonly knownAt: string
}

function withStated(unit: KeptUnit, { name, value, ...how }: StatedHow): KeptUnit {
  const amount = typeof value === 'string' ? value : null
  const blank = amount === null ? ('not_reported' as const) : null
  return {
    ...unit,
    inputs: unit.inputs.map((one) =>
      one.input === name ? { ...one, ...how, amount, blank, version: null, stated: true } : one,
    ),
    facts: unit.facts.map((one) =>
      one.fact === name ? { ...one, ...how, holds: typeof value === 'boolean' ? value : null } : one,
    ),
  }
}

/** @throws Problem invalid_input, wrong_state, stale */
export async function giveBaselines(
  tx: Transaction,
  { id, revision, given }: { id: string; revision: number; given: GivenBaselines },
): Promise<number> {
  const run = await getDraft(tx, id, revision)
  refuseGiven(run.scheme, given)
  await updateRun(tx, id, { given: JSON.stringify(given) })
  await recordAct(tx, {
    name: 'evaluations.given',
    subject: { kind: runSubject, id },
    detail: { criteria: Object.keys(given).sort() },
  })
  return run.revision
}

/** The windows for objections of a run, here and now. */
export function windowsOfRun(house: Pick<House, 'programme' | 'clock'>, run: Run): Window[] {
  const { calendar, timeZone } = house.programme()
  const frame = { calendar, timeZone, today: house.clock.today(timeZone) }
  return windowsOf(run.scheme, { inputs: run.inputsShownAt, results: run.resultsShownAt }, frame)
}

export type RunAct = {
  readonly id: string
  readonly act: string
  readonly revision: number
  readonly reason?: string | undefined
  readonly actor: Actor
}

/**
 * Takes the next step of a run. What a step brings with it hangs on the state that it leads to: `inputs_public`, `frozen`,
 * `public`, `final`. Windows that are open, objections that are not decided and corrections that no result counts in hold it back.
 * @throws Problem stale, wrong_state, forbidden, refused_by_rule, invalid_input (a missing reason)
 */
export async function actOnRun(
  house: House,
  tx: Transaction,
  { id, act, revision, reason, actor }: RunAct,
): Promise<{ state: string; revision: number }> {
  const run = await getRun(tx, id, { lock: true })
  refuseStale(run, revision)
  const workflow = workflowFor(house.programme(), runSubject)
  const to = workflow.acts.find((one) => one.id === act && one.from.includes(run.state))?.to
  if (to === 'computed') throw refusal('evaluations.use_compute', { found: act })
  return moveRun(house, tx, { run, act, to, reason, actor })
}

type Move = {
  readonly run: Run
  readonly act: string
  readonly to: string | undefined
  readonly reason?: string | undefined
  readonly actor: Actor
}

/** Performs the act on the case and what belongs to it on the run. */
export async function moveRun(
  house: House,
  tx: Transaction,
  { run, act, to, reason, actor }: Move,
): Promise<{ state: string; revision: number }> {
  const one = await findCaseOf(tx, { kind: runSubject, id: run.id })
  if (one === undefined) throw new Problem('not_found', { details: { kind: 'case', id: run.caseId } })
  const moved = await performAct(house, tx, {
    caseId: one.id,
    act,
    actor,
    expectedVersion: one.version,
    ...(reason === undefined ? {} : { reason }),
  })
  if (to === 'draft') await updateRun(tx, run.id, { inputs_shown_at: null })
  if (to === 'inputs_public') await showInputs(house, tx, run)
  if (to === 'frozen') await freeze(house, tx, run)
  if (to === 'public') await showResults(house, tx, run)
  if (to === 'final') await finish(house, tx, run)
  await updateRun(tx, run.id, { state: moved.state, revision: moved.version })
  await recordAct(tx, {
    name: to === 'frozen' ? 'evaluations.frozen' : 'evaluations.moved',
    subject: { kind: runSubject, id: run.id },
    detail: { act, from: run.state, to: moved.state },
  })
  return { state: moved.state, revision: moved.version }
}

async function showInputs(house: House, tx: Transaction, run: Run): Promise<void> {
  if (run.units === 0) throw refusal('evaluations.no_units')
  await updateRun(tx, run.id, { inputs_shown_at: house.clock.now() })
}

/** Inputs that the scheme makes public are frozen when their window is over and every objection against them is decided. */
async function freeze(house: House, tx: Transaction, run: Run): Promise<void> {
  if (run.units === 0) throw refusal('evaluations.no_units')
  const mustBeShown = run.scheme.publicity?.some(({ of }) => of === 'inputs') === true
  if (mustBeShown && run.inputsShownAt === null) throw refusal('evaluations.inputs_first')
  refuseOpenWindow(house, run, 'inputs')
  await refuseOpenObjections(tx, run)
  const frozen: Frozen = {
    format: 1,
    scheme: run.scheme.id,
    period: run.period,
    given: run.given,
    units: await listUnits(tx, run.id),
  }
  const text = JSON.stringify(frozen)
  const at = house.clock.now()
  const snapshot = { run: run.id, hash: hashOfText(text), bytes: gzipSync(text), at }
  await tables(tx).insertInto('evaluation_snapshot').values(snapshot).execute()
  const sealed = hashOfText(inputsText(run.scheme, toUnits(run.scheme, frozen), run.given))
  await updateRun(tx, run.id, { frozen_at: at, inputs_hash: sealed })
}

function refuseOpenWindow(house: House, run: Run, of: Window['of']): void {
  const open = windowsOfRun(house, run).find((window) => window.of === of && window.isOpen)
  if (open !== undefined) throw refusal('evaluations.window_open', { found: open.until })
}

async function refuseOpenObjections(tx: Transaction, run: Run): Promise<void> {
  const { open } = await tables(tx)
    .selectFrom('evaluation_objection')
    .select((eb) => eb.fn.countAll<string>().as('open'))
    .where('run', '=', run.id)
    .where('decided_at', 'is', null)
    .executeTakeFirstOrThrow()
  if (open !== '0') throw refusal('evaluations.objections_open', { found: open })
}

/** The latest result that was computed; one that is still running holds everything back. @throws Problem refused_by_rule */
async function latestResult(tx: Transaction, run: Run) {
  const rows = await tables(tx)
    .selectFrom('evaluation_result')
    .select(['number', 'state', 'corrections'])
    .where('run', '=', run.id)
    .orderBy('number', 'desc')
    .execute()
  if (rows[0]?.state === 'running') throw refusal('evaluations.computing')
  const latest = rows.find(({ state }) => state === 'done')
  if (latest === undefined) throw refusal('evaluations.no_result')
  return latest
}

async function refuseWaitingCorrections(tx: Transaction, run: Run, counted: number): Promise<void> {
  const waiting = (await listCorrections(tx, run.id)).length - counted
  if (waiting > 0) throw refusal('evaluations.corrections_waiting', { found: String(waiting) })
}

async function showResults(house: House, tx: Transaction, run: Run): Promise<void> {
  const latest = await latestResult(tx, run)
  await refuseWaitingCorrections(tx, run, latest.corrections)
  await tables(tx)
    .updateTable('evaluation_result')
    .set({ is_shown: true })
    .where('run', '=', run.id)
    .where('number', '=', latest.number)
    .execute()
  await updateRun(tx, run.id, { results_shown_at: house.clock.now() })
}

async function finish(house: House, tx: Transaction, run: Run): Promise<void> {
  refuseOpenWindow(house, run, 'results')
  await refuseOpenObjections(tx, run)
  const latest = await latestResult(tx, run)
  await refuseWaitingCorrections(tx, run, latest.corrections)
  await updateRun(tx, run.id, { final_at: house.clock.now() })
}
