import { useQuery } from '@tanstack/react-query'
import { useApi } from '#kit/web/api.ts'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { evaluationsContract } from '../contract.ts'
import { HistoryTable } from './HistoryTable.tsx'

/** Latest grade and history of one enterprise, for its dossier. */
export function EnterpriseEvaluationsSection({ subject }: { subject: string }) {
  const api = useApi(evaluationsContract)
  const found = useQuery(api.historyList.queryOptions({ input: { unit: subject } }))
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  if (found.data === undefined) return <Busy lines={3} />
  return <HistoryTable entries={found.data.items} subject={subject} />
}
