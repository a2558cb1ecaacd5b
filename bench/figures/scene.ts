import { endOf, fromOrdinal, type Period, periodOf, reportingPeriods, toOrdinal } from '#base/period.ts'
import type { MirrorTable } from '#capabilities/observations/server/service.ts'
import { narrowId } from './narrow.ts'

/** What the shapes are about: who and when. */
export type Subject = {
  readonly table: MirrorTable
  readonly last: number
  readonly first: number
  readonly enterprise: string
  readonly town: string
}

export type Ratio = readonly [id: string, over: string, under: string]

export const lead = 'gross_output_current'
export const sums = [
  lead,
  'sales_output_current',
  'export_delivery_value',
  'new_product_output',
  'operating_revenue',
  'operating_cost',
  'total_profit',
]
export const ratios: readonly Ratio[] = [
  ['sales_ratio', 'sales_output_current', lead],
  ['export_share', 'export_delivery_value', 'sales_output_current'],
  ['profit_margin', 'total_profit', 'operating_revenue'],
]
export const ratioInputs = [...new Set(ratios.flatMap(([, over, under]) => [over, under]))]

/** The periods that shapes ask for, as conditions on the mirror and as the public questions name them. */
export function sceneOf(subject: Subject) {
  const { table, last, first } = subject
  const reported = monthsUpTo(last)
  const twelve = reported.slice(-12)
  const ordinals = twelve.map(toOrdinal)
  const from = ordinals[0] ?? 0
  const year = Math.floor(last / 12)
  const quarter = Math.floor(last / 3)
  const v = (ids: readonly string[]) => ids.map((id, i) => `sum(v_${id}) as v${i}`).join(', ')
  return {
    ...subject,
    year,
    from,
    ordinals,
    twelve,
    all: reported.filter((period) => toOrdinal(period) >= first),
    years: [4, 3, 2, 1, 0].map((back) => periodOf('year', year - back, 1)),
    quarters: Array.from({ length: 8 }, (_, i) => fromOrdinal('quarter', quarter - 7 + i)),
    lastMonth: fromOrdinal('month', last),
    is: {
      twelve: `period between ${from} and ${last}`,
      fiveYears: `period between ${(year - 4) * 12} and ${last}`,
      eightQuarters: `period between ${(quarter - 7) * 3} and ${last}`,
      thisYear: `period between ${year * 12} and ${last}`,
      /** This year up to the last month, and the same months of the year before. */
      soFar: `(period between ${year * 12} and ${last} or period between ${year * 12 - 12} and ${last - 12})`,
    },
    v,
    one: (where: string, by: string) => `select ${by}, ${v([lead])} from ${table.name} where ${where} group by all`,
    narrow: narrowSql(table),
  }
}

export type Scene = ReturnType<typeof sceneOf>

/** The reporting periods up to a month, January and February as one. */
function monthsUpTo(last: number): Period[] {
  const end = endOf(fromOrdinal('month', last))
  const latest = Math.floor(last / 12)
  return Array.from({ length: 9 }, (_, i) => latest - 8 + i)
    .flatMap((year) => reportingPeriods('month', year, 'together'))
    .filter((period) => endOf(period) <= end)
}

/** The same questions to the narrow table. A question without groups never looks at enterprises. */
function narrowSql(table: MirrorTable) {
  const wide = (
    ids: readonly string[],
    where: string,
    { by, period, join }: { by: readonly string[]; period: string; join?: string },
  ): string => {
    const values = ids.map((id, i) =>
      ids.length === 1
        ? 'sum(f.value) as v0'
        : `sum(f.value) filter (where f.indicator = ${narrowId(table, id)}) as v${i}`,
    )
    const keys = [...by.map((key, i) => `${key} as k${i}`), `${period} as p`]
    const enterprises = by.length > 0 ? ` join enterprise e on e.id = f.enterprise ${join ?? ''}` : ''
    const condition = where.replace(/\b(?<!\.)period\b/g, 'f.period')
    return `select ${[...keys, ...values].join(', ')} from fact f${enterprises}
      where f.indicator in (${ids.map((id) => narrowId(table, id)).join(', ')}) and ${condition} group by ${keys.map((_, i) => i + 1).join(', ')}`
  }
  const one = (where: string, by: readonly string[], period: string): string => wide([lead], where, { by, period })
  return { wide, one }
}
