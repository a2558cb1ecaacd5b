import type { Actor } from '#base/decision.ts'
import { Decimal, parseDecimal, roundTo, toDecimalText } from '#base/decimal.ts'
import { type Period, sameLastYear, type Span } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import { listEnterprisesById } from '#capabilities/enterprises/server/service.ts'
import {
  type CellContent,
  latestCells,
  mirrorCaughtUp,
  record,
  withdraw,
} from '#capabilities/observations/server/service.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import type { ProgrammeForm } from '#pack/programme.ts'
import type { Imputation, ImputationMethod } from '../contract/life.ts'
import { type CellDefinition, recordedCells } from '../rules/form-cells.ts'
import { createMovements, type Movement } from '../rules/movement.ts'
import { checkPeriod, periodBefore } from '../rules/periods.ts'
import { isExpected, type Respondent } from '../rules/respondents.ts'
import { endImputation, type ImputationTables, standingImputations } from './imputation-store.ts'
import { getForm, type ReturnHouse } from './lifecycle.ts'
import { holdPeriodAlone, refuseLocked } from './locks.ts'
import { industryParents, matchedSums } from './matched.ts'
import { standingsOf } from './store.ts'
import { organisationOf, respondentsOf } from './subjects.ts'

export type ImputeAsked = {
  readonly form: string
  readonly period: Period
  readonly method: ImputationMethod
  readonly subjects: readonly string[]
  readonly reason: string
  readonly actor: Actor
}

export type ImputeLeft = 'reported' | 'not_expected' | 'nothing_before' | 'imputed_already'
export type Imputed = { imputed: number; left: { subject: string; reason: ImputeLeft }[] }

type Contents = Map<string, CellContent>

/**
 * Puts values, marked as imputed, in the place of returns that did not come: what the respondent last reported, moved by the matched
 * growth of its industry where the method says so. The return takes their place when it is approved.
 * @throws Problem forbidden, locked, invalid_input
 */
export async function impute(house: House, asked: ImputeAsked): Promise<Imputed> {
  const programme = house.programme()
  const form = getForm(programme, asked.form)
  const wrong = checkPeriod(form, asked.period, house.clock.today(programme.timeZone))
  if (wrong !== undefined) throw new Problem('invalid_input', { issues: [wrong] })
  const base = basePeriodOf(form, asked)
  const cells = recordedCells(programme, form)
  const indicators = [...new Set(cells.filter((cell) => cell.span === 'this').map((cell) => cell.indicator.id))]
  const matched =
    asked.method === 'last_value' ? [] : await matchedSums(house, { form, indicators, before: base, now: asked.period })
  const movement = createMovements(matched, industryParents(programme))
  const result = await house.record.withActor(asked.actor, (tx) =>
    imputeIn(house, tx, { asked, form, cells, base, movement }),
  )
  await mirrorCaughtUp(house)
  return result
}

type Doing = {
  readonly asked: ImputeAsked
  readonly form: ProgrammeForm
  readonly cells: readonly CellDefinition[]
  readonly base: Period
  readonly movement: ReturnType<typeof createMovements>
}

