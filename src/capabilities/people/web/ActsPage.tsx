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
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { type ActShown, peopleContract } from '../contract.ts'
import { useActSentences } from './act-sentences.ts'
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
        remote={remoteRows(acts, rows.length)}
        empty={<EmptyState title={t('noActs')} />}
      />
    </Page>
  )
}

function useActColumns(): Column<ActShown>[] {
  const t = useTexts(words)
  const say = useText()
  const { timeZone } = useSession().programme
  const { subjectOf, pageOf, detailOf } = useActSentences()
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
      {
        id: 'subject',
        title: t('subject'),
        value: subjectOf,
        show: (act) => {
          const page = pageOf(act)
          return page === undefined ? subjectOf(act) : <Go to={page}>{subjectOf(act)}</Go>
        },
        width: 200,
        ...plain,
      },
      { id: 'detail', title: t('detail'), value: detailOf, width: 360, ...plain },
      {
        id: 'sealed',
        title: t('sealed'),
        value: (act) => t(act.sealed ? 'isSealed' : 'notSealed'),
        width: 90,
        ...plain,
      },
      { id: 'id', title: t('subjectId'), value: (act) => act.subject, width: 200, hidden: true, ...plain },
      { id: 'raw', title: t('actName'), value: (act) => act.name, width: 200, hidden: true, ...plain },
      {
        id: 'kept',
        title: t('detailKept'),
        value: (act) => JSON.stringify(act.detail),
        width: 400,
        hidden: true,
        ...plain,
      },
      { id: 'request', title: t('request'), value: (act) => act.requestId ?? '', width: 200, hidden: true, ...plain },
    ]
  }, [t, say, timeZone, subjectOf, pageOf, detailOf])
}
