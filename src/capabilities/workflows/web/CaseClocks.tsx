import { useState } from 'react'
import { formatDate } from '#kit/web/dates.ts'
import { useApi } from '#kit/web/api.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type CaseDetail, type Clock, workflowsContract } from '../contract.ts'
import { caseWords } from './case-words.ts'
import { words } from './texts.ts'

type CaseClocksProps = { one: CaseDetail; refresh: () => Promise<unknown> }

/** The deadlines of a case: light, due date in force and as first set, every change, and what limits an extension. */
export function CaseClocks({ one, refresh }: CaseClocksProps) {
  const t = useTexts(words)
  const c = useTexts(caseWords)
  const say = useText()
  const may = useMay()
  const { programme } = useSession()
  const [extending, setExtending] = useState<Clock>()
  const unitOf = (clock: Clock): string =>
    say(one.branches.find(({ id }) => id === clock.branch || id === clock.id)?.unit?.name)
  const limitWords = (clock: Clock): string => {
    if (clock.stoppedOn !== undefined) return ''
    const { atMostDays, left, latest } = clock.limits ?? {}
    const parts = [
      atMostDays === undefined ? undefined : c('limitDays', { n: atMostDays }),
      left === undefined ? undefined : c('limitTimes', { n: left }),
      latest === undefined ? undefined : c('limitLatest', { day: latest }),
    ].filter((part) => part !== undefined)
    return parts.length === 0 ? c('unlimited') : parts.join(' · ')
  }
  const columns: Column<Clock>[] = [
    {
      id: 'name',
      title: t('clock'),
      value: (clock) => [say(clock.name), unitOf(clock)].filter((part) => part !== '').join(' · '),
      width: 180,
    },
    {
      id: 'light',
      title: t('light'),
      value: (clock) => clock.light,
      show: (clock) => <StatusLight light={clock.light} />,
      width: 110,
    },
    {
      id: 'due',
      title: t('due'),
      kind: 'date',
      value: (clock) => clock.due,
      show: (clock) => (clock.provisional ? `${clock.due} (${t('provisional')})` : clock.due),
      width: 120,
    },
    { id: 'original', title: t('original'), kind: 'date', value: (clock) => clock.originalDue, width: 110 },
    {
      id: 'changes',
      title: t('changes'),
      value: (clock) => clock.rebased.length,
      show: (clock) => <Changes clock={clock} timeZone={programme.timeZone} />,
      width: 220,
    },
    { id: 'started', title: t('started'), kind: 'date', value: (clock) => clock.startedOn, width: 110, hidden: true },
    { id: 'stopped', title: t('stopped'), value: (clock) => clock.stoppedOn ?? t('running'), width: 110 },
    { id: 'limit', title: c('limit'), value: limitWords, width: 180 },
    {
      id: 'acts',
      title: t('extend'),
      value: () => '',
      show: (clock) =>
        clock.stoppedOn !== undefined ? null : (
          <span className="jd-screen-only">
            <ActButton small decision={clock.extend ?? may('workflows.extend')} act={() => setExtending(clock)}>
              {t('extend')}
            </ActButton>
          </span>
        ),
      sort: false,
      filter: false,
      width: 100,
    },
  ]
  return (
    <>
      <DataTable
        name={c('clocks')}
        prefix="clocks"
        columns={columns}
        rows={one.clocks}
        rowKey={(clock) => `${clock.id} ${clock.startedOn}`}
        searchable={false}
        empty={<EmptyState title={c('noClocks')} />}
      />
      {extending === undefined ? null : (
        <ClockExtend
          one={one}
          clock={extending}
          limit={limitWords(extending)}
          refresh={refresh}
          onClose={() => setExtending(undefined)}
        />
      )}
    </>
  )
}

function Changes({ clock, timeZone }: { clock: Clock; timeZone: string }) {
  const c = useTexts(caseWords)
  const lines = [
    ...clock.rebased.map(({ due, at, actorName, by, reason }) => {
      if (by === 'pause') return c('rebasedByPause', { due })
      if (by === 'calendar') return c('rebasedByCalendar', { at: formatDate(at, timeZone), due })
      const said = c('rebasedTo', { at: formatDate(at, timeZone), by: actorName, due })
      return reason === undefined ? said : `${said} · ${reason}`
    }),
    ...(clock.pausedOn === undefined ? [] : [c('pausedSince', { day: clock.pausedOn })]),
    ...(clock.lateSince === undefined ? [] : [c('lateSince', { day: clock.lateSince })]),
  ]
  return lines.map((line) => (
    <span key={line} className="wf-entry-line jd-small">
      {line}
    </span>
  ))
}

type ClockExtendProps = CaseClocksProps & { clock: Clock; limit: string; onClose: () => void }

function ClockExtend({ one, clock, limit, refresh, onClose }: ClockExtendProps) {
  const api = useApi(workflowsContract)
  const t = useTexts(words)
  const c = useTexts(caseWords)
  const say = useText()
  return (
    <DrawerForm<{ due: string; reason: string }>
      title={t('extendTitle', { clock: say(clock.name) })}
      open
      onClose={onClose}
      submitLabel={t('extend')}
      done={t('extendedDone')}
      submit={async ({ due, reason }) => {
        await api.clockExtend.call({ id: one.id, clock: clock.id, due, reason, expectedVersion: one.version })
        await refresh()
      }}
    >
      <p className="jd-note">
        {t('due')} {clock.due} · {t('original')} {clock.originalDue} · {c('limit')} {limit}
      </p>
      <DateField name="due" label={t('newDue')} required />
      <TextField name="reason" label={t('reason')} rows={3} required max={500} />
    </DrawerForm>
  )
}