async function imputeIn(house: ReturnHouse, tx: Transaction, doing: Doing): Promise<Imputed> {
  const { asked, form, cells, base } = doing
  await holdPeriodAlone(tx, form.id, asked.period)
  await refuseLocked(tx, form.id, asked.period)
  const { wanted, left } = await missingAmong(house, tx, doing)
  const stood = await latestCells(
    tx,
    wanted.flatMap(({ id }) => periodsNeeded(form, asked.period, base).map((period) => ({ subject: id, period }))),
  )
  const rows = wanted.flatMap((respondent) => {
    const at = (period: Period): Contents => stood.get(`${respondent.id} ${period}`) ?? new Map()
    const made = imputedContents(doing, respondent, at)
    if (made !== undefined) return [{ respondent, ...made }]
    left.push({ subject: respondent.id, reason: 'nothing_before' })
    return []
  })
  if (rows.length === 0) return { imputed: 0, left }
  const batch = await record(house, tx, {
    kind: 'imputation',
    domain: form.domain,
    subjectKind: form.respondents.subject,
    periodKind: form.period,
    cells: cells.map(({ indicator, span }) => ({ indicator: indicator.id, span })),
    rows: rows.map(({ respondent, contents }) => ({
      subject: respondent.id,
      period: asked.period,
      contents,
      source: `imputation:${asked.method}`,
      sourceVersion: 1,
    })),
    actor: asked.actor.id,
  })
  const at = house.clock.now()
  await tx
    .withTables<ImputationTables>()
    .insertInto('return_imputation')
    .values(
      rows.map(({ respondent, lead }) => ({
        form: form.id,
        period: asked.period,
        subject: respondent.id,
        places: [...respondent.places],
        organisations: [organisationOf(form.respondents.subject, respondent.id)],
        method: asked.method,
        basis: JSON.stringify({ basePeriod: base, movementOf: lead.of, matched: lead.firms }),
        reason: asked.reason,
        batch: batch.id,
        at,
        by: asked.actor.id,
        ended_at: null,
        ended_by: null,
        ended_how: null,
      })),
    )
    .execute()
  await recordAct(tx, {
    name: 'returns.imputed',
    subject: { kind: 'return_period', id: `${form.id} ${asked.period}` },
    detail: { form: form.id, period: asked.period, method: asked.method, batch: batch.id, returns: rows.length },
  })
  return { imputed: rows.length, left }
}

/** Those asked for who are expected, have not handed in, and in whose place nothing stands. */
async function missingAmong(house: ReturnHouse, tx: Transaction, { asked, form }: Doing) {
  const programme = house.programme()
  const enterprises = await listEnterprisesById(tx, [...new Set(asked.subjects)])
  const respondents = await respondentsOf(programme, tx, [...enterprises.values()], asked.period)
  const standings = new Map(
    (await standingsOf(tx, { form: form.id, period: asked.period })).map((each) => [each.subject, each]),
  )
  const imputed = await standingImputations(
    tx,
    respondents.map(({ id }) => ({ form: form.id, period: asked.period, subject: id })),
  )
  const left: Imputed['left'] = []
  const wanted: Respondent[] = []
  for (const respondent of respondents) {
    const organisations = [organisationOf(form.respondents.subject, respondent.id)]
    decide(asked.actor, 'returns.impute', { places: respondent.places, organisations })
    const reason: ImputeLeft | undefined =
      isExpected(programme, form, respondent) !== true
        ? 'not_expected'
        : standings.get(respondent.id)?.approved === true
          ? 'reported'
          : imputed.has(`${form.id} ${asked.period} ${respondent.id}`)
            ? 'imputed_already'
            : undefined
    if (reason === undefined) wanted.push(respondent)
    else left.push({ subject: respondent.id, reason })
  }
  return { wanted, left }
}

function basePeriodOf(form: ProgrammeForm, { period, method }: Pick<ImputeAsked, 'period' | 'method'>): Period {
  return method === 'last_year_by_industry' ? sameLastYear(period) : periodBefore(form, period)
}

function periodsNeeded(form: ProgrammeForm, period: Period, base: Period): Period[] {
  return [...new Set([base, periodBefore(form, period), sameLastYear(period)])]
}

/** The cells of an imputed return; undefined where the base period holds nothing to go by. */
function imputedContents(
  { asked, form, cells, base, movement }: Doing,
  respondent: Respondent,
  at: (period: Period) => Contents,
): { contents: CellContent[]; lead: Pick<Movement, 'of' | 'firms'> } | undefined {
  const valueIn = (period: Period, indicator: string, span: Span): Decimal | undefined => {
    const content = at(period).get(`${indicator}:${span}`)
    return content !== undefined && 'value' in content ? parseDecimal(content.value) : undefined
  }
  const moved = (indicator: string): Movement =>
    asked.method === 'last_value'
      ? { factor: new Decimal(1), firms: 0, of: '*' }
      : movement(respondent.industry, indicator)
  const now = (cell: CellDefinition): Decimal | undefined => {
    const last = valueIn(base, cell.indicator.id, 'this')
    return last === undefined ? undefined : roundTo(last.times(moved(cell.indicator.id).factor), cell.indicator.scale)
  }
  const [year, before] = [sameLastYear(asked.period), periodBefore(form, asked.period)]
  const startsYear = before.slice(0, 4) !== asked.period.slice(0, 4)
  const valueOf = (cell: CellDefinition): Decimal | undefined => {
    const { id } = cell.indicator
    if (cell.span === 'this') return now(cell)
    if (cell.span === 'last_year') return valueIn(year, id, 'this')
    if (cell.span === 'cumulative_last_year') return valueIn(year, id, 'cumulative')
    const own = now(cell)
    const soFar = startsYear ? new Decimal(0) : valueIn(before, id, 'cumulative')
    return own === undefined || soFar === undefined ? undefined : own.plus(soFar)
  }
  const contents = cells.map((cell): CellContent => {
    const value = valueOf(cell)
    return value === undefined ? { blank: 'not_reported' } : { value: toDecimalText(value), status: 'imputed' }
  })
  if (!cells.some((cell) => cell.span === 'this' && now(cell) !== undefined)) return undefined
  const [first] = cells
  return { contents, lead: first === undefined ? { of: '*', firms: 0 } : moved(first.indicator.id) }
}

