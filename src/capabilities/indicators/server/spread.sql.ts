import { bucket, conditions, joins, keyColumn, type Question, type Sum } from './facts.sql.ts'
import { rowsOn } from './rungs.sql.ts'

// Questions about single enterprises: how their values are spread, who is far from the others, who reported in both of two periods.
// Amounts become whole numbers of the last digit before they are halved, so that medians are exact in both engines.

/** What each enterprise of each group reported in each stretch, where it reported at all. */
function ofEach(question: Question, sum: Sum, scale: number): string {
  const { filters, keys } = question
  const where = [conditions(question), `${sum.count} is not null`, ...(sum.where === null ? [] : [sum.where])]
  const own = [...keys.map(keyColumn), `${bucket(question.pass)} as p`, 'f.subject as subject']
  return `select ${own.join(', ')}, sum(${sum.value}) as v, cast(sum(${sum.value}) * ${10 ** scale} as double precision) as x, max(known_at) as known
from ${rowsOn(filters, question)}${joins(keys, question)} where ${where.join(' and ')}
group by ${own.map((_, i) => i + 1).join(', ')} having sum(${sum.count}) > 0`
}

/** The quarters of each group in units of the last digit: `q1`, `q2`, `q3` of `n` enterprises. */
export function quartersSql(question: Question, sum: Sum, scale: number): string {
  const named = [...question.keys.map((_, i) => `k${i}`), 'p'].join(', ')
  const at = (part: number) => `percentile_cont(${part}) within group (order by x)`
  return `select ${named}, cast(count(*) as integer) as n, ${at(0.25)} as q1, ${at(0.5)} as q2, ${at(0.75)} as q3, max(known) as known
from (${ofEach(question, sum, scale)}) each_one group by ${named}`
}

/** How many enterprises reach an amount and stay below another, in each stretch: `n`, of `units` that reported. */
export function tierSql(
  question: Question,
  sum: Sum,
  { atLeast, below }: { atLeast: string; below: string | null },
): string {
  const within = below === null ? `v >= ${atLeast}` : `v >= ${atLeast} and v < ${below}`
  return `select p, cast(sum(case when ${within} then 1 else 0 end) as integer) as n, cast(count(*) as integer) as units, max(known) as known
from (${ofEach({ ...question, keys: [] }, sum, 0)}) each_one group by p`
}

export type FarAsked = {
  readonly question: Question
  readonly sum: Sum
  readonly scale: number
  readonly factor: string
  readonly threshold: number
  readonly fewestPeers: number
  readonly top: number
}

/**
 * Who is far from its peers (the first key): `subject`, `k0`, `v`, median `m` and deviation `d` in units of the last digit, `n` peers;
 * and in every row how many there are in all (`total`), were compared (`judged`), or not, having too few peers or peers all alike.
 */
export function farSql({ question, sum, scale, factor, threshold, fewestPeers, top }: FarAsked): string {
  return `with own as (${ofEach(question, sum, scale)}),
middle as (select k0, count(*) as n, percentile_cont(0.5) within group (order by x) as m from own where k0 is not null group by k0),
wide as (select own.k0 as k0, percentile_cont(0.5) within group (order by abs(own.x - middle.m)) as d
  from own join middle on middle.k0 = own.k0 group by own.k0),
peers as (select middle.k0 as k0, middle.n as n, middle.m as m, wide.d as d from middle join wide on wide.k0 = middle.k0),
counted as (select
  cast(coalesce(sum(case when n >= ${fewestPeers} and d > 0 then n end), 0) as integer) as judged,
  cast(coalesce(sum(case when n < ${fewestPeers} then n end), 0) as integer) as few,
  cast(coalesce(sum(case when n >= ${fewestPeers} and d = 0 then n end), 0) as integer) as alike from peers),
far as (select own.subject as subject, own.k0 as k0, own.v as v, peers.m as m, peers.d as d, cast(peers.n as integer) as n,
  abs(own.x - peers.m) / peers.d as away, cast(count(*) over () as integer) as total
  from own join peers on peers.k0 = own.k0
  where peers.n >= ${fewestPeers} and peers.d > 0 and ${factor} * abs(own.x - peers.m) > ${threshold} * peers.d
  order by away desc, subject limit ${top})
select counted.judged, counted.few, counted.alike, far.* from counted left join far on true order by far.away desc nulls last, far.subject`
}

/**
 * Sums over those who reported in a period and in the one `lag` before: `v0…` now, `w0…` before, `c0…` how many. Every row of a
 * subject counts with the sign of its partner, so that corrections cancel as they do in plain sums.
 */
export function matchedSql(question: Question, lag: number): string {
  const { table, filters, keys, sums, pass, asOf } = question
  const cells = [...new Map(sums.map((sum) => [sum.value, sum])).values()]
  const [first, last] = [Math.min(...pass.ranges.map(({ from }) => from)), Math.max(...pass.ranges.map(({ to }) => to))]
  const before = [
    'subject as g_subject',
    `period + ${lag} as g_period`,
    'known_at as g_known_at',
    ...cells.flatMap(({ value, count }) => [`${value} as g_${value}`, `${count} as g_${count}`]),
  ]
  const known = asOf === null ? '' : ` and known_at <= ${asOf}`
  const each = sums.flatMap(({ value, count, where }, i) => {
    const only = where === null ? '' : `(${where}) and `
    const signed = (amount: string, sign: string) =>
      `sum(case when ${only}${sign} = 1 then ${amount} when ${only}${sign} = -1 then -${amount} end)`
    return [
      `${signed(value, `g_${count}`)} as v${i}`,
      `${signed(`g_${value}`, count)} as w${i}`,
      `cast(${signed(`g_${count}`, count)} as integer) as c${i}`,
    ]
  })
  const known2 = 'max(greatest(known_at, g_known_at)) as known'
  const all = [...keys.map(keyColumn), `${bucket(pass)} as p`]
  return `select ${[...all, ...each, known2].join(', ')}
from ${rowsOn(filters, question)} join (select ${before.join(', ')} from ${table} where period between ${first - lag} and ${last - lag}${known}) g
on g.g_subject = f.subject and g.g_period = f.period${joins(keys, question)} where ${conditions({ ...question, top: null })}
group by ${all.map((_, i) => i + 1).join(', ')}`
}
