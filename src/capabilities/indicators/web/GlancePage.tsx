import { Button } from 'antd'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { ReleasedNotice } from '#capabilities/releases/web/parts.tsx'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useGo, usePlace } from '#kit/web/address.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { formatNumber } from '#kit/web/numbers.ts'
import { type Standing, standings } from '../rules/plan-view.ts'
import { type TargetInBrief, targetsInBrief } from '../rules/overview.ts'
import { FigureCard } from './FigureCard.tsx'
import { useNews } from './freshness.ts'
import { ReportingInBrief } from './ReportingInBrief.tsx'
import { StandingLight } from './target-words.tsx'
import { TargetsInBrief } from './TargetsInBrief.tsx'
import { words as shared } from './texts.ts'
import { TownsInBrief } from './TownsInBrief.tsx'
import { type Overview, useOverview } from './use-overview.ts'
import { usePlaceNames } from './vocabulary.ts'
import './indicators.css'
import './overview.css'

const words = defineTexts({
  title: { zh: '规划总览', en: 'The programme at a glance' },
  wall: { zh: '大屏', en: 'Wall' },
  print: { zh: '打印', en: 'Print' },
  targets: { zh: '对照规划', en: 'Against the plans' },
  allTargets: { zh: '全部规划指标', en: 'All targets' },
  towns: { zh: '各地区', en: 'The areas' },
  moreTowns: { zh: '在探索中打开', en: 'Open in the explorer' },
  reporting: { zh: '报送与待办', en: 'Reporting and what is late' },
  none: { zh: '规划包没有写明总览看哪些指标', en: 'The pack does not say which figures matter' },
  noneWhy: {
    zh: '可在 dashboards 中写明；现在可从规划指标和探索开始。',
    en: 'It can say so in dashboards; start from the targets or the explorer.',
  },
  nothing: { zh: '还没有任何已报数据', en: 'Nothing has been reported yet' },
  nothingWhy: {
    zh: '报表审定或文件导入之后，这里就有数据。',
    en: 'Once a return is approved or a file is taken in, figures appear here.',
  },
})

/** The programme at a glance: the few figures that matter, how targets and areas stand, who has not reported, what is late. */
export function GlancePage() {
  useNews()
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const go = useGo()
  const place = usePlace()
  const placeName = usePlaceNames()
  const { programme } = useSession()
  const overview = useOverview()
  const { period, knownAt, loading, problem, dashboard } = overview
  const about =
    period === undefined
      ? undefined
      : [
          placeName(place),
          formatPeriod(period, language),
          ...(knownAt === undefined ? [] : [s('knownAt', { at: formatInstant(knownAt, programme.timeZone) })]),
        ].join(' · ')
  return (
    <Page
      title={t('title')}
      sentence={about}
      problem={problem}
      loading={loading && problem === undefined}
      acts={
        <>
          <Button onClick={() => globalThis.print()}>{t('print')}</Button>
          <Button onClick={() => go(indicatorPaths.wall())}>{t('wall')}</Button>
        </>
      }
    >
      <ReleasedNotice />
      {dashboard === undefined ? <EmptyState title={t('none')} why={t('noneWhy')} /> : null}
      {dashboard !== undefined && period === undefined ? (
        <EmptyState title={t('nothing')} why={t('nothingWhy')} />
      ) : null}
      {dashboard === undefined || period === undefined ? null : <Glance overview={overview} />}
    </Page>
  )
}

function Glance({ overview }: { overview: Overview }) {
  const t = useTexts(words)
  const say = useText()
  const { heads, towns, targets, synthetic, dashboard, year } = overview
  const brief = targetsInBrief(targets, year)
  return (
    <>
      <div className="ov-heads">
        {heads.map((head) => (
          <section key={head.id} className="ov-head" aria-label={say(head.name)}>
            <h2>{say(head.name)}</h2>
            <div className="ov-cards">
              {head.figures.map((figure) => (
                <FigureCard key={figure.id} figure={figure} />
              ))}
            </div>
          </section>
        ))}
      </div>
      <PagePart title={t('targets')} id="targets" acts={<Go to={indicatorPaths.plan()}>{t('allTargets')}</Go>}>
        <StandingCounts targets={brief} />
        <TargetsInBrief name={t('targets')} targets={brief} synthetic={synthetic} prefix="g." />
      </PagePart>
      <PagePart
        title={t('towns')}
        id="towns"
        acts={<Go to={indicatorPaths.explore(`?i=${dashboard?.lead ?? ''}&span=cumulative`)}>{t('moreTowns')}</Go>}
      >
        {towns === undefined || dashboard === undefined ? (
          <Busy lines={6} />
        ) : (
          <TownsInBrief table={towns} indicator={dashboard.lead} />
        )}
      </PagePart>
      <PagePart title={t('reporting')} id="reporting">
        <ReportingInBrief />
      </PagePart>
    </>
  )
}

/** How many targets stand how. */
export function StandingCounts({ targets }: { targets: readonly TargetInBrief[] }) {
  const counts = new Map<Standing, number>()
  for (const { standing } of targets) counts.set(standing, (counts.get(standing) ?? 0) + 1)
  const shown = standings.flatMap((standing) => {
    const n = counts.get(standing)
    return n === undefined ? [] : [{ standing, n }]
  })
  return (
    <div className="ind-summary">
      {shown.map(({ standing, n }) => (
        <span key={standing}>
          <StandingLight standing={standing} /> <strong>{formatNumber(n)}</strong>
        </span>
      ))}
    </div>
  )
}
