import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { type ReactNode, useMemo } from 'react'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { enterprisesContract } from '#capabilities/enterprises/contract.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { Chart } from '#kit/web/ui/Chart.tsx'
import type { ChartSeries } from '#kit/web/ui/chart/series.ts'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type Comparison, type FigureTable, indicatorsContract } from '../contract.ts'
import { isRatio, periodShown, seriesPeriods } from '../rules/browse.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { columnAt } from '../rules/overview.ts'
import { peerLevels, type PeerLevel, type Place, placeAmong, usualLevel } from '../rules/peers.ts'
import { fresh } from './freshness.ts'
import { OneFigure } from './OneFigure.tsx'
import { words as shared } from './texts.ts'
import { citationLine, useCatalogue, useCitations, useDashboards, useTaxonomies } from './vocabulary.ts'

const words = defineTexts({
  level: { zh: '同行范围', en: 'Peers' },
  indicator: { zh: '图中指标', en: 'Figure drawn' },
  own: { zh: '本企业', en: 'This enterprise' },
  median: { zh: '同行中位数', en: 'Median of peers' },
  quartile1: { zh: '下四分位', en: 'Lower quartile' },
  quartile3: { zh: '上四分位', en: 'Upper quartile' },

  whole: { zh: '同行合计', en: 'All peers' },
  place: { zh: '位置', en: 'Place' },
  'place.lowest': { zh: '最低四分之一', en: 'lowest quarter' },
  'place.below': { zh: '中位数以下', en: 'below the median' },
  'place.above': { zh: '中位数以上', en: 'above the median' },
  'place.highest': { zh: '最高四分之一', en: 'highest quarter' },
  title: { zh: '{indicator} · {name} 与同行（{industry}）', en: '{indicator} · {name} beside its peers ({industry})' },
  table: { zh: '与同行对照 · {period}', en: 'Beside its peers · {period}' },
  noClass: { zh: '登记册没有写明行业，无法与同行对照', en: 'The register names no industry, so there are no peers' },
  none: { zh: '还没有可对照的数据', en: 'Nothing to compare yet' },
  onlyWhole: {
    zh: '单个企业的数值和同行的分布不对您的角色开放，这里只有同行合计。',
    en: 'Values of single enterprises and their spread are not open to your role; only the total of the peers is shown.',
  },
})

const mostIndicators = 8
const periodsDrawn = 13
const spread: Comparison[] = ['quartile1', 'median', 'quartile3']

/** The figures of one enterprise over time beside its industry: median and quartiles of the peers, or their total for who may not see single values. */
export function EnterprisePeersSection({ enterpriseId }: { enterpriseId: string }) {
  const t = useTexts(words)
  const detail = useQuery(useApi(enterprisesContract).get.queryOptions({ input: { id: enterpriseId } }))
  const taxonomies = useTaxonomies()
  const { state, set } = useAddress()
  const say = useText()
  const levels = useMemo(
    () => peerLevels(taxonomies.data?.taxonomies ?? [], detail.data?.enterprise.industry ?? null),
    [taxonomies.data, detail.data],
  )
  const problem = detail.error ?? taxonomies.error
  if (problem !== null) return <ProblemAlert problem={problem} />
  if (detail.data === undefined || taxonomies.data === undefined) return <Busy lines={6} />
  const level = levels.find(({ reference }) => reference === state.peers) ?? usualLevel(levels)
  if (level === undefined) return <EmptyState title={t('noClass')} />
  return (
    <Peers
      enterpriseId={enterpriseId}
      name={detail.data.enterprise.name}
      level={level}
      choice={
        <Select
          aria-label={t('level')}
          value={level.reference}
          popupMatchSelectWidth={false}
          style={{ width: 'min(300px, 100%)' }}
          options={levels.map(({ reference, name }) => ({
            value: reference,
            label: `${reference.split('/').at(-1)} ${say(name)}`,
          }))}
          onChange={(peers: string) => set({ peers: peers === usualLevel(levels)?.reference ? undefined : peers })}
        />
      }
    />
  )
}

type PeersProps = { enterpriseId: string; name: string; level: PeerLevel; choice: ReactNode }

