import { isIn, literal } from './sql-text.ts'

// Rungs are no column of a row: an enterprise stands on several, and it may be said later where it stood. `dim_rung` tells who stood on
// which rung from one stored period to another, and from when until when that was said.

/** A condition that all rows of a question fulfil: SQL over the row `f`, or that its enterprise stood on any of these rungs. */
export type Filter = string | { readonly rungs: readonly string[] }

/** Of which table rows are, and the parameter with the moment of knowledge, null for all that is known now. */
export type RowsAt = { readonly table: string; readonly asOf: string | null }

/** Beyond every period that will be asked for. */
export const forever = 9_999 * 12

/** The rows `f` of a table of values, those of enterprises that stood in their period on any rung of each list of rungs. */
export function rowsOn(filters: readonly Filter[], { table, asOf }: RowsAt): string {
  const stood = filters.flatMap((filter) => (typeof filter === 'string' ? [] : [filter.rungs]))
  const joined = stood.map((rungs, i) => {
    const stretches = unbroken({ table, rungs, said: said(null, asOf) })
    return `\njoin (${stretches}) s${i} on s${i}.firm = f.subject and f.period between s${i}.first_period and s${i}.last_period`
  })
  return `${table} f${joined.join('')}`
}

/** The rungs of a ladder that the enterprise of the row `f` stood on in its period. */
export function rungJoin(alias: string, ladder: string, { table, asOf }: RowsAt): string {
  const on = [
    `${alias}.of_table = ${literal(table)}`,
    `${alias}.ladder = ${literal(ladder)}`,
    `${alias}.firm = f.subject`,
    `f.period between ${alias}.first_period and ${alias}.last_period`,
    said(alias, asOf),
  ]
  return `\njoin dim_rung ${alias} on ${on.join(' and ')}`
}

function said(alias: string | null, asOf: string | null): string {
  const of = alias === null ? '' : `${alias}.`
  return asOf === null
    ? `${of}known_until is null`
    : `${of}known_from <= ${asOf} and (${of}known_until is null or ${of}known_until > ${asOf})`
}

export type ExpectedOnRungs = {
  readonly table: string
  /** The dimensions of who is expected. */
  readonly columns: readonly string[]
  /** Ladders whose rungs are told apart, each with the column that tells the rung. */
  readonly ladders: readonly { readonly ladder: string; readonly as: string }[]
  /** Lists of rungs: of each list it must stand on any. */
  readonly anyOf: readonly (readonly string[])[]
}

/** Who begins and who ends to be expected, cut to the time on rungs: rows like those of the table of who is expected. */
export function expectedOnRungs({ table, columns, ladders, anyOf }: ExpectedOnRungs): string {
  const told = ladders.map(({ ladder }, i) => {
    return `join dim_rung t${i} on t${i}.firm = u.subject and t${i}.of_table = u.of_table and t${i}.known_until is null and t${i}.ladder = ${literal(ladder)}`
  })
  const within = anyOf.map((rungs, i) => {
    return `join (${unbroken({ table, rungs, said: said(null, null) })}) w${i} on w${i}.firm = u.subject`
  })
  const all = ['u', ...ladders.map((_, i) => `t${i}`), ...anyOf.map((_, i) => `w${i}`)]
  const [first, last] = [all.map((each) => `${each}.first_period`), all.map((each) => `${each}.last_period`)]
  const own = [...columns.map((name) => `u.${name} as ${name}`), ...ladders.map(({ as }, i) => `t${i}.rung as ${as}`)]
  const names = [...columns, ...ladders.map(({ as }) => as)].join(', ')
  const cut = `select ${own.join(', ')}, greatest(${first.join(', ')}) as first_period, least(${last.join(', ')}) as last_period
from dim_unit u ${[...told, ...within].join('\n')} where u.of_table = ${literal(table)}`
  return `(with cut as (${cut})
select ${names}, first_period as from_period, 1 as n from cut where first_period <= last_period
union all select ${names}, last_period + 1, -1 from cut where first_period <= last_period and last_period < ${forever})`
}

type Stretches = { readonly table: string; readonly rungs: readonly string[]; readonly said: string }

/** The stretches in which an enterprise stood on any of some rungs, each once: who changes from one of them to another stays. */
function unbroken({ table, rungs, said: known }: Stretches): string {
  const where = `of_table = ${literal(table)} and ${isIn('address', rungs)} and ${known}`
  if (rungs.length < 2) return `select firm, first_period, last_period from dim_rung where ${where}`
  const inOrder = 'over (partition by firm order by first_period, last_period rows'
  const begins = `case when first_period <= max(last_period) ${inOrder} between unbounded preceding and 1 preceding) + 1 then 0 else 1 end`
  const each = `select firm, first_period, last_period, ${begins} as begins from dim_rung where ${where}`
  const parts = `select firm, first_period, last_period, sum(begins) ${inOrder} unbounded preceding) as part from (${each}) each_stay`
  return `select firm, min(first_period) as first_period, max(last_period) as last_period from (${parts}) parts group by firm, part`
}
