import { type Period, type PeriodKind, toOrdinal } from '#base/period.ts'
import {
  cellCodes,
  findMirrorCell,
  mirrorCaughtUp,
  type MirrorCell,
  type MirrorTable,
  mirrorTables,
} from '#capabilities/observations/server/service.ts'
import { findRegisterTaxonomy } from '#capabilities/enterprises/server/service.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'
import type { Matched } from '../rules/movement.ts'

export type MatchedHouse = Pick<House, 'programme' | 'facts' | 'record' | 'settings' | 'log'>

type Asked = {
  readonly form: ProgrammeForm
  readonly indicators: readonly string[]
  readonly before: Period
  readonly now: Period
}

/** One firm in two periods: what it simply reported of each indicator, undefined where it did not or where the value is an estimate. */
export type InBoth = {
  readonly subject: string
  readonly industry: string | null
  readonly before: readonly (string | undefined)[]
  readonly now: readonly (string | undefined)[]
}

/** Sums over the firms that reported in both periods, by industry and indicator, from what is approved. */
export async function matchedSums(house: MatchedHouse, asked: Asked): Promise<Matched[]> {
  const { table, cells } = cellsOf(house.programme(), asked)
  if (table === undefined) return []
  const sums = cells.map((_, i) => {
    const both = `b${i} is not null and n${i} is not null`
    return `sum(case when ${both} then b${i} end) as b${i}, sum(case when ${both} then n${i} end) as n${i},
      cast(count(case when ${both} then 1 end) as integer) as m${i}`
  })
  await mirrorCaughtUp(house)
  const rows = await house.facts.query<Record<string, string | number | null>>(
    `select industry, ${sums.join(', ')} from (${inBothSql(table, cells, asked)}) f group by industry`,
  )
  return rows.flatMap((row) =>
    asked.indicators.flatMap((indicator, i): Matched[] => {
      const firms = Number(row[`m${i}`] ?? 0)
      if (firms === 0) return []
      const industry = row.industry === null || row.industry === undefined ? null : String(row.industry)
      return [{ industry, indicator, before: String(row[`b${i}`]), now: String(row[`n${i}`]), firms }]
    }),
  )
}

/** The same firm by firm. */
export async function valuesInBoth(house: MatchedHouse, asked: Asked): Promise<InBoth[]> {
  const { table, cells } = cellsOf(house.programme(), asked)
  if (table === undefined) return []
  await mirrorCaughtUp(house)
  const rows = await house.facts.query<Record<string, string | number | null>>(inBothSql(table, cells, asked))
  const textOf = (value: string | number | null | undefined) =>
    value === null || value === undefined ? undefined : String(value)
  return rows.map((row) => ({
    subject: String(row.subject),
    industry: textOf(row.industry) ?? null,
    before: cells.map((_, i) => textOf(row[`b${i}`])),
    now: cells.map((_, i) => textOf(row[`n${i}`])),
  }))
}

/** The class above in the taxonomy by which the register classifies industries. */
export function industryParents(programme: Programme): (industry: string) => string | undefined {
  const classes = findRegisterTaxonomy(programme, 'industry')?.classes ?? []
  const parents = new Map(classes.map((each) => [each.id, each.parent]))
  return (industry) => parents.get(industry)
}

/** Corrections stand as the old row taken out and the new one brought in, so that sums over a firm are what stands. */
function inBothSql(table: MirrorTable, cells: readonly MirrorCell[], { before, now }: Asked): string {
  const [b, n] = [toOrdinal(before), toOrdinal(now)]
  const normal = (cell: MirrorCell, period: number) => `period = ${period} and ${cell.status} = ${cellCodes.normal}`
  const value = (cell: MirrorCell, period: number, name: string) =>
    `case when sum(case when ${normal(cell, period)} then ${cell.count} else 0 end) > 0
      then sum(case when ${normal(cell, period)} then ${cell.value} end) end as ${name}`
  const columns = cells.flatMap((cell, i) => [value(cell, b, `b${i}`), value(cell, n, `n${i}`)])
  return `select subject, max(industry) as industry, ${columns.join(', ')} from ${table.name}
    where period in (${b}, ${n}) group by subject`
}

function cellsOf(
  programme: Programme,
  { form, indicators }: Asked,
): { table: MirrorTable | undefined; cells: MirrorCell[] } {
  const tables = mirrorTables(programme)
  const found = indicators.flatMap((indicator) => {
    const wanted = {
      subjectKind: form.respondents.subject,
      periodKind: form.period satisfies PeriodKind,
      indicator,
      span: 'this' as const,
    }
    return findMirrorCell(tables, wanted) ?? []
  })
  return { table: found[0]?.table, cells: found.map(({ cell }) => cell) }
}
