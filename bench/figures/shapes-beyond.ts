import { Decimal } from '#base/decimal.ts'
import type { Outliers, TargetRow } from '#capabilities/indicators/contract.ts'
import { type Row, rowsOf, shownAt, sorted, type Values } from './answers.ts'
import { narrowId } from './narrow.ts'
import { lead, type Scene } from './scene.ts'
import type { Shape } from './shapes.ts'

const fields = 'fields-2018'
const classes = ['new-it', 'equipment', 'materials', 'energy', 'life-science']
const plan = 'plan-2018'
const factor = '0.6745'
const threshold = '3.5'
const fewestPeers = 8

/** The same sample, the spread over enterprises, outliers, and the page of a plan. */
export function beyond(scene: Scene): Shape[] {
  return [sameSample(scene), spread(scene), outliers(scene), planPage(scene)]
}

function sameSample({ table, all, last }: Scene): Shape {
  const periods = all.slice(-22)
  const from = last - 23
  const v = `v_${lead}`
  const matched = (
    source: string,
  ) => `select f.period as p, sum(f.v) as v0, sum(g.v) as v1 from (${source}) f join (${source}) g
    on g.firm = f.firm and g.period = f.period - 12 where f.period between ${from} and ${last} group by f.period`
  const wide = `select subject as firm, period, ${v} as v from ${table.name} where ${v} is not null and period between ${from - 12} and ${last}`
  const long = `select enterprise as firm, period, value as v from fact where indicator = ${narrowId(table, lead)} and period between ${from - 12} and ${last}`
  return {
    id: 15,
    name: '1 indicator, 24 months, growth of the same sample',
    asking: figures({ indicators: [lead], periods, compare: ['same_sample_growth'] }),
    hand: matched(wide),
    narrow: matched(long),
    reads: { where: `period between ${from - 12} and ${last}`, columns: 2 },
    expected: (rows) =>
      collect(
        rows.map((row) => [`${row.p}`, percent(decimal(row.v0).minus(decimal(row.v1)), decimal(row.v1))] as const),
      ),
    shown: (answer) => collect([...shownAt(1)(answer)].map(([at, value]) => [at.split('|')[0] ?? '', value] as const)),
  }
}

/** Quarters by the rule of spreadsheets and of both databases: between two values in proportion. */
function spread({ table, year, is }: Scene): Shape {
  const each = `select town as k0, subject, sum(v_${lead}) as x from ${table.name} where ${is.thisYear} and v_${lead} is not null group by 1, 2`
  const long = `select e.town as k0, f.enterprise, sum(f.value) as x from fact f join enterprise e on e.id = f.enterprise
    where f.indicator = ${narrowId(table, lead)} and ${is.thisYear} group by 1, 2`
  const parts = [0.25, 0.5, 0.75]
  const of = (how: (part: number) => string) => parts.map((part, i) => `${how(part)} as v${i}`).join(', ')
  const quarters = (source: string, how: (part: number) => string) =>
    `select k0, ${year} as p, ${of(how)} from (${source}) each_one group by k0`
  return {
    id: 16,
    name: '1 indicator, this year, 36 areas, median and quartiles over enterprises',
    asking: figures({
      indicators: [lead],
      periods: [String(year)],
      by: ['place:town'],
      compare: ['quartile1', 'median', 'quartile3'],
    }),
    hand: quarters(each, (part) => `quantile_cont(cast(x as double), ${part})`),
    narrow: quarters(long, (part) => `percentile_cont(${part}) within group (order by x::double precision)`),
    chdb: quarters(each, (part) => `quantileExactInclusive(${part})(toFloat64(x))`),
    reads: { where: is.thisYear, columns: 1 },
    expected: (rows) =>
      collect(
        rows.flatMap((row) =>
          parts.map((_, i) => [`${row.k0}|${i}`, decimal(row[`v${i}`]).toDecimalPlaces(0).toString()] as const),
        ),
      ),
    shown: (answer) =>
      collect(
        rowsOf(answer).flatMap(({ keys, cells }) =>
          cells.slice(1).flatMap(([value], i) => (value === null ? [] : [[`${keys[0]}|${i}`, value] as const])),
        ),
      ),
  }
}

