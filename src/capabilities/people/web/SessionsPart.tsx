import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { peopleContract } from '../contract.ts'
import type { OwnSession } from '../contract-accounts.ts'
import { accountWords } from './account-words.ts'

/** Where I am signed in; one or all others are ended from here. */
export function SessionsPart() {
  const api = useApi(peopleContract)
  const t = useTexts(accountWords)
  const client = useQueryClient()
  const { timeZone } = useSession().programme
  const sessions = useQuery(api.accountSessionList.queryOptions())
  const refresh = () => client.invalidateQueries({ queryKey: api.accountSessionList.key() })
  const items = sessions.data?.items ?? []
  const columns: Column<OwnSession>[] = [
    { id: 'lastSeen', title: t('lastSeen'), value: (one) => formatInstant(one.lastSeenAt, timeZone), width: 160 },
    { id: 'began', title: t('began'), value: (one) => formatInstant(one.beganAt, timeZone), width: 160 },
    { id: 'ends', title: t('ends'), value: (one) => formatInstant(one.endsAt, timeZone), width: 160 },
    { id: 'address', title: t('address'), value: (one) => one.address ?? t('unknownAddress'), width: 140 },
    {
      id: 'method',
      title: t('method'),
      value: (one) => t(one.method === 'password' ? 'byPassword' : 'byProvider'),
      width: 110,
    },
    { id: 'browser', title: t('browser'), value: (one) => one.browser ?? '', width: 260 },
    {
      id: 'acts',
      title: t('acts'),
      value: () => '',
      show: (one) =>
        one.current ? (
          t('thisOne')
        ) : (
          <ActButton
            small
            act={async () => {
              await api.accountSessionEnd.call({ id: one.id })
              await refresh()
            }}
          >
            {t('endSession')}
          </ActButton>
        ),
      sort: false,
      filter: false,
      width: 110,
    },
  ]
  return (
    <PagePart
      title={t('sessions')}
      acts={
        items.length < 2 ? null : (
          <ActButton
            act={async () => {
              await api.accountSessionEndOthers.call()
              await refresh()
            }}
          >
            {t('endOthers')}
          </ActButton>
        )
      }
    >
      <p className="jd-quiet">{t('sessionsSentence', { minutes: sessions.data?.idleMinutes ?? 0 })}</p>
      <DataTable
        name={t('sessions')}
        columns={columns}
        rows={items}
        rowKey={(one) => one.id}
        searchable={false}
        loading={sessions.isLoading}
        empty={<EmptyState title={t('noSessions')} />}
      />
    </PagePart>
  )
}
