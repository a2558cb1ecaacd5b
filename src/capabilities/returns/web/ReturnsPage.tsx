import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { returnPaths } from '#base/paths/returns.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useMay } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { returnsContract } from '../contract.ts'
import { DueReturns } from './DueReturns.tsx'
import { FormPicker, PeriodPicker } from './pickers.tsx'
import { useReturnColumns } from './return-columns.tsx'
import { words } from './texts.ts'

const portion = 100

/** What I am to report, and all returns in reach. */
export function ReturnsPage() {
  const api = useApi(returnsContract)
  const t = useTexts(words)
  const may = useMay()
  const { state } = useAddress()
  const asked = { form: state.form, period: state.period, place: state.place, subject: state.subject }
  const returns = useInfiniteQuery(
    api.list.infiniteOptions({
      input: (page: number) => ({ ...(asked as object), page, pageSize: portion }),
      initialPageParam: 1,
      getNextPageParam: (last, pages) => (pages.length * portion < last.total ? pages.length + 1 : undefined),
    }),
  )
  const rows = useMemo(() => returns.data?.pages.flatMap((page) => page.rows) ?? [], [returns.data])
  const columns = useReturnColumns()
  return (
    <Page
      title={t('returns')}
      problem={returns.error}
      filters={
        <>
          <FormPicker />
          <PeriodPicker form={state.form} />
        </>
      }
    >
      {may('returns.fill').allowed ? <DueReturns /> : null}
      <PagePart title={t('all')}>
        <DataTable
          name={t('all')}
          columns={columns}
          rows={rows}
          rowKey={(one) => one.id}
          rowTo={(one) => returnPaths.one(one.id)}
          loading={returns.isLoading}
          searchable={false}
          remote={remoteRows(returns, returns.data?.pages[0]?.total ?? 0)}
          empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
        />
      </PagePart>
    </Page>
  )
}
