import type { FigureQuery } from '#capabilities/indicators/contract.ts'
import {
  asRatios,
  type Compared,
  growths,
  plain,
  rowsOf,
  sharesAndContributions,
  shownAt,
  sorted,
  withGrowth,
} from './answers.ts'
import { narrowId } from './narrow.ts'
import { lead, ratioInputs, ratios, type Scene, sceneOf, type Subject, sums } from './scene.ts'
import { beyond } from './shapes-beyond.ts'
import type { Asking } from './served.ts'

/** One question, asked three ways, and what its answers must agree on: values by group, period and column. */
export type Shape = Compared & {
  /** Its number in the list of shapes. */
  readonly id: number
  readonly name: string
  readonly asking: Asking
  /** By hand on the mirror: sums only, no coverage, no explanation. */
  readonly hand: string
  readonly narrow: string
  /** The same for ClickHouse where it says it otherwise than the query by hand. */
  readonly chdb?: string
  /** What it reads: rows of the mirror by this condition, times so many columns. */
  readonly reads: { readonly where: string; readonly columns: number }
}

const fields = 'fields-2018'
const register = 'gbt-4754-2017'

/** The shapes that the public questions can ask, in the order of the list. */
export function shapes(subject: Subject): Shape[] {
  const scene = sceneOf(subject)
  return [...overTime(scene), ...byPlace(scene), ...byClass(scene), ...ofFirms(scene), ...beyond(scene)].sort(
    (a, b) => a.id - b.id,
  )
}

/** City by time. */
function overTime({ table, first, last, twelve, all, years, lastMonth, is, v, one, narrow }: Scene): Shape[] {
  return [
    {
      id: 1,
      name: '7 indicators, 12 months and 5 years, city',
      ...plain(),
      hand: `select period as p, ${v(sums)} from ${table.name} where ${is.twelve} group by 1
        union all select period // 12 as p, ${v(sums)} from ${table.name} where ${is.fiveYears} group by 1`,
      narrow: `${narrow.wide(sums, is.twelve, { by: [], period: 'f.period' })} union all ${narrow.wide(sums, is.fiveYears, { by: [], period: 'f.period / 12' })}`,
      asking: figures({ indicators: sums, periods: [...twelve, ...years] }),
      reads: { where: is.fiveYears, columns: 7 },
    },
    {
      id: 2,
      name: '1 indicator, 12 months, city',
      ...plain(),
      asking: figures({ indicators: [lead], periods: twelve }),
      hand: one(is.twelve, 'period as p'),
      narrow: narrow.one(is.twelve, [], 'f.period'),
      reads: { where: is.twelve, columns: 1 },
    },
    {
      id: 3,
      name: '4 indicators, cumulative and year on year, city',
      asking: figures({
        indicators: sums.slice(0, 4),
        periods: [lastMonth],
        span: 'cumulative',
        compare: ['last_year', 'growth'],
      }),
      hand: `select period // 12 as p, ${v(sums.slice(0, 4))} from ${table.name} where ${is.soFar} group by all`,
      narrow: narrow.wide(sums.slice(0, 4), is.soFar, { by: [], period: 'f.period / 12' }),
      reads: { where: is.soFar, columns: 4 },
      expected: (rows) => withGrowth(rows, last),
      shown: shownAt(0),
    },
    {
      id: 4,
      name: `1 indicator, ${last - first + 1} months, city`,
      ...plain(),
      asking: figures({ indicators: [lead], periods: all }),
      hand: one('true', 'period as p'),
      narrow: narrow.one('true', [], 'f.period'),
      reads: { where: 'true', columns: 1 },
    },
  ]
}

