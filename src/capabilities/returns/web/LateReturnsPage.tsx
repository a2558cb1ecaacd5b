import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { returnPaths } from '#base/paths/returns.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatDate, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { returnsContract } from '../contract.ts'
import type { LateBoard, LateReturn } from '../contract/life.ts'
import { lifeWords } from './life-texts.ts'
import { FormPicker } from './pickers.tsx'
import { words } from './texts.ts'

const portion = 100

/** The board of who is late: by town, by form with the history of its due date, by respondent, the longest first. */
export function LateReturnsPage() {
  const api = useApi(returnsContract)
  const t = useTexts(lifeWords)
  const { state } = useAddress()
  const found = useInfiniteQuery(
    api.late.infiniteOptions({
      input: (page: number) => ({ page, pageSize: portion, ...({ form: state.form, place: state.place } as object) }),
      initialPageParam: 1,
      getNextPageParam: (last, pages) => (pages.length * portion < last.total ? pages.length + 1 : undefined),
    }),
  )
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.rows) ?? [], [found.data])
  const first = found.data?.pages[0]
  const columns = useLateColumns()
  const towns = useTownColumns()
  const forms = useFormColumns()
  return (
    <Page
      title={t('late')}
      sentence={first === undefined || first.total === 0 ? undefined : t('lateSentence', { n: first.total })}
      problem={found.error}
      filters={<FormPicker />}
    >
      <PagePart title={t('byTown')}>
        <DataTable
          name={t('byTown')}
          prefix="town."
          columns={towns}
          rows={first?.towns ?? []}
          rowKey={(town) => town.place}
          loading={found.isLoading}
          searchable={false}
          empty={<EmptyState title={t('lateNone')} />}
        />
      </PagePart>
      <PagePart title={t('byForm')}>
        <DataTable
          name={t('byForm')}
          prefix="form."
          columns={forms}
          rows={first?.forms ?? []}
          rowKey={(one) => `${one.form} ${one.period}`}
          rowTo={(one) => returnPaths.coverage({ form: one.form, period: one.period })}
          loading={found.isLoading}
          searchable={false}
          empty={<EmptyState title={t('lateNone')} />}
        />
      </PagePart>
      <PagePart title={t('byRespondent')}>
        <DataTable
          name={t('late')}
          columns={columns}
          rows={rows}
          rowKey={(one) => `${one.form} ${one.period} ${one.subject}`}
          rowTo={(one) => (one.id === undefined ? enterprisePaths.one(one.subject) : returnPaths.one(one.id))}
          loading={found.isLoading}
          searchable={false}
          remote={remoteRows(found, first?.total ?? 0)}
          empty={<EmptyState title={t('lateNone')} why={t('lateNoneWhy')} />}
        />
      </PagePart>
    </Page>
  )
}

function useLateColumns(): Column<LateReturn>[] {
  const t = useTexts(lifeWords)
  const own = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const { programme } = useSession()
  const plain = { sort: false, filter: false }
  return [
    { ...plain, id: 'respondent', title: own('respondent'), value: (one) => one.subjectName, width: 240 },
    { ...plain, id: 'town', title: own('town'), value: (one) => say(one.townName), width: 110 },
    { ...plain, id: 'form', title: own('form'), value: (one) => say(one.formName), width: 200 },
    { ...plain, id: 'period', title: own('period'), value: (one) => formatPeriod(one.period, language), width: 130 },
    { ...plain, id: 'due', title: own('due'), kind: 'date', value: (one) => one.due, width: 110 },
    { ...plain, id: 'days', title: t('daysLate'), kind: 'number', value: (one) => one.daysLate, width: 90 },
    {
      ...plain,
      id: 'working',
      title: t('workingDaysLate'),
      kind: 'number',
      value: (one) => one.workingDaysLate,
      width: 90,
    },
    {
      ...plain,
      id: 'state',
      title: own('state'),
      value: (one) => (one.stateName === undefined ? own('notBegun') : say(one.stateName)),
      width: 100,
    },
    {
      ...plain,
      id: 'reminded',
      title: t('reminded'),
      value: (one) =>
        one.reminded.length === 0
          ? t('remindedNever')
          : one.reminded.map(({ at }) => formatDate(at, programme.timeZone)).join('、'),
      width: 150,
    },
    {
      ...plain,
      id: 'imputed',
      title: t('standsIn'),
      value: (one) => (one.imputed === undefined ? '' : t('yes')),
      width: 80,
    },
  ]
}

function useTownColumns(): Column<LateBoard['towns'][number]>[] {
  const t = useTexts(lifeWords)
  const own = useTexts(words)
  const say = useText()
  return [
    { id: 'town', title: own('town'), value: (one) => say(one.placeName), width: 160 },
    { id: 'expected', title: t('expected'), kind: 'number', value: (one) => one.expected, width: 100 },
    { id: 'late', title: t('lateCount'), kind: 'number', value: (one) => one.late, width: 100 },
    { id: 'five', title: t('withinFive'), kind: 'number', value: (one) => one.withinFive, width: 150 },
    { id: 'twenty', title: t('withinTwenty'), kind: 'number', value: (one) => one.withinTwenty, width: 140 },
    { id: 'longer', title: t('longer'), kind: 'number', value: (one) => one.longer, width: 150 },
  ]
}

function useFormColumns(): Column<LateBoard['forms'][number]>[] {
  const t = useTexts(lifeWords)
  const own = useTexts(words)
  const say = useText()
  const language = useLanguage()
  return [
    { id: 'form', title: own('form'), value: (one) => say(one.formName), width: 220 },
    { id: 'period', title: own('period'), value: (one) => formatPeriod(one.period, language), width: 140 },
    { id: 'due', title: own('due'), kind: 'date', value: (one) => one.due, width: 110 },
    {
      id: 'history',
      title: t('history'),
      value: (one) =>
        [
          one.due === one.originalDue ? '' : t('originalDue', { date: one.originalDue }),
          one.provisional ? t('provisionalDue') : '',
          ...one.acts.map(
            (act) =>
              `${act.act === 'extended' ? t('extended', { due: act.due ?? '' }) : t(act.act)} ${act.reason ?? ''}`,
          ),
        ]
          .filter((part) => part !== '')
          .join('；'),
      width: 260,
    },
    { id: 'expected', title: t('expected'), kind: 'number', value: (one) => one.expected, width: 90 },
    { id: 'late', title: t('lateCount'), kind: 'number', value: (one) => one.late, width: 90 },
    {
      id: 'locked',
      title: t('period'),
      value: (one) => t(one.locked ? 'periodLocked' : 'periodOpen'),
      width: 100,
    },
  ]
}
