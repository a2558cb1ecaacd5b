import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { needPaths } from '#base/paths/needs.ts'
import { useAddress, useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatDate } from '#kit/web/dates.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { needsContract, type NeedSummary } from '../contract.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  sentence: {
    zh: '企业和公众提出的用地用房需求；未办结的在前。',
    en: 'Needs stated by enterprises and by the public; open ones first.',
  },
  open: { zh: '未办结', en: 'Open' },
  all: { zh: '全部', en: 'All' },
  none: { zh: '没有需求', en: 'There are no needs' },
  noneWhy: { zh: '有人提出后列在这里。', en: 'They are listed here once somebody states one.' },
  state: { zh: '提出需求', en: 'State a need' },
  least: { zh: '面积不少于', en: 'Area at least' },
})

/** Needs within reach. */
export function NeedsPage() {
  const api = useApi(needsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const go = useGo()
  const may = useMay()
  const { state, set } = useAddress()
  const open = state.open === 'all' ? undefined : ('yes' as const)
  const found = useQuery(
    api.needList.queryOptions({ input: { pageSize: 200, ...(open === undefined ? {} : { open }) } }),
  )
  return (
    <Page
      title={s('needs')}
      sentence={t('sentence')}
      problem={found.error}
      filters={
        <Segmented
          aria-label={s('state')}
          value={state.open === 'all' ? 'all' : 'open'}
          onChange={(next) => set({ open: next === 'all' ? 'all' : undefined })}
          options={[
            { value: 'open', label: t('open') },
            { value: 'all', label: t('all') },
          ]}
        />
      }
      acts={<Go to={needPaths.find()}>{t('state')}</Go>}
      primary={
        <ActButton primary decision={may('land.match')} act={() => go(needPaths.matching())}>
          {s('matching')}
        </ActButton>
      }
    >
      <DataTable
        name={s('needs')}
        columns={useColumns()}
        rows={found.data?.items ?? []}
        loading={found.isPending}
        rowKey={({ id }) => id}
        rowTo={({ id }) => needPaths.one(id)}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} act={<Go to={needPaths.find()}>{t('state')}</Go>} />}
      />
    </Page>
  )
}

function useColumns(): Column<NeedSummary>[] {
  const { timeZone } = useSession().programme
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  return [
    {
      id: 'company',
      title: s('company'),
      value: ({ company }) => company || s('erased'),
      show: ({ id, company, stranger }) => (
        <>
          <Go to={needPaths.one(id)}>{company || s('erased')}</Go>{' '}
          {stranger ? <span className="jd-quiet jd-small">{s('stranger')}</span> : null}
        </>
      ),
    },
    { id: 'kind', title: s('kind'), value: ({ asked }) => s(`kind.${asked.kind}`) },
    {
      id: 'industry',
      title: s('industry'),
      value: ({ industryName }) => say(industryName ?? undefined) || s('notStated'),
    },
    {
      id: 'least',
      title: t('least'),
      kind: 'number',
      unit: 'm2',
      value: ({ asked }) => asked.area.least ?? { blank: 'not_reported' },
    },
    {
      id: 'by',
      title: s('byDate'),
      kind: 'date',
      value: ({ asked }) => asked.byDate ?? undefined,
      show: ({ asked }) => asked.byDate ?? <span className="jd-blank">{s('notStated')}</span>,
    },
    { id: 'state', title: s('state'), value: ({ stateName }) => say(stateName) },
    { id: 'offered', title: s('offered'), kind: 'number', value: ({ offered }) => offered },
    { id: 'at', title: s('statedAt'), kind: 'date', value: ({ statedAt }) => formatDate(statedAt, timeZone) },
  ]
}
