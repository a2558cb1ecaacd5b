import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Period } from '#base/period.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { Chart } from '#kit/web/ui/Chart.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type FigureRow, type FigureTable, indicatorsContract } from '../contract.ts'
import { seriesPeriods } from '../rules/browse.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { useFigureColumns } from './figure-columns.ts'
import { fresh } from './freshness.ts'
import { words as shared } from './texts.ts'
import type { Browsing } from './use-browsing.ts'
import { citationLine, useCitations, useSelectionWords } from './vocabulary.ts'

const words = defineTexts({
  title: { zh: '历年各期', en: 'Over time' },
  table: { zh: '各期数值', en: 'Period by period' },
  together: { zh: ' · 1—2 月为两个月合计', en: ' · January and February are one value' },
})

/** Indicators over time: a chart for each, and one table with growth on last year. */
export function SeriesPart({ browsing, period }: { browsing: Browsing; period: Period }) {
  const api = useApi(indicatorsContract)
  const t = useTexts(words)
  const { indicators, span, where, known } = browsing
  const figures = useQuery(
    api.figures.queryOptions({
      input: {
        indicators: indicators.map((indicator) => indicator.id),
        periods: seriesPeriods(period, known.januaryFebruary),
        span,
        where,
        compare: ['growth'],
      },
      enabled: indicators.length > 0,
      ...fresh,
    }),
  )
  return (
    <PagePart title={t('title')} id="series">
      {figures.isError && figures.data === undefined ? <ProblemAlert problem={figures.error} /> : null}
      {figures.isPending ? <Busy lines={6} /> : null}
      {figures.data === undefined ? null : <Series asked={figures.data} browsing={browsing} />}
    </PagePart>
  )
}

/** The table from the first period of which anything is known. */
function fromFirstKnown(table: FigureTable): FigureTable {
  const first = table.rows.findIndex((row) => row.cells.some(([value]) => value !== null))
  return first <= 0 ? table : { ...table, rows: table.rows.slice(first) }
}

function Series({ asked, browsing }: { asked: FigureTable; browsing: Browsing }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const selectionWords = useSelectionWords()
  const { programme } = useSession()
  const table = useMemo(() => fromFirstKnown(asked), [asked])
  const rowName = useMemo(() => () => selectionWords(browsing.where).join(' '), [selectionWords, browsing.where])
  const figures = useFigureColumns(table, { rowName, filters: false })
  const newestFirst = useMemo(() => table.rows.toReversed(), [table])
  const columns: Column<FigureRow>[] = [
    {
      id: 'period',
      title: s('period'),
      value: (row) => formatPeriod(row.period, language),
      filter: false,
      sort: false,
      width: 130,
    },
    ...figures,
  ]
  if (table.rows.every((row) => row.cells.every(([value]) => value === null))) {
    const kept = table.rows.some((row) => row.cells.some(([, reason]) => reason === 'suppressed'))
    return kept ? (
      <EmptyState title={s('suppressed')} why={s('suppressedWhy')} />
    ) : (
      <EmptyState title={s('emptyFigures')} why={s('emptyFiguresWhy')} />
    )
  }
  return (
    <>
      <div className="ind-charts">
        {table.columns.map((column, i) =>
          column.measure === 'value' ? (
            <SeriesChart key={column.indicator} table={table} column={i} browsing={browsing} />
          ) : null,
        )}
      </div>
      <div className="ind-wrap ind-heads">
        <DataTable
          name={`${rowName()} ${t('table')}`}
          columns={columns}
          rows={newestFirst}
          rowKey={(row) => row.period}
          prefix="t."
          searchable={false}
          notes={[s('knownAt', { at: formatInstant(table.asOf, programme.timeZone) })]}
          empty={<EmptyState title={s('emptyFigures')} why={s('emptyFiguresWhy')} />}
        />
      </div>
    </>
  )
}

function SeriesChart({ table, column, browsing }: { table: FigureTable; column: number; browsing: Browsing }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const cite = useCitations()
  const selectionWords = useSelectionWords()
  const { programme } = useSession()
  const head = table.columns[column]
  const summary = browsing.indicators.find((indicator) => indicator.id === head?.indicator)
  const series = useMemo(
    () => [
      {
        id: head?.indicator ?? '',
        name: say(head?.name),
        role: 'actual' as const,
        hue: 0,
        points: table.rows.map((row) => ({ at: row.period, value: figureOf(table, row, column) })),
      },
    ],
    [table, column, head, say],
  )
  if (head === undefined) return null
  const span = browsing.span === 'cumulative' ? [s('cumulative')] : []
  return (
    <Chart
      title={[say(head.name), ...selectionWords(browsing.where), ...span].join(' · ')}
      kind="line"
      series={series}
      unit={head.unit}
      source={summary === undefined ? '' : citationLine(cite(summary.source), language)}
      asOf={formatInstant(table.asOf, programme.timeZone)}
      height={260}
      note={browsing.span === 'this' && table.rows.some((row) => row.period.includes('~')) ? t('together') : undefined}
    />
  )
}
