import { sql } from 'kysely'
import type { Text } from '#base/text.ts'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import type { GradeRow, Result, UnitRow } from '../contract/results.ts'
import type { BaselineShown, GroupShown } from '../rules/model.ts'
import { namedClass, namedIn, namedPlace, wordsOf } from './naming.ts'
import { getRun, type Run, tables } from './store.ts'
import { reasonSentence } from '../rules/sentences.ts'

/** The number of a result that the actor may see: the one asked for, or the latest. @throws Problem not_found */
export async function resultNumber(tx: Transaction, run: string, asked: number | undefined): Promise<number> {
  let query = tables(tx)
    .selectFrom('evaluation_result')
    .select('number')
    .where('run', '=', run)
    .where('state', '=', 'done')
    .orderBy('number', 'desc')
  if (asked !== undefined) query = query.where('number', '=', asked)
  const row = await query.executeTakeFirst()
  if (row === undefined)
    throw new Problem('not_found', { details: { kind: 'result', reason: 'evaluations.no_result' } })
  return row.number
}

const bins = 12

/** Baselines, distribution and grades of a result; grades by town and class are of the units that everybody may know to be there. */
export async function showResult(
  house: House,
  tx: Transaction,
  { id, number: asked }: { readonly id: string; readonly number?: number | undefined },
): Promise<Result> {
  const run = await getRun(tx, id)
  const number = await resultNumber(tx, id, asked)
  const row = await tables(tx)
    .selectFrom('evaluation_result')
    .select('groups')
    .where('run', '=', id)
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
  const programme = house.programme()
  const counted = await house.record.asSystem((all) => countsOf(all, { id, number }))
  const distribution = await house.record.asSystem((all) => distributionOf(all, { id, number }))
  const by = (dimension: Dimension, nameOf: (id: string) => { id: string; name: Text }) =>
    gradeRows(
      counted.filter((one) => one.dimension === dimension),
      nameOf,
    )
  return {
    number,
    groups: (row.groups ?? []).map((group) => ({
      ...groupShown(programme, run, group),
      distribution: distribution.get(group.group) ?? [],
    })),
    gradesBy: {
      group: by('group', (one) => namedIn(run.scheme.groups, one)),
      town: by('town', (one) => namedPlace(programme, one)),
      size: by('size', (one) => namedClass(programme, 'size', one)),
      industry: by('industry', (one) => namedClass(programme, 'industry', one)),
    },
    outside: (await house.record.asSystem((all) => outsideOf(all, { id, number }))).map(({ code, about, units }) => ({
      reason: code,
      sentence: reasonSentence(run.scheme, about === null ? { code } : { code, about }),
      units,
    })),
  }
}

function groupShown(programme: Programme, { scheme }: Run, group: GroupShown) {
  return {
    ...namedIn(scheme.groups, group.group),
    units: group.units,
    counted: group.counted,
    baselines: group.baselines.map((one) => baselineRow(programme, scheme, one)),
    grades: group.grades.map(({ grade, places, units }) => ({ ...namedIn(scheme.grades, grade), places, units })),
  }
}

function baselineRow(
  programme: Programme,
  scheme: Run['scheme'],
  one: BaselineShown,
): Result['groups'][0]['baselines'][0] {
  const criterion = scheme.criteria.find(({ id }) => id === one.criterion)
  return {
    criterion: one.criterion,
    name: criterion === undefined ? { zh: one.criterion, en: one.criterion } : wordsOf(criterion.name),
    unit: criterion?.unit ?? 'one',
    kind: one.kind,
    industry: one.industry === undefined ? null : namedClass(programme, 'industry', one.industry),
    value: one.value,
    least: one.range?.least ?? null,
    most: one.range?.most ?? null,
    units: one.units,
    over: one.sums?.over ?? null,
    under: one.sums?.under ?? null,
    times: one.times ?? null,
  }
}

type Dimension = 'group' | 'town' | 'size' | 'industry'
type Counted = { dimension: Dimension; id: string | null; grade: string | null; units: number }
type Of = { readonly id: string; readonly number: number }

