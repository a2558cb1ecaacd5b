import { useMemo } from 'react'
import { isBlank } from '#base/blank.ts'
import { unitName } from '#base/unit.ts'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Chart } from '#kit/web/ui/Chart.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { ChartSeries } from '#kit/web/ui/chart/series.ts'
import type { TargetPoint, TargetRow } from '../contract.ts'
import { shapeOf } from '../rules/plan.ts'
import { growthContradicts, isComputed, shownScale, standingAt, whyNoActual, yearsShown } from '../rules/plan-view.ts'
import { actualFigure } from './plan-figures.ts'
import { PlanLintPart } from './PlanLintPart.tsx'
import { Actual } from './TargetCells.tsx'
import { TargetForecastPart } from './TargetForecastPart.tsx'
import { TargetPartsPart } from './TargetPartsPart.tsx'
import { StandingLight, StatedAmount, useStatedWords } from './target-words.tsx'
import { words as shared, wordOf } from './texts.ts'
import { citationLine, useCitations, useClassNames, useIndicatorNames } from './vocabulary.ts'

const words = defineTexts({
  document: { zh: '文件', en: 'Document' },
  place: { zh: '位置', en: 'Where in it' },
  subject: { zh: '对象', en: 'Subject' },
  field: { zh: '产业', en: 'Industry' },
  kind: { zh: '类型', en: 'Kind' },
  nature: { zh: '性质', en: 'Nature' },
  binds: { zh: '约束性', en: 'binding' },
  expected: { zh: '预期性', en: 'expected' },
  holder: { zh: '责任单位', en: 'Holder' },
  standing: { zh: '进度', en: 'Standing' },
  indicator: { zh: '指标', en: 'Indicator' },
  note: { zh: '说明', en: 'Note' },
  year: { zh: '时期', en: 'Period' },
  stated: { zh: '文件表述', en: 'Stated' },
  required: { zh: '应达', en: 'Required' },
  actual: { zh: '实际', en: 'Actual' },
  gap: { zh: '差距', en: 'Gap' },
  reached: { zh: '达成率 %', en: 'Reached %' },
  source: { zh: '出处', en: 'Source' },
  path: { zh: '逐年进度', en: 'Year by year' },
  milestone: { zh: '规划值', en: 'Stated' },
  forecast: { zh: '预计', en: 'Forecast' },
  low: { zh: '下限', en: 'Low' },
  high: { zh: '上限', en: 'High' },
  geometric: {
    zh: '应达值在相邻两个表述值之间按每年相同的增长率推算；达到表述值的年份取表述值。差距 = 实际 − 应达，达成率 = 实际 ÷ 应达。',
    en: 'Between two stated values the required value grows at the same rate each year; in their years it is the stated value. Gap = actual − required; reached = actual ÷ required.',
  },
  linear: {
    zh: '应达值在相邻两个表述值之间按每年相同的幅度推算；达到表述值的年份取表述值。差距 = 实际 − 应达，达成率 = 实际 ÷ 应达。',
    en: 'Between two stated values the required value moves by the same step each year; in their years it is the stated value. Gap = actual − required; reached = actual ÷ required.',
  },
  workedOut: {
    zh: '实际增速由指标 {indicator} 自基年以来的数值推算，逐年数值见该指标的页面。',
    en: 'The actual growth is worked out from the values of {indicator} since the base year; they are on the page of that indicator.',
  },
  growth: { zh: '年均增速：表述与推算', en: 'Growth a year: as stated and as computed' },
  growthLine: {
    zh: '{from}—{to} 年：文件表述 {stated}，按表述的首末值推算 {computed}',
    en: '{from}–{to}: stated {stated}, computed from the stated first and last values {computed}',
  },
  agree: { zh: '一致', en: 'They agree' },
  disagree: { zh: '两者不一致', en: 'They do not agree' },
  statedOnly: {
    zh: '这个目标只由文件表述，系统内没有可以计算它的数据，因此不作达成判断。',
    en: 'This target is only stated by documents. Nothing reported here computes it, so it is not judged.',
  },
  noData: {
    zh: '计算这个目标所需的数据还不全（如基年的数值），因此不作达成判断。',
    en: 'What this target is computed from is not all known, such as the value of its base year; so it is not judged.',
  },
  page: { zh: '在单独页面打开', en: 'Open on its own page' },
})

type TargetDetailProps = { row: TargetRow; synthetic: boolean; knownAt: string | null; alone?: boolean }

