import { type ColumnType, type Generated, type Kysely, type Selectable, sql } from 'kysely'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { GroupShown, Reason, ScoreShown } from '../rules/model.ts'
import type { CheckedScheme, Correction, GivenBaselines, KeptFact, KeptInput, KeptUnit } from './model.ts'

/** Read as a value, written as JSON text. */
type Json<Value> = ColumnType<Value, string, string>

export type DbRun = {
  id: Generated<string>
  scheme: string
  period: string
  subject_kind: string
  pack: string
  content: string
  scheme_hash: string
  given: Json<GivenBaselines>
  note: string
  call: string | null
  case_id: string
  state: string
  revision: number
  units: Generated<number>
  gathered_at: Date | null
  inputs_shown_at: Date | null
  frozen_at: Date | null
  inputs_hash: string | null
  results_shown_at: Date | null
  final_at: Date | null
  created_at: Generated<Date>
  created_by: Generated<string>
}

/** A unit of a run: who it is, and everything the scheme was told about it. */
type DbUnit = {
  unit: string
  name: string
  members: string[]
  town: string | null
  base: string | null
  industry: string | null
  size: string | null
  ownership: string | null
  above_scale: boolean | null
  mean_industry: string | null
  classes: Json<Record<string, string[]>>
  inputs: Json<KeptInput[]>
  facts: Json<KeptFact[]>
  places: string[]
  organisations: string[]
}

export type EvaluationTables = {
  evaluation_run: DbRun
  evaluation_unit: DbUnit & { run: string }
  evaluation_snapshot: { run: string; hash: string; bytes: Buffer; at: Date; by: Generated<string> }
  evaluation_correction: {
    run: string
    number: number
    unit: string
    item: string
    was: string | null
    value: Json<string | boolean | null>
    reason: string
    objection: string | null
    at: Date
    by: Generated<string>
  }
  evaluation_result: {
    run: string
    number: number
    state: 'running' | 'done' | 'failed'
    job: string | null
    problem: string | null
    asked_at: Date
    computed_at: Date | null
    by: Generated<string>
    corrections: number
    inputs_hash: string | null
    result_hash: string | null
    milliseconds: number | null
    groups: ColumnType<GroupShown[] | null, string | null, string | null>
    is_shown: Generated<boolean>
  }
  evaluation_score: {
    run: string
    number: number
    unit: string
    name: string
    town: string | null
    industry: string | null
    size: string | null
    group_id: string | null
    total: string | null
    rank: number | null
    quota_grade: string | null
    grade: string | null
    bonus: string
    penalty: string
    scores: Json<ScoreShown[]>
    reasons: Json<Reason[]>
    places: string[]
    organisations: string[]
  }
  evaluation_override: {
    id: Generated<string>
    run: string
    unit: string
    grade: string
    reason: string
    places: string[]
    organisations: string[]
    at: Date
    by: Generated<string>
    withdrawn_at: Date | null
    withdrawn_by: string | null
    withdrawn_for: string | null
  }
  evaluation_objection: {
    id: Generated<string>
    run: string
    unit: string
    about: 'input' | 'fact' | 'result'
    item: string | null
    stood: string | null
    asked: Json<string | boolean | null>
    evidence: string
    case_id: string
    state: string
    revision: number
    places: string[]
    organisations: string[]
    filed_at: Date
    filed_by: Generated<string>
    decided_at: Date | null
    decided_by: string | null
    accepted: boolean | null
    reason: string | null
    value: Json<string | boolean | null>
  }
  evaluation_stability: {
    run: string
    number: number
    draws: number
    at: Date
    by: Generated<string>
    kept: Json<Record<string, number>>
  }
  evaluation_simulation: {
    id: Generated<string>
    run: string
    number: number
    name: string
    content: string
    changes: Json<{ path: string; from: string | null; to: string | null }[]>
    result_hash: string
    summary: Json<unknown>
    moved: Json<unknown>
    units: number
    better: number
    worse: number
    created_at: Date
    created_by: Generated<string>
  }
}

