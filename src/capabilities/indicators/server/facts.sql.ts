import type { Pass, Range } from '../rules/passes.ts'
import { expectedOnRungs, type Filter, type RowsAt, rowsOn, rungJoin } from './rungs.sql.ts'
import { literal } from './sql-text.ts'

export { isIn, literal } from './sql-text.ts'

/** What a group of rows is called by: a dimension of the row, a class it belongs to, a place it is a member of, or a rung it stood on. */
export type Key =
  | { readonly kind: 'column'; readonly column: string }
  | { readonly kind: 'classes'; readonly taxonomy: string; readonly leavesOnly: boolean }
  | { readonly kind: 'members'; readonly placeKind: string }
  | { readonly kind: 'rungs'; readonly ladder: string }

/** One sum to take: which columns, over which rows. */
export type Sum = {
  readonly value: string
  readonly count: string
  readonly status: string
  /** A condition over the dimensions, as SQL over the row `f`. */
  readonly where: string | null
  /** The dimensions that `where` names. */
  readonly columns: readonly string[]
}

/** A question to one table of the mirror. Everything in it comes from the programme or is a number of parameter. */
export type Question = {
  readonly table: string
  readonly pass: Pass
  readonly keys: readonly Key[]
  readonly sums: readonly Sum[]
  /** Conditions that hold for all sums. */
  readonly filters: readonly Filter[]
  /** The number of the parameter that holds the moment of knowledge, or null for all that is known now. */
  readonly asOf: string | null
  /** When only the greatest or smallest of one sum are wanted. */
  readonly top: { readonly sum: number; readonly descending: boolean; readonly rows: number } | null
}

/**
 * The one text of every published sum. Sums are exact; quotients are never taken here.
 * Answers `k0…` (keys), `p` (ordinal the stretch begins with), per sum `v`, `c` (values), `o` (over 0: some are blank or unusual), `known`.
 */
export function sumsSql(question: Question): string {
  const { keys, sums } = question
  const gathers =
    !keys.some((key) => key.kind === 'rungs') &&
    (sums.some((sum) => sum.columns.length > 0) ||
      (keys.some((key) => key.kind === 'classes') && !keys.some((key) => key.kind === 'column')))
  const { text, from, p, whereOf, columnOf } = gathers ? gathered(question) : plainly(question)
  const each = sums.flatMap((sum, i) => {
    const [value, count, status] = columnOf(sum).map((column) => chosen(whereOf(sum), column))
    return [`sum(${value}) as v${i}`, `cast(sum(${count}) as integer) as c${i}`, `max(${status}) as o${i}`]
  })
  return `${text}select ${[...keys.map(keyColumn), `${p} as p`, ...each, 'max(known_at) as known'].join(', ')}
from ${from} group by ${groups(keys)}${topSql(question)}`
}

type Source = {
  readonly text: string
  readonly from: string
  readonly p: string
  /** The condition of a sum, null where it has none. */
  whereOf(sum: Sum): string | null
  columnOf(sum: Sum): readonly [string, string, string]
}

function plainly(question: Question): Source {
  const { filters, keys, pass } = question
  return {
    text: '',
    from: `${rowsOn(filters, question)}${joins(keys, question)} where ${conditions(question)}`,
    p: bucket(pass),
    whereOf: ({ where }) => where,
    columnOf: ({ value, count, status }) => [value, count, status],
  }
}

/**
 * First by the dimensions that classes and conditions look at, which makes some hundred rows of a million; then as asked. Each
 * condition is a column of its own (`w0`…): long lists of industries are looked through once for each row.
 */
