import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { parsePeriod } from '#base/period.ts'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { returnPaths } from '#base/paths/returns.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { type Coverage, type FormSummary, type MissingReturn, returnsContract } from '../contract.ts'
import { ImputationPart } from './ImputationPart.tsx'
import { PeriodPart } from './PeriodPart.tsx'
import { FormPicker, PeriodPicker, useForms } from './pickers.tsx'
import { words } from './texts.ts'

const portion = 100

/** Who has reported and who has not, for one form and period. */
export function MissingReturnsPage() {
  const t = useTexts(words)
  const { state } = useAddress()
  const forms = useForms()
  const form = forms?.find((each) => each.id === state.form) ?? forms?.[0]
  if (form === undefined) return <Page title={t('missing')} loading={forms === undefined} />
  const period = form.periods.find((each) => each === state.period) ?? form.latest
  return <Missing form={form} period={period} />
}

function Missing({ form, period }: { form: FormSummary; period: string }) {
  const api = useApi(returnsContract)
  const t = useTexts(words)
  const { state } = useAddress()
  const found = useInfiniteQuery(
    api.missing.infiniteOptions({
      input: (page: number) => ({
        form: form.id,
        period: parsePeriod(period),
        page,
        pageSize: portion,
        ...({ place: state.place } as object),
      }),
      initialPageParam: 1,
      getNextPageParam: (last, pages) => (pages.length * portion < last.total ? pages.length + 1 : undefined),
    }),
  )
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.rows) ?? [], [found.data])
  const [first] = found.data?.pages ?? []
  const missingColumns = useMissingColumns()
  const townColumns = useTownColumns()
  const sentence =
    first === undefined ? undefined : (
      <>
        {t('missingSentence', {
          expected: first.expected,
          submitted: first.submitted,
          approved: first.approved,
          missing: first.total,
        })}{' '}
        {first.undecided === 0 ? null : t('undecided', { n: first.undecided })}{' '}
        <StatusLight light={first.light} note={t('dueOn', { date: first.due })} />
      </>
    )
  return (
    <Page
      title={t('missing')}
      sentence={sentence}
      problem={found.error}
      filters={
        <>
          <FormPicker required chosen={form.id} />
          <PeriodPicker form={form.id} required chosen={period} />
        </>
      }
    >
      <PeriodPart form={form.id} period={period} />
      <PagePart title={t('byTown')}>
        <DataTable
          name={t('byTown')}
          prefix="town."
          columns={townColumns}
          rows={first?.places ?? []}
          rowKey={(place) => place.place}
          loading={found.isLoading}
          searchable={false}
          totals={
            first === undefined
              ? {}
              : { expected: first.expected, submitted: first.submitted, approved: first.approved }
          }
          empty={<EmptyState title={t('allIn')} />}
        />
      </PagePart>
      <PagePart title={t('missingRows')}>
        <DataTable
          name={t('missingRows')}
          columns={missingColumns}
          rows={rows}
          rowKey={(one) => one.subject}
          rowTo={(one) => (one.id === undefined ? enterprisePaths.one(one.subject) : returnPaths.one(one.id))}
          loading={found.isLoading}
          searchable={false}
          remote={remoteRows(found, first?.total ?? 0)}
          empty={<EmptyState title={t('allIn')} why={t('allInWhy')} />}
        />
      </PagePart>
      <ImputationPart form={form.id} period={period} subjects={rows.map((one) => one.subject)} />
    </Page>
  )
}

function useMissingColumns(): Column<MissingReturn>[] {
  const t = useTexts(words)
  const say = useText()
  const plain = { sort: false, filter: false }
  return [
    { ...plain, id: 'respondent', title: t('respondent'), value: (one) => one.subjectName, width: 280 },
    { ...plain, id: 'town', title: t('town'), value: (one) => say(one.townName), width: 140 },
    {
      ...plain,
      id: 'state',
      title: t('state'),
      value: (one) => (one.stateName === undefined ? t('notBegun') : say(one.stateName)),
      width: 140,
    },
  ]
}

function useTownColumns(): Column<Coverage>[] {
  const t = useTexts(words)
  const say = useText()
  return [
    { id: 'town', title: t('town'), value: (one) => say(one.placeName), width: 160 },
    { id: 'expected', title: t('expected'), kind: 'number', value: (one) => one.expected, width: 100 },
    { id: 'submitted', title: t('submittedCount'), kind: 'number', value: (one) => one.submitted, width: 100 },
    { id: 'approved', title: t('approvedCount'), kind: 'number', value: (one) => one.approved, width: 100 },
    {
      id: 'share',
      title: t('share'),
      kind: 'number',
      value: (one) => `${(Math.floor((one.submitted * 1000) / Math.max(1, one.expected)) / 10).toFixed(1)}%`,
      width: 100,
    },
  ]
}
