import type { PeriodKind, Span } from '#base/period.ts'
import type { Programme } from '#pack/programme.ts'

/** Engines that hold a mirror. Their tables have two forms of one template. */
export type MirrorEngine = 'duckdb' | 'postgres'

/** One indicator in one span as the mirror keeps it: a value, a count and a status side by side. */
export interface MirrorCell {
  indicator: string
  span: Span
  /** Digits after the point; the value column is `decimal(18, scale)`. */
  scale: number
  /** `v_…`: the value times the sign of the row; null when the cell is blank or not in the row. */
  value: string
  /** `c_…`: +1 or -1 when the cell holds a value, 0 when it is blank, null when it is not in the row. */
  count: string
  /** `s_…`: a code of `cellCodes`, null when the cell is not in the row. */
  status: string
}

/** A table of the mirror: one row per return (or row of a file), subject and period; corrections add rows with sign -1. */
export interface MirrorTable {
  name: string
  subjectKind: string
  periodKind: PeriodKind
  cells: readonly MirrorCell[]
}

const text = 'varchar collate "C"'

/** What a row of the mirror says before its cells, in the order of the columns. `period` is `toOrdinal` of base. */
export const mirrorHead = [
  { name: 'subject', type: text },
  { name: 'period', type: 'integer' },
  { name: 'known_at', type: 'timestamp' },
  { name: 'sign', type: 'smallint' },
  { name: 'batch', type: 'bigint' },
  { name: 'town', type: text },
  { name: 'base', type: text },
  { name: 'industry', type: text },
  { name: 'size', type: text },
  { name: 'ownership', type: text },
] as const

/** The dimensions of a row as they stood in its period: ids of places and of classes. */
export const mirrorDimensions = ['town', 'base', 'industry', 'size', 'ownership'] as const
export type MirrorDimension = (typeof mirrorDimensions)[number]

const longestName = 63
const spanSuffix: Record<Span, string> = {
  this: '',
  cumulative: '__cumulative',
  last_year: '__last_year',
  cumulative_last_year: '__cumulative_last_year',
}
const spanOrder: readonly Span[] = ['this', 'cumulative', 'last_year', 'cumulative_last_year']

/** The name of a mirror table, as in `fact_enterprise_month`. */
export function mirrorTableName(subjectKind: string, periodKind: PeriodKind): string {
  return `fact_${toName(subjectKind)}_${periodKind}`
}

/** The three column names of a cell, as in `v_output`, `c_output__cumulative`; at most 63 bytes, the limit of PostgreSQL. */
export function mirrorColumns(indicator: string, span: Span): Pick<MirrorCell, 'value' | 'count' | 'status'> {
  const name = shorten(`${toName(indicator)}${spanSuffix[span]}`)
  return { value: `v_${name}`, count: `c_${name}`, status: `s_${name}` }
}

const tablesKnown = new WeakMap<Programme, readonly MirrorTable[]>()

/**
 * The tables of the mirror for a programme: every indicator that is reported, per subject kind and period kind, in the spans that
 * some form asks for. Deterministic: the same programme gives the same tables in the same order, worked out once.
 */
export function mirrorTables(programme: Programme): readonly MirrorTable[] {
  const known = tablesKnown.get(programme) ?? tablesFor(programme)
  tablesKnown.set(programme, known)
  return known
}

function tablesFor(programme: Programme): MirrorTable[] {
  const found = new Map<string, { subjectKind: string; periodKind: PeriodKind; cells: Map<string, MirrorCell> }>()
  const add = (
    subjectKind: string,
    periodKind: PeriodKind,
    indicator: { id: string; scale: number },
    span: Span,
  ): void => {
    const name = mirrorTableName(subjectKind, periodKind)
    const table = found.get(name) ?? { subjectKind, periodKind, cells: new Map() }
    found.set(name, table)
    const cell = { indicator: indicator.id, span, scale: indicator.scale, ...mirrorColumns(indicator.id, span) }
    table.cells.set(`${indicator.id}:${span}`, cell)
  }
  for (const indicator of Object.values(programme.indicators)) {
    if (indicator.kind !== 'reported') continue
    for (const periodKind of indicator.periods) add(indicator.subject, periodKind, indicator, 'this')
  }
  for (const form of Object.values(programme.forms)) {
    for (const section of form.sections) {
      for (const row of section.rows) {
        const indicator = programme.indicators[row.indicator]
        if (indicator === undefined) continue
        for (const span of section.columns) add(form.respondents.subject, form.period, indicator, span)
      }
    }
  }
  return [...found.entries()]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, table]) => ({
      name,
      subjectKind: table.subjectKind,
      periodKind: table.periodKind,
      cells: [...table.cells.values()].sort(
        (a, b) => compareText(a.indicator, b.indicator) || spanOrder.indexOf(a.span) - spanOrder.indexOf(b.span),
      ),
    }))
}

