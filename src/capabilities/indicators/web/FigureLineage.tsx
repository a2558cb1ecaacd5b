import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { blank } from '#base/blank.ts'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { observationPaths } from '#base/paths/observations.ts'
import { returnPaths } from '#base/paths/returns.ts'
import { createApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { formatNumber, formatValue } from '#kit/web/numbers.ts'
import { useMaybeSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { type ExplanationStep, type FigureAddress, indicatorsContract, type LineageRow } from '../contract.ts'
import { words as shared, wordOf } from './texts.ts'

const words = defineTexts({
  all: { zh: '共 {n} 条，数值大的在前', en: '{n} {n|record|records}, the largest first' },
  more: { zh: '再读一页', en: 'Show more' },
  empty: {
    zh: '没有来源记录：这个数没有用到任何已报数据。',
    en: 'No records: no reported value went into this figure.',
  },
  return: { zh: '报表第 {n} 版', en: 'Return, version {n}' },
  file: { zh: '文件第 {n} 行', en: 'File, line {n}' },
  population: { zh: '合成数据', en: 'Synthetic data' },
  accepted: { zh: '{by} {at} 审定', en: 'accepted by {by} {at}' },
  taken: { zh: '{at} 入库', en: 'taken in {at}' },
})

const size = 50

type FigureLineageProps = { address: FigureAddress; input: number; step: ExplanationStep | undefined }

/** The returns and lines of files behind one input of a figure, page by page, each with its version and who accepted it when. */
export function FigureLineage({ address, input, step }: FigureLineageProps) {
  const t = useTexts(words)
  const pages = useInfiniteQuery({
    queryKey: ['indicators', 'lineage', address, input],
    queryFn: ({ pageParam, signal }) =>
      createApi(indicatorsContract).lineage({ address, input, page: pageParam, size }, { signal }),
    initialPageParam: 1,
    getNextPageParam: (last, all) => (all.length * size < last.total ? all.length + 1 : undefined),
    staleTime: 0,
  })
  if (pages.isPending) return <Busy lines={4} />
  if (pages.isError) return <ProblemAlert problem={pages.error} />
  const rows = pages.data.pages.flatMap((page) => page.rows)
  if (rows.length === 0) return <p className="jd-quiet">{t('empty')}</p>
  return (
    <>
      <p className="jd-quiet">{t('all', { n: formatNumber(pages.data.pages[0]?.total ?? rows.length) })}</p>
      <ol className="jd-lineage">
        {rows.map((row) => (
          <LineageStep
            key={`${row.subject}|${row.period}|${row.source}|${row.version}`}
            row={row}
            unit={step?.unit ?? 'one'}
          />
        ))}
      </ol>
      {pages.hasNextPage ? (
        <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </>
  )
}

function LineageStep({ row, unit }: { row: LineageRow; unit: string }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const zone = useMaybeSession()?.programme.timeZone
  const at = formatInstant(row.knownAt, zone)
  const value = row.value === null ? blank(row.blank ?? 'not_reported') : { value: row.value, unit }
  return (
    <li>
      <div>
        <Go to={enterprisePaths.one(row.subject)}>{row.name}</Go>
        <span className="jd-quiet jd-block jd-small">
          {formatPeriod(row.period, language)}
          {' · '}
          <RecordLink row={row} />
          {' · '}
          {row.by === null ? t('taken', { at }) : t('accepted', { by: row.by, at })}
          {row.status === 'normal' ? '' : ` · ${wordOf(s, 'value', row.status)}`}
        </span>
      </div>
      <span className="jd-number">{formatValue(value, language)}</span>
    </li>
  )
}

function RecordLink({ row }: { row: LineageRow }) {
  const t = useTexts(words)
  if (row.kind === 'return')
    return <Go to={returnPaths.one(row.source, row.version)}>{t('return', { n: row.version })}</Go>
  if (row.kind === 'file') return <Go to={observationPaths.import(row.source)}>{t('file', { n: row.version })}</Go>
  return row.kind === 'population' ? t('population') : row.kind
}
