import type { Pass, Range } from '../rules/passes.ts'

/** What a group of rows is called by: a dimension of the row, a class it belongs to, or a place it is a member of. */
export type Key =
  | { readonly kind: 'column'; readonly column: string }
  | { readonly kind: 'classes'; readonly taxonomy: string; readonly leavesOnly: boolean }
  | { readonly kind: 'members'; readonly placeKind: string }

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
  /** Conditions over the dimensions that hold for all sums, as SQL over the row `f`. */
  readonly filters: readonly string[]
  /** The number of the parameter that holds the moment of knowledge, or null for all that is known now. */
  readonly asOf: string | null
  /** Whether to tell how many subjects stand behind each group: for readers who may not see few. */
  readonly units: boolean
}

/** A text as a literal of SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** `column in ('a', 'b')`; nothing is in an empty list. */
export function isIn(column: string, ids: readonly string[]): string {
  return ids.length === 0 ? 'false' : `${column} in (${ids.map(literal).join(', ')})`
}

/**
 * The one text of every published sum. Sums are exact; quotients are never taken here.
 * Answers `k0…` (keys), `p` (ordinal the stretch begins with), per sum `v`, `c` (values), `o` (blanks and unusual values), `known`.
 */
export function sumsSql(question: Question): string {
  const { keys, sums, pass } = question
  const classes = keys.findIndex((key) => key.kind === 'classes')
  const plain = keys.filter((key) => key.kind === 'column').map((key) => key.column)
  const named = [...new Set(sums.flatMap((sum) => sum.columns))]
  const gathers = named.length > 0 || (classes >= 0 && plain.length === 0)
  if (!gathers || question.units) return direct(question)
  const inner = [...new Set([...plain, ...named, ...(classes >= 0 ? ['industry'] : [])])]
  const members = keys.some((key) => key.kind === 'members') ? ['town'] : []
  const dimensions = [...new Set([...inner, ...members])]
  const columns = [...new Map(sums.map((sum) => [sum.value, sum])).values()]
  const gathered = `select ${[...dimensions, `${bucket(pass)} as p`, ...columns.flatMap(gather), 'max(known_at) as known_at'].join(', ')}
from ${question.table} f where ${conditions(question)} group by ${[...dimensions, 'p'].join(', ')}`
  const outer = sums.flatMap((sum, i) => [
    `sum(${chosen(sum, `g_${sum.value}`)}) as v${i}`,
    `sum(${chosen(sum, `g_${sum.count}`)}) as c${i}`,
    `sum(${chosen(sum, `g_${sum.status}`)}) as o${i}`,
  ])
  return `with gathered as (${gathered})
select ${[...keys.map(keyColumn), 'f.p as p', ...outer, 'max(known_at) as known'].join(', ')}
from gathered f${joins(keys)} group by ${groups(keys)}`
}

function gather(sum: Sum): string[] {
  return [
    `sum(${sum.value}) as g_${sum.value}`,
    `sum(${sum.count}) as g_${sum.count}`,
    `sum(case when ${sum.status} > 0 then sign else 0 end) as g_${sum.status}`,
  ]
}

function direct(question: Question): string {
  const { keys, sums, pass } = question
  const each = sums.flatMap((sum, i) => [
    `sum(${chosen(sum, sum.value)}) as v${i}`,
    `sum(${chosen(sum, sum.count)}) as c${i}`,
    `sum(case when ${sum.status} > 0${sum.where ? ` and ${sum.where}` : ''} then sign else 0 end) as o${i}`,
    ...(question.units ? [`count(distinct case when ${sum.count} <> 0${sum.where ? ` and ${sum.where}` : ''} then subject end) as u${i}`] : []),
  ])
  return `select ${[...keys.map(keyColumn), `${bucket(pass)} as p`, ...each, 'max(known_at) as known'].join(', ')}
from ${question.table} f${joins(keys)} where ${conditions(question)} group by ${groups(keys)}`
}

function chosen(sum: Sum, column: string): string {
  return sum.where === null ? column : `case when ${sum.where} then ${column} end`
}

function keyColumn(key: Key, i: number): string {
  if (key.kind === 'column') return `f.${key.column} as k${i}`
  return key.kind === 'classes' ? `d${i}.class as k${i}` : `d${i}.place as k${i}`
}