function gathered(question: Question): Source {
  const { filters, keys, sums, pass } = question
  const plain = keys.flatMap((key) => (key.kind === 'column' ? [key.column] : []))
  const named = sums.flatMap((sum) => sum.columns)
  const joined = keys.flatMap((key) => (key.kind === 'classes' ? ['industry'] : key.kind === 'members' ? ['town'] : []))
  const dimensions = [...new Set([...plain, ...named, ...joined])]
  const columns = [...new Map(sums.map((sum) => [sum.value, sum])).values()]
  const each = columns.flatMap(({ value, count, status }) => [
    `sum(${value}) as g_${value}`,
    `sum(${count}) as g_${count}`,
    `max(${status}) as g_${status}`,
  ])
  const text = `with gathered as (select ${[...dimensions, `${bucket(pass)} as p`, ...each, 'max(known_at) as known_at'].join(', ')}
from ${rowsOn(filters, question)} where ${conditions(question)} group by ${[...dimensions, 'p'].join(', ')})
`
  const conditionsOfSums = [...new Set(sums.flatMap(({ where }) => where ?? []))]
  const tested = conditionsOfSums.map((where, i) => `, ${where} as w${i}`).join('')
  return {
    text,
    from: `${tested === '' ? 'gathered f' : `(select f.*${tested} from gathered f) f`}${joins(keys, question)}`,
    p: 'f.p',
    whereOf: ({ where }) => (where === null ? null : `f.w${conditionsOfSums.indexOf(where)}`),
    columnOf: ({ value, count, status }) => [`g_${value}`, `g_${count}`, `g_${status}`],
  }
}

function topSql({ top }: Question): string {
  return top === null ? '' : ` order by v${top.sum}${top.descending ? ' desc' : ''} nulls last limit ${top.rows}`
}

function chosen(where: string | null, column: string): string {
  return where === null ? column : `case when ${where} then ${column} end`
}

export function keyColumn(key: Key, i: number): string {
  if (key.kind === 'column') return `f.${key.column} as k${i}`
  if (key.kind === 'rungs') return `d${i}.rung as k${i}`
  return key.kind === 'classes' ? `d${i}.class as k${i}` : `d${i}.place as k${i}`
}

/** The tables of classes, members and rungs that keys look up; where rungs are columns of the row, no row to look them up for. */
export function joins(keys: readonly Key[], at: RowsAt | null): string {
  return keys
    .map((key, i) => {
      if (key.kind === 'classes') {
        const leaves = key.leavesOnly ? ` and d${i}.leaf` : ''
        return `\njoin dim_class d${i} on d${i}.industry = f.industry and d${i}.taxonomy = ${literal(key.taxonomy)}${leaves}`
      }
      if (key.kind === 'rungs') return at === null ? '' : rungJoin(`d${i}`, key.ladder, at)
      return key.kind === 'members'
        ? `\njoin dim_member d${i} on d${i}.town = f.town and d${i}.kind = ${literal(key.placeKind)}`
        : ''
    })
    .join('')
}

export function groups(keys: readonly Key[]): string {
  return [...keys.map((_, i) => String(i + 1)), String(keys.length + 1)].join(', ')
}

/** The ordinal that the stretch of a row begins with. */
export function bucket({ ranges, step }: Pass): string {
  if (step === 1) return 'period'
  if (step > 1) return `period - period % ${step}`
  if (ranges.length === 1) return `${ranges[0]?.from ?? 0}`
  return `case ${ranges.map(({ from, to }) => `when period <= ${to} then ${from}`).join(' ')} end`
}

/** What all rows of a question fulfil. */
export function conditions(question: Question): string {
  const { pass, filters, asOf, top } = question
  const gap = pass.step === 1 && top === null ? 1 : 0
  const all = plainFilters(filters)
  return [within(pass.ranges, gap), ...all, ...(asOf ? [`known_at <= ${asOf}`] : [])].join(' and ')
}

function plainFilters(filters: readonly Filter[]): string[] {
  return filters.filter((filter) => typeof filter === 'string')
}

/**
 * `period` within any of the stretches; neighbours are joined, so that an unbroken row of them is one comparison. A gap of so many
 * periods (January, where it is reported with February) is asked along where nobody looks at its answer.
 */
function within(ranges: readonly Range[], gap = 0): string {
  const merged: { from: number; to: number }[] = []
  for (const range of ranges) {
    const last = merged.at(-1)
    if (last && range.from <= last.to + 1 + gap) last.to = Math.max(last.to, range.to)
    else merged.push({ ...range })
  }
  const each = merged.map(({ from, to }) => (from === to ? `period = ${from}` : `period between ${from} and ${to}`))
  return each.length === 1 ? (each[0] ?? 'false') : `(${each.join(' or ')})`
}

