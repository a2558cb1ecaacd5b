import { useQuery } from '@tanstack/react-query'
import { Problem } from '#base/problem.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { evaluationsContract } from '../contract.ts'
import { HistoryTable } from './HistoryTable.tsx'

const words = defineTexts({
  none: { zh: '没有可查看的评价结果。', en: 'There are no evaluations that you may see.' },
})

/** Latest grade and history of one enterprise, for its dossier. */
export function EnterpriseEvaluationsSection({ subject }: { subject: string }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const found = useQuery(api.historyList.queryOptions({ input: { unit: subject } }))
  if (found.error instanceof Problem && found.error.code === 'not_found') return <p className="jd-quiet">{t('none')}</p>
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  if (found.data === undefined) return <Busy lines={3} />
  return <HistoryTable entries={found.data.items} subject={subject} />
}
