import { monthsIn, type Period, periodOf, toOrdinal } from '#base/period.ts'
import { cellMonths } from './cells.ts'
import type { Drawn, PopulationPlan } from './plan.ts'
import type { MadeMonths } from './series.ts'

// What a population would report, as SQL of DuckDB over one row for each enterprise: for populations so large that their values are
// never held in one place. The lead indicator of each month stands in the row, everything else is drawn from a hash of enterprise,
// indicator and month, so that any month can be told without the months before it.

/** The table with a row for each enterprise, in the order in which rows are to be stored. */
export const unitTable = 'made_unit'

/** The columns of `made_unit` before the lead values `l0`, `l1`, …; null in months it does not report. */
export const unitColumns = [
  { name: 'number', type: 'integer' },
  { name: 'subject', type: 'varchar' },
  { name: 'town', type: 'varchar' },
  { name: 'base', type: 'varchar' },
  { name: 'industry', type: 'varchar' },
  { name: 'size', type: 'varchar' },
  { name: 'ownership', type: 'varchar' },
  { name: 'first', type: 'integer' },
  { name: 'pace', type: 'double' },
] as const

/** The statements that make the table and what the questions to it use. */
export function unitDdl({ months }: MadeMonths): string {
  const leads = Array.from({ length: months }, (_, month) => `l${month} double`)
  return `create or replace temp table ${unitTable} (${[...unitColumns.map(({ name, type }) => `${name} ${type}`), ...leads].join(', ')});
create or replace temp macro made_share(h) as (h >> 11) / 9007199254740992.0;
create or replace temp macro made_normal(h) as (((h & 65535) + ((h >> 16) & 65535) + ((h >> 32) & 65535) + (h >> 48)) / 65536.0 - 2) * 1.7320508;`
}

/** A cell of the mirror that is to be told: its columns, and how many digits its value has after the point. */
export type ToldCell = {
  readonly indicator: string
  readonly span: string
  readonly scale: number
  readonly value: string
  readonly count: string
  readonly status: string
}

export type ToldWorld = {
  readonly plan: PopulationPlan
  readonly span: MadeMonths
  readonly indicators: Readonly<Record<string, { readonly over_time: string; readonly scale: number } | undefined>>
}

/** The values of columns of the mirror for one period; the rows still need their head. */
export type Told = {
  readonly columns: readonly string[]
  readonly values: readonly string[]
  /** `select` over `made_unit` with everything that `values` name. */
  readonly from: string
  readonly where: string
}

const notApplicable = 12

/** What everybody reports in a period of the form, less those who do not. */
export function formSql(
  world: ToldWorld,
  cells: readonly ToldCell[],
  asked: { period: Period; missing: number },
): Told {
  const months = new Months(world)
  const { period, missing } = asked
  const wanted = cellMonths(period, { span: world.span, cells, indicators: world.indicators })
  const told = wanted.map(({ indicator, months: of, overTime, scale }) => {
    const known = of
      .filter((month) => month >= 0 && month < world.span.months)
      .map((month) => months.at(indicator, month))
    if (known.length === 0) return 'null'
    if (overTime === 'last') return known.length === 1 ? (known[0] ?? 'null') : `coalesce(${known.join(', ')})`
    return combined(known, { isMean: overTime === 'mean', scale })
  })
  const last = wanted[0]?.last ?? 0
  const draw = `made_share(${hashOf(world.plan, 'missing', last)})`
  return {
    ...columnsOf(cells),
    from: months.select(told),
    where: `l${last} is not null and ${draw} >= ${missing}`,
  }
}

/** What bureaus state of a whole year. */
export function yearSql(world: ToldWorld, cells: readonly ToldCell[], year: number): Told {
  const months = new Months(world)
  const start = world.span.firstYear * 12 + world.span.firstMonth - 1
  const own = monthsIn(periodOf('year', year, 1)).map((month) => toOrdinal(month) - start)
  const told = cells.map(({ indicator }) => {
    const rule = world.plan.yearly[indicator]
    if (rule === undefined) return 'null'
    const share = `case when made_share(${hashOf(world.plan, `no ${indicator} a year`)}) < ${rule.zero} then 0 else ${between(rule, `made_share(${hashOf(world.plan, `${indicator} a year`)})`)} end`
    if (rule.constant && rule.of === world.plan.lead) return `round(pace * ${share}, ${rule.scale})`
    const sum = combined(
      own.map((month) => months.at(rule.of, month)),
      { isMean: false, scale: world.indicators[rule.of]?.scale ?? 0 },
    )
    return `round(${sum} * ${share}, ${rule.scale})`
  })
  return {
    ...columnsOf(cells),
    from: months.select(told),
    where: `coalesce(${own.map((month) => `l${month}`).join(', ')}) is not null`,
  }
}

