import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useMemo } from 'react'
import { lookKinds } from '#base/endpoint.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { peopleContract } from '../contract.ts'
import type { LookFilter, LookShown } from '../contract-privacy.ts'
import { lookNames } from '../rules/look-names.ts'
import { DayBox } from './DayBox.tsx'
import { privacyWords } from './privacy-words.ts'
import { useRoleNames } from './role-names.ts'

const portion = 100

/** Who looked at values of single firms and data of people: by person, record, kind and day; as a file. */
export function LooksPage() {
  const api = useApi(peopleContract)
  const t = useTexts(privacyWords)
  const { state, set } = useAddress()
  const kind = lookKinds.find((one) => one === state.kind)
  const filter: LookFilter = { person: state.person, subject: state.subject, kind, from: state.from, to: state.to }
  const looks = useInfiniteQuery(
    api.lookList.infiniteOptions({
      input: (before: string | undefined) => ({ ...filter, before, limit: portion }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => (last.length < portion ? undefined : last.at(-1)?.id),
    }),
  )
  const rows = useMemo(() => looks.data?.pages.flat() ?? [], [looks.data])
  const isOfOne = state.person !== undefined || state.subject !== undefined
  return (
    <Page
      title={t('looks')}
      sentence={t('looksSentence')}
      problem={looks.error}
      acts={<Button href={fileOf(filter)}>{t('csv')}</Button>}
      filters={
        <>
          <Select
            aria-label={t('kind')}
            value={kind ?? ''}
            style={{ minWidth: 140 }}
            options={[
              { value: '', label: t('allKinds') },
              ...lookKinds.map((value) => ({ value: value as string, label: t(value) })),
            ]}
            onChange={(value) => set({ kind: value === '' ? undefined : value })}
          />
          <DayBox label={t('from')} value={state.from} onChange={(from) => set({ from })} />
          <DayBox label={t('to')} value={state.to} onChange={(to) => set({ to })} />
          {isOfOne ? (
            <Button onClick={() => set({ person: undefined, subject: undefined })}>{t('clear')}</Button>
          ) : null}
        </>
      }
    >
      <DataTable
        name={t('looks')}
        columns={useLookColumns()}
        rows={rows}
        rowKey={(one) => one.id}
        loading={looks.isLoading}
        searchable={false}
        remote={remoteRows(looks, rows.length)}
        empty={<EmptyState title={t('noLooks')} />}
      />
    </Page>
  )
}

/** The last id of an address, as much of it as tells records apart; the whole stands in the file and on the button. */
function shortened(subject: string): string {
  const last = subject.split(' ').at(-1) ?? subject
  return last.length > 12 ? `${last.slice(0, 8)}…` : last
}

function fileOf(filter: LookFilter): string {
  const asked = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return `/api/looks/export.csv?${new URLSearchParams(asked)}`
}

function useLookColumns(): Column<LookShown>[] {
  const t = useTexts(privacyWords)
  const { set } = useAddress()
  const say = useText()
  const names = useRoleNames()
  const { timeZone } = useSession().programme
  return useMemo(() => {
    const plain = { sort: false, filter: false } as const
    return [
      { id: 'at', title: t('at'), value: (one) => formatInstant(one.at, timeZone), width: 160, ...plain },
      {
        id: 'person',
        title: t('who'),
        value: (one) => one.personName ?? one.person,
        show: (one) => (
          <Button type="link" size="small" title={t('onlyWho')} onClick={() => set({ person: one.person })}>
            {one.personName ?? one.person}
          </Button>
        ),
        width: 150,
        ...plain,
      },
      { id: 'roles', title: t('roles'), value: (one) => names.roles(one.roles), width: 140, ...plain },
      {
        id: 'organisation',
        title: t('organisation'),
        value: (one) => names.organisation(one.organisation),
        width: 180,
        ...plain,
      },
      { id: 'kind', title: t('kind'), value: (one) => t(one.kind), width: 130, ...plain },
      { id: 'what', title: t('what'), value: (one) => say(lookNames[one.what]) || one.what, width: 220, ...plain },
      {
        id: 'rows',
        title: t('rows'),
        value: (one) => (one.rows === null ? t('notCounted') : String(one.rows)),
        width: 90,
        ...plain,
      },
      {
        id: 'subject',
        title: t('subject'),
        value: (one) => one.subject ?? '',
        show: (one) =>
          one.subject === null ? null : (
            <Button
              type="link"
              size="small"
              title={`${t('onlySubject')} ${one.subject}`}
              onClick={() => set({ subject: one.subject ?? undefined })}
            >
              {shortened(one.subject)}
            </Button>
          ),
        width: 160,
        ...plain,
      },
      { id: 'request', title: t('request'), value: (one) => one.requestId, width: 280, hidden: true, ...plain },
    ]
  }, [t, say, names, timeZone, set])
}
