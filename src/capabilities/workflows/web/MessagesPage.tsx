import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { App, Segmented, Select } from 'antd'
import { useMemo } from 'react'
import { workflowPaths } from '#base/paths/workflows.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { type Light, StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { type Message, messageKinds, type MessageState, messageStates } from '../contract-messages.ts'
import { workflowsContract } from '../contract.ts'
import { messageWords as words } from './message-words.ts'
import './workflows.css'

const portion = 100

const lights: Record<MessageState, Light> = {
  waiting: 'none',
  sent: 'done',
  no_address: 'near',
  refused: 'overdue',
  given_up: 'overdue',
}

/** What left the house by mail and webhook, what did not and why; an operator may try it again. */
export function MessagesPage() {
  const api = useApi(workflowsContract).messages
  const t = useTexts(words)
  const { state, set } = useAddress()
  const wanted = messageStates.find((one) => one === state.state)
  const channel = state.by === 'mail' || state.by === 'webhook' ? state.by : undefined
  const found = useInfiniteQuery(
    api.list.infiniteOptions({
      input: (offset: number) => ({ state: wanted, channel, offset, limit: portion }),
      initialPageParam: 0,
      getNextPageParam: (last, all) => (all.length * portion < last.total ? all.length * portion : undefined),
    }),
  )
  const rows = useMemo(() => found.data?.pages.flatMap(({ items }) => items) ?? [], [found.data])
  const first = found.data?.pages[0]
  return (
    <Page
      title={t('messages')}
      sentence={t('sentence')}
      problem={found.error}
      filters={
        <>
          <Segmented
            aria-label={t('state')}
            value={wanted ?? ''}
            options={[
              { value: '', label: t('anyState') },
              ...messageStates.map((one) => ({
                value: one,
                label: t('counted', { name: t(`state.${one}`), n: first?.states[one] ?? 0 }),
              })),
            ]}
            onChange={(next) => set({ state: next === '' ? undefined : next })}
          />
          <Select
            aria-label={t('channel')}
            value={channel ?? ''}
            options={[
              { value: '', label: t('anyChannel') },
              { value: 'mail', label: t('channel.mail') },
              { value: 'webhook', label: t('channel.webhook') },
            ]}
            onChange={(next) => set({ by: next === '' ? undefined : next })}
            popupMatchSelectWidth={false}
          />
        </>
      }
    >
      {first === undefined ? null : (
        <p className="jd-quiet">
          {first.mailOn ? '' : `${t('mailOff')} `}
          {first.webhooks.length === 0 ? t('noWebhooks') : t('webhooks', { names: first.webhooks.join(' · ') })}
        </p>
      )}
      <DataTable
        name={t('messages')}
        columns={useColumns()}
        rows={rows}
        rowKey={(message) => message.id}
        loading={found.isLoading}
        searchable={false}
        remote={remoteRows(found, first?.total ?? 0)}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
    </Page>
  )
}

function useColumns(): Column<Message>[] {
  const api = useApi(workflowsContract).messages
  const client = useQueryClient()
  const { message } = App.useApp()
  const t = useTexts(words)
  const say = useText()
  const { programme } = useSession()
  return useMemo(() => {
    const plain = { sort: false, filter: false }
    const instant = (at: string | undefined) => (at === undefined ? undefined : formatInstant(at, programme.timeZone))
    const kind = (one: Message) => {
      const known = messageKinds.find((each) => each === one.kind)
      return known === undefined ? one.kind : t(`kind.${known}`)
    }
    const retry = async (id: string): Promise<void> => {
      await api.retry.call({ id })
      message.success(t('retried'))
      await client.invalidateQueries({ queryKey: api.key() })
    }
    return [
      {
        ...plain,
        id: 'text',
        title: t('text'),
        value: (one) => say(one.text),
        show: (one) =>
          one.case === undefined ? say(one.text) : <Go to={workflowPaths.one(one.case)}>{say(one.text)}</Go>,
        width: 320,
      },
      {
        ...plain,
        id: 'state',
        title: t('state'),
        value: (one) => t(`state.${one.state}`),
        show: (one) => <StatusLight light={lights[one.state]} word={t(`state.${one.state}`)} />,
        width: 120,
      },
      { ...plain, id: 'channel', title: t('channel'), value: (one) => t(`channel.${one.channel}`), width: 90 },
      { ...plain, id: 'recipient', title: t('recipient'), value: (one) => one.recipientName, width: 150 },
      { ...plain, id: 'kind', title: t('kind'), value: kind, width: 110 },
      { ...plain, id: 'written', title: t('written'), value: (one) => instant(one.writtenAt), width: 140 },
      { ...plain, id: 'tries', title: t('tries'), kind: 'number', value: (one) => one.tries, width: 80 },
      { ...plain, id: 'next', title: t('next'), value: (one) => instant(one.nextTryAt), width: 140 },
      { ...plain, id: 'error', title: t('lastError'), value: (one) => one.lastError, width: 220 },
      {
        ...plain,
        id: 'retry',
        title: t('retry'),
        value: () => '',
        show: (one) =>
          one.state === 'refused' || one.state === 'given_up' || one.state === 'no_address' ? (
            <ActButton small act={() => retry(one.id)}>
              {t('retry')}
            </ActButton>
          ) : null,
        width: 110,
      },
    ]
  }, [t, say, programme.timeZone, api, client, message])
}