/** Finds the table and the cell of an indicator in a span; undefined when the programme does not report it that way. */
export function findMirrorCell(
  tables: readonly MirrorTable[],
  wanted: { subjectKind: string; periodKind: PeriodKind; indicator: string; span: Span },
): { table: MirrorTable; cell: MirrorCell } | undefined {
  const table = tables.find((t) => t.subjectKind === wanted.subjectKind && t.periodKind === wanted.periodKind)
  const cell = table?.cells.find((c) => c.indicator === wanted.indicator && c.span === wanted.span)
  return table !== undefined && cell !== undefined ? { table, cell } : undefined
}

/** All columns of a table with their types, in order. */
export function mirrorColumnTypes(table: MirrorTable): { name: string; type: string }[] {
  return [
    ...mirrorHead,
    ...table.cells.flatMap((cell) => [
      { name: cell.value, type: `decimal(18, ${cell.scale})` },
      { name: cell.count, type: 'smallint' },
      { name: cell.status, type: 'smallint' },
    ]),
  ]
}

/**
 * The statements that create a table, under its own name or another, and its indexes. DuckDB prunes periods by its zone maps; one
 * firm among thousands it finds by an index.
 */
export function mirrorDdl(table: MirrorTable, engine: MirrorEngine, name: string = table.name): string[] {
  const columns = mirrorColumnTypes(table).map((column) => `  ${column.name} ${column.type}`)
  const create = `create table ${name} (\n${columns.join(',\n')}\n)`
  if (engine === 'duckdb') return [create, `create index ${mirrorIndexName(table)} on ${name} (subject)`]
  return [create, `create index on ${name} (period, town)`, `create index on ${name} (subject, period)`]
}

/** DuckDB changes no table that has an index: it is dropped by this name before. */
export function mirrorIndexName(table: MirrorTable): string {
  return `${table.name}_by_subject`
}

/** The tables beside the facts: which batches were applied, and under which layout. */
export function mirrorBookDdl(): string[] {
  return [
    'create table if not exists mirror_applied (batch bigint not null)',
    'create table if not exists mirror_layout (table_name varchar(64), column_name varchar(64), column_type varchar(32))',
  ]
}

/** What changed between the columns a mirror has and those it should have. */
export function compareLayout(
  has: readonly { table: string; column: string; type: string }[],
  tables: readonly MirrorTable[],
): { same: boolean; added: { table: MirrorTable; columns: { name: string; type: string }[] }[]; onlyAdded: boolean } {
  const held = new Map(has.map((c) => [`${c.table}.${c.column}`, c.type]))
  const wanted = new Set<string>()
  let onlyAdded = true
  const added: { table: MirrorTable; columns: { name: string; type: string }[] }[] = []
  for (const table of tables) {
    const missing: { name: string; type: string }[] = []
    for (const column of mirrorColumnTypes(table)) {
      const key = `${table.name}.${column.name}`
      wanted.add(key)
      const type = held.get(key)
      if (type === undefined) missing.push(column)
      else if (type !== column.type) onlyAdded = false
    }
    if (missing.length > 0) added.push({ table, columns: missing })
  }
  if (has.some((c) => !wanted.has(`${c.table}.${c.column}`))) onlyAdded = false
  return { same: onlyAdded && added.length === 0, added, onlyAdded }
}

/** The ordinal of a period as SQL over a text column, for PostgreSQL; equals `toOrdinal` of base. */
export function periodOrdinalSql(periodKind: PeriodKind, column: string): string {
  const year = `left(${column}, 4)::int`
  switch (periodKind) {
    case 'month':
      return `(${year} * 12 + right(${column}, 2)::int - 1)`
    case 'quarter':
      return `(${year} * 4 + right(${column}, 1)::int - 1)`
    case 'half_year':
      return `(${year} * 2 + right(${column}, 1)::int - 1)`
    case 'year':
      return year
  }
}

function toName(id: string): string {
  return id.replaceAll('-', '_')
}

function shorten(name: string): string {
  if (name.length + 2 <= longestName) return name
  let hash = 5381
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 33) ^ name.charCodeAt(i)) >>> 0
  return `${name.slice(0, longestName - 2 - 9)}_${hash.toString(16).padStart(8, '0')}`
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
