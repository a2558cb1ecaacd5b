import { useInfiniteQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useMemo } from 'react'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type ActShown, peopleContract } from '../contract.ts'
import { actNames, rooms } from './act-words.ts'
import { words } from './texts.ts'

const portion = 100

/** The audit log: who did what to what, when, and whether it is sealed. */
export function ActsPage() {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const say = useText()
  const { state, set } = useAddress()
  const { name, subject, actor } = state
  const acts = useInfiniteQuery(
    api.actList.infiniteOptions({
      input: (before: string | undefined) => ({ before, name, subject, actor, limit: portion }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => (last.length < portion ? undefined : last.at(-1)?.id),
    }),
  )
  const rows = useMemo(() => acts.data?.pages.flat() ?? [], [acts.data])
  return (
    <Page
      title={t('actLog')}
      sentence={t('actLogSentence')}
      problem={acts.error}
      filters={
        <Select
          aria-label={t('room')}
          value={name ?? ''}
          style={{ minWidth: 180 }}
          options={[
            { value: '', label: t('allRooms') },
            ...Object.entries(rooms).map(([value, label]) => ({ value, label: say(label) })),
          ]}
          onChange={(value) => set({ name: value === '' ? undefined : value })}
        />
      }
    >
      <DataTable
        name={t('actLog')}
        columns={useActColumns()}
        rows={rows}
        rowKey={(act) => act.id}
        loading={acts.isLoading}
        searchable={false}
        remote={{
          total: rows.length,
          loadMore: acts.hasNextPage ? () => void acts.fetchNextPage() : undefined,
          loadingMore: acts.isFetchingNextPage,
        }}
        empty={<EmptyState title={t('noActs')} />}
      />
    </Page>
  )
}

function useActColumns(): Column<ActShown>[] {
  const t = useTexts(words)
  const say = useText()
  const { timeZone } = useSession().programme
  return useMemo(() => {
    const plain = { sort: false, filter: false } as const
    return [
      { id: 'at', title: t('actAt'), value: (act) => formatInstant(act.at, timeZone), width: 160, ...plain },
      {
        id: 'actor',
        title: t('actor'),
        value: (act) => act.actorName ?? (act.actor === 'system' ? t('house') : act.actor),
        width: 160,
        ...plain,
      },
      {
        id: 'act',
        title: t('act'),
        value: (act) => say(actNames[act.name] ?? { zh: act.name, en: act.name }),
        width: 180,
        ...plain,
      },
      { id: 'subject', title: t('subject'), value: (act) => `${act.subjectKind} ${act.subject}`, width: 240, ...plain },
      { id: 'detail', title: t('detail'), value: (act) => detailText(act.detail), width: 320, ...plain },
      {
        id: 'sealed',
        title: t('sealed'),
        value: (act) => t(act.sealed ? 'isSealed' : 'notSealed'),
        width: 90,
        ...plain,
      },
      { id: 'request', title: t('request'), value: (act) => act.requestId ?? '', width: 200, hidden: true, ...plain },
    ]
  }, [t, say, timeZone])
}

function detailText(detail: ActShown['detail']): string {
  return Object.entries(detail)
    .map(([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ')
}