async function countsOf(tx: Transaction, { id, number }: Of): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
    select d.dimension, d.id, s.grade, count(*)::integer as units
    from evaluation_score s
    cross join lateral (values ('group', s.group_id), ('town', s.town), ('size', s.size), ('industry', s.industry)) as d (dimension, id)
    where s.run = ${id} and s.number = ${number} and s.group_id is not null
    group by d.dimension, d.id, s.grade`.execute(tx)
  return rows
}

function gradeRows(counted: readonly Counted[], nameOf: (id: string) => { id: string; name: Text }): GradeRow[] {
  const rows = new Map<string, GradeRow>()
  for (const { id, grade, units } of counted) {
    const key = id ?? ''
    const row = rows.get(key) ?? { ...(key === '' ? notKnown : nameOf(key)), units: 0, byGrade: {} }
    const at = grade ?? 'none'
    rows.set(key, {
      ...row,
      units: row.units + units,
      byGrade: { ...row.byGrade, [at]: (row.byGrade[at] ?? 0) + units },
    })
  }
  return [...rows.values()].sort((a, b) => b.units - a.units || (a.id < b.id ? -1 : 1))
}

const notKnown = { id: '', name: { zh: '未登记', en: 'Not in the register' } }

async function distributionOf(tx: Transaction, { id, number }: Of) {
  const { rows } = await sql<{ group: string; from: string; to: string; units: number }>`
    with ends as (
      select group_id, floor(min(total)) as least, ceil(max(total)) as most from evaluation_score
      where run = ${id} and number = ${number} and total is not null group by group_id
    ), binned as (
      select s.group_id, e.least, greatest(e.most - e.least, 1) as width,
        least(floor((s.total - e.least) * ${bins} / greatest(e.most - e.least, 1)), ${bins - 1})::integer as bin
      from evaluation_score s join ends e using (group_id)
      where s.run = ${id} and s.number = ${number} and s.total is not null
    )
    select group_id as "group", trim_scale(round(least + bin * width / ${bins}, 2))::text as "from",
      trim_scale(round(least + (bin + 1) * width / ${bins}, 2))::text as "to", count(*)::integer as units
    from binned group by group_id, least, width, bin order by group_id, bin`.execute(tx)
  const byGroup = new Map<string, { from: string; to: string; units: number }[]>()
  for (const { group, ...bin } of rows) byGroup.set(group, [...(byGroup.get(group) ?? []), bin])
  return byGroup
}

async function outsideOf(tx: Transaction, { id, number }: Of) {
  const { rows } = await sql<{ code: 'excluded'; about: string | null; units: number }>`
    select reasons -> 0 ->> 'code' as code, reasons -> 0 ->> 'about' as about, count(*)::integer as units
    from evaluation_score where run = ${id} and number = ${number} and group_id is null and jsonb_array_length(reasons) > 0
    group by 1, 2 order by 3 desc, 1, 2`.execute(tx)
  return rows
}

export type UnitListAsked = {
  readonly id: string
  readonly number?: number | undefined
  readonly page: number
  readonly pageSize: number
  readonly group?: string | undefined
  readonly grade?: string | undefined
  readonly town?: string | undefined
  readonly industry?: string | undefined
  readonly q?: string | undefined
  readonly sort: 'rank' | '-total' | 'total' | 'name'
}

const rowColumns = [
  'unit',
  'name',
  'town',
  'industry',
  'size',
  'group_id',
  'total',
  'rank',
  'quota_grade',
  'grade',
] as const

/** One page of the units of a result that the actor may see. */
export async function listUnitRows(
  programme: Programme,
  tx: Transaction,
  asked: UnitListAsked,
): Promise<{ number: number; total: number; items: UnitRow[] }> {
  await getRun(tx, asked.id)
  const number = await resultNumber(tx, asked.id, asked.number)
  let query = tables(tx).selectFrom('evaluation_score').where('run', '=', asked.id).where('number', '=', number)
  if (asked.group !== undefined) query = query.where('group_id', '=', asked.group)
  if (asked.grade !== undefined) query = query.where('grade', '=', asked.grade)
  if (asked.town !== undefined) query = query.where(sql<boolean>`places @> array[${asked.town}]::text[]`)
  if (asked.industry !== undefined) query = query.where('industry', '=', asked.industry)
  if (asked.q !== undefined && asked.q.trim() !== '')
    query = query.where(sql<boolean>`strpos(lower(name), ${asked.q.trim().toLowerCase()}) > 0`)
  const { total } = await query.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow()
  const order = {
    rank: sql`group_id nulls last, rank nulls last`,
    '-total': sql`total desc nulls last`,
    total: sql`total nulls last`,
    name: sql`name`,
  }[asked.sort]
  const rows = await query
    .select(rowColumns)
    .orderBy(sql`${order}, unit collate "C"`)
    .limit(asked.pageSize)
    .offset((asked.page - 1) * asked.pageSize)
    .execute()
  const overrides = await standingOverrides(
    tx,
    asked.id,
    rows.map(({ unit }) => unit),
  )
  return { number, total, items: rows.map((row) => toUnitRow(programme, row, overrides.get(row.unit) ?? null)) }
}

export type ScoreRow = {
  readonly unit: string
  readonly name: string
  readonly town: string | null
  readonly industry: string | null
  readonly size: string | null
  readonly group_id: string | null
  readonly total: string | null
  readonly rank: number | null
  readonly quota_grade: string | null
  readonly grade: string | null
}

export function toUnitRow(programme: Programme, row: ScoreRow, override: string | null): UnitRow {
  return {
    unit: row.unit,
    name: row.name,
    town: row.town === null ? null : namedPlace(programme, row.town),
    industry: row.industry === null ? null : namedClass(programme, 'industry', row.industry),
    size: row.size === null ? null : namedClass(programme, 'size', row.size),
    group: row.group_id,
    total: row.total,
    rank: row.rank,
    quotaGrade: row.quota_grade,
    grade: row.grade,
    override,
  }
}

/** Grades that stand beside computed ones, by unit. */
async function standingOverrides(tx: Transaction, run: string, units: readonly string[]): Promise<Map<string, string>> {
  if (units.length === 0) return new Map()
  const rows = await tables(tx)
    .selectFrom('evaluation_override')
    .select(['unit', 'grade'])
    .where('run', '=', run)
    .where('unit', 'in', [...units])
    .where('withdrawn_at', 'is', null)
    .execute()
  return new Map(rows.map(({ unit, grade }) => [unit, grade]))
}
