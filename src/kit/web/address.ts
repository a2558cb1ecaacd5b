import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'

/** The state of a page as its address keeps it: plain words, so that an address can be read, copied and sent. */
export type AddressState = Record<string, string>

/** Reads `?place=a&period=2024-07` into words; repeated names keep the last. */
export function parseAddress(search: string): AddressState {
  return Object.fromEntries(new URLSearchParams(search))
}

/** Writes words as a search string; empty ones are left out, names in order, so that equal states have equal addresses. */
export function formatAddress(state: Record<string, unknown>): string {
  const entries = Object.entries(state).filter(([, value]) => value !== undefined && value !== null && value !== '')
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  const text = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString()
  return text === '' ? '' : `?${text}`
}

/** The words that every page honours and every link keeps. */
export const keptInAddress = ['place', 'period', 'lang'] as const

/** Splits an address of `base/paths` into the parts that the router wants. */
export function splitAddress(address: string): { to: string; search: AddressState; hash: string | undefined } {
  const url = new URL(address, 'http://here')
  return { to: url.pathname, search: parseAddress(url.search), hash: url.hash === '' ? undefined : url.hash.slice(1) }
}

export type AddressPatch = Record<string, string | undefined>

/**
 * The state of this page in its address. `set({tab: 'cells'})` changes only what it names (undefined removes);
 * by default it replaces the entry in the history, so that Back leaves the page. `{remember: true}` makes Back undo the change.
 */
export function useAddress(): {
  state: AddressState
  set: (patch: AddressPatch, options?: { remember?: boolean }) => void
} {
  const search = useRouterState({ select: (router) => router.location.searchStr })
  const navigate = useNavigate()
  const state = useMemo(() => parseAddress(search), [search])
  const set = useCallback(
    (patch: AddressPatch, options: { remember?: boolean } = {}) => {
      void navigate({
        to: '.',
        search: (previous: AddressState) => ({ ...previous, ...patch }),
        replace: options.remember !== true,
        resetScroll: false,
      } as never)
    },
    [navigate],
  )
  return { state, set }
}

/** Goes to an address of `base/paths`, keeping place, period and language. */
export function useGo(): (address: string, options?: { replace?: boolean }) => void {
  const navigate = useNavigate()
  return useCallback(
    (address, options = {}) => {
      const { to, search, hash } = splitAddress(address)
      void navigate({ to, search, hash, replace: options.replace === true } as never)
    },
    [navigate],
  )
}

/** The place that the top bar chose, or undefined for the whole programme. */
export function usePlace(): string | undefined {
  return useAddress().state.place
}

/** The period that the top bar chose, or undefined for the newest. */
export function usePeriod(): string | undefined {
  return useAddress().state.period
}
