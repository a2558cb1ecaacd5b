import { once } from '#base/once.ts'
import { fromOrdinal, startOf } from '#base/period.ts'
import { yearOf } from '#base/plain-date.ts'
import { mirrorTables } from '#capabilities/observations/server/service.ts'
import { FactsKept } from '#kit/server/facts-kept.ts'
import type { House } from '#kit/server/house.ts'
import type { Programme } from '#pack/programme.ts'
import { spanSql } from './facts.sql.ts'
import type { Latest as LatestOfTables } from './leaf-places.ts'

export type Latest = {
  /** The last period with any value, by kind of period. */
  readonly byKind: Readonly<Record<string, string>>
  /** The first year of which anything is known. */
  readonly first: number | null
  /** Ordinals of the first and last month with any value. */
  readonly firstMonth: number | null
  readonly lastMonth: number | null
}

type Span = { readonly first: number | null; readonly latest: number | null }

const spansOf = once((_: House['facts']) => new FactsKept<Span>(1000, () => 1))

/** The first and last stored period of a table. */
function spanOf({ facts }: House, table: string): Promise<Span> {
  return spansOf(facts).get(facts, table, async () => {
    const [row] = await facts.query<Span>(spanSql(table))
    return row ?? { first: null, latest: null }
  })
}

/** The last stored period of each table. */
export async function latestOf(house: House, tables: readonly string[]): Promise<LatestOfTables> {
  const each = tables.map(async (table) => [table, Number((await spanOf(house, table)).latest ?? 0)] as const)
  return new Map(await Promise.all(each))
}

/** From when until when the mirror knows anything. */
export async function latestPeriods(house: House): Promise<Latest> {
  const byKind: Record<string, string> = {}
  let first: number | null = null
  let firstMonth: number | null = null
  let lastMonth: number | null = null
  const found = await Promise.all(
    mirrorTables(house.programme()).map(async (table) => ({
      kind: table.periodKind,
      ...(await spanOf(house, table.name)),
    })),
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
