import { useQuery } from '@tanstack/react-query'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { problemFrom } from '#kit/web/problem.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { Chart } from '#kit/web/ui/Chart.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { evaluationsContract } from '../contract.ts'
import type { Card, Peers } from '../contract/results.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  title: { zh: '与同行对照（不记名）', en: 'Beside its peers, anonymously' },
  sentence: { zh: '{name}，共 {n} 家，只显示分布。', en: '{name}, {n} of them; only their spread is shown.' },
  chart: { zh: '同行总分分布 · {name}', en: 'Totals of its peers · {name}' },
  own: { zh: '本企业', en: 'This one' },
  quarter: { zh: '下四分位', en: 'Lower quartile' },
  middle: { zh: '中位数', en: 'Median' },
  upper: { zh: '上四分位', en: 'Upper quartile' },
  tooFew: { zh: '同行太少，不显示分布', en: 'Too few peers to show their spread' },
  tooFewWhy: {
    zh: '少于三家时，分布会泄露他人的数值。',
    en: 'With fewer than three, the spread would tell what the others have.',
  },
  tableName: { zh: '各项得分与同行', en: 'Scores beside those of its peers' },
})

type Row = Peers['criteria'][number]

/** The totals and scores of the others of the industry, without saying who. */
export function CardPeers({ card }: { card: Card }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const found = useQuery(
    api.peersShow.queryOptions({
      input: { id: card.run, unit: card.unit.unit, number: card.number },
      retry: false,
    }),
  )
  const isFew = found.error !== null && problemFrom(found.error).code === 'refused_by_rule'
  return (
    <PagePart title={t('title')} id="peers">
      {found.error === null ? null : isFew ? (
        <EmptyState title={t('tooFew')} why={t('tooFewWhy')} />
      ) : (
        <ProblemAlert problem={found.error} />
      )}
      {found.isLoading ? <Busy lines={5} /> : null}
      {found.data === undefined ? null : <Spread card={card} peers={found.data} />}
    </PagePart>
  )
}

function Spread({ card, peers }: { card: Card; peers: Peers }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const name = say(peers.of.name)
  const own = (criterion: string) => card.scores.find((line) => line.criterion === criterion)?.score ?? ''
  const columns: Column<Row>[] = [
    { id: 'criterion', title: s('criterion'), value: (row) => say(row.name), width: 200 },
    { id: 'own', title: t('own'), value: (row) => own(row.criterion), kind: 'number', scale: 2, width: 110 },
    ...(['quarter', 'middle', 'upper'] as const).map(
      (key, at): Column<Row> => ({
        id: key,
        title: t(key),
        value: (row) => row.quartiles[at] ?? '',
        kind: 'number',
        scale: 2,
        width: 120,
      }),
    ),
  ]
  return (
    <>
      <p className="jd-quiet">{t('sentence', { name, n: formatNumber(peers.units) })}</p>
      <Chart
        title={t('chart', { name })}
        kind="bar"
        series={[
          {
            id: 'peers',
            name,
            points: peers.total.map(({ from, to, units }) => ({
              at: `${from}–${to}`,
              value: { value: String(units), unit: 'enterprise' },
            })),
          },
        ]}
        unit="enterprise"
        source={say(card.schemeName)}
        asOf={formatPeriod(card.period, language)}
        height={220}
        placeName={(place) => place}
        note={card.unit.total === null ? undefined : ` · ${t('own')} ${formatNumber(card.unit.total)}`}
      />
      <DataTable
        name={t('tableName')}
        prefix="peers."
        columns={columns}
        rows={[...peers.criteria]}
        rowKey={({ criterion }) => criterion}
        searchable={false}
        empty={<EmptyState title={t('tooFew')} />}
      />
    </>
  )
}
