import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { returnPaths } from '#base/paths/returns.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { returnsContract } from '../contract.ts'
import { BulkReview } from './BulkReview.tsx'
import { lifeWords } from './life-texts.ts'
import { FormPicker, PeriodPicker } from './pickers.tsx'
import { useReturnColumns } from './return-columns.tsx'
import { words } from './texts.ts'

const portion = 100

/** What was submitted and is not approved yet, by due date; a row opens the return, where it is approved or sent back. */
export function ReviewPage() {
  const api = useApi(returnsContract)
  const t = useTexts(words)
  const life = useTexts(lifeWords)
  const { state } = useAddress()
  const queue = useInfiniteQuery(
    api.list.infiniteOptions({
      input: (page: number) => ({
        waiting: 'review' as const,
        page,
        pageSize: portion,
        ...({ form: state.form, period: state.period, place: state.place } as object),
      }),
      initialPageParam: 1,
      getNextPageParam: (last, pages) => (pages.length * portion < last.total ? pages.length + 1 : undefined),
    }),
  )
  const rows = useMemo(() => queue.data?.pages.flatMap((page) => page.rows) ?? [], [queue.data])
  const total = queue.data?.pages[0]?.total ?? 0
  const columns = useReturnColumns()
  return (
    <Page
      title={t('review')}
      sentence={total === 0 ? undefined : t('reviewSentence', { n: total })}
      problem={queue.error}
      filters={
        <>
          <FormPicker />
          <PeriodPicker form={state.form} />
        </>
      }
    >
      {state.form === undefined || state.period === undefined ? (
        <p className="jd-quiet">{life('manyHint')}</p>
      ) : (
        <BulkReview form={state.form} period={state.period} place={state.place} />
      )}
      <DataTable
        name={t('review')}
        columns={columns}
        rows={rows}
        rowKey={(one) => one.id}
        rowTo={(one) => returnPaths.one(one.id)}
        loading={queue.isLoading}
        searchable={false}
        remote={remoteRows(queue, total)}
        empty={<EmptyState title={t('noReview')} why={t('noReviewWhy')} />}
      />
    </Page>
  )
}
