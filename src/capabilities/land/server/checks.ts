import { isBlank } from '#base/blank.ts'
import type { Actor } from '#base/decision.ts'
import { parseDecimal } from '#base/decimal.ts'
import { type PlainDate, parsePlainDate } from '#base/plain-date.ts'
import type { Named } from '#base/named.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import { quantity } from '#base/quantity.ts'
import { act, getWorkflow, viewOf } from '#capabilities/workflows/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import { inReachOfHouse, type Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { penaltyOf } from '#pack/land-rules.ts'
import { textOf, written } from '#pack/naming.ts'
import type { RowOutcome } from '#pack/standards.ts'
import type { CheckedRow, CheckPreview, NextCheck, Penalty, Waiver } from '../contract/checks.ts'
import { actsOfCheck, filledFields, passingActs, shortfallAct } from '../rules/check-acts.ts'
import type { DueCheck } from '../rules/due-checks.ts'
import { judgeKept } from '../rules/indicators.ts'
import { answerOf, shareMissing, type Worst, worstOf } from '../rules/shortfall.ts'
import {
  type AgreementRow,
  agreementTables,
  getAgreement,
  type KeptGiven,
  lastChecks,
  lockAgreement,
  nextNumber,
} from './agreement-store.ts'
import { checksOf, keepDates } from './agreements.ts'
import { gather, type Saying } from './check-given.ts'
import { breachOf } from './kept-breach.ts'
import { landOf } from './reach.ts'

type Checking = Saying & {
  readonly id: string
  readonly key: string
  readonly on?: string | undefined
  readonly waivers: readonly (typeof Waiver)['_output'][]
  readonly actor: Actor
}

type Judged = {
  readonly agreement: AgreementRow
  readonly check: DueCheck
  readonly on: PlainDate
  readonly kept: KeptGiven
  readonly outcomes: readonly RowOutcome[]
  readonly rows: readonly CheckedRow[]
  readonly answer: 'yes' | 'no' | 'unknown'
  readonly worst: Worst | undefined
  readonly penalty: Penalty
  readonly preview: CheckPreview
}

/** How each row stands by what is given; nothing is stored. @throws Problem not_found, forbidden, invalid_input */
export async function previewCheck(house: House, tx: Transaction, asked: Checking): Promise<CheckPreview> {
  return (await judge(house, tx, asked)).preview
}

type RecordingCheck = Checking & {
  readonly expectedVersion: number
  readonly words?: string | undefined
  readonly evidence?: string | undefined
  readonly act?: string | undefined
  readonly fields: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, readonly string[]>> | undefined
  readonly reason?: string | undefined
  readonly penaltyWhy?: string | undefined
}

/**
 * Records a check with what it was judged by, and performs the step of the case that goes with it.
 * @throws Problem as previewing and the engine do, stale, refused_by_rule for a check that cannot be judged yet
 */
export async function recordCheck(
  house: House,
  tx: Transaction,
  asked: RecordingCheck,
): Promise<{ state: string; version: number; number: number }> {
  await lockAgreement(tx, asked.id)
  const judged = await judge(house, tx, asked)
  const { agreement, check, on } = judged
  if (agreement.is_final) throw new Problem('wrong_state', { details: { state: agreement.state } })
  if (check.opens !== null && on < check.opens)
    throw new Problem('refused_by_rule', {
      details: { reason: 'agreement.too_early', found: check.key, expected: check.opens },
    })
  if (asked.act === undefined && asked.expectedVersion !== agreement.revision)
    throw new Problem('stale', { details: { version: agreement.revision } })
  const fields = asked.act === undefined ? {} : fieldsOf(judged, asked.act, asked)
  const number = await inReachOfHouse(tx, () => store(house, tx, { judged, asked, fields }))
  if (asked.act === undefined) {
    await inReachOfHouse(tx, async () =>
      keepDates(house, tx, { agreement, view: await viewOf(house, tx, agreement.case_id) }),
    )
    return { state: agreement.state, version: agreement.revision, number }
  }
  const { expectedVersion, reason, files } = asked
  const doing = {
    caseId: agreement.case_id,
    act: asked.act,
    actor: asked.actor,
    expectedVersion,
    reason,
    fields,
    files,
  }
  const { state, version } = await act(house, tx, doing)
  return { state, version, number }
}

type Storing = {
  readonly judged: Judged
  readonly asked: RecordingCheck
  readonly fields: Readonly<Record<string, string>>
}

