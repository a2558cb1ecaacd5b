import { keepPreviousData, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { createApi, useApi } from '#kit/web/api.ts'
import { indicatorsContract } from '../contract.ts'

/** A query that asks again whenever somebody comes back to the page; while they look, `useNews` tells when to. */
export const fresh = {
  staleTime: 0,
  refetchOnMount: 'always',
  refetchOnWindowFocus: 'always',
  placeholderData: keepPreviousData,
} as const

const restAfterFailure = 3_000

/** While the page is seen: asks again for every figure on it as soon as the server has taken something in. */
export function useNews(): void {
  const queries = useQueryClient()
  const api = useApi(indicatorsContract)
  useEffect(() => {
    const leaving = new AbortController()
    const { signal } = leaving
    const hear = () =>
      void Promise.all(
        [api.plan, api.figures, api.explain, api.list].map((each) =>
          queries.invalidateQueries({ queryKey: each.key() }),
        ),
      )
    void listen(hear, signal)
    return () => leaving.abort()
  }, [queries, api])
}

async function listen(hear: () => void, signal: AbortSignal): Promise<void> {
  let after: string | undefined
  while (!signal.aborted) {
    await seen(signal)
    try {
      const { position } = await createApi(indicatorsContract).news(after === undefined ? {} : { after }, { signal })
      if (after !== undefined && position !== after) hear()
      after = position
    } catch {
      await pause(restAfterFailure, signal)
    }
  }
}

/** Waits until the page is visible. */
function seen(signal: AbortSignal): Promise<void> {
  if (document.visibilityState === 'visible') return Promise.resolve()
  return new Promise((done) => {
    const change = (): void => {
      document.removeEventListener('visibilitychange', change)
      done()
    }
    document.addEventListener('visibilitychange', change, { signal })
    signal.addEventListener('abort', change, { once: true })
  })
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        done()
      },
      { once: true },
    )
  })
}
