import { useParams } from '@tanstack/react-router'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { unitName } from '#base/unit.ts'
import { ReleasedNotice } from '#capabilities/releases/web/parts.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { IndicatorSummary } from '../contract.ts'
import { BreakdownPart } from './BreakdownPart.tsx'
import { BrowsingFilters } from './BrowsingFilters.tsx'
import { SeriesPart } from './SeriesPart.tsx'
import { useNews } from './freshness.ts'
import { words as shared, wordOf } from './texts.ts'
import { useBrowsing } from './use-browsing.ts'
import { citationLine, useCatalogue, useCitations } from './vocabulary.ts'
import './indicators.css'

const words = defineTexts({
  catalogue: { zh: '指标目录', en: 'Indicators' },
  missing: { zh: '没有这个指标', en: 'No such indicator' },
  missingWhy: {
    zh: '地址可能有误，或新的规划包已不含此指标。',
    en: 'The address may be wrong, or a newer pack no longer has it.',
  },
  back: { zh: '看全部指标', en: 'All indicators' },
  kind: { zh: '来路', en: 'Kind' },
  domain: { zh: '数据性质', en: 'Data domain' },
  periods: { zh: '周期', en: 'Periods' },
  scale: { zh: '小数位', en: 'Places after the point' },
  code: { zh: '代码', en: 'Code' },
  statedOnly: {
    zh: '这个指标只由文件表述，系统不汇总它的数值；文件中的目标见规划指标。',
    en: 'Only documents state this indicator; nothing is added up for it. Its targets are on the plan page.',
  },
  plan: { zh: '看规划指标', en: 'See the plan targets' },
  nothing: { zh: '还没有任何已报数据', en: 'Nothing has been reported yet' },
  nothingWhy: {
    zh: '报表审定或文件导入之后，这里就有数据。',
    en: 'Once a return is approved or a file is taken in, figures appear here.',
  },
})

/** One indicator: what it means, how it is computed, and its figures over time and by place. */
export function IndicatorPage() {
  useNews()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const t = useTexts(words)
  const say = useText()
  const catalogue = useCatalogue()
  const browsing = useBrowsing({ only: id })
  const indicator = catalogue.data?.indicators.find((each) => each.id === id)
  const crumbs = [{ title: t('catalogue'), to: indicatorPaths.list() }]
  if (catalogue.data === undefined)
    return <Page title={t('catalogue')} problem={catalogue.error} loading={catalogue.isPending} />
  if (indicator === undefined || browsing === undefined) {
    return (
      <Page title={t('catalogue')} crumbs={crumbs}>
        <EmptyState title={t('missing')} why={t('missingWhy')} act={<Go to={indicatorPaths.list()}>{t('back')}</Go>} />
      </Page>
    )
  }
  const stated = !indicator.computable
  return (
    <Page
      title={say(indicator.name)}
      crumbs={crumbs}
      sentence={say(indicator.definition)}
      filters={stated ? undefined : <BrowsingFilters browsing={browsing} indicators={false} />}
    >
      <ReleasedNotice />
      <IndicatorFacts indicator={indicator} />
      {stated ? <EmptyState title={t('statedOnly')} act={<Go to={indicatorPaths.plan()}>{t('plan')}</Go>} /> : null}
      {!stated && browsing.period === undefined ? <EmptyState title={t('nothing')} why={t('nothingWhy')} /> : null}
      {stated || browsing.period === undefined ? null : (
        <>
          <SeriesPart browsing={browsing} period={browsing.period} />
          <BreakdownPart browsing={browsing} period={browsing.period} />
        </>
      )}
    </Page>
  )
}

function IndicatorFacts({ indicator }: { indicator: IndicatorSummary }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const cite = useCitations()
  const { formula } = indicator
  const items = [
    { label: s('unit'), value: unitName(indicator.unit, language) || '1' },
    { label: t('scale'), value: String(indicator.scale) },
    { label: t('kind'), value: wordOf(s, 'indicator', indicator.kind) },
    { label: t('domain'), value: wordOf(s, 'domain', indicator.domain) },
    { label: t('periods'), value: indicator.periods.map((period) => wordOf(s, 'period', period)).join(' · ') },
    { label: s('source'), value: citationLine(cite(indicator.source), language) },
    ...(formula === null
      ? []
      : [
          {
            label: s('formula'),
            value: (
              <>
                <code>{formula.text}</code>
                <span className="jd-quiet jd-block">
                  {s('since', { date: formula.from })} · {citationLine(cite(formula.source), language)}
                </span>
              </>
            ),
          },
        ]),
    { label: t('code'), value: <code>{indicator.id}</code> },
  ]
  return <Facts items={items} />
}
