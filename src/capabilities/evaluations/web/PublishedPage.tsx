import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button, Segmented } from 'antd'
import { useMemo } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { isDecimalText } from '#base/decimal.ts'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { evaluationsContract } from '../contract.ts'
import { SchemeStatusNote, useNames } from './names.tsx'
import { WindowLine } from './RunFacts.tsx'
import { words as shared } from './texts.ts'
import './evaluations.css'

const words = defineTexts({
  title: { zh: '公示', en: 'In public' },
  which: { zh: '公示什么', en: 'What' },
  inputs: { zh: '数据', en: 'Inputs' },
  results: { zh: '结果', en: 'Results' },
  none: { zh: '没有公示', en: 'Nothing is public' },
  noneWhy: {
    zh: '办法规定要公示的内容，公示开始后列在这里。',
    en: 'What the scheme has made public is listed here once it is.',
  },
})

const portion = 200

type Row = { unit: string; name: string; values: (string | null)[] }

/** What is shown in public, with the days in which one may object. */
export function PublishedPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { state, set } = useAddress()
  const run = useQuery(api.runShow.queryOptions({ input: { id } })).data
  const isShown = run?.windows.some((window) => window.of === 'results') === true
  const of = state.of === 'inputs' || state.of === 'results' ? state.of : isShown ? 'results' : 'inputs'
  const found = useInfiniteQuery(
    api.published.infiniteOptions({
      input: (page: number) => ({ id, of, page, pageSize: portion }),
      initialPageParam: 1,
      getNextPageParam: (last, pages) => (pages.length * portion < last.total ? pages.length + 1 : undefined),
      enabled: run !== undefined,
    }),
  )
  const first = found.data?.pages[0]
  const rows = useMemo(() => found.data?.pages.flatMap((page): Row[] => page.rows) ?? [], [found.data])
  const gradeName = useNames(run?.grades)
  const columns: Column<Row>[] = [
    { id: 'name', title: s('name'), value: ({ name }) => name, sort: false, filter: false, width: 280 },
    ...(first?.columns ?? []).map(
      (column, at): Column<Row> => ({
        id: column.id,
        title: say(column.name),
        value: ({ values }) => shownValue(values[at] ?? null, column.id === 'grade' ? gradeName : undefined),
        sort: false,
        filter: false,
        width: 140,
      }),
    ),
  ]
  const name = run === undefined ? s('run') : `${say(run.schemeName)} ${formatPeriod(run.period, language)}`
  return (
    <Page
      title={`${name} · ${t('title')}`}
      crumbs={[
        { title: s('evaluations'), to: evaluationPaths.list() },
        { title: name, to: evaluationPaths.one(id) },
      ]}
      acts={<Button onClick={() => globalThis.print()}>{s('print')}</Button>}
      problem={found.error}
      filters={
        <Segmented
          aria-label={t('which')}
          value={of}
          options={[
            { value: 'inputs', label: t('inputs') },
            { value: 'results', label: t('results') },
          ]}
          onChange={(next) => set({ of: String(next) })}
        />
      }
    >
      {run === undefined ? null : <SchemeStatusNote status={run.schemeStatus} />}
      {first?.window == null ? null : <WindowLine window={first.window} />}
      <DataTable
        name={t('title')}
        columns={columns}
        rows={rows}
        rowKey={({ unit }) => unit}
        loading={found.isLoading}
        searchable={false}
        remote={remoteRows(found, first?.total ?? 0)}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
    </Page>
  )
}

function shownValue(value: string | null, name?: (id: string) => string): string {
  if (value === null) return ''
  return name === undefined ? (isDecimalText(value) ? formatNumber(value) : value) : name(value)
}
