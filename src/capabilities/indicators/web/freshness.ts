import { keepPreviousData } from '@tanstack/react-query'

/** How a query stays true while somebody looks: asked again on coming back, and every `seconds` while the page is visible. */
function keptFresh(seconds: number) {
  return {
    staleTime: 0,
    refetchOnMount: 'always',
    refetchOnWindowFocus: 'always',
    refetchInterval: seconds * 1000,
    refetchIntervalInBackground: false,
    placeholderData: keepPreviousData,
  } as const
}

/** The plan: an accepted return shows here at once. */
export const atOnce = keptFresh(2)

/** Figures that are browsed. */
export const soon = keptFresh(15)
