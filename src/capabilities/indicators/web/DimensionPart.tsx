import { useQueries } from '@tanstack/react-query'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { usePeriod } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type FigureRow, type FigureTable, indicatorsContract } from '../contract.ts'
import { isRatio, periodShown } from '../rules/browse.ts'
import { figureOf } from '../rules/figure-cells.ts'
import { columnAt } from '../rules/overview.ts'
import type { DashboardShown } from '../views-contract.ts'
import { fresh } from './freshness.ts'
import { OneFigure } from './OneFigure.tsx'
import { words as shared } from './texts.ts'
import type { Browsing } from './use-browsing.ts'
import { useCatalogue, useSelectionWords } from './vocabulary.ts'

const words = defineTexts({
  share: { zh: '占全部企业', en: 'Share of all' },
  empty: { zh: '这些指标没有可计算的数据', en: 'None of these figures can be computed' },
})

type Line = { indicator: string; table: FigureTable; row: FigureRow }
type Measured = 'value' | 'growth' | 'share'

type DimensionPartProps = { dimension: DashboardShown['dimensions'][number]; browsing: Browsing }

/** One dimension of a cluster: its figures with growth and the share in all enterprises; figures of a year stand with their year. */
export function DimensionPart({ dimension, browsing }: DimensionPartProps) {
  const api = useApi(indicatorsContract)
  const say = useText()
  const asked = usePeriod()
  const catalogue = useCatalogue()
  const { period, span, where, offered, known } = browsing
  const ids = dimension.indicators.filter((id) =>
    catalogue.data?.indicators.some((one) => one.id === id && one.computable),
  )
  const own = ids.filter((id) => offered.some((one) => one.id === id))
  const yearly = ids.filter((id) => !own.includes(id))
  const year = periodShown('year', asked, known)
  const { industry, ...rest } = where
  const [taxonomy = '', ...classId] = (industry ?? '').split('/')
  const question = (indicators: string[], at: string | undefined) => ({
    input: {
      indicators: indicators.length === 0 ? ['-'] : indicators,
      periods: [at ?? '2000'],
      span: indicators === own ? span : ('this' as const),
      where: rest,
      by: [`taxonomy:${taxonomy}`],
      compare: ['growth', 'share'] as ('growth' | 'share')[],
    },
    enabled: indicators.length > 0 && at !== undefined && taxonomy !== '',
    ...fresh,
  })
  const found = useQueries({
    queries: [api.figures.queryOptions(question(own, period)), api.figures.queryOptions(question(yearly, year))],
  })
  const problem = found.find(({ data, error }) => data === undefined && error !== null)?.error
  const key = classId.join('/')
  const lines = ids.flatMap((indicator): Line[] => {
    const table = found.find(({ data }) => data?.columns.some((column) => column.indicator === indicator))?.data
    const row = table?.rows.find(({ keys }) => keys[0] === key)
    return table === undefined || row === undefined ? [] : [{ indicator, table, row }]
  })
  return (
    <PagePart title={say(dimension.name)} id={`dimension-${dimension.id}`}>
      {problem === undefined || problem === null ? null : <ProblemAlert problem={problem} />}
      {found.some(({ isPending, fetchStatus }) => isPending && fetchStatus !== 'idle') ? <Busy lines={4} /> : null}
      <Lines lines={lines} dimension={dimension} period={period} />
      {dimension.note === null ? null : <p className="ind-note">{say(dimension.note)}</p>}
    </PagePart>
  )
}

type LinesProps = { lines: Line[]; dimension: DimensionPartProps['dimension']; period: string | undefined }

function Lines({ lines, dimension, period }: LinesProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const selectionWords = useSelectionWords()
  const nameOf = ({ table, indicator }: Line) => say(table.columns[columnAt(table, indicator, 'value')]?.name)
  const measure = (id: Measured, title: string): Column<Line> => ({
    id,
    title,
    kind: 'number',
    filter: false,
    sort: false,
    value: ({ table, row, indicator }) => {
      const at = measuredAt(table, indicator, id)
      return at < 0 ? undefined : figureOf(table, row, at)
    },
    show: (line) => {
      const at = measuredAt(line.table, line.indicator, id)
      if (at < 0) return null
      const title = [
        nameOf(line),
        say(line.table.names[line.row.keys[0] ?? '']),
        ...selectionWords(line.table.query.where),
      ]
      return <OneFigure table={line.table} row={line.row} column={at} title={title.join(' · ')} />
    },
  })
  const columns: Column<Line>[] = [
    {
      id: 'indicator',
      title: s('indicator'),
      value: nameOf,
      show: (line) => (
        <>
          <Go to={indicatorPaths.one(line.indicator)}>{nameOf(line)}</Go>
          {line.row.period === period ? null : (
            <span className="ind-note jd-block">{formatPeriod(line.row.period, language)}</span>
          )}
        </>
      ),
      filter: false,
      sort: false,
    },
    measure('value', s('measure.value')),
    measure('growth', s('measure.growth')),
    measure('share', t('share')),
  ]
  return (
    <div className="ind-wrap">
      <DataTable
        name={say(dimension.name)}
        columns={columns}
        rows={lines}
        rowKey={({ indicator }) => indicator}
        prefix={`${dimension.id}.`}
        searchable={false}
        empty={<p className="jd-quiet">{t('empty')}</p>}
      />
    </div>
  )
}

/** A share of a ratio means nothing. */
function measuredAt(table: FigureTable, indicator: string, measure: Measured): number {
  const unit = table.columns[columnAt(table, indicator, 'value')]?.unit ?? 'one'
  return measure === 'share' && isRatio(unit) ? -1 : columnAt(table, indicator, measure)
}
