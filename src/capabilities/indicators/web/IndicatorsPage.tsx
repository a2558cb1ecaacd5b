import { indicatorPaths } from '#base/paths/indicators.ts'
import { unitName } from '#base/unit.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { IndicatorSummary } from '../contract.ts'
import { words as shared, wordOf } from './texts.ts'
import { citationLine, useCatalogue, useCitations } from './vocabulary.ts'
import './indicators.css'

const words = defineTexts({
  title: { zh: '指标目录', en: 'Indicators' },
  sentence: {
    zh: '填报的指标、由公式计算的指标、只由文件表述的指标，各注口径、算法和来源。',
    en: 'What is reported, what is computed by a formula, and what only documents state: each with definition, formula and source.',
  },
  kind: { zh: '来路', en: 'Kind' },
  domain: { zh: '数据性质', en: 'Data domain' },
  periods: { zh: '周期', en: 'Periods' },
  id: { zh: '代码', en: 'Code' },
  none: { zh: '没有指标', en: 'No indicators' },
  noneWhy: { zh: '规划包里还没有指标。', en: 'The pack has no indicators yet.' },
})

const kinds = ['reported', 'formula', 'stated']
const domains = ['statistical', 'administrative', 'declared']

/** The catalogue of the programme's indicators. */
export function IndicatorsPage() {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const cite = useCitations()
  const catalogue = useCatalogue()
  const choices = (family: string, ids: readonly string[]) =>
    ids.map((value) => ({ value, label: wordOf(s, family, value) }))
  const columns: Column<IndicatorSummary>[] = [
    {
      id: 'name',
      title: s('indicator'),
      value: (one) => say(one.name),
      show: (one) => <Go to={indicatorPaths.one(one.id)}>{say(one.name)}</Go>,
    },
    { id: 'unit', title: s('unit'), value: (one) => unitName(one.unit, language), width: 110 },
    {
      id: 'kind',
      title: t('kind'),
      kind: 'choice',
      choices: choices('indicator', kinds),
      value: (one) => one.kind,
      width: 90,
    },
    {
      id: 'domain',
      title: t('domain'),
      kind: 'choice',
      choices: choices('domain', domains),
      value: (one) => one.domain,
      width: 110,
    },
    {
      id: 'periods',
      title: t('periods'),
      value: (one) => one.periods.map((period) => wordOf(s, 'period', period)).join(' · '),
      width: 110,
    },
    { id: 'definition', title: s('definition'), value: (one) => say(one.definition), width: 320 },
    {
      id: 'formula',
      title: s('formula'),
      value: (one) => one.formula?.text ?? '',
      show: (one) => (one.formula === null ? null : <code className="jd-small">{one.formula.text}</code>),
      width: 260,
      hidden: true,
    },
    {
      id: 'source',
      title: s('source'),
      value: (one) => citationLine(cite(one.formula?.source ?? one.source), language),
      width: 260,
    },
    { id: 'id', title: t('id'), value: (one) => one.id, show: (one) => <code>{one.id}</code>, hidden: true },
  ]
  return (
    <Page
      title={t('title')}
      sentence={t('sentence')}
      problem={catalogue.data === undefined ? catalogue.error : undefined}
    >
      <DataTable
        name={t('title')}
        columns={columns}
        rows={catalogue.data?.indicators ?? []}
        rowKey={(one) => one.id}
        rowTo={(one) => indicatorPaths.one(one.id)}
        loading={catalogue.isPending}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
    </Page>
  )
}