/** One target: what the document says, the path it requires, what was reached, and how they compare. */
export function TargetDetail({ row, synthetic, knownAt, alone }: TargetDetailProps) {
  const t = useTexts(words)
  const say = useText()
  return (
    <div className="ind-detail">
      <TargetFacts row={row} />
      {alone === true ? null : (
        <p className="jd-screen-only">
          <Go to={indicatorPaths.target(row.id)}>{t('page')}</Go>
        </p>
      )}
      {isComputed(row) ? null : (
        <p className="jd-note">{row.notComputed == null ? t(whyNoActual(row)) : say(row.notComputed)}</p>
      )}
      <TargetChart row={row} knownAt={knownAt} />
      <Years row={row} synthetic={synthetic} />
      {row.forecast == null ? null : <TargetForecastPart row={row} forecast={row.forecast} />}
      {row.parts == null ? null : (
        <TargetPartsPart row={row} parts={row.parts} synthetic={synthetic} knownAt={knownAt} />
      )}
      <StatedGrowth row={row} />
      <PlanLintPart lint={row.lint ?? []} />
    </div>
  )
}

function TargetFacts({ row }: { row: TargetRow }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const cite = useCitations()
  const className = useClassNames()
  const indicatorName = useIndicatorNames()
  const cited = cite(row.source)
  const { full } = yearsShown(row.points)
  const items = [
    { label: t('document'), value: cited.status === undefined ? cited.title : `${cited.title} · ${cited.status}` },
    { label: t('place'), value: cited.clause || row.source },
    { label: t('subject'), value: say(row.subjectName) },
    ...(row.field === null ? [] : [{ label: t('field'), value: className(row.field) }]),
    { label: t('kind'), value: `${wordOf(s, 'kind', row.kind)} · ${wordOf(s, 'direction', row.direction)}` },
    { label: t('nature'), value: row.binding ? t('binds') : t('expected') },
    ...(row.holder === null ? [] : [{ label: t('holder'), value: say(row.holder) }]),
    { label: t('standing'), value: <StandingLight standing={standingAt(row, full)} /> },
    ...(row.indicator === null
      ? []
      : [
          {
            label: t('indicator'),
            value: <Go to={indicatorPaths.one(row.indicator)}>{indicatorName(row.indicator)}</Go>,
          },
        ]),
    ...(row.note === null ? [] : [{ label: t('note'), value: say(row.note) }]),
  ]
  return <Facts items={items} />
}

/** Actual, required path and stated values over the years; a target without amounts has none. */
function TargetChart({ row, knownAt }: { row: TargetRow; knownAt: string | null }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const cite = useCitations()
  const { programme } = useSession()
  const series = useMemo((): ChartSeries[] => {
    const unit = row.unit ?? 'one'
    const along = (value: (point: TargetPoint) => string | null) =>
      row.points.flatMap((point) => {
        const found = value(point)
        return found === null ? [] : [{ at: point.period, value: { value: found, unit } }]
      })
    const last = row.points.findLast((point) => point.stated !== null)?.period ?? ''
    const required = along((point) => (point.period <= last ? point.required : null))
    return [
      {
        id: 'actual',
        name: t('actual'),
        role: 'actual' as const,
        hue: 0,
        points: along((point) => (point.partial ? null : point.actual)),
      },
      { id: 'required', name: t('required'), role: 'required' as const, points: required.length > 1 ? required : [] },
      { id: 'stated', name: t('milestone'), role: 'target' as const, points: along((point) => point.stated) },
      ...forecastLines(row, t),
    ].filter((one) => one.points.length > 0)
  }, [row, t])
  const points = new Set(series.flatMap((one) => one.points.map((point) => point.at)))
  if (points.size < 2) return null
  return (
    <Chart
      title={[say(row.name), say(row.subjectName)].join(' · ')}
      kind="line"
      series={series}
      unit={row.unit ?? 'one'}
      source={citationLine(cite(row.source), language)}
      asOf={knownAt === null ? '' : formatInstant(knownAt, programme.timeZone)}
      height={280}
    />
  )
}

/** From the last actual to the forecast, with its range. */
function forecastLines(row: TargetRow, t: (key: 'forecast' | 'low' | 'high') => string): ChartSeries[] {
  const { forecast } = row
  const last = row.points.findLast((point) => point.actual !== null && !point.partial)
  if (forecast == null || last?.actual == null || last.period >= forecast.period) return []
  const unit = row.unit ?? 'one'
  const from = { at: last.period, value: { value: last.actual, unit } }
  const line = (id: 'forecast' | 'low' | 'high', value: string): ChartSeries => ({
    id,
    name: t(id),
    role: id === 'forecast' ? 'forecast' : 'range',
    hue: 0,
    points: [from, { at: forecast.period, value: { value, unit } }],
  })
  return [line('forecast', forecast.value), line('low', forecast.low), line('high', forecast.high)]
}