/** By town and base. */
function byPlace({ table, last, year, from, ordinals, twelve, years, is, v, one, narrow }: Scene): Shape[] {
  return [
    {
      id: 5,
      name: '1 indicator, 12 months, 36 areas',
      ...plain(1),
      asking: figures({ indicators: [lead], periods: twelve, by: ['place:town'] }),
      hand: one(is.twelve, 'town as k0, period as p'),
      narrow: narrow.one(is.twelve, ['e.town'], 'f.period'),
      reads: { where: is.twelve, columns: 1 },
    },
    {
      id: 6,
      name: '1 indicator, 12 months, 7 bases',
      ...plain(1),
      asking: figures({ indicators: [lead], periods: twelve, by: ['place:base'] }),
      hand: one(`${is.twelve} and base is not null`, 'base as k0, period as p'),
      narrow: narrow.one(`${is.twelve} and base is not null`, ['e.base'], 'f.period'),
      reads: { where: `${is.twelve} and base is not null`, columns: 1 },
    },
    {
      id: 7,
      name: '3 ratios, 5 years, 36 areas',
      asking: figures({ indicators: ratios.map(([id]) => id), periods: years, by: ['place:town'] }),
      hand: `select town as k0, period // 12 as p, ${v(ratioInputs)} from ${table.name} where ${is.fiveYears} group by all`,
      narrow: narrow.wide(ratioInputs, is.fiveYears, { by: ['e.town'], period: 'f.period / 12' }),
      reads: { where: is.fiveYears, columns: 5 },
      expected: (rows) => asRatios(rows, { ratios, inputs: ratioInputs }),
      shown: shownAt(0),
    },
    {
      id: 13,
      name: '5 indicators, this year, 7 bases by size and ownership',
      ...plain(3),
      asking: figures({
        indicators: sums.slice(0, 5),
        periods: years.slice(-1),
        by: ['place:base', 'size', 'ownership'],
      }),
      hand: `select base as k0, size as k1, ownership as k2, ${year} as p, ${v(sums.slice(0, 5))} from ${table.name} where ${is.thisYear} and base is not null group by all`,
      narrow: narrow.wide(sums.slice(0, 5), `${is.thisYear} and base is not null`, {
        by: ['e.base', 'e.size', 'e.ownership'],
        period: String(year),
      }),
      reads: { where: `${is.thisYear} and base is not null`, columns: 5 },
    },
    {
      id: 14,
      name: '1 indicator, 12 months, share of each base and contribution to growth',
      asking: figures({ indicators: [lead], periods: twelve, by: ['place:base'], compare: ['share', 'contribution'] }),
      hand: one(`period in (${[...ordinals, ...ordinals.map((p) => p - 12)].join(', ')})`, 'base as k0, period as p'),
      narrow: narrow.one(
        `f.period in (${[...ordinals, ...ordinals.map((p) => p - 12)].join(', ')})`,
        ['e.base'],
        'f.period',
      ),
      reads: { where: `period between ${from - 12} and ${last}`, columns: 1 },
      expected: (rows) => sharesAndContributions(rows, ordinals),
      shown: shownAt(1),
    },
  ]
}

