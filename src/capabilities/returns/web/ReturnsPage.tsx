import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { returnPaths } from '#base/paths/returns.ts'
import { useAddress, useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { useMay } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type DueReturn, returnsContract } from '../contract.ts'
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
      {may('returns.fill').allowed ? <Due /> : null}
      <PagePart title={t('all')}>
        <DataTable
          name={t('all')}
          columns={columns}
          rows={rows}
          rowKey={(one) => one.id}
          rowTo={(one) => returnPaths.one(one.id)}
          loading={returns.isLoading}
          searchable={false}
          remote={{
            total: returns.data?.pages[0]?.total ?? 0,
            loadMore: returns.hasNextPage ? () => void returns.fetchNextPage() : undefined,
            loadingMore: returns.isFetchingNextPage,
          }}
          empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
        />
      </PagePart>
    </Page>
  )
}

/** What my organisation is to report; nothing for people who report for nobody. */
function Due() {
  const api = useApi(returnsContract)
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const go = useGo()
  const due = useQuery(api.due.queryOptions({ input: {} }))
  const rows = due.data ?? []

  async function begin(one: DueReturn): Promise<void> {
    const id = one.id ?? (await api.open.call({ form: one.form, subject: one.subject, period: one.period })).id
    go(returnPaths.one(id))
  }

  if (rows.length === 0) return null
  const left = rows.filter((one) => one.light !== 'done')
  const columns: Column<DueReturn>[] = [
    { id: 'form', title: t('form'), value: (one) => say(one.formName), width: 240 },
    { id: 'period', title: t('period'), value: (one) => formatPeriod(one.period, language), width: 140 },
    {
      id: 'light',
      title: t('light'),
      value: (one) => one.light,
      show: (one) => <StatusLight light={one.light} />,
      width: 120,
    },
    { id: 'due', title: t('due'), kind: 'date', value: (one) => one.due, width: 120 },
    {
      id: 'state',
      title: t('state'),
      value: (one) => (one.stateName === undefined ? t('notBegun') : say(one.stateName)),
      width: 120,
    },
    { id: 'respondent', title: t('respondent'), value: (one) => one.subjectName, width: 220 },
    {
      id: 'act',
      title: t('fill'),
      value: () => '',
      show: (one) => (
        <ActButton small act={() => begin(one)}>
          {one.id === undefined ? t('fill') : one.light === 'done' ? t('look') : t('goOn')}
        </ActButton>
      ),
      sort: false,
      filter: false,
      width: 120,
    },
  ]
  return (
    <PagePart title={t('dueMine')}>
      <p className="jd-sentence">
        {t('dueSentence', { n: left.length, overdue: left.filter((one) => one.light === 'overdue').length })}
      </p>
      <DataTable
        name={t('dueMine')}
        prefix="due."
        columns={columns}
        rows={rows}
        rowKey={(one) => `${one.form} ${one.subject} ${one.period}`}
        searchable={false}
        empty={<EmptyState title={t('noneDue')} why={t('noneDueWhy')} />}
      />
    </PagePart>
  )
}
