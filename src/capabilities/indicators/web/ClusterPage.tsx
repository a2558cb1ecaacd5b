import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { useCallback, useMemo } from 'react'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { ReleasedNotice } from '#capabilities/releases/web/parts.tsx'
import { useGo, usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type FigureRow, indicatorsContract, type IndustryTaxonomy } from '../contract.ts'
import { targetsOfField } from '../rules/overview.ts'
import type { DashboardShown } from '../views-contract.ts'
import { BreakdownPart } from './BreakdownPart.tsx'
import { BrowsingFilters } from './BrowsingFilters.tsx'
import { DimensionPart } from './DimensionPart.tsx'
import { useFigureColumns } from './figure-columns.ts'
import { fresh, useNews } from './freshness.ts'
import { SeriesPart } from './SeriesPart.tsx'
import { TargetTable } from './TargetTable.tsx'
import { words as shared } from './texts.ts'
import { type Browsing, useBrowsing } from './use-browsing.ts'
import { citationLine, useCatalogue, useCitations, useDashboards, usePlaceNames, useTaxonomies } from './vocabulary.ts'
import './indicators.css'

const words = defineTexts({
  title: { zh: '产业集群', en: 'Clusters' },
  sentence: {
    zh: '{place} · {period} · 依据{source}。{note}',
    en: '{place} · {period} · after {source}. {note}',
  },
  cluster: { zh: '集群', en: 'Cluster' },
  all: { zh: '全部集群', en: 'All clusters' },
  compared: { zh: '各集群对照 · {period}', en: 'The clusters compared · {period}' },
  plan: { zh: '对照规划', en: 'Against the plans' },
  noTargets: { zh: '规划没有为这个集群单列目标', en: 'The plans set no target for this cluster' },
  print: { zh: '打印', en: 'Print' },
  none: { zh: '规划包没有写明集群监测', en: 'The pack says nothing of the monitoring of clusters' },
  noneWhy: {
    zh: '可在 dashboards 中写明分类和维度。',
    en: 'It can name the classification and its dimensions in dashboards.',
  },
  missing: { zh: '没有这个集群', en: 'No such cluster' },
  missingWhy: {
    zh: '地址可能有误，或新的规划包已不含它。',
    en: 'The address may be wrong, or a newer pack no longer has it.',
  },
  nothing: { zh: '还没有任何已报数据', en: 'Nothing has been reported yet' },
  nothingWhy: {
    zh: '报表审定或文件导入之后，这里就有数据。',
    en: 'Once a return is approved or a file is taken in, figures appear here.',
  },
  overlap: {
    zh: '一家企业可属几个集群，各集群不一定加总为全部。',
    en: 'An enterprise may be in several clusters, so they need not add up.',
  },
})

/** The clusters side by side, or one cluster in its dimensions, by place, over time and against the plans. */
export function ClusterPage() {
  useNews()
  const { id } = useParams({ strict: false }) as { id?: string }
  const t = useTexts(words)
  const dashboards = useDashboards()
  const taxonomies = useTaxonomies()
  const catalogue = useCatalogue()
  const dashboard = dashboards.data?.dashboards.find(({ use }) => use === 'clusters')
  const taxonomy = taxonomies.data?.taxonomies.find((each) => each.id === dashboard?.taxonomy)
  const browsing = useBrowsing({
    industry: id === undefined || taxonomy === undefined ? undefined : `${taxonomy.id}/${id}`,
  })
  const problem = [dashboards, taxonomies, catalogue].find(
    ({ data, error }) => data === undefined && error !== null,
  )?.error
  if (dashboards.data === undefined || taxonomies.data === undefined || browsing === undefined)
    return <Page title={t('title')} problem={problem} loading={problem === undefined} />
  if (dashboard === undefined || taxonomy === undefined)
    return (
      <Page title={t('title')}>
        <EmptyState title={t('none')} why={t('noneWhy')} />
      </Page>
    )
  return <Clusters dashboard={dashboard} taxonomy={taxonomy} browsing={browsing} id={id} />
}

type ClustersProps = {
  dashboard: DashboardShown
  taxonomy: IndustryTaxonomy
  browsing: Browsing
  id: string | undefined
}

function Clusters({ dashboard, taxonomy, browsing, id }: ClustersProps) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const cite = useCitations()
  const placeName = usePlaceNames()
  const place = usePlace()
  const found = taxonomy.classes.find((each) => each.id === id)
  const { period } = browsing
  const chosen = useMemo(() => ({ ...browsing, indicators: leadsOf(dashboard, browsing) }), [dashboard, browsing])
  const missing = id !== undefined && found === undefined
  return (
    <Page
      title={found === undefined ? t('title') : say(found.name)}
      crumbs={id === undefined ? [] : [{ title: t('title'), to: indicatorPaths.clusters() }]}
      sentence={t('sentence', {
        place: placeName(place),
        period: period === undefined ? '' : formatPeriod(period, language),
        source: citationLine(cite(dashboard.source), language),
        note: say(dashboard.note ?? undefined),
      })}
      acts={<Button onClick={() => globalThis.print()}>{t('print')}</Button>}
      filters={
        <>
          <ClusterSelect taxonomy={taxonomy} id={id} />
          <BrowsingFilters browsing={browsing} indicators={false} />
        </>
      }
    >
      <ReleasedNotice />
      {missing ? (
        <EmptyState
          title={t('missing')}
          why={t('missingWhy')}
          act={<Go to={indicatorPaths.clusters()}>{t('all')}</Go>}
        />
      ) : null}
      {period === undefined ? <EmptyState title={t('nothing')} why={t('nothingWhy')} /> : null}
      {missing || period === undefined ? null : id === undefined ? (
        <Compared taxonomy={taxonomy} browsing={chosen} />
      ) : (
        <>
          <div className="ind-dimensions">
            {dashboard.dimensions.map((dimension) => (
              <DimensionPart key={dimension.id} dimension={dimension} browsing={browsing} />
            ))}
          </div>
          <Targets taxonomy={taxonomy} id={id} />
          <SeriesPart browsing={chosen} period={period} />
          <BreakdownPart browsing={chosen} period={period} />
        </>
      )}
    </Page>
  )
}

