import { type Actor, can } from '#base/decision.ts'
import { parsePeriod, type Period } from '#base/period.ts'
import { Problem } from '#base/problem.ts'
import { listEnterprisesById } from '#capabilities/enterprises/server/service.ts'
import { observationsBehind } from '#capabilities/observations/server/service.ts'
import { namesOfPeople } from '#capabilities/people/server/service.ts'
import type { House } from '#kit/server/house.ts'
import type { FigureAddress, LineageRow } from '../contract.ts'
import { expressionsOf } from '../rules/asked.ts'
import { measureRules, partAddress, previousOf } from '../rules/measures.ts'
import { askOne } from './explain.ts'
import { lineageSql, lineageTotalSql } from './facts.sql.ts'
import { inYear } from './matched-answers.ts'
import { whereSql } from './where-sql.ts'

export type LineageAsked = {
  readonly address: FigureAddress
  readonly input: number
  readonly page: number
  readonly size: number
}

/** A sum whose rows are listed: an input of a value, and which rows of it where they are matched with another year. */
type Listed = { readonly address: FigureAddress; readonly input: number; readonly matching: 'after' | 'before' | null }

/** The value behind an input of a figure, through however many comparisons. */
function listedOf(house: House, address: FigureAddress, input: number): Listed | undefined {
  const { measure } = address
  if (measure === 'value') return { address, input, matching: null }
  const programme = house.programme()
  const period = parsePeriod(address.period)
  const expression = expressionsOf(programme).of(address.indicator, period)
  const part = measureRules[measure].parts[input]
  if (part === undefined) return undefined
  const at = partAddress(address, part, () => previousOf(programme, expression, period as Period))
  const listed = listedOf(house, at, 0)
  if (measure === 'same_sample_value' && listed !== undefined) return { ...listed, matching: 'before' }
  if (measure === 'same_sample_last_year' && listed !== undefined) return { ...listed, matching: 'after' }
  return listed
}

/** The returns and lines of files behind one input of a figure, the largest first; the reader must have sight of single values there. */
export async function listLineage(
  house: House,
  actor: Actor,
  { address: of, input: which, page, size }: LineageAsked,
): Promise<{ rows: LineageRow[]; total: number }> {
  const listed = listedOf(house, of, which)
  const { expression, groups, answers, need } = await askOne(
    house,
    actor,
    listed?.address ?? { ...of, measure: 'value' },
  )
  const refusal = can(actor, 'observations.see_micro', { places: groups.scope })
  if (!refusal.allowed) throw new Problem('forbidden', { details: { reason: refusal.reason } })
  const leaf = listed === undefined ? undefined : expression.leaves[listed.input]
  const placed = leaf ? answers.placeOf(leaf.key, need) : undefined
  if (!leaf || !placed || listed === undefined) return { rows: [], total: 0 }
  const programme = house.programme()
  const chosen = whereSql(programme, leaf, { table: placed.table.name, of: 'values' }).sql
  const known = of.asOf === undefined ? null : '$1'
  const question = {
    table: placed.table.name,
    cell: placed.cell,
    range: placed.range,
    filters: [
      ...groups.filters,
      ...(chosen === null ? [] : [chosen]),
      ...(listed.matching === null ? [] : [matchedFilter(placed, listed.matching, known)]),
    ],
    asOf: known,
  }
  const params = of.asOf === undefined ? [] : [new Date(of.asOf)]
  const [total] = await house.facts.query<{ n: string | number }>(lineageTotalSql(question), params)
  const found = await house.facts.query<{ subject: string; period: number; batch: string }>(
    lineageSql(question, { page, size }),
    params,
  )
  const kind = placed.table.periodKind
  const rows = found.map((row) => ({ subject: row.subject, period: Number(row.period), batch: String(row.batch) }))
  return house.record.withActor(actor, async (tx) => {
    const cell = { indicator: leaf.indicator, span: 'this' as const }
    const observations = await observationsBehind(programme, tx, { periodKind: kind, cell, rows })
    const names = await listEnterprisesById(tx, [...new Set(rows.map((row) => row.subject))])
    const people = await namesOfPeople(tx, [...new Set(observations.map((each) => each.by))])
    const told = observations.map((each) => ({
      subject: each.subject,
      name: names.get(each.subject)?.name ?? each.subject,
      period: each.period,
      indicator: each.indicator,
      value: each.value ?? null,
      blank: each.blank ?? null,
      status: each.status ?? 'normal',
      kind: each.kind,
      source: each.source,
      version: each.sourceVersion,
      by: people.get(each.by) ?? null,
      knownAt: each.knownAt,
    }))
    return { rows: told, total: Number(total?.n ?? 0) }
  })
}

type Placed = {
  readonly table: { readonly name: string; readonly periodKind: keyof typeof inYear }
  readonly cell: { readonly count: string }
}

/** Only rows whose subject also reported a year before, or after. */
function matchedFilter({ table, cell }: Placed, matching: 'after' | 'before', asOf: string | null): string {
  const years = (matching === 'before' ? -1 : 1) * inYear[table.periodKind]
  const known = asOf === null ? '' : ` and g.known_at <= ${asOf}`
  return `(select sum(g.${cell.count}) from ${table.name} g where g.subject = f.subject and g.period = f.period + ${years}${known}) > 0`
}
