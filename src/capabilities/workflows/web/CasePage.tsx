import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { workflowPaths } from '#base/paths/workflows.ts'
import { useApi } from '#kit/web/api.ts'
import { useMay } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type CaseDetail, type Clock, workflowsContract } from '../contract.ts'
import type { SubjectPages } from './DeskPage.tsx'
import { CaseTimeline } from './parts.tsx'
import { words } from './texts.ts'

/** One case: its state, clocks and what happened. What it is about is done on the page of its subject. */
export function CasePage({ pages = {} }: { pages?: SubjectPages }) {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(workflowsContract)
  const t = useTexts(words)
  const say = useText()
  const found = useQuery(api.caseShow.queryOptions({ input: { id } }))
  const one = found.data
  return (
    <Page
      title={one === undefined ? t('case') : say(one.title)}
      crumbs={[{ title: t('desk'), to: workflowPaths.desk() }]}
      problem={found.error}
      loading={found.isLoading}
    >
      {one === undefined ? null : (
        <>
          <Facts items={factsOf(one)} />
          <PagePart title={t('clocks')}>
            <Clocks one={one} />
          </PagePart>
          <PagePart title={t('timeline')}>
            <CaseTimeline entries={one.timeline} />
          </PagePart>
        </>
      )}
    </Page>
  )

  function factsOf(shown: CaseDetail) {
    const to = pages[shown.subjectKind]?.(shown.subject)
    return [
      { label: t('kind'), value: say(shown.workflowName) },
      { label: t('state'), value: say(shown.stateName) },
      { label: t('matter'), value: to === undefined ? shown.subject : <Go to={to}>{t('openSubject')}</Go> },
    ]
  }
}

function Clocks({ one }: { one: CaseDetail }) {
  const t = useTexts(words)
  const say = useText()
  const may = useMay()
  const [extending, setExtending] = useState<Clock>()
  const dueWords = (clock: Clock) => (clock.provisional ? `${clock.due} (${t('provisional')})` : clock.due)
  const columns: Column<Clock>[] = [
    { id: 'name', title: t('clock'), value: (clock) => say(clock.name), width: 200 },
    {
      id: 'light',
      title: t('light'),
      value: (clock) => clock.light,
      show: (clock) => <StatusLight light={clock.light} />,
      width: 120,
    },
    { id: 'started', title: t('started'), kind: 'date', value: (clock) => clock.startedOn, width: 120 },
    { id: 'due', title: t('due'), value: dueWords, width: 150 },
    { id: 'original', title: t('original'), kind: 'date', value: (clock) => clock.originalDue, width: 120 },
    { id: 'stopped', title: t('stopped'), value: (clock) => clock.stoppedOn ?? t('running'), width: 120 },
    {
      id: 'acts',
      title: t('extend'),
      value: () => '',
      show: (clock) =>
        clock.stoppedOn !== undefined ? null : (
          <ActButton small decision={may('workflows.extend')} act={() => setExtending(clock)}>
            {t('extend')}
          </ActButton>
        ),
      sort: false,
      filter: false,
      width: 110,
    },
  ]
  return (
    <>
      <DataTable
        name={t('clocks')}
        columns={columns}
        rows={one.clocks}
        rowKey={(clock) => `${clock.id} ${clock.startedOn}`}
        searchable={false}
        empty={<EmptyState title={t('noClocks')} />}
      />
      <ClockExtend one={one} clock={extending} onClose={() => setExtending(undefined)} />
    </>
  )
}

function ClockExtend({ one, clock, onClose }: { one: CaseDetail; clock: Clock | undefined; onClose: () => void }) {
  const api = useApi(workflowsContract)
  const t = useTexts(words)
  const say = useText()
  const client = useQueryClient()
  return (
    <DrawerForm<{ due: string; reason: string }>
      title={t('extendTitle', { clock: say(clock?.name) })}
      open={clock !== undefined}
      onClose={onClose}
      submitLabel={t('extend')}
      done={t('extendedDone')}
      submit={async ({ due, reason }) => {
        if (clock === undefined) return
        await api.clockExtend.call({ id: one.id, clock: clock.id, due, reason, expectedVersion: one.version })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <DateField name="due" label={t('newDue')} required />
      <TextField name="reason" label={t('reason')} rows={3} required max={500} />
    </DrawerForm>
  )
}