function Years({ row, synthetic }: { row: TargetRow; synthetic: boolean }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const cite = useCitations()
  const statedWords = useStatedWords()
  const indicatorName = useIndicatorNames()
  const unit = row.unit === null ? '' : unitName(row.unit, language)
  const headed = (head: string) => (unit === '' ? head : language === 'zh' ? `${head}（${unit}）` : `${head} (${unit})`)
  const columns: Column<TargetPoint>[] = [
    {
      id: 'period',
      title: t('year'),
      value: (point) => formatPeriod(point.period, language),
      filter: false,
      width: 100,
    },
    {
      id: 'stated',
      title: headed(t('stated')),
      value: (point) => statedWords(point),
      filter: false,
      sort: false,
      show: (point) => (
        <>
          <StatedAmount point={point} />
          {point.role === null ? null : <span className="ind-year">{wordOf(s, 'role', point.role)}</span>}
          {point.note === null ? null : <span className="ind-note jd-block">{say(point.note)}</span>}
        </>
      ),
    },
    ...(row.points.some((point) => point.required !== null)
      ? [
          {
            id: 'required',
            title: headed(t('required')),
            kind: 'number' as const,
            scale: shownScale(row),
            filter: false,
            value: (point: TargetPoint) => point.required,
          },
        ]
      : []),
    {
      id: 'actual',
      title: headed(t('actual')),
      kind: 'number',
      filter: false,
      value: (point) => {
        const figure = actualFigure(row, point, synthetic)
        return figure === undefined || isBlank(figure.value) ? point.actual : figure
      },
      show: (point) => <Actual row={row} point={point} synthetic={synthetic} />,
    },
    ...(row.points.some((point) => point.gap !== null)
      ? [
          {
            id: 'gap',
            title: headed(t('gap')),
            kind: 'number' as const,
            scale: shownScale(row),
            sign: true,
            filter: false,
            value: (point: TargetPoint) => (point.partial || point.role === 'baseline' ? undefined : point.gap),
          },
          {
            id: 'reached',
            title: t('reached'),
            kind: 'number' as const,
            scale: 1,
            filter: false,
            value: (point: TargetPoint) => (point.partial || point.role === 'baseline' ? undefined : point.reached),
          },
        ]
      : []),
    {
      id: 'source',
      title: t('source'),
      filter: false,
      sort: false,
      value: (point) => (point.source === null ? '' : citationLine(cite(point.source), language)),
    },
  ]
  return (
    <section>
      <h3>{t('path')}</h3>
      <DataTable
        name={`${say(row.name)} ${t('path')}`}
        columns={columns}
        rows={row.points}
        rowKey={(point) => `${point.period}|${point.by ?? ''}`}
        prefix="y."
        searchable={false}
        empty={null}
      />
      {row.points.some((point) => point.required !== null) ? (
        <p className="ind-note">
          {row.kind === 'level'
            ? t(shapeOf(row))
            : row.indicator === null
              ? ''
              : t('workedOut', { indicator: indicatorName(row.indicator) })}
        </p>
      ) : null}
    </section>
  )
}

function StatedGrowth({ row }: { row: TargetRow }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const cite = useCitations()
  if (row.statedGrowth.length === 0) return null
  const percent = (value: string | null) => (value === null ? s('notStated') : `${formatNumber(value)}%`)
  return (
    <section>
      <h3>{t('growth')}</h3>
      <ul className="ind-statements">
        {row.statedGrowth.map((growth) => (
          <li key={`${growth.from}|${growth.to}|${growth.source}`}>
            <span className={growthContradicts(growth) ? 'ind-warn' : 'jd-quiet'}>
              {growth.stated === null || growth.computed === null
                ? ''
                : growthContradicts(growth)
                  ? `≠ ${t('disagree')}`
                  : t('agree')}
            </span>
            <span>
              {t('growthLine', {
                from: growth.from,
                to: growth.to,
                stated: percent(growth.stated),
                computed: percent(growth.computed),
              })}
              <span className="ind-note jd-block">{citationLine(cite(growth.source), language)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