function usePeerTables({ enterpriseId, level }: Pick<PeersProps, 'enterpriseId' | 'level'>) {
  const api = useApi(indicatorsContract)
  const catalogue = useCatalogue()
  const dashboards = useDashboards()
  const micro = useMay()('observations.see_micro').allowed
  const asked = useMemo(() => {
    if (catalogue.data === undefined) return undefined
    const dashboard = dashboards.data?.dashboards.find(({ use }) => use === 'clusters')
    const wanted = dashboard?.dimensions.flatMap(({ indicators }) => indicators) ?? []
    const monthly = catalogue.data.indicators.filter(
      ({ computable, periods, unit }) => computable && periods.includes('month') && unit !== 'enterprise',
    )
    const chosen = [
      ...wanted.flatMap((id) => monthly.find((one) => one.id === id) ?? []),
      ...monthly.filter(({ id, unit }) => isRatio(unit) && !wanted.includes(id)),
    ].slice(0, mostIndicators)
    const until = periodShown('month', undefined, catalogue.data)
    return {
      indicators: chosen.map(({ id }) => id),
      periods: until === undefined ? [] : seriesPeriods(until, catalogue.data.januaryFebruary).slice(-periodsDrawn),
    }
  }, [catalogue.data, dashboards.data])
  const enabled = asked !== undefined && asked.indicators.length > 0 && asked.periods.length > 0
  const question = enabled ? asked : { indicators: ['-'], periods: ['2000'] }
  const own = useQuery(
    api.figures.queryOptions({
      input: { ...question, where: { enterprise: enterpriseId } },
      enabled: enabled && micro,
      ...fresh,
    }),
  )
  const peers = useQuery(
    api.figures.queryOptions({
      input: { ...question, where: { industry: level.reference }, compare: micro ? spread : [] },
      enabled,
      ...fresh,
    }),
  )
  return { own, peers, micro }
}

function Peers({ enterpriseId, name, level, choice }: PeersProps) {
  const t = useTexts(words)
  const say = useText()
  const { state, set } = useAddress()
  const { own, peers, micro } = usePeerTables({ enterpriseId, level })
  const problem = peers.error ?? own.error
  if (problem !== null && peers.data === undefined) return <ProblemAlert problem={problem} />
  if (peers.data === undefined || (micro && own.data === undefined)) return <Busy lines={6} />
  const heads = peers.data.columns.filter(({ measure }) => measure === 'value')
  const chosen = heads.find(({ indicator }) => indicator === state.peer) ?? heads[0]
  if (chosen === undefined) return <EmptyState title={t('none')} />
  return (
    <>
      {micro ? null : <p className="jd-note">{t('onlyWhole')}</p>}
      <div className="ind-acts jd-screen-only">
        {choice}
        <Select
          aria-label={t('indicator')}
          value={chosen.indicator}
          popupMatchSelectWidth={false}
          style={{ width: 'min(300px, 100%)' }}
          options={heads.map((head) => ({ value: head.indicator, label: say(head.name) }))}
          onChange={(peer: string) => set({ peer: peer === heads[0]?.indicator ? undefined : peer })}
        />
      </div>
      <PeerChart indicator={chosen.indicator} own={own.data} peers={peers.data} name={name} level={level} />
      <PeerTable own={own.data} peers={peers.data} name={name} micro={micro} />
    </>
  )
}

type PeerChartProps = {
  indicator: string
  own: FigureTable | undefined
  peers: FigureTable
  name: string
  level: PeerLevel
}

