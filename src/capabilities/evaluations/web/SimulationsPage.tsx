import { useQuery } from '@tanstack/react-query'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { useLanguage, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { evaluationsContract } from '../contract.ts'
import type { SimulationSummary } from '../contract/simulations.ts'
import { SimulationMark } from './SimulationMark.tsx'
import { words } from './simulation-texts.ts'
import { words as shared } from './texts.ts'
import './evaluations.css'

/** Simulations that were kept, the latest first; a row opens one, where it can be compared with another. */
export function SimulationsPage() {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const { programme } = useSession()
  const found = useQuery(api.simulationList.queryOptions({ input: {} }))
  const count = (id: 'units' | 'better' | 'worse', title: string): Column<SimulationSummary> => ({
    id,
    title,
    value: (one) => one[id],
    kind: 'number',
    scale: 0,
    width: 100,
  })
  const columns: Column<SimulationSummary>[] = [
    {
      id: 'name',
      title: s('name'),
      value: ({ name }) => name,
      show: ({ id, name }) => <Go to={evaluationPaths.simulation(id)}>{name}</Go>,
      width: 240,
    },
    { id: 'kind', title: s('status'), value: () => s('simulation'), width: 90 },
    { id: 'scheme', title: s('scheme'), value: ({ scheme }) => scheme, width: 200 },
    { id: 'period', title: s('period'), value: ({ period }) => formatPeriod(period, language), width: 110 },
    { id: 'number', title: s('result'), value: ({ number }) => s('resultNumber', { n: number }), width: 120 },
    count('units', s('units')),
    count('better', t('better')),
    count('worse', t('worse')),
    {
      id: 'created',
      title: t('created'),
      value: ({ createdAt }) => formatInstant(createdAt, programme.timeZone),
      width: 150,
    },
    { id: 'by', title: t('createdBy'), value: ({ createdBy }) => createdBy ?? '', width: 110 },
  ]
  return (
    <Page
      title={t('saved')}
      sentence={t('savedSentence')}
      crumbs={[{ title: s('evaluations'), to: evaluationPaths.list() }]}
      problem={found.error}
    >
      <SimulationMark />
      <DataTable
        name={t('saved')}
        columns={columns}
        rows={found.data?.items ?? []}
        rowKey={({ id }) => id}
        rowTo={({ id }) => evaluationPaths.simulation(id)}
        loading={found.isLoading}
        notes={[s('notResult')]}
        empty={
          <EmptyState
            title={t('noneSaved')}
            why={t('noneSavedWhy')}
            act={<Go to={evaluationPaths.list()}>{s('evaluations')}</Go>}
          />
        }
      />
    </Page>
  )
}
