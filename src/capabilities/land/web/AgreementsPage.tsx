import { useQuery } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import { useState } from 'react'
import { landPaths } from '#base/paths/land.ts'
import { useAddress, usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { landContract } from '../contract.ts'
import { FirstOnly } from './FirstOnly.tsx'
import { AgreementBegin } from './agreement-begin.tsx'
import { useAgreementColumns } from './agreement-columns.tsx'
import { agreementWords } from './agreement-words.ts'
import './texts.ts'

const words = defineTexts({
  sentence: {
    zh: '土地供应后，从取得使用权之日起监管：开工、竣工、投资、投产，达产后逐年考核；逾期、闲置和违约在这里一目了然。',
    en: 'Land that was supplied is supervised from the day of the land right: start, completion, investment, production, then year by year.',
  },
  find: { zh: '企业或地块编号', en: 'Holder or parcel' },
  only: { zh: '情形', en: 'Only' },
  anyKind: { zh: '情形：全部', en: 'In any way' },
  plots: { zh: '{n} 宗', en: '{n}' },
  'only.overdue': { zh: '逾期', en: 'Overdue' },
  'only.idle': { zh: '闲置', en: 'Idle' },
  'only.default': { zh: '违约', en: 'In default' },
  'only.new_industry': { zh: '新型产业用地', en: 'New-type industry' },
  'open.yes': { zh: '监管中', en: 'Under supervision' },
  'open.no': { zh: '已结束', en: 'Ended' },
  openFilter: { zh: '是否结束', en: 'Open or ended' },
  begin: { zh: '登记已供土地', en: 'Enter supplied land' },
  nothing: { zh: '没有监管协议', en: 'No agreements' },
  nothingWhy: {
    zh: '供应签约后自动建立；以前供应的土地可在此登记。',
    en: 'They begin when a supply is signed; land that was supplied before is entered here.',
  },
  total: { zh: '监管中', en: 'Under supervision' },
  totalOf: { zh: '{n} 宗，{area}', en: '{n}, {area}' },
})

const filters = ['overdue', 'idle', 'default', 'new_industry'] as const
const most = 500

/** The agreements within reach, what is due first. */
export function AgreementsPage() {
  const api = useApi(landContract)
  const t = useTexts(words)
  const s = useTexts(agreementWords)
  const say = useText()
  const language = useLanguage()
  const { state, set } = useAddress()
  const place = usePlace()
  const [begins, setBegins] = useState(false)
  const only = filters.find((one) => one === state.only)
  const open = state.open === 'no' || state.open === 'all' ? state.open : 'yes'
  const found = useQuery(
    api.agreementList.queryOptions({
      input: { only, open, place: place ?? undefined, q: state.q, state: state.state, pageSize: most },
    }),
  )
  const totals = found.data?.totals
  const count = (id: (typeof filters)[number]) =>
    totals === undefined || id === 'new_industry'
      ? ''
      : ` ${{ overdue: totals.overdue, idle: totals.idle, default: totals.inDefault }[id]}`
  return (
    <Page
      title={s('agreements')}
      sentence={t('sentence')}
      problem={found.error}
      primary={
        found.data?.mayBegin === true ? (
          <ActButton primary act={() => setBegins(true)}>
            {t('begin')}
          </ActButton>
        ) : undefined
      }
      filters={
        <>
          <Input.Search
            aria-label={t('find')}
            placeholder={t('find')}
            defaultValue={state.q ?? ''}
            allowClear
            style={{ width: 210 }}
            onSearch={(q) => set({ q: q === '' ? undefined : q })}
          />
          <Select
            aria-label={t('only')}
            value={only ?? ''}
            style={{ width: 170 }}
            options={[
              { value: '', label: t('anyKind') },
              ...filters.map((id) => ({ value: id, label: `${t(`only.${id}`)}${count(id)}` })),
            ]}
            onChange={(next) => set({ only: next === '' ? undefined : next })}
          />
          <Select
            aria-label={s('state')}
            value={state.state ?? ''}
            style={{ width: 170 }}
            options={[
              { value: '', label: `${s('state')}：${s('all')}` },
              ...(found.data?.states ?? []).map(({ id, name }) => ({ value: id, label: say(name) })),
            ]}
            onChange={(next) => set({ state: next === '' ? undefined : next })}
          />
          <Select
            aria-label={t('openFilter')}
            value={open}
            style={{ width: 150 }}
            options={[
              { value: 'yes', label: t('open.yes') },
              { value: 'no', label: t('open.no') },
              { value: 'all', label: s('all') },
            ]}
            onChange={(next) => set({ open: next === 'yes' ? undefined : next })}
          />
        </>
      }
    >
      {totals === undefined ? null : (
        <Facts
          items={[
            {
              label: t('total'),
              value: t('totalOf', {
                n: totals.open,
                area: formatQuantity({ value: totals.area, unit: 'm2' }, language, { unit: 'mu', scale: 2 }),
              }),
            },
            { label: t('only.overdue'), value: t('plots', { n: totals.overdue }) },
            { label: t('only.idle'), value: t('plots', { n: totals.idle }) },
            { label: t('only.default'), value: t('plots', { n: totals.inDefault }) },
          ]}
        />
      )}
      <DataTable
        name={s('agreements')}
        columns={useAgreementColumns()}
        rows={found.data?.items ?? []}
        rowKey={({ id }) => id}
        rowTo={({ id }) => landPaths.agreement(id)}
        loading={found.isLoading}
        empty={<EmptyState title={t('nothing')} why={t('nothingWhy')} />}
      />
      <FirstOnly shown={found.data?.items.length ?? 0} total={found.data?.total ?? 0} />
      <AgreementBegin open={begins} onClose={() => setBegins(false)} />
    </Page>
  )
}