function columnsOf(cells: readonly ToldCell[]): Pick<Told, 'columns' | 'values'> {
  return {
    columns: cells.flatMap(({ value, count, status }) => [value, count, status]),
    values: cells.flatMap(({ scale }, i) => [
      `cast(t${i} as decimal(18, ${scale}))`,
      `case when t${i} is null then 0 else 1 end`,
      `case when t${i} is null then ${notApplicable} else 0 end`,
    ]),
  }
}

function combined(known: readonly string[], { isMean, scale }: { isMean: boolean; scale: number }): string {
  if (known.length === 1) return known[0] ?? 'null'
  const sum = known.map((each) => `coalesce(${each}, 0)`).join(' + ')
  const by = isMean ? ` / (${known.map((each) => `(${each} is not null)::integer`).join(' + ')})` : ''
  return `case when coalesce(${known.join(', ')}) is null then null else round((${sum})${by}, ${scale}) end`
}

/** Values of single months, each computed once, those that follow from others in a level above them. */
class Months {
  readonly #world: ToldWorld
  readonly #levels: string[][] = []
  readonly #known = new Map<string, { readonly column: string; readonly level: number }>()

  constructor(world: ToldWorld) {
    this.#world = world
  }

  /** The column with the value of an indicator in a month. */
  at(indicator: string, month: number): string {
    return this.#find(indicator, month).column
  }

  /** Everything of `made_unit` with all values asked for, and `t0`, `t1`, … over them. */
  select(told: readonly string[]): string {
    const from = this.#levels.reduce(
      (below, columns) => `(select *, ${columns.join(', ')} from ${below})`,
      unitTable as string,
    )
    return `(select *, ${told.map((each, i) => `${each} as t${i}`).join(', ')} from ${from})`
  }

  #find(indicator: string, month: number): { column: string; level: number } {
    const { plan } = this.#world
    if (indicator === plan.lead) return { column: `l${month}`, level: -1 }
    const key = `${indicator} ${month}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const rule = plan.values[indicator]
    if (rule === undefined) return { column: 'null::double', level: -1 }
    const { text, level } = 'of' in rule ? this.#drawn(indicator, rule, month) : this.#balance(rule, month)
    const made = { column: `x${this.#known.size}`, level }
    this.#known.set(key, made)
    const columns = this.#levels[level] ?? []
    this.#levels[level] = columns
    columns.push(`${text} as ${made.column}`)
    return made
  }

  #balance({ plus, minus }: { plus: readonly string[]; minus: readonly string[] }, month: number) {
    const [added, taken] = [plus, minus].map((ids) => ids.map((id) => this.#find(id, month)))
    const level = 1 + Math.max(...[...(added ?? []), ...(taken ?? [])].map((each) => each.level))
    const text = [(added ?? []).map(({ column }) => column).join(' + '), ...(taken ?? []).map(({ column }) => column)]
    return { text: text.join(' - '), level }
  }

  #drawn(indicator: string, rule: Drawn, month: number): { text: string; level: number } {
    const { plan } = this.#world
    const own = between(rule, `made_share(${hashOf(plan, indicator)})`)
    const isNone = rule.zero > 0 ? `made_share(${hashOf(plan, `no ${indicator}`)}) < ${rule.zero}` : 'false'
    if (rule.steady) {
      const value = `case when l${month} is null then null when ${isNone} then 0 else round(greatest(1, ${steady(month)} * ${own}), ${rule.scale}) end`
      return { text: value, level: 0 }
    }
    const of = this.#find(rule.of, month)
    const [low, high] = rule.ratio
    const wobbly = `${own} * (1 + 0.02 * made_normal(${hashOf(plan, indicator, month)}))`
    const ratio = `case when ${isNone} then 0 else least(${high}, greatest(${low}, ${wobbly})) end`
    return { text: `round(${of.column} * ${ratio}, ${rule.scale})`, level: of.level + 1 }
  }
}

/** Lead values at the pace of the last twelve months. */
function steady(month: number): string {
  const months = Array.from({ length: Math.min(12, month + 1) }, (_, back) => `coalesce(l${month - back}, 0)`)
  return `(${months.join(' + ')}) / least(12, ${month} - first + 1)`
}

function between({ ratio: [low, high] }: Drawn, share: string): string {
  return `(${low} + ${high - low} * ${share})`
}

/** The same number each time for the same enterprise, word and month. */
function hashOf({ seed }: PopulationPlan, word: string, month = -1): string {
  return `hash(number, ${numberOf(`${seed} ${word}`)}, ${month})`
}

/** A whole number from a text (FNV-1a). */
function numberOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash | 0
}