/** How many blanks of each reason and unusual values there are, by the code of the mirror, for one sum of a question. */
export function statusesSql(question: Question, sum: Sum): string {
  const { filters, keys, pass } = question
  const where = [conditions(question), `${sum.status} > 0`, ...(sum.where ? [sum.where] : [])].join(' and ')
  return `select ${[...keys.map(keyColumn), `${bucket(pass)} as p`, `${sum.status} as status`, 'sum(sign) as n'].join(', ')}
from ${rowsOn(filters, question)}${joins(keys, question)} where ${where}
group by ${groups(keys)}, ${sum.status}`
}

/** How many subjects of each group have a value of some sums: `n0…`. */
export function unitsSql(question: Question, sums: readonly Sum[]): string {
  const { filters, keys, pass } = question
  const named = [...keys.map((_, i) => `k${i}`), 'p']
  const counts = sums.map((sum, i) => `sum(${chosen(sum.where, sum.count)}) as c${i}`)
  const own = [...keys.map(keyColumn), `${bucket(pass)} as p`, 'f.subject as subject', ...counts]
  return `select ${[...named, ...sums.map((_, i) => `count(case when c${i} > 0 then 1 end) as n${i}`)].join(', ')} from (
select ${own.join(', ')}
from ${rowsOn(filters, question)}${joins(keys, question)} where ${conditions(question)} group by ${groups(keys)}, f.subject) each
group by ${named.join(', ')}`
}

/** What is asked of those who are expected to report in a table; one count `n0…` for each selection, null being all of them. */
export type ExpectedQuestion = {
  readonly table: string
  readonly keys: readonly Key[]
  readonly filters: readonly Filter[]
  readonly selections: readonly (string | null)[]
}

/** The table of who begins and who ends to be expected in a table of values: one row each, at the ordinal where it happens. */
export function expectedTable(table: string): string {
  return `${table}_expected`
}

/** What is told of who is expected, beside who it is. */
export const unitDimensions = ['town', 'base', 'industry', 'size', 'ownership'] as const

/** Who is expected to report: how many more, or fewer, by the ordinal from which on, in order of time. */
export function expectedSql({ table, keys, filters, selections }: ExpectedQuestion): string {
  const counts = selections.map(
    (where, i) => `cast(sum(${where === null ? 'n' : `case when ${where} then n end`}) as integer) as n${i}`,
  )
  const ladders = keys.flatMap((key, i) => (key.kind === 'rungs' ? [{ ladder: key.ladder, as: `r${i}` }] : []))
  const anyOf = filters.flatMap((filter) => (typeof filter === 'string' ? [] : [filter.rungs]))
  const plain = plainFilters(filters)
  const from =
    ladders.length + anyOf.length === 0
      ? expectedTable(table)
      : expectedOnRungs({ table, columns: ['subject', ...unitDimensions], ladders, anyOf })
  const heads = keys.map((key, i) => (key.kind === 'rungs' ? `f.r${i} as k${i}` : keyColumn(key, i)))
  const where = plain.length === 0 ? '' : ` where ${plain.join(' and ')}`
  return `select ${[...heads, 'f.from_period as p', ...counts].join(', ')}
from ${from} f${joins(keys, null)}${where} group by ${groups(keys)} order by p`
}

/** The `first` and the `latest` stored period of a table that have any row. */
export function spanSql(table: string): string {
  return `select min(period) as first, max(period) as latest from ${table}`
}

/** Which stored rows one sum is made of. */
export type LineageQuestion = {
  readonly table: string
  readonly cell: { readonly value: string; readonly count: string; readonly status: string }
  readonly range: Range
  readonly filters: readonly Filter[]
  readonly asOf: string | null
}

function standing({ table, cell, range, filters, asOf }: LineageQuestion): string {
  const where = [
    within([range]),
    ...plainFilters(filters),
    `${cell.status} is not null`,
    ...(asOf ? [`known_at <= ${asOf}`] : []),
  ].join(' and ')
  return `select subject, period, max(batch) as batch, sum(${cell.value}) as amount
from ${rowsOn(filters, { table, asOf })} where ${where} group by subject, period having sum(sign) > 0`
}

/** Subjects and periods behind a sum, the largest amounts first. */
export function lineageSql(question: LineageQuestion, { page, size }: { page: number; size: number }): string {
  return `with standing as (${standing(question)})
select subject, period, batch from standing order by abs(amount) desc nulls last, subject, period limit ${size} offset ${(page - 1) * size}`
}

export function lineageTotalSql(question: LineageQuestion): string {
  return `with standing as (${standing(question)}) select count(*) as n from standing`
}
