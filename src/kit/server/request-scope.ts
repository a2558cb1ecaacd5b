import { AsyncLocalStorage } from 'node:async_hooks'

/** What travels with one request or one job through every await, so that log, acts and problems name the same id. */
export type RequestScope = {
  readonly requestId: string
  readonly actorId?: string
  /** Where the request came from, as far as it is known. */
  readonly address?: string
  /** The key with which a program asks; its acts name it. */
  key?: string
  /** The absent person in whose place this is done: some right that it took was held for them alone. */
  onBehalfOf?: string
  /** How many records a file held that is written down with who took it. */
  rows?: number
}

const scopes = new AsyncLocalStorage<RequestScope>()

/** Runs `work` so that everything it awaits knows `scope`. */
export function inRequestScope<T>(scope: RequestScope, work: () => T): T {
  return scopes.run(scope, work)
}

/** The scope of the running request, or undefined outside one. */
export function findRequestScope(): RequestScope | undefined {
  return scopes.getStore()
}

/** From here on the acts of this request say with which key they are done. */
export function noteKey(id: string): void {
  const scope = scopes.getStore()
  if (scope !== undefined) scope.key = id
}

/** Says how many records the file of this request holds. */
export function noteRows(rows: number): void {
  const scope = scopes.getStore()
  if (scope !== undefined) scope.rows = rows
}

/** From here on the acts of this request say in whose place they are done. */
export function noteOnBehalfOf(person: string): void {
  const scope = scopes.getStore()
  if (scope !== undefined) scope.onBehalfOf = person
}
