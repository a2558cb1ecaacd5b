import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import { landPaths } from '#base/paths/land.ts'
import { useAddress, usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { speak } from '#kit/web/problem-words.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { offersContract, type OfficeOffer } from '../contract/offers.ts'
import { FirstOnly } from './FirstOnly.tsx'
import { useStageWord } from './OfferSheet.tsx'
import { PublishForm } from './PublishForm.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  title: { zh: '发布管理', en: 'Publication' },
  sentence: {
    zh: '本单位向公众发布的地块和空间：发布的是当时的副本，改动须重新发布。',
    en: 'Parcels and space that the office has published: a copy of that day; a change is published again.',
  },
  all: { zh: '全部', en: 'All' },
  published: { zh: '公开中', en: 'Public' },
  withdrawn: { zh: '已撤回', en: 'Taken back' },
  state: { zh: '状态', en: 'State' },
  none: { zh: '还没有发布', en: 'Nothing was published' },
  noneWhy: {
    zh: '在地块档案的“供应与发布”一节，或产业载体的楼层处发布；如已筛选，请放宽条件。',
    en: 'Publish from the dossier of a parcel, or at a floor of a building; lift the filters if any are set.',
  },
  ledger: { zh: '到土地整备台账选地块', en: 'Choose a parcel in the ledger' },
  house: { zh: '系统', en: 'the system' },
  kind: { zh: '类别', en: 'Kind' },
  parcel: { zh: '地块', en: 'Parcel' },
  space: { zh: '空间', en: 'Space' },
  name: { zh: '名称', en: 'Name' },
  revision: { zh: '版次', en: 'Revision' },
  at: { zh: '发布时间', en: 'Published at' },
  by: { zh: '发布人', en: 'By' },
  withdrawnFor: { zh: '撤回理由', en: 'Taken back because' },
  again: { zh: '重新发布', en: 'Publish again' },
  withdraw: { zh: '撤回', en: 'Take back' },
  withdrawTitle: { zh: '撤回 {code}', en: 'Take {code} back' },
  reason: { zh: '理由', en: 'Reason' },
  acts: { zh: '操作', en: 'Acts' },
})

const most = 500

/** Everything that the office has published, with its revision and what became of it. */
export function OfficeOffersPage() {
  const api = useApi(offersContract)
  const t = useTexts(words)
  const place = usePlace()
  const { state, set } = useAddress()
  const asked = state.state === 'withdrawn' || state.state === 'published' ? state.state : undefined
  const [publishing, setPublishing] = useState<OfficeOffer>()
  const [withdrawing, setWithdrawing] = useState<OfficeOffer>()
  const found = useQuery(
    api.offerOffice.queryOptions({
      input: {
        pageSize: most,
        ...(asked === undefined ? {} : { state: asked }),
        ...(place === undefined ? {} : { place }),
      },
    }),
  )
  return (
    <Page
      title={t('title')}
      sentence={t('sentence')}
      problem={found.error}
      loading={found.isPending && found.error === null}
      filters={
        <Segmented
          aria-label={t('state')}
          value={asked ?? 'all'}
          options={(['all', 'published', 'withdrawn'] as const).map((value) => ({ value, label: t(value) }))}
          onChange={(next) => set({ state: next === 'all' ? undefined : String(next) })}
        />
      }
    >
      <DataTable
        name={t('title')}
        columns={useColumns({ onPublish: setPublishing, onWithdraw: setWithdrawing })}
        rows={found.data?.rows ?? []}
        rowKey={({ offer }) => offer.id}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} act={<Go to={landPaths.ledger()}>{t('ledger')}</Go>} />}
      />
      <FirstOnly shown={found.data?.rows.length ?? 0} total={found.data?.total ?? 0} />
      {publishing === undefined ? null : (
        <PublishForm
          kind={publishing.offer.kind}
          of={publishing.offer.of}
          open
          onClose={() => setPublishing(undefined)}
        />
      )}
      {withdrawing === undefined ? null : <WithdrawForm one={withdrawing} onClose={() => setWithdrawing(undefined)} />}
    </Page>
  )
}

/** Takes an offer back, with the reason. */
export function WithdrawForm({ one: { offer }, onClose }: { one: OfficeOffer; onClose: () => void }) {
  const api = useApi(offersContract)
  const t = useTexts(words)
  const client = useQueryClient()
  return (
    <DrawerForm<{ reason: string }>
      title={t('withdrawTitle', { code: offer.code })}
      open
      onClose={onClose}
      submitLabel={t('withdraw')}
      danger
      submit={async ({ reason }) => {
        await api.offerWithdraw.call({ id: offer.id, expectedRevision: offer.revision, reason })
        await client.invalidateQueries()
      }}
    >
      <TextField name="reason" label={t('reason')} required rows={3} max={4000} />
    </DrawerForm>
  )
}

type Acting = { onPublish: (one: OfficeOffer) => void; onWithdraw: (one: OfficeOffer) => void }

function useColumns({ onPublish, onWithdraw }: Acting): Column<OfficeOffer>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const stageWord = useStageWord()
  const language = useLanguage()
  const may = useMay()('land.supply')
  const { timeZone } = useSession().programme
  return [
    {
      id: 'code',
      title: s('code'),
      value: ({ offer }) => offer.code,
      show: ({ offer }) =>
        offer.kind === 'parcel' ? <Go to={landPaths.parcel(offer.of)}>{offer.code}</Go> : <span>{offer.code}</span>,
      width: 170,
    },
    {
      id: 'name',
      title: t('name'),
      value: ({ offer }) => offer.name ?? s('notStated'),
      show: ({ offer }) => (
        <>
          {offer.name ?? <span className="jd-blank">{s('notStated')}</span>}
          {offer.synthetic ? <span className="jd-quiet jd-small"> {s('synthetic')}</span> : null}
        </>
      ),
      width: 180,
    },
    { id: 'kind', title: t('kind'), value: ({ offer }) => t(offer.kind), width: 80 },
    { id: 'place', title: s('place'), value: ({ offer }) => say(offer.placeName), width: 120 },
    { id: 'area', title: s('area'), kind: 'number', unit: 'm2', value: ({ offer }) => offer.area, width: 120 },
    {
      id: 'state',
      title: t('state'),
      value: ({ offer }) => (offer.withdrawnAt === null ? stageWord(offer.stage) : t('withdrawn')),
      width: 100,
    },
    { id: 'revision', title: t('revision'), kind: 'number', scale: 0, value: ({ offer }) => offer.revision, width: 70 },
    { id: 'at', title: t('at'), value: ({ offer }) => formatInstant(offer.publishedAt, timeZone), width: 160 },
    {
      id: 'by',
      title: t('by'),
      value: ({ publishedBy }) => (publishedBy === 'system' ? t('house') : publishedBy),
      width: 110,
    },
    {
      id: 'for',
      title: t('withdrawnFor'),
      value: ({ withdrawnFor }) => (withdrawnFor === null ? '' : speak(withdrawnFor, language)),
      width: 160,
    },
    {
      id: 'acts',
      title: t('acts'),
      value: () => '',
      sort: false,
      filter: false,
      show: (one) => (
        <span className="jd-acts">
          <ActButton decision={may} act={() => onPublish(one)}>
            {t('again')}
          </ActButton>
          {one.offer.withdrawnAt === null ? (
            <ActButton decision={may} act={() => onWithdraw(one)}>
              {t('withdraw')}
            </ActButton>
          ) : null}
        </span>
      ),
      width: 220,
    },
  ]
}
