import { useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { endOf, isPeriod, nextPeriod, type Period, previousPeriod, startOf } from '#base/period.ts'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { useMay } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { supervisionContract } from '../contract.ts'
import type { CalendarDay, MeetingSummary } from '../contract/meetings.ts'
import { AgendaWaiting } from './AgendaWaiting.tsx'
import { MeetingForm } from './MeetingForms.tsx'
import { MonthTable } from './MonthTable.tsx'
import { monthOfDay, useToday } from './periods.ts'
import { SeriesPart } from './SeriesPart.tsx'
import { words as shared } from './texts.ts'
import './supervision.css'

const words = defineTexts({
  sentence: {
    zh: '例会按月、按季召开：议题、材料、纪要、决议，决议一步转为任务。',
    en: 'Meetings by month and quarter: agenda with papers, minutes and resolutions; a resolution becomes a task with one act.',
  },
  call: { zh: '召集会议', en: 'Call a meeting' },
  calendar: { zh: '日历', en: 'Calendar' },
  list: { zh: '会议列表', en: 'Meetings' },
  view: { zh: '显示方式', en: 'View' },
  before: { zh: '上个月', en: 'Previous month' },
  after: { zh: '下个月', en: 'Next month' },
  today: { zh: '本月', en: 'This month' },
  'kind.meeting': { zh: '会议', en: 'Meeting' },
  'kind.planned': { zh: '例会（待召集）', en: 'By rhythm, not called' },
  'kind.report': { zh: '专报', en: 'Report' },
  'kind.task': { zh: '任务期限', en: 'Task due' },
  'kind.slip': { zh: '督办单期限', en: 'Slip due' },
  emptyMonth: { zh: '这个月没有会议、专报和期限', en: 'No meetings, reports or deadlines in this month' },
  emptyMonthWhy: {
    zh: '用“召集会议”加一次会议，或按例会节奏排出会议。',
    en: 'Call a meeting, or let a series plan its meetings by its rhythm.',
  },
  heldOn: { zh: '日期', en: 'Held on' },
  where: { zh: '地点', en: 'Where' },
  items: { zh: '议题', en: 'Items' },
  resolutions: { zh: '决议', en: 'Resolutions' },
  open: { zh: '未转任务', en: 'Not yet tasks' },
  none: { zh: '还没有会议', en: 'No meetings yet' },
  noneWhy: {
    zh: '召集一次会议，或按例会节奏排出会议。',
    en: 'Call a meeting, or let a series plan its meetings by its rhythm.',
  },
  reports: { zh: '信息专报', en: 'Information reports' },
})

/** The calendar of meetings, reports and deadlines; the series of meetings; what waits for a meeting. */
export function MeetingsPage() {
  const t = useTexts(words)
  const s = useTexts(shared)
  const may = useMay()
  const { state, set } = useAddress()
  const [calling, setCalling] = useState(false)
  return (
    <Page
      title={s('meetings')}
      sentence={t('sentence')}
      primary={
        <ActButton primary decision={may('supervision.meet')} act={() => setCalling(true)}>
          {t('call')}
        </ActButton>
      }
      acts={
        <Go to={supervisionPaths.reports()} className="sv-link">
          {t('reports')}
        </Go>
      }
      filters={
        <Segmented
          aria-label={t('view')}
          value={state.view === 'list' ? 'list' : 'calendar'}
          options={[
            { value: 'calendar', label: t('calendar') },
            { value: 'list', label: t('list') },
          ]}
          onChange={(next) => set({ view: next === 'list' ? 'list' : undefined })}
        />
      }
    >
      {state.view === 'list' ? <MeetingTable /> : <MonthPart />}
      <AgendaWaiting />
      <SeriesPart />
      <MeetingForm open={calling} onClose={() => setCalling(false)} />
    </Page>
  )
}

function MonthPart() {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const language = useLanguage()
  const today = useToday()
  const { state, set } = useAddress()
  const thisMonth = monthOfDay(today)
  const month: Period = state.month !== undefined && isPeriod(state.month) ? state.month : thisMonth
  const found = useQuery(api.calendar.queryOptions({ input: { from: startOf(month), to: endOf(month) } }))
  const turn = (to: Period) => set({ month: to === thisMonth ? undefined : to })
  return (
    <PagePart
      title={formatPeriod(month, language)}
      acts={
        <>
          <Button onClick={() => turn(previousPeriod(month))}>{t('before')}</Button>
          <Button onClick={() => turn(thisMonth)}>{t('today')}</Button>
          <Button onClick={() => turn(nextPeriod(month))}>{t('after')}</Button>
        </>
      }
    >
      {found.error === null ? null : <ProblemAlert problem={found.error} />}
      {found.data === undefined ? (
        found.error === null ? (
          <Busy lines={6} />
        ) : null
      ) : (
        <MonthTable
          month={month}
          today={today}
          rest={found.data.holidays}
          worked={found.data.workdays}
          entries={found.data.items.map((item) => ({
            id: `${item.kind} ${item.id} ${item.day}`,
            on: item.day,
            content: <Entry item={item} />,
          }))}
          empty={t('emptyMonth')}
          emptyWhy={t('emptyMonthWhy')}
        />
      )}
    </PagePart>
  )
}

function Entry({ item }: { item: CalendarDay }) {
  const t = useTexts(words)
  const say = useText()
  const to = {
    meeting: supervisionPaths.meeting,
    report: supervisionPaths.report,
    task: supervisionPaths.task,
    slip: supervisionPaths.slip,
    planned: undefined,
  }[item.kind]
  const said = (
    <>
      <span className="jd-quiet jd-small">{t(`kind.${item.kind}`)}</span> {say(item.title)}
    </>
  )
  return (
    <>
      {item.light === null ? null : <StatusLight light={item.light} />}{' '}
      {to === undefined ? said : <Go to={to(item.id)}>{said}</Go>}
    </>
  )
}

const most = 500

function MeetingTable() {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const found = useQuery(api.meetingList.queryOptions({ input: { pageSize: most } }))
  const columns: Column<MeetingSummary>[] = [
    {
      id: 'title',
      title: s('meeting'),
      value: ({ title }) => say(title),
      show: ({ id, title }) => <Go to={supervisionPaths.meeting(id)}>{say(title)}</Go>,
      width: 320,
    },
    {
      id: 'heldOn',
      title: t('heldOn'),
      value: ({ heldOn, at }) => (at === null ? heldOn : `${heldOn} ${at}`),
      width: 150,
    },
    { id: 'where', title: t('where'), value: ({ where }) => where ?? s('notStated'), width: 150 },
    { id: 'base', title: s('base'), value: ({ base }) => say(base?.name), width: 180 },
    { id: 'state', title: s('state'), value: ({ stateName }) => say(stateName), width: 110 },
    { id: 'items', title: t('items'), kind: 'number', scale: 0, value: ({ items }) => items, width: 80 },
    {
      id: 'resolutions',
      title: t('resolutions'),
      kind: 'number',
      scale: 0,
      value: (one) => one.resolutions,
      width: 90,
    },
    { id: 'open', title: t('open'), kind: 'number', scale: 0, value: ({ open }) => open, width: 100 },
  ]
  return (
    <>
      {found.error === null ? null : <ProblemAlert problem={found.error} />}
      <DataTable
        name={t('list')}
        columns={columns}
        rows={found.data?.items ?? []}
        rowKey={({ id }) => id}
        rowTo={({ id }) => supervisionPaths.meeting(id)}
        loading={found.isLoading}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
    </>
  )
}
