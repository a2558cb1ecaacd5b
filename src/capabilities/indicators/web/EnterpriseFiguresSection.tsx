import { useQueries } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useMemo } from 'react'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { FigureCell } from '#kit/web/ui/FigureCell.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { unitName } from '#base/unit.ts'
import { type FigureRow, type FigureTable, indicatorsContract } from '../contract.ts'
import { isRatio, periodShown, seriesPeriods } from '../rules/browse.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { fresh } from './freshness.ts'
import { words as shared } from './texts.ts'
import { useCatalogue } from './vocabulary.ts'

const words = defineTexts({
  monthly: { zh: '按月', en: 'By month' },
  yearly: { zh: '按年', en: 'By year' },
  which: { zh: '时期', en: 'Periods' },
  name: { zh: '指标数据', en: 'Figures' },
  none: { zh: '这家企业还没有数据', en: 'Nothing is known of this enterprise yet' },
  noneWhy: {
    zh: '报表审定或文件导入之后，这里就有数据。',
    en: 'Once a return is approved or a file is taken in, figures appear here.',
  },
})

/** How many indicators one question may hold. */
const perQuestion = 40
const columnsShown = { month: 13, year: 6 } as const

type Line = { indicator: string; table: FigureTable; column: number }

/** The figures of one enterprise: an indicator a line, years or months across, every one explained down to its return. */
export function EnterpriseFiguresSection({ enterpriseId }: { enterpriseId: string }) {
  const api = useApi(indicatorsContract)
  const t = useTexts(words)
  const { state, set } = useAddress()
  const catalogue = useCatalogue()
  const kind = state.figures === 'month' ? 'month' : 'year'
  const asked = useMemo(() => {
    if (catalogue.data === undefined) return undefined
    const until = periodShown(kind, undefined, catalogue.data)
    const ids = catalogue.data.indicators
      .filter(
        (indicator) =>
          indicator.computable &&
          (indicator.kind === 'reported' || isRatio(indicator.unit)) &&
          (kind === 'year' || indicator.periods.includes('month')),
      )
      .map((indicator) => indicator.id)
    const questions = Array.from({ length: Math.ceil(ids.length / perQuestion) }, (_, i) =>
      ids.slice(i * perQuestion, (i + 1) * perQuestion),
    )
    return {
      questions: until === undefined ? [] : questions,
      periods:
        until === undefined ? [] : seriesPeriods(until, catalogue.data.januaryFebruary).slice(-columnsShown[kind]),
    }
  }, [catalogue.data, kind])
  const answers = useQueries({
    queries: (asked?.questions ?? []).map((indicators) =>
      api.figures.queryOptions({
        input: { indicators, periods: asked?.periods ?? [], where: { enterprise: enterpriseId } },
        ...fresh,
      }),
    ),
  })
  const problem = catalogue.error ?? answers.find((answer) => answer.data === undefined && answer.error !== null)?.error
  if (problem !== undefined && problem !== null) return <ProblemAlert problem={problem} />
  if (asked === undefined || answers.some((answer) => answer.isPending)) return <Busy lines={6} />
  const lines = answers.flatMap(({ data }): Line[] => (data === undefined ? [] : linesOf(data)))
  return (
    <>
      <div className="ind-acts jd-screen-only">
        <Segmented
          aria-label={t('which')}
          value={kind}
          options={[
            { value: 'year', label: t('yearly') },
            { value: 'month', label: t('monthly') },
          ]}
          onChange={(figures) => set({ figures: figures === 'year' ? undefined : figures })}
        />
      </div>
      {lines.length === 0 ? (
        <EmptyState title={t('none')} why={t('noneWhy')} />
      ) : (
        <Lines lines={lines} periods={asked.periods} />
      )}
    </>
  )
}

/** The indicators of which anything is known, or blank for a reason worth reading. */
function linesOf(table: FigureTable): Line[] {
  return table.columns.flatMap(({ indicator }, column) =>
    table.rows.some((row) => row.cells[column]?.[0] !== null || row.cells[column]?.[1] === 'suppressed')
      ? [{ indicator, table, column }]
      : [],
  )
}

function Lines({ lines, periods }: { lines: Line[]; periods: readonly string[] }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { programme } = useSession()
  const head = (line: Line) => line.table.columns[line.column]
  const rowAt = (line: Line, period: string): FigureRow | undefined =>
    line.table.rows.find((row) => row.period === period)
  const columns: Column<Line>[] = [
    {
      id: 'indicator',
      title: s('indicator'),
      value: (line) => say(head(line)?.name),
      show: (line) => <Go to={indicatorPaths.one(line.indicator)}>{say(head(line)?.name)}</Go>,
      filter: false,
    },
    {
      id: 'unit',
      title: s('unit'),
      value: (line) => unitName(head(line)?.unit ?? 'one', language),
      filter: false,
      width: 90,
    },
    ...periods.toReversed().map(
      (period): Column<Line> => ({
        id: period,
        title: formatPeriod(period, language),
        kind: 'number',
        filter: false,
        sort: false,
        value: (line) => {
          const row = rowAt(line, period)
          return row === undefined ? undefined : figureOf(line.table, row, line.column)
        },
        show: (line) => {
          const row = rowAt(line, period)
          if (row === undefined) return null
          return (
            <FigureCell
              figure={figureOf(line.table, row, line.column)}
              scale={head(line)?.scale}
              title={`${say(head(line)?.name)} · ${formatPeriod(period, language)}`}
            />
          )
        },
      }),
    ),
  ]
  const asOf = lines[0]?.table.asOf
  return (
    <div className="ind-wrap">
      <DataTable
        name={t('name')}
        columns={columns}
        rows={lines}
        rowKey={(line) => line.indicator}
        prefix="e."
        searchable={false}
        notes={asOf === undefined ? [] : [s('knownAt', { at: formatInstant(asOf, programme.timeZone) })]}
        empty={null}
      />
    </div>
  )
}
