import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import { landPaths } from '#base/paths/land.ts'
import { useAddress, usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { renewalsContract, type RenewalSummary } from '../contract/renewals.ts'
import { ProposeRenewal } from './ProposeRenewal.tsx'
import { renewalWords } from './renewal-words.ts'
import { words as shared } from './texts.ts'
import { FilterChoice } from './FilterChoice.tsx'
import { FoundTable } from './FoundTable.tsx'

const words = defineTexts({
  sentence: {
    zh: '旧厂改新厂：达到面积、符合属地集群方向的予以认定；挂钩住宅按产业部分的进度释放。',
    en: 'Old factories become new ones: recognised by size and the cluster of the town; linked housing follows the progress of the industrial part.',
  },
  propose: { zh: '申报项目', en: 'Propose a renewal' },
  anyLegacy: { zh: '遗留问题：不限', en: 'With or without legacy' },
  legacy: { zh: '遗留问题', en: 'Legacy' },
  owner: { zh: '改造主体', en: 'Who renews it' },
  withLegacy: { zh: '有遗留问题', en: 'With legacy' },
  answer: { zh: '认定条件', en: 'Requirements' },
  yes: { zh: '全部成立', en: 'all hold' },
  no: { zh: '不成立', en: 'do not hold' },
  unknown: { zh: '尚无法判断', en: 'nobody can say' },
  progress: { zh: '产业部分进度', en: 'Industrial part' },
  housing: { zh: '挂钩住宅', en: 'Linked housing' },
  released: { zh: '已释放', en: 'Released' },
  noneHere: { zh: '没有工改工项目', en: 'No renewals' },
  noneWhy: {
    zh: '点“申报项目”开始；如已筛选，请放宽条件。',
    en: 'Begin with “Propose a renewal”; lift the filters if any are set.',
  },
})

const most = 500

/** Industrial renewals: how far each is, when it is due, how much of its housing was released. */
export function RenewalsPage() {
  const api = useApi(renewalsContract)
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const place = usePlace()
  const { state, set } = useAddress()
  const [proposing, setProposing] = useState(false)
  const which = state.open === 'no' || state.open === 'all' ? state.open : 'yes'
  const legacy = state.legacy === 'yes' ? 'yes' : undefined
  const found = useQuery(
    api.renewalList.queryOptions({
      input: {
        pageSize: most,
        ...(which === 'all' ? {} : { open: which }),
        ...(legacy === undefined ? {} : { legacy }),
        ...(place === undefined ? {} : { place }),
      },
    }),
  )
  const terms = useQuery(api.renewalTerms.queryOptions())
  const propose = (
    <ActButton primary decision={terms.data?.mayPropose} act={() => setProposing(true)}>
      {t('propose')}
    </ActButton>
  )
  return (
    <Page
      title={s('renewals')}
      sentence={t('sentence')}
      problem={found.error ?? terms.error}
      loading={found.isPending && found.error === null}
      primary={propose}
      filters={
        <>
          <Segmented
            aria-label={s('which')}
            value={which}
            options={[
              { value: 'yes', label: s('open') },
              { value: 'no', label: s('over') },
              { value: 'all', label: s('all') },
            ]}
            onChange={(next) => set({ open: next === 'yes' ? undefined : String(next) })}
          />
          <FilterChoice
            name={t('legacy')}
            value={legacy}
            all={t('anyLegacy')}
            choices={[{ value: 'yes', label: t('withLegacy') }]}
            width={160}
            onChoose={(next) => set({ legacy: next })}
          />
        </>
      }
    >
      <FoundTable
        name={s('renewals')}
        columns={useColumns()}
        found={found.data}
        rowTo={({ id }) => landPaths.renewal(id)}
        none={t('noneHere')}
        noneWhy={t('noneWhy')}
      />
      <ProposeRenewal terms={terms.data?.items ?? []} open={proposing} onClose={() => setProposing(false)} />
    </Page>
  )
}

function useColumns(): Column<RenewalSummary>[] {
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const l = useTexts(shared)
  const say = useText()
  return [
    {
      id: 'name',
      title: s('name'),
      value: ({ name }) => name,
      show: ({ id, name }) => <Go to={landPaths.renewal(id)}>{name}</Go>,
      width: 200,
    },
    { id: 'place', title: s('place'), value: ({ place, base }) => say((base ?? place).name), width: 110 },
    { id: 'area', title: l('area'), kind: 'number', unit: 'mu', value: ({ area }) => area, width: 100 },
    { id: 'state', title: s('state'), value: ({ stateName }) => say(stateName), width: 90 },
    {
      id: 'light',
      title: s('light'),
      value: ({ light }) => light,
      show: ({ light, final, stateName }) => <StatusLight light={light} {...(final ? { word: say(stateName) } : {})} />,
      filter: false,
      width: 120,
    },
    { id: 'due', title: s('due'), kind: 'date', value: ({ nextDue }) => nextDue, width: 110 },
    { id: 'answer', title: t('answer'), value: ({ answer }) => t(answer), width: 110 },
    {
      id: 'progress',
      title: t('progress'),
      kind: 'number',
      unit: 'percent',
      value: ({ progress }) => (progress === null ? { blank: 'not_reported' } : { value: progress, unit: 'percent' }),
      width: 100,
    },
    {
      id: 'housing',
      title: t('housing'),
      kind: 'number',
      unit: 'm2',
      value: ({ housing }) => (housing === null ? { blank: 'not_applicable' } : { value: housing, unit: 'm2' }),
      width: 120,
    },
    {
      id: 'released',
      title: t('released'),
      kind: 'number',
      unit: 'percent',
      value: ({ housing, released }) =>
        housing === null ? { blank: 'not_applicable' } : { value: released, unit: 'percent' },
      width: 100,
    },
    { id: 'legacy', title: t('legacy'), value: ({ legacy }) => legacy ?? '', width: 180 },
    { id: 'owner', title: t('owner'), value: ({ owner }) => owner ?? s('notStated'), hidden: true },
  ]
}
