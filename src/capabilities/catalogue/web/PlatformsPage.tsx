import { useQuery } from '@tanstack/react-query'
import { cataloguePaths } from '#base/paths/catalogue.ts'
import { useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { catalogueContract, type PlatformSummary } from '../contract.ts'
import { dispositions, platformKinds, platformStates, words } from './texts.ts'
import { useCitationWords, useUnitWords, useWordOf } from './units.tsx'

/** Platforms and databases that the documents name. */
export function PlatformsPage() {
  const api = useApi(catalogueContract)
  const t = useTexts(words)
  const found = useQuery(api.platforms.queryOptions())
  const columns = useColumns()
  return (
    <Page title={t('platforms')} sentence={t('platformsSentence')} problem={found.error}>
      <DataTable
        name={t('platforms')}
        columns={columns}
        rows={found.data?.rows ?? []}
        rowKey={(row) => row.id}
        rowTo={(row) => cataloguePaths.platform(row.id)}
        loading={found.isLoading}
        empty={<EmptyState title={t('noPlatforms')} why={t('noneWhy')} />}
      />
    </Page>
  )
}

function useColumns(): Column<PlatformSummary>[] {
  const t = useTexts(words)
  const say = useText()
  const units = useUnitWords()
  const cite = useCitationWords()
  const wordOf = {
    kind: useWordOf(platformKinds),
    state: useWordOf(platformStates),
    disposition: useWordOf(dispositions),
  }
  const choice = (
    id: 'kind' | 'state' | 'disposition',
    list: Record<string, { zh: string; en: string }>,
    width: number,
  ): Column<PlatformSummary> => ({
    id,
    title: t(id),
    kind: 'choice',
    choices: Object.entries(list).map(([value, name]) => ({ value, label: say(name) })),
    value: (row) => row[id],
    show: (row) => wordOf[id](row[id]),
    width,
  })
  return [
    { id: 'name', title: t('name'), value: (row) => say(row.name), width: 290 },
    choice('kind', platformKinds, 110),
    { id: 'owner', title: t('owner'), value: (row) => units(row.owner), width: 220 },
    choice('state', platformStates, 110),
    choice('disposition', dispositions, 130),
    { id: 'field', title: t('field'), value: (row) => say(row.field), width: 150 },
    { id: 'source', title: t('source'), value: (row) => cite(row.source), width: 300 },
  ]
}