/** By industry. */
function byClass({ table, year, years, quarters, lastMonth, is, v, narrow }: Scene): Shape[] {
  const byIndustry = `select industry as k0, period // 12 as p, ${v([lead])} from ${table.name} where ${is.soFar} group by all`
  return [
    {
      id: 8,
      name: '2 indicators, 5 years, 5 fields and 10 industries',
      ...plain(1),
      asking: figures({ indicators: sums.slice(0, 2), periods: years, by: [`taxonomy:${fields}`] }),
      hand: `select c.class as k0, p, sum(v0) as v0, sum(v1) as v1 from (select industry, period // 12 as p, ${v(sums.slice(0, 2))}
        from ${table.name} where ${is.fiveYears} group by all) f join dim_class c on c.industry = f.industry and c.taxonomy = '${fields}' group by all`,
      narrow: narrow.wide(sums.slice(0, 2), is.fiveYears, {
        by: ['c.class'],
        period: 'f.period / 12',
        join: classes(fields),
      }),
      reads: { where: is.fiveYears, columns: 2 },
    },
    {
      id: 9,
      name: '2 indicators, 8 quarters, 36 areas by 10 industries',
      ...plain(2),
      asking: figures({
        indicators: sums.slice(0, 2),
        periods: quarters,
        by: ['place:town', `taxonomy:${fields}:leaf`],
      }),
      hand: `select town as k0, c.class as k1, p, sum(v0) as v0, sum(v1) as v1 from (select town, industry, period // 3 as p, ${v(sums.slice(0, 2))}
        from ${table.name} where ${is.eightQuarters} group by all) f
        join dim_class c on c.industry = f.industry and c.taxonomy = '${fields}' and c.leaf group by all`,
      narrow: narrow.wide(sums.slice(0, 2), is.eightQuarters, {
        by: ['e.town', 'c.class'],
        period: 'f.period / 3',
        join: classes(fields, true),
      }),
      reads: { where: is.eightQuarters, columns: 2 },
    },
    {
      id: 10,
      name: '1 indicator, this year, all four-digit industries, top 50 by growth',
      asking: figures({
        indicators: [lead],
        periods: [lastMonth],
        span: 'cumulative',
        by: [`taxonomy:${register}:leaf`],
        compare: ['growth'],
        order: { column: 1, descending: true },
        top: 50,
      }),
      hand: topGrowth(byIndustry, year),
      // ClickHouse divides decimals to the scale of the dividend, too coarse for an order.
      chdb: topGrowth(byIndustry, year, 'toFloat64(a.v0 - b.v0) / toFloat64(b.v0)'),
      narrow: topGrowth(narrow.one(is.soFar, ['e.industry'], 'f.period / 12'), year),
      reads: { where: is.soFar, columns: 1 },
      expected: growths,
      shown: (answer) => sorted(rowsOf(answer).map((row) => row.cells[1]?.[0] ?? '')),
    },
  ]
}

/** Of single enterprises. */
function ofFirms({ table, town, twelve, is, all, first, last, enterprise }: Scene): Shape[] {
  const ids = table.cells
    .filter((cell) => cell.span === 'this')
    .map((cell) => cell.indicator)
    .slice(0, 30)
  return [
    {
      id: 11,
      name: '1 indicator, 12 months, one town, by enterprise, top 100',
      asking: figures({
        indicators: [lead],
        periods: twelve,
        by: ['enterprise'],
        where: { place: town },
        order: { column: 0, descending: true },
        top: 100,
      }),
      hand: `select v_${lead} as v0 from ${table.name} where ${is.twelve} and town = '${town}' order by 1 desc nulls last limit 100`,
      narrow: `select f.value as v0 from fact f join enterprise e on e.id = f.enterprise where f.indicator = ${narrowId(table, lead)}
        and ${is.twelve} and e.town = '${town}' order by 1 desc limit 100`,
      reads: { where: `${is.twelve} and town = '${town}'`, columns: 1 },
      expected: (rows) => sorted(rows.map((row) => String(row.v0))),
      shown: (answer) => sorted(rowsOf(answer).map((row) => row.cells[0]?.[0] ?? '')),
    },
    {
      id: 12,
      name: `${ids.length} indicators, ${last - first + 1} months, one enterprise`,
      ...plain(),
      asking: figures({ indicators: ids, periods: all, where: { enterprise } }),
      hand: `select period as p, ${ids.map((id, i) => `v_${id} as v${i}`).join(', ')} from ${table.name} where subject = '${enterprise}'`,
      narrow: `select f.period as p, ${ids.map((id, i) => `max(f.value) filter (where f.indicator = ${narrowId(table, id)}) as v${i}`).join(', ')}
        from fact f where f.enterprise = (select id from enterprise where subject = '${enterprise}') group by 1`,
      reads: { where: `subject = '${enterprise}'`, columns: ids.length },
    },
  ]
}

function figures(query: Partial<FigureQuery>): Asking {
  return { path: '/api/figures', body: query }
}

function topGrowth(select: string, year: number, growth = '(a.v0 - b.v0) / b.v0'): string {
  return `select a.v0 as v0, b.v0 as v1 from (${select}) a join (${select}) b on a.k0 = b.k0 and a.p = ${year} and b.p = ${year - 1}
    where b.v0 <> 0 order by ${growth} desc limit 50`
}

function classes(taxonomy: string, leaves = false): string {
  return `join class_member c on c.industry = e.industry and c.taxonomy = '${taxonomy}'${leaves ? ' and c.leaf' : ''}`
}