function outliers({ table, lastMonth, last }: Scene): Shape {
  const wide = `select industry as k0, subject, cast(v_${lead} as double precision) as x from ${table.name} where period = ${last} and v_${lead} is not null`
  const long = `select e.industry as k0, f.enterprise as subject, f.value::double precision as x from fact f join enterprise e on e.id = f.enterprise
    where f.indicator = ${narrowId(table, lead)} and f.period = ${last}`
  const far = (source: string, median: (of: string) => string) => `with own as (${source}),
    middle as (select k0, count(*) as n, ${median('x')} as m from own group by k0),
    wide as (select own.k0 as k0, ${median('abs(own.x - middle.m)')} as d from own join middle on middle.k0 = own.k0 group by own.k0)
    select own.x as v0, middle.m as v1, wide.d as v2 from own join middle on middle.k0 = own.k0 join wide on wide.k0 = own.k0
    where middle.n >= ${fewestPeers} and wide.d > 0 and ${factor} * abs(own.x - middle.m) > ${threshold} * wide.d
    order by abs(own.x - middle.m) / wide.d desc limit 100`
  const ordered = (of: string) => `percentile_cont(0.5) within group (order by ${of})`
  return {
    id: 17,
    name: '1 indicator, this month, outliers within four-digit industries, top 100',
    asking: { path: '/api/figures/outliers', body: { indicator: lead, period: lastMonth, top: 100 } },
    hand: far(wide, (of) => `median(${of})`),
    narrow: far(long, ordered),
    chdb: far(wide.replace('double precision', 'Nullable(Float64)'), (of) => `quantileExactInclusive(0.5)(${of})`),
    reads: { where: `period = ${last}`, columns: 1 },
    expected: (rows) =>
      sorted(
        rows.map(({ v0, v1, v2 }) =>
          decimal(v0).minus(decimal(v1)).times(factor).div(decimal(v2)).toDecimalPlaces(2).toString(),
        ),
      ),
    shown: (answer) => sorted((answer as Outliers).rows.map(({ score }) => score)),
  }
}

/** The table of the plan: required, actual, gap, forecast by months, and each base; by hand the sums of the fields by base and month. */
function planPage({ table }: Scene): Shape {
  const wide = `select industry, base, period, sum(v_${lead}) as v0 from ${table.name} group by industry, base, period`
  const long = `select e.industry, e.base, f.period, sum(f.value) as v0 from fact f join enterprise e on e.id = f.enterprise
    where f.indicator = ${narrowId(table, lead)} group by 1, 2, 3`
  const by = (
    source: string,
    names: string,
  ) => `select c.class as k0, f.base as k1, f.period as p, sum(f.v0) as v0 from (${source}) f
    join ${names} c on c.industry = f.industry and c.taxonomy = '${fields}' where c.class in (${classes.map((each) => `'${each}'`).join(', ')})
    group by c.class, f.base, f.period`
  return {
    id: 18,
    name: 'plan page: targets of a plan, all years, city and bases, required path, forecast',
    asking: { path: `/api/plan?source=${plan}` },
    hand: by(wide, 'dim_class'),
    narrow: by(long, 'class_member'),
    reads: { where: 'true', columns: 1 },
    expected: (rows) => {
      const years = new Map<string, Decimal>()
      for (const row of rows) {
        const at = `${row.k0}|${Math.floor(Number(row.p) / 12)}`
        years.set(at, (years.get(at) ?? new Decimal(0)).plus(decimal(row.v0)))
      }
      return collect([...years].map(([at, sum]) => [at, sum.div(100_000).toDecimalPlaces(2).toString()] as const))
    },
    shown: (answer) =>
      collect(
        (answer as { targets: TargetRow[] }).targets.flatMap(({ kind, field, points }) =>
          kind !== 'level' || field === null
            ? []
            : points.flatMap(({ period, actual, actualSource }) =>
                actual === null || actualSource !== null
                  ? []
                  : [[`${field.split('/')[1] ?? ''}|${period}`, actual] as const],
              ),
        ),
      ),
  }
}

function figures(query: object): Shape['asking'] {
  return { path: '/api/figures', body: query }
}

function decimal(value: Row[string]): Decimal {
  return new Decimal(String(value))
}

function percent(over: Decimal, under: Decimal): string {
  return over.times(100).div(under.abs()).toDecimalPlaces(2).toFixed(2)
}

function collect(entries: readonly (readonly [string, string])[]): Values {
  return new Map(entries.map(([key, value]) => [key, new Decimal(value).toString()]))
}
