import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { workflowPaths } from '#base/paths/workflows.ts'
import { usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatDate, formatInstant } from '#kit/web/dates.ts'
import { Sections } from '#kit/web/sections.tsx'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { type DeskItem, workflowsContract } from '../contract.ts'
import { words } from './texts.ts'

/** The page of a subject by its kind, as the app knows them. */
export type SubjectPages = Readonly<Record<string, (subject: string) => string>>

const portion = 100

/** What waits for me, overdue first; below it what higher rooms show on the desk. */
export function DeskPage({ pages = {} }: { pages?: SubjectPages }) {
  const api = useApi(workflowsContract)
  const t = useTexts(words)
  const place = usePlace()
  const desk = useInfiniteQuery(
    api.deskList.infiniteOptions({
      input: (offset: number) => ({ place, offset, limit: portion }),
      initialPageParam: 0,
      getNextPageParam: (last, all) => {
        const held = all.length * portion
        return held < last.total ? held : undefined
      },
    }),
  )
  const items = useMemo(() => desk.data?.pages.flatMap((page) => page.items) ?? [], [desk.data])
  const columns = useDeskColumns()
  const [first] = desk.data?.pages ?? []
  return (
    <Page title={t('desk')} problem={desk.error}>
      <Notices pages={pages} />
      <PagePart title={t('waiting')}>
        {first === undefined || first.total === 0 ? null : (
          <p className="jd-sentence">{t('waitingSentence', { total: first.total, overdue: first.overdue })}</p>
        )}
        <DataTable
          name={t('waiting')}
          columns={columns}
          rows={items}
          rowKey={(item) => item.id}
          rowTo={(item) => pages[item.subjectKind]?.(item.subject) ?? workflowPaths.one(item.id)}
          loading={desk.isLoading}
          searchable={false}
          remote={remoteRows(desk, first?.total ?? 0)}
          empty={<EmptyState title={t('nothing')} why={t('nothingWhy')} />}
        />
      </PagePart>
      <Sections slot="desk" />
    </Page>
  )
}

/** What I was reminded of, latest first; what is seen or done leaves. */
function Notices({ pages }: { pages: SubjectPages }) {
  const api = useApi(workflowsContract)
  const t = useTexts(words)
  const say = useText()
  const client = useQueryClient()
  const { programme } = useSession()
  const found = useQuery(api.noticeList.queryOptions({ input: {} }))
  if (found.data === undefined || found.data.total === 0) return null
  const { items, total } = found.data
  const seen = async (id: string): Promise<void> => {
    await api.noticeRead.call({ id })
    await client.invalidateQueries({ queryKey: api.noticeList.key() })
  }
  return (
    <PagePart title={t('notices')}>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {items.map((notice) => {
          const to = pages[notice.subjectKind]?.(notice.subject)
          const light = notice.kind.startsWith('due_soon') ? 'near' : 'overdue'
          return (
            <li key={notice.id}>
              <StatusLight light={light} /> {to === undefined ? say(notice.text) : <Go to={to}>{say(notice.text)}</Go>}{' '}
              <span className="jd-quiet jd-small">{formatInstant(notice.at, programme.timeZone)}</span>{' '}
              <ActButton small act={() => seen(notice.id)}>
                {t('read')}
              </ActButton>
            </li>
          )
        })}
      </ul>
      {total > items.length ? <p className="jd-quiet">{t('noticesMore', { n: total - items.length })}</p> : null}
    </PagePart>
  )
}

function useDeskColumns(): Column<DeskItem>[] {
  const t = useTexts(words)
  const say = useText()
  const { places, programme } = useSession()
  return useMemo(() => {
    const plain = { sort: false, filter: false }
    const placeName = (id: string | undefined) => say(places.find((place) => place.id === id)?.name)
    const due = (item: DeskItem) =>
      item.provisional && item.due !== undefined ? `${item.due} (${t('provisional')})` : item.due
    return [
      { ...plain, id: 'matter', title: t('matter'), value: (item) => say(item.title), width: 400 },
      {
        ...plain,
        id: 'light',
        title: t('light'),
        value: (item) => item.light,
        show: (item) => <StatusLight light={item.light} />,
        width: 100,
      },
      { ...plain, id: 'due', title: t('due'), value: due, width: 120 },
      { ...plain, id: 'kind', title: t('kind'), value: (item) => say(item.workflowName), width: 90 },
      { ...plain, id: 'state', title: t('state'), value: (item) => say(item.stateName), width: 90 },
      {
        ...plain,
        id: 'acts',
        title: t('mayDo'),
        value: (item) => item.acts.map((act) => say(act.name)).join(' · '),
        width: 130,
      },
      { ...plain, id: 'place', title: t('place'), value: (item) => placeName(item.place), width: 120 },
      {
        ...plain,
        id: 'since',
        title: t('since'),
        value: (item) => formatDate(item.since, programme.timeZone),
        width: 120,
      },
    ]
  }, [t, say, places, programme.timeZone])
}
