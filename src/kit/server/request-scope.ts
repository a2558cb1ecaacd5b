import { AsyncLocalStorage } from 'node:async_hooks'

/** What travels with one request or one job through every await, so that log, acts and problems name the same id. */
export type RequestScope = { readonly requestId: string; readonly actorId?: string }

const scopes = new AsyncLocalStorage<RequestScope>()

/** Runs `work` so that everything it awaits knows `scope`. */
export function inRequestScope<T>(scope: RequestScope, work: () => T): T {
  return scopes.run(scope, work)
}

/** The scope of the running request, or undefined outside one. */
export function findRequestScope(): RequestScope | undefined {
  return scopes.getStore()
}