/** The check stands before its step is taken: the step asks for it. */
async function store(house: House, tx: Transaction, { judged, asked, fields }: Storing): Promise<number> {
  const { agreement, check, on, kept, rows, worst, penalty } = judged
  const number = await nextNumber(tx, 'land_check', agreement.id)
  const step = asked.act === undefined ? null : asked.expectedVersion + 1
  const isShortfall = asked.act === shortfallAct
  const share = isShortfall ? (fields.shortfall ?? null) : (worst?.share.value ?? null)
  await agreementTables(tx)
    .insertInto('land_check')
    .values({
      agreement: agreement.id,
      number,
      check_key: check.key,
      checked_on: on,
      given: JSON.stringify(kept),
      outcomes: JSON.stringify(rows),
      shortfall: share,
      worst_row: worst?.row ?? null,
      penalty: isShortfall ? JSON.stringify(penalty) : null,
      penalty_set: isShortfall ? (fields.penalty ?? null) : null,
      penalty_why: asked.penaltyWhy ?? null,
      words: asked.words ?? null,
      evidence: asked.evidence ?? null,
      act: asked.act ?? null,
      act_number: step,
      at: house.clock.now(),
    })
    .execute()
  await recordAct(tx, {
    name: 'land.checked',
    subject: { kind: 'land_agreement', id: agreement.id },
    detail: { number, check: check.key, answer: judged.answer, version: step ?? agreement.revision },
  })
  return number
}

/** The fields of the step: computed ones stand where nothing else was typed. @throws Problem invalid_input, refused_by_rule */
function fieldsOf(judged: Judged, name: string, asked: RecordingCheck): Record<string, string> {
  const offered = judged.preview.acts.find((one) => one.act === name)
  if (offered === undefined) {
    const expected = judged.preview.acts.map((one) => one.act).join(', ')
    throw new Problem('invalid_input', {
      issues: [{ text: 'agreement.no_act_of_check', where: 'act', found: name, expected }],
    })
  }
  if (passingActs.includes(name) && judged.answer !== 'yes')
    throw new Problem('refused_by_rule', { details: { reason: `agreement.passes_${judged.answer}`, found: name } })
  const fields = { ...offered.fields, ...asked.fields }
  const computed = offered.fields.penalty
  const differs =
    computed !== undefined && isNumber(fields.penalty) && !parseDecimal(fields.penalty).equals(parseDecimal(computed))
  if (name === shortfallAct && differs && (asked.penaltyWhy ?? '') === '')
    throw new Problem('invalid_input', {
      issues: [
        { text: 'agreement.other_penalty', where: 'penaltyWhy', found: fields.penalty ?? '', expected: computed },
      ],
    })
  if (name === shortfallAct && isNumber(fields.penalty) && parseDecimal(fields.penalty).isNegative())
    throw new Problem('invalid_input', {
      issues: [{ text: 'agreement.less_than_nothing', where: 'fields.penalty', found: fields.penalty }],
    })
  return fields
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && /^-?\d{1,40}(\.\d{1,20})?$/.test(text)
}

async function judge(house: House, tx: Transaction, asked: Checking): Promise<Judged> {
  const agreement = await getAgreement(tx, asked.id)
  const { places, organisations } = agreement
  decide(asked.actor, 'land.supervise', { places, organisations })
  const today = todayOf(house)
  const on = dayOf(asked.on, today)
  const check = await getCheck(tx, agreement, { key: asked.key, today })
  const judgedRows = agreement.rows.filter(({ row }) => check.rows.some((one) => one.row === row.id))
  const waived = waiversOf(judgedRows, asked.waivers, today)
  const { kept, given, asks } = await gather(house, tx, {
    agreement,
    check,
    rows: judgedRows,
    saying: asked,
    actor: asked.actor,
  })
  const outcomes = judgedRows.map((one) => judgeKept(one, given, waived.has(one.row.id)))
  const naming = namer(house, judgedRows)
  const rows = outcomes.map((one) => shownRow(one, waived.get(one.row.id), naming))
  const answer = answerOf(outcomes)
  const worst = worstOf(outcomes)
  const penalty = penaltyFor(house, agreement, worst)
  const acts = await offeredActs(house, tx, {
    agreement,
    check,
    outcomes,
    worst,
    penalty,
    given: kept,
    actor: asked.actor,
  })
  const shortfall = worst === undefined ? null : { row: worst.row, share: worst.share }
  const preview: CheckPreview = { check: shownCheck(check), asks, rows, answer, shortfall, penalty, acts }
  return { agreement, check, on, kept, outcomes, rows, answer, worst, penalty, preview }
}

function dayOf(on: string | undefined, today: PlainDate): PlainDate {
  if (on === undefined) return today
  if (on > today)
    throw new Problem('invalid_input', { issues: [{ text: 'agreement.not_yet', where: 'on', found: on }] })
  return parsePlainDate(on)
}

type CheckAsked = { readonly key: string; readonly today: PlainDate }

async function getCheck(tx: Transaction, agreement: AgreementRow, { key, today }: CheckAsked): Promise<DueCheck> {
  const last = (await lastChecks(tx, [agreement.id])).get(agreement.id)
  const checks = checksOf(agreement, last, today).map(({ check }) => check)
  const found = checks.find((check) => check.key === key)
  if (found === undefined)
    throw new Problem('invalid_input', {
      issues: [
        { text: 'agreement.no_check', where: 'key', found: key, expected: checks.map((one) => one.key).join(', ') },
      ],
    })
  if (found.opens === null)
    throw new Problem('refused_by_rule', { details: { reason: `agreement.waits_${found.waits ?? 'not_stated'}` } })
  return found
}

