import { type ReactNode, useMemo } from 'react'
import { workflowPaths } from '#base/paths/workflows.ts'
import { formatDate } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable, type RemoteRows } from '#kit/web/ui/DataTable.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { DeskItem } from '../contract.ts'
import type { SubjectPages } from './CaseParts.tsx'
import { deskWords } from './desk-words.ts'
import { words } from './texts.ts'

/** Rows chosen for an act that is done for many at once. */
export type Choosing = {
  act: string
  chosen: ReadonlySet<string>
  choose: (id: string, chosen: boolean) => void
}

type DeskTableProps = {
  name: string
  items: DeskItem[]
  pages: SubjectPages
  loading: boolean
  remote: RemoteRows<never>
  choosing: Choosing | undefined
  empty: ReactNode
}

/** What waits, overdue first: the matter, its light, what I may do, and why it is on this desk. */
export function DeskTable({ name, items, pages, loading, remote, choosing, empty }: DeskTableProps) {
  const columns = useDeskColumns(items, choosing)
  return (
    <DataTable
      name={name}
      columns={columns}
      rows={items}
      rowKey={(item) => item.id}
      rowTo={(item) => pages[item.subjectKind]?.(item.subject) ?? workflowPaths.one(item.id)}
      loading={loading}
      searchable={false}
      remote={remote}
      empty={empty}
    />
  )
}

/** Whether an act may be done for this row together with others. */
export function offersBulk(item: DeskItem, act: string): boolean {
  return item.byEngine && item.acts.some((offered) => offered.act === act && offered.bulk === true)
}

function useDeskColumns(items: readonly DeskItem[], choosing: Choosing | undefined): Column<DeskItem>[] {
  const t = useTexts(words)
  const d = useTexts(deskWords)
  const say = useText()
  const { places, programme } = useSession()
  return useMemo(() => {
    const plain = { sort: false, filter: false }
    const placeName = (id: string | undefined) => say(places.find((place) => place.id === id)?.name)
    const due = (item: DeskItem) =>
      item.provisional && item.due !== undefined ? `${item.due} (${t('provisional')})` : item.due
    const why = (item: DeskItem): string =>
      item.standsFor !== undefined
        ? d('standsFor', { name: item.standsFor.name })
        : item.delegated
          ? d('delegated')
          : item.assignee !== undefined
            ? d('whose_assignee', { name: item.assignee.name })
            : ''
    const chooser: Column<DeskItem>[] =
      choosing === undefined
        ? []
        : [
            {
              ...plain,
              id: 'choose',
              title: d('choose'),
              value: (item) => choosing.chosen.has(item.id),
              show: (item) =>
                offersBulk(item, choosing.act) ? (
                  <input
                    type="checkbox"
                    className="wf-choose"
                    aria-label={d('chooseRow', { name: say(item.title) })}
                    checked={choosing.chosen.has(item.id)}
                    onChange={(event) => choosing.choose(item.id, event.target.checked)}
                  />
                ) : null,
              width: 60,
            },
          ]
    return [
      ...chooser,
      {
        ...plain,
        id: 'matter',
        title: t('matter'),
        value: (item) => say(item.title),
        show: (item) => (
          <>
            {say(item.title)}
            <span className="wf-phone-light">
              <StatusLight light={item.light} note={item.due} />
            </span>
          </>
        ),
        width: 360,
      },
      {
        ...plain,
        id: 'light',
        title: t('light'),
        value: (item) => item.light,
        show: (item) => <StatusLight light={item.light} />,
        width: 100,
      },
      { ...plain, id: 'due', title: t('due'), value: due, width: 120 },
      { ...plain, id: 'kind', title: t('kind'), value: (item) => say(item.workflowName), width: 100 },
      { ...plain, id: 'state', title: t('state'), value: (item) => say(item.stateName), width: 100 },
      {
        ...plain,
        id: 'acts',
        title: t('mayDo'),
        value: (item) => item.acts.map((act) => say(act.name)).join(' · '),
        width: 150,
      },
      ...(items.some((item) => why(item) !== '')
        ? [{ ...plain, id: 'why', title: d('mark'), value: why, width: 120 }]
        : []),
      ...(items.some(({ lead }) => lead !== undefined)
        ? [{ ...plain, id: 'lead', title: d('lead'), value: (item: DeskItem) => say(item.lead?.name), width: 140 }]
        : []),
      { ...plain, id: 'place', title: t('place'), value: (item) => placeName(item.place), width: 110 },
      {
        ...plain,
        id: 'since',
        title: t('since'),
        value: (item) => formatDate(item.since, programme.timeZone),
        width: 110,
      },
    ]
  }, [t, d, say, places, programme.timeZone, items, choosing])
}
