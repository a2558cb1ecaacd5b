import { useQuery } from '@tanstack/react-query'
import { returnPaths } from '#base/paths/returns.ts'
import { useApi } from '#kit/web/api.ts'
import { useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { returnsContract } from '../contract.ts'
import { useReturnColumns } from './return-columns.tsx'
import { words } from './texts.ts'

export { DeskDueReturns } from './DueReturns.tsx'

const shown = 24

/** The latest returns of one enterprise, for its dossier. */
export function EnterpriseReturns({ subject }: { subject: string }) {
  const api = useApi(returnsContract)
  const t = useTexts(words)
  const columns = useReturnColumns()
  const returns = useQuery(api.list.queryOptions({ input: { subject, pageSize: shown } }))
  if (returns.error !== null) return <ProblemAlert problem={returns.error} />
  return (
    <DataTable
      name={t('returns')}
      prefix="returns."
      columns={columns.filter((column) => column.id !== 'respondent' && column.id !== 'town')}
      rows={returns.data?.rows ?? []}
      rowKey={(one) => one.id}
      rowTo={(one) => returnPaths.one(one.id)}
      loading={returns.isLoading}
      searchable={false}
      empty={<EmptyState title={t('dossierNone')} />}
    />
  )
}
