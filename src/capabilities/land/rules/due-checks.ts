import { addMonths, parsePlainDate, plainDate, type PlainDate, yearOf } from '#base/plain-date.ts'
import type { StandardRow } from '#pack/schema/standard.ts'

/** A row of an agreement, as far as it says when it is judged. */
export type DatedRow = Pick<StandardRow, 'id' | 'when' | 'anchor'>

/** The points of the life of land at which something is looked at once. */
type OncePoint = 'supply' | 'handover' | 'start' | 'completion' | 'investment' | 'production'
export type CheckPoint = OncePoint | 'year' | 'mean'

/** The days from which everything of an agreement is counted. */
export type AgreementDays = {
  readonly landRight: PlainDate
  /** The first day of production; null while there is none. */
  readonly production: PlainDate | null
  /** Until when the clocks of the case want start, completion and production; null where the workflow has no such clock. */
  readonly clocks: Readonly<Record<'start' | 'completion' | 'production', PlainDate | null>>
}

/** One look at the land: which rows are judged at it, from which day on that can be done, and until when it has to be. */
export type DueCheck = {
  /** `completion`, `year:2025`, `mean:2025-2027`; `year:?` and `mean:?` while the day that they count from is not known. */
  readonly key: string
  readonly point: CheckPoint
  /** The calendar years that it judges; none for what is looked at once. */
  readonly years: readonly number[]
  readonly rows: readonly { readonly row: string; readonly due: PlainDate | null }[]
  /** Those of them that are judged at no other time; rows that hold always are judged at every check. */
  readonly own: readonly string[]
  /** The first day on which it can be judged; null: not known yet. */
  readonly opens: PlainDate | null
  /** The last day; null: nobody has stated one. */
  readonly due: PlainDate | null
  /** What keeps it from having a day. */
  readonly waits: 'production' | 'not_stated' | null
}

/** The first day of year N after a day: year 1 begins on the day itself. */
export function beginOfYear(anchor: PlainDate, year: number): PlainDate {
  return addMonths(anchor, 12 * (year - 1))
}

/** The calendar year that judges year N after a day: the first that lies wholly in or after it, since yearly amounts are of calendar years. */
export function judgedYear(anchor: PlainDate, year: number): number {
  const begin = beginOfYear(anchor, year)
  return begin === plainDate(yearOf(begin), 1, 1) ? yearOf(begin) : yearOf(begin) + 1
}

/** A calendar year can be judged once it is over, and has to be before the next one is. */
function spanOfYear(year: number): { opens: PlainDate; due: PlainDate } {
  return { opens: plainDate(year + 1, 1, 1), due: plainDate(year + 1, 12, 31) }
}

/** Nothing that is agreed on for land lasts longer. */
const mostYears = 100

type Asked = { readonly key: string; readonly point: CheckPoint; readonly years: readonly number[] } & Pick<
  DueCheck,
  'opens' | 'due' | 'waits'
>

/**
 * Every check of an agreement up to the calendar year of `today`, the first yearly one also before it comes, in the order of time, each with the rows judged at it. Start, completion
 * and production are looked at in any case; rows that hold always are judged at every check.
 */
export function dueChecks(rows: readonly DatedRow[], days: AgreementDays, today: PlainDate): DueCheck[] {
  const found = new Map<string, { asked: Asked; rows: { row: string; due: PlainDate | null }[] }>()
  const add = (asked: Asked, row?: string) => {
    const known = found.get(asked.key) ?? { asked, rows: [] }
    const entry = row === undefined ? [] : [{ row, due: asked.due }]
    found.set(asked.key, { asked: earlier(known.asked, asked), rows: [...known.rows, ...entry] })
  }
  for (const point of ['start', 'completion', 'production'] as const) add(once(point, undefined, days))
  for (const row of rows) for (const asked of asksOf(row, days, today)) add(asked, row.id)
  const always = rows.filter(({ when }) => 'always' in when).map(({ id }) => ({ row: id, due: null }))
  return [...found.values()]
    .map(
      ({ asked, rows: judged }): DueCheck => ({
        ...asked,
        rows: [...judged, ...always],
        own: judged.map(({ row }) => row),
      }),
    )
    .sort(byTime)
}

function earlier(one: Asked, other: Asked): Asked {
  if (other.due === null) return one
  return one.due === null || other.due < one.due ? other : one
}

function byTime(one: DueCheck, other: DueCheck): number {
  const [a, b] = [one.due ?? one.opens ?? '9999', other.due ?? other.opens ?? '9999']
  return a === b ? one.key.localeCompare(other.key) : a < b ? -1 : 1
}

function asksOf(row: DatedRow, days: AgreementDays, today: PlainDate): Asked[] {
  const { when } = row
  if ('always' in when) return []
  if ('once' in when) return [once(when.once, row, days)]
  const anchor = anchorOf(row, days)
  if ('mean' in when) return [meanOf(when.mean, anchor)]
  if (anchor === null) return [{ key: 'year:?', point: 'year', years: [], opens: null, due: null, waits: 'production' }]
  const { from_year: from, to_year: to = mostYears } = when.yearly
  const years = yearsBetween(anchor, from, to)
  const last = Math.max(yearOf(today), years[0] ?? 0)
  return years
    .filter((year) => year <= last)
    .map((year) => ({ key: `year:${year}`, point: 'year', years: [year], ...spanOfYear(year), waits: null }))
}

function meanOf(mean: { from_year: number; to_year: number } | { not_stated: true }, anchor: PlainDate | null): Asked {
  const open = { key: 'mean:?', point: 'mean', years: [], opens: null, due: null } as const
  if ('not_stated' in mean) return { ...open, waits: 'not_stated' }
  if (anchor === null) return { ...open, waits: 'production' }
  const years = yearsBetween(anchor, mean.from_year, mean.to_year)
  const [first, last] = [years[0], years.at(-1)]
  if (first === undefined || last === undefined) return { ...open, waits: 'not_stated' }
  return { key: `mean:${first}-${last}`, point: 'mean', years, ...spanOfYear(last), waits: null }
}

/** The calendar years that judge the years from N to M: as many as those are. */
function yearsBetween(anchor: PlainDate, from: number, to: number): number[] {
  if (from < 1 || from > mostYears) return []
  const first = judgedYear(anchor, from)
  return Array.from({ length: Math.max(0, Math.min(to, mostYears) - from + 1) }, (_, at) => first + at)
}

function anchorOf({ anchor }: Pick<DatedRow, 'anchor'>, days: AgreementDays): PlainDate | null {
  return anchor === 'production' ? days.production : days.landRight
}

/** What is looked at once: by a day of its own, so many months after its anchor, or by the clock of the case. */
function once(point: OncePoint, row: DatedRow | undefined, days: AgreementDays): Asked {
  const plain = { key: point, point, years: [], opens: days.landRight } as const
  const within = row !== undefined && 'once' in row.when ? row.when.within : undefined
  if (within !== undefined && 'by' in within) return { ...plain, due: parsePlainDate(within.by), waits: null }
  if (within !== undefined && row !== undefined) {
    const anchor = anchorOf(row, days)
    if (anchor === null) return { ...plain, opens: null, due: null, waits: 'production' }
    return { ...plain, due: addMonths(anchor, within.months), waits: null }
  }
  if (point === 'supply' || point === 'handover') return { ...plain, due: days.landRight, waits: null }
  const due = point === 'investment' ? null : days.clocks[point]
  return { ...plain, due, waits: due === null ? 'not_stated' : null }
}