export const tables = (tx: Transaction) => tx.withTables<EvaluationTables>() as unknown as Kysely<EvaluationTables>

/** One evaluation as it stands. */
export type Run = {
  readonly id: string
  readonly scheme: CheckedScheme
  readonly schemeText: string
  readonly schemeHash: string
  readonly period: string
  readonly subjectKind: string
  readonly pack: string
  readonly given: GivenBaselines
  readonly note: string
  readonly call: string | null
  readonly caseId: string
  readonly state: string
  readonly revision: number
  readonly units: number
  readonly gatheredAt: Date | null
  readonly inputsShownAt: Date | null
  readonly frozenAt: Date | null
  readonly inputsHash: string | null
  readonly resultsShownAt: Date | null
  readonly finalAt: Date | null
  readonly createdAt: Date
  readonly createdBy: string
}

const schemesKnown = new Map<string, CheckedScheme>()
const mostKnown = 50

/** The scheme that a run keeps; read once. */
function schemeOfText(text: string, hash: string): CheckedScheme {
  const known = schemesKnown.get(hash)
  if (known !== undefined) return known
  const scheme = JSON.parse(text) as CheckedScheme
  if (schemesKnown.size >= mostKnown) schemesKnown.clear()
  schemesKnown.set(hash, scheme)
  return scheme
}

type Selected<Row> = { [Key in keyof Row]: Row[Key] extends ColumnType<infer Read, never, never> ? Read : never }

function toRun(row: Record<string, unknown>): Run {
  const read = row as unknown as Selected<DbRun> & { given: GivenBaselines; id: string; created_at: Date }
  const text = read.content as unknown as string
  const hash = read.scheme_hash as unknown as string
  return {
    id: read.id,
    scheme: schemeOfText(text, hash),
    schemeText: text,
    schemeHash: hash,
    period: row.period as string,
    subjectKind: row.subject_kind as string,
    pack: row.pack as string,
    given: read.given,
    note: row.note as string,
    call: row.call as string | null,
    caseId: row.case_id as string,
    state: row.state as string,
    revision: row.revision as number,
    units: row.units as number,
    gatheredAt: row.gathered_at as Date | null,
    inputsShownAt: row.inputs_shown_at as Date | null,
    frozenAt: row.frozen_at as Date | null,
    inputsHash: row.inputs_hash as string | null,
    resultsShownAt: row.results_shown_at as Date | null,
    finalAt: row.final_at as Date | null,
    createdAt: row.created_at as Date,
    createdBy: row.created_by as string,
  }
}

/** @throws Problem not_found */
export async function getRun(tx: Transaction, id: string, { lock = false } = {}): Promise<Run> {
  const query = tables(tx).selectFrom('evaluation_run').selectAll().where('id', '=', id)
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst()
  if (row === undefined) throw new Problem('not_found', { details: { kind: 'evaluation', id } })
  return toRun(row)
}

/** Runs, the latest first. */
export async function listRuns(
  tx: Transaction,
  { scheme, period }: { readonly scheme?: string | undefined; readonly period?: string | undefined } = {},
): Promise<Run[]> {
  let query = tables(tx).selectFrom('evaluation_run').selectAll().orderBy('created_at', 'desc').orderBy('id')
  if (scheme !== undefined) query = query.where('scheme', '=', scheme)
  if (period !== undefined) query = query.where('period', '=', period)
  return (await query.execute()).map(toRun)
}

export type RunChange = Partial<{
  state: string
  revision: number
  units: number
  given: string
  gathered_at: Date
  inputs_shown_at: Date | null
  frozen_at: Date
  inputs_hash: string
  results_shown_at: Date
  final_at: Date
}>

export async function updateRun(tx: Transaction, id: string, change: RunChange): Promise<void> {
  await tables(tx).updateTable('evaluation_run').set(change).where('id', '=', id).execute()
}

