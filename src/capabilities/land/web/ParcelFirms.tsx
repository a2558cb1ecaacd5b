import { useQuery } from '@tanstack/react-query'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { decisionSentence } from '#kit/web/problem-words.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { FigureCell } from '#kit/web/ui/FigureCell.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { firmsContract, type ParcelFirm, type ParcelFirms as Shown } from '../contract/firms.ts'

const words = defineTexts({
  firms: { zh: '地块上的企业', en: 'Firms on the parcel' },
  firm: { zh: '企业', en: 'Firm' },
  area: { zh: '占用面积', en: 'Area' },
  whole: { zh: '整宗', en: 'the whole parcel' },
  grade: { zh: '最近公布的评级', en: 'Latest grade made public' },
  noGrade: { zh: '无', en: 'none' },
  hidden: { zh: '无权查看', en: 'not for you' },
  together: { zh: '全地块（合计之比）', en: 'The parcel (ratio of sums)' },
  perFirm: {
    zh: '{period}；亩均指标按企业全部用地计算，不只是本地块。',
    en: '{period}; figures per mu are over all ground of a firm, not this parcel alone.',
  },
  left: { zh: '另有 {n} 家未列出', en: '{n} more are not listed' },
  none: { zh: '现在没有企业占用', en: 'Nobody is on it today' },
  noneWhy: { zh: '占用关系在地块页面登记。', en: 'Who is on a parcel is entered on the page of parcels.' },
})

/** The firms on a parcel with their figures per mu and grades, as far as the reader may see them. */
export function ParcelFirms({ subject }: { subject: string }) {
  const api = useApi(firmsContract)
  const t = useTexts(words)
  const language = useLanguage()
  const found = useQuery(api.parcelFirms.queryOptions({ input: { id: subject } }))
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  if (found.data === undefined) return <Busy lines={3} />
  const { rows, left, period, maySeeFigures, maySeeGrades } = found.data
  if (rows.length === 0 && left === 0) return <EmptyState title={t('none')} why={t('noneWhy')} />
  const notes = [
    ...(period === null || !maySeeFigures.allowed ? [] : [t('perFirm', { period: formatPeriod(period, language) })]),
    ...(left === 0 ? [] : [t('left', { n: left })]),
    ...[...new Set([maySeeFigures, maySeeGrades].map((one) => decisionSentence(one, language)))].filter(
      (text) => text !== '',
    ),
  ]
  return (
    <>
      <Firms shown={found.data} notes={notes} />
      <Whole shown={found.data} />
    </>
  )
}

function Firms({ shown, notes }: { shown: Shown; notes: string[] }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const { indicators, rows, period, maySeeFigures, maySeeGrades } = shown
  const grade = ({ grade: one }: ParcelFirm) =>
    one === null
      ? t('noGrade')
      : `${one.grade === null ? t('noGrade') : say(one.grade)} · ${formatPeriod(one.period, language)}`
  const columns: Column<ParcelFirm>[] = [
    {
      id: 'firm',
      title: t('firm'),
      value: ({ enterprise }) => enterprise.name,
      show: ({ enterprise }) => <Go to={enterprisePaths.one(enterprise.id)}>{enterprise.name}</Go>,
      width: 240,
    },
    {
      id: 'area',
      title: t('area'),
      value: ({ area }) => (area === null ? t('whole') : formatQuantity({ value: area, unit: 'm2' }, language)),
      width: 130,
    },
    ...(maySeeFigures.allowed ? indicators : []).map(
      ({ id, name, unit, scale }, at): Column<ParcelFirm> => ({
        id,
        title: say(name),
        kind: 'number',
        unit,
        scale,
        value: ({ figures }) => figures?.[at] ?? { blank: 'suppressed' },
        show: ({ figures, enterprise }) => {
          const figure = figures?.[at]
          return figure === undefined ? (
            <span className="jd-blank">{t('hidden')}</span>
          ) : (
            <FigureCell
              figure={figure}
              unit={unit}
              scale={scale}
              title={`${say(name)} · ${enterprise.name} · ${period === null ? '' : formatPeriod(period, language)}`}
            />
          )
        },
        width: 150,
      }),
    ),
    ...(maySeeGrades.allowed
      ? [
          {
            id: 'grade',
            title: t('grade'),
            value: grade,
            show: (row: ParcelFirm) =>
              row.grade === null ? (
                <span className="jd-blank">{t('noGrade')}</span>
              ) : (
                <Go to={evaluationPaths.card(row.grade.run, row.enterprise.id)}>{grade(row)}</Go>
              ),
            width: 170,
          },
        ]
      : []),
  ]
  return (
    <DataTable
      name={t('firms')}
      prefix="f."
      columns={columns}
      rows={rows}
      rowKey={({ enterprise }) => enterprise.id}
      searchable={false}
      notes={notes}
      empty={null}
    />
  )
}

function Whole({ shown: { whole, indicators, period } }: { shown: Shown }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  if (whole === null || indicators.length === 0) return null
  return (
    <Facts
      items={indicators.flatMap(({ name, unit, scale }, at) => {
        const figure = whole[at]
        if (figure === undefined) return []
        const title = `${t('together')} · ${say(name)} · ${period === null ? '' : formatPeriod(period, language)}`
        return [
          {
            label: `${t('together')} · ${say(name)}`,
            value: <FigureCell figure={figure} unit={unit} scale={scale} title={title} />,
          },
        ]
      })}
    />
  )
}
