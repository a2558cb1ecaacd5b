import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { isPeriod, periodYear } from '#base/period.ts'
import { usePeriod, usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useSession } from '#kit/web/session.tsx'
import { type FigureTable, type Grouping, indicatorsContract, type TargetRow } from '../contract.ts'
import { periodShown, seriesPeriods } from '../rules/browse.ts'
import type { DashboardShown } from '../views-contract.ts'
import { fresh } from './freshness.ts'
import { type Browsing, useBrowsing } from './use-browsing.ts'
import { useCatalogue, useDashboards } from './vocabulary.ts'

const sparkPeriods = 13

/** What stands where a question is not asked yet. */
const nothing = { indicators: ['-'], periods: ['2000'] }

/** One indicator of an overview with the tables that hold it: the year so far, and period by period. */
export type OverviewFigure = {
  readonly id: string
  /** The year so far; undefined for what has no shorter periods than a year. */
  readonly soFar: FigureTable | undefined
  readonly series: FigureTable
}

type OverviewHead = {
  readonly id: string
  readonly name: { zh: string; en: string }
  readonly figures: OverviewFigure[]
}

export type Overview = {
  readonly dashboard: DashboardShown | undefined
  readonly period: string | undefined
  readonly heads: readonly OverviewHead[]
  /** The lead indicator by area, the year so far. */
  readonly towns: FigureTable | undefined
  /** The lead indicator by class of the industries, where it was asked for. */
  readonly fields: FigureTable | undefined
  readonly targets: readonly TargetRow[]
  readonly synthetic: boolean
  readonly knownAt: string | undefined
  readonly year: number | undefined
  readonly loading: boolean
  readonly problem: unknown
}

/** Everything that the programme at a glance and the wall show of figures. */
export function useOverview({ withFields = false }: { withFields?: boolean } = {}): Overview {
  const api = useApi(indicatorsContract)
  const catalogue = useCatalogue()
  const dashboards = useDashboards()
  const browsing = useBrowsing({})
  const asked = usePeriod()
  const place = usePlace()
  const { programme } = useSession()
  const dashboard = dashboards.data?.dashboards.find(({ use }) => use === 'programme')
  const known = browsing?.known
  const period = browsing?.period
  const yearly = known === undefined ? undefined : periodShown('year', asked, known)
  const ids = useMemo(() => {
    const wanted = new Set(dashboard?.dimensions.flatMap(({ indicators }) => indicators) ?? [])
    const shown = (browsing?.offered ?? []).filter(({ id }) => wanted.has(id)).map(({ id }) => id)
    const others = (catalogue.data?.indicators ?? []).filter(
      ({ id, computable }) => computable && wanted.has(id) && !shown.includes(id),
    )
    return { shown, yearly: others.map(({ id }) => id) }
  }, [dashboard, browsing?.offered, catalogue.data])
  const where = browsing?.where ?? {}
  const isYear = browsing?.kind === 'year'
  const compare = ['growth'] as 'growth'[]
  const soFar = useQuery(
    api.figures.queryOptions({
      input:
        period === undefined
          ? nothing
          : { indicators: ids.shown, periods: [period], span: 'cumulative', where, compare },
      enabled: period !== undefined && ids.shown.length > 0 && !isYear,
      ...fresh,
    }),
  )
  const series = useQuery(
    api.figures.queryOptions({
      input:
        period === undefined || known === undefined
          ? nothing
          : {
              indicators: ids.shown,
              periods: seriesPeriods(period, known.januaryFebruary).slice(-sparkPeriods),
              where,
              compare,
            },
      enabled: period !== undefined && ids.shown.length > 0,
      ...fresh,
    }),
  )
  const years = useQuery(
    api.figures.queryOptions({
      input:
        yearly === undefined
          ? nothing
          : { indicators: ids.yearly, periods: seriesPeriods(yearly, 'separate'), where, compare },
      enabled: yearly !== undefined && ids.yearly.length > 0,
      ...fresh,
    }),
  )
  const towns = useLeadBy('place:town', { dashboard, browsing })
  const fields = useLeadBy(withFields && dashboard !== undefined ? `taxonomy:${dashboard.taxonomy}` : undefined, {
    dashboard,
    browsing,
  })
  const subject = place === undefined || place === programme.rootPlace ? undefined : place
  const plan = useQuery(api.plan.queryOptions({ input: subject === undefined ? {} : { subject }, ...fresh }))
  const heads = (dashboard?.dimensions ?? []).map(({ id, name, indicators }) => ({
    id,
    name,
    figures: indicators.flatMap((indicator): OverviewFigure[] => {
      const table = ids.yearly.includes(indicator) ? years.data : series.data
      const has = table?.columns.some((column) => column.indicator === indicator) === true
      return table === undefined || !has
        ? []
        : [{ id: indicator, soFar: isYear || table !== series.data ? undefined : soFar.data, series: table }]
    }),
  }))
  return {
    dashboard,
    period,
    heads: heads.filter(({ figures }) => figures.length > 0),
    towns: towns.data,
    fields: fields.data,
    targets: plan.data?.targets ?? [],
    synthetic: plan.data?.synthetic === true || series.data?.synthetic === true,
    knownAt: series.data?.asOf,
    year: asked !== undefined && isPeriod(asked) ? periodYear(asked) : undefined,
    loading: [catalogue, dashboards].some(({ isPending }) => isPending) || (series.isPending && ids.shown.length > 0),
    problem: [catalogue, dashboards, series, plan].find(({ data, error }) => data === undefined && error !== null)
      ?.error,
  }
}

type LeadOf = { dashboard: DashboardShown | undefined; browsing: Browsing | undefined }

/** The lead indicator by group, the year so far, with growth, share and contribution. */
function useLeadBy(grouping: Grouping | undefined, { dashboard, browsing }: LeadOf) {
  const api = useApi(indicatorsContract)
  const period = browsing?.period
  return useQuery(
    api.figures.queryOptions({
      input:
        period === undefined || dashboard === undefined || grouping === undefined
          ? nothing
          : {
              indicators: [dashboard.lead],
              periods: [period],
              span: browsing?.kind === 'year' ? 'this' : 'cumulative',
              by: [grouping],
              where: browsing?.where ?? {},
              compare: ['growth', 'share', 'contribution'],
            },
      enabled: period !== undefined && dashboard !== undefined && grouping !== undefined,
      ...fresh,
    }),
  )
}
