import {
  type JanuaryFebruary,
  januaryFebruaryOf,
  type Period,
  periodKind,
  periodRange,
  periodYear,
  previousPeriod,
} from '#base/period.ts'
import {
  type Comparison,
  comparisons,
  type FigureQuery,
  type FigureRow,
  type FigureTable,
  Grouping,
} from '../contract.ts'
import { isOfAmounts, type Measure } from './measures.ts'

export const exploreViews = ['table', 'pivot', 'chart', 'map'] as const
export type ExploreView = (typeof exploreViews)[number]

export const mostGroupings = 3
/** How many periods can be looked at, the last one included. */
export const periodCounts = [1, 2, 5, 9, 13, 25] as const
export const overPeriods = 'period'

/** Several of each: any of these places, classes, sizes, kinds of ownership, rungs. */
export type ExploreFilters = {
  places: string[]
  industries: string[]
  sizes: string[]
  ownerships: string[]
  rungs: string[]
}

/** What the explorer was asked, as its address keeps it. */
export type Exploring = {
  readonly view: ExploreView
  readonly by: readonly Grouping[]
  readonly count: number
  readonly compare: readonly Comparison[]
  /** What stands across in a pivot: `period` or one of the groupings. */
  readonly across: string
  /** The one column that pivot, chart and map show: `<indicator>.<measure>`. */
  readonly column: string | undefined
  readonly filters: ExploreFilters
  /** The instant as of which, if not now. */
  readonly known: string | undefined
}

type Address = Readonly<Record<string, string | undefined>>

/** Words of an address that are a list: no empty ones, none twice. */
export function listed(text: string | undefined): string[] {
  return [...new Set((text ?? '').split(',').filter((word) => word !== ''))]
}

/**
 * Reads `?view=pivot&by=place:town,size&n=13&c=growth,share&across=period&m=output.growth&places=a,b&ind=t/x&size=…&own=…&rung=…&known=…`.
 * What cannot be understood is left out, so that an old address still opens.
 */
export function readExploring(state: Address): Exploring {
  const by = listed(state.by)
    .filter((word): word is Grouping => Grouping.safeParse(word).success)
    .slice(0, mostGroupings)
  const count = Number(state.n ?? 1)
  const filters = {
    places: listed(state.places),
    industries: listed(state.ind),
    sizes: listed(state.size),
    ownerships: listed(state.own),
    rungs: listed(state.rung),
  }
  const known = state.known !== undefined && !Number.isNaN(Date.parse(state.known)) ? state.known : undefined
  return {
    view: exploreViews.find((view) => view === state.view) ?? 'table',
    by: by.length === 0 && state.by === undefined ? ['place:town'] : by,
    count: Number.isInteger(count) && count >= 1 && count <= 60 ? count : 1,
    compare: comparisons.filter((one) => listed(state.c ?? 'growth').includes(one)),
    across: state.across !== undefined && by.includes(state.across) ? state.across : overPeriods,
    column: state.m,
    filters,
    known,
  }
}

/** The last periods that end with this one, oldest first; January and February count as one where they are reported together. */
export function periodsBack(until: Period, count: number, januaryFebruary: JanuaryFebruary): Period[] {
  if (periodKind(until) !== 'month' || januaryFebruary === 'separate')
    return periodRange(previousPeriod(until, count - 1), until)
  const joined = periodRange(previousPeriod(until, count + Math.ceil(count / 12) + 1), until).map((period) =>
    /-0[12]$/.test(period) ? januaryFebruaryOf(periodYear(period)) : period,
  )
  return [...new Set(joined)].slice(-count)
}

export type Asked = {
  readonly indicators: readonly string[]
  readonly periods: readonly Period[]
  readonly span: FigureQuery['span']
  readonly place: string | undefined
}

/** The one question behind a view; a map asks by the areas it draws, for the last period. */
export function questionOf(exploring: Exploring, { indicators, periods, span, place }: Asked): FigureQuery {
  const { filters, known, view } = exploring
  const several = (ids: readonly string[]) => (ids.length === 0 ? undefined : [...ids])
  const where = {
    place,
    places: several(filters.places),
    industries: several(filters.industries),
    sizes: several(filters.sizes),
    ownerships: several(filters.ownerships),
    rungs: several(filters.rungs),
  }
  const isMap = view === 'map'
  return {
    indicators: [...indicators],
    periods: isMap ? periods.slice(-1) : [...periods],
    span,
    by: isMap ? ['place:town'] : [...exploring.by],
    where: Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined)),
    compare: [...exploring.compare],
    ...(known === undefined ? {} : { asOf: new Date(known).toISOString() }),
  }
}

/** A column of figures: which place it has in the table, and its id in addresses. */
export type ColumnChoice = {
  readonly id: string
  readonly at: number
  readonly indicator: string
  readonly measure: Measure
}

/** The columns of a table that mean something: shares of ratios are left out. */
export function columnChoices(table: FigureTable, isRatioUnit: (unit: string) => boolean): ColumnChoice[] {
  const unitOf = new Map(
    table.columns.flatMap((column) => (column.measure === 'value' ? [[column.indicator, column.unit]] : [])),
  )
  return table.columns.flatMap(({ indicator, measure }, at) =>
    isOfAmounts(measure) && isRatioUnit(unitOf.get(indicator) ?? '')
      ? []
      : [{ id: `${indicator}.${measure}`, at, indicator, measure }],
  )
}

/** A table turned: one grouping or the periods across, the others down. */
export type Pivot = {
  /** Keys of the columns: periods, or ids of the grouping that stands across. */
  readonly across: readonly string[]
  /** Which groupings stand down, by their place among all. */
  readonly down: readonly number[]
  readonly rows: readonly PivotRow[]
}

export type PivotRow = {
  readonly keys: readonly string[]
  /** Set where the periods stand down too. */
  readonly period: string | undefined
  /** By key of the column. */
  readonly cells: ReadonlyMap<string, FigureRow>
}

/** Turns a table; with a grouping across and several periods, each period has lines of its own. */
export function pivotOf(table: FigureTable, across: string): Pivot {
  const { by } = table.query
  const at = by.findIndex((grouping) => grouping === across)
  const down = by.map((_, i) => i).filter((i) => i !== at)
  const keyAcross = (row: FigureRow) => (at < 0 ? row.period : (row.keys[at] ?? ''))
  const columns = new Set<string>()
  const rows = new Map<string, { keys: string[]; period: string | undefined; cells: Map<string, FigureRow> }>()
  for (const row of table.rows) {
    const keys = down.map((i) => row.keys[i] ?? '')
    const period = at < 0 ? undefined : row.period
    const id = [...keys, period ?? ''].join('\u001f')
    const line = rows.get(id) ?? { keys, period, cells: new Map<string, FigureRow>() }
    columns.add(keyAcross(row))
    line.cells.set(keyAcross(row), row)
    rows.set(id, line)
  }
  return { across: [...columns], down, rows: [...rows.values()] }
}
