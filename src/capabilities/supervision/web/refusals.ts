import { useQuery } from '@tanstack/react-query'
import { workflowsContract } from '#capabilities/workflows/contract.ts'
import { useApi } from '#kit/web/api.ts'
import type { DecisionView } from '#kit/web/problem-words.ts'
import { useMay } from '#kit/web/session.tsx'

/**
 * `const refused = useRefused()`, then `refused('supervision.plan', task.may.plan, task.final)`: why a button of a subject is closed:
 * the subject is closed, no permission at all, or it lies with another unit.
 */
export function useRefused(): (permission: string, allowed: boolean, final?: boolean) => DecisionView {
  const may = useMay()
  return (permission, allowed, final = false) => {
    if (final) return { allowed: false, reason: 'supervision.closed' }
    if (allowed) return { allowed: true }
    const general = may(permission)
    return general.allowed ? { allowed: false, reason: 'supervision.not_yours' } : general
  }
}

/** `const offered = useOffered(task.case)`, then `offered('report')`: whether the case offers this act now, as the server decides it. */
export function useOffered(caseId: string): (act: string) => DecisionView {
  const api = useApi(workflowsContract)
  const found = useQuery(api.caseShow.queryOptions({ input: { id: caseId } })).data
  return (act) => {
    const one = found?.acts.find((offer) => offer.act === act)
    if (one !== undefined) return one.decision
    return { allowed: false, reason: found?.final === true ? 'supervision.closed' : 'supervision.not_now' }
  }
}