/** With its keys in one order, whatever order they came in: what is sealed is this. */
function toUnit(row: Selectable<DbUnit>): KeptUnit {
  return {
    unit: row.unit,
    name: row.name,
    members: row.members,
    town: row.town,
    base: row.base,
    industry: row.industry,
    size: row.size,
    ownership: row.ownership,
    aboveScale: row.above_scale,
    meanIndustry: row.mean_industry,
    classes: Object.fromEntries(Object.entries(row.classes).sort(([a], [b]) => (a < b ? -1 : 1))),
    inputs: row.inputs.map(({ input, amount, blank, domain, source, version, by, knownAt, stated }) => ({
      input,
      amount,
      blank,
      domain,
      source,
      version,
      by,
      knownAt,
      stated,
    })),
    facts: row.facts.map(({ fact, holds, source, by, knownAt }) => ({ fact, holds, source, by, knownAt })),
    places: row.places,
    organisations: row.organisations,
  }
}

const unitOrder = sql`unit collate "C"`

/** The units of a run that the actor may see, in the order of their ids. */
export async function listUnits(tx: Transaction, run: string, units?: readonly string[]): Promise<KeptUnit[]> {
  let query = tables(tx).selectFrom('evaluation_unit').selectAll().where('run', '=', run)
  if (units !== undefined) query = query.where(sql<boolean>`unit = any (${[...units]}::text[])`)
  return (await query.orderBy(unitOrder).execute()).map(toUnit)
}

export type UnitsAsked = {
  readonly run: string
  readonly page: number
  readonly pageSize: number
  readonly q?: string | undefined
  readonly town?: string | undefined
}

/** One page of units as far as the actor may see them, by name. */
export async function pageUnits(
  tx: Transaction,
  { run, page, pageSize, q, town }: UnitsAsked,
): Promise<{ total: number; units: KeptUnit[] }> {
  let query = tables(tx).selectFrom('evaluation_unit').where('run', '=', run)
  if (q !== undefined && q.trim() !== '')
    query = query.where(sql<boolean>`strpos(lower(name), ${q.trim().toLowerCase()}) > 0`)
  if (town !== undefined) query = query.where(sql<boolean>`places @> array[${town}]::text[]`)
  const { total } = await query.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow()
  const rows = await query
    .selectAll()
    .orderBy('name')
    .orderBy(unitOrder)
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
  return { total, units: rows.map(toUnit) }
}

const atOnce = 2_000

/** Puts units in the place of those that were gathered before. */
export async function replaceUnits(
  tx: Transaction,
  run: string,
  units: readonly KeptUnit[],
  only?: readonly string[],
): Promise<void> {
  let gone = tables(tx).deleteFrom('evaluation_unit').where('run', '=', run)
  if (only !== undefined) gone = gone.where(sql<boolean>`unit = any (${[...only]}::text[])`)
  await gone.execute()
  for (let from = 0; from < units.length; from += atOnce) {
    const rows = JSON.stringify(units.slice(from, from + atOnce))
    await sql`
      insert into evaluation_unit (run, unit, name, members, town, base, industry, size, ownership, above_scale, mean_industry,
        classes, inputs, facts, places, organisations)
      select ${run}, unit, name, members, town, base, industry, size, ownership, "aboveScale", "meanIndustry",
        classes, inputs, facts, places, organisations
      from jsonb_to_recordset(${rows}::jsonb) as t (unit text, name text, members text[], town text, base text, industry text,
        size text, ownership text, "aboveScale" boolean, "meanIndustry" text, classes jsonb, inputs jsonb, facts jsonb,
        places text[], organisations text[])`.execute(tx)
  }
}

/** The corrections of a run, in the order in which they were accepted. */
export async function listCorrections(tx: Transaction, run: string): Promise<Correction[]> {
  const rows = await tables(tx)
    .selectFrom('evaluation_correction')
    .selectAll()
    .where('run', '=', run)
    .orderBy('number')
    .execute()
  return rows.map(({ number, unit, item, was, value, reason, objection, at }) => ({
    number,
    unit,
    item,
    was,
    value,
    reason,
    objection,
    at: at.toISOString(),
  }))
}
