import { useMay } from '#kit/web/session.tsx'
import type { DecisionView } from '#kit/web/problem-words.ts'

/**
 * `const refused = useRefused()`, then `refused('supervision.report', task.may.report, task.final)`: why a button of a subject is closed:
 * no permission at all, the subject is closed, or it lies with another unit.
 */
export function useRefused(): (permission: string, allowed: boolean, final?: boolean) => DecisionView {
  const may = useMay()
  return (permission, allowed, final = false) => {
    if (allowed) return { allowed: true }
    const general = may(permission)
    if (!general.allowed) return general
    return { allowed: false, reason: final ? 'supervision.closed' : 'supervision.not_yours' }
  }
}