type Rows = AgreementRow['rows']

/** Exceptions that people granted, by row. @throws Problem invalid_input for rows that are not judged here, and days to come */
function waiversOf(
  rows: Rows,
  waivers: Checking['waivers'],
  today: PlainDate,
): Map<string, (typeof Waiver)['_output']> {
  const issues: ProblemIssue[] = waivers.flatMap(({ row, on }, at): ProblemIssue[] => {
    if (!rows.some((one) => one.row.id === row))
      return [{ text: 'agreement.not_asked', where: `waivers.${at}.row`, found: row }]
    return on > today ? [{ text: 'agreement.not_yet', where: `waivers.${at}.on`, found: on }] : []
  })
  if (issues.length > 0) throw new Problem('invalid_input', { issues })
  return new Map(waivers.map((one) => [one.row, one]))
}

export function shownCheck({ key, point, years, opens, due, waits }: DueCheck): NextCheck {
  return { key, point, years: [...years], opens, due, waits }
}

/** What a name in a formula is called: a row, a measure or a fact. */
function namer(house: House, rows: Rows): (id: string) => Named {
  const land = landOf(house.programme())
  const known = [...land.measures, ...land.facts].map(({ id, name }) => [id, textOf(name)] as const)
  const names = new Map([...known, ...rows.map(({ row }) => [row.id, row.name] as const)])
  return (id) => ({ id, name: names.get(id) ?? written(id) })
}

type Waived = (typeof Waiver)['_output'] | undefined

function shownRow(outcome: RowOutcome, waiver: Waived, naming: (id: string) => Named): CheckedRow {
  const { row, answer, value, asked, eased, shortfall, missing } = outcome
  const ends = isBlank(asked) ? {} : asked
  return {
    row: row.id,
    name: textOf(row.name),
    nature: row.nature,
    answer,
    value: isBlank(value) ? null : value,
    blank: isBlank(value) ? value.blank : null,
    low: ends.low ?? null,
    high: ends.high ?? null,
    shortfall: shortfall ?? null,
    share: shareMissing(outcome) ?? null,
    eased: eased ?? null,
    missing: [...new Set(missing.map(({ name }) => name))].map(naming),
    waived: waiver === undefined ? null : { by: waiver.by, on: waiver.on, words: waiver.words },
    formula: row.measure ?? null,
    source: row.source,
    measured: row.measure !== undefined,
  }
}

/** What is to be paid for a shortfall, with the formula and what went into it. */
function penaltyFor(house: House, agreement: AgreementRow, worst: Worst | undefined): Penalty {
  const { penalty: formula, source } = breachOf(house.programme(), agreement)
  const paid = agreement.price === null ? null : quantity(agreement.price, 'CNY_10k')
  const explained = { formula, price: paid, shortfall: worst?.share ?? null, source }
  if (formula === null) return { ...explained, value: null, blank: 'not_stated' }
  if (worst === undefined) return { ...explained, value: null, blank: 'no_share' }
  if (paid === null) return { ...explained, value: null, blank: 'no_price' }
  const value = penaltyOf(formula, paid, worst.share)
  if (isBlank(value)) return { ...explained, value: null, blank: 'not_stated' }
  return { ...explained, value, blank: null }
}

type Offering = {
  readonly agreement: AgreementRow
  readonly check: DueCheck
  readonly outcomes: readonly RowOutcome[]
  readonly worst: Worst | undefined
  readonly penalty: Penalty
  readonly given: KeptGiven
  readonly actor: Actor
}

async function offeredActs(house: House, tx: Transaction, offering: Offering): Promise<CheckPreview['acts']> {
  const { agreement, check, outcomes, worst, penalty, given, actor } = offering
  const view = await inReachOfHouse(tx, () => viewOf(house, tx, agreement.case_id, actor))
  const workflow = getWorkflow(house.programme(), view.case.workflow)
  const answer = answerOf(outcomes)
  const amounts = Object.fromEntries(given.amounts.map((one) => [one.measure, quantity(one.value, one.unit)]))
  return actsOfCheck(check.point, answer).flatMap((name): CheckPreview['acts'] => {
    const declared = workflow.acts.find(({ id }) => id === name)
    if (declared === undefined) return []
    const offer = view.offered.find(({ act: one }) => one.id === name)
    const passes = !passingActs.includes(name) || answer === 'yes'
    const decision = offer?.decision ?? { allowed: false as const, reason: 'agreement.not_now' }
    const why = decision.allowed ? (passes ? null : `agreement.passes_${answer}`) : decision.reason
    const fields = filledFields(declared.fields ?? [], {
      outcomes,
      amounts,
      shortfall: worst?.share,
      penalty: penalty.value ?? undefined,
    })
    return [{ act: name, name: textOf(declared.name), allowed: why === null, why, details: null, fields }]
  })
}