function PeerChart({ indicator, own, peers, name, level }: PeerChartProps) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const cite = useCitations()
  const catalogue = useCatalogue()
  const { programme } = useSession()
  const series = useMemo((): ChartSeries[] => {
    const line = (table: FigureTable, measure: string) => {
      const at = columnAt(table, indicator, measure)
      return at < 0 ? [] : table.rows.map((row) => ({ at: row.period, value: figureOf(table, row, at) }))
    }
    const lines: ChartSeries[] =
      own === undefined
        ? [{ id: 'whole', name: t('whole'), role: 'actual', hue: 1, points: line(peers, 'value') }]
        : [
            { id: 'own', name, role: 'actual', hue: 0, points: line(own, 'value') },
            { id: 'median', name: t('median'), role: 'required', points: line(peers, 'median') },
            { id: 'quartile1', name: t('quartile1'), role: 'range', hue: 7, points: line(peers, 'quartile1') },
            { id: 'quartile3', name: t('quartile3'), role: 'range', hue: 7, points: line(peers, 'quartile3') },
          ]
    return lines.filter(({ points }) => points.length > 0)
  }, [own, peers, indicator, name, t])
  const head = peers.columns[columnAt(peers, indicator, 'value')]
  const source = catalogue.data?.indicators.find(({ id }) => id === indicator)?.source
  return (
    <Chart
      title={t('title', { indicator: say(head?.name), name, industry: say(level.name) })}
      kind="line"
      series={series}
      unit={head?.unit ?? 'one'}
      source={source === undefined ? '' : citationLine(cite(source), language)}
      asOf={formatInstant(peers.asOf, programme.timeZone)}
      height={280}
    />
  )
}

type PeerTableProps = { own: FigureTable | undefined; peers: FigureTable; name: string; micro: boolean }
type PeerLine = { indicator: string }

/** The last period, an indicator a line. */
function PeerTable({ own, peers, name, micro }: PeerTableProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const last = peers.rows.at(-1)
  const ownRow = own?.rows.find(({ period }) => period === last?.period)
  if (last === undefined) return null
  const nameOf = (indicator: string) => say(peers.columns[columnAt(peers, indicator, 'value')]?.name)
  const plain = { filter: false, sort: false } as const
  const measured = (table: FigureTable | undefined, measure: string, title: string): Column<PeerLine> => {
    const row = table === peers ? last : ownRow
    return {
      id: `${table === peers ? 'peers' : 'own'}-${measure}`,
      title,
      kind: 'number',
      ...plain,
      value: ({ indicator }) => {
        const at = table === undefined ? -1 : columnAt(table, indicator, measure)
        return table === undefined || row === undefined || at < 0 ? undefined : figureOf(table, row, at)
      },
      show: ({ indicator }) => {
        const at = table === undefined ? -1 : columnAt(table, indicator, measure)
        if (table === undefined || row === undefined || at < 0) return null
        return <OneFigure table={table} row={row} column={at} title={`${nameOf(indicator)} · ${title}`} />
      },
    }
  }
  const among = (indicator: string): Place | undefined => {
    const cell = (table: FigureTable | undefined, measure: string) => {
      const at = table === undefined ? -1 : columnAt(table, indicator, measure)
      return (table === peers ? last : ownRow)?.cells[at]?.[0]
    }
    return placeAmong(cell(own, 'value'), {
      quartile1: cell(peers, 'quartile1'),
      median: cell(peers, 'median'),
      quartile3: cell(peers, 'quartile3'),
    })
  }
  const placeWord = (indicator: string): string => {
    const found = among(indicator)
    return found === undefined ? '' : t(`place.${found}`)
  }
  const columns: Column<PeerLine>[] = [
    {
      id: 'indicator',
      title: s('indicator'),
      value: ({ indicator }) => nameOf(indicator),
      show: ({ indicator }) => <Go to={indicatorPaths.one(indicator)}>{nameOf(indicator)}</Go>,
      ...plain,
    },
    ...(micro
      ? [
          measured(own, 'value', t('own')),
          measured(peers, 'quartile1', t('quartile1')),
          measured(peers, 'median', t('median')),
          measured(peers, 'quartile3', t('quartile3')),
          { id: 'place', title: t('place'), ...plain, value: ({ indicator }: PeerLine) => placeWord(indicator) },
        ]
      : [measured(peers, 'value', t('whole'))]),
  ]
  const lines = peers.columns.flatMap(({ indicator, measure }) => (measure === 'value' ? [{ indicator }] : []))
  return (
    <div className="ind-wrap">
      <DataTable
        name={`${name} ${t('table', { period: formatPeriod(last.period, language) })}`}
        columns={columns}
        rows={lines}
        rowKey={({ indicator }) => indicator}
        prefix="r."
        searchable={false}
        empty={null}
      />
    </div>
  )
}