function joins(keys: readonly Key[]): string {
  return keys
    .map((key, i) => {
      if (key.kind === 'classes') {
        const leaves = key.leavesOnly ? ` and d${i}.leaf` : ''
        return `\njoin dim_class d${i} on d${i}.industry = f.industry and d${i}.taxonomy = ${literal(key.taxonomy)}${leaves}`
      }
      return key.kind === 'members' ? `\njoin dim_member d${i} on d${i}.town = f.town and d${i}.kind = ${literal(key.placeKind)}` : ''
    })
    .join('')
}

function groups(keys: readonly Key[]): string {
  return [...keys.map((_, i) => String(i + 1)), String(keys.length + 1)].join(', ')
}

/** The ordinal that the stretch of a row begins with. */
function bucket({ ranges, step }: Pass): string {
  if (step === 1) return 'period'
  if (step > 1) return `period - period % ${step}`
  if (ranges.length === 1) return `${ranges[0]?.from ?? 0}`
  return `case ${ranges.map(({ from, to }) => `when period <= ${to} then ${from}`).join(' ')} end`
}

function conditions({ pass, filters, asOf }: Question): string {
  return [within(pass.ranges), ...filters, ...(asOf ? [`known_at <= ${asOf}`] : [])].join(' and ')
}

/** `period` within any of the stretches; neighbours are joined, so that an unbroken row of them is one comparison. */
function within(ranges: readonly Range[]): string {
  const merged: { from: number; to: number }[] = []
  for (const range of ranges) {
    const last = merged.at(-1)
    if (last && range.from <= last.to + 1) last.to = Math.max(last.to, range.to)
    else merged.push({ ...range })
  }
  const each = merged.map(({ from, to }) => (from === to ? `period = ${from}` : `period between ${from} and ${to}`))
  return each.length === 1 ? (each[0] ?? 'false') : `(${each.join(' or ')})`
}

/** How many blanks of each reason and unusual values there are, by the code of the mirror, for one sum of a question. */
export function statusesSql(question: Question, sum: Sum): string {
  const { keys, pass } = question
  const where = [conditions(question), `${sum.status} > 0`, ...(sum.where ? [sum.where] : [])].join(' and ')
  return `select ${[...keys.map(keyColumn), `${bucket(pass)} as p`, `${sum.status} as status`, 'sum(sign) as n'].join(', ')}
from ${question.table} f${joins(keys)} where ${where}
group by ${groups(keys)}, ${sum.status}`
}

/** What is asked of those who are expected to report in a table; one count `n0…` for each selection, null being all of them. */
export type ExpectedQuestion = {
  readonly table: string
  readonly keys: readonly Key[]
  readonly filters: readonly string[]
  readonly selections: readonly (string | null)[]
}

/** Who is expected to report: how many begin and how many have ended, by the ordinal at which they do. */
export function expectedSql(question: ExpectedQuestion): string {
  const counts = (sign: string) => question.selections.map((where, i) => `${sign}count(${where === null ? '*' : `case when ${where} then 1 end`}) as n${i}`)
  const filters = [`of_table = ${literal(question.table)}`, ...question.filters].join(' and ')
  const half = (ordinal: string, sign: string) => `select ${[...question.keys.map(keyColumn), `${ordinal} as p`, ...counts(sign)].join(', ')}
from dim_unit f${joins(question.keys)} where ${filters} group by ${groups(question.keys)}`
  return `${half('f.first_period', '')}\nunion all\n${half('f.last_period + 1', '-')}`
}

/** The first and last stored period of a table that have any row. */
export function spanSql(table: string): string {
  return `select min(period) as first, max(period) as latest from ${table}`
}

/** Which stored rows one sum is made of. */
export type LineageQuestion = {
  readonly table: string
  readonly cell: { readonly value: string; readonly count: string; readonly status: string }
  readonly range: Range
  readonly filters: readonly string[]
  readonly asOf: string | null
}

function standing({ table, cell, range, filters, asOf }: LineageQuestion): string {
  const where = [within([range]), ...filters, `${cell.status} is not null`, ...(asOf ? [`known_at <= ${asOf}`] : [])].join(' and ')
  return `select subject, period, max(batch) as batch, sum(${cell.value}) as amount
from ${table} f where ${where} group by subject, period having sum(sign) > 0`
}

/** Subjects and periods behind a sum, the largest amounts first. */
export function lineageSql(question: LineageQuestion, { page, size }: { page: number; size: number }): string {
  return `with standing as (${standing(question)})
select subject, period, batch from standing order by abs(amount) desc nulls last, subject, period limit ${size} offset ${(page - 1) * size}`
}

export function lineageTotalSql(question: LineageQuestion): string {
  return `with standing as (${standing(question)}) select count(*) as n from standing`
}
