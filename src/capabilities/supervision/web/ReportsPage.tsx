import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { useUnitChoices } from '#capabilities/people/web/parts.tsx'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { useMay } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ChoiceField, DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { supervisionContract } from '../contract.ts'
import type { InformationReport } from '../contract/meetings.ts'
import { words as shared } from './texts.ts'
import './supervision.css'

const words = defineTexts({
  sentence: {
    zh: '各单位按期报送的信息；到期提醒，迟报留痕。',
    en: 'What units report by a day: reminded before it, and marked for good when late.',
  },
  ask: { zh: '布置专报', en: 'Ask for reports' },
  asked: { zh: '已布置', en: 'Asked' },
  of: { zh: '报送单位', en: 'Of' },
  deliveredOn: { zh: '报送日期', en: 'Delivered' },
  late: { zh: '迟报', en: 'Late' },
  yes: { zh: '迟报', en: 'late' },
  period: { zh: '所属时期', en: 'Period' },
  open: { zh: '待报', en: 'Due' },
  closed: { zh: '已报', en: 'Delivered' },
  show: { zh: '报送情况', en: 'Due or delivered' },
  lateCount: { zh: '逾期未报 {n} 件。', en: '{n} {n|report is|reports are} overdue.' },
  none: { zh: '没有信息专报', en: 'No information reports' },
  noneWhy: {
    zh: '督办部门布置，或按例会的报送要求自动产生。',
    en: 'They are asked for by whoever supervises, or come about by what a series of meetings demands.',
  },
})

const most = 500

/** Information reports that are due or were delivered. */
export function ReportsPage() {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const may = useMay()
  const { state, set } = useAddress()
  const [asking, setAsking] = useState(false)
  const open = state.open === 'yes' || state.open === 'no' ? state.open : undefined
  const found = useQuery(api.informationReports.queryOptions({ input: { open, pageSize: most } }))
  const columns: Column<InformationReport>[] = [
    {
      id: 'title',
      title: s('report'),
      value: ({ title }) => say(title),
      show: ({ id, title }) => <Go to={supervisionPaths.report(id)}>{say(title)}</Go>,
      width: 300,
    },
    {
      id: 'light',
      title: s('light'),
      value: ({ light }) => light,
      show: ({ light }) => <StatusLight light={light} />,
      filter: false,
      width: 110,
    },
    { id: 'of', title: t('of'), value: ({ of }) => say(of.name), width: 180 },
    {
      id: 'period',
      title: t('period'),
      value: ({ period }) => (period === null ? s('notStated') : formatPeriod(period, language)),
      width: 130,
    },
    { id: 'due', title: s('due'), kind: 'date', value: ({ due }) => due, width: 110 },
    {
      id: 'delivered',
      title: t('deliveredOn'),
      kind: 'date',
      value: ({ deliveredOn }) => deliveredOn ?? '',
      width: 110,
    },
    { id: 'late', title: t('late'), value: ({ isLate }) => (isLate ? t('yes') : ''), width: 80 },
  ]
  return (
    <Page
      title={s('reports')}
      sentence={t('sentence')}
      crumbs={[{ title: s('meetings'), to: supervisionPaths.meetings() }]}
      problem={found.error}
      primary={
        <ActButton primary decision={may('supervision.meet')} act={() => setAsking(true)}>
          {t('ask')}
        </ActButton>
      }
      filters={
        <Segmented
          aria-label={t('show')}
          value={open ?? ''}
          options={[
            { value: '', label: s('all') },
            { value: 'yes', label: t('open') },
            { value: 'no', label: t('closed') },
          ]}
          onChange={(next) => set({ open: next === '' ? undefined : next })}
        />
      }
    >
      {found.data === undefined || found.data.late === 0 ? null : (
        <p className="jd-note">{t('lateCount', { n: found.data.late })}</p>
      )}
      <DataTable
        name={s('reports')}
        columns={columns}
        rows={found.data?.items ?? []}
        rowKey={({ id }) => id}
        rowTo={({ id }) => supervisionPaths.report(id)}
        loading={found.isLoading}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
      />
      <AskForm open={asking} onClose={() => setAsking(false)} />
    </Page>
  )
}

function AskForm({ open, onClose }: { open: boolean; onClose: () => void }) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const client = useQueryClient()
  return (
    <DrawerForm<FormValues & { title: string; of: string[]; due: string }>
      title={t('ask')}
      open={open}
      onClose={onClose}
      draft="supervision-report-ask"
      submitLabel={t('ask')}
      done={t('asked')}
      submit={async (values) => {
        await api.informationReportAsk.call(values)
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <TextField name="title" label={s('title')} max={300} required />
      <ChoiceField name="of" label={t('of')} choices={useUnitChoices()} multiple required />
      <DateField name="due" label={s('due')} required />
    </DrawerForm>
  )
}
