import { AsyncLocalStorage } from 'node:async_hooks'

/** What waits for the commit of one transaction: each key runs once, whatever was noted how often. */
type CommitScope = Map<string, () => void>

const scopes = new AsyncLocalStorage<CommitScope>()

/**
 * Runs `callback` right after the running `withActor` has committed, never when it rolls back; once per key. It is a
 * wake-up, not a delivery: what must not be lost belongs in a reaction or a job. Outside a transaction it runs at once.
 */
export function afterCommit(key: string, callback: () => void): void {
  const scope = scopes.getStore()
  if (scope) scope.set(key, callback)
  else callback()
}

/** Runs a transaction and then what was noted for after its commit. */
export async function withCommitScope<T>(transaction: () => Promise<T>): Promise<T> {
  const scope: CommitScope = new Map()
  const result = await scopes.run(scope, transaction)
  for (const callback of scope.values()) scopes.exit(callback)
  return result
}
