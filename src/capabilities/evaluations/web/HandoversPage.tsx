import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isPeriod, parsePeriod } from '#base/period.ts'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { indicatorsContract } from '#capabilities/indicators/contract.ts'
import { peopleContract } from '#capabilities/people/contract.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useMay, useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ChoiceField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { offeredPeriods } from '#kit/web/ui/periods.ts'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { evaluationsContract } from '../contract.ts'
import type { HandoverSummary } from '../contract/outside.ts'
import { handoverWords as words } from './handover-texts.ts'
import './evaluations.css'

/** Figures that were frozen and handed to outside bodies, and how many reports came back. */
export function HandoversPage() {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const say = useText()
  const { programme } = useSession()
  const decision = useMay()('evaluations.run')
  const [handing, setHanding] = useState(false)
  const found = useQuery(api.handoverList.queryOptions())
  const hand = decision.allowed ? (
    <ActButton primary act={() => setHanding(true)}>
      {t('hand')}
    </ActButton>
  ) : undefined
  const columns: Column<HandoverSummary>[] = [
    {
      id: 'body',
      title: t('body'),
      value: ({ bodyName }) => say(bodyName),
      show: ({ id, bodyName }) => <Go to={evaluationPaths.handover(id)}>{say(bodyName)}</Go>,
      width: 220,
    },
    { id: 'purpose', title: t('purpose'), value: ({ purpose }) => purpose, width: 320 },
    { id: 'at', title: t('at'), value: ({ at }) => formatInstant(at, programme.timeZone), width: 150 },
    { id: 'by', title: t('by'), value: ({ by }) => by ?? '', width: 110 },
    {
      id: 'plan',
      title: t('plan'),
      value: ({ isOfCurrentPlan: isCurrent }) => t(isCurrent ? 'current' : 'revised'),
      width: 200,
    },
    { id: 'reports', title: t('reports'), value: ({ reports }) => reports, kind: 'number', scale: 0, width: 90 },
  ]
  return (
    <Page title={t('title')} sentence={t('sentence')} problem={found.error} primary={hand}>
      <DataTable
        name={t('title')}
        columns={columns}
        rows={found.data?.items ?? []}
        rowKey={({ id }) => id}
        rowTo={({ id }) => evaluationPaths.handover(id)}
        loading={found.isLoading}
        empty={<EmptyState title={t('none')} why={t('noneWhy')} act={hand} />}
      />
      <HandForm open={handing} onClose={() => setHanding(false)} />
    </Page>
  )
}

type Handed = FormValues & { body: string; purpose: string; indicators: string[]; periods: string[] }

function HandForm({ open, onClose }: { open: boolean; onClose: () => void }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const go = useGo()
  const client = useQueryClient()
  const { defaultPeriod } = useSession()
  const organisations = useQuery(useApi(peopleContract).organisationList.queryOptions()).data
  const catalogue = useQuery(useApi(indicatorsContract).list.queryOptions({ staleTime: 30_000 })).data
  const years = offeredPeriods(defaultPeriod).find(({ kind }) => kind === 'year')?.periods ?? []
  return (
    <DrawerForm<Handed>
      title={t('hand')}
      open={open}
      onClose={onClose}
      submitLabel={t('hand')}
      submit={async ({ body, purpose, indicators, periods }) => {
        const asked = periods.filter(isPeriod).map(parsePeriod)
        const { id } = await api.handoverCreate.call({ body, purpose, query: { indicators, periods: asked } })
        await client.invalidateQueries({ queryKey: api.key() })
        go(evaluationPaths.handover(id))
      }}
    >
      <ChoiceField
        name="body"
        label={t('body')}
        required
        choices={(organisations ?? []).map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      <TextField name="purpose" label={t('purpose')} rows={3} max={4000} required />
      <ChoiceField
        name="indicators"
        label={t('indicators')}
        required
        multiple
        choices={(catalogue?.indicators ?? [])
          .filter(({ computable }) => computable)
          .map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      <ChoiceField
        name="periods"
        label={t('periods')}
        required
        multiple
        choices={years.map((year) => ({ value: year, label: formatPeriod(year, language) }))}
      />
    </DrawerForm>
  )
}
