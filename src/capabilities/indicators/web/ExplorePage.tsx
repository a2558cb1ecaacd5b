import { useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useMemo } from 'react'
import { ReleasedNotice } from '#capabilities/releases/web/parts.tsx'
import { useAddress, usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { type FigureTable, indicatorsContract } from '../contract.ts'
import { isRatio } from '../rules/browse.ts'
import {
  type ColumnChoice,
  columnChoices,
  exploreViews,
  type Exploring,
  periodsBack,
  questionOf,
} from '../rules/explore.ts'
import { ExploreChart } from './ExploreChart.tsx'
import { ExploreControls } from './ExploreControls.tsx'
import { ExploreMap } from './ExploreMap.tsx'
import { ExplorePivot } from './ExplorePivot.tsx'
import { ExploreTable } from './ExploreTable.tsx'
import { ColumnSelect } from './ColumnSelect.tsx'
import { fresh, useNews } from './freshness.ts'
import { ReleasedNote } from './ReleasedNote.tsx'
import { SavedViews } from './SavedViews.tsx'
import { words as shared } from './texts.ts'
import { useExploring } from './use-exploring.ts'
import { type Browsing, useBrowsing } from './use-browsing.ts'
import { useCatalogue, useSelectionWords } from './vocabulary.ts'
import './indicators.css'
import './explore.css'

const words = defineTexts({
  title: { zh: '探索', en: 'Explore' },
  sentence: {
    zh: '选指标、时期、分组和对比；每个数都能打开来源。地址就是这个视图，可以发给同事。',
    en: 'Choose figures, periods, groups and comparisons; every number opens its explanation. The address is the view.',
  },
  view: { zh: '显示方式', en: 'View' },
  'view.table': { zh: '表', en: 'Table' },
  'view.pivot': { zh: '交叉表', en: 'Pivot' },
  'view.chart': { zh: '图', en: 'Chart' },
  'view.map': { zh: '地区示意图', en: 'Map of towns' },
  print: { zh: '打印', en: 'Print' },
  asPublished: { zh: '按 {at} 当时已知的数据', en: 'As known at {at}' },
  nothing: { zh: '还没有任何已报数据', en: 'Nothing has been reported yet' },
  nothingWhy: {
    zh: '报表审定或文件导入之后，这里就有数据。',
    en: 'Once a return is approved or a file is taken in, figures appear here.',
  },
})

/** The one question, asked freely: indicators by periods and groups, with comparisons, as table, pivot, chart or map. */
export function ExplorePage() {
  useNews()
  const t = useTexts(words)
  const catalogue = useCatalogue()
  const browsing = useBrowsing({})
  const exploring = useExploring()
  if (browsing === undefined)
    return <Page title={t('title')} problem={catalogue.error} loading={catalogue.error === null} />
  return (
    <Page
      title={t('title')}
      sentence={t('sentence')}
      acts={
        <>
          <Button onClick={() => globalThis.print()}>{t('print')}</Button>
          <SavedViews />
        </>
      }
    >
      <ReleasedNotice />
      <ExploreControls browsing={browsing} exploring={exploring} />
      {browsing.period === undefined ? (
        <EmptyState title={t('nothing')} why={t('nothingWhy')} />
      ) : (
        <Asked browsing={browsing} exploring={exploring} />
      )}
    </Page>
  )
}

function Asked({ browsing, exploring }: { browsing: Browsing; exploring: Exploring }) {
  const api = useApi(indicatorsContract)
  const { period, known, span, indicators } = browsing
  const place = usePlace()
  const question = useMemo(() => {
    if (period === undefined) return undefined
    const periods = periodsBack(period, exploring.count, known.januaryFebruary)
    return questionOf(exploring, {
      indicators: indicators.map(({ id }) => id),
      periods,
      span,
      place: browsing.where.place,
    })
  }, [exploring, period, known, span, indicators, browsing.where.place])
  const enabled = question !== undefined && indicators.length > 0
  const figures = useQuery(
    api.figures.queryOptions({ input: question ?? { indicators: ['-'], periods: ['2000'] }, enabled, ...fresh }),
  )
  const table = figures.data
  return (
    <section className="exp-answer" aria-busy={figures.isFetching && table === undefined}>
      <Head exploring={exploring} browsing={browsing} table={table} />
      {figures.isError && table === undefined ? <ProblemAlert problem={figures.error} /> : null}
      {figures.isPending && enabled ? <Busy lines={8} /> : null}
      {table === undefined ? null : (
        <Shown table={table} exploring={exploring} key={`${exploring.view}${place ?? ''}`} />
      )}
    </section>
  )
}

/** What is shown, in words, and the choice of how. */
function Head({
  exploring,
  browsing,
  table,
}: {
  exploring: Exploring
  browsing: Browsing
  table: FigureTable | undefined
}) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const selectionWords = useSelectionWords()
  const { programme } = useSession()
  const { set } = useAddress()
  const columns = table === undefined ? [] : columnChoices(table, isRatio)
  const about = [
    ...selectionWords(table?.query.where ?? browsing.where),
    browsing.period === undefined ? '' : formatPeriod(browsing.period, language),
    browsing.span === 'cumulative' ? s('cumulative') : '',
    exploring.known === undefined ? '' : t('asPublished', { at: formatInstant(exploring.known, programme.timeZone) }),
  ]
  return (
    <div className="exp-head">
      <h2>{about.filter((part) => part !== '').join(' · ')}</h2>
      <div className="jd-acts">
        {exploring.view === 'table' ? null : (
          <ColumnSelect table={table} columns={columns} chosen={columnShown(columns, exploring)} />
        )}
        <Segmented
          aria-label={t('view')}
          value={exploring.view}
          options={exploreViews.map((value) => ({ value, label: t(`view.${value}`) }))}
          onChange={(view) => set({ view: view === 'table' ? undefined : view }, { remember: true })}
        />
      </div>
    </div>
  )
}

/** The one column that is drawn: the one asked for, else the first. */
function columnShown(columns: readonly ColumnChoice[], { column }: Exploring): ColumnChoice | undefined {
  return columns.find(({ id }) => id === column) ?? columns[0]
}

function Shown({ table, exploring }: { table: FigureTable; exploring: Exploring }) {
  const s = useTexts(shared)
  const say = useText()
  const column = columnShown(columnChoices(table, isRatio), exploring)
  if (table.rows.length === 0 || column === undefined)
    return <EmptyState title={s('emptyFigures')} why={s('emptyFiguresWhy')} />
  return (
    <>
      {exploring.view === 'table' ? <ExploreTable table={table} /> : null}
      {exploring.view === 'pivot' ? <ExplorePivot table={table} column={column} exploring={exploring} /> : null}
      {exploring.view === 'chart' ? <ExploreChart table={table} column={column} /> : null}
      {exploring.view === 'map' ? <ExploreMap table={table} column={column} /> : null}
      <ReleasedNote table={table} />
      {(table.remarks ?? []).map((remark) => (
        <p className="ind-note" key={`${remark.kind}${remark.key ?? ''}${remark.indicator ?? ''}`}>
          {say(remark.note)}
        </p>
      ))}
    </>
  )
}
