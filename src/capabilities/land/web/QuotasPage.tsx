import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { landPaths } from '#base/paths/land.ts'
import { citation } from '#base/texts/clause.ts'
import { unitName } from '#base/unit.ts'
import { useAddress, usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { FigureCell } from '#kit/web/ui/FigureCell.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type EntryShown, type QuotaAccount, quotasContract, type RequestSummary } from '../contract/quotas.ts'
import { BookQuota, RequestQuota } from './quota-forms.tsx'
import { renewalWords } from './renewal-words.ts'
import { FilterChoice } from './FilterChoice.tsx'
import { FirstOnly } from './FirstOnly.tsx'
import { FoundTable } from './FoundTable.tsx'

const words = defineTexts({
  sentence: {
    zh: '每个基地每年下达多少、为项目预留多少、用了多少、还剩多少；点数字看明细，余额不会小于零。',
    en: 'For each base and year: given, reserved, used, left; a number opens the entries behind it. What is left is never less than nothing.',
  },
  accounts: { zh: '额度', en: 'Accounts' },
  requests: { zh: '申请', en: 'Requests' },
  ledger: { zh: '台账', en: 'Ledger' },
  request: { zh: '申请额度', en: 'Request a quota' },
  book: { zh: '登记下达', en: 'Book a document' },
  quota: { zh: '额度', en: 'Quota' },
  anyQuota: { zh: '全部额度', en: 'All quotas' },
  anyYear: { zh: '全部年度', en: 'All years' },
  given: { zh: '下达', en: 'Given' },
  reserved: { zh: '已预留', en: 'Reserved' },
  used: { zh: '已使用', en: 'Used' },
  left: { zh: '剩余', en: 'Left' },
  taken_back: { zh: '收回', en: 'Taken back' },
  given_back: { zh: '退回', en: 'Given back' },
  unit: { zh: '单位', en: 'Unit' },
  what: { zh: '事项', en: 'What' },
  at: { zh: '时间', en: 'When' },
  purpose: { zh: '用途', en: 'For what' },
  source: { zh: '依据', en: 'Source' },
  figure: { zh: '{quota} {place} {year} 年{of}', en: '{quota}, {place}, {year}: {of}' },
  noAccounts: { zh: '没有额度', en: 'No quotas' },
  noAccountsWhy: {
    zh: '方案没有写额度，也没有登记过下达。',
    en: 'The programme states none and no document was booked.',
  },
  noRequests: { zh: '没有申请', en: 'No requests' },
  noRequestsWhy: { zh: '点“申请额度”开始。', en: 'Begin with “Request a quota”.' },
  noEntries: { zh: '台账还没有记录', en: 'Nothing was booked' },
  noEntriesWhy: {
    zh: '预留、使用、退回由申请的办理自动记账；下达和收回凭文件登记。',
    en: 'Reserving, using and giving back are booked with the acts of requests; what a document gives or takes back is booked by hand.',
  },
})

const most = 500

/** Quotas of land and bonds by base and year, the requests for them, and the ledger. */
export function QuotasPage() {
  const api = useApi(quotasContract)
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const say = useText()
  const place = usePlace()
  const { state, set } = useAddress()
  const [form, setForm] = useState<'request' | 'book'>()
  const filter = {
    ...(place === undefined ? {} : { place }),
    ...(state.quota === undefined ? {} : { quota: state.quota }),
    ...(state.year === undefined || !/^\d{4}$/.test(state.year) ? {} : { year: state.year }),
  }
  const found = useQuery(api.quotaList.queryOptions({ input: filter }))
  const requests = useQuery(api.quotaRequests.queryOptions({ input: { ...filter, pageSize: most } }))
  const entries = useQuery(api.quotaEntries.queryOptions({ input: { ...filter, pageSize: most } }))
  const terms = found.data?.terms ?? []
  return (
    <Page
      title={s('quotas')}
      sentence={t('sentence')}
      problem={found.error ?? requests.error ?? entries.error}
      loading={found.isPending && found.error === null}
      acts={
        <ActButton decision={found.data?.mayBook} act={() => setForm('book')}>
          {t('book')}
        </ActButton>
      }
      primary={
        <ActButton primary decision={found.data?.mayRequest} act={() => setForm('request')}>
          {t('request')}
        </ActButton>
      }
      filters={
        <>
          <FilterChoice
            name={t('quota')}
            value={state.quota}
            all={t('anyQuota')}
            choices={terms.map(({ id, name }) => ({ value: id, label: say(name) }))}
            width={200}
            onChoose={(quota) => set({ quota })}
          />
          <FilterChoice
            name={s('year')}
            value={state.year}
            all={t('anyYear')}
            choices={(found.data?.years ?? []).map(String).map((year) => ({ value: year, label: year }))}
            width={130}
            onChoose={(year) => set({ year })}
          />
        </>
      }
    >
      <PagePart title={t('accounts')}>
        <DataTable
          name={t('accounts')}
          prefix="a."
          columns={useAccountColumns()}
          rows={found.data?.items ?? []}
          rowKey={({ quota, place: where, year }) => `${quota}-${where.id}-${year}`}
          empty={<EmptyState title={t('noAccounts')} why={t('noAccountsWhy')} />}
        />
      </PagePart>
      <PagePart title={t('requests')}>
        <FoundTable
          name={t('requests')}
          prefix="q."
          columns={useRequestColumns()}
          found={requests.data}
          rowTo={({ id }) => landPaths.quotaRequest(id)}
          none={t('noRequests')}
          noneWhy={t('noRequestsWhy')}
        />
      </PagePart>
      <PagePart title={t('ledger')}>
        <EntryTable entries={entries.data?.items ?? []} />
        <FirstOnly shown={entries.data?.items.length ?? 0} total={entries.data?.total ?? 0} />
      </PagePart>
      <RequestQuota terms={terms} open={form === 'request'} onClose={() => setForm(undefined)} />
      <BookQuota terms={terms} open={form === 'book'} onClose={() => setForm(undefined)} />
    </Page>
  )
}

function useAccountColumns(): Column<QuotaAccount>[] {
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const say = useText()
  const language = useLanguage()
  const figure = (of: 'given' | 'reserved' | 'used' | 'left'): Column<QuotaAccount> => ({
    id: of,
    title: t(of),
    kind: 'number',
    value: (row) => row[of],
    show: (row) => (
      <FigureCell
        figure={row[of]}
        unit={row.unit}
        title={t('figure', { quota: say(row.name), place: say(row.place.name), year: row.year, of: t(of) })}
      />
    ),
    width: 110,
  })
  return [
    { id: 'quota', title: t('quota'), value: ({ name }) => say(name), width: 170 },
    { id: 'place', title: s('place'), value: ({ place }) => say(place.name), width: 170 },
    { id: 'year', title: s('year'), value: ({ year }) => String(year), width: 80 },
    { id: 'unit', title: t('unit'), value: ({ unit }) => unitName(unit, language), width: 80 },
    figure('given'),
    figure('reserved'),
    figure('used'),
    figure('left'),
    {
      id: 'source',
      title: t('source'),
      value: ({ clause }) => (clause === null ? s('notStated') : citation(clause, language)),
      width: 260,
    },
  ]
}

function useRequestColumns(): Column<RequestSummary>[] {
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const say = useText()
  const language = useLanguage()
  return [
    {
      id: 'purpose',
      title: t('purpose'),
      value: ({ purpose }) => purpose,
      show: ({ id, purpose }) => <Go to={landPaths.quotaRequest(id)}>{purpose}</Go>,
      width: 260,
    },
    { id: 'quota', title: t('quota'), value: ({ quota }) => say(quota.name), width: 160 },
    { id: 'place', title: s('place'), value: ({ place }) => say(place.name), width: 150 },
    { id: 'year', title: s('year'), value: ({ year }) => String(year), width: 80 },
    { id: 'amount', title: s('amount'), value: ({ amount }) => formatQuantity(amount, language), width: 120 },
    { id: 'state', title: s('state'), value: ({ stateName }) => say(stateName), width: 120 },
    {
      id: 'light',
      title: s('light'),
      value: ({ light }) => light,
      show: ({ light, final, stateName }) => <StatusLight light={light} {...(final ? { word: say(stateName) } : {})} />,
      filter: false,
      width: 120,
    },
    { id: 'due', title: s('due'), kind: 'date', value: ({ nextDue }) => nextDue, width: 110 },
  ]
}

/** Entries of the ledger, each with who booked it and why. */
export function EntryTable({ entries }: { entries: EntryShown[] }) {
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const say = useText()
  const language = useLanguage()
  const { timeZone } = useSession().programme
  const columns: Column<EntryShown>[] = [
    { id: 'at', title: t('at'), value: ({ at }) => formatInstant(at, timeZone), width: 150 },
    { id: 'what', title: t('what'), value: ({ what }) => t(what), width: 90 },
    { id: 'amount', title: s('amount'), value: ({ amount }) => formatQuantity(amount, language), width: 120 },
    { id: 'quota', title: t('quota'), value: ({ quota }) => say(quota.name), width: 160 },
    { id: 'place', title: s('place'), value: ({ place, year }) => `${say(place.name)} ${year}`, width: 180 },
    {
      id: 'why',
      title: s('reason'),
      value: ({ clause, reason }) => (clause === null ? reason : citation(clause, language)),
      show: ({ clause, reason, request }) =>
        request === null ? (
          <>{clause === null ? reason : citation(clause, language)}</>
        ) : (
          <Go to={landPaths.quotaRequest(request)}>{reason}</Go>
        ),
      width: 280,
    },
    { id: 'document', title: s('document'), value: ({ document }) => document ?? '', width: 160 },
    { id: 'by', title: s('by'), value: ({ by }) => by ?? '', width: 110 },
  ]
  return (
    <DataTable
      name={t('ledger')}
      prefix="l."
      columns={columns}
      rows={entries}
      rowKey={({ id }) => id}
      empty={<EmptyState title={t('noEntries')} why={t('noEntriesWhy')} />}
    />
  )
}