/** The first figure of each dimension that there is by this kind of period, the lead first. */
function leadsOf({ lead, dimensions }: DashboardShown, { offered }: Browsing): Browsing['indicators'] {
  const firsts = dimensions.flatMap(
    ({ indicators }) => indicators.find((id) => offered.some((one) => one.id === id)) ?? [],
  )
  return [...new Set([lead, ...firsts])].flatMap((id) => offered.find((one) => one.id === id) ?? [])
}

function ClusterSelect({ taxonomy, id }: { taxonomy: IndustryTaxonomy; id: string | undefined }) {
  const t = useTexts(words)
  const say = useText()
  const go = useGo()
  return (
    <Select
      aria-label={t('cluster')}
      value={id ?? null}
      placeholder={t('all')}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      style={{ width: 'min(300px, 100%)' }}
      options={taxonomy.classes.map((each) => ({ value: each.id, label: say(each.name) }))}
      onChange={(next: string | null | undefined) =>
        go(next === undefined || next === null ? indicatorPaths.clusters() : indicatorPaths.cluster(next))
      }
    />
  )
}

/** The clusters side by side: a column pair for each dimension. */
function Compared({ taxonomy, browsing }: { taxonomy: IndustryTaxonomy; browsing: Browsing }) {
  const api = useApi(indicatorsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { programme } = useSession()
  const { period, span, where, indicators } = browsing
  const figures = useQuery(
    api.figures.queryOptions({
      input: {
        indicators: indicators.map(({ id }) => id),
        periods: [period ?? ''],
        span,
        where,
        by: [`taxonomy:${taxonomy.id}`],
        compare: ['growth', 'share'],
      },
      enabled: period !== undefined && indicators.length > 0,
      ...fresh,
    }),
  )
  const table = figures.data
  const name = useCallback(
    (row: FigureRow) => say(table?.names[row.keys[0] ?? '']) || (row.keys[0] ?? ''),
    [table, say],
  )
  const columns: Column<FigureRow>[] = [
    {
      id: 'cluster',
      title: t('cluster'),
      value: name,
      show: (row) => <Go to={indicatorPaths.cluster(row.keys[0] ?? '')}>{name(row)}</Go>,
    },
    ...useFigureColumns(table, { rowName: name }),
  ]
  return (
    <PagePart title={t('compared', { period: formatPeriod(period ?? '', language) })} id="compared">
      {figures.isError && table === undefined ? <ProblemAlert problem={figures.error} /> : null}
      {figures.isPending ? <Busy lines={6} /> : null}
      {table === undefined ? null : (
        <div className="ind-wrap ind-heads">
          <DataTable
            name={`${t('title')} ${formatPeriod(period ?? '', language)}`}
            columns={columns}
            rows={table.rows}
            rowKey={(row) => row.keys.join('|')}
            rowTo={(row) => indicatorPaths.cluster(row.keys[0] ?? '')}
            prefix="k."
            searchable={false}
            notes={[t('overlap'), s('knownAt', { at: formatInstant(table.asOf, programme.timeZone) })]}
            empty={<EmptyState title={s('emptyFigures')} why={s('emptyFiguresWhy')} />}
          />
        </div>
      )}
      <p className="ind-note">{t('overlap')}</p>
    </PagePart>
  )
}

function Targets({ taxonomy, id }: { taxonomy: IndustryTaxonomy; id: string }) {
  const api = useApi(indicatorsContract)
  const t = useTexts(words)
  const go = useGo()
  const plan = useQuery(api.plan.queryOptions({ input: {}, ...fresh }))
  const rows = useMemo(() => targetsOfField(plan.data?.targets ?? [], taxonomy.id, id), [plan.data, taxonomy.id, id])
  return (
    <PagePart title={t('plan')} id="plan">
      {plan.error !== null && plan.data === undefined ? <ProblemAlert problem={plan.error} /> : null}
      {plan.isPending ? <Busy lines={3} /> : null}
      {plan.data === undefined ? null : rows.length === 0 ? (
        <EmptyState title={t('noTargets')} />
      ) : (
        <TargetTable
          name={t('plan')}
          rows={rows}
          prefix="l."
          year={undefined}
          synthetic={plan.data.synthetic}
          notes={[]}
          onOpen={(row) => go(indicatorPaths.target(row.id))}
        />
      )}
    </PagePart>
  )
}
