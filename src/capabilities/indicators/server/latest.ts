import { fromOrdinal, startOf } from '#base/period.ts'
import { yearOf } from '#base/plain-date.ts'
import { mirrorTables } from '#capabilities/observations/server/service.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import { spanSql } from './facts.sql.ts'

export type Latest = {
  /** The last period with any value, by kind of period. */
  readonly byKind: Readonly<Record<string, string>>
  /** The first year of which anything is known. */
  readonly first: number | null
  /** Ordinals of the first and last month with any value. */
  readonly firstMonth: number | null
  readonly lastMonth: number | null
}

/** From when until when the mirror knows anything. */
export async function latestPeriods(house: House): Promise<Latest> {
  const byKind: Record<string, string> = {}
  let first: number | null = null
  let firstMonth: number | null = null
  let lastMonth: number | null = null
  const found = await Promise.all(
    mirrorTables(house.programme()).map(async (table) => {
      const [row] = await house.facts.query<{ first: number | null; latest: number | null }>(spanSql(table.name))
      return { kind: table.periodKind, first: row?.first ?? null, latest: row?.latest ?? null }
    }),
  )
  for (const span of found) {
    if (span.first === null || span.latest === null) continue
    const year = yearOf(startOf(fromOrdinal(span.kind, Number(span.first))))
    first = first === null ? year : Math.min(first, year)
    if (span.kind === 'month') {
      const from = startsInJanuary(house.programme(), Number(span.first)) ? Number(span.first) - 1 : Number(span.first)
      firstMonth = Math.min(firstMonth ?? from, from)
      lastMonth = Math.max(lastMonth ?? 0, Number(span.latest))
    }
    byKind[span.kind] = later(byKind[span.kind], fromOrdinal(span.kind, Number(span.latest)))
  }
  return { byKind, first, firstMonth, lastMonth }
}

/** A first value of February stands for January too where the forms ask for both as one. */
function startsInJanuary(programme: Programme, ordinal: number): boolean {
  const monthly = Object.values(programme.forms).filter(({ period }) => period === 'month')
  return (
    ordinal % 12 === 1 && monthly.length > 0 && monthly.every(({ january_february }) => january_february === 'together')
  )
}

function later(a: string | undefined, b: string): string {
  return a !== undefined && a > b ? a : b
}
