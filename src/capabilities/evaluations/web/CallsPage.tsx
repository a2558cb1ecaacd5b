import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ChoiceField, DateField, PeriodField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { evaluationsContract } from '../contract.ts'
import type { CallSummary } from '../contract/calls.ts'
import { callWords as words } from './call-texts.ts'
import { words as shared } from './texts.ts'
import './evaluations.css'

const stageLights = {
  announced: 'none',
  open: 'on_schedule',
  closed: 'near',
  evaluating: 'near',
  published: 'done',
  final: 'done',
} as const

/** Where a call stands: shape, word, colour. */
export function StageLight({ stage }: { stage: CallSummary['stage'] }) {
  const t = useTexts(words)
  return <StatusLight light={stageLights[stage]} word={t(`stage.${stage}`)} />
}

/** Calls for applications, the latest first. */
export function CallsPage() {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const [issuing, setIssuing] = useState(false)
  const found = useQuery(api.callList.queryOptions())
  const issue =
    found.data?.mayRun === true ? (
      <ActButton primary act={() => setIssuing(true)}>
        {t('issue')}
      </ActButton>
    ) : undefined
  const columns: Column<CallSummary>[] = [
    {
      id: 'title',
      title: t('call'),
      value: ({ title }) => title,
      show: ({ id, title }) => <Go to={evaluationPaths.call(id)}>{title}</Go>,
      width: 280,
    },
    {
      id: 'stage',
      title: s('state'),
      value: ({ stage }) => t(`stage.${stage}`),
      show: ({ stage }) => <StageLight stage={stage} />,
      width: 130,
    },
    { id: 'scheme', title: s('scheme'), value: ({ schemeName }) => say(schemeName), width: 240 },
    { id: 'period', title: s('period'), value: ({ period }) => formatPeriod(period, language), width: 110 },
    { id: 'opens', title: t('opensOn'), value: ({ opensOn }) => opensOn, kind: 'date', width: 110 },
    { id: 'closes', title: t('closesOn'), value: ({ closesOn }) => closesOn, kind: 'date', width: 110 },
    {
      id: 'applications',
      title: t('applications'),
      value: ({ applications }) => applications,
      kind: 'number',
      scale: 0,
      width: 90,
    },
  ]
  return (
    <Page title={t('calls')} sentence={t('sentence')} problem={found.error} primary={issue}>
      <DataTable
        name={t('calls')}
        columns={columns}
        rows={found.data?.items ?? []}
        rowKey={({ id }) => id}
        rowTo={({ id }) => evaluationPaths.call(id)}
        loading={found.isLoading}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} act={issue} />}
      />
      <IssueForm open={issuing} onClose={() => setIssuing(false)} />
    </Page>
  )
}

type Issued = FormValues & {
  scheme: string
  period: string
  title: string
  terms: string
  opensOn: string
  closesOn: string
}

function IssueForm({ open, onClose }: { open: boolean; onClose: () => void }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const go = useGo()
  const client = useQueryClient()
  const schemes = useQuery(api.schemeList.queryOptions()).data?.items ?? []
  return (
    <DrawerForm<Issued>
      title={t('issue')}
      open={open}
      onClose={onClose}
      draft="evaluation-call"
      submitLabel={t('issue')}
      submit={async (values) => {
        const { id } = await api.callCreate.call(values)
        await client.invalidateQueries({ queryKey: api.key() })
        go(evaluationPaths.call(id))
      }}
    >
      <TextField name="title" label={t('title')} max={200} required />
      <ChoiceField
        name="scheme"
        label={s('scheme')}
        required
        choices={schemes
          .filter(({ subject }) => subject === 'application')
          .map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      <PeriodField name="period" label={s('period')} kind="year" required />
      <DateField name="opensOn" label={t('opensOn')} required />
      <DateField name="closesOn" label={t('closesOn')} required />
      <TextField name="terms" label={t('terms')} rows={6} max={4000} required />
    </DrawerForm>
  )
}
