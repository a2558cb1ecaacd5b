import { useQuery } from '@tanstack/react-query'
import type { BlankReason } from '#base/blank.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { CellValue, Column } from '#kit/web/ui/table/columns.ts'
import { unitName } from '#base/unit.ts'
import { observationsContract, type SubjectSeries } from '../contract.ts'
import { words } from './texts.ts'

type Series = SubjectSeries['indicators'][number]

const periodsShown = { month: 13, quarter: 9, half_year: 6, year: 10 } as const

/** What is known about one enterprise, by kind of period; for its dossier and only for those who may see single values. */
export function EnterpriseValues({ subject }: { subject: string }) {
  const api = useApi(observationsContract)
  const t = useTexts(words)
  const known = useQuery(api.subjectShow.queryOptions({ input: { subjectKind: 'enterprise', subject } }))
  if (known.error !== null) return <ProblemAlert problem={known.error} />
  const series = known.data ?? []
  if (known.data !== undefined && series.length === 0) return <EmptyState title={t('none')} why={t('noneWhy')} />
  return (
    <>
      <p className="jd-quiet jd-small">{t('micro')}</p>
      {series.map((each) => (
        <PagePart key={each.periodKind} title={t(each.periodKind)}>
          <SeriesTable series={each} name={t(each.periodKind)} />
        </PagePart>
      ))}
    </>
  )
}

function SeriesTable({ series, name }: { series: SubjectSeries; name: string }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const own = series.indicators.filter((each) => each.span === 'this')
  const periods = [...new Set(own.flatMap((each) => each.cells.map((cell) => cell.period)))]
    .sort()
    .reverse()
    .slice(0, periodsShown[series.periodKind])
  const columns: Column<Series>[] = [
    {
      id: 'indicator',
      title: t('indicator'),
      value: (each) => `${say(each.name)} (${unitName(each.unit, language)})`,
      width: 240,
    },
    { id: 'domain', title: t('domain'), value: (each) => t(each.domain), width: 90, hidden: true },
    ...periods.map(
      (period): Column<Series> => ({
        id: period,
        title: formatPeriod(period, language),
        kind: 'number',
        value: (each) => cellValue(each, period),
        width: 130,
      }),
    ),
  ]
  return (
    <DataTable
      name={name}
      prefix={`${series.periodKind}.`}
      columns={columns}
      rows={own}
      rowKey={(each) => each.indicator}
      searchable={false}
      empty={<EmptyState title={t('none')} />}
    />
  )
}

function cellValue(series: Series, period: string): CellValue {
  const cell = series.cells.find((each) => each.period === period)
  if (cell?.value !== undefined) return { value: cell.value, unit: series.unit }
  return { blank: (cell?.blank ?? 'not_reported') as BlankReason }
}
