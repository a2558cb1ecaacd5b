import { createORPCClient } from '@orpc/client'
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract'
import type { JsonifiedClient } from '@orpc/openapi-client'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query'
import { problemFrom, refusedResponse } from './problem.ts'

/** The plain client of a contract: `await call.returnSubmit({id})`. */
export type ApiClient<C extends AnyContractRouter> = JsonifiedClient<ContractRouterClient<C>>

/** The same with TanStack Query: `useQuery(api.list.queryOptions({input: {place}}))`, `useMutation(api.submit.mutationOptions())`. */
export type Api<C extends AnyContractRouter> = RouterUtils<ApiClient<C>>

const clients = new WeakMap<object, unknown>()
const utilities = new WeakMap<object, unknown>()

/** A fetch that turns every refusal into a `Problem`, also those that never reached the server. */
async function fetchOrRefuse(request: Request | string, init?: object): Promise<Response> {
  const response = await globalThis.fetch(request, { ...init, credentials: 'same-origin' }).catch((cause: unknown) => {
    throw problemFrom(cause)
  })
  if (!response.ok) throw await refusedResponse(response)
  return response
}

/** The plain client of a contract, one per contract. Refusals arrive as `ApiProblem`. */
export function createApi<C extends AnyContractRouter>(contract: C): ApiClient<C> {
  const known = clients.get(contract)
  if (known !== undefined) return known as ApiClient<C>
  const link = new OpenAPILink(contract, { url: () => `${globalThis.location.origin}/api`, fetch: fetchOrRefuse })
  const client: ApiClient<C> = createORPCClient(link)
  clients.set(contract, client)
  return client
}

/** The client of a contract for TanStack Query. The same object at every call, so that it needs no memo. */
export function useApi<C extends AnyContractRouter>(contract: C): Api<C> {
  const known = utilities.get(contract)
  if (known !== undefined) return known as Api<C>
  const made = createTanstackQueryUtils(createApi(contract))
  utilities.set(contract, made)
  return made as Api<C>
}

/** Reads JSON from an address that is not in a contract (a lineage page, a file's description). Refusals are `ApiProblem`. */
export async function fetchJson(address: string, signal?: AbortSignal): Promise<unknown> {
  const response = await fetchOrRefuse(address, { headers: { accept: 'application/json' }, signal })
  return response.json()
}

/** Sends one file as the body of a POST and reports how much has gone, from 0 to 1. Answers with the JSON of the server. */
export function sendFile(
  address: string,
  file: Blob & { name?: string },
  options: { onProgress?: (share: number) => void; signal?: AbortSignal; method?: 'POST' | 'PUT' } = {},
): Promise<unknown> {
  return new Promise((done, refuse) => {
    const request = new XMLHttpRequest()
    request.open(options.method ?? 'POST', address)
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('content-type', file.type || 'application/octet-stream')
    if (file.name !== undefined) request.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    request.upload.onprogress = (event) => options.onProgress?.(event.total === 0 ? 0 : event.loaded / event.total)
    request.onerror = () => refuse(problemFrom(new TypeError('network')))
    request.onabort = () => refuse(new DOMException('left', 'AbortError'))
    request.onload = () => {
      const response = new Response(request.responseText, { status: request.status })
      if (response.ok) response.json().then(done, (cause: unknown) => refuse(problemFrom(cause)))
      else refusedResponse(response).then(refuse)
    }
    options.signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}
