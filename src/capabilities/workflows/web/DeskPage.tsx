import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Segmented, Select } from 'antd'
import { useMemo } from 'react'
import { peoplePaths } from '#base/paths/people.ts'
import { useAddress, usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { Sections } from '#kit/web/sections.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { remoteRows } from '#kit/web/ui/table/remote.ts'
import { workflowsContract } from '../contract.ts'
import type { SubjectPages } from './CaseParts.tsx'
import { DeskBulk, useChoosing } from './DeskBulk.tsx'
import { DeskNotices } from './DeskNotices.tsx'
import { DeskTable } from './DeskTable.tsx'
import { deskWords } from './desk-words.ts'
import { words } from './texts.ts'
import './workflows.css'

const portion = 100
const scopes = ['mine', 'unit', 'base'] as const
const times = ['all', 'today', 'week', 'overdue'] as const

/** What waits for me, my unit, my area, overdue first; below it what higher rooms show on the desk. */
export function DeskPage({ pages = {} }: { pages?: SubjectPages }) {
  const api = useApi(workflowsContract)
  const t = useTexts(words)
  const d = useTexts(deskWords)
  const say = useText()
  const place = usePlace()
  const client = useQueryClient()
  const { state, set } = useAddress()
  const scope = scopes.find((one) => one === state.scope) ?? 'mine'
  const due = times.find((one) => one === state.due) ?? 'all'
  const bulk = useChoosing()
  const desk = useInfiniteQuery(
    api.deskList.infiniteOptions({
      input: (offset: number) => ({ place, scope, due, workflow: state.workflow, offset, limit: portion }),
      initialPageParam: 0,
      getNextPageParam: (last, all) => {
        const held = all.length * portion
        return held < last.total ? held : undefined
      },
      placeholderData: (old) => old,
    }),
  )
  const items = useMemo(() => desk.data?.pages.flatMap((page) => page.items) ?? [], [desk.data])
  const first = desk.data?.pages[0]
  // Who reaches everything has no area of their own before the top bar names a place.
  const offered = scopes.filter((one) => one !== 'base' || scope === 'base' || (first?.counts.base ?? 0) > 0)
  const counted = (name: string, n: number | undefined) => (n === undefined ? name : d('counted', { name, n }))
  const change = (patch: Record<string, string | undefined>): void => {
    bulk.begin(undefined)
    set(patch)
  }
  return (
    <Page title={t('desk')} problem={desk.error} acts={<Go to={peoplePaths.substitutions()}>{d('substitution')}</Go>}>
      <DeskNotices pages={pages} />
      <PagePart title={d('cases')}>
        <div className="jd-filters">
          <Segmented
            aria-label={d('whose')}
            value={scope}
            options={offered.map((value) => ({ value, label: counted(d(value), first?.counts[value]) }))}
            onChange={(next) => change({ scope: next === 'mine' ? undefined : next, workflow: undefined })}
          />
          <Segmented
            aria-label={d('when')}
            value={due}
            options={times.map((value) => ({ value, label: counted(d(value), first?.counts[value]) }))}
            onChange={(next) => change({ due: next === 'all' ? undefined : next })}
          />
          {(first?.workflows.length ?? 0) > 1 || state.workflow !== undefined ? (
            <Select
              aria-label={d('workflow')}
              value={state.workflow ?? ''}
              options={[
                { value: '', label: d('allWorkflows') },
                ...(first?.workflows ?? []).map(({ workflow, name, count }) => ({
                  value: workflow,
                  label: counted(say(name), count),
                })),
              ]}
              onChange={(next) => change({ workflow: next === '' ? undefined : next })}
              popupMatchSelectWidth={false}
              style={{ minWidth: 160 }}
            />
          ) : null}
        </div>
        {first === undefined || first.total === 0 ? null : (
          <p className="jd-sentence">{d('sentence', { total: first.total, overdue: first.counts.overdue })}</p>
        )}
        <DeskBulk items={items} bulk={bulk} refresh={() => client.invalidateQueries({ queryKey: api.key() })} />
        <DeskTable
          name={d(scope)}
          items={items}
          pages={pages}
          loading={desk.isLoading}
          remote={remoteRows(desk, first?.total ?? 0)}
          choosing={bulk.choosing}
          empty={<Nothing />}
        />
      </PagePart>
      <Sections slot="desk" />
    </Page>
  )

  function Nothing() {
    const filtered = due !== 'all' || state.workflow !== undefined
    if (filtered)
      return (
        <EmptyState
          title={d('nothingDue')}
          act={<Button onClick={() => change({ due: undefined, workflow: undefined })}>{d('showAll')}</Button>}
        />
      )
    return (
      <EmptyState
        title={d(`nothing_${scope}`)}
        why={d(`nothingWhy_${scope}`)}
        act={scope === 'mine' ? <Button onClick={() => change({ scope: 'unit' })}>{d('showUnit')}</Button> : undefined}
      />
    )
  }
}