/** Takes imputed values out again; what was put in stays in the record. @throws Problem not_found, forbidden, locked, wrong_state */
export async function undoImputation(
  house: House,
  asked: { readonly id: string; readonly actor: Actor },
): Promise<Imputation[]> {
  const rows = await house.record.withActor(asked.actor, async (tx) => {
    const found = await findImputation(tx, asked.id)
    decide(asked.actor, 'returns.impute', found)
    const form = getForm(house.programme(), found.form)
    const period = found.period as Period
    await holdPeriodAlone(tx, form.id, period)
    await refuseLocked(tx, form.id, period)
    if ((await findImputation(tx, asked.id)).ended_at !== null)
      throw new Problem('wrong_state', { details: { reason: 'returns.imputation_over' } })
    await withdraw(house, tx, {
      domain: form.domain,
      subjectKind: form.respondents.subject,
      periodKind: form.period,
      cells: recordedCells(house.programme(), form).map(({ indicator, span }) => ({ indicator: indicator.id, span })),
      rows: [{ subject: found.subject, period, source: `imputation:${found.method}`, sourceVersion: 1 }],
      actor: asked.actor.id,
    })
    await endImputation(tx, found, { at: house.clock.now(), by: asked.actor.id, how: 'undone' })
    await recordAct(tx, {
      name: 'returns.imputation_undone',
      subject: { kind: 'return_period', id: `${form.id} ${period}` },
      detail: { form: form.id, period, imputation: asked.id },
    })
    return listImputations(house, tx, { form: form.id, period })
  })
  await mirrorCaughtUp(house)
  return rows
}

async function findImputation(tx: Transaction, id: string) {
  const row = await tx
    .withTables<ImputationTables>()
    .selectFrom('return_imputation')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'imputation', id } })
  return row
}

/** What was put in the place of returns of a period, latest first. */
export async function listImputations(
  house: ReturnHouse,
  tx: Transaction,
  asked: { readonly form: string; readonly period: Period },
): Promise<Imputation[]> {
  getForm(house.programme(), asked.form)
  const rows = await tx
    .withTables<ImputationTables>()
    .selectFrom('return_imputation')
    .selectAll()
    .where('form', '=', asked.form)
    .where('period', '=', asked.period)
    .orderBy('id', 'desc')
    .limit(2000)
    .execute()
  const enterprises = await listEnterprisesById(tx, [...new Set(rows.map((row) => row.subject))])
  const names = await namesOfPeople(
    tx,
    rows.flatMap((row) => [row.by, row.ended_by ?? row.by]),
  )
  const nameOf = (id: string) => names.get(id) ?? id
  return rows.map((row) => ({
    id: String(row.id),
    form: row.form,
    period: asked.period,
    subject: row.subject,
    subjectName: enterprises.get(row.subject)?.name ?? row.subject,
    method: row.method,
    basePeriod: row.basis.basePeriod as Period,
    movementOf: row.basis.movementOf,
    matched: row.basis.matched,
    reason: row.reason,
    at: row.at.toISOString(),
    byName: nameOf(row.by),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at.toISOString() }),
    ...(row.ended_by === null ? {} : { endedByName: nameOf(row.ended_by) }),
    ...(row.ended_how === null ? {} : { endedHow: row.ended_how }),
  }))
}
