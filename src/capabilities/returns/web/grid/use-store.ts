import { useCallback, useDeferredValue, useMemo, useSyncExternalStore } from 'react'
import type { ProblemIssue } from '#base/problem.ts'
import type { CheckFinding } from '../../rules/form-model.ts'
import type { GridStore, Watched } from './grid-store.ts'

/** Draws again when what is watched changes; answers its number. */
export function useWatched(store: GridStore, of: Watched): number {
  const subscribe = useCallback((listener: () => void) => store.subscribe(of, listener), [store, of])
  return useSyncExternalStore(subscribe, () => store.version(of))
}

/** What the checks find and what is wrong in cells, as it is typed; behind the cells where both cannot be drawn at once. */
export function useJudged(store: GridStore): {
  readonly findings: readonly CheckFinding[]
  readonly issues: readonly ProblemIssue[]
} {
  const version = useDeferredValue(useWatched(store, 'edits'))
  return useMemo(() => ({ version, findings: store.findings(), issues: store.issues() }), [store, version])
}
