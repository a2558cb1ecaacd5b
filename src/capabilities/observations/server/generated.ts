import { sql } from 'kysely'
import { type Period, type PeriodKind, parsePeriod, toOrdinal } from '#base/period.ts'
import { Problem, type ProblemIssue } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { FactsSession } from '#kit/server/facts.ts'
import type { House } from '#kit/server/house.ts'
import { mirrorColumnTypes, mirrorTableName, type MirrorTable } from '../rules/mirror.ts'
import { nextName } from './mirror-swap.ts'
import { tablesOf } from './store.ts'

type Generated = { readonly batch: string; readonly table: string; readonly lines: number }

async function listGenerated(house: Pick<House, 'record'>): Promise<Generated[]> {
  const rows = await house.record.asSystem((tx) =>
    tablesOf(tx).selectFrom('observation_generated').selectAll().orderBy('batch').execute(),
  )
  return rows.map((row) => ({
    batch: row.batch,
    table: mirrorTableName(row.subject_kind, row.period_kind as PeriodKind),
    lines: Number(row.lines),
  }))
}

/**
 * Carries the rows that only the mirror holds into the tables that take its place; answers how many.
 * @throws Problem refused_by_rule when they are not there, or when the programme has no place for them any more: what cannot be made
 * anew is not let go of unless somebody says so (`jidi facts rebuild --drop-generated`)
 */
export async function carryGenerated(
  house: Pick<House, 'record' | 'facts'>,
  tables: readonly MirrorTable[],
): Promise<number> {
  const generated = await listGenerated(house)
  if (generated.length === 0) return 0
  const columns = await columnsHeld(house.facts)
  const issues: ProblemIssue[] = []
  for (const name of new Set(generated.map(({ table }) => table))) {
    const mine = generated.filter(({ table }) => table === name)
    const table = tables.find((each) => each.name === name)
    const held = columns.get(name)
    const kept = table === undefined ? new Map<string, string>() : typesOf(table)
    const homeless = [...(held ?? [])].filter(([column, type]) => kept.get(column) !== type).map(([column]) => column)
    const expected = mine.reduce((sum, { lines }) => sum + lines, 0)
    const found = held === undefined ? 0 : await countAmong(house.facts, name, mine)
    if (found !== expected)
      issues.push({
        text: 'observations.generated_lost',
        where: name,
        found: String(found),
        expected: String(expected),
      })
    else if (table === undefined || homeless.length > 0)
      issues.push({
        text: 'observations.generated_homeless',
        where: name,
        found: homeless.slice(0, 5).join(', ') || name,
      })
  }
  if (issues.length > 0) throw new Problem('refused_by_rule', { issues })
  for (const { batch, table } of generated) {
    const names = [...(columns.get(table)?.keys() ?? [])].join(', ')
    await house.facts.exec(
      `insert into ${nextName({ name: table })} (${names}) select ${names} from ${table} where batch = ${BigInt(batch)}`,
    )
  }
  return generated.reduce((sum, { lines }) => sum + lines, 0)
}

async function columnsHeld(facts: FactsSession): Promise<Map<string, Map<string, string>>> {
  const rows = await facts.query<{ table: string; column: string; type: string }>(
    'select table_name as "table", column_name as "column", column_type as "type" from mirror_layout',
  )
  const held = new Map<string, Map<string, string>>()
  for (const { table, column, type } of rows)
    held.set(table, (held.get(table) ?? new Map<string, string>()).set(column, type))
  return held
}

function typesOf(table: MirrorTable): Map<string, string> {
  return new Map(mirrorColumnTypes(table).map(({ name, type }) => [name, type]))
}

async function countAmong(facts: FactsSession, table: string, generated: readonly Generated[]): Promise<number> {
  const ids = generated.map(({ batch }) => BigInt(batch)).join(', ')
  const [row] = await facts.query<{ n: string | number }>(`select count(*) as n from ${table} where batch in (${ids})`)
  return Number(row?.n ?? 0)
}

/** Forgets in the record that the mirror alone holds anything, so that the next rebuild lets go of it; answers how many rows. */
export async function dropGenerated(house: Pick<House, 'record'>): Promise<number> {
  const generated = await listGenerated(house)
  const { owner } = house.record
  await owner.transaction().execute(async (tx) => {
    await sql`delete from observation_generated`.execute(tx)
    await sql`delete from observation_batch where kind = 'generated'`.execute(tx)
  })
  return generated.reduce((sum, { lines }) => sum + lines, 0)
}

/** The first of these periods whose values of a kind of subject only the mirror holds, as the mirror counts them. */
async function generatedAmong(
  tx: Transaction,
  of: { readonly subjectKind: string; readonly periodKind: PeriodKind },
  periods: readonly Period[],
): Promise<number | undefined> {
  const row = await tablesOf(tx)
    .selectFrom('observation_generated')
    .select('period')
    .where('subject_kind', '=', of.subjectKind)
    .where('period_kind', '=', of.periodKind)
    .where('period', 'in', [...new Set(periods.map((period) => toOrdinal(parsePeriod(period))))])
    .limit(1)
    .executeTakeFirst()
  return row?.period
}

/** Whether the values of a period were made in the mirror alone: then nobody is asked for them and nothing is recorded. */
export async function isGenerated(
  tx: Transaction,
  { period, ...of }: { readonly subjectKind: string; readonly periodKind: PeriodKind; readonly period: Period },
): Promise<boolean> {
  return (await generatedAmong(tx, of, [period])) !== undefined
}

/** Nothing is recorded over rows that only the mirror holds: they could not be taken out again. */
export async function refuseOverGenerated(
  tx: Transaction,
  batch: {
    readonly subjectKind: string
    readonly periodKind: PeriodKind
    readonly rows: readonly { readonly period: Period }[]
  },
): Promise<void> {
  const periods = batch.rows.map(({ period }) => period)
  const found = await generatedAmong(tx, batch, periods)
  if (found === undefined) return
  const at = periods.findIndex((period) => toOrdinal(parsePeriod(period)) === found)
  throw new Problem('refused_by_rule', {
    issues: [{ text: 'observations.over_generated', where: `rows.${at}`, found: periods[at] ?? '' }],
  })
}
