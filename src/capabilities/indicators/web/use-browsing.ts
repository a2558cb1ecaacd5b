import { useMemo } from 'react'
import type { Period } from '#base/period.ts'
import { useAddress, usePeriod, usePlace } from '#kit/web/address.ts'
import { useSession } from '#kit/web/session.tsx'
import type { IndicatorSummary, Selection } from '../contract.ts'
import { type BrowsedKind, browsedKinds, kindShown, type Known, periodShown } from '../rules/browse.ts'
import { useCatalogue } from './vocabulary.ts'

/** What the reader chose to look at, as the address keeps it, with what the house shows where it says nothing. */
export type Browsing = {
  kind: BrowsedKind
  /** The kinds that can be chosen. */
  kinds: readonly BrowsedKind[]
  /** Undefined while nothing is known. */
  period: Period | undefined
  span: 'this' | 'cumulative'
  /** The place, without the whole programme, which is no narrowing. */
  where: Selection
  known: Known
  indicators: IndicatorSummary[]
  /** All that can be chosen by this kind of period. */
  offered: IndicatorSummary[]
}

const usual = 3
export const mostIndicators = 6

/**
 * `?per=quarter&span=cumulative&i=a,b` beside the place and the period of every page.
 * `only` is the one indicator of a page about one; it decides by which kinds of period one can look.
 */
export function useBrowsing({
  industry,
  only,
}: {
  industry?: string | undefined
  only?: string | undefined
}): Browsing | undefined {
  const { data } = useCatalogue()
  const { state } = useAddress()
  const { programme } = useSession()
  const place = usePlace()
  const asked = usePeriod()
  return useMemo(() => {
    if (data === undefined) return undefined
    const single = data.indicators.find((indicator) => indicator.id === only)
    const kinds = browsedKinds.filter((each) => single === undefined || reaches(single, each))
    const chosen = kindShown(state.per, asked)
    const kind = kinds.includes(chosen) ? chosen : (kinds[0] ?? 'year')
    const offered = data.indicators.filter((indicator) => indicator.computable && reaches(indicator, kind))
    const wanted = (state.i ?? '').split(',').flatMap((id) => offered.find((each) => each.id === id) ?? [])
    return {
      kind,
      kinds,
      period: periodShown(kind, asked, data),
      span: state.span === 'cumulative' && kind !== 'year' ? 'cumulative' : 'this',
      where: {
        ...(place === undefined || place === programme.rootPlace ? {} : { place }),
        ...(industry === undefined ? {} : { industry }),
      },
      known: data,
      indicators:
        single !== undefined
          ? [single]
          : (wanted.length > 0 ? wanted : offered.slice(0, usual)).slice(0, mostIndicators),
      offered,
    }
  }, [data, state.per, state.span, state.i, place, asked, industry, only, programme.rootPlace])
}

const lengths: Record<string, number> = { month: 1, quarter: 3, half_year: 6, year: 12 }

/** Whether an indicator has values by periods as short as these. */
function reaches(indicator: IndicatorSummary, kind: BrowsedKind): boolean {
  return (
    indicator.periods.length === 0 ||
    indicator.periods.some((period) => (lengths[period] ?? 12) <= (lengths[kind] ?? 12))
  )
}
