import { blank } from '#base/blank.ts'
import { coveragePercent, type Figure } from '#base/figure.ts'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { unitName } from '#base/unit.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { FigureCell } from '#kit/web/ui/FigureCell.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import type { MeasureShown, TaskDetail } from '../contract/tasks.ts'
import { NotStated } from './names.tsx'

const words = defineTexts({
  title: { zh: '衡量指标', en: 'Measure' },
  computed: {
    zh: '进度由指标计算，不由人填；点击数值看它怎么来的。',
    en: 'Progress is computed from the indicator, nobody types it; click the figure to see how it came about.',
  },
  indicator: { zh: '指标', en: 'Indicator' },
  now: { zh: '现值（{period}）', en: 'Now ({period})' },
  goal: { zh: '目标值', en: 'Goal' },
  from: { zh: '起点值', en: 'Where it started' },
  place: { zh: '范围', en: 'Place' },
})

const enoughCoverage = 90

/** The indicator that measures a task: its goal and where it stands, as a figure that explains itself. */
export function MeasurePart({ task }: { task: TaskDetail }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const figureOf = useFigureOf()
  const { measure } = task
  if (measure === null) return null
  const period = formatPeriod(measure.period, language)
  const amount = (value: string) => formatQuantity({ value, unit: measure.unit }, language)
  return (
    <PagePart title={t('title')}>
      <p className="jd-quiet">{t('computed')}</p>
      <Facts
        items={[
          {
            label: t('indicator'),
            value: <Go to={indicatorPaths.one(measure.indicator)}>{say(measure.name)}</Go>,
          },
          { label: t('place'), value: say(measure.place.name) },
          {
            label: t('now', { period }),
            value: (
              <>
                <FigureCell
                  figure={figureOf(measure)}
                  unit={measure.unit}
                  title={`${say(measure.name)} · ${say(measure.place.name)} · ${period}`}
                />{' '}
                {measure.value === null ? null : unitName(measure.unit, language)}
              </>
            ),
          },
          { label: t('goal'), value: measure.goal === null ? <NotStated /> : amount(measure.goal) },
          ...(measure.from === null ? [] : [{ label: t('from'), value: amount(measure.from) }]),
        ]}
      />
    </PagePart>
  )
}

function useFigureOf(): (measure: MeasureShown) => Figure {
  const { programme, synthetic } = useSession()
  return ({ indicator, unit, place, period, value, blank: reason, coverage, knownAt }) => ({
    value: value === null ? blank(reason ?? 'not_reported') : { value, unit },
    marks: [
      ...(value !== null && coveragePercent(coverage) < enoughCoverage ? (['low_coverage'] as const) : []),
      ...(synthetic ? (['synthetic'] as const) : []),
    ],
    explanation: {
      coverage,
      blanks: reason === null ? {} : { [reason]: 1 },
      knownAt: knownAt ?? new Date(0).toISOString(),
      lineage: indicatorPaths.figure(indicator, {
        at: period,
        in: place.id === programme.rootPlace ? undefined : place.id,
      }),
    },
  })
}
